package formxlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
)

// stylesOrder is the order of the schema.
var stylesOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}

// Looks of the list.
const (
	lookTitle  = "title"
	lookLine   = "line"
	lookTodo   = "todo"
	lookHead   = "head"
	lookCell   = "cell"
	lookCentre = "centre"
	lookLink   = "link"
	lookRed    = "red"
	lookAmber  = "amber"
	lookGrey   = "grey"
	lookAnswer = "answer"
)

// listLooks are the fonts, fills and places of the list's cells.
var listLooks = []struct {
	name         string
	font         string // face, size and what else, in the words of the format
	fill         string
	across       string
	framed, open bool
}{
	{lookTitle, listFont(titleFace, titleSize, "", false), "", "center", false, false},
	{lookLine, listFont(song, bodySize, "", false), "", "left", false, false},
	{lookTodo, listFont(hei, entrySize, redInk, false), "", "left", false, false},
	{lookHead, listFont(hei, bodySize, "", false), headFill, "center", true, false},
	{lookCell, listFont(song, bodySize, "", false), "", "left", true, false},
	{lookCentre, listFont(song, bodySize, "", false), "", "center", true, false},
	{lookLink, listFont(song, bodySize, "0563C1", true), "", "center", true, false},
	{lookRed, listFont(hei, bodySize, redText, false), redFill, "center", true, false},
	{lookAmber, listFont(hei, bodySize, amberText, false), amberFill, "center", true, false},
	{lookGrey, listFont(song, bodySize, greyInk, false), givenFill, "center", true, false},
	{lookAnswer, listFont(song, bodySize, "", false), inputFill, "left", true, true},
}

func listFont(face string, size float64, colour string, underlined bool) string {
	text := ""
	if underlined {
		text = "<u/>"
	}
	text += `<sz val="` + strconv.FormatFloat(size, 'f', -1, 64) + `"/>`
	if colour != "" {
		text += `<color rgb="FF` + colour + `"/>`
	}
	return `<font>` + text + `<name val="` + face + `"/><charset val="134"/></font>`
}

// addStyles adds what the list and the marks look like; nothing that is there
// changes its number.
func (b *returned) addStyles() error {
	part, err := b.stylesPart()
	if err != nil {
		return err
	}
	styles, err := readStyles(b.Files[part])
	if err != nil {
		return err
	}
	add := func(list, item string) int {
		var at int
		if err == nil {
			at, err = styles.add(list, item)
		}
		return at
	}
	line := func(side string) string {
		return `<` + side + ` style="thin"><color rgb="FF` + lineColour + `"/></` + side + `>`
	}
	frame := add("borders", `<border>`+line("left")+line("right")+line("top")+line("bottom")+`<diagonal/></border>`)
	bare := add("borders", `<border><left/><right/><top/><bottom/><diagonal/></border>`)
	plainFill := add("fills", `<fill><patternFill patternType="none"/></fill>`)
	for _, l := range listLooks {
		fill, border, locked, indent := plainFill, bare, 1, ""
		if l.fill != "" {
			fill = add("fills", solidFill(l.fill))
		}
		if l.framed {
			border = frame
		}
		if l.framed && l.across == "left" {
			indent = ` indent="1"`
		}
		if l.open {
			locked = 0
		}
		b.looks[l.name] = add("cellXfs", fmt.Sprintf(`<xf numFmtId="49" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">`+
			`<alignment horizontal="%s" vertical="center" wrapText="1"%s/><protection locked="%d"/></xf>`, add("fonts", l.font), fill, border, l.across, indent, locked))
	}
	b.redMark = add("dxfs", `<dxf>`+solidFill(redFill)+`</dxf>`)
	b.amber = add("dxfs", `<dxf>`+solidFill(amberFill)+`</dxf>`)
	b.Files[part] = styles.bytes()
	return err
}

func solidFill(colour string) string {
	return `<fill><patternFill patternType="solid"><fgColor rgb="FF` + colour + `"/><bgColor rgb="FF` + colour + `"/></patternFill></fill>`
}

// stylesPart is the part with the styles, made if there is none.
func (b *returned) stylesPart() (string, error) {
	rels, err := b.Relations(b.mainPart)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(rels, func(r ooxml.Relation) bool { return r.Type == ooxml.RelStyles })
	if i >= 0 && b.Files[ooxml.Resolve(b.mainPart, rels[i].Target)] == nil {
		return "", ooxml.ErrUnusual
	}
	if i >= 0 {
		return ooxml.Resolve(b.mainPart, rels[i].Target), nil
	}
	const part = "xl/styles.xml" // exceljs knows no other
	if b.Files[part] != nil {
		return "", ooxml.ErrUnusual
	}
	b.Files[part] = []byte(emptyStyles)
	if _, err := b.Relate(b.mainPart, ooxml.RelStyles, part); err != nil {
		return "", err
	}
	return part, b.Register(part, ooxml.TypeStyles)
}

// styleLists are the lists of a part of styles, each read when something is added to it.
type styleLists struct {
	*ooxml.Outline
	lists map[string]*styleList
}

type styleList struct {
	items *ooxml.Outline // nil: the part has none, or an empty one without an end tag
	at    map[string]int // item → its number, of equal ones the first
	count int
	added string
}

func readStyles(part []byte) (*styleLists, error) {
	o, err := ooxml.Outlined(part, "styleSheet")
	return &styleLists{o, map[string]*styleList{}}, err
}

func (s *styleLists) list(name string) (*styleList, error) {
	if l := s.lists[name]; l != nil {
		return l, nil
	}
	l := &styleList{at: map[string]int{}}
	if k, ok := s.Kid(name); ok && !strings.HasSuffix(ooxml.StartTag.FindString(s.Text(k)), "/>") {
		var err error
		if l.items, err = ooxml.Outlined([]byte(s.Text(k)), name); err != nil {
			return nil, err
		}
		l.count = len(l.items.Kids)
		for i, it := range slices.Backward(l.items.Kids) {
			l.at[l.items.Text(it)] = i
		}
	}
	s.lists[name] = l
	return l, nil
}

// add adds an item to a list and returns its number; the same item again is the one
// that is there.
func (s *styleLists) add(list, item string) (int, error) {
	l, err := s.list(list)
	if err != nil {
		return 0, err
	}
	at, ok := l.at[item]
	if !ok {
		at = l.count
		l.at[item] = at
		l.count++
		l.added += item
	}
	return at, nil
}

// bytes is the part with what was added.
func (s *styleLists) bytes() []byte {
	var patches []ooxml.Patch
	for _, name := range stylesOrder {
		l := s.lists[name]
		if l == nil || l.added == "" {
			continue
		}
		k, ok := s.Kid(name)
		if !ok {
			k.From = s.Place(stylesOrder, name)
			k.To = k.From
		}
		text := `<` + name + `>` + l.added + `</` + name + `>`
		if l.items != nil {
			text = string(l.items.Replaced(ooxml.Patch{From: l.items.End, To: l.items.End, Text: l.added}))
		}
		patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: ooxml.SetAttr(text, "count", strconv.Itoa(l.count))})
	}
	return s.Replaced(patches...)
}
