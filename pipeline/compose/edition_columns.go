package compose

import (
	"slices"
	"strings"

	"zhibao/pipeline/report"
)

// headBox is a head cell with the columns that it stands over.
type headBox struct {
	cell      report.HeadCell
	from, end int
}

// headBoxes lays the head of a table out: each row from left to right, a cell goes
// into the first columns that no cell from above reaches into.
func headBoxes(t *report.Table) [][]headBox {
	taken := make([]int, len(t.Columns)) // rows that a cell from above still covers
	var rows [][]headBox
	for _, row := range t.Head {
		var boxes []headBox
		at := 0
		for _, c := range row {
			for at < len(taken) && taken[at] > 0 {
				at++
			}
			b := headBox{cell: c, from: at, end: min(at+max(1, c.ColSpan), len(taken))}
			for i := b.from; i < b.end; i++ {
				taken[i] = max(1, c.RowSpan)
			}
			at = b.end
			boxes = append(boxes, b)
		}
		for i := range taken {
			taken[i] = max(0, taken[i]-1)
		}
		rows = append(rows, boxes)
	}
	return rows
}

// headName is a head's text on one line.
func headName(s string) string { return strings.ReplaceAll(s, "\n", "") }

func headsOf(t *report.Table) []string {
	var list []string
	for _, row := range t.Head {
		for _, c := range row {
			list = append(list, headName(c.Text))
		}
	}
	return list
}

// withoutColumns is a table without the columns under some heads; met notes the heads
// that it has.
func withoutColumns(t *report.Table, names []string, met map[string]bool) *report.Table {
	drop := make([]bool, len(t.Columns))
	boxes := headBoxes(t)
	for _, row := range boxes {
		for _, b := range row {
			if name := headName(b.cell.Text); slices.Contains(names, name) {
				met[name] = true
				for i := b.from; i < b.end; i++ {
					drop[i] = true
				}
			}
		}
	}
	if !slices.Contains(drop, true) {
		return t
	}
	out := *t
	out.Columns, out.Head, out.Rows = nil, nil, slices.Clone(t.Rows)
	for i, c := range t.Columns {
		if !drop[i] {
			out.Columns = append(out.Columns, c)
		}
	}
	for _, row := range boxes {
		var kept []report.HeadCell
		for _, b := range row {
			left := 0
			for i := b.from; i < b.end; i++ {
				if !drop[i] {
					left++
				}
			}
			if left > 0 {
				b.cell.ColSpan = left
				kept = append(kept, b.cell)
			}
		}
		out.Head = append(out.Head, kept)
	}
	for i, r := range out.Rows {
		if r.Kind == report.Section {
			continue
		}
		out.Rows[i].Cells = nil
		for j, c := range r.Cells {
			if !drop[j] {
				out.Rows[i].Cells = append(out.Rows[i].Cells, c)
			}
		}
	}
	return &out
}
