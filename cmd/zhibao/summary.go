package main

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// tell prints the one-screen summary and sets the exit code.
func (a *app) tell(p *pipeline.Project, s *pipeline.Summary) error {
	a.code = s.Code()
	if a.json {
		return a.printJSON(summaryJSON(p, s))
	}
	for _, line := range (screen{p, s, a.textWidth(), a.colours()}).lines() {
		a.say("%s", line)
	}
	return nil
}

// screenLines is what a screen shows above the prompt.
const screenLines = 23

// screen is the summary of a run, set for a width.
type screen struct {
	*pipeline.Project
	s      *pipeline.Summary
	width  int
	colour bool
}

// lines are those of the summary. The lists share what is left of the screen; what
// they leave out stands in a file, which is named.
func (c screen) lines() []string {
	top := []string{"", c.Plan.Head.City + "  " + c.s.Period.Label()}
	top = append(top, c.part("报送", c.received())...)
	top = append(top, c.part("问题", c.findings())...)
	top = append(top, c.headline()...)
	top = append(top, c.part("评价", c.verdicts())...)
	bottom := c.documents()
	lists := []list{
		{"滞后", "项，见评估报告.pdf", c.lagging()},
		{"催办", "家，见催报单.xlsx", c.behind()},
		{"待办", "个，见审核报告.xlsx", c.open()},
	}
	if c.s.Period.Short() {
		lists[0].more = "个项目，见督办通知.pdf"
	}
	room := screenLines - len(top) - len(bottom)
	if !c.s.Unchanged {
		room-- // a run with nothing to do has a line more, and lists the same
	}
	share(lists, room)
	for _, l := range lists {
		for i, item := range l.items {
			label := ""
			if i == 0 {
				label = c.paint(report.Bad, l.label)
			}
			top = append(top, c.part(label, item...)...)
		}
	}
	return append(top, bottom...)
}

const indent = "        "

// part sets a paragraph of the summary under its label.
func (c screen) part(label string, texts ...string) []string {
	var lines []string
	for _, text := range texts {
		lines = append(lines, folded("", "", text, c.width-columns(indent))...)
	}
	for i := range lines {
		lead := indent
		if i == 0 && label != "" {
			lead = "  " + label + strings.Repeat(" ", max(2, columns(indent)-2-columns(label)))
		}
		lines[i] = lead + lines[i]
	}
	return lines
}

func (c screen) received() string {
	s := c.s
	missing := s.Count(consolidate.Missing)
	said := fmt.Sprintf("应报%d家，收到%d家，审核通过%d家，退回%d家，缺报%d家", len(s.Units), len(s.Units)-missing, s.Count(consolidate.Reported), s.Count(consolidate.Returned), missing)
	if len(s.Behind) > 0 && !s.Moment.IsZero() {
		said += "（按" + brief(s.Moment) + "计）"
	}
	return said
}

func (c screen) findings() string {
	n := c.s.Findings
	return fmt.Sprintf("强制性%d个，准强制性%d个，核实性%d个，提示%d个%s", n[rule.Mandatory], n[rule.NearMandatory], n[rule.Verify], n[rule.Hint], excused(c.s))
}

// excused counts what was explained and granted, if anything was.
func excused(s *pipeline.Summary) string {
	var parts []string
	if n := s.Excused[rule.WasExplained]; n > 0 {
		parts = append(parts, fmt.Sprintf("已说明%d个", n))
	}
	if n := s.Excused[rule.WasGranted]; n > 0 {
		parts = append(parts, fmt.Sprintf("已准予%d个", n))
	}
	if len(parts) == 0 {
		return ""
	}
	return "；其中" + strings.Join(parts, "，")
}

func (c screen) verdicts() string {
	counts := map[string]int{}
	var order []string
	for _, v := range c.s.Verdicts {
		if counts[string(v)] == 0 {
			order = append(order, string(v))
		}
		counts[string(v)]++
	}
	each := "项"
	if c.s.Period.Short() {
		each = "个" // projects
	}
	for i, w := range order {
		order[i] = fmt.Sprintf("%s%d%s", w, counts[w], each)
	}
	if len(order) == 0 {
		return "没有可评价的内容"
	}
	return strings.Join(order, "，")
}

