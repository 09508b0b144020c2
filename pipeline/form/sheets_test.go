package form

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

func loadForms(t *testing.T) (*plan.Plan, *Set) {
	t.Helper()
	p := loadPlan(t)
	set, err := Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return p, set
}

func period(t *testing.T, text string) stat.Period {
	t.Helper()
	p, err := stat.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sheets(t *testing.T, unit, when string) []Sheet {
	t.Helper()
	p, set := loadForms(t)
	u, ok := p.Unit(unit)
	if !ok {
		t.Fatalf("no unit %s", unit)
	}
	return set.Sheets(p, u, period(t, when))
}

func items(s Sheet) []string {
	var codes []string
	for _, r := range s.Rows {
		codes = append(codes, r.Item.Code)
	}
	return codes
}

// What each kind of unit is asked for: by the frequencies of the plan.
func TestSheetsByPeriod(t *testing.T) {
	county := []string{"gdp", "industry_va", "fai", "retail", "trade", "rd_intensity", "rd_expenditure", "hightech_firms", "rd_platforms",
		"hightech_share", "hightech_va", "firm_rd_share", "firm_rd_cost", "firm_sales", "energy_cut", "water_use", "water_volume",
		"waste_reuse", "waste_used", "waste_produced", "sewage", "sewage_done", "sewage_due"}
	for _, c := range []struct {
		unit, when string
		want       []string
	}{
		{"430281", "2017", county},
		{"430281", "2018-06", []string{"gdp", "industry_va", "fai", "retail", "trade", "hightech_firms", "energy_cut"}},
		{"430281", "2018-Q2", []string{"gdp", "industry_va", "fai", "retail", "trade", "hightech_firms", "energy_cut"}},
		{"430281", "2018-05", []string{"industry_va", "fai", "retail", "trade", "hightech_firms"}},
		{"P02", "2018-02", []string{"park_revenue", "park_industry_va", "park_hightech_output"}},
		{"P02", "2018-06", []string{"park_revenue", "park_gdp", "park_industry_va", "park_hightech_output", "park_firms"}},
		{"D02", "2018-05", []string{"trade"}},
		{"D05", "2017", []string{"water_use", "water_volume"}},
		{"D05", "2018-06", nil}, // nothing is due
	} {
		var got []string
		for _, s := range sheets(t, c.unit, c.when) {
			if s.Def.ID != "project" && s.Def.ID != "department_tasks" {
				got = append(got, items(s)...)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s %s: %s", c.unit, c.when, d)
		}
	}
}

func TestSheetNames(t *testing.T) {
	for unit, want := range map[string][]string{
		"430281": {"县市区表", "重大项目表"},
		"P01":    {"园区表", "园区表-田心高科园", "园区表-河西示范园", "园区表-董家塅高科园", "重大项目表"},
		"D01":    {"部门表", "重大项目表"},
		"D02":    {"部门表", "部门表-产业和任务", "重大项目表"},
		"D08":    {"部门表-产业和任务", "重大项目表"},
	} {
		var got []string
		for _, s := range sheets(t, unit, "2017") {
			got = append(got, s.Name)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", unit, d)
		}
	}
}

// A list alone, which may stay empty, is no duty to report.
func TestAsked(t *testing.T) {
	p, set := loadForms(t)
	for _, c := range []struct {
		unit, when string
		want       bool
	}{
		{"D05", "2017", true}, {"D05", "2018-06", false}, {"D08", "2018-06", true}, {"D08", "2018-05", false}, {"430281", "2018-05", true},
	} {
		u, _ := p.Unit(c.unit)
		if got := set.Asked(p, u, period(t, c.when)); got != c.want {
			t.Errorf("%s %s: %v", c.unit, c.when, got)
		}
	}
}

func TestColumnTitles(t *testing.T) {
	for when, want := range map[string][]string{
		"2017":    {"全年", "上年同期", "上年同期可比口径", "同比增速（%）", "状态", "核实说明"},
		"2018-06": {"6月", "1—6月累计", "上年同期", "上年同期可比口径", "同比增速（%）", "1—5月累计", "状态", "核实说明"},
		"2018-Q2": {"6月", "1—6月累计", "上年同期", "上年同期可比口径", "同比增速（%）", "1—5月累计", "状态", "核实说明"},
		"2018-02": {"1—2月累计", "上年同期", "上年同期可比口径", "同比增速（%）", "状态", "核实说明"}, // 本期 is all there is
	} {
		var got []string
		for _, c := range sheets(t, "430281", when)[0].Columns {
			got = append(got, c.Title)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
}

// Which cells are open and required follows from the item: growth-only years,
// ratios in 百分点, yearly rates, stocks, tasks.
func TestOpenAndRequired(t *testing.T) {
	for _, c := range []struct {
		unit, when, item string
		open, required   []stat.Measure
	}{
		{"430281", "2017", "industry_va", []stat.Measure{"value", "prior_comparable", "status", "note", "growth", "current"}, []stat.Measure{"value"}},
		{"430281", "2018-06", "industry_va", []stat.Measure{"value", "prior_comparable", "status", "note", "growth", "current"}, []stat.Measure{"growth"}},
		{"430281", "2018-06", "hightech_firms", []stat.Measure{"value", "prior_comparable", "status", "note", "growth"}, []stat.Measure{"value"}},
		{"430281", "2017", "rd_intensity", []stat.Measure{"prior_comparable", "status", "note"}, []stat.Measure{}}, // derived
		{"430281", "2017", "waste_reuse", []stat.Measure{"value", "prior_comparable", "status", "note"}, []stat.Measure{"value"}},
		{"D01", "2017", "rd_intensity", []stat.Measure{"value", "prior_comparable", "status", "note"}, []stat.Measure{"value"}}, // the official figure
		{"430281", "2017", "energy_cut", []stat.Measure{"value", "prior_comparable", "status", "note"}, []stat.Measure{"value"}},
		{"D01", "2017", "rd_expenditure", []stat.Measure{"value", "prior_comparable", "status", "note", "growth", "current"}, nil},
		{"D08", "2017", "T01", []stat.Measure{"value", "status", "note"}, nil},
	} {
		var row *Row
		for _, s := range sheets(t, c.unit, c.when) {
			for i := range s.Rows {
				if s.Rows[i].Item.Code == c.item {
					row = &s.Rows[i]
				}
			}
		}
		if row == nil {
			t.Errorf("%s %s: no row %s", c.unit, c.when, c.item)
			continue
		}
		if d := cmp.Diff(c.open, row.Open); d != "" {
			t.Errorf("%s %s %s open: %s", c.unit, c.when, c.item, d)
		}
		if d := cmp.Diff(c.required, row.Required); d != "" {
			t.Errorf("%s %s %s required: %s", c.unit, c.when, c.item, d)
		}
	}
}

// A derived row says how it is reckoned, but only where both parts are required:
// a level that is no longer published leaves the ratio an input.
func TestDerives(t *testing.T) {
	derived := func(s Sheet) map[string]string {
		got := map[string]string{}
		for _, r := range s.Rows {
			if r.Derived != nil {
				got[r.Item.Code] = r.Derived.Numerator + "/" + r.Derived.Denominator + "*" + r.Derived.Scale.String()
			}
			if r.Derives(stat.Value) && (r.Takes(stat.Value) || r.Requires(stat.Value)) || r.Derives(stat.Growth) {
				t.Errorf("%s: reckoned and filled in", r.Item.Code)
			}
		}
		return got
	}
	year := map[string]string{
		"rd_intensity": "rd_expenditure/gdp*100", "firm_rd_share": "firm_rd_cost/firm_sales*100", "water_use": "water_volume/gdp*1", "sewage": "sewage_done/sewage_due*100",
	}
	for _, c := range []struct {
		unit, when string
		want       map[string]string
	}{
		{"430281", "2017", year}, {"430281", "2018", year}, {"430281", "2018-06", map[string]string{}}, {"D01", "2017", map[string]string{}}, {"D06", "2017", map[string]string{}},
		{"P02", "2018", map[string]string{"park_intensity": "park_investment/park_land*1"}},
	} {
		if d := cmp.Diff(c.want, derived(sheets(t, c.unit, c.when)[0])); d != "" {
			t.Errorf("%s %s: %s", c.unit, c.when, d)
		}
	}
	p, set := loadForms(t)
	for i := range p.Indicators {
		if p.Indicators[i].Code == "gdp" {
			p.Indicators[i].GrowthOnlyFrom = 2018
		}
	}
	u, _ := p.Unit("430281")
	for when, want := range map[string]int{"2017": 4, "2018": 2} {
		if got := derived(set.Sheets(p, u, period(t, when))[0]); len(got) != want {
			t.Errorf("%s: %v", when, got)
		}
	}
}
