package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Editing of a flat OpenDocument spreadsheet, the format in which LibreOffice
// shows its cells as plain XML.

// node is an element, or a text if it has no name.
type node struct {
	name, text string
	attrs      []xml.Attr
	kids       []*node
}

func parseXML(t *testing.T, file string) *node {
	t.Helper()
	f, err := os.Open(file)
	mustDo(t, err)
	defer f.Close()
	d := xml.NewDecoder(f)
	root := &node{}
	stack := []*node{root}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return root
		}
		mustDo(t, err)
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: qualified(token.Name), attrs: slices.Clone(token.Attr)}
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.kids = append(top.kids, &node{text: string(token)})
		}
	}
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func (n *node) write(b *strings.Builder) {
	if n.name == "" {
		if strings.TrimSpace(n.text) == "" {
			b.WriteString(n.text) // the layout of the file
		} else {
			_ = xml.EscapeText(b, []byte(n.text)) // a Builder does not fail
		}
		for _, k := range n.kids {
			k.write(b)
		}
		return
	}
	b.WriteString("<" + n.name)
	for _, a := range n.attrs {
		b.WriteString(" " + qualified(a.Name) + `="`)
		_ = xml.EscapeText(b, []byte(a.Value))
		b.WriteString(`"`)
	}
	b.WriteString(">")
	for _, k := range n.kids {
		k.write(b)
	}
	b.WriteString("</" + n.name + ">")
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if qualified(a.Name) == name {
			return a.Value
		}
	}
	return ""
}

// set changes an attribute; an empty value removes it.
func (n *node) set(name, value string) {
	n.attrs = slices.DeleteFunc(slices.Clone(n.attrs), func(a xml.Attr) bool { return qualified(a.Name) == name })
	if value != "" {
		prefix, local, _ := strings.Cut(name, ":")
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Space: prefix, Local: local}, Value: value})
	}
}

func (n *node) find(name string, with func(*node) bool) *node {
	if n.name == name && with(n) {
		return n
	}
	for _, k := range n.kids {
		if got := k.find(name, with); got != nil {
			return got
		}
	}
	return nil
}

// nth returns the index-th child (from 0) among those of the given names, in
// depth, taking a repeated one apart so that it stands alone.
func (n *node) nth(index int, repeated string, names ...string) (*node, int) {
	for i := 0; i < len(n.kids); i++ {
		k := n.kids[i]
		if !slices.Contains(names, k.name) {
			var got *node
			if got, index = k.nth(index, repeated, names...); got != nil {
				return got, 0
			}
			continue
		}
		times, err := strconv.Atoi(k.attr(repeated))
		if err != nil {
			times = 1
		}
		if index >= times {
			index -= times
			continue
		}
		parts := []*node{}
		for _, size := range []int{index, 1, times - index - 1} {
			part := &node{name: k.name, attrs: k.attrs, kids: k.kids}
			if size == 1 {
				part.set(repeated, "")
			} else {
				part.set(repeated, strconv.Itoa(size))
			}
			parts = append(parts, part)
		}
		one := parts[1]
		one.kids = slices.Clone(k.kids)
		parts = slices.DeleteFunc(parts, func(p *node) bool { return p.attr(repeated) == "0" })
		n.kids = slices.Replace(n.kids, i, i+1, parts...)
		return one, 0
	}
	return nil, index
}

// editFODS types values into the cells of a flat spreadsheet.
func editFODS(t *testing.T, file string, edits []edit) {
	t.Helper()
	doc := parseXML(t, file)
	for _, e := range edits {
		table := doc.find("table:table", func(n *node) bool { return n.attr("table:name") == e.Sheet })
		if table == nil {
			t.Fatalf("%s has no table %s", file, e.Sheet)
		}
		column, line := coordinates(t, e.Cell)
		row, _ := table.nth(line-1, "table:number-rows-repeated", "table:table-row")
		if row == nil {
			t.Fatalf("%s has no row %d", e.Sheet, line)
		}
		cell, _ := row.nth(column-1, "table:number-columns-repeated", "table:table-cell", "table:covered-table-cell")
		if cell == nil || cell.name != "table:table-cell" {
			t.Fatalf("%s!%s is no cell of its own", e.Sheet, e.Cell)
		}
		cell.enter(e)
	}
	var b strings.Builder
	b.WriteString(xml.Header)
	doc.write(&b)
	mustDo(t, os.WriteFile(file, []byte(b.String()), 0o644))
}

func (n *node) enter(e edit) {
	kind, value := "string", ""
	switch e.Kind {
	case "number":
		kind, value = "float", "office:value"
	case "date":
		kind, value = "date", "office:date-value"
	}
	n.set("office:value", "")
	n.set("office:date-value", "")
	n.set("calcext:value-type", kind)
	n.set("office:value-type", kind)
	if value != "" {
		n.set(value, e.Value)
	}
	n.kids = slices.DeleteFunc(n.kids, func(k *node) bool { return k.name != "office:annotation" }) // a comment stays
	n.kids = append(n.kids, &node{name: "text:p", kids: []*node{{text: e.Value}}})
}

func coordinates(t *testing.T, ref string) (column, row int) {
	t.Helper()
	m := regexp.MustCompile(`^([A-Z]+)(\d+)$`).FindStringSubmatch(ref)
	if m == nil {
		t.Fatalf("%q is no cell", ref)
	}
	for _, c := range m[1] {
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(m[2])
	mustDo(t, err)
	return column, row
}
