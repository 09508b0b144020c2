package compose

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/label"
	"zhibao/pipeline/report"
)

// closedAnnexes are in no public edition, whatever the data say: findings about units,
// their files, and what they wrote of problems and persons.
var closedAnnexes = []string{"annex5", "annex61"}

// publicLegend is legend where the state of a unit's report is not told.
const publicLegend = "“—”表示不适用、不可计算、本期不报或没有有效数据；“待核定”表示责任部门没有有效数据。"

// Public composes the public edition (公开版) of the report: without the indicators that
// the plan and the annexes, tables and columns that kinds.yaml keeps back, without
// findings, explanations and the state of units' reports, and without the sentences
// and bars that quote a figure left out. A place of kinds.yaml that the report does
// not have is an error.
func Public(in Input) (*report.Document, error) {
	kept := in.withoutWithheld()
	full, err := Report(kept)
	if err != nil {
		return nil, err
	}
	e := &edition{full: full, places: in.Kind.Withheld, gone: map[string]bool{}}
	if err := e.cut(); err != nil {
		return nil, err
	}
	doc := e.doc
	doc.Title = append(slices.Clone(full.Title), "（公开版）")
	doc.Body = append(doc.Body, report.Paragraph{ID: "p.public", Note: true, Runs: []report.Run{{Text: e.note(kept.withheld)}}})
	return doc, doc.Seal()
}

// withoutWithheld is the input without the indicators that are not public, and without
// what units said of their figures. A score of all indicators goes with the first of
// them: what is missing from its sum could be worked out.
func (in Input) withoutWithheld() Input {
	in.public, in.Explains, in.Results, in.Recorded, in.Before = true, nil, nil, nil, nil
	closed := func(code string) bool {
		ind, ok := in.Plan.Indicator(code)
		return ok && !ind.IsPublic()
	}
	p, f, e := *in.Plan, *in.Figures, *in.Evaluated
	p.Indicators, f.Indicators, e.Assessments, e.Comparisons, e.Course.Paths, e.Course.Outlooks = nil, nil, nil, nil, nil, nil
	for i := range in.Plan.Indicators {
		if closed(in.Plan.Indicators[i].Code) {
			in.withheld++
			e.Course.City, e.Course.Owners, p.Scheme.Awards = nil, nil, nil
			continue
		}
		p.Indicators = append(p.Indicators, in.Plan.Indicators[i])
		f.Indicators = append(f.Indicators, in.Figures.Indicators[i])
		e.Assessments = append(e.Assessments, in.Evaluated.Assessments[i])
		if i < len(in.Evaluated.Comparisons) {
			e.Comparisons = append(e.Comparisons, in.Evaluated.Comparisons[i])
		}
		e.Course.Paths = append(e.Course.Paths, in.Evaluated.Course.Paths[i])
		e.Course.Outlooks = append(e.Course.Outlooks, in.Evaluated.Course.Outlooks[i])
	}
	e.Units.Counties = slices.DeleteFunc(slices.Clone(e.Units.Counties), func(x evaluate.Peers) bool { return closed(x.Item.Code) })
	p.Fields = slices.Clone(p.Fields)
	for i := range p.Fields {
		p.Fields[i].Indicators = slices.DeleteFunc(slices.Clone(p.Fields[i].Indicators), closed)
	}
	in.Plan, in.Figures, in.Evaluated = &p, &f, &e
	return in
}

// edition cuts a report down to what is public.
type edition struct {
	full, doc *report.Document
	places    []string                 // 附表6-1, 附表6 总投资
	labels    []string                 // of annexes left out
	heads     []string                 // of columns left out
	gone      map[string]bool          // ids of cells and blocks left out
	ranks     map[*report.Formula]bool // cells of ranks: some is left out
}

func (e *edition) cut() error {
	doc := e.full.Copy()
	e.doc, e.ranks = doc, map[*report.Formula]bool{}
	doc.Annexes = nil
	for _, a := range e.full.Annexes {
		if e.closed(a) {
			e.labels = append(e.labels, a.Label)
			continue
		}
		kept, err := e.annex(a)
		if err != nil {
			return err
		}
		doc.Annexes = append(doc.Annexes, kept)
	}
	if err := e.lost(); err != nil {
		return err
	}
	doc.Body = numbered(e.blocks(e.full.Body))
	for i := range doc.Annexes {
		doc.Annexes[i].Blocks = e.blocks(doc.Annexes[i].Blocks)
	}
	return nil
}

// official is the label that an annex has in a paper that has all annexes; papers of
// ten days and weeks number theirs anew.
func official(a report.Annex) string {
	digits := strings.TrimPrefix(a.ID, "annex")
	if len(digits) > 1 {
		return "附表" + digits[:1] + "-" + digits[1:]
	}
	return "附表" + digits
}

func (e *edition) closed(a report.Annex) bool {
	return slices.Contains(closedAnnexes, a.ID) || slices.Contains(e.places, official(a))
}

