package pipeline

import (
	"cmp"
	"time"

	"zhibao/pipeline/xlsx"
)

// Limits bounds what a batch takes of one file of the inputs.
type Limits struct {
	xlsx.Limits
	Time         time.Duration // for reading; converting an old workbook has its own limit
	Observations int           // what one file may report; more is left out whole
	Findings     int           // findings of one rule listed for a file; not a refusal
}

// DefaultLimits are tighter than the reader's own (see package xlsx): the largest
// form has some thousand cells, and two workers read at the same time.
func DefaultLimits() Limits {
	lim := Limits{Limits: xlsx.DefaultLimits(), Time: 20 * time.Second}
	lim.Cells = 300_000
	lim.PartBytes = 64 << 20
	lim.Observations = 20_000
	lim.Findings = 1_000
	return lim
}

// orDefault fills in every field that is not set.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	d.Time = cmp.Or(l.Time, d.Time)
	d.Unusual = l.Unusual
	for _, f := range []struct{ to, from *int64 }{
		{&d.FileBytes, &l.FileBytes}, {&d.TotalBytes, &l.TotalBytes}, {&d.PartBytes, &l.PartBytes}, {&d.Ratio, &l.Ratio}, {&d.RatioFrom, &l.RatioFrom},
	} {
		*f.to = cmp.Or(*f.from, *f.to)
	}
	for _, f := range []struct{ to, from *int }{
		{&d.Entries, &l.Entries}, {&d.Depth, &l.Depth}, {&d.Attributes, &l.Attributes}, {&d.Namespaces, &l.Namespaces}, {&d.Sheets, &l.Sheets},
		{&d.Cells, &l.Cells}, {&d.Extent, &l.Extent}, {&d.CellText, &l.CellText}, {&d.SharedStrings, &l.SharedStrings}, {&d.Merges, &l.Merges},
		{&d.FlagsPerKind, &l.FlagsPerKind}, {&d.Observations, &l.Observations}, {&d.Findings, &l.Findings},
	} {
		*f.to = cmp.Or(*f.from, *f.to)
	}
	return d
}
