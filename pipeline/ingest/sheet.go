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
	got    map[string]bool // item/measure → an observation was kept
}

type column struct {
	form.Column
	col int
}

func (r *reader) readSheet(sheet form.Sheet, at located) {
	t := &table{reader: r, sheet: sheet, at: at, known: map[int]bool{}, seen: map[string]int{}, broken: map[string]bool{}, got: map[string]bool{}}
	end := t.footRow()
	if !t.readHeader(end) {
		return
	}
	t.readFoot(end)
	for _, row := range at.grid.rows {
		switch {
		case row <= at.header.last || at.header.repeats(at.grid, row):
		case sheet.Def.Layout == form.List && row < end:
			t.readListRow(row)
		case sheet.Def.Layout == form.Rows && (row < end || t.rowOf(at.grid.text(row, t.name)) >= 0):
			t.readRow(row)
		case row >= end:
			t.below(row)
		}
	}
	t.derived()
	t.required()
}

func (t *table) subject(item string, m stat.Measure) rule.Subject {
	return rule.Subject{Unit: t.sheet.Unit.Code, Form: t.sheet.Def.ID, Item: item, Measure: m}
}

// readHeader finds the columns by their titles; end is the row of the foot.
func (t *table) readHeader(end int) bool {
	g, h, whole := t.at.grid, t.at.header, true
	var absent []form.Column
	fixed := []struct {
		col  *int
		name string
	}{{&t.name, form.NameTitle}, {&t.code, form.CodeTitle}, {&t.unitOf, form.UnitTitle}}
	if t.sheet.Def.Layout == form.List {
		fixed = fixed[:1]
		fixed[0].col, fixed[0].name = &t.code, form.RowTitle
	}
	for _, f := range fixed {
		cols := h.columns(func(own title) bool { return own.is(t.words, f.name) })
		if len(cols) > 0 {
			*f.col = cols[0].col
			t.known[cols[0].col] = true
		} else if f.col == &t.unitOf {
			absent = append(absent, form.Column{Title: f.name})
		}
	}
	for _, c := range t.sheet.Columns {
		cols := h.columns(func(own title) bool { return own.isColumn(t.words, &c) })
		if len(cols) == 0 {
			absent = append(absent, c)
			continue
		}
		t.cols = append(t.cols, column{c, cols[0].col})
		t.known[cols[0].col] = true
		whole = t.singleColumn(c, cols, end) && whole
	}
	for _, c := range absent {
		t.fail(rule.ColumnMissing, t.subject("", c.Measure), g.source(h.anchor, g.columns(h.anchor)[0]),
			rule.Args{"expected": c.Title, "near": near(c.Title, h.texts(t.known))})
	}
	if whole = whole && len(absent) == 0; whole {
		t.strangeColumns(end)
	}
	return whole
}

// singleColumn reports columns of one title that hold different things; an exact
// copy, or an empty one, is only set aside.
func (t *table) singleColumn(c form.Column, cols []title, end int) bool {
	single := true
	for _, other := range cols[1:] {
		if !t.holds(other.col, end) || t.alike(cols[0].col, other.col, end) {
			continue
		}
		t.fail(rule.ColumnTwice, t.subject("", c.Measure), t.at.grid.source(other.row, other.col),
			rule.Args{"seen": c.Title, "expected": t.at.grid.source(cols[0].row, cols[0].col).Cell})
		single = false
	}
	return single
}

// strangeColumns names the columns with a title that the form does not have, as
// far as they hold anything.
func (t *table) strangeColumns(end int) {
	var known []string
	for _, c := range t.sheet.Columns {
		known = append(known, c.Title)
	}
	for _, own := range t.at.header.titles {
		if t.known[own.col] {
			continue
		}
		t.known[own.col] = true
		if t.holds(own.col, end) {
			t.fail(rule.UnknownColumn, t.subject("", ""), t.at.grid.source(own.row, own.col), rule.Args{"seen": own.text, "near": near(own.text, known)})
		}
	}
}

// holds reports whether a column holds anything in the table's rows.
func (t *table) holds(col, end int) bool {
	return t.at.grid.anyIn(t.at.header.last+1, end-1, col, col)
}

