package official

import (
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/report"
)

const inCellsOnly = "占位符只能写在单元格里。请移到单元格，或改成固定文字。"

// scan finds everything that the workbook asks for, the rows that repeat, and the
// places that cannot be filled in.
func (b *book) scan() {
	b.scanNames()
	for _, s := range b.sheets {
		lists := map[int][]*report.List{}
		for _, r := range s.rows {
			for _, c := range r.cells {
				b.scanCell(s, r.number, c, lists)
			}
		}
		b.blocks(s, lists)
	}
	b.scanElsewhere()
	b.scanCovered()
}

func (b *book) scanCell(s *sheet, row int, c cell, lists map[int][]*report.List) {
	at := cellName(row, c.column)
	text := c.text()
	if c.formula != nil {
		if strings.Contains(text+c.formula.text, "{{") {
			b.fault(s, at, "占位符写在公式里", "请把占位符单独写在一个单元格，让公式引用该单元格。")
		}
		text = ""
	}
	asks := b.named[s.name+"!"+at]
	for _, a := range asks {
		if c.formula != nil {
			b.fault(s, at, "名称「"+a.Name+"」所指的单元格里是公式", "请让名称指向空白的单元格。")
		}
	}
	b.asks = append(b.asks, asks...)
	rest := placeholder.ReplaceAllString(text, "")
	if strings.ContainsAny(rest, "｛｝") && strings.Contains(text, "｛｛") || strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		b.fault(s, at, "占位符的括号不成对，或不是半角："+text, "请写作 {{指标.地区生产总值.2017.实际}} 这样，两边各两个半角花括号。")
		return
	}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		r, fault := b.lookup.resolve(m[1])
		if fault != nil {
			fault.Sheet, fault.Cell = s.name, at
			b.faults = append(b.faults, *fault)
			b.asks = append(b.asks, Ask{Sheet: s.name, Cell: at, Placeholder: m[0]})
			continue
		}
		b.asks = append(b.asks, newAsk(s.name, at, m[0], r))
		if r.list != nil && r.entry == nil && !slices.Contains(lists[row], r.list) {
			lists[row] = append(lists[row], r.list)
		}
	}
}

func newAsk(sheet, cell, written string, r resolved) Ask {
	a := Ask{Sheet: sheet, Cell: cell, Placeholder: written, Means: r.path, found: r}
	var first *report.Entry
	if r.list != nil && r.entry == nil {
		if a.Rows = len(r.list.Entries); a.Rows > 0 {
			first = &r.list.Entries[0]
		}
	}
	f := r.of(first)
	a.Shown, a.Missing = f.Text, f.Missing
	return a
}

var definedName = regexp.MustCompile(`(?s)<definedName\b[^>]*>.*?</definedName>`)

// scanNames finds the defined names that ask for something: those that begin with a
// list of the index, or with 文档.
func (b *book) scanNames() {
	for _, element := range definedName.FindAllString(string(b.Files[b.main]), -1) {
		name := ooxml.Attr(element, "name")
		head, _, ok := strings.Cut(name, ".")
		if !ok || head != paperWord && b.lookup.lists[head] == nil {
			continue
		}
		r, fault := b.lookup.resolve(name)
		if fault != nil {
			fault.What = "名称「" + name + "」：" + fault.What
			b.faults = append(b.faults, *fault)
			continue
		}
		b.nameCell(name, content(element), r)
	}
}

// nameCell notes the cell that a name stands for, and makes it if it is not there.
func (b *book) nameCell(name, text string, r resolved) {
	n, sheetName, at, ok := referenceAt(text)
	target := b.sheetNamed(strings.ReplaceAll(strings.Trim(sheetName, "'"), "''", "'"))
	if !ok || n != len(text) || target == nil || at.from.row == 0 || at.from.column == 0 {
		b.faults = append(b.faults, Fault{What: "名称「" + name + "」没有指向一个单元格：" + text, Remedy: "请让名称指向一个单元格（或一处合并单元格）。"})
		return
	}
	cell := cellName(at.from.row, at.from.column)
	ask := newAsk(target.name, cell, name, r)
	ask.Name = name
	key := target.name + "!" + cell
	if len(b.named[key]) > 0 {
		b.fault(target, cell, "「"+b.named[key][0].Name+"」和「"+name+"」两个名称指向同一个单元格", "请只留一个。")
		return
	}
	b.named[key] = append(b.named[key], ask)
	target.ensure(at.from.row, at.from.column)
}

