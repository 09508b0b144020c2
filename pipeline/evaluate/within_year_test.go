package evaluate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// June 2018 as in the sample: flows against the year's own target on the path
// b × (t/b)^(2/5), with last year's share beside; stocks by what they gained since
// December against what the path plans for the year.
// python3 decimal: GDP 2488.5 × (3900/2488.5)^0.4 = 2978.4371, 1262.4 of it is
// 42.3846 %, 42.3846 − 50 = −7.6154, 1186.1 of 2580.4 is 45.9657 %.
// 高新技术企业 213 × (500/213)^0.2 = 252.6374 to ^0.4 = 299.6510 is 47.0136 planned;
// 312 − 289 = 23 of it is 48.9220 %; last June 255 − 213 = 42 of 289 − 213 = 76 is 55.2632 %.
func TestJune2018(t *testing.T) {
	w := load(t)
	res := w.run(t, "2018-06", figures{
		"gdp":            {stat.Value: "1262.4", stat.Growth: "7.9", stat.Prior: "1186.1"},
		"industry_va":    {stat.Growth: "7.1"},
		"fai":            {stat.Growth: "11.6"},
		"retail":         {stat.Value: "541.2", stat.Growth: "10.1", stat.Prior: "491.6"},
		"trade":          {stat.Value: "12.6", stat.Prior: "11.2"},
		"hightech_firms": {stat.Value: "312", stat.Growth: "22.4", stat.Prior: "255"},
		"zone_gdp":       {stat.Value: "271.5", stat.Growth: "14.7", stat.Prior: "236.7"},
		"energy_cut":     {stat.Value: "4.71"},
	}, nil)
	if res.YearsLeft != 4 || !res.TimeProgress.Equal(num("30")) || !res.YearProgress.Equal(num("50")) {
		t.Errorf("%d years left, %s of five, %s of the year", res.YearsLeft, res.TimeProgress, res.YearProgress)
	}
	for _, c := range []struct {
		code, target, share, prior, linear, gap string
		level                                   Verdict
		growth                                  string
		verdict                                 GrowthVerdict
	}{
		{"gdp", "2978.4371", "42.3846", "45.9657", "", "-7.6154", Behind, "7.9000", GrowthMissed},
		{"industry_va", "", "", "", "", "", NoLevel, "7.1000", GrowthMissed},
		{"fai", "", "", "", "", "", NoLevel, "11.6000", GrowthMissed},
		{"retail", "1176.1268", "46.0154", "47.3375", "", "-3.9846", OnCourse, "10.1000", GrowthMissed},
		{"trade", "25.3915", "49.6229", "51.1416", "", "-0.3771", OnCourse, "12.5000", GrowthMet},                  // 12.6/11.2
		{"hightech_firms", "299.6510", "48.9220", "55.2632", "34.4948", "-1.0780", OnCourse, "22.4000", GrowthMet}, // linear 99/287
		{"zone_gdp", "599.3609", "45.2983", "44.6772", "", "-4.7017", OnCourse, "14.7000", GrowthMissed},
		{"energy_cut", "", "", "", "", "", YearEnd, "", GrowthMet},
		{"rd_intensity", "", "", "", "", "", NotDue, "", GrowthNone},
		{"sewage", "", "", "", "", "", NotDue, "", GrowthNone},
		{"zone_industry_va", "", "", "", "", "", Pending, "", GrowthUnknown},
	} {
		a := res.of(c.code)
		want := []any{c.target, c.share, c.prior, c.linear, c.gap, c.level, c.growth, c.verdict}
		got := []any{show(a.YearTarget), show(a.YearShare), show(a.PriorShare), show(a.Linear), show(a.Gap), a.Level, show(a.Growth), a.GrowthVerdict}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", c.code, d)
		}
	}
	// What is needed counts from the last full year.
	if a := res.of("gdp"); a.Needed == nil || a.Needed.Value.StringFixed(4) != "10.8777" {
		t.Errorf("needed %+v", a.Needed)
	}
}

// The year 2018, whose levels of 规模工业增加值 and 固定资产投资 are not published:
// the growth test goes on with the chain of published growths.
// industry_va: (1.073 × 1.071)^(1/2) − 1 = 7.2000 %. fai by the 累计法:
// 2622.7 + 2622.7 × 1.116 over 2345.8 is r + r² with r = 1.1173355.
func TestGrowthOnlyYear(t *testing.T) {
	w := load(t)
	res := w.run(t, "2018", figures{"industry_va": {stat.Growth: "7.1"}, "fai": {stat.Growth: "11.6"}},
		past{"industry_va 2017": {"1005", "7.3"}, "fai 2017": {"2622.7", ""}})
	for code, want := range map[string]string{"industry_va": "7.2000", "fai": "11.7336"} {
		a := res.of(code)
		if a.Level != NoLevel || a.Progress != nil {
			t.Errorf("%s: level %s", code, a.Level)
		}
		if show(a.MeanGrowth) != want || a.GrowthVerdict != GrowthMissed {
			t.Errorf("%s: mean growth %q, %s; want %s", code, show(a.MeanGrowth), a.GrowthVerdict, want)
		}
	}
}

