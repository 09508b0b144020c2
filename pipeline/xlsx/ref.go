package xlsx

import "strconv"

// The size of a sheet's grid.
const (
	maxRow = 1_048_576
	maxCol = 16_384
)

// Range is a rectangle of cells, 1-based, both corners included.
type Range struct {
	FirstRow, FirstCol int
	LastRow, LastCol   int
}

// String returns the range as "A1:B2", or "A1" for a single cell.
func (g Range) String() string {
	first := CellName(g.FirstRow, g.FirstCol)
	if g.FirstRow == g.LastRow && g.FirstCol == g.LastCol {
		return first
	}
	return first + ":" + CellName(g.LastRow, g.LastCol)
}

// Contains reports whether the cell lies in the range.
func (g Range) Contains(row, col int) bool {
	return row >= g.FirstRow && row <= g.LastRow && col >= g.FirstCol && col <= g.LastCol
}

// ColumnName returns the letters of a column, "A" for 1; "" below 1.
func ColumnName(col int) string {
	var b [8]byte
	i := len(b)
	for ; col > 0 && i > 0; col = (col - 1) / 26 {
		i--
		b[i] = byte('A' + (col-1)%26)
	}
	return string(b[i:])
}

// CellName returns the address of a cell, such as "C4".
func CellName(row, col int) string { return ColumnName(col) + strconv.Itoa(row) }

// parseRef reads an address without "$", in upper case and without leading zeros.
func parseRef(b []byte) (row, col int, ok bool) {
	i := 0
	for ; i < len(b) && i < 4 && b[i] >= 'A' && b[i] <= 'Z'; i++ {
		col = col*26 + int(b[i]-'A'+1)
	}
	row, ok = whole(b[i:], maxRow)
	return row, col, ok && row >= 1 && col >= 1 && col <= maxCol
}

// parseRange reads "A1:B2" or "A1".
func parseRange(b []byte) (g Range, ok bool) {
	for i, c := range b {
		if c != ':' {
			continue
		}
		r1, c1, ok1 := parseRef(b[:i])
		r2, c2, ok2 := parseRef(b[i+1:])
		return Range{r1, c1, r2, c2}, ok1 && ok2 && r1 <= r2 && c1 <= c2
	}
	r, c, ok := parseRef(b)
	return Range{r, c, r, c}, ok
}
