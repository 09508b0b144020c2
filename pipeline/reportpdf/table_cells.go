package reportpdf

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"zhibao/pipeline/report"
)

// headBox is a head cell at its place in the grid of head rows and columns.
type headBox struct {
	text       string
	row, col   int
	rows, cols int
	lines      []line
	lowest     bool // reaches down to the last head row
}

// headGrid lays the head cells out as HTML does: each takes the first free
// place of its row and covers its spans.
func headGrid(t *report.Table) []headBox {
	n, depth := len(t.Columns), len(t.Head)
	taken := make([][]bool, depth)
	for i := range taken {
		taken[i] = make([]bool, n)
	}
	var boxes []headBox
	for row, cells := range t.Head {
		col := 0
		for _, cell := range cells {
			for col < n && taken[row][col] {
				col++
			}
			if col == n {
				break
			}
			b := headBox{text: cell.Text, row: row, col: col,
				rows: min(max(cell.RowSpan, 1), depth-row), cols: min(max(cell.ColSpan, 1), n-col)}
			b.lowest = b.row+b.rows == depth
			cover(taken, b)
			boxes = append(boxes, b)
		}
	}
	return boxes
}

func cover(taken [][]bool, b headBox) {
	for r := b.row; r < b.row+b.rows; r++ {
		for c := b.col; c < b.col+b.cols; c++ {
			taken[r][c] = true
		}
	}
}

// isNumber tells cells that are aligned on the point: digits with what may
// stand around them, no words but a short one at the end (以上, 左右, 点).
func isNumber(text string) bool {
	for range 2 {
		if r, size := utf8.DecodeLastRuneInString(text); isIdeograph(r) {
			text = text[:len(text)-size]
		}
	}
	digits := false
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits = true
		case isIdeograph(r), unicode.IsLetter(r), r == '\n':
			return false
		}
	}
	return digits
}

// atPoint cuts a number before its decimal point; a number without one is cut
// behind its last digit, so that 12% stands under 11.5%.
func atPoint(text string) (whole, fraction string) {
	if i := strings.IndexByte(text, '.'); i >= 0 {
		return text[:i], text[i:]
	}
	i := strings.LastIndexFunc(text, unicode.IsDigit) + 1
	return text[:i], text[i:]
}

// columnNeed is what a column's content asks for: the least width, the width
// without any wrapping, and the halves of decimal-aligned numbers.
type columnNeed struct {
	least, full     float64
	whole, fraction float64
	weight          float64
}

func (n *columnNeed) widen(least, full float64) {
	n.least, n.full = max(n.least, least), max(n.full, full)
}

// cellsOf returns the cells that have a column; a section row has one cell.
func cellsOf(t *report.Table, row report.Row) []report.Cell {
	most := len(t.Columns)
	if row.Kind.Spans() {
		most = 1
	}
	return row.Cells[:min(most, len(row.Cells))]
}

// needs measures all cells in the given type size.
func (s *shaper) needs(t *report.Table, heads []headBox, size float64) []columnNeed {
	needs := make([]columnNeed, len(t.Columns))
	for i, c := range t.Columns {
		needs[i].weight = max(c.Width, 1)
		needs[i].widen(c.Room*size, c.Room*size)
	}
	for _, row := range t.Rows {
		if row.Kind.Spans() {
			continue
		}
		for i, cell := range cellsOf(t, row) {
			s.needCell(&needs[i], t.Columns[i], cell, cellStyle(row, cell, size))
		}
	}
	for _, h := range heads {
		if h.cols == 1 {
			full, segment := s.extent(h.text, headStyle(size))
			least := max(segment, min(full, 2*size))
			if full > 3.5*size { // two lines will do for a head; the room is for the cells
				full = max(least, full/2+size)
			}
			needs[h.col].widen(least, full)
		}
	}
	for i := range needs {
		n := &needs[i]
		n.widen(n.whole+n.fraction, n.whole+n.fraction)
		n.least += 2 * padSide * size
		n.full += 2 * padSide * size
	}
	for _, h := range heads {
		if h.cols > 1 {
			s.needSpan(needs[h.col:h.col+h.cols], h.text, size)
		}
	}
	return needs
}

