package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/stat"
)

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// sound is a document in which every figure that is quoted stands in a table.
func sound() *Document {
	pct := Format{Decimals: 1}
	table := &Table{ID: "t1", Columns: []Column{{}, {}}, Rows: []Row{
		{ID: "s", Kind: Section, Cells: []Cell{Text("", "经济发展")}},
		{ID: "t1.gdp", Cells: []Cell{Text("", "地区生产总值"), Number("t1.gdp.linear", num("6.51"), pct, stat.HalfUp.Round)}},
		{ID: "t1.ind", Cells: []Cell{Text("", "规模工业增加值"), Number("t1.ind.linear", num("-11.17"), pct, stat.HalfUp.Round)}},
		{ID: "t1.goal", Cells: []Cell{Text("", "能耗"), Number("t1.goal.goal", num("18"), Format{Prefix: "[", Suffix: "]"}, stat.HalfUp.Round)}},
	}}
	return &Document{
		Body: []Block{
			Heading{ID: "h1", Level: 1, Text: "一、总体情况"},
			Paragraph{ID: "p1", Runs: []Run{
				{Text: "进度为"}, {Text: "6.5", Ref: "t1.gdp.linear"}, {Text: "%，规模工业增加值"}, {Text: "-11.2", Ref: "t1.ind.linear"},
				{Text: "%，即低"}, {Text: "11.2", Ref: "t1.ind.linear"}, {Text: "，目标"}, {Text: "[18]", Ref: "t1.goal.goal"}, {Text: "即"}, {Text: "18", Ref: "t1.goal.goal"},
			}},
			&Chart{ID: "c1", Kind: Tiles, Panels: []Panel{{Whole: &Bar{Label: "全市", Point: PointOf(Number("t1.gdp.linear", num("6.51"), pct, stat.HalfUp.Round))}, Bars: []Bar{
				{Label: "规模工业增加值", Point: PointOf(Number("t1.ind.linear", num("-11.17"), pct, stat.HalfUp.Round)), Row: 1, Column: 1}, {Label: "没有数", Point: Point{Text: "—"}, Row: 1, Column: 2},
			}}}},
		},
		Annexes: []Annex{{ID: "a1", Blocks: []Block{table}}},
	}
}

func TestCheckSound(t *testing.T) {
	if err := sound().Check(); err != nil {
		t.Error(err)
	}
}

