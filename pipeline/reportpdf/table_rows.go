package reportpdf

import (
	"strings"

	"zhibao/pipeline/report"
)

func (s *setter) tableRows(p *tablePlan) {
	first := true // no row of the table on this page yet
	for i := range p.rows {
		switch {
		case first:
		case s.left() < s.rowNeed(p, i)-0.5:
			s.continueTable(p)
			if first = true; s.continueSection(p, i) {
				s.rule(s.y, thinRule, black)
			}
		default:
			s.rowRule(p, i)
		}
		s.tableRow(p, i, s.opened(p, i, first))
		first = false
	}
	s.rule(s.y, thickRule, black)
}

// rowNeed is the height a row wants left on its page: a section row keeps the
// row under it, the last row its notes unless they are long.
func (s *setter) rowNeed(p *tablePlan, i int) float64 {
	need := p.rows[i].height
	switch {
	case i+1 == len(p.rows):
		if notes := s.notesHeight(p); notes < p.frame.height/3 {
			need += notes
		}
		need += s.under()
	case p.rows[i].row.Kind == report.Section:
		need += p.rows[i+1].height
	case i+2 == len(p.rows): // the last row does not stand alone on a page
		need += s.rowNeed(p, i+1)
	}
	return need
}

func (s *setter) continueTable(p *tablePlan) {
	s.cuts++
	s.rule(s.y, thickRule, black)
	s.newPage(s.frame)
	s.unitLine(p, "续表")
	s.tableHead(p)
}

// section is the section row above row i on whose behalf it is printed again, or -1.
func (p *tablePlan) section(i int) int {
	if p.rows[i].row.Kind != report.Data {
		return -1
	}
	for i--; i >= 0; i-- {
		switch p.rows[i].row.Kind {
		case report.Section:
			return i
		case report.Total:
			return -1
		}
	}
	return -1
}

// continueSection repeats the section row that row i belongs to.
func (s *setter) continueSection(p *tablePlan, i int) bool {
	j := p.section(i)
	if j < 0 {
		return false
	}
	r := p.rows[j]
	r.row.ID = ""
	cell := r.row.Cells[0]
	cell.ID = ""
	cell.Text = strings.TrimSuffix(cell.Text, "（续）") + "（续）"
	r.row.Cells = []report.Cell{cell}
	r.set = [][]line{s.breakCell(cell, cellStyle(r.row, cell, p.size), s.frame.width-2*padSide*p.size)}
	r.cells = []part{{n: int32(len(r.set[0]))}}
	r.height = p.height(r.lines())
	s.tableRow(p, j, r)
	return true
}

func (s *setter) rowRule(p *tablePlan, i int) {
	width, colour := hairRule, rgb{130, 130, 130}
	if k := p.rows[i].row.Kind; k == report.Section || k == report.Total || p.rows[i-1].row.Kind == report.Section {
		width, colour = thinRule, black
	}
	s.add(lineOp{x1: p.edges[p.rows[i].goesOn], y1: s.y, x2: s.frame.width, y2: s.y, width: width, colour: colour})
}

func (s *setter) tableRow(p *tablePlan, i int, r rowPlan) {
	if s.dry {
		s.y += r.height
		return
	}
	s.place(r.row.ID, 0, s.y)
	for j, cell := range cellsOf(p.table, r.row) {
		s.place(cell.ID, p.edges[j], s.y)
		box := cellBox{cell: cell, lines: s.linesOf(p, r, j, cell), x: p.edges[j], width: p.widths[j], st: cellStyle(r.row, cell, p.size), align: p.table.Columns[j].Align, need: p.needs[j]}
		height := r.height
		if p.table.Columns[j].Group {
			height = s.reach(p, i, j, r)
		}
		switch r.row.Kind {
		case report.Section:
			box.x, box.width, box.align = 0, s.frame.width, report.Left
		case report.Gap:
			box.x, box.width, box.align = 0, s.frame.width, report.Centre
		}
		s.cell(box, height)
		if cell.Link != "" {
			s.add(linkOp{x: box.x, y: s.y, w: box.width, h: r.height, target: cell.Link, turned: s.frame.turned})
		}
	}
	s.y += r.height
}

// linesOf sets the lines of a cell that a row shows.
func (s *setter) linesOf(p *tablePlan, r rowPlan, j int, cell report.Cell) []line {
	show := r.cells[j]
	switch {
	case show.n == 0:
		return nil
	case r.set != nil:
		return r.set[j]
	}
	return s.cellLines(p, r.row, j, cell)[show.from : show.from+show.n]
}

// cellBox is a cell ready to be set in its column.
type cellBox struct {
	cell     report.Cell
	lines    []line
	x, width float64
	st       style
	align    report.Align
	need     columnNeed
}

// cell sets the cell in the middle of the row's height.
func (s *setter) cell(b cellBox, height float64) {
	size := b.st.size
	y := s.y + (height-cellLeads*size*float64(len(b.lines)))/2 + (cellLeads-1)*size/2
	for _, l := range b.lines {
		s.setLine(l, b.x+s.cellOffset(b, l), y, b.st)
		y += cellLeads * size
	}
}

// cellOffset is where a line begins in its cell. Text in a decimal column stands in the middle.
func (s *setter) cellOffset(b cellBox, l line) float64 {
	pad := padSide * b.st.size
	switch {
	case b.align == report.Left:
		return pad + float64(b.cell.Indent)*b.st.size
	case b.align == report.Right:
		return b.width - pad - l.width
	case b.align == report.Decimal && len(b.lines) == 1 && isNumber(clean(b.cell.Text)):
		return min(max(0, s.decimalOffset(b)), b.width-l.width)
	}
	return (b.width - l.width) / 2
}

// decimalOffset puts the decimal points of a column under each other, the
// widest number in the middle of the column.
func (s *setter) decimalOffset(b cellBox) float64 {
	whole, _ := atPoint(clean(b.cell.Text))
	return (b.width-b.need.whole-b.need.fraction)/2 + b.need.whole - s.shaper.measure(whole, b.st)
}
