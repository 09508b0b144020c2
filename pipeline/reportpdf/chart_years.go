package reportpdf

import (
	"math"

	"zhibao/pipeline/report"
)

// Measures of pictures by year in points.
const (
	yearsHeight = 78.0 // plot and labels of the years
	yearLabels  = 11.0
	headroom    = 10.0 // for figures over the plot
	pathWidth   = 1.6
	dotSize     = 3.4
	leastStep   = 16.0 // from year to year, all labelled
)

var pathColour = rgb{54, 90, 134}

func (s *setter) planLine(x1, y1, x2, y2 float64) {
	s.add(lineOp{x1: x1, y1: y1, x2: x2, y2: y2, width: 1, colour: black, dash: []float64{3, 2}})
}

// plot is where the years of a panel are drawn.
type plot struct {
	picture
	top, bottom float64
	low, high   float64
	step        float64
}

func (p picture) plot() plot {
	pl := plot{picture: p, top: p.y + p.titleHeight() + headroom, bottom: p.y + p.titleHeight() + yearsHeight - yearLabels}
	pl.step = p.w / float64(max(1, len(p.panel.Bars)))
	first := true
	for _, b := range p.panel.Bars {
		for _, q := range []*report.Point{&b.Point, b.Marker} {
			if q == nil || q.Value == nil {
				continue
			}
			v := drawn(*q.Value)
			if first {
				pl.low, pl.high, first = v, v, false
			}
			pl.low, pl.high = min(pl.low, v), max(pl.high, v)
		}
	}
	if p.chart.Kind == report.Columns {
		pl.low, pl.high = min(pl.low, 0), max(pl.high, 0)
	}
	if pl.low == pl.high {
		pl.low, pl.high = pl.low-1, pl.high+1
	}
	if p.chart.Kind == report.Columns && pl.low < 0 {
		pl.bottom -= headroom // for figures under negative columns
	}
	return pl
}

func (pl plot) x(i int) float64 { return pl.picture.x + (float64(i)+0.5)*pl.step }

// centred is where a text of that width begins at year i, inside the panel.
func (pl plot) centred(i int, width float64) float64 {
	return max(pl.picture.x, min(pl.x(i)-width/2, pl.picture.x+pl.w-width))
}

func (pl plot) height(v float64) float64 {
	return pl.bottom - (v-pl.low)/(pl.high-pl.low)*(pl.bottom-pl.top)
}

// labelled tells the years that have a label and its room: all, unless they stand too
// close; then the middle one of as many as a label takes.
func (pl plot) labelled(i int) (room float64, ok bool) {
	n := int(math.Ceil(leastStep / pl.step))
	room = pl.step * float64(n-1+n%2)
	return room, i%n == (n-1)/2 && pl.x(i)+room/2 <= pl.picture.x+pl.w+0.5
}

// years draws a panel by year, with the years under it.
func (p picture) years() {
	pl := p.plot()
	foot := p.y + p.titleHeight() + yearsHeight - yearLabels
	base := foot
	if p.chart.Kind == report.Columns {
		base = pl.height(0)
	}
	p.add(lineOp{x1: p.x, y1: base, x2: p.x + p.w, y2: base, width: 0.5, colour: greyText})
	for i, b := range p.panel.Bars {
		if room, ok := pl.labelled(i); ok {
			lines, st := p.inBox(b.Label, style{role: SongTi, size: 7, colour: greyText}, room, yearLabels-2)
			p.setLine(lines[0], pl.x(i)-lines[0].width/2, foot+2, st)
		}
	}
	if p.chart.Kind == report.Columns {
		pl.columns()
		return
	}
	pl.paths()
}

// columnLabel is the type in which the widest figure fits over its column.
func (p picture) columnLabel() style {
	st := style{role: SongTi, size: 7}
	widest := 0.0
	for _, b := range p.panel.Bars {
		widest = max(widest, p.shaper.measure(clean(b.Text), st))
	}
	if room := p.w/float64(max(1, len(p.panel.Bars))) - 1; widest > room {
		st.size *= room / widest
	}
	return st
}

// columns draws upright bars with their figures and a mark across each at its target.
func (pl plot) columns() {
	st := pl.columnLabel()
	thick := 0.6 * pl.step
	for i, b := range pl.panel.Bars {
		over := pl.height(0)
		under := over
		if b.Value != nil {
			v := drawn(*b.Value)
			over, under = pl.height(max(v, 0)), pl.height(min(v, 0))
			pl.barBox(pl.x(i)-thick/2, over, thick, under-over, lookOf(b.Tone))
		}
		if b.Marker != nil && b.Marker.Value != nil {
			m := pl.height(drawn(*b.Marker.Value))
			pl.add(lineOp{x1: pl.x(i) - 0.45*pl.step, y1: m, x2: pl.x(i) + 0.45*pl.step, y2: m, width: 1.8, colour: black})
			over = min(over, m)
		}
		pl.figure(b, i, over, under, st)
	}
}

