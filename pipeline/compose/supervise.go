package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/label"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// supervised are the projects of one responsible unit, or of one leader.
type supervised struct {
	name string
	key  string
	list []*evaluate.Project
}

// unnamed stands for a responsible unit or a leader that the list does not name.
const unnamed = "未填"

// byColumn groups the projects on the list of 督办 by what a column says, in the
// order in which it is first met; those that do not say come last.
func (c *composer) byColumn(m stat.Measure, name func(string) string) []supervised {
	var groups []supervised
	for _, p := range c.Evaluated.Projects.Supervised() {
		shown := name(p.Text(m))
		key := label.Normalise(shown)
		i := slices.IndexFunc(groups, func(g supervised) bool { return g.key == key })
		if i < 0 {
			groups, i = append(groups, supervised{name: shown, key: key}), len(groups)
		}
		groups[i].list = append(groups[i].list, p)
	}
	slices.SortStableFunc(groups, func(a, b supervised) int {
		switch {
		case a.key != "" && b.key == "":
			return -1
		case a.key == "" && b.key != "":
			return 1
		}
		return 0
	})
	return groups
}

// unitNamed is the official name of a unit that a list names by any of its names;
// other words stay as they are.
func (c *composer) unitNamed(written string) string {
	if c.called == nil {
		c.called = map[string]string{}
		for i := range c.Plan.Units {
			u := &c.Plan.Units[i]
			for _, n := range u.Names() {
				if key := label.Normalise(n); c.called[key] == "" {
					c.called[key] = u.NameAt(c.period)
				}
			}
		}
	}
	return cmp.Or(c.called[label.Normalise(written)], written)
}

func asWritten(s string) string { return s }

// superviseTable is t61: the list of 督办 by responsible unit.
func (c *composer) superviseTable() *report.Table {
	t := &report.Table{ID: "t61", Title: "（一）按市级责任部门", Columns: columns(
		col(report.Left, 22), col(report.Left, 12), col(report.Left, 26), col(report.Decimal, 8), col(report.Centre, 11), col(report.Left, 16), col(report.Left, 20), col(report.Left, 10), col(report.Left, 9))}
	t.Head = head1("项目名称", "报送单位", "督办原因", "延误\n（天）", "整改期限", "下一节点", "存在问题\n（单位所报）", "区县主要\n领导", "督查专员")
	for i, g := range c.byColumn("department", c.unitNamed) {
		t.Rows = append(t.Rows, section(fmt.Sprintf("t61.%d", i+1), c.groupTitle(g, "市级责任部门")))
		for _, p := range g.list {
			id := "t61" + strings.TrimPrefix(projectID(p.Project), "t6")
			t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
				text(orNone(p.Name)), text(c.Plan.UnitName(p.Unit, c.period)), toned("", c.reasons(p), report.Bad), c.daysCell(id+".days", p.Delay()),
				text(shownDay(p.Deadline)), text(orNone(p.Text("next_node"))), text(orNone(p.Text("problem"))), text(orNone(p.Text("county_leader"))), text(orNone(p.Text("inspector"))),
			}})
		}
	}
	t.Notes = []string{c.projectRuleNote() + "整改期限已过仍有问题的为整改逾期。", "延误天数：未按期开工的，自计划开工日起计；整改逾期的，自整改期限起计；两者都有的取多者。均计至" + c.Evaluated.Projects.End.Format("2006年1月2日") + "。"}
	return t
}

func (c *composer) groupTitle(g supervised, what string) string {
	if g.key == "" {
		return fmt.Sprintf("%s%s（%d个）", unnamed, what, len(g.list))
	}
	return fmt.Sprintf("%s（%d个）", g.name, len(g.list))
}

func (c *composer) daysCell(id string, days int) report.Cell {
	if days == 0 {
		return c.number(id, nil, 0, none)
	}
	return c.count(id, days)
}

func shownDay(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.Format(time.DateOnly)
}

// reasons says why a project is on the list, with the figures.
func (c *composer) reasons(p *evaluate.Project) string {
	var parts []string
	for _, r := range p.Reasons() {
		switch r {
		case evaluate.ProjectSlow:
			behind := p.Gap.Neg()
			parts = append(parts, fmt.Sprintf("%s：完成年度计划的%s%%，低于时序进度%s个百分点", r, c.number("", p.Percent, 1, none).Text, c.number("", &behind, 1, none).Text))
		case evaluate.ProjectNotBegun:
			parts = append(parts, fmt.Sprintf("%s：计划%s开工", r, p.Text("planned_start")))
		case evaluate.ProjectOverdue:
			parts = append(parts, fmt.Sprintf("%s%d天", r, p.Overdue))
		default:
			parts = append(parts, string(r))
		}
	}
	if p.Change == evaluate.StillSlow {
		parts = append(parts, "上期已列入督办")
	}
	return strings.Join(parts, "；")
}

// leaderTable is t62: the same projects by the city's leader who follows them.
func (c *composer) leaderTable() *report.Table {
	t := &report.Table{ID: "t62", Title: "（二）按挂点市领导", Columns: columns(col(report.Left, 16), col(report.Decimal, 8), col(report.Left, 70))}
	t.Head = head1("挂点市领导", "项目数", "项目（报送单位，督办原因）")
	for i, g := range c.byColumn("leader", asWritten) {
		var words []string
		for _, p := range g.list {
			var why []string
			for _, r := range p.Reasons() {
				why = append(why, string(r))
			}
			words = append(words, fmt.Sprintf("%s（%s，%s）", orNone(p.Name), c.Plan.UnitName(p.Unit, c.period), strings.Join(why, "、")))
		}
		name := g.name
		if g.key == "" {
			name = unnamed
		}
		id := fmt.Sprintf("t62.%d", i+1)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{text(name), c.count(id+".n", len(g.list)), text(strings.Join(words, "；"))}})
	}
	return t
}
