package main

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/report"
)

// digit is what makes a piece of text a figure that must be accounted for.
var digit = regexp.MustCompile(`\d`)

// standIn names a font that stood in for another: what fonts a machine has is known
// only when it prints.
var standIn = regexp.MustCompile(`\.tt[fc]`)

// yearAlone is the name of a year under a chart.
var yearAlone = regexp.MustCompile(`^20\d\d$`)

// readPaper holds a PDF against its document: every cell of every table in its row
// and column, every sentence, title, note and chart label as it reads; no number of
// the PDF is left over.
func readPaper(doc *report.Document, printed printedWords) *paper {
	p := &paper{printedWords: printed}
	for _, b := range doc.Blocks() {
		if t, ok := b.(*report.Table); ok {
			p.table(t)
		}
	}
	p.texts(flowing(doc))
	for _, b := range doc.Blocks() { // their figures are those of tables and sentences, which keep theirs
		if c, ok := b.(*report.Chart); ok {
			p.chart(c)
		}
	}
	p.foots(doc)
	for _, words := range p.pages {
		for _, w := range words {
			if !w.used && digit.MatchString(w.text) && !yearAlone.MatchString(w.text) && !standIn.MatchString(w.text) {
				p.wrong("page %d: 「%s」 stands in the PDF and not in the document", w.page, w.text)
			}
		}
	}
	return p
}

