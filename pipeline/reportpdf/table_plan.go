package reportpdf

import (
	"math"
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

type rowPlan struct {
	row    report.Row
	cells  [][]line
	height float64
	goesOn int      // columns from the left that go on with the cell above
	again  [][]line // what they say, for a fresh page
}

// tableForm is a way to print a table: the frame and the type size.
type tableForm struct {
	frame frame
	size  float64
}

// forms lists the ways a table may be printed, the best first: upright before
// turned, larger type before smaller.
func forms() []tableForm {
	list := []tableForm{{upright(), wuHao}, {upright(), xiaoWuHao}}
	for _, size := range []float64{wuHao, xiaoWuHao, 8.5, 8, liuHao} {
		list = append(list, tableForm{turned(), size})
	}
	return list
}

// fitGrade says how well a table fits a form.
type fitGrade int

const (
	fits      fitGrade = iota
	fitsLoose          // cells have more lines than is good
	tooLong            // cells of narrow columns have too many lines
	tooNarrow          // words or numbers are broken
)

// plan fits the table: the first frame, upright before turned, in which it fits,
// and there the type size with the fewest pages. A page that is turned already
// stays turned. A table that fits nowhere gets the form that harms it least.
func (s *setter) plan(t *report.Table, turnedOnly bool) *tablePlan {
	key := planKey{t, turnedOnly, s.close.size}
	if s.plans[key] == nil {
		s.plans[key] = s.bestForm(t, turnedOnly)
	}
	return s.plans[key]
}

// bestForm looks for the form with the least harm: a loose fit costs a little, a small
// type costs more, and so does a page.
func (s *setter) bestForm(t *report.Table, turnedOnly bool) *tablePlan {
	var best *tablePlan
	least := math.Inf(1)
	for _, f := range forms() {
		if turnedOnly && !f.frame.turned || f.size > s.close.size || best != nil && least <= leastHarm(f) {
			continue
		}
		p, grade := s.fitTable(t, f)
		if h := s.harm(p, grade); h < least {
			best, least = p, h
		}
	}
	return best
}

// Harms that are weighed in choosing a form.
const (
	harmTurn  = 3.0
	harmLoose = 2.0
	harmPage  = 2.0  // of each page after the first
	harmSmall = 1.5  // of each point of type under 9 pt, and a fifth of it above
	harmLong  = 9.0  // of a grade that should not be
	harmTorn  = 40.0 // of broken numbers, by how much the columns want of the width
)

// leastHarm is what the form costs a table that fits it well on one page.
func leastHarm(f tableForm) float64 {
	h := max(0, xiaoWuHao-f.size)*harmSmall + (wuHao-max(f.size, xiaoWuHao))*harmSmall/5
	if f.frame.turned {
		h += harmTurn
	}
	return h
}

func (s *setter) harm(p *tablePlan, grade fitGrade) float64 {
	h := leastHarm(tableForm{p.frame, p.size}) + float64(s.formPages(p)-1)*harmPage
	switch grade {
	case fitsLoose:
		h += harmLoose
	case tooLong:
		h += harmLong
	case tooNarrow:
		h += harmTorn * p.short
	}
	return h
}

// planKey names a plan that was made before.
type planKey struct {
	table      *report.Table
	turnedOnly bool
	size       float64 // the largest allowed
}

// formKey names a table in a form, fitting what came of it.
type formKey struct {
	table *report.Table
	form  tableForm
}

type fitting struct {
	plan  *tablePlan
	grade fitGrade
}

// formPages is how many pages the table takes under an annex's title when it is set closely.
func (s *setter) formPages(p *tablePlan) int {
	p.setPad(leastPad)
	title := 3 * linePitch
	if p.frame.turned {
		title *= turnedLeads
	}
	return s.pagesFrom(p, p.frame.height-title)
}

func (s *setter) wantsTurn(t *report.Table) bool { return s.plan(t, false).frame.turned }

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
		h.lines = s.shaper.balanced(clean(h.text), headStyle(p.size), p.span(h)-2*padSide*p.size)
		most = max(most, len(h.lines)/h.rows)
	}
	return most
}

func (p *tablePlan) span(h *headBox) float64 { return p.edges[h.col+h.cols] - p.edges[h.col] }

// breakRows wraps all cells and returns the most lines of a narrow column's cell.
func (s *setter) breakRows(p *tablePlan) (most int) {
	p.rows = make([]rowPlan, 0, len(p.table.Rows))
	for n, row := range p.table.Rows {
		r := rowPlan{row: row, cells: make([][]line, len(row.Cells))}
		for i, cell := range cellsOf(p.table, row) {
			width := p.edges[len(p.widths)]
			if row.Kind != report.Section {
				width = p.widths[i]
			}
			width -= (2*padSide + float64(cell.Indent)) * p.size
			st := cellStyle(row, cell, p.size)
			if p.table.Columns[i].Align == report.Left && width >= proseWidth*p.size {
				r.cells[i] = s.proseCell(cell, st, width)
			} else {
				r.cells[i] = s.breakCell(cell, st, width)
			}
			if width < proseWidth*p.size {
				most = max(most, len(r.cells[i]))
			}
		}
		r.group(p.table.GoesOn(n))
		p.rows = append(p.rows, p.cutRow(r)...)
	}
	return most
}

func (s *setter) breakCell(cell report.Cell, st style, width float64) []line {
	if strings.TrimSpace(cell.Text) == "" {
		return nil
	}
	return s.shaper.balanced(clean(cell.Text), st, max(width, st.size))
}

// proseCell sets running text: full lines, the last one as it comes.
func (s *setter) proseCell(cell report.Cell, st style, width float64) []line {
	if strings.TrimSpace(cell.Text) == "" {
		return nil
	}
	lines := s.shaper.wrap(cell.Text, st, measureOf{width, width})
	for i := range lines {
		if width-lines[i].width < 1.2*st.size { // more would part the words
			lines[i].justify(width)
		}
	}
	return lines
}

// cutRow cuts a row that would fill most of a page by itself; all others stay whole.
func (p *tablePlan) cutRow(r rowPlan) []rowPlan {
	most := int(tallestRow * p.frame.height / (cellLeads * p.size))
	if r.lines() <= most {
		return []rowPlan{r}
	}
	head, rest := r, r
	head.cells, rest.cells = make([][]line, len(r.cells)), make([][]line, len(r.cells))
	for i, lines := range r.cells {
		n := min(most, len(lines))
		head.cells[i], rest.cells[i] = lines[:n], lines[n:]
	}
	return append([]rowPlan{head}, p.cutRow(rest)...)
}

func (r rowPlan) lines() int {
	n := 1
	for _, lines := range r.cells {
		n = max(n, len(lines))
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