// figure prints the figure over its column, under it if negative.
func (pl plot) figure(b report.Bar, i int, over, under float64, st style) {
	room, ok := pl.labelled(i)
	if b.Text == "" || !ok {
		return
	}
	lines, st := pl.inBox(b.Text, st, room, headroom)
	y := over - st.size - 1.5
	if b.Value != nil && b.Value.IsNegative() {
		y = under + 1.5
	}
	pl.setLine(lines[0], pl.x(i)-lines[0].width/2, y, st)
}

// paths draws the plan as a broken line and what was done as a thick one with dots;
// the first and last figure of it and the target are printed.
func (pl plot) paths() {
	d := &pathDrawing{plot: pl}
	d.line(func(b report.Bar) *report.Point { return b.Marker }, func(from, to spotXY) { pl.planLine(from.x, from.y, to.x, to.y) })
	d.line(func(b report.Bar) *report.Point { return &b.Point }, func(from, to spotXY) {
		pl.add(lineOp{x1: from.x, y1: from.y, x2: to.x, y2: to.y, width: pathWidth, colour: pathColour})
	})
	for i, b := range pl.panel.Bars {
		if b.Value != nil {
			pl.add(boxOp{x: pl.x(i) - dotSize/2, y: pl.height(drawn(*b.Value)) - dotSize/2, w: dotSize, h: dotSize, fill: pathColour})
		}
	}
	d.figures()
}

// spotXY is a point of the page.
type spotXY struct{ x, y float64 }

// pathDrawing remembers what is drawn, so that figures keep clear of it.
type pathDrawing struct {
	plot
	drawn []spotXY     // points on the lines, close to each other
	taken [][4]float64 // boxes of figures: left, top, right, bottom
}

// line joins the points of neighbouring years; a missing one leaves a gap.
func (d *pathDrawing) line(of func(report.Bar) *report.Point, segment func(from, to spotXY)) {
	var last *spotXY
	for i, b := range d.panel.Bars {
		p := of(b)
		if p == nil || p.Value == nil {
			last = nil
			continue
		}
		at := spotXY{d.x(i), d.height(drawn(*p.Value))}
		if last != nil {
			segment(*last, at)
			const parts = 24
			for k := range parts {
				f := float64(k) / parts
				d.drawn = append(d.drawn, spotXY{last.x + f*(at.x-last.x), last.y + f*(at.y-last.y)})
			}
		}
		d.drawn = append(d.drawn, at)
		last = &at
	}
}

// figures prints the base, the last figure and the target, and says what is missing.
func (d *pathDrawing) figures() {
	bars := d.panel.Bars
	done := -1
	for i, b := range bars {
		if b.Value != nil {
			done = i
		}
	}
	for i, b := range bars {
		if m := b.Marker; i == len(bars)-1 && m != nil && m.Value != nil && (i != done || !m.Value.Equal(*b.Value)) {
			d.figure(*m, i, d.height(drawn(*m.Value)))
		}
		switch {
		case b.Value == nil && b.Text != "":
			d.figure(b.Point, i, d.bottom)
		case b.Value != nil && (i == 0 || i == done):
			d.figure(b.Point, i, d.height(drawn(*b.Value)))
		}
	}
}

// figure prints a figure near its point, where it covers no other figure and as little
// as may be of the lines.
func (d *pathDrawing) figure(p report.Point, i int, y float64) {
	const gap = 3.0
	st := style{role: SongTi, size: 7.5}
	if p.Value == nil {
		st.colour = greyText
	}
	room := max(1.9*d.step, leastStep)
	if p.Value == nil && (d.missing(i-1) || d.missing(i+1)) {
		ok := false
		if room, ok = d.labelled(i); !ok {
			return
		}
	}
	lines, st := d.inBox(p.Text, st, room, 9)
	w := lines[0].width
	x := d.centred(i, w)
	ceiling, floor := d.top-headroom, d.bottom
	best, least := ceiling, 1e9
	tops := []float64{y - st.size - gap, y + gap}
	for top := ceiling; top <= floor-st.size; top += 2 {
		tops = append(tops, top)
	}
	for _, top := range tops {
		box := [4]float64{x - 0.5, top, x + w + 0.5, top + st.size}
		if top < ceiling || box[3] > floor+1 || d.overlaps(box) {
			continue
		}
		if cost := abs(top+st.size/2-y) + 4*d.covers(box); cost < least {
			best, least = top, cost
		}
	}
	d.taken = append(d.taken, [4]float64{x - 0.5, best, x + w + 0.5, best + st.size})
	d.setLine(lines[0], x, best, st)
}

// missing reports whether a word stands in place of the figure of year i.
func (d *pathDrawing) missing(i int) bool {
	return i >= 0 && i < len(d.panel.Bars) && d.panel.Bars[i].Value == nil && d.panel.Bars[i].Text != ""
}

func (d *pathDrawing) overlaps(b [4]float64) bool {
	for _, t := range d.taken {
		if b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3] {
			return true
		}
	}
	return false
}

// covers is how much of the lines lies under a box.
func (d *pathDrawing) covers(b [4]float64) float64 {
	n := 0.0
	for _, p := range d.drawn {
		if p.x > b[0] && p.x < b[2] && p.y > b[1] && p.y < b[3] {
			n++
		}
	}
	return n
}
