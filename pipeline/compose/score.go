package compose

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// shown is a figure in running text, with full-width minus.
func (c *composer) shown(d decimal.Decimal, decimals int) string {
	return strings.Replace(report.Format{Decimals: decimals}.Show(d, c.round), "-", "−", 1)
}

func (c *composer) scoreAnnex() report.Annex {
	score := c.Evaluated.Course.City.Scores[0]
	blocks := []report.Block{c.scoreTable(score)}
	if t := c.deductionTable(score); t != nil {
		blocks = append(blocks, t)
	}
	blocks = append(blocks, c.workingTable(score), c.scoresByOwner())
	return report.Annex{ID: "annex13", Label: "附表1-3", Title: "主要指标评分", Sheet: "附表1-3", Blocks: blocks}
}

func (c *composer) scoreTable(s evaluate.Score) *report.Table {
	t := &report.Table{ID: "t13", Title: "得分", Columns: columns(col(report.Centre, 4), col(report.Left, 24), col(report.Decimal, 5), col(report.Decimal, 9),
		col(report.Decimal, 9), col(report.Decimal, 9), col(report.Decimal, 7), col(report.Decimal, 7), col(report.Decimal, 7))}
	shares := c.Plan.Scheme.Scoring.Parts
	t.Head = [][]report.HeadCell{
		{{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: "权重", RowSpan: 2}, {Text: "各部分得分（百分制）", ColSpan: 3},
			{Text: "指标\n得分", RowSpan: 2}, {Text: "折算\n权重", RowSpan: 2}, {Text: "计分", RowSpan: 2}},
		{{Text: "目标任务\n" + shares.Target.Text + "%"}, {Text: "静态水平\n" + shares.Static.Text + "%"}, {Text: "动态增长\n" + shares.Dynamic.Text + "%"}},
	}
	for i, m := range s.Metrics {
		t.Rows = append(t.Rows, c.metricRow(&c.Plan.Indicators[i], m))
	}
	t.Rows = append(t.Rows, c.totalRows(s)...)
	t.Notes = c.scoreNotes(s)
	return t
}

func (c *composer) metricRow(ind *plan.Indicator, m evaluate.MetricScore) report.Row {
	id := "t13." + ind.Code
	weight := c.Plan.Scheme.Weights[ind.Code]
	cells := []report.Cell{text(fmt.Sprint(ind.Row)), text(scoredName(ind)), c.plain(id+".weight", &weight.Decimal, weight.Decimals(), none)}
	for _, p := range m.Parts {
		cells = append(cells, c.number(id+"."+p.Code, p.Points, 1, partSign(p)))
	}
	var share, score *decimal.Decimal
	if m.Points != nil {
		share, score = &m.Weight, &m.Score
	}
	cells = append(cells, c.number(id+".points", m.Points, 1, none), c.number(id+".share", share, 2, none), c.number(id+".score", score, 2, none))
	return report.Row{ID: id, Cells: cells}
}

// scoredName tells 约束性 indicators from the others.
func scoredName(ind *plan.Indicator) string {
	if ind.Binding() {
		return ind.Name + "（约束性）"
	}
	return ind.Name
}

// partSign is printed where a part is not counted.
func partSign(p evaluate.PartScore) string {
	if p.Absent == evaluate.Lacking {
		return "缺项"
	}
	return none
}

// totalRows are the sum, the bonus and the grade. Grades are words and stand alone.
func (c *composer) totalRows(s evaluate.Score) []report.Row {
	row := func(id, name string, last report.Cell) report.Row {
		cells := []report.Cell{text(""), text(name)}
		for range 6 {
			cells = append(cells, text(""))
		}
		return report.Row{ID: id, Kind: report.Total, Cells: append(cells, last)}
	}
	rows := []report.Row{row("t13.total", "合计", c.number("t13.total.base", s.Base, 2, none))}
	if s.Bonus.IsPositive() {
		rows = append(rows, row("t13.bonus", "加分（"+c.bonusNames(s)+"）", c.number("t13.total.bonus", &s.Bonus, 2, none)), row("t13.all", "总分", c.number("t13.total.all", s.Total, 2, none)))
	}
	grade := s.Grade
	if grade == "" {
		grade = none
	}
	return append(rows, row("t13.grade", "等次", toned("t13.total.grade", grade, c.gradeTone(s))))
}

func (c *composer) bonusNames(s evaluate.Score) string {
	var names []string
	for _, b := range s.Subject.Bonus {
		names = append(names, b.Name+b.Points.Text+"分")
	}
	return strings.Join(names, "、")
}

func (c *composer) gradeTone(s evaluate.Score) report.Tone {
	grades := c.Plan.Scheme.Grades
	switch {
	case s.Grade == "":
		return report.Muted
	case s.Grade == grades[0].Name:
		return report.Good
	case s.Grade == grades[len(grades)-1].Name:
		return report.Bad
	}
	return report.Watch
}

func (c *composer) scoreNotes(s evaluate.Score) []string {
	sc := c.Plan.Scheme
	var grades []string
	for i, g := range sc.Grades {
		said := g.Least.Text + "分及以上为" + g.Name
		if i == len(sc.Grades)-1 && g.Least.IsZero() {
			said = "其余为" + g.Name
		}
		grades = append(grades, said)
	}
	notes := []string{c.bindingNote(s), "等次：" + strings.Join(grades, "，") + "。加分另计，最多" + sc.Scoring.BonusCap.Text + "分。",
		"目标任务为年度目标完成程度，静态水平为五年进度与时序进度之比，动态增长为增速与计划年均增速（没有的用年度路径的每年变化）之比，各部分在0至" + sc.Scoring.Cap.Text + "分之间；不适用的部分不计，其余部分按比例放大。"}
	if s.Covered.LessThan(decimal.NewFromInt(100)) {
		notes = append(notes, "本期参评指标的权重合计"+c.shown(s.Covered, 0)+"，"+absenceRules(sc.Scoring)+"。")
	}
	return c.reserve(append(notes, "“缺项”表示应评而缺数或不能计算，原因见计算过程。"+legend))
}

