package compose_test

import (
	"strings"
	"testing"

	"zhibao/pipeline/stat"
)

// The score of a quarter and what it lost, worked out by hand from the sample: weights
// of what is judged add up to 64, 固定资产投资 weighs 8 of them and is scored by growth
// alone, 11.1 of 16: 8÷64×100×(1−11.1÷16) = 3.828. 规模工业增加值: 10÷64×100×(1−7.2÷9) = 3.125.
func TestDeductionsAreTold(t *testing.T) {
	b := sample(t, "2018-Q3")
	doc := b.report(t)
	all := cells(t, doc)
	for id, want := range map[string]string{"t13l.fai.lost": "3.83", "t13l.industry_va.lost": "3.13"} {
		if got := all[id].Text; got != want {
			t.Errorf("%s shows %q, want %q", id, got, want)
		}
	}
	if _, ok := all["t13l.hightech_firms.lost"]; ok {
		t.Error("an indicator with all its points is among those that lost some")
	}
	holds(t, told(doc),
		"扣分较多的指标和原因：固定资产投资（年度）扣3.83分（增速低于《方案》年均目标4.9个百分点）；规模工业增加值扣3.13分（增速低于《方案》年均目标1.8个百分点）；",
		"主要指标得分87.30分，按得分等次为良好（测算口径，非官方评分）；未达到年度目标或年度下限的约束性指标有：单位地区生产总值能源消耗降低，据此等次定为合格。",
		"市科技局100.0分（第1位）、市商务局99.8分（第2位）、株洲高新区管委会87.9分（第3位）、市统计局83.3分（第4位）。",
	)
}

// A quarter with figures missing in turn: no hole, and what is missing is asked for.
func TestMissingFiguresOfAQuarter(t *testing.T) {
	b := sample(t, "2018-Q3")
	for _, item := range []string{"gdp", "industry_va", "fai", "retail", "trade", "hightech_firms", "park_gdp", "park_industry_va", "energy_cut"} {
		checkWhole(t, item, b.without(item, "").report(t))
		checkWhole(t, item+" growth", b.without(item, stat.Growth).report(t))
	}
	holds(t, told(b.without("trade", "").report(t)), "应评而缺数的指标：进出口总额，请市商务局补报。")
	nothing := *b
	nothing.given = nil
	doc := nothing.report(t)
	checkWhole(t, "nothing", doc)
	if text := told(doc); strings.Contains(text, "得分") && strings.Contains(text, "扣分较多") {
		t.Errorf("a score of nothing:\n%s", text)
	}
}
