package pipeline

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// indicatorColumn is a figure of 附表1 or 附表1-1.
func (t *Tracer) indicatorColumn(a *evaluate.Assessment, column string) (*Figure, error) {
	if year, err := strconv.Atoi(column); err == nil {
		return t.yearFigure(a, year), nil
	}
	item, _ := t.project.Plan.Item(a.Indicator.Code)
	columns := map[string]func() *Figure{
		"base": func() *Figure { return t.yearFigure(a, t.project.Plan.Head.BaseYear) }, "now": func() *Figure { return t.now(a, item) },
		"actual": func() *Figure { return t.official(item, stat.Value) }, "prior": func() *Figure { return t.official(item, stat.Prior) },
		"target": func() *Figure { return t.targetOf(a.Indicator) }, "goal": func() *Figure { return t.goal(a.Indicator) },
		"growth_goal": func() *Figure { return t.growthGoal(a.Indicator) }, "growth": func() *Figure { return t.growth(a, item) },
		"time": func() *Figure { return t.timeColumn(a) }, "linear": func() *Figure { return t.linear(a, item) }, "log": func() *Figure { return t.logarithmic(a, item) },
		"gap": func() *Figure { return t.gap(a, item) }, "level": func() *Figure { return t.level(a, item) },
		"mean": func() *Figure { return t.mean(a, item) }, "growth_verdict": func() *Figure { return t.growthVerdict(a, item) },
		"needed": func() *Figure { return t.needed(a) }, "year_target": func() *Figure { return t.yearTarget(a) },
		"year_share": func() *Figure { return t.yearShare(a, item) }, "prior_share": func() *Figure { return t.priorShare(a, item) }, "left": func() *Figure { return t.leftOver(a, item) },
	}
	f, ok := columns[column]
	if !ok {
		return nil, fmt.Errorf("%s: %w", column, errNoTrace)
	}
	return f(), nil
}

// yearFigure is the official figure of a year: this period's, the ledger's of an
// earlier one, or the plan's own.
func (t *Tracer) yearFigure(a *evaluate.Assessment, year int) *Figure {
	item, _ := t.project.Plan.Item(a.Indicator.Code)
	name := fmt.Sprintf("%s%s，%d年", t.project.Plan.Head.City, item.Name, year)
	if year == t.period.Year && t.period.Kind == stat.Year {
		return t.now(a, item)
	}
	y := a.Base
	for _, other := range a.Years {
		if other.Year == year {
			y = other
		}
	}
	switch {
	case y.Value == nil && y.Growth != nil:
		return t.pastGrowth("", a, year)
	case y.Value == nil:
		return absentFigure(name, "台账和方案都没有该年的数")
	}
	if o, ok := t.years[year].observations[observed{item.Owner, item.Code, stat.Value}]; ok && o.Source == y.Source {
		return &Figure{Name: name, Kind: OfficialFigure, Unit: item.Unit, Value: y.Value.String(), Text: y.Value.String(),
			Method:  fmt.Sprintf("%d年报告期台账中责任部门（%s）的数", year, t.unitName(item.Owner)),
			Formula: "部门数", Worked: y.Value.String(), From: []*Figure{t.reported("部门数", o)}}
	}
	if strings.HasPrefix(y.Source.File, historyFolder) {
		return t.historic(name, item, stat.Value, y.Value, y.Source, year)
	}
	printed := a.Indicator.Printed[fmt.Sprint(year)]
	return t.planLeaf("", name, item.Unit, "indicators.yaml", item.Code, fmt.Sprintf("printed.%d", year), printed)
}

