package compose

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// derivation collects how derived cells follow from others, by the cells' ids and by
// the methods that made the figures.
type derivation struct {
	*composer
	cells    report.Cells
	formulas map[string]*report.Formula
}

// derive gives the cells of the document their formulas. A figure whose inputs no table
// prints stays a figure.
func (c *composer) derive(add ...func(*derivation)) error {
	formulas, err := c.formulas(add...)
	if err != nil {
		return err
	}
	_, _, err = c.doc.Derive(formulas)
	return err
}

// formulas are what the parts say of the document as it stands, by the ids of cells.
func (c *composer) formulas(add ...func(*derivation)) (map[string]*report.Formula, error) {
	cells, err := c.doc.Cells()
	if err != nil {
		return nil, err
	}
	d := &derivation{c, cells, map[string]*report.Formula{}}
	for _, a := range add {
		a(d)
	}
	return d.formulas, nil
}

// reportFormulas are the parts of 评估报告.
var reportFormulas = []func(*derivation){
	(*derivation).indicators, (*derivation).scores,
	of((*derivation).parkCells, "附表2", "附表2-1"), of((*derivation).countyCells, "附表3", "附表3-1"),
	of(func(d *derivation) { d.completions("t4.") }, "附表4"), (*derivation).state,
	of((*derivation).projectSums, "附表6"), of((*derivation).awardCells, "附表8"),
}

// of is a part whose formulas are those of some annexes, and are not asked for where the
// report has none of them.
func of(add func(*derivation), annexes ...string) func(*derivation) {
	return func(d *derivation) {
		if slices.ContainsFunc(annexes, d.wants) {
			add(d)
		}
	}
}

func (d *derivation) set(id string, f *report.Formula) { d.formulas[id] = f }

// at is the first of the cells that holds the figure; where none does, the first.
func (d *derivation) at(v *decimal.Decimal, ids ...string) *report.Formula {
	for _, id := range ids {
		if c, ok := d.cells.Find(id); ok && c.Value != nil && v != nil && c.Value.Equal(*v) {
			return report.At(id, v)
		}
	}
	return report.At(ids[0], v)
}

// all are cells that may lack a figure.
func (d *derivation) all(ids []string) []*report.Formula {
	list := make([]*report.Formula, 0, len(ids))
	for _, id := range ids {
		if c, ok := d.cells.Find(id); ok {
			list = append(list, report.At(id, c.Value))
		}
	}
	return list
}

// sum adds up cells.
func (d *derivation) sum(id string, of []string) { d.set(id, report.Do(report.Sum, d.all(of)...)) }

// rank ranks a cell among cells of which it is one.
func (d *derivation) rank(id string, of, among *report.Formula, fewer bool) {
	op := report.RankDown
	if fewer {
		op = report.RankUp
	}
	d.set(id, report.Do(op, of, among))
}

// among are cells each of which is ranked among all.
func (d *derivation) among(ids []string) *report.Formula {
	return report.Do(report.Among, d.all(ids)...)
}

func minus(a, b *report.Formula) *report.Formula { return report.Do(report.Sub, a, b) }

// hundredth is a figure in per cent as a ratio.
func hundredth(f *report.Formula) *report.Formula { return report.Do(report.Div, f, report.Int(100)) }

// mean is ((b ÷ a)^(1/n) − 1) × 100 (水平法).
func mean(a, b *report.Formula, n int) *report.Formula {
	if n == 1 {
		return report.Rise(b, a)
	}
	root := report.Do(report.Pow, report.Do(report.Div, b, a), report.Do(report.Div, report.Int(1), report.Int(n)))
	return report.Do(report.Mul, minus(root, report.Int(1)), report.Int(100))
}

// source are the cells of 附表1 behind an indicator.
type source struct {
	*derivation
	a            *evaluate.Assessment
	t1, t11, t15 string // what their ids begin with
	base, target *report.Formula
	actual, goal *report.Formula
}

