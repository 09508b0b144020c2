package validate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// projectRow is a project in order, as a row of the list.
var projectRow = []string{"project:1.name", "陶瓷产业园标准厂房", "project:1.total_plan", "82000", "project:1.year_plan", "30000", "project:1.year_done", "31200",
	"project:1.planned_start", "2018-03-01", "project:1.real_start", "2018-03-05", "project:1.stage", "在建"}

// What a project's row says has to fit together and to the period.
func TestProjects(t *testing.T) {
	one := func(id, want string, change ...string) oneChange {
		for i := 0; i < len(change); i += 2 {
			change[i] = "project:1." + change[i]
		}
		return oneChange{rule: id, unit: "430281", form: "project", when: "2018-06", base: projectRow, change: change, want: want}
	}
	tasks := records{"D03 T25 2018-05 30 -"}
	tryChanges(t, []oneChange{
		one("T01", "第1个项目本年完成投资82001万元，超过总投资82000万元。", "year_done", "82001"),
		one("T02", "第1个项目年度计划投资90000万元，超过总投资82000万元。", "year_plan", "90000"),
		one("T03", "第1个项目本年完成投资46000万元，为年度计划30000万元的153.33%。", "year_done", "46000"),
		one("T04", "第1个项目实际开工填的是2018-07-02，晚于报告期最后一天2018-06-30。", "real_start", "2018-07-02"),
		one("T05", "第1个项目阶段为「在建」，但没有填实际开工日期。", "real_start", ""),
		one("T06", "第1个项目阶段为「前期」，却填了实际开工日期2018-03-05。", "stage", "前期"),
		one("T07", "第1个项目阶段为「前期」，本年已完成投资31200万元，超过年度计划的50%。", "stage", "前期"),
		one("T08", "第1个项目计划2018-03-01开工，至2018-06-30尚未开工，已逾期121天。", "real_start", ""), // 30+30+31+30
		one("T09", "第1个项目计划2018-03-01开工，实际2018-04-02开工，晚了32天。", "real_start", "2018-04-02"),
		one("T10", "第1个项目整改期限为2018-06-20，至2018-06-30已过10天，仍有问题：配套道路未通。", "deadline", "2018-06-20", "problem", "配套道路未通"),
		one("T11", "第1个项目阶段为「停工」，但没有写明存在的问题。", "stage", "停工"),
		one("T12", "第1个项目阶段为「竣工」，却填了下一节点：主体封顶。", "stage", "竣工", "next_node", "主体封顶"),
		{rule: "T13", unit: "D03", form: "department_tasks", when: "2018-06", base: []string{"T25.value", "31"}, past: tasks, change: []string{"T25.value", "6"},
			want: "「创新平台：众创空间等科技企业孵化器」完成数6家，小于2018年1—5月已报的30家。"},
		{rule: "T14", unit: "D03", form: "department_tasks", when: "2018-06", base: []string{"T25.value", "31"}, change: []string{"T25.value", "310"},
			want: "「创新平台：众创空间等科技企业孵化器」完成数310家，超过2021年目标50家的3倍。"},
		{rule: "T15", unit: "D09", form: "department_tasks", when: "2018-06", base: []string{"T06.value", "98"}, change: []string{"T06.value", "109"},
			want: "「烟花爆竹：生产企业标准化达标率」填报为109%，超过100%。"},
	})
}

// The city's year against the plan. 93 % in 2016 and 95 % in 2021 make 93.4 % a year
// later; 3900 ÷ 2500 over four years is 11.76 % a year, and 2500 is 0.46 % above 2488.5.
func TestPlanFamily(t *testing.T) {
	printed := records{"D06 waste_reuse 2016 93 -", "D01 gdp 2016 2488.5 -", "D01 industry_va 2016 1084.9 -", "D06 sewage 2016 100 -"}
	one := func(id, unit, item, good, bad, want string) oneChange {
		return oneChange{rule: id, unit: unit, form: "department", when: "2017", base: []string{item + ".value", good}, past: printed, change: []string{item + ".value", bad}, want: want}
	}
	tryChanges(t, []oneChange{
		one("Q01", "D06", "waste_reuse", "93.5", "93.3", "约束性指标「工业固体废弃物综合利用率」为93.3%，没有达到当年应达水平93.4%（2021年目标95%）。"),
		one("Q02", "D01", "gdp", "2580.4", "3900", "「地区生产总值」为3900亿元，已达到或好于2021年目标3900亿元。"),
		one("Q03", "D01", "industry_va", "1100", "1005", "「规模工业增加值」为1005亿元，不及基年的1084.9亿元。"),
		one("Q04", "D01", "gdp", "2800", "2500", "「地区生产总值」要达到2021年目标3900亿元，今后年均速度需为11.76%，超过已有最好年份0.46%的2倍。"),
		one("Q05", "D06", "sewage", "100", "99", "「污水集中处理设施建设及在线监控装置安装率」为99%，低于应保持的100%。"),
	})
}

