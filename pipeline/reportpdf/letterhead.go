package reportpdf

// Measures of a letter (GB/T 9704-2012, 10.1 信函格式), from the top and the foot of the
// paper: 发文机关标志, the double red rules of 170 mm.
const (
	letterMark  = 30 * mm
	letterGap   = 4 * mm
	letterRule  = 170 * mm
	letterFoot  = 20 * mm
	letterMost  = 36.0
	letterLeast = 18.0
)

// letterTop prints the head of a letter above the type area and the double rule at the
// foot of its first page.
func (s *setter) letterTop(issuer string) {
	s.page().unnumbered = true
	st := style{role: XiaoBiaoSong, size: letterMost, colour: redHead}
	for st.size > letterLeast && s.shaper.measure(clean(issuer), st) > areaWidth {
		st.size--
	}
	bottom := letterMark - marginTop
	lines := s.shaper.balanced(issuer, st, areaWidth)
	top := bottom - (float64(len(lines))-1)*st.size*1.2
	for i, l := range lines {
		s.setLine(l, (areaWidth-l.width)/2, top+float64(i)*st.size*1.2, st)
	}
	y := bottom + st.size + letterGap
	s.doubleRule(y, 2.2, 0.7)
	s.doubleRule(pageHeight-letterFoot-marginTop, 0.7, 2.2)
}

// doubleRule is two red lines, one thick and one thin, in the middle of the paper.
func (s *setter) doubleRule(y, upper, lower float64) {
	x := (areaWidth - letterRule) / 2
	s.add(lineOp{x1: x, y1: y, x2: x + letterRule, y2: y, width: upper, colour: redHead})
	s.add(lineOp{x1: x, y1: y + 2.6, x2: x + letterRule, y2: y + 2.6, width: lower, colour: redHead})
}
