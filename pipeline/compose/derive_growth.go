package compose

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// growth is this period's where it was not reported, and the mean since the base year.
func (s source) growth() {
	a := s.a
	if !a.Reported && a.Growth != nil {
		base := a.Prior
		if x := a.Figure.Official.Number(stat.PriorComparable); x != nil {
			base = x
		}
		if base == nil {
			base = s.before()
		}
		f := report.Rise(s.actual, s.at(base, s.t11+"prior", s.t15+"then"))
		s.set(s.t11+"growth", f)
		s.set(s.t15+"growth", f)
	} else if s.period.Kind != stat.Year {
		s.set(s.t15+"growth", report.At(s.t11+"growth", a.Growth))
	}
	if s.period.Kind == stat.Year && len(a.Years) > 0 {
		if f := s.mean(); f != nil {
			s.set(s.t11+"mean", f)
		}
	}
}

// before is the level of the year before a whole year.
func (s source) before() *decimal.Decimal {
	if n := len(s.a.Years); n > 1 {
		return s.a.Years[n-2].Value
	}
	return s.a.Base.Value
}

// mean is the average growth by the indicator's method. Published growths of more
// than two years stand in no table.
func (s source) mean() *report.Formula {
	a, n := s.a, len(s.a.Years)
	ind := a.Indicator
	switch {
	case ind.CumulativeGoal.Set():
		return s.actual
	case ind.Price == "comparable":
		list := []*report.Formula{report.At(s.t15+"growth", a.Years[n-1].Growth)}
		if n == 1 {
			return list[0]
		}
		for i := n - 2; i >= 0; i-- {
			list = append(list, report.At(s.t15+"prior_growth", a.Years[i].Growth))
		}
		for i := range list {
			list[i] = report.Do(report.Add, report.Int(1), hundredth(list[i]))
		}
		return mean(report.Int(1), report.Do(report.Mul, list...), n)
	case ind.AverageGrowth != "cumulative":
		return mean(s.base, s.end(s.last()), n)
	case n == 1:
		return report.Rise(s.end(s.last()), s.base)
	}
	var levels []*report.Formula
	for _, y := range a.Years {
		if y.Value == nil {
			return nil // 推算, never printed
		}
		levels = append(levels, s.end(y.Year))
	}
	rate := report.Do(report.AnnuityRate, report.Int(n), report.Do(report.Div, report.Do(report.Sum, levels...), s.base))
	return report.Do(report.Mul, rate, report.Int(100))
}

// needed is what remains to be done in each of the years left.
func (s source) needed() {
	a, left := s.a, s.Evaluated.YearsLeft
	if a.Needed == nil {
		return
	}
	f := mean(s.end(s.last()), s.target, left)
	switch {
	case a.Indicator.CumulativeGoal.Set():
		f = reduction(report.Do(report.Div, s.goalRemainder(), s.remainder()), 1, left)
	case a.Needed.Points:
		f = report.Do(report.Div, minus(s.target, s.end(s.last())), report.Int(left))
	}
	s.set(s.t11+"needed", f)
	s.set("t12."+a.Indicator.Code+".needed", report.At(s.t11+"needed", &a.Needed.Value))
}

// reduction is (1 − left^(k/n)) × 100.
func reduction(left *report.Formula, k, n int) *report.Formula {
	if k != n {
		left = report.Do(report.Pow, left, report.Do(report.Div, report.Int(k), report.Int(n)))
	}
	return report.Do(report.Mul, minus(report.Int(1), left), report.Int(100))
}

// comparison is how the indicator stands beside the year before and the last report.
func (s source) comparison(x *evaluate.Comparison) {
	a := s.a
	growth := report.At(s.t15+"growth", x.Growth)
	s.set(s.t15+"then", s.at(x.Then, s.t11+"prior", fmt.Sprintf("%s%d", s.t1, s.period.Year-1), s.t1+"base"))
	s.set(s.t15+"change", minus(s.at(x.Now, s.t11+"actual"), report.At(s.t15+"then", x.Then)))
	s.set(s.t15+"pace", minus(growth, report.At(s.t15+"prior_growth", x.PriorGrowth)))
	s.set(s.t15+"last_pace", minus(growth, report.At(s.t15+"last_growth", x.LastGrowth)))
	tested := growth
	if s.period.Kind == stat.Year {
		tested = report.At(s.t11+"mean", a.MeanGrowth)
	}
	s.set(s.t15+"goal_gap", minus(tested, s.goal))
}