// Two years of the energy target: R = 1 − 0.9504 × 0.955 = 9.2368 %, progress
// ln(0.907632)/ln(0.82) = 48.8364 %, left (1 − (0.82/0.907632)^(1/3)) = 3.3279 %.
func TestEnergySecondYear(t *testing.T) {
	a := load(t).run(t, "2018", figures{"energy_cut": {stat.Value: "4.5"}}, nil).of("energy_cut")
	got := []any{show(a.CumulativeRate), show(a.Progress), a.Needed.Value.StringFixed(4), a.Level, a.GrowthVerdict, a.Marked}
	want := []any{"9.2368", "48.8364", "3.3279", Ahead, GrowthMet, Compound}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	// A year that is not known: nothing is assumed for it.
	w := load(t)
	delete(find(w.plan, "energy_cut").Printed, "2017")
	if a := w.run(t, "2018", figures{"energy_cut": {stat.Value: "4.5"}}, nil).of("energy_cut"); a.Level != Pending || a.Needed != nil {
		t.Errorf("without 2017: %s, %+v", a.Level, a.Needed)
	}
}

func find(p *plan.Plan, code string) *plan.Indicator {
	i, _ := p.Indicator(code)
	return i
}

// In the last year nothing is needed any more.
func TestLastYear(t *testing.T) {
	w := load(t)
	a := w.run(t, "2021", figures{"trade": {stat.Value: "40"}}, nil).of("trade")
	if a.Needed != nil || a.Level != NotCompleted || !a.TimeProgress.Equal(num("100")) {
		t.Errorf("needed %+v, %s, time %s", a.Needed, a.Level, a.TimeProgress)
	}
	if a := w.run(t, "2021", figures{"trade": {stat.Value: "44"}}, nil).of("trade"); a.Level != Completed {
		t.Errorf("44 of 44: %s", a.Level)
	}
}

// The scheme marks one of the two progresses: 16.29 % linear is within five points
// of 20 %, 23.86 % log too; 35.76 and 26.48 are both ahead; 园区工业 −5.29 is behind
// by the line and 20.59 on course by the logarithm.
func TestMarkedMethod(t *testing.T) {
	w := load(t)
	w.plan.Scheme.Override = map[string]string{"zone_industry_va": plan.Log}
	a := w.run(t, "2017", plan2017(w), nil).of("zone_industry_va")
	if a.Marked != plan.Log || a.Level != OnCourse || show(a.Progress) != "20.5859" {
		t.Errorf("%s %s %s", a.Marked, a.Level, show(a.Progress))
	}
	if b := w.run(t, "2017", plan2017(w), nil).of("gdp"); b.Marked != plan.Linear {
		t.Errorf("gdp is marked %s", b.Marked)
	}
}

// Parks have completion of a full year only; tasks and industries have no base.
func TestCompletion(t *testing.T) {
	w := load(t)
	given := figures{"T01": {stat.Value: "153"}, "T02": {stat.Value: "4.24"}, "T04": {stat.Value: "35"}, "T05": {stat.Value: "600"}, "ind_rail": {stat.Value: "1100"}}
	res := w.run(t, "2021", given, nil)
	byCode := map[string]Completion{}
	for _, c := range append(res.Tasks, res.Industries...) {
		byCode[c.Code] = c
	}
	for code, want := range map[string][]string{
		"T01": {"100.0000", "已达目标"}, "T02": {"50.0000", "未完成目标"}, "T04": {"", "在控制数内"}, "T05": {"", "超过控制数"}, "T03": {"", "未报"}, "ind_rail": {"50.0000", "未完成目标"},
	} {
		if d := cmp.Diff(want, []string{show(byCode[code].Percent), string(byCode[code].Verdict)}); d != "" {
			t.Errorf("%s: %s", code, d)
		}
	}
	for _, c := range w.run(t, "2018-05", given, nil).Tasks {
		if c.Verdict != NotDueYet {
			t.Errorf("May, %s: %s", c.Code, c.Verdict)
		}
	}
}
