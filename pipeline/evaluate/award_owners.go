package evaluate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
)

// ownedNames are what officials call the kinds of things that departments own.
var ownedNames = map[string]string{plan.OwnedIndicators: "指标", plan.OwnedTasks: "任务", plan.OwnedIndustries: "产业"}

// departments scores the departments on what they are responsible for: points of
// their indicators by the city's score, mean points of tasks and of industries by
// their completion. What a department does not own is not counted against it.
func (a *awarder) departments() AwardSet {
	rules := a.scheme.Awards.Departments
	set := AwardSet{Kind: plan.DeptUnit, Suggest: rules.Suggest}
	units := a.Plan.UnitsOf(plan.DeptUnit)
	subjects := subjectsOf(units)
	set.Lines = linesOf(units)
	var metrics []Metric
	for _, kind := range plan.OwnedKinds() {
		weight, ok := rules.Weights[kind]
		if !ok {
			continue
		}
		metrics = append(metrics, Metric{Code: kind, Name: ownedNames[kind], Weight: weight.Decimal,
			Parts: []Part{{Code: TargetPart, Name: PartName(TargetPart), Share: percent, Basis: plan.OfGoal}}})
		for i, u := range units {
			given, note := a.owned(kind, u)
			subjects[i].Given[PartKey{kind, TargetPart}] = said(given, a.state(u))
			if note != "" {
				set.Lines[i].Notes = append(set.Lines[i].Notes, note)
			}
		}
	}
	set.Set = ScoreAll("award.department", "市直部门", a.scheme, metrics, subjects)
	return set
}

// owned gives the points of a kind of things that the department owns, out of 100,
// and what is missing behind them.
func (a *awarder) owned(kind string, u *plan.Unit) (Given, string) {
	switch kind {
	case plan.OwnedTasks:
		return a.completed(ownedNames[kind], u, a.Evaluated.Tasks, a.taskPoints)
	case plan.OwnedIndustries:
		return a.completed(ownedNames[kind], u, a.Evaluated.Industries, func(_ int, c Completion) *decimal.Decimal { return completionPoints(c, percent) })
	}
	for _, o := range a.Evaluated.Course.Owners {
		if o.Owner == u.Code {
			goal := percent
			return Given{Value: o.Points, Goal: &goal}, a.unscored(u)
		}
	}
	return Given{Absent: NotApplicable, Why: whyNotOwned}, ""
}

// unscored says how many of the department's indicators have no points.
func (a *awarder) unscored(u *plan.Unit) string {
	n, all := 0, 0
	for i, m := range a.Evaluated.Course.City.Scores[0].Metrics {
		if a.Plan.Indicators[i].Owner != u.Code {
			continue
		}
		if all++; m.Points == nil {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("指标%d项中%d项没有得分", all, n)
}

// completed is the mean of the points of a department's tasks, or industries. Those
// that are missing or not due count as the scheme says.
func (a *awarder) completed(name string, u *plan.Unit, list []Completion, of func(int, Completion) *decimal.Decimal) (Given, string) {
	sum, counted, missing, all := decimal.Zero, 0, 0, 0
	for i, c := range list {
		if c.Owner != u.Code {
			continue
		}
		all++
		points, rule := of(i, c), plan.Zero
		switch {
		case c.Verdict == NoReport:
			rule = a.scheme.Scoring.Missing
			missing++
		case points == nil:
			rule = a.scheme.Scoring.NotDue
		}
		if points != nil {
			sum = sum.Add(*points)
		}
		if points != nil || rule == plan.Zero {
			counted++
		}
	}
	note := ""
	if missing > 0 {
		note = fmt.Sprintf("%s%d项中%d项未报", name, all, missing)
	}
	switch {
	case all == 0:
		return Given{Absent: NotApplicable, Why: whyNotOwned}, ""
	case counted == 0:
		return Given{Absent: Lacking, Why: name + "均未报"}, note
	}
	mean, goal := sum.DivRound(decimal.NewFromInt(int64(counted)), places), percent
	return Given{Value: &mean, Goal: &goal}, note
}

// taskPoints holds a task against its target or, where the scheme says so, against
// the part of it that the five years so far are, a paced one by its progress; what
// is counted anew each year stays held against its target.
func (a *awarder) taskPoints(i int, c Completion) *decimal.Decimal {
	switch {
	case a.scheme.Awards.Departments.TasksAgainst != plan.AgainstTime || a.Plan.Tasks[i].Yearly:
		return completionPoints(c, percent)
	case c.Progress != nil && c.Time != nil && c.Time.IsPositive():
		c.Percent = c.Progress
		return completionPoints(c, *c.Time)
	}
	return completionPoints(c, a.Evaluated.TimeProgress)
}

// completionPoints is the completion ÷ due in per cent, 0 to 100; of a limit that is
// exceeded the limit ÷ value. nil without a figure.
func completionPoints(c Completion, due decimal.Decimal) *decimal.Decimal {
	var points decimal.Decimal
	switch {
	case c.Value == nil || c.Verdict == NotDueYet || c.Verdict == NoReport:
		return nil
	case c.Verdict == Done || c.Verdict == Within:
		points = percent
	case c.Verdict == Reduce || c.Verdict == Exceeded:
		points = ofLevel(*c.Value, c.Target.Decimal, true)
	case c.Percent != nil:
		points = c.Percent.Mul(percent).DivRound(due, places)
	default:
		return nil
	}
	points = decimal.Min(decimal.Max(points, decimal.Zero), percent)
	return &points
}