// alike reports whether two columns hold the same in the table's rows.
func (t *table) alike(a, b, end int) bool {
	return !slices.ContainsFunc(t.at.grid.rows, func(row int) bool {
		return row > t.at.header.last && row < end && strings.TrimSpace(t.at.grid.text(row, a)) != strings.TrimSpace(t.at.grid.text(row, b))
	})
}

func (t *table) add(item string, m stat.Measure, q stat.Quantity, src stat.Source) {
	src.File, src.SHA256 = t.sub.File, t.sub.SHA256
	t.got[item+"/"+string(m)] = true
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
	i := t.rowOf(name)
	if i < 0 {
		t.unknownRow(row, name)
		return
	}
	asked := t.sheet.Rows[i]
	code := strings.TrimSpace(g.text(row, t.code))
	if t.code > 0 && code != "" && !sameCode(code, asked.Item.Number) {
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
	if unit := strings.TrimSpace(g.text(row, t.unitOf)); unit != "" && !t.words.same(unit, asked.Item.Unit) {
		t.fail(rule.UnitChanged, t.subject(asked.Item.Code, ""), g.source(row, t.unitOf),
			rule.Args{"itemname": asked.Item.Name, "seen": unit, "expected": asked.Item.Unit})
	}
	t.readCells(row, asked)
	t.stray(row)
}

// rowOf is the row of the form that has the name, or -1.
func (t *table) rowOf(name string) int {
	normal := t.words.normal(name)
	for i := range t.sheet.Rows {
		if t.words.isItem(normal, &t.sheet.Rows[i].Item) {
			return i
		}
	}
	return -1
}

// sameCode compares codes; a program that took 01 for a number left 1 of it.
func sameCode(a, b string) bool {
	return label.Equal(a, b) || len(a) < len(b) && label.Equal(strings.Repeat("0", len(b)-len(a))+a, b)
}

// nameless reports values in a row that has no name. A section title stands
// alone in its row, in whatever column it was merged to.
func (t *table) nameless(row int) {
	g := t.at.grid
	for _, col := range g.columns(row) {
		text := strings.TrimSpace(g.text(row, col))
		if text == "" || t.isSection(text) || isRemark(text) {
			continue
		}
		t.fail(rule.StrayText, t.subject("", ""), g.source(row, col), rule.Args{"seen": text})
	}
}

func isRemark(text string) bool {
	text = label.Normalise(text)
	return strings.HasPrefix(text, "说明") || strings.HasPrefix(text, "注")
}

func (t *table) isSection(text string) bool {
	return slices.ContainsFunc(t.sheet.Def.Sections, func(s form.SectionDef) bool { return t.words.same(s.Title, text) })
}

func (t *table) unknownRow(row int, name string) {
	g := t.at.grid
	if t.isSection(name) || isRemark(name) {
		return
	}
	at := g.source(row, t.name)
	for _, it := range t.sheet.Def.Items(t.ctx.Plan, t.sheet.Unit) {
		if it.Is(name) {
			t.fail(rule.RowNotAsked, t.subject(it.Code, ""), at, rule.Args{"seen": name})
			return
		}
	}
	var known []string
	for _, r := range t.sheet.Rows {
		known = append(known, r.Item.Name)
	}
	closest := near(name, known)
	if closest == "" && t.alone(row) {
		t.fail(rule.StrayText, t.subject("", ""), at, rule.Args{"seen": name}) // a remark between the rows
		return
	}
	t.fail(rule.UnknownRow, t.subject("", ""), at, rule.Args{"seen": name, "near": closest})
}

// alone reports whether a row has only one cell that shows anything.
func (t *table) alone(row int) bool {
	g := t.at.grid
	n := 0
	for _, col := range g.columns(row) {
		if g.filled(row, col) {
			n++
		}
	}
	return n == 1
}

// stray reports content in columns that mean nothing to the form.
func (t *table) stray(row int) {
	for _, col := range t.at.grid.columns(row) {
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
		case len(r.Required) > 0 || r.Derived != nil:
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

func (t *table) has(item string, m stat.Measure) bool { return t.got[item+"/"+string(m)] }

// cellLabel names a cell for a person: row name and column title.
func cellLabel(name, title string) string {
	if name == "" {
		return title
	}
	return name + "·" + title
}
