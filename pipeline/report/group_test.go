package report

import "testing"

// Two heads, the second with the same part twice; a section row parts what is alike.
func TestGroups(t *testing.T) {
	row := func(texts ...string) Row {
		r := Row{}
		for _, s := range texts {
			r.Cells = append(r.Cells, Cell{Text: s})
		}
		return r
	}
	table := &Table{
		Columns: []Column{{Group: true}, {Group: true}, {}},
		Rows: []Row{row("甲", "一", "x"), row("甲", "二", "x"), row("乙", "二", "x"), row("乙", "二", "x"),
			{Kind: Section, Cells: []Cell{{Text: "节"}}}, row("乙", "二", "x")},
	}
	for i, want := range [][3]int{{2, 1, 1}, {0, 1, 1}, {2, 2, 1}, {0, 0, 1}, {1, 1, 1}, {1, 1, 1}} {
		if table.Rows[i].Kind == Section {
			continue
		}
		for j, n := range want {
			if got := table.Extent(i, j); got != n {
				t.Errorf("row %d column %d: over %d rows, want %d", i+1, j+1, got, n)
			}
		}
	}
}