// pastGrowth is the growth that the department reported for a year.
func (t *Tracer) pastGrowth(role string, a *evaluate.Assessment, year int) *Figure {
	item, _ := t.project.Plan.Item(a.Indicator.Code)
	if year == t.period.Year && t.period.Kind == stat.Year {
		return t.official(item, stat.Growth).called(role)
	}
	if o, ok := t.years[year].observations[observed{item.Owner, item.Code, stat.Growth}]; ok {
		return t.reported(role, o)
	}
	for _, y := range a.Years {
		if y.Year == year && y.Growth != nil && strings.HasPrefix(y.GrowthSource.File, historyFolder) {
			return t.historic(fmt.Sprintf("%s，%d年增速", item.Name, year), item, stat.Growth, y.Growth, y.GrowthSource, year).called(role)
		}
	}
	return absentFigure(fmt.Sprintf("%s，%d年增速", item.Name, year), "台账没有该年的增速").called(role)
}

// now is the last column of 附表1 within a year: the level, or the growth where
// no level is published.
func (t *Tracer) now(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.Figure.Due && !a.Figure.Pending && a.Actual == nil && a.Growth != nil {
		return t.growth(a, item)
	}
	return t.official(item, stat.Value)
}

func (t *Tracer) targetOf(ind *plan.Indicator) *Figure {
	name := fmt.Sprintf("%s，%d年规划目标", ind.Name, t.project.Plan.Head.TargetYear)
	f := t.planLeaf("目标", name, ind.Unit, "indicators.yaml", ind.Code, "target", ind.Target)
	if ind.CumulativeGoal.Set() {
		f.From = []*Figure{t.goal(ind).called("五年累计")}
	}
	return f
}

// goal is the plan's growth target, or the five-year figure printed in brackets.
func (t *Tracer) goal(ind *plan.Indicator) *Figure {
	switch {
	case ind.CumulativeGoal.Set():
		return t.planLeaf("五年累计目标", ind.Name+"，五年累计目标", "%", "indicators.yaml", ind.Code, "cumulative_target", ind.CumulativeGoal)
	case ind.GrowthTarget.Set():
		return t.planLeaf("年均增速目标", ind.Name+"，年均增速目标", "%", "indicators.yaml", ind.Code, "growth_target", ind.GrowthTarget)
	}
	return absentFigure(ind.Name+"，年均增速目标", "方案没有印增速目标")
}

// growthGoal is what the growth test compares with.
func (t *Tracer) growthGoal(ind *plan.Indicator) *Figure {
	if ind.CumulativeGoal.Set() {
		return t.targetOf(ind)
	}
	return t.goal(ind)
}

func (t *Tracer) baseOf(a *evaluate.Assessment) *Figure {
	return t.yearFigure(a, t.project.Plan.Head.BaseYear).called("基数")
}

func (t *Tracer) actualOf(item plan.Item) *Figure {
	return t.official(item, stat.Value).called("实际")
}

// growth is the growth of this period: reported, else of the levels.
func (t *Tracer) growth(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.Growth == nil || a.Reported {
		return t.official(item, stat.Growth)
	}
	before := t.official(item, stat.Prior)
	switch {
	case a.Figure.Official.Number(stat.PriorComparable) != nil:
		before = t.official(item, stat.PriorComparable)
	case a.Prior == nil:
		before = t.yearFigure(a, t.period.Year-1)
	}
	return computed(item.Name+"，"+t.period.Label()+"同比增速", "%", a.Growth, "部门未报增速，按绝对值计算", "（{本期}÷{上年同期}−1）×100",
		t.official(item, stat.Value).called("本期"), before.called("上年同期"))
}

// timeColumn is the time progress as far as the table prints it: within a year
// only where something is compared with it.
func (t *Tracer) timeColumn(a *evaluate.Assessment) *Figure {
	if t.period.Kind != stat.Year && a.Gap == nil {
		return absentFigure(a.Indicator.Name+"，时序进度", "该指标本期不与时序进度比较")
	}
	return t.timeProgress(a)
}

// timeProgress is the share of the plan, or of the year, that has passed.
func (t *Tracer) timeProgress(a *evaluate.Assessment) *Figure {
	months := fromPeriod("月份", "报告期的末月", t.period.EndMonth())
	if a.YearShare != nil {
		return computed("序时进度", "%", &a.TimeProgress, "年内已过的月份占全年的比重", "{月份}÷12×100", months)
	}
	h := t.project.Plan.Head
	return computed("时序进度", "%", &a.TimeProgress, "已过的月数占规划期的比重", "（（{报告年}−{首年}）×12＋{月份}）÷（（{目标年}−{基年}）×12）×100",
		fromPeriod("报告年", "报告期的年份", t.period.Year), t.yearOf("首年", "first_year", h.FirstYear), months,
		t.yearOf("目标年", "target_year", h.TargetYear), t.yearOf("基年", "base_year", h.BaseYear))
}

