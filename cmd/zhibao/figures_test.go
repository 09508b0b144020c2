package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// planFacts is ../shared/plan/targets.yaml, what the plan's document prints.
type planFacts struct {
	Plan struct {
		Note string `yaml:"note"`
	} `yaml:"plan"`
	Indicators []struct {
		Row           int    `yaml:"row"`
		Section       string `yaml:"section"`
		Name          string `yaml:"name"`
		Unit          string `yaml:"unit"`
		Y2016         string `yaml:"y2016"`
		Y2017         string `yaml:"y2017"`
		Target        string `yaml:"target2021"`
		GrowthPct     string `yaml:"growth_pct"`
		CumulativePct string `yaml:"cumulative_pct"`
		Attribute     string `yaml:"attribute"`
	} `yaml:"indicators"`
}

// unprinted are rows for which the document prints no unit although they have one.
var unprinted = map[int]bool{7: true}

// fullWidth writes a name with the punctuation that an official document has.
var fullWidth = strings.NewReplacer("(", "（", ")", "）", ":", "：")

// table1 is the plan's own table, cell by cell: head, sections, figures, footnote.
func (p planFacts) table1() [][]string {
	list := [][]string{
		{"序号", "指标名称", "2016年", "2017年", "2021年规划目标", "", "属性"},
		{"", "", "", "", "绝对值", "年均增速[累计]", ""},
	}
	section := ""
	for _, i := range p.Indicators {
		if i.Section != section {
			section = i.Section
			list = append(list, []string{section, "", "", "", "", "", ""})
		}
		goal := ""
		switch {
		case i.CumulativePct != "":
			goal = "[" + i.CumulativePct + "]"
		case i.GrowthPct != "":
			goal = i.GrowthPct + "%"
		}
		name := i.Name + "（" + i.Unit + "）"
		if unprinted[i.Row] {
			name = i.Name
		}
		list = append(list, []string{strconv.Itoa(i.Row), fullWidth.Replace(name), i.Y2016, i.Y2017, i.Target, goal, i.Attribute})
	}
	return append(list, []string{fullWidth.Replace(p.Plan.Note), "", "", "", "", "", ""})
}

func TestTable1IsThePlans(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(repository, "..", "shared", "plan", "targets.yaml"))
	if err != nil {
		t.Skip("../shared/plan/targets.yaml is not here: 附表1 is not compared with the plan's document")
	}
	var facts planFacts
	if err := yaml.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	if len(facts.Indicators) != 16 {
		t.Fatalf("%d indicators in the plan", len(facts.Indicators))
	}
	sheet := readBook(t, filepath.Join(baseline(t), "outputs", "2017", "评估报告.xlsx")).sheets["附表1"]
	rows := sheet.rows(t)
	var got [][]string
	for n := 3; rows[n] != nil; n++ { // after the label and the title
		line := make([]string, 7)
		for i, column := range strings.Split("ABCDEFG", "") {
			line[i] = rows[n][column]
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(facts.table1(), got); diff != "" {
		t.Errorf("附表1 -plan +workbook\n%s", diff)
	}
	if rows[2]["A"] != "示范区建设主要指标" {
		t.Errorf("title %q", rows[2]["A"])
	}
	want := []string{"A2:G2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:G4", "A15:G15", "A18:G18", "A23:G23"}
	if diff := cmp.Diff(want, sheet.merges); diff != "" {
		t.Errorf("merged cells: -want +got\n%s", diff)
	}
}

// evaluation is a row of 附表1-1 in part.
type evaluation struct{ Name, Linear, Log, Needed string }

func evaluations(t *testing.T, dir string) map[string]evaluation {
	t.Helper()
	got := map[string]evaluation{}
	rows := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx")).sheets["附表1-1"].rows(t)
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		row := rows[n]
		if _, err := strconv.Atoi(row["A"]); err == nil && got[row["A"]].Name == "" { // the sheet's second table is of comparisons
			name, _, _ := strings.Cut(row["B"], "（亿")
			got[row["A"]] = evaluation{name, row["G"], row["H"], row["O"]}
		}
	}
	return got
}

