package compose

import (
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

// body writes the main text from the template, with 表1 and the charts where it wants them.
func (c *composer) body(summary *report.Table) error {
	c.doc.Body = []report.Block{summary} // its figures may be quoted
	if err := c.drawFigures(); err != nil {
		return err
	}
	blocks, err := c.tell("reports/"+c.Kind.Template, reportSlots())
	if err != nil {
		return err
	}
	c.doc.Body = nil
	for _, b := range blocks {
		switch b := b.(type) {
		case slot:
			switch "@" + string(b) {
			case slotTable:
				c.doc.Body = append(c.doc.Body, summary)
			case slotPractice:
				c.doc.Body = append(c.doc.Body, c.practice()...)
			default:
				c.doc.Body = append(c.doc.Body, c.figures[string(b)])
			}
		default:
			c.doc.Body = append(c.doc.Body, b)
		}
	}
	return nil
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