func (t *Tracer) linear(a *evaluate.Assessment, item plan.Item) *Figure {
	return computed(item.Name+"，线性进度", "%", a.Linear, "已完成的变化占规划变化的比重", "（{实际}−{基数}）÷（{目标}−{基数}）×100",
		t.actualOf(item), t.baseOf(a), t.targetOf(a.Indicator))
}

func (t *Tracer) logarithmic(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.Marked == evaluate.Compound {
		return computed(item.Name+"，复合进度", "%", a.Log, "逐年降低率复合计算，基年不计", "ln（1−{已降低}÷100）÷ln（1−{五年累计目标}÷100）×100",
			t.reduction(a).called("已降低"), t.goal(a.Indicator))
	}
	return computed(item.Name+"，对数进度", "%", a.Log, "按等比增长路径计算的进度", "ln（{实际}÷{基数}）÷ln（{目标}÷{基数}）×100",
		t.actualOf(item), t.baseOf(a), t.targetOf(a.Indicator))
}

// reduction is the compounded reduction up to the last full year.
func (t *Tracer) reduction(a *evaluate.Assessment) *Figure {
	var rates []decimal.Decimal
	var factors []string
	var from []*Figure
	for _, y := range a.Years {
		f := t.yearFigure(a, y.Year)
		if y.Value == nil {
			return absentFigure(a.Indicator.Name+"，累计降低", fmt.Sprintf("缺%d年的降低率", y.Year))
		}
		role := fmt.Sprintf("%d年降低率", y.Year)
		rates, from, factors = append(rates, *y.Value), append(from, f.called(role)), append(factors, "（1−{"+role+"}÷100）")
	}
	v := method.CompoundReduction(rates)
	return computed(a.Indicator.Name+"，累计降低", "%", &v, "逐年降低率复合计算，基年不计", "（1−"+strings.Join(factors, "×")+"）×100", from...)
}

// progress is the figure that the verdict rests on, under the role 进度.
func (t *Tracer) progress(a *evaluate.Assessment, item plan.Item) *Figure {
	switch {
	case a.YearShare != nil:
		return t.yearShare(a, item).called("进度")
	case a.Marked == plan.Linear:
		return t.linear(a, item).called("进度")
	}
	return t.logarithmic(a, item).called("进度")
}

func (t *Tracer) gap(a *evaluate.Assessment, item plan.Item) *Figure {
	name := item.Name + "，与时序进度差"
	if a.YearShare != nil {
		name = item.Name + "，与序时进度差"
	}
	return computed(name, "百分点", a.Gap, "进度减时序（序时）进度", "{进度}−{时序进度}", t.progress(a, item), t.timeProgress(a).called("时序进度"))
}

