package ingest

import (
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/xlsx"
)

// header is the block of a table's column titles. Most have one row; where titles
// are grouped, or broken over two cells, it has more.
type header struct {
	anchor      int // the row of 指标名称 or 序号
	first, last int // rows of the block
	layout      form.Layout
	titles      []title // ascending by column
}

// title is what stands over one column: its lowest text, and the readings by which
// it may be known, that text alone or joined with what stands above it.
type title struct {
	row, col int
	text     string
	readings []string
}

// is reports whether the title is one of the words, exactly after normalisation.
func (t title) is(v *vocabulary, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(t.readings, v.normal(w)) })
}

// isColumn reports whether the title is a column's or one of its aliases.
func (t title) isColumn(v *vocabulary, c *form.Column) bool {
	return t.is(v, c.Title) || t.is(v, c.Aliases...)
}

// A header has at most so many rows above and below its anchor, and so many titles
// in a row; a sheet has at most so many headers. The rest is not looked at.
const (
	headerReach = 2
	mostTitles  = 256
	mostHeaders = 100
)

// headers finds the headers of a sheet from top to bottom.
func (r *reader) headers(g *grid) []header {
	var found []header
	for _, row := range g.rows {
		if len(found) > 0 && row <= found[len(found)-1].last {
			continue
		}
		if len(found) == mostHeaders {
			break
		}
		if h, ok := r.headerAt(g, row); ok {
			found = append(found, h)
		}
	}
	return found
}

// headerAt reports whether a header is anchored in the row: 指标名称 or 序号, and
// one more title of ours at least.
func (r *reader) headerAt(g *grid, row int) (header, bool) {
	h := header{anchor: row, first: row, last: row, layout: form.Rows}
	name := g.find(row, form.NameTitle)
	if name == 0 {
		h.layout = form.List
		if name = g.find(row, form.RowTitle); name == 0 {
			return header{}, false
		}
	}
	for h.anchor-h.first < headerReach && r.continues(g, h, name, h.first-1, h.first-1) {
		h.first--
	}
	for h.last-h.anchor < headerReach && r.continues(g, h, name, h.last+1, h.last) {
		h.last++
	}
	known := 0
	for row := h.first; row <= h.last; row++ {
		for _, col := range g.columns(row) {
			if r.words.titles[g.label(row, col)] {
				known++
			}
		}
	}
	if known < 2 {
		return header{}, false
	}
	h.titles = g.titles(h.first, h.last)
	return h, true
}

// continues reports whether a row beside a header is of it: nothing else stands in
// the column of names, and somewhere a title does, alone or together with the cell
// under it or above it; the upper of the two is in row upper.
func (r *reader) continues(g *grid, h header, name, row, upper int) bool {
	if l := g.label(row, name); l != "" && l != g.label(h.anchor, name) {
		return false
	}
	return slices.ContainsFunc(g.columns(row), func(col int) bool {
		return col != name && g.filled(row, col) && (r.words.titles[g.label(row, col)] || r.words.titles[g.label(upper, col)+g.label(upper+1, col)])
	})
}

// titles reads the rows of a header column by column. A text that is merged over
// several columns and has others under it is the title of a group.
func (g *grid) titles(first, last int) []title {
	own, over := map[int][]title{}, map[int][]string{}
	spans := g.spans(first, last)
	for row := first; row <= last; row++ {
		for _, col := range g.columns(row)[:min(mostTitles, len(g.columns(row)))] {
			if !g.filled(row, col) || g.cell(row, col).UnderMerge {
				continue
			}
			span := spans[[2]int{row, col}]
			if span.LastCol > col && g.anyIn(span.LastRow+1, last, col, span.LastCol) {
				for c := col; c <= span.LastCol; c++ {
					over[c] = append(over[c], g.label(row, col))
				}
				continue
			}
			own[col] = append(own[col], title{row: row, col: col, text: strings.TrimSpace(g.text(row, col)), readings: []string{g.label(row, col)}})
		}
	}
	var list []title
	for col, texts := range own {
		lowest, joined := texts[len(texts)-1], ""
		for _, t := range texts {
			joined += t.readings[0]
		}
		lowest.readings = append(lowest.readings, joined, strings.Join(over[col], "")+joined)
		list = append(list, lowest)
	}
	slices.SortFunc(list, func(a, b title) int { return a.col - b.col })
	return list
}

// spans are the merged ranges that begin in the rows, by their first cell.
func (g *grid) spans(first, last int) map[[2]int]xlsx.Range {
	all := map[[2]int]xlsx.Range{}
	for _, m := range g.sheet.Merges {
		if m.FirstRow >= first && m.FirstRow <= last {
			m.LastCol = min(m.LastCol, m.FirstCol+mostTitles)
			all[[2]int{m.FirstRow, m.FirstCol}] = m
		}
	}
	return all
}

// anyIn reports whether a cell of a range shows anything.
func (g *grid) anyIn(top, bottom, left, right int) bool {
	from, _ := slices.BinarySearch(g.rows, top)
	for _, row := range g.rows[from:] {
		if row > bottom {
			break
		}
		for _, col := range g.columns(row) {
			if col >= left && col <= right && g.filled(row, col) {
				return true
			}
		}
	}
	return false
}

// repeats reports whether a row holds the header's own titles again, as where a
// long table was broken into pages.
func (h header) repeats(g *grid, row int) bool {
	n := 0
	for _, col := range g.columns(row) {
		if !g.filled(row, col) {
			continue
		}
		if !slices.ContainsFunc(h.titles, func(t title) bool { return t.col == col && t.readings[0] == g.label(row, col) }) {
			return false
		}
		n++
	}
	return n >= 2
}

// columns are the titles for which is holds.
func (h header) columns(is func(title) bool) []title {
	var found []title
	for _, t := range h.titles {
		if is(t) {
			found = append(found, t)
		}
	}
	return found
}

func (h header) texts(known map[int]bool) []string {
	var all []string
	for _, t := range h.titles {
		if !known[t.col] {
			all = append(all, t.text)
		}
	}
	return all
}
