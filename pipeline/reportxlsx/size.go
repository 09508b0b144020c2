package reportxlsx

import (
	"math"

	"zhibao/pipeline/report"
)

// sizes keeps what is measured of each table: a sheet asks for it more than once.
type sizes map[*report.Table]*size

func (s sizes) of(t *report.Table) *size {
	if s[t] == nil {
		s[t] = measured(t)
	}
	return s[t]
}

// size is what the cells of a table need, by column, in half-width characters.
type size struct {
	columns []columnLayout
	// needed is what a column cannot do without: room for its figures, else they show as
	// ###; for its links, whose lines LibreOffice does not break; and for texts so long
	// that their row would grow over Excel's limit.
	needed []float64
	wished []float64 // room for long texts in few lines, and what is needed
	alone  []float64 // the widths the table would have alone
}

// columnLayout is what the cells of a column share.
type columnLayout struct {
	whole  float64 // widest part of a figure before the point
	tail   float64 // widest part from the point on
	widest float64 // room of all figures under each other
	pad    int     // half-width blanks that move the figures towards the middle
}

func measured(t *report.Table) *size {
	n := len(t.Columns)
	s := &size{make([]columnLayout, n), make([]float64, n), make([]float64, n), make([]float64, n)}
	for _, row := range t.Rows {
		if row.Kind != report.Section {
			for i := range row.Cells {
				s.take(t, i, &row.Cells[i])
			}
		}
	}
	for i, c := range t.Columns {
		l := &s.columns[i]
		if c.Align == report.Decimal {
			l.widest = l.whole + l.tail
		}
		s.needed[i] = math.Max(s.needed[i], math.Max(4, l.widest+figureRoom))
		s.wished[i] = math.Max(s.wished[i], s.needed[i])
		w := c.Width
		if w <= 0 {
			w = defaultWidth
		}
		s.alone[i] = math.Max(s.wished[i], w)
	}
	return s
}

// take measures a cell of column i.
func (s *size) take(t *report.Table, i int, c *report.Cell) {
	w := textWidth(c.Text)
	if c.Value != nil {
		l, end := &s.columns[i], textWidth(tail(*c))
		l.whole, l.tail, l.widest = max(l.whole, w-end), max(l.tail, end), max(l.widest, w)
	}
	need := w / mostLines
	if c.Link != "" && linkWidth(*c) <= widestLink {
		need = math.Max(need, linkWidth(*c))
	}
	wish := math.Min(w/fewLines, wishedWidth)
	if c.Value == nil && w <= shortText {
		room := w/0.95 + 0.6 // as capacity reckons
		if t.Columns[i].Align == report.Left {
			room += indentWidth * float64(indent(*c, i))
		}
		wish = math.Max(wish, room)
	}
	if lit(t.Columns[i], *c) {
		wish = math.Max(wish, math.Min(textWidth(symbols[report.Good]+c.Text)+2, wishedVerdict))
	}
	s.needed[i], s.wished[i] = math.Max(s.needed[i], need), math.Max(s.wished[i], wish)
}
