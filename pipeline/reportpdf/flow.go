package reportpdf

import (
	"strconv"
	"strings"

	"zhibao/pipeline/report"
)

func bodyStyle(r Role) style {
	return style{role: r, size: bodySize, tracking: charPitch - bodySize, mixed: true}
}

func noteStyle() style { return style{role: SongTi, size: wuHao, mixed: true} }

// need starts a new page of the same kind if h does not fit on this one.
func (c *canvas) need(h float64) {
	if c.left() < h-0.5 && c.y > 0 {
		c.newPage(c.frame)
	}
}

func (c *canvas) setLine(l line, x, top float64, st style) {
	c.glyphs(x, top+boxAscent*st.size, l.glyphs, st)
}

// blocks sets the blocks one after another. Headings become bookmarks from the given level on.
func (s *setter) blocks(blocks []report.Block, level int) {
	for i, b := range blocks {
		switch b := b.(type) {
		case report.Heading:
			s.heading(b, level, s.leastHeight(blocks[i+1:]))
		case report.Paragraph:
			s.paragraph(b)
		case *report.Table:
			s.table(b)
			s.y += linePitch / 2
		case *report.Chart:
			s.chart(b)
			s.y += linePitch / 2
		}
	}
}

// leastHeight is the height a heading wants to have under it on its page.
func (s *setter) leastHeight(next []report.Block) float64 {
	if len(next) == 0 {
		return 0
	}
	switch b := next[0].(type) {
	case *report.Chart:
		return min(chartHeight(b), s.frame.height/2)
	case *report.Table:
		return s.frame.height / 5
	case report.Heading:
		return linePitch + s.leastHeight(next[1:])
	}
	return 2 * linePitch
}

func (s *setter) heading(h report.Heading, level int, under float64) {
	role := FangSong
	switch h.Level {
	case 1:
		role = HeiTi
	case 2:
		role = KaiTi
	}
	st := bodyStyle(role)
	lines := s.shaper.wrap(h.Text, st, s.indented(2))
	s.snap()
	if height := float64(len(lines))*linePitch + under; s.left() < height-0.5 && height < s.frame.height {
		s.newPage(s.frame)
	}
	s.place(h.ID, 0, s.y)
	s.bookmark(level+max(h.Level, 1)-1, h.Text, s.y)
	s.setLines(lines, st, 2)
}

func (s *setter) paragraph(p report.Paragraph) {
	if p.Note {
		s.note(p.ID, p.Text(), noteStyle())
		return
	}
	s.snap()
	s.need(linePitch)
	s.place(p.ID, 0, s.y)
	switch p.Setting {
	case report.Addressed:
		s.paragraphLines(p.Text(), bodyStyle(FangSong), 0)
	case report.Signed:
		s.signed(p.Text())
	default:
		s.paragraphLines(p.Text(), bodyStyle(FangSong), 2)
	}
}

// signed sets 署名 or a date of a letter four characters in from the right.
func (s *setter) signed(text string) {
	st := bodyStyle(FangSong)
	x := s.frame.width - 4*charPitch - s.shaper.measure(clean(text), st)
	if x < 0 {
		s.paragraphLines(text, st, 0)
		return
	}
	s.text(x, s.y+(linePitch-st.size)/2, text, st)
	s.y += linePitch
}

// indented is the measure of a paragraph whose first line is indented by some characters.
func (s *setter) indented(chars float64) measureOf {
	return measureOf{s.frame.width - chars*charPitch, s.frame.width}
}

func (s *setter) paragraphLines(text string, st style, indent float64) {
	s.setLines(s.shaper.wrap(text, st, s.indented(indent)), st, indent)
}

// setLines sets justified lines on the page's grid.
func (s *setter) setLines(lines []line, st style, indent float64) {
	for i, l := range lines {
		s.need(linePitch)
		x := 0.0
		if i == 0 {
			x = indent * charPitch
		}
		l.justify(s.frame.width - x)
		s.setLine(l, x, s.y+(linePitch-st.size)/2, st)
		s.y += linePitch
	}
}

