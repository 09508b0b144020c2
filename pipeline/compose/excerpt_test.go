package compose_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
)

// shown is a table in an annex as an excerpt prints it: the first cells of its rows, and
// the notes.
func shown(t *testing.T, limits compose.Limits, table *report.Table, charts ...report.Block) (rows, notes []string, doc *report.Document) {
	t.Helper()
	full := &report.Document{ID: "report", Body: charts, Annexes: []report.Annex{{ID: "annex3", Label: "附表3", Sheet: "附表3", Blocks: []report.Block{table}}}}
	if err := full.Seal(); err != nil {
		t.Fatal(err)
	}
	doc = compose.Excerpt(full, limits, "全.xlsx")
	if err := doc.Check(); err != nil {
		t.Errorf("the excerpt is not of one piece with the report: %v", err)
	}
	out, ok := doc.Annexes[0].Blocks[0].(*report.Table)
	if !ok {
		t.Fatal("no table")
	}
	for _, r := range out.Rows {
		rows = append(rows, strings.TrimSpace(r.Cells[0].Text))
	}
	return rows, out.Notes, doc
}

// unitRow is a unit with a figure, or with the word for what it lacks.
func unitRow(name, figure string, tone report.Tone) report.Row {
	c := report.Cell{ID: "t3." + name + ".g", Text: figure, Tone: tone}
	if v, err := decimal.NewFromString(figure); err == nil {
		c.Value = &v
	}
	return report.Row{ID: "t3." + name, Cells: []report.Cell{{Text: name}, c}}
}

func rankedTable(rank report.Ranking, rows ...report.Row) *report.Table {
	return &report.Table{ID: "t3", Columns: make([]report.Column, 2), Rank: rank, Rows: rows, Notes: []string{"原注。"}}
}

var growth = report.Ranking{Suffix: ".g", Words: "增速"}

// Of seven counties by growth, two of each end; the one without is counted, the sum and
// what follows it stay. By hand: 9 8 | 5 4 3 | 2 1.
func TestExcerptByRank(t *testing.T) {
	sum := unitRow("合计", "32", report.Plain)
	sum.Kind = report.Total
	table := rankedTable(growth, unitRow("丁", "4", 0), unitRow("甲", "9", 0), unitRow("庚", "1", 0), unitRow("乙", "8", 0), unitRow("缺", "缺报", 0), unitRow("己", "2", 0),
		unitRow("丙", "5", 0), unitRow("戊", "3", 0), sum, unitRow("计入单位数", "7", 0))
	rows, notes, doc := shown(t, compose.Limits{Rows: 4}, table)
	if diff := cmp.Diff([]string{"甲", "乙", "……（中间3个单位略）", "己", "庚", "合计", "计入单位数"}, rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"本表共8个单位，此处按增速列前2位和后2位，没有该数的1个单位未列；全部见全.xlsx的“附表3”各表。", "原注。"}, notes); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if !doc.Excerpt || len(table.Rows) != 10 {
		t.Errorf("excerpt %v; the report's table has %d rows", doc.Excerpt, len(table.Rows))
	}
	low := growth
	low.Low = true
	if rows, _, _ := shown(t, compose.Limits{Rows: 4}, rankedTable(low, table.Rows...)); rows[0] != "庚" || rows[4] != "甲" {
		t.Errorf("the lowest is first: %q", rows)
	}
}

// Sections are ranked by themselves, an indented row goes with the one above it, and a
// section's own total ends it.
func TestExcerptBySection(t *testing.T) {
	head := func(s string) report.Row {
		return report.Row{ID: "t3." + s, Kind: report.Section, Cells: []report.Cell{{Text: s}}}
	}
	inner := unitRow("其中", "100", 0)
	inner.Cells[0].Indent = 1
	total := unitRow("小计", "6", 0)
	total.Kind = report.Total
	rows := []report.Row{head("县"), unitRow("a", "1", 0), unitRow("b", "2", 0), inner, unitRow("c", "3", 0), total, head("园"), unitRow("d", "5", 0), unitRow("e", "4", 0)}
	for i := range 30 {
		rows = append(rows, unitRow(fmt.Sprintf("z%02d", i), "", 0))
	}
	got, notes, _ := shown(t, compose.Limits{Rows: 2}, rankedTable(growth, rows...))
	if diff := cmp.Diff([]string{"县", "c", "……（中间1个单位略）", "a", "小计", "园", "d", "e"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if want := "本表共35个单位，此处各类按增速列前1位和后1位，没有该数的30个单位未列；全部见全.xlsx的“附表3”各表。"; notes[0] != want {
		t.Errorf("%s\nwant %s", notes[0], want)
	}
}

// Without ranks the rows that need attention are printed, else the first ones.
func TestExcerptOfAttention(t *testing.T) {
	rows := []report.Row{unitRow("甲", "已报", 0), unitRow("乙", "退回", report.Bad), unitRow("丙", "已报", 0), unitRow("丁", "缺报", report.Bad), unitRow("戊", "缺报", report.Bad)}
	for _, c := range []struct {
		limit int
		rows  []report.Row
		want  []string
		said  string
	}{
		{4, rows, []string{"乙", "丁", "戊"}, "共5行，此处只列退回、缺报的3行"},
		{2, rows, []string{"乙", "丁"}, "共5行，其中退回、缺报的3行，此处列前2行"},
		{2, []report.Row{rows[0], rows[2], unitRow("己", "已报", 0)}, []string{"甲", "丙"}, "共3行，此处列前2行"},
		{2, []report.Row{rows[1], rows[3], rows[4]}, []string{"乙", "丁"}, "共3行，此处列前2行"},
		{2, []report.Row{rows[0], unitRow("己", "低于时序进度九点五个百分点", report.Bad), rows[2]}, []string{"己"}, "共3行，此处只列需要注意的1行"},
	} {
		got, notes, _ := shown(t, compose.Limits{Rows: c.limit}, rankedTable(report.Ranking{}, c.rows...))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.said, diff)
		}
		if want := "本表" + c.said + "；全部见全.xlsx的“附表3”各表。"; notes[0] != want {
			t.Errorf("%s\nwant %s", notes[0], want)
		}
	}
}