func (s *shaper) needCell(n *columnNeed, c report.Column, cell report.Cell, st style) {
	text := clean(cell.Text)
	if c.Align == report.Decimal && isNumber(text) {
		whole, fraction := atPoint(text)
		n.whole = max(n.whole, s.measure(whole, st))
		n.fraction = max(n.fraction, s.measure(fraction, st))
		return
	}
	full, segment := s.extent(text, st)
	indent := float64(cell.Indent) * st.size
	least := max(min(segment, longestWord*st.size), min(full, 4*st.size))
	if isNumber(text) {
		least = full
	}
	n.widen(least+indent, full+indent)
}

func (s *shaper) needSpan(needs []columnNeed, text string, size float64) {
	full, segment := s.extent(text, headStyle(size))
	want := max(segment, min(full, 4*size)) + 2*padSide*size
	for _, n := range needs {
		want -= n.least
	}
	if want <= 0 {
		return
	}
	for i := range needs {
		needs[i].least += want / float64(len(needs))
		needs[i].full = max(needs[i].full, needs[i].least)
	}
}

// extent is the width of the text's longest line and of its longest unbreakable piece.
func (s *shaper) extent(text string, st style) (full, segment float64) {
	key := wantKey{text, st}
	w, ok := s.wants[key]
	if !ok {
		w.full, w.segment = s.measureLines(text, st)
		if s.wants != nil {
			s.wants[key] = w
		}
	}
	return w.full, w.segment
}

func (s *shaper) measureLines(text string, st style) (full, segment float64) {
	for _, part := range strings.Split(clean(text), "\n") {
		glyphs, may := s.shape(part, st), s.opportunities(part)
		full = max(full, widthOf(glyphs))
		w := 0.0
		for i, g := range glyphs {
			w += g.adv
			segment = max(segment, w)
			if may[i] {
				w = 0
			}
		}
	}
	return full, segment
}

// share spreads the width over the columns: each gets its least, then up to
// what its content needs, columns that need little more first, then a share by
// weight. ok is false if the least widths do not fit.
func share(needs []columnNeed, width float64) (widths []float64, ok bool) {
	widths = make([]float64, len(needs))
	order := make([]int, len(needs))
	total, weights := 0.0, 0.0
	for i, n := range needs {
		widths[i], order[i] = n.least, i
		total += n.least
		weights += n.weight
	}
	spare := width - total
	if spare < 0 {
		capWidest(widths, width)
		return widths, false
	}
	want := func(i int) float64 { return needs[i].full - needs[i].least }
	sort.SliceStable(order, func(a, b int) bool { return want(order[a]) < want(order[b]) })
	for k, i := range order {
		give := min(want(i), spare/float64(len(order)-k))
		widths[i] += give
		spare -= give
	}
	for i, n := range needs {
		widths[i] += spare * n.weight / weights
	}
	return widths, true
}

// capWidest cuts the widest columns down to one width at which all fit.
func capWidest(widths []float64, total float64) {
	order := append([]float64(nil), widths...)
	sort.Float64s(order)
	limit := total / float64(len(order))
	for i, w := range order {
		if limit = total / float64(len(order)-i); w > limit {
			break
		}
		total -= w
	}
	for i := range widths {
		widths[i] = min(widths[i], limit)
	}
}

func headStyle(size float64) style { return style{role: HeiTi, size: size} }

func cellStyle(row report.Row, cell report.Cell, size float64) style {
	st := style{role: SongTi, size: size, colour: toneColour(cell.Tone)}
	if row.Kind == report.Section || row.Kind == report.Total {
		st.role = HeiTi
	}
	return st
}

// toneColour is dark enough to read in grey print; the words carry the meaning.
func toneColour(t report.Tone) rgb {
	switch t {
	case report.Good:
		return rgb{0, 92, 46}
	case report.Watch:
		return rgb{140, 78, 0}
	case report.Bad:
		return rgb{170, 16, 20}
	case report.Muted:
		return greyText
	}
	return black
}