// level is the verdict on the level, with what it rests on.
func (t *Tracer) level(a *evaluate.Assessment, item plan.Item) *Figure {
	f := &Figure{Name: item.Name + "，绝对值评价", Kind: ComputedFigure, Text: string(a.Level)}
	cut := t.project.Plan.Scheme.Cutoffs
	switch a.Level {
	case evaluate.Kept, evaluate.NotKept:
		f.Method, f.From = "保持类指标：实际不低于目标为保持达标", []*Figure{t.actualOf(item), t.targetOf(a.Indicator)}
	case evaluate.Completed, evaluate.NotCompleted:
		f.Method, f.From = "规划期已满：达到目标为完成，未达到为未完成", []*Figure{t.leftOver(a, item).called("与目标之差")}
	case evaluate.Better, evaluate.Level, evaluate.Worse:
		f.Method, f.From = "年内与上年同期比较", []*Figure{t.actualOf(item), t.official(item, stat.Prior).called("上年同期")}
	case evaluate.Reached:
		f.Method, f.From = "实际已达到目标值", []*Figure{t.actualOf(item), t.targetOf(a.Indicator), t.gap(a, item).called("进度差")}
	case evaluate.Ahead, evaluate.OnCourse, evaluate.Behind:
		f.Method = fmt.Sprintf("进度差不低于%s为快于预期，不低于%s为基本符合预期，其余为滞后", cut.Ahead.Text, cut.OnCourse.Text)
		f.From = []*Figure{t.gap(a, item).called("进度差"),
			t.planLeaf("快于预期界限", "分档界限：快于预期", "百分点", "scheme.yaml", "", "ahead", cut.Ahead),
			t.planLeaf("基本符合界限", "分档界限：基本符合预期", "百分点", "scheme.yaml", "", "on_course", cut.OnCourse)}
	case evaluate.Pending:
		f.Method, f.From = "责任部门没有有效数据，或缺基数，待核定", []*Figure{t.actualOf(item)}
	case evaluate.NoLevel:
		f.Method = "本期起只公布增速，不评绝对值"
	default:
		f.Method = "本期不作绝对值评价"
	}
	return f
}

// mean is the mean yearly growth since the base year, by the indicator's method.
func (t *Tracer) mean(a *evaluate.Assessment, item plan.Item) *Figure {
	ind, name := a.Indicator, item.Name+"，年均增速"
	switch {
	case ind.CumulativeGoal.Set():
		return t.official(item, stat.Value)
	case !ind.GrowthTarget.Set():
		return absentFigure(name, "方案没有增速目标，不计算")
	case ind.Price == "comparable":
		return t.chainedMean(a, name)
	}
	years, roles := t.levels(a)
	last := fmt.Sprintf("（（{%s}÷{基数}）^（1÷%d）−1）×100", roles[len(roles)-1], len(roles))
	from := []*Figure{years[len(years)-1], t.baseOf(a)}
	how := "水平法：末年与基年之比开年数次方"
	if ind.AverageGrowth == "cumulative" {
		how, from = "累计法：各年按同一增速递增，其和等于各年实际之和", append(years, t.baseOf(a))
		last = cumulativeFormula(roles)
	}
	f := computed(name, "%", a.MeanGrowth, how, last, from...)
	if strings.Contains(f.Formula, "＝") { // an equation: its root is told after it
		f.Worked = strings.TrimSuffix(f.Worked, "＝"+f.Text) + "，增速＝" + f.Text
	}
	return f
}

// cumulativeFormula is the growth by the 累计法: for one year in closed form, for
// more the equation whose root is the growth.
func cumulativeFormula(roles []string) string {
	if len(roles) == 1 {
		return "（{" + roles[0] + "}÷{基数}−1）×100"
	}
	var left, right []string
	for i, r := range roles {
		left = append(left, fmt.Sprintf("（1＋增速÷100）^%d", i+1))
		right = append(right, "{"+r+"}")
	}
	return strings.Join(left, "＋") + "＝（" + strings.Join(right, "＋") + "）÷{基数}"
}

// levels are the yearly levels since the base year; a year with only a growth is
// chained from the one before (推算).
func (t *Tracer) levels(a *evaluate.Assessment) (figures []*Figure, roles []string) {
	before := t.baseOf(a)
	for _, y := range a.Years {
		f := t.yearFigure(a, y.Year)
		if y.Value == nil && y.Growth != nil {
			v, err := decimal.NewFromString(before.Value)
			if err == nil {
				v = method.ChainLevel(v, []decimal.Decimal{*y.Growth})
				f = computed(fmt.Sprintf("%s，%d年推算", a.Indicator.Name, y.Year), a.Indicator.Unit, &v, "只公布增速的年份按上年推算，不作官方数",
					"{上年}×（1＋{增速}÷100）", before.called("上年"), t.pastGrowth("增速", a, y.Year))
			}
		}
		role := fmt.Sprintf("%d年", y.Year)
		before = f.called(role)
		figures, roles = append(figures, before), append(roles, role)
	}
	return figures, roles
}