// Worked out by hand from the plan's own levels.
func TestTable11IsWorkedOutByHand(t *testing.T) {
	got := evaluations(t, baseline(t))
	if len(got) != 16 {
		t.Errorf("%d indicators", len(got))
	}
	for row, want := range map[string]evaluation{
		"1":  {"地区生产总值", "6.5", "8.1", "10.88"},
		"2":  {"规模工业增加值", "-11.2", "-15.1", "15.68"},
		"5":  {"进出口总额（", "16.3", "23.9", "19.06"},
		"7":  {"高新技术企业数量", "26.5", "35.8", "14.69"},
		"11": {"示范园区生产总值", "17.0", "22.9", "14.95"},
		"14": {"单位地区生产总值水耗水平", "31.7", "28.4", "-5.43"},
		"13": {"单位地区生产总值能源消耗降低", "—", "25.6", "3.62"},
	} {
		g := got[row]
		if !strings.HasPrefix(g.Name, strings.TrimSuffix(want.Name, "（")) {
			t.Errorf("row %s is %s", row, g.Name)
		}
		want.Name = g.Name
		if diff := cmp.Diff(want, g); diff != "" {
			t.Errorf("row %s (%s): -want +got\n%s", row, g.Name, diff)
		}
	}
}

// One figure changed in the department's workbook changes everywhere.
func TestGDPOf2600(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
	setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, cell, 2600)
	must(t, dir, 1, "run", "2017") // it differs from the plan's figure: a person is asked
	whole(t, dir, "2017")
	if diff := cmp.Diff(evaluation{"地区生产总值", "7.9", "9.8", "10.67"}, evaluations(t, dir)["1"]); diff != "" {
		t.Errorf("附表1-1: -want +got\n%s", diff)
	}
	book := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx"))
	for name, column := range map[string]string{"附表1": "D", "附表1-1": "D"} {
		if got := book.sheets[name].row(t, "A", "1")[column]; got != "2600" {
			t.Errorf("%s shows %s", name, got)
		}
	}
	front := ""
	for _, row := range book.sheets["报告"].rows(t) {
		for _, text := range row {
			front += flat(text) + "\n"
		}
	}
	pdf := flat(pageless(output(t, "pdftotext", "-layout", filepath.Join(dir, "outputs", "2017", "评估报告.pdf"), "-")))
	sentence := gdpSentence(t, dir)
	for where, text := range map[string]string{"评估报告.xlsx 报告": front, "评估报告.pdf": pdf} {
		if !strings.Contains(text, sentence) {
			t.Errorf("%s lacks the sentence about GDP:\n%s", where, sentence)
		}
		for _, old := range []string{"10.88", "地区生产总值（6.5%", "地区生产总值进度6.5%"} {
			if strings.Contains(text, old) {
				t.Errorf("%s still shows %s", where, old)
			}
		}
	}
	if !strings.Contains(pdf, "1地区生产总值（亿元）2488.5260039009%预期性") {
		t.Error("附表1 of the PDF lacks the row of GDP")
	}
	row := regexp.MustCompile(`1地区生产总值（亿元）2488\.5(\d{4}(?:\.\d)?)390020\.0(\d+\.\d)(\d+\.\d)线性`).FindStringSubmatch(pdf)
	if row == nil || row[1] != "2600" || row[2] != "7.9" {
		t.Errorf("附表1-1 of the PDF: %q", row)
	}
	// The chart's bar carries the same figure.
	if n := strings.Count(pdf, "7.9"); n < 3 {
		t.Errorf("7.9 stands %d times in the PDF, want sentence, chart and table", n)
	}
}

// gdpSentence is the paragraph that quotes the progress of GDP and the need.
func gdpSentence(t *testing.T, dir string) string {
	t.Helper()
	want := map[string]string{"t11.gdp.linear": "7.9", "t11.gdp.needed": "10.67"}
	sentence := ""
	for _, b := range dumped[printed](t, dir, "dump", "report", "2017").Body {
		for _, r := range b.Runs {
			if text, ok := want[r.Ref]; ok {
				delete(want, r.Ref)
				sentence = flat(b.sentence())
				if r.Text != text {
					t.Errorf("the prose quotes %s as %s, want %s", r.Ref, r.Text, text)
				}
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("the prose does not quote %v", want)
	}
	return sentence
}
