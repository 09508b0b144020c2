package reportpdf

import (
	"strings"

	"zhibao/pipeline/report"
)

// Table measures in ems of the table's type size.
const (
	padSide     = 0.38 // left and right of a cell's text
	cellLeads   = 1.22 // line pitch in cells
	mostPad     = 0.55
	tightPad    = 0.28
	usualPad    = 0.4 // above and below a row's text
	leastPad    = 0.16
	mostLines   = 2   // lines of a cell before a wider form is tried
	mostHeads   = 4   // lines of a head cell before that
	looseLines  = 3   // lines of a cell before smaller type is tried
	looseHeads  = 5   // lines of a head cell before that
	fewRows     = 4   // rows that may have many lines
	wholeRows   = 15  // rows of a table that is rather moved to the next page than cut
	enoughRows  = 8   // rows of a longer one that are worth the beginning of a table
	longestWord = 16  // an unbroken word longer than this is broken
	proseWidth  = 11  // a column this wide may hold running text of any length
	tallestRow  = 0.6 // share of the page above which a row is cut in two after all
)

// Rules of a table in points: thick at top and bottom, thin inside.
const (
	thickRule = 1.5
	thinRule  = 0.5
	hairRule  = 0.25
)

// tablePlan is a table fitted to a frame.
type tablePlan struct {
	table   *report.Table
	frame   frame
	size    float64
	pad     float64 // above and below a row's text, in ems
	needs   []columnNeed
	widths  []float64
	edges   []float64 // left edge of each column, and the right edge of the last
	heads   []headBox
	headRow []float64 // heights of the head rows
	rows    []rowPlan
	notes   []line
	short   float64 // the least widths of all columns as a share of the frame's
}

// rowPlan is a row, or a part of one that is cut. The lines of its cells are only counted:
// a long table is tried in many forms, and its lines are set when they are printed.
type rowPlan struct {
	row    report.Row
	cells  []part
	height float64
	goesOn int      // columns from the left that go on with the cell above
	again  []part   // what they say, for a fresh page
	set    [][]line // of a section row that is repeated: its cells
}

// part is which of a cell's lines are meant.
type part struct{ from, n int32 }

func (s *setter) fitTable(t *report.Table, f tableForm) (*tablePlan, fitGrade) {
	key := formKey{t, f}
	if _, done := s.fitted[key]; !done {
		p, grade := s.setForm(t, f)
		s.fitted[key] = fitting{p, grade}
	}
	return s.fitted[key].plan, s.fitted[key].grade
}

// setForm breaks all cells of a table for the form.
func (s *setter) setForm(t *report.Table, f tableForm) (*tablePlan, fitGrade) {
	p := &tablePlan{table: t, frame: f.frame, size: f.size, heads: headGrid(t)}
	p.needs = s.shaper.needs(t, p.heads, f.size)
	widths, wide := share(p.needs, f.frame.width)
	p.widths = widths
	for _, n := range p.needs {
		p.short += n.least / f.frame.width
	}
	p.edges = make([]float64, len(widths)+1)
	for i, w := range widths {
		p.edges[i+1] = p.edges[i] + w
	}
	heads, rows := s.breakHeads(p), s.breakRows(p)
	p.setPad(usualPad)
	switch {
	case !wide:
		return p, tooNarrow
	case heads > looseHeads || rows > looseLines+p.textual():
		return p, tooLong
	case heads > mostHeads || rows > mostLines+p.textual():
		return p, fitsLoose
	}
	return p, fits
}

// textual grants more lines in a cell to a table without figures, whose words wrap
// well, and to one of few rows, which stays short.
func (p *tablePlan) textual() int {
	if len(p.table.Rows) <= fewRows {
		return 3
	}
	for _, c := range p.table.Columns {
		if c.Align == report.Decimal {
			return 0
		}
	}
	return 3
}

func (s *setter) breakHeads(p *tablePlan) (most int) {
	for i := range p.heads {
		h := &p.heads[i]
		h.lines = s.shaper.short(h.text, headStyle(p.size), p.span(h)-2*padSide*p.size)
		most = max(most, len(h.lines)/h.rows)
	}
	return most
}

func (p *tablePlan) span(h *headBox) float64 { return p.edges[h.col+h.cols] - p.edges[h.col] }

