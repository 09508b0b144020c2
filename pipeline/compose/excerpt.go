package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/report"
)

// Limits are how long a report is on paper: rows of a table, bars of a panel, names
// told one after another in a sentence. 0 sets no limit.
type Limits struct{ Rows, Bars, Names int }

// What an excerpt prints, as far as the limit holds it: of ranked rows and bars so many
// at each end, else so many that need attention or stand first.
const (
	excerptEnds      = 20
	excerptAttention = 100
	excerptFirst     = 40
	verdictRunes     = 8 // of a word for what needs attention
)

// excerpt cuts what is too long for paper out of a document.
type excerpt struct {
	Limits
	book   string            // the workbook that has all
	sheets map[string]string // by block, the first sheet of its annex: the workbook divides long annexes among several
}

// Excerpt is a report as it is printed: a table or a chart beyond the limits shows its
// first and last ranks, the rows that need attention or the first rows, and says in a
// note how many there are and where all stand, book being the workbook. Totals are always
// printed. A document within the limits is given back as it is.
func Excerpt(doc *report.Document, limits Limits, book string) *report.Document {
	e := excerpt{limits, book, map[string]string{}}
	for _, a := range doc.Annexes {
		for _, b := range a.Blocks {
			e.sheets[b.BlockID()] = cmp.Or(a.Sheet, a.Label)
		}
	}
	out, cut := doc.Copy(), false
	out.Body, cut = e.blocks(doc.Body)
	out.Annexes = slices.Clone(doc.Annexes)
	for i, a := range doc.Annexes {
		var shorter bool
		out.Annexes[i].Blocks, shorter = e.blocks(a.Blocks)
		cut = cut || shorter
	}
	if !cut {
		return doc
	}
	out.Quotes, out.Excerpt = doc, true
	return out
}

func (e excerpt) blocks(all []report.Block) (kept []report.Block, cut bool) {
	kept = slices.Clone(all)
	for i, b := range kept {
		switch b := b.(type) {
		case *report.Table:
			if t := e.lists(e.table(b)); t != b {
				kept[i], cut = t, true
			}
		case *report.Chart:
			if ch := e.chart(b); ch != b {
				kept[i], cut = ch, true
			}
		}
	}
	return kept, cut
}

// ends is how many are printed at each end.
func ends(limit int) int { return min(excerptEnds, max(1, limit/2)) }

// entry is a row with the indented rows that belong to it.
type entry struct {
	rows []report.Row
	rank *report.Cell
}

// part is a section row, if there is one, with its entries and their totals.
type part struct {
	head, foot []report.Row
	entries    []entry
}

func (e excerpt) table(t *report.Table) *report.Table {
	all, foot := t.Rows, []report.Row(nil)
	if i := slices.IndexFunc(all, func(r report.Row) bool { return r.Kind == report.Total }); i >= 0 && len(all)-i < excerptEnds {
		all, foot = all[:i], all[i:]
	}
	n := 0
	for _, r := range all {
		if r.Kind == report.Data {
			n++
		}
	}
	if e.Rows == 0 || n <= e.Rows {
		return t
	}
	parts := partsOf(all, t.Rank.Suffix)
	out := *t
	var said string
	switch urgent := attention(parts); {
	case slices.ContainsFunc(parts, func(p part) bool { return slices.ContainsFunc(p.entries, func(x entry) bool { return x.rank != nil }) }):
		out.Rows, said = e.ranked(parts, t.Rank)
	case urgent > 0:
		most := min(excerptAttention, e.Rows)
		out.Rows = firstOf(parts, most, entry.urgent)
		switch which := faultWords(parts); {
		case urgent == n:
			said = fmt.Sprintf("共%d行，此处列前%d行", n, most)
		case urgent > most:
			said = fmt.Sprintf("共%d行，其中%s的%d行，此处列前%d行", n, which, urgent, most)
		default:
			said = fmt.Sprintf("共%d行，此处只列%s的%d行", n, which, urgent)
		}
	default:
		most := min(excerptFirst, e.Rows)
		out.Rows = firstOf(parts, most, func(entry) bool { return true })
		said = fmt.Sprintf("共%d行，此处列前%d行", n, most)
	}
	out.Rows = append(out.Rows, foot...)
	out.Notes = append([]string{"本表" + said + "；全部见" + e.book + "的“" + e.sheets[t.ID] + "”各表。"}, t.Notes...)
	return &out
}

func partsOf(rows []report.Row, suffix string) []part {
	var parts []part
	for _, r := range rows {
		last := len(parts) - 1
		switch {
		case r.Kind == report.Section:
			parts = append(parts, part{head: []report.Row{r}})
			continue
		case r.Kind == report.Total && last >= 0:
			parts[last].foot = append(parts[last].foot, r)
			continue
		case last < 0 || len(parts[last].foot) > 0:
			parts, last = append(parts, part{}), last+1
		}
		p := &parts[last]
		if i := len(p.entries) - 1; i >= 0 && slices.ContainsFunc(r.Cells, func(c report.Cell) bool { return c.Indent > 0 }) {
			p.entries[i].rows = append(p.entries[i].rows, r)
			continue
		}
		x := entry{rows: []report.Row{r}}
		if i := slices.IndexFunc(r.Cells, func(c report.Cell) bool { return suffix != "" && strings.HasSuffix(c.ID, suffix) }); i >= 0 && r.Cells[i].Value != nil {
			x.rank = &r.Cells[i]
		}
		p.entries = append(p.entries, x)
	}
	return parts
}

