package evaluate

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// rank orders verdicts from worst to best.
var rank = map[Verdict]int{Behind: 1, NotKept: 1, OnCourse: 2, Ahead: 3, Reached: 4, Kept: 4}

// A better figure never makes a verdict worse, whichever way is better and by
// whichever method; nor does it make the needed effort larger.
func TestBetterIsNeverWorse(t *testing.T) {
	w := load(t)
	rapid.Check(t, func(rt *rapid.T) {
		ind := &w.plan.Indicators[rapid.IntRange(0, len(w.plan.Indicators)-1).Draw(rt, "indicator")]
		w.plan.Scheme.Progress = rapid.SampledFrom([]string{plan.Linear, plan.Log}).Draw(rt, "method")
		base := ind.Printed["2016"].Decimal
		draw := func(name string) decimal.Decimal { // from 0.50 to 2.50 times the base
			return base.Mul(decimal.New(rapid.Int64Range(50, 250).Draw(rt, name), -2))
		}
		worse, better := draw("one"), draw("other")
		if better.LessThan(worse) != (ind.Direction == plan.Down) {
			worse, better = better, worse
		}
		judge := func(v decimal.Decimal) Assessment {
			return w.run(rt, "2017", figures{ind.Code: {stat.Value: v.String()}}, nil).of(ind.Code)
		}
		a, b := judge(worse), judge(better)
		if rank[a.Level] == 0 || rank[b.Level] == 0 || rank[b.Level] < rank[a.Level] {
			rt.Fatalf("%s: %s is %s, the better %s is %s", ind.Code, worse, a.Level, better, b.Level)
		}
		if a.Needed != nil && b.Needed != nil {
			more := b.Needed.Value.GreaterThan(a.Needed.Value)
			if ind.Direction == plan.Down {
				more = b.Needed.Value.LessThan(a.Needed.Value)
			}
			if more {
				rt.Fatalf("%s: %s needs %s, the better %s needs %s", ind.Code, worse, a.Needed.Value, better, b.Needed.Value)
			}
		}
	})
}

// Within the year a larger flow never makes the verdict worse.
func TestBetterFlowIsNeverWorse(t *testing.T) {
	w := load(t)
	rapid.Check(t, func(rt *rapid.T) {
		code := rapid.SampledFrom([]string{"gdp", "retail", "trade", "zone_gdp", "hightech_firms"}).Draw(rt, "indicator")
		a := rapid.Int64Range(1, 4000).Draw(rt, "one")
		b := rapid.Int64Range(1, 4000).Draw(rt, "other")
		if b < a {
			a, b = b, a
		}
		judge := func(v int64) Verdict {
			return w.run(rt, "2018-06", figures{code: {stat.Value: decimal.NewFromInt(v).String()}}, nil).of(code).Level
		}
		if x, y := judge(a), judge(b); rank[x] == 0 || rank[y] < rank[x] {
			rt.Fatalf("%s: %d is %s, %d is %s", code, a, x, b, y)
		}
	})
}
