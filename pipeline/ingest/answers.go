package ingest

import (
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// Answer is what a unit wrote into the list of a returned copy (审核清单).
type Answer struct {
	Key, Text string // Key is that of formxlsx.ReviewFinding: unit/form/item/measure/rule
	Row, Col  int
}

// Answers finds the list of an earlier round in a workbook: the name of its sheet,
// empty if there is none, and the answers in it.
func Answers(book *xlsx.Book) (sheet string, list []Answer) {
	for i := range book.Sheets {
		s := &book.Sheets[i]
		if !isReview(s) {
			continue
		}
		g := newGrid(s, nil)
		answer, key := 0, 0
		for _, row := range g.rows {
			if text := strings.TrimSpace(g.text(row, answer)); answer > 0 && key > 0 && text != "" {
				list = append(list, Answer{strings.TrimSpace(g.text(row, key)), text, row, answer})
			}
			if a, k := g.find(row, form.AnswerTitle), g.find(row, form.ReviewKeyTitle); a > 0 && k > 0 {
				answer, key = a, k
			}
		}
		return s.Name, list
	}
	return "", nil
}

// isReview reports whether a sheet is the list of a returned copy.
func isReview(s *xlsx.Sheet) bool {
	return len(s.Cells) > 0 && label.Equal(s.Cells[0].Text, form.ReviewSheet)
}

// answers takes what a unit answered on the list as the 核实说明 of the rows that
// have none of their own, or empty talk. Every answer is told of, unless the row says the same.
func (r *reader) answers() {
	sheet, list := Answers(r.book)
	for _, a := range list {
		key := append(strings.Split(a.Key, "/"), make([]string, 5)...)
		subject := rule.Subject{Unit: key[0], Form: key[1], Item: key[2]}
		of := func(o stat.Observation) bool {
			return o.Unit == subject.Unit && o.Form == subject.Form && o.Item == subject.Item
		}
		row := slices.IndexFunc(r.sub.Observations, of)
		own := slices.IndexFunc(r.sub.Observations, func(o stat.Observation) bool { return of(o) && o.Measure == stat.Note })
		src := stat.Source{Sheet: sheet, Cell: xlsx.CellName(a.Row, a.Col), File: r.sub.File, SHA256: r.sub.SHA256}
		about, known := r.ctx.Rules.Rule(key[4])
		taken := "采用为该行的核实说明"
		switch {
		case !known || about.Severity() != rule.Verify:
			taken = "不是对核实性问题的说明，供统计局阅看"
		case own >= 0 && strings.Contains(r.sub.Observations[own].Read, a.Text):
			continue
		case own >= 0 && r.sub.Observations[own].Source.Sheet == sheet:
			r.sub.Observations[own].Read += "；" + a.Text
		case own >= 0 && !r.ctx.Rules.Explains(r.sub.Observations[own].Read) && r.ctx.Rules.Explains(a.Text):
			note := &r.sub.Observations[own]
			taken = "采用为该行的核实说明，代替表中的「" + note.Read + "」"
			note.Source, note.Read = src, a.Text
		case own >= 0:
			taken = "没有采用：该行已有核实说明，如需补充请直接改写表中该行的核实说明"
		case row < 0 || !r.hasNotes(subject.Form):
			subject, taken = rule.Subject{}, "没有对应到填报的指标，请统计局阅看"
		default:
			o := r.sub.Observations[row]
			o.Measure, o.Source, o.Quantity = stat.Note, src, stat.Quantity{Kind: stat.TextOnly, Read: a.Text}
			r.sub.Observations = append(r.sub.Observations, o)
		}
		r.fail(rule.AnswerOnList, subject, src, rule.Args{"seen": a.Text, "taken": taken})
	}
}

// hasNotes reports whether a form has a column 核实说明.
func (r *reader) hasNotes(id string) bool {
	d, ok := r.ctx.Forms.Def(id)
	return ok && slices.ContainsFunc(d.Columns, func(c form.Column) bool { return c.Measure == stat.Note })
}

// IdentityCells is what the hidden sheet says, and in which cells by its keys.
func IdentityCells(book *xlsx.Book) (form.Identity, map[string]string) {
	cells := map[string]string{}
	for i := range book.Sheets {
		if s := &book.Sheets[i]; s.Name == form.IdentitySheet {
			g := newGrid(s, nil)
			for _, row := range g.rows {
				if g.filled(row, 2) {
					cells[strings.TrimSpace(g.text(row, 1))] = xlsx.CellName(row, 2)
				}
			}
		}
	}
	return readIdentity(book).Identity, cells
}
