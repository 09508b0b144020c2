package compose

import (
	"fmt"

	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// Audit composes the bureau's working paper (审核报告): by unit, rule and level,
// every finding, what was granted and explained, what could not be evaluated, and
// what is new since the last run with other inputs.
func Audit(in Input) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period}
	doc := &report.Document{
		ID: "audit", Kind: "审核报告", Title: []string{in.Plan.Head.City + c.period.Label() + "数据审核报告"},
		Meta: in.properties(),
	}
	doc.Mark = in.mark()
	for i, a := range []report.Annex{
		{Title: "报送和审核概况", Sheet: "概况", Blocks: []report.Block{c.countTable(), c.standingTable()}},
		{Title: "按单位汇总", Sheet: "按单位", Blocks: []report.Block{c.byUnit()}},
		{Title: "按规则汇总", Sheet: "按规则", Blocks: []report.Block{c.byRule()}},
		{Title: "按级别汇总", Sheet: "按级别", Blocks: []report.Block{c.byLevel()}},
		{Title: "审核问题清单", Sheet: "问题清单", Blocks: []report.Block{c.findingTable()}},
		{Title: "准予与核实说明", Sheet: "准予与说明", Blocks: []report.Block{c.grantTable(), c.acceptedTable(), c.refusedTable()}},
		{Title: "缺少数据未能评判的规则", Sheet: "未能评判", Blocks: []report.Block{c.notJudged()}},
		{Title: "与上次运行相比", Sheet: "与上次相比", Blocks: c.changes()},
	} {
		a.ID, a.Label = fmt.Sprintf("a%d", i+1), fmt.Sprintf("表%d", i+1)
		doc.Annexes = append(doc.Annexes, a)
	}
	doc.Annexes = append(doc.Annexes, c.qualityAnnex(len(doc.Annexes)+1))
	c.doc = doc
	light(doc)
	if err := c.derive((*derivation).state, (*derivation).findingSums); err != nil {
		return nil, err
	}
	return doc, doc.Seal()
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
