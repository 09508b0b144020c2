package validate

import (
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// rows runs the row rules over every item that has the value they judge.
func (v *validator) rows(f *filled) error {
	for _, code := range f.items {
		item, ok := v.Plan.Item(code)
		if !ok {
			continue
		}
		for _, r := range v.Rules.Rules {
			if r.Scope != rule.Row || r.Expr == "" || !r.OnForm(f.form) || !r.Applies(item) {
				continue
			}
			if _, ok := f.values[code][stat.Measure(r.At)]; !ok || v.growthOnly(r, code) || !v.hasColumns(r, f.form) {
				continue // nothing to judge
			}
			operand := func(name string) (stat.Quantity, bool) {
				o, ok := f.values[code][stat.Measure(name)]
				return o.Quantity, ok
			}
			if err := v.evaluate(r, f, code, stat.Measure(r.At), operand); err != nil {
				return err
			}
		}
	}
	return nil
}

// form runs the rules between items of one form. A rule none of whose operands
// is on the form has nothing to say there.
func (v *validator) form(f *filled) error {
	for _, r := range v.Rules.Rules {
		if r.Scope != rule.Form || r.Expr == "" || !r.OnForm(f.form) {
			continue
		}
		operand := func(name string) (stat.Quantity, bool) {
			o, ok := f.operand(name)
			return o.Quantity, ok
		}
		item, measure, _ := strings.Cut(r.At, ".")
		if _, ok := f.values[item][stat.Measure(measure)]; !ok {
			continue
		}
		if err := v.evaluate(r, f, item, stat.Measure(measure), operand); err != nil {
			return err
		}
	}
	return nil
}

// growthOnly reports whether a rule needs a level of an item that is published as
// growth alone.
func (v *validator) growthOnly(r *rule.Rule, code string) bool {
	ind, ok := v.Plan.Indicator(code)
	return ok && ind.GrowthOnly(v.Period) && slices.Contains(r.Operands(), string(stat.Value))
}

// hasColumns reports whether the form has a column for every operand in this
// period: a year has no months before it.
func (v *validator) hasColumns(r *rule.Rule, code string) bool {
	d, ok := v.Forms.Def(code)
	if !ok {
		return false
	}
	columns := form.ColumnsFor(d.Columns, v.Period)
	for _, name := range r.Operands() {
		if !slices.ContainsFunc(columns, func(c form.Column) bool { return string(c.Measure) == name }) {
			return false
		}
	}
	return true
}

func (f *filled) operand(name string) (stat.Observation, bool) {
	item, measure, _ := strings.Cut(name, ".")
	o, ok := f.values[item][stat.Measure(measure)]
	return o, ok
}

func (v *validator) evaluate(r *rule.Rule, f *filled, item string, at stat.Measure, operand func(string) (stat.Quantity, bool)) error {
	outcome, err := r.Evaluate(operand)
	if err != nil {
		return err
	}
	if outcome == rule.Pass {
		v.out.Passed++
		return nil
	}
	place := f.values[item][at]
	res := v.Rules.Fail(r.ID, v.subject(f, item, at), place.Source, v.arguments(r, f, item, operand))
	res.Outcome = outcome
	res.Seen = shown(place.Quantity)
	for _, name := range r.Operands() {
		o, ok := f.operand(name)
		if !ok {
			o, ok = f.values[item][stat.Measure(name)]
		}
		if ok && o.Source != place.Source {
			res.Related = append(res.Related, o.Source)
		}
	}
	v.out.Results = append(v.out.Results, res)
	return nil
}

// arguments are the figures a message may name: operands, constants, and the
// growth that the levels imply.
func (v *validator) arguments(r *rule.Rule, f *filled, item string, operand func(string) (stat.Quantity, bool)) rule.Args {
	it, _ := v.Plan.Item(item)
	args := rule.Args{"itemname": v.itemName(item), "unitname": it.Unit}
	if ind, ok := v.Plan.Indicator(item); ok && ind.Aggregation == plan.Recomputed {
		num, den := f.values[ind.Numerator][stat.Value], f.values[ind.Denominator][stat.Value]
		if again, err := method.Ratio(num.Number, den.Number, ind.Scale.Decimal); err == nil {
			args["recomputed"] = again.Round(2).StringFixed(2)
		}
	}
	for name, p := range r.Params {
		args[name] = p.Text
	}
	for _, name := range r.Operands() {
		if q, ok := operand(name); ok {
			args[name] = shown(q)
		}
	}
	now, prior := f.values[item][stat.Value], f.values[item][stat.Prior]
	if g, err := method.Growth(prior.Number, now.Number); err == nil {
		args["implied"] = g.Round(1).StringFixed(1)
	}
	return args
}

func shown(q stat.Quantity) string {
	if q.Kind == stat.Number {
		return q.Number.String()
	}
	return q.Read
}
