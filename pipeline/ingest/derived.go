package ingest

import (
	"slices"

	"zhibao/pipeline/method"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// derived reckons the ratios of the form whose cells came without a figure:
// programs that fill in a form without calculating leave the formula's result
// empty. A figure that is there is taken as it stands, and held against its parts
// by the rules of the form.
func (t *table) derived() {
	for _, r := range t.sheet.Rows {
		item := r.Item.Code
		if !r.Derives(stat.Value) || t.has(item, stat.Value) || t.broken[item] || t.broken[item+"/"+string(stat.Value)] {
			continue
		}
		row, found := t.seen[item]
		c, column := t.columnOf(stat.Value)
		num, den := t.figure(r.Derived.Numerator), t.figure(r.Derived.Denominator)
		if !found || !column || num == nil || den == nil {
			continue // a missing part is a finding of its own
		}
		v, err := method.Ratio(num.Number, den.Number, r.Derived.Scale)
		if err != nil {
			continue // no ratio to nought
		}
		value := stat.Quantity{Kind: stat.Number, Number: v.Round(int32(r.Item.Decimals))}
		src := t.at.grid.source(row, c.col)
		t.add(item, stat.Value, value, src)
		last := &t.sub.Observations[len(t.sub.Observations)-1]
		if status := t.observed(item, stat.Status); status != nil {
			last.Vintage = status.Vintage
		}
		t.fail(rule.Reckoned, t.subject(item, stat.Value), src, rule.Args{
			"label": cellLabel(r.Item.Name, c.Title), "expected": value.Number.String(), "unitname": r.Item.Unit,
			"numerator": num.Number.String(), "denominator": den.Number.String(),
		})
		t.sub.Results[len(t.sub.Results)-1].Related = []stat.Source{num.Source, den.Source}
	}
}

// figure is the number that was read for an item, or nil.
func (t *table) figure(item string) *stat.Observation {
	if o := t.observed(item, stat.Value); o != nil && o.Kind == stat.Number {
		return o
	}
	return nil
}

// observed is what was read from this table for an item's measure, or nil. It
// holds until the next observation is kept.
func (t *table) observed(item string, m stat.Measure) *stat.Observation {
	key := stat.Observation{Unit: t.sheet.Unit.Code, Form: t.sheet.Def.ID, Item: item, Measure: m}.Key()
	i := slices.IndexFunc(t.sub.Observations, func(o stat.Observation) bool { return o.Key() == key })
	if i < 0 {
		return nil
	}
	return &t.sub.Observations[i]
}