// table finds the rows, and on each page of them the head.
func (p *paper) table(t *report.Table) {
	if t.Tiles {
		p.tiles(t)
		return
	}
	first := map[int]float64{}        // page → top of the first row on it
	grouped := map[groupOnPage]bool{} // cells over several rows
	for i, row := range t.Rows {
		var texts []string
		for _, c := range row.Cells {
			texts = append(texts, flat(c.Text))
		}
		begins := make([]int, len(row.Cells)) // first row of the group
		for j := 0; row.Kind == report.Data && j < len(t.Columns) && t.Columns[j].Group; j++ {
			begins[j], texts[j] = groupBegin(t, i, j), ""
		}
		boxes, ok := p.row(texts)
		if !ok {
			p.wrong("table %s row %d is not in the PDF as it is: %s", t.ID, i+1, strings.Join(texts, "|"))
		}
		for j := range begins {
			if text := flat(row.Cells[j].Text); texts[j] == "" && text != "" {
				grouped[groupOnPage{p.page, j, begins[j], text}] = true
			}
		}
		for _, b := range boxes {
			if top, seen := first[p.page]; !seen || i > 0 && b.v0 < top && len(first) > 0 {
				first[p.page] = b.v0
			}
		}
	}
	p.groups(t, grouped)
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

// tiles finds each row as a tile: its cells under each other.
func (p *paper) tiles(t *report.Table) {
	for i, row := range t.Rows {
		var tile *box
		for _, c := range row.Cells {
			text := flat(c.Text)
			if text == "" {
				continue
			}
			at := p.under(text, tile)
			if at == nil {
				p.wrong("table %s: tile %d has no %s", t.ID, i+1, text)
				continue
			}
			p.mark([]box{*at})
			tile = at
		}
	}
}

// under finds a text below a box, or anywhere.
func (p *paper) under(text string, over *box) *box {
	for _, page := range p.pages {
		for _, w := range page {
			is, ok := spells(page, text, w)
			if ok && (over == nil || is.v0 > over.v0 && is.u0 < over.u1 && is.u1 > over.u0) {
				return &is
			}
		}
	}
	return nil
}

// groupOnPage is a cell that stands once on a page for several rows.
type groupOnPage struct {
	page, column, begin int
	text                string
}

// groupBegin is the first of the rows up to row i that share the cell in column j: equal
// texts there and in the columns before it.
func groupBegin(t *report.Table, i, j int) int {
	for ; i > 0; i-- {
		above := t.Rows[i-1]
		if above.Kind != report.Data {
			break
		}
		for k := range j + 1 {
			if above.Cells[k].Text != t.Rows[i].Cells[k].Text {
				return i
			}
		}
	}
	return i
}

// groups finds each grouped cell once on each page of its rows.
func (p *paper) groups(t *report.Table, grouped map[groupOnPage]bool) {
	for _, g := range slices.SortedFunc(maps.Keys(grouped), func(a, b groupOnPage) int { return len(b.text) - len(a.text) }) {
		if !slices.ContainsFunc(p.pages[g.page], func(w *word) bool {
			b, ok := spells(p.pages[g.page], g.text, w)
			for _, w := range b.words {
				w.used = true
			}
			return ok
		}) {
			p.wrong("page %d: table %s: %s does not stand beside its rows", g.page+1, t.ID, g.text)
		}
	}
}

// chart finds each horizontal bar's label and figure side by side; of other charts
// each figure that they print.
func (p *paper) chart(c *report.Chart) {
	for _, panel := range c.Panels {
		if w := panel.Whole; w != nil && !p.figure(w.Label+w.Text) {
			p.wrong("chart %s: %s%s is not in the PDF", c.ID, w.Label, w.Text)
		}
		if c.Kind == report.Bullets || c.Kind == report.Ranked {
			for _, b := range panel.Bars {
				if !p.label(b) {
					p.wrong("chart %s: %s %s is not in the PDF", c.ID, b.Label, b.Text)
				}
			}
			continue
		}
		for _, text := range printedOf(c.Kind, panel.Bars) {
			if text != "" && !p.figure(text) {
				p.wrong("chart %s: %s is not in the PDF", c.ID, text)
			}
		}
	}
}

// printedOf are the figures that a chart by place or year prints: all of them, or of
// a path its beginning, the last year that is known and the target.
func printedOf(kind report.ChartKind, bars []report.Bar) (list []string) {
	var known []int
	for i, b := range bars {
		if b.Value != nil {
			known = append(known, i)
		}
		if kind != report.Paths || b.Value == nil {
			list = append(list, b.Text)
		}
	}
	if kind != report.Paths {
		return list
	}
	end := len(bars) - 1
	if len(known) > 0 {
		last := known[len(known)-1]
		if list = append(list, bars[last].Text); known[0] == 0 && last > 0 {
			list = append(list, bars[0].Text)
		}
		if m := bars[end].Marker; last == end && m != nil && m.Value != nil && m.Value.Equal(*bars[end].Value) {
			return list
		}
	}
	if m := bars[end].Marker; m != nil && m.Value != nil {
		list = append(list, m.Text)
	}
	return list
}

func (p *paper) figure(text string) bool {
	for n := range p.pages {
		for _, w := range p.pages[n] {
			if is, ok := spells(p.pages[n], flat(text), w); ok {
				p.mark([]box{is})
				return true
			}
		}
	}
	return false
}

func (p *paper) label(b report.Bar) bool {
	for n := range p.pages {
		for _, w := range p.pages[n] {
			label, ok := spells(p.pages[n], flat(b.Label), w)
			if !ok {
				continue
			}
			var next *box // the nearest to the right
			for _, w := range p.pages[n] {
				is, ok := spells(p.pages[n], flat(b.Text), w)
				if ok && is.u0 > label.u1 && is.v0 < label.v1-1 && is.v1 > label.v0+1 && (next == nil || is.u0 < next.u0) {
					next = &is
				}
			}
			if next != nil {
				p.mark([]box{label, *next})
				return true
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
		w.used = w.used && (taken[i] || digit.MatchString(w.text) && !digit.MatchString(all[i:i+1]))
	}
}

// foots wants the number of each page and the mark. 版记 behind an empty page has no
// number, nor has the empty page (GB/T 9704-2012, 7.5), nor the first page of a letter (10.1).
func (p *paper) foots(doc *report.Document) {
	letters := 0
	for _, a := range doc.Annexes {
		if a.Letter != "" {
			letters++
		}
	}
	for i, f := range p.feet {
		if letters > 0 && f == flat(doc.Mark) {
			letters--
			continue
		}
		last := i == len(p.feet)-1 && i > 0 && len(p.pages[i-1]) == 0 && doc.Imprint != report.Imprint{}
		if (f == "" || f == flat(doc.Mark)) && (len(p.pages[i]) == 0 || last) {
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
			for _, row := range b.Rows {
				if row.Kind == report.Section { // where it goes on on another page
					list = append(list, flowText{"section of " + b.ID, flat(row.Cells[0].Text) + "（续）", 0, true})
				}
			}
		case *report.Chart:
			add(true, "chart "+b.ID, b.Title, b.Marker)
			if b.Unit != "" {
				add(true, "chart "+b.ID, "单位："+b.Unit)
			}
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
