package reportpdf

import (
	"slices"
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
	blocks = slices.Clone(blocks)
	for i := 0; i < len(blocks); i++ {
		s.float(blocks[i:])
		s.tail = s.tailOf(blocks[i+1:], level)
		switch b := blocks[i].(type) {
		case report.Heading:
			s.heading(b, level, s.leastHeight(blocks[i+1:], level))
		case report.Paragraph:
			if n := s.signedPair(blocks[i:]); n > 0 {
				i += n - 1
				continue
			}
			s.paragraph(b)
		case *report.Table:
			s.table(b)
			s.y += linePitch / 2
		case *report.Chart:
			if s.tail > 0 {
				s.need(s.leastChart(b) + s.under())
			}
			s.chart(b)
			s.y += linePitch / 2
		}
	}
}

// float puts text before a chart that has no room on this page, so that the page is
// filled: as long as the text ends on this page, or on the next one with room for the
// chart under it. It goes no further than the text up to the next table or chart.
func (s *setter) float(blocks []report.Block) {
	c, ok := blocks[0].(*report.Chart)
	if !ok || s.left() >= s.leastChart(c) {
		return
	}
	text := linePitch / 2
	for i, b := range blocks[1:] {
		switch b := b.(type) {
		case report.Heading:
			text += linePitch
			continue
		case report.Paragraph:
			text += float64(len(s.shaper.wrap(b.Text(), bodyStyle(FangSong), s.indented(2)))) * linePitch
			over := text - s.left()
			if !b.Note && b.Setting == report.Running && (over <= 0 || s.frame.height-over >= s.leastChart(c)+linePitch) {
				copy(blocks, blocks[1:i+2])
				blocks[i+1] = c
			}
		}
		return
	}
}

// leastHeight is the height a heading wants to have under it on its page.
func (s *setter) leastHeight(next []report.Block, level int) float64 {
	if len(next) == 0 {
		return 0
	}
	switch b := next[0].(type) {
	case *report.Chart:
		return s.leastChart(b)
	case *report.Table:
		return s.startHeight(b, s.left()-linePitch)
	case report.Heading:
		return linePitch + s.leastHeight(next[1:], level)
	case report.Paragraph:
		if !b.Note && b.Setting == report.Running {
			return s.startLines(b, s.tailOf(next[1:], level)) * linePitch
		}
	}
	return 2 * linePitch
}

// startLines is how many lines of a paragraph begin it on a page: two, or all of one
// too short to be cut.
func (s *setter) startLines(p report.Paragraph, tail float64) float64 {
	n := float64(len(s.shaper.wrap(p.Text(), bodyStyle(FangSong), s.indented(2))))
	if n > keptLines+1 {
		return keptLines
	}
	return n + tail/linePitch
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
	default:
		st := bodyStyle(FangSong)
		lines := s.shaper.wrap(p.Text(), st, s.indented(2))
		s.mark(lines, p.Runs)
		s.setTail(lines, st, 2)
	}
}

// indented is the measure of a paragraph whose first line is indented by some characters.
func (s *setter) indented(chars float64) measureOf {
	return measureOf{s.frame.width - chars*charPitch, s.frame.width}
}

func (s *setter) paragraphLines(text string, st style, indent float64) {
	s.setLines(s.shaper.wrap(text, st, s.indented(indent)), st, indent)
}

// setLines sets justified lines on the page's grid. No first line stands alone at the
// foot of a page and no last line at the top of one.
func (s *setter) setLines(lines []line, st style, indent float64) {
	for first := true; len(lines) > 0; first = false {
		n := s.linesHere(len(lines), first)
		if n == 0 {
			s.newPage(s.frame)
			n = s.linesHere(len(lines), first)
		}
		for i, l := range lines[:n] {
			x := 0.0
			if first && i == 0 {
				x = indent * charPitch
			}
			l.justify(s.frame.width - x)
			s.setLine(l, x, s.y+(linePitch-st.size)/2, st)
			s.y += linePitch
		}
		lines = lines[n:]
	}
}

// linesHere is how many of the lines go on this page; 0 sends them to the next one.
func (s *setter) linesHere(lines int, first bool) int {
	room := int((s.left() + 0.5) / linePitch)
	if lines <= room {
		return lines
	}
	n := room
	if lines-n == 1 {
		n--
	}
	if first && n < 2 && lines > 1 {
		n = 0
	}
	if n <= 0 && s.y == 0 {
		return max(room, 1)
	}
	return max(n, 0)
}

// note sets small print.
func (s *setter) note(id, text string, st style) {
	pitch := noteLeads * st.size
	indent := 2 * st.size
	lines := s.shaper.wrap(text, st, measureOf{s.frame.width - indent, s.frame.width})
	if height := float64(len(lines))*pitch + s.under(); s.tail > 0 && height < s.frame.height/2 {
		s.need(height)
	}
	for i, l := range lines {
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
	if a.Letter != "" {
		s.letterTop(a.Letter) // its head stands above the type area
		s.y = 0.7 * pitch
	} else {
		st := style{role: HeiTi, size: bodySize}
		s.text(0, s.y+(pitch-st.size)/2, a.Label, st)
		s.y = 2 * pitch
	}
	if a.Title != "" {
		s.title(a.Title, xiaoErHao, pitch)
		if a.Letter == "" {
			s.y += pitch / 2
		}
	}
	s.blocks(a.Blocks, 1)
}
