package report

import (
	"errors"
	"fmt"

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

// eval evaluates by exact decimals, from the figures that the method used.
func (f *Formula) eval() (result, error) {
	switch {
	case f.Op == Ref || f.Op == Const:
		return result{number: f.Value}, nil
	case f.Op == Word:
		return result{text: f.Text}, nil
	case f.Op == If:
		return f.choose()
	}
	var list []decimal.Decimal
	for i, a := range f.Args {
		r, err := a.eval()
		if err != nil {
			return r, err
		}
		switch {
		case r.number != nil:
			list = append(list, *r.number)
		case !f.Op.gathers() || i == 0 && (f.Op == RankDown || f.Op == RankUp):
			return r, errNoValue
		}
	}
	return f.reckon(list)
}

func (f *Formula) choose() (result, error) {
	if len(f.Args) != 3 {
		return result{}, errNoValue
	}
	cond, err := f.Args[0].eval()
	switch {
	case err != nil:
		return cond, err
	case cond.truth:
		return f.Args[1].eval()
	}
	return f.Args[2].eval()
}

func (f *Formula) reckon(list []decimal.Decimal) (result, error) {
	switch f.Op {
	case Count:
		return number(decimal.NewFromInt(int64(len(list)))), nil
	case Sum, Add, Mul, Min, Max:
		return fold(f.Op, list)
	case RankDown, RankUp:
		return rank(f.Op, list)
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
	return pair(f.Op, list[0], list[1])
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

// rank is one more than the figures that stand before the first.
func rank(op Op, list []decimal.Decimal) (result, error) {
	if len(list) == 0 {
		return result{}, errNoValue
	}
	n := int64(1)
	for _, x := range list[1:] {
		if c := x.Cmp(list[0]); op == RankDown && c > 0 || op == RankUp && c < 0 {
			n++
		}
	}
	return number(decimal.NewFromInt(n)), nil
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
