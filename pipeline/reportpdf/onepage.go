package reportpdf

import (
	"strings"

	"zhibao/pipeline/report"
)

// setting is how close a paper of one page is set, in points: size of its text, that
// of tables, the room around their rows in ems, the gap over headings, tables, charts.
type setting struct{ text, table, pad, gap float64 }

// settings are tried from loose to close; no type is smaller than finePrint.
func settings() []setting {
	return []setting{{siHao, wuHao, 0.45, 9}, {siHao, wuHao, 0.3, 6}, {xiaoSiHao, wuHao, 0.3, 5}, {xiaoSiHao, finePrint, 0.2, 4}, {wuHao, finePrint, leastPad, 3}}
}

// Measures of a paper of one page in points.
const (
	boxGap     = 7.0
	tileFigure = 21.0 // the largest size of a headline figure
	tileLeast  = xiaoWuHao
	tileLeads  = 1.3
)

// RenderOnePage prints a paper that must have one page, as loosely as that allows; ok
// is false, and nothing printed, if it needs more.
func RenderOnePage(doc *report.Document, fonts *Fonts, opt Options) (pdf []byte, ok bool, err error) {
	if doc == nil || fonts == nil {
		return nil, false, errNothing
	}
	sh := fonts.lend()
	defer fonts.giveBack(sh)
	for _, how := range settings() {
		if c := composeOnePage(doc, sh, how); len(c.pages) == 1 {
			pdf, err = write(c, metaOf(doc, opt))
			return pdf, true, err
		}
	}
	return nil, false, nil
}

// onePage sets a paper of one page.
type onePage struct {
	*setter
	how setting
}

func composeOnePage(doc *report.Document, sh *shaper, how setting) *canvas {
	s := onePage{&setter{canvas: &canvas{shaper: sh, places: map[string]spot{}}, doc: doc, plans: map[planKey]*tablePlan{},
		fitted: map[formKey]fitting{}, labels: labels(doc), close: loosest}, how}
	s.newPage(upright())
	s.head()
	for _, b := range doc.Body {
		switch b := b.(type) {
		case report.Heading:
			st := style{role: HeiTi, size: how.text}
			s.y += how.gap
			s.need(noteLeads * st.size * 2)
			s.place(b.ID, 0, s.y)
			s.text(0, s.y+(noteLeads-1)*st.size/2, b.Text, st)
			s.y += noteLeads * st.size
		case report.Paragraph:
			st := style{role: FangSong, size: how.text, mixed: true}
			if b.Note {
				st = style{role: SongTi, size: finePrint, mixed: true}
				s.y += how.gap / 2
			}
			s.note(b.ID, b.Text(), st)
		case *report.Table:
			s.y += how.gap * 0.6
			if b.Tiles {
				s.tiles(b)
			} else {
				s.rows(b)
			}
		case *report.Chart:
			s.y += how.gap * 0.6
			s.chart(b)
		}
	}
	s.feet()
	return s.canvas
}

// rows prints a table upright in the type of the setting; one too wide for that takes
// a page that it may not have.
func (s onePage) rows(t *report.Table) {
	p, grade := s.fitTable(t, tableForm{upright(), s.how.table})
	if grade == tooNarrow || grade == tooLong && s.how.table > finePrint {
		s.newPage(s.frame)
	}
	p.setPad(s.how.pad)
	need := s.aboveHeight(p) + p.headHeight()
	if len(p.rows) > 0 {
		need += p.rows[0].height
	}
	s.need(need)
	s.place(t.ID, 0, s.y)
	s.tableTitle(p)
	s.unitLine(p, "")
	s.tableHead(p)
	s.tableRows(p)
	s.tableNotes(p)
}

