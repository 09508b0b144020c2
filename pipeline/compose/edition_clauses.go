package compose

import (
	"slices"
	"strings"

	"zhibao/pipeline/report"
	"zhibao/pipeline/words"
)

// paragraph leaves out the clauses of a paragraph that quote a figure left out, or name
// an annex left out; ok is false if nothing whole remains.
func (e *edition) paragraph(p report.Paragraph) (report.Paragraph, bool) {
	if !e.tainted(p.Runs) {
		return p, true
	}
	var kept []report.Run
	for _, sentence := range parts(p.Runs, "。") {
		kept = append(kept, e.sentence(sentence)...)
	}
	p.Runs = kept
	whole := len(kept) > 0 && words.Hole(p.Text()) == "" && !e.tainted(kept)
	return p, whole
}

// tainted reports whether runs tell something that is left out.
func (e *edition) tainted(runs []report.Run) bool {
	return slices.ContainsFunc(runs, func(r report.Run) bool { return e.gone[r.Ref] }) || e.mentions(report.Paragraph{Runs: runs}.Text())
}

// sentence keeps of a sentence what stands without the clauses left out: brackets go
// first, then of clauses between semicolons the ends after a comma, then the whole
// clause. What stands before a colon stays with what is left of the list.
func (e *edition) sentence(runs []report.Run) []report.Run {
	if !e.tainted(runs) {
		return runs
	}
	runs = e.withoutBrackets(runs)
	lead, rest := head(runs)
	if e.tainted(lead) {
		lead, rest = nil, runs
	}
	var kept []report.Run
	for _, clause := range parts(rest, "；") {
		kept = append(kept, e.clause(clause)...)
	}
	if len(kept) == 0 {
		return nil
	}
	kept = append(slices.Clone(lead), kept...)
	last := &kept[len(kept)-1]
	last.Text = strings.TrimRight(last.Text, "；，。")
	if last.Ref != "" {
		return append(kept, report.Run{Text: "。"})
	}
	last.Text += "。"
	return kept
}

// clause keeps the beginning of a clause up to the comma before what is left out, if
// what comes after is left out altogether; else nothing of it.
func (e *edition) clause(runs []report.Run) []report.Run {
	if !e.tainted(runs) {
		return runs
	}
	list := parts(runs, "，")
	first := slices.IndexFunc(list, e.tainted)
	if first <= 0 || slices.ContainsFunc(list[first:], func(p []report.Run) bool { return !e.tainted(p) }) {
		return nil
	}
	kept := slices.Concat(list[:first]...)
	kept[len(kept)-1].Text = strings.TrimRight(kept[len(kept)-1].Text, "，") + "；"
	return kept
}

// head cuts off what stands before the first colon.
func head(runs []report.Run) (lead, rest []report.Run) {
	list := parts(runs, "：")
	if len(list) < 2 {
		return nil, runs
	}
	return list[0], slices.Concat(list[1:]...)
}

// withoutBrackets leaves out brackets that tell what is left out.
func (e *edition) withoutBrackets(runs []report.Run) []report.Run {
	var out, inside []report.Run
	depth := 0
	put := func(r report.Run) {
		if r.Text == "" {
			return
		}
		if depth > 0 {
			inside = append(inside, r)
		} else {
			out = append(out, r)
		}
	}
	for _, r := range runs {
		if r.Ref != "" {
			put(r)
			continue
		}
		for _, c := range r.Text {
			if c == '（' {
				depth++
			}
			put(report.Run{Text: string(c)})
			if c == '）' && depth > 0 {
				if depth--; depth == 0 {
					if !e.tainted(inside) {
						out = append(out, inside...)
					}
					inside = nil
				}
			}
		}
	}
	return joined(append(out, inside...))
}

// parts cuts runs behind each mark of a kind that stands outside brackets and
// quotation marks; a mark in a quoted figure is none.
func parts(runs []report.Run, mark string) [][]report.Run {
	var list [][]report.Run
	var now []report.Run
	depth := 0
	for _, r := range runs {
		if r.Ref != "" {
			now = append(now, r)
			continue
		}
		text := ""
		for _, c := range r.Text {
			switch c {
			case '（', '“', '《':
				depth++
			case '）', '”', '》':
				depth--
			}
			text += string(c)
			if depth <= 0 && string(c) == mark {
				list, now, text = append(list, append(now, report.Run{Text: text})), nil, ""
			}
		}
		if text != "" {
			now = append(now, report.Run{Text: text})
		}
	}
	if len(now) > 0 {
		list = append(list, now)
	}
	return list
}

// joined puts neighbouring runs without quotation together.
func joined(runs []report.Run) []report.Run {
	var out []report.Run
	for _, r := range runs {
		if n := len(out); n > 0 && out[n-1].Ref == "" && r.Ref == "" {
			out[n-1].Text += r.Text
			continue
		}
		out = append(out, r)
	}
	return out
}
