package main

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
)

// faultKind is an error that a unit makes, and the rules of templates/rules that must
// find it. A text or a gap is in the master already; a figure is changed; a torn file
// is cut off.
type faultKind struct {
	name string
	// By form: the cell that the master has text in, or nothing.
	text, gap map[string]cell
	change    map[string]func(figures)
	torn      bool
	rules     map[string][]string // by form, in order
}

func value(form, item string) cell { return cell{form, item, stat.Value} }

// approximate is the text in place of a figure.
const approximate = "约40亿元"

// faultKinds are made equally often. A growth that is off by 30 points fails R02 against
// the levels and H18 against the year before (H19 wants four years). More plants than should be there make P09 and,
// as the rate exceeds 100 %, C04; a park with fewer firms than large ones P12.
var faultKinds = []faultKind{
	{
		name: "文字", text: map[string]cell{"county": value("county", "retail"), "park": value("park", "park_hightech_output")},
		rules: map[string][]string{"county": {"C21"}, "park": {"C21"}},
	},
	{
		name: "漏填", gap: map[string]cell{"county": value("county", "hightech_firms"), "park": value("park", "park_firms")},
		rules: map[string][]string{"county": {"C01"}, "park": {"C01"}},
	},
	{
		name: "部分大于全体",
		change: map[string]func(figures){
			"county": func(f figures) {
				done, due := value("county", "sewage_done"), value("county", "sewage_due")
				f.cells[done] = f.cells[due].Add(decimal.NewFromInt(1))
				f.cells[value("county", "sewage")] = f.cells[done].Mul(hundred).DivRound(f.cells[due], 2)
			},
			"park": func(f figures) {
				f.cells[value("park", "park_firms")] = f.cells[value("park", "park_firms_1bn")].Sub(decimal.NewFromInt(1))
			},
		},
		rules: map[string][]string{"county": {"C04", "P09"}, "park": {"P12"}},
	},
	{
		name:   "增速不符",
		change: map[string]func(figures){"county": wrongGrowth("county", "retail"), "park": wrongGrowth("park", "park_revenue")},
		rules:  map[string][]string{"county": {"H18", "R02"}, "park": {"H18", "R02"}},
	},
	{
		name: "残缺文件", torn: true,
		rules: map[string][]string{"county": {"F01", "U01"}, "park": {"F01", "U01"}},
	},
}

func wrongGrowth(form, item string) func(figures) {
	return func(f figures) {
		c := cell{form, item, stat.Growth}
		f.cells[c] = f.cells[c].Add(decimal.NewFromInt(30))
	}
}

// planted is an error in a workspace: the file, whose it is, and the rules that must
// find it.
type planted struct {
	file, unit, kind string
	rules            []string
	sound            func() ([]byte, error) // the workbook without the error
}
