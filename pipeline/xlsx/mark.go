package xlsx

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// flag notes a flag of the book.
func (r *reader) flag(kind, place string) {
	r.book.Flags = append(r.book.Flags, Flag{Kind: kind, Place: place})
}

// flagPackage notes what concerns the whole file.
func (r *reader) flagPackage() {
	if r.book.Date1904 {
		r.flag(FlagDate1904, r.main)
	}
	if r.wide {
		r.flag(FlagUTF16, r.main)
	}
	for _, e := range r.arc.entries {
		name := strings.ToLower(e.name)
		kind := r.types.of(e.name)
		switch {
		case path.Base(name) == "vbaproject.bin", strings.HasSuffix(kind, ".vbaProject"):
			r.flag(FlagMacros, e.name)
		case strings.HasSuffix(kind, "externalLink+xml"):
			r.flag(FlagExternalLink, e.name)
		}
	}
}

// mark sets what only the whole sheet can tell of its cells, and notes its flags.
func (g *grid) mark() {
	sheet, hiddenCol := g.sheet, g.hiddenCol
	if hiddenCol != nil {
		for i := range sheet.Cells {
			c := &sheet.Cells[i]
			c.Hidden = c.Hidden || hiddenCol[c.Col]
		}
	}
	markMerged(sheet)
	if sheet.Visibility != Visible && len(sheet.Cells) > 0 {
		g.flag(FlagHiddenSheet, sheet.Name)
	}
	g.flagSpans(sheet, FlagHiddenRow, g.hiddenRows, strconv.Itoa)
	g.flagColumns(sheet, hiddenCol)
	g.flagCells(sheet, FlagValueUnderMerge, func(c *Cell) bool { return c.UnderMerge && c.HasValue })
	g.flagCells(sheet, FlagErrorValue, func(c *Cell) bool { return c.Type == Error })
	g.flagCells(sheet, FlagFormulaWithoutValue, func(c *Cell) bool { return c.Formula && !c.HasValue })
}

// flagCells notes the cells for which is holds, up to Limits.FlagsPerKind.
func (r *reader) flagCells(sheet *Sheet, kind string, is func(*Cell) bool) {
	n := 0
	for i := range sheet.Cells {
		if !is(&sheet.Cells[i]) {
			continue
		}
		if n++; n > r.lim.FlagsPerKind {
			r.flag(kind, sheet.Name)
			return
		}
		r.flag(kind, sheet.Name+"!"+sheet.Cells[i].Ref())
	}
}

// spans collects numbers that ascend into runs without gaps.
type spans [][2]int

func (s *spans) add(n int) {
	if last := len(*s) - 1; last >= 0 && (*s)[last][1] >= n-1 {
		(*s)[last][1] = n
		return
	}
	*s = append(*s, [2]int{n, n})
}

// flagSpans notes runs of rows or columns, up to Limits.FlagsPerKind.
func (r *reader) flagSpans(sheet *Sheet, kind string, runs spans, name func(int) string) {
	for i, run := range runs {
		if i >= r.lim.FlagsPerKind {
			r.flag(kind, sheet.Name)
			return
		}
		r.flag(kind, sheet.Name+"!"+name(run[0])+":"+name(run[1]))
	}
}

// flagColumns notes hidden columns with content.
func (r *reader) flagColumns(sheet *Sheet, hiddenCol []bool) {
	if hiddenCol == nil {
		return
	}
	used := make([]bool, maxCol+1)
	for i := range sheet.Cells {
		used[sheet.Cells[i].Col] = true
	}
	var runs spans
	for col := range used {
		if used[col] && hiddenCol[col] {
			runs.add(col)
		}
	}
	r.flagSpans(sheet, FlagHiddenColumn, runs, ColumnName)
}

// markMerged sets UnderMerge. The columns covered in a row change only where a
// merge begins, goes on below its first row, or has ended; between such rows the
// intervals are kept, so that thousands of merges stay cheap.
func markMerged(sheet *Sheet) {
	if len(sheet.Merges) == 0 || len(sheet.Cells) == 0 {
		return
	}
	merges := slices.Clone(sheet.Merges)
	slices.SortFunc(merges, func(a, b Range) int { return a.FirstCol - b.FirstCol })
	var turns []int
	for _, m := range merges {
		turns = append(turns, m.FirstRow, m.FirstRow+1, m.LastRow+1)
	}
	slices.Sort(turns)
	var cover [][2]int
	turn, at, row := 0, 0, 0
	for i := range sheet.Cells {
		c := &sheet.Cells[i]
		if c.Row != row {
			row, at = c.Row, 0
			from := turn
			for turn < len(turns) && turns[turn] <= row {
				turn++
			}
			if turn != from {
				cover = covered(cover[:0], merges, row)
			}
		}
		for at < len(cover) && cover[at][1] < c.Col {
			at++
		}
		c.UnderMerge = at < len(cover) && cover[at][0] <= c.Col
	}
}

// covered appends the columns that merges, sorted by first column, cover in a
// row, their own first cells left out, as disjoint ascending intervals.
func covered(dst [][2]int, merges []Range, row int) [][2]int {
	for _, m := range merges {
		if row < m.FirstRow || row > m.LastRow {
			continue
		}
		first := m.FirstCol
		if row == m.FirstRow {
			first++
		}
		if first > m.LastCol {
			continue
		}
		if last := len(dst) - 1; last >= 0 && first <= dst[last][1] {
			dst[last] = [2]int{min(dst[last][0], first), max(dst[last][1], m.LastCol)}
			continue
		}
		dst = append(dst, [2]int{first, m.LastCol})
	}
	return dst
}
