package evaluate

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// A better figure of the city never lowers its score, and the score stays between 0
// and 100.
func TestBetterNeverScoresLess(t *testing.T) {
	w := load(t)
	rapid.Check(t, func(rt *rapid.T) {
		ind := &w.plan.Indicators[rapid.IntRange(0, len(w.plan.Indicators)-1).Draw(rt, "indicator")]
		base := ind.Printed["2016"].Decimal
		draw := func(name string) decimal.Decimal { // from 0.50 to 2.50 times the base
			return base.Mul(decimal.New(rapid.Int64Range(50, 250).Draw(rt, name), -2))
		}
		worse, better := draw("one"), draw("other")
		if better.LessThan(worse) != (ind.Direction == plan.Down) {
			worse, better = better, worse
		}
		score := func(v decimal.Decimal) decimal.Decimal {
			given := plan2017(w)
			given[ind.Code][stat.Value] = v.String()
			return *w.run(rt, "2017", given, nil).Course.City.Scores[0].Base
		}
		a, b := score(worse), score(better)
		if b.LessThan(a) || a.IsNegative() || b.GreaterThan(percent) {
			rt.Fatalf("%s: %s scores %s, the better %s scores %s", ind.Code, worse, a, better, b)
		}
	})
}

// drawSet draws subjects with a figure each for one metric of one part.
func drawSet(rt *rapid.T, basis plan.Basis, down bool) ([]Metric, []Subject) {
	goal := decimal.New(rapid.Int64Range(1, 500).Draw(rt, "goal"), -1)
	if down && basis == plan.OfRate {
		goal = goal.Neg()
	}
	var subjects []Subject
	for i, v := range rapid.SliceOfN(rapid.Int64Range(-300, 300), 1, 6).Draw(rt, "values") {
		value := decimal.New(v, -1)
		subjects = append(subjects, Subject{Code: fmt.Sprint(i), Given: map[PartKey]Given{
			{"m", "p"}: {Value: &value, Goal: &goal}, {"n", "p"}: {Value: &percent, Goal: &percent},
		}})
	}
	half := decimal.NewFromInt(50)
	return []Metric{
		{Code: "m", Weight: half, Parts: []Part{{Code: "p", Share: percent, Basis: basis, Down: down}}},
		{Code: "n", Weight: half, Parts: []Part{{Code: "p", Share: percent, Basis: plan.OfGoal}}},
	}, subjects
}

// On every basis a better figure never lowers a subject's score, the order of the
// subjects changes neither score nor rank, and so does a thousandfold unit.
func TestScoreSets(t *testing.T) {
	w := load(t)
	rapid.Check(t, func(rt *rapid.T) {
		basis := rapid.SampledFrom([]plan.Basis{plan.OfGoal, plan.OfRate, plan.OfBest, plan.OfMean, plan.OfRange}).Draw(rt, "basis")
		down := rapid.Bool().Draw(rt, "down")
		metrics, subjects := drawSet(rt, basis, down)
		before := ScoreAll("", "", w.plan.Scheme, metrics, subjects).Scores
		for _, s := range before {
			if s.Total.IsNegative() || s.Total.GreaterThan(percent) {
				rt.Fatalf("%s scores %s", s.Subject.Code, s.Total)
			}
		}
		backwards := slices.Clone(subjects)
		slices.Reverse(backwards)
		scaled := inUnit(subjects, decimal.NewFromInt(10000))
		for i, s := range before {
			other := ScoreAll("", "", w.plan.Scheme, metrics, backwards).Scores[len(before)-1-i]
			if !other.Total.Equal(*s.Total) || other.Rank != s.Rank {
				rt.Fatalf("%s: %s at %d, backwards %s at %d", s.Subject.Code, s.Total, s.Rank, other.Total, other.Rank)
			}
			if many := ScoreAll("", "", w.plan.Scheme, metrics, scaled).Scores[i]; !many.Total.Round(15).Equal(s.Total.Round(15)) || many.Grade != s.Grade {
				rt.Fatalf("%s: %s, in another unit %s", s.Subject.Code, s.Total, many.Total)
			}
		}
		raised := inUnit(subjects, decimal.NewFromInt(1))
		gain := decimal.New(rapid.Int64Range(0, 300).Draw(rt, "gain"), -1)
		if down {
			gain = gain.Neg()
		}
		g := raised[0].Given[PartKey{"m", "p"}]
		better := g.Value.Add(gain)
		raised[0].Given[PartKey{"m", "p"}] = Given{Value: &better, Goal: g.Goal}
		if after := ScoreAll("", "", w.plan.Scheme, metrics, raised).Scores[0]; after.Total.Round(15).LessThan(before[0].Total.Round(15)) { // carried to 24 places
			rt.Fatalf("%s %s scores %s, the better %s scores %s", basis, g.Value, before[0].Total, better, after.Total)
		}
	})
}

