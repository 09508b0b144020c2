package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/report"
)

// digit is what makes a piece of text a figure that must be accounted for.
var digit = regexp.MustCompile(`\d`)

// standIn names a font that stood in for another: what fonts a machine has is known
// only when it prints.
var standIn = regexp.MustCompile(`\.tt[fc]`)

// readPaper holds a PDF against its document: every cell of every table in its row
// and column, every sentence, title, note and chart label as it reads; no number of
// the PDF is left over.
func readPaper(doc *report.Document, printed printedWords) *paper {
	p := &paper{printedWords: printed}
	for _, b := range doc.Blocks() {
		switch b := b.(type) {
		case *report.Table:
			p.table(b)
		case *report.Chart:
			p.chart(b)
		}
	}
	p.texts(flowing(doc))
	p.foots(doc)
	for _, words := range p.pages {
		for _, w := range words {
			if !w.used && digit.MatchString(w.text) && !standIn.MatchString(w.text) {
				p.wrong("page %d: 「%s」 stands in the PDF and not in the document", w.page, w.text)
			}
		}
	}
	return p
}

// table finds the rows, and on each page of them the head.
func (p *paper) table(t *report.Table) {
	first := map[int]float64{} // page → top of the first row on it
	for i, row := range t.Rows {
		var texts []string
		for _, c := range row.Cells {
			texts = append(texts, flat(c.Text))
		}
		boxes, ok := p.row(texts)
		if !ok {
			p.wrong("table %s row %d is not in the PDF as it is: %s", t.ID, i+1, strings.Join(texts, "|"))
		}
		for _, b := range boxes {
			if top, seen := first[p.page]; !seen || i > 0 && b.v0 < top && len(first) > 0 {
				first[p.page] = b.v0
			}
		}
	}
	var heads []string // the longest first, so that none is found within another
	for _, h := range slices.Concat(t.Head...) {
		if text := flat(h.Text); text != "" {
			heads = append(heads, text)
		}
	}
	slices.SortStableFunc(heads, func(a, b string) int { return len(b) - len(a) })
	for page, top := range first {
		for _, text := range heads {
			if !p.above(page, text, top) {
				p.wrong("page %d: table %s has no head cell %s over its rows", page+1, t.ID, text)
			}
		}
	}
}

// chart finds each horizontal bar's label and figure side by side; of other charts
// each figure.
func (p *paper) chart(c *report.Chart) {
	if c.Kind != report.Bullets && c.Kind != report.Ranked {
		for _, point := range c.Points() {
			if !p.figure(point.Text) {
				p.wrong("chart %s: %s is not in the PDF", c.ID, point.Text)
			}
		}
		return
	}
	for _, panel := range c.Panels {
		for _, b := range panel.Bars {
			if !p.label(b) {
				p.wrong("chart %s: %s %s is not in the PDF", c.ID, b.Label, b.Text)
			}
		}
	}
}

func (p *paper) figure(text string) bool {
	for n := p.page; n < len(p.pages); n++ {
		for _, w := range p.pages[n] {
			if is, ok := spells(p.pages[n], flat(text), w); ok {
				p.take([]box{is})
				return true
			}
		}
	}
	return false
}

func (p *paper) label(b report.Bar) bool {
	for n := p.page; n < len(p.pages); n++ {
		for _, w := range p.pages[n] {
			label, ok := spells(p.pages[n], flat(b.Label), w)
			if !ok {
				continue
			}
			for _, w := range p.pages[n] {
				if is, ok := spells(p.pages[n], flat(b.Text), w); ok && is.u0 > label.u1 && is.v0 < label.v1-1 && is.v1 > label.v0+1 {
					p.page = n
					p.take([]box{label, is})
					return true
				}
			}
		}
	}
	return false
}

// ticks accounts for the figures of axes: three or more on one line whose values grow
// as their places do.
func (p *paper) ticks() {
	for _, words := range p.pages {
		lines := map[int][]*word{}
		for _, w := range words {
			if _, err := fmt.Sscanf(w.text, "%f", new(float64)); err == nil && !w.used {
				lines[int(math.Round(w.v0))] = append(lines[int(math.Round(w.v0))], w)
			}
		}
		for _, line := range lines {
			if len(line) < 3 || !even(line) {
				continue
			}
			for _, w := range line {
				w.used = true
			}
		}
	}
}

