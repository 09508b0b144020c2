package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// planTable is 附表1: the plan's own table, with one more year column a year.
func (c *composer) planTable() report.Annex {
	t := &report.Table{ID: "t1", Columns: columns(col(report.Centre, 4), col(report.Left, 30), col(report.Decimal, 9))}
	top := []report.HeadCell{
		{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: fmt.Sprintf("%d年", c.Plan.Head.BaseYear), RowSpan: 2},
	}
	for _, y := range c.Evaluated.Assessments[0].Years {
		top = append(top, report.HeadCell{Text: fmt.Sprintf("%d年", y.Year), RowSpan: 2})
		t.Columns = append(t.Columns, col(report.Decimal, 9))
	}
	if c.period.Kind != stat.Year {
		top = append(top, report.HeadCell{Text: c.period.Label(), RowSpan: 2})
		t.Columns = append(t.Columns, col(report.Decimal, 11))
	}
	top = append(top, report.HeadCell{Text: fmt.Sprintf("%d年规划目标", c.Plan.Head.TargetYear), ColSpan: 2}, report.HeadCell{Text: "属性", RowSpan: 2})
	t.Columns = append(t.Columns, col(report.Decimal, 9), col(report.Right, 9), col(report.Centre, 8))
	t.Head = [][]report.HeadCell{top, {{Text: "绝对值"}, {Text: "年均增速[累计]"}}}
	last := ""
	for i, a := range c.Evaluated.Assessments {
		if a.Indicator.Section != last {
			last = a.Indicator.Section
			t.Rows = append(t.Rows, section("t1.section."+last, last))
		}
		t.Rows = append(t.Rows, c.planRow(i, a))
	}
	t.Notes = append(t.Notes, c.Plan.Head.Note)
	if v := c.vintages(); v != "" {
		t.Notes = append(t.Notes, c.period.Label()+"数据状态："+v+"。")
	}
	if c.period.Kind != stat.Year {
		t.Notes = append(t.Notes, legend)
	}
	return report.Annex{ID: "annex1", Label: "附表1", Title: c.Plan.Head.TableTitle, Sheet: "附表1", Blocks: []report.Block{t}}
}

// vintages says which vintages (预计, 初步 …) the official figures are of.
func (c *composer) vintages() string {
	var words []string
	for _, f := range c.Figures.Indicators {
		for _, m := range []stat.Measure{stat.Value, stat.Growth} {
			if v := f.Official.Get(m).Vintage; v != "" && !slices.Contains(words, v) {
				words = append(words, v)
			}
		}
	}
	return strings.Join(words, "、")
}

func (c *composer) planRow(i int, a evaluate.Assessment) report.Row {
	ind := a.Indicator
	id := "t1." + ind.Code
	cells := []report.Cell{text(fmt.Sprint(ind.Row)), text(printedName(ind)), c.plain(id+".base", a.Base.Value, ind.Decimals, none)}
	cells = append(cells, c.yearCells(id, a)...)
	if c.period.Kind != stat.Year {
		cells = append(cells, c.withinYearCell(id, a))
	}
	cells = append(cells, c.plain(id+".target", &ind.Target.Decimal, ind.Target.Decimals(), none), c.growthGoal(id, ind), text(ind.Attribute))
	return report.Row{ID: id, Cells: cells}
}

// yearCells are the levels of the years, or the growth where no level was published.
func (c *composer) yearCells(id string, a evaluate.Assessment) []report.Cell {
	var cells []report.Cell
	for _, y := range a.Years {
		sign := none
		if y.Year == c.period.Year && c.period.Kind == stat.Year && a.Figure.Pending {
			sign = pending
		}
		cell := c.plain(fmt.Sprintf("%s.%d", id, y.Year), y.Value, a.Indicator.Decimals, sign)
		if y.Value == nil && y.Growth != nil {
			cell = toned(cell.ID, growthWords(*y.Growth), report.Muted)
		}
		cells = append(cells, cell)
	}
	return cells
}

