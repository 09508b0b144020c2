package pipeline

import (
	"context"
	"slices"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// earlierProjects are the projects of the latest report before the period and of
// its kind: ten days are compared with ten days, weeks with weeks, a month with the
// month before, a quarter with the end of a quarter. A year has none. Nil if the
// ledger holds no such report.
func (p *Project) earlierProjects(ctx context.Context, book reader, period stat.Period) (*evaluate.EarlierProjects, error) {
	if period.Kind == stat.Year {
		return nil, nil
	}
	periods, err := book.Periods(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range slices.Backward(periods) {
		if !q.Before(period) || !comparableProjects(q, period) {
			continue
		}
		observations, err := book.Packed(ctx, q)
		if err != nil {
			return nil, err
		}
		return &evaluate.EarlierProjects{Period: q, List: consolidate.ProjectsOf(p.Plan, observations)}, nil
	}
	return nil, nil
}

func comparableProjects(before, now stat.Period) bool {
	monthly := func(p stat.Period) bool { return p.Kind == stat.Month || p.Kind == stat.Quarter }
	switch {
	case now.Kind == stat.Quarter:
		return monthly(before) && before.EndMonth()%3 == 0
	case monthly(now):
		return monthly(before)
	}
	return before.Kind == now.Kind
}

// projectFiles are the notices to those responsible and the public list, as far as
// there is something to say.
func (p *Project) projectFiles(in compose.Input, fonts *fontSet) ([]workspace.File, error) {
	notices, err := compose.Notices(in)
	if err != nil {
		return nil, err
	}
	public, err := compose.Publicity(in)
	if err != nil {
		return nil, err
	}
	var files []workspace.File
	created := documentTime(in.Figures.Period)
	for _, f := range []struct {
		name string
		doc  *report.Document
	}{{noticesPDF, notices}, {publicPDF, public}, {publicXLSX, public}} {
		if f.doc == nil {
			continue
		}
		data, err := rendered(f.name, f.doc, fonts, created)
		if err != nil {
			return nil, err
		}
		files = append(files, workspace.File{Name: f.name, Data: data})
	}
	return files, nil
}
