package plan

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Awards that cannot be worked with are refused with their line and what to do.
func TestAwardSchemeRefused(t *testing.T) {
	const sum = "请调整权重，使合计为100。"
	for _, c := range []struct{ name, old, new, at, what, remedy string }{
		{"sum of counties", "{gdp: 20, industry_va: 20,", "{gdp: 21, industry_va: 20,", "weights: {gdp: 21", "评优的县市区权重合计为101，不等于100", sum},
		{"sum of departments", "{indicators: 60, tasks: 30,", "{indicators: 60, tasks: 29.5,", "weights: {indicators", "评优的市直部门权重合计为99.5，不等于100", sum},
		{"indicator of departments only", "{gdp: 20, industry_va: 20,", "{zone_gdp: 20, industry_va: 20,", "weights: {zone_gdp", "评优的县市区权重中「zone_gdp」不能采用",
			"可用的代码：gdp、industry_va、fai、retail、trade、rd_intensity、hightech_firms、rd_platforms、hightech_share、firm_rd_share、energy_cut、water_use、waste_reuse、sewage。"},
		{"unknown kind", "tasks: 30, industries", "projects: 30, industries", "weights: {indicators", "评优的市直部门权重中「projects」不能采用", "可用的代码：indicators、tasks、industries。"},
		{"weight of nothing", "industry_va: 20, fai: 15, retail", "industry_va: 0, fai: 35, retail", "weights: {gdp: 20", "评优的县市区权重中「industry_va」的权重缺失，或不是正数", "请写大于0的数；不计分的请删去这一行。"},
		{"parts", "parts: {target: 40, static: 10,", "parts: {target: 40, static: 15,", "parts: {target: 40", "评优的园区各部分比重合计为105，不等于100", "请调整 target、static、dynamic，使合计为100。"},
		{"too many proposed", "    suggest: 3\n  # 园区", "    suggest: 10\n  # 园区", "suggest: 10", "评优县市区的建议名额「10」不在0至9之间", "请写建议表彰的前几名；不提建议的写0。"},
		{"negative count", "most_late: 3", "most_late: -1", "most_late: -1", "评优否决的迟报次数「-1」为负", "请写0或正整数；不以次数否决的，删去这一行。"},
		{"no floor", "  least_covered: 60\n", "\n", "  counties:\n    weights", "评优的最低计分权重 least_covered 缺失，或不在0至100之间", "请写成 least_covered: 60，表示有数的指标权重不足60的单位不评。"},
		{"floor over 100", "least_covered: 60", "least_covered: 160", "least_covered: 160", "评优的最低计分权重 least_covered 缺失，或不在0至100之间", "请写成 least_covered: 60，表示有数的指标权重不足60的单位不评。"},
		{"tasks against", "tasks_against: time", "tasks_against: year", "tasks_against: year", "评优的任务算法 tasks_against 写成了「year」", "可用的写法：time（完成比重与五年时序进度比）、target（与五年目标比）。"},
		{"park item", "{park_revenue: 40,", "{park_income: 40,", "weights: {park_income", "评优的园区权重中「park_income」不能采用",
			"可用的代码：park_revenue、park_gdp、park_industry_va、park_hightech_output、park_firms、park_firms_10bn、park_firms_5bn、park_firms_1bn、park_investment、park_land、park_intensity。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, schemeFile, c.old, c.new)
			want := refusal{c.what, fmt.Sprintf("inputs/plan/scheme.yaml 第%d", lineOf(t, dir, schemeFile, c.at)), c.remedy}
			if d := cmp.Diff(want, refused(t, dir)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A count that is not written bars nobody; 0 bars the first.
func TestAwardVetoCounts(t *testing.T) {
	for text, want := range map[string]string{"    most_late: 3\n": "nil", "    most_late: 0\n": "0"} {
		with := text
		if want == "nil" {
			with = "\n"
		}
		p, err := Load(os.DirFS(changed(t, schemeFile, "    most_late: 3\n", with)), "inputs/plan")
		if err != nil {
			t.Fatal(err)
		}
		got := "nil"
		if n := p.Scheme.Awards.Veto.MostLate; n != nil {
			got = fmt.Sprint(*n)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", with, got, want)
		}
	}
}
