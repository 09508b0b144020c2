package reportpdf

import (
	"strconv"

	"zhibao/pipeline/report"
)

// Measures of bar charts in points.
const (
	barPitch     = 20.5 // from bar to bar if there is room
	barLeast     = 13.0
	barShare     = 0.56 // of the pitch that the bar is thick
	markerShare  = 0.86
	chartTop     = 2.0 * xiaoSiHao // title
	legendHeight = 17.0
	axisHeight   = 16.0
	labelShare   = 0.36 // of the width that labels may take
	labelGap     = 7.0
)

// barLook is fill and outline of a bar. In grey print a bar that lags is light
// with a dark outline, the others are dark.
type barLook struct{ fill, edge rgb }

func lookOf(t report.Tone) barLook {
	switch t {
	case report.Bad:
		return barLook{rgb{240, 190, 182}, rgb{165, 30, 30}}
	case report.Watch:
		return barLook{rgb{158, 176, 196}, rgb{92, 116, 142}}
	case report.Muted:
		return barLook{rgb{225, 225, 225}, rgb{150, 150, 150}}
	}
	return barLook{rgb{54, 90, 134}, rgb{54, 90, 134}}
}

func chartHeight(c *report.Chart) float64 {
	return chartTop + legendHeight + axisHeight + float64(len(c.Bars))*barPitch + float64(len(c.Notes))*finePrint*noteLeads
}

// chart draws horizontal bars on a common axis. It stays on one page as long
// as its bars are not squeezed below barLeast.
func (s *setter) chart(c *report.Chart) {
	fixed := chartHeight(c) - float64(len(c.Bars))*barPitch
	least := fixed + float64(len(c.Bars))*barLeast
	if s.left() < min(fixed+float64(len(c.Bars))*barPitch*0.85, s.frame.height) && s.y > 0 && least > s.left() || s.left() < s.frame.height/4 {
		s.newPage(s.frame)
	}
	s.place(c.ID, 0, s.y)
	bars, rank := c.Bars, 1
	for {
		n := min(len(bars), max(1, int((s.left()-fixed)/barLeast)))
		pitch := barPitch
		if n > 0 {
			pitch = min(barPitch, (s.left()-fixed)/float64(n))
		}
		s.bars(c, bars[:n], barRun{pitch: pitch, rank: rank})
		if bars, rank = bars[n:], rank+n; len(bars) == 0 {
			break
		}
		s.newPage(s.frame)
	}
	for _, note := range c.Notes {
		s.chartNote(note)
	}
}

// barRun is what the bars of one page share.
type barRun struct {
	pitch  float64
	rank   int // rank of the first bar
	labels float64
	axis   axis
	top    float64
}

func (s *setter) bars(c *report.Chart, bars []report.Bar, run barRun) {
	if c.Title != "" && c.Title != s.annexTitle {
		s.centred(s.y+0.3*xiaoSiHao, c.Title, style{role: HeiTi, size: xiaoSiHao})
		s.y += chartTop
	}
	s.legend(c)
	values := 0.0
	for _, b := range c.Bars {
		run.labels = max(run.labels, s.shaper.measure(clean(b.Label), labelStyle()))
		values = max(values, s.shaper.measure(clean(b.Text), valueStyle()))
	}
	run.labels = min(run.labels, labelShare*s.frame.width)
	left := run.labels + labelGap
	if c.Kind == report.Ranked {
		left += rankWidth
	}
	run.axis = newAxis(c, left+labelGap, s.frame.width-values-2*labelGap)
	run.top = s.y
	s.grid(run, float64(len(bars))*run.pitch)
	for i, b := range bars {
		s.bar(c, b, run, i)
	}
	s.y = run.top + float64(len(bars))*run.pitch
	s.axisLabels(run.axis)
}

const rankWidth = 16.0

func labelStyle() style { return style{role: SongTi, size: wuHao} }
func valueStyle() style { return style{role: SongTi, size: xiaoWuHao + 0.5} }
func tickStyle() style  { return style{role: SongTi, size: 8, colour: greyText} }

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
		x -= 6
		s.tick(x, s.y-0.5, st.size+1)
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

// Room of a legend entry: the gap before the next one, the sample of the bar.
const (
	legendGap = 12.0
	legendBox = 16.0
)

func (s *setter) tick(x, top, height float64) {
	s.add(lineOp{x1: x, y1: top, x2: x, y2: top + height, width: 1.8, colour: black})
}

// grid draws the light lines of the ticks and the line at zero.
func (s *setter) grid(run barRun, height float64) {
	for _, v := range run.axis.ticks() {
		l := lineOp{x1: run.axis.x(v), y1: run.top, x2: run.axis.x(v), y2: run.top + height, width: 0.35, colour: greyAxis}
		if v == 0 {
			l.width, l.colour = 0.8, black
		}
		s.add(l)
	}
}

func (s *setter) axisLabels(a axis) {
	st := tickStyle()
	free := a.left - 2*labelGap // where the next label may begin
	for _, v := range a.ticks() {
		w := s.shaper.measure(a.label(v), st)
		if x := a.x(v) - w/2; x >= free && x+w <= s.frame.width {
			s.text(x, s.y+2.5, a.label(v), st)
			free = x + w + 3
		}
	}
	s.y += axisHeight
}

func (s *setter) bar(c *report.Chart, b report.Bar, run barRun, i int) {
	top := run.top + float64(i)*run.pitch
	middle := top + run.pitch/2
	if c.Kind == report.Ranked {
		s.rightAligned(rankWidth-4, middle-wuHao/2, strconv.Itoa(run.rank+i), labelStyle())
	}
	s.barLabel(c, b, run, middle)
	v := drawn(b.Value)
	from, to := run.axis.x(min(v, 0)), run.axis.x(max(v, 0))
	thick := barShare * run.pitch
	s.barBox(from, middle-thick/2, to-from, thick, lookOf(b.Tone))
	st := valueStyle()
	x, w := to+4, s.shaper.measure(clean(b.Text), st)
	if b.Marker != nil {
		m := run.axis.x(drawn(*b.Marker))
		s.tick(m, middle-markerShare*run.pitch/2, markerShare*run.pitch)
		if m > x-3 && m < x+w+3 {
			x = m + 4
		}
	}
	s.text(x, middle-st.size/2, b.Text, st)
}

// barBox draws a bar inside its outline, so that outlined and solid bars end at the same x.
func (s *setter) barBox(x, y, w, h float64, look barLook) {
	if w <= 0 {
		return
	}
	s.add(boxOp{x: x, y: y, w: w, h: h, fill: look.edge})
	const edge = 0.7
	if look.fill != look.edge && w > 2*edge {
		s.add(boxOp{x: x + edge, y: y + edge, w: w - 2*edge, h: h - 2*edge, fill: look.fill})
	}
}

// barLabel prints the label left of the bar, in two lines and smaller type if it is long.
func (s *setter) barLabel(c *report.Chart, b report.Bar, run barRun, middle float64) {
	right := run.labels
	if c.Kind == report.Ranked {
		right += rankWidth
	}
	st := labelStyle()
	lines := s.shaper.balanced(clean(b.Label), st, run.labels)
	for len(lines) > 1 && float64(len(lines))*st.size*1.08 > run.pitch && st.size > 5 {
		st.size -= 0.5
		lines = s.shaper.balanced(clean(b.Label), st, run.labels)
	}
	y := middle - float64(len(lines))*st.size*1.08/2 + 0.04*st.size
	for _, l := range lines {
		s.setLine(l, right-l.width, y, st)
		y += st.size * 1.08
	}
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
