package main

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The words of a PDF as pdftotext gives them with their boxes, in points from the top
// left of the page as it is read: a turned page is turned back.

// word is one word; u runs along the line, v down the page.
type word struct {
	page           int // from 1
	u0, v0, u1, v1 float64
	text           string
	used           bool // accounted for
}

// foot is where the foot of a page begins, in points from its top: below the type area
// of GB/T 9704 (37 mm of margin and 225 mm).
const foot = (37 + 225 + 3) / 25.4 * 72

// printedWords are the words of a PDF, page by page in the order of lines, and the foot
// of each page.
type printedWords struct {
	pages  [][]*word
	feet   []string
	turned []bool
}

// again forgets what was accounted for.
func (p printedWords) again() printedWords {
	for _, page := range p.pages {
		for _, w := range page {
			w.used = false
		}
	}
	return p
}

func wordsOf(t *testing.T, file string) printedWords {
	t.Helper()
	list := filepath.Join(t.TempDir(), "words.html")
	output(t, "pdftotext", "-bbox", file, list)
	return readWords(t, list)
}

func readWords(t *testing.T, list string) (got printedWords) {
	t.Helper()
	data, err := os.ReadFile(list)
	mustDo(t, err)
	var doc struct {
		Pages []struct {
			Height float64 `xml:"height,attr"`
			Words  []struct {
				X0   float64 `xml:"xMin,attr"`
				Y0   float64 `xml:"yMin,attr"`
				X1   float64 `xml:"xMax,attr"`
				Y1   float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	mustDo(t, xml.Unmarshal(data, &doc))
	for n, p := range doc.Pages {
		var words []*word
		var below []*word
		turned := 0
		for _, w := range p.Words {
			is := &word{page: n + 1, u0: w.X0, v0: w.Y0, u1: w.X1, v1: w.Y1, text: w.Text}
			if w.Y0 > foot {
				below = append(below, is)
				continue
			}
			words = append(words, is)
			if utf8.RuneCountInString(w.Text) > 1 {
				turned += map[bool]int{true: 1, false: -1}[w.Y1-w.Y0 > w.X1-w.X0]
			}
		}
		if turned > 0 {
			for _, w := range words {
				w.u0, w.u1, w.v0, w.v1 = p.Height-w.v1, p.Height-w.v0, w.u0, w.u1
			}
		}
		got.turned = append(got.turned, turned > 0)
		got.pages, got.feet = append(got.pages, inLines(words)), append(got.feet, joinWords(inLines(below)))
	}
	return got
}

// inLines sorts words by lines, and along each line. Words of a line share more than
// half of their height.
func inLines(words []*word) []*word {
	slices.SortStableFunc(words, func(a, b *word) int { return cmp.Compare(a.v0+a.v1, b.v0+b.v1) })
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && (words[to].v0+words[to].v1)/2 < (words[from].v0+words[from].v1)/2+(words[from].v1-words[from].v0)*0.35 {
			to++
		}
		slices.SortStableFunc(words[from:to], func(a, b *word) int { return cmp.Compare(a.u0, b.u0) })
		from = to
	}
	return words
}

func joinWords(words []*word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.text)
	}
	return b.String()
}

// box is a cell's place on a page.
type box struct {
	words          []*word
	u0, v0, u1, v1 float64
}

func boxOf(words []*word) box {
	b := box{words, words[0].u0, words[0].v0, words[0].u1, words[0].v1}
	for _, w := range words[1:] {
		b.u0, b.v0, b.u1, b.v1 = min(b.u0, w.u0), min(b.v0, w.v0), max(b.u1, w.u1), max(b.v1, w.v1)
	}
	return b
}

// Words of one cell lie at most so far apart, in points.
const (
	besideInCell = 12
	belowInCell  = 9
	squeezed     = 8 // brackets that share a place lie over each other, as boxes
)

