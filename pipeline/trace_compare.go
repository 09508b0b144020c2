package pipeline

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// comparisonColumn is a figure of the comparisons with the year before and with the
// last report.
func (t *Tracer) comparisonColumn(code, column string) (*Figure, error) {
	a := t.assessment(code)
	if a == nil {
		return nil, fmt.Errorf("%s: %w", code, errNoTrace)
	}
	var x evaluate.Comparison
	for i := range t.in.Evaluated.Comparisons {
		if &t.in.Evaluated.Assessments[i] == a {
			x = t.in.Evaluated.Comparisons[i]
		}
	}
	item, _ := t.project.Plan.Item(code)
	before := t.comparedLevel(a, item)
	growth := t.growth(a, item).called("增速")
	earlier := func(row consolidate.Row, when string) *Figure {
		if o, ok := row.Of(stat.Growth); ok && o.Kind == stat.Number {
			return t.reported("", o)
		}
		return absentFigure(item.Name+"，"+when+"增速", "台账没有"+when+"的增速")
	}
	pace := func(v *decimal.Decimal, row consolidate.Row, when string) *Figure {
		return computed(item.Name+"，增速与"+when+"之差", "百分点", v, "两期增速之差", "{增速}−{"+when+"增速}", growth, earlier(row, when).called(when+"增速"))
	}
	switch column {
	case "then":
		return before, nil
	case "change":
		return computed(item.Name+"，增减", "", x.Change, "本期与比较期之差；只列比率和期末量", "{本期}−{比较期}",
			t.official(item, stat.Value).called("本期"), before.called("比较期")), nil
	case "growth":
		return growth.called(""), nil
	case "prior_growth":
		return earlier(x.Prior, "上年同期"), nil
	case "pace":
		return pace(x.Pace, x.Prior, "上年同期"), nil
	case "last_growth":
		return earlier(x.Before, "上期"), nil
	case "last_pace":
		return pace(x.LastPace, x.Before, "上期"), nil
	case "goal_gap":
		return t.goalGap(a, item), nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// comparedLevel is the level of the year before: 上年同期, of a stock within the year 上年末.
func (t *Tracer) comparedLevel(a *evaluate.Assessment, item plan.Item) *Figure {
	switch {
	case a.Indicator.Kind == plan.Stock && t.period.Kind != stat.Year, a.Prior == nil && t.period.Kind == stat.Year:
		return t.yearFigure(a, t.period.Year-1)
	}
	return t.official(item, stat.Prior)
}

// goalGap is the tested growth less the plan's yearly mean.
func (t *Tracer) goalGap(a *evaluate.Assessment, item plan.Item) *Figure {
	tested, v := t.growth(a, item), a.Growth
	if t.period.Kind == stat.Year {
		tested, v = t.mean(a, item), a.MeanGrowth
	}
	var gap *decimal.Decimal
	if v != nil && a.Indicator.GrowthTarget.Set() {
		d := v.Sub(a.Indicator.GrowthTarget.Decimal)
		gap = &d
	}
	return computed(item.Name+"，增速与计划年均之差", "百分点", gap, "增速减方案的年均增速目标", "{增速}−{目标}", tested.called("增速"), t.goal(a.Indicator).called("目标"))
}

// fieldColumn is a number of tasks of a field, by what became of them.
func (t *Tracer) fieldColumn(number, column string) (*Figure, error) {
	n, err := strconv.Atoi(number)
	fields := evaluate.Fields(t.project.Plan, t.in.Evaluated)
	if err != nil || n < 1 || n > len(fields) {
		return nil, fmt.Errorf("%s: %w", number, errNoTrace)
	}
	f := fields[n-1]
	tasks, ok := map[string][]evaluate.Completion{"n": f.Tasks, "done": f.Done, "going": f.Going, "short": f.Short, "absent": f.Absent}[column]
	if !ok {
		return nil, fmt.Errorf("%s: %w", column, errNoTrace)
	}
	var from []*Figure
	var roles []string
	for _, task := range tasks {
		x, err := t.completionColumn(task.Code, "verdict")
		if err != nil {
			return nil, err
		}
		from, roles = append(from, x.called(task.Code)), append(roles, task.Code)
	}
	v := decimal.NewFromInt(int64(len(tasks)))
	count := computed(f.Name+"领域任务数", "项", &v, "按状态计数", "", from...)
	count.Formula = "计数（" + strings.Join(roles, "、") + "）"
	count.Worked = count.Formula + "＝" + v.String()
	return count, nil
}
