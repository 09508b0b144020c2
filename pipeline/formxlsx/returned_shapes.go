package formxlsx

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/ooxml"
)

// A comment has a text in one part and a box in another, a drawing in VML.

const (
	emptyDrawing = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` + boxType + `</xml>`
	boxType      = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

	boxWidth = 320.0 // pixels
	boxChars = 25.0  // that a line of the box holds
	boxLine  = 16.0
)

var (
	shape       = regexp.MustCompile(`(?s)<v:shape\b[^>]*/>|<v:shape\b.*?</v:shape>`)
	shapeRow    = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	shapeColumn = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
	shapeNumber = regexp.MustCompile(`\bid="_x0000_s(\d+)"`)
)

// putShapes gives every comment its box: new ones for ours, theirs as they were.
func (b *returned) putShapes(s ooxml.SheetPart, o *ooxml.Outline, rels []ooxml.Relation, notes []note) ([]ooxml.Patch, error) {
	k, drawn := o.Kid("legacyDrawing")
	part, id := "", ""
	if drawn {
		id = relationOf(o.Text(k))
		i := slices.IndexFunc(rels, func(r ooxml.Relation) bool { return r.ID == id })
		if i < 0 {
			return nil, ooxml.ErrUnusual
		}
		part = ooxml.Resolve(s.Part, rels[i].Target)
	}
	text := string(b.Files[part])
	if text == "" {
		text = emptyDrawing
	}
	text, left := renewShapes(text, b.boxes(o, notes), notes)
	switch {
	case left == 0 && !drawn:
		return nil, nil
	case left == 0:
		if err := b.Remove(part); err != nil {
			return nil, err
		}
		return []ooxml.Patch{{From: k.From, To: k.To, Text: ""}}, b.Unrelate(s.Part, id)
	case drawn:
		b.Files[part] = []byte(text)
		return nil, nil
	}
	part = b.Unused("xl/drawings/vmlDrawing%d.vml")
	b.Files[part] = []byte(text)
	id, err := b.Relate(s.Part, ooxml.RelVML, part)
	if err != nil {
		return nil, err
	}
	at := o.Place(sheetOrder, "legacyDrawing")
	return []ooxml.Patch{{From: at, To: at, Text: `<legacyDrawing xmlns:r="` + ooxml.NSRelations + `" r:id="` + id + `"/>`}}, b.Register(part, ooxml.TypeVML)
}

// relationOf is the r:id of an element, whatever the prefix.
func relationOf(element string) string {
	for _, m := range ooxml.Attribute.FindAllStringSubmatch(ooxml.StartTag.FindString(element), -1) {
		if strings.HasSuffix(m[1], ":id") {
			return m[2] + m[3]
		}
	}
	return ""
}

// renewShapes drops the boxes of cells without a comment, and puts in those of
// cells where we have something to say; left is how many shapes remain.
func renewShapes(text string, boxes map[string]string, notes []note) (out string, left int) {
	number := 1024
	text = shape.ReplaceAllStringFunc(text, func(v string) string {
		if cell, ok := noteOf(v); ok && (boxes[cell] != "" || !slices.ContainsFunc(notes, func(n note) bool { return n.cell == cell })) {
			return ""
		}
		left++
		if m := shapeNumber.FindStringSubmatch(v); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil {
				number = max(number, n)
			}
		}
		return v
	})
	var more strings.Builder
	for _, n := range notes {
		if box := boxes[n.cell]; box != "" {
			number++
			left++
			more.WriteString(strings.Replace(box, `id=""`, fmt.Sprintf(`id="_x0000_s%d"`, number), 1))
		}
	}
	end := strings.LastIndex(text, "</")
	if more.Len() == 0 || end < 0 {
		return text, left
	}
	if !strings.Contains(text, `id="_x0000_t202"`) {
		return text[:end] + boxType + more.String() + text[end:], left
	}
	return text[:end] + more.String() + text[end:], left
}

// noteOf is the cell of a comment's box.
func noteOf(v string) (cell string, ok bool) {
	row, column := shapeRow.FindStringSubmatch(v), shapeColumn.FindStringSubmatch(v)
	if !strings.Contains(v, `ObjectType="Note"`) || row == nil || column == nil {
		return "", false
	}
	r, errR := strconv.Atoi(row[1])
	c, errC := strconv.Atoi(column[1])
	if errR != nil || errC != nil {
		return "", false
	}
	cell, err := excelize.CoordinatesToCellName(c+1, r+1)
	return cell, err == nil
}

// boxes draws the boxes of the comments that hold something of ours, by cell.
func (b *returned) boxes(o *ooxml.Outline, notes []note) map[string]string {
	out := map[string]string{}
	var m *measures
	for _, n := range notes {
		col, row, err := excelize.CellNameToCoordinates(n.cell)
		if n.ours == "" || err != nil {
			continue
		}
		if m == nil {
			m = measured(o)
		}
		out[n.cell] = m.box(col, row, boxHeight(n))
	}
	return out
}

// boxHeight is what the text of a comment needs.
func boxHeight(n note) float64 {
	text := commentMarker + "\n" + n.ours
	for i := len(n.runs) - 1; i >= 0; i-- {
		text = n.runs[i].text + text
	}
	count := 1.0 + float64(min(1, len(n.runs)))
	for _, line := range strings.Split(text, "\n") {
		width := 0.0
		for _, r := range line {
			if r < 0x2E80 {
				width += 0.55
			} else {
				width++
			}
		}
		count += math.Max(1, math.Ceil(width/boxChars))
	}
	return math.Min(count*boxLine+8, 560)
}

// measures are the sizes of a sheet's columns and rows in pixels.
type measures struct {
	columns       []columnSpan
	rows          map[int]float64
	column, lines float64 // of those that are not named
}

type columnSpan struct {
	from, to int
	pixels   float64
}

var rowTag = regexp.MustCompile(`<row\b[^>]*>`)

func measured(o *ooxml.Outline) *measures {
	m := &measures{rows: map[int]float64{}, column: 64, lines: 20}
	number := func(element, name string) float64 {
		f, _ := strconv.ParseFloat(ooxml.Attr(element, name), 64) // 0 if there is none
		return f
	}
	if k, ok := o.Kid("sheetFormatPr"); ok {
		if h := number(o.Text(k), "defaultRowHeight"); h > 0 {
			m.lines = h * 4 / 3
		}
	}
	if k, ok := o.Kid("cols"); ok {
		for _, c := range regexp.MustCompile(`<col\b[^>]*>`).FindAllString(o.Text(k), -1) {
			pixels := number(c, "width")*7 + 5
			if h := ooxml.Attr(c, "hidden"); h == "1" || h == "true" {
				pixels = 0
			}
			m.columns = append(m.columns, columnSpan{int(number(c, "min")), int(number(c, "max")), pixels})
		}
	}
	if k, ok := o.Kid("sheetData"); ok {
		for _, r := range rowTag.FindAllString(o.Text(k), -1) {
			if h := ooxml.Attr(r, "hidden"); h == "1" || h == "true" {
				m.rows[int(number(r, "r"))] = 0
			} else if h := number(r, "ht"); h > 0 {
				m.rows[int(number(r, "r"))] = h * 4 / 3
			}
		}
	}
	return m
}

func (m *measures) columnAt(n int) float64 {
	for _, c := range m.columns {
		if n >= c.from && n <= c.to {
			return c.pixels
		}
	}
	return m.column
}

func (m *measures) rowAt(n int) float64 {
	if h, ok := m.rows[n]; ok {
		return h
	}
	return m.lines
}

// box is the box of a comment right of its cell.
func (m *measures) box(col, row int, height float64) string {
	const gap = 12.0
	right, x := reach(col+1, gap+boxWidth, m.columnAt)
	bottom, y := reach(row, height, m.rowAt)
	return fmt.Sprintf(`<v:shape id="" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:%.0fpt;height:%.0fpt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
		`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
		`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, %.0f, %d, 0, %d, %.0f, %d, %.0f</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
		boxWidth*0.75, height*0.75, col, gap, row-1, right-1, x, bottom-1, y, row-1, col-1)
}

// reach is the column or row, from a first one on, in which a length ends, and how
// far into it.
func reach(from int, length float64, size func(int) float64) (at int, into float64) {
	for at = from; at < from+400; at++ {
		if s := size(at); length <= s {
			return at, length
		} else {
			length -= s
		}
	}
	return at, 0
}
