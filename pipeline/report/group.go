package report

// GoesOn is in how many columns from the left row i goes on with the cell above: in
// group columns that say the same as the row before it.
func (t *Table) GoesOn(i int) int {
	if i == 0 || t.Rows[i].Kind != Data || t.Rows[i-1].Kind != Data {
		return 0
	}
	for j, c := range t.Columns {
		if !c.Group || t.Rows[i].Cells[j].Text != t.Rows[i-1].Cells[j].Text {
			return j
		}
	}
	return len(t.Columns)
}

// Extent is over how many rows the cell of row i and column j reaches, 1 for an
// ordinary cell; 0 if it is a part of the cell above.
func (t *Table) Extent(i, j int) int {
	if t.GoesOn(i) > j {
		return 0
	}
	n := 1
	for i+n < len(t.Rows) && t.GoesOn(i+n) > j {
		n++
	}
	return n
}
