package ingest

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// table is a form being read from a sheet.
type table struct {
	*reader
	sheet  form.Sheet
	at     located
	cols   []column
	known  map[int]bool // columns that have a meaning
	name   int          // column of the row names, 0 in a list
	code   int
	unitOf int
	seen   map[string]int // item → row it was read from
	broken map[string]bool
}

type column struct {
	form.Column
	col int
}

func (r *reader) readSheet(sheet form.Sheet, at located) {
	t := &table{reader: r, sheet: sheet, at: at, known: map[int]bool{}, seen: map[string]int{}, broken: map[string]bool{}}
	if !t.readHeader() {
		return
	}
	end := t.readFoot()
	for _, row := range at.grid.rows {
		if row <= at.header || row >= end {
			continue
		}
		if sheet.Def.Layout == form.List {
			t.readListRow(row)
		} else {
			t.readRow(row)
		}
	}
	t.required()
}

func (t *table) subject(item string, m stat.Measure) rule.Subject {
	return rule.Subject{Unit: t.sheet.Unit.Code, Form: t.sheet.Def.ID, Item: item, Measure: m}
}

// readHeader finds the columns by their titles.
func (t *table) readHeader() bool {
	g, row, whole := t.at.grid, t.at.header, true
	fixed := map[*int][]string{&t.name: {form.NameTitle}, &t.code: {form.CodeTitle}, &t.unitOf: {form.UnitTitle}}
	if t.sheet.Def.Layout == form.List {
		fixed = map[*int][]string{&t.code: {form.RowTitle}}
	}
	for col, titles := range fixed {
		if *col = g.find(row, titles...); *col > 0 {
			t.known[*col] = true
		}
	}
	var titles []string
	for _, c := range g.cols[row] {
		titles = append(titles, g.text(row, c))
	}
	for _, c := range t.sheet.Columns {
		col := g.find(row, append([]string{c.Title}, c.Aliases...)...)
		if col == 0 {
			t.fail(rule.ColumnMissing, t.subject("", c.Measure), g.source(row, g.cols[row][0]),
				rule.Args{"expected": c.Title, "near": near(c.Title, titles)})
			whole = false
			continue
		}
		t.cols = append(t.cols, column{c, col})
		t.known[col] = true
	}
	return whole
}

// readFoot reads the signature fields and returns the row where the table ends.
func (t *table) readFoot() int {
	g, end := t.at.grid, int(^uint(0)>>1)
	for _, row := range g.rows {
		if row <= t.at.header {
			continue
		}
		if _, ok := g.footLabel(row, g.first(row)); !ok {
			continue // a figure's note may well hold the words 联系电话
		}
		end = min(end, row)
		for _, col := range g.cols[row] {
			if f, ok := g.footLabel(row, col); ok {
				if _, text := g.labelled(row, col); text != "" {
					t.footField(row, col, f, text)
				}
			}
		}
	}
	return end
}

// first is the first column of a row with visible text, or 0.
func (g *grid) first(row int) int {
	for _, col := range g.cols[row] {
		if strings.TrimSpace(g.text(row, col)) != "" {
			return col
		}
	}
	return 0
}

// footLabel returns the foot field that a cell names.
func (g *grid) footLabel(row, col int) (form.Column, bool) {
	name, _ := g.labelled(row, col)
	for _, f := range form.FootFields() {
		if name == label.Normalise(f.Title) {
			return f, true
		}
	}
	return form.Column{}, false
}

func (t *table) footField(row, col int, f form.Column, text string) {
	src := t.at.grid.source(row, col)
	if next := t.at.grid.text(row, col+1); strings.TrimSpace(next) == text {
		src = t.at.grid.source(row, col+1)
	}
	if f.Kind == form.DateColumn {
		c := t.at.grid.cells[[2]int{row, col + 1}]
		day, ok := readDateText(text)
		if c != nil && !ok {
			day, ok = readDateSerial(c.Text, t.book.Date1904)
		}
		if !ok {
			t.fail(rule.SideField, t.subject(form.FootItem, f.Measure), src, rule.Args{"label": f.Title, "seen": text})
			return
		}
		t.add(form.FootItem, f.Measure, stat.Quantity{Kind: stat.TextOnly, Read: day}, src)
		return
	}
	t.add(form.FootItem, f.Measure, stat.Quantity{Kind: stat.TextOnly, Read: text}, src)
}

func (t *table) add(item string, m stat.Measure, q stat.Quantity, src stat.Source) {
	src.File, src.SHA256 = t.sub.File, t.sub.SHA256
	t.sub.Observations = append(t.sub.Observations, stat.Observation{
		Unit: t.sheet.Unit.Code, Form: t.sheet.Def.ID, Item: item, Measure: m, Period: t.ctx.Period,
		Quantity: q, Sample: t.at.head.sample, Source: src,
	})
}

