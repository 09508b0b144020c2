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

// verdictOrder is the order in which verdicts are told.
var verdictOrder = []evaluate.Verdict{
	evaluate.Completed, evaluate.NotCompleted,
	evaluate.Reached, evaluate.Ahead, evaluate.OnCourse, evaluate.Behind, evaluate.Kept, evaluate.NotKept, evaluate.Better, evaluate.Level, evaluate.Worse,
	evaluate.NoLevel, evaluate.YearEnd, evaluate.NotDue, evaluate.Pending,
}

// summaryTable is 表1: verdicts with their indicators and departments.
func (c *composer) summaryTable() *report.Table {
	t := &report.Table{ID: "t0", Title: "表1  主要指标评价结果", Columns: columns(col(report.Left, 16), col(report.Decimal, 7), col(report.Decimal, 9), col(report.Left, 52))}
	t.Head = head1("评价", "项数", "其中\n约束性", "指标（责任部门）")
	total, binding := 0, 0
	for _, v := range verdictOrder {
		n, b, names := 0, 0, []string{}
		for _, a := range c.Evaluated.Assessments {
			if a.Level != v {
				continue
			}
			n++
			if a.Indicator.Binding() {
				b++
			}
			names = append(names, a.Indicator.Name+"（"+c.Plan.UnitName(a.Indicator.Owner, c.period)+"）")
		}
		if n == 0 {
			continue
		}
		total, binding = total+n, binding+b
		id := "t0." + string(v)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			toned("", string(v), verdictTones[v]), c.count(id+".n", n), c.count(id+".binding", b), text(strings.Join(names, "、")),
		}})
	}
	t.Rows = append(t.Rows, report.Row{ID: "t0.all", Kind: report.Total, Cells: []report.Cell{
		text("合计"), c.count("t0.all.n", total), c.count("t0.all.binding", binding), text(""),
	}})
	return t
}

// body writes the main text: the summary from the template, 表1, the chart, and
// the list of annexes.
func (c *composer) body(summary *report.Table) error {
	c.doc.Body = []report.Block{summary} // its figures may be quoted
	blocks, err := c.tell("reports/" + c.Kind.Template)
	if err != nil {
		return err
	}
	chart := c.chart()
	c.doc.Body = nil
	for _, b := range blocks {
		switch b := b.(type) {
		case slot:
			switch string(b) {
			case "表1":
				c.doc.Body = append(c.doc.Body, summary)
			case "图1":
				c.doc.Body = append(c.doc.Body, chart)
			case "典型经验":
				c.doc.Body = append(c.doc.Body, c.practice()...)
			}
		default:
			c.doc.Body = append(c.doc.Body, b)
		}
	}
	return nil
}

// chart is 图1: progress of each assessed indicator beside time progress.
func (c *composer) chart() *report.Chart {
	full := c.period.Kind == stat.Year
	ch := &report.Chart{ID: "c1", Title: "图1  主要指标五年进度", Kind: report.Bullets, Unit: "%", Marker: "时序进度"}
	if !full {
		ch.Title = "图1  主要指标进度"
		ch.Marker = "序时（时序）进度"
		ch.Notes = []string{"累计量为完成年度目标（测算）的比重，期末量为完成年度增量（测算）的比重，与序时进度比较；没有上年末数的期末量为五年线性进度，与五年时序进度比较。"}
	}
	ch.Legend = []report.LegendEntry{{Tone: report.Good, Text: "快于预期"}, {Tone: report.Watch, Text: "基本符合预期"}, {Tone: report.Bad, Text: "滞后"}}
	if c.final() {
		ch.Legend = []report.LegendEntry{{Tone: report.Good, Text: "完成"}, {Tone: report.Bad, Text: "未完成"}}
	}
	for _, a := range c.Evaluated.Assessments {
		if a.Progress == nil || a.Gap == nil {
			if a.Indicator.Direction == plan.Hold && a.Figure.Due {
				ch.Notes = append(ch.Notes, fmt.Sprintf("第%d项为保持类指标，不计进度。", a.Indicator.Row))
			}
			continue
		}
		ref := "t11." + a.Indicator.Code + "." + progressColumn(a)
		shown := c.number("", a.Progress, 1, none)
		ch.Bars = append(ch.Bars, report.Bar{Label: a.Indicator.Name, Value: *a.Progress, Text: shown.Text, Marker: pointer(a.TimeProgress), Tone: verdictTones[a.Level], Ref: ref})
	}
	return ch
}

// leftUnit is the unit of a difference to the target.
func leftUnit(ind *plan.Indicator) string {
	if ind.Unit == "%" {
		return "个百分点"
	}
	return ind.Unit
}

// final reports whether the time of the plan is over.
func (c *composer) final() bool {
	return c.period.Kind == stat.Year && c.period.Year == c.Plan.Head.TargetYear
}

func progressColumn(a evaluate.Assessment) string {
	switch {
	case a.YearShare != nil:
		return "year_share"
	case a.Marked == "linear":
		return "linear"
	}
	return "log"
}

func pointer(d decimal.Decimal) *decimal.Decimal { return &d }