// absenceRules says what becomes of the weight of what is not there.
func absenceRules(sc plan.Scoring) string {
	rules := map[string]string{plan.Exclude: "不计，其余指标的权重按比例放大", plan.Zero: "计0分"}
	if sc.NotDue == sc.Missing {
		return "本期不评和缺数的指标" + rules[sc.NotDue]
	}
	return "本期不评的指标" + rules[sc.NotDue] + "；缺数的指标" + rules[sc.Missing]
}

// bindingNote lists missed 约束性 indicators apart: no score makes up for them.
func (c *composer) bindingNote(s evaluate.Score) string {
	switch {
	case len(s.Subject.Missed) == 0 && c.period.Kind != stat.Year:
		return "约束性指标是否达到年度目标，待年度评价；本期参评的没有低于年度下限的。"
	case len(s.Subject.Missed) == 0:
		return "参评的约束性指标均达到年度目标。"
	}
	text := "未达到年度目标（年度下限）的约束性指标：" + strings.Join(s.Subject.Missed, "、") + "。约束性指标单独列出，不以其他指标的得分抵补"
	if s.Grade != s.Uncapped {
		text += fmt.Sprintf("；按得分为%s，因约束性指标未达到目标，定为%s", s.Uncapped, s.Grade)
	}
	return text + "。"
}

// workingTable prints the formula of each part with the figures put in.
func (c *composer) workingTable(s evaluate.Score) *report.Table {
	t := &report.Table{ID: "t13w", Title: "计算过程", Columns: columns(col(report.Centre, 4), col(report.Left, 20), col(report.Left, 8), col(report.Left, 60)),
		Head: head1("序号", "指标名称", "部分", "算式")}
	for i, m := range s.Metrics {
		ind := &c.Plan.Indicators[i]
		row, name := fmt.Sprint(ind.Row), ind.Name
		for n, p := range m.Parts {
			if p.Absent == evaluate.NotApplicable || p.Absent == evaluate.NotDueNow && p.Points == nil {
				continue
			}
			t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("t13w.%s.%d", ind.Code, n), Cells: []report.Cell{text(row), text(name), text(p.Name), text(c.working(p))}})
			row, name = "", ""
		}
	}
	t.Notes = []string{"算式末项的百分数为该部分在总分中的比重，即指标的折算权重乘以该部分的比重。"}
	return t
}

// working is the formula of a part with its figures: 「min（100，2580.4÷2722.6×100）×1.96%＝1.86」.
func (c *composer) working(p evaluate.PartScore) string {
	if p.Points == nil {
		return "不计：" + p.Why
	}
	if p.Absent != evaluate.Present {
		return "计0分：" + p.Why
	}
	f := func(d *decimal.Decimal) string {
		s := c.shown(*d, naturalDecimals(*d, 4))
		if d.IsNegative() {
			return "（" + s + "）"
		}
		return s
	}
	ratio := ratioText(p, f)
	if p.Points.IsZero() {
		ratio = "max（0，" + ratio + "）"
	}
	return fmt.Sprintf("min（%s，%s）×%s%%＝%s", c.Plan.Scheme.Scoring.Cap.Text, ratio, c.shown(p.Weight, 2), c.shown(p.Points.Mul(p.Weight).Shift(-2), 4))
}

func ratioText(p evaluate.PartScore, f func(*decimal.Decimal) string) string {
	over := func(against *decimal.Decimal, turned bool) string {
		if turned {
			return f(against) + "÷" + f(p.Value) + "×100"
		}
		return f(p.Value) + "÷" + f(against) + "×100"
	}
	switch p.Basis {
	case plan.OfGoal:
		return over(p.Goal, p.Down)
	case plan.OfRate:
		return over(p.Goal, false)
	case plan.OfBest:
		return over(p.Best, p.Down)
	case plan.OfMean:
		return over(p.Mean, p.Down)
	}
	return fmt.Sprintf("（%s−%s）÷（%s−%s）×100", f(p.Value), f(p.Worst), f(p.Best), f(p.Worst))
}

// scoresByOwner gathers the score by responsible department.
func (c *composer) scoresByOwner() *report.Table {
	t := &report.Table{ID: "t13d", Title: "按责任部门", Columns: columns(col(report.Left, 24), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 8)),
		Head: head1("责任部门", "所负责指标的折算权重", "得分（百分制）", "位次")}
	for _, o := range c.Evaluated.Course.Owners {
		id := "t13d." + o.Owner
		var place, weight *decimal.Decimal
		if o.Rank > 0 {
			n := decimal.NewFromInt(int64(o.Rank))
			place, weight = &n, &o.Weight
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{text(c.Plan.UnitName(o.Owner, c.period)), c.number(id+".weight", weight, 2, none),
			c.number(id+".points", o.Points, 1, none), c.number(id+".rank", place, 0, none)}})
	}
	t.Notes = c.reserve([]string{"得分为所负责的参评指标按折算权重加权的得分。"})
	return t
}
