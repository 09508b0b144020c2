package ingest

import (
	"slices"
	"strings"

	"zhibao/pipeline/label"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// grid is a sheet, or the rows of it that hold one table, by address.
type grid struct {
	name   string
	sheet  *xlsx.Sheet
	cells  map[[2]int]*xlsx.Cell
	labels map[[2]int]string
	rows   []int         // rows with content, ascending
	cols   map[int][]int // row → columns with content, ascending
}

func newGrid(s *xlsx.Sheet) *grid {
	g := &grid{name: s.Name, sheet: s, cells: map[[2]int]*xlsx.Cell{}, labels: map[[2]int]string{}, cols: map[int][]int{}}
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

// band is the grid from row from to before row to.
func (g *grid) band(from, to int) *grid {
	part := *g
	part.rows = nil
	for _, row := range g.rows {
		if row >= from && row < to {
			part.rows = append(part.rows, row)
		}
	}
	return &part
}

func (g *grid) text(row, col int) string {
	if c := g.cells[[2]int{row, col}]; c != nil {
		return c.Text
	}
	return ""
}

// filled reports whether a cell shows anything.
func (g *grid) filled(row, col int) bool { return strings.TrimSpace(g.text(row, col)) != "" }

// longestLabel bounds in bytes what can be a label; a longer text is none.
const longestLabel = 400

// label is a cell's text as labels are compared, kept for the next look.
func (g *grid) label(row, col int) string {
	at := [2]int{row, col}
	l, known := g.labels[at]
	if !known {
		if text := g.text(row, col); len(text) <= longestLabel {
			l = label.Normalise(text)
		}
		g.labels[at] = l
	}
	return l
}

func (g *grid) source(row, col int) stat.Source {
	return stat.Source{Sheet: g.name, Cell: xlsx.CellName(row, col)}
}

// find returns the column of a row whose label is title, or 0.
func (g *grid) find(row int, title string) int {
	want := label.Normalise(title)
	for _, col := range g.cols[row] {
		if g.label(row, col) == want {
			return col
		}
	}
	return 0
}

// first is the first column of a row, not left of from, with visible text, or 0.
func (g *grid) first(row, from int) int {
	for _, col := range g.cols[row] {
		if col >= from && g.filled(row, col) {
			return col
		}
	}
	return 0
}

// same reports whether two grids hold the same cells, wherever they begin.
func (g *grid) same(other *grid) bool {
	return slices.EqualFunc(g.content(), other.content(), func(a, b placed) bool { return a == b })
}

// placed is a cell's content at its place from the grid's first row and column.
type placed struct {
	row, col int
	kind     xlsx.CellType
	text     string
}

func (g *grid) content() []placed {
	var all []placed
	left := int(^uint(0) >> 1)
	for _, row := range g.rows {
		for _, col := range g.cols[row] {
			if c := g.cells[[2]int{row, col}]; g.filled(row, col) {
				left = min(left, col)
				all = append(all, placed{row, col, c.Type, c.Text})
			}
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		all[i].row -= all[0].row
		all[i].col -= left
	}
	return all
}

// labelled splits a cell such as 「填报单位:醴陵市」; if nothing follows the
// colon, the next cell with content in the row is the text. at is its column.
func (g *grid) labelled(row, col int) (name, text string, at int) {
	whole := g.text(row, col)
	if len(whole) > longestLabel {
		return "", "", 0
	}
	before, after, colon := strings.Cut(strings.Replace(whole, ":", "：", 1), "：")
	name = label.Normalise(before)
	if !colon {
		return name, "", 0
	}
	if after = strings.TrimSpace(after); after != "" {
		return name, after, col
	}
	for _, next := range g.cols[row] {
		if next > col && g.filled(row, next) {
			if t := g.text(row, next); !strings.ContainsAny(t, "：:") {
				return name, strings.TrimSpace(t), next
			}
			break
		}
	}
	return name, "", 0
}
