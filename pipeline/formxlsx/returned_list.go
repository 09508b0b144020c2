package formxlsx

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/rule"
)

// listColumns are the columns of the list; the last one is hidden and tells the
// intake which row an answer is about.
var listColumns = []struct {
	title string
	width float64
}{
	{"序号", 6}, {"级别", 11}, {"工作表", 14}, {"单元格", 9}, {"指标", 24}, {"问题", 50}, {"怎样处理", 34}, {form.AnswerTitle, 36}, {form.ReviewKeyTitle, 4},
}

// Columns of the list, from 1.
const (
	cellColumn   = 4
	answerColumn = 8
	keyColumn    = 9
)

// list is the sheet 审核清单, and the defined names for its printing.
func (b *returned) list(name string) (sheet []byte, names string) {
	p := &listPage{returned: b, name: name, row: 1}
	p.head()
	p.columns()
	for i, f := range b.review.Findings {
		p.finding(i+1, f)
	}
	if len(b.review.Findings) == 0 {
		p.line("没有需要列出的问题。", lookLine)
	}
	return p.xml()
}

// listPage is the list being written.
type listPage struct {
	*returned
	name    string
	row     int
	header  int // the row of the column titles
	rows    strings.Builder
	merges  []string
	links   strings.Builder
	answers []string
}

func (p *listPage) head() {
	p.band(form.ReviewSheet, lookTitle, titleHeight)
	where := "填报单位：" + p.review.Unit
	if p.review.File != "" {
		where = "报来的文件：" + p.review.File
	}
	where += "　　报告期：" + p.review.Period
	if p.review.Issuer != "" {
		where += "　　退回单位：" + p.review.Issuer
	}
	p.line(where, lookLine)
	p.line(p.summary(), lookTodo)
	how := howToAnswer
	if p.review.File != "" {
		how = []string{"请按“怎样处理”一栏办理后重新报送，文件名不限。"}
	}
	for i, text := range slices.Concat(p.review.Notes, how) {
		p.line(fmt.Sprintf("%d．%s", i+1, text), lookLine)
	}
}

// howToAnswer says how to send the workbook back.
var howToAnswer = []string{
	"点击“单元格”一栏可跳到该处；红色为必须改正，深黄色为需核实，单元格的批注写明原因和改法。",
	"“必须改正”的，请直接在表中改正；“需核实”的，数据有误的请改正，属实的请在末栏“" + form.AnswerTitle + "”写明具体原因（也可写在表中该行的“核实说明”栏，两处都写的以表中为准）。",
	"改完后请保存本文件并报回，文件名不限；请不要另建表格，也不要删除本页。",
}

func (p *listPage) summary() string {
	fix, explain, settled, hints := 0, 0, 0, 0
	for _, f := range p.review.Findings {
		switch {
		case f.Level == rule.Hint:
			hints++
		case f.Settled:
			settled++
		case f.Level.Returns():
			fix++
		default:
			explain++
		}
	}
	var todo []string
	if fix > 0 {
		todo = append(todo, fmt.Sprintf("必须改正%d处", fix))
	}
	if explain > 0 {
		todo = append(todo, fmt.Sprintf("需核实说明%d处", explain))
	}
	text := strings.Join(todo, "，") + "。"
	if settled > 0 {
		text += fmt.Sprintf("已说明或已准予%d处，不必再答。", settled)
	}
	if hints > 0 {
		text += fmt.Sprintf("另有提示%d条列在最后，供核对，不必答复。", hints)
	}
	return text
}

// band writes a text over the whole width.
func (p *listPage) band(text, look string, height float64) {
	fmt.Fprintf(&p.rows, `<row r="%d" ht="%.1f" customHeight="1">`, p.row, height)
	p.cell(1, look, text)
	p.rows.WriteString("</row>")
	p.merges = append(p.merges, fmt.Sprintf("A%d:%s%d", p.row, columnName(answerColumn), p.row))
	p.row++
}

// line is a band as high as its text.
func (p *listPage) line(text, look string) {
	width := 0.0
	for _, c := range listColumns[:answerColumn] {
		width += c.width
	}
	p.band(text, look, math.Max(18, textHeight(lines(text, width, bodySize), bodySize)+2))
}

func (p *listPage) cell(col int, look, text string) {
	ref := cellName(col, p.row)
	if text == "" {
		fmt.Fprintf(&p.rows, `<c r="%s" s="%d"/>`, ref, p.looks[look])
		return
	}
	fmt.Fprintf(&p.rows, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, p.looks[look], ooxml.CellText(clip(text, maxText)))
}

func (p *listPage) columns() {
	fmt.Fprintf(&p.rows, `<row r="%d" ht="%.1f" customHeight="1">`, p.row, 24.0)
	for i, c := range listColumns {
		p.cell(i+1, lookHead, c.title)
	}
	p.rows.WriteString("</row>")
	p.header = p.row
	p.row++
}

