package ingest

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// head is what the lines above a table say.
type head struct {
	formCode             string
	unitName, unitCode   string
	period               string
	unitCell, periodCell string
	sample               bool
}

// located is a form that was found in a sheet: its head and its header.
type located struct {
	def    *form.Def
	grid   *grid
	head   head
	header header
	by     string // what told the form, if not its 表号
}

// locate finds the forms of the workbook in sheet order: by the 表号 in the head;
// where there is none, by the sheet's name or by the columns, if they are one form's
// alone. Other visible sheets with content are named.
func (r *reader) locate() []located {
	var found []located
	var strangers []string
	for i := range r.book.Sheets {
		s := &r.book.Sheets[i]
		if s.Name == form.IdentitySheet || s.Name == form.GuideSheet || len(s.Cells) == 0 || isReview(s) {
			continue
		}
		here := r.locateIn(newGrid(s, r.words))
		found = append(found, here...)
		if len(here) == 0 && s.Visibility == xlsx.Visible {
			strangers = append(strangers, s.Name)
		}
	}
	if len(found) > 0 {
		for _, name := range strangers {
			r.fail(rule.UnknownSheet, rule.Subject{}, stat.Source{Sheet: name}, rule.Args{"seen": name})
		}
	}
	return found
}

// locateIn finds the tables of a sheet. Most sheets have one.
func (r *reader) locateIn(g *grid) []located {
	var found []located
	headers := r.headers(g)
	top := 0
	for i, h := range headers {
		if i > 0 && headers[i-1].repeats(g, h.anchor) && len(found) > 0 && !g.hasHead(headers[i-1].last+1, h.first) {
			continue // the same table goes on
		}
		bottom := int(^uint(0) >> 1)
		if next := slices.IndexFunc(headers[i+1:], func(n header) bool { return !h.repeats(g, n.anchor) || g.hasHead(h.last+1, n.first) }); next >= 0 {
			bottom = g.cut(h.last+1, headers[i+1+next].first)
		}
		part := g.band(top, bottom)
		top = bottom
		l := located{grid: part, header: h, head: part.readHead(h.first)}
		if r.identifyForm(&l) {
			found = append(found, l)
		}
	}
	return found
}

// cut is the row between two tables, one above from and the other's header at to,
// where the second's head begins: under the first's foot, or at its first line.
func (g *grid) cut(from, to int) int {
	at := to
	for _, row := range g.rows {
		if row < from || row >= to {
			continue
		}
		if _, foot := g.footLabel(row, g.first(row, 0)); foot {
			at = row + 1
		} else if at == to && g.headLine(row) {
			return row
		}
	}
	return at
}

// hasHead reports whether a line of a form's head stands from row from to before to.
func (g *grid) hasHead(from, to int) bool {
	return slices.ContainsFunc(g.rows, func(row int) bool { return row >= from && row < to && g.headLine(row) })
}

func (g *grid) headLine(row int) bool {
	var h head
	g.addHead(&h, row)
	return h != (head{})
}

// identifyForm tells which form a table is.
func (r *reader) identifyForm(l *located) bool {
	var fits []*form.Def
	for _, d := range r.ctx.Forms.Defs {
		if d.Layout != l.header.layout {
			continue
		}
		if l.head.formCode != "" && r.words.same(d.Code, l.head.formCode) {
			l.def = d
			return true
		}
		fits = append(fits, d)
	}
	if l.head.formCode != "" {
		return false
	}
	owner := r.owner(l.head)
	if owner != nil {
		fits = slices.DeleteFunc(fits, func(d *form.Def) bool { return !slices.Contains(d.Units, owner.Kind) })
	}
	if l.def = r.bySheetName(l, fits, owner); l.def != nil {
		l.by = "工作表名"
		return true
	}
	if l.def = r.byColumns(l, fits, owner); l.def != nil {
		l.by = "栏目和行名"
		return true
	}
	return false
}

// owner is the unit whose form it may be, from the hidden sheet or the head.
func (r *reader) owner(h head) *plan.Unit {
	if u, ok := r.ctx.Plan.Unit(r.id.Unit); ok {
		return u
	}
	if u := r.unitOf(h.unitCode, h.unitName); u != nil {
		return r.reporter(u)
	}
	return nil
}

