package reportpdf

import (
	"strings"

	"zhibao/pipeline/report"
)

// table prints a three-line table: open at the sides, thick rules at the top
// and bottom, its head repeated on every page, rows never cut.
func (s *setter) table(t *report.Table) {
	if len(t.Columns) == 0 {
		return
	}
	p := s.plan(t, s.frame.turned)
	switch {
	case p.frame.turned && !s.frame.turned:
		s.newPage(turned())
	case s.frame.turned && s.y > s.frame.height/4 && !s.fitsHere(p):
		if q := s.plan(t, false); !q.frame.turned {
			p = q
			s.newPage(upright())
		}
	}
	above := s.aboveHeight(p)
	p = s.tighten(p, s.left()-above)
	first := p.rows[:min(2, len(p.rows))]
	need := above + p.headHeight()
	for _, r := range first {
		need += r.height
	}
	if s.y > s.frame.height/4 && (s.left() < need || s.torn(p, above)) {
		s.newPage(s.frame)
		p = s.tighten(p, s.left()-above)
	}
	s.place(t.ID, 0, s.y)
	s.tableTitle(p)
	s.unitLine(p, "")
	s.tableHead(p)
	s.tableRows(p)
	s.tableNotes(p)
}

// fitsHere reports whether the rest of this page holds the whole table, closely set.
func (s *setter) fitsHere(p *tablePlan) bool {
	p.setPad(leastPad)
	return s.pagesFrom(p, s.left()-s.aboveHeight(p)) == 1
}

// torn reports whether a table that one page holds would be cut by the end of
// this one, of which less than half is left. A long table may be cut where enough of
// it stands on this page.
func (s *setter) torn(p *tablePlan, above float64) bool {
	if s.left() > s.frame.height/2 || s.pagesFrom(p, s.left()-above) == 1 || s.pagesFrom(p, s.frame.height-above) > 1 {
		return false
	}
	room, here := s.left()-above-p.headHeight(), 0
	for here < len(p.rows) && room >= p.rows[here].height {
		room -= p.rows[here].height
		here++
	}
	return len(p.rows) <= wholeRows || here < enoughRows
}

// startHeight is what a table needs to begin on a page of which so much is left.
func (s *setter) startHeight(t *report.Table, left float64) float64 {
	if len(t.Columns) == 0 {
		return 0
	}
	p := s.plan(t, s.frame.turned)
	p.setPad(leastPad)
	above := s.aboveHeight(p)
	start := above + p.headHeight()
	for _, r := range p.rows[:min(2, len(p.rows))] {
		start += r.height
	}
	whole := above + p.headHeight() + p.bodyHeight() + s.notesHeight(p)
	if whole < s.frame.height*3/4 && (left < s.frame.height/2 || whole < s.frame.height/2) && len(p.rows) <= wholeRows {
		return whole
	}
	return start
}

func (s *setter) hasTitle(p *tablePlan) bool {
	return p.table.Title != "" && p.table.Title != s.annexTitle
}

func (s *setter) aboveHeight(p *tablePlan) float64 {
	h := 0.0
	if s.hasTitle(p) {
		h += xiaoSiHao * 1.8
	}
	if p.table.Unit != "" {
		h += p.size * noteLeads
	}
	return h
}

// tighten sets the room around the rows, as much as costs no page; a table that
// just misses the rest of one page is tried in smaller type too.
func (s *setter) tighten(p *tablePlan, room float64) *tablePlan {
	pages, pad := s.bestPad(p, room)
	if pages > 1 && p.size > xiaoWuHao {
		if q, grade := s.fitTable(p.table, tableForm{p.frame, xiaoWuHao}); grade == fits {
			if n, qPad := s.bestPad(q, room); n == 1 {
				p, pad = q, qPad
			}
		}
	}
	p.setPad(pad)
	return p
}

// bestPad returns the largest room around rows among those with the fewest pages.
func (s *setter) bestPad(p *tablePlan, room float64) (pages int, pad float64) {
	for _, try := range []float64{mostPad, usualPad, tightPad, leastPad} {
		if try > s.close.pad {
			continue
		}
		p.setPad(try)
		n := s.pagesFrom(p, room)
		if pages == 0 || n < pages || n == pages && pages > 1 && try == usualPad {
			pages, pad = n, try
		}
	}
	return pages, pad
}

