package compose

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/report"
)

// Room is how much a paper of one page may say: rows of a list, names told one after
// another, characters of a name and of a paragraph, and whether there is room for a
// chart. The zero value sets no limit.
type Room struct {
	Rows, Names, Runes, Text int
	Chart                    bool
}

// Rooms are the rooms to try, the widest first. The last one fits a page whatever is
// said: each of its parts has a bound.
func Rooms() []Room {
	return []Room{
		{24, 24, 60, 900, true}, {24, 24, 60, 900, false}, {16, 16, 60, 600, false}, {12, 12, 40, 400, false}, {10, 10, 36, 360, false}, {8, 8, 30, 300, false},
		{6, 6, 24, 220, false}, {5, 5, 20, 160, false}, {4, 4, 16, 120, false}, {3, 3, 14, 90, false}, {2, 2, 12, 60, false}, {1, 1, 8, 40, false},
	}
}

// cut ends a text that is longer than a number of characters with ….
func cut(s string, runes int) string {
	if r := []rune(s); runes > 0 && len(r) > runes {
		return strings.TrimRight(string(r[:runes-1]), "（、，；：“《 ") + "…"
	}
	return s
}

// rows are the first rows that there is room for, and how many are left out.
func (r Room) rows(all []report.Row) (kept []report.Row, left int) {
	if r.Rows == 0 || len(all) <= r.Rows {
		return all, 0
	}
	return all[:r.Rows], len(all) - r.Rows
}

// more says that a list goes on in the report.
func more(left int, what string) []string {
	if left == 0 {
		return nil
	}
	return []string{fmt.Sprintf("另有%d%s，见评估报告。", left, what)}
}

// list tells names one after another; those without room by their number.
func (r Room) list(names []string) string {
	if r.Names == 0 || len(names) <= r.Names {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s等%d家", strings.Join(names[:r.Names], "、"), len(names))
}

// paragraph keeps the leading clauses of a paragraph that there is room for.
func (r Room) paragraph(p report.Paragraph) report.Paragraph {
	if r.Text == 0 || len([]rune(p.Text())) <= r.Text {
		return p
	}
	said, end, at := 0, 0, 0 // runes so far; those up to the last clause that fits; runs that it takes
	for i, run := range p.Runs {
		for _, c := range run.Text {
			said++
			if said <= r.Text && run.Ref == "" && strings.ContainsRune("。；", c) {
				end, at = said, i
			}
		}
	}
	const rest = "……（余见评估报告）"
	if end == 0 { // not one clause: the words before the first figure
		first := slices.IndexFunc(p.Runs, func(run report.Run) bool { return run.Ref != "" })
		if first < 0 {
			first = len(p.Runs)
		}
		p.Runs = []report.Run{{Text: cut(report.Paragraph{Runs: p.Runs[:first]}.Text(), r.Text) + rest}}
		return p
	}
	runs := slices.Clone(p.Runs[:at+1])
	before := len([]rune(report.Paragraph{Runs: runs[:at]}.Text()))
	runs[at].Text = string([]rune(runs[at].Text)[:end-before-1]) + rest
	p.Runs = runs
	return p
}

// clipped are the names of a narrative in the room that there is.
func (n narrative) clipped(r Room) narrative {
	if r == (Room{}) {
		return n
	}
	for i := range n.Lines {
		n.Lines[i].Name, n.Lines[i].Owner = cut(n.Lines[i].Name, r.Runes), cut(n.Lines[i].Owner, r.Runes)
	}
	for _, names := range [][]string{n.Returned, n.Missing, n.Projects.Charged, n.Projects.New, n.Projects.Recovered} {
		for i := range names {
			names[i] = cut(names[i], r.Runes)
		}
	}
	return n
}
