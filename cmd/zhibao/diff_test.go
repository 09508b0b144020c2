package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type change struct {
	Name, Old, New string
	OldFrom        string `json:"old_from"`
	NewFrom        string `json:"new_from"`
	Reasons        []string
	Verdict        bool
}

type difference struct {
	Old, New                   struct{ Number int }
	Notes                      []string
	Reported, Planned, Follows []change
}

// told are the changes of some figures, each as name: old → new.
func told(list []change, names ...string) []string {
	var out []string
	for _, c := range list {
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(c.Name, n) }) {
			out = append(out, c.Name+"："+c.Old+" → "+c.New)
		}
	}
	return out
}

// The revision round: the retail sales of 2017 are revised three times, the last
// time with the base year. All expected figures are worked out by hand: with base
// 938.5 and target 1650 the progress of 1038.5 is 100/711.5 = 14.1 %, of 1060
// 121.5/711.5 = 17.1 %, of 1120 181.5/711.5 = 25.5 %; with base 1000 that of 1130 is
// 130/650 = 20.0 %. Time progress is 20 %, the cut-offs are 5 and −5 points. The
// growths are 10.66, 12.95, 19.34 and 13 % against a goal of 12; needed in four
// years are 12.27, 11.70, 10.17 and 9.93 %.
func TestRevisionRound(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	must(t, dir, 1, "run", month)
	workbook := filepath.Join(dir, "inputs", "2017", "D01-市统计局.xlsx")
	revise := func(v any) {
		setCell(t, workbook, "部门表", "D11", v)
		setCell(t, workbook, "部门表", "H11", "修订")
		setCell(t, workbook, "部门表", "I11", "根据年报核实结果修订，补充限额以上新入库单位的数据。")
	}
	rounds := []struct {
		value           float64
		base            string
		level, growth   string
		figures         []string
		needed, planned []string
	}{
		{1060, "", "滞后 → 基本符合预期", "未达到 → 达到", []string{"线性进度：14.1 → 17.1", "与时序进度差：-5.9 → -2.9", "年均增速：10.7 → 12.9"}, []string{"12.27 → 11.70"}, nil},
		{1120, "", "基本符合预期 → 快于预期", "", []string{"线性进度：17.1 → 25.5", "与时序进度差：-2.9 → 5.5", "年均增速：12.9 → 19.3"}, []string{"11.70 → 10.17"}, nil},
		{1130, "1000", "快于预期 → 基本符合预期", "", []string{"线性进度：25.5 → 20.0", "与时序进度差：5.5 → 0.0", "年均增速：19.3 → 13.0"}, []string{"10.17 → 9.93"},
			[]string{"社会消费品零售总额，方案所印2016年数：938.5 → 1000"}},
	}
	last := "1038.5"
	for _, r := range rounds {
		args := []string{"diff", "2017", "--json"}
		if r.base != "" {
			file := filepath.Join(dir, "inputs", "plan", "indicators.yaml")
			write(t, file, strings.Replace(read(t, file), `"2016": 938.5`, `"2016": `+r.base, 1))
		}
		revise(r.value)
		if got := invoke(dir, "run", "2017"); got.code > 1 {
			t.Fatal(got.err)
		}
		d := dumped[difference](t, dir, args...)
		name := "社会消费品零售总额，"
		want := []string{}
		for _, f := range r.figures {
			want = append(want, name+f)
		}
		got := told(d.Follows, name+"线性", name+"与时序", name+"年均增速")
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: -want +got\n%s", r.value, diff)
		}
		if diff := cmp.Diff([]string{name + "今后年均所需增速：" + r.needed[0]}, told(d.Follows, name+"今后")); diff != "" {
			t.Errorf("%v: -want +got\n%s", r.value, diff)
		}
		if diff := cmp.Diff([]string{name + "绝对值评价：" + r.level}, told(d.Follows, name+"绝对值评价")); diff != "" || !d.Follows[0].Verdict {
			t.Errorf("%v: -want +got\n%s", r.value, diff)
		}
		var growth []string
		if r.growth != "" {
			growth = []string{name + "增速评价：" + r.growth}
		}
		if diff := cmp.Diff(growth, told(d.Follows, name+"增速评价")); diff != "" {
			t.Errorf("%v: -want +got\n%s", r.value, diff)
		}
		if diff := cmp.Diff(r.planned, told(d.Planned, "")); diff != "" {
			t.Errorf("%v: plan: -want +got\n%s", r.value, diff)
		}
		if len(d.Reported) != 1 || d.Reported[0].Old != last || !strings.Contains(strings.Join(d.Reported[0].Reasons, "\n"), "核实说明：「根据年报核实结果修订") ||
			d.Reported[0].NewFrom != "inputs/2017/D01-市统计局.xlsx 部门表!D11" {
			t.Errorf("%v: reported: %+v", r.value, d.Reported)
		}
		last = d.Reported[0].New
	}
	checkLaterPeriod(t, dir)
	checkAllVersions(t, dir)
}

