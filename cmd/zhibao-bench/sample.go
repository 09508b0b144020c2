package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"zhibao/pipeline"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
	"zhibao/pipeline/xlsx"
)

// period is the one collected: a year, whose forms are the longest.
var period = stat.Period{Kind: stat.Year, Year: 2017}

// cell is where an observation stands among those of one workbook.
type cell struct {
	form, item string
	measure    stat.Measure
}

// reported is what one workbook of the sample says.
type reported map[cell]stat.Quantity

// sample is the repository's sample of the period, by the unit's code.
type sample struct {
	plan  *plan.Plan
	units map[string]reported
}

func openProject(dir string) (*pipeline.Project, error) {
	w, err := workspace.Open(dir)
	if err != nil {
		return nil, err
	}
	return pipeline.Open(w, pipeline.Settings{Superior: "湖南省发展和改革委员会"}, nil)
}

func readSample(root string) (*sample, error) {
	p, err := openProject(root)
	if err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(root, "inputs", period.String(), "*.xlsx"))
	if err != nil {
		return nil, err
	}
	s := &sample{plan: p.Plan, units: map[string]reported{}}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sub, err := readWorkbook(p, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		said := reported{}
		for _, o := range sub.Observations {
			if o.Unit == sub.Unit.Code { // a sub-park's form is left out
				said[cell{o.Form, o.Item, o.Measure}] = o.Quantity
			}
		}
		s.units[sub.Unit.Code] = said
	}
	return s, nil
}

// readWorkbook reads a workbook as the product does; it must be clean but for hints.
func readWorkbook(p *pipeline.Project, data []byte) (*ingest.Submission, error) {
	book, err := xlsx.Read(data, xlsx.DefaultLimits())
	if err != nil {
		return nil, err
	}
	sub := ingest.Read(ingest.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period}, "", book)
	if sub.Unit == nil || len(sub.Observations) == 0 {
		return nil, fmt.Errorf("nothing was read: %v", sub.Results)
	}
	return sub, nil
}

// items are the codes of the figures of a form in order.
func (said reported) items(id string) []string {
	var codes []string
	for c, q := range said {
		if c.form == id && c.measure == stat.Value && q.Kind == stat.Number {
			codes = append(codes, c.item)
		}
	}
	slices.Sort(codes)
	return codes
}
