package evaluate

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

func (r *Result) pathOf(code string) Path {
	for _, p := range r.Course.Paths {
		if p.Indicator.Code == code {
			return p
		}
	}
	return Path{}
}

func (r *Result) outlookOf(code string) Outlook {
	for _, o := range r.Course.Outlooks {
		if o.Indicator.Code == code {
			return o
		}
	}
	return Outlook{}
}

// The targets of the years by each method, worked out with python3's decimal, and
// what 2017 is against its own.
func TestPaths2017(t *testing.T) {
	w := load(t)
	res := w.run(t, "2017", plan2017(w), nil)
	for code, want := range map[string][]string{ // years 2017 to 2021, rate, verdict
		"gdp":          {"2722.4696", "2978.4371", "3258.4707", "3564.8332", "3900.0000", "9.4020", "未达到"},
		"fai":          {"2801.6105", "3345.9892", "3996.1456", "4772.6335", "5700.0000", "19.4309", "未达到"},
		"rd_intensity": {"2.1280", "2.3460", "2.5640", "2.7820", "3.0000", "0.2180", "未达到"},
		"energy_cut":   {"3.8913", "7.6311", "11.2255", "14.6800", "18.0000", "3.8913", "达到"},
		"water_use":    {"82.1343", "77.1682", "72.5024", "68.1187", "64.0000", "-6.0463", "达到"},
		"waste_reuse":  {"93.4000", "93.8000", "94.2000", "94.6000", "95.0000", "0.4000", "达到"},
		"sewage":       {"100.0000", "100.0000", "100.0000", "100.0000", "100.0000", "", "达到"},
	} {
		p := res.pathOf(code)
		var got []string
		for _, y := range p.Years {
			got = append(got, show(&y.Level))
		}
		if d := cmp.Diff(want, append(got, show(p.Rate), string(p.Verdict))); d != "" {
			t.Errorf("%s: %s", code, d)
		}
	}
	// Σ of the path: 2345.8 × Σ(5700/2345.8)^(k/5) for k = 1…5.
	s := res.pathOf("fai").Sum
	if show(&s.Actual) != "2622.7000" || show(&s.Path) != "2801.6105" || show(&s.Whole) != "20616.3788" || show(s.Needed) != "22.7931" || s.Chained {
		t.Errorf("sum: %s of %s, whole %s, needed %s", s.Actual, s.Path, s.Whole, show(s.Needed))
	}
}

// The bureau's own target of a year takes the path's place, for the verdict of the
// year and within the year, and for that year alone.
func TestAnnualTargets(t *testing.T) {
	w := load(t)
	find(w.plan, "gdp").AnnualTargets = map[string]yamlfile.Figure{"2017": yamlfile.MustFigure("2580.4")}
	find(w.plan, "trade").AnnualTargets = map[string]yamlfile.Figure{"2018": yamlfile.MustFigure("30")}
	find(w.plan, "energy_cut").AnnualTargets = map[string]yamlfile.Figure{"2017": yamlfile.MustFigure("5")}
	res := w.run(t, "2017", plan2017(w), nil)
	p := res.pathOf("gdp")
	if y, _ := p.Of(2017); !y.Official || p.Verdict != YearMet {
		t.Errorf("gdp 2017: official %v, %s", y.Official, p.Verdict)
	}
	if y, _ := p.Of(2018); y.Official || show(&y.Level) != "2978.4371" {
		t.Errorf("gdp 2018: official %v, %s", y.Official, y.Level)
	}
	if e := res.pathOf("energy_cut"); e.Verdict != YearMissed || !slices.Equal(res.Course.City.Scores[0].Subject.Missed, []string{e.Indicator.Name}) {
		t.Errorf("energy: %s, missed %v", e.Verdict, res.Course.City.Scores[0].Subject.Missed)
	}
	if a := w.run(t, "2018-06", figures{"trade": {stat.Value: "12"}}, nil).of("trade"); show(a.YearShare) != "40.0000" || a.Level != Behind {
		t.Errorf("trade: %s of the year, %s", show(a.YearShare), a.Level)
	}
}

