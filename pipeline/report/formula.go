package report

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

// Formula is how a derived cell follows from other cells of the document, by the
// method that made its figure. A workbook writes it beside the value; a printed page
// ignores it.
type Formula struct {
	Op    Op
	Args  []*Formula
	Cell  string           // Ref: the id of the cell
	Value *decimal.Decimal // Ref: the figure that the method used, nil for a cell without one; Const: the constant
	Text  string           // Word
}

// Op is what a formula does with its arguments.
type Op int

// Operations. Sum, Count and the ranks take cells and pass over those without a
// figure; ranks begin at 1, equal figures share one. RankDown and RankUp rank their
// first argument among the cells of the second, Among, the largest or the smallest
// first; all ranks among the same cells share one. AnnuityRate is
// the g, as a ratio, with Σ(1+g)^t for t = 1…n equal to s, of arguments n and s (累计法).
const (
	Ref Op = iota + 1
	Const
	Word
	Add
	Sub
	Mul
	Div
	Pow
	Ln
	Min
	Max
	Sum
	Count
	RankDown
	RankUp
	AnnuityRate
	AtLeast // a comparison, for If
	If      // condition, then, else
	Among   // the cells of a rank
)

// MarshalJSON names the first and the last cell of Among and counts them: every rank
// would else write all of them again.
func (f *Formula) MarshalJSON() ([]byte, error) {
	type all Formula
	if f.Op != Among || len(f.Args) == 0 {
		return json.Marshal((*all)(f))
	}
	return json.Marshal(struct {
		Op       Op
		From, To string
		Cells    int
	}{f.Op, f.Args[0].Cell, f.Args[len(f.Args)-1].Cell, len(f.Args)})
}

// At is a cell and the figure in it that the method used.
func At(id string, v *decimal.Decimal) *Formula { return &Formula{Op: Ref, Cell: id, Value: v} }

// Of is a constant.
func Of(v decimal.Decimal) *Formula { return &Formula{Op: Const, Value: &v} }

// Int is a whole constant.
func Int(n int) *Formula { return Of(decimal.NewFromInt(int64(n))) }

// Say is a word.
func Say(s string) *Formula { return &Formula{Op: Word, Text: s} }

// Do applies an operation.
func Do(op Op, args ...*Formula) *Formula { return &Formula{Op: op, Args: args} }

// Percent is a ÷ b × 100.
func Percent(a, b *Formula) *Formula { return Do(Mul, Do(Div, a, b), Int(100)) }

// Rise is (a ÷ b − 1) × 100.
func Rise(a, b *Formula) *Formula { return Do(Mul, Do(Sub, Do(Div, a, b), Int(1)), Int(100)) }

// gathers tells operations over cells of which some may have no figure.
func (o Op) gathers() bool { return o == Sum || o == Count || o == Among }

// Derive gives each cell the formula of its id, where the inputs stand in the
// document, each with the figure that the method used, and the formula gives the
// cell's. It tells in order the cells that have a formula and are left without:
// those whose inputs stand elsewhere, and those for which it gives another figure,
// as where a unit that is shown was left out of a sum.
func (d *Document) Derive(formulas map[string]*Formula) (elsewhere, other []string, err error) {
	cells, err := d.Cells()
	if err != nil {
		return nil, nil, err
	}
	r := newReckoner(cells)
	d.eachCell(func(c *Cell) {
		f, ok := formulas[c.ID]
		switch {
		case !ok || c.ID == "" || c.Value == nil && !f.says(c.Text):
		case !r.stands(f, false):
			elsewhere = append(elsewhere, c.ID)
		case r.follows(c, f) != nil:
			other = append(other, c.ID)
		default:
			c.Formula = f
		}
	})
	return elsewhere, other, nil
}

// says reports whether a word is among those of the formula.
func (f *Formula) says(word string) bool {
	if f.Op == Word && f.Text == word {
		return true
	}
	for _, a := range f.Args {
		if a.says(word) {
			return true
		}
	}
	return false
}

// checkFormulas proves that every formula stands, goes in no circle and gives its
// cell's figure or word.
func (d *Document) checkFormulas(cells Cells) (err error) {
	k := &checker{reckoner: newReckoner(cells), cells: map[string]bool{}, seen: map[*Formula]bool{}}
	d.eachCell(func(c *Cell) {
		if err == nil && c.Formula != nil {
			err = k.visit(c)
		}
	})
	return err
}

// checker walks from cell to cell along the formulas. What it met is false while what
// lies behind it is looked at.
type checker struct {
	*reckoner
	cells map[string]bool
	seen  map[*Formula]bool // lists
}

func (k *checker) visit(c *Cell) error {
	if over, seen := k.cells[c.ID]; seen {
		if !over {
			return fmt.Errorf("report: the formula of cell %s leads back to it", c.ID)
		}
		return nil
	}
	k.cells[c.ID] = false
	if err := k.behind(c.Formula, c.ID); err != nil {
		return err
	}
	k.cells[c.ID] = true
	return k.check(c)
}

// behind visits the cells of a formula of the cell with this id.
func (k *checker) behind(f *Formula, id string) error {
	if f.Op == Ref {
		if next := k.reckoner.cells.Of(f.Cell); next.Formula != nil {
			return k.visit(&next)
		}
		return nil
	}
	if f.Op == Among {
		if over, seen := k.seen[f]; seen {
			if !over {
				return fmt.Errorf("report: the formula of cell %s leads back to it", id)
			}
			return nil
		}
		k.seen[f] = false
		defer func() { k.seen[f] = true }()
	}
	for _, a := range f.Args {
		if err := k.behind(a, id); err != nil {
			return err
		}
	}
	return nil
}

func (r *reckoner) check(c *Cell) error {
	if c.ID == "" {
		return fmt.Errorf("report: a cell with a formula has no id (%q)", c.Text)
	}
	if !r.stands(c.Formula, false) {
		return fmt.Errorf("report: the formula of cell %s has inputs that the document does not hold", c.ID)
	}
	if err := r.follows(c, c.Formula); err != nil {
		return fmt.Errorf("report: the formula of cell %s %w", c.ID, err)
	}
	return nil
}

// follows reports why the cell does not say what f gives; nil if it does.
func (r *reckoner) follows(c *Cell, f *Formula) error {
	got, err := r.eval(f)
	switch {
	case err != nil:
		return fmt.Errorf("cannot be evaluated: %w", err)
	case c.Value == nil && (got.number != nil || got.text != c.Text):
		return fmt.Errorf("gives %s, the cell says %q", got, c.Text)
	case c.Value != nil && (got.number == nil || !near(*got.number, *c.Value)):
		return fmt.Errorf("gives %s, the cell holds %s", got, c.Value)
	}
	return nil
}

// near is equality within 1e-9, of large figures relative.
func near(a, b decimal.Decimal) bool {
	scale := decimal.Max(decimal.NewFromInt(1), b.Abs())
	return a.Sub(b).Abs().LessThanOrEqual(scale.Shift(-9))
}

// eachCell visits the cells of all tables in order.
func (d *Document) eachCell(visit func(*Cell)) {
	for _, b := range d.Blocks() {
		t, ok := b.(*Table)
		if !ok {
			continue
		}
		for i := range t.Rows {
			for j := range t.Rows[i].Cells {
				visit(&t.Rows[i].Cells[j])
			}
		}
	}
}
