package evaluate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Stocks within 2018 by what they gained since the end of 2017 (289 firms). The path
// plans 213 × (500/213)^0.4 − 213 × (500/213)^0.2 = 47.01360 firms for the year
// (python3 decimal): 5 of them in February, together with January, are 10.6352 %
// beside 2/12 = 16.6667 %; 30 in the third quarter are 63.8113 % beside 75 %.
func TestStockIncrements(t *testing.T) {
	w := load(t)
	for _, c := range []struct{ period, value, share, gap, prior string }{
		{"2018-02", "294", "10.6352", "-6.0314", ""},
		{"2018-Q3", "319", "63.8113", "-11.1887", ""},
		{"2018-09", "319", "63.8113", "-11.1887", ""},
		{"2018-09", "284", "-10.6352", "-85.6352", ""}, // fewer than in December
	} {
		a := w.run(t, c.period, figures{"hightech_firms": {stat.Value: c.value}}, nil).of("hightech_firms")
		got := []any{show(a.YearShare), show(a.Gap), show(a.PriorShare), a.Level}
		if d := cmp.Diff([]any{c.share, c.gap, c.prior, Behind}, got); d != "" {
			t.Errorf("%s %s: %s", c.period, c.value, d)
		}
	}
	// The five-year target is reached within the year: that is said, whatever the year.
	if a := w.run(t, "2018-09", figures{"hightech_firms": {stat.Value: "500"}}, nil).of("hightech_firms"); a.Level != Reached || a.YearShare != nil {
		t.Errorf("500 of 500: %s", a.Level)
	}
	// Without the end of last year there is no increment: 60 of 287 are 20.9059 %, 30 % of the time is gone.
	w = load(t)
	delete(find(w.plan, "hightech_firms").Printed, "2017")
	a := w.run(t, "2018-06", figures{"hightech_firms": {stat.Value: "273"}}, nil).of("hightech_firms")
	if a.YearShare != nil || show(a.Gap) != "-9.0941" || a.Level != Behind {
		t.Errorf("without 2017: share %s, gap %s, %s", show(a.YearShare), show(a.Gap), a.Level)
	}
}

// Rates within a year are held against the same period of last year: more is better
// for 能耗降低率; it would be less for one whose fall is planned.
func TestRatesYearOnYear(t *testing.T) {
	w := load(t)
	for _, c := range []struct {
		direction    plan.Direction
		value, prior string
		want         Verdict
	}{
		{plan.Up, "4.71", "4.60", Better}, {plan.Up, "4.60", "4.6", Level}, {plan.Up, "4.5", "4.6", Worse}, {plan.Up, "4.5", "", YearEnd},
		{plan.Down, "4.5", "4.6", Better}, {plan.Down, "4.71", "4.6", Worse},
	} {
		find(w.plan, "energy_cut").Direction = c.direction
		given := map[stat.Measure]string{stat.Value: c.value}
		if c.prior != "" {
			given[stat.Prior] = c.prior
		}
		if a := w.run(t, "2018-06", figures{"energy_cut": given}, nil).of("energy_cut"); a.Level != c.want || a.Progress != nil {
			t.Errorf("%s, %s after %s: %s, progress %s", c.direction, c.value, c.prior, a.Level, show(a.Progress))
		}
	}
}

// A quarter and its last month are judged alike.
func TestQuarterAsItsMonth(t *testing.T) {
	w := load(t)
	given := figures{"gdp": {stat.Value: "1262.4", stat.Growth: "7.9", stat.Prior: "1186.1"}, "hightech_firms": {stat.Value: "312"}, "fai": {stat.Growth: "11.6"}}
	month, quarter := w.run(t, "2018-06", given, nil), w.run(t, "2018-Q2", given, nil)
	for i, a := range month.Assessments {
		b := quarter.Assessments[i]
		if d := cmp.Diff([]any{a.Level, a.GrowthVerdict, show(a.Gap), show(a.YearShare)}, []any{b.Level, b.GrowthVerdict, show(b.Gap), show(b.YearShare)}); d != "" {
			t.Errorf("%s: %s", a.Indicator.Code, d)
		}
	}
}

