package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
)

// level is the level test: progress, the gap to time progress, the verdict.
func (e *evaluator) level(a *Assessment) error {
	ind := a.Indicator
	a.Marked = e.Plan.Scheme.ProgressOf(ind.Code)
	if ind.CumulativeGoal.Set() {
		a.Marked = Compound
	}
	switch {
	case !a.Figure.Due:
		a.Level = NotDue
	case a.Figure.Pending:
		a.Level = Pending
	case ind.GrowthOnly(e.period):
		a.Level = NoLevel
	case a.Marked == Compound:
		e.compound(a)
	case ind.Direction == plan.Hold:
		e.hold(a)
	case e.full:
		e.fiveYear(a)
	case ind.Kind == plan.Stock:
		e.fiveYear(a)
		e.increment(a)
	case ind.Kind == plan.Flow:
		e.withinYear(a)
	default:
		e.yearOnYear(a)
	}
	return nil
}

func (e *evaluator) hold(a *Assessment) {
	kept := a.Actual.GreaterThanOrEqual(a.Indicator.Target.Decimal)
	switch {
	case e.final && kept:
		a.Level = Completed
	case e.final:
		a.Level = NotCompleted
	case kept:
		a.Level = Kept
	default:
		a.Level = NotKept
	}
}

// fiveYear compares the level with the whole plan.
func (e *evaluator) fiveYear(a *Assessment) {
	if a.Base.Value == nil {
		a.Level = Pending
		return
	}
	base, target := *a.Base.Value, a.Indicator.Target.Decimal
	a.Linear = known(method.LinearProgress(base, *a.Actual, target))
	a.Log = known(method.LogProgress(base, *a.Actual, target))
	a.Progress = a.Linear
	if a.Marked == plan.Log {
		a.Progress = a.Log
	}
	e.judge(a, reached(a.Indicator, *a.Actual))
}

func reached(ind *plan.Indicator, actual decimal.Decimal) bool {
	if ind.Direction == plan.Down {
		return actual.LessThanOrEqual(ind.Target.Decimal)
	}
	return actual.GreaterThanOrEqual(ind.Target.Decimal)
}

// compound evaluates a yearly rate that compounds to a five-year target. The
// base year's own rate is not counted. Within a year only the growth test holds,
// and the rate is held against last year's.
func (e *evaluator) compound(a *Assessment) {
	if !e.full {
		e.yearOnYear(a)
		return
	}
	rates, ok := e.rates(a)
	if !ok {
		a.Level = Pending
		return
	}
	r := method.CompoundReduction(rates)
	a.CumulativeRate = &r
	a.Log = known(method.CompoundProgress(r, a.Indicator.CumulativeGoal.Decimal))
	a.Progress = a.Log
	e.judge(a, r.GreaterThanOrEqual(a.Indicator.CumulativeGoal.Decimal))
}

func (e *evaluator) rates(a *Assessment) ([]decimal.Decimal, bool) {
	var rates []decimal.Decimal
	for _, y := range a.Years {
		if y.Value == nil {
			return nil, false
		}
		rates = append(rates, *y.Value)
	}
	return rates, len(rates) > 0
}

// judge sets gap and verdict: by the scheme's cut-offs as long as there is time left.
func (e *evaluator) judge(a *Assessment, done bool) {
	if a.Progress == nil {
		a.Level = YearEnd
		return
	}
	gap := a.Progress.Sub(a.TimeProgress)
	a.Gap = &gap
	cut := e.Plan.Scheme.Cutoffs
	switch {
	case e.final && done:
		a.Level = Completed
	case e.final:
		a.Level = NotCompleted
	case done:
		a.Level = Reached
	case gap.GreaterThanOrEqual(cut.Ahead.Decimal):
		a.Level = Ahead
	case gap.GreaterThanOrEqual(cut.OnCourse.Decimal):
		a.Level = OnCourse
	default:
		a.Level = Behind
	}
}
