package formxlsx

import "github.com/xuri/excelize/v2"

// Faces by the names that Chinese office machines know.
const (
	song      = "宋体"
	hei       = "黑体"
	titleFace = "方正小标宋简体"
	gb2312    = 134 // character set: where a face is missing, Windows takes another Chinese one
)

// Colours.
const (
	inputFill   = "FFF8CC" // to be filled in
	emptyFill   = "FFC99B" // required and still empty
	redFill     = "FF8A80" // failed
	redText     = "7F0000"
	amberFill   = "FFC000" // to be explained
	amberText   = "5F3F00"
	givenFill   = "EFEFEF" // filled in by the bureau
	closedFill  = "DADADA" // not asked
	sectionFill = "E4ECF4"
	headFill    = "F3F6FA"
	lineColour  = "7F7F7F"
	greyInk     = "595959"
	redInk      = "C00000"
	amberInk    = "8A5A00"
	greenInk    = "2E6B34"
)

// Type sizes in points.
const (
	titleSize = 18.0
	bodySize  = 10.5
	entrySize = 11.0
	smallSize = 9.0
	codeSize  = 8.0
)

// Number formats.
const (
	textFormat = "@"
	dateFormat = "yyyy-mm-dd"
)

// look is everything about a cell but its content.
type look struct {
	face         string
	size         float64
	colour, fill string
	across       string
	wrap, framed bool
	open         bool // unlocked
	number       string
}

func (b *book) style(l look) (int, error) {
	if id, ok := b.styles[l]; ok {
		return id, nil
	}
	charset := gb2312
	s := &excelize.Style{
		Font:       &excelize.Font{Family: l.face, Size: l.size, Color: l.colour, Charset: &charset},
		Alignment:  &excelize.Alignment{Horizontal: l.across, Vertical: "center", WrapText: l.wrap},
		Protection: &excelize.Protection{Locked: !l.open},
	}
	if l.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.number != "" {
		s.CustomNumFmt = &l.number
	}
	if l.framed {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Style: 1, Color: lineColour})
		}
	}
	id, err := b.file.NewStyle(s)
	if err == nil {
		b.styles[l] = id
	}
	return id, err
}

// inkStyle is a conditional style that changes the colour of the text alone.
func (b *book) inkStyle(ink string) (int, error) {
	if id, ok := b.inks[ink]; ok {
		return id, nil
	}
	id, err := b.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: ink}})
	b.inks[ink] = id
	return id, err
}

func titleLook() look { return look{face: titleFace, size: titleSize, across: "center", wrap: true} }

func lineLook() look { return look{face: song, size: bodySize, across: "left"} }

// liveLook is the line that says what is still to do.
func liveLook() look { return look{face: hei, size: entrySize, across: "left", colour: greenInk} }

func headLook() look {
	return look{face: hei, size: bodySize, across: "center", wrap: true, framed: true, fill: headFill}
}

func sectionLook() look {
	return look{face: hei, size: bodySize, across: "left", framed: true, fill: sectionFill}
}

func labelLook() look {
	return look{face: song, size: bodySize, across: "left", wrap: true, framed: true}
}

func codeLook() look {
	return look{face: song, size: codeSize, colour: greyInk, across: "left", framed: true}
}

// entryLook is an input cell.
func entryLook(across, number string, wrap bool) look {
	return look{face: song, size: entrySize, across: across, number: number, wrap: wrap, framed: true, open: true, fill: inputFill}
}

// given turns an input cell into one that the bureau has filled in.
func (l look) given() look {
	l.fill, l.colour, l.open = givenFill, greyInk, false
	return l
}

func closedLook() look {
	return look{face: song, size: entrySize, across: "center", framed: true, fill: closedFill}
}