// left is what the closing report says is missing to the target.
func (s source) left() {
	id := "t14." + s.a.Indicator.Code + ".left"
	s.set(id, minus(s.actual, s.target))
	if s.a.CumulativeRate != nil {
		s.set(id, minus(reduction(s.remainder(), 1, 1), s.goal))
	}
}

// path is the declared path; what the bureau set itself follows from nothing.
func (s source) path(p evaluate.Path) {
	id, n := "t12."+p.Indicator.Code+".", s.Plan.Head.Years()
	base := s.at(s.a.Base.Value, id+"base")
	target := report.At(s.t1+"target", &p.Indicator.Target.Decimal)
	for i, y := range p.Years {
		k, cell := i+1, fmt.Sprintf("%s%d", id, y.Year)
		if y.Official && p.Method != plan.ProductPath {
			continue
		}
		even := report.Do(report.Div, report.Int(k), report.Int(n))
		switch p.Method {
		case plan.GeometricPath, plan.CumulativePath:
			s.set(cell, report.Do(report.Mul, base, report.Do(report.Pow, report.Do(report.Div, target, base), even)))
		case plan.LinearPath:
			s.set(cell, report.Do(report.Add, base, report.Do(report.Mul, minus(target, base), even)))
		case plan.ProductPath:
			s.set(cell, reduction(s.goalRemainder(), k, n))
		case plan.StepPath:
			s.set(cell, target)
		}
	}
	switch p.Method {
	case plan.LinearPath:
		s.set(id+"rate", report.Do(report.Div, minus(target, base), report.Int(n)))
	case plan.ProductPath:
		s.set(id+"rate", reduction(s.goalRemainder(), 1, n))
	case plan.GeometricPath, plan.CumulativePath:
		s.set(id+"rate", mean(base, target, n))
	}
	if y, ok := p.Of(s.period.Year); ok && p.Actual != nil {
		tested := y.Tested()
		met := s.reaches(s.at(p.Actual, id+"actual"), s.at(&tested, fmt.Sprintf("%s%d", id, y.Year), id+"rate"))
		s.set(id+"year_verdict", report.Do(report.If, met, report.Say(string(evaluate.YearMet)), report.Say(string(evaluate.YearMissed))))
	}
}

// outlook goes on from the last full year at a pace.
func (s source) outlook(o evaluate.Outlook) {
	id, n := "t12o."+o.Indicator.Code+".", len(s.a.Years)
	goal := o.Indicator.CumulativeGoal.Set()
	s.set(id+"level", s.end(s.last()))
	if goal {
		s.set(id+"level", reduction(s.remainder(), 1, 1))
	}
	level := report.At(id+"level", o.Level)
	for _, p := range o.Paces {
		pace := id + paceKeys[p.Kind] + "."
		rate, left := report.At(pace+"rate", &p.Rate), report.Int(s.Evaluated.YearsLeft)
		year := p.Year
		if p.Kind == evaluate.MeanSoFar {
			year = 0
		}
		s.set(pace+"rate", s.pace(year, n, o.Points))
		switch {
		case goal:
			still := report.Do(report.Pow, minus(report.Int(1), hundredth(rate)), left)
			s.set(pace+"value", reduction(report.Do(report.Mul, minus(report.Int(1), hundredth(level)), still), 1, 1))
		case o.Points:
			s.set(pace+"value", report.Do(report.Add, level, report.Do(report.Mul, rate, left)))
		default:
			s.set(pace+"value", report.Do(report.Mul, level, report.Do(report.Pow, report.Do(report.Add, report.Int(1), hundredth(rate)), left)))
		}
	}
}

// pace is the growth or step of a year, or with year 0 the mean of n years.
func (s source) pace(year, n int, points bool) *report.Formula {
	goal := s.a.Indicator.CumulativeGoal.Set()
	switch {
	case year == 0 && goal:
		return reduction(s.remainder(), 1, n)
	case year == 0 && points:
		return report.Do(report.Div, minus(s.end(s.last()), s.base), report.Int(n))
	case year == 0:
		return mean(s.base, s.end(s.last()), n)
	case goal:
		return s.end(year)
	case points:
		return minus(s.end(year), s.end(year-1))
	}
	return report.Rise(s.end(year), s.end(year-1))
}