// bySheetName tells the form by the name of its sheet; that of a park's part also
// tells the part, if the head does not.
func (r *reader) bySheetName(l *located, fits []*form.Def, owner *plan.Unit) *form.Def {
	for _, d := range fits {
		if r.words.same(d.Sheet, l.grid.name) {
			return d
		}
		if owner == nil {
			continue
		}
		for _, part := range r.ctx.Plan.SubParksOf(owner.Code) {
			name := part.NameAt(r.ctx.Period)
			if !r.words.same(d.Sheet+"-"+name, l.grid.name) {
				continue
			}
			if l.head.unitName == "" && l.head.unitCode == "" {
				l.head.unitName = name
			}
			return d
		}
	}
	return nil
}

// byColumns tells the form by its columns and, where several have them all, by the
// names of its rows. Without any row of its own a form is not told.
func (r *reader) byColumns(l *located, fits []*form.Def, owner *plan.Unit) *form.Def {
	var only *form.Def
	for _, d := range fits {
		if !r.hasAll(l.header, form.ColumnsFor(d.Columns, r.ctx.Period)) || d.Layout == form.Rows && !r.hasRows(l, d, owner) {
			continue
		}
		if only != nil {
			return nil
		}
		only = d
	}
	return only
}

func (r *reader) hasAll(h header, columns []form.Column) bool {
	return !slices.ContainsFunc(columns, func(c form.Column) bool {
		return !slices.ContainsFunc(h.titles, func(t title) bool { return t.isColumn(r.words, &c) })
	})
}

// hasRows reports whether a row of the table is one that the form may ask of the
// unit, or of anyone if the unit is unknown.
func (r *reader) hasRows(l *located, d *form.Def, owner *plan.Unit) bool {
	units := []*plan.Unit{owner}
	if owner == nil {
		units = nil
		for _, kind := range d.Units {
			units = append(units, r.ctx.Plan.UnitsOf(kind)...)
		}
	}
	known := map[string]bool{}
	for _, u := range units {
		for _, it := range d.Items(r.ctx.Plan, u) {
			for _, name := range append([]string{it.Name}, it.Aliases...) {
				known[r.words.normal(name)] = true
			}
		}
	}
	name := l.grid.find(l.header.anchor, form.NameTitle)
	return slices.ContainsFunc(l.grid.rows, func(row int) bool { return row > l.header.last && known[l.grid.label(row, name)] })
}

// readHead reads the lines above a header.
func (g *grid) readHead(header int) head {
	var h head
	for _, row := range g.rows {
		if row >= header {
			break
		}
		g.addHead(&h, row)
	}
	return h
}

// addHead adds what one line says to the head.
func (g *grid) addHead(h *head, row int) {
	for _, col := range g.columns(row) {
		if g.label(row, col) == form.SampleMark {
			h.sample = true
		}
		if name, text, _ := g.labelled(row, col); text != "" {
			h.set(name, text, xlsx.CellName(row, col))
		}
	}
}

func (h *head) set(name, text, cell string) {
	switch name {
	case "表号":
		h.formCode = text
	case "填报单位":
		h.unitName, h.unitCell = text, cell
	case "单位代码":
		h.unitCode = text
	case "报告期":
		h.period, h.periodCell = text, cell
	}
}

// readPeriod reads a period as a head or the hidden sheet has it: 2018-06 or
// 2018年1—6月, in whatever width.
func readPeriod(text string) (stat.Period, bool) {
	if p, err := stat.ParsePeriod(strings.TrimSpace(norm.NFKC.String(text))); err == nil {
		return p, true
	}
	return stat.ParseLabel(label.Normalise(text))
}

// PeriodOf is the period that a workbook names in its hidden sheet, else in the
// head of a form; ok is false if it names none.
func PeriodOf(book *xlsx.Book) (period stat.Period, ok bool) {
	if p, ok := readPeriod(readIdentity(book).Period); ok {
		return p, true
	}
	for i := range book.Sheets {
		if p, ok := readPeriod(newGrid(&book.Sheets[i], nil).readHead(headRows).period); ok {
			return p, true
		}
	}
	return stat.Period{}, false
}

// headRows is how far down a head may reach.
const headRows = 20
