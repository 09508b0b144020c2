package pipeline

import (
	"context"
	"slices"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// Checked is what a single workbook was found to be, without any state of the
// workspace.
type Checked struct {
	Unit     *plan.Unit // nil if it does not say
	Period   stat.Period
	Accepted bool
	Results  []rule.Result
	// ReportedOn is the 报出日期 of the workbook; empty if it has none.
	ReportedOn string
}

// Open reports whether a person is needed.
func (c Checked) Open() bool { return slices.ContainsFunc(c.Results, rule.Result.Open) }

// Check judges one workbook by itself: no ledger, no history. A zero period means
// the one that the workbook names.
func (p *Project) Check(ctx context.Context, path, name string, period stat.Period) (*Checked, error) {
	if period == (stat.Period{}) {
		period = p.periodOf(ctx, path)
	}
	nothing := func(string, string, stat.Period) (stat.Observation, bool) { return stat.Observation{}, false }
	k, err := p.intake(nil, period)
	if err != nil {
		return nil, err
	}
	j, err := p.judge(ctx, k, path, name, memory{history: nothing})
	if err != nil {
		return nil, err
	}
	return &Checked{Unit: j.Unit, Period: period, Accepted: stateOf(j.Results) == ledger.Accepted, Results: j.Results, ReportedOn: j.reportedOn()}, nil
}

// periodOf reads the period that a workbook names; the plan's first year if it
// names none, so that the finding about it can be made.
func (p *Project) periodOf(ctx context.Context, path string) stat.Period {
	first := stat.Period{Kind: stat.Year, Year: p.Plan.Head.FirstYear}
	lim := p.Settings.Limits.orDefault()
	data, err := xlsx.ReadFile(path, lim.Limits)
	if err != nil {
		return first
	}
	period, err := within(ctx, lim.Time, func() stat.Period {
		if book, _, err := parse(data, lim.Limits); err == nil {
			if period, ok := ingest.PeriodOf(book); ok {
				return period
			}
		}
		return first
	})
	if err != nil {
		return first
	}
	return period
}