// headline sets the headline figures in columns. Where they are too wide the target,
// the progress and the growth are left out, in this order; the brief has them.
func (c screen) headline() []string {
	const name, verdict = 0, 5
	var rows [][]string
	for _, h := range c.s.Told.Headline {
		row := []string{h.Name, h.Value, h.Growth, h.Target, h.Progress, h.Verdict}
		for i := range row[1:5] { // the words of the brief's boxes stand close to their figures
			row[1+i] = strings.ReplaceAll(row[1+i], " ", "")
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	const gap = 2
	total := func() int {
		n := columns(indent) - gap
		for _, w := range widths {
			if w > 0 {
				n += w + gap
			}
		}
		return n
	}
	for _, i := range []int{3, 4, 2} {
		if total() > c.width {
			widths[i] = 0
		}
	}
	widths[name] = max(8, widths[name]-max(0, total()-c.width))
	var lines []string
	for i, row := range rows {
		line := "  指标  "
		if i > 0 {
			line = indent
		}
		for k, cell := range row {
			switch {
			case widths[k] == 0:
			case k == name:
				line += pad(cell, widths[k])
			case k == verdict:
				line += strings.Repeat(" ", gap) + c.paint(c.s.Told.Headline[i].Tone, cell)
			default:
				line += strings.Repeat(" ", gap) + padLeft(cell, widths[k])
			}
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// lagging says of each indicator or project that is behind how much, and who answers.
func (c screen) lagging() [][]string {
	var items [][]string
	for _, l := range c.s.Told.Lagging {
		text := l.Name + "：" + l.Verdict
		switch {
		case l.Deadline != "":
			text += "，整改期限" + l.Deadline
		case l.Growth != "" && strings.HasPrefix(l.Verdict, "增速"):
			text += "（" + l.Growth + "%）"
		case strings.HasPrefix(l.Gap, "-"): // behind the time that has passed
			text += strings.TrimPrefix(l.Gap, "-") + "个百分点"
		}
		items = append(items, c.item(text+"；责任："+dash(l.Owner)))
	}
	return items
}

// behind says who is late, has not reported or was sent a form back, and whom to
// ring: first what has not come, then what was returned, then what came late.
func (c screen) behind() [][]string {
	rank := func(u pipeline.UnitStatus) int {
		switch u.State {
		case pipeline.NotReported:
			return 0
		case string(consolidate.Returned):
			return 1
		}
		return 2
	}
	units := slices.Clone(c.s.Behind)
	slices.SortStableFunc(units, func(a, b pipeline.UnitStatus) int { return rank(a) - rank(b) })
	duties := map[string]int{}
	for _, u := range units {
		duties[u.Code]++
	}
	var items [][]string
	for _, u := range units {
		said := []string{u.State}
		if how := standing(u); how != "按时" && how != "未登记" {
			said = append(said, how)
		}
		if duties[u.Code] > 1 { // which of them
			said = append(said, strings.Join(u.Forms, "、"))
		}
		items = append(items, c.item(fmt.Sprintf("%s：%s；联系人%s，电话%s", u.Name, strings.Join(said, "，"), dash(u.Contact), dash(u.Phone))))
	}
	return items
}

// open lists the findings that a person has to deal with.
func (c screen) open() [][]string {
	var items [][]string
	for _, r := range c.s.Open {
		unit := c.Plan.UnitName(r.Subject.Unit, c.s.Period)
		if unit == "" {
			unit = r.Source.File
		}
		place := ""
		if r.Source.Cell != "" {
			place = "（" + r.Source.Sheet + "!" + r.Source.Cell + "）"
		}
		items = append(items, c.item(unit+"："+strings.TrimRight(r.Message, "。")+place+"。"))
	}
	return items
}

// item is an entry of a list, two lines at most.
func (c screen) item(text string) []string {
	width := c.width - columns(indent)
	lines := folded("", "  ", text, width)
	if len(lines) > 2 {
		lines = []string{lines[0], fit(lines[1]+strings.TrimLeft(lines[2], " "), width, most)}
	}
	return lines
}

// list is a list of the summary: its entries, each of some lines.
type list struct {
	label, more string
	items       [][]string
}

// share cuts the lists to a number of lines, giving to each in turn, to the last first.
func share(lists []list, room int) {
	kept := make([]int, len(lists))
	for given := true; given; {
		given = false
		for i, l := range slices.Backward(lists) {
			if kept[i] == len(l.items) {
				continue
			}
			need := len(l.items[kept[i]])
			if kept[i]+1 < len(l.items) {
				need++ // the line that tells of the rest
			}
			had := 0
			if kept[i] > 0 {
				had = 1 // that line is there already
			}
			if need-had <= room || kept[i] == 0 {
				room -= need - had
				kept[i]++
				given = true
			}
		}
	}
	for i, l := range lists {
		if left := len(l.items) - kept[i]; left > 0 {
			lists[i].items = append(l.items[:kept[i]:kept[i]], []string{fmt.Sprintf("……另有%d%s", left, l.more)})
		}
	}
}

// tones are the colours of a terminal (ECMA-48, 8.3.117).
var tones = map[report.Tone]string{report.Good: "32", report.Bad: "31"}

// paint colours a text where colours are shown.
func (c screen) paint(tone report.Tone, s string) string {
	code := tones[tone]
	if !c.colour || code == "" || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
