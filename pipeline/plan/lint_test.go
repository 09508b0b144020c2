package plan

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lint(t *testing.T, dir string) []Conflict {
	t.Helper()
	p, err := Load(os.DirFS(dir), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Lint()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// The plan's own contradictions. Mean growth by (t/b)^(1/5) − 1, python3 decimal:
// GDP 9.402, 10.656, 19.431, 11.946, 20.112, 18.609 (= 18.6), 8.398, 5.689 (= 5.7),
// 15.563, 17.001, −6.046; [18]: 1 − 0.9504 × 0.955⁴ = 20.947 %; parks
// 3500 + 300 + 1200 + 300 + 300 + 200 + 200 + 150 = 6150.
func TestLintSample(t *testing.T) {
	want := []Conflict{
		{"规模工业增加值", "年均增速9%", "年均增速10.66%", "（1800÷1084.9）开5次方减1"},
		{"固定资产投资（年度）", "年均增速16%", "年均增速19.43%", "（5700÷2345.8）开5次方减1；按累计法，16%相当于五年合计为基年的7.977倍"},
		{"进出口总额", "年均增速10%", "年均增速20.11%", "（44÷17.6）开5次方减1"},
		{"省级以上研发平台数量", "年均增速8.3%", "年均增速8.40%", "（220÷147）开5次方减1"},
		{"示范园区生产总值", "年均增速15.5%", "年均增速15.56%", "（925÷448.8）开5次方减1"},
		{"示范园区规模以上工业增加值", "年均增速15.5%", "年均增速17.00%", "（640÷291.9）开5次方减1"},
		{"单位地区生产总值能源消耗降低", "五年累计18%", "五年累计20.95%", "1−（1−4.96%）（1−4.5%）（1−4.5%）（1−4.5%）（1−4.5%）"},
		{"单位地区生产总值水耗水平", "年均增速-6.38%", "年均增速-6.05%", "（64÷87.42）开5次方减1"},
		{"园区技工贸总收入", "全市园区5000亿元以上", "8个园区目标合计6150亿元", "方案表2各园区目标相加；片区含在所属园区内，不重复计算"},
	}
	got := lint(t, folder)
	// GDP grows at comparable prices and its level is at current prices: 9 and
	// 9.40 need not be named as a contradiction.
	got = slices.DeleteFunc(got, func(c Conflict) bool { return c.Subject == "地区生产总值" })
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// One figure changed: the conflict names what it implies now.
func TestLintChanged(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string
		subject              string
		want                 *Conflict // nil: no conflict any more
	}{
		// (4200/2488.5)^(1/5) = 1.110356…
		{"target of row 1", "indicators.yaml", "target: 3900", "target: 4200", "地区生产总值",
			&Conflict{"地区生产总值", "年均增速9%", "年均增速11.04%", "（4200÷2488.5）开5次方减1"}},
		// 1.09^5 = 1.5386239549; × 1084.9 = 1669.25…
		{"target of row 2 made to fit", "indicators.yaml", "target: 1800", "target: 1669.25", "规模工业增加值", nil},
		{"growth of row 5 made to fit", "indicators.yaml", "growth_target: 10\n", "growth_target: 20\n", "进出口总额", nil},
		// (44/10)^(1/5) = 1.344902…
		{"base of row 5", "indicators.yaml", `"2016": 17.6`, `"2016": 10`, "进出口总额",
			&Conflict{"进出口总额", "年均增速10%", "年均增速34.49%", "（44÷10）开5次方减1"}},
		// 1.1^5 × 17.6 = 28.344976: 28.4 implies 10.04…, which is 10 at the printed precision.
		{"within the printed precision", "indicators.yaml", "target: 44", "target: 28.4", "进出口总额", nil},
		{"[18] made to fit", "indicators.yaml", "cumulative_target: 18", "cumulative_target: 20.95", "单位地区生产总值能源消耗降低", nil},
		// 1 − 0.9504 × 0.965⁴ = 0.175832…
		{"a lower floor", "indicators.yaml", "target: 4.5", "target: 3.5", "单位地区生产总值能源消耗降低",
			&Conflict{"单位地区生产总值能源消耗降低", "五年累计18%", "五年累计17.58%", "1−（1−4.96%）（1−3.5%）（1−3.5%）（1−3.5%）（1−3.5%）"}},
		{"a park's target", "units.yaml", "revenue_target: 3500", "revenue_target: 2350", "园区技工贸总收入", nil},
		{"the parks' total", "units.yaml", "revenue_target: 5000", "revenue_target: 6000", "园区技工贸总收入",
			&Conflict{"园区技工贸总收入", "全市园区6000亿元以上", "8个园区目标合计6150亿元", "方案表2各园区目标相加；片区含在所属园区内，不重复计算"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got *Conflict
			for _, x := range lint(t, changed(t, c.file, c.old, c.new)) {
				if x.Subject == c.subject {
					got = &x
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