// ensure puts an empty cell where there is none.
func (s *sheet) ensure(number, column int) {
	i, found := slices.BinarySearchFunc(s.rows, number, func(r row, n int) int { return r.number - n })
	if !found {
		s.rows = slices.Insert(s.rows, i, row{number: number, tag: fmt.Sprintf(`<row r="%d">`, number)})
	}
	cells := &s.rows[i].cells
	j, found := slices.BinarySearchFunc(*cells, column, func(c cell, n int) int { return c.column - n })
	if !found {
		*cells = slices.Insert(*cells, j, cell{column: column, element: fmt.Sprintf(`<c r="%s"/>`, cellName(number, column))})
	}
}

// scanCovered refuses placeholders under a merge, where nobody would see them.
func (b *book) scanCovered() {
	for _, s := range b.read.Sheets {
		for _, c := range s.Cells {
			if c.UnderMerge && placeholder.MatchString(c.Text) {
				b.faults = append(b.faults, Fault{Sheet: s.Name, Cell: c.Ref(), What: "占位符被合并单元格遮住", Remedy: "请把它移到合并单元格左上角的单元格，或清除。"})
			}
		}
	}
}

// Parts of a worksheet in which a placeholder may have been written.
var elsewhere = map[string]string{
	"headerFooter": "页眉页脚", "conditionalFormatting": "条件格式", "dataValidations": "数据验证（数据有效性）", "hyperlinks": "超链接",
}

var tags = regexp.MustCompile(`(?s)<[^>]*>`)

func asks(part string) bool {
	return strings.Contains(part, "{{") || strings.Contains(tags.ReplaceAllString(part, ""), "{{")
}

// scanElsewhere finds placeholders that do not stand in cells.
func (b *book) scanElsewhere() {
	for _, s := range b.sheets {
		for _, k := range s.outline.Kids {
			if k.Name == "sheetData" || !asks(s.outline.Text(k)) {
				continue
			}
			where := elsewhere[k.Name]
			if where == "" {
				where = "工作表的其他设置"
			}
			b.fault(s, "", "占位符写在"+where+"里", inCellsOnly)
		}
		b.scanComments(s)
	}
	for _, name := range keys(b.Files) {
		if where := partName(name, b.main); where != "" && asks(storedPoints.ReplaceAllString(string(b.Files[name]), "")) {
			b.faults = append(b.faults, Fault{What: "占位符写在" + where + "里（" + name + "）", Remedy: inCellsOnly})
		}
	}
}

// storedPoints are the texts of cells that a chart keeps.
var storedPoints = regexp.MustCompile(`(?s)<c:(?:str|num|multiLvlStr)Cache>.*?</c:(?:str|num|multiLvlStr)Cache>`)

// partName is what a part is to a person; empty for those that are looked at
// elsewhere or hold no text.
func partName(name, main string) string {
	switch folder := path.Dir(name); {
	case name == main:
		return "工作表名称或定义的名称"
	case strings.HasSuffix(folder, "/charts"):
		return "图表的文字"
	case strings.HasSuffix(folder, "/drawings") && path.Ext(name) == ".xml":
		return "文本框或图形"
	case folder == "docProps":
		return "文档属性"
	}
	return ""
}

var comment = regexp.MustCompile(`(?s)<(?:threadedC|c)omment\s.*?</(?:threadedC|c)omment>`)

func (b *book) scanComments(s *sheet) {
	for _, part := range b.commentParts(s) {
		for _, c := range comment.FindAllString(string(b.Files[part]), -1) {
			if asks(html.UnescapeString(c)) {
				b.fault(s, ooxml.Attr(c, "ref"), "占位符写在批注里", inCellsOnly)
			}
		}
	}
}

// commentParts are the parts with the comments of a sheet, of both kinds.
func (b *book) commentParts(s *sheet) []string {
	var list []string
	for _, r := range b.relationsOf(s.part) {
		if strings.HasSuffix(r.Type, "/comments") || strings.HasSuffix(r.Type, "/threadedComment") {
			list = append(list, ooxml.Resolve(s.part, r.Target))
		}
	}
	return list
}

// relationsOf are the relationships of a part; the strict reader has read them all.
func (b *book) relationsOf(part string) []ooxml.Relation {
	list, err := b.Relations(part)
	if err != nil {
		b.fault(nil, "", "编辑不了这个工作簿："+ooxml.ErrUnusual.Error()+"（"+part+"）", unusualRemedy)
	}
	return list
}
