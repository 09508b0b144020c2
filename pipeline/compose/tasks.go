package compose

import (
	"fmt"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

var completionTones = map[evaluate.CompletionVerdict]report.Tone{
	evaluate.Done: report.Good, evaluate.Within: report.Good, evaluate.Exceeded: report.Bad, evaluate.NotDone: report.Bad, evaluate.NotMet: report.Bad, evaluate.Lagging: report.Bad, evaluate.Reduce: report.Plain,
	evaluate.Going: report.Plain, evaluate.NoReport: report.Muted, evaluate.NotDueYet: report.Muted,
}

// tasksAndIndustries is 附表4: industries and tasks.
func (c *composer) tasksAndIndustries() report.Annex {
	a := report.Annex{ID: "annex4", Label: "附表4", Title: "产业和行动任务", Sheet: "附表4"}
	for _, t := range []*report.Table{c.ownerTable(), c.industryTable(), c.taskTable()} {
		if t != nil {
			t.Title = fmt.Sprintf("（%s）%s", numerals[len(a.Blocks)], t.Title)
			a.Blocks = append(a.Blocks, t)
		}
	}
	if t := c.fieldTable(); t != nil {
		t.Title = fmt.Sprintf("（%s）%s", numerals[len(a.Blocks)], t.Title)
		a.Blocks = append(a.Blocks, t)
	}
	return a
}

func (c *composer) industryTable() *report.Table {
	t := &report.Table{ID: "t4i", Title: "十大产业", Unit: "单位：亿元", Columns: columns(
		col(report.Centre, 7), col(report.Left, 11), col(report.Left, 15), col(report.Decimal, 9), col(report.Decimal, 8), col(report.Right, 10), col(report.Decimal, 9), col(report.Left, 24))}
	t.Head = head1("类别", "产业", "口径", c.valueWord(), "增速\n（%）", fmt.Sprintf("%d年目标", c.Plan.Head.TargetYear), "完成目标\n（%）", "责任部门")
	for i, x := range c.Evaluated.Industries {
		d, id := c.Plan.Industries[i], "t4."+x.Code
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(d.Group), text(d.Name), text(d.Measure), c.plain(id+".value", x.Value, 2, c.completionSign(x)),
			c.growthCell(id+".growth", x.Figure.Official, none), report.Text(id+".target", d.Target.Text+d.Bound), c.number(id+".percent", x.Percent, 1, none),
			text(c.Plan.UnitName(x.Owner, c.period)),
		}})
	}
	return t
}

func (c *composer) completionSign(x evaluate.Completion) string {
	if x.Verdict == evaluate.NotDueYet {
		return none
	}
	if sign := c.signFor(x.Owner); sign != none {
		return sign
	}
	return "未报"
}

func (c *composer) taskTable() *report.Table {
	t := &report.Table{ID: "t4t", Title: fmt.Sprintf("%d项行动任务", len(c.Plan.Tasks)), Columns: columns(
		col(report.Centre, 5), col(report.Left, 28), col(report.Centre, 9), col(report.Decimal, 9), col(report.Right, 11), col(report.Decimal, 8),
		col(report.Decimal, 8), col(report.Decimal, 8), col(report.Centre, 12), col(report.Left, 22))}
	t.Head = head1("编号", "任务", "单位", "已完成", "目标", "完成\n（%）", "进度\n（%）", "时序\n（%）", "状态", "责任部门")
	area := ""
	for i, x := range c.Evaluated.Tasks {
		task, id := c.Plan.Tasks[i], "t4."+x.Code
		if task.Area != area {
			area = task.Area
			t.Rows = append(t.Rows, section(fmt.Sprintf("t4.area.%d", i), area))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(task.Code), text(task.Measure), text(task.Unit), c.plain(id+".value", x.Value, 2, c.completionSign(x)),
			report.Text(id+".target", targetText(task)), c.number(id+".percent", x.Percent, 1, none),
			c.number(id+".progress", x.Progress, 1, none), c.number(id+".time", x.Time, 1, none), toned(id+".verdict", verdictText(x), completionTones[x.Verdict]),
			text(c.Plan.UnitName(x.Owner, c.period)),
		}})
	}
	rules := c.Plan.Scheme.TaskRules()
	t.Notes = []string{
		"“以内”为控制数，不计完成比重；范围目标按下限计，达到下限即为已达目标；“左右”的，不低于目标" + rules.About.Text + "%以内即为已达目标。责任部门为建议分工。",
		"进度只列测算方案中声明为逐年均匀推进的任务：方案印有2017年数的从该数和2018年起算，其余从零和规划期初起算；低于时序超过" + rules.SlowPoints.Text + "个百分点的为慢于时序。其他任务没有基数，不判断快慢。",
	}
	return t
}

