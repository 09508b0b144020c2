package reportpdf

import (
	"slices"

	"zhibao/pipeline/report"
)

// Measures of charts in points.
const (
	chartTop     = 2.0 * xiaoSiHao // title
	legendHeight = 17.0
	axisHeight   = 16.0
	labelGap     = 7.0
	panelGap     = 14.0 // between panels abreast
	panelFoot    = 9.0  // under a row of panels
	panelTitle   = 14.0
	mostAbreast  = 3
)

// picture is a panel of a chart in its place on the page.
type picture struct {
	*setter
	chart   *report.Chart
	panel   report.Panel
	x, y, w float64
	small   bool // one of several abreast
	pitch   float64
	scale   axis // of bars; the same on all pages
}

// chart sets title, legend, panels in rows, and notes.
func (s *setter) chart(c *report.Chart) {
	n := s.abreast(c)
	if s.y > 0 && s.left() < s.leastChart(c) {
		s.newPage(s.frame)
	}
	s.place(c.ID, 0, s.y)
	s.chartHead(c)
	if barsOnly(c, n) {
		for _, p := range c.Panels {
			s.barPages(s.picture(c, p, 0, 1))
		}
	} else {
		s.panelRows(c, n)
	}
	for _, note := range c.Notes {
		s.chartNote(note)
	}
}

// abreast is how many panels stand beside each other: as many as leave room for their
// labels.
func (s *setter) abreast(c *report.Chart) int {
	for n := min(mostAbreast, len(c.Panels)); n > 1; n-- {
		if !slices.ContainsFunc(c.Panels, func(p report.Panel) bool { return !s.picture(c, p, 0, n).suits() }) {
			return n
		}
	}
	return 1
}

// picture is panel p in column i of n.
func (s *setter) picture(c *report.Chart, p report.Panel, i, n int) picture {
	w := (s.frame.width - float64(n-1)*panelGap) / float64(n)
	left := 0.0
	if c.Kind == report.Tiles { // a few maps stand in the middle, their titles over them
		w = min(w, s.frame.width/mostAbreast)
		left = (s.frame.width - float64(n)*w - float64(n-1)*panelGap) / 2
	}
	pic := picture{setter: s, chart: c, panel: p, x: left + float64(i)*(w+panelGap), y: s.y, w: w, small: n > 1}
	pic.pitch, pic.scale = pic.barPitch(), scaleOf(c, p.Bars)
	return pic
}

// suits reports whether a panel can be read at its width and fits on a page.
func (p picture) suits() bool {
	if p.height() > 0.85*p.frame.height {
		return false
	}
	switch p.chart.Kind {
	case report.Tiles:
		return p.tileWidth() >= leastTile
	case report.Columns:
		return p.columnLabel().size >= leastType
	case report.Paths:
		return true
	}
	return p.labelLines() <= 2
}

// height of a panel with its title.
func (p picture) height() float64 {
	h := p.titleHeight()
	switch p.chart.Kind {
	case report.Tiles:
		return h + p.tilesHeight()
	case report.Columns, report.Paths:
		return h + yearsHeight
	}
	return h + float64(len(p.panel.Bars))*p.pitch + p.barsFoot()
}

func (p picture) draw() {
	p.title()
	switch p.chart.Kind {
	case report.Tiles:
		p.tiles()
	case report.Columns, report.Paths:
		p.years()
	default:
		p.bars()
	}
}

func (s *setter) panelRows(c *report.Chart, n int) {
	first := true
	for row := range slices.Chunk(c.Panels, n) {
		h := s.rowHeight(c, row, n)
		if s.left() < h && !first {
			s.newPage(s.frame)
		}
		for i, p := range row {
			s.picture(c, p, i, n).draw()
		}
		s.y += h
		first = false
	}
}

func (s *setter) rowHeight(c *report.Chart, row []report.Panel, n int) float64 {
	h := 0.0
	for i, p := range row {
		h = max(h, s.picture(c, p, i, n).height())
	}
	return h + panelFoot
}

// chartHeight is the height of a whole chart.
func (s *setter) chartHeight(c *report.Chart) float64 {
	n := s.abreast(c)
	h := chartTop + legendHeight + float64(len(c.Notes))*finePrint*noteLeads
	for row := range slices.Chunk(c.Panels, n) {
		h += s.rowHeight(c, row, n)
	}
	return h
}

