package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
)

// PaceKind names the pace that an outlook goes on at.
type PaceKind string

// Paces: of the last full year, of the mean since the base year, of the worst and
// of the best year.
const (
	LastYear  PaceKind = "上年"
	MeanSoFar PaceKind = "至今年均"
	WorstYear PaceKind = "最差一年"
	BestYear  PaceKind = "最好一年"
)

// Why there is no value.
const (
	WhyHold       = "保持类"  // nothing is to change
	WhyOver       = "规划期满" // no years are left
	WhyUnknown    = "缺数"   // a year or the base is not known
	WhyNotReached = "达不到"  // at this pace the figure stands still or goes the other way
	WhyFar        = "50年以上"
	WhyImpossible = "超出范围" // such as a share above 100 %
	WhyNoRatio    = "不可计算" // a zero or negative level
)

// farYears is how far ahead the year of the target is sought.
const farYears = 50

// Outlook goes on from the last full year at the paces so far: arithmetic, not a
// forecast. Within a year it stands on the year before.
type Outlook struct {
	Indicator *plan.Indicator
	From      int              // the last full year
	Level     *decimal.Decimal // of that year; of a compounding reduction: the reduction so far, per cent
	Chained   bool             // Level is 推算 from published growth
	Points    bool             // paces are steps in the unit (百分点) rather than per cent
	Paces     []Pace           // in the order last, mean, worst, best; none where Why says why
	Why       string
}

// Pace is an outlook at one pace.
type Pace struct {
	Kind       PaceKind
	Year       int              // the year whose pace it is; 0 for the mean
	Rate       decimal.Decimal  // growth or reduction in per cent a year, or a step
	Value      *decimal.Decimal // in the target year; of a compounding reduction: the whole reduction, per cent
	Why        string           // why there is no Value
	Reached    int              // year in which the target is reached; 0 where ReachedWhy says why not
	ReachedWhy string
}

// track is what a figure did in each year, in the way its paces are reckoned.
type track struct {
	ind    *plan.Indicator
	goal   decimal.Decimal
	level  decimal.Decimal   // of the last full year
	rates  []decimal.Decimal // of the years
	first  int               // year of rates[0]
	left   int
	points bool
}

func (e *evaluator) outlook(a *Assessment) Outlook {
	ind := a.Indicator
	o := Outlook{Indicator: ind, From: e.lastFull}
	c := track{ind: ind, goal: ind.Target.Decimal, first: e.Plan.Head.FirstYear, left: e.Plan.Head.TargetYear - e.lastFull}
	switch {
	case ind.Direction == plan.Hold:
		o.Why = WhyHold
	case c.left <= 0:
		o.Why = WhyOver
	case ind.CumulativeGoal.Set():
		o.Why = c.compounding(a)
	default:
		o.Why = c.levels(a)
	}
	if o.Why != "" {
		return o
	}
	last := a.Years[len(a.Years)-1]
	o.Level, o.Points, o.Chained = &c.level, c.points, last.Value == nil
	o.Paces = c.paces(a)
	return o
}

// compounding takes the yearly rates themselves as paces.
func (c *track) compounding(a *Assessment) string {
	c.goal = c.ind.CumulativeGoal.Decimal
	for _, y := range a.Years {
		if y.Value == nil {
			return WhyUnknown
		}
		c.rates = append(c.rates, *y.Value)
	}
	if len(c.rates) == 0 {
		return WhyUnknown
	}
	c.level = method.CompoundReduction(c.rates)
	return ""
}

// levels takes growth from year to year as paces, or steps where the indicator is
// stated in 百分点. Years with only a growth are chained (推算).
func (c *track) levels(a *Assessment) string {
	if a.Base.Value == nil || len(a.Years) == 0 {
		return WhyUnknown
	}
	levels, ok := a.levels()
	if !ok {
		return WhyUnknown
	}
	c.points = c.ind.Change == "points"
	before := *a.Base.Value
	for _, l := range levels {
		rate := l.Sub(before)
		if !c.points {
			if !before.IsPositive() || !l.IsPositive() {
				return WhyNoRatio
			}
			rate = *known(method.Growth(before, l))
		}
		c.rates, before = append(c.rates, rate), l
	}
	c.level = before
	return ""
}

