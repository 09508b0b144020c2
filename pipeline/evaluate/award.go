package evaluate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// AwardRecord is what a unit's reporting in the year has against it.
type AwardRecord struct {
	OpenMandatory int // 强制性 findings of this period that are not mended
	Late          int // reports of the year with a late form
	Returned      int // versions of the year that were sent back
}

// AwardInput is what the award is proposed from.
type AwardInput struct {
	Plan      *plan.Plan
	Figures   *consolidate.Result
	Evaluated *Result
	Records   map[string]AwardRecord // unit → record; without one nothing is against it
}

// AwardSet is the units of a kind beside each other.
type AwardSet struct {
	Kind    plan.UnitKind
	Set     ScoreSet
	Suggest int         // how many are to be proposed
	Lines   []AwardLine // in plan order; sub-parks are not ranked
}

// AwardLine is what is proposed of a unit.
type AwardLine struct {
	Unit      *plan.Unit
	Score     *Score           // how Total comes about
	Total     *decimal.Decimal // 0 to 100; nil: 不评
	Why       string           // in words, where Total is nil
	Rank      int              // among all that have a total; equal totals share a rank; 0 without one
	Vetoes    []string         // what bars the unit, in words
	Suggested bool
	Notes     []string // what is missing behind the score
}

// Awards scores and ranks counties, parks and departments by the scheme's awards,
// bars those with a veto, and proposes the first of the others. A barred unit keeps
// its rank and takes no place among the proposed. nil without a scheme for it, or
// for a period that is no whole year.
func Awards(in AwardInput) []AwardSet {
	a := awarder{AwardInput: in, scheme: in.Plan.Scheme, states: map[string]consolidate.State{}}
	if a.scheme.Awards == nil || in.Evaluated.Course.City == nil || in.Evaluated.Period.Kind != stat.Year {
		return nil
	}
	for _, s := range in.Figures.Units {
		a.states[s.Unit.Code] = s.State
	}
	sets := []AwardSet{a.counties(), a.parks(), a.departments()}
	for i := range sets {
		a.judge(&sets[i])
	}
	return sets
}

type awarder struct {
	AwardInput
	scheme plan.Scheme
	states map[string]consolidate.State // of the units that owe a report
}

// counties scores the counties on the indicators that they report.
func (a *awarder) counties() AwardSet {
	rules := a.scheme.Awards.Counties
	set := AwardSet{Kind: plan.County, Suggest: rules.Suggest}
	scheme := a.with(rules.Parts)
	units := a.Plan.UnitsOf(plan.County)
	subjects := subjectsOf(units)
	var metrics []Metric
	for _, ind := range a.Plan.ByCounties() {
		weight, ok := rules.Weights[ind.Code]
		if !ok {
			continue
		}
		metrics = append(metrics, Metric{Code: ind.Code, Name: ind.Name, Weight: weight.Decimal, Parts: PartsOf(scheme, scheme.Scoring.Units, ind.Direction == plan.Down)})
		p := peersOf(a.Evaluated.Units.Counties, ind.Code)
		for i, u := range units {
			l, state := lineOf(p, u), a.state(u)
			subjects[i].Given[PartKey{ind.Code, TargetPart}] = said(a.countyTarget(p, l), state)
			subjects[i].Given[PartKey{ind.Code, StaticPart}] = said(countyStatic(p, ind, l), state)
			subjects[i].Given[PartKey{ind.Code, DynamicPart}] = said(countyDynamic(ind, l), state)
		}
	}
	set.Set = ScoreAll("award.county", "县市区", scheme, metrics, subjects)
	set.Lines = linesOf(units)
	return set
}

// with is the scheme with other parts.
func (a *awarder) with(parts plan.Shares) plan.Scheme {
	s := a.scheme
	s.Scoring.Parts = parts
	return s
}

func subjectsOf(units []*plan.Unit) []Subject {
	var list []Subject
	for _, u := range units {
		list = append(list, Subject{Code: u.Code, Name: u.Name, Given: map[PartKey]Given{}})
	}
	return list
}

func linesOf(units []*plan.Unit) []AwardLine {
	var list []AwardLine
	for _, u := range units {
		list = append(list, AwardLine{Unit: u})
	}
	return list
}

// lineOf is a unit's line; an empty one if the item is not due.
func lineOf(p *Peers, u *plan.Unit) Line {
	if p != nil {
		if l := p.LineOf(u.Code); l.Unit != nil {
			return l
		}
	}
	return Line{Unit: u}
}

