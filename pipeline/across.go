package pipeline

import (
	"context"
	"slices"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// across runs the rules between units over what the ledger holds of the period,
// item by item. A result is about one unit and stands at its own cell, so that it
// lands where the unit's other findings do.
func (p *Project) across(ctx context.Context, book reader, period stat.Period, known memory, item itemReader) (results []rule.Result, passed int, err error) {
	out, err := validate.Across(validate.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period, History: known.history, Past: known.past}, item)
	if err != nil {
		return nil, 0, err
	}
	return out.Results, out.Passed, p.lapseBetween(ctx, book, period, out.Results)
}

// lapseBetween withdraws an explanation of a finding between units whose text stood on
// the row before, in the first accepted version that had it, beside other figures.
// What was said between units is not on record, so the versions themselves tell.
func (p *Project) lapseBetween(ctx context.Context, book reader, period stat.Period, results []rule.Result) error {
	if !slices.ContainsFunc(results, func(r rule.Result) bool { return r.Standing() == rule.WasExplained }) {
		return nil
	}
	versions, err := book.Vintages(ctx, period)
	if err != nil {
		return err
	}
	type cell struct {
		version, unit, form string
		figureKey
	}
	figures, first := map[cell]string{}, map[noteKey]string{} // the version that had a note first
	for o := range stat.Unpacked(versions) {
		if o.Measure != stat.Note {
			figures[cell{o.Source.SHA256, o.Unit, o.Form, figureKey{o.Item, o.Measure}}] = validate.Sent(o.Quantity)
			continue
		}
		key := noteKey{o.Unit, o.Form, o.Item, senseOf(o.Read)}
		if first[key] == "" {
			first[key] = o.Source.SHA256
		}
	}
	for i := range results {
		r := &results[i]
		version := first[keyOf(*r)]
		if r.Standing() != rule.WasExplained || version == "" {
			continue
		}
		own := r.Operands[:min(1, len(r.Operands))] // the figure it points at; the others are other units'
		for _, o := range own {
			was, ok := figures[cell{version, r.Subject.Unit, r.Subject.Form, figureKey{o.Item, o.Measure}}]
			if ok && was != o.Text {
				o.Text = was
				p.withdraw(r, []rule.Operand{o}, own, period)
			}
		}
	}
	return nil
}

// itemReader gives what the ledger holds of an item in the period at hand.
type itemReader func(code string) ([]stat.Observation, error)

// byItem divides observations by item; their order stays. Each answer is a copy.
func byItem(all []stat.Packed) itemReader {
	items := map[string][]int32{}
	for i := range all {
		items[all[i].Item()] = append(items[all[i].Item()], int32(i))
	}
	return func(code string) ([]stat.Observation, error) {
		list := make([]stat.Observation, len(items[code]))
		for n, i := range items[code] {
			list[n] = all[i].Observation()
		}
		return list, nil
	}
}
