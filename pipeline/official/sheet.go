package official

import (
	"html"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
)

// row is a row of a sheet's part: its start tag without the end, and its cells.
type row struct {
	number int
	tag    string
	cells  []cell
	after  string // what follows the cells within the row
}

// cell is a cell as XML. text is what it holds, if that is a text.
type cell struct {
	column  int
	element string
	formula *formula
	runs    []run
	stored  string // what stands in <v>
}

// formula is what stands in <f>: kind and range as the attributes t and ref say.
type formula struct{ kind, ref, shared, text string }

// shared is the formula that others of its group refer to, and its cell.
type shared struct {
	text        string
	row, column int
}

func (c cell) text() string { return whole(c.runs) }

func (b *book) readSheet(name, part string) (*sheet, error) {
	s := &sheet{name: name, part: part, shared: map[string]shared{}, values: map[string]value{}}
	var err error
	if s.outline, err = ooxml.Outlined(b.Files[part], "worksheet"); err != nil {
		return nil, err
	}
	k, ok := s.outline.Kid("sheetData")
	if !ok {
		return nil, ooxml.ErrUnusual
	}
	data := []byte(s.outline.Text(k))
	if !bytesHasChildren(data) {
		return s, nil
	}
	o, err := ooxml.Outlined(data, "sheetData")
	if err != nil {
		return nil, err
	}
	for _, k := range o.Kids {
		r, err := b.readRow(s, o.Text(k))
		if err != nil {
			return nil, err
		}
		s.rows = append(s.rows, r)
	}
	return s, nil
}

func (b *book) readRow(s *sheet, element string) (row, error) {
	r := row{tag: ooxml.StartTag.FindString(element), number: 1}
	if n := len(s.rows); n > 0 {
		r.number = s.rows[n-1].number + 1
	}
	if at := ooxml.Attr(r.tag, "r"); at != "" {
		r.number, _ = strconv.Atoi(at) // the strict reader has read it
	}
	if strings.HasSuffix(r.tag, "/>") {
		r.tag = strings.TrimSuffix(r.tag, "/>") + ">"
		return r, nil
	}
	if !bytesHasChildren([]byte(element)) {
		return r, nil
	}
	o, err := ooxml.Outlined([]byte(element), "row")
	if err != nil {
		return r, err
	}
	for _, k := range o.Kids {
		if k.Name != "c" {
			r.after += o.Text(k)
			continue
		}
		c, err := b.readCell(s, r, o.Text(k))
		if err != nil {
			return r, err
		}
		r.cells = append(r.cells, c)
	}
	return r, nil
}

func (b *book) readCell(s *sheet, r row, element string) (cell, error) {
	c := cell{element: element, column: 1}
	if n := len(r.cells); n > 0 {
		c.column = r.cells[n-1].column + 1
	}
	if at, ok := parseRef(ooxml.Attr(element, "r")); ok {
		c.column = at.from.column
	}
	if strings.HasSuffix(ooxml.StartTag.FindString(element), "/>") || !bytesHasChildren([]byte(element)) {
		return c, nil
	}
	o, err := ooxml.Outlined([]byte(element), "c")
	if err != nil {
		return c, err
	}
	stored := ""
	for _, k := range o.Kids {
		text := o.Text(k)
		switch k.Name {
		case "f":
			f := formula{ooxml.Attr(text, "t"), ooxml.Attr(text, "ref"), ooxml.Attr(text, "si"), content(text)}
			if f.kind == "shared" && f.text != "" {
				s.shared[f.shared] = shared{f.text, r.number, c.column}
			}
			c.formula = &f
		case "v":
			stored = content(text)
		case "is":
			c.runs = runs(text)
		}
	}
	switch kind := ooxml.Attr(element, "t"); {
	case kind == "s":
		n, err := strconv.Atoi(strings.TrimSpace(stored))
		if err != nil || n < 0 || n >= len(b.strings) {
			return c, ooxml.ErrUnusual
		}
		c.runs = runs(b.strings[n])
	case kind == "str":
		c.runs = []run{{"", stored}}
	}
	c.stored = stored
	return c, nil
}

// content is the text within an element that has no children.
func content(element string) string {
	tag := ooxml.StartTag.FindString(element)
	end := strings.LastIndex(element, "</")
	if strings.HasSuffix(tag, "/>") || end < len(tag) {
		return ""
	}
	return html.UnescapeString(element[len(tag):end])
}
