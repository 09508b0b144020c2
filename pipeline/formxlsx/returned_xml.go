package formxlsx

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

// outline is where the children of a part's root element stand. Everything else of
// the part is left as it is.
type outline struct {
	part       []byte
	begin, end int // of what is within the root
	kids       []span
}

// span is a child of the root, by its name and its bytes.
type span struct {
	name     string
	from, to int
}

// patch replaces the bytes from from to to.
type patch struct {
	from, to int
	text     string
}

// outlined reads a part whose root is an element in the default namespace, in
// UTF-8; another is unusual.
func outlined(part []byte, root string) (*outline, error) {
	o := &outline{part: part}
	d := xml.NewDecoder(bytes.NewReader(part))
	for depth := 0; ; {
		at := int(d.InputOffset())
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errUnusual
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case depth == 0 && (t.Name.Space != "" || t.Name.Local != root):
				return nil, errUnusual
			case depth == 0:
				o.begin = int(d.InputOffset())
			case depth == 1:
				o.kids = append(o.kids, span{name: strings.TrimPrefix(t.Name.Space+":"+t.Name.Local, ":"), from: at})
			}
			depth++
		case xml.EndElement:
			depth--
			if depth == 1 {
				o.kids[len(o.kids)-1].to = int(d.InputOffset())
			} else if depth == 0 {
				o.end = at
			}
		}
	}
	if o.begin == 0 || o.end < o.begin || bytes.HasSuffix(part[:o.begin], []byte("/>")) {
		return nil, errUnusual
	}
	return o, nil
}

func (o *outline) text(k span) string { return string(o.part[k.from:k.to]) }

// kid is the first child of a name.
func (o *outline) kid(name string) (span, bool) {
	i := slices.IndexFunc(o.kids, func(k span) bool { return k.name == name })
	if i < 0 {
		return span{}, false
	}
	return o.kids[i], true
}

// place is where a child of the name may be put, given the order of the schema:
// behind the last one that goes before it.
func (o *outline) place(order []string, name string) int {
	at, rank := o.begin, slices.Index(order, name)
	for _, k := range o.kids {
		if i := slices.Index(order, k.name); i >= 0 && i < rank {
			at = k.to
		}
	}
	return at
}

// replaced is the part with patches, which do not overlap.
func (o *outline) replaced(patches ...patch) []byte {
	slices.SortStableFunc(patches, func(a, b patch) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	var out bytes.Buffer
	at := 0
	for _, p := range patches {
		out.Write(o.part[at:p.from])
		out.WriteString(p.text)
		at = p.to
	}
	out.Write(o.part[at:])
	return out.Bytes()
}

var (
	styleAttr = regexp.MustCompile(` s="\d+"`)
	escaped   = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	cellRef   = regexp.MustCompile(`^[A-Z]{1,3}[1-9][0-9]{0,6}$`)
	startTag  = regexp.MustCompile(`^<(?:[^>"']|"[^"]*"|'[^']*')*>`)
	attribute = regexp.MustCompile(`\s([A-Za-z:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')`)
)

func isCell(ref string) bool { return cellRef.MatchString(ref) }

// attr is an attribute of the element that a text begins with.
func attr(element, name string) string {
	for _, m := range attribute.FindAllStringSubmatch(startTag.FindString(element), -1) {
		if m[1] == name {
			return html.UnescapeString(m[2] + m[3])
		}
	}
	return ""
}

// setAttr changes an attribute of the element that a text begins with.
func setAttr(element, name, value string) string {
	tag := startTag.FindString(element)
	found := false
	changed := attribute.ReplaceAllStringFunc(tag, func(m string) string {
		if attribute.FindStringSubmatch(m)[1] != name {
			return m
		}
		found = true
		return ` ` + name + `="` + xmlText(value) + `"`
	})
	if !found {
		closing := ">"
		if strings.HasSuffix(tag, "/>") {
			closing = "/>"
		}
		changed = strings.TrimSuffix(tag, closing) + ` ` + name + `="` + xmlText(value) + `"` + closing
	}
	return changed + element[len(tag):]
}

// xmlText escapes a text for XML; what XML cannot hold becomes U+FFFD.
func xmlText(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))                   // a buffer takes everything
	return strings.ReplaceAll(b.String(), "&#39;", "'") // SheetJS leaves it in links; ours stand in double quotes
}

// cellText escapes a text for a cell, where _x000D_ would mean a character.
func cellText(s string) string {
	return xmlText(escaped.ReplaceAllStringFunc(s, func(m string) string { return "_x005F" + m }))
}
