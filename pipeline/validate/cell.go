package validate

import (
	"fmt"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// levels are the measures that carry a level in the item's own unit.
var levels = []stat.Measure{stat.Value, stat.Current, stat.Prior, stat.PriorComparable}

// cells checks each figure by itself: range, whole counts, precision.
func (v *validator) cells(f *filled) error {
	for _, code := range f.items {
		item, ok := v.Plan.Item(code)
		if !ok {
			continue
		}
		for _, m := range levels {
			if o, ok := f.values[code][m]; ok && o.Kind == stat.Number {
				v.cell(f, item, o)
			}
		}
	}
	return nil
}

func (v *validator) cell(f *filled, item plan.Item, o stat.Observation) {
	args := func(expected string) rule.Args {
		return rule.Args{"label": v.label(f, o), "seen": o.Number.String(), "unitname": item.Unit, "expected": expected}
	}
	low, high := item.Min, item.Max
	switch {
	case low.Set() && o.Number.LessThan(low.Decimal), high.Set() && o.Number.GreaterThan(high.Decimal):
		v.fail(rule.OutOfRange, f, o, args(rangeText(item)))
		return
	}
	v.out.Passed++
	if int(-o.Number.Exponent()) <= item.Decimals || o.Number.Equal(o.Number.Round(int32(item.Decimals))) {
		v.out.Passed++
		return
	}
	if item.Decimals == 0 {
		v.fail(rule.CountFraction, f, o, args(""))
		return
	}
	v.fail(rule.Precision, f, o, args(fmt.Sprint(item.Decimals)))
}

func rangeText(item plan.Item) string {
	switch {
	case item.Min.Set() && item.Max.Set():
		return item.Min.Text + "至" + item.Max.Text
	case item.Min.Set():
		return "不小于" + item.Min.Text
	}
	return "不大于" + item.Max.Text
}
