package reportxlsx

import (
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

// derivedDocument has figures in 表一 (A3:A7, the third missing) and what follows from them in 表二.
func derivedDocument() *report.Document {
	one := &report.Table{ID: "one", Columns: []report.Column{{Align: report.Decimal, Width: 10}}, Head: [][]report.HeadCell{{{Text: "数"}}}}
	for i, v := range []string{"10", "30", "", "20", "30"} {
		c := report.Cell{ID: string(rune('a' + i)), Text: "缺报"}
		if v != "" {
			c = num(c.ID, v, f(1))
		}
		one.Rows = append(one.Rows, report.Row{Cells: []report.Cell{c}})
	}
	two := &report.Table{ID: "two", Title: "（一）推算-2", Columns: []report.Column{{Align: report.Decimal, Width: 10}, {Align: report.Centre, Width: 10,
		Lights: []report.Light{{Text: "快于预期", Tone: report.Good}, {Text: "滞后", Tone: report.Bad}}}}, Head: [][]report.HeadCell{{{Text: "数"}, {Text: "评价"}}}}
	add := func(id, v string, formula *report.Formula) {
		c := num(id, v, f(1))
		c.Formula = formula
		word := report.Cell{ID: id + "w", Text: "滞后", Tone: report.Bad}
		if c.Value.GreaterThanOrEqual(decimal.NewFromInt(50)) {
			word = report.Cell{ID: id + "w", Text: "快于预期", Tone: report.Good}
		}
		word.Formula = report.Do(report.If, report.Do(report.AtLeast, report.At(id, c.Value), report.Int(50)), report.Say("快于预期"), report.Say("滞后"))
		two.Rows = append(two.Rows, report.Row{Cells: []report.Cell{c, word}})
	}
	at := func(id, v string) *report.Formula {
		if v == "" {
			return report.At(id, nil)
		}
		return report.At(id, ptr(v))
	}
	a, b, none, d, e := at("a", "10"), at("b", "30"), at("c", ""), at("d", "20"), at("e", "30")
	add("sum", "90", report.Do(report.Sum, a, b, none, d, e))
	add("apart", "40", report.Do(report.Sum, a, e))
	add("rank", "3", report.Do(report.RankDown, d, report.Do(report.Among, a, b, none, d, e)))
	add("rank2", "2", report.Do(report.RankDown, d, report.Do(report.Among, a, d, e)))
	add("percent", "50", report.Percent(report.Do(report.Sub, d, a), report.Do(report.Sub, b, a)))
	add("nested", "-5", report.Do(report.Sub, a, report.Do(report.Sub, b, report.Do(report.Add, report.Int(-5), d))))
	add("own", "100", report.Do(report.Add, at("percent", "50"), at("percent", "50")))
	rate := num("rate", "10", f(9)) // 110, 121 and 133.1 over 100 are 3.641 together
	rate.Formula = report.Do(report.Mul, report.Do(report.AnnuityRate, report.Int(3), report.Of(decimal.RequireFromString("3.641"))), report.Int(100))
	two.Rows = append(two.Rows, report.Row{Cells: []report.Cell{rate, {Text: "—"}}})
	return &report.Document{ID: "d", Kind: "报告", Annexes: []report.Annex{
		{ID: "x", Sheet: "表-一", Blocks: []report.Block{one}}, {ID: "y", Sheet: "表二", Blocks: []report.Block{two}}, {ID: "z", Sheet: "表 一", Blocks: []report.Block{
			&report.Table{ID: "three", Columns: []report.Column{{}}, Rows: []report.Row{{Cells: []report.Cell{{Text: "甲"}}}}}}}}}
}

// A derived cell holds its formula, in A1 terms, and the figure that it gives.
func TestFormulasAreWritten(t *testing.T) {
	doc := derivedDocument()
	file, places := render(t, doc)
	book := read(t, file)
	for id, want := range map[string]string{
		"sum": "SUM('表-一'!A2:A6)", "apart": "SUM('表-一'!A2,'表-一'!A6)", "rank": "RANK('表-一'!A5,'表-一'!A$2:A$6,0)",
		"rank2":   `1+COUNTIF('表-一'!A$2,">"&'表-一'!A5)+COUNTIF('表-一'!A$5:A$6,">"&'表-一'!A5)`,
		"percent": "('表-一'!A5-'表-一'!A2)/('表-一'!A3-'表-一'!A2)*100", "nested": "'表-一'!A2-('表-一'!A3-((-5)+'表-一'!A5))", "own": "A7+A7",
		"rate": "RATE(3,-1,0,3.641,1)*100",
		"ownw": `IF(ROUND(A9,9)>=50,"快于预期","滞后")`,
	} {
		p := places[id]
		got := book.sheets[p.Sheet].cells[p.Cell]
		if got.formula != want {
			t.Errorf("%s!%s: %s, want %s", p.Sheet, p.Cell, got.formula, want)
		}
		if strings.HasSuffix(id, "w") {
			if got.kind != "str" || got.value != "快于预期" {
				t.Errorf("%s keeps %+v", id, got)
			}
			continue
		}
		cells, err := doc.Cells()
		if err != nil {
			t.Fatal(err)
		}
		if got.kind != "" || got.value != cells.Of(id).Value.String() {
			t.Errorf("%s keeps %+v, want the number %s", id, got, cells.Of(id).Value)
		}
	}
	shows := office(t, file)
	for id, want := range map[string]string{"sum": "90.0", "apart": "40.0", "rank": "3.0", "rank2": "2.0", "percent": "50.0", "nested": "-5.0", "own": "100.0", "rate": "10.000000000"} {
		if got := shows(places[id]); got != want {
			t.Errorf("LibreOffice reckons %q for %s, want %s", got, id, want)
		}
	}
}

// Names are valid, differ whatever the case, and lead to the data of their tables.
func TestTableNames(t *testing.T) {
	file, _ := render(t, derivedDocument())
	defs := read(t, file).defs
	for name, want := range map[string]string{"表_一_数据|": "'表-一'!$A$2:$A$6", "表二_推算_2|": "'表二'!$A$3:$B$10", "表_一_数据_2|": "'表 一'!$A$1:$A$1"} {
		if defs[name] != want {
			t.Errorf("%s is %q, want %s (%v)", name, defs[name], want, defs)
		}
	}
	for _, c := range [][2]string{{"A1", ""}, {"R1C1", "表"}, {"2017", "x"}, {"附表1-1（2）", "（三）66项行动任务（至2021年）"}, {"", "…"}, {strings.Repeat("长", 31), strings.Repeat("名", 300)}} {
		name := rangeName(c[0], c[1])
		if !regexp.MustCompile(`^[\p{Han}_][\p{Han}\w]*$`).MatchString(name) || len([]rune(name)) > 255 {
			t.Errorf("%q and %q give the name %q", c[0], c[1], name)
		}
	}
}

// The colour and symbol of a verdict stand in a conditional format over its column.
func TestVerdictsAreLit(t *testing.T) {
	file, places := render(t, derivedDocument())
	parts := unpack(t, file)
	sheet := string(parts["xl/worksheets/sheet2.xml"])
	for _, want := range []string{`<conditionalFormatting sqref="B3:B10">`, `OR($B3=&#34;快于预期&#34;)`, `OR($B3=&#34;滞后&#34;)`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	styles := string(parts["xl/styles.xml"])
	for _, want := range []string{"▲", "▼"} {
		if !strings.Contains(styles, want) {
			t.Errorf("no format shows %s", want)
		}
	}
	if got := office(t, file)(places["ownw"]); got != "快于预期" && got != "▲快于预期" {
		t.Errorf("LibreOffice shows %q", got)
	}
}