// Paces and where they lead, on three made-up years: levels 100, 110, 132, 125.4
// (growth 10, 20, −5) to 200 in 2021; means and powers by python3's decimal.
func TestOutlook(t *testing.T) {
	w := load(t)
	find(w.plan, "trade").Target = yamlfile.MustFigure("200")
	before := past{"trade 2016": {"100", ""}, "trade 2017": {"110", ""}, "trade 2018": {"132", ""}}
	o := w.run(t, "2019", figures{"trade": {stat.Value: "125.4"}}, before).outlookOf("trade")
	if o.From != 2019 || o.Chained || o.Points {
		t.Errorf("outlook from %d, chained %v, points %v", o.From, o.Chained, o.Points)
	}
	var got [][]any
	for _, p := range o.Paces {
		got = append(got, []any{p.Kind, p.Year, show(&p.Rate), show(p.Value), p.Reached, p.ReachedWhy})
	}
	want := [][]any{
		{LastYear, 2019, "-5.0000", "113.1735", 0, WhyNotReached}, {MeanSoFar, 0, "7.8365", "145.8241", 2026, ""},
		{WorstYear, 2019, "-5.0000", "113.1735", 0, WhyNotReached}, {BestYear, 2018, "20.0000", "180.5760", 2022, ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Less is better: the fastest fall is the best year. A growth-only year is chained
// and marked; a missing year, a hold and a finished plan give a word.
func TestOutlookWords(t *testing.T) {
	w := load(t)
	before := past{"water_use 2017": {"80", ""}, "industry_va 2017": {"1005", ""}, "industry_va 2018": {"", "10"}}
	res := w.run(t, "2018", figures{"water_use": {stat.Value: "79"}, "industry_va": {stat.Growth: "10"}, "sewage": {stat.Value: "100"}}, before)
	if best, _ := res.outlookOf("water_use").At(BestYear); best.Year != 2017 || best.Reached != 2021 {
		t.Errorf("water: best %d, reached %d", best.Year, best.Reached)
	}
	if o := res.outlookOf("industry_va"); !o.Chained || show(o.Level) != "1105.5000" {
		t.Errorf("industry: chained %v, %s", o.Chained, show(o.Level))
	}
	if p := res.pathOf("industry_va"); p.Verdict != NoLevel || p.Actual != nil {
		t.Errorf("industry 2018: %s", p.Verdict)
	}
	if o := res.outlookOf("sewage"); o.Why != WhyHold || o.Paces != nil {
		t.Errorf("sewage: %q", o.Why)
	}
	if o := res.outlookOf("trade"); o.Why != WhyUnknown || o.Paces != nil {
		t.Errorf("trade: %q", o.Why)
	}
	if o := w.run(t, "2021", plan2017(w), nil).outlookOf("gdp"); o.Why != WhyOver {
		t.Errorf("2021: %q", o.Why)
	}
	share := w.run(t, "2017", plan2017(w), nil).outlookOf("hightech_share")
	if p := share.Paces[0]; p.Value != nil || p.Why != WhyImpossible || p.Reached != 2018 {
		t.Errorf("a share of %s: %q, %d", show(p.Value), p.Why, p.Reached)
	}
}

// What 2017 scores, worked out part by part with python3 from the figures that the
// annex prints: see the formula texts there.
func TestScore2017(t *testing.T) {
	w := load(t)
	res := w.run(t, "2017", plan2017(w), nil)
	score := res.Course.City.Scores[0]
	want := map[string]string{"gdp": "56.4877", "industry_va": "55.6762", "fai": "67.3435", "trade": "94.0606", "rd_intensity": "51.8245", "sewage": "100.0000"}
	for _, m := range score.Metrics {
		if x, ok := want[m.Metric.Code]; ok && show(m.Points) != x {
			t.Errorf("%s: %s, want %s", m.Metric.Code, show(m.Points), x)
		}
	}
	if show(score.Base) != "82.6911" || score.Grade != "良好" || score.Grade != score.Uncapped || len(score.Subject.Missed) > 0 {
		t.Errorf("%s, %s, missed %v", show(score.Base), score.Grade, score.Subject.Missed)
	}
	if res := w.run(t, "2018-06", plan2017(w), nil); res.Course.City != nil || res.Course.Owners != nil {
		t.Error("a month has a score")
	}
}

// A missed 约束性 indicator costs its points and bounds the grade, whatever the
// others make; the bonus is apart and has its cap.
func TestBindingMissed(t *testing.T) {
	w := load(t)
	given := figures{}
	for _, i := range w.plan.Indicators {
		given[i.Code] = map[stat.Measure]string{stat.Value: i.Target.Text, stat.Growth: "30"}
	}
	given["water_use"] = map[stat.Measure]string{stat.Value: "83", stat.Growth: "-10"}
	given["energy_cut"] = map[stat.Measure]string{stat.Value: "5"}
	w.plan.Scheme.Scoring.Bonus = []plan.Bonus{{Period: "2017", Name: "表彰", Points: yamlfile.MustFigure("8")}, {Period: "2018", Name: "其他", Points: yamlfile.MustFigure("1")}}
	s := w.run(t, "2017", given, nil).Course.City.Scores[0]
	if s.Uncapped != "优秀" || s.Grade != "合格" || !slices.Equal(s.Subject.Missed, []string{"单位地区生产总值水耗水平"}) || s.Bonus.String() != "5" {
		t.Errorf("%s → %s, missed %v, bonus %s", s.Uncapped, s.Grade, s.Subject.Missed, s.Bonus)
	}
	w.plan.Scheme.Scoring.Binding = ""
	if s := w.run(t, "2017", given, nil).Course.City.Scores[0]; s.Grade != "优秀" {
		t.Errorf("without a cap: %s", s.Grade)
	}
}

// A quarter is scored on what is due; what is not due is left out, or counts zero.
func TestQuarterScore(t *testing.T) {
	w := load(t)
	given := figures{"trade": {stat.Value: "19.0436", stat.Growth: "12"}, "hightech_firms": {stat.Value: "310"}}
	res := w.run(t, "2018-Q3", given, plan2017Past(w))
	s := res.Course.City.Scores[0]
	trade, firms := s.Metrics[4], s.Metrics[6]
	// 2018's path is 25.391518…: 19.0436 is 75.0 % of it at 75 % of the year.
	if trade.Metric.Code != "trade" || show(trade.Parts[0].Points) != "99.9998" || show(trade.Parts[2].Points) != "100.0000" {
		t.Errorf("trade: %s and %s", show(trade.Parts[0].Points), show(trade.Parts[2].Points))
	}
	// (310−213)/(500−213) = 33.7979 % of the plan at 35 % of the time; the year's increment is
	// 299.651−252.637, of which 21 are 44.668 % at 75 %.
	if show(firms.Parts[1].Points) != "96.5655" || show(firms.Parts[0].Points) != "59.5572" {
		t.Errorf("firms: %s and %s", show(firms.Parts[0].Points), show(firms.Parts[1].Points))
	}
	if sewage := s.Metrics[15]; sewage.Points != nil || sewage.Parts[1].Absent != NotDueNow {
		t.Errorf("sewage is counted: %s", show(sewage.Points))
	}
	full := *s.Base
	w.plan.Scheme.Scoring.NotDue, w.plan.Scheme.Scoring.Missing = plan.Zero, plan.Zero
	if zero := w.run(t, "2018-Q3", given, plan2017Past(w)).Course.City.Scores[0]; !zero.Base.LessThan(full) || zero.Covered.String() != "100" {
		t.Errorf("with zeros %s of %s, before %s", zero.Base, zero.Covered, full)
	}
}

func plan2017Past(w world) past {
	p := past{}
	for _, i := range w.plan.Indicators {
		p[i.Code+" 2017"] = struct{ value, growth string }{i.Printed["2017"].Text, ""}
	}
	return p
}
