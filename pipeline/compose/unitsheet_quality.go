package compose

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// dataQuality is how the unit reported, and what was found in its own report.
func (c unitSheet) dataQuality() []report.Block {
	t := &report.Table{ID: "us6", Unit: "单位：%、个", Columns: columns(col(report.Centre, 12))}
	head := []string{"本期报送"}
	state := toned("", string(c.state()), report.Good)
	if c.state() != consolidate.Reported {
		state.Tone = report.Bad
	}
	row := report.Row{ID: "us6.1", Cells: []report.Cell{state}}
	for _, s := range shares {
		head = append(head, s.title)
		row.Cells = append(row.Cells, quoted(c.cells, "t58."+c.unit.Code+"."+s.id))
		t.Columns = append(t.Columns, col(report.Decimal, 11))
	}
	for s := rule.Mandatory; s <= rule.Hint; s++ {
		head = append(head, s.String()+"\n问题")
		row.Cells = append(row.Cells, quoted(c.cells, fmt.Sprintf("t52.%s.%d", c.unit.Code, s)))
		t.Columns = append(t.Columns, col(report.Decimal, 9))
	}
	t.Head, t.Rows = head1(head...), []report.Row{row}
	blocks := []report.Block{t}
	f := &report.Table{ID: "us7", Columns: columns(col(report.Centre, 10), col(report.Left, 20), col(report.Left, 60)), Head: head1("级别", "位置", "待处理的问题")}
	var rows []report.Row
	for _, r := range c.open() {
		rows = append(rows, report.Row{ID: fmt.Sprintf("us7.%d", len(rows)+1), Cells: []report.Cell{
			{Text: r.Severity.String(), Tone: severityTones[r.Severity]}, text(cut(place(r.Source), c.room.Runes)), text(cut(r.Message, c.room.Text/3))}})
	}
	kept, left := c.room.rows(rows)
	if len(kept) > 0 {
		f.Rows = kept
		if left > 0 {
			f.Notes = []string{fmt.Sprintf("另有%d个问题，见退回表格中的审核清单。", left)}
		}
		blocks = append(blocks, f)
	}
	return blocks
}

func (c unitSheet) state() consolidate.State {
	if state, ok := c.stateOf(c.unit.Code); ok {
		return state
	}
	return consolidate.Missing
}

// open are the unit's own findings that ask for something.
func (c unitSheet) open() []rule.Result {
	var list []rule.Result
	for _, i := range c.found[c.unit.Code] {
		list = append(list, c.Results.At(i))
	}
	return list
}

// todo is what the unit has to do next.
func (c unitSheet) todo() []report.Block {
	var lines []string
	open := c.open()
	switch returned := slices.ContainsFunc(open, rule.Result.Returns); {
	case c.state() == consolidate.Missing:
		lines = append(lines, "本期报表尚未收到，请立即报送，并说明原因。")
	case c.state() == consolidate.Returned, returned:
		lines = append(lines, "请按退回表格中标注的问题改正后重报，数字未计入本期汇总。")
	case len(open) > 0:
		lines = append(lines, "请对待处理的核实性问题在核实说明中作出说明后重报。")
	}
	supervised, undated := 0, 0
	for _, p := range c.Evaluated.Projects.Supervised() {
		if p.Unit == c.unit.Code {
			supervised++
			if p.Deadline.IsZero() {
				undated++
			}
		}
	}
	if supervised > 0 {
		line := fmt.Sprintf("请会同责任部门整改列入督办的%d个项目", supervised)
		if undated > 0 {
			line += fmt.Sprintf("，其中%d个未定整改期限的请一并明确", undated)
		}
		lines = append(lines, line+"。")
	}
	for _, next := range c.Next {
		if next.Who == "" || strings.Contains(next.Who, kindName(c.unit.Kind)) {
			lines = append(lines, next.When+"前报送"+next.What+"。")
		}
	}
	var blocks []report.Block
	for i, l := range lines {
		blocks = append(blocks, paragraphOf(fmt.Sprintf("us8.%d", i+1), l))
	}
	return blocks
}
