package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// EarlierRow gives the official row of an item for an earlier period, empty if the
// ledger has none.
type EarlierRow func(code string, period stat.Period) consolidate.Row

// Comparison holds an indicator against the same period of the year before and
// against the report before this one. What is not known is nil.
type Comparison struct {
	Now, Then *decimal.Decimal // levels; Then: 上年同期, of a stock 上年末
	Change    *decimal.Decimal // Now − Then: of a ratio in 百分点, of a stock; nil for flows, which grow

	Growth      *decimal.Decimal // this period's, as in the assessment
	PriorGrowth *decimal.Decimal // of the same period a year ago, as it was reported then
	Pace        *decimal.Decimal // Growth − PriorGrowth, 百分点
	Last        stat.Period      // the report before this one within the year; zero if there was none
	LastGrowth  *decimal.Decimal
	LastPace    *decimal.Decimal // Growth − LastGrowth, 百分点

	Prior, Before consolidate.Row // the rows that PriorGrowth and LastGrowth are from
}

// compare makes the comparisons of all assessments, in their order.
func (e *evaluator) compare(list []Assessment) []Comparison {
	out := make([]Comparison, len(list))
	for i := range list {
		if list[i].Figure.Due {
			out[i] = e.comparison(&list[i])
		}
	}
	return out
}

func (e *evaluator) comparison(a *Assessment) Comparison {
	ind := a.Indicator
	c := Comparison{Now: a.Actual, Then: e.levelBefore(a), Growth: a.Growth}
	if ind.Kind == plan.Stock || ind.Kind == plan.YearlyRate || ind.Change == "points" || ind.Kind == plan.RatioKind && ind.Unit == "%" {
		c.Change = minus(c.Now, c.Then)
	}
	if e.EarlierRow == nil || ind.Kind == plan.YearlyRate {
		return c
	}
	c.Prior = e.EarlierRow(ind.Code, e.period.YearAgo())
	c.PriorGrowth = c.Prior.Number(stat.Growth)
	c.Pace = minus(c.Growth, c.PriorGrowth)
	if last, ok := e.last(); ok {
		c.Before = e.EarlierRow(ind.Code, last)
		c.LastGrowth = c.Before.Number(stat.Growth)
		c.LastPace = minus(c.Growth, c.LastGrowth)
		if c.LastGrowth != nil {
			c.Last = last
		}
	}
	return c
}

// levelBefore is the level that this period's is held against.
func (e *evaluator) levelBefore(a *Assessment) *decimal.Decimal {
	switch {
	case a.Indicator.Kind == plan.Stock && !e.full:
		if n := len(a.Years); n > 0 {
			return a.Years[n-1].Value
		}
		return a.Base.Value
	case a.Prior != nil:
		return a.Prior
	case e.full:
		return e.yearBefore(a)
	}
	return nil
}

// last is the period of the report before this one: the month before, or the
// quarter before within the year.
func (e *evaluator) last() (stat.Period, bool) {
	p := e.period
	if p.Kind != stat.Quarter {
		return p.Previous()
	}
	p.N--
	return p, p.N > 0
}

func minus(a, b *decimal.Decimal) *decimal.Decimal {
	if a == nil || b == nil {
		return nil
	}
	d := a.Sub(*b)
	return &d
}