func (d *derivation) sourceOf(a *evaluate.Assessment) source {
	ind := a.Indicator
	s := source{derivation: d, a: a, t1: "t1." + ind.Code + ".", t11: "t11." + ind.Code + ".", t15: "t15." + ind.Code + "."}
	s.base, s.target = d.at(a.Base.Value, s.t11+"base", s.t1+"base"), d.at(&ind.Target.Decimal, s.t11+"target", s.t1+"target")
	s.actual, s.goal = d.at(a.Actual, s.t11+"actual"), report.At(s.t1+"goal", &ind.GrowthTarget.Decimal)
	if ind.CumulativeGoal.Set() {
		s.goal = report.At(s.t1+"goal", &ind.CumulativeGoal.Decimal)
	}
	return s
}

// end is the level at the end of a year.
func (s source) end(year int) *report.Formula {
	if year == s.Plan.Head.BaseYear {
		return s.base
	}
	return report.At(fmt.Sprintf("%s%d", s.t1, year), s.year(year).Value)
}

func (s source) year(year int) evaluate.YearFigure {
	for _, y := range s.a.Years {
		if y.Year == year {
			return y
		}
	}
	return evaluate.YearFigure{}
}

// last is the last year with a figure of its own.
func (s source) last() int { return s.Plan.Head.BaseYear + len(s.a.Years) }

// remainder is Π(1 − rᵢ) of the yearly rates of a reduction.
func (s source) remainder() *report.Formula {
	var left []*report.Formula
	for _, y := range s.a.Years {
		left = append(left, minus(report.Int(1), hundredth(s.end(y.Year))))
	}
	return report.Do(report.Mul, left...)
}

// goalRemainder is 1 − R of the five-year goal of a reduction.
func (s source) goalRemainder() *report.Formula {
	return minus(report.Int(1), hundredth(s.goal))
}

// indicators are the formulas of 附表1-1 to 附表1-4.
func (d *derivation) indicators() {
	for i := range d.Evaluated.Assessments {
		s := d.sourceOf(&d.Evaluated.Assessments[i])
		s.copies()
		s.progress()
		s.words()
		s.growth()
		s.needed()
		s.comparison(&d.Evaluated.Comparisons[i])
		s.left()
		if d.Evaluated.Course.City != nil {
			s.path(d.Evaluated.Course.Paths[i])
			s.outlook(d.Evaluated.Course.Outlooks[i])
		}
	}
}

// copies are figures of 附表1 that other tables repeat.
func (s source) copies() {
	now := s.t1 + "now"
	if s.period.Kind == stat.Year {
		now = fmt.Sprintf("%s%d", s.t1, s.period.Year)
	}
	ind := s.a.Indicator
	for _, table := range []string{"t11.", "t12.", "t14."} {
		id := table + ind.Code + "."
		s.set(id+"base", report.At(s.t1+"base", s.a.Base.Value))
		s.set(id+"actual", report.At(now, s.a.Actual))
		s.set(id+"target", report.At(s.t1+"target", &ind.Target.Decimal))
		for _, y := range s.a.Years {
			if table == "t14." {
				s.set(fmt.Sprintf("%s%d", id, y.Year), s.end(y.Year))
			}
		}
	}
	s.set("t12o."+ind.Code+".target", report.At(s.t1+"target", &ind.Target.Decimal))
	if s.a.GrowthGoal != nil {
		s.set(s.t11+"growth_goal", s.at(s.a.GrowthGoal, s.t1+"goal", s.t1+"target"))
	}
}

// progress is 五年进度 by both methods, the share of the year, and the gap to the time gone.
func (s source) progress() {
	a := s.a
	s.set(s.t11+"linear", report.Percent(minus(s.actual, s.base), minus(s.target, s.base)))
	log := func(now, goal *report.Formula) *report.Formula {
		return report.Percent(report.Do(report.Ln, now), report.Do(report.Ln, goal))
	}
	s.set(s.t11+"log", log(report.Do(report.Div, s.actual, s.base), report.Do(report.Div, s.target, s.base)))
	if a.Marked == evaluate.Compound {
		s.set(s.t11+"log", log(s.remainder(), s.goalRemainder()))
	}
	year, goal := s.period.Year, report.At(s.t11+"year_target", a.YearTarget)
	s.set(s.t11+"year_target", report.At(fmt.Sprintf("t12.%s.%d", a.Indicator.Code, year), a.YearTarget))
	prior := report.At(s.t11+"prior", a.Prior)
	s.set(s.t11+"year_share", report.Percent(s.actual, goal))
	s.set(s.t11+"prior_share", report.Percent(prior, s.end(year-1)))
	if a.Indicator.Kind == plan.Stock {
		start := s.at(a.YearStart, fmt.Sprintf("t12.%s.%d", a.Indicator.Code, year-1), s.t1+"base")
		s.set(s.t11+"year_share", report.Percent(minus(s.actual, s.end(year-1)), minus(goal, start)))
		s.set(s.t11+"prior_share", report.Percent(minus(prior, s.end(year-2)), minus(s.end(year-1), s.end(year-2))))
	}
	if a.Gap != nil {
		by := map[*decimal.Decimal]string{a.Linear: "linear", a.Log: "log", a.YearShare: "year_share"}[a.Progress]
		s.set(s.t11+"gap", minus(report.At(s.t11+by, a.Progress), report.At(s.t11+"time", &a.TimeProgress)))
	}
}