// The half year of 2018 rests on 2017: 491.6 of 1038.5 is 47.3 %, of 1130 43.5 %.
func checkLaterPeriod(t *testing.T, dir string) {
	t.Helper()
	d := dumped[difference](t, dir, "diff", month, "--json")
	if diff := cmp.Diff([]string{"社会消费品零售总额，上年同期完成全年的比重：47.3 → 43.5"}, told(d.Follows, "社会消费品零售总额，上年同期")); diff != "" {
		t.Errorf("%s: -want +got\n%s", month, diff)
	}
	if diff := cmp.Diff([]string{"社会消费品零售总额，方案所印2016年数：938.5 → 1000"}, told(d.Planned, "")); diff != "" {
		t.Errorf("%s: plan: -want +got\n%s", month, diff)
	}
	older := dumped[difference](t, withoutSources(t, dir), "diff", month, "--json")
	if len(older.Notes) == 0 || !strings.Contains(older.Notes[len(older.Notes)-1], "旧数按现行方案重算") {
		t.Errorf("the plan's change is not told: %v", older.Notes)
	}
	if got := must(t, dir, 2, "diff", "2017", "--since", "99"); !strings.Contains(got.err, "2017 的运行有：第1次、第3次、第4次、第5次") {
		t.Error(got.err)
	}
	if got := must(t, dir, 2, "diff", month, "--plan", filepath.Join(dir, "inputs", "plan")); !strings.Contains(got.err, "校验码应为") {
		t.Error(got.err)
	}
}

