package compose_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// awardReport is the sample year 2017 with units that reported badly over the year.
func awardReport(t *testing.T, change func(*compose.Input)) *report.Document {
	t.Helper()
	in := sample(t, "2017", "P08").input(t)
	unit := func(code string) *plan.Unit { u, _ := in.Plan.Unit(code); return u }
	in.Year = compose.YearQuality{Periods: []stat.Period{{Kind: stat.Month, Year: 2017, N: 11}, in.Figures.Period}, Units: []compose.UnitQuality{
		{Unit: unit("430202"), Due: 4, Timed: 4, OnTime: 3, Late: 1, LateDays: 2, Reported: 2, Passed: 1, Filled: 50, Faulty: 1, SentBack: 1, Found: [4]int{0, 1, 0, 4}},
		{Unit: unit("430203"), Due: 8, Timed: 8, OnTime: 6, Late: 4, LateDays: 9, Reported: 2, Passed: 2, Filled: 200, Faulty: 4, Found: [4]int{0, 0, 4, 2}},
		{Unit: unit("430204"), Due: 4, Timed: 4, OnTime: 4, Reported: 2, Passed: 2, Filled: 100, Verify: 2, Explained: 1, Found: [4]int{0, 0, 0, 2}},
		{Unit: unit("430211"), Due: 4, Untimed: 4, Reported: 0},
	}}
	in.Results = append(in.Results, rule.Listed([]rule.Result{rule.Result{Rule: "C01", Severity: rule.Mandatory, Outcome: rule.Fail, Subject: rule.Subject{Unit: "P0101"}}})...)
	if change != nil {
		change(&in)
	}
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func tableOf(t *testing.T, doc *report.Document, id string) *report.Table {
	t.Helper()
	a := annexOf(doc, "附表8")
	if a == nil {
		t.Fatal("no 附表8")
	}
	for _, b := range a.Blocks {
		if table, ok := b.(*report.Table); ok && table.ID == id {
			return table
		}
	}
	t.Fatalf("no table %s", id)
	return nil
}

func rowText(t *testing.T, table *report.Table, id string) []string {
	t.Helper()
	for _, r := range table.Rows {
		if r.ID == id {
			var list []string
			for _, c := range r.Cells {
				list = append(list, c.Text)
			}
			return list
		}
	}
	t.Fatalf("no row %s", id)
	return nil
}

// Every unit has a line, with what bars it and room for the decision; sub-parks have none.
func TestAwardTable(t *testing.T) {
	doc := awardReport(t, nil)
	table := tableOf(t, doc, "t8")
	if lines := len(table.Rows); lines != 3+9+8+12 {
		t.Errorf("%d rows", lines)
	}
	proposed := map[string]int{}
	kind := ""
	for _, r := range table.Rows {
		if r.Kind == report.Section {
			kind = r.Cells[0].Text
			continue
		}
		if got := r.Cells[6].Text; got != "" {
			t.Errorf("%s: the decision is %q", r.ID, got)
		}
		if r.Cells[5].Text == "建议表彰" {
			proposed[kind]++
			if r.Cells[4].Text != "无" {
				t.Errorf("%s is proposed in spite of %q", r.ID, r.Cells[4].Text)
			}
		}
	}
	if proposed["县市区（建议表彰前3名）"] != 3 || proposed["园区（建议表彰前3名）"] != 3 {
		t.Errorf("%v", proposed)
	}
	for code, want := range map[string]string{
		"430203": "全年迟报4次，超过3次", "P01": "有1个强制性问题未改正", "P08": "本期缺报\n不评：缺报", "430204": "无",
	} {
		if got := rowText(t, table, "t8."+code)[4]; got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	if row := rowText(t, table, "t8.P08"); row[2] != "不评" || row[3] != "—" || row[5] != "—" {
		t.Errorf("P08: %q", row)
	}
	if !strings.HasPrefix(table.Notes[0], "测算口径，非官方评分。") {
		t.Errorf("note %q", table.Notes[0])
	}
	official := tableOf(t, awardReport(t, func(in *compose.Input) { in.Plan.Scheme.Authority = "某办法" }), "t8")
	if strings.Contains(strings.Join(official.Notes, ""), "测算口径") {
		t.Error("a scheme with an authority is called unofficial")
	}
	if annexOf(sample(t, "2018-06").report(t), "附表8") != nil {
		t.Error("a month has 附表8")
	}
	if annexOf(awardReport(t, func(in *compose.Input) { in.Plan.Scheme.Awards = nil }), "附表8") != nil {
		t.Error("a scheme without awards has 附表8")
	}
}

// The columns of the parts add up to the score, to the last printed digit or two.
func TestAwardPartsAddUp(t *testing.T) {
	doc := awardReport(t, nil)
	all, checked := cells(t, doc), 0
	for _, id := range []string{"t8c", "t8p"} {
		for _, r := range tableOf(t, doc, id).Rows {
			total := all[r.ID+".total"]
			if total.Value == nil {
				continue
			}
			sum := decimal.Zero
			for _, part := range []string{"target", "static", "dynamic"} {
				if v := all[r.ID+"."+part].Value; v != nil {
					sum = sum.Add(*v)
				}
			}
			if sum.Sub(*total.Value).Abs().GreaterThan(decimal.RequireFromString("0.000001")) {
				t.Errorf("%s: parts %s, score %s", r.ID, sum, total.Value)
			}
			if same := all["t8."+strings.TrimPrefix(r.ID, id+".")+".score"]; same.Text != total.Text {
				t.Errorf("%s: %s here, %s in the first table", r.ID, total.Text, same.Text)
			}
			checked++
		}
	}
	if checked < 15 {
		t.Errorf("only %d scores", checked)
	}
}

// 荷塘区 and 芦淞区 are equally timely, 3/4 and 6/8, and 2 days late come before 9; both have
// 2 % faulty cells and share the place behind 石峰区, which has none. 1 and 4 findings
// in 50 cells are 2 and 8 in 100; 4 and 2 in 200 are 2 and 1.
func TestQualityRanking(t *testing.T) {
	table := tableOf(t, awardReport(t, nil), "t81")
	for code, want := range map[string]string{
		"430202": "荷塘区 75.0 1 2 2 1 2.0 0.0 8.0 2.0 2 50.0 —",
		"430203": "芦淞区 75.0 4 9 3 0 0.0 2.0 1.0 2.0 2 100.0 —",
		"430204": "石峰区 100.0 0 0 1 0 0.0 0.0 2.0 0.0 1 100.0 50.0",
		"430211": "天元区 未登记 — — — — — — — — — — —",
	} {
		if d := cmp.Diff(want, strings.Join(rowText(t, table, "t81."+code), " ")); d != "" {
			t.Errorf("%s: %s", code, d)
		}
	}
	if !strings.Contains(table.Notes[0], "2017年1—11月、2017年。") {
		t.Errorf("note %q", table.Notes[0])
	}
	// The order of the units changes no place.
	reversed := tableOf(t, awardReport(t, func(in *compose.Input) { slices.Reverse(in.Year.Units) }), "t81")
	if d := cmp.Diff(rowText(t, table, "t81.430203"), rowText(t, reversed, "t81.430203")); d != "" {
		t.Error(d)
	}
}

// Ties beyond the number are proposed and told; too few are told too.
func TestAwardNotesTellTiesAndWant(t *testing.T) {
	one := yamlfile.MustFigure("100")
	doc := awardReport(t, func(in *compose.Input) {
		a := *in.Plan.Scheme.Awards
		a.Parks.Weights, a.Parks.Parts = map[string]yamlfile.Figure{"park_intensity": one}, plan.Shares{Target: one, Static: yamlfile.MustFigure("0"), Dynamic: yamlfile.MustFigure("0")}
		a.Parks.Suggest, a.Counties.Suggest = 1, 9
		in.Plan.Scheme.Awards = &a
	})
	table := tableOf(t, doc, "t8")
	n := 0
	for _, r := range table.Rows {
		if strings.HasPrefix(r.ID, "t8.P") && r.Cells[5].Text == "建议表彰" {
			n++
		}
	}
	notes := strings.Join(table.Notes, "")
	if n < 2 || !strings.Contains(notes, fmt.Sprintf("园区末位得分并列，建议表彰%d家。", n)) || !strings.Contains(notes, "县市区有得分且没有否决事由的只有8家，不足9家。") {
		t.Errorf("%d parks; %s", n, notes)
	}
}
