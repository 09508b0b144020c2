package pipeline

import (
	"strconv"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// incrementShare is what a stock gained this year, of what the path plans for the year.
func (t *Tracer) incrementShare(a *evaluate.Assessment, item plan.Item) *Figure {
	return computed(item.Name+"，完成年度增量", "%", a.YearShare, "期末量按增量计：比上年末增加的数，占年度增量（测算）的比重",
		"（{实际}−{上年末}）÷（{年度目标}−{上年末路径}）×100",
		t.actualOf(item), t.yearFigure(a, t.period.Year-1).called("上年末"), t.yearTarget(a).called("年度目标"), t.yearStart(a).called("上年末路径"))
}

// yearStart is the path's level at the end of last year (测算).
func (t *Tracer) yearStart(a *evaluate.Assessment) *Figure {
	if t.period.Year-1 == t.project.Plan.Head.BaseYear {
		return t.baseOf(a)
	}
	return t.pathYear(a, t.pathOf(a), t.period.Year-1)
}

// priorIncrement is what the stock had gained a year ago, of what it gained in that
// whole year.
func (t *Tracer) priorIncrement(a *evaluate.Assessment, item plan.Item) *Figure {
	return computed(item.Name+"，上年同期完成全年增量的比重", "%", a.PriorShare, "上年同期比前年末增加的数，占上年全年增加数的比重",
		"（{上年同期}−{前年末}）÷（{上年末}−{前年末}）×100",
		t.official(item, stat.Prior).called("上年同期"), t.yearFigure(a, t.period.Year-2).called("前年末"), t.yearFigure(a, t.period.Year-1).called("上年末"))
}

// leftOver is the level less the target at the close of the plan; of a compounding
// rate the reduction of all years less the five-year goal.
func (t *Tracer) leftOver(a *evaluate.Assessment, item plan.Item) *Figure {
	name := item.Name + "，与目标之差"
	switch {
	case a.Level != evaluate.Completed && a.Level != evaluate.NotCompleted:
		return absentFigure(name, "没有可与目标比较的绝对值")
	case a.CumulativeRate != nil:
		v := a.CumulativeRate.Sub(a.Indicator.CumulativeGoal.Decimal)
		return computed(name, "百分点", &v, "五年累计降低减五年累计目标", "{已降低}−{五年累计目标}", t.reduction(a).called("已降低"), t.goal(a.Indicator))
	}
	v := a.Actual.Sub(a.Indicator.Target.Decimal)
	return computed(name, item.Unit, &v, "实际减目标", "{实际}−{目标}", t.actualOf(item), t.targetOf(a.Indicator))
}

// meanVerdict is the verdict on the mean growth of all years in 附表1-4.
func (t *Tracer) meanVerdict(a *evaluate.Assessment, item plan.Item) *Figure {
	if a.Marked == evaluate.Compound {
		return absentFigure(item.Name+"，年均增速评价", "按五年累计评价，不评年均增速")
	}
	return t.growthVerdict(a, item)
}

// historyFolder is where files of earlier periods lie, as sources name it.
const historyFolder = "inputs/history/"

// historic is the leaf of a figure from inputs/history.
func (t *Tracer) historic(name string, item plan.Item, m stat.Measure, v *decimal.Decimal, src stat.Source, year int) *Figure {
	return &Figure{Name: name, Kind: ReportedFigure, Unit: unitOf(item, m), Value: v.String(), Text: v.String(),
		Reported: &ReportedCell{Unit: item.Owner, UnitName: t.unitName(item.Owner), Period: strconv.Itoa(year), Measure: measureName(m),
			File: src.File, SHA256: src.SHA256, Sheet: src.Sheet, Cell: src.Cell, Typed: v.String()}}
}
