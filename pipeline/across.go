package pipeline

import (
	"context"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// across runs the rules between units over what the ledger holds of the period,
// item by item. A result is about one unit and stands at its own cell, so that it
// lands where the unit's other findings do.
func (p *Project) across(ctx context.Context, book reader, period stat.Period) (results []rule.Result, passed int, err error) {
	known, err := p.unitHistory(ctx, book)
	if err != nil {
		return nil, 0, err
	}
	out, err := validate.Across(validate.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period, History: known.history, Past: known.past},
		func(code string) ([]stat.Observation, error) { return book.Item(ctx, period, code) })
	return out.Results, out.Passed, err
}
