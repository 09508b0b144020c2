package evaluate

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Course is where the indicators are bound: yearly paths, outlooks and scores.
type Course struct {
	Paths    []Path       // in printed order, one an indicator
	Outlooks []Outlook    // likewise
	City     *ScoreSet    // the city on the indicators; nil for a month or less
	Owners   []OwnerScore // departments in plan order; likewise
}

// OwnerScore is what the indicators of a department come to.
type OwnerScore struct {
	Owner  string           // code
	Weight decimal.Decimal  // of its indicators that count, per cent of the score
	Points *decimal.Decimal // 0 to 100; nil if none counts
	Rank   int              // 1 is the best; equal points share a rank; 0 without points
}

// ScoreParts are the codes of the parts of a score, in printed order.
var ScoreParts = []string{TargetPart, StaticPart, DynamicPart}

// Parts of a score: 目标任务, and of 发展成效 静态水平 and 动态增长.
const (
	TargetPart  = "target"
	StaticPart  = "static"
	DynamicPart = "dynamic"
)

// PartName is what an official calls a part.
func PartName(code string) string {
	switch code {
	case TargetPart:
		return "目标任务"
	case StaticPart:
		return "静态水平"
	}
	return "动态增长"
}

// PartsOf are the parts of a metric by a scheme. down says that less is better.
func PartsOf(s plan.Scheme, bases plan.Bases, down bool) []Part {
	part := func(code string, share yamlfile.Figure, basis plan.Basis) Part {
		return Part{Code: code, Name: PartName(code), Share: share.Decimal, Basis: basis, Down: down}
	}
	shares := s.Scoring.Parts
	return []Part{
		part(TargetPart, shares.Target, bases.Target), part(StaticPart, shares.Static, bases.Static), part(DynamicPart, shares.Dynamic, bases.Dynamic),
	}
}

func (e *evaluator) course(list []Assessment) Course {
	var c Course
	for i := range list {
		c.Paths = append(c.Paths, e.yearPath(&list[i]))
		c.Outlooks = append(c.Outlooks, e.outlook(&list[i]))
	}
	if e.period.Kind != stat.Year && e.period.Kind != stat.Quarter {
		return c // a score needs a year or a quarter
	}
	city := e.cityScore(list, c.Paths)
	c.City, c.Owners = &city, OwnerScores(e.Plan, city)
	return c
}

// cityScore scores the city on its indicators against the plan.
func (e *evaluator) cityScore(list []Assessment, paths []Path) ScoreSet {
	scheme := e.Plan.Scheme
	city := Subject{Code: e.Plan.Head.CityCode, Name: e.Plan.Head.City, Given: map[PartKey]Given{}}
	for _, b := range scheme.Scoring.Bonus {
		if b.Period == e.period.String() {
			city.Bonus = append(city.Bonus, b)
		}
	}
	var metrics []Metric
	for i := range list {
		a := &list[i]
		ind := a.Indicator
		metrics = append(metrics, Metric{Code: ind.Code, Name: ind.Name, Weight: scheme.Weights[ind.Code].Decimal, Parts: e.cityParts(ind)})
		city.Given[PartKey{ind.Code, TargetPart}] = e.due(a, e.givenTarget(a, paths[i]))
		city.Given[PartKey{ind.Code, StaticPart}] = e.due(a, e.givenStatic(a))
		city.Given[PartKey{ind.Code, DynamicPart}] = e.due(a, e.givenDynamic(a, paths[i]))
		if ind.Binding() && bindingMissed(a, paths[i]) {
			city.Missed = append(city.Missed, ind.Name)
		}
	}
	return ScoreAll("city", e.Plan.Head.City, scheme, metrics, []Subject{city})
}

// bindingMissed reports whether a 约束性 indicator missed the year's target, or the
// yearly floor that the plan prints for a reduction.
func bindingMissed(a *Assessment, p Path) bool {
	return p.Missed || a.Indicator.CumulativeGoal.Set() && a.Figure.Due && a.GrowthVerdict == GrowthMissed
}

// cityParts are the parts of an indicator. A progress and a share of the year's
// target are better the more they are, whatever way the indicator is to go.
func (e *evaluator) cityParts(ind *plan.Indicator) []Part {
	bases := plan.Bases{Target: plan.OfGoal, Static: plan.OfRate, Dynamic: plan.OfRate}
	if !e.full {
		bases.Target = plan.OfRate
	}
	parts := PartsOf(e.Plan.Scheme, bases, ind.Direction == plan.Down)
	parts[0].Down = parts[0].Down && e.full
	parts[1].Down = false
	return parts
}

