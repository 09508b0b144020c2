package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// scoreColumn is a figure of 附表1-3.
func (t *Tracer) scoreColumn(subject, column string) (*Figure, error) {
	if t.in.Evaluated.Course.City == nil {
		return nil, fmt.Errorf("%s: %w", column, errNoTrace)
	}
	score := t.in.Evaluated.Course.City.Scores[0]
	if subject == "total" {
		return t.totalColumn(score, column)
	}
	for i, m := range score.Metrics {
		if m.Metric.Code == subject {
			return t.metricColumn(score, i, column)
		}
	}
	return nil, fmt.Errorf("%s: %w", subject, errNoTrace)
}

func (t *Tracer) metricColumn(s evaluate.Score, i int, column string) (*Figure, error) {
	m := s.Metrics[i]
	switch column {
	case "weight":
		return t.weight(i), nil
	case "points":
		return t.points(s, i), nil
	case "share":
		return t.share(s, i), nil
	case "score":
		if m.Points == nil {
			return absentFigure(m.Metric.Name+"，计分", "本期不计分"), nil
		}
		return computed(m.Metric.Name+"，计分", "分", &m.Score, "指标得分乘以折算权重", "{指标得分}×{折算权重}÷100", t.points(s, i).called("指标得分"), t.share(s, i).called("折算权重")), nil
	case "lost":
		if m.Points == nil {
			return absentFigure(m.Metric.Name+"，扣分", "本期不计分"), nil
		}
		lost := m.Weight.Sub(m.Score)
		return computed(m.Metric.Name+"，扣分", "分", &lost, "折算权重减计分", "{折算权重}×（100−{指标得分}）÷100", t.share(s, i).called("折算权重"), t.points(s, i).called("指标得分")), nil
	}
	for n, p := range m.Parts {
		if p.Code == column {
			return t.part(m, i, n), nil
		}
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

func (t *Tracer) weight(i int) *Figure {
	ind := &t.project.Plan.Indicators[i]
	return t.planLeaf("权重", ind.Name+"，权重", "", "scheme.yaml", "", "weights."+ind.Code, t.project.Plan.Scheme.Weights[ind.Code])
}

// part is the points of a part: 0 to the cap.
func (t *Tracer) part(m evaluate.MetricScore, i, n int) *Figure {
	p := m.Parts[n]
	name := m.Metric.Name + "，" + p.Name
	switch {
	case p.Points == nil:
		return absentFigure(name, "不计："+p.Why)
	case p.Absent != evaluate.Present:
		return computed(name, "分", p.Points, "计0分："+p.Why, "0")
	}
	limit := t.planLeaf("上限", "单项最高分", "分", "scheme.yaml", "", "scoring.cap", t.project.Plan.Scheme.Scoring.Cap)
	value, against := t.held(&t.in.Evaluated.Assessments[i], p)
	formula := "min（{上限}，max（0，{" + value.Role + "}÷{" + against.Role + "}×100））"
	if p.Basis == plan.OfGoal && p.Down {
		formula = "min（{上限}，max（0，{" + against.Role + "}÷{" + value.Role + "}×100））"
	}
	return computed(name, "分", p.Points, "在0与上限之间", formula, limit, value, against)
}

// held are a part's figure and what it is held against.
func (t *Tracer) held(a *evaluate.Assessment, p evaluate.PartScore) (value, against *Figure) {
	ind := a.Indicator
	item, _ := t.project.Plan.Item(ind.Code)
	path := t.pathOf(a)
	switch p.Code {
	case evaluate.TargetPart:
		if t.period.Kind != stat.Year {
			return t.yearShare(a, item).called("完成年度目标"), t.timeProgress(a).called("序时进度")
		}
		return t.actualOf(item), t.yearTested(a, path).called("年度目标")
	case evaluate.StaticPart:
		return t.fiveYearProgress(a, item), t.fiveYearTime().called("时序进度")
	}
	switch {
	case ind.CumulativeGoal.Set():
		return t.official(item, stat.Value).called("降低率"), t.growthGoal(ind)
	case ind.Change == "points":
		before := t.yearFigure(a, t.period.Year-1).called("上年")
		step := computed(ind.Name+"，比上年提高", ind.Unit, p.Value, "本年减上年", "{本年}−{上年}", t.official(item, stat.Value).called("本年"), before)
		return step.called("提高"), t.pathRate(a, path).called("每年变化")
	case ind.GrowthTarget.Set():
		return t.growth(a, item).called("增速"), t.growthGoal(ind)
	}
	return t.growth(a, item).called("增速"), t.pathRate(a, path).called("每年变化")
}

// fiveYearProgress is the progress by the marked method, also where the verdict
// within a year rests on the year.
func (t *Tracer) fiveYearProgress(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.Marked == plan.Linear {
		return t.linear(a, item).called("五年进度")
	}
	return t.logarithmic(a, item).called("五年进度")
}

func (t *Tracer) fiveYearTime() *Figure {
	h, time := t.project.Plan.Head, t.in.Evaluated.TimeProgress
	return computed("时序进度", "%", &time, "已过的月数占规划期的比重", "（（{报告年}−{首年}）×12＋{月份}）÷（（{目标年}−{基年}）×12）×100",
		fromPeriod("报告年", "报告期的年份", t.period.Year), t.yearOf("首年", "first_year", h.FirstYear), fromPeriod("月份", "报告期的末月", t.period.EndMonth()),
		t.yearOf("目标年", "target_year", h.TargetYear), t.yearOf("基年", "base_year", h.BaseYear))
}

// points is a metric's mean of its counted parts.
func (t *Tracer) points(s evaluate.Score, i int) *Figure {
	m := s.Metrics[i]
	shares := t.project.Plan.Scheme.Scoring.Parts
	var above, below []string
	var from []*Figure
	for n, p := range m.Parts {
		if p.Points == nil {
			continue
		}
		share := t.planLeaf(p.Name+"比重", p.Name+"的比重", "%", "scheme.yaml", "", "parts."+p.Code, shares.Of(p.Code))
		from = append(from, t.part(m, i, n).called(p.Name), share)
		above, below = append(above, "{"+p.Name+"}×{"+share.Role+"}"), append(below, "{"+share.Role+"}")
	}
	return computed(m.Metric.Name+"，指标得分", "分", m.Points, "各部分按比重加权，不适用或缺项的不计", "（"+strings.Join(above, "＋")+"）÷（"+strings.Join(below, "＋")+"）", from...)
}

// share is the weight of a metric after rescaling.
func (t *Tracer) share(s evaluate.Score, i int) *Figure {
	m := s.Metrics[i]
	if m.Points == nil {
		return absentFigure(m.Metric.Name+"，折算权重", "本期不计分")
	}
	var sum []string
	var from []*Figure
	for n, other := range s.Metrics {
		if other.Points != nil {
			role := fmt.Sprintf("第%d项权重", n+1)
			from, sum = append(from, t.weight(n).called(role)), append(sum, "{"+role+"}")
		}
	}
	return computed(m.Metric.Name+"，折算权重", "", &m.Weight, "在参评指标的权重合计中的比重", fmt.Sprintf("{第%d项权重}×100÷（%s）", i+1, strings.Join(sum, "＋")), from...)
}

func (t *Tracer) totalColumn(s evaluate.Score, column string) (*Figure, error) {
	city := t.project.Plan.Head.City
	switch column {
	case "base":
		return t.base(s), nil
	case "bonus":
		return t.bonus(s), nil
	case "all":
		return computed(city+"，总分", "分", s.Total, "合计加加分", "{合计}＋{加分}", t.base(s).called("合计"), t.bonus(s).called("加分")), nil
	case "grade":
		f := &Figure{Name: city + "，等次", Kind: ComputedFigure, Method: "按总分和等次的最低分定等次", From: []*Figure{t.base(s).called("合计")}}
		if s.Grade != s.Uncapped {
			f.Method += "；约束性指标未完成（" + joined(s.Subject.Missed) + "），等次由" + s.Uncapped + "降为" + s.Grade
		}
		return f, nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

func (t *Tracer) base(s evaluate.Score) *Figure {
	var sum []string
	var from []*Figure
	for i, m := range s.Metrics {
		if m.Points == nil {
			continue
		}
		role := fmt.Sprintf("第%d项计分", i+1)
		f, err := t.metricColumn(s, i, "score")
		if err == nil {
			from, sum = append(from, f.called(role)), append(sum, "{"+role+"}")
		}
	}
	return computed(t.project.Plan.Head.City+"，合计", "分", s.Base, "各指标计分之和", strings.Join(sum, "＋"), from...)
}

func (t *Tracer) bonus(s evaluate.Score) *Figure {
	limit := t.planLeaf("加分上限", "加分上限", "分", "scheme.yaml", "", "scoring.bonus_cap", t.project.Plan.Scheme.Scoring.BonusCap)
	var sum []string
	from := []*Figure{limit}
	for _, b := range s.Subject.Bonus {
		role := "加分" + fmt.Sprint(len(sum)+1)
		f := t.planLeaf(role, b.Name, "分", "scheme.yaml", "", "bonus.points", b.Points)
		f.Line.Line = 1 + slices.IndexFunc(t.plan["scheme.yaml"], func(line string) bool { return strings.Contains(line, b.Name) && strings.Contains(line, b.Period) })
		from, sum = append(from, f), append(sum, "{"+role+"}")
	}
	if len(sum) == 0 {
		sum = []string{"0"}
	}
	return computed(t.project.Plan.Head.City+"，加分", "分", &s.Bonus, "不超过上限", "min（{加分上限}，"+strings.Join(sum, "＋")+"）", from...)
}

// ownerColumn is a figure of 附表1-3, by department.
func (t *Tracer) ownerColumn(owner, column string) (*Figure, error) {
	course := t.in.Evaluated.Course
	for _, o := range course.Owners {
		if o.Owner == owner && course.City != nil {
			return t.ownerFigure(course.City.Scores[0], o, column), nil
		}
	}
	return nil, fmt.Errorf("%s: %w", owner, errNoTrace)
}

func (t *Tracer) ownerFigure(s evaluate.Score, o evaluate.OwnerScore, column string) *Figure {
	name := t.unitName(o.Owner)
	if o.Points == nil {
		return absentFigure(name+"，得分", "本期没有参评指标")
	}
	var above, below []string
	var scores, shares []*Figure
	for i, m := range s.Metrics {
		if t.project.Plan.Indicators[i].Owner != o.Owner || m.Points == nil {
			continue
		}
		share, score := t.share(s, i).called(fmt.Sprintf("第%d项折算权重", i+1)), t.points(s, i).called(fmt.Sprintf("第%d项得分", i+1))
		shares, below = append(shares, share), append(below, "{"+share.Role+"}")
		scores, above = append(scores, score), append(above, "{"+score.Role+"}×{"+share.Role+"}")
	}
	switch column {
	case "weight":
		return computed(name+"，所负责指标的折算权重", "", &o.Weight, "所负责的参评指标的折算权重之和", strings.Join(below, "＋"), shares...)
	case "rank":
		return t.ownerRank(s, o)
	}
	return computed(name+"，得分", "分", o.Points, "所负责的参评指标按折算权重加权", "（"+strings.Join(above, "＋")+"）÷（"+strings.Join(below, "＋")+"）", append(scores, shares...)...)
}

// ownerRank is one more than the number of departments with more points.
func (t *Tracer) ownerRank(s evaluate.Score, o evaluate.OwnerScore) *Figure {
	rank := decimal.NewFromInt(int64(o.Rank))
	var better []string
	own := t.ownerFigure(s, o, "points").called("本部门")
	from := []*Figure{own}
	for _, other := range t.in.Evaluated.Course.Owners {
		if other.Points != nil && other.Owner != o.Owner {
			f := t.ownerFigure(s, other, "points").called(t.unitName(other.Owner))
			from, better = append(from, f), append(better, "{"+f.Role+"}")
		}
	}
	return computed(t.unitName(o.Owner)+"，位次", "", &rank, "得分高于本部门的部门数加1，得分相同的并列", "1＋高于{本部门}的单位数（"+strings.Join(better, "、")+"）", from...)
}
