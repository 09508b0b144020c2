package compose

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"zhibao/pipeline/report"
)

// lists shortens the lists of names in the texts and notes of a table that are longer
// than sentences may tell, and says so in a note.
func (e excerpt) lists(t *report.Table) *report.Table {
	if e.Names == 0 {
		return t
	}
	out, cut := *t, false
	out.Rows, out.Notes = slices.Clone(t.Rows), slices.Clone(t.Notes)
	shorter := func(s *string) bool {
		short := shortList(*s, e.Names)
		was := *s != short
		*s, cut = short, cut || was
		return was
	}
	for i, r := range t.Rows {
		for j, c := range r.Cells {
			if c.Value == nil && shorter(&c.Text) {
				out.Rows[i].Cells = slices.Clone(out.Rows[i].Cells)
				out.Rows[i].Cells[j] = c
			}
		}
	}
	for i := range out.Notes {
		shorter(&out.Notes[i])
	}
	if !cut {
		return t
	}
	out.Notes = append(out.Notes, fmt.Sprintf("名单长的只列前%d个，全部见%s的“%s”各表。", min(namesTold, e.Names), e.book, e.sheets[t.ID]))
	return &out
}

// shortList is a text with the first items of what it lists after 、 or ；, and their
// number, where they are more than so many.
func shortList(s string, most int) string {
	if items := strings.Split(s, "；"); len(items) > most {
		s = fmt.Sprintf("%s等%d项", strings.Join(items[:min(namesTold, most)], "；"), len(items))
	}
	if strings.Count(s, "、") < most {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexAny(s, listEnds)
		if end < 0 {
			end = len(s)
		}
		names := strings.Split(s[:end], "、")
		if len(names) > most {
			names = []string{fmt.Sprintf("%s等%d个", strings.Join(names[:min(namesTold, most)], "、"), len(names))}
		}
		b.WriteString(strings.Join(names, "、"))
		s = s[end:]
		if len(s) > 0 {
			_, n := utf8.DecodeRuneInString(s)
			b.WriteString(s[:n])
			s = s[n:]
		}
	}
	return b.String()
}

// listEnds are the marks that no list of names goes across.
const listEnds = "，。；：（）\n"