// due puts what is not due or pending before what the part says.
func (e *evaluator) due(a *Assessment, g Given) Given {
	switch {
	case !a.Figure.Due:
		return Given{Absent: NotDueNow, Why: string(NotDue)}
	case g.Absent == NotApplicable:
		return g
	case a.Figure.Pending:
		return Given{Absent: Lacking, Why: string(Pending)}
	case g.Value == nil && g.Absent == Present:
		return Given{Absent: Lacking, Why: WhyUnknown}
	}
	return g
}

// givenTarget is the year's figure against the year's target; within a year the
// share of the target, of a stock the share of the year's increment, against the
// time gone.
func (e *evaluator) givenTarget(a *Assessment, p Path) Given {
	switch {
	case a.Indicator.GrowthOnly(e.period):
		return Given{Absent: NotApplicable, Why: string(NoLevel)}
	case !e.full && a.YearShare == nil:
		return Given{Absent: NotApplicable, Why: string(YearEnd)}
	case !e.full:
		time := e.yearTime
		return Given{Value: a.YearShare, Goal: &time}
	}
	y, ok := p.Of(e.period.Year)
	if !ok {
		return Given{Absent: Lacking, Why: WhyUnknown}
	}
	goal := y.Tested()
	return Given{Value: a.Actual, Goal: &goal}
}

// givenStatic is the five-year progress against the time gone.
func (e *evaluator) givenStatic(a *Assessment) Given {
	switch {
	case a.Indicator.GrowthOnly(e.period):
		return Given{Absent: NotApplicable, Why: string(NoLevel)}
	case a.Indicator.Direction == plan.Hold:
		return Given{Absent: NotApplicable, Why: WhyHold}
	case !e.full && a.Indicator.Kind != plan.Stock:
		return Given{Absent: NotApplicable, Why: string(YearEnd)}
	}
	progress := a.Progress
	if !e.full {
		progress = a.Linear
		if a.Marked == plan.Log {
			progress = a.Log
		}
	}
	return Given{Value: progress, Goal: &e.time}
}

// givenDynamic is this period's growth against the plan's yearly growth; where the
// plan states none, against the path's own rate.
func (e *evaluator) givenDynamic(a *Assessment, p Path) Given {
	ind := a.Indicator
	switch {
	case ind.Direction == plan.Hold:
		return Given{Absent: NotApplicable, Why: WhyHold}
	case ind.CumulativeGoal.Set():
		return Given{Value: a.Actual, Goal: &ind.Target.Decimal}
	case ind.Change == "points" && !e.full:
		return Given{Absent: NotApplicable, Why: string(YearEnd)}
	case ind.Change == "points":
		return Given{Value: e.step(a), Goal: p.Rate}
	case a.Growth == nil && !a.Figure.Pending && a.Figure.Due:
		return Given{Absent: Lacking, Why: string(GrowthUnknown)}
	case ind.GrowthTarget.Set():
		return Given{Value: a.Growth, Goal: &ind.GrowthTarget.Decimal}
	}
	return Given{Value: a.Growth, Goal: p.Rate}
}

// step is the year's change in the unit of the indicator.
func (e *evaluator) step(a *Assessment) *decimal.Decimal {
	before := e.yearBefore(a)
	if a.Actual == nil || before == nil {
		return nil
	}
	d := a.Actual.Sub(*before)
	return &d
}

// OwnerScores gathers the city's score by responsible department.
func OwnerScores(p *plan.Plan, city ScoreSet) []OwnerScore {
	var list []OwnerScore
	sums := map[string]decimal.Decimal{}
	for _, u := range p.UnitsOf(plan.DeptUnit) {
		list = append(list, OwnerScore{Owner: u.Code})
	}
	at := func(code string) int {
		return slices.IndexFunc(list, func(o OwnerScore) bool { return o.Owner == code })
	}
	for i, m := range city.Scores[0].Metrics {
		owner := p.Indicators[i].Owner
		if n := at(owner); n >= 0 && m.Points != nil {
			list[n].Weight = list[n].Weight.Add(m.Weight)
			sums[owner] = sums[owner].Add(m.Score)
		}
	}
	list = slices.DeleteFunc(list, func(o OwnerScore) bool {
		return !slices.ContainsFunc(p.Indicators, func(i plan.Indicator) bool { return i.Owner == o.Owner })
	})
	for i := range list {
		if list[i].Weight.IsPositive() {
			points := sums[list[i].Owner].Mul(percent).DivRound(list[i].Weight, places)
			list[i].Points = &points
		}
	}
	for i := range list {
		if list[i].Points == nil {
			continue
		}
		list[i].Rank = 1
		for _, o := range list {
			if o.Points != nil && o.Points.GreaterThan(*list[i].Points) {
				list[i].Rank++
			}
		}
	}
	return list
}
