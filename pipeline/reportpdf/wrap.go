package reportpdf

import "strings"

// line is one line of set text.
type line struct {
	glyphs []glyph
	width  float64
	last   bool // the last of its paragraph, not to be justified
}

// text returns the characters as given.
func (l line) text() string {
	var b strings.Builder
	for _, g := range l.glyphs {
		b.WriteRune(g.src)
	}
	return b.String()
}

// measureOf is the width lines may take; the first line of a paragraph may be shorter.
type measureOf struct{ first, rest float64 }

func (m measureOf) of(n int) float64 {
	if n == 0 {
		return m.first
	}
	return m.rest
}

// fitTolerance forgives rounding, in points.
const fitTolerance = 0.01

// wrap breaks text into lines. Every character given comes out in one line;
// only line feeds, which force a break, do not.
func (s *shaper) wrap(text string, st style, m measureOf) []line {
	var lines []line
	for _, part := range strings.Split(clean(text), "\n") {
		glyphs := s.shape(part, st)
		var may []bool
		if !onOneLine(glyphs, m.of(len(lines))) {
			may = s.opportunities(part)
		}
		lines = wrapGlyphs(lines, glyphs, may, m)
	}
	return lines
}

// onOneLine reports whether the glyphs fit a line as they are: most cells of a table do,
// and where they may be broken need not be known.
func onOneLine(glyphs []glyph, width float64) bool {
	natural, end := 0.0, 0.0
	for _, g := range glyphs {
		end = natural + endAdvance(g)
		natural += g.adv
	}
	return end <= width+fitTolerance
}

// opportunities looks up where a text may be broken; the same text is asked for many times.
func (s *shaper) opportunities(text string) []bool {
	may, ok := s.breaks[text]
	if !ok {
		may = opportunities(text)
		s.breaks[text] = may
	}
	return may
}

// wrapGlyphs appends the lines of one paragraph; may is nil if it fits one.
func wrapGlyphs(lines []line, glyphs []glyph, may []bool, m measureOf) []line {
	for start := 0; ; {
		end := len(glyphs)
		if may != nil {
			end = fit(glyphs[start:], may[start:], m.of(len(lines))) + start
		}
		piece := trimmed(glyphs[start:end])
		l := line{glyphs: piece, width: widthOf(piece), last: end == len(glyphs)}
		l.squeeze(l.width - m.of(len(lines)))
		lines = append(lines, l)
		if start = end; start == len(glyphs) {
			return lines
		}
	}
}

// trimmed copies the glyphs of a line; white at its end takes no room.
func trimmed(glyphs []glyph) []glyph {
	piece := append([]glyph(nil), glyphs...)
	for n := len(piece) - 1; n >= 0; n-- {
		piece[n].adv = endAdvance(piece[n])
		if !isSpace(piece[n].r) {
			break
		}
	}
	return piece
}

// fit returns how many glyphs go on a line of the given width: up to the last
// break that fits, or up to the next one if the line can be squeezed by less
// than it would otherwise have to be stretched.
func fit(glyphs []glyph, may []bool, width float64) int {
	natural, room := 0.0, 0.0
	best, bestWidth, forced := 0, 0.0, 0
	for i, g := range glyphs {
		end := natural + endAdvance(g)
		squeeze := room
		natural, room = natural+g.adv, room+squeezable(g)
		if end <= width+fitTolerance {
			forced = i + 1
		}
		if i+1 < len(glyphs) && !may[i] {
			continue
		}
		switch {
		case end <= width+fitTolerance:
			best, bestWidth = i+1, end
		case end-squeeze <= width && (best == 0 || end-width < width-bestWidth):
			return i + 1
		default:
			return forcedBreak(glyphs, best, forced)
		}
	}
	return best
}

// forcedBreak breaks a piece that is longer than a line: where it fits, but
// rather not before a closing mark or behind an opening one.
func forcedBreak(glyphs []glyph, best, forced int) int {
	if best > 0 {
		return best
	}
	for n := forced; n > 1; n-- {
		if !strings.ContainsRune(neverFirst, glyphs[n].src) && !strings.ContainsRune(openers, glyphs[n-1].src) {
			return n
		}
	}
	return max(forced, 1)
}

