package compose

import (
	"fmt"
	"strings"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// planCheck is 附表7 of a report on a year: where the plan contradicts itself, with
// both figures and the one that the report goes by. The plan does not change from
// month to month, so that other reports only say how many places there are.
func (c *composer) planCheck() []report.Annex {
	if c.period.Kind != stat.Year {
		return nil
	}
	check := c.Plan.Lint()
	if len(check.Found)+len(check.Skipped) == 0 {
		return nil
	}
	t := &report.Table{ID: "t7", Columns: columns(col(report.Left, 22), col(report.Left, 18), col(report.Left, 28), col(report.Left, 30), col(report.Left, 40), col(report.Left, 28))}
	t.Head = head1("指标或事项", "在方案中的位置", "方案所述", "按方案其他数字核对", "算法", "报告采用")
	n := 0
	for i, kind := range kindsOf(check.Found) {
		t.Rows = append(t.Rows, section(fmt.Sprintf("t7.kind%d", i+1), kind))
		for _, x := range check.Found {
			if x.Kind != kind {
				continue
			}
			n++
			t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("t7.%d", n), Cells: []report.Cell{
				text(fmt.Sprintf("%d. %s", n, x.Subject)), text(x.Where), text(x.Stated), text(x.Implied), text(x.Working), text(strings.TrimPrefix(x.Used, "报告采用：")),
			}})
		}
	}
	t.Notes = []string{fmt.Sprintf("共%d处，均由方案所印数字计算得出。方案数字一律按所印，不作修改；绝对值目标与增速目标分别评价。", n)}
	for _, s := range check.Skipped {
		t.Notes = append(t.Notes, "未核对："+s)
	}
	return []report.Annex{{ID: "annex7", Label: "附表7", Title: "方案数字核对", Sheet: "附表7", Blocks: []report.Block{t}}}
}

// kindsOf lists the kinds in the order in which they are first found.
func kindsOf(found []plan.Conflict) []string {
	var kinds []string
	seen := map[string]bool{}
	for _, x := range found {
		if !seen[x.Kind] {
			kinds = append(kinds, x.Kind)
		}
		seen[x.Kind] = true
	}
	return kinds
}

// planCheckLine refers to the check in one line.
func (c *composer) planCheckLine() string {
	n := len(c.Plan.Lint().Found)
	switch {
	case n == 0:
		return ""
	case c.period.Kind == stat.Year:
		return fmt.Sprintf("方案数字自身不一致之处共%d处，见附表7。", n)
	}
	return fmt.Sprintf("方案数字自身不一致之处共%d处，均按所印，不作修改，列于年度评估报告的附表7。", n)
}