// breakRows wraps all cells and returns the most lines of a narrow column's cell.
func (s *setter) breakRows(p *tablePlan) (most int) {
	p.rows = make([]rowPlan, 0, len(p.table.Rows))
	for n, row := range p.table.Rows {
		r := rowPlan{row: row, cells: make([]part, len(row.Cells))}
		for i, cell := range cellsOf(p.table, row) {
			lines := len(s.cellLines(p, row, i, cell))
			r.cells[i].n = int32(lines)
			if p.textWidth(row, i, cell) < proseWidth*p.size {
				most = max(most, lines)
			}
		}
		r.group(p.table.GoesOn(n))
		p.rows = append(p.rows, p.cutRow(r)...)
	}
	return most
}

// textWidth is the room for the text of a cell.
func (p *tablePlan) textWidth(row report.Row, i int, cell report.Cell) float64 {
	width := p.edges[len(p.widths)]
	if !row.Kind.Spans() {
		width = p.widths[i]
	}
	return width - (2*padSide+float64(cell.Indent))*p.size
}

// cellLines sets a cell of a row.
func (s *setter) cellLines(p *tablePlan, row report.Row, i int, cell report.Cell) []line {
	width, st := p.textWidth(row, i, cell), cellStyle(row, cell, p.size)
	if p.table.Columns[i].Align == report.Left && width >= proseWidth*p.size {
		return s.proseCell(cell, st, width)
	}
	return s.breakCell(cell, st, width)
}

func (s *setter) breakCell(cell report.Cell, st style, width float64) []line {
	if strings.TrimSpace(cell.Text) == "" {
		return nil
	}
	return s.shaper.short(cell.Text, st, max(width, st.size))
}

// short sets the text of a cell in lines about equally long.
func (s *shaper) short(text string, st style, width float64) []line {
	return s.cell(cellKey{text, st, width, evenly}, func() []line { return s.balanced(clean(text), st, width) })
}

// proseCell sets running text: full lines, the last one as it comes.
func (s *setter) proseCell(cell report.Cell, st style, width float64) []line {
	if strings.TrimSpace(cell.Text) == "" {
		return nil
	}
	return s.shaper.cell(cellKey{cell.Text, st, width, asProse}, func() []line {
		lines := s.shaper.wrap(cell.Text, st, measureOf{width, width})
		for i := range lines {
			if width-lines[i].width < 1.2*st.size { // more would part the words
				lines[i].justify(width)
			}
		}
		return lines
	})
}

// cutRow cuts a row that would fill most of a page by itself; all others stay whole.
func (p *tablePlan) cutRow(r rowPlan) []rowPlan {
	most := int(tallestRow * p.frame.height / (cellLeads * p.size))
	if r.lines() <= most {
		return []rowPlan{r}
	}
	head, rest := r, r
	head.cells, rest.cells = make([]part, len(r.cells)), make([]part, len(r.cells))
	for i, all := range r.cells {
		n := min(int32(most), all.n)
		head.cells[i], rest.cells[i] = part{all.from, n}, part{all.from + n, all.n - n}
	}
	return append([]rowPlan{head}, p.cutRow(rest)...)
}

func (r rowPlan) lines() int {
	n := 1
	for _, c := range r.cells {
		n = max(n, int(c.n))
	}
	return n
}

// setPad sets the room above and below the text of rows and works out all heights.
func (p *tablePlan) setPad(pad float64) {
	p.pad = pad
	for i := range p.rows {
		p.rows[i].height = p.height(p.rows[i].lines())
	}
	p.headRow = make([]float64, len(p.table.Head))
	for rows := 1; rows <= len(p.headRow); rows++ {
		for _, h := range p.heads {
			if h.rows == rows {
				p.raise(h)
			}
		}
	}
}

// raise makes the head rows under a cell high enough for it; the last one grows.
func (p *tablePlan) raise(h headBox) {
	have := 0.0
	for r := h.row; r < h.row+h.rows; r++ {
		have += p.headRow[r]
	}
	if short := p.height(len(h.lines)) - have; short > 0 {
		p.headRow[h.row+h.rows-1] += short
	}
}

func (p *tablePlan) height(lines int) float64 {
	return (float64(max(lines, 1))*cellLeads + 2*p.pad) * p.size
}

func (p *tablePlan) headHeight() float64 {
	h := 0.0
	for _, r := range p.headRow {
		h += r
	}
	return h
}

func (p *tablePlan) bodyHeight() float64 {
	h := 0.0
	for _, r := range p.rows {
		h += r.height
	}
	return h
}
