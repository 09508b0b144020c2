package compose_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// 附表1 is the plan's own table: base, 2017 and target as they are printed there,
// growth targets with their % sign, [18] in its brackets.
func TestPlanTableIsThePlans(t *testing.T) {
	b := sample(t, "2017")
	all := cells(t, b.report(t))
	for _, i := range b.plan.Indicators {
		goal := ""
		switch {
		case i.CumulativeGoal.Set():
			goal = "[" + i.CumulativeGoal.Text + "]"
		case i.GrowthTarget.Set():
			goal = i.GrowthTarget.Text + "%"
		}
		want := []string{i.Printed["2016"].Text, i.Printed["2017"].Text, i.Target.Text, goal}
		id := "t1." + i.Code
		got := []string{all[id+".base"].Text, all[id+".2017"].Text, all[id+".target"].Text, all[id+".goal"].Text}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", i.Name, d)
		}
	}
}

// 附表1-1 after 2017: linear and logarithmic progress and what is needed, as
// worked out by hand in the issue, with the verdict.
func TestYearEvaluation(t *testing.T) {
	all := cells(t, sample(t, "2017").report(t))
	for code, want := range map[string][]string{
		"gdp":            {"2580.4", "6.5", "8.1", "-13.5", "10.88", "滞后", "未报增速"},
		"industry_va":    {"1005", "-11.2", "-15.1", "-31.2", "15.68", "滞后", "未达到"},
		"fai":            {"2622.7", "8.3", "12.6", "-11.7", "21.42", "滞后", "未达到"},
		"trade":          {"21.9", "16.3", "23.9", "-3.7", "19.06", "基本符合预期", "达到"},
		"hightech_firms": {"289", "26.5", "35.8", "6.5", "14.69", "快于预期", "达到"},
		"zone_gdp":       {"529.8", "17.0", "22.9", "-3.0", "14.95", "基本符合预期", "达到"},
		"energy_cut":     {"4.96", "—", "25.6", "5.6", "3.62", "快于预期", "达到"},
		"water_use":      {"80", "31.7", "28.4", "11.7", "-5.43", "快于预期", "达到"},
		"rd_intensity":   {"2", "8.3", "10.2", "-11.7", "0.25点", "滞后", "无增速目标"},
		"sewage":         {"100", "—", "—", "—", "—", "保持达标", "无增速目标"},
	} {
		var got []string
		for _, column := range []string{"actual", "linear", "log", "gap", "needed", "level", "growth_verdict"} {
			got = append(got, all["t11."+code+"."+column].Text)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", code, d)
		}
	}
}

// One figure changed (GDP 2600) changes everywhere it is printed.
func TestChangedFigureEverywhere(t *testing.T) {
	b := sample(t, "2017")
	b.set(t, "gdp", stat.Value, "2600")
	doc := b.report(t)
	all := cells(t, doc)
	for id, want := range map[string]string{"t1.gdp.2017": "2600", "t11.gdp.actual": "2600", "t11.gdp.linear": "7.9", "t11.gdp.needed": "10.67", "t55.gdp.city": "2600"} {
		if got := all[id].Text; got != want {
			t.Errorf("%s shows %s, want %s", id, got, want)
		}
	}
	told := false
	for _, r := range prose(doc) {
		if strings.Contains(r.Text, "6.5") && strings.HasPrefix(r.Ref, "t11.gdp") || r.Ref == "" && strings.Contains(r.Text, "2580.4") {
			t.Errorf("the old figure is still told: %+v", r)
		}
		told = told || r.Ref == "t11.gdp.linear" && r.Text == "7.9"
	}
	if !told {
		t.Error("7.9 is not told")
	}
}

var figure = regexp.MustCompile(`\d+\.\d+|\d+%`)

// ownWords are quotations of what units wrote, figures and all.
var ownWords = regexp.MustCompile(`说明：“[^”]*”`)

// Every figure of the body is a quotation of a table cell; the sign is kept
// unless the words carry it.
func TestProseQuotes(t *testing.T) {
	for _, when := range []string{"2017", "2018-06"} {
		doc := sample(t, when).report(t)
		all := cells(t, doc)
		quoted := 0
		for _, r := range prose(doc) {
			if r.Ref == "" {
				if figure.MatchString(ownWords.ReplaceAllString(strings.ReplaceAll(r.Text, "附表1-1", ""), "")) {
					t.Errorf("%s: %q is told without a source", when, r.Text)
				}
				continue
			}
			quoted++
			if c := all[r.Ref]; r.Text != c.Core() && r.Text != c.Magnitude() {
				t.Errorf("%s: %q quotes %s, which shows %q", when, r.Text, r.Ref, c.Text)
			}
		}
		if quoted < 8 {
			t.Errorf("%s: only %d quotations", when, quoted)
		}
	}
	for _, r := range prose(sample(t, "2017").report(t)) {
		if r.Ref == "t11.industry_va.linear" && r.Text != "-11.2" {
			t.Errorf("规模工业增加值 fell: %q is told", r.Text)
		}
	}
}