// chainedMean is the mean of the reported growths, for comparable prices.
func (t *Tracer) chainedMean(a *evaluate.Assessment, name string) *Figure {
	var factors []string
	var from []*Figure
	for _, y := range a.Years {
		role := fmt.Sprintf("%d年增速", y.Year)
		from, factors = append(from, t.pastGrowth(role, a, y.Year)), append(factors, "（1＋{"+role+"}÷100）")
	}
	formula := fmt.Sprintf("（（%s）^（1÷%d）−1）×100", strings.Join(factors, "×"), len(factors))
	return computed(name, "%", a.MeanGrowth, "可比价指标用公布增速连乘开方", formula, from...)
}

func (t *Tracer) growthVerdict(a *evaluate.Assessment, item plan.Item) *Figure {
	tested := t.mean(a, item)
	if t.period.Kind != stat.Year && !a.Indicator.CumulativeGoal.Set() {
		tested = t.growth(a, item)
	}
	return &Figure{Name: item.Name + "，增速评价", Kind: ComputedFigure, Text: string(a.GrowthVerdict), Method: "增速与方案的年均增速目标比较；越低越好的指标反之",
		From: []*Figure{tested.called("增速"), t.growthGoal(a.Indicator).called("目标")}}
}

// needed is what is still to be done in each year left.
func (t *Tracer) needed(a *evaluate.Assessment) *Figure {
	ind, h := a.Indicator, t.project.Plan.Head
	var v *decimal.Decimal
	unit := "%"
	if a.Needed != nil {
		v = &a.Needed.Value
		if a.Needed.Points {
			unit = "百分点"
		}
	}
	last := t.period.Year
	if t.period.Kind != stat.Year {
		last--
	}
	name, how := ind.Name+"，今后年均所需增速", "按最近一个整年的实际，在剩余年数内达到目标所需"
	left := []*Figure{t.yearOf("目标年", "target_year", h.TargetYear), fromPeriod("上一整年", "最近一个整年", last)}
	if ind.CumulativeGoal.Set() {
		return computed(name, unit, v, how+"（每年降低）", "（1−（（1−{五年累计目标}÷100）÷（1−{已降低}÷100））^（1÷（{目标年}−{上一整年}）））×100",
			append([]*Figure{t.goal(ind), t.reduction(a).called("已降低")}, left...)...)
	}
	actual := t.yearFigure(a, last).called("整年实际")
	formula := "（（{目标}÷{整年实际}）^（1÷（{目标年}−{上一整年}））−1）×100"
	if ind.Change == "points" {
		formula = "（{目标}−{整年实际}）÷（{目标年}−{上一整年}）"
	}
	return computed(name, unit, v, how, formula, append([]*Figure{t.targetOf(ind), actual}, left...)...)
}

// yearTarget is this year's target: the bureau's, else the path's (测算).
func (t *Tracer) yearTarget(a *evaluate.Assessment) *Figure {
	if a.YearTarget == nil {
		return absentFigure(a.Indicator.Name+"，年度目标", "本期不与年度目标比较")
	}
	return t.pathYear(a, t.pathOf(a), t.period.Year)
}

func (t *Tracer) yearShare(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.YearStart != nil {
		return t.incrementShare(a, item)
	}
	return computed(item.Name+"，完成年度目标", "%", a.YearShare, "累计量占年度目标（测算）的比重", "{实际}÷{年度目标}×100",
		t.actualOf(item), t.yearTarget(a).called("年度目标"))
}

func (t *Tracer) priorShare(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.YearStart != nil {
		return t.priorIncrement(a, item)
	}
	return computed(item.Name+"，上年同期完成全年的比重", "%", a.PriorShare, "上年同期累计占上年全年的比重", "{上年同期}÷{上年全年}×100",
		t.official(item, stat.Prior).called("上年同期"), t.yearFigure(a, t.period.Year-1).called("上年全年"))
}
