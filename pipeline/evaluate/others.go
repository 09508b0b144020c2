package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// ParkAssessment is a park or sub-park against its revenue target. The plan
// prints no base, so there is completion and no progress.
type ParkAssessment struct {
	Unit       *plan.Unit
	Rows       map[string]consolidate.Row
	Completion *decimal.Decimal // per cent of the 2021 target; full years only
}

// Completion is a count or an output against its target, without a base.
type Completion struct {
	Code    string
	Owner   string
	Figure  consolidate.Figure
	Value   *decimal.Decimal
	Target  yamlfile.Figure
	Max     yamlfile.Figure
	Percent *decimal.Decimal // value ÷ target × 100; nil for at-most targets
	Verdict CompletionVerdict
}

// CompletionVerdict is the word for a completion.
type CompletionVerdict string

// Completion verdicts. Without a base there is no course to be behind.
const (
	Done      CompletionVerdict = "已达目标"
	Going     CompletionVerdict = "推进中"
	Within    CompletionVerdict = "在控制数内"
	Reduce    CompletionVerdict = "尚需压减"
	Exceeded  CompletionVerdict = "超过控制数" // in the target year
	NotDone   CompletionVerdict = "未完成年度任务"
	NoReport  CompletionVerdict = "未报"
	NotDueYet CompletionVerdict = "本期不报"
)

func (e *evaluator) parks() []ParkAssessment {
	var list []ParkAssessment
	for _, u := range e.Plan.UnitsOf(plan.Park) {
		list = append(list, e.park(u))
		for _, s := range e.Plan.SubParksOf(u.Code) {
			list = append(list, e.park(s))
		}
	}
	return list
}

func (e *evaluator) park(u *plan.Unit) ParkAssessment {
	p := ParkAssessment{Unit: u, Rows: e.Figures.ByUnit[u.Code]}
	revenue := p.Rows["park_revenue"].Number(stat.Value)
	if e.full && revenue != nil && u.Target.Set() {
		p.Completion = known(method.Ratio(*revenue, u.Target.Decimal, decimal.NewFromInt(100)))
	}
	return p
}

func (e *evaluator) industries() []Completion {
	var list []Completion
	for i, d := range e.Plan.Industries {
		c := Completion{Code: d.Code, Owner: d.Owner, Figure: e.Figures.Industries[i], Target: d.Target}
		e.complete(&c, false, e.full)
		list = append(list, c)
	}
	return list
}

func (e *evaluator) tasks() []Completion {
	var list []Completion
	for i, t := range e.Plan.Tasks {
		c := Completion{Code: t.Code, Owner: t.Owner, Figure: e.Figures.Tasks[i], Target: t.Target, Max: t.TargetMax}
		e.complete(&c, t.AtMost, true)
		if t.Yearly && e.full && c.Verdict == Going {
			c.Verdict = NotDone
		}
		list = append(list, c)
	}
	return list
}

// complete sets percentage and verdict. A yearly output says nothing against its
// target before the year is over (comparable is false).
func (e *evaluator) complete(c *Completion, atMost, comparable bool) {
	c.Value = c.Figure.Official.Number(stat.Value)
	switch {
	case !c.Figure.Due:
		c.Verdict = NotDueYet
	case c.Value == nil:
		c.Verdict = NoReport
	case atMost && c.Value.LessThanOrEqual(c.Target.Decimal):
		c.Verdict = Within
	case atMost && e.period.Year < e.Plan.Head.TargetYear:
		c.Verdict = Reduce
	case atMost:
		c.Verdict = Exceeded
	default:
		c.Verdict = Going
		if c.Value.GreaterThanOrEqual(c.Target.Decimal) {
			c.Verdict = Done
		}
		if comparable {
			c.Percent = known(method.Ratio(*c.Value, c.Target.Decimal, decimal.NewFromInt(100)))
		}
	}
}
