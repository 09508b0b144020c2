package compose

import (
	"strings"

	"zhibao/pipeline/report"
)

// LeftOf cuts a paragraph in which [a] quotes the cell a, where some cells and an annex
// are left out.
func LeftOf(said, gone, annex string) string {
	e := &edition{gone: map[string]bool{}, labels: []string{annex}}
	for _, id := range gone {
		e.gone[string(id)] = true
	}
	var p report.Paragraph
	for i, part := range strings.FieldsFunc(said, func(r rune) bool { return r == '[' || r == ']' }) {
		run := report.Run{Text: part}
		if i%2 == 1 {
			run = report.Run{Text: "7", Ref: part}
		}
		p.Runs = append(p.Runs, run)
	}
	p, ok := e.paragraph(p)
	if !ok {
		return ""
	}
	var b strings.Builder
	for _, r := range p.Runs {
		if r.Ref != "" {
			b.WriteString("[" + r.Ref + "]")
			continue
		}
		b.WriteString(r.Text)
	}
	return b.String()
}

// Underived are the cells of 评估报告 that have a formula and do not carry it: their
// inputs stand elsewhere, or it gives another figure.
func Underived(in Input) (elsewhere, other []string, err error) {
	doc, err := Report(in)
	if err != nil {
		return nil, nil, err
	}
	c := &composer{Input: in, period: in.Figures.Period, doc: doc}
	formulas, err := c.formulas(reportFormulas...)
	if err != nil {
		return nil, nil, err
	}
	return doc.Derive(formulas)
}
