package compose

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// field is what a narrative template knows of a field. ID begins the ids of its
// counts: n, done, going, short, absent.
type field struct {
	Name, ID                          string
	Tasks, Done, Going, Short, Absent []task
	Lines                             []line
	DoneWord, ShortWord               string // for Done and Short: as the verdicts among them say it
}

// task is what a narrative template knows of a task; ID begins the ids of its cells.
type task struct{ Code, Name, Area, Unit, Owner, Target, Verdict, ID string }

// Of returns the tasks of a verdict.
func (f field) Of(verdict string) []task {
	return slices.DeleteFunc(slices.Clone(f.Tasks), func(t task) bool { return t.Verdict != verdict })
}

// fieldTable counts the tasks of each field by what became of them; nil without
// fields, or within a year, when no chapter tells of them.
func (c *composer) fieldTable() *report.Table {
	if len(c.Plan.Fields) == 0 || c.period.Kind != stat.Year {
		return nil
	}
	t := &report.Table{ID: "t4f", Title: "按领域汇总的任务", Unit: "单位：项", Columns: columns(col(report.Centre, 6), col(report.Left, 18),
		col(report.Decimal, 10), col(report.Decimal, 14), col(report.Decimal, 10), col(report.Decimal, 16), col(report.Decimal, 10))}
	t.Head = head1("序号", "领域", "任务", "已达目标或\n在控制数内", "推进中", "未完成或\n尚需压减", "未报")
	for i, f := range evaluate.Fields(c.Plan, c.Evaluated) {
		id := fieldID(i)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(fmt.Sprint(i + 1)), text(f.Name), c.count(id+".n", len(f.Tasks)), c.count(id+".done", len(f.Done)),
			c.count(id+".going", len(f.Going)), c.count(id+".short", len(f.Short)), c.count(id+".absent", len(f.Absent)),
		}})
	}
	t.Notes = []string{"领域按国家评估的通行分法归类，方案未印，可由统计局调整。"}
	return t
}

func fieldID(i int) string { return fmt.Sprintf("t4f.%d", i+1) }

// fields are the fields that have tasks or indicators to tell of.
func (c *composer) fields(lines []line) []field {
	if c.period.Kind != stat.Year {
		return nil
	}
	var list []field
	for i, f := range evaluate.Fields(c.Plan, c.Evaluated) {
		x := field{Name: f.Name, ID: fieldID(i), Tasks: c.tasks(f.Tasks), Done: c.tasks(f.Done), Going: c.tasks(f.Going), Short: c.tasks(f.Short), Absent: c.tasks(f.Absent)}
		x.DoneWord = oneOf(x.Done, string(evaluate.Done), string(evaluate.Within))
		x.ShortWord = oneOf(x.Short, "未完成", string(evaluate.Reduce), string(evaluate.Exceeded))
		for _, l := range lines {
			if slices.Contains(f.Indicators, l.Code) {
				x.Lines = append(x.Lines, l)
			}
		}
		if len(x.Tasks)+len(x.Lines) > 0 {
			list = append(list, x)
		}
	}
	return list
}

// oneOf joins by 或 the words that verdicts of the tasks begin with: 未完成 stands for
// 未完成目标 too.
func oneOf(list []task, words ...string) string {
	words = slices.DeleteFunc(words, func(w string) bool {
		return !slices.ContainsFunc(list, func(t task) bool { return strings.HasPrefix(t.Verdict, w) })
	})
	return strings.Join(words, "或")
}

// goalOf is a task's target with its unit: 35处以内, 每年100名.
func goalOf(t plan.Task) string {
	s := t.Target.Text
	if t.TargetMax.Set() {
		s += "—" + t.TargetMax.Text
	}
	s += t.Unit + t.Bound
	switch {
	case t.AtMost:
		s += "以内"
	case t.Yearly:
		s = "每年" + s
	}
	return s
}

// taskName tells a task of an industry from that of another: 新能源产业产值过50亿企业.
func (c *composer) taskName(t plan.Task) string {
	name := strings.TrimSuffix(t.Measure, "（每年）")
	if slices.ContainsFunc(c.Plan.Industries, func(d plan.Industry) bool { return d.Name == t.Area }) {
		return t.Area + "产业" + name
	}
	return name
}

func (c *composer) tasks(list []evaluate.Completion) []task {
	var tasks []task
	for _, x := range list {
		i := slices.IndexFunc(c.Plan.Tasks, func(t plan.Task) bool { return t.Code == x.Code })
		t := c.Plan.Tasks[i]
		tasks = append(tasks, task{Code: t.Code, Name: c.taskName(t), Area: t.Area, Unit: t.Unit,
			Owner: c.Plan.UnitName(t.Owner, c.period), Target: goalOf(t), Verdict: string(x.Verdict), ID: "t4." + t.Code})
	}
	return tasks
}