// endAdvance is the width a glyph needs at the end of a line: a closing mark
// gives up the white on its right, a space all of it.
func endAdvance(g glyph) float64 {
	switch {
	case isSpace(g.r):
		return 0
	case isCloser(g.r):
		return g.width - blankRight(g)
	}
	return g.width
}

// squeezable is how much of a punctuation mark's white may go inside a line.
func squeezable(g glyph) float64 {
	if isCloser(g.r) && g.adv >= g.width {
		return blankRight(g) / 2
	}
	return 0
}

// justify sets the line to the width: it spreads the difference over the gaps
// between characters, never inside a word or a number. Last lines stay as they
// are unless they are too long.
func (l *line) justify(width float64) {
	n := len(l.glyphs)
	for n > 0 && isSpace(l.glyphs[n-1].r) {
		n--
	}
	if n == 0 {
		return
	}
	diff := width - widthOf(l.glyphs)
	if end := &l.glyphs[n-1]; isCloser(end.r) && !l.last && diff >= end.width-end.adv-fitTolerance {
		diff -= end.width - end.adv // there is room for the whole mark: full-width characters stay on their grid
		end.adv = end.width
	}
	switch {
	case diff < 0:
		l.squeeze(-diff)
	case !l.last:
		l.stretch(diff, n)
	}
	l.width = widthOf(l.glyphs)
}

func (l *line) stretch(diff float64, n int) {
	var gaps []int
	for i := range n - 1 {
		if elastic(l.glyphs[i].r, l.glyphs[i+1].r) {
			gaps = append(gaps, i)
		}
	}
	for _, i := range gaps {
		l.glyphs[i].adv += diff / float64(len(gaps))
	}
}

// squeeze takes up to diff points out of the punctuation inside the line.
func (l *line) squeeze(diff float64) {
	room := 0.0
	for _, g := range l.glyphs {
		room += squeezable(g)
	}
	if room <= 0 || diff <= 0 {
		return
	}
	share := min(1, diff/room)
	for i, g := range l.glyphs {
		l.glyphs[i].adv -= share * squeezable(g)
	}
	l.width = widthOf(l.glyphs)
}

// elastic tells whether the gap between two neighbours may grow.
func elastic(a, b rune) bool {
	if isSpace(a) {
		return true
	}
	if a == '—' && b == '—' || a == '…' && b == '…' {
		return false
	}
	return isWide(a) || isWide(b)
}

// balanced wraps text into as few lines as the width needs and then makes the lines
// about equally long, as table heads and names want. Words stay whole where that costs
// no line.
func (s *shaper) balanced(text string, st style, width float64) []line {
	lines := s.wrap(text, st, measureOf{width, width})
	if len(lines) < 2 || strings.Contains(text, "\n") {
		return lines
	}
	text = clean(text)
	glyphs := s.shape(text, st)
	for _, may := range [][]bool{s.byWords(text), s.opportunities(text)} {
		if even, ok := evened(glyphs, may, width, len(lines)); ok {
			return even
		}
	}
	return lines
}

// evened breaks glyphs into at most n lines about equally long, if it can.
func evened(glyphs []glyph, may []bool, width float64, n int) (lines []line, ok bool) {
	low, high := width/2, width
	for i := range 9 {
		mid := (low + high) / 2
		if i == 0 {
			mid = width
		}
		try := wrapGlyphs(nil, glyphs, may, measureOf{mid, mid})
		if len(try) > n || widest(try) > mid+fitTolerance || forced(try, may) {
			if i == 0 {
				return nil, false
			}
			low = mid
			continue
		}
		lines, high = try, mid
	}
	return lines, true
}

// forced tells whether a line ends where it may not.
func forced(lines []line, may []bool) bool {
	at := -1
	for _, l := range lines[:len(lines)-1] {
		if at += len(l.glyphs); !may[at] {
			return true
		}
	}
	return false
}

// byWords are the opportunities that part no word.
func (s *shaper) byWords(text string) []bool {
	may, ok := s.words[text]
	if !ok {
		may = wordBreaks(text, s.opportunities(text))
		s.words[text] = may
	}
	return may
}

func widest(lines []line) float64 {
	w := 0.0
	for _, l := range lines {
		w = max(w, l.width)
	}
	return w
}
