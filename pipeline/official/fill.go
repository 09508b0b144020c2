package official

import (
	"fmt"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/report"
)

// value is what a cell holds afterwards, for the stored points of charts.
type value struct {
	text    string
	isText  bool
	formula bool // the result is not known yet
}

// rewrite writes everything anew that is to change.
func (b *book) rewrite() {
	if b.repeats() {
		b.refuseUnmovable()
	}
	for _, s := range b.sheets {
		patches := b.around(s)
		if k, ok := s.outline.Kid("sheetData"); ok && len(s.rows) > 0 {
			patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: b.data(s)})
		}
		b.Files[s.part] = s.outline.Replaced(patches...)
		b.beside(s)
	}
	b.workbook()
}

// refuseUnmovable names what cannot follow rows that repeat.
func (b *book) refuseUnmovable() {
	for _, name := range keys(b.Files) {
		switch {
		case strings.HasPrefix(name, "xl/pivotCache/pivotCacheDefinition"):
			b.fault(nil, "", "工作簿里有数据透视表，又有重复的行", "请去掉数据透视表，或把重复的行放在另一个工作簿。")
		case strings.HasPrefix(name, "xl/charts/chartEx"):
			b.fault(nil, "", "工作簿里有瀑布图、旭日图一类的新式图表，又有重复的行", "请改用柱形图、条形图、折线图等图表。")
		}
	}
}

// data is the sheetData of a sheet.
func (b *book) data(s *sheet) string {
	var out strings.Builder
	k, _ := s.outline.Kid("sheetData")
	out.WriteString(strings.TrimSuffix(ooxml.StartTag.FindString(s.outline.Text(k)), "/>"))
	if !strings.HasSuffix(out.String(), ">") {
		out.WriteString(">")
	}
	for i := 0; i < len(s.rows); i++ {
		in := s.at(s.rows[i].number)
		if in == nil {
			b.row(&out, place{sheet: s}, s.rows[i], s.moved(s.rows[i].number))
			continue
		}
		for n := range in.copies {
			for _, r := range s.rows[i : i+in.height()] {
				b.row(&out, place{s, in, n}, r, in.inCopy(r.number, n))
			}
		}
		i += in.height() - 1
	}
	out.WriteString("</sheetData>")
	return out.String()
}

func (b *book) row(out *strings.Builder, p place, r row, number int) {
	out.WriteString(ooxml.SetAttr(r.tag, "r", strconv.Itoa(number)))
	for _, c := range r.cells {
		out.WriteString(b.cell(p, r, c, cellName(number, c.column)))
	}
	out.WriteString(r.after + "</row>")
}

// cell is a cell of a row at its new address.
func (b *book) cell(p place, r row, c cell, at string) string {
	old := cellName(r.number, c.column)
	named := b.named[p.sheet.name+"!"+old]
	switch {
	case c.formula != nil:
		p.sheet.values[at] = value{formula: true}
		return b.formulaCell(p, r, c, at)
	case len(named) > 0:
		return b.figureCell(p, c, at, named[0].found)
	case placeholder.MatchString(c.text()):
		return b.textCell(p, c, at)
	}
	v := value{text: c.stored}
	if len(c.runs) > 0 {
		v = value{text: c.text(), isText: true}
	}
	p.sheet.values[at] = v
	return ooxml.SetAttr(c.element, "r", at)
}

// tagOf begins a cell with the style of another.
func tagOf(element, at string) string {
	tag := `<c r="` + at + `"`
	for _, name := range []string{"s", "cm"} {
		if v := ooxml.Attr(element, name); v != "" {
			tag += ` ` + name + `="` + v + `"`
		}
	}
	return tag
}

