package evaluate

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Completion is a count or an output against its target. Figures that do not apply
// are nil.
type Completion struct {
	Code     string
	Owner    string
	Figure   consolidate.Figure
	Value    *decimal.Decimal
	Target   yamlfile.Figure
	Max      yamlfile.Figure  // upper end of a range
	Bound    string           // 以上, 左右, or empty
	Percent  *decimal.Decimal // value ÷ target × 100; nil for at-most targets
	Base     yamlfile.Figure  // where the plan prints the figure of 2017
	Progress *decimal.Decimal // share of the way from the base, or from zero, to the target; paced tasks only
	Time     *decimal.Decimal // time progress on the same way
	Over     bool             // above the upper end of the range
	Verdict  CompletionVerdict
}

// CompletionVerdict is the word for a completion.
type CompletionVerdict string

// Completion verdicts. Only a paced task has a course to be behind.
const (
	Done      CompletionVerdict = "已达目标"
	Going     CompletionVerdict = "推进中"
	Lagging   CompletionVerdict = "慢于时序"
	Within    CompletionVerdict = "在控制数内"
	Reduce    CompletionVerdict = "尚需压减"
	Exceeded  CompletionVerdict = "超过控制数"   // in the target year
	NotDone   CompletionVerdict = "未完成年度任务" // of a yearly task
	NotMet    CompletionVerdict = "未完成目标"   // at the end of the plan
	NoReport  CompletionVerdict = "未报"
	NotDueYet CompletionVerdict = "本期不报"
)

// PrintedBaseYear is the year whose figures of tasks the plan prints.
const PrintedBaseYear = 2017

func (e *evaluator) industries() []Completion {
	var list []Completion
	for i, d := range e.Plan.Industries {
		c := Completion{Code: d.Code, Owner: d.Owner, Figure: e.Figures.Industries[i], Target: d.Target, Bound: d.Bound}
		e.complete(&c, false, e.full)
		e.close(&c)
		list = append(list, c)
	}
	return list
}

func (e *evaluator) tasks() []Completion {
	rules := e.Plan.Scheme.TaskRules()
	var list []Completion
	for i, t := range e.Plan.Tasks {
		c := Completion{Code: t.Code, Owner: t.Owner, Figure: e.Figures.Tasks[i], Target: t.Target, Max: t.TargetMax, Bound: t.Bound, Base: t.Printed}
		e.complete(&c, t.AtMost, true)
		if t.Yearly && e.full && c.Verdict == Going {
			c.Verdict = NotDone
		}
		e.close(&c)
		if rules.IsPaced(t.Code) {
			e.pace(&c, rules.SlowPoints.Decimal)
		}
		list = append(list, c)
	}
	return list
}

// close says of what is still going on when the plan has ended that it was not done.
func (e *evaluator) close(c *Completion) {
	if e.full && e.period.Year >= e.Plan.Head.TargetYear && c.Verdict == Going {
		c.Verdict = NotMet
	}
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
		if c.Value.GreaterThanOrEqual(c.reachedFrom(e.Plan.Scheme.TaskRules().About.Decimal)) {
			c.Verdict = Done
			c.Over = c.Max.Set() && c.Value.GreaterThan(c.Max.Decimal)
		}
		if comparable {
			c.Percent = known(method.Ratio(*c.Value, c.Target.Decimal, decimal.NewFromInt(100)))
		}
	}
}

// reachedFrom is the figure from which the target counts as reached: the target or
// the lower end of a range; of one that is 左右, so many per cent below it.
func (c *Completion) reachedFrom(about decimal.Decimal) decimal.Decimal {
	if c.Bound != "左右" {
		return c.Target.Decimal
	}
	hundred := decimal.NewFromInt(100)
	return c.Target.Mul(hundred.Sub(about)).Div(hundred)
}

// pace compares a task that goes on evenly with the time that has passed: from the
// end of 2017 where the plan prints that year's figure, else from the plan's start.
func (e *evaluator) pace(c *Completion, slow decimal.Decimal) {
	if c.Value == nil || !c.Figure.Due {
		return
	}
	base, first := decimal.Zero, e.Plan.Head.FirstYear
	if c.Base.Set() {
		base, first = c.Base.Decimal, PrintedBaseYear+1
	}
	months := (e.period.Year-first)*12 + e.period.EndMonth()
	if months <= 0 {
		return
	}
	c.Progress = known(method.LinearProgress(base, *c.Value, c.Target.Decimal))
	if c.Progress == nil {
		return
	}
	t := method.TimeProgress(months, e.Plan.Head.TargetYear-first+1)
	c.Time = &t
	if c.Verdict == Going && c.Progress.Sub(t).LessThan(slow.Neg()) {
		c.Verdict = Lagging
	}
}

// OwnerProgress counts the tasks and industries of a responsible department.
type OwnerProgress struct {
	Owner string
	All   []string // codes, in order; the lists below are parts of it
	Done, Going, Behind,
	NoReport, NotDue []string
}

// ByOwner counts completions by owner, in the order in which owners are first met.
func ByOwner(lists ...[]Completion) []OwnerProgress {
	var out []OwnerProgress
	for _, c := range slices.Concat(lists...) {
		i := slices.IndexFunc(out, func(o OwnerProgress) bool { return o.Owner == c.Owner })
		if i < 0 {
			out, i = append(out, OwnerProgress{Owner: c.Owner}), len(out)
		}
		out[i].add(c)
	}
	return out
}

func (o *OwnerProgress) add(c Completion) {
	o.All = append(o.All, c.Code)
	switch c.Verdict {
	case Done, Within:
		o.Done = append(o.Done, c.Code)
	case Going, Reduce:
		o.Going = append(o.Going, c.Code)
	case NoReport:
		o.NoReport = append(o.NoReport, c.Code)
	case NotDueYet:
		o.NotDue = append(o.NotDue, c.Code)
	default:
		o.Behind = append(o.Behind, c.Code)
	}
}