// Figures with the sum 4 held against their mean: 0.4 is six tenths of it, 60 points,
// and with the full points of a second metric of the same weight 80, the least of a
// grade, though the mean of 0.666… has to be cut off.
func TestCutOffMeanKeepsTheGrade(t *testing.T) {
	w := load(t)
	half, goal := decimal.NewFromInt(50), decimal.NewFromInt(1)
	metrics := []Metric{
		{Code: "m", Weight: half, Parts: []Part{{Code: "p", Share: percent, Basis: plan.OfMean}}},
		{Code: "n", Weight: half, Parts: []Part{{Code: "p", Share: percent, Basis: plan.OfGoal}}},
	}
	var subjects []Subject
	for i, text := range []string{"30", "0", "-0.3", "-26.7", "0.4", "0.6"} {
		value := decimal.RequireFromString(text)
		subjects = append(subjects, Subject{Code: fmt.Sprint(i), Given: map[PartKey]Given{
			{"m", "p"}: {Value: &value, Goal: &goal}, {"n", "p"}: {Value: &percent, Goal: &percent},
		}})
	}
	eighty := decimal.NewFromInt(80)
	if got := ScoreAll("", "", w.plan.Scheme, metrics, subjects).Scores[4]; !got.Total.Equal(eighty) || got.Grade != w.plan.Scheme.GradeOf(eighty).Name {
		t.Errorf("scores %s, %s", got.Total, got.Grade)
	}
}

// inUnit copies subjects with the figures of the metric m in another unit.
func inUnit(subjects []Subject, by decimal.Decimal) []Subject {
	var list []Subject
	for _, s := range subjects {
		again := Subject{Code: s.Code, Given: map[PartKey]Given{}}
		for key, g := range s.Given {
			if key.Metric == "m" {
				value, goal := g.Value.Mul(by), g.Goal.Mul(by)
				g = Given{Value: &value, Goal: &goal}
			}
			again.Given[key] = g
		}
		list = append(list, again)
	}
	return list
}

// 亿元 written as 万元, in plan and figures alike, changes no verdict and no score.
func TestUnitOfMeasureChangesNothing(t *testing.T) {
	w, other := load(t), load(t)
	by := decimal.NewFromInt(10000)
	given := plan2017(other)
	for _, code := range []string{"gdp", "industry_va", "fai", "retail", "zone_gdp", "zone_industry_va", "trade"} {
		ind := find(other.plan, code)
		ind.Target = yamlfile.MustFigure(ind.Target.Mul(by).String())
		for year, f := range ind.Printed {
			ind.Printed[year] = yamlfile.MustFigure(f.Mul(by).String())
		}
		given[code][stat.Value] = num(given[code][stat.Value]).Mul(by).String()
	}
	a, b := w.run(t, "2017", plan2017(w), nil), other.run(t, "2017", given, nil)
	for i, x := range a.Assessments {
		y := b.Assessments[i]
		same := x.Level == y.Level && x.GrowthVerdict == y.GrowthVerdict && a.Course.Paths[i].Verdict == b.Course.Paths[i].Verdict && show(a.Course.Paths[i].Rate) == show(b.Course.Paths[i].Rate)
		for n, p := range a.Course.Outlooks[i].Paces {
			same = same && p.Reached == b.Course.Outlooks[i].Paces[n].Reached
		}
		if !same {
			t.Errorf("%s differs", x.Indicator.Code)
		}
	}
	if p, q := a.Course.City.Scores[0], b.Course.City.Scores[0]; !p.Total.Round(15).Equal(q.Total.Round(15)) || p.Grade != q.Grade {
		t.Errorf("%s %s, in 万元 %s %s", p.Total, p.Grade, q.Total, q.Grade)
	}
}
