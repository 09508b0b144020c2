package pipeline

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// completionColumn is a figure of an industry or a task in 附表4.
func (t *Tracer) completionColumn(code, column string) (*Figure, error) {
	it, ok := t.project.Plan.Item(code)
	if !ok {
		return nil, fmt.Errorf("%s: %w", code, errNoTrace)
	}
	var c *evaluate.Completion
	for _, list := range [][]evaluate.Completion{t.in.Evaluated.Industries, t.in.Evaluated.Tasks} {
		for i := range list {
			if list[i].Code == code {
				c = &list[i]
			}
		}
	}
	if c == nil {
		return nil, fmt.Errorf("%s: %w", code, errNoTrace)
	}
	target := t.planLeaf("目标", fmt.Sprintf("%s，%d年目标", it.Name, t.project.Plan.Head.TargetYear), it.Unit, "tasks.yaml", code, "target", c.Target)
	if c.Max.Set() {
		target.From = []*Figure{t.planLeaf("上限", it.Name+"，目标上限", it.Unit, "tasks.yaml", code, "target_max", c.Max)}
	}
	switch column {
	case "progress", "time":
		return t.taskPace(it, c, column, target), nil
	case "value":
		return t.official(it, stat.Value), nil
	case "growth":
		return t.official(it, stat.Growth), nil
	case "target":
		return target, nil
	case "percent":
		return computed(it.Name+"，完成目标", "%", c.Percent, "完成目标的比重；范围目标按下限计，控制数不计", "{已完成}÷{目标}×100",
			t.official(it, stat.Value).called("已完成"), target), nil
	case "verdict":
		return &Figure{Name: it.Name + "，状态", Kind: ComputedFigure, Text: string(c.Verdict), Method: "看是否达到目标或控制数；声明为逐年均匀推进的任务另与时序进度比较",
			From: []*Figure{t.official(it, stat.Value).called("已完成"), target}}, nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// taskPace is the progress of a task that goes on evenly, or the time beside it.
func (t *Tracer) taskPace(it plan.Item, c *evaluate.Completion, column string, target *Figure) *Figure {
	h := t.project.Plan.Head
	if column == "progress" {
		done := t.official(it, stat.Value).called("已完成")
		if !c.Base.Set() {
			return computed(it.Name+"，进度", "%", c.Progress, "从零起算的进度", "{已完成}÷{目标}×100", done, target)
		}
		base := t.planLeaf("基数", it.Name+"，2017年数", it.Unit, "tasks.yaml", it.Code, "printed_2017", c.Base)
		return computed(it.Name+"，进度", "%", c.Progress, "从方案所印2017年数起算的进度", "（{已完成}−{基数}）÷（{目标}−{基数}）×100", done, base, target)
	}
	year, months := fromPeriod("报告年", "报告期的年份", t.period.Year), fromPeriod("月份", "报告期的末月", t.period.EndMonth())
	last := t.yearOf("目标年", "target_year", h.TargetYear)
	if c.Base.Set() {
		return computed("时序进度", "%", c.Time, "2018年起已过的月数占到目标年的比重", "（（{报告年}−2017−1）×12＋{月份}）÷（（{目标年}−2017）×12）×100", year, months, last)
	}
	return computed("时序进度", "%", c.Time, "已过的月数占规划期的比重", "（（{报告年}−{首年}）×12＋{月份}）÷（（{目标年}−{首年}＋1）×12）×100",
		year, t.yearOf("首年", "first_year", h.FirstYear), months, last)
}

// ownerCount is how many tasks and industries of a department stand in some way.
func (t *Tracer) ownerCount(owner, column string) *Figure {
	codes := compose.OwnerCodes(t.in.Input, owner, column)
	name := "全部责任部门的任务和产业"
	if owner != "all" {
		name = t.unitName(owner) + "负责的任务和产业"
	}
	if len(codes) == 0 {
		return absentFigure(name, "没有这类任务和产业")
	}
	n := decimal.NewFromInt(int64(len(codes)))
	f := computed(name, "项", &n, "逐项计数，各项见附表4", "")
	f.Formula = "计数（" + strings.Join(codes, "、") + "）"
	f.Worked = f.Formula + "＝" + n.String()
	return f
}