// Every version of the figure stays in its history, with its state and its cell.
func checkAllVersions(t *testing.T, dir string) {
	t.Helper()
	type figure struct {
		Period, Value, Origin, Vintage, Column string
		Used                                   bool
	}
	s := dumped[struct{ Figures []figure }](t, dir, "history", "株洲市", "社会消费品零售总额", "--json")
	var got []figure
	for _, f := range s.Figures {
		if f.Period == "2017" && strings.HasPrefix(f.Column, "本年累计") || f.Period == "2016" && f.Origin == "plan" {
			got = append(got, f)
		}
	}
	column := "本年累计（期末值）"
	want := []figure{
		{"2016", "1000", "plan", "", column, true}, {"2017", "1038.5", "plan", "", column, false},
		{"2017", "1038.5", "ledger", "", column, false}, {"2017", "1060", "ledger", "修订", column, false},
		{"2017", "1120", "ledger", "修订", column, false}, {"2017", "1130", "ledger", "修订", column, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history: -want +got\n%s", diff)
	}
	text := must(t, dir, 0, "history", "市统计局", "社会消费品零售总额").out
	for _, want := range []string{"1060亿元　修订，已由后来的数取代", "1130亿元　【采用】修订", "方案所印：inputs/plan/indicators.yaml 第71行", "第4次运行"} {
		if !strings.Contains(text, want) {
			t.Errorf("history lacks %s:\n%s", want, text)
		}
	}
}

// Weights, methods, rounding and the settings of the blocks of the scheme are named, old
// and new, with their lines.
func TestDiffScheme(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	const scheme = "inputs/plan/scheme.yaml"
	swap(t, dir, scheme, `version: "2"`, `version: "试行"`)
	swap(t, dir, scheme, "progress: linear", "progress: log")
	swap(t, dir, scheme, "progress_of: {}", "progress_of: {gdp: linear}")
	swap(t, dir, scheme, "rounding: half_up", "rounding: gb_t_8170")
	swap(t, dir, scheme, "  gdp: geometric", "  gdp: linear")
	swap(t, dir, scheme, "  gdp: 10\n  industry_va: 10", "  gdp: 12\n  industry_va: 8")
	swap(t, dir, scheme, "answer_days: 7", "answer_days: 10")
	swap(t, dir, scheme, "T03, T25, ", "T25, ")
	swap(t, dir, scheme, "    static: 32\n    dynamic: 48\n", "    static: 30\n    dynamic: 50\n")
	swap(t, dir, scheme, "  missing: exclude", "  missing: zero")
	swap(t, dir, scheme, "bonus: []", `bonus: [{period: "2018", name: 获评示范, points: 1}]`)
	swap(t, dir, scheme, "    static: of_best", "    static: of_mean")
	swap(t, dir, scheme, "energy_cut: 5, water_use: 5}", "energy_cut: 10}")
	swap(t, dir, scheme, "target: 40, static: 10, dynamic: 50", "target: 30, static: 20, dynamic: 50")
	swap(t, dir, scheme, "tasks_against: time\n    suggest: 3", "tasks_against: target\n    suggest: 5")
	swap(t, dir, scheme, "    most_late: 3\n", "")
	swap(t, dir, "inputs/plan/indicators.yaml", "    target: 3900\n", "    target: 3900\n    annual_targets: {\"2017\": 2600}\n")
	if got := invoke(dir, "run", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	d := dumped[difference](t, dir, "diff", "2017", "--json")
	want := []string{
		"地区生产总值，2017年年度目标： → 2600",
		"测算方案：默认测算方案，第2版 → 默认测算方案，第试行版", "修约规则：四舍五入 → 四舍六入五成双", "进度算法：线性 → 对数",
		"地区生产总值，年度目标的分解：每年同一增速 → 每年同一增量",
		"地区生产总值，权重：10 → 12", "规模工业增加值，权重：10 → 8",
		"重大项目，督办通知的反馈期限：7 → 10",
		"行动任务，可与时序进度比较的：T03、T25、T27、T28、T32、T33、T34、T35、T36、T37 → T25、T27、T28、T32、T33、T34、T35、T36、T37",
		"评分，静态水平的比重：32 → 30", "评分，动态增长的比重：48 → 50", "评分，应评而缺数的指标：不计，其余权重按比例放大 → 计0分",
		"评分，加分事由： → 2018期获评示范1分", "同类单位评分，静态水平：与最好的比 → 与平均比",
		"县市区评优，单位地区生产总值能源消耗降低的权重：5 → 10",
		"园区评优，目标任务的比重：40 → 30", "园区评优，静态水平的比重：10 → 20",
		"市直部门评优，任务算法：与五年时序进度比 → 与五年目标比", "市直部门评优，建议名额：3 → 5", "评优否决，迟报超过：3 → ",
		"县市区评优，单位地区生产总值水耗水平的权重：5 → ",
	}
	if diff := cmp.Diff(want, told(d.Planned, "")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, c := range d.Planned {
		if c.Old == "" && c.OldFrom == "" && c.NewFrom != "" {
			continue // it stood nowhere
		}
		if !strings.HasPrefix(c.OldFrom, "当时的scheme.yaml 第") || c.New != "" && !strings.HasPrefix(c.NewFrom, "inputs/plan/scheme.yaml 第") || strings.Contains(c.OldFrom+c.NewFrom, "第0行") {
			t.Errorf("%s: from %s, %s", c.Name, c.OldFrom, c.NewFrom)
		}
	}
	lines := strings.Split(read(t, filepath.Join(dir, scheme)), "\n")
	for name, text := range map[string]string{"园区评优，目标任务的比重": "parts: {target: 30,", "市直部门评优，建议名额": "suggest: 5", "同类单位评分，静态水平": "static: of_mean", "评分，静态水平的比重": "static: 30"} {
		for _, c := range d.Planned {
			var line int
			if _, err := fmt.Sscanf(c.NewFrom, scheme+" 第%d行", &line); c.Name == name && (err != nil || !strings.Contains(lines[line-1], text)) {
				t.Errorf("%s stands at %s: %v", name, c.NewFrom, err)
			}
		}
	}
}