// head is the title in the middle, under it who issues at the left and the
// date at the right, and a red rule.
func (s onePage) head() {
	for _, t := range s.doc.Title {
		s.title(t, xiaoErHao, xiaoErHao*1.45)
	}
	st := style{role: KaiTi, size: xiaoSiHao, mixed: true}
	h := s.doc.Head
	s.y += 3
	if h.Signature+h.Date != "" {
		room := s.frame.width - s.shaper.measure(clean(h.Date), st) - 2*st.size
		lines := s.shaper.wrap(h.Signature, st, measureOf{room, room})
		s.rightAligned(s.frame.width, s.y, h.Date, st)
		for _, l := range lines {
			s.setLine(l, 0, s.y, st)
			s.y += tileLeads * st.size
		}
		if len(lines) == 0 {
			s.y += tileLeads * st.size
		}
	}
	s.rule(s.y, ruleWidth, redHead)
	s.y += 2
}

// tiles prints a table of headline figures, each row a box: the first cell is its
// name, the second the figure in large type, the others lines under it.
func (s onePage) tiles(t *report.Table) {
	s.place(t.ID, 0, s.y)
	if len(t.Rows) == 0 {
		return
	}
	width := (s.frame.width - boxGap*float64(len(t.Rows)-1)) / float64(len(t.Rows))
	names := make([][]line, len(t.Rows))
	most := 0
	for i, r := range t.Rows {
		for _, part := range strings.Split(r.Cells[0].Text, "\n") {
			names[i] = append(names[i], s.shaper.balanced(clean(part), tileName(), width-boxGap)...)
		}
		most = max(most, len(names[i]))
	}
	under := len(t.Columns) - 2
	figureTop := s.y + 4 + float64(most)*tileLeads*xiaoWuHao + 3
	bottom := figureTop + tileFigure*1.25 + float64(under)*tileLeads*xiaoWuHao*1.05 + 5
	if bottom > s.frame.height {
		s.newPage(s.frame)
		s.tiles(t)
		return
	}
	for i, r := range t.Rows {
		s.tile(r, names[i], tileBox{x: float64(i) * (width + boxGap), width: width, top: s.y, figure: figureTop, bottom: bottom})
	}
	s.y = bottom + 2
	for _, n := range t.Notes {
		s.chartNote(n)
	}
}

func tileName() style { return style{role: HeiTi, size: xiaoWuHao} }

// tileBox is where a tile stands: figure is the top of its large figure.
type tileBox struct{ x, width, top, figure, bottom float64 }

func (s onePage) tile(r report.Row, name []line, b tileBox) {
	s.place(r.ID, b.x, b.top)
	s.add(boxOp{x: b.x, y: b.top, w: b.width, h: b.bottom - b.top, fill: rgb{244, 246, 249}})
	s.add(boxOp{x: b.x, y: b.top, w: b.width, h: 1.6, fill: edgeOf(r)})
	y := b.top + 5
	for _, l := range name {
		s.setLine(l, b.x+(b.width-l.width)/2, y, tileName())
		y += tileLeads * xiaoWuHao
	}
	figure := r.Cells[1]
	s.place(figure.ID, b.x, b.figure)
	s.squeezed(b, b.figure, figure.Text, style{role: HeiTi, size: tileFigure})
	y = b.figure + tileFigure*1.25
	for _, cell := range r.Cells[2:] {
		s.place(cell.ID, b.x, y)
		s.squeezed(b, y, cell.Text, style{role: SongTi, size: xiaoWuHao})
		y += tileLeads * xiaoWuHao * 1.05
	}
}

// squeezed sets one line in the middle of a tile in type small enough to fit. Whoever
// composes the table keeps its texts short enough for the least size.
func (s onePage) squeezed(b tileBox, top float64, text string, st style) {
	text = strings.ReplaceAll(clean(text), "\n", "")
	full := st.size
	for st.size > tileLeast && s.shaper.measure(text, st) > b.width-6 {
		st.size -= 0.5
	}
	s.text(b.x+(b.width-s.shaper.measure(text, st))/2, top+(full-st.size)/2, text, st)
}

// edgeOf is the colour of a tile's upper edge: that of its worst cell.
func edgeOf(r report.Row) rgb {
	worst := report.Muted
	for _, c := range r.Cells {
		switch {
		case c.Tone == report.Bad, c.Tone == report.Watch && worst != report.Bad, c.Tone == report.Good && worst == report.Muted:
			worst = c.Tone
		}
	}
	return lookOf(worst).edge
}
