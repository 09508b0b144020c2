package reportpdf

import (
	"strconv"
	"strings"

	"zhibao/pipeline/report"
)

// Lines of the end of a document (GB/T 9704-2012, 7.3.4 and 7.3.5).
const (
	sealLines  = 3 // empty lines above a signature: room for the seal
	sealLeast  = 2 // and the least, where the page is full
	keptLines  = 2 // lines of text that stay with what follows them
	dateIndent = 4 // characters from the right to 成文日期
	nameIndent = 2 // and the least to 署名
)

// tailOf is the height that wants to stay with the last lines of a block: that of
// 附件说明 or signature under it, which never stand on a page without text (7.3.5.4).
func (s *setter) tailOf(next []report.Block, level int) float64 {
	if len(next) > 0 {
		if p, ok := next[0].(report.Paragraph); ok && p.Setting == report.Signed {
			return signatureHeight(sealLeast)
		}
		return 0
	}
	switch h := s.doc.Head; {
	case level > 0:
		return 0
	case s.hasAnnexList():
		return (1 + keptLines) * linePitch
	case h.Signature+h.Date != "":
		return signatureHeight(sealLeast)
	}
	return 0
}

// under is the tail under a block that does not end on the grid of lines.
func (s *setter) under() float64 {
	if s.tail == 0 {
		return 0
	}
	return s.tail + 1.5*linePitch
}

func signatureHeight(empty float64) float64 { return (empty + 2) * linePitch }

// setTail sets the lines of a paragraph and keeps the last of them with the tail.
func (s *setter) setTail(lines []line, st style, indent float64) {
	cut := len(lines) - keptLines
	if cut < keptLines {
		cut = 0
	}
	left, tail := s.left(), s.tail
	for range lines {
		if left < linePitch-0.5 {
			left = s.frame.height
		}
		left -= linePitch
	}
	if tail == 0 || left >= tail-0.5 || len(lines) == 0 {
		s.setLines(lines, st, indent)
		return
	}
	s.setLines(lines[:cut], st, indent)
	if s.y > 0 {
		s.newPage(s.frame)
	}
	if cut > 0 {
		indent = 0
	}
	s.setLines(lines[cut:], st, indent)
}

// hasAnnexList: only a document with a letterhead has one.
func (s *setter) hasAnnexList() bool { return s.doc.Head.Issuer != "" && len(s.listed()) > 0 }

// listed are what 附件说明 lists: what is enclosed as files of their own, or else the
// annexes of the document.
func (s *setter) listed() []report.Annex {
	var list []report.Annex
	for _, name := range s.doc.Enclosed {
		list = append(list, report.Annex{Title: name})
	}
	if len(list) > 0 {
		return list
	}
	return s.doc.Annexes
}

// annexList is the 附件说明: one line under the text, indented two, without final
// punctuation; names that go on stand under their beginning. One annex has no number.
func (s *setter) annexList() {
	if !s.hasAnnexList() {
		return
	}
	s.snap()
	s.need((1 + keptLines) * linePitch)
	if s.y > 0 {
		s.y += linePitch
	}
	st := bodyStyle(FangSong)
	lead := 2*charPitch + s.shaper.measure("附件：", st)
	var list []listLine
	for i, a := range s.listed() {
		label := ""
		if len(s.listed()) > 1 {
			label = strconv.Itoa(i+1) + "．"
		}
		list = append(list, s.annexLines(label, a, lead, st)...)
	}
	for i, l := range list {
		need := linePitch
		if rest := len(list) - i; rest <= keptLines && s.doc.Head.Signature+s.doc.Head.Date != "" {
			need = float64(rest)*linePitch + signatureHeight(sealLeast)
		}
		s.need(need)
		top := s.y + bodyLead
		if i == 0 {
			s.text(2*charPitch, top, "附件：", st)
		}
		s.text(lead, top, l.label, st)
		s.setLine(l.line, l.x, top, st)
		s.add(linkOp{x: lead, y: top, w: l.x - lead + l.line.width, h: st.size, target: l.target, turned: s.frame.turned})
		s.y += linePitch
	}
}

// listLine is one line of 附件说明.
type listLine struct {
	label, target string
	line          line
	x             float64
}

func (s *setter) annexLines(label string, a report.Annex, lead float64, st style) []listLine {
	hang := lead + s.shaper.measure(label, st)
	text := a.Title
	if a.Label != "" {
		text += "（" + a.Label + "）"
	}
	var list []listLine
	for _, l := range s.shaper.titleLines(text, st, s.frame.width-hang) {
		list = append(list, listLine{label, a.ID, l, hang})
		label = ""
	}
	return list
}

// signedPair sets 署名 and the date of a letter, which are two Signed paragraphs, and
// returns how many it took.
func (s *setter) signedPair(blocks []report.Block) int {
	var texts []string
	for _, b := range blocks {
		p, ok := b.(report.Paragraph)
		if !ok || p.Setting != report.Signed || len(texts) == 2 {
			break
		}
		texts = append(texts, p.Text())
	}
	if len(texts) == 0 {
		return 0
	}
	s.snap()
	under := 0.0
	if len(blocks) > len(texts) { // 抄送 in small print stays on the page
		under = linePitch
	}
	s.signature(texts[0], strings.Join(texts[1:], ""), under)
	for _, b := range blocks[:len(texts)] {
		s.place(b.BlockID(), 0, s.y-float64(len(texts))*linePitch)
	}
	return len(texts)
}

// signature sets 署名 centred over 成文日期, which stands four characters in from the
// right, with room for the seal above (7.3.5.1). A name too long for that takes the
// date along to the left. The seal itself is never drawn. under is the height wanted
// below the date.
func (s *setter) signature(name, date string, under float64) {
	if name == "" && date == "" {
		return
	}
	s.snap()
	st := bodyStyle(FangSong)
	lines := s.shaper.balanced(name, st, s.frame.width-2*nameIndent*charPitch)
	lines = append(lines, s.shaper.balanced(date, st, s.frame.width-dateIndent*charPitch)...)
	empty := float64(sealLines)
	for empty > sealLeast && s.left() < (empty+float64(len(lines)))*linePitch+under-0.5 {
		empty--
	}
	s.need((empty + float64(len(lines))) * linePitch)
	s.y += empty * linePitch
	axis := s.frame.width - dateIndent*charPitch - lines[len(lines)-1].width/2
	for _, l := range lines {
		axis = min(axis, s.frame.width-nameIndent*charPitch-l.width/2)
	}
	for _, l := range lines {
		s.setLine(l, max(0, axis-l.width/2), s.y+bodyLead, st)
		s.y += linePitch
	}
}

// remark is 附注: two characters in, in brackets, under the date (7.3.6).
func (s *setter) remark() {
	if r := s.doc.Head.Remark; r != "" {
		s.paragraphLines("（"+r+"）", bodyStyle(FangSong), 2)
	}
}