// The close of the plan on made-up figures of all five years. Worked by hand:
// 社零 1650 of 1650 完成; 进出口 43.99 of 44 未完成 though 26.39 of 26.4 are 99.9621 %;
// 能耗: five years of 3.9 % make 1 − 0.961^5 = 18.0369 % of 18 完成, with 3.8 % in the
// last one 1 − 0.961^4 × 0.962 = 17.9519 % 未完成; 水耗 64 of 64 完成, 64.01 未完成;
// 污水 100 完成, 99.9 未完成; 规模工业 has no level, only its growth:
// (1.073 × 1.071 × 1.08 × 1.09 × 1.10)^(1/5) − 1 = 8.2746 % against 9 %.
func TestFiveYearClose(t *testing.T) {
	w := load(t)
	before := past{
		"industry_va 2017": {"1005", "7.3"}, "industry_va 2018": {"", "7.1"}, "industry_va 2019": {"", "8"}, "industry_va 2020": {"", "9"},
		"energy_cut 2017": {"3.9", ""}, "energy_cut 2018": {"3.9", ""}, "energy_cut 2019": {"3.9", ""}, "energy_cut 2020": {"3.9", ""},
	}
	for _, c := range []struct {
		code  string
		given map[stat.Measure]string
		want  Verdict
		shown string // gap to 100 %
	}{
		{"retail", map[stat.Measure]string{stat.Value: "1650"}, Completed, "0.0000"},
		{"trade", map[stat.Measure]string{stat.Value: "43.99"}, NotCompleted, "-0.0379"},
		{"energy_cut", map[stat.Measure]string{stat.Value: "3.9"}, Completed, "0.2285"},
		{"energy_cut", map[stat.Measure]string{stat.Value: "3.8"}, NotCompleted, "-0.2956"},
		{"water_use", map[stat.Measure]string{stat.Value: "64"}, Completed, "0.0000"},
		{"water_use", map[stat.Measure]string{stat.Value: "64.01"}, NotCompleted, "-0.0427"},
		{"sewage", map[stat.Measure]string{stat.Value: "100"}, Completed, ""},
		{"sewage", map[stat.Measure]string{stat.Value: "99.9"}, NotCompleted, ""},
		{"industry_va", map[stat.Measure]string{stat.Growth: "10"}, NoLevel, ""},
	} {
		for _, period := range []string{"2021", "2017-2021"} {
			res := w.run(t, period, figures{c.code: c.given}, before)
			a := res.of(c.code)
			if a.Level != c.want || show(a.Gap) != c.shown || a.Needed != nil || len(a.Years) != 5 || res.YearsLeft != 0 {
				t.Errorf("%s, %s %v: %s, gap %s, %d years", period, c.code, c.given, a.Level, show(a.Gap), len(a.Years))
			}
			if c.code == "industry_va" && (show(a.MeanGrowth) != "8.2746" || a.GrowthVerdict != GrowthMissed) {
				t.Errorf("%s: mean growth %s, %s", period, show(a.MeanGrowth), a.GrowthVerdict)
			}
		}
	}
	// 水平法 needs the first and the last year only: (1650/938.5)^(1/5) − 1 = 11.9463 % against 12 %.
	if a := w.run(t, "2021", figures{"retail": {stat.Value: "1650"}}, nil).of("retail"); show(a.MeanGrowth) != "11.9463" || a.GrowthVerdict != GrowthMissed {
		t.Errorf("mean of five years: %s, %s", show(a.MeanGrowth), a.GrowthVerdict)
	}
	// The year before, time is left: the same figure is ahead of its time.
	if a := w.run(t, "2020", figures{"retail": {stat.Value: "1650"}}, nil).of("retail"); a.Level != Reached {
		t.Errorf("2020: %s", a.Level)
	}
}