// paces are the four ways to go on.
func (c *track) paces(a *Assessment) []Pace {
	n := len(c.rates) - 1
	worst, best := 0, 0
	for i, r := range c.rates {
		if c.better(c.rates[worst], r) {
			worst = i
		}
		if c.better(r, c.rates[best]) {
			best = i
		}
	}
	list := []Pace{{Kind: LastYear, Year: c.first + n, Rate: c.rates[n]}}
	if mean := c.mean(a); mean != nil {
		list = append(list, Pace{Kind: MeanSoFar, Rate: *mean})
	}
	list = append(list, Pace{Kind: WorstYear, Year: c.first + worst, Rate: c.rates[worst]}, Pace{Kind: BestYear, Year: c.first + best, Rate: c.rates[best]})
	for i := range list {
		c.project(&list[i])
	}
	return list
}

// better reports whether x is the better pace. A faster fall is better where less
// is; a faster reduction is better in any case.
func (c *track) better(x, y decimal.Decimal) bool {
	if c.ind.Direction == plan.Down {
		return x.LessThan(y)
	}
	return x.GreaterThan(y)
}

// mean is the even pace from the base to the last level: 水平法 for levels (also of
// 累计法 indicators, since it goes on from a level and not from a sum).
func (c *track) mean(a *Assessment) *decimal.Decimal {
	switch {
	case c.ind.CumulativeGoal.Set():
		return known(method.MeanReduction(c.level, len(c.rates)))
	case c.points:
		return known(method.EvenStep(*a.Base.Value, c.level, len(c.rates)))
	}
	return known(method.MeanGrowth(*a.Base.Value, c.level, len(c.rates)))
}

// project sets where the pace leads and when it reaches the target.
func (c *track) project(p *Pace) {
	value := c.after(p.Rate, c.left)
	p.Value = &value
	if out := c.outside(value); out {
		p.Value, p.Why = nil, WhyImpossible
	}
	switch {
	case c.done(c.level):
		p.Reached = c.first + len(c.rates) - 1
		return
	case !c.forward(p.Rate):
		p.ReachedWhy = WhyNotReached
		return
	}
	for k := 1; k <= farYears; k++ {
		if c.done(c.after(p.Rate, k)) {
			p.Reached = c.first + len(c.rates) - 1 + k
			return
		}
	}
	p.ReachedWhy = WhyFar
}

// after is the level after more years at a pace.
func (c *track) after(rate decimal.Decimal, years int) decimal.Decimal {
	again := make([]decimal.Decimal, years)
	for i := range again {
		again[i] = rate
	}
	switch {
	case c.ind.CumulativeGoal.Set():
		return method.CompoundReduction(append(append([]decimal.Decimal{}, c.rates...), again...))
	case c.points:
		return c.level.Add(rate.Mul(decimal.NewFromInt(int64(years))))
	}
	return method.ChainLevel(c.level, again).Round(30)
}

func (c *track) done(level decimal.Decimal) bool {
	if c.ind.Direction == plan.Down {
		return level.LessThanOrEqual(c.goal)
	}
	return level.GreaterThanOrEqual(c.goal)
}

// forward reports whether the pace leads towards the target.
func (c *track) forward(rate decimal.Decimal) bool {
	if c.ind.Direction == plan.Down {
		return rate.IsNegative()
	}
	return rate.IsPositive()
}

// outside reports whether a level cannot be, by the bounds of the form.
func (c *track) outside(level decimal.Decimal) bool {
	if c.ind.CumulativeGoal.Set() {
		return false
	}
	return c.ind.Max.Set() && level.GreaterThan(c.ind.Max.Decimal) || c.ind.Min.Set() && level.LessThan(c.ind.Min.Decimal)
}

// At is the pace of a kind.
func (o Outlook) At(kind PaceKind) (Pace, bool) {
	for _, p := range o.Paces {
		if p.Kind == kind {
			return p, true
		}
	}
	return Pace{}, false
}
