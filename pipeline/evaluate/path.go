package evaluate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
)

// Verdicts of a whole year against the year's own target.
const (
	YearMet    Verdict = "达到"
	YearMissed Verdict = "未达到"
)

// Path is the way of an indicator from its base to its target, year by year. The
// level target alone gives it; a growth target is a test of its own.
//
// Of 累计法 (固定资产投资) the path has the growth that is the same each year and
// ends at the target level; its sum over the years is then what that growth means
// by the 累计法, and the sum of the actual years is held against it too. The plan's
// growth target of the same row would lead to another level, and gives no path.
type Path struct {
	Indicator *plan.Indicator
	Method    plan.PathMethod
	Years     []PathYear       // first year to target year; none if it cannot be reckoned
	Rate      *decimal.Decimal // the same each year: growth or reduction in per cent, or a step in the unit; nil for hold
	Actual    *decimal.Decimal // the year's figure that is held against its target; full years only
	Verdict   Verdict          // of the full year against its target, or why there is none
	Missed    bool             // the verdict says that the target is missed
	Sum       *SumTest         // of 累计法
}

// PathYear is the target of a year.
type PathYear struct {
	Year     int
	Level    decimal.Decimal  // in the indicator's unit; of a compounding reduction: the reduction so far, per cent
	Rate     *decimal.Decimal // of a compounding reduction: the year's own, per cent
	Official bool             // set by the bureau (annual_targets), else 测算
}

// Tested is what the year's figure is held against.
func (y PathYear) Tested() decimal.Decimal {
	if y.Rate != nil {
		return *y.Rate
	}
	return y.Level
}

// SumTest holds the sum of the years so far against the path's (累计法).
type SumTest struct {
	Actual, Path decimal.Decimal
	Whole        decimal.Decimal  // of the path over all years
	Chained      bool             // 推算: a year has only a growth
	Needed       *decimal.Decimal // yearly growth that brings the sum to Whole, per cent
}

// Of is the target of a year.
func (p Path) Of(year int) (PathYear, bool) {
	for _, y := range p.Years {
		if y.Year == year {
			return y, true
		}
	}
	return PathYear{}, false
}

// yearPath reckons the targets of all years and judges a full year.
func (e *evaluator) yearPath(a *Assessment) Path {
	p := e.declared(a.Indicator, a.Base.Value)
	p.Verdict = e.yearVerdict(a, &p)
	p.Missed = p.Verdict == YearMissed
	if p.Method == plan.CumulativePath {
		p.Sum = e.sums(a, p)
	}
	return p
}

// declared is the path by the scheme's method, the bureau's own targets put in.
func (e *evaluator) declared(ind *plan.Indicator, base *decimal.Decimal) Path {
	head := e.Plan.Head
	p := Path{Indicator: ind, Method: e.Plan.Scheme.Paths[ind.Code]}
	if base == nil {
		return p
	}
	n, target := head.Years(), ind.Target.Decimal
	for k := 1; k <= n; k++ {
		var level *decimal.Decimal
		switch p.Method {
		case plan.GeometricPath, plan.CumulativePath:
			level = known(method.GeometricPath(*base, target, k, n))
		case plan.LinearPath:
			level = known(method.LinearPath(*base, target, k, n))
		case plan.ProductPath:
			level = known(method.ReductionPath(ind.CumulativeGoal.Decimal, k, n))
		case plan.StepPath:
			level = &target
		}
		if level == nil {
			return Path{Indicator: ind, Method: p.Method}
		}
		p.Years = append(p.Years, PathYear{Year: head.BaseYear + k, Level: *level})
	}
	p.Rate = pathRate(p.Method, *base, ind, n)
	for i := range p.Years {
		p.Years[i].settle(p)
	}
	return p
}

// settle puts the bureau's target of the year in the path's place.
func (y *PathYear) settle(p Path) {
	if p.Method == plan.ProductPath {
		y.Rate = p.Rate
	}
	own, ok := p.Indicator.AnnualTargets[fmt.Sprint(y.Year)]
	switch {
	case !ok:
	case p.Method == plan.ProductPath:
		y.Rate, y.Official = &own.Decimal, true
	default:
		y.Level, y.Official = own.Decimal, true
	}
}

func pathRate(m plan.PathMethod, base decimal.Decimal, ind *plan.Indicator, n int) *decimal.Decimal {
	switch m {
	case plan.LinearPath:
		return known(method.EvenStep(base, ind.Target.Decimal, n))
	case plan.ProductPath:
		return known(method.MeanReduction(ind.CumulativeGoal.Decimal, n))
	case plan.StepPath:
		return nil
	}
	return known(method.MeanGrowth(base, ind.Target.Decimal, n))
}

// yearVerdict holds a full year's figure against the year's target. Where only
// growth is published there is no level to hold.
func (e *evaluator) yearVerdict(a *Assessment, p *Path) Verdict {
	y, ok := p.Of(e.period.Year)
	switch {
	case !a.Figure.Due:
		return NotDue
	case a.Figure.Pending:
		return Pending
	case !e.full:
		return YearEnd
	case a.Indicator.GrowthOnly(e.period):
		return NoLevel
	case !ok || a.Actual == nil:
		return Pending
	}
	p.Actual = a.Actual
	if met(a.Indicator, *a.Actual, y.Tested()) {
		return YearMet
	}
	return YearMissed
}

// sums adds the years up to the last full one.
func (e *evaluator) sums(a *Assessment, p Path) *SumTest {
	if a.Base.Value == nil || len(a.Years) == 0 || len(p.Years) < len(a.Years) {
		return nil
	}
	levels, ok := a.levels()
	if !ok {
		return nil
	}
	s := &SumTest{}
	for i, y := range p.Years {
		s.Whole = s.Whole.Add(y.Level)
		if i < len(levels) {
			s.Path, s.Actual = s.Path.Add(y.Level), s.Actual.Add(levels[i])
			s.Chained = s.Chained || a.Years[i].Value == nil
		}
	}
	left := len(p.Years) - len(levels)
	s.Needed = known(method.NeededCumulative(levels[len(levels)-1], s.Actual, s.Whole, left))
	return s
}
