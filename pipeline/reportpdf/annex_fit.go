package reportpdf

import "zhibao/pipeline/report"

// closeness is how closely the tables of an annex are set: the largest type and the
// most room above and below the text of rows, in ems.
type closeness struct{ size, pad float64 }

// loosest is a table that stands alone.
var loosest = closeness{wuHao, mostPad}

// closenesses are tried for an annex, the best to read first.
func closenesses() []closeness {
	return []closeness{loosest, {wuHao, usualPad}, {wuHao, tightPad}, {wuHao, leastPad}, {xiaoWuHao, usualPad}, {xiaoWuHao, tightPad}}
}

// closeAnnex sets an annex in the most open way that takes the fewest pages and cuts
// the fewest tables, so that neighbouring tables share a page.
func (s *setter) closeAnnex(a report.Annex) {
	var best closeness
	leastPages, leastCuts := -1, 0
	for _, c := range closenesses() {
		try := &setter{canvas: &canvas{shaper: s.shaper, places: map[string]spot{}, dry: true}, doc: s.doc, plans: s.plans, fitted: s.fitted, labels: s.labels, close: c}
		try.annex(a)
		if n := len(try.pages); leastPages < 0 || n < leastPages || n == leastPages && try.cuts < leastCuts {
			best, leastPages, leastCuts = c, n, try.cuts
		}
		if leastPages == 1 {
			break
		}
	}
	s.close = best
	s.annex(a)
	s.close = loosest
}
