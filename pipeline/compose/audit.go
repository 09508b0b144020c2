package compose

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// Audit composes the bureau's working paper (审核报告): by unit, by rule, every
// finding, and what could not be evaluated.
func Audit(in Input) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period}
	doc := &report.Document{
		ID: "audit", Kind: "审核报告", Title: []string{in.Plan.Head.City + c.period.Label() + "数据审核报告"},
		Meta: []report.KeyText{{Key: "Subject", Text: in.Plan.Head.Title}, {Key: "Author", Text: in.Paper.Issuer}},
	}
	if in.Figures.Sample {
		doc.Mark = "示例数据"
	}
	doc.Annexes = []report.Annex{
		{ID: "a1", Label: "表1", Title: "报送和审核概况", Sheet: "概况", Blocks: []report.Block{c.countTable(), c.unitTable()}},
		{ID: "a2", Label: "表2", Title: "按规则汇总", Sheet: "按规则", Blocks: []report.Block{c.ruleTable()}},
		{ID: "a3", Label: "表3", Title: "审核问题清单", Sheet: "问题清单", Blocks: []report.Block{c.findingTable("t3f", rule.Fail)}},
		{ID: "a4", Label: "表4", Title: "缺少数据未能评判的规则", Sheet: "未能评判", Blocks: []report.Block{c.findingTable("t4n", rule.NotEvaluated)}},
	}
	doc.Annexes = append(doc.Annexes, c.qualityAnnex(len(doc.Annexes)+1))
	return doc, doc.Check()
}

func (c *composer) ruleTable() *report.Table {
	t := &report.Table{ID: "t2r", Columns: columns(col(report.Centre, 8), col(report.Left, 34), col(report.Centre, 10), col(report.Decimal, 9), col(report.Decimal, 9), col(report.Decimal, 9), col(report.Decimal, 9))}
	t.Head = head1("规则", "名称", "级别", "问题数", "待处理", "涉及单位", "未能评判")
	type tally struct {
		fail, open, na int
		units          []string
		example        rule.Result
	}
	tallies := map[string]*tally{}
	for _, r := range c.Results {
		n := tallies[r.Rule]
		if n == nil {
			n = &tally{example: r}
			tallies[r.Rule] = n
		}
		if r.Outcome == rule.NotEvaluated {
			n.na++
			continue
		}
		n.fail++
		if r.Open() {
			n.open++
		}
		if !slices.Contains(n.units, r.Subject.Unit) {
			n.units = append(n.units, r.Subject.Unit)
		}
	}
	var ids []string
	for id := range tallies {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	sum := tally{}
	for _, id := range ids {
		n := tallies[id]
		sum.fail, sum.open, sum.na = sum.fail+n.fail, sum.open+n.open, sum.na+n.na
		cell := "t2r." + id
		t.Rows = append(t.Rows, report.Row{ID: cell, Cells: []report.Cell{
			text(id), text(c.RuleNames[id]), {Text: n.example.Severity.String(), Tone: severityTones[n.example.Severity]},
			c.count(cell+".fail", n.fail), c.count(cell+".open", n.open), c.count(cell+".units", len(n.units)), c.count(cell+".na", n.na),
		}})
	}
	t.Rows = append(t.Rows, report.Row{ID: "t2r.all", Kind: report.Total, Cells: []report.Cell{
		text(""), text("合计"), text(""), c.count("t2r.all.fail", sum.fail), c.count("t2r.all.open", sum.open), text(""), c.count("t2r.all.na", sum.na),
	}})
	passed := decimal.NewFromInt(int64(c.Passed))
	t.Notes = []string{fmt.Sprintf("另有%s次审核通过。", c.number("", &passed, 0, none).Text)}
	return t
}

func (c *composer) findingTable(id string, outcome rule.Outcome) *report.Table {
	t := &report.Table{ID: id, Columns: columns(col(report.Left, 16), col(report.Centre, 9), col(report.Centre, 6), col(report.Left, 24), col(report.Left, 18),
		col(report.Left, 44), col(report.Left, 36), col(report.Left, 26))}
	t.Head = head1("单位", "级别", "规则", "文件", "位置", "问题", "处理", "核实说明")
	for _, r := range c.Results {
		if r.Outcome != outcome {
			continue
		}
		message, remedy := r.Message, r.Remedy
		if outcome == rule.NotEvaluated {
			remedy = "补齐数据后自动评判。"
			if r.Subject.Item != "" { // else the message says how many rows
				message = c.RuleNames[r.Rule] + "（" + c.itemName(r.Subject.Item) + "）"
			}
		}
		spot := r.Source
		spot.File = ""
		t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("%s.%d", id, len(t.Rows)+1), Cells: []report.Cell{
			text(c.unitLabel(r)), {Text: r.Severity.String(), Tone: severityTones[r.Severity]}, text(r.Rule), text(r.Source.File), text(place(spot)),
			text(message), text(remedy), text(r.Explained),
		}})
	}
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, report.Row{ID: id + ".none", Kind: report.Section, Cells: []report.Cell{text("没有")}})
	}
	return t
}

func (c *composer) itemName(code string) string {
	if it, ok := c.Plan.Item(code); ok {
		return it.Name
	}
	return code
}

// unitLabel names the unit of a finding; a file that no unit could be found for
// says so.
func (c *composer) unitLabel(r rule.Result) string {
	if r.Subject.Unit == "" {
		return "（未识别）"
	}
	return c.Plan.UnitName(r.Subject.Unit, c.period)
}
