package ingest

import (
	"slices"
	"strings"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// grid is a sheet, or the rows of it that hold one table, by address.
type grid struct {
	name  string
	sheet *xlsx.Sheet
	words *vocabulary
	rows  []int // rows with content, ascending
	lines []line
	cols  []int    // of all cells, in the order of sheet.Cells
	known []string // labels of cells that were looked at, in that order
}

// line is where the cells of a row stand among those of the sheet.
type line struct{ row, from, to int }

// newGrid takes the cells as the strict reader gives them: ascending.
func newGrid(s *xlsx.Sheet, words *vocabulary) *grid {
	g := &grid{name: s.Name, sheet: s, words: words, cols: make([]int, len(s.Cells)), known: make([]string, len(s.Cells))}
	for i := range s.Cells {
		c := &s.Cells[i]
		g.cols[i] = c.Col
		if n := len(g.lines); n == 0 || g.lines[n-1].row != c.Row {
			g.lines = append(g.lines, line{c.Row, i, i})
			g.rows = append(g.rows, c.Row)
		}
		g.lines[len(g.lines)-1].to = i + 1
	}
	return g
}

// band is the grid from row from to before row to.
func (g *grid) band(from, to int) *grid {
	part := *g
	first, _ := slices.BinarySearch(g.rows, from)
	end, _ := slices.BinarySearch(g.rows, to)
	part.rows = g.rows[first:max(first, end)]
	return &part
}

// line finds a row, of the band or not.
func (g *grid) line(row int) line {
	i, ok := slices.BinarySearchFunc(g.lines, row, func(l line, row int) int { return l.row - row })
	if !ok {
		return line{row: row}
	}
	return g.lines[i]
}

// columns are the columns of a row with content, ascending.
func (g *grid) columns(row int) []int {
	l := g.line(row)
	return g.cols[l.from:l.to:l.to]
}

// at is where a cell stands in the sheet, or -1.
func (g *grid) at(row, col int) int {
	l := g.line(row)
	for i := l.from; i < l.to && g.cols[i] <= col; i++ {
		if g.cols[i] == col {
			return i
		}
	}
	return -1
}

// cell is a cell, or nil.
func (g *grid) cell(row, col int) *xlsx.Cell {
	if i := g.at(row, col); i >= 0 {
		return &g.sheet.Cells[i]
	}
	return nil
}

func (g *grid) text(row, col int) string {
	if c := g.cell(row, col); c != nil {
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
	i := g.at(row, col)
	if i < 0 {
		return ""
	}
	if text := g.sheet.Cells[i].Text; g.known[i] == "" && text != "" && len(text) <= longestLabel {
		g.known[i] = g.words.normal(text)
	}
	return g.known[i]
}

func (g *grid) source(row, col int) stat.Source {
	return stat.Source{Sheet: g.name, Cell: xlsx.CellName(row, col)}
}

// find returns the column of a row whose label is title, or 0. Figures, of which a
// sheet has most, are no titles.
func (g *grid) find(row int, title string) int {
	want, l := g.words.normal(title), g.line(row)
	for i := l.from; i < l.to; i++ {
		if g.sheet.Cells[i].Type != xlsx.Number && g.label(row, g.cols[i]) == want {
			return g.cols[i]
		}
	}
	return 0
}

// first is the first column of a row, not left of from, with visible text, or 0.
func (g *grid) first(row, from int) int {
	for _, col := range g.columns(row) {
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
		for _, col := range g.columns(row) {
			if c := g.cell(row, col); g.filled(row, col) {
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
	name = g.words.normal(before)
	if !colon {
		return name, "", 0
	}
	if after = strings.TrimSpace(after); after != "" {
		return name, after, col
	}
	for _, next := range g.columns(row) {
		if next > col && g.filled(row, next) {
			if t := g.text(row, next); !strings.ContainsAny(t, "：:") {
				return name, strings.TrimSpace(t), next
			}
			break
		}
	}
	return name, "", 0
}
