package compose_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/stat"
)

func must(t *testing.T, when string) stat.Period {
	t.Helper()
	p, err := stat.ParsePeriod(when)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func holds(t *testing.T, text string, sentences ...string) {
	t.Helper()
	for _, s := range sentences {
		if !strings.Contains(text, s) {
			t.Errorf("not told: %s", s)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// grown gives each item's row the growth that is named for its period.
func grown(list map[string]string) evaluate.EarlierRow {
	return func(code string, p stat.Period) consolidate.Row {
		g, ok := list[p.String()+" "+code]
		if !ok {
			return nil
		}
		return consolidate.Row{stat.Pack(stat.Observation{Measure: stat.Growth, Quantity: stat.Quantity{Kind: stat.Number, Number: decimal.RequireFromString(g), Read: g}})}
	}
}

// Against the month before and the same period of the year before: made-up growths
// beside the sample's 7.1, 11.6, 10.1, 12.5.
func TestComparisonsAreTold(t *testing.T) {
	b := sample(t, "2018-06")
	b.earlier = grown(map[string]string{
		"2018-05 industry_va": "6.8", "2017-06 industry_va": "7.9", "2018-05 fai": "11.6", "2017-06 fai": "-2.4",
		"2018-05 retail": "10.14", "2018-05 trade": "13.0",
	})
	b.set(t, "trade", stat.Growth, "-1.5")
	holds(t, told(b.report(t)),
		"规模工业增加值同比增长7.1%，增速比上年同期放缓0.8个百分点，比1—5月加快0.3个百分点；",
		"固定资产投资（年度）同比增长11.6%，增速由负转正，比上年同期回升14.0个百分点，与1—5月持平；",
		"社会消费品零售总额541.2亿元，同比增长10.1%，增速与1—5月持平；", // 10.10 and 10.14 print alike
		"进出口总额12.6亿美元，同比下降1.5%，增速由正转负，比1—5月回落14.5个百分点；",
	)
}

// The five years' close, on made-up levels of 2018 to 2021.
func TestFiveYearsAreTold(t *testing.T) {
	b := sample(t, "2017")
	b.period = must(t, "2017-2021")
	for i := range b.given {
		b.given[i].Period = must(t, "2021")
	}
	b.history = func(code string, year int) (evaluate.YearFigure, bool) {
		if year <= 2017 {
			return b.printed(code, year)
		}
		f := evaluate.YearFigure{Year: year}
		if code == "trade" {
			v := decimal.NewFromInt(int64(24 + 6*(year-2018))) // 24, 30, 36
			f.Value = &v
		}
		return f, f.Value != nil
	}
	b.set(t, "trade", stat.Value, "46.5")
	b.set(t, "hightech_firms", stat.Value, "430")
	doc := b.report(t)
	checkWhole(t, "2017-2021", doc)
	// 46.5 of a target of 44 from 17.6: (46.5−17.6)÷(44−17.6) = 109.5 %; (46.5÷17.6)^(1/5)−1 = 21.4 %
	holds(t, told(doc), "2017—2021年是实施《株洲市产业转型升级示范区建设五年行动方案（2017—2021年）》（以下简称《方案》）的五年。规划期满，",
		"进出口总额46.5亿美元，年均增长21.4%，完成五年目标增量的109.5%",
		"高新技术企业数量430家，低于目标70家，责任部门为市科技局",
		"各项指标的进度与时序进度的比较见图1。各年的数与年度目标的比较见图2。",
		"组织保障领域有行动任务1项，未完成1项。未完成目标的有：办事一次不用跑覆盖率",
	)
}

// Places by growth: units on one place are told together, and not at all where there
// are too many of them. Made-up growths; the returned 茶陵县 has none.
func TestRanksAreTold(t *testing.T) {
	b := sample(t, "2018-06")
	for i, o := range b.given {
		g, ok := map[string]string{"430202": "9.1", "430203": "8.8", "430204": "8.5", "430211": "8.5", "430212": "8.0", "430223": "7.7", "430225": "6.6", "430281": "6.9"}[o.Unit]
		if ok && o.Item == "industry_va" && o.Measure == stat.Growth {
			b.given[i].Number, b.given[i].Read = decimal.RequireFromString(g), g
		}
		if ok && o.Item == "fai" && o.Measure == stat.Growth {
			b.given[i].Number, b.given[i].Read = decimal.NewFromInt(10), "10" // all on the first place
		}
	}
	text := told(b.report(t))
	holds(t, text, "规模工业增加值增速居前的是荷塘区（9.1%）、芦淞区（8.8%）、石峰区（8.5%）、天元区（8.5%），居末的是炎陵县（6.6%）；", "退回和缺报单位不参加排位。")
	if strings.Contains(text, "固定资产投资（年度）增速居前") {
		t.Errorf("eight on the first place are told:\n%s", text)
	}
}