// growthWords says a growth that stands in place of a level.
func growthWords(g decimal.Decimal) string {
	switch {
	case g.IsZero():
		return "持平"
	case g.IsNegative():
		return "下降" + g.Neg().String() + "%"
	}
	return "增长" + g.String() + "%"
}

// withinYearCell shows the level so far, or the growth where no level is published.
func (c *composer) withinYearCell(id string, a evaluate.Assessment) report.Cell {
	id += ".now"
	switch {
	case !a.Figure.Due:
		return toned(id, none, report.Muted)
	case a.Figure.Pending:
		return toned(id, pending, report.Bad)
	case a.Actual == nil && a.Growth != nil:
		return report.Cell{ID: id, Text: growthWords(*a.Growth)}
	}
	return c.plain(id, a.Actual, a.Indicator.Decimals, none)
}

func (c *composer) growthGoal(id string, ind *plan.Indicator) report.Cell {
	id += ".goal"
	switch {
	case ind.CumulativeGoal.Set():
		f := report.Format{Decimals: ind.CumulativeGoal.Decimals(), Prefix: "[", Suffix: "]"}
		return report.Number(id, ind.CumulativeGoal.Decimal, f, c.round)
	case ind.GrowthTarget.Set():
		f := report.Format{Decimals: ind.GrowthTarget.Decimals(), Suffix: "%"}
		return report.Number(id, ind.GrowthTarget.Decimal, f, c.round)
	}
	return report.Cell{ID: id}
}

// printedName is the indicator's name with its unit as the plan prints it.
func printedName(ind *plan.Indicator) string {
	if ind.UnitUnprinted {
		return ind.Name
	}
	return ind.Name + "（" + ind.Unit + "）"
}

// evaluation is 附表1-1.
func (c *composer) evaluation() report.Annex {
	if c.period.Kind == stat.Year {
		return c.yearEvaluation()
	}
	return c.withinYearEvaluation()
}

const compoundName = "复合"

func methodName(m string) string {
	return map[string]string{plan.Linear: "线性", plan.Log: "对数", evaluate.Compound: compoundName}[m]
}

func (c *composer) yearEvaluation() report.Annex {
	t := &report.Table{ID: "t11", Columns: columns(
		col(report.Centre, 4), col(report.Left, 26), col(report.Decimal, 8), col(report.Decimal, 8), col(report.Decimal, 7), col(report.Decimal, 7),
		col(report.Decimal, 7), col(report.Decimal, 7), col(report.Centre, 6), col(report.Decimal, 8), col(report.Centre, 11),
		col(report.Decimal, 7), col(report.Decimal, 7), col(report.Centre, 9), col(report.Decimal, 9), col(report.Left, 12))}
	t.Head = [][]report.HeadCell{
		{{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: fmt.Sprintf("%d年\n基数", c.Plan.Head.BaseYear), RowSpan: 2},
			{Text: fmt.Sprintf("%d年\n实际", c.period.Year), RowSpan: 2}, {Text: fmt.Sprintf("%d年\n目标", c.Plan.Head.TargetYear), RowSpan: 2},
			{Text: "五年进度（%）", ColSpan: 5}, {Text: "绝对值\n评价", RowSpan: 2}, {Text: "年均增速（%）", ColSpan: 3},
			{Text: "今后年均\n所需增速\n（%）", RowSpan: 2}, {Text: "责任部门", RowSpan: 2}},
		{{Text: "时序\n进度"}, {Text: "线性"}, {Text: "对数"}, {Text: "定档\n算法"}, {Text: "与时序\n进度差"}, {Text: "目标"}, {Text: "实际"}, {Text: "评价"}},
	}
	for _, a := range c.Evaluated.Assessments {
		t.Rows = append(t.Rows, c.yearRow(a))
	}
	t.Notes = c.evaluationNotes()
	return report.Annex{ID: "annex11", Label: "附表1-1", Title: "主要指标五年进度评价", Sheet: "附表1-1", Blocks: []report.Block{t}}
}

