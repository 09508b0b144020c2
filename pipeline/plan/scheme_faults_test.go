package plan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A scheme that does not hold together, or yearly targets out of place, are refused
// with file, line and remedy. at is the text on the line that the fault names, after
// another file and a colon if the fault is not where the change was.
func TestSchemeRefused(t *testing.T) {
	const paths = "可用的写法：geometric（每年等比）、linear（每年等量）、product（逐年复合降低）、cumulative（累计法）、step（每年都按目标值）。"
	const bases = "可用的写法：of_goal（与目标比）、of_rate（与目标增速比）、of_best（与最好的比）、of_mean（与平均比）、of_range（在最差与最好之间的位置）。"
	for _, c := range []struct{ name, file, old, new, at, what, remedy string }{
		{"indicator without a path", "scheme.yaml", "  retail: geometric\n", "", "  gdp: geometric", "测算方案没有写明指标「社会消费品零售总额」（retail）的年度路径算法", "请在 paths 中补上一行，如 retail: geometric。"},
		{"path of nothing", "scheme.yaml", "  retail: geometric", "  retails: geometric", "", "测算方案的年度路径提到未知指标「retails」", useKnownCodes},
		{"unknown path", "scheme.yaml", "  retail: geometric", "  retail: even", "", "指标「社会消费品零售总额」的年度路径算法「even」不认识", paths},
		{"product without a goal", "scheme.yaml", "  retail: geometric", "  retail: product", "", "指标「社会消费品零售总额」没有五年累计目标，不能用复合法定年度路径", "请在 indicators.yaml 中写明 cumulative_target，或改用其他写法。"},
		{"a goal without product", "scheme.yaml", "  energy_cut: product", "  energy_cut: linear", "", "指标「单位地区生产总值能源消耗降低」有五年累计目标，年度路径只能用复合法", "请写成 product。"},
		{"geometric from nothing", "indicators.yaml", `{"2016": 938.5, "2017": 1038.5}`, `{"2016": 0, "2017": 1038.5}`, "scheme.yaml:  retail: geometric", "指标「社会消费品零售总额」的基数或目标不是正数，不能按等比增长定年度路径", "请改用 linear（每年等量）。"},
		{"indicator without a weight", "scheme.yaml", "  sewage: 4\n", "", "  gdp: 10", "测算方案没有写明指标「污水集中处理设施建设及在线监控装置安装率」（sewage）的权重", "请在 weights 中补上；不参加评分的指标写0。"},
		{"negative weight", "scheme.yaml", "  sewage: 4", "  sewage: -4", "", "测算方案中「sewage」的权重缺失或为负", "权重应为0至100的数；不参加评分的指标写0。"},
		{"parts do not sum", "scheme.yaml", "    target: 20", "    target: 25", "", "评分各部分的比重合计为105，不等于100", "请调整 target、static、dynamic，使合计为100。"},
		{"a part is missing", "scheme.yaml", "    static: 32\n", "", "    target: 20", "评分各部分的比重 static 缺失或为负", "请写明 target、static、dynamic 三项，合计100。"},
		{"cap over 100", "scheme.yaml", "  cap: 100", "  cap: 120", "", "评分的单项最高分缺失或不在0至100之间", "请写成 cap: 100。"},
		{"absent weight", "scheme.yaml", "  missing: exclude", "  missing: skip", "", "评分的 missing 写成了「skip」", "可用的写法：exclude（不计，其余权重按比例放大）、zero（计0分）。"},
		{"no absent weight", "scheme.yaml", "  missing: exclude\n", "", "  parts:", "评分的 missing 写成了「」", "可用的写法：exclude（不计，其余权重按比例放大）、zero（计0分）。"},
		{"unknown basis", "scheme.yaml", "    static: of_best", "    static: of_top", "", "各单位评分的 static 写成了「of_top」", bases},
		{"grades out of order", "scheme.yaml", "{name: 良好, least: 80}", "{name: 良好, least: 95}", "", "等次颠倒：「良好」的最低分95不低于前一等次「优秀」的90", "请从高到低排列。"},
		{"grade twice", "scheme.yaml", "{name: 良好, least: 80}", "{name: 优秀, least: 80}", "", "等次「优秀」写了两次", "请给每个等次一个不同的名称。"},
		{"grade over 100", "scheme.yaml", "{name: 优秀, least: 90}", "{name: 优秀, least: 900}", "", "等次「优秀」的最低分900不在0至100之间", "请改正 least。"},
		{"grade without a name", "scheme.yaml", "{name: 良好, least: 80}", "{least: 80}", "", "第2个等次缺少名称或最低分", "请写成 {name: 优秀, least: 90} 的样子。"},
		{"no lowest grade", "scheme.yaml", "{name: 较差, least: 0}", "{name: 较差, least: 30}", "", "最后一个等次「较差」的最低分是30，其下的分数没有等次", "最后一个等次的 least 应为0。"},
		{"cap to no grade", "scheme.yaml", "binding_missed_cap: 合格", "binding_missed_cap: 及格", "", "约束性指标未完成时的最高等次「及格」不在等次名单中", "请使用 grades 中的名称；不限制的留空。"},
		{"bonus out of time", "scheme.yaml", "  bonus: []", "  bonus: [{period: \"2022\", name: 表彰, points: 1}]", "", "加分的报告期「2022」无法识别或不在规划期内", "请写成 \"2018\" 或 \"2018-Q3\"。"},
		{"bonus of a month", "scheme.yaml", "  bonus: []", "  bonus: [{period: \"2018-06\", name: 表彰, points: 1}]", "", "加分写在「2018-06」，只有年度和季度评分", "请写成 \"2018\" 或 \"2018-Q3\"。"},
		{"bonus of nothing", "scheme.yaml", "  bonus: []", "  bonus: [{period: \"2018\", name: 表彰, points: 0}]", "", "加分缺少事由或分值，或分值不是正数", "请写成 {period: \"2018\", name: 事由, points: 1} 的样子。"},
		{"target of the base year", "indicators.yaml", "    target: 3900\n", "    target: 3900\n    annual_targets: {\"2016\": 2500}\n", "    annual_targets", "指标「地区生产总值」的年度目标写在「2016」年，不在规划期2017—2021年内", "请改正年份，写成 \"2018\": 2800 的样子。"},
		{"target after the plan", "indicators.yaml", "    target: 3900\n", "    target: 3900\n    annual_targets: {\"2022\": 4000}\n", "    annual_targets", "指标「地区生产总值」的年度目标写在「2022」年，不在规划期2017—2021年内", "请改正年份，写成 \"2018\": 2800 的样子。"},
		{"target that cannot be", "indicators.yaml", "    target: 3900\n", "    target: 3900\n    annual_targets: {\"2018\": -2800}\n", "    annual_targets", "指标「地区生产总值」2018年的年度目标-2800超出该指标可能的范围", "请改正；可能的范围写在该指标的 min 和 max。"},
		{"share over 100", "indicators.yaml", "    direction: hold\n", "    direction: hold\n    annual_targets: {\"2018\": 120}\n", "    annual_targets", "指标「污水集中处理设施建设及在线监控装置安装率」2018年的年度目标120超出该指标可能的范围", "请改正；可能的范围写在该指标的 min 和 max。"},
		{"task without a target", "tasks.yaml", "unit: 家, target: 153, ", "unit: 家, ", "  - {code: T01,", "任务「T01」的目标缺失或为负", "请补上 target。"},
		{"industry without a target", "tasks.yaml", "unit: 亿元, target: 2200, ", "unit: 亿元, ", "  - {code: ind_rail,", "产业「轨道交通」的目标缺失或不是正数", "请补上 target。"},
		{"headline of nothing", "scheme.yaml", "headline: [gdp, ", "headline: [gdb, ", "", "简报的主要数字提到未知指标「gdb」", useKnownCodes},
		{"headline twice", "scheme.yaml", "headline: [gdp, industry_va,", "headline: [gdp, gdp,", "", "简报的主要数字中「gdp」写了两次", "请删去一处。"},
		{"too few headlines", "scheme.yaml", "headline: [gdp, industry_va, fai, trade, zone_gdp, retail, hightech_firms]", "headline: [gdp, fai]", "", "简报的主要数字只写了2项，至少要5项", "请补足；本期不收的会跳过，所以可以多写几项。整项删去则按方案的顺序取。"},
		{"another target of the target year", "indicators.yaml", "    target: 3900\n", "    target: 3900\n    annual_targets: {\"2021\": 4000}\n", "    annual_targets", "指标「地区生产总值」2021年的年度目标4000与规划目标3900不同", "目标年以规划目标为准，请删去该年或改成一致。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, c.file, c.old, c.new)
			file, at := c.file, c.at
			if at == "" {
				at = c.new
			}
			if other, rest, ok := cutFile(at); ok {
				file, at = other, rest
			}
			want := refusal{c.what, "inputs/plan/" + file + " 第" + itoa(lineOf(t, dir, file, at)), c.remedy}
			if d := cmp.Diff(want, refused(t, dir)); d != "" {
				t.Error(d)
			}
		})
	}
}

func cutFile(at string) (file, rest string, ok bool) {
	file, rest, ok = strings.Cut(at, ".yaml:")
	return file + ".yaml", rest, ok
}
