package compose

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// projectVerdicts is the order in which verdicts on projects are told.
var projectVerdicts = []evaluate.Verdict{
	evaluate.ProjectOnPlan, evaluate.ProjectSlow, evaluate.ProjectNotBegun, evaluate.ProjectStopped,
	evaluate.ProjectUnknown, evaluate.ProjectEarly, evaluate.ProjectDone,
}

var projectTones = map[evaluate.Verdict]report.Tone{
	evaluate.ProjectOnPlan: report.Good, evaluate.ProjectDone: report.Good,
	evaluate.ProjectSlow: report.Bad, evaluate.ProjectNotBegun: report.Bad, evaluate.ProjectStopped: report.Bad, evaluate.ProjectOverdue: report.Bad,
	evaluate.ProjectUnknown: report.Watch, evaluate.ProjectEarly: report.Muted,
}

// projectAnnexes are 附表6 and 附表6-1, as far as they have something to say. The
// labels are those of a paper that has all annexes, or of one about projects alone.
func (c *composer) projectAnnexes(list, supervised string) []report.Annex {
	if len(c.Evaluated.Projects.List) == 0 {
		return nil
	}
	annexes := []report.Annex{{ID: "annex6", Label: list, Title: "重大项目进展情况", Sheet: list, Blocks: []report.Block{c.projectTable()}}}
	if len(c.Evaluated.Projects.Supervised()) > 0 {
		annexes = append(annexes, report.Annex{ID: "annex61", Label: supervised, Title: "重大项目督办清单", Sheet: supervised,
			Blocks: []report.Block{c.superviseTable(), c.leaderTable()}})
	}
	return annexes
}

// projectID begins the ids of a project's row: t6.430281.1.
func projectID(p *consolidate.Project) string {
	return "t6." + p.Unit + "." + strings.TrimPrefix(p.Item, rule.ProjectPrefix)
}

// projectTable is t6: the projects by reporting unit.
func (c *composer) projectTable() *report.Table {
	t := &report.Table{ID: "t6", Unit: "单位：万元", Columns: columns(
		col(report.Left, 30), col(report.Decimal, 11), col(report.Decimal, 11), col(report.Decimal, 11), col(report.Decimal, 9),
		col(report.Centre, 8), col(report.Centre, 12), col(report.Centre, 10), col(report.Left, 24))}
	t.Head = head1("项目名称", "总投资", "年度计划", "本年完成", "完成计划\n（%）", "阶段", "评价", "与上期比", "下一节点")
	unit := ""
	for i := range c.Evaluated.Projects.List {
		p := &c.Evaluated.Projects.List[i]
		if p.Unit != unit {
			unit = p.Unit
			t.Rows = append(t.Rows, section("t6.unit."+unit, c.Plan.UnitName(unit, c.period)))
		}
		id := projectID(p.Project)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(orNone(p.Name)), c.money(id+".total", p, "total_plan"), c.money(id+".plan", p, "year_plan"), c.money(id+".done", p, "year_done"),
			c.number(id+".percent", p.Percent, 1, none), text(orNone(p.Text("stage"))),
			toned(id+".verdict", string(p.Verdict), projectTones[p.Verdict]), text(orNone(string(p.Change))), text(orNone(p.Text("next_node"))),
		}})
	}
	all := SumProjects(c.Evaluated.Projects.List)
	t.Rows = append(t.Rows, report.Row{ID: "t6.all", Kind: report.Total, Cells: []report.Cell{
		text(fmt.Sprintf("合计（%d个）", len(c.Evaluated.Projects.List))), c.plain("t6.all.total", all.Total, 2, none), c.plain("t6.all.plan", all.Plan, 2, none),
		c.plain("t6.all.done", all.Done, 2, none), c.number("t6.all.percent", all.Percent, 1, none), text(""), text(""), text(""), text(""),
	}})
	t.Notes = c.projectNotes(all)
	return t
}

func (c *composer) money(id string, p *evaluate.Project, m stat.Measure) report.Cell {
	return c.plain(id, p.Row.Number(m), 2, none)
}

// ProjectSums are the money of several projects, 万元. A sum is nil if no project
// has the figure. The percentage is of the projects that have both plan and figure.
type ProjectSums struct {
	N                          int
	Total, Plan, Done, Percent *decimal.Decimal
	Partial                    int // projects without the year's plan or what is done of it
}

// SumProjects adds up projects, each of which is one report.
func SumProjects(list []evaluate.Project) ProjectSums {
	s := ProjectSums{N: len(list)}
	var done, planned decimal.Decimal
	for i := range list {
		row := list[i].Row
		s.Total, s.Plan, s.Done = plus(s.Total, row.Number("total_plan")), plus(s.Plan, row.Number("year_plan")), plus(s.Done, row.Number("year_done"))
		if d, p := row.Number("year_done"), row.Number("year_plan"); d != nil && p != nil {
			done, planned = done.Add(*d), planned.Add(*p)
		} else {
			s.Partial++
		}
	}
	if v, err := method.Ratio(done, planned, decimal.NewFromInt(100)); err == nil {
		s.Percent = &v
	}
	return s
}

func plus(sum, d *decimal.Decimal) *decimal.Decimal {
	switch {
	case d == nil:
		return sum
	case sum == nil:
		return d
	}
	return pointer(sum.Add(*d))
}

func (c *composer) projectNotes(all ProjectSums) []string {
	rules := c.Plan.Scheme.ProjectRules()
	notes := []string{c.projectRuleNote()}
	if rules.GraceDays > 0 {
		notes[0] += fmt.Sprintf("开工宽限%d天。", rules.GraceDays)
	}
	if all.Partial > 0 {
		notes = append(notes, fmt.Sprintf("有%d个项目未报年度计划或本年完成投资，合计的完成比重按两数齐全的项目计算。", all.Partial))
	}
	for i := range c.Evaluated.Projects.List {
		p := &c.Evaluated.Projects.List[i]
		for _, other := range p.Again {
			notes = append(notes, fmt.Sprintf("%s另报“%s”，与%s所报为同一项目，未重复计入。", c.Plan.UnitName(other.Unit, c.period), other.Name, c.Plan.UnitName(p.Unit, c.period)))
		}
	}
	if before := c.Evaluated.Projects.Before; before != nil {
		note := "与上期比，指与" + before.Label() + "比较。"
		var gone []string
		for _, p := range c.Evaluated.Projects.Gone {
			gone = append(gone, "“"+orNone(p.Name)+"”（"+c.Plan.UnitName(p.Unit, c.period)+"）")
		}
		if len(gone) > 0 {
			note += "上期有、本期未报的项目：" + strings.Join(gone, "、") + "。"
		}
		notes = append(notes, note)
	}
	return notes
}

// projectRuleNote says by what the verdicts are found.
func (c *composer) projectRuleNote() string {
	how := "按月份计"
	if c.Evaluated.Projects.Days {
		how = "按天数计"
	}
	return fmt.Sprintf("本期时序进度%s%%（%s）；完成年度计划的比重低于时序进度超过%s个百分点的为推进缓慢，计划开工日期已过仍未开工的为未按期开工。",
		c.number("", &c.Evaluated.Projects.Time, 1, none).Text, how, c.Plan.Scheme.ProjectRules().SlowPoints.Text)
}