func (c *composer) yearRow(a evaluate.Assessment) report.Row {
	ind, id := a.Indicator, "t11."+a.Indicator.Code
	sign := none
	if a.Figure.Pending {
		sign = pending
	}
	var actual *decimal.Decimal
	if a.Figure.Due {
		actual = a.Actual
	}
	growthGoal := c.plain(id+".growth_goal", a.GrowthGoal, 2, none)
	return report.Row{ID: id, Cells: []report.Cell{
		text(fmt.Sprint(ind.Row)), text(printedName(ind)),
		c.plain(id+".base", a.Base.Value, ind.Decimals, none), c.plain(id+".actual", actual, ind.Decimals, sign), c.targetCell(id, ind),
		c.number(id+".time", &a.TimeProgress, 1, none), c.number(id+".linear", a.Linear, 1, none), c.number(id+".log", a.Log, 1, none),
		text(c.methodShown(a)), c.number(id+".gap", a.Gap, 1, none), toned(id+".level", string(a.Level), verdictTones[a.Level]),
		growthGoal, c.meanCell(id, a), c.growthVerdict(id, a), c.needed(id, a), text(c.Plan.UnitName(ind.Owner, c.period)),
	}}
}

// meanCell is the mean growth so far; of a 降低率 the year's own rate.
func (c *composer) meanCell(id string, a evaluate.Assessment) report.Cell {
	if a.Indicator.CumulativeGoal.Set() {
		return c.plain(id+".mean", a.MeanGrowth, a.Indicator.Decimals, none)
	}
	return c.number(id+".mean", a.MeanGrowth, c.meanDecimals(&a), none)
}

// targetCell shows the target level; a compounding one carries its five-year goal.
func (c *composer) targetCell(id string, ind *plan.Indicator) report.Cell {
	f := report.Format{Decimals: ind.Target.Decimals()}
	if ind.CumulativeGoal.Set() {
		f.Suffix = "[" + ind.CumulativeGoal.Text + "]"
	}
	return report.Number(id+".target", ind.Target.Decimal, f, c.round)
}

// methodShown is the marked method, if any progress was computed.
func (c *composer) methodShown(a evaluate.Assessment) string {
	if a.Progress == nil {
		return none
	}
	return methodName(a.Marked)
}

func (c *composer) growthVerdict(id string, a evaluate.Assessment) report.Cell {
	if !a.Figure.Due {
		return toned(id+".growth_verdict", none, report.Muted)
	}
	return toned(id+".growth_verdict", string(a.GrowthVerdict), growthTones[a.GrowthVerdict])
}

func (c *composer) needed(id string, a evaluate.Assessment) report.Cell {
	if a.Needed == nil {
		return c.number(id+".needed", nil, 2, none)
	}
	f := report.Format{Decimals: 2}
	if a.Needed.Points {
		f.Suffix = "点"
	}
	return report.Number(id+".needed", a.Needed.Value, f, c.round)
}

func (c *composer) evaluationNotes() []string {
	cut := c.Plan.Scheme.Cutoffs
	standard := fmt.Sprintf("评价标准：按定档算法的进度与时序进度之差，不低于%s个百分点为快于预期，不低于%s个百分点为基本符合预期，其余为滞后；已达目标值为提前实现；保持类达到目标值为保持达标。", cut.Ahead.Text, cut.OnCourse.Text)
	if c.final() {
		standard = "评价标准：规划期已满，达到目标值为完成，其余为未完成；能耗降低率按五年累计与累计目标比较。"
	}
	notes := []string{
		standard,
		"线性进度＝（实际−基数）÷（目标−基数）；对数进度＝ln（实际÷基数）÷ln（目标÷基数）；能耗降低率按逐年复合计算，基年不计。绝对值与增速分别评价，互不推算。",
		"可比价指标的年均增速用公布增速计算，未公布的不评；固定资产投资用累计法，其余用水平法。所需增速为负的是降幅，能耗降低率为每年所需降低的百分比，带“点”的为每年需提高的百分点。",
		legend,
	}
	if d := c.Plan.Scheme.Disclaimer(); d != "" {
		notes = append(notes, d+"。")
	}
	return notes
}

