package form

import (
	"fmt"
	"slices"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Derives reports whether the form reckons the row's measure from other rows, so
// that nobody fills it in.
func (r Row) Derives(m stat.Measure) bool { return r.Derived != nil && m == stat.Value }

// derive makes those of the rows derived whose parts are both required in the
// period. A part that is published as growth alone leaves the ratio an input.
func derive(p *plan.Plan, rows []Row, codes []string) {
	given := func(code string) bool {
		return slices.ContainsFunc(rows, func(r Row) bool {
			return r.Item.Code == code && r.Requires(stat.Value) && !slices.Contains(codes, code)
		})
	}
	for i := range rows {
		r := &rows[i]
		if ratio, ok := p.RatioOf(r.Item.Code); ok && slices.Contains(codes, r.Item.Code) && given(ratio.Numerator) && given(ratio.Denominator) {
			r.Derived = &ratio
			isValue := func(m stat.Measure) bool { return m == stat.Value }
			r.Open, r.Required = slices.DeleteFunc(r.Open, isValue), slices.DeleteFunc(r.Required, isValue)
		}
	}
}

// checkDerived says why a row cannot be derived: its item is no ratio that the plan
// lets reckon again, or its parts are not fixed rows of the form.
func (d *Def) checkDerived(r RowDef, p *plan.Plan) error {
	item, _ := p.Item(r.Item)
	ratio, ok := p.RatioOf(r.Item)
	if !ok {
		return fmt.Errorf("指标「%s」不能写 derived：方案没有规定由分子、分母重算，或其分母仅供核对", item.Name)
	}
	for _, part := range []string{ratio.Numerator, ratio.Denominator} {
		has := func(s SectionDef) bool {
			return slices.ContainsFunc(s.Rows, func(r RowDef) bool { return r.Item == part && !r.Optional && !r.Derived })
		}
		if !slices.ContainsFunc(d.Sections, has) {
			other, _ := p.Item(part)
			return fmt.Errorf("指标「%s」不能写 derived：「%s」不是本表必填的一行", item.Name, other.Name)
		}
	}
	return nil
}
