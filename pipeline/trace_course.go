package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
)

// courseColumn is a figure of 附表1-2.
func (t *Tracer) courseColumn(table string, a *evaluate.Assessment, column string) (*Figure, error) {
	if table == "t12o" {
		return t.outlookColumn(a, column)
	}
	return t.pathColumn(a, column)
}

// pathColumn is a figure of 附表1-2, yearly path.
func (t *Tracer) pathColumn(a *evaluate.Assessment, column string) (*Figure, error) {
	p := t.pathOf(a)
	if year, err := strconv.Atoi(column); err == nil {
		return t.pathYear(a, p, year), nil
	}
	switch column {
	case "rate":
		return t.pathRate(a, p), nil
	case "year_verdict":
		return t.yearVerdict(a, p), nil
	}
	return t.indicatorColumn(a, column)
}

// placeOf is the place of an assessment among all, which paths and outlooks share.
func (t *Tracer) placeOf(a *evaluate.Assessment) int {
	return slices.IndexFunc(t.in.Evaluated.Assessments, func(x evaluate.Assessment) bool { return x.Indicator == a.Indicator })
}

func (t *Tracer) pathOf(a *evaluate.Assessment) evaluate.Path {
	return t.in.Evaluated.Course.Paths[t.placeOf(a)]
}

// years are the leaves that the length of the plan follows from.
func (t *Tracer) planYears() []*Figure {
	h := t.project.Plan.Head
	return []*Figure{t.yearOf("目标年", "target_year", h.TargetYear), t.yearOf("基年", "base_year", h.BaseYear)}
}

// pathYear is the target of a year: the bureau's, else the declared path's (测算).
func (t *Tracer) pathYear(a *evaluate.Assessment, p evaluate.Path, year int) *Figure {
	ind := a.Indicator
	name := fmt.Sprintf("%s，%d年年度目标", ind.Name, year)
	y, ok := p.Of(year)
	if !ok {
		return absentFigure(name, "缺基数，不测算")
	}
	if own, set := ind.AnnualTargets[fmt.Sprint(year)]; set && p.Method != plan.ProductPath {
		return t.planLeaf("", name, ind.Unit, "indicators.yaml", ind.Code, fmt.Sprintf("annual_targets.%d", year), own)
	}
	name += "（测算）"
	k := year - t.project.Plan.Head.BaseYear
	switch p.Method {
	case plan.LinearPath:
		return computed(name, ind.Unit, &y.Level, "按基数至目标的等量路径测算，不是下达的目标", fmt.Sprintf("{基数}＋（{目标}−{基数}）×%d÷（{目标年}−{基年}）", k),
			append(t.planYears(), t.baseOf(a), t.targetOf(ind))...)
	case plan.ProductPath:
		return computed(name, "%", &y.Level, "累计降低率，按逐年复合降低测算，不是下达的目标", fmt.Sprintf("（1−（1−{五年累计目标}÷100）^（%d÷（{目标年}−{基年}）））×100", k),
			append(t.planYears(), t.goal(ind))...)
	case plan.StepPath:
		f := t.targetOf(ind)
		return computed(name, ind.Unit, &y.Level, "保持类指标每年都按目标值", "{目标}", f)
	}
	return computed(name, ind.Unit, &y.Level, "按基数至目标的等比路径测算，不是下达的目标", fmt.Sprintf("{基数}×（{目标}÷{基数}）^（%d÷（{目标年}−{基年}））", k),
		append(t.planYears(), t.baseOf(a), t.targetOf(ind))...)
}

// pathRate is the change that is the same in each year of the path.
func (t *Tracer) pathRate(a *evaluate.Assessment, p evaluate.Path) *Figure {
	ind, years := a.Indicator, t.planYears()
	name := ind.Name + "，年度路径的每年变化"
	switch p.Method {
	case plan.LinearPath:
		return computed(name, ind.Unit, p.Rate, "等量路径", "（{目标}−{基数}）÷（{目标年}−{基年}）", append(years, t.baseOf(a), t.targetOf(ind))...)
	case plan.ProductPath:
		return computed(name, "%", p.Rate, "逐年复合降低", "（1−（1−{五年累计目标}÷100）^（1÷（{目标年}−{基年}）））×100", append(years, t.goal(ind))...)
	case plan.StepPath:
		return absentFigure(name, "保持类指标没有每年变化")
	}
	return computed(name, "%", p.Rate, "等比路径", "（（{目标}÷{基数}）^（1÷（{目标年}−{基年}））−1）×100", append(years, t.baseOf(a), t.targetOf(ind))...)
}

// yearTested is what the year's figure is held against.
func (t *Tracer) yearTested(a *evaluate.Assessment, p evaluate.Path) *Figure {
	ind, year := a.Indicator, t.period.Year
	if p.Method != plan.ProductPath {
		return t.pathYear(a, p, year)
	}
	if own, set := ind.AnnualTargets[fmt.Sprint(year)]; set {
		return t.planLeaf("", fmt.Sprintf("%s，%d年年度目标", ind.Name, year), "%", "indicators.yaml", ind.Code, fmt.Sprintf("annual_targets.%d", year), own)
	}
	return t.pathRate(a, p)
}

func (t *Tracer) yearVerdict(a *evaluate.Assessment, p evaluate.Path) *Figure {
	f := &Figure{Name: a.Indicator.Name + "，年度目标评价", Kind: ComputedFigure, Text: string(p.Verdict), Method: "当年不作绝对值评价"}
	if p.Verdict == evaluate.YearMet || p.Verdict == evaluate.YearMissed {
		item, _ := t.project.Plan.Item(a.Indicator.Code)
		f.Method = "当年实际与年度目标比较；越低越好的指标反之"
		f.From = []*Figure{t.actualOf(item), t.yearTested(a, p).called("年度目标")}
	}
	return f
}