// ranked are the first and last ranks of each part, and what a note says of them.
func (e excerpt) ranked(parts []part, by report.Ranking) (rows []report.Row, said string) {
	n, without, most := 0, 0, ends(e.Rows)
	for _, p := range parts {
		placed := slices.DeleteFunc(slices.Clone(p.entries), func(x entry) bool { return x.rank == nil })
		n, without = n+len(p.entries), without+len(p.entries)-len(placed)
		slices.SortStableFunc(placed, func(a, b entry) int {
			if by.Low {
				a, b = b, a
			}
			return b.rank.Value.Cmp(*a.rank.Value)
		})
		rows = append(rows, p.head...)
		for i, x := range placed {
			switch left := len(placed) - 2*most; {
			case left <= 0 || i < most || i >= most+left:
				rows = append(rows, x.rows...)
			case i == most:
				rows = append(rows, gap(left))
			}
		}
		rows = append(rows, p.foot...)
	}
	said = fmt.Sprintf("共%d个单位，此处按%s列前%d位和后%d位", n, by.Words, most, most)
	if len(parts) > 1 {
		said = fmt.Sprintf("共%d个单位，此处各类按%s列前%d位和后%d位", n, by.Words, most, most)
	}
	if without > 0 {
		said += fmt.Sprintf("，没有该数的%d个单位未列", without)
	}
	return rows, said
}

// gap stands for units between the first and the last ones.
func gap(n int) report.Row {
	return report.Row{Kind: report.Gap, Cells: []report.Cell{{Text: gapMark + gapWords(n), Tone: report.Muted}}}
}

const gapMark = "……"

func gapWords(n int) string { return fmt.Sprintf("（中间%d个单位略）", n) }

// urgent reports whether an entry needs attention: it is behind, returned, missing.
func (x entry) urgent() bool { return len(x.faults()) > 0 }

func (x entry) faults() (said []string) {
	for _, r := range x.rows {
		for _, c := range r.Cells {
			if c.Tone == report.Bad {
				said = append(said, c.Text)
			}
		}
	}
	return said
}

// attention is how many entries need it.
func attention(parts []part) (n int) {
	for _, p := range parts {
		for _, x := range p.entries {
			if x.urgent() {
				n++
			}
		}
	}
	return n
}

// faultWords are what the entries that need attention are called, each once: the words
// of verdicts, where these are short.
func faultWords(parts []part) string {
	var all []string
	for _, p := range parts {
		for _, x := range p.entries {
			for _, s := range x.faults() {
				if len([]rune(s)) > verdictRunes {
					return "需要注意"
				}
				if !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
	}
	return strings.Join(all, "、")
}

// firstOf are the first entries of a sort, under their sections.
func firstOf(parts []part, most int, wanted func(entry) bool) (rows []report.Row) {
	n := 0
	for _, p := range parts {
		head := p.head
		for _, x := range p.entries {
			if n < most && wanted(x) {
				rows = append(append(rows, head...), x.rows...)
				head, n = nil, n+1
			}
		}
		rows = append(rows, p.foot...)
	}
	return rows
}

// chart shows of each panel of ranked bars the first and the last ones that have a figure.
func (e excerpt) chart(ch *report.Chart) *report.Chart {
	most := ends(e.Bars)
	if e.Bars == 0 || ch.Kind != report.Ranked || !slices.ContainsFunc(ch.Panels, func(p report.Panel) bool { return len(p.Bars) > e.Bars }) {
		return ch
	}
	out := *ch
	out.Panels = slices.Clone(ch.Panels)
	var said, sheets []string
	for i, p := range ch.Panels {
		known := slices.DeleteFunc(slices.Clone(p.Bars), func(b report.Bar) bool { return b.Value == nil })
		if len(p.Bars) <= e.Bars || len(known) <= 2*most {
			continue
		}
		left := len(known) - 2*most
		out.Panels[i].Bars = slices.Concat(known[:most], []report.Bar{{Label: gapMark, Point: report.Point{Text: gapWords(left)}}}, known[len(known)-most:])
		one := fmt.Sprintf("%s共%d个单位", p.Title, len(known))
		if without := len(p.Bars) - len(known); without > 0 {
			one += fmt.Sprintf("（另有%d个没有数）", without)
		}
		said = append(said, one)
		table, _, _ := strings.Cut(known[0].Ref, ".")
		if s := "“" + e.sheets[table] + "”各表"; !slices.Contains(sheets, s) {
			sheets = append(sheets, s)
		}
	}
	if len(said) == 0 {
		return ch
	}
	out.Notes = append([]string{fmt.Sprintf("各列前%d位和后%d位：%s；全部见%s的%s。", most, most, strings.Join(said, "，"), e.book, strings.Join(sheets, "、"))}, ch.Notes...)
	return &out
}