// words are the verdicts, by the scheme's cut-offs.
func (s source) words() {
	a, ind := s.a, s.a.Indicator
	word := func(id string, cond *report.Formula, yes, no *report.Formula) {
		s.set(id, report.Do(report.If, cond, yes, no))
	}
	say := func(v evaluate.Verdict) *report.Formula { return report.Say(string(v)) }
	reached := s.reaches(s.actual, s.target)
	if a.Marked == evaluate.Compound { // R ≥ goal
		reached = report.Do(report.AtLeast, s.goalRemainder(), s.remainder())
	}
	cut, gap := s.Plan.Scheme.Cutoffs, report.At(s.t11+"gap", a.Gap)
	course := report.Do(report.If, report.Do(report.AtLeast, gap, report.Of(cut.Ahead.Decimal)), say(evaluate.Ahead),
		report.Do(report.If, report.Do(report.AtLeast, gap, report.Of(cut.OnCourse.Decimal)), say(evaluate.OnCourse), say(evaluate.Behind)))
	prior := report.At(s.t11+"prior", a.Prior)
	switch {
	case a.Level == evaluate.Completed || a.Level == evaluate.NotCompleted:
		for _, table := range []string{"t11.", "t14."} {
			word(table+ind.Code+".level", reached, say(evaluate.Completed), say(evaluate.NotCompleted))
		}
	case a.Level == evaluate.Kept || a.Level == evaluate.NotKept:
		word(s.t11+"level", reached, say(evaluate.Kept), say(evaluate.NotKept))
	case a.Gap != nil && a.Progress == a.YearShare:
		s.set(s.t11+"level", course)
	case a.Gap != nil:
		word(s.t11+"level", reached, say(evaluate.Reached), course)
	case a.Level == evaluate.Better || a.Level == evaluate.Level || a.Level == evaluate.Worse:
		word(s.t11+"level", s.reaches(s.actual, prior), report.Do(report.If, s.reaches(prior, s.actual), say(evaluate.Level), say(evaluate.Better)), say(evaluate.Worse))
	}
	if tested := s.tested(); tested != nil {
		met := report.Do(report.If, s.reaches(tested, report.At(s.t11+"growth_goal", a.GrowthGoal)), report.Say(string(evaluate.GrowthMet)), report.Say(string(evaluate.GrowthMissed)))
		s.set(s.t11+"growth_verdict", met)
		s.set("t14."+ind.Code+".growth_verdict", met)
	}
}

// reaches is a comparison in the way the indicator is to go.
func (s source) reaches(x, goal *report.Formula) *report.Formula {
	if s.a.Indicator.Direction == plan.Down {
		return report.Do(report.AtLeast, goal, x)
	}
	return report.Do(report.AtLeast, x, goal)
}

// tested is the growth that the plan's is held against; nil if there is none.
func (s source) tested() *report.Formula {
	a := s.a
	switch {
	case a.GrowthGoal == nil:
		return nil
	case s.period.Kind == stat.Year && a.MeanGrowth != nil:
		return report.At(s.t11+"mean", a.MeanGrowth)
	case s.period.Kind != stat.Year && a.Indicator.CumulativeGoal.Set() && a.MeanGrowth != nil:
		return s.actual
	case s.period.Kind != stat.Year && a.Growth != nil:
		return report.At(s.t11+"growth", a.Growth)
	}
	return nil
}