// outlookColumn is a figure of 附表1-2, outlook: level, or pace.rate, pace.value and
// pace.reached.
func (t *Tracer) outlookColumn(a *evaluate.Assessment, column string) (*Figure, error) {
	o := t.in.Evaluated.Course.Outlooks[t.placeOf(a)]
	if column == "target" {
		return t.targetOf(a.Indicator), nil
	}
	if column == "level" {
		return t.outlookLevel(a, o), nil
	}
	key, what, _ := strings.Cut(column, ".")
	kinds := map[string]evaluate.PaceKind{"last": evaluate.LastYear, "mean": evaluate.MeanSoFar, "worst": evaluate.WorstYear, "best": evaluate.BestYear}
	kind, ok := kinds[key]
	if !ok {
		return nil, fmt.Errorf("%s: %w", column, errNoTrace)
	}
	p, ok := o.At(kind)
	if !ok {
		return absentFigure(a.Indicator.Name+"，按"+string(kind)+"的速度推算", "不推算："+o.Why), nil
	}
	switch what {
	case "rate":
		return t.pace(a, o, p), nil
	case "value":
		return t.projected(a, o, p), nil
	case "reached":
		return t.reached(a, o, p), nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// outlookLevel is what the outlook goes on from.
func (t *Tracer) outlookLevel(a *evaluate.Assessment, o evaluate.Outlook) *Figure {
	switch {
	case o.Level == nil:
		return absentFigure(a.Indicator.Name+"，上一整年的数", "不推算："+o.Why)
	case a.Indicator.CumulativeGoal.Set():
		return t.reduction(a)
	}
	years, _ := t.levels(a)
	return years[len(years)-1]
}

// pace is a yearly speed so far.
func (t *Tracer) pace(a *evaluate.Assessment, o evaluate.Outlook, p evaluate.Pace) *Figure {
	ind := a.Indicator
	name := ind.Name + "，" + string(p.Kind) + "的速度"
	unit := "%"
	if o.Points {
		unit = ind.Unit
	}
	n := len(a.Years)
	if p.Kind == evaluate.MeanSoFar {
		last := t.outlookLevel(a, o).called("末年")
		switch {
		case ind.CumulativeGoal.Set():
			return computed(name, unit, &p.Rate, "各年降低率复合后开方", fmt.Sprintf("（1−（1−{末年}÷100）^（1÷%d））×100", n), last)
		case o.Points:
			return computed(name, unit, &p.Rate, "末年与基数之差除以年数", fmt.Sprintf("（{末年}−{基数}）÷%d", n), last, t.baseOf(a))
		}
		return computed(name, unit, &p.Rate, "水平法", fmt.Sprintf("（（{末年}÷{基数}）^（1÷%d）−1）×100", n), last, t.baseOf(a))
	}
	i := p.Year - t.project.Plan.Head.FirstYear
	if ind.CumulativeGoal.Set() {
		return computed(name, unit, &p.Rate, fmt.Sprintf("%d年的降低率", p.Year), "{当年}", t.yearFigure(a, p.Year).called("当年"))
	}
	years, _ := t.levels(a)
	before := t.baseOf(a)
	if i > 0 {
		before = years[i-1]
	}
	formula := "（{当年}÷{上年}−1）×100"
	if o.Points {
		formula = "{当年}−{上年}"
	}
	return computed(name, unit, &p.Rate, fmt.Sprintf("%d年的绝对值与上年比较", p.Year), formula, years[i].called("当年"), before.called("上年"))
}

// projected goes on from the last level at a pace to the target year.
func (t *Tracer) projected(a *evaluate.Assessment, o evaluate.Outlook, p evaluate.Pace) *Figure {
	ind, h := a.Indicator, t.project.Plan.Head
	name := fmt.Sprintf("%s，按%s的速度推算%d年", ind.Name, p.Kind, h.TargetYear)
	if p.Value == nil {
		f := absentFigure(name, "推算值超出该指标可能的范围")
		f.From = []*Figure{t.pace(a, o, p).called("速度")}
		return f
	}
	left := fmt.Sprint(h.TargetYear - o.From)
	formula := "{上一整年的数}×（1＋{速度}÷100）^" + left
	switch {
	case ind.CumulativeGoal.Set():
		formula = "（1−（1−{上一整年的数}÷100）×（1−{速度}÷100）^" + left + "）×100"
	case o.Points:
		formula = "{上一整年的数}＋{速度}×" + left
	}
	return computed(name, ind.Unit, p.Value, "仅为算术推算，不是预测", formula, t.outlookLevel(a, o).called("上一整年的数"), t.pace(a, o, p).called("速度"))
}

func (t *Tracer) reached(a *evaluate.Assessment, o evaluate.Outlook, p evaluate.Pace) *Figure {
	goal := t.targetOf(a.Indicator)
	if a.Indicator.CumulativeGoal.Set() {
		goal = t.goal(a.Indicator)
	}
	return &Figure{Name: a.Indicator.Name + "，按" + string(p.Kind) + "的速度达到目标的年份", Kind: ComputedFigure, Method: "按该速度逐年递推，首次达到目标的年份；仅为算术推算，不是预测",
		From: []*Figure{t.outlookLevel(a, o).called("上一整年的数"), t.pace(a, o, p).called("速度"), goal.called("目标")}}
}
