package reportxlsx

import (
	"math"
	"slices"

	"zhibao/pipeline/report"
)

// A4 in points, less the margins of page.go, and what a column costs on paper.
const (
	portraitWidth  = 509.0
	landscapeWidth = 755.0
	pointsPerHalf  = 5.3 // one half-width character at the column scale of excelWidth
	pointsPerCol   = 5.3
	maxStretch     = 1.35 // narrow tables are widened towards the page, not beyond this
	textColumns    = 8    // columns of a sheet without tables
	textWidthHalf  = 86.0 // their width together: the portrait type area
	defaultWidth   = 10.0
	indentWidth    = 3.3  // half-width characters of one indent, at most
	widestLink     = 44.0 // a longer text breaks lines and is no link
	figureRoom     = 3.5  // beside a figure
	mostLines      = 22.0 // of a cell's text, well below maxRowHeight
	fewLines       = 4.0  // lines a text should rather take,
	wishedWidth    = 24.0 // in columns up to this width
	shortText      = 12.0 // such a text is not broken
	wishedVerdict  = 18.0 // a verdict with its symbol on one line
)

// grid is the columns of one sheet. Tables with fewer columns than the grid are
// spread over it by merges, so that all tables of a sheet are equally wide.
type grid struct {
	widths    []float64 // half-width characters
	landscape bool
	sized     sizes
}

// newGrid takes the columns of the table that has most of them and widens them
// until every figure of the other tables fits its place.
func newGrid(sized sizes, tables []*report.Table, text bool) grid {
	g := grid{sized: sized}
	for _, t := range tables {
		if len(t.Columns) > len(g.widths) {
			g.widths = make([]float64, len(t.Columns))
		}
	}
	if len(g.widths) == 0 {
		g.widths = even(textColumns, textWidthHalf)
		return g
	}
	for _, t := range tables {
		if len(t.Columns) == len(g.widths) {
			for i, w := range sized.of(t).alone {
				g.widths[i] = math.Max(g.widths[i], w)
			}
		}
	}
	if text && sum(g.widths) < textWidthHalf {
		scale(g.widths, textWidthHalf/sum(g.widths))
	}
	for _, t := range tables {
		g.widen(t, sized.of(t).wished)
	}
	g.turn()
	if g.limit() {
		for _, t := range tables {
			g.widen(t, sized.of(t).needed)
		}
	}
	return g
}

// widen gives the columns of t at least these widths under the final mapping.
func (g *grid) widen(t *report.Table, widths []float64) {
	edges := g.edges(t)
	for j, need := range widths {
		have := sum(g.widths[edges[j]:edges[j+1]])
		if have < need {
			g.widths[edges[j+1]-1] += need - have
		}
	}
}

// turn chooses portrait or landscape and stretches the columns towards the page.
func (g *grid) turn() {
	n := float64(len(g.widths))
	room := (portraitWidth - n*pointsPerCol) / pointsPerHalf
	if total := sum(g.widths); total > room*1.25 {
		g.landscape = true
		room = (landscapeWidth - n*pointsPerCol) / pointsPerHalf
	}
	if f := room / sum(g.widths); f > 1 {
		scale(g.widths, math.Min(f, maxStretch))
	}
}

// units is the width of all columns in Excel's units.
func (g *grid) units() float64 {
	u := 0.0
	for _, half := range g.widths {
		u += excelWidth(half)
	}
	return u
}

// limit narrows columns so that the page need not be shrunk below what is
// legible; texts break into more lines. It tells whether it did.
func (g *grid) limit() bool {
	room := portraitWidth
	if g.landscape {
		room = landscapeWidth
	}
	over := room / legible / wideUnit / g.units()
	if over < 1 {
		scale(g.widths, over)
	}
	return over < 1
}

// edges maps the columns of t onto the grid: column j covers the grid columns
// from edges[j] up to edges[j+1]. Each edge is put as near as it can be to
// where it would stand if t were drawn alone in the same total width.
func (g *grid) edges(t *report.Table) []int {
	n, m := len(t.Columns), len(g.widths)
	ideal := slices.Clone(g.sized.of(t).alone)
	scale(ideal, sum(g.widths)/sum(ideal))
	at := prefix(g.widths)
	want := prefix(ideal)
	cost := make([][]float64, n+1) // cost[j][e]: edges 0..j placed, edge j at e
	from := make([][]int, n+1)
	for j := range cost {
		cost[j], from[j] = make([]float64, m+1), make([]int, m+1)
		for e := range cost[j] {
			cost[j][e] = math.Inf(1)
		}
	}
	cost[0][0] = 0
	for j := 1; j <= n; j++ {
		for e := j; e <= m-(n-j); e++ {
			d := at[e] - want[j]
			for p := j - 1; p < e; p++ {
				if c := cost[j-1][p] + d*d; c < cost[j][e] {
					cost[j][e], from[j][e] = c, p
				}
			}
		}
	}
	edges := make([]int, n+1)
	edges[n] = m
	for j := n; j > 0; j-- {
		edges[j-1] = from[j][edges[j]]
	}
	return edges
}

// linkWidth is the room c needs on one line.
func linkWidth(c report.Cell) float64 { return textWidth(c.Text) + 2 + indentWidth*float64(c.Indent+1) }

// excelWidth is the column width Excel is told. Its unit is a digit of the
// default face, 7 or 8 pixels wide depending on program and face; the smaller
// is assumed.
func excelWidth(half float64) float64 {
	return math.Min(255, math.Round((half*0.95+0.9)*100)/100)
}

func even(n int, total float64) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = total / float64(n)
	}
	return w
}

func sum(w []float64) float64 {
	s := 0.0
	for _, x := range w {
		s += x
	}
	return s
}

func scale(w []float64, f float64) {
	for i := range w {
		w[i] *= f
	}
}

func prefix(w []float64) []float64 {
	p := make([]float64, len(w)+1)
	for i, x := range w {
		p[i+1] = p[i] + x
	}
	return p
}
