package report

import (
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/shopspring/decimal"
)

// Decimals that formulas are evaluated to; roots and logarithms, which cost most, to fewer.
const (
	evalPlaces = 30
	rootPlaces = 18
)

var errNoValue = errors.New("it has no value for its inputs")

// result is a number, a word or, if neither is set, a truth.
type result struct {
	number *decimal.Decimal
	text   string
	truth  bool
}

func (r result) String() string {
	if r.number != nil {
		return r.number.String()
	}
	return fmt.Sprintf("%q", r.text)
}

func number(d decimal.Decimal) result { return result{number: &d} }

// reckoner evaluates formulas over the cells of a document. What it found of a list it
// keeps: each of the ranks among n cells would else look at all n again.
type reckoner struct {
	cells Cells
	stood map[*Formula]bool              // lists
	order map[*Formula][]decimal.Decimal // figures of lists, ascending
}

func newReckoner(cells Cells) *reckoner {
	return &reckoner{cells, map[*Formula]bool{}, map[*Formula][]decimal.Decimal{}}
}

// stands reports whether the cells of the formula hold what the method used.
func (r *reckoner) stands(f *Formula, gathered bool) bool {
	if f.Op == Ref {
		return r.holds(f, gathered)
	}
	if ok, known := r.stood[f]; known {
		return ok
	}
	ok := true
	for i := 0; ok && i < len(f.Args); i++ {
		ok = r.stands(f.Args[i], f.Op.gathers())
	}
	if f.Op == Among {
		r.stood[f] = ok
	}
	return ok
}

func (r *reckoner) holds(f *Formula, gathered bool) bool {
	c, ok := r.cells.Find(f.Cell)
	switch {
	case !ok || (c.Value == nil) != (f.Value == nil):
		return false
	case f.Value == nil:
		return gathered
	}
	return c.Value.Equal(*f.Value)
}

// eval evaluates by exact decimals, from the figures that the method used.
func (r *reckoner) eval(f *Formula) (result, error) {
	switch {
	case f.Op == Ref || f.Op == Const:
		return result{number: f.Value}, nil
	case f.Op == Word:
		return result{text: f.Text}, nil
	case f.Op == If:
		return r.choose(f)
	case f.Op == RankDown || f.Op == RankUp:
		return r.rank(f)
	}
	list, err := r.figures(f)
	if err != nil {
		return result{}, err
	}
	return reckon(f.Op, list)
}

// figures are those of the arguments.
func (r *reckoner) figures(f *Formula) ([]decimal.Decimal, error) {
	var list []decimal.Decimal
	for _, a := range f.Args {
		got, err := r.eval(a)
		switch {
		case err != nil:
			return nil, err
		case got.number != nil:
			list = append(list, *got.number)
		case !f.Op.gathers():
			return nil, errNoValue
		}
	}
	return list, nil
}

func (r *reckoner) choose(f *Formula) (result, error) {
	if len(f.Args) != 3 {
		return result{}, errNoValue
	}
	cond, err := r.eval(f.Args[0])
	switch {
	case err != nil:
		return cond, err
	case cond.truth:
		return r.eval(f.Args[1])
	}
	return r.eval(f.Args[2])
}

// rank is one more than the figures that stand before the first.
func (r *reckoner) rank(f *Formula) (result, error) {
	if len(f.Args) != 2 || f.Args[1].Op != Among {
		return result{}, errNoValue
	}
	own, err := r.eval(f.Args[0])
	if err != nil {
		return own, err
	}
	if own.number == nil {
		return own, errNoValue
	}
	order, known := r.order[f.Args[1]]
	if !known {
		if order, err = r.figures(f.Args[1]); err != nil {
			return result{}, err
		}
		slices.SortFunc(order, decimal.Decimal.Cmp)
		r.order[f.Args[1]] = order
	}
	before := sort.Search(len(order), func(i int) bool { return order[i].GreaterThanOrEqual(*own.number) })
	if f.Op == RankDown {
		before = len(order) - sort.Search(len(order), func(i int) bool { return order[i].GreaterThan(*own.number) })
	}
	return number(decimal.NewFromInt(int64(1 + before))), nil
}

func reckon(op Op, list []decimal.Decimal) (result, error) {
	switch op {
	case Count:
		return number(decimal.NewFromInt(int64(len(list)))), nil
	case Sum, Add, Mul, Min, Max:
		return fold(op, list)
	case Ln:
		if len(list) != 1 || !list[0].IsPositive() {
			return result{}, errNoValue
		}
		v, err := list[0].Ln(rootPlaces)
		return number(v), err
	}
	if len(list) != 2 {
		return result{}, errNoValue
	}
	return pair(op, list[0], list[1])
}

func fold(op Op, list []decimal.Decimal) (result, error) {
	if len(list) == 0 {
		return result{}, errNoValue
	}
	v := list[0]
	for _, x := range list[1:] {
		switch op {
		case Mul:
			v = v.Mul(x)
		case Min:
			v = decimal.Min(v, x)
		case Max:
			v = decimal.Max(v, x)
		default:
			v = v.Add(x)
		}
	}
	return number(v), nil
}

func pair(op Op, a, b decimal.Decimal) (result, error) {
	switch op {
	case Sub:
		return number(a.Sub(b)), nil
	case AtLeast:
		return result{truth: a.GreaterThanOrEqual(b)}, nil
	case Div:
		if b.IsZero() {
			return result{}, errNoValue
		}
		return number(a.DivRound(b, evalPlaces)), nil
	case Pow:
		if !a.IsPositive() && !b.IsInteger() {
			return result{}, errNoValue
		}
		v, err := a.PowWithPrecision(b, rootPlaces)
		return number(v), err
	case AnnuityRate:
		return annuityRate(a, b)
	}
	return result{}, fmt.Errorf("unknown operation %d", op)
}

// annuityRate halves the interval in which the rate lies.
func annuityRate(n, sum decimal.Decimal) (result, error) {
	if !n.IsPositive() || !n.IsInteger() || !sum.IsPositive() {
		return result{}, errNoValue
	}
	low, high := decimal.Zero, decimal.NewFromInt(1).Add(sum)
	for range 80 {
		mid := low.Add(high).DivRound(decimal.NewFromInt(2), evalPlaces)
		got, power := decimal.Zero, decimal.NewFromInt(1)
		for range n.IntPart() {
			power = power.Mul(mid).Round(evalPlaces)
			got = got.Add(power)
		}
		if got.LessThan(sum) {
			low = mid
		} else {
			high = mid
		}
	}
	return number(low.Sub(decimal.NewFromInt(1))), nil
}
