package reportpdf

import "zhibao/pipeline/report"

// barLook is fill, outline and hatching of a bar. The fills differ in lightness, so
// that they are told apart in grey print: what lags is white and hatched.
type barLook struct {
	fill, edge rgb
	hatched    bool
}

func lookOf(t report.Tone) barLook {
	switch t {
	case report.Bad:
		return barLook{rgb{255, 255, 255}, rgb{165, 30, 30}, true}
	case report.Watch:
		return barLook{fill: rgb{176, 192, 210}, edge: rgb{92, 116, 142}}
	case report.Muted:
		return barLook{fill: rgb{255, 255, 255}, edge: rgb{150, 150, 150}}
	}
	return barLook{fill: rgb{54, 90, 134}, edge: rgb{54, 90, 134}}
}

// barBox draws a bar inside its outline, so that outlined and solid bars end at the same x.
func (s *setter) barBox(x, y, w, h float64, look barLook) {
	if w <= 0 || h <= 0 {
		return
	}
	s.add(boxOp{x: x, y: y, w: w, h: h, fill: look.edge})
	const edge = 0.7
	if look.fill == look.edge || min(w, h) <= 2*edge {
		return
	}
	x, y, w, h = x+edge, y+edge, w-2*edge, h-2*edge
	s.add(boxOp{x: x, y: y, w: w, h: h, fill: look.fill})
	if look.hatched {
		s.hatch(x, y, w, h, look.edge)
	}
}

// hatch fills a box with lines that rise to the right.
func (s *setter) hatch(x, y, w, h float64, colour rgb) {
	const step = 4.0
	for d := step; d < w+h; d += step {
		s.add(lineOp{x1: x + max(0, d-h), y1: y + min(d, h), x2: x + min(d, w), y2: y + max(0, d-w), width: 0.6, colour: colour})
	}
}

// inBox sets text in a box: as large as it may be up to st, in lines if there is
// room, cut with …… at the smallest size. The table has the whole name.
func (s *setter) inBox(text string, st style, width, height float64) ([]line, style) {
	text = clean(text)
	for ; ; st.size -= 0.5 {
		lines := s.shaper.balanced(text, st, width)
		most := max(1, int(height/(st.size*tightLeads)))
		if len(lines) <= most && widest(lines) <= width+fitTolerance {
			return lines, st
		}
		if st.size-0.5 >= leastType {
			continue
		}
		lines = lines[:min(most, len(lines))]
		last := &lines[len(lines)-1]
		cut := []rune(last.text())
		for len(cut) > 0 && s.shaper.measure(string(cut)+"…", st) > width {
			cut = cut[:len(cut)-1]
		}
		*last = s.shaper.wrap(string(cut)+"…", st, measureOf{width * 2, width * 2})[0]
		return lines, st
	}
}

// leastType is the smallest type of a chart, tightLeads its line pitch in ems.
const (
	leastType  = 5.5
	tightLeads = 1.08
)