func verdictText(x evaluate.Completion) string {
	if x.Over {
		return string(x.Verdict) + "\n（超过上限）"
	}
	return string(x.Verdict)
}

// ownerTable counts tasks and industries by responsible department; nil if none is
// due in the period.
func (c *composer) ownerTable() *report.Table {
	t := &report.Table{ID: "t4d", Title: "责任部门推进情况", Unit: "单位：项", Columns: columns(
		col(report.Left, 34), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 12))}
	t.Head = head1("责任部门", "任务和产业", "已完成", "推进中", "滞后", "未报", "本期不报")
	row := func(owner, name string, kind report.RowKind, o evaluate.OwnerProgress) {
		id := "t4d." + owner
		cells := []report.Cell{text(name)}
		for _, x := range ownerColumns(o) {
			cells = append(cells, c.countOrNone(id+"."+x.Column, len(x.Codes)))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: kind, Cells: cells})
	}
	owners := evaluate.ByOwner(c.Evaluated.Industries, c.Evaluated.Tasks)
	if all := allOwners(owners); len(all.NotDue) == len(all.All) {
		return nil
	}
	for _, o := range owners {
		row(o.Owner, c.Plan.UnitName(o.Owner, c.period), report.Data, o)
	}
	row("all", "合计", report.Total, allOwners(owners))
	t.Notes = []string{"已完成，指已达目标或在控制数内；滞后，指慢于时序、未完成年度任务、未完成目标和超过控制数；尚需压减的列入推进中。"}
	return t
}

// ownerColumn is a column of the table of departments: its id and what it counts.
type ownerColumn struct {
	Column string
	Codes  []string
}

func ownerColumns(o evaluate.OwnerProgress) []ownerColumn {
	return []ownerColumn{{"total", o.All}, {"done", o.Done}, {"going", o.Going}, {"behind", o.Behind}, {"absent", o.NoReport}, {"not_due", o.NotDue}}
}

// allOwners puts the departments together.
func allOwners(list []evaluate.OwnerProgress) evaluate.OwnerProgress {
	all := evaluate.OwnerProgress{Owner: "all"}
	for _, o := range list {
		all.All, all.Done, all.Going = append(all.All, o.All...), append(all.Done, o.Done...), append(all.Going, o.Going...)
		all.Behind, all.NoReport, all.NotDue = append(all.Behind, o.Behind...), append(all.NoReport, o.NoReport...), append(all.NotDue, o.NotDue...)
	}
	return all
}

// OwnerCodes are the codes that a cell of the table of departments counts.
func OwnerCodes(in Input, owner, column string) []string {
	list := evaluate.ByOwner(in.Evaluated.Industries, in.Evaluated.Tasks)
	for _, o := range append(list, allOwners(list)) {
		for _, x := range ownerColumns(o) {
			if o.Owner == owner && x.Column == column {
				return x.Codes
			}
		}
	}
	return nil
}

func (c *composer) countOrNone(id string, n int) report.Cell {
	if n == 0 {
		return c.number(id, nil, 0, none)
	}
	return c.count(id, n)
}

func targetText(t plan.Task) string {
	s := t.Target.Text
	if t.TargetMax.Set() {
		s += "—" + t.TargetMax.Text
	}
	switch {
	case t.AtMost:
		s += "以内"
	case t.Yearly && !strings.Contains(t.Measure, "每年"):
		s += "（每年）"
	}
	return s + t.Bound
}
