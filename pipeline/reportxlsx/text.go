package reportxlsx

import (
	"fmt"
	"strings"

	"zhibao/pipeline/report"
)

// drawBody draws head, title and main text of the document on its own sheet.
func (b *book) drawBody(name string) error {
	s, err := b.newSheet(name, b.doc.Body)
	if err != nil {
		return err
	}
	if err := s.letterhead(); err != nil {
		return err
	}
	if err := s.blocks(b.doc.Body, ""); err != nil {
		return err
	}
	last := s.row - 1
	if err := s.signature(); err != nil {
		return err
	}
	s.keep(max(1, last), s.row-1)
	b.place(b.doc.ID, annexRank, name, 1, 1)
	return s.finish()
}

// drawPart draws what a sheet has of an annex: its label, its title and its blocks.
func (b *book) drawPart(name string, p part) error {
	a := p.annex
	s, err := b.newSheet(name, p.blocks)
	if err != nil {
		return err
	}
	label, title := a.Label, a.Title
	if p.nth == 1 {
		b.place(a.ID, annexRank, name, 1, 1)
	} else {
		label, title = strings.TrimSpace(label+"（续）"), ""
	}
	if err := s.label(label); err != nil {
		return err
	}
	if title != "" {
		if err := s.line(title, titleLook()); err != nil {
			return err
		}
	}
	if err := s.blocks(p.blocks, title); err != nil {
		return err
	}
	return s.finish()
}

// label writes the annex's label at the left and the document's mark at the right of one row.
func (s *sheet) label(label string) error {
	l := look{face: hei, size: textSize, across: "left", down: "center"}
	if label != "" || s.doc.Mark != "" {
		if err := s.rowHeight(s.row, height(1, l.size)); err != nil {
			return err
		}
		last := len(s.grid.widths)
		if last == 1 && s.doc.Mark != "" { // one column: label and mark share its cell
			label = strings.TrimSpace(label + "　" + s.doc.Mark)
		}
		if err := s.put(area{1, s.row, 1, s.row}, label, l); err != nil {
			return err
		}
		if last > 1 && s.doc.Mark != "" {
			l.face, l.size, l.across = song, noteSize, "right"
			if err := s.put(area{last, s.row, last, s.row}, s.doc.Mark, l); err != nil {
				return err
			}
		}
		s.row++
	}
	return nil
}

// letterhead writes issuer, number, title and addressee as far as there are any.
func (s *sheet) letterhead() error {
	if err := s.label(""); err != nil {
		return err
	}
	issuer := look{face: titleFace, size: s.fitting(s.doc.Head.Issuer, 22, 14), colour: "C00000", across: "center", down: "center", wrap: true}
	number := look{face: fang, size: textSize, across: "center", down: "center", bottom: medium}
	title := titleLook()
	title.size = 18
	h := s.doc.Head
	for _, part := range []struct {
		text string
		look look
	}{{h.Issuer, issuer}, {h.Number, number}, {strings.Join(s.doc.Title, "\n"), title}, {h.Addressee, textLook()}} {
		if part.text == "" {
			continue
		}
		if err := s.line(part.text, part.look); err != nil {
			return err
		}
		if part.look != number {
			continue
		}
		if err := s.gap(); err != nil {
			return err
		}
	}
	return nil
}

// fitting is the largest type size between two at which text stands on one line.
func (s *sheet) fitting(text string, largest, least float64) float64 {
	size := largest
	for size > least && capacity(s.width(s.across(1)), size) < textWidth(text) {
		size--
	}
	return size
}

// signature writes who signs and when, at the right under the text.
func (s *sheet) signature() error {
	l := textLook()
	l.across, l.indent = "right", 2
	for _, text := range []string{s.doc.Head.Signature, s.doc.Head.Date} {
		if text == "" {
			continue
		}
		if err := s.line(text, l); err != nil {
			return err
		}
	}
	return nil
}

// blocks draws one block under another. A table whose title is already printed
// above it is drawn without.
func (s *sheet) blocks(blocks []report.Block, printed string) error {
	s.top = s.row
	for i, blk := range blocks {
		s.place(blk.BlockID(), blockRank, s.name, 1, s.row)
		var err error
		switch blk := blk.(type) {
		case report.Heading:
			err = s.heading(blk)
		case report.Paragraph:
			err = s.paragraph(blk)
		case *report.Table:
			if i > 0 {
				err = s.gap()
				s.moved(blk.ID)
			}
			if err == nil {
				err = s.table(blk, blk.Title != printed)
			}
		case *report.Chart:
			err = s.chart(blk)
		default:
			err = fmt.Errorf("block %s: unknown kind %T", blk.BlockID(), blk)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moved corrects the place of a block that begins at the present row.
func (s *sheet) moved(id string) {
	if p, ok := s.places[id]; ok && p.rank == blockRank && p.sheet == s.name {
		p.col, p.row = 1, s.row
		s.places[id] = p
	}
}

func (s *sheet) heading(h report.Heading) error {
	l := textLook()
	l.down = "center"
	switch h.Level {
	case 1:
		l.face = hei
	case 2:
		l.face = "楷体"
	}
	// A heading stands with the first row of what follows; the row between may be a gap.
	s.keep(s.withTitle(s.row), s.row+2)
	return s.line("　　"+strings.TrimLeft(h.Text, "　"), l)
}

// paragraph writes running text. A row holds at most maxRowHeight; longer text
// goes on in the next row.
func (s *sheet) paragraph(p report.Paragraph) error {
	switch {
	case p.Note:
		return s.flow(p.Text(), noteLook())
	case p.Setting == report.Addressed:
		return s.flow(p.Text(), textLook())
	case p.Setting == report.Signed:
		l := textLook()
		l.across, l.indent = "right", 2
		return s.line(p.Text(), l)
	}
	return s.flow("　　"+strings.TrimLeft(p.Text(), "　"), textLook())
}

func (s *sheet) flow(text string, l look) error {
	lines := breakLines(text, capacity(s.width(s.across(1)), l.size))
	limit := int((maxRowHeight - rowPadding) / (l.size * lineFactor))
	if len(lines) <= limit {
		return s.line(text, l)
	}
	for len(lines) > 0 {
		n := min(limit, len(lines))
		if err := s.line(strings.Join(lines[:n], ""), l); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}
