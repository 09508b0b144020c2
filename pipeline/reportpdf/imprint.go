package reportpdf

import (
	"fmt"
	"strings"
)

// 版记 (GB/T 9704-2012, 7.4).
const (
	outerRule    = 0.35 * mm
	innerRule    = 0.25 * mm
	imprintPitch = 1.75 * siHao
	copiesLabel  = "抄送："
)

// imprint sets 版记 at the foot of the last page, which is an even one: on the page
// where the document ends if that is even and has room, else on the next even one.
// A blank page before it, and then its own, carry no number (7.5).
func (s *setter) imprint() {
	im := s.doc.Imprint
	if im.Copies == "" && im.Office == "" {
		return
	}
	st := style{role: FangSong, size: siHao, mixed: true}
	var copies []line
	label := s.shaper.measure(copiesLabel, st)
	if im.Copies != "" {
		width := areaWidth - 2*siHao - label
		copies = s.shaper.wrap(strings.TrimRight(im.Copies, "。")+"。", st, measureOf{width, width})
	}
	printed := clean(strings.TrimSuffix(im.Date, "印发"))
	if printed != "" {
		printed += "印发"
	}
	width := areaWidth - 3*siHao - s.shaper.measure(printed, st)
	var office []line
	if im.Office != "" || printed != "" {
		office = s.shaper.balanced(im.Office, st, max(width, areaWidth/3))
	}
	height := float64(len(copies)+len(office)) * imprintPitch
	s.imprintPage(height)
	s.y = areaHeight - height
	s.rule(s.y, outerRule, black)
	for i, l := range copies {
		if i == 0 {
			s.text(siHao, s.y+(imprintPitch-siHao)/2, copiesLabel, st)
		}
		l.justify(areaWidth - 2*siHao - label)
		s.setLine(l, siHao+label, s.y+(imprintPitch-siHao)/2, st)
		s.y += imprintPitch
	}
	if len(copies) > 0 && len(office) > 0 {
		s.rule(s.y, innerRule, black)
	}
	for i, l := range office {
		s.setLine(l, siHao, s.y+(imprintPitch-siHao)/2, st)
		if i == len(office)-1 {
			s.rightAligned(areaWidth-siHao, s.y+(imprintPitch-siHao)/2, printed, st)
		}
		s.y += imprintPitch
	}
	s.rule(areaHeight, outerRule, black)
}

// imprintPage goes to the page that takes 版记.
func (s *setter) imprintPage(height float64) {
	even := s.page().number%2 == 0
	if even && !s.frame.turned && s.left() >= height+linePitch {
		return
	}
	s.newPage(upright())
	if even {
		s.page().unnumbered = true
		s.newPage(upright())
		s.page().unnumbered = true
	}
}

// feet prints the page number, and opposite to it the document's mark, under every
// page: the dashes 7 mm under the type area (7.5).
func (s *setter) feet() {
	for _, p := range s.pages {
		st := style{role: SongTi, size: siHao}
		number := fmt.Sprintf("— %d —", p.number)
		if p.unnumbered {
			number = ""
		}
		foot := &canvas{shaper: s.shaper, pages: []*page{p}, frame: upright()}
		dash := s.shaper.one(SongTi, '—')
		top, inset := areaHeight+footOffset+(dash.face.top(dash.r)/1000-boxAscent)*siHao, siHao
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