// leastChart is the room a chart wants on the page it begins on: for all of it, its
// bars drawn closer if need be; for the first part of one that is longer than a page.
func (s *setter) leastChart(c *report.Chart) float64 {
	whole, n := s.chartHeight(c), s.abreast(c)
	if barsOnly(c, n) {
		for _, p := range c.Panels {
			whole -= float64(len(p.Bars)) * (barPitch - barSqueezed)
		}
	}
	if whole <= s.frame.height || len(c.Panels) == 0 {
		return whole
	}
	if barsOnly(c, n) {
		return s.frame.height / 2
	}
	return chartTop + legendHeight + s.rowHeight(c, c.Panels[:n], n)
}

// barsOnly tells charts whose bars run over the whole width and over pages.
func barsOnly(c *report.Chart, abreast int) bool {
	return abreast == 1 && (c.Kind == report.Bullets || c.Kind == report.Ranked)
}

// chartHead sets the title, and under it unit and legend.
func (s *setter) chartHead(c *report.Chart) {
	if c.Title != "" && c.Title != s.annexTitle {
		s.centred(s.y+0.3*xiaoSiHao, c.Title, style{role: HeiTi, size: xiaoSiHao})
		s.y += chartTop
	}
	s.legend(c)
}

// legend prints the unit at the left; at the right what the marker is and, before
// it, what the looks of the bars mean.
func (s *setter) legend(c *report.Chart) {
	st := style{role: SongTi, size: xiaoWuHao}
	if c.Unit != "" {
		s.text(0, s.y, "单位："+c.Unit, st)
	}
	x := s.frame.width
	if c.Marker != "" {
		x -= s.shaper.measure(clean(c.Marker), st)
		s.text(x, s.y, c.Marker, st)
		x -= legendBox + 3
		s.markSample(c.Kind, x, s.y, st.size)
	}
	if c.Kind == report.Paths || c.Kind == report.Columns {
		x -= legendGap + s.shaper.measure(actualWord, st)
		s.text(x, s.y, actualWord, st)
		x -= legendBox + 3
		if c.Kind == report.Paths {
			s.add(lineOp{x1: x, y1: s.y + st.size/2, x2: x + legendBox, y2: s.y + st.size/2, width: pathWidth, colour: pathColour})
		} else {
			s.barBox(x, s.y+1, legendBox, st.size-2, lookOf(report.Good))
		}
	}
	for i := len(c.Legend) - 1; i >= 0; i-- {
		entry := c.Legend[i]
		x -= legendGap + s.shaper.measure(clean(entry.Text), st)
		s.text(x, s.y, entry.Text, st)
		x -= legendBox + 3
		s.barBox(x, s.y+1, legendBox, st.size-2, lookOf(entry.Tone))
	}
	s.y += legendHeight
}

const actualWord = "实际"

// Room of a legend entry: the gap before the next one, the sample of the bar.
const (
	legendGap = 12.0
	legendBox = 16.0
)

// markSample draws a marker as the kind draws it.
func (s *setter) markSample(kind report.ChartKind, x, y, size float64) {
	switch kind {
	case report.Paths:
		s.planLine(x, y+size/2, x+legendBox, y+size/2)
	case report.Columns:
		s.add(lineOp{x1: x, y1: y + size/2, x2: x + legendBox, y2: y + size/2, width: 1.8, colour: black})
	default:
		s.tick(x+legendBox/2, y-0.5, size+1)
	}
}

func (s *setter) tick(x, top, height float64) {
	s.add(lineOp{x1: x, y1: top, x2: x, y2: top + height, width: 1.8, colour: black})
}

func (s *setter) chartNote(text string) {
	st := style{role: SongTi, size: finePrint, mixed: true}
	for _, l := range s.shaper.wrap(text, st, measureOf{s.frame.width, s.frame.width}) {
		s.need(noteLeads * st.size)
		l.justify(s.frame.width)
		s.setLine(l, 0, s.y+(noteLeads-1)*st.size/2, st)
		s.y += noteLeads * st.size
	}
}
