package formxlsx

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/rule"
)

// marked is a review with one finding of a level on a cell.
func marked(level rule.Severity, sheet, cell string) Review {
	return Review{Issuer: "市统计局", Unit: "某县", Period: "2018年", Findings: []ReviewFinding{{
		Rule: "C04", Level: level, Sheet: sheet, Cell: cell, Item: "甲", What: "数字过大。", Remedy: "请核对。", Seen: "9", Expected: "不大于5", Key: "1/2/3/4/C04",
	}}}
}

func returnedCopy(t *testing.T, data []byte, r Review) []byte {
	t.Helper()
	out, err := Return(data, r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// small is a workbook with one sheet of a name, written by hand.
func small(t *testing.T, name, sheet string, more map[string]string) []byte {
	t.Helper()
	files, err := skeleton(Review{})
	if err != nil {
		t.Fatal(err)
	}
	p := ooxml.Parts{Files: files}
	p.Files["xl/workbook.xml"] = []byte(`<workbook xmlns="` + ooxml.NSMain + `" xmlns:r="` + ooxml.NSRelations + `"><bookViews><workbookView activeTab="0"/></bookViews><sheets><sheet name="` + ooxml.XMLText(name) + `" sheetId="7" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">A1:B2</definedName><definedName name="far">Sheet1!A1</definedName></definedNames></workbook>`)
	p.Files["xl/_rels/workbook.xml.rels"] = []byte(`<Relationships xmlns="` + ooxml.NSPackage + `"><Relationship Id="rId1" Type="` + ooxml.RelWorksheet + `" Target="worksheets/sheet1.xml"/></Relationships>`)
	p.Files["xl/worksheets/sheet1.xml"] = []byte(sheet)
	for name, text := range more {
		p.Files[name] = []byte(text)
	}
	data, err := p.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const plainSheet = `<worksheet xmlns="` + ooxml.NSMain + `"><sheetData><row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1"/></row></sheetData><conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="1"><formula>A1&gt;0</formula></cfRule></conditionalFormatting><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/></worksheet>`

// The marks go in at the places of the schema, before the unit's own conditional
// format; a second round gives the same bytes, and a round without findings gives
// the sheet as it was sent.
func TestMarksComeAndGo(t *testing.T) {
	sent := small(t, "表", plainSheet, nil)
	first := returnedCopy(t, sent, marked(rule.Mandatory, "表", "A1"))
	sheet := part(t, first, "xl/worksheets/sheet1.xml")
	want := regexp.MustCompile(`</sheetData><conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="1"><formula>"审核意见"&lt;&gt;""</formula></cfRule></conditionalFormatting>` +
		`<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="2"><formula>A1&gt;0</formula></cfRule></conditionalFormatting><pageMargins [^>]*/><legacyDrawing [^>]*/></worksheet>$`)
	if !want.MatchString(sheet) {
		t.Error(sheet)
	}
	again := marked(rule.Mandatory, "表", "A1")
	again.Earlier = "审核清单"
	if string(returnedCopy(t, first, again)) != string(first) {
		t.Error("the second round is not the first")
	}
	clean := returnedCopy(t, first, Review{Earlier: "审核清单"})
	if got := part(t, clean, "xl/worksheets/sheet1.xml"); got != strings.Replace(plainSheet, `priority="1"`, `priority="2"`, 1) {
		t.Error("the sheet is not as it was sent:", got)
	}
	if names := part(t, clean, "[Content_Types].xml"); strings.Contains(names, "comments") || strings.Contains(names, "vml") {
		t.Error("parts of ours are left:", names)
	}
}

// Names that belong to a sheet go with it when the list is put before it and when
// it is taken away.
func TestNamesMove(t *testing.T) {
	first := returnedCopy(t, small(t, "表", plainSheet, nil), Review{})
	book := part(t, first, "xl/workbook.xml")
	for _, want := range []string{`<definedName name="_xlnm.Print_Area" localSheetId="1">A1:B2<`, `<definedName name="far">`, `name="_xlnm.Print_Titles" localSheetId="0">'审核清单'!$7:$7<`, `<sheets><sheet name="审核清单" sheetId="8"`} {
		if !strings.Contains(book, want) {
			t.Errorf("no %s in %s", want, book)
		}
	}
	second := part(t, returnedCopy(t, first, Review{Earlier: "审核清单"}), "xl/workbook.xml")
	if strings.Count(second, "审核清单'") != strings.Count(book, "审核清单'") || strings.Count(second, "localSheetId") != 3 {
		t.Error(second)
	}
}

// A text that looks like a formula is a text; a sheet's name may hold anything.
func TestListTexts(t *testing.T) {
	const odd = `甲 "乙" & '丙'`
	r := marked(rule.Verify, odd, "B1")
	r.Findings[0].What, r.Findings[0].Remedy, r.Findings[0].Item = `=HYPERLINK("http://x")`, "+1\x01_x000D_", "@甲"
	out := returnedCopy(t, small(t, odd, plainSheet, nil), r)
	list := part(t, out, "xl/worksheets/sheet2.xml")
	for _, want := range []string{`location="'甲 &#34;乙&#34; &amp; ''丙'''!B1"`, `<t xml:space="preserve">=HYPERLINK(&#34;http://x&#34;)〔C04〕</t>`, "+1\uFFFD_x005F_x000D_", ">@甲<"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in %s", want, list)
		}
	}
	if strings.Contains(list, "<f>") {
		t.Error("the list holds a formula")
	}
	if !strings.Contains(part(t, out, "xl/worksheets/sheet1.xml"), `sqref="B1"><cfRule type="expression" dxfId="1"`) {
		t.Error("not amber")
	}
}

// Of a comment with ours below theirs, in whatever pieces a program has cut it,
// theirs is left.
func TestTheirs(t *testing.T) {
	for _, c := range []struct {
		runs, want []textRun
		cut        bool
	}{
		{[]textRun{{"", "只有他们的"}}, []textRun{{"", "只有他们的"}}, false},
		{[]textRun{{"<b/>", "他们"}, {"", "的\n——审核"}, {"", "意见——\n错"}}, []textRun{{"<b/>", "他们"}, {"", "的"}}, true},
		{[]textRun{{"", "——审核意见——\n错"}}, nil, true},
		{[]textRun{{"", "——审核意见——\n错\n——以上为审核意见——"}}, nil, true},
		{[]textRun{{"", "问\n——审核意见——\n错\n——以上为"}, {"", "审核意见——\n我们核对过"}}, []textRun{{"", "问"}, {"", "\n我们核对过"}}, true},
		{[]textRun{{"", "——审核意见——\n错\n——以上为审核意见——\n我们核对过"}}, []textRun{{"", "我们核对过"}}, true},
	} {
		got, cut := theirs(c.runs)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(textRun{})); diff != "" || cut != c.cut {
			t.Errorf("%v: %v %s", c.runs, cut, diff)
		}
	}
}

// The heaviest finding of a cell stands first, what was seen and expected only
// where the sentence does not say it.
func TestOpinion(t *testing.T) {
	r := marked(rule.Verify, "表", "A1")
	r.Findings = append(r.Findings, ReviewFinding{Rule: "C01", Level: rule.Mandatory, Sheet: "表", Cell: "A1", What: "填了9，应为5。", Remedy: "请改正。", Seen: "9", Expected: "5"})
	b := &returned{review: r}
	want := "1．〔强制性 C01〕填了9，应为5。\n处理：请改正。\n2．〔核实性 C04〕数字过大。\n现为：9\n应为：不大于5\n处理：请核对。"
	if got := opinion(b.findingsAt("表")["A1"]); got != want {
		t.Errorf("%s", got)
	}
}

// What is not written in the usual way is refused rather than guessed at.
func TestUnusual(t *testing.T) {
	for name, sheet := range map[string]string{
		"a prefix": `<x:worksheet xmlns:x="` + ooxml.NSMain + `"><x:sheetData/></x:worksheet>`,
		"UTF-16":   "\xff\xfe<\x00w\x00",
		"no sheet": `<chartsheet xmlns="` + ooxml.NSMain + `"></chartsheet>`,
	} {
		if _, err := Return(small(t, "表", sheet, nil), marked(rule.Mandatory, "表", "A1")); !errors.Is(err, ooxml.ErrUnusual) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Return([]byte("no zip"), Review{}); !errors.Is(err, ooxml.ErrUnusual) {
		t.Error(err)
	}
}

// Without a workbook of the unit's, the list alone is one.
func TestListAlone(t *testing.T) {
	out := returnedCopy(t, nil, marked(rule.Mandatory, "", ""))
	if book := part(t, out, "xl/workbook.xml"); strings.Count(book, "<sheet ") != 1 {
		t.Error(book)
	}
	if list := part(t, out, "xl/worksheets/sheet1.xml"); strings.Contains(list, "<hyperlink ") || !strings.Contains(list, "数字过大。") {
		t.Error(list)
	}
}

func TestSetText(t *testing.T) {
	for in, want := range map[string]string{
		`<row><c r="B8" s="4" t="s"><v>12</v></c><c r="C8"/></row>`: `<row><c r="B8" s="4" t="inlineStr"><is><t xml:space="preserve">2</t></is></c><c r="C8"/></row>`,
		`<row><c r="B8"/></row>`:                                    `<row><c r="B8" t="inlineStr"><is><t xml:space="preserve">2</t></is></c></row>`,
	} {
		if got, err := setText([]byte(in), "B8", "2"); err != nil || string(got) != want {
			t.Errorf("%s, %v", got, err)
		}
	}
	if _, err := setText([]byte("<row/>"), "B8", "2"); !errors.Is(err, ooxml.ErrUnusual) {
		t.Error(err)
	}
}
