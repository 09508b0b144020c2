package evaluate

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

type fataler interface {
	Helper()
	Fatal(...any)
}

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// figures are a period's official figures by item: "value", "growth", "prior".
type figures map[string]map[stat.Measure]string

// past are official figures of earlier years: "item year" → level, or "" with a growth.
type past map[string]struct{ value, growth string }

type world struct {
	plan  *plan.Plan
	rules *rule.Catalogue
}

func load(t fataler) world {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rule.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return world{p, rules}
}

func (w world) run(t fataler, when string, given figures, before past) *Result {
	t.Helper()
	period, err := stat.ParsePeriod(when)
	if err != nil {
		t.Fatal(err)
	}
	var official []stat.Observation
	for code, row := range given {
		item, _ := w.plan.Item(code)
		for m, text := range row {
			official = append(official, stat.Observation{Unit: item.Owner, Item: code, Measure: m, Period: period,
				Quantity: stat.Quantity{Kind: stat.Number, Number: num(text), Read: text}})
		}
	}
	figs, _ := consolidate.Consolidate(consolidate.Input{Plan: w.plan, Rules: w.rules, Period: period, Observations: stat.PackAll(official)})
	res, err := Evaluate(Input{Plan: w.plan, Figures: figs, History: func(code string, year int) (YearFigure, bool) {
		f := YearFigure{Year: year}
		if b, ok := before[fmt.Sprintf("%s %d", code, year)]; ok {
			f.Value, f.Growth = optional(b.value), optional(b.growth)
			return f, true
		}
		if printed, ok := w.plan.PrintedFigure(code, fmt.Sprint(year)); ok {
			f.Value = &printed.Decimal
			return f, true
		}
		return f, false
	}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func optional(s string) *decimal.Decimal {
	if s == "" {
		return nil
	}
	d := num(s)
	return &d
}

func (r *Result) of(code string) Assessment {
	for _, a := range r.Assessments {
		if a.Indicator.Code == code {
			return a
		}
	}
	return Assessment{}
}

// show prints a figure with four decimals, or nothing.
func show(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.StringFixed(4)
}

// plan2017 are the plan's own figures of 2017; two growths were published.
func plan2017(w world) figures {
	given := figures{}
	for _, i := range w.plan.Indicators {
		given[i.Code] = map[stat.Measure]string{stat.Value: i.Printed["2017"].Text}
	}
	given["industry_va"][stat.Growth] = "7.3"
	return given
}

// What 2017 comes to: progress, gap to 20 %, verdict, mean growth and its verdict,
// what is needed. Worked out with python3's decimal (see method's tests for the
// formulas); gap = linear − 20, or − 20 of the compound progress.
func TestYear2017(t *testing.T) {
	w := load(t)
	res := w.run(t, "2017", plan2017(w), nil)
	if res.YearsLeft != 4 || !res.TimeProgress.Equal(num("20")) {
		t.Errorf("%d years left, time progress %s", res.YearsLeft, res.TimeProgress)
	}
	for _, c := range []struct {
		code, linear, log, gap string
		level                  Verdict
		mean                   string
		growth                 GrowthVerdict
		needed                 string
		points                 bool
	}{
		{"gdp", "6.5108", "8.0714", "-13.4892", Behind, "", GrowthUnknown, "10.8777", false},
		{"industry_va", "-11.1733", "-15.1097", "-31.1733", Behind, "7.3000", GrowthMissed, "15.6849", false},
		{"fai", "8.2553", "12.5673", "-11.7447", Behind, "11.8041", GrowthMissed, "21.4176", false},
		{"retail", "14.0548", "17.9442", "-5.9452", Behind, "10.6553", GrowthMissed, "12.2715", false},
		{"trade", "16.2879", "23.8557", "-3.7121", OnCourse, "24.4318", GrowthMet, "19.0562", false},
		{"rd_intensity", "8.2569", "10.1978", "-11.7431", Behind, "", GrowthNone, "0.2500", true},
		{"hightech_firms", "26.4808", "35.7587", "6.4808", Ahead, "35.6808", GrowthMet, "14.6880", false},
		{"rd_platforms", "47.9452", "52.9704", "27.9452", Ahead, "23.8095", GrowthMet, "4.8547", false},
		{"hightech_share", "55.8621", "59.2255", "35.8621", Ahead, "17.8022", GrowthMet, "2.8600", false},
		{"firm_rd_share", "21.4286", "29.3749", "1.4286", OnCourse, "", GrowthNone, "0.2750", true},
		{"zone_gdp", "17.0097", "22.9423", "-2.9903", OnCourse, "18.0481", GrowthMet, "14.9496", false},
		{"zone_industry_va", "14.7084", "20.5859", "-5.2916", Behind, "17.5403", GrowthMet, "16.8664", false},
		{"energy_cut", "", "25.6347", "5.6347", Ahead, "4.9600", GrowthMet, "3.6222", false},
		{"water_use", "31.6823", "28.4432", "11.6823", Ahead, "-8.4878", GrowthMet, "-5.4258", false},
		{"waste_reuse", "25.0000", "25.2002", "5.0000", Ahead, "", GrowthNone, "0.3750", true},
		{"sewage", "", "", "", Kept, "", GrowthNone, "", false},
	} {
		a := res.of(c.code)
		needed, points := "", false
		if a.Needed != nil {
			needed, points = a.Needed.Value.StringFixed(4), a.Needed.Points
		}
		want := []any{c.linear, c.log, c.gap, c.level, c.mean, c.growth, c.needed, c.points}
		got := []any{show(a.Linear), show(a.Log), show(a.Gap), a.Level, show(a.MeanGrowth), a.GrowthVerdict, needed, points}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", c.code, d)
		}
	}
}

// One figure changed: GDP 2600 makes 7.8994 % and needs 10.6682 % a year.
func TestYear2017Changed(t *testing.T) {
	w := load(t)
	given := plan2017(w)
	given["gdp"][stat.Value] = "2600"
	a := w.run(t, "2017", given, nil).of("gdp")
	if show(a.Linear) != "7.8994" || a.Needed.Value.StringFixed(4) != "10.6682" {
		t.Errorf("linear %s, needed %s", show(a.Linear), a.Needed.Value)
	}
}

// A level or a growth test alone: each changes its own verdict and not the other's.
func TestTwoTests(t *testing.T) {
	w := load(t)
	given := plan2017(w)
	given["industry_va"] = map[stat.Measure]string{stat.Value: "1005", stat.Growth: "9"}
	if a := w.run(t, "2017", given, nil).of("industry_va"); a.Level != Behind || a.GrowthVerdict != GrowthMet {
		t.Errorf("growth 9: %s, %s", a.Level, a.GrowthVerdict)
	}
	given["industry_va"] = map[stat.Measure]string{stat.Value: "1800", stat.Growth: "7.3"}
	if a := w.run(t, "2017", given, nil).of("industry_va"); a.Level != Reached || a.GrowthVerdict != GrowthMissed {
		t.Errorf("level 1800: %s, %s", a.Level, a.GrowthVerdict)
	}
}

// Cut-offs: +5 and −5 belong to the better side. With base 100, target 200 and
// 20 % of the time gone, linear progress 25 and 15 are the edges.
func TestCutoffs(t *testing.T) {
	w := load(t)
	find(w.plan, "trade").Target = yamlfile.MustFigure("200")
	for value, want := range map[string]Verdict{"125": Ahead, "124.99": OnCourse, "120": OnCourse, "115": OnCourse, "114.99": Behind, "200": Reached, "199.99": Ahead, "90": Behind} {
		base := past{"trade 2016": {"100", ""}}
		a := w.run(t, "2017", figures{"trade": {stat.Value: value}}, base).of("trade")
		if a.Level != want {
			t.Errorf("%s: %s (gap %s), want %s", value, a.Level, show(a.Gap), want)
		}
	}
}

// A hold indicator is kept or not; it has neither progress nor need.
func TestHold(t *testing.T) {
	w := load(t)
	for value, want := range map[string]Verdict{"100": Kept, "99.99": NotKept} {
		a := w.run(t, "2017", figures{"sewage": {stat.Value: value}}, nil).of("sewage")
		if a.Level != want || a.Progress != nil || a.Needed != nil {
			t.Errorf("%s: %s, progress %s", value, a.Level, show(a.Progress))
		}
	}
}

// A downward indicator is reached below its target.
func TestDown(t *testing.T) {
	w := load(t)
	for value, want := range map[string]Verdict{"63": Reached, "64": Reached, "64.01": Ahead, "87.42": Behind, "95": Behind} {
		if a := w.run(t, "2017", figures{"water_use": {stat.Value: value}}, nil).of("water_use"); a.Level != want {
			t.Errorf("%s: %s, want %s", value, a.Level, want)
		}
	}
}

// Without the department's figure nothing is judged, nor made up.
func TestPending(t *testing.T) {
	res := load(t).run(t, "2017", figures{}, nil)
	for _, a := range res.Assessments {
		if a.Level != Pending || a.Progress != nil || a.Needed != nil {
			t.Errorf("%s: %s, progress %s", a.Indicator.Code, a.Level, show(a.Progress))
		}
	}
}
