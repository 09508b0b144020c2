package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/report"
)

// ruled are digits of sentences that are no figure of a table: years, months, days,
// numbers of documents, annexes, charts and headings, and how many years the plan still has,
// terms for an answer.
var ruled = regexp.MustCompile(`(?:19|20)\d\d(?:—(?:19|20)?\d\d)?年|\d+(?:—\d+)?月(?:\d+日)?|〔20\d\d〕\d+号|附表\d+(?:-\d+)?|图\d+|今后\d年|\d+日内|^\d+[.．]`)

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