// A changed quotation is caught by the document's own check.
func TestWrongQuotationIsCaught(t *testing.T) {
	doc := sample(t, "2017").report(t)
	for _, b := range doc.Body {
		p, ok := b.(report.Paragraph)
		if !ok {
			continue
		}
		for i, r := range p.Runs {
			if r.Ref != "t11.industry_va.linear" {
				continue
			}
			for _, wrong := range []string{"-11.3", "11.20", "-11", "+11.2"} {
				p.Runs[i].Text = wrong
				if doc.Check() == nil {
					t.Errorf("%s for -11.2 is not noticed", wrong)
				}
			}
			return
		}
	}
	t.Error("the negative progress is not told")
}

// A returned county and a missing department: words in place of figures, the
// county named beside the sum, and never the sum in place of the city's figure.
func TestReturnedAndMissing(t *testing.T) {
	b := sample(t, "2018-06", "D02", "430281") // 市商务局 and 醴陵市 have not reported; 茶陵县 is returned
	doc := b.report(t)
	all := cells(t, doc)
	for id, want := range map[string]string{
		"t11.trade.level": "待核定", "t11.trade.actual": "待核定", "t1.trade.now": "待核定", "t55.trade.city": "待核定", "t55.trade.diff": "—",
		"t52.430224.state": "退回", "t52.430281.state": "缺报", "t52.D02.state": "缺报", "t51.all.returned": "1", "t51.all.missing": "2",
		"t11.industry_va.level": "不再公布绝对值", "t11.energy_cut.level": "年度评价", "t11.rd_intensity.level": "本期不评",
	} {
		if got := all[id].Text; got != want {
			t.Errorf("%s shows %q, want %q", id, got, want)
		}
	}
	text := ""
	for _, r := range prose(doc) {
		text += r.Text
	}
	for _, want := range []string{"退回1家（茶陵县）", "缺报2家（醴陵市、市商务局）", "退回和缺报单位的数字未计入本期汇总"} {
		if !strings.Contains(text, want) {
			t.Errorf("not told: %s\n%s", want, text)
		}
	}
	absent := func(r report.Row) bool {
		return r.ID == "t55.retail" && r.Cells[len(r.Cells)-1].Text == "茶陵县、醴陵市"
	}
	if !slices.ContainsFunc(doc.Blocks(), func(b report.Block) bool {
		tab, ok := b.(*report.Table)
		return ok && slices.ContainsFunc(tab.Rows, absent)
	}) {
		t.Error("附表5 does not name the counties that are not in the sum")
	}
	if doc.Mark != "示例数据" {
		t.Errorf("mark %q", doc.Mark)
	}
}

// The audit lists each finding with its message and no placeholder.
func TestAudit(t *testing.T) {
	b := sample(t, "2018-06")
	doc, err := compose.Audit(b.input(t))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, text := range texts(doc) {
		seen[text] = true
		if strings.ContainsAny(text, "{}") {
			t.Errorf("a placeholder is left: %s", text)
		}
	}
	if want := "「社会消费品零售总额·1—6月累计」填的是「约40亿元」，是概数或范围，不是确切的数字。"; !seen[want] {
		t.Errorf("the planted error is not listed: %s", want)
	}
}

// A template that cannot be told ends the run with its name and what to do.
func TestTemplateRefused(t *testing.T) {
	in := sample(t, "2017").input(t)
	for _, c := range []struct{ name, text, what, detail string }{
		{"missing", "", "缺少报告文字模板", ""},
		{"unknown figure", `进度为{{fig "t11.gnp.linear"}}%。`, "报告文字模板有误", "没有编号为 t11.gnp.linear 的数字"},
		{"unknown field", `{{.Nothing}}`, "报告文字模板有误", "没有「Nothing」这一项"},
		{"broken", `{{if}`, "报告文字模板有误", ""},
	} {
		in.Texts = fstest.MapFS{"reports/year.tmpl": {Data: []byte(c.text)}, "reports/common.tmpl": {}}
		if c.text == "" {
			in.Texts = fstest.MapFS{}
		}
		_, err := compose.Report(in)
		if err == nil {
			t.Errorf("%s: taken without a word", c.name)
			continue
		}
		text := err.Error()
		if fault.ExitCode(err) != fault.Usage || !strings.HasPrefix(text, c.what) || !strings.Contains(text, "位置：templates/reports/year.tmpl") || !strings.Contains(text, c.detail) {
			t.Errorf("%s: %s", c.name, text)
		}
	}
}

// The same batch composes the same document.
func TestSameDocumentTwice(t *testing.T) {
	for _, when := range []string{"2017", "2018-06"} {
		b := sample(t, when)
		if d := cmp.Diff(texts(b.report(t)), texts(b.report(t))); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
}
