package reportxlsx

import (
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// Faces by the names Chinese office machines know them.
const (
	song      = "宋体"
	hei       = "黑体"
	fang      = "仿宋"
	titleFace = "方正小标宋简体"
	gb2312    = 134 // character set: where a face is missing, Windows takes another Chinese one
)

// Type sizes in points.
const (
	tableSize = 10.0
	noteSize  = 9.0
	textSize  = 12.0
	titleSize = 16.0
)

// rule is a border's weight, by Excel's numbers.
type rule int

const (
	open   rule = 0
	thin   rule = 1
	medium rule = 2
)

// look is everything about a cell but its content.
type look struct {
	face                     string
	size                     float64
	bold                     bool
	colour, fill             string
	across, down             string
	indent                   int
	wrap                     bool
	left, right, top, bottom rule
	number                   string // number format; empty is General
}

// style returns the workbook's style of that look.
func (b *book) style(l look) (int, error) {
	if id, ok := b.styles[l]; ok {
		return id, nil
	}
	charset := gb2312
	s := &excelize.Style{
		Font:      &excelize.Font{Family: l.face, Size: l.size, Bold: l.bold, Color: l.colour, Charset: &charset},
		Alignment: &excelize.Alignment{Horizontal: l.across, Vertical: l.down, Indent: l.indent, WrapText: l.wrap},
	}
	if l.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.number != "" {
		s.CustomNumFmt = &l.number
	}
	for _, e := range []struct {
		side string
		rule rule
	}{{"left", l.left}, {"right", l.right}, {"top", l.top}, {"bottom", l.bottom}} {
		if e.rule != open {
			s.Border = append(s.Border, excelize.Border{Type: e.side, Style: int(e.rule), Color: "000000"})
		}
	}
	id, err := b.file.NewStyle(s)
	if err == nil {
		b.styles[l] = id
	}
	return id, err
}

// tint colours a look by tone. The word is in the text already; grey print loses nothing.
func (l look) tint(t report.Tone) look {
	switch t {
	case report.Good:
		l.colour = "1E6B3A"
	case report.Watch:
		l.colour, l.fill = "7A5200", "FFF8E5"
	case report.Bad:
		l.colour, l.fill = "9C1C1C", "FDF0EE"
	case report.Muted:
		l.colour = "7F7F7F"
	case report.Sample:
		l.colour = "5A5A8C"
	}
	return l
}

func titleLook() look {
	return look{face: titleFace, size: titleSize, across: "center", down: "center", wrap: true}
}

func headLook() look {
	return look{face: hei, size: tableSize, across: "center", down: "center", wrap: true}
}

func cellLook() look {
	return look{face: song, size: tableSize, across: "left", down: "center", wrap: true}
}

func noteLook() look {
	return look{face: song, size: noteSize, across: "left", down: "center", wrap: true}
}

func textLook() look {
	return look{face: fang, size: textSize, across: "left", down: "justify", wrap: true}
}
