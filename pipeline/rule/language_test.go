package rule

import (
	"errors"
	"os"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Units of measure are checked when the book is loaded, and so is what a scope may
// look at; the fault names the line and the character.
func TestUnitsOfMeasure(t *testing.T) {
	for _, c := range []struct {
		scope          Scope
		at, expr, want string
	}{
		{"form", "gdp.value", "gdp.value <= fai.value", ""},
		{"form", "gdp.value", "gdp.value + rd_intensity.value > 0", "第11字符处（「亿元」与「%」不能相加减）"},
		{"form", "gdp.value", "gdp.value <= trade.value", "第11字符处（「亿元」与「亿美元」不能比较）"},
		{"form", "gdp.value", "park_investment.value <= gdp.value", "第23字符处（「万元」与「亿元」不能比较）"},
		{"form", "gdp.value", "park_investment.value <= gdp.value * 10000", ""},
		{"form", "gdp.value", "park_investment.value <= gdp.value * 1000", "第23字符处（「万元」与「亿元」不能比较）"},
		{"form", "gdp.value", "park_investment.value / 10000 <= gdp.value", ""},
		{"form", "gdp.value", "rd_intensity.value <= rd_expenditure.value / gdp.value * 100", ""},
		{"form", "gdp.value", "rd_intensity.value <= rd_expenditure.value / gdp.value", "第20字符处（「%」与「亿元/亿元」不能比较）"},
		{"form", "gdp.value", "water_use.value <= water_volume.value / gdp.value", ""}, // 万立方米/亿元 is 立方米/万元
		{"form", "gdp.value", "water_use.value <= waste_used.value / gdp.value", "第17字符处（「立方米/万元」与「万吨/亿元」不能比较）"},
		{"form", "gdp.value", "max(gdp.value, gdp.growth) > 0", "第1字符处（「亿元」与「%」不能比较）"},
		{"form", "gdp.value", "gdp.value <= 5 and gdp.value >= -5", ""},
		{"form", "gdp.value", "value >= 0", "第1字符处（表内关系要写明指标，例如 gdp.value）"},
		{"form", "gdp.value", "gdp.last.value >= 0", "第5字符处（不认识「last」，或该范围的规则不能使用）"},
		{"row", "value", "value <= growth", "第7字符处（「本项」与「%」不能比较）"},
		{"row", "value", "abs(growth - (value / prior - 1) * 100) <= 1", ""},
		{"row", "stage", "stage == '在建' or year_done <= total_plan", ""},
		{"row", "stage", "stage >= 5", "第1字符处（「stage」是文字，不能计算）"},
		{"row", "value", "value == '在建'", "第7字符处（只有文字栏目可以与文字比较，用 == 或 !=）"},
		{"row", "real_start", "real_start <= period.end", ""},
		{"row", "real_start", "real_start <= total_plan", "第12字符处（「日」与「万元」不能比较）"},
		{"cross_period", "value", "value <= last.value * 2 and past.n > 3", ""},
		{"cross_period", "value", "value <= city.value", "第10字符处（不认识「city」，或该范围的规则不能使用）"},
		{"cross_period", "value", "value <= past.growth_median", "第7字符处（「本项」与「%」不能比较）"},
		{"cross_period", "value", "value <= last.valeu", "第15字符处（不认识「valeu」，或该范围的规则不能使用）"},
		{"cross_unit", "value", "value / city.value <= counties.n", ""},
		{"cross_unit", "park_gdp.value", "park_gdp.value <= gdp.districts.sum", ""},
		{"cross_unit", "park_gdp.value", "park_gdp.value <= trade.districts.sum", "第16字符处（「亿元」与「亿美元」不能比较）"},
		{"plan", "value", "value <= plan.target", ""},
		{"plan", "value", "value <= plan.yearly", "第7字符处（「本项」与「%」不能比较）"},
	} {
		_, err := tried(t, c.scope, c.at, c.expr)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.expr, err)
			}
			continue
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", c.expr, err, c.want)
		}
	}
	_, err := withOwn(t, ownRule("gdp.value <= trade.value"))
	var f *fault.Fault
	if !errors.As(err, &f) || f.Where != "templates/"+ownFile+" 第7行" || f.What != "审核规则「Z09」的表达式有误：第11字符处（「亿元」与「亿美元」不能比较）" {
		t.Errorf("%v", err)
	}
}

