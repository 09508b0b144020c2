package reportpdf

import (
	"regexp"

	"zhibao/pipeline/report"
)

// labelled is what text calls an annex, a table or a figure by.
var labelled = regexp.MustCompile(`附?[表图][0-9]+(-[0-9]+)?`)

// labels are the ids of annexes, tables and charts by what the text calls them.
func labels(doc *report.Document) map[string]string {
	m := map[string]string{}
	for _, a := range doc.Annexes {
		if labelled.FindString(a.Label) == a.Label && a.Label != "" {
			m[a.Label] = a.ID
		}
	}
	for _, b := range doc.Body {
		title := ""
		switch b := b.(type) {
		case *report.Table:
			title = b.Title
		case *report.Chart:
			title = b.Title
		}
		if at := labelled.FindStringIndex(title); at != nil && at[0] == 0 {
			m[title[:at[1]]] = b.BlockID()
		}
	}
	return m
}

// mark notes on the glyphs of a paragraph where they lead: a quoted figure to its cell,
// the name of a table to the table.
func (s *setter) mark(lines []line, runs []report.Run) {
	var text []rune
	var refs []string
	for _, r := range runs {
		for _, c := range clean(r.Text) {
			text, refs = append(text, c), append(refs, r.Ref)
		}
	}
	for _, at := range labelled.FindAllStringIndex(string(text), -1) {
		first := len([]rune(string(text)[:at[0]]))
		name := string(text)[at[0]:at[1]]
		for i := range []rune(name) {
			refs[first+i] = s.labels[name]
		}
	}
	next := 0
	for _, l := range lines {
		for i := range l.glyphs {
			for next < len(text) && text[next] != l.glyphs[i].src {
				next++
			}
			if next == len(text) {
				return
			}
			l.glyphs[i].ref = refs[next]
			next++
		}
	}
}

// links lays a link over each run of glyphs that lead to the same place.
func (c *canvas) links(x, baseline float64, gs []glyph, size float64) {
	for start := 0; start < len(gs); {
		end, w := start, 0.0
		for end < len(gs) && gs[end].ref == gs[start].ref {
			w += gs[end].adv
			end++
		}
		if ref := gs[start].ref; ref != "" {
			ink := w - gs[end-1].adv + gs[end-1].width
			c.add(linkOp{x: x, y: baseline - boxAscent*size, w: ink, h: size, target: ref, turned: c.frame.turned})
		}
		x += w
		start = end
	}
}
