package reportpdf

import (
	"math"
	"strings"

	"zhibao/pipeline/report"
)

// Vertical distances of the letterhead (GB/T 9704-2012, 7.2 and 7.3.1).
const (
	issuerTop   = 35 * mm // top of 发文机关标志 under the type area's top
	issuerMost  = 58.0    // its largest size
	issuerLeast = 24.0    // and its least; a longer name is broken
	issuerWide  = 0.98    // share of the type area's width it may fill
	issuerHigh  = 61.0    // height it may take, so that page 1 has room for text
	issuerLeads = 1.2     // line pitch in ems
	ruleGap     = 4 * mm  // red rule under 文号
	ruleWidth   = 1.6
	emptyLines  = 2 // between 发文机关标志 and 文号, and between the red rule and the title
	signerLabel = "签发人："
	signerRoom  = 4 // characters that a name is written into
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
		s.title(t, erHao, linePitch)
	}
	if len(s.doc.Title) > 0 {
		s.y -= linePitch - erHao // the last line's leading is no part of the empty line under it
	}
	if h.Issuer == "" && h.Number != "" {
		s.snap()
		s.centred(s.y+bodyLead, "（"+h.Number+"）", style{role: KaiTi, size: bodySize})
		s.y += linePitch
	}
	if len(s.doc.Title) > 0 {
		s.y += linePitch - bodyLead
	}
	s.snap()
	if h.Addressee != "" {
		s.paragraphLines(strings.TrimRight(h.Addressee, "：:")+"：", bodyStyle(FangSong), 0)
	}
}

// bodyLead is the white above the characters of a body line.
const bodyLead = (linePitch - bodySize) / 2

// letterhead sets 版头. Of 套打 the printed parts stay blank and all else keeps its place.
func (s *setter) letterhead(h report.Head) {
	st := s.issuerStyle(h.Issuer)
	lines := s.shaper.balanced(h.Issuer, st, areaWidth) // joint issuers and very long names take several lines
	s.y = issuerTop - s.headroom(lines[0], st)
	for i, l := range lines {
		if i > 0 {
			s.y += (issuerLeads - 1) * st.size
		}
		if !h.Preprinted {
			s.setLine(l, (areaWidth-l.width)/2, s.y, st)
		}
		s.y += st.size
	}
	if h.Number != "" || h.Upward {
		s.y += emptyLines * linePitch
		s.numberLine(h)
	}
	s.y += ruleGap
	if !h.Preprinted {
		s.rule(s.y, ruleWidth, redHead)
	}
	s.y += emptyLines * linePitch
}

// issuerStyle is as large as width and height allow.
func (s *setter) issuerStyle(issuer string) style {
	st := style{role: XiaoBiaoSong, size: issuerMost, colour: redHead}
	forced := strings.Split(clean(issuer), "\n")
	for _, l := range forced {
		if w := s.shaper.measure(l, style{role: XiaoBiaoSong, size: issuerMost}); w > 0 {
			st.size = min(st.size, issuerMost*areaWidth*issuerWide/w)
		}
	}
	st.size = max(issuerLeast, min(st.size, issuerHigh/(1+issuerLeads*float64(len(forced)-1))))
	return st
}

// headroom is the white between the top of a line's cells and its highest ink.
func (s *setter) headroom(l line, st style) float64 {
	top := 0.0
	for _, g := range l.glyphs {
		top = max(top, g.face.top(g.r)/1000*st.size+g.stroke/2)
	}
	return boxAscent*st.size - top
}

// numberLine sets 发文字号; of 上行文 it stands at the left, on the line of the last
// 签发人 (7.2.5, 7.2.6).
func (s *setter) numberLine(h report.Head) {
	st := bodyStyle(FangSong)
	if !h.Upward {
		s.centred(s.y, h.Number, st)
		s.y += bodySize
		return
	}
	name := bodyStyle(KaiTi)
	number, label := s.shaper.measure(clean(h.Number), st), s.shaper.measure(signerLabel, st)
	room := areaWidth - 3*charPitch - number - label
	lines := s.shaper.balanced(h.Signer, name, max(room, signerRoom*charPitch))
	wide := signerRoom * charPitch
	for _, l := range lines {
		wide = max(wide, l.width)
	}
	if h.Signer != "" && len(lines) == 1 {
		wide = lines[0].width
	}
	x := areaWidth - charPitch - wide
	for i, l := range lines {
		if i > 0 {
			s.y += linePitch
		}
		if i == len(lines)-1 {
			s.text(charPitch, s.y, h.Number, st)
		}
		if i == 0 {
			s.text(x-label, s.y, signerLabel, st)
		}
		s.setLine(l, x, s.y, name)
	}
	s.y += bodySize
}

// title sets a title centred, broken by words into lines of a balanced shape.
func (s *setter) title(text string, size, pitch float64) {
	st := style{role: XiaoBiaoSong, size: size}
	for _, l := range s.shaper.titleLines(text, st, s.frame.width) {
		s.need(size)
		s.setLine(l, (s.frame.width-l.width)/2, s.y, st)
		s.y += pitch
	}
}

// snap moves down to the next line of the page's grid, so that lines of
// different pages register.
func (s *setter) snap() {
	s.y = math.Ceil(s.y/linePitch-0.05) * linePitch
}
