package evaluate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// reports are figures of units: "unit item measure" → figure; of an earlier period,
// "period unit item measure".
type reports map[string]string

// judge evaluates made-up figures of units.
func (w world) judge(t fataler, when string, given, earlier reports) *Result {
	t.Helper()
	period, err := stat.ParsePeriod(when)
	if err != nil {
		t.Fatal(err)
	}
	observe := func(key, figure string, p stat.Period) stat.Observation {
		part := strings.Fields(key)
		return stat.Observation{Unit: part[0], Item: part[1], Measure: stat.Measure(part[2]), Period: p,
			Quantity: stat.Quantity{Kind: stat.Number, Number: num(figure), Read: figure}}
	}
	var list []stat.Observation
	for key, figure := range given {
		list = append(list, observe(key, figure, period))
	}
	figs, _ := consolidate.Consolidate(consolidate.Input{Plan: w.plan, Rules: w.rules, Period: period, Observations: stat.PackAll(list)})
	res, err := Evaluate(Input{Plan: w.plan, Figures: figs, History: func(string, int) (YearFigure, bool) { return YearFigure{}, false },
		Units: func(unit, item string, p stat.Period) (e Earlier) {
			for m, to := range map[stat.Measure]**stat.Observation{stat.Value: &e.Value, stat.Growth: &e.Growth} {
				if figure, ok := earlier[fmt.Sprintf("%s %s %s %s", p, unit, item, m)]; ok {
					o := observe(fmt.Sprintf("%s %s %s", unit, item, m), figure, p)
					*to = &o
				}
			}
			return e
		}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func (r *Result) peers(code string) *Peers {
	if p := peersOf(r.Units.Counties, code); p != nil {
		return p
	}
	return peersOf(r.Units.Parks, code)
}

// two prints a figure with two decimals, or a dash.
func two(d *decimal.Decimal) string {
	if d == nil {
		return "-"
	}
	return d.StringFixed(2)
}

func TestPlacesShareAndSkip(t *testing.T) {
	values := map[string]decimal.Decimal{"a": num("9.5"), "b": num("8"), "c": num("8.0"), "d": num("-1")}
	if diff := cmp.Diff(map[string]int{"a": 1, "b": 2, "c": 2, "d": 4}, Places(values, false)); diff != "" {
		t.Error(diff)
	}
	// fewer is better, as for water: −1 before 8 and 8 before 9.5
	if diff := cmp.Diff(map[string]int{"d": 1, "b": 2, "c": 2, "a": 4}, Places(values, true)); diff != "" {
		t.Error(diff)
	}
}

// 荷塘区 grew from 200 to 220, 芦淞区 fell from 100 to 90, the city grew from 1000 to 1100:
// 20/1000 = 2 points and 20/100 = 20 %; −10/1000 = −1 point, and no rate against the
// city's course. 220/1100 = 20 %, 90/1100 = 8.18 %. 石峰区 gives last year's figure at
// comparable scope: 300 to 330 are 3 points and 30 %.
func TestContributionAtCurrentPrices(t *testing.T) {
	r := load(t).judge(t, "2018-06", reports{
		"D01 retail value": "1100", "D01 retail prior": "1000",
		"430202 retail value": "220", "430202 retail prior": "200",
		"430203 retail value": "90", "430203 retail prior": "100",
		"430204 retail value": "330", "430204 retail prior": "280", "430204 retail prior_comparable": "300",
		"430211 retail value": "50",
	}, nil)
	p := r.peers("retail")
	for unit, want := range map[string]string{
		"430202": "20.00 2.00 20.00 false false", "430203": "8.18 -1.00 - false true", "430204": "30.00 3.00 30.00 false false",
		"430211": "4.55 - - false false", "430212": "- - - false false",
	} {
		l := p.LineOf(unit)
		if got := fmt.Sprint(two(l.Share), " ", two(l.Pull), " ", two(l.Rate), " ", l.Estimated, " ", l.Against); got != want {
			t.Errorf("%s: %s, want %s", unit, got, want)
		}
	}
	// growths 10, −10, 330/300 = 10: the two share the first place, −10 is third
	for unit, want := range map[string]int{"430202": 1, "430204": 1, "430203": 3, "430211": 0} {
		if got := p.LineOf(unit).ByGrowth.Now; got != want {
			t.Errorf("%s is in place %d, want %d", unit, got, want)
		}
	}
}

// The city stood still, or fell with a county: of a fall the rate is the part in it.
func TestContributionToNoGrowth(t *testing.T) {
	w := load(t)
	for city, want := range map[string]string{"1000": "2.00 - true", "900": "2.00 - true"} {
		l := w.judge(t, "2018-06", reports{"D01 retail value": city, "D01 retail prior": "1000", "430202 retail value": "220", "430202 retail prior": "200"}, nil).peers("retail").LineOf("430202")
		if got := fmt.Sprint(two(l.Pull), " ", two(l.Rate), " ", l.Against); got != want {
			t.Errorf("city %s: %s, want %s", city, got, want)
		}
	}
	l := w.judge(t, "2018-06", reports{"D01 retail value": "900", "D01 retail prior": "1000", "430202 retail value": "175", "430202 retail prior": "200"}, nil).peers("retail").LineOf("430202")
	if got := two(l.Pull) + " " + two(l.Rate); got != "-2.50 25.00" { // −25/1000; −25/−100
		t.Errorf("a fall with the city: %s", got)
	}
}

// Gross product grows at comparable prices: 8 % × 300/1000 = 2.4 points of the city's
// 6 %, which are 40 %; the levels, which fell, play no part. Without a growth there is none.
func TestContributionAtComparablePrices(t *testing.T) {
	r := load(t).judge(t, "2018-06", reports{
		"D01 gdp value": "990", "D01 gdp prior": "1000", "D01 gdp growth": "6",
		"430202 gdp value": "290", "430202 gdp prior": "300", "430202 gdp growth": "8",
		"430203 gdp value": "290", "430203 gdp prior": "250",
	}, nil)
	a, b := r.peers("gdp").LineOf("430202"), r.peers("gdp").LineOf("430203")
	if got := fmt.Sprint(two(a.Pull), " ", two(a.Rate), " ", a.Estimated); got != "2.40 40.00 true" {
		t.Error(got)
	}
	if b.Pull != nil || b.Growth != nil {
		t.Errorf("growth %v, pull %v from levels at current prices", b.Growth, b.Pull)
	}
	if p := load(t).judge(t, "2018-06", reports{"430202 industry_va growth": "7", "430202 industry_va value": "5", "D01 industry_va growth": "6"}, nil).peers("industry_va").LineOf("430202"); p.Share != nil || p.Pull != nil {
		t.Error("a share of a level that is not published")
	}
}

// 本期 is the cumulative figure less the one before, where both are known.
func TestCurrentOfCumulative(t *testing.T) {
	w := load(t)
	earlier := reports{"2018-02 430202 retail value": "20", "2018-03 430202 retail value": "32", "2018-05 430202 retail value": "55", "2017 430202 retail value": "110",
		"2018-03 430202 gdp value": "80", "2018-05 430202 gdp value": "150", "2018-05 430202 hightech_firms value": "7"}
	for _, c := range []struct{ when, item, value, want string }{
		{"2018-02", "retail", "21", "-"}, {"2018-03", "retail", "32.5", "12.50"}, {"2018-06", "retail", "70", "15.00"}, {"2018-04", "retail", "44", "12.00"},
		{"2018-05", "retail", "44", "-"}, // April is not there
		{"2018-Q2", "retail", "70", "38.00"}, {"2018-Q1", "retail", "32", "-"}, {"2018", "retail", "140", "-"},
		{"2018-06", "gdp", "170", "90.00"}, // a quarterly figure less that of the quarter before
		{"2018-06", "hightech_firms", "9", "-"},
	} {
		l := w.judge(t, c.when, reports{"430202 " + c.item + " value": c.value}, earlier).peers(c.item).LineOf("430202")
		if got := two(l.Current); got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.item, c.when, got, c.want)
		}
	}
}

// In May 荷塘区 was first, 芦淞区 second, 石峰区 third. 荷塘区 is missing in June: the others
// keep their order and have not moved, though each stands one place higher.
func TestChangeOfPlace(t *testing.T) {
	may := reports{"2018-05 430202 retail growth": "12", "2018-05 430203 retail growth": "11", "2018-05 430204 retail growth": "10", "2017-06 430203 retail growth": "1"}
	w := load(t)
	p := w.judge(t, "2018-06", reports{"430203 retail growth": "9", "430204 retail growth": "8", "430211 retail growth": "20"}, may).peers("retail")
	if p.Since.String() != "2018-05" {
		t.Errorf("against %s", p.Since)
	}
	for unit, want := range map[string]string{"430202": "0 -", "430203": "2 0.00", "430204": "3 0.00", "430211": "1 -"} {
		if got := fmt.Sprint(p.LineOf(unit).ByGrowth.Now, " ", two(p.LineOf(unit).ByGrowth.Change())); got != want {
			t.Errorf("%s: %s, want %s", unit, got, want)
		}
	}
	// 石峰区 passes 芦淞区; without a report of May the year before is taken
	p = w.judge(t, "2018-06", reports{"430203 retail growth": "8", "430204 retail growth": "9"}, may).peers("retail")
	if a, b := two(p.LineOf("430204").ByGrowth.Change()), two(p.LineOf("430203").ByGrowth.Change()); a != "1.00" || b != "-1.00" {
		t.Errorf("changes %s and %s", a, b)
	}
	p = w.judge(t, "2018-06", reports{"430203 retail growth": "8"}, reports{"2017-06 430203 retail growth": "1"}).peers("retail")
	if p.Since.String() != "2017-06" || two(p.LineOf("430203").ByGrowth.Change()) != "0.00" || two(p.LineOf("430203").Trend) != "7.00" {
		t.Errorf("against %s: %+v", p.Since, p.LineOf("430203"))
	}
	// water: less is better; the first place is that of 70
	p = w.judge(t, "2018", reports{"430203 water_use value": "70", "430204 water_use value": "80"}, nil).peers("water_use")
	if p.LineOf("430203").ByLevel.Now != 1 || p.LineOf("430204").ByLevel.Now != 2 {
		t.Error("less water is not better")
	}
	if l := w.judge(t, "2018", reports{"430203 sewage value": "100"}, nil).peers("sewage").LineOf("430203"); l.ByLevel.Now != 0 {
		t.Error("a place for what is only kept")
	}
}

// planted are the parks with a double count that a careless sum would make: the parts
// of 株洲高新区 add up to what it reports itself.
func planted() reports {
	return reports{
		"P01 park_revenue value": "2010", "P0101 park_revenue value": "1010", "P0102 park_revenue value": "710", "P0103 park_revenue value": "290",
		"P02 park_revenue value": "310", "P03 park_revenue value": "990", "P06 park_revenue value": "305",
		"P01 park_firms_10bn value": "4", "P0101 park_firms_10bn value": "3", "P0102 park_firms_10bn value": "1", "P03 park_firms_10bn value": "2",
		"P01 park_intensity value": "260", "P01 park_investment value": "2600", "P01 park_land value": "10", "P0101 park_intensity value": "200", "P0101 park_investment value": "200", "P0101 park_land value": "1",
		"P02 park_intensity value": "190", "P02 park_investment value": "190", "P02 park_land value": "1",
		"430202 gdp value": "77", "D01 gdp value": "100",
	}
}

// 2010 + 310 + 990 + 305 = 3615, not 5625; 4 + 2 = 6 firms, not 10; (2600 + 190) ÷ 11 = 253.64.
func TestNoDoubleCountOfParks(t *testing.T) {
	w := load(t)
	r := w.judge(t, "2017", planted(), nil)
	all := func(*plan.Unit) bool { return true }
	rows := map[string]map[string]consolidate.Row{}
	for _, code := range []string{"park_intensity", "park_investment", "park_land"} {
		for _, l := range r.peers(code).Lines {
			if rows[l.Unit.Code] == nil {
				rows[l.Unit.Code] = map[string]consolidate.Row{}
			}
			rows[l.Unit.Code][code] = l.Row
		}
	}
	for code, want := range map[string]string{"park_revenue": "3615.00 4 8", "park_firms_10bn": "6.00 2 8", "park_intensity": "253.64 2 8"} {
		s := r.peers(code).SumOf(all, rows)
		if got := fmt.Sprint(two(s.Value), " ", s.In, " ", s.Units); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	// two parts without their park are added; with it they are in it
	some := func(codes ...string) func(*plan.Unit) bool {
		return func(u *plan.Unit) bool { return slices.Contains(codes, u.Code) }
	}
	p := r.peers("park_revenue")
	if a, b := p.SumOf(some("P0101", "P0103", "P02"), rows), p.SumOf(some("P01", "P0101", "P02"), rows); two(a.Value) != "1610.00" || two(b.Value) != "2320.00" {
		t.Errorf("chosen: %s and %s", two(a.Value), two(b.Value))
	}
	if l := p.LineOf("P0101"); l.ByLevel.Now != 0 || p.LineOf("P03").ByLevel.Now != 2 {
		t.Error("a part of a park is ranked among parks")
	}
	if c := r.peers("gdp").City.Counties; c == nil || !c.Sum.Equal(num("77")) {
		t.Errorf("parks in the sum of the counties: %v", c)
	}
}

// Goals: 3615 of 5000 is 72.3 %; of 6150, the sum of the parks' targets, 58.78 %. 千亿:
// 田心 with 1010 is in, 河西 lacks 290, 醴陵 10; 株洲高新区, their park, is not counted. 300亿:
// 株洲经开区 with 310 is in, and 渌口, which the plan does not name; 醴陵 and 高新区 are no
// members. Intensity: 260 is over 250, 190 under 200, and 田心 with 200 under its park's 250.
func TestParksAgainstThePlan(t *testing.T) {
	s := load(t).judge(t, "2017", planted(), nil).Units.Standing
	g := s.Goals[0]
	if got := fmt.Sprint(two(g.Percent), " ", two(g.Distance), " ", s.Targets); got != "72.30 1385.00 6150" {
		t.Error(got)
	}
	if got := two(AgainstTargets(g, s.Targets).Percent); got != "58.78" {
		t.Error(got)
	}
	var clubs []string
	for _, c := range s.Clubs {
		line := fmt.Sprint(c.Name, " ", c.Count(), ":")
		for _, m := range c.Members {
			line += fmt.Sprint(" ", m.Unit.Code, " ", two(m.Distance), " ", m.Planned, m.In())
		}
		clubs = append(clubs, line)
	}
	want := []string{"千亿园区 1: P0101 -10.00 true true P0102 290.00 true false P03 10.00 true false",
		"300亿元园区 2: P02 -10.00 true true P04 - true false P05 - true false P06 -5.00 false true"}
	if diff := cmp.Diff(want, clubs); diff != "" {
		t.Error(diff)
	}
	over := map[string]string{}
	for _, i := range s.Intensity {
		over[i.Unit.Code] = two(i.Distance)
	}
	if over["P01"] != "10.00" || over["P02"] != "-10.00" || over["P0101"] != "-50.00" || over["P03"] != "-" {
		t.Error(over)
	}
	if n := len(load(t).judge(t, "2018-06", planted(), nil).Units.Standing.Goals); n != 0 {
		t.Errorf("%d goals of a year judged in June", n)
	}
}

// A county's own target: 110 from 100 to 150 is 20 % of the way; time progress after
// one of five years is 20 %. A target of the year is completed: 60 of 120 are 50 % at 50 %.
func TestOwnTargets(t *testing.T) {
	w := load(t)
	w.plan.Decompositions = []plan.Decomposition{
		{Indicator: "retail", Year: 2021, Targets: map[string]yamlfile.Figure{"430202": yamlfile.MustFigure("150")}},
		{Indicator: "retail", Year: 2018, Targets: map[string]yamlfile.Figure{"430202": yamlfile.MustFigure("120")}},
	}
	w.plan.Scheme.Progress = plan.Linear
	earlier := reports{"2016 430202 retail value": "100"}
	o := w.judge(t, "2017", reports{"430202 retail value": "110"}, earlier).peers("retail").LineOf("430202").Own
	if got := fmt.Sprint(o.Year, " ", two(o.Progress), " ", two(o.Gap)); got != "2021 20.00 0.00" {
		t.Error(got)
	}
	p := w.judge(t, "2018-06", reports{"430202 retail value": "66"}, earlier).peers("retail")
	if o := p.LineOf("430202").Own; fmt.Sprint(o.Year, " ", two(o.Progress), " ", two(o.Gap)) != "2018 55.00 5.00" { // 66/120, June is 50 %
		t.Errorf("%+v", o)
	}
	if p.LineOf("430203").Own != nil {
		t.Error("a target that nobody set")
	}
}

// Sums are the sum of their parts, whatever the order in which figures come, and a
// better growth never has a worse place.
func TestSumsAndPlacesHold(t *testing.T) {
	w := load(t)
	counties := w.plan.UnitsOf(plan.County)
	rapid.Check(t, func(rt *rapid.T) {
		given, sum, chosen := reports{}, decimal.Zero, map[string]bool{}
		for _, u := range counties {
			chosen[u.Code] = rapid.Bool().Draw(rt, "chosen")
			if rapid.Bool().Draw(rt, "reports") {
				v := decimal.New(rapid.Int64Range(-500, 99999).Draw(rt, "value"), -2)
				given[u.Code+" retail value"] = v.String()
				given[u.Code+" retail growth"] = decimal.New(rapid.Int64Range(-50, 200).Draw(rt, "growth"), -1).String()
				if chosen[u.Code] {
					sum = sum.Add(v)
				}
			}
		}
		p := w.judge(rt, "2018-06", given, nil).peers("retail")
		again := w.judge(rt, "2018-06", maps.Clone(given), nil).peers("retail")
		s := p.SumOf(func(u *plan.Unit) bool { return chosen[u.Code] }, nil)
		if s.In > 0 && !s.Value.Equal(sum) || s.In == 0 && s.Value != nil {
			rt.Fatalf("sum %v of %d, want %s", s.Value, s.In, sum)
		}
		for i, a := range p.Lines {
			if a.ByGrowth != again.Lines[i].ByGrowth {
				rt.Fatalf("%s is in another place the second time", a.Unit.Code)
			}
			for _, b := range p.Lines {
				if a.Growth != nil && b.Growth != nil && a.Growth.GreaterThan(*b.Growth) != (a.ByGrowth.Now < b.ByGrowth.Now) {
					rt.Fatalf("%s grew by %s and is %d, %s by %s and is %d", a.Unit.Code, a.Growth, a.ByGrowth.Now, b.Unit.Code, b.Growth, b.ByGrowth.Now)
				}
			}
		}
	})
}

// The close of a plan looks back on its last year from the year before.
func TestPlacesOfSeveralYears(t *testing.T) {
	p := load(t).judge(t, "2017-2021", reports{"430203 retail growth": "8", "430204 retail growth": "9"},
		reports{"2020 430203 retail growth": "7", "2020 430204 retail growth": "6"}).peers("retail")
	if p.Since.String() != "2020" || two(p.LineOf("430204").ByGrowth.Change()) != "1.00" || two(p.LineOf("430204").Trend) != "3.00" || p.TrendSince.Label() != "2020年" {
		t.Errorf("against %s: %+v", p.Since, p.LineOf("430204"))
	}
}
