package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
)

// path is the target of the end of a year, the bureau's or the declared path's
// (测算); of the base year the base. It is nil if there is none.
func (e *evaluator) path(a *Assessment, year int) *decimal.Decimal {
	if year == e.Plan.Head.BaseYear {
		return a.Base.Value
	}
	if y, ok := e.declared(a.Indicator, a.Base.Value).Of(year); ok {
		return &y.Level
	}
	return nil
}

// withinYear compares a cumulative flow with the year's own target on the
// declared path (测算); the five-year target says nothing about half a year.
func (e *evaluator) withinYear(a *Assessment) {
	if a.Base.Value == nil {
		a.Level = Pending
		return
	}
	a.YearTarget = e.path(a, e.period.Year)
	if a.YearTarget == nil {
		a.Level = YearEnd
		return
	}
	a.YearShare = share(*a.Actual, *a.YearTarget)
	if last := e.endOf(a, e.period.Year-1); last != nil && a.Prior != nil {
		a.PriorShare = share(*a.Prior, *last)
	}
	e.byYear(a)
}

// increment compares what a stock gained since the end of last year with what the
// path plans to gain in the year: (actual − last year's end) ÷ (path of this year −
// path of last year) × 100 beside n/12. The five-year progress is printed beside.
// Without last year's end there is no increment, and five years decide.
func (e *evaluator) increment(a *Assessment) {
	last := e.endOf(a, e.period.Year-1)
	if a.Base.Value == nil || last == nil || a.Level == Reached {
		return
	}
	to, from := e.path(a, e.period.Year), e.path(a, e.period.Year-1)
	if to == nil || from == nil || to.Equal(*from) {
		return
	}
	a.YearTarget, a.YearStart = to, from
	a.YearShare = share(a.Actual.Sub(*last), to.Sub(*from))
	before := e.endOf(a, e.period.Year-2)
	if before != nil && a.Prior != nil && last.Sub(*before).Sign() == to.Sub(*from).Sign() {
		a.PriorShare = share(a.Prior.Sub(*before), last.Sub(*before))
	}
	e.byYear(a)
}

// byYear lets the verdict rest on the year.
func (e *evaluator) byYear(a *Assessment) {
	a.TimeProgress, a.Progress = e.yearTime, a.YearShare
	e.judge(a, false)
}

// endOf is the official level at the end of an earlier year; nil if it is not known.
func (e *evaluator) endOf(a *Assessment, year int) *decimal.Decimal {
	if year == e.Plan.Head.BaseYear {
		return a.Base.Value
	}
	for _, y := range a.Years {
		if y.Year == year {
			return y.Value
		}
	}
	return nil
}

func share(part, whole decimal.Decimal) *decimal.Decimal {
	return known(method.Ratio(part, whole, decimal.NewFromInt(100)))
}

// yearOnYear holds a rate or ratio against the same period of last year: it is
// settled by the year, and a path says nothing about half of it.
func (e *evaluator) yearOnYear(a *Assessment) {
	a.Level = YearEnd
	if a.Prior == nil || a.Actual == nil {
		return
	}
	switch change := a.Actual.Cmp(*a.Prior); {
	case change == 0:
		a.Level = Level
	case (change > 0) == (a.Indicator.Direction != plan.Down):
		a.Level = Better
	default:
		a.Level = Worse
	}
}