// pagesFrom counts the pages of a table, notes included, that begins with the given room on its page.
func (s *setter) pagesFrom(p *tablePlan, room float64) int {
	pages := 1
	room -= p.headHeight()
	for i, r := range p.rows {
		if room < s.rowNeed(p, i)-0.5 {
			pages++
			room = p.frame.height - p.headHeight() - p.size*noteLeads
			if j := p.section(i); j >= 0 {
				room -= p.rows[j].height
			}
		}
		room -= r.height
	}
	if room < s.notesHeight(p) {
		pages++
	}
	return pages
}

func (s *setter) tableTitle(p *tablePlan) {
	if !s.hasTitle(p) {
		return
	}
	st := style{role: HeiTi, size: xiaoSiHao}
	for _, l := range s.shaper.balanced(clean(p.table.Title), st, s.frame.width) {
		s.setLine(l, (s.frame.width-l.width)/2, s.y+0.2*st.size, st)
		s.y += 1.5 * st.size
	}
	s.y += 0.3 * st.size
}

// unitLine prints 续表 at the left, where a table goes on, and the unit at the right.
func (s *setter) unitLine(p *tablePlan, continued string) {
	if p.table.Unit == "" && continued == "" {
		return
	}
	s.text(0, s.y, continued, headStyle(p.size))
	s.rightAligned(s.frame.width, s.y, p.table.Unit, style{role: SongTi, size: p.size})
	s.y += p.size * noteLeads
}

func (s *setter) tableHead(p *tablePlan) {
	s.rule(s.y, thickRule, black)
	tops := make([]float64, len(p.headRow)+1)
	tops[0] = s.y
	for i, h := range p.headRow {
		tops[i+1] = tops[i] + h
	}
	for i := range p.heads {
		h := &p.heads[i]
		top, bottom := tops[h.row], tops[h.row+h.rows]
		s.headCell(p, h, top, bottom)
		if !h.lowest {
			gap := padSide * p.size
			s.add(lineOp{x1: p.edges[h.col] + gap, y1: bottom, x2: p.edges[h.col+h.cols] - gap, y2: bottom, width: thinRule, colour: black})
		}
	}
	s.y = tops[len(p.headRow)]
	if len(p.headRow) > 0 {
		s.rule(s.y, thinRule, black)
	}
}

// headCell sets the lines of a head cell in the middle of its box.
func (s *setter) headCell(p *tablePlan, h *headBox, top, bottom float64) {
	st := headStyle(p.size)
	y := (top+bottom-cellLeads*st.size*float64(len(h.lines)))/2 + (cellLeads-1)*st.size/2
	for _, l := range h.lines {
		s.setLine(l, p.edges[h.col]+(p.span(h)-l.width)/2, y, st)
		y += cellLeads * st.size
	}
}

func (p *tablePlan) noteStyle() style {
	return style{role: SongTi, size: min(finePrint, p.size), mixed: true}
}

func (s *setter) noteLines(p *tablePlan) []line {
	if p.notes != nil {
		return p.notes
	}
	var lines []line
	for _, n := range p.table.Notes {
		if strings.TrimSpace(n) != "" {
			lines = append(lines, s.shaper.note(n, p.noteStyle(), p.frame.width)...)
		}
	}
	p.notes = lines
	return lines
}

// note sets a note under a table.
func (s *shaper) note(text string, st style, width float64) []line {
	return s.cell(cellKey{text, st, width, justified}, func() []line {
		lines := s.wrap(text, st, measureOf{width, width})
		for i := range lines {
			lines[i].justify(width)
		}
		return lines
	})
}

func (s *setter) notesHeight(p *tablePlan) float64 {
	if n := len(s.noteLines(p)); n > 0 {
		return (float64(n)*noteLeads + 0.4) * p.noteStyle().size
	}
	return 0
}

func (s *setter) tableNotes(p *tablePlan) {
	st := p.noteStyle()
	s.y += 0.4 * st.size
	for _, l := range s.noteLines(p) {
		s.need(noteLeads * st.size)
		s.setLine(l, 0, s.y+(noteLeads-1)*st.size/2, st)
		s.y += noteLeads * st.size
	}
}