// annex leaves out the tables and columns of an annex that are kept back.
func (e *edition) annex(a report.Annex) (report.Annex, error) {
	var inside []string
	for _, p := range e.places {
		if at, name, _ := strings.Cut(p, " "); at == official(a) && name != "" {
			inside = append(inside, name)
		}
	}
	if len(inside) == 0 {
		return a, nil
	}
	blocks := a.Blocks
	a.Blocks = nil
	var known []string
	met := map[string]bool{}
	for _, b := range blocks {
		t, ok := b.(*report.Table)
		if !ok {
			a.Blocks = append(a.Blocks, b)
			continue
		}
		title := chapterNumber.ReplaceAllString(t.Title, "")
		known = append(append(known, title), headsOf(t)...)
		if slices.Contains(inside, title) {
			met[title] = true
			continue
		}
		a.Blocks = append(a.Blocks, withoutColumns(t, inside, met))
	}
	for _, name := range inside {
		if !met[name] {
			what := fmt.Sprintf("公开版要略去的「%s %s」在报告中没有", official(a), name)
			if near := label.Nearest(name, known); near != "" {
				what += "，是不是「" + near + "」？"
			}
			return a, fault.Config(what, "templates/reports/kinds.yaml 的 withheld", "请写附表中表的标题（不带序号）或表头的文字（不带换行）。")
		}
		e.heads = append(e.heads, name)
	}
	return a, nil
}

// lost notes the ids of what is left out: cells, blocks, annexes.
func (e *edition) lost() error {
	before, err := e.full.Cells()
	if err != nil {
		return err
	}
	after, err := e.doc.Cells()
	if err != nil {
		return err
	}
	for id := range before.All() {
		if _, ok := after.Find(id); !ok {
			e.gone[id] = true
		}
	}
	there := map[string]bool{}
	for _, b := range e.doc.Blocks() {
		there[b.BlockID()] = true
	}
	for _, b := range e.full.Blocks() {
		if !there[b.BlockID()] {
			e.gone[b.BlockID()] = true
		}
	}
	for _, a := range e.full.Annexes {
		e.gone[a.ID] = slices.Contains(e.labels, a.Label)
	}
	return nil
}

// blocks leaves out what quotes or leads to what is left out.
func (e *edition) blocks(all []report.Block) []report.Block {
	var kept []report.Block
	for _, b := range all {
		switch b := b.(type) {
		case report.Paragraph:
			if p, ok := e.paragraph(b); ok {
				kept = append(kept, p)
			}
		case *report.Chart:
			if ch := e.chart(b); len(ch.Panels) > 0 {
				kept = append(kept, ch)
			}
		case *report.Table:
			kept = append(kept, e.table(b))
		default:
			kept = append(kept, b)
		}
	}
	return kept
}

// chart is a chart without the figures left out.
func (e *edition) chart(ch *report.Chart) *report.Chart {
	out := *ch
	out.Panels = nil
	for _, p := range ch.Panels {
		p.Bars = slices.DeleteFunc(slices.Clone(p.Bars), func(bar report.Bar) bool { return e.gone[bar.Ref] })
		for i, bar := range p.Bars {
			if bar.Marker != nil && e.gone[bar.Marker.Ref] {
				p.Bars[i].Marker = nil
			}
		}
		if p.Whole != nil && e.gone[p.Whole.Ref] {
			p.Whole = nil
		}
		if len(p.Bars) > 0 {
			out.Panels = append(out.Panels, p)
		}
	}
	return &out
}

// table is a table without notes on columns, links to places and formulas of figures
// that are left out.
func (e *edition) table(t *report.Table) *report.Table {
	out := *t
	out.Notes = nil
	for _, n := range t.Notes {
		if n == legend {
			n = publicLegend
		}
		if !e.mentions(n) && !slices.ContainsFunc(e.heads, func(h string) bool { return strings.Contains(n, h) }) {
			out.Notes = append(out.Notes, n)
		}
	}
	out.Rows = slices.Clone(t.Rows)
	for i, r := range out.Rows {
		out.Rows[i].Cells = slices.Clone(r.Cells)
		for j, c := range out.Rows[i].Cells {
			if e.gone[c.Link] {
				out.Rows[i].Cells[j].Link = ""
			}
			if c.Formula != nil && e.loses(c.Formula) {
				out.Rows[i].Cells[j].Formula = nil
			}
		}
	}
	return &out
}

// loses reports whether a cell of the formula is left out.
func (e *edition) loses(f *report.Formula) bool {
	if f.Op == report.Ref {
		return e.gone[f.Cell]
	}
	if lost, known := e.ranks[f]; known {
		return lost
	}
	lost := slices.ContainsFunc(f.Args, e.loses)
	if f.Op == report.Among {
		e.ranks[f] = lost
	}
	return lost
}

// mentions reports whether a text names an annex that is left out: 附表6-1, and not
// 附表6-12 or 附表6 in 附表6-1.
func (e *edition) mentions(s string) bool {
	for _, l := range e.labels {
		for at, rest := 0, s; ; {
			i := strings.Index(rest, l)
			if i < 0 {
				break
			}
			at = i + len(l)
			rest = rest[at:]
			if rest == "" || !strings.ContainsRune("-0123456789", rune(rest[0])) {
				return true
			}
		}
	}
	return false
}

// note says that something is left out, and how much.
func (e *edition) note(indicators int) string {
	said := "本报告为公开版，按规定不公开的内容未列入"
	if indicators > 0 {
		said += fmt.Sprintf("；另有%d项指标不公开，未计入文中的项数", indicators)
	}
	return said + "。"
}