// note sets small print.
func (s *setter) note(id, text string, st style) {
	pitch := noteLeads * st.size
	indent := 2 * st.size
	for i, l := range s.shaper.wrap(text, st, measureOf{s.frame.width - indent, s.frame.width}) {
		s.need(pitch)
		x := 0.0
		if i == 0 {
			s.place(id, 0, s.y)
			x = indent
		}
		l.justify(s.frame.width - x)
		s.setLine(l, x, s.y+(pitch-st.size)/2, st)
		s.y += pitch
	}
}

// annexList is the 附件说明: one line under the text, indented two, without
// final punctuation. Only a document with a letterhead has one.
func (s *setter) annexList() {
	if s.doc.Head.Issuer == "" || len(s.doc.Annexes) == 0 {
		return
	}
	s.snap()
	lines := min(len(s.doc.Annexes), 8) + 1
	if s.doc.Head.Signature != "" || s.doc.Head.Date != "" {
		lines += signatureLines // the signature never stands alone on a page
	}
	s.need(float64(lines) * linePitch)
	if s.y > 0 {
		s.y += linePitch
	}
	st := bodyStyle(FangSong)
	lead := s.text(2*charPitch, s.y+(linePitch-st.size)/2, "附件：", st) + 2*charPitch
	for i, a := range s.doc.Annexes {
		s.annexLine(i+1, a, lead, st)
	}
}

func (s *setter) annexLine(n int, a report.Annex, lead float64, st style) {
	label := strconv.Itoa(n) + "．"
	hang := lead + s.shaper.measure(clean(label), st)
	lines := s.shaper.wrap(a.Title+"（"+a.Label+"）", st, measureOf{s.frame.width - hang, s.frame.width - hang})
	for i, l := range lines {
		s.need(linePitch)
		top := s.y + (linePitch-st.size)/2
		if i == 0 {
			s.text(lead, top, label, st)
			s.add(linkOp{x: lead, y: top, w: hang - lead + l.width, h: st.size, target: a.ID, turned: s.frame.turned})
		}
		s.setLine(l, hang, top, st)
		s.y += linePitch
	}
}

// signatureLines is the least room of 署名 and 成文日期 with one empty line above.
const signatureLines = 3

// signature sets 署名 centred over 成文日期, which stands four characters in from
// the right, with room for the seal above. The seal itself is never drawn.
func (s *setter) signature() {
	h := s.doc.Head
	if h.Signature == "" && h.Date == "" {
		return
	}
	s.snap()
	empty := float64(sealLines)
	for empty > 1 && s.left() < (empty+2)*linePitch-0.5 {
		empty--
	}
	if s.left() < (empty+2)*linePitch-0.5 {
		s.newPage(s.frame)
	}
	s.y += empty * linePitch
	st := bodyStyle(FangSong)
	date, name := s.shaper.measure(clean(h.Date), st), s.shaper.measure(clean(h.Signature), st)
	right := s.frame.width - 4*charPitch
	left := min(right-date/2-name/2, s.frame.width-2*charPitch-name)
	for _, part := range []struct {
		text string
		x    float64
	}{{h.Signature, max(0, left)}, {h.Date, right - date}} {
		s.text(part.x, s.y+(linePitch-st.size)/2, part.text, st)
		s.y += linePitch
	}
}

// annex starts a new page: the label at the top left, the title on the third
// line. A page whose first table is turned is turned as a whole.
func (s *setter) annex(a report.Annex) {
	f := upright()
	if len(a.Blocks) > 0 {
		if t, ok := a.Blocks[0].(*report.Table); ok && s.wantsTurn(t) {
			f = turned()
		}
	}
	s.newPage(f)
	s.annexTitle = a.Title
	s.place(a.ID, 0, 0)
	s.bookmark(0, strings.TrimSpace(a.Label+"　"+a.Title), 0)
	pitch := linePitch
	if f.turned {
		pitch = linePitch * turnedLeads
	}
	st := style{role: HeiTi, size: bodySize}
	s.text(0, s.y+(pitch-st.size)/2, a.Label, st)
	s.y = 2 * pitch
	if a.Title != "" {
		s.title(a.Title, xiaoErHao)
		s.y += pitch / 4
	}
	s.blocks(a.Blocks, 1)
}
