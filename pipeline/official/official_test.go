package official

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/report"
	"zhibao/pipeline/xlsx"
)

func number(s string) report.Field {
	d := decimal.RequireFromString(s)
	return report.Field{Cell: report.Cell{Value: &d, Text: s}}
}

func words(s string) report.Field { return report.Field{Cell: report.Cell{Text: s}} }

// parks is an index with n parks, whose revenues are 1, 2, 3 …; the second has none
// of the year before.
func parks(n int) *report.Index {
	list := report.List{Name: "园区", Paths: []string{"名称", "收入.本期.实际", "收入.上年.实际"}}
	for i := range n {
		before := number(fmt.Sprint(10 * (i + 1)))
		if i == 1 {
			before = report.Field{Cell: report.Cell{Text: "缺报"}, Missing: true}
		}
		list.Entries = append(list.Entries, report.Entry{Names: []string{fmt.Sprintf("园区%d", i+1), fmt.Sprintf("P%d", i+1)},
			Fields: map[string]report.Field{"名称": words(fmt.Sprintf("园区%d", i+1)), "收入.本期.实际": number(fmt.Sprint(i + 1)), "收入.上年.实际": before}})
	}
	growth := number("7.3")
	growth.Percent = true
	return &report.Index{
		Paper: map[string]report.Field{"报告期": words("2017年"), "日期": {Missing: true}},
		Words: map[string]string{"当期": "本期", "revenue": "收入"},
		Lists: []report.List{list, {Name: "县市区", Paths: []string{"名称"}}, {Name: "指标", Paths: []string{"2017.实际", "2017.增速"}, Entries: []report.Entry{{
			Names: []string{"地区生产总值", "gdp"}, Fields: map[string]report.Field{"2017.实际": number("2580.40"), "2017.增速": growth},
		}}}},
	}
}

