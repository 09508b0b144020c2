package reportpdf

import (
	"fmt"
	"math"
	"strings"

	"zhibao/pipeline/report"
)

// Vertical distances of the letterhead (GB/T 9704-2012, 7.2).
const (
	issuerTop   = 35 * mm // 发文机关标志 under the type area's top
	issuerMost  = 58.0    // its largest size
	issuerLeast = 24.0    // and its least; a longer name is broken
	issuerWide  = 0.98    // share of the type area's width it may fill
	ruleGap     = 4 * mm  // red rule under 文号
	ruleWidth   = 1.6
	titleLeads  = 1.5 // line pitch of titles in ems
	titleStep   = 2.0 // a title too long for its lines shrinks by this much at a time
	emptyTitles = 2   // empty lines between the red rule and the title
)

func (s *setter) head() {
	h := s.doc.Head
	switch {
	case h.Issuer != "":
		s.letterhead(h)
	case len(s.doc.Title) > 0:
		s.y = linePitch
	}
	for _, t := range s.doc.Title {
		s.title(t, erHao)
	}
	if h.Issuer == "" && h.Number != "" {
		s.centred(s.y+(linePitch-bodySize)/2, "（"+h.Number+"）", style{role: KaiTi, size: bodySize})
		s.y += linePitch
	}
	s.snap()
	if len(s.doc.Title) > 0 {
		s.y += linePitch
	}
	if h.Addressee != "" {
		s.paragraphLines(strings.TrimRight(h.Addressee, "：:")+"：", bodyStyle(FangSong), 0)
	}
}

func (s *setter) letterhead(h report.Head) {
	st := style{role: XiaoBiaoSong, size: issuerMost, colour: redHead}
	if w := s.shaper.measure(clean(h.Issuer), st); w > areaWidth*issuerWide {
		st.size = max(issuerLeast, st.size*areaWidth*issuerWide/w)
	}
	s.y = issuerTop
	for i, l := range s.shaper.balanced(h.Issuer, st, areaWidth) { // joint issuers and very long names take several lines
		if i > 0 {
			s.y += (titleLeads - 1) * st.size
		}
		s.setLine(l, (areaWidth-l.width)/2, s.y, st)
		s.y += st.size
	}
	s.y += linePitch
	if h.Number != "" {
		s.y += linePitch
		s.centred(s.y+(linePitch-bodySize)/2, h.Number, bodyStyle(FangSong))
		s.y += linePitch - (linePitch-bodySize)/2
	}
	s.y += ruleGap
	s.rule(s.y, ruleWidth, redHead)
	s.y += emptyTitles * linePitch
}

// title sets one title line centred; one that is too long is set smaller, and
// at last in several lines of about the same length.
func (s *setter) title(text string, size float64) {
	st := style{role: XiaoBiaoSong, size: size}
	for st.size > bodySize && s.shaper.measure(clean(text), st) > s.frame.width {
		st.size = max(bodySize, st.size-titleStep)
	}
	for _, l := range s.shaper.balanced(text, st, s.frame.width) {
		s.need(st.size * titleLeads)
		s.setLine(l, (s.frame.width-l.width)/2, s.y+(titleLeads-1)*st.size/2, st)
		s.y += st.size * titleLeads
	}
}

// snap moves down to the next line of the page's grid, so that lines of
// different pages register.
func (s *setter) snap() {
	s.y = math.Ceil(s.y/linePitch-0.05) * linePitch
}

// feet prints the page number, and opposite to it the document's mark, under every page.
func (s *setter) feet() {
	for _, p := range s.pages {
		st := style{role: SongTi, size: siHao}
		number := fmt.Sprintf("— %d —", p.number)
		foot := &canvas{shaper: s.shaper, pages: []*page{p}, frame: upright()}
		top, inset := areaHeight+footOffset, siHao
		mark := style{role: SongTi, size: xiaoSiHao}
		markTop := top + boxAscent*(siHao-xiaoSiHao)
		if p.number%2 == 1 {
			foot.text(inset, markTop, s.doc.Mark, mark)
			foot.rightAligned(areaWidth-inset, top, number, st)
			continue
		}
		foot.text(inset, top, number, st)
		foot.rightAligned(areaWidth-inset, markTop, s.doc.Mark, mark)
	}
}