// finding is one line.
func (p *listPage) finding(number int, f ReviewFinding) {
	level, levelLook, answer := f.Level.String(), lookGrey, lookAnswer
	switch {
	case f.Level == rule.Hint:
		answer = lookGrey
	case f.Settled && f.Level.Returns():
		level += "\n已准予"
		answer = lookGrey
	case f.Settled:
		level += "\n已说明"
	case f.Level.Returns():
		level, levelLook = level+"\n必须改正", lookRed
	default:
		level, levelLook = level+"\n需核实", lookAmber
	}
	cell, cellLook := f.Cell, lookCentre
	if p.linked(f) {
		cellLook = lookLink
	}
	what := f.What
	if f.Rule != "" {
		what += "〔" + f.Rule + "〕"
	}
	texts := []string{fmt.Sprint(number), level, f.Sheet, cell, f.Item, what, f.Remedy, f.Answer, f.Key}
	looks := []string{lookCentre, levelLook, lookCell, cellLook, lookCell, lookCell, lookCell, answer, lookCell}
	height := 36.0
	for i, text := range texts[:answerColumn] {
		height = math.Max(height, textHeight(lines(text, 0.92*listColumns[i].width-1, bodySize), bodySize)+6)
	}
	fmt.Fprintf(&p.rows, `<row r="%d" ht="%.1f">`, p.row, math.Min(409, height))
	for i, text := range texts {
		p.cell(i+1, looks[i], text)
	}
	p.rows.WriteString("</row>")
	if answer == lookAnswer {
		p.answers = append(p.answers, cellName(answerColumn, p.row))
	}
	p.row++
}

// linked links the line to its cell, if the workbook has that cell.
func (p *listPage) linked(f ReviewFinding) bool {
	for _, s := range p.sheets {
		if s.Name == f.Sheet && s.Worksheet && ooxml.IsCell(f.Cell) {
			target := "'" + strings.ReplaceAll(f.Sheet, "'", "''") + "'!" + f.Cell
			fmt.Fprintf(&p.links, `<hyperlink ref="%s" location="%s" display="%s"/>`, cellName(cellColumn, p.row), ooxml.XMLText(target), ooxml.XMLText(f.Cell))
			return true
		}
	}
	return false
}

// xml puts the sheet together: one page wide on A4 landscape, the titles frozen
// and repeated, the answers open.
func (p *listPage) xml() (sheet []byte, names string) {
	var out strings.Builder
	out.WriteString(xml.Header + `<worksheet xmlns="` + ooxml.NSMain + `"><sheetPr><tabColor rgb="FF` + redInk + `"/><pageSetUpPr fitToPage="1"/></sheetPr>`)
	fmt.Fprintf(&out, `<dimension ref="A1:%s"/>`, cellName(keyColumn, p.row-1))
	first := fmt.Sprintf("A%d", p.header+1)
	if len(p.answers) > 0 {
		first = p.answers[0]
	}
	fmt.Fprintf(&out, `<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="%s" sqref="%s"/></sheetView></sheetViews>`,
		p.header, p.header+1, first, first)
	out.WriteString(`<sheetFormatPr defaultRowHeight="15"/><cols>`)
	for i, c := range listColumns {
		hidden := ""
		if i+1 == keyColumn {
			hidden = ` hidden="1"`
		}
		fmt.Fprintf(&out, `<col min="%d" max="%d" width="%g" customWidth="1"%s/>`, i+1, i+1, c.width, hidden)
	}
	out.WriteString(`</cols><sheetData>` + p.rows.String() + `</sheetData>`)
	out.WriteString(`<sheetProtection sheet="1" objects="1" scenarios="1" formatRows="0" formatColumns="0"/>`)
	fmt.Fprintf(&out, `<mergeCells count="%d">`, len(p.merges))
	for _, m := range p.merges {
		out.WriteString(`<mergeCell ref="` + m + `"/>`)
	}
	out.WriteString(`</mergeCells>`)
	if p.links.Len() > 0 {
		out.WriteString(`<hyperlinks>` + p.links.String() + `</hyperlinks>`)
	}
	fmt.Fprintf(&out, `<printOptions horizontalCentered="1"/><pageMargins left="%g" right="%g" top="%g" bottom="%g" header="%g" footer="%g"/>`, side, side, edge, edge, runningAt, runningAt)
	out.WriteString(`<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>`)
	face := `&"宋体,Regular"&9`
	running := strings.ReplaceAll(form.ReviewSheet+"　"+cmp.Or(p.review.File, p.review.Unit)+"　"+p.review.Period, "&", "&&")
	out.WriteString(`<headerFooter><oddFooter>` + ooxml.XMLText("&L"+face+running+"&R"+face+"第 &P 页，共 &N 页") + `</oddFooter></headerFooter></worksheet>`)

	quotedName := ooxml.XMLText("'" + strings.ReplaceAll(p.name, "'", "''") + "'!")
	names = fmt.Sprintf(`<definedName name="_xlnm.Print_Area" localSheetId="0">%s$A$1:$%s$%d</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">%s$%d:$%d</definedName>`,
		quotedName, columnName(answerColumn), p.row-1, quotedName, p.header, p.header)
	return []byte(out.String()), names
}
