package compose

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// compared adds the comparisons to 附表1-1.
func (c *composer) compared(a report.Annex) report.Annex {
	if t := c.comparisonTable(); t != nil {
		a.Blocks = append(a.Blocks, t)
	}
	return a
}

// comparisonTable is the second table of 附表1-1: how each indicator stands beside
// the year before and the last report. Sentences quote their changes from it. A
// column without a figure is left out; nil if there is nothing to compare, and for
// several years, which have a table of their own.
func (c *composer) comparisonTable() *report.Table {
	if c.period.Spans() {
		return nil
	}
	columns := c.comparisonColumns()
	t := &report.Table{ID: "t15", Title: "与上年和上期比较", Columns: []report.Column{col(report.Centre, 5), col(report.Left, 34)}}
	head := []string{"序号", "指标名称"}
	for _, x := range columns {
		if x.used {
			head = append(head, x.head)
			t.Columns = append(t.Columns, col(report.Decimal, 11))
		}
	}
	if len(head) == 2 {
		return nil
	}
	t.Head = head1(head...)
	for i, a := range c.Evaluated.Assessments {
		if !a.Figure.Due {
			continue
		}
		id := "t15." + a.Indicator.Code
		row := report.Row{ID: id, Cells: []report.Cell{text(fmt.Sprint(a.Indicator.Row)), text(printedName(a.Indicator))}}
		for _, x := range columns {
			if x.used {
				row.Cells = append(row.Cells, x.cell(id+"."+x.key, &c.Evaluated.Assessments[i], &c.Evaluated.Comparisons[i]))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = c.comparisonNotes()
	return t
}

// comparisonColumn is a column of the comparisons.
type comparisonColumn struct {
	key, head string
	cell      func(id string, a *evaluate.Assessment, x *evaluate.Comparison) report.Cell
	used      bool // an indicator has a figure for it
}

func (c *composer) comparisonColumns() []comparisonColumn {
	type pick func(*evaluate.Comparison) *decimal.Decimal
	level := func(f pick) func(string, *evaluate.Assessment, *evaluate.Comparison) report.Cell {
		return func(id string, a *evaluate.Assessment, x *evaluate.Comparison) report.Cell {
			return c.plain(id, f(x), a.Indicator.Decimals, none)
		}
	}
	rate := func(f pick) func(string, *evaluate.Assessment, *evaluate.Comparison) report.Cell {
		return func(id string, _ *evaluate.Assessment, x *evaluate.Comparison) report.Cell {
			return c.number(id, f(x), 1, none)
		}
	}
	prior, last, goal := c.than(), c.lastLabel(), "比计划年均\n（百分点）"
	if c.period.Kind == stat.Year {
		goal = "年均增速\n比计划\n（百分点）"
	}
	columns := []comparisonColumn{
		{key: "then", head: prior + "\n（末）", cell: level(func(x *evaluate.Comparison) *decimal.Decimal { return x.Then })},
		{key: "change", head: "增减", cell: level(func(x *evaluate.Comparison) *decimal.Decimal { return x.Change })},
		{key: "growth", head: c.period.Label() + "\n增速（%）", cell: func(id string, a *evaluate.Assessment, x *evaluate.Comparison) report.Cell {
			return c.number(id, x.Growth, c.growthDecimals(a), none)
		}},
		{key: "prior_growth", head: prior + "\n增速（%）", cell: rate(func(x *evaluate.Comparison) *decimal.Decimal { return x.PriorGrowth })},
		{key: "pace", head: "比" + prior + "\n（百分点）", cell: rate(func(x *evaluate.Comparison) *decimal.Decimal { return x.Pace })},
		{key: "last_growth", head: last + "\n增速（%）", cell: rate(func(x *evaluate.Comparison) *decimal.Decimal { return x.LastGrowth })},
		{key: "last_pace", head: "比" + last + "\n（百分点）", cell: rate(func(x *evaluate.Comparison) *decimal.Decimal { return x.LastPace })},
		{key: "goal_gap", head: goal, cell: func(id string, a *evaluate.Assessment, _ *evaluate.Comparison) report.Cell {
			return c.number(id, c.goalGap(a), c.gapDecimals(a), none)
		}},
	}
	for i := range columns {
		for j := range c.Evaluated.Comparisons {
			a, x := &c.Evaluated.Assessments[j], &c.Evaluated.Comparisons[j]
			columns[i].used = columns[i].used || a.Figure.Due && columns[i].cell("", a, x).Value != nil
		}
	}
	return columns
}

// goalGap is the growth that is tested, within a year this period's and else the
// mean so far, less the plan's yearly mean, 百分点.
func (c *composer) goalGap(a *evaluate.Assessment) *decimal.Decimal {
	tested := a.Growth
	if c.period.Kind == stat.Year {
		tested = a.MeanGrowth
	}
	if tested == nil || !a.Indicator.GrowthTarget.Set() {
		return nil
	}
	d := tested.Sub(a.Indicator.GrowthTarget.Decimal)
	return &d
}

// besides is how many decimals a growth carries beside a goal: least, or more where it
// would else print as the goal that it misses or exceeds.
func (c *composer) besides(growth, goal *decimal.Decimal, least int) int {
	n := least
	for growth != nil && goal != nil && !growth.Equal(*goal) && c.round(*growth, int32(n)).Equal(*goal) && n < mostRateDecimals {
		n++
	}
	return n
}

// mostRateDecimals is where a growth and a goal are told apart no longer.
const mostRateDecimals = 4

// growthDecimals is how many decimals this period's growth carries.
func (c *composer) growthDecimals(a *evaluate.Assessment) int {
	if c.period.Kind == stat.Year {
		return 1
	}
	return c.besides(a.Growth, a.GrowthGoal, 1)
}

// meanDecimals is how many decimals the mean growth carries: one, or as many as the plan's.
func (c *composer) meanDecimals(a *evaluate.Assessment) int {
	return c.besides(a.MeanGrowth, a.GrowthGoal, max(1, a.Indicator.GrowthTarget.Decimals()))
}

// gapDecimals is how many decimals the difference to the goal carries.
func (c *composer) gapDecimals(a *evaluate.Assessment) int {
	if c.period.Kind == stat.Year {
		return c.meanDecimals(a)
	}
	return max(c.growthDecimals(a), a.Indicator.GrowthTarget.Decimals())
}

// than is what the year before is called.
func (c *composer) than() string {
	if c.period.Kind == stat.Year {
		return "上年"
	}
	return "上年同期"
}

// lastLabel is what the last report's period is called within the year: 1—5月.
func (c *composer) lastLabel() string {
	for _, x := range c.Evaluated.Comparisons {
		if x.Last.Kind != 0 {
			return fmt.Sprintf("1—%d月", x.Last.EndMonth())
		}
	}
	return "上期"
}

func (c *composer) comparisonNotes() []string {
	basis := "上年同期"
	if c.period.Kind == stat.Year {
		basis = "上年"
	}
	notes := []string{fmt.Sprintf("增减：比率为比%s提高或回落的百分点，企业数、平台数为比上年末净增数；其余指标看增速。增速为公布数，未公布而绝对值可比的按绝对值计算。", basis),
		"增减和百分点按未舍入的数字计算，与表列数字相减可能有末位之差。"}
	if c.period.Kind == stat.Year {
		return notes
	}
	return append(notes, legend)
}
