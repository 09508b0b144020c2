package evaluate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/yamlfile"
)

func weights(list ...string) map[string]yamlfile.Figure {
	m := map[string]yamlfile.Figure{}
	for i := 0; i < len(list); i += 2 {
		m[list[i]] = yamlfile.MustFigure(list[i+1])
	}
	return m
}

func shares(target, static, dynamic string) plan.Shares {
	return plan.Shares{Target: yamlfile.MustFigure(target), Static: yamlfile.MustFigure(static), Dynamic: yamlfile.MustFigure(dynamic)}
}

// contest is three counties, two parks and two departments of 2018.
type contest struct {
	world
	states  map[string]consolidate.State
	records map[string]AwardRecord
	owners  map[string]string // department → points of its indicators
	missed  string            // code of an indicator that missed the year's target
	given   reports
}

func newContest(t *testing.T) *contest {
	c := &contest{world: load(t), states: map[string]consolidate.State{}, records: map[string]AwardRecord{}, owners: map[string]string{"D02": "80", "D05": "90"}}
	p := c.plan
	p.Units = slices.DeleteFunc(p.Units, func(u plan.Unit) bool {
		return !slices.Contains([]string{"430202", "430203", "430204", "P02", "P03", "D02", "D05"}, u.Code)
	})
	p.Decompositions = []plan.Decomposition{{Indicator: "retail", Year: 2018, Targets: weights("430202", "200", "430203", "120")}}
	most := 3
	p.Scheme.Awards = &plan.AwardScheme{
		Counties:     plan.UnitAward{Weights: weights("retail", "60", "hightech_firms", "40"), Parts: shares("20", "30", "50"), Suggest: 1},
		Parks:        plan.UnitAward{Weights: weights("park_revenue", "70", "park_intensity", "30"), Parts: shares("40", "10", "50"), Suggest: 1},
		Departments:  plan.DepartmentAward{Weights: weights("indicators", "60", "tasks", "30", "industries", "10"), Suggest: 1, TasksAgainst: plan.AgainstTime},
		LeastCovered: yamlfile.MustFigure("60"),
		Veto:         plan.AwardVeto{BindingMissed: true, NotAccepted: true, OpenMandatory: true, MostLate: &most, MostReturned: &most},
	}
	c.given = reports{
		"430202 retail value": "220", "430202 retail prior": "200", "430202 hightech_firms value": "40", "430202 hightech_firms prior": "32",
		"430203 retail value": "90", "430203 retail prior": "100", "430203 hightech_firms value": "50", "430203 hightech_firms prior": "40",
		"430204 retail value": "165", "430204 retail prior": "150",
		"P02 park_revenue value": "150", "P02 park_revenue prior": "120", "P02 park_intensity value": "180",
		"P03 park_revenue value": "600", "P03 park_revenue prior": "500", "P03 park_intensity value": "240",
		"D02 T27 value": "3000", "D02 T28 value": "250",
	}
	return c
}

// award is "total rank vetoes|suggested" of every unit, or the reason for no total.
func (c *contest) award(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, s := range c.sets(t) {
		for _, l := range s.Lines {
			words := "不评：" + l.Why
			if l.Total != nil {
				words = fmt.Sprint(l.Total.StringFixed(4), " ", l.Rank)
			}
			if len(l.Vetoes) > 0 {
				words += " " + strings.Join(l.Vetoes, "；")
			}
			if l.Suggested {
				words += " 建议"
			}
			out[l.Unit.Code] = words
		}
	}
	return out
}

func (c *contest) sets(t *testing.T) []AwardSet {
	t.Helper()
	res := c.judge(t, "2018", c.given, nil)
	res.Course.Owners = nil
	for _, u := range c.plan.UnitsOf(plan.DeptUnit) {
		if figure, ok := c.owners[u.Code]; ok {
			points := num(figure)
			res.Course.Owners = append(res.Course.Owners, OwnerScore{Owner: u.Code, Points: &points})
		}
	}
	for i := range res.Course.Paths {
		res.Course.Paths[i].Missed = res.Course.Paths[i].Indicator.Code == c.missed
	}
	figures := &consolidate.Result{Period: res.Period}
	for _, u := range c.plan.Reporters() {
		state := consolidate.Reported
		if s, ok := c.states[u.Code]; ok {
			state = s
		}
		figures.Units = append(figures.Units, consolidate.UnitState{Unit: u, State: state})
	}
	return Awards(AwardInput{Plan: c.plan, Figures: figures, Evaluated: res, Records: c.records})
}