func (c *composer) withinYearEvaluation() report.Annex {
	t := &report.Table{ID: "t11", Columns: columns(
		col(report.Centre, 4), col(report.Left, 24), col(report.Decimal, 9), col(report.Decimal, 9), col(report.Decimal, 7), col(report.Decimal, 7), col(report.Centre, 9),
		col(report.Decimal, 9), col(report.Decimal, 8), col(report.Decimal, 8), col(report.Decimal, 7), col(report.Decimal, 7),
		col(report.Decimal, 7), col(report.Decimal, 7), col(report.Centre, 11), col(report.Decimal, 9), col(report.Left, 12))}
	t.Head = [][]report.HeadCell{
		{{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: c.period.Label() + "\n实际", RowSpan: 2}, {Text: "上年\n同期", RowSpan: 2},
			{Text: "同比增速（%）", ColSpan: 3}, {Text: "年度目标（测算）", ColSpan: 3}, {Text: "五年进度（%）", ColSpan: 2},
			{Text: "序时\n进度\n（%）", RowSpan: 2}, {Text: "与序时\n进度差", RowSpan: 2}, {Text: "评价", RowSpan: 2}, {Text: "今后年均\n所需增速\n（%）", RowSpan: 2}, {Text: "责任部门", RowSpan: 2}},
		{{Text: "实际"}, {Text: "计划\n年均"}, {Text: "评价"}, {Text: "目标值"}, {Text: "完成\n（%）"}, {Text: "上年\n同期\n（%）"}, {Text: "线性"}, {Text: "对数"}},
	}
	for _, a := range c.Evaluated.Assessments {
		t.Rows = append(t.Rows, c.withinYearRow(a))
	}
	t.Notes = append([]string{
		"累计量按年度目标评价：完成年度目标与年内序时进度比较；期末量按增量评价：比上年末增加的数占年度增量（本年末路径减上年末路径）的比重与年内序时进度比较；能耗降低率与上年同期比较，没有上年同期的和年度指标待年度评价。年度目标按测算方案的年度路径测算，不是下达的目标；带“*”的是下达的年度目标。今后年均所需增速按上年实际计算。",
	}, c.evaluationNotes()...)
	return report.Annex{ID: "annex11", Label: "附表1-1", Title: "主要指标进展评价", Sheet: "附表1-1", Blocks: []report.Block{t}}
}

func (c *composer) withinYearRow(a evaluate.Assessment) report.Row {
	ind, id := a.Indicator, "t11."+a.Indicator.Code
	sign := none
	if a.Figure.Pending {
		sign = pending
	}
	now, time := a.Actual, &a.TimeProgress
	if !a.Figure.Due || a.Gap == nil {
		time = nil
	}
	return report.Row{ID: id, Cells: []report.Cell{
		text(fmt.Sprint(ind.Row)), text(printedName(ind)),
		c.plain(id+".actual", now, ind.Decimals, sign), c.plain(id+".prior", a.Prior, ind.Decimals, none),
		c.number(id+".growth", a.Growth, c.growthDecimals(&a), none), c.plain(id+".growth_goal", a.GrowthGoal, 2, none), c.growthVerdict(id, a),
		c.yearTarget(id, a), c.number(id+".year_share", a.YearShare, 1, none), c.number(id+".prior_share", a.PriorShare, 1, none),
		c.number(id+".linear", a.Linear, 1, none), c.number(id+".log", a.Log, 1, none),
		c.number(id+".time", time, 1, none), c.number(id+".gap", a.Gap, 1, none),
		toned(id+".level", string(a.Level), verdictTones[a.Level]), c.needed(id, a), text(c.Plan.UnitName(ind.Owner, c.period)),
	}}
}
