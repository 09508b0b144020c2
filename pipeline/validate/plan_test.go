package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// The responsible department's figure of a year that the plan prints is held
// against it; another unit's or another year's is not.
func TestAgainstPlan(t *testing.T) {
	for _, c := range []struct {
		unit, form, when, value string
		want                    []string
	}{
		{"D01", "department", "2017", "2580.4", nil},
		{"D01", "department", "2017", "2580.40", nil},
		{"D01", "department", "2017", "2600", []string{"H02 gdp.value 「地区生产总值」填报为2600，方案表1印为2580.4。"}},
		{"D01", "department", "2018", "2600", nil},
		{"D01", "department", "2018-06", "2600", nil},
		{"430281", "county", "2017", "2600", nil},
	} {
		out := judge(t, context(t, c.when, nil), c.unit, c.form, nil, "gdp.value", c.value)
		if d := cmp.Diff(c.want, told(out)); d != "" {
			t.Errorf("%s %s: %s", c.unit, c.when, d)
		}
	}
}

// A form may be used to the end of its 有效期, June 2022; its last year is told.
func TestExpiredForm(t *testing.T) {
	for when, want := range map[string][]string{
		"2021":    nil,
		"2021-12": nil,
		"2022-02": {"F37  该表有效期至2022年6月，本年到期。"},
		"2022-06": {"F37  该表有效期至2022年6月，本年到期。"},
		"2022-Q2": {"F37  该表有效期至2022年6月，本年到期。"},
		"2022-07": {"F11  该表有效期至2022年6月，报告期为2022年1—7月。"},
		"2022":    {"F11  该表有效期至2022年6月，报告期为2022年。"},
		"2023-02": {"F11  该表有效期至2022年6月，报告期为2023年1—2月。"},
	} {
		out := judge(t, context(t, when, nil), "430281", "county", nil, "fai.growth", "5")
		if d := cmp.Diff(want, told(out)); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
}

// Without a published figure there is nothing that the comparable one differs
// from, and no sentence may quote an empty figure.
func TestComparableScopeAlone(t *testing.T) {
	out := judge(t, context(t, "2018-06", nil), "430281", "county", nil, "retail.value", "88.06", "retail.prior_comparable", "79")
	for _, r := range out.Results {
		if strings.Contains(r.Message, "（）") {
			t.Errorf("%s: %s", r.Rule, r.Message)
		}
	}
}

// A finding names the cells it rests on, and never a placeholder.
func TestFindingIsWhole(t *testing.T) {
	ctx := context(t, "2018-06", known{"430281/gdp": "100"})
	out := judge(t, ctx, "430281", "county", june, "gdp.growth", "120", "retail.current", "900", "energy_cut.value", "-31",
		"hightech_firms.value", "0.5", "trade.value", "1.23456", "gdp.prior_comparable", "5", "gdp.prior", "")
	if len(out.Results) < 6 {
		t.Errorf("only %v", told(out))
	}
	for _, r := range out.Results {
		if r.Outcome == rule.Fail && strings.ContainsAny(r.Message+r.Remedy, "{}") {
			t.Errorf("%s: %s %s", r.Rule, r.Message, r.Remedy)
		}
		if r.Outcome == rule.NotEvaluated && r.Subject.Item == "" {
			continue // told once for the form
		}
		if r.Subject.Unit != "430281" || r.Subject.Form != "county" || r.Subject.Period != ctx.Period || r.Source.Cell == "" {
			t.Errorf("%s is about %+v at %s", r.Rule, r.Subject, r.Source)
		}
	}
	out = judge(t, ctx, "430281", "county", june, "retail.current", "90")
	want := []stat.Source{{File: "表.xlsx", Sheet: "表", Cell: "retail.value"}}
	for _, r := range out.Results {
		if r.Rule == "R04" {
			if d := cmp.Diff(want, r.Related); d != "" {
				t.Errorf("related: %s", d)
			}
		}
	}
}

// The findings do not depend on the order of the observations.
func TestOrderDoesNotMatter(t *testing.T) {
	ctx := context(t, "2018-06", nil)
	given := submission("430281", "county", append(append([]string{}, june...), "gdp.growth", "30", "retail.current", "90", "fai.growth", "-70")...)
	first, err := Submission(ctx, given)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(given)-1; i < j; i, j = i+1, j-1 {
		given[i], given[j] = given[j], given[i]
	}
	second, err := Submission(ctx, given)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(told(first), told(second)); d != "" || first.Passed != second.Passed {
		t.Errorf("%d and %d passed %s", first.Passed, second.Passed, d)
	}
}

// Explanations bind to the findings of their own row; empty talk binds to none.
func TestExplain(t *testing.T) {
	for note, want := range map[string]string{
		"两户规模企业迁出本市":   "两户规模企业迁出本市",
		"核实无误":         "",
		"经核实无误。":       "",
		"情况属实":         "",
		"无":            "",
		"":             "",
		"  数据真实准确！  ":  "",
		"口径调整":         "",
		"按新国民经济行业分类调整": "按新国民经济行业分类调整",
	} {
		ctx := context(t, "2018-06", nil)
		given := submission("430281", "county", append(append([]string{}, june...), "retail.growth", "12", "gdp.growth", "30", "retail.note", note)...)
		out, err := Submission(ctx, given)
		if err != nil {
			t.Fatal(err)
		}
		Explain(ctx.Rules, given, out.Results)
		got := map[string]string{}
		for _, r := range out.Results {
			if r.Outcome == rule.Fail {
				got[r.Subject.Item] = r.Explained
			}
		}
		if d := cmp.Diff(map[string]string{"retail": want, "gdp": ""}, got); d != "" {
			t.Errorf("%q: %s", note, d)
		}
	}
}

// A note on one form explains nothing on another, nor for another unit.
func TestExplainOtherForm(t *testing.T) {
	ctx := context(t, "2018-06", nil)
	given := submission("430281", "county", append(append([]string{}, june...), "retail.growth", "12")...)
	out, err := Submission(ctx, given)
	if err != nil {
		t.Fatal(err)
	}
	Explain(ctx.Rules, submission("430223", "county", "retail.note", "两户规模企业迁出本市"), out.Results)
	Explain(ctx.Rules, submission("430281", "department", "retail.note", "两户规模企业迁出本市"), out.Results)
	for _, r := range out.Results {
		if r.Explained != "" {
			t.Errorf("%s is explained by %q", r.Rule, r.Explained)
		}
	}
}