// book is a small workbook: a sheet 表, a sheet 乙, and what is changed or added.
func workbook(t *testing.T, rows, around string, more map[string]string) []byte {
	t.Helper()
	const head = xml.Header
	files := map[string]string{
		ooxml.ContentTypes:           head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + ooxml.TypePrefix + `sheet.main+xml"/></Types>`,
		"_rels/.rels":                head + `<Relationships xmlns="` + ooxml.NSPackage + `"><Relationship Id="rId1" Type="` + ooxml.RelDocument + `" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            head + `<workbook xmlns="` + ooxml.NSMain + `" xmlns:r="` + ooxml.NSRelations + `"><sheets><sheet name="表" sheetId="1" r:id="rId1"/><sheet name="乙" sheetId="2" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": head + `<Relationships xmlns="` + ooxml.NSPackage + `"><Relationship Id="rId1" Type="` + ooxml.RelWorksheet + `" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + ooxml.RelWorksheet + `" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="` + ooxml.RelStyles + `" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml":              head + `<styleSheet xmlns="` + ooxml.NSMain + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot;%&quot;"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml":   head + `<worksheet xmlns="` + ooxml.NSMain + `" xmlns:r="` + ooxml.NSRelations + `"><sheetData>` + rows + `</sheetData>` + around + `</worksheet>`,
		"xl/worksheets/sheet2.xml":   head + `<worksheet xmlns="` + ooxml.NSMain + `"><sheetData/></worksheet>`,
	}
	for name, text := range more {
		files[name] = text
	}
	p := ooxml.Parts{Files: map[string][]byte{}}
	for name, text := range files {
		p.Files[name] = []byte(text)
	}
	data, err := p.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func text(cell, s string) string {
	return `<c r="` + cell + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
}

// block is a table whose row 3 repeats for each park, with a total below.
var blockRows = `<row r="1">` + text("A1", "{{报告期}}") + `</row><row r="3" ht="20" customHeight="1">` + text("A3", "{{园区.*.名称}}") + text("B3", "{{园区.*.收入.本期.实际}}") + `<c r="C3"><f>B3/B$4</f><v>777</v></c></row>` +
	`<row r="4">` + text("A4", "合计") + `<c r="B4"><f>SUM(B3:B3)</f><v>777</v></c></row>`

func part(t *testing.T, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func fill(t *testing.T, data []byte, ix *report.Index) *Filled {
	t.Helper()
	out, faults, err := Fill(data, ix)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	if _, err := xlsx.Read(out.Data, xlsx.DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	return out
}

func formulaOf(sheet, cell string) string {
	_, after, _ := strings.Cut(sheet, `<c r="`+cell+`"`)
	after, _, _ = strings.Cut(after, "</f>")
	_, f, _ := strings.Cut(after, "<f>")
	return f
}

// None, one, three and 200 parks: the total, what stands below, and what is missing.
func TestRepeatedRows(t *testing.T) {
	for n, want := range map[int]struct{ sum, share, total string }{
		0: {"SUM(B3:B3)", "B3/B$4", "B4"}, 1: {"SUM(B3:B3)", "B3/B$4", "B4"}, 3: {"SUM(B3:B5)", "B3/B$6", "B6"}, 200: {"SUM(B3:B202)", "B3/B$203", "B203"},
	} {
		out := fill(t, workbook(t, blockRows, "", nil), parks(n))
		sheet := part(t, out.Data, "xl/worksheets/sheet1.xml")
		if got := formulaOf(sheet, want.total); got != want.sum {
			t.Errorf("%d parks: the total is %q, want %q", n, got, want.sum)
		}
		if got := formulaOf(sheet, "C3"); got != want.share {
			t.Errorf("%d parks: the share is %q, want %q", n, got, want.share)
		}
		if rows := strings.Count(sheet, `ht="20"`); rows != max(n, 1) {
			t.Errorf("%d parks: %d rows of their height", n, rows)
		}
		if gaps := len(out.Gaps); (gaps > 0) != (n == 0) {
			t.Errorf("%d parks: %d gaps", n, gaps)
		}
		if n == 3 && !strings.Contains(sheet, `<f>SUM(B3:B5)</f><v>6</v>`) {
			t.Errorf("no result in %s", sheet)
		}
		if strings.Contains(sheet, "<v>777</v>") || !strings.Contains(part(t, out.Data, "xl/workbook.xml"), `fullCalcOnLoad="1"`) {
			t.Errorf("%d parks: results of before are left", n)
		}
	}
}

// References from everywhere, worked out by hand: rows 5 and 8–9 repeat, three copies
// of the first (5–7) and two of the second (10–13); row 6 goes to 8, row 7 to 9, row
// 10 to 14.
func TestReferences(t *testing.T) {
	s := &sheet{name: "表", blocks: []*block{{from: 5, to: 5, copies: 3, start: 5}, {from: 8, to: 9, copies: 2, start: 10}}}
	b := &book{sheets: []*sheet{s, {name: "乙 表"}}}
	outside := place{sheet: s}
	second := place{s, s.blocks[0], 1} // the second copy, row 6
	pair := place{s, s.blocks[1], 1}   // the second copy, rows 12 and 13
	for _, c := range []struct {
		from place
		in   string
		want string // empty: refused
	}{
		{outside, "A1+A4", "A1+A4"},
		{outside, "A6*$A$7", "A8*$A$9"},
		{outside, "SUM(C5:C5)", "SUM(C5:C7)"},
		{outside, "SUM(C5)+MAX( C5 , 1)", "SUM(C5:C7)+MAX( C5:C7 , 1)"},
		{outside, "SUM(C4:C6)", "SUM(C4:C8)"},
		{outside, "SUM(C$4:C$10)", "SUM(C$4:C$14)"},
		{outside, "SUM(C8:D9)", "SUM(C10:D13)"},
		{outside, "C5*2", ""},
		{outside, "SUM(C8:C8)", ""},
		{outside, "SUM(C8)", ""},
		{outside, `IF(A6="C5",LOG10(A6),"C5")`, `IF(A8="C5",LOG10(A8),"C5")`},
		{outside, "'乙 表'!C5+表!A6", "'乙 表'!C5+表!A8"},
		{outside, "SUM(表!C5:表!C5)", "SUM(表!C5:C7)"},
		{outside, "SUM(C:C)+SUM(6:6)", "SUM(C:C)+SUM(8:8)"},
		{outside, "[1]表!C5+收入.C5", "[1]表!C5+收入.C5"},
		{outside, `INDIRECT("C5")`, ""},
		{second, "C5/C$6", "C6/C$8"},
		{second, "SUM(C5:E5)", "SUM(C6:E6)"},
		{second, "RANK(C5,C$5:C$5)", "RANK(C6,C$5:C$7)"},
		{second, "SUM(C$5:C5)", "SUM(C$5:C6)"},
		{second, "C5-C$5", "C6-C$5"},
		{second, "C5/C4", "C6/C4"},
		{pair, "C9/C8", "C13/C12"},
		{pair, "SUM(C$8:C$9)", "SUM(C$10:C$13)"},
		{pair, "SUM(C$8:C$8)", ""},
	} {
		got, err := b.carry(c.from, c.in, asCell)
		if (err != nil) != (c.want == "") || err == nil && got != c.want {
			t.Errorf("%s becomes %s (%v), want %q", c.in, got, err, c.want)
		}
	}
}

// What lies on cells lies on their copies.
func TestSpread(t *testing.T) {
	s := &sheet{blocks: []*block{{from: 5, to: 5, copies: 3, start: 5}, {from: 8, to: 9, copies: 2, start: 10}}}
	for in, want := range map[string]string{
		"A1:B2": "A1:B2", "A5": "A5:A7", "A5:B5": "A5:B7", "A4:A6": "A4:A8", "A6": "A8", "A8": "A10 A12", "A8:A9": "A10:A13", "A7:A8": "A9 A10 A12", "A9:A10 C1": "A11 A13 A14 C1", "A:B": "A:B",
	} {
		if got := s.spreadAll(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// Everything that points at the rows moves with them.
func TestAround(t *testing.T) {
	rows := blockRows + `<row r="6">` + text("A6", "说明") + `</row>`
	around := `<autoFilter ref="A2:C3"/><mergeCells count="2"><mergeCell ref="C3:D3"/><mergeCell ref="A6:D6"/></mergeCells>` +
		`<conditionalFormatting sqref="B3:B3"><cfRule type="expression" priority="1"><formula>AND(B3&gt;B$4,$B3&gt;0)</formula></cfRule></conditionalFormatting>` +
		`<dataValidations count="1"><dataValidation type="list" sqref="A3"><formula1>$F$6:$F$9</formula1></dataValidation></dataValidations>` +
		`<hyperlinks><hyperlink ref="A6" location="'表'!B4"/></hyperlinks><rowBreaks count="1" manualBreakCount="1"><brk id="4" max="16383" man="1"/></rowBreaks>`
	names := `<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">表!$A$1:$D$6</definedName><definedName name="收入">表!$B$3</definedName></definedNames>`
	book := workbook(t, rows, around, nil)
	book = workbook(t, rows, around, map[string]string{"xl/workbook.xml": strings.Replace(part(t, book, "xl/workbook.xml"), "</sheets>", "</sheets>"+names, 1)})
	out := fill(t, book, parks(3))
	sheet, main := part(t, out.Data, "xl/worksheets/sheet1.xml"), part(t, out.Data, "xl/workbook.xml")
	for _, want := range []string{
		`<autoFilter ref="A2:C5"/>`, `<mergeCells count="4"><mergeCell ref="C3:D3"/><mergeCell ref="C4:D4"/><mergeCell ref="C5:D5"/><mergeCell ref="A8:D8"/></mergeCells>`,
		`sqref="B3:B5"`, `<formula>AND(B3&gt;B$6,$B3&gt;0)</formula>`, `sqref="A3:A5"`, `<formula1>$F$8:$F$11</formula1>`, `<hyperlink ref="A8" location="'表'!B6"/>`, `<brk id="6"`,
	} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s in\n%s", want, sheet)
		}
	}
	for _, want := range []string{`>表!$A$1:$D$8<`, `>表!$B$3:$B$5<`} {
		if !strings.Contains(main, want) {
			t.Errorf("no %s in\n%s", want, main)
		}
	}
}

// A figure is exact and keeps the cell's format, which says whether it is a hundredth;
// a text keeps its runs; a figure that is missing is a sign and never 0.
func TestCells(t *testing.T) {
	rows := `<row r="1">` + `<c r="A1" s="1" t="inlineStr"><is><t>{{指标.gdp.2017.增速}}</t></is></c><c r="B1" s="2" t="inlineStr"><is><t> {{指标.地区生产总值.2017.增速}} </t></is></c>` +
		`<c r="C1" t="inlineStr"><is><r><t>产值{{指标.地区生产总</t></r><r><rPr><b/></rPr><t>值.2017.实际}}亿元，</t></r><r><t>增{{指标.gdp.2017.增速}}%</t></r></is></c>` +
		text("D1", "{{园区.园区2.revenue.上年.实际}}") + text("E1", "{{园区.P1.收入.当期.实际}}") + text("F1", "{{文档.日期}}") + `</row>`
	out := fill(t, workbook(t, rows, "", nil), parks(2))
	sheet := part(t, out.Data, "xl/worksheets/sheet1.xml")
	for _, want := range []string{
		`<c r="A1" s="1"><v>0.073</v></c>`, `<c r="B1" s="2"><v>7.3</v></c>`, `<c r="E1"><v>1</v></c>`, `<c r="F1"/>`,
		`<r><t xml:space="preserve">产值2580.40</t></r><r><rPr><b/></rPr><t xml:space="preserve">亿元，</t></r><r><t xml:space="preserve">增7.3%</t></r>`,
		`<c r="D1" t="inlineStr"><is><t xml:space="preserve">缺报</t></is></c>`,
	} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s in\n%s", want, sheet)
		}
	}
	want := []Gap{{"表", "D1", "园区.园区2.收入.上年.实际", "缺报"}, {"表", "F1", "日期", ""}}
	if d := cmp.Diff(want, out.Gaps); d != "" {
		t.Error(d)
	}
}