// said gives the reason why a figure is missing: the unit's state before the cell's.
func said(g Given, state consolidate.State) Given {
	if g.Absent == Present && g.Value == nil {
		g = Given{Absent: Lacking, Why: WhyUnknown}
	}
	if g.Absent == Lacking && state != consolidate.Reported {
		g.Why = string(state)
	}
	return g
}

// state is what became of a unit's duty to report; a unit that owes nothing has none
// to fail.
func (a *awarder) state(u *plan.Unit) consolidate.State {
	return cmp.Or(a.states[u.Code], consolidate.Reported)
}

// Reasons why a part does not apply to a unit.
const (
	whyNoShare   = "没有当年分解目标"
	whyRate      = "逐年的降低率不比静态水平"
	whyRatio     = "比率不计增速"
	whyNotInPlan = "方案没有目标"
	whyNotOwned  = "不负责"
	whyNoBase    = "没有上年数"
)

// needsGoal reports whether the scheme holds the target part of units against a goal.
func (a *awarder) needsGoal() bool {
	basis := a.scheme.Scoring.Units.Target
	return basis == plan.OfGoal || basis == plan.OfRate
}

// countyTarget is the year's level against the target that the bureau gave the
// county for this year. A target for the whole plan says nothing of the year.
func (a *awarder) countyTarget(p *Peers, l Line) Given {
	switch {
	case p == nil:
		return Given{Absent: NotDueNow, Why: string(NotDue)}
	case p.NoLevel:
		return Given{Absent: NotApplicable, Why: string(NoLevel)}
	case !a.needsGoal():
		return Given{Value: l.Value}
	case l.Own == nil || l.Own.Year != a.Evaluated.Period.Year:
		return Given{Absent: NotApplicable, Why: whyNoShare}
	}
	return Given{Value: l.Value, Goal: &l.Own.Target}
}

func countyStatic(p *Peers, ind *plan.Indicator, l Line) Given {
	switch {
	case p == nil:
		return Given{Absent: NotDueNow, Why: string(NotDue)}
	case p.NoLevel:
		return Given{Absent: NotApplicable, Why: string(NoLevel)}
	case ind.Direction == plan.Hold:
		return Given{Absent: NotApplicable, Why: WhyHold}
	case ind.Kind == plan.YearlyRate:
		return Given{Absent: NotApplicable, Why: whyRate}
	}
	return Given{Value: l.Value}
}

// countyDynamic is the growth, of a ratio in points the step from last year, of a
// yearly rate the rate.
func countyDynamic(ind *plan.Indicator, l Line) Given {
	switch {
	case ind.Direction == plan.Hold:
		return Given{Absent: NotApplicable, Why: WhyHold}
	case ind.Kind == plan.YearlyRate:
		return Given{Value: l.Value}
	case ind.Change == "points":
		base := Base(l.Row)
		switch {
		case l.Value == nil:
			return Given{}
		case base == nil:
			return Given{Absent: Lacking, Why: whyNoBase}
		}
		step := l.Value.Sub(*base)
		return Given{Value: &step}
	case l.Growth == nil:
		return Given{Absent: Lacking, Why: string(GrowthUnknown)}
	}
	return Given{Value: l.Growth}
}

// parks scores the parks on their items.
func (a *awarder) parks() AwardSet {
	rules := a.scheme.Awards.Parks
	set := AwardSet{Kind: plan.Park, Suggest: rules.Suggest}
	scheme := a.with(rules.Parts)
	units := a.Plan.UnitsOf(plan.Park)
	subjects := subjectsOf(units)
	var metrics []Metric
	for _, c := range a.Plan.ParkItems {
		weight, ok := rules.Weights[c.Code]
		if !ok {
			continue
		}
		metrics = append(metrics, Metric{Code: c.Code, Name: c.Name, Weight: weight.Decimal, Parts: PartsOf(scheme, scheme.Scoring.Units, false)})
		p := peersOf(a.Evaluated.Units.Parks, c.Code)
		for i, u := range units {
			l, state := lineOf(p, u), a.state(u)
			static, dynamic := Given{Value: l.Value}, Given{Value: l.Growth}
			switch {
			case c.Kind == plan.RatioKind:
				dynamic = Given{Absent: NotApplicable, Why: whyRatio}
			case l.Growth == nil:
				dynamic = Given{Absent: Lacking, Why: string(GrowthUnknown)}
			}
			subjects[i].Given[PartKey{c.Code, TargetPart}] = said(a.parkTarget(c.Code, u, l), state)
			subjects[i].Given[PartKey{c.Code, StaticPart}] = said(static, state)
			subjects[i].Given[PartKey{c.Code, DynamicPart}] = said(dynamic, state)
		}
	}
	set.Set = ScoreAll("award.park", "园区", scheme, metrics, subjects)
	set.Lines = linesOf(units)
	return set
}

