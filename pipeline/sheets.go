package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// unitFolder holds the page for each county and park.
const unitFolder = "分送"

// IsUnitSheet reports whether a published file is the page for a county or park.
func IsUnitSheet(name string) bool { return strings.HasPrefix(name, unitFolder+"/") }

// briefFile is the brief for the leader. Like the pages for the units it comes before the
// report, which lists the characters that other fonts had to print.
func (p *Project) briefFile(in compose.Input, full *report.Document, fonts *fontSet) ([]workspace.File, error) {
	brief, err := p.onePage(briefPDF, in, fonts, func(room compose.Room) (*report.Document, error) { return compose.Brief(in, full, room) })
	return []workspace.File{brief}, err
}

// unitFiles renders the pages for the units by the configured number of workers; which
// of them renders a page changes nothing in it.
func (p *Project) unitFiles(ctx context.Context, in compose.Input, full *report.Document, fonts *fontSet, spool *workspace.Spool) ([]workspace.File, error) {
	sheets, err := compose.NewUnitSheets(in, full)
	if err != nil {
		return nil, err
	}
	units := sheets.Units()
	files := make([]workspace.File, len(units))
	tell := func() {}
	if len(units) > 0 {
		tell = p.counter(stageUnits, len(units))
	}
	var group errgroup.Group
	group.SetLimit(p.workers())
	for i, u := range units {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			name := unitFolder + "/" + strings.TrimSuffix(IssuedName(u, in.Figures.Period), ".xlsx") + ".pdf"
			p.working(stageUnits, name)
			f, err := p.onePage(name, in, fonts, func(room compose.Room) (*report.Document, error) { return sheets.Sheet(u, room) })
			if err == nil {
				files[i], err = spool.Keep(f)
			}
			tell()
			return err
		})
	}
	return files, group.Wait()
}

// onePage prints a paper in the widest room that keeps it on one page.
func (p *Project) onePage(name string, in compose.Input, fonts *fontSet, make func(compose.Room) (*report.Document, error)) (workspace.File, error) {
	for _, room := range compose.Rooms() {
		doc, err := make(room)
		if err != nil {
			return workspace.File{}, err
		}
		if err := fonts.check(doc); err != nil {
			return workspace.File{}, err
		}
		data, ok, err := reportpdf.RenderOnePage(doc, fonts.Fonts, reportpdf.Options{File: name, Created: documentTime(in.Figures.Period)})
		if err != nil {
			return workspace.File{}, fmt.Errorf("%s: %w", name, err)
		}
		if ok {
			return workspace.File{Name: name, Data: data}, nil
		}
	}
	return workspace.File{}, fault.Config(name+"压缩到最短仍超过一页", "templates/"+compose.BriefTemplate, "请删减该模板中的段落，或删去工作区中的这份模板以使用内置模板。")
}

// upcoming are the deadlines of the next period of the same kind, by kind of unit;
// none where the calendar or the plan ends.
func (p *Project) upcoming(period stat.Period) []compose.Upcoming {
	next, ok := following(period)
	if !ok || next.Year > p.Plan.Head.TargetYear {
		return nil
	}
	var list []compose.Upcoming
	var latest []time.Time
	for _, kind := range []plan.UnitKind{plan.County, plan.Park, plan.DeptUnit} {
		var at time.Time
		for _, u := range p.Plan.UnitsOf(kind) {
			for _, o := range p.owes(u, next) {
				if o.deadline != nil && (at.IsZero() || o.deadline.At.Before(at)) {
					at = o.deadline.At
				}
			}
		}
		i := slices.IndexFunc(latest, at.Equal)
		switch {
		case at.IsZero():
		case i >= 0:
			list[i].Who += "、" + kindNames[kind]
		default:
			latest = append(latest, at)
			list = append(list, compose.Upcoming{Who: kindNames[kind], What: next.Label() + "报表", When: calendar.Moment(at)})
		}
	}
	return list
}

// following is the next period for which forms of the same kind are collected; ok is
// false after the close of a plan.
func following(period stat.Period) (next stat.Period, ok bool) {
	switch {
	case period.Spans():
		return next, false
	case period.Kind == stat.Year:
		return stat.Period{Kind: stat.Year, Year: period.Year + 1}, true
	case period.Kind == stat.Month || period.Kind == stat.Quarter:
		n := period.EndMonth() + 1
		if form.KindOf(period) == form.QuarterKind {
			n = period.EndMonth() + 3
		}
		if n > 12 {
			return stat.Period{Kind: stat.Year, Year: period.Year}, true
		}
		return stat.Period{Kind: stat.Month, Year: period.Year, N: n}, true
	}
	next = period
	next.N++
	if again, err := stat.ParsePeriod(next.String()); err != nil || again != next {
		return stat.Period{}, false
	}
	return next, true
}