// even says whether values and places keep one proportion.
func even(line []*word) bool {
	slices.SortFunc(line, func(a, b *word) int { return int(a.u0 - b.u0) })
	value := func(w *word) (v float64) {
		_, _ = fmt.Sscanf(w.text, "%f", &v) // it is one: see ticks
		return v
	}
	place := func(w *word) float64 { return (w.u0 + w.u1) / 2 }
	scale := (value(line[len(line)-1]) - value(line[0])) / (place(line[len(line)-1]) - place(line[0]))
	if scale <= 0 {
		return false
	}
	for _, w := range line {
		if math.Abs((value(w)-value(line[0]))/scale-(place(w)-place(line[0]))) > 4 {
			return false
		}
	}
	return true
}

// texts finds running text: each in the words that no table has, behind the one
// before it, over lines and pages.
func (p *paper) texts(list []flowText) {
	p.ticks()
	var stream strings.Builder
	var of []*word // byte → word
	for _, words := range p.pages {
		for _, w := range words {
			if !w.used {
				stream.WriteString(w.text)
				of = append(of, slices.Repeat([]*word{w}, len(w.text))...)
			}
		}
	}
	all, taken := stream.String(), make([]bool, stream.Len())
	for _, text := range list {
		at, n := 0, 0
		for {
			next := strings.Index(all[at:], text.text)
			if next < 0 {
				break
			}
			at += next
			if !slices.Contains(taken[at:at+len(text.text)], true) {
				for i := range len(text.text) {
					taken[at+i] = true
				}
				n++
			}
			at += len(text.text)
			if n >= text.times && !text.repeats {
				break
			}
		}
		if n < text.times {
			p.wrong("%s stands %d times in the PDF, wants %d: %s", text.what, n, text.times, text.text)
		}
	}
	for i, w := range of {
		if i == 0 || of[i-1] != w {
			w.used = true
		}
		w.used = w.used && (taken[i] || !digit.MatchString(all[i:i+1]))
	}
}

// foots wants the number of each page and the mark. 版记 behind an empty page has no
// number, nor has the empty page (GB/T 9704-2012, 7.5).
func (p *paper) foots(doc *report.Document) {
	for i, f := range p.feet {
		last := i == len(p.feet)-1 && i > 0 && len(p.pages[i-1]) == 0 && doc.Imprint != report.Imprint{}
		if f == "" && (len(p.pages[i]) == 0 || last) {
			continue
		}
		rest, ok := strings.CutPrefix(f, fmt.Sprintf("—%d—", i+1))
		if !ok {
			rest, ok = strings.CutSuffix(f, fmt.Sprintf("—%d—", i+1))
		}
		if !ok || rest != flat(doc.Mark) {
			p.wrong("the foot of page %d is 「%s」", i+1, f)
		}
	}
}

// ruled are digits of sentences that are no figure of a table: years, months, days,
// numbers of documents, annexes and headings, and how many years the plan still has,
// terms for an answer.
var ruled = regexp.MustCompile(`(?:19|20)\d\d(?:—(?:19|20)?\d\d)?年|\d+(?:—\d+)?月(?:\d+日)?|〔20\d\d〕\d+号|附表\d+(?:-\d+)?|今后\d年|\d+日内|^\d+[.．]`)

// rowCount is a count of projects in a notice.
var rowCount = regexp.MustCompile(`\d+个`)

// quoted is what a unit or the plan says in its own words.
var quoted = regexp.MustCompile(`“[^”]*”`)

