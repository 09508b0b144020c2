// Command zhibao-sample makes the sample submissions of the repository: the year
// 2017, whose city figures are the plan's own, the month 2018-06, the quarter 2018-Q3
// and the year 2018; and the plan's own table as one that a higher authority sends, to
// be filled in. Figures of
// counties and parks that are not public are made up by the arithmetic in this
// program and marked 示例数据 in the workbooks.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"zhibao/pipeline"
	"zhibao/pipeline/form"
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

func main() {
	root := flag.String("C", ".", "workspace")
	out := flag.String("o", "", "folder to write inputs/ and templates/official/ below; the workspace if empty")
	flag.Parse()
	if *out == "" {
		*out = *root
	}
	if err := makeSamples(*root, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// makeSamples writes the history first: the workbooks carry it as 上年同期.
func makeSamples(root, out string) error {
	w, err := workspace.Open(root)
	if err != nil {
		return err
	}
	p, err := pipeline.Open(w, pipeline.Settings{}, nil)
	if err != nil {
		return err
	}
	if err := writeOfficial(p.Plan, out); err != nil {
		return err
	}
	history := filepath.Join(out, "inputs", "history")
	for _, s := range samples(p.Plan) {
		if s.before != nil {
			continue
		}
		if err := writeHistory(filepath.Join(history, s.period.YearAgo().String()+".csv"), p.Plan, s); err != nil {
			return err
		}
	}
	for _, s := range samples(p.Plan) {
		dir := filepath.Join(out, "inputs", s.period.String())
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := writeArrivals(dir, p.Due(s.period), s.period, s.arrival); err != nil {
			return err
		}
		for _, u := range p.Due(s.period) {
			if err := writeWorkbook(p, s, u, dir, history); err != nil {
				return fmt.Errorf("%s: %w", u.Name, err)
			}
		}
	}
	return nil
}

func writeWorkbook(p *pipeline.Project, s sample, u *plan.Unit, dir, history string) error {
	past, err := p.HistoryFrom(history)
	if err != nil {
		return err
	}
	if s.before != nil {
		past = s.before.remembered(p, past)
	}
	opt := formxlsx.Options{Sequence: 1, Entries: map[formxlsx.Key]formxlsx.Value{}, Sample: map[string]bool{}}
	for _, sheet := range p.Sheets(u, s.period) {
		fill(opt, s, sheet)
	}
	data, err := p.Blank(u, s.period, past, opt)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, pipeline.IssuedName(u, s.period)), data, 0o644)
}

// fill types a unit's figures into a form. A form is marked as made up unless all
// its figures were published.
func fill(opt formxlsx.Options, s sample, sheet form.Sheet) {
	put := func(item string, m stat.Measure, v formxlsx.Value) {
		opt.Entries[formxlsx.Key{Unit: sheet.Unit.Code, Form: sheet.Def.ID, Item: item, Measure: m}] = v
	}
	if sheet.Def.Layout == form.List {
		fillProjects(put, opt, s, sheet)
		return
	}
	opt.Sample[sheet.Def.ID] = !s.published(sheet.Def.ID)
	for _, row := range sheet.Rows {
		f, ok := s.figure(sheet.Unit, row.Item)
		if !ok {
			continue
		}
		for _, c := range []struct {
			m stat.Measure
			v *formxlsx.Value
		}{{stat.Value, f.value}, {stat.Current, f.current}, {stat.Growth, f.growth}, {stat.Note, f.note}} {
			_, column := sheet.Column(c.m)
			if c.v != nil && row.Takes(c.m) && column {
				put(row.Item.Code, c.m, *c.v)
			}
		}
	}
	if s.status != "" {
		for key := range opt.Entries {
			if key.Form == sheet.Def.ID && key.Unit == sheet.Unit.Code && (key.Measure == stat.Value || key.Measure == stat.Growth) {
				put(key.Item, stat.Status, formxlsx.Txt(s.status))
			}
		}
	}
	for m, text := range map[stat.Measure]string{ // no persons
		"responsible": "示例负责人", "statistics_head": "示例统计负责人", "filled_by": "示例填表人", "phone": "0731-00000000", "reported_on": s.reportedOn,
	} {
		put(form.FootItem, m, formxlsx.Txt(text))
	}
}

func fillProjects(put func(string, stat.Measure, formxlsx.Value), opt formxlsx.Options, s sample, sheet form.Sheet) {
	for i, pr := range s.projects[sheet.Unit.Code] {
		opt.Sample[sheet.Def.ID] = true
		for m, v := range pr {
			put(fmt.Sprintf("project:%d", i+1), m, v)
		}
	}
}
