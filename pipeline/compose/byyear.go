package compose

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// byYear is 附表1-4 of the closing report: the base and every year of the plan beside
// the target, done or not done, and what the departments say of what is not.
func (c *composer) byYear() report.Annex {
	if !c.period.Spans() {
		return report.Annex{}
	}
	t := &report.Table{ID: "t14", Title: "（一）逐年完成情况", Columns: columns(col(report.Centre, 4), col(report.Left, 26), col(report.Decimal, 9))}
	head := []string{"序号", "指标名称", fmt.Sprintf("%d年\n基数", c.Plan.Head.BaseYear)}
	for _, y := range c.Evaluated.Assessments[0].Years {
		head = append(head, fmt.Sprintf("%d年", y.Year))
		t.Columns = append(t.Columns, col(report.Decimal, 9))
	}
	t.Head = head1(append(head, fmt.Sprintf("%d年\n目标", c.Plan.Head.TargetYear), "与目标\n之差", "绝对值\n完成情况", "年均增速\n评价", "责任部门")...)
	t.Columns = append(t.Columns, col(report.Decimal, 9), col(report.Decimal, 9), col(report.Centre, 10), col(report.Centre, 9), col(report.Left, 14))
	for _, a := range c.Evaluated.Assessments {
		t.Rows = append(t.Rows, c.byYearRow(a))
	}
	t.Notes = []string{
		"规划期已满，达到目标值的为完成，其余为未完成；能耗降低率按五年累计计算。不再公布绝对值的指标列公布增速，只按年均增速评价。绝对值与增速分别评价，互不推算。",
		legend,
	}
	a := report.Annex{ID: "annex14", Label: "附表1-4", Title: fmt.Sprintf("%d—%d年完成情况", c.Plan.Head.BaseYear, c.Plan.Head.TargetYear), Sheet: "附表1-4", Blocks: []report.Block{t}}
	if reasons := c.reasonTable(); len(reasons.Rows) > 0 {
		a.Blocks = append(a.Blocks, reasons)
	}
	return a
}

func (c *composer) byYearRow(a evaluate.Assessment) report.Row {
	ind, id := a.Indicator, "t14."+a.Indicator.Code
	cells := append([]report.Cell{text(fmt.Sprint(ind.Row)), text(printedName(ind)), c.plain(id+".base", a.Base.Value, ind.Decimals, none)}, c.yearCells(id, a)...)
	mean := c.growthVerdict(id, a)
	if a.Marked == evaluate.Compound { // its growth test is the last year's rate alone
		mean = toned(mean.ID, none, report.Muted)
	}
	return report.Row{ID: id, Cells: append(cells, c.targetCell(id, ind), c.plain(id+".left", leftOver(a), ind.Decimals, none),
		toned(id+".level", string(a.Level), verdictTones[a.Level]), mean, text(c.Plan.UnitName(ind.Owner, c.period)))}
}

// leftOver is the level less the target, of a compounding rate the reduction of all
// years less the five-year goal.
func leftOver(a evaluate.Assessment) *decimal.Decimal {
	switch {
	case a.Level != evaluate.Completed && a.Level != evaluate.NotCompleted:
		return nil
	case a.CumulativeRate != nil:
		return pointer(a.CumulativeRate.Sub(a.Indicator.CumulativeGoal.Decimal))
	}
	return pointer(a.Actual.Sub(a.Indicator.Target.Decimal))
}

// reasonTable quotes what the departments wrote about what was not done.
func (c *composer) reasonTable() *report.Table {
	t := &report.Table{ID: "t14r", Title: "（二）未完成指标和责任部门说明的原因", Columns: columns(col(report.Centre, 5), col(report.Left, 26), col(report.Left, 16), col(report.Left, 53))}
	t.Head = head1("序号", "指标名称", "责任部门", "原因（摘自该部门报表的核实说明）")
	for _, a := range c.Evaluated.Assessments {
		byGrowth := a.Level == evaluate.NoLevel && a.GrowthVerdict == evaluate.GrowthMissed
		if a.Level != evaluate.NotCompleted && !byGrowth {
			continue
		}
		why := strings.TrimSpace(a.Figure.Official.Get(stat.Note).Read)
		if why == "" {
			why = "责任部门未说明"
		}
		t.Rows = append(t.Rows, report.Row{ID: "t14r." + a.Indicator.Code, Cells: []report.Cell{
			text(fmt.Sprint(a.Indicator.Row)), text(a.Indicator.Name), text(c.Plan.UnitName(a.Indicator.Owner, c.period)), text(why),
		}})
	}
	return t
}