// What a rule says of itself has to hold together.
func TestRuleChecked(t *testing.T) {
	for _, c := range []struct{ name, old, new, what, where string }{
		{"no example", "    examples:\n      - {want: pass, given: {}}\n      - {want: fail, given: {}}\n", "", "审核规则「Z09」缺少例子", "第2行"},
		{"no failing example", "      - {want: fail, given: {}}\n", "", "审核规则「Z09」缺少例子", "第2行"},
		{"an example's word", "want: fail", "want: no", "审核规则「Z09」的例子「no」不认识", "第13行"},
		{"an example's operand", "want: fail, given: {}", "want: fail, given: {fai.value: 3}", "审核规则「Z09」的例子给了表达式没有的「fai.value」", "第13行"},
		{"a text that nothing fills", "不符。", "不符{expected}。", "审核规则「Z09」的文字中有填不上的「{expected}」", "第9行"},
		{"two tolerances", "params: {tol: 0.1}", "tolerance: {absolute: 1, rounding: 2}", "审核规则「Z09」的容差要写明一种", "第8行"},
		{"tol twice", "params: {tol: 0.1}", "params: {tol: 0.1}\n    tolerance: {absolute: 1}", "审核规则「Z09」把 tol 写了两次", "第9行"},
		{"by of nothing", "params: {tol: 0.1}", "params: {tol: 0.1}\n    by: {swing: {gdp: 3}}", "审核规则「Z09」的 by 提到未知的参数「swing」", "第9行"},
		{"by of no item", "params: {tol: 0.1}", "params: {tol: 0.1}\n    by: {tol: {gnp: 3}}", "审核规则「Z09」的 by 提到未知的指标「gnp」", "第9行"},
		{"a period", "scope: form", "scope: form\n    periods: [yearly]", "审核规则「Z09」的报告期「yearly」不认识", "第6行"},
		{"a unit", "scope: form", "scope: form\n    units: [P99]", "审核规则「Z09」提到未知的单位「P99」", "第6行"},
		{"units against each other send nothing back", "level: 核实性\n    scope: form", "level: 准强制性\n    scope: cross_unit", "审核规则「Z09」跨单位比较，级别不得高于核实性", "第4行"},
		{"nothing to override", "id: Z09", "id: Z09\n    overrides: true", "审核规则「Z09」没有可改写的规则", "第3行"},
		{"an override without the check's parameter", "id: Z09", "id: U02\n    overrides: true", "审核规则「U02」改写时缺少参数「pct」，程序会用到它", "第2行"},
	} {
		_, err := withOwn(t, strings.Replace(ownRule("gdp.value >= 0"), c.old, c.new, 1))
		var f *fault.Fault
		if !errors.As(err, &f) || f.What != c.what || f.Where != "templates/"+ownFile+" "+c.where || f.Remedy == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A workspace's rule takes the place of ours only if it says so, and as a whole.
func TestOverride(t *testing.T) {
	own := strings.Replace(ownRule("gdp.value >= 0"), "id: Z09", "id: P01\n    overrides: true", 1)
	for _, name := range []string{"rules/99-own.yaml", "rules/00-own.yaml"} {
		p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
		if err != nil {
			t.Fatal(err)
		}
		book, err := Load(withFile(t, name, own), "templates", p)
		if err != nil {
			t.Fatal(err)
		}
		r, _ := book.Rule("P01")
		if r.Name != "自定规则" || r.Severity() != Verify || len(r.Forms) != 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// The tolerance is a figure, a share of the figure pointed at, or what rounding of
// the coarsest operand leaves: gdp has two decimals, hightech_firms none.
func TestTolerance(t *testing.T) {
	for _, c := range []struct {
		tolerance, expr string
		given           []string
		want            Outcome
	}{
		{"absolute: 0.5", "abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "10", "fai.value", "10.5"}, Pass},
		{"absolute: 0.5", "abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "10", "fai.value", "10.51"}, Fail},
		{"relative: 2", "abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "10", "fai.value", "10.2"}, Pass},
		{"relative: 2", "abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "10", "fai.value", "10.21"}, Fail},
		{"rounding: 3", "abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "10", "fai.value", "10.015"}, Pass},
		{"rounding: 3", "abs(gdp.value - fai.value) <= tol", []string{"gdp.value", "10", "fai.value", "10.016"}, Fail},
		{"rounding: 1", "abs(gdp.value - hightech_firms.value * gdp.value / gdp.value * gdp.prior / hightech_firms.value) <= tol",
			[]string{"gdp.value", "10", "gdp.prior", "10.5", "hightech_firms.value", "7"}, Pass},
	} {
		book, err := withOwn(t, strings.Replace(ownRule(c.expr), "params: {tol: 0.1}", "tolerance: {"+c.tolerance+"}", 1))
		if err != nil {
			t.Fatal(err)
		}
		r, _ := book.Rule("Z09")
		if got, _ := r.Evaluate(figures(c.given...)); got != c.want {
			t.Errorf("%s: %s with %v: %d, want %d", c.tolerance, c.expr, c.given, got, c.want)
		}
	}
}

// Periods and units of a rule.
func TestFor(t *testing.T) {
	for _, c := range []struct {
		periods, units []string
		when           string
		want           bool
	}{
		{nil, nil, "2018", true},
		{[]string{"year"}, nil, "2018", true},
		{[]string{"year"}, nil, "2018-12", false},
		{[]string{"month"}, nil, "2018", false},
		{[]string{"month"}, nil, "2018-Q2", true},
		{[]string{"quarter"}, nil, "2018-06", true},
		{[]string{"quarter"}, nil, "2018-05", false},
		{[]string{"05", "06"}, nil, "2018-Q2", true},
		{[]string{"05"}, nil, "2018-06", false},
		{nil, []string{"county"}, "2018", true},
		{nil, []string{"430281"}, "2018", true},
		{nil, []string{"park", "430202"}, "2018", false},
	} {
		period, err := stat.ParsePeriod(c.when)
		if err != nil {
			t.Fatal(err)
		}
		r := Rule{Periods: c.periods, Units: c.units}
		if got := r.For(&plan.Unit{Code: "430281", Kind: plan.County}, period); got != c.want {
			t.Errorf("%v %v on %s: %v", c.periods, c.units, c.when, got)
		}
	}
}