// One change each: what the check says.
func TestCheckCatches(t *testing.T) {
	run := func(d *Document, i int) *Run { return &d.Body[1].(Paragraph).Runs[i] }
	bar := func(d *Document, i int) *Bar { return &d.Body[2].(*Chart).Panels[0].Bars[i] }
	rows := func(d *Document) []Row { return d.Annexes[0].Blocks[0].(*Table).Rows }
	for _, c := range []struct {
		name   string
		change func(*Document)
		want   string
	}{
		{"another figure", func(d *Document) { run(d, 1).Text = "6.6" }, `report: paragraph p1 quotes "6.6", cell t1.gdp.linear shows "6.5"`},
		{"more decimals", func(d *Document) { run(d, 1).Text = "6.51" }, `report: paragraph p1 quotes "6.51", cell t1.gdp.linear shows "6.5"`},
		{"the table changes", func(d *Document) { rows(d)[1].Cells[1].Text = "7.9" }, `report: paragraph p1 quotes "6.5", cell t1.gdp.linear shows "7.9"`},
		{"a sign that is not there", func(d *Document) { run(d, 1).Text = "-6.5" }, `report: paragraph p1 quotes "-6.5", cell t1.gdp.linear shows "6.5"`},
		{"another magnitude", func(d *Document) { run(d, 5).Text = "11.3" }, `report: paragraph p1 quotes "11.3", cell t1.ind.linear shows "-11.2"`},
		{"a cell that is not there", func(d *Document) { run(d, 1).Ref = "t1.gdp.log" }, "report: paragraph p1 quotes unknown cell t1.gdp.log"},
		{"an id twice", func(d *Document) { rows(d)[1].Cells[0].ID = "t1.ind.linear" }, "report: cell id t1.ind.linear stands twice"},
		{"a cell too few", func(d *Document) {
			rows(d)[1].Cells = rows(d)[1].Cells[:1]
			run(d, 1).Ref, run(d, 1).Text = "", ""
			d.Body = d.Body[:2]
		}, "report: table t1 row 2 has 1 cells, wants 2"},
		{"a section too wide", func(d *Document) { rows(d)[0].Cells = append(rows(d)[0].Cells, Text("", "")) }, "report: table t1 row 1 has 2 cells, wants 1"},
		{"a bar that differs", func(d *Document) { bar(d, 0).Text = "-11.1" }, `report: chart c1 shows "-11.1" for cell t1.ind.linear, which shows "-11.2"`},
		{"a bar without its sign", func(d *Document) { bar(d, 0).Text = "11.2" }, `report: chart c1 shows "11.2" for cell t1.ind.linear, which shows "-11.2"`},
		{"a bar of nothing", func(d *Document) { bar(d, 0).Ref = "t9" }, `report: chart c1 shows "-11.2" for cell t9, which shows ""`},
		{"a bar of another length", func(d *Document) { *bar(d, 0).Value = num("11.17") }, `report: chart c1 draws 11.17 for cell t1.ind.linear, which holds -11.17`},
		{"a bar for a missing figure", func(d *Document) { bar(d, 1).Value = bar(d, 0).Value }, `report: chart c1 shows "—" for cell , which shows ""`},
		{"a missing bar for a figure", func(d *Document) { bar(d, 0).Value = nil }, `report: chart c1 draws <nil> for cell t1.ind.linear, which holds -11.17`},
		{"a marker of nothing", func(d *Document) { bar(d, 1).Marker = &Point{Text: "6.5", Ref: "t9"} }, `report: chart c1 shows "6.5" for cell t9, which shows ""`},
		{"a whole that differs", func(d *Document) { d.Body[2].(*Chart).Panels[0].Whole.Text = "6.51" }, `report: chart c1 shows "6.51" for cell t1.gdp.linear, which shows "6.5"`},
		{"two tiles on one place", func(d *Document) { bar(d, 1).Column = 1 }, `report: chart c1 puts "没有数" at row 1, column 1, which is no free tile: "规模工业增加值"`},
		{"a tile without a place", func(d *Document) { bar(d, 0).Row = 0 }, `report: chart c1 puts "规模工业增加值" at row 0, column 1, which is no free tile: ""`},
	} {
		d := sound()
		c.change(d)
		got := ""
		if err := d.Check(); err != nil {
			got = err.Error()
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// A figure is rounded once and keeps its exact value.
func TestNumber(t *testing.T) {
	for _, c := range []struct {
		value, want, core, magnitude string
		f                            Format
	}{
		{"6.5108041", "6.5", "6.5", "6.5", Format{Decimals: 1}},
		{"-11.1732624808", "-11.2", "-11.2", "11.2", Format{Decimals: 1}},
		{"-0.04", "0.0", "0.0", "0.0", Format{Decimals: 1}},
		{"0", "0.00", "0.00", "0.00", Format{Decimals: 2}},
		{"100", "100", "100", "100", Format{}},
		{"9", "9%", "9", "9", Format{Suffix: "%"}},
		{"-6.38", "-6.38%", "-6.38", "6.38", Format{Decimals: 2, Suffix: "%"}},
		{"18", "[18]", "18", "18", Format{Prefix: "[", Suffix: "]"}},
		{"0.25", "0.25点", "0.25", "0.25", Format{Decimals: 2, Suffix: "点"}},
		{"1234567.891", "1,234,567.89", "1,234,567.89", "1,234,567.89", Format{Decimals: 2, Grouped: true}},
		{"-1234.5", "-1,235", "-1,235", "1,235", Format{Grouped: true}},
		{"999.5", "1,000", "1,000", "1,000", Format{Grouped: true}},
		{"-999", "-999", "-999", "999", Format{Grouped: true}},
		{"123", "123.0", "123.0", "123.0", Format{Decimals: 1, Grouped: true}},
	} {
		cell := Number("x", num(c.value), c.f, stat.HalfUp.Round)
		got := []string{cell.Text, cell.Core(), cell.Magnitude(), cell.Value.String()}
		if d := cmp.Diff([]string{c.want, c.core, c.magnitude, num(c.value).String()}, got); d != "" {
			t.Errorf("%s: %s", c.value, d)
		}
	}
	if got := (Format{Decimals: 1}).Show(num("0.25"), stat.HalfEven.Round); got != "0.2" {
		t.Errorf("GB/T 8170: %s", got)
	}
}

// What is shown reads back as the rounded figure.
func TestShowReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := decimal.New(rapid.Int64Range(-1e12, 1e12).Draw(t, "figure"), -4)
		f := Format{Decimals: rapid.IntRange(0, 5).Draw(t, "decimals"), Grouped: rapid.Bool().Draw(t, "grouped")}
		shown := f.Show(v, stat.HalfUp.Round)
		back, err := decimal.NewFromString(strings.ReplaceAll(shown, ",", ""))
		if err != nil || !back.Equal(v.Round(int32(f.Decimals))) || strings.HasPrefix(shown, "-") != back.IsNegative() {
			t.Fatalf("%s is shown as %s (%v)", v, shown, err)
		}
	})
}

func TestParagraphText(t *testing.T) {
	if got, want := sound().Body[1].(Paragraph).Text(), "进度为6.5%，规模工业增加值-11.2%，即低11.2，目标[18]即18"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var ids []string
	for _, b := range sound().Blocks() {
		ids = append(ids, b.BlockID())
	}
	if d := cmp.Diff([]string{"h1", "p1", "c1", "t1"}, ids); d != "" {
		t.Error(d)
	}
}
