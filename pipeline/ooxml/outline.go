package ooxml

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
)

// ErrUnusual is a workbook that is legal, but not written as Excel, WPS,
// LibreOffice and the usual libraries write it. Only those are edited.
var ErrUnusual = errors.New("表格内部的写法特殊")

// Outline is where the children of a part's root element stand. Everything else of
// the part is left as it is.
type Outline struct {
	Part       []byte
	Begin, End int // of what is within the root
	Kids       []Span
}

// Span is a child of the root, by its name and its bytes.
type Span struct {
	Name     string
	From, To int
}

// Patch replaces the bytes from from to to.
type Patch struct {
	From, To int
	Text     string
}

// Outlined reads a part whose root is an element in the default namespace, in
// UTF-8; another is unusual.
func Outlined(part []byte, root string) (*Outline, error) {
	o := &Outline{Part: part}
	d := xml.NewDecoder(bytes.NewReader(part))
	for depth := 0; ; {
		at := int(d.InputOffset())
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, ErrUnusual
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case depth == 0 && (t.Name.Space != "" || t.Name.Local != root):
				return nil, ErrUnusual
			case depth == 0:
				o.Begin = int(d.InputOffset())
			case depth == 1:
				o.Kids = append(o.Kids, Span{Name: strings.TrimPrefix(t.Name.Space+":"+t.Name.Local, ":"), From: at})
			}
			depth++
		case xml.EndElement:
			depth--
			if depth == 1 {
				o.Kids[len(o.Kids)-1].To = int(d.InputOffset())
			} else if depth == 0 {
				o.End = at
			}
		}
	}
	if o.Begin == 0 || o.End < o.Begin || bytes.HasSuffix(part[:o.Begin], []byte("/>")) {
		return nil, ErrUnusual
	}
	return o, nil
}

// Text is a child with its tags.
func (o *Outline) Text(k Span) string { return string(o.Part[k.From:k.To]) }

// Kid is the first child of a name.
func (o *Outline) Kid(name string) (Span, bool) {
	i := slices.IndexFunc(o.Kids, func(k Span) bool { return k.Name == name })
	if i < 0 {
		return Span{}, false
	}
	return o.Kids[i], true
}

// Place is where a child of the name may be put, given the order of the schema:
// behind the last one that goes before it.
func (o *Outline) Place(order []string, name string) int {
	at, rank := o.Begin, slices.Index(order, name)
	for _, k := range o.Kids {
		if i := slices.Index(order, k.Name); i >= 0 && i < rank {
			at = k.To
		}
	}
	return at
}

// Replaced is the part with patches, which do not overlap.
func (o *Outline) Replaced(patches ...Patch) []byte {
	slices.SortStableFunc(patches, func(a, b Patch) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	var out bytes.Buffer
	at := 0
	for _, p := range patches {
		out.Write(o.Part[at:p.From])
		out.WriteString(p.Text)
		at = p.To
	}
	out.Write(o.Part[at:])
	return out.Bytes()
}

var (
	escaped   = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	cellRef   = regexp.MustCompile(`^[A-Z]{1,3}[1-9][0-9]{0,6}$`)
	StartTag  = regexp.MustCompile(`^<(?:[^>"']|"[^"]*"|'[^']*')*>`)
	Attribute = regexp.MustCompile(`\s([A-Za-z:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')`)
)

// IsCell reports whether a text is the address of a cell.
func IsCell(ref string) bool { return cellRef.MatchString(ref) }

// Attr is an attribute of the element that a text begins with.
func Attr(element, name string) string {
	for _, m := range Attribute.FindAllStringSubmatch(StartTag.FindString(element), -1) {
		if m[1] == name {
			return html.UnescapeString(m[2] + m[3])
		}
	}
	return ""
}

// SetAttr changes an attribute of the element that a text begins with.
func SetAttr(element, name, value string) string {
	tag := StartTag.FindString(element)
	found := false
	changed := Attribute.ReplaceAllStringFunc(tag, func(m string) string {
		if Attribute.FindStringSubmatch(m)[1] != name {
			return m
		}
		found = true
		return ` ` + name + `="` + XMLText(value) + `"`
	})
	if !found {
		closing := ">"
		if strings.HasSuffix(tag, "/>") {
			closing = "/>"
		}
		changed = strings.TrimSuffix(tag, closing) + ` ` + name + `="` + XMLText(value) + `"` + closing
	}
	return changed + element[len(tag):]
}

// XMLText escapes a text for XML; what XML cannot hold becomes U+FFFD.
func XMLText(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))                   // a buffer takes everything
	return strings.ReplaceAll(b.String(), "&#39;", "'") // SheetJS leaves it in links; ours stand in double quotes
}

// CellText escapes a text for a cell, where _x000D_ would mean a character.
func CellText(s string) string {
	return XMLText(escaped.ReplaceAllStringFunc(s, func(m string) string { return "_x005F" + m }))
}
