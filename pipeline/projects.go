package pipeline

import (
	"context"
	"slices"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/stat"
)

// earlierProjects are the projects of the latest report before the period and of
// its kind: ten days are compared with ten days, weeks with weeks, months and
// quarters with one another. A year has none. Nil if the ledger holds no such report.
func (p *Project) earlierProjects(ctx context.Context, book reader, period stat.Period) (*evaluate.EarlierProjects, error) {
	if period.Kind == stat.Year {
		return nil, nil
	}
	periods, err := book.Periods(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range slices.Backward(periods) {
		if !q.Before(period) || !comparableKinds(q.Kind, period.Kind) {
			continue
		}
		observations, err := book.Observations(ctx, q)
		if err != nil {
			return nil, err
		}
		return &evaluate.EarlierProjects{Period: q, List: consolidate.ProjectsOf(p.Plan, projectsOf(observations))}, nil
	}
	return nil, nil
}

func comparableKinds(a, b stat.PeriodKind) bool {
	monthly := func(k stat.PeriodKind) bool { return k == stat.Month || k == stat.Quarter }
	return a == b || monthly(a) && monthly(b)
}