// spells finds the text of a cell, without white space, in words that begin with
// first and go on beside or below it.
func spells(page []*word, text string, first *word) (box, bool) {
	rest, ok := strings.CutPrefix(text, first.text)
	if !ok || first.used || first.text == "" {
		return box{}, false
	}
	got := goOn(page, rest, []*word{first})
	if got == nil {
		return box{}, false
	}
	return boxOf(got), true
}

func goOn(page []*word, rest string, have []*word) []*word {
	if rest == "" {
		return have
	}
	last, area := have[len(have)-1], boxOf(have)
	for _, beside := range []bool{true, false} {
		for _, w := range page {
			left, ok := strings.CutPrefix(rest, w.text)
			if !ok || w.used || w.text == "" || slices.Contains(have, w) {
				continue
			}
			near := w.v0 < last.v1-2 && last.v0 < w.v1-2 && w.u0 > last.u1-squeezed && w.u0 < last.u1+besideInCell
			if !beside {
				near = w.v0 > last.v1-3 && w.v0 < last.v1+belowInCell && w.u0 < area.u1+5 && w.u1 > area.u0-5
			}
			if !near {
				continue
			}
			if all := goOn(page, left, append(slices.Clone(have), w)); all != nil {
				return all
			}
		}
	}
	return nil
}

// paper is a PDF while it is held against a document.
type paper struct {
	printedWords
	page     int     // of the last row that was found, from 0
	v        float64 // its lower end
	problems []string
	found    int // table cells
}

func (p *paper) wrong(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// row finds the cells of a row: behind the rows before it, on one page, side by side
// in their order.
func (p *paper) row(texts []string) ([]box, bool) {
	anchor := 0
	for i := range texts {
		if len(texts[i]) > len(texts[anchor]) {
			anchor = i
		}
	}
	if texts[anchor] == "" {
		return nil, true
	}
	for n := p.page; n < len(p.pages); n++ {
		for _, w := range p.pages[n] {
			if n == p.page && (w.v0+w.v1)/2 < p.v {
				continue
			}
			if at, ok := spells(p.pages[n], texts[anchor], w); ok {
				if boxes, ok := p.beside(p.pages[n], texts, anchor, at); ok {
					p.page = n
					p.take(boxes)
					return boxes, true
				}
			}
		}
	}
	return nil, false
}

// take marks the words of a row; the next row is below.
func (p *paper) take(boxes []box) {
	p.v = 0
	for _, b := range boxes {
		p.v = max(p.v, b.v1-1)
	}
	p.mark(boxes)
}

// mark accounts for the words of cells or labels.
func (p *paper) mark(boxes []box) {
	for _, b := range boxes {
		for _, w := range b.words {
			w.used = true
		}
	}
	p.found += len(boxes)
}

// beside finds the other cells of a row at the height of one.
func (p *paper) beside(page []*word, texts []string, anchor int, at box) ([]box, bool) {
	var boxes []box
	edge := 0.0
	for i, text := range texts {
		switch {
		case i == anchor && at.u0 < edge-1:
			return nil, false
		case i == anchor:
			boxes, edge = append(boxes, at), at.u1
			continue
		case text == "":
			continue
		}
		best, ok := box{u0: 1e9}, false
		for _, w := range page {
			if w.u0 < edge-1 || w.u0 >= best.u0 || slices.Contains(at.words, w) {
				continue
			}
			if b, is := spells(page, text, w); is && b.v0 < at.v1-1 && b.v1 > at.v0+1 && (i > anchor || b.u1 <= at.u0+1) && b.u0 < best.u0 {
				best, ok = b, true
			}
		}
		if !ok {
			return nil, false
		}
		boxes, edge = append(boxes, best), best.u1
	}
	return boxes, true
}

// above finds a head cell over a table on a page: the lowest that is not used.
func (p *paper) above(n int, text string, v float64) bool {
	for i := len(p.pages[n]) - 1; i >= 0; i-- {
		w := p.pages[n][i]
		if w.v1 > v+2 {
			continue
		}
		if b, ok := spells(p.pages[n], text, w); ok && b.v1 <= v+2 {
			for _, w := range b.words {
				w.used = true
			}
			return true
		}
	}
	return false
}
