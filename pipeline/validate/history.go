package validate

import (
	"fmt"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// history holds what the form says of the year before, and of years that the
// plan itself prints, against what is known.
func (v *validator) history(f *filled) error {
	for _, code := range f.items {
		item, ok := v.Plan.Item(code)
		if !ok {
			continue
		}
		v.priorAgainstLedger(f, item)
		v.printed(f, item)
		v.comparableScope(f, item)
	}
	return nil
}

func (v *validator) priorAgainstLedger(f *filled, item plan.Item) {
	o, ok := f.values[item.Code][stat.Prior]
	if !ok || o.Kind != stat.Number {
		return
	}
	before, ok := v.History(f.unit, item.Code, v.Period.YearAgo())
	if !ok {
		return
	}
	if o.Number.Round(int32(item.Decimals)).Equal(before.Number.Round(int32(item.Decimals))) {
		v.out.Passed++
		return
	}
	v.fail(rule.PriorDiffers, f, o, rule.Args{
		"itemname": item.Name, "seen": o.Number.String(), "expected": before.Number.String(), "place": before.Source.String(),
	})
}

// printed compares the responsible department's figure with the plan's own table.
func (v *validator) printed(f *filled, item plan.Item) {
	o, ok := f.values[item.Code][stat.Value]
	if !ok || o.Kind != stat.Number || item.Owner != f.unit || v.Period.Kind != stat.Year {
		return
	}
	want, ok := v.Plan.PrintedFigure(item.Code, fmt.Sprint(v.Period.Year))
	if !ok {
		return
	}
	if want.Equal(o.Number) {
		v.out.Passed++
		return
	}
	v.fail(rule.PrintedDiffers, f, o, rule.Args{"itemname": item.Name, "seen": o.Number.String(), "expected": want.Text})
}

func (v *validator) comparableScope(f *filled, item plan.Item) {
	row := f.values[item.Code]
	comparable, published := row[stat.PriorComparable], row[stat.Prior]
	if comparable.Kind != stat.Number || published.Kind != stat.Number || comparable.Number.Equal(published.Number) {
		return
	}
	if v.Rules.Explains(row[stat.Note].Read) {
		v.out.Passed++
		return
	}
	v.fail(rule.ScopeUnexplained, f, comparable, rule.Args{
		"itemname": item.Name, "seen": comparable.Number.String(), "expected": published.Number.String(),
	})
}

// validity checks that the form may still be used (有效期).
func (v *validator) validity(f *filled) error {
	d, ok := v.Forms.Def(f.form)
	if !ok {
		return nil
	}
	until, err := stat.ParsePeriod(d.ValidUntil)
	if err != nil {
		return fmt.Errorf("validate: form %s: %w", d.ID, err)
	}
	if until.Before(v.Period) {
		v.out.Results = append(v.out.Results, v.Rules.Fail(rule.FormExpired, v.subject(f, "", ""), f.sheet,
			rule.Args{"seen": v.Period.Label(), "expected": lastMonth(until)}))
		return nil
	}
	if until.Year == v.Period.Year {
		v.out.Results = append(v.out.Results, v.Rules.Fail(rule.FormExpires, v.subject(f, "", ""), f.sheet,
			rule.Args{"seen": v.Period.Label(), "expected": lastMonth(until)}))
		return nil
	}
	v.out.Passed++
	return nil
}

// lastMonth is the month that a form's validity ends with, in words.
func lastMonth(until stat.Period) string {
	return fmt.Sprintf("%d年%d月", until.Year, until.EndMonth())
}
