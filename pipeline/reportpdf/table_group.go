package reportpdf

import "slices"

// Group columns: a cell that goes on in the rows below is printed once, in the middle
// of the rows that it covers on a page, and again where the table goes on.

// group takes the lines of the cells that go on with those above out of the row, which
// needs no room for them.
func (r *rowPlan) group(goesOn int) {
	r.goesOn, r.again = goesOn, slices.Clone(r.cells[:goesOn])
	clear(r.cells[:goesOn])
}

// opened is row i as it stands on the page: a fresh page tells again what goes on.
func (s *setter) opened(p *tablePlan, i int, fresh bool) rowPlan {
	r := p.rows[i]
	if r.goesOn == 0 || !fresh {
		return r
	}
	r.cells = slices.Clone(r.cells)
	copy(r.cells, r.again)
	r.height = max(r.height, p.height(r.lines()))
	r.goesOn = 0
	return r
}

// reach is how far down from row i its cell in column j stands on this page.
func (s *setter) reach(p *tablePlan, i, j int, first rowPlan) float64 {
	height, left := first.height, s.left()-first.height
	for k := i + 1; k < len(p.rows) && p.rows[k].goesOn > j && left >= s.rowNeed(p, k)-0.5; k++ {
		height += p.rows[k].height
		left -= p.rows[k].height
	}
	return height
}
