package formxlsx

import (
	"fmt"

	"zhibao/pipeline/form"
	"zhibao/pipeline/method"
	"zhibao/pipeline/stat"
)

// reckoned is the cell of a ratio that follows from two other cells of the form.
type reckoned struct {
	ref string
	row form.Row
}

// reckon gives the derived cells their formulas and what they show now. They are
// judged like typed figures, for a sheet without a password can be unlocked, but
// nobody owes them.
func (p *page) reckon() error {
	for _, c := range p.reckoned {
		num, _ := p.cellOf(c.row.Derived.Numerator, stat.Value)
		den, _ := p.cellOf(c.row.Derived.Denominator, stat.Value)
		result := ""
		n, d := p.values[num], p.values[den]
		if v, err := method.Ratio(n.Number, d.Number, c.row.Derived.Scale); err == nil && !n.IsText && !d.IsText && p.has(num) {
			v = v.Round(int32(c.row.Item.Decimals))
			p.values[c.ref] = Num(v)
			result = v.String()
		}
		if err := p.formula(p.name, c.ref, ratioFormula(num, den, c.row), result); err != nil {
			return err
		}
		p.judged = append(p.judged, judged{ref: c.ref, red: []fault{p.own(c.ref, c.row, stat.Value)}})
	}
	return nil
}

// has reports whether a cell was filled in.
func (p *page) has(ref string) bool {
	_, ok := p.values[ref]
	return ok
}

// ratioFormula is empty until both parts are numbers and the denominator is none of
// nought. The product comes first: only the division is inexact then.
func ratioFormula(num, den string, r form.Row) string {
	product := num
	if s := r.Derived.Scale.String(); s != "1" {
		product += "*" + s
	}
	return fmt.Sprintf(`IF(COUNT(%s,%s)<2,"",IF(%s=0,"",ROUND(%s/%s,%d)))`, num, den, den, product, den, r.Item.Decimals)
}
