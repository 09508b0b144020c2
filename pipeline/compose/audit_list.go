package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// empty gives a table without rows a line that says so.
func empty(t *report.Table, says string) *report.Table {
	if len(t.Rows) == 0 {
		t.Rows = []report.Row{{ID: t.ID + ".none", Kind: report.Section, Cells: []report.Cell{text(says)}}}
		t.List = false
	}
	return t
}

// add appends a row with the next id of the table.
func add(t *report.Table, cells ...report.Cell) {
	t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("%s.%d", t.ID, len(t.Rows)+1), Cells: cells})
}

func levelCell(s rule.Severity) report.Cell { return toned("", s.String(), severityTones[s]) }

func standingCell(s rule.Standing) report.Cell { return toned("", string(s), standingTones[s]) }

// spot is the place of a result in its file.
func spot(r rule.Result) string {
	s := r.Source
	s.File = ""
	return place(s)
}

// findingTable lists every finding.
func (c *composer) findingTable() *report.Table {
	t := &report.Table{ID: "t3f", List: true, Columns: columns(col(report.Left, 16), col(report.Centre, 9), col(report.Centre, 6), col(report.Centre, 8), col(report.Left, 22), col(report.Left, 18),
		col(report.Left, 44), col(report.Left, 34), col(report.Left, 24))}
	t.Head = head1("单位", "级别", "规则", "状态", "文件", "位置", "问题", "处理", "核实说明")
	for r := range c.Results.All() {
		if r.Outcome == rule.Fail {
			unit, by := text(c.unitLabel(r)), text(r.Rule)
			unit.Link, by.Link = "t2u."+c.reporter(r), "t2r."+r.Rule
			add(t, unit, levelCell(r.Severity), by, standingCell(r.Standing()), text(r.Source.File), text(spot(r)),
				text(r.Message), text(r.Remedy), text(cmp.Or(r.Explained, r.Refused.Note)))
		}
	}
	return empty(t, "没有")
}

// grantTable lists what the bureau granted.
func (c *composer) grantTable() *report.Table {
	t := &report.Table{ID: "t6g", Title: "（一）已准予的准强制性问题", Columns: columns(col(report.Left, 16), col(report.Centre, 6), col(report.Left, 18), col(report.Left, 40),
		col(report.Left, 14), col(report.Left, 34), col(report.Left, 16), col(report.Centre, 11))}
	t.Head = head1("单位", "规则", "位置", "问题", "准予的数值", "理由", "准予人", "日期")
	for r := range c.Results.All() {
		if r.Standing() == rule.WasGranted {
			add(t, text(c.unitLabel(r)), text(r.Rule), text(spot(r)), text(r.Message), text(r.Figure()), text(r.Granted.Reason), text(r.Granted.By), text(r.Granted.Date))
		}
	}
	return empty(t, "没有")
}

// acceptedTable lists the explanations that hold.
func (c *composer) acceptedTable() *report.Table {
	t := &report.Table{ID: "t6e", Title: "（二）已采信的核实说明", Columns: columns(col(report.Left, 16), col(report.Centre, 6), col(report.Left, 18), col(report.Left, 44), col(report.Left, 14), col(report.Left, 44))}
	t.Head = head1("单位", "规则", "位置", "问题", "针对的数值", "核实说明")
	for r := range c.Results.All() {
		if r.Standing() == rule.WasExplained {
			add(t, text(c.unitLabel(r)), text(r.Rule), text(spot(r)), text(r.Message), text(r.Figure()), text(r.Explained))
		}
	}
	t.Notes = []string{"核实说明只对所列的问题和数值有效；数值改变后须重新说明。"}
	return empty(t, "没有")
}

// refusedTable lists the explanations that do not hold, and why.
func (c *composer) refusedTable() *report.Table {
	t := &report.Table{ID: "t6x", Title: "（三）未采信的核实说明", Columns: columns(col(report.Left, 16), col(report.Centre, 6), col(report.Left, 18), col(report.Left, 40), col(report.Left, 50))}
	t.Head = head1("单位", "规则", "位置", "核实说明", "未采信的原因")
	for r := range c.Results.All() {
		if r.Outcome == rule.Fail && r.Refused != (rule.Refusal{}) {
			add(t, text(c.unitLabel(r)), text(r.Rule), text(spot(r)), text(r.Refused.Note), text(r.Refused.Why))
		}
	}
	return empty(t, "没有")
}

// mostNames is how many units one line of the list of what could not be judged names.
const mostNames = 30

// notJudged sums up what could not be evaluated, by rule and indicator.
func (c *composer) notJudged() *report.Table {
	t := &report.Table{ID: "t4n", List: true, Columns: columns(col(report.Left, 8), col(report.Left, 26), col(report.Centre, 9), col(report.Left, 28), col(report.Decimal, 8), col(report.Decimal, 8), col(report.Left, 60))}
	t.Head = head1("规则", "名称", "级别", "指标", "次数", "单位数", "单位")
	type group struct {
		first rule.Result
		names []string
		named map[string]bool
		n     int
	}
	groups, total := map[string]*group{}, 0
	var order []*group
	for r := range c.Results.All() {
		if r.Outcome != rule.NotEvaluated {
			continue
		}
		key := r.Rule + " " + c.itemName(r.Subject.Item)
		if groups[key] == nil {
			groups[key] = &group{first: r, named: map[string]bool{}}
			order = append(order, groups[key])
		}
		g := groups[key]
		g.n++
		total++
		if name := c.unitLabel(r); !g.named[name] {
			g.names, g.named[name] = append(g.names, name), true
		}
	}
	slices.SortStableFunc(order, func(a, b *group) int { return strings.Compare(a.first.Rule, b.first.Rule) })
	for _, g := range order {
		names := strings.Join(g.names[:min(len(g.names), mostNames)], "、")
		if len(g.names) > mostNames {
			names += "等"
		}
		id := fmt.Sprintf("t4n.%d", len(t.Rows)+1)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(g.first.Rule), text(c.RuleNames[g.first.Rule]), levelCell(g.first.Severity), text(cmp.Or(c.itemName(g.first.Subject.Item), none)),
			c.count(id+".n", g.n), c.count(id+".units", len(g.names)), text(names),
		}})
	}
	if len(t.Rows) > 0 {
		t.Rows = append(t.Rows, report.Row{ID: "t4n.all", Kind: report.Total, Cells: []report.Cell{
			text("合计"), text(""), text(""), text(""), c.count("t4n.all.n", total), text(""), text("")}})
		t.Notes = []string{"缺少评判所需的数据，补齐后自动评判；逐条明细见findings.json。"}
	}
	return empty(t, "没有")
}