// loose lists the figures of a document's sentences that come from nowhere: they quote
// no cell, name nothing by rule, are no text of a table (a name, a target in words),
// no words that known holds, and count no rows of the table that follows: a count
// is of some of them, so no more than there are. A paper without tables quotes what
// the whole report quotes.
func loose(doc, whole *report.Document, known string) (list []string) {
	var words []string
	for _, b := range doc.Blocks() {
		if t, ok := b.(*report.Table); ok {
			for _, row := range t.Rows {
				for _, c := range row.Cells {
					if digit.MatchString(c.Text) && strings.Trim(c.Text, "0123456789.-") != "" {
						words = append(words, c.Text)
					}
				}
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	blocks := doc.Blocks()
	bare := !slices.ContainsFunc(blocks, func(b report.Block) bool { _, is := b.(*report.Table); return is })
	for i, b := range blocks {
		p, ok := b.(report.Paragraph)
		if !ok || p.Note {
			continue
		}
		rows := following(blocks[i:])
		for k, r := range p.Runs {
			if k > 0 {
				r.Text = withoutTargets(doc, r.Text, p.Runs[k-1].Ref)
			}
			left := quoted.ReplaceAllStringFunc(r.Text, func(q string) string {
				if strings.Contains(known, flat(strings.Trim(q, "“”"))) {
					return ""
				}
				return q
			})
			left = rowCount.ReplaceAllStringFunc(ruled.ReplaceAllString(left, ""), func(s string) string {
				if n, err := strconv.Atoi(strings.TrimSuffix(s, "个")); err == nil && n <= rows {
					return ""
				}
				return s
			})
			for _, w := range words {
				left = strings.ReplaceAll(left, w, "")
			}
			if bare && quotes(whole, r.Text) {
				continue
			}
			if r.Ref == "" && digit.MatchString(left) {
				list = append(list, fmt.Sprintf("paragraph %s says 「%s」 and quotes no cell", p.ID, left))
			}
		}
	}
	return list
}

// quotes says whether a document quotes a cell with that text.
func quotes(doc *report.Document, text string) bool {
	for _, b := range doc.Body {
		if p, ok := b.(report.Paragraph); ok && slices.ContainsFunc(p.Runs, func(r report.Run) bool { return r.Ref != "" && r.Text == text }) {
			return true
		}
	}
	return false
}

// target is the plan's target behind a figure.
var target = regexp.MustCompile(`（目标[^）]*）`)

// withoutTargets drops the targets that stand in the row of the figure before them.
func withoutTargets(doc *report.Document, text, ref string) string {
	for _, b := range doc.Blocks() {
		t, ok := b.(*report.Table)
		if !ok || ref == "" {
			continue
		}
		for _, row := range t.Rows {
			if !slices.ContainsFunc(row.Cells, func(c report.Cell) bool { return c.ID == ref }) {
				continue
			}
			return target.ReplaceAllStringFunc(text, func(s string) string {
				if slices.ContainsFunc(row.Cells, func(c report.Cell) bool { return number.FindString(c.Text) == number.FindString(s) }) {
					return ""
				}
				return s
			})
		}
	}
	return text
}

// following counts the rows of the first table among blocks.
func following(blocks []report.Block) int {
	for _, b := range blocks {
		if t, ok := b.(*report.Table); ok {
			return len(t.Rows)
		}
	}
	return 0
}

// flowText is a text that is set in lines.
type flowText struct {
	what, text string
	times      int
	repeats    bool // on further pages of a table
}

// flowing are the texts of a document but for tables' cells and charts' labels, the
// longest first, so that none is found within another.
func flowing(doc *report.Document) (list []flowText) {
	add := func(repeats bool, what string, texts ...string) {
		for _, s := range texts {
			s = flat(s)
			if i := slices.IndexFunc(list, func(f flowText) bool { return f.text == s }); i >= 0 {
				list[i].times++
				list[i].repeats = list[i].repeats || repeats
			} else if s != "" {
				list = append(list, flowText{what, s, 1, repeats})
			}
		}
	}
	add(false, "title", strings.Join(doc.Title, ""))
	for i, a := range doc.Annexes {
		if doc.Head.Issuer != "" && len(doc.Enclosed) == 0 {
			add(false, "list of annexes", fmt.Sprintf("%d．%s（%s）", i+1, a.Title, a.Label))
		}
	}
	for i, name := range doc.Enclosed {
		add(false, "list of what is enclosed", fmt.Sprintf("%d．%s", i+1, name))
	}
	if doc.Imprint.Date != "" {
		add(false, "imprint", doc.Imprint.Copies, doc.Imprint.Office, doc.Imprint.Date+"印发")
	}
	add(false, "remark", doc.Head.Remark)
	add(false, "head", doc.Head.Issuer, doc.Head.Number, doc.Head.Addressee, doc.Head.Signature, doc.Head.Date)
	for _, b := range doc.Blocks() {
		switch b := b.(type) {
		case report.Heading:
			add(false, "heading "+b.ID, b.Text)
		case report.Paragraph:
			add(false, "paragraph "+b.ID, b.Text())
		case *report.Table:
			add(true, "table "+b.ID, b.Title, b.Unit)
			add(false, "note of "+b.ID, b.Notes...)
		case *report.Chart:
			add(true, "chart "+b.ID, b.Title, "单位："+b.Unit, b.Marker)
			for _, e := range b.Legend {
				add(true, "legend of "+b.ID, e.Text)
			}
			add(false, "note of "+b.ID, b.Notes...)
		}
	}
	for _, a := range doc.Annexes {
		add(true, "annex "+a.ID, a.Label, a.Title)
	}
	slices.SortStableFunc(list, func(a, b flowText) int { return len(b.text) - len(a.text) })
	return list
}
