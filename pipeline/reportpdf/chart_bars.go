package reportpdf

import (
	"zhibao/pipeline/report"
)

// Measures of bars in points.
const (
	barPitch    = 17.0 // from bar to bar over the whole width
	barSqueezed = 12.0 // as close as bars are drawn
	smallPitch  = 11.5 // of panels abreast
	twoLines    = 15.0 // of panels abreast with labels of two lines
	barShare    = 0.56 // of the pitch that the bar is thick
	frameShare  = 0.84 // … that the frame up to the target is
	markerShare = 0.92
	leastBars   = 3    // that a panel begins a page's foot with
	labelShare  = 0.40 // of the width that labels may take
)

func (p picture) labelStyle() style {
	if p.small {
		return style{role: SongTi, size: 8}
	}
	return style{role: SongTi, size: wuHao}
}

func (p picture) valueStyle() style {
	if p.small {
		return style{role: SongTi, size: 7.5}
	}
	return style{role: SongTi, size: xiaoWuHao + 0.5}
}

func tickStyle() style { return style{role: SongTi, size: 8, colour: greyText} }

// labelLines is how many lines the longest label takes in its column.
func (p picture) labelLines() int {
	n := 1
	for _, b := range p.panel.Bars {
		n = max(n, len(p.shaper.balanced(clean(b.Label), p.labelStyle(), labelShare*p.w)))
	}
	return n
}

func (p picture) barPitch() float64 {
	switch {
	case !p.small:
		return barPitch
	case p.labelLines() > 1:
		return twoLines
	}
	return smallPitch
}

// barsFoot is the room under the bars: of a whole width the labels of the axis.
func (p picture) barsFoot() float64 {
	if p.small {
		return 2
	}
	return axisHeight
}

// titleHeight is the room of the panel's own title.
func (p picture) titleHeight() float64 {
	if p.panel.Title == "" && p.panel.Whole == nil {
		return 0
	}
	return panelTitle
}

// title sets the panel's title at the left and what it belongs to at the right.
func (p picture) title() {
	if p.titleHeight() == 0 {
		return
	}
	st := style{role: HeiTi, size: xiaoWuHao}
	room := p.w
	if whole := p.panel.Whole; whole != nil {
		text, ws := whole.Label+whole.Text, style{role: SongTi, size: 8}
		w := p.shaper.measure(clean(text), ws)
		p.text(p.x+p.w-w, p.y+1, text, ws)
		room -= w + 4
	}
	name := p.panel.Title
	if p.panel.Unit != "" {
		name += "（" + p.panel.Unit + "）"
	}
	lines, st := p.inBox(name, st, room, panelTitle-2)
	for i, l := range lines {
		p.setLine(l, p.x, p.y+float64(i)*st.size*tightLeads, st)
	}
}

// barPages draws bars over the whole width, closer if the page wants it, and goes on
// with them on the next page.
func (s *setter) barPages(p picture) {
	all := p.panel.Bars
	if least := p.titleHeight() + p.barsFoot() + float64(min(len(all), leastBars))*barSqueezed; s.left() < least && s.y > 0 {
		s.newPage(s.frame)
	}
	for {
		p.y = s.y
		room := s.left() - p.titleHeight() - p.barsFoot()
		n := min(len(all), max(1, int(room/barSqueezed)))
		p.panel.Bars = all[:n]
		if n > 0 {
			p.pitch = min(barPitch, room/float64(n))
		}
		p.draw()
		s.y += p.titleHeight() + float64(n)*p.pitch + p.barsFoot()
		if all = all[n:]; len(all) == 0 {
			return
		}
		s.newPage(s.frame)
	}
}

// bars draws the bars of a panel on a common axis.
func (p picture) bars() {
	labels, values := 0.0, 0.0
	for _, b := range p.panel.Bars {
		labels = max(labels, p.shaper.measure(clean(b.Label), p.labelStyle()))
		values = max(values, p.shaper.measure(clean(b.Text), p.valueStyle()))
	}
	labels = min(labels, labelShare*p.w)
	gap := labelGap
	if p.small {
		gap = 4
	}
	top := p.y + p.titleHeight()
	a := p.scale.over(p.x+labels+gap, p.x+p.w-values-gap-3)
	p.grid(a, top, float64(len(p.panel.Bars))*p.pitch)
	for i, b := range p.panel.Bars {
		middle := top + (float64(i)+0.5)*p.pitch
		lines, st := p.inBox(b.Label, p.labelStyle(), labels, p.pitch)
		y := middle - float64(len(lines))*st.size*tightLeads/2 + 0.04*st.size
		for _, l := range lines {
			p.setLine(l, p.x+labels-l.width, y, st)
			y += st.size * tightLeads
		}
		p.bar(b, a, middle)
	}
	if !p.small {
		p.axisLabels(a, top+float64(len(p.panel.Bars))*p.pitch)
	}
}

// grid draws the light lines of the ticks, of small panels that of zero only.
func (p picture) grid(a axis, top, height float64) {
	for _, v := range a.ticks() {
		l := lineOp{x1: a.x(v), y1: top, x2: a.x(v), y2: top + height, width: 0.35, colour: greyAxis}
		if v == 0 {
			l.width, l.colour = 0.8, black
		} else if p.small {
			continue
		}
		p.add(l)
	}
}

func (p picture) axisLabels(a axis, y float64) {
	st := tickStyle()
	free := a.left - 2*labelGap // where the next label may begin
	for _, v := range a.ticks() {
		label := a.label(v)
		if p.chart.Full != nil && v == drawn(*p.chart.Full) {
			label += "（目标）"
		}
		w := p.shaper.measure(label, st)
		if x := a.x(v) - w/2; x >= free && x+w <= p.frame.width {
			p.text(x, y+2.5, label, st)
			free = x + w + 3
		}
	}
}

// bar draws one bar, its frame up to the target, its marker and its figure. A missing
// figure is said where its bar would begin.
func (p picture) bar(b report.Bar, a axis, middle float64) {
	thick, end := barShare*p.pitch, a.x(0)
	if p.chart.Full != nil {
		h, full := frameShare*p.pitch, a.x(drawn(*p.chart.Full))
		p.outline(a.x(0), middle-h/2, full-a.x(0), h)
	}
	if b.Value != nil {
		v := drawn(*b.Value)
		from, to := a.x(min(v, 0)), a.x(max(v, 0))
		p.barBox(from, middle-thick/2, to-from, thick, lookOf(b.Tone))
		end = to
	}
	st := p.valueStyle()
	if b.Value == nil {
		st.colour = greyText
	}
	x, w := end+4, p.shaper.measure(clean(b.Text), st)
	if b.Marker != nil && b.Marker.Value != nil {
		m := a.x(drawn(*b.Marker.Value))
		p.tick(m, middle-markerShare*p.pitch/2, markerShare*p.pitch)
		if m > x-3 && m < x+w+3 {
			x = m + 4
		}
	}
	p.text(x, middle-st.size/2, b.Text, st)
}

// outline draws the thin frame of a bar.
func (p picture) outline(x, y, w, h float64) {
	for _, l := range [][4]float64{{x, y, x + w, y}, {x, y + h, x + w, y + h}, {x + w, y, x + w, y + h}} {
		p.add(lineOp{x1: l[0], y1: l[1], x2: l[2], y2: l[3], width: 0.4, colour: greyText})
	}
}
