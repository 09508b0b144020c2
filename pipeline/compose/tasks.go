package compose

import (
	"fmt"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

var completionTones = map[evaluate.CompletionVerdict]report.Tone{
	evaluate.Done: report.Good, evaluate.Within: report.Good, evaluate.Exceeded: report.Bad, evaluate.NotDone: report.Bad, evaluate.Reduce: report.Plain,
	evaluate.Going: report.Plain, evaluate.NoReport: report.Muted, evaluate.NotDueYet: report.Muted,
}

// tasksAndIndustries is 附表4: industries and tasks.
func (c *composer) tasksAndIndustries() report.Annex {
	return report.Annex{ID: "annex4", Label: "附表4", Title: "产业和行动任务", Sheet: "附表4",
		Blocks: []report.Block{c.industryTable(), c.taskTable()}}
}

func (c *composer) industryTable() *report.Table {
	t := &report.Table{ID: "t4i", Title: "（一）十大产业", Unit: "单位：亿元", Columns: columns(
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
	t := &report.Table{ID: "t4t", Title: fmt.Sprintf("（二）%d项行动任务", len(c.Plan.Tasks)), Columns: columns(
		col(report.Centre, 5), col(report.Left, 30), col(report.Centre, 9), col(report.Decimal, 9), col(report.Right, 11), col(report.Decimal, 8), col(report.Centre, 10), col(report.Left, 24))}
	t.Head = head1("编号", "任务", "单位", "已完成", "目标", "完成\n（%）", "状态", "责任部门")
	area := ""
	for i, x := range c.Evaluated.Tasks {
		task, id := c.Plan.Tasks[i], "t4."+x.Code
		if task.Area != area {
			area = task.Area
			t.Rows = append(t.Rows, section(fmt.Sprintf("t4.area.%d", i), area))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(task.Code), text(task.Measure), text(task.Unit), c.plain(id+".value", x.Value, 2, c.completionSign(x)),
			report.Text(id+".target", targetText(task)), c.number(id+".percent", x.Percent, 1, none), toned(id+".verdict", string(x.Verdict), completionTones[x.Verdict]),
			text(c.Plan.UnitName(x.Owner, c.period)),
		}})
	}
	t.Notes = []string{"方案未印各项任务的基数，只列完成比重，不判断快慢；“以内”为控制数，不计完成比重；范围目标按下限计。责任部门为建议分工。"}
	return t
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
