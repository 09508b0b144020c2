package evaluate

import (
	"errors"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// growth is the growth test: this period's growth, the mean since the base year
// by the declared method, and the plan's mean.
func (e *evaluator) growth(a *Assessment) {
	ind := a.Indicator
	a.Growth, a.Reported = a.Figure.Official.Number(stat.Growth), true
	if a.Growth == nil {
		a.Growth, a.Reported = e.growthOfLevels(a), false
	}
	a.GrowthVerdict = GrowthNone
	switch {
	case ind.CumulativeGoal.Set(): // 降低率: the year's rate against the yearly floor
		a.GrowthGoal, a.MeanGrowth = &ind.Target.Decimal, a.Actual
	case ind.GrowthTarget.Set():
		a.GrowthGoal = &ind.GrowthTarget.Decimal
		a.MeanGrowth = e.mean(a)
	default:
		return
	}
	tested := a.MeanGrowth
	if !e.full && !ind.CumulativeGoal.Set() {
		tested = a.Growth
	}
	switch {
	case tested == nil:
		a.GrowthVerdict = GrowthUnknown
	case met(ind, *tested, *a.GrowthGoal):
		a.GrowthVerdict = GrowthMet
	default:
		a.GrowthVerdict = GrowthMissed
	}
}

func met(ind *plan.Indicator, growth, goal decimal.Decimal) bool {
	if ind.Direction == plan.Down {
		return growth.LessThanOrEqual(goal)
	}
	return growth.GreaterThanOrEqual(goal)
}

// growthOfLevels is the growth of the published levels, where they are
// comparable with each other: not for comparable-price indicators, whose levels
// are at current prices, nor for ratios stated in 百分点.
func (e *evaluator) growthOfLevels(a *Assessment) *decimal.Decimal {
	if a.Indicator.Price == "comparable" || a.Indicator.Kind == plan.YearlyRate || a.Indicator.Change == "points" || a.Actual == nil {
		return nil
	}
	before := a.Prior
	if c := a.Figure.Official.Number(stat.PriorComparable); c != nil {
		before = c
	}
	if before == nil && e.full {
		before = e.yearBefore(a)
	}
	if before == nil {
		return nil
	}
	return known(method.Growth(*before, *a.Actual))
}

func (e *evaluator) yearBefore(a *Assessment) *decimal.Decimal {
	if n := len(a.Years); n > 1 {
		return a.Years[n-2].Value
	}
	return a.Base.Value
}

// mean is the average growth since the base year: of the reported growths where
// prices or growth-only years make levels incomparable, else of the levels by
// the indicator's method (水平法 or 累计法).
func (e *evaluator) mean(a *Assessment) *decimal.Decimal {
	ind := a.Indicator
	n := len(a.Years)
	if n == 0 || a.Base.Value == nil {
		return nil
	}
	if ind.Price == "comparable" {
		growths, ok := a.growths()
		if !ok {
			return nil
		}
		hundred := decimal.NewFromInt(100)
		return known(method.MeanGrowth(hundred, method.ChainLevel(hundred, growths), n))
	}
	if last := a.Years[n-1].Value; last != nil && ind.AverageGrowth != "cumulative" { // the years between do not matter
		return known(method.MeanGrowth(*a.Base.Value, *last, n))
	}
	levels, ok := a.levels()
	if !ok {
		return nil
	}
	if ind.AverageGrowth == "cumulative" {
		return known(method.CumulativeMean(*a.Base.Value, levels))
	}
	return known(method.MeanGrowth(*a.Base.Value, levels[n-1], n))
}

// growths are the reported growths of all years.
func (a *Assessment) growths() ([]decimal.Decimal, bool) {
	var list []decimal.Decimal
	for _, y := range a.Years {
		if y.Growth == nil {
			return nil, false
		}
		list = append(list, *y.Growth)
	}
	return list, true
}

// levels are the levels of all years; where only growth was published, the level
// is chained from the year before (推算), never printed.
func (a *Assessment) levels() ([]decimal.Decimal, bool) {
	last, list := *a.Base.Value, []decimal.Decimal{}
	for _, y := range a.Years {
		switch {
		case y.Value != nil:
			last = *y.Value
		case y.Growth != nil:
			last = method.ChainLevel(last, []decimal.Decimal{*y.Growth})
		default:
			return nil, false
		}
		list = append(list, last)
	}
	return list, true
}

// needed is what remains to be done in each of the years left, counted from the
// last full year.
func (e *evaluator) needed(a *Assessment) error {
	ind, left := a.Indicator, e.Plan.Head.TargetYear-e.lastFull
	if ind.Direction == plan.Hold || left <= 0 || len(a.Years) == 0 {
		return nil
	}
	last := a.Years[len(a.Years)-1].Value
	if last == nil {
		return nil
	}
	var v decimal.Decimal
	var err error
	points := false
	switch {
	case ind.CumulativeGoal.Set():
		rates, ok := e.rates(a)
		if !ok {
			return nil
		}
		v, err = method.NeededReduction(method.CompoundReduction(rates), ind.CumulativeGoal.Decimal, left)
	case ind.Change == "points":
		v = ind.Target.Sub(*last).DivRound(decimal.NewFromInt(int64(left)), 24)
		points = true
	default:
		v, err = method.NeededGrowth(*last, ind.Target.Decimal, left)
	}
	if errors.Is(err, method.ErrNotComputed) {
		return nil
	}
	if err == nil {
		a.Needed = &Needed{Value: v, Points: points}
	}
	return err
}