// Bars: the first and the last that have a figure.
func TestExcerptOfBars(t *testing.T) {
	table := rankedTable(growth)
	panel := report.Panel{Title: "增速"}
	for i := range 9 {
		r := unitRow(fmt.Sprint(i), fmt.Sprint(90-i), 0)
		if i == 8 {
			r = unitRow("8", "缺报", 0)
		}
		table.Rows = append(table.Rows, r)
		panel.Bars = append(panel.Bars, report.Bar{Label: fmt.Sprint(i), Point: report.PointOf(r.Cells[1])})
	}
	chart := &report.Chart{ID: "c2", Kind: report.Ranked, Panels: []report.Panel{panel}}
	_, _, doc := shown(t, compose.Limits{Bars: 5}, table, chart)
	out, ok := doc.Body[0].(*report.Chart)
	if !ok {
		t.Fatal("no chart")
	}
	var bars []string
	for _, b := range out.Panels[0].Bars {
		bars = append(bars, b.Label+" "+b.Text)
	}
	if diff := cmp.Diff([]string{"0 90", "1 89", "…… （中间4个单位略）", "6 84", "7 83"}, bars); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if want := "各列前2位和后2位：增速共8个单位（另有1个没有数）；全部见全.xlsx的“附表3”各表。"; len(out.Notes) != 1 || out.Notes[0] != want {
		t.Errorf("%q\nwant %s", out.Notes, want)
	}
	if len(chart.Panels[0].Bars) != 9 {
		t.Error("the report's chart was cut too")
	}
}

// Lists of names in cells and notes, after either mark.
func TestExcerptOfLists(t *testing.T) {
	row := func(s string) report.Row {
		return report.Row{Cells: []report.Cell{{Text: "x"}, {Text: s}}}
	}
	table := rankedTable(report.Ranking{}, row("甲、乙、丙、丁"), row("甲、乙、丙"), row("子（一，慢）；丑（二，慢）；寅（三，慢）；卯（四，慢）"))
	table.Notes = []string{"甲、乙、丙、丁：缺数（缺报）；“—”表示没有。"}
	_, notes, doc := shown(t, compose.Limits{Names: 3}, table)
	out, _ := doc.Annexes[0].Blocks[0].(*report.Table)
	var got []string
	for _, r := range out.Rows {
		got = append(got, r.Cells[1].Text)
	}
	if diff := cmp.Diff([]string{"甲、乙、丙等4个", "甲、乙、丙", "子（一，慢）；丑（二，慢）；寅（三，慢）等4项"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"甲、乙、丙等4个：缺数（缺报）；“—”表示没有。", "名单长的只列前3个，全部见全.xlsx的“附表3”各表。"}, notes); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// What is within the limits, and everything where there are none, stays the document.
func TestExcerptOfAll(t *testing.T) {
	table := rankedTable(growth, unitRow("甲", "1", 0), unitRow("乙", "2", 0))
	doc := &report.Document{Annexes: []report.Annex{{Blocks: []report.Block{table}}}}
	for _, l := range []compose.Limits{{}, {Rows: 2, Bars: 1, Names: 1}} {
		if compose.Excerpt(doc, l, "全.xlsx") != doc {
			t.Errorf("%+v cuts it", l)
		}
	}
}

// A sentence tells the first of many names, how many there are and where all stand.
func TestNamesTold(t *testing.T) {
	in := sample(t, "2018-06", "D02", "430281").input(t)
	in.Names = 1
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, b := range doc.Body {
		if p, ok := b.(report.Paragraph); ok {
			said = append(said, p.Text())
		}
	}
	text := strings.Join(said, "\n")
	for _, want := range []string{"退回1家（茶陵县）", "缺报2家（醴陵市等，名单见附表5）；", "请茶陵县按退回表格", "请醴陵市等2家（名单见附表5）尽快报送"} {
		if !strings.Contains(text, want) {
			t.Errorf("not told: %s\n%s", want, text)
		}
	}
	if slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "商务局、") }) {
		t.Error("more names are told")
	}
}
