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
	styles := b.Files[part]
	add := func(list, item string) int {
		var at int
		if err == nil {
			styles, at, err = appended(styles, list, item)
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
	b.Files[part] = styles
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

// appended adds an item to a list of the styles and returns its number; the same
// item again is the one that is there.
func appended(styles []byte, list, item string) ([]byte, int, error) {
	o, err := ooxml.Outlined(styles, "styleSheet")
	if err != nil {
		return nil, 0, err
	}
	k, ok := o.Kid(list)
	if !ok || strings.HasSuffix(ooxml.StartTag.FindString(o.Text(k)), "/>") {
		from, to := k.From, k.To
		if !ok {
			from = o.Place(stylesOrder, list)
			to = from
		}
		return o.Replaced(ooxml.Patch{From: from, To: to, Text: `<` + list + ` count="1">` + item + `</` + list + `>`}), 0, nil
	}
	items, err := ooxml.Outlined([]byte(o.Text(k)), list)
	if err != nil {
		return nil, 0, err
	}
	for i, it := range items.Kids {
		if items.Text(it) == item {
			return styles, i, nil
		}
	}
	count := len(items.Kids)
	text := string(items.Replaced(ooxml.Patch{From: items.End, To: items.End, Text: item}))
	return o.Replaced(ooxml.Patch{From: k.From, To: k.To, Text: ooxml.SetAttr(text, "count", strconv.Itoa(count+1))}), count, nil
}