// formulaCell is a formula without its stored result, which is of before; calculate
// stores the new one.
func (b *book) formulaCell(p place, r row, c cell, at string) string {
	f := *c.formula
	old := cellName(r.number, c.column)
	if f.kind == "shared" && f.text == "" {
		f.text = translated(p.sheet.shared[f.shared], r.number, c.column)
	}
	if f.kind == "dataTable" && b.repeats() {
		b.fault(p.sheet, old, "模拟运算表不能随重复的行移动", "请改用普通公式。")
	}
	text, err := b.carry(p, f.text, asCell)
	if err != nil {
		b.fault(p.sheet, old, firstLine(err)+"：="+f.text, "引用整列重复的行请写成区域（如 SUM(C5:C5)）；引用多行一组的重复行请包括整组；不要用 INDIRECT。")
	}
	tag := tagOf(c.element, at) + "><f"
	if f.kind == "array" {
		area, _ := parseRef(f.ref)
		moved, err := p.follow(area, p.sheet, asCell)
		if err != nil {
			b.fault(p.sheet, old, "数组公式跨出重复的行", "请改用普通公式，或把数组公式移到重复的行以外。")
		}
		tag += ` t="array" ref="` + moved.short() + `"`
	}
	return tag + ">" + ooxml.XMLText(text) + "</f></c>"
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// figureCell holds one figure or text and nothing else.
func (b *book) figureCell(p place, c cell, at string, r resolved) string {
	f := r.of(p.entry())
	b.note(p, at, r, f)
	tag := tagOf(c.element, at)
	if f.Value == nil || f.Missing {
		p.sheet.values[at] = value{text: f.Text, isText: true}
		if f.Text == "" {
			return tag + "/>"
		}
		return tag + ` t="inlineStr"><is><t xml:space="preserve">` + ooxml.CellText(f.Text) + `</t></is></c>`
	}
	number := *f.Value
	if f.Percent && b.percent[ooxml.Attr(c.element, "s")] {
		number = number.Shift(-2)
	}
	p.sheet.values[at] = value{text: number.String()}
	return tag + `><v>` + number.String() + `</v></c>`
}

// entry is the entry that the copy is for.
func (p place) entry() *report.Entry {
	if p.block == nil {
		return nil
	}
	return p.block.entry(p.copy)
}

// note counts a cell, and lists it if there is no figure for it.
func (b *book) note(p place, at string, r resolved, f report.Field) {
	b.filled++
	if !f.Missing {
		return
	}
	path := r.path
	if e := p.entry(); r.list != nil && r.entry == nil && e != nil {
		path = fmt.Sprintf("%s.%s.%s", r.list.Name, e.Names[0], r.field)
	}
	b.gaps = append(b.gaps, Gap{p.sheet.name, at, path, f.Text})
}

// textCell is a cell whose text holds placeholders: a figure if one is all there is,
// else a text with the shown figures in it.
func (b *book) textCell(p place, c cell, at string) string {
	text := c.text()
	if m := placeholder.FindStringSubmatch(text); strings.TrimSpace(text) == m[0] {
		r, _ := b.lookup.resolve(m[1]) // scan has resolved it
		return b.figureCell(p, c, at, r)
	}
	list := replaced(c.runs, func(path string) string {
		r, _ := b.lookup.resolve(path)
		f := r.of(p.entry())
		b.note(p, at, r, f)
		return f.Text
	})
	p.sheet.values[at] = value{text: whole(list), isText: true}
	var out strings.Builder
	out.WriteString(tagOf(c.element, at) + ` t="inlineStr"><is>`)
	for _, one := range list {
		text := `<t xml:space="preserve">` + ooxml.XMLText(one.text) + `</t>`
		switch {
		case len(list) == 1 && one.props == "":
			out.WriteString(text)
		case one.props == "":
			out.WriteString("<r>" + text + "</r>")
		default:
			out.WriteString("<r><rPr>" + one.props + "</rPr>" + text + "</r>")
		}
	}
	return out.String() + "</is></c>"
}

// replaced puts texts in the place of placeholders. One that is spread over several
// runs takes the properties of the first.
func replaced(list []run, text func(path string) string) []run {
	joined := whole(list)
	var out []run
	at, matches := 0, placeholder.FindAllStringSubmatchIndex(joined, -1)
	for _, r := range list {
		end := at + len(r.text)
		var b strings.Builder
		for pos := at; pos < end; {
			i := 0
			for i < len(matches) && matches[i][1] <= pos {
				i++
			}
			if i == len(matches) || matches[i][0] >= end {
				b.WriteString(joined[pos:end])
				break
			}
			m := matches[i]
			if m[0] >= pos {
				b.WriteString(joined[pos:m[0]] + text(joined[m[2]:m[3]]))
			}
			pos = m[1]
		}
		if at = end; b.Len() > 0 {
			out = append(out, run{r.props, b.String()})
		}
	}
	return out
}
