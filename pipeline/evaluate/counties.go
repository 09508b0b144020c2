package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Contribution is a unit's part in the city's figure and in its growth.
type Contribution struct {
	Share     *decimal.Decimal // 比重: of the city's figure, per cent
	Pull      *decimal.Decimal // 拉动点数: points of the city's growth
	Rate      *decimal.Decimal // 贡献率: of the city's change, per cent
	Estimated bool             // 测算: growth × last year's weight, for growth at comparable prices
	Against   bool             // no Rate, since the unit moved the other way than the city, or the city not at all
}

var hundred = decimal.NewFromInt(100)

// scale is to how many decimals a quotient is carried.
const scale = 24

// contribute computes shares, points and rates where units add up. At current
// prices 拉动点数 = (本期ᵢ − 上年同期ᵢ) ÷ 全市上年同期 × 100 and 贡献率 = Δᵢ ÷ Δ全市 × 100.
// Growth at comparable prices is not that of the levels: there 拉动点数 is the growth
// times last year's weight, marked 测算.
func (e *evaluator) contribute(p *Peers) {
	if !p.Additive || p.NoLevel {
		return
	}
	city, cityBase := p.City.Official.Number(stat.Value), Base(p.City.Official)
	cityGrowth := p.City.Official.Number(stat.Growth)
	for i := range p.Lines {
		l := &p.Lines[i]
		base := Base(l.Row)
		if city != nil && l.Value != nil {
			l.Share = known(method.Ratio(*l.Value, *city, hundred))
		}
		switch {
		case base == nil || cityBase == nil || !cityBase.IsPositive():
		case p.Comparable && l.Growth != nil:
			l.Estimated = true
			pull := l.Growth.Mul(*base).DivRound(*cityBase, scale)
			l.Pull = &pull
			l.rate(pull, cityGrowth)
		case !p.Comparable && l.Value != nil:
			change := l.Value.Sub(*base)
			l.Pull = known(method.Ratio(change, *cityBase, hundred))
			if city != nil {
				whole := city.Sub(*cityBase)
				l.rate(change, &whole)
			}
		}
	}
}

// rate is part ÷ whole in per cent. Where the two have other signs, or the whole is
// zero, a rate would say nothing.
func (c *Contribution) rate(part decimal.Decimal, whole *decimal.Decimal) {
	switch {
	case whole == nil:
	case whole.IsZero() || part.Sign()*whole.Sign() < 0:
		c.Against = true
	default:
		c.Rate = known(method.Ratio(part, *whole, hundred))
	}
}

// OwnProgress is a unit against a target that the bureau set for it.
type OwnProgress struct {
	Target   decimal.Decimal
	Year     int               // of the target
	Base     *stat.Observation // of a target for the whole plan
	Log      bool              // progress by the logarithmic method
	Progress *decimal.Decimal  // 完成年度目标, or progress from the base; per cent
	Gap      *decimal.Decimal  // progress less time progress
}

// own compares with the bureau's decomposition, if it has one: with this year's
// target, else with that of the target year.
func (e *evaluator) own(p *Peers) {
	d := e.Plan.DecompositionOf(p.Item.Code, e.period.Year)
	if d == nil {
		return
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		target, ok := d.Targets[l.Unit.Code]
		if !ok {
			continue
		}
		l.Own = &OwnProgress{Target: target.Decimal, Year: d.Year}
		if l.Value == nil {
			continue
		}
		time := e.yearTime
		if d.Year == e.period.Year && d.Year != e.Plan.Head.TargetYear && p.Item.Kind == plan.Flow {
			l.Own.Progress = known(method.Ratio(*l.Value, target.Decimal, hundred))
		} else {
			time = e.ownProgress(l, p, d.Year)
		}
		if l.Own.Progress != nil {
			gap := l.Own.Progress.Sub(time)
			l.Own.Gap = &gap
		}
	}
}

// ownProgress is the progress from the base year, or from the end of last year for a
// target of this year, and the time progress beside it. A flow of part of a year
// says nothing against the whole plan.
func (e *evaluator) ownProgress(l *Line, p *Peers, year int) decimal.Decimal {
	from, time := e.Plan.Head.BaseYear, e.time
	if year != e.Plan.Head.TargetYear {
		from, time = year-1, e.yearTime
	}
	if !e.full && p.Item.Kind != plan.Stock {
		return time
	}
	l.Own.Base = e.Units(l.Unit.Code, p.Item.Code, stat.Period{Kind: stat.Year, Year: from}).Value
	if l.Own.Base == nil {
		return time
	}
	l.Own.Log = e.Plan.Scheme.ProgressOf(p.Item.Code) == plan.Log
	progress := method.LinearProgress
	if l.Own.Log {
		progress = method.LogProgress
	}
	l.Own.Progress = known(progress(l.Own.Base.Number, *l.Value, l.Own.Target))
	return time
}
