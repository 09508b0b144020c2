package ingest

import (
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// footRow is the row where the table ends: the first with a signature field at its
// beginning. A figure's note may well hold the words 联系电话.
func (t *table) footRow() int {
	g := t.at.grid
	for _, row := range g.rows {
		if row <= t.at.header.last {
			continue
		}
		if _, ok := g.footLabel(row, g.first(row, t.at.header.titles[0].col)); ok {
			return row
		}
	}
	return int(^uint(0) >> 1)
}

// readFoot reads the signature fields from row end on.
func (t *table) readFoot(end int) {
	g, left := t.at.grid, t.at.header.titles[0].col
	for _, row := range g.rows {
		if row < end {
			continue
		}
		if _, ok := g.footLabel(row, g.first(row, left)); !ok {
			continue
		}
		for _, col := range g.columns(row) {
			if f, ok := g.footLabel(row, col); ok {
				if _, text, at := g.labelled(row, col); text != "" {
					t.footField(row, at, f, text)
				}
			}
		}
	}
}

// below reports a row under the foot that looks like one of the table: it holds
// something in two of its columns at least. A row of items that the form has is read
// there; of others, and of a list, nobody knows whether they still belong to it.
func (t *table) below(row int) {
	g, filled := t.at.grid, 0
	for _, col := range g.columns(row) {
		if _, foot := g.footLabel(row, col); foot {
			return
		}
		if t.known[col] && g.filled(row, col) {
			filled++
		}
	}
	first := g.first(row, t.at.header.titles[0].col)
	if filled < 2 || isRemark(g.text(row, first)) {
		return
	}
	t.fail(rule.BelowFoot, t.subject("", ""), g.source(row, first), rule.Args{"seen": strings.TrimSpace(g.text(row, first))})
}

// footLabel returns the foot field that a cell names.
func (g *grid) footLabel(row, col int) (form.Column, bool) {
	name, _, _ := g.labelled(row, col)
	f, ok := g.words.foot[name]
	return f, ok
}

// footField keeps a field whose text stands in, or behind a colon of, a cell.
func (t *table) footField(row, col int, f form.Column, text string) {
	src := t.at.grid.source(row, col)
	if f.Kind == form.DateColumn {
		day, ok := readDateText(text)
		if c := t.at.grid.cell(row, col); !ok && c.Text == text {
			day, ok = readDateSerial(c.Text, t.book.Date1904)
		}
		if !ok {
			t.fail(rule.SideField, t.subject(form.FootItem, f.Measure), src, rule.Args{"label": f.Title, "seen": text})
			return
		}
		text = day
	}
	t.add(form.FootItem, f.Measure, stat.Quantity{Kind: stat.TextOnly, Read: text}, src)
}
