package ingest

import (
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// grid is a sheet by address.
type grid struct {
	name  string
	cells map[[2]int]*xlsx.Cell
	rows  []int         // rows with content, ascending
	cols  map[int][]int // row → columns with content, ascending
}

func newGrid(s *xlsx.Sheet) *grid {
	g := &grid{name: s.Name, cells: map[[2]int]*xlsx.Cell{}, cols: map[int][]int{}}
	for i := range s.Cells {
		c := &s.Cells[i]
		g.cells[[2]int{c.Row, c.Col}] = c
		if len(g.cols[c.Row]) == 0 {
			g.rows = append(g.rows, c.Row)
		}
		g.cols[c.Row] = append(g.cols[c.Row], c.Col)
	}
	return g
}

func (g *grid) text(row, col int) string {
	if c := g.cells[[2]int{row, col}]; c != nil {
		return c.Text
	}
	return ""
}

func (g *grid) source(row, col int) stat.Source {
	return stat.Source{Sheet: g.name, Cell: xlsx.CellName(row, col)}
}

// identity is what the hidden sheet says.
type identity struct{ unit, period string }

func readIdentity(book *xlsx.Book) identity {
	var id identity
	for i := range book.Sheets {
		if book.Sheets[i].Name != form.IdentitySheet {
			continue
		}
		g := newGrid(&book.Sheets[i])
		for _, row := range g.rows {
			switch strings.TrimSpace(g.text(row, 1)) {
			case "unit":
				id.unit = strings.TrimSpace(g.text(row, 2))
			case "period":
				id.period = strings.TrimSpace(g.text(row, 2))
			}
		}
	}
	return id
}

// head is what the lines above a table say.
type head struct {
	formCode             string
	unitName, unitCode   string
	period               string
	unitCell, periodCell string
	sample               bool
}

// located is a form that was found in a sheet: its head and its header row.
type located struct {
	def    *form.Def
	grid   *grid
	head   head
	header int // row of the column titles
}

// locate finds the forms of the workbook by the titles of their columns and the
// 表号 in their head, in sheet order. Other visible sheets with content are named.
func (r *reader) locate() []located {
	var found []located
	var strangers []string
	for i := range r.book.Sheets {
		s := &r.book.Sheets[i]
		if s.Name == form.IdentitySheet || s.Name == form.GuideSheet || len(s.Cells) == 0 {
			continue
		}
		g := newGrid(s)
		if l, ok := r.locateIn(g); ok {
			found = append(found, l)
		} else if s.Visibility == xlsx.Visible {
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

func (r *reader) locateIn(g *grid) (located, bool) {
	for _, row := range g.rows {
		rowsTable := g.find(row, form.NameTitle) > 0 && g.find(row, form.UnitTitle) > 0
		listTable := g.find(row, form.RowTitle) > 0
		if !rowsTable && !listTable {
			continue
		}
		h := g.readHead(row)
		for _, d := range r.ctx.Forms.Defs {
			layout := d.Layout == form.Rows && rowsTable || d.Layout == form.List && listTable && g.find(row, d.Columns[0].Title) > 0
			if layout && (label.Equal(d.Code, h.formCode) || h.formCode == "" && label.Equal(d.Sheet, g.name)) {
				return located{def: d, grid: g, head: h, header: row}, true
			}
		}
	}
	return located{}, false
}

// find returns the column of a row whose label is title, or 0.
func (g *grid) find(row int, titles ...string) int {
	for _, col := range g.cols[row] {
		for _, t := range titles {
			if label.Equal(g.text(row, col), t) {
				return col
			}
		}
	}
	return 0
}

func (g *grid) readHead(header int) head {
	var h head
	fields := map[string]func(text, cell string){
		"表号":   func(t, _ string) { h.formCode = t },
		"填报单位": func(t, c string) { h.unitName, h.unitCell = t, c },
		"单位代码": func(t, _ string) { h.unitCode = t },
		"报告期":  func(t, c string) { h.period, h.periodCell = t, c },
	}
	for _, row := range g.rows {
		if row >= header {
			break
		}
		for _, col := range g.cols[row] {
			if label.Equal(g.text(row, col), form.SampleMark) {
				h.sample = true
			}
			name, text := g.labelled(row, col)
			if set, ok := fields[name]; ok && text != "" {
				set(text, xlsx.CellName(row, col))
			}
		}
	}
	return h
}

// labelled splits a cell such as 「填报单位:醴陵市」; if nothing follows the
// colon, the next cell with content in the row is the text.
func (g *grid) labelled(row, col int) (name, text string) {
	raw := strings.Replace(g.text(row, col), ":", "：", 1)
	before, after, colon := strings.Cut(raw, "：")
	if !colon {
		return label.Normalise(before), ""
	}
	if after = strings.TrimSpace(after); after != "" {
		return label.Normalise(before), after
	}
	for _, next := range g.cols[row] {
		if next > col {
			if t := g.text(row, next); !strings.ContainsAny(t, "：:") {
				return label.Normalise(before), strings.TrimSpace(t)
			}
			break
		}
	}
	return label.Normalise(before), ""
}

// PeriodOf is the period that a workbook names in its hidden sheet, else in the
// head of a form; ok is false if it names none.
func PeriodOf(book *xlsx.Book) (period stat.Period, ok bool) {
	if p, err := stat.ParsePeriod(readIdentity(book).period); err == nil {
		return p, true
	}
	for i := range book.Sheets {
		g := newGrid(&book.Sheets[i])
		if p, ok := stat.ParseLabel(g.readHead(headRows).period); ok {
			return p, true
		}
	}
	return stat.Period{}, false
}

// headRows is how far down a head may reach.
const headRows = 20