// readRow reads one row of a table of items.
func (t *table) readRow(row int) {
	g := t.at.grid
	name := strings.TrimSpace(g.text(row, t.name))
	if name == "" {
		t.nameless(row)
		return
	}
	i := slices.IndexFunc(t.sheet.Rows, func(r form.Row) bool { return label.Equal(r.Item.Name, name) })
	if i < 0 {
		t.unknownRow(row, name)
		return
	}
	asked := t.sheet.Rows[i]
	code := strings.TrimSpace(g.text(row, t.code))
	if t.code > 0 && code != "" && !label.Equal(code, asked.Item.Number) {
		t.fail(rule.NameDiffers, t.subject(asked.Item.Code, ""), g.source(row, t.name), rule.Args{"seen": name, "expected": code})
		t.broken[asked.Item.Code] = true
		return
	}
	if other, twice := t.seen[asked.Item.Code]; twice {
		t.fail(rule.RowTwice, t.subject(asked.Item.Code, ""), g.source(row, t.name),
			rule.Args{"seen": name, "expected": g.source(other, t.name).Cell})
		return
	}
	t.seen[asked.Item.Code] = row
	if unit := strings.TrimSpace(g.text(row, t.unitOf)); unit != "" && !label.Equal(unit, asked.Item.Unit) {
		t.fail(rule.UnitChanged, t.subject(asked.Item.Code, ""), g.source(row, t.unitOf),
			rule.Args{"itemname": asked.Item.Name, "seen": unit, "expected": asked.Item.Unit})
	}
	t.readCells(row, asked)
	t.stray(row)
}

// nameless reports values in a row that has no name. A section title stands
// alone in its row, in whatever column it was merged to.
func (t *table) nameless(row int) {
	g := t.at.grid
	for _, col := range g.cols[row] {
		text := strings.TrimSpace(g.text(row, col))
		if text == "" || t.isSection(text) || isRemark(text) {
			continue
		}
		t.fail(rule.StrayText, t.subject("", ""), g.source(row, col), rule.Args{"seen": text})
	}
}

func isRemark(text string) bool {
	return strings.HasPrefix(text, "说明") || strings.HasPrefix(text, "注")
}

func (t *table) isSection(text string) bool {
	return slices.ContainsFunc(t.sheet.Def.Sections, func(s form.SectionDef) bool { return label.Equal(s.Title, text) })
}

func (t *table) unknownRow(row int, name string) {
	g := t.at.grid
	if t.isSection(name) || isRemark(name) {
		return
	}
	at := g.source(row, t.name)
	for _, it := range t.sheet.Def.Items(t.ctx.Plan, t.sheet.Unit) {
		if label.Equal(it.Name, name) {
			t.fail(rule.RowNotAsked, t.subject(it.Code, ""), at, rule.Args{"seen": name})
			return
		}
	}
	var known []string
	for _, r := range t.sheet.Rows {
		known = append(known, r.Item.Name)
	}
	t.fail(rule.UnknownRow, t.subject("", ""), at, rule.Args{"seen": name, "near": near(name, known)})
}

// stray reports content in columns that mean nothing to the form.
func (t *table) stray(row int) {
	for _, col := range t.at.grid.cols[row] {
		if text := strings.TrimSpace(t.at.grid.text(row, col)); !t.known[col] && text != "" {
			t.fail(rule.StrayText, t.subject("", ""), t.at.grid.source(row, col), rule.Args{"seen": text})
		}
	}
}

func (t *table) readListRow(row int) {
	g := t.at.grid
	filled := 0
	for _, c := range t.cols {
		if strings.TrimSpace(g.text(row, c.col)) != "" {
			filled++
		}
	}
	t.stray(row)
	if filled == 0 {
		return
	}
	item := fmt.Sprintf("project:%d", len(t.seen)+1)
	t.seen[item] = row
	asked := form.Row{Item: listItem(item)}
	for _, c := range t.cols {
		asked.Open = append(asked.Open, c.Measure)
		if c.Required {
			asked.Required = append(asked.Required, c.Measure)
		}
	}
	t.readCells(row, asked)
	t.requiredIn(asked, row)
}

func listItem(code string) plan.Item { return plan.Item{Code: code, Decimals: 2} }

// required reports what had to be filled in and is not there.
func (t *table) required() {
	for _, r := range t.sheet.Rows {
		row, found := t.seen[r.Item.Code]
		switch {
		case t.broken[r.Item.Code]:
		case found:
			t.requiredIn(r, row)
		case len(r.Required) > 0:
			t.fail(rule.RowMissing, t.subject(r.Item.Code, ""), stat.Source{Sheet: t.at.grid.name}, rule.Args{"seen": r.Item.Name})
		}
	}
}

func (t *table) requiredIn(r form.Row, row int) {
	for _, m := range r.Required {
		c, ok := t.columnOf(m)
		if !ok || t.has(r.Item.Code, m) || t.broken[r.Item.Code+"/"+string(m)] {
			continue
		}
		t.fail(rule.RequiredEmpty, t.subject(r.Item.Code, m), t.at.grid.source(row, c.col), rule.Args{"label": cellLabel(r.Item.Name, c.Title)})
	}
}

func (t *table) columnOf(m stat.Measure) (column, bool) {
	for _, c := range t.cols {
		if c.Measure == m {
			return c, true
		}
	}
	return column{}, false
}

func (t *table) has(item string, m stat.Measure) bool {
	return slices.ContainsFunc(t.sub.Observations, func(o stat.Observation) bool {
		return o.Unit == t.sheet.Unit.Code && o.Form == t.sheet.Def.ID && o.Item == item && o.Measure == m
	})
}

// cellLabel names a cell for a person: row name and column title.
func cellLabel(name, title string) string {
	if name == "" {
		return title
	}
	return name + "·" + title
}