func (c *contest) want(t *testing.T, want map[string]string) {
	t.Helper()
	got := c.award(t)
	for unit := range got {
		if _, ok := want[unit]; !ok {
			delete(got, unit)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Worked with a decimal calculator. Points of retail: against the year's own target
// 220/200 (at most 100), 90/120 = 75, none; against the best 220: 100, 40.9091, 75;
// growths 10, −10, 10 between worst and best: 100, 0, 100. Weighed 20:30:50 they are
// 100; 15 + 12.2727 = 27.2727; (2250 + 5000)/80 = 90.625. Firms, without a target
// and with equal growths of 25: (80×30 + 100×50)/80 = 92.5 and 100; 石峰区 gave none.
// So 60 + 37 = 97; 16.3636 + 40 = 56.3636; 90.625 of the 60 that count.
//
// Revenue of parks: against the plan's targets 150/300 and 600/1200 = 50 both; against
// the best 25 and 100; growths 25 and 20: 100 and 0. 20 + 2.5 + 50 = 72.5; 20 + 10 = 30.
// Intensity against the floor of 200: 90 and 100; against the best 75 and 100; a ratio
// has no growth: (90×40 + 75×10)/50 = 87 and 100. 50.75 + 26.1 = 76.85; 21 + 30 = 51.
//
// 市商务局: of its tasks 30 % and 50 % are done when 40 % of the time is over: 75 and, at
// most, 100, in the mean 87.5; (80×60 + 87.5×30)/90 = 82.5.
func TestAwardScores(t *testing.T) {
	c := newContest(t)
	c.want(t, map[string]string{
		"430202": "97.0000 1 建议", "430203": "56.3636 3", "430204": "90.6250 2",
		"P02": "76.8500 1 建议", "P03": "51.0000 2",
		"D02": "82.5000 2", "D05": "90.0000 1 建议",
	})
	// The parts add up to the score. Of 荷塘区: target 60×20 % = 12; static 60×30 % and
	// 40×30/80×80 %, 18 + 12 = 30; dynamic 60×50 % and 40×50/80, 30 + 25 = 55.
	for _, s := range c.sets(t) {
		if s.Kind == plan.County {
			got := fmt.Sprint(two(s.Lines[0].Score.PartSum(TargetPart)), " ", two(s.Lines[0].Score.PartSum(StaticPart)), " ", two(s.Lines[0].Score.PartSum(DynamicPart)))
			if got != "12.00 30.00 55.00" {
				t.Errorf("parts %s", got)
			}
		}
	}
	c.plan.Scheme.Awards.Departments.TasksAgainst = plan.AgainstTarget // (80×60 + 40×30)/90
	c.want(t, map[string]string{"D02": "66.6667 2"})
}

// A figure that is not there leaves its weight out or counts nothing, as the scheme
// says; with too little left a unit is not scored.
func TestAwardMissingFigures(t *testing.T) {
	c := newContest(t)
	c.plan.Scheme.Awards.LeastCovered = yamlfile.MustFigure("61")
	c.want(t, map[string]string{"430204": "不评：有数的指标权重合计60，不足61", "430203": "56.3636 2"})
	c.plan.Scheme.Scoring.Missing = plan.Zero // 90.625 × 60 %
	c.want(t, map[string]string{"430204": "54.3750 3", "430203": "56.3636 2"})

	c = newContest(t)
	delete(c.given, "D02 T28 value") // 75 alone: (4800 + 2250)/90
	c.want(t, map[string]string{"D02": "78.3333 2"})
	c.plan.Scheme.Scoring.Missing = plan.Zero // 37.5: (4800 + 1125)/90
	c.want(t, map[string]string{"D02": "65.8333 2"})

	c = newContest(t)
	c.owners = nil
	c.states["430203"], c.records["430203"] = consolidate.Missing, AwardRecord{OpenMandatory: 1}
	for key := range c.given {
		if strings.HasPrefix(key, "430203") {
			delete(c.given, key)
		}
	}
	c.want(t, map[string]string{"D05": "不评：不负责指标、任务和产业", "430203": "不评：缺报 本期缺报"})
	c.plan.Scheme.Awards.Veto.NotAccepted = false
	c.want(t, map[string]string{"430203": "不评：缺报 有1个强制性问题未改正"})
}

// A barred unit keeps its rank and leaves its place among the proposed to the next.
func TestAwardVetoes(t *testing.T) {
	c := newContest(t)
	c.missed = "water_use"
	c.records["430202"] = AwardRecord{OpenMandatory: 1, Late: 4, Returned: 3}
	c.records["P02"] = AwardRecord{Late: 3, Returned: 4}
	c.states["P03"] = consolidate.Returned
	c.want(t, map[string]string{
		"430202": "97.0000 1 有1个强制性问题未改正；全年迟报4次，超过3次", "430204": "90.6250 2 建议", "430203": "56.3636 3",
		"P02": "76.8500 1 全年退回4次，超过3次", "P03": "51.0000 2 本期退回",
		"D05": "90.0000 1 约束性指标未完成年度目标：单位地区生产总值水耗水平", "D02": "82.5000 2 建议",
	})
	c.plan.Scheme.Awards.Veto = plan.AwardVeto{}
	c.want(t, map[string]string{"430202": "97.0000 1 建议", "P02": "76.8500 1 建议", "D05": "90.0000 1 建议"})
	// An indicator that is not 约束性 bars nobody.
	c = newContest(t)
	c.missed = "trade"
	c.want(t, map[string]string{"D02": "82.5000 2"})
}

// Equal totals share a rank, and all of them are proposed.
func TestAwardTies(t *testing.T) {
	c := newContest(t)
	c.owners["D05"] = "82.5"
	for _, unit := range []string{"430203", "430204"} {
		for key, figure := range map[string]string{"retail value": "110", "retail prior": "100", "hightech_firms value": "10", "hightech_firms prior": "10"} {
			c.given[unit+" "+key] = figure
		}
	}
	c.plan.Decompositions, c.plan.Scheme.Awards.Counties.Suggest = nil, 2
	got := c.award(t)
	if got["430203"] != got["430204"] || !strings.HasSuffix(got["430203"], " 2 建议") || !strings.HasSuffix(got["430202"], " 1 建议") {
		t.Errorf("%v", got)
	}
	c.want(t, map[string]string{"D02": "82.5000 1 建议", "D05": "82.5000 1 建议"})
}

// The order of units is not in the scores; sub-parks are in no list; a quarter has none.
func TestAwardOrderAndPeriod(t *testing.T) {
	c := newContest(t)
	forward := c.award(t)
	slices.Reverse(c.plan.Units)
	if diff := cmp.Diff(forward, c.award(t)); diff != "" {
		t.Error(diff)
	}
	w := load(t)
	for when, want := range map[string]int{"2018": 3, "2018-Q4": 0, "2018-12": 0} {
		res := w.judge(t, when, newContest(t).given, nil)
		sets := Awards(AwardInput{Plan: w.plan, Figures: &consolidate.Result{Period: res.Period}, Evaluated: res})
		if len(sets) != want {
			t.Errorf("%s: %d sets, want %d", when, len(sets), want)
		}
		for _, s := range sets {
			for _, l := range s.Lines {
				if l.Unit.Kind == plan.SubPark {
					t.Errorf("%s is ranked", l.Unit.Name)
				}
			}
		}
	}
	w.plan.Scheme.Awards = nil
	if res := w.judge(t, "2018", nil, nil); Awards(AwardInput{Plan: w.plan, Figures: &consolidate.Result{}, Evaluated: res}) != nil {
		t.Error("a scheme without awards proposes")
	}
}

// A better figure never lowers a unit's own score, whatever the others have.
func TestAwardNeverFallsWithABetterFigure(t *testing.T) {
	c := newContest(t)
	last := num("-1")
	for value := 60; value <= 400; value += 20 {
		c.given["430203 retail value"] = fmt.Sprint(value)
		for _, l := range c.sets(t)[0].Lines {
			if l.Unit.Code != "430203" {
				continue
			}
			if l.Total.LessThan(last) {
				t.Errorf("retail %d: %s after %s", value, l.Total, last)
			}
			last = *l.Total
		}
	}
}

// T25 goes from 25 at the end of 2017 to 50: 30 are 20 % of the way when 25 % of its
// time is over, 80 points, though they are 60 % of the target. With 市科技局's other
// tasks unreported the mean is that of one.
func TestPacedTaskScoresByItsProgress(t *testing.T) {
	c := newContest(t)
	for i := range c.plan.Units {
		if u := &c.plan.Units[i]; u.Code == "D05" {
			u.Code = "D03"
		}
	}
	c.given["D03 T25 value"], c.owners = "30", nil
	c.want(t, map[string]string{"D03": "80.0000 2", "D02": "87.5000 1 建议"})
}

// A limit that is exceeded scores limit ÷ value, one that is kept 100, whatever time
// is over; 5 of 4 at 40 % of the time are 80.
func TestCompletionPoints(t *testing.T) {
	value := num("5")
	for _, c := range []struct {
		verdict CompletionVerdict
		percent string
		due     string
		want    string
	}{
		{Within, "", "40", "100.00"}, {Reduce, "", "40", "80.00"}, {Exceeded, "", "100", "80.00"}, {Done, "125", "40", "100.00"},
		{Going, "20", "40", "50.00"}, {Going, "60", "40", "100.00"}, {NotDone, "60", "100", "60.00"}, {Going, "-5", "40", "0.00"}, {NoReport, "", "40", "-"},
	} {
		x := Completion{Value: &value, Target: yamlfile.MustFigure("4"), Verdict: c.verdict}
		if c.percent != "" {
			p := num(c.percent)
			x.Percent = &p
		}
		if got := two(completionPoints(x, decimal.RequireFromString(c.due))); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.verdict, c.percent, got, c.want)
		}
	}
}