// Forty-five figures whose last digit is 5, and round ones. The chi-square figure of
// 45 equal digits is 45² × 9 ÷ 45 − 45 = 360.
func TestDigits(t *testing.T) {
	ctx := context(t, "2017", nil)
	fill := func(figure func(i int) string) Outcome {
		var given []stat.Observation
		i := 0
		for _, ind := range slices.Concat(codes(ctx)) {
			for _, m := range []string{"value", "current", "growth"} {
				if i++; i <= 45 {
					given = append(given, submission("430281", "county", ind+"."+m, figure(i))...)
				}
			}
		}
		out, err := Submission(ctx, given)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		rule, want string
		figure     func(i int) string
	}{
		{"X01", "", func(i int) string { return fmt.Sprintf("%d.%d", 10+i, 1+i%9) }},
		{"X01", "全表45个三位以上的数字，末位（不计0）1至9出现得不均匀：卡方值360，超过临界值20.09。", func(i int) string { return fmt.Sprintf("%d.5", 10+i) }},
		{"X03", "", func(i int) string { return fmt.Sprintf("%d.5", 10+i) }},
		{"X03", "全表45个三位以上的数字中，有45个是整十数，超过60%。", func(i int) string { return fmt.Sprintf("%d0", 10+i) }},
	} {
		if got := strings.Join(failed(c.rule, fill(c.figure).Results), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
	}
}

func codes(ctx Context) []string {
	var list []string
	for _, i := range ctx.Plan.Indicators {
		list = append(list, i.Code)
	}
	return list
}

// city are the units' figures of one item: nine counties with a share each, and
// the department that owns it.
func city(form map[string]string, changes ...string) []stat.Observation {
	var all []stat.Observation
	for _, u := range []string{"430202", "430203", "430204", "430211", "430212", "430223", "430224", "430225", "430281"} {
		pairs := []string{"gdp.value", form[u], "gdp.growth", form[u+"g"]}
		if i := slices.Index(changes, u); i >= 0 {
			pairs = append(pairs, changes[i+1], changes[i+2])
		}
		all = append(all, submission(u, "county", pairs...)...)
	}
	pairs := []string{"gdp.value", "1000", "gdp.growth", "8", "industry_va.value", "400"}
	if i := slices.Index(changes, "D01"); i >= 0 {
		pairs = append(pairs, changes[i+1], changes[i+2])
	}
	all = append(all, submission("D01", "department", pairs...)...)
	parks := []string{"park_gdp.value", "200", "park_industry_va.value", "90"}
	if i := slices.Index(changes, "P03"); i >= 0 {
		parks = append(parks, changes[i+1], changes[i+2])
	}
	all = append(all, submission("P03", "park", parks...)...)
	return append(all, submission("430281", "county", "industry_va.value", "100")...)
}

// shared are the counties' figures: they add up to 990, and grow by 7 to 9.
var shared = map[string]string{"430202": "90", "430203": "130", "430204": "110", "430211": "131", "430212": "50", "430223": "150", "430224": "70", "430225": "30", "430281": "229",
	"430202g": "7", "430203g": "7.5", "430204g": "7.8", "430211g": "8.1", "430212g": "8.2", "430223g": "8.5", "430224g": "8.6", "430225g": "8.8", "430281g": "9"}

// Units against each other: each case is one figure changed.
func TestUnits(t *testing.T) {
	ctx := context(t, "2017", nil)
	ctx.History, ctx.Past = records{"430281 gdp 2016 220 -", "D01 gdp 2016 960 -"}.of(t)
	run := func(given []stat.Observation) Outcome {
		out, err := Across(ctx, func(code string) ([]stat.Observation, error) {
			return slices.DeleteFunc(slices.Clone(given), func(o stat.Observation) bool { return o.Item != code }), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	base := run(city(shared))
	for _, r := range base.Results {
		if r.Outcome == rule.Fail {
			t.Errorf("before the change: %s %s", r.Rule, r.Message)
		}
	}
	for _, c := range []struct {
		rule, unit string
		change     []string
		want       string
	}{
		{"U05", "P03", []string{"P03", "park_gdp.value", "229.1"}, "园区生产总值229.1亿元，超过所在县市区地区生产总值合计229亿元。"},
		{"U06", "P03", []string{"P03", "park_industry_va.value", "100.5"}, "园区规模以上工业增加值100.5亿元，超过所在县市区规模工业增加值合计100亿元。"},
		{"U07", "D01", []string{"D01", "industry_va.value", "80"}, "1个园区规模以上工业增加值合计90亿元，超过全市规模工业增加值80亿元。"},
		{"U08", "D01", []string{"D01", "gdp.value", "150"}, "1个园区生产总值合计200亿元，超过全市地区生产总值150亿元。"},
		{"U10", "430281", []string{"430281", "gdp.value", "265"}, "「地区生产总值」为265亿元，占部门全市数的26.5%，上年同期占22.92%，变动超过3个百分点。"}, // 220/960
		{"U11", "D01", []string{"D01", "gdp.growth", "6.9"}, "「地区生产总值」全市增速6.9%，9个县市区的增速都高于全市（最低7%）。"},
		{"U12", "D01", []string{"D01", "gdp.growth", "9.1"}, "「地区生产总值」全市增速9.1%，9个县市区的增速都低于全市（最高9%）。"},
		{"U13", "430281", []string{"430281", "gdp.growth", "14.5"}, "「地区生产总值」同比增速为14.5%，全市为8%，相差超过6个百分点。"},
		{"U14", "430281", []string{"430281", "gdp.value", "2290"}, "「地区生产总值」为2290亿元，大于部门报送的全市数1000亿元。"},
	} {
		var got []string
		for _, r := range run(city(shared, c.change...)).Results {
			if r.Rule == c.rule && r.Outcome == rule.Fail {
				got = append(got, r.Message)
				if r.Subject.Unit != c.unit || r.Source.Cell == "" || r.Subject.Form == "" || r.Severity.Returns() {
					t.Errorf("%s: about %+v at %s", c.rule, r.Subject, r.Source)
				}
			}
		}
		if !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s:\ngot  %v\nwant %s", c.rule, got, c.want)
		}
	}
}

// Six counties with one and the same figure are told, each of them, and no other; a
// unit's own explanation counts.
func TestUnitsAlike(t *testing.T) {
	ctx := context(t, "2017", nil)
	alike := map[string]string{}
	for k, v := range shared {
		alike[k] = v
	}
	for i, u := range []string{"430202", "430203", "430204", "430211", "430212", "430223"} {
		alike[u] = "101.01"
		if i < 5 {
			alike[u+"g"] = "8"
		}
	}
	given := append(city(alike), submission("430202", "county", "gdp.note", "按统一部署由市里核定分配")...)
	out, err := Across(ctx, func(code string) ([]stat.Observation, error) {
		return slices.DeleteFunc(slices.Clone(given), func(o stat.Observation) bool { return o.Item != code }), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "「地区生产总值」填报为101.01亿元，另有5个同类单位填报同一个数。"
	if got := failed("U15", out.Results); len(got) != 6 || got[0] != want {
		t.Errorf("%v", got)
	}
	if got := failed("U16", out.Results); len(got) != 0 { // four others of eight are half, no more
		t.Errorf("%v", got)
	}
	for _, r := range out.Results {
		if r.Rule == "U15" && (r.Explained != "") != (r.Subject.Unit == "430202") {
			t.Errorf("%s: explained %q", r.Subject.Unit, r.Explained)
		}
	}
}