// parkTarget is the revenue against the plan's for the park, without a base the
// completion and no progress; the investment per 亩 against the floor of its level.
func (a *awarder) parkTarget(code string, u *plan.Unit, l Line) Given {
	g := Given{Value: l.Value}
	switch {
	case !a.needsGoal():
		return g
	case code == "park_revenue" && u.Target.Set():
		g.Goal = &u.Target.Decimal
	case code == "park_intensity":
		for _, i := range a.Evaluated.Units.Standing.Intensity {
			if i.Unit.Code == u.Code && i.Floor.Set() {
				floor := i.Floor.Decimal
				g.Goal = &floor
			}
		}
	}
	if g.Goal == nil {
		return Given{Absent: NotApplicable, Why: whyNotInPlan}
	}
	return g
}

// judge sets totals, ranks, vetoes and proposals.
func (a *awarder) judge(s *AwardSet) {
	least := a.scheme.Awards.LeastCovered.Decimal
	for i := range s.Lines {
		l := &s.Lines[i]
		l.Score = &s.Set.Scores[i]
		l.Vetoes = a.vetoes(l.Unit)
		switch {
		case l.Score.Total == nil:
			l.Why = a.whyNone(l)
		case s.Kind != plan.DeptUnit && l.Score.Covered.LessThan(least):
			l.Why = fmt.Sprintf("有数的指标权重合计%s，不足%s", l.Score.Covered, least)
		default:
			l.Total = l.Score.Total
		}
	}
	var all, free descending // free: of the units that nothing bars
	for _, l := range s.Lines {
		all = all.with(l.Total)
		if len(l.Vetoes) == 0 {
			free = free.with(l.Total)
		}
	}
	all.sort()
	free.sort()
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Total == nil {
			continue
		}
		l.Rank = 1 + all.above(*l.Total)
		l.Suggested = len(l.Vetoes) == 0 && free.above(*l.Total) < s.Suggest
	}
}

func (a *awarder) whyNone(l *AwardLine) string {
	if state := a.state(l.Unit); state != consolidate.Reported {
		return string(state)
	}
	if !slices.ContainsFunc(l.Score.Metrics, func(m MetricScore) bool {
		return slices.ContainsFunc(m.Parts, func(p PartScore) bool { return p.Absent != NotApplicable })
	}) {
		return "不负责指标、任务和产业"
	}
	return "没有可计分的数"
}

// vetoes are what bars a unit by the scheme.
func (a *awarder) vetoes(u *plan.Unit) []string {
	rules, record := a.scheme.Awards.Veto, a.Records[u.Code]
	var list []string
	if missed := a.missed(u); rules.BindingMissed && len(missed) > 0 {
		list = append(list, "约束性指标未完成年度目标："+strings.Join(missed, "、"))
	}
	state := a.state(u)
	if rules.NotAccepted && state != consolidate.Reported {
		list = append(list, "本期"+string(state))
	}
	told := rules.NotAccepted && state == consolidate.Missing // that nothing came is a 强制性 finding itself
	if rules.OpenMandatory && record.OpenMandatory > 0 && !told {
		list = append(list, fmt.Sprintf("有%d个强制性问题未改正", record.OpenMandatory))
	}
	if most := rules.MostLate; most != nil && record.Late > *most {
		list = append(list, fmt.Sprintf("全年迟报%d次，超过%d次", record.Late, *most))
	}
	if most := rules.MostReturned; most != nil && record.Returned > *most {
		list = append(list, fmt.Sprintf("全年退回%d次，超过%d次", record.Returned, *most))
	}
	return list
}

// missed names the 约束性 indicators of a department that missed the year's target.
func (a *awarder) missed(u *plan.Unit) []string {
	var list []string
	for i := range a.Evaluated.Assessments {
		x := &a.Evaluated.Assessments[i]
		if x.Indicator.Owner == u.Code && x.Indicator.Binding() && bindingMissed(x, a.Evaluated.Course.Paths[i]) {
			list = append(list, x.Indicator.Name)
		}
	}
	return list
}

// PartSum is what the parts of a code bring to the score, nil if none is counted.
// The sums of all codes add up to the score.
func (sc *Score) PartSum(code string) *decimal.Decimal {
	var sum *decimal.Decimal
	for _, m := range sc.Metrics {
		for _, p := range m.Parts {
			if p.Code != code || p.Points == nil {
				continue
			}
			if sum == nil {
				sum = &decimal.Decimal{}
			}
			s := sum.Add(p.Points.Mul(p.Weight).DivRound(percent, places))
			sum = &s
		}
	}
	return sum
}
