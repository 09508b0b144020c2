package xlsx

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// refusalCase is a file that must be refused.
type refusalCase struct {
	name  string
	rule  string
	place string // prefix of the refusal's place
	data  []byte
	limit func(*Limits)
}

// raw makes a case of bytes.
func raw(name, rule string, data string) refusalCase {
	return refusalCase{name: name, rule: rule, data: []byte(data)}
}

// cells makes a case of the cells of row 1.
func cells(t *testing.T, name, rule, cells string) refusalCase {
	return refusalCase{name: name, rule: rule, place: sheetPart, data: with(sheetPart, row1(cells)).bytes(t)}
}

// part makes a case of the basic workbook with changed parts.
func part(t *testing.T, name, rule, place string, changes ...string) refusalCase {
	return refusalCase{name: name, rule: rule, place: place, data: with(changes...).bytes(t)}
}

// limited makes a case of the basic workbook, or a changed one, under a limit.
func limited(t *testing.T, rule string, limit func(*Limits), changes ...string) refusalCase {
	return refusalCase{name: rule + " limit", rule: rule, data: with(changes...).bytes(t), limit: limit}
}

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// kindCases are files that are no workbook.
func kindCases(t *testing.T) []refusalCase {
	other := parts{"a.txt": "x"}
	word := `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>`
	root := relsXML(`<Relationship Id="r" Type="` + officeNS + `/officeDocument" Target="xl/workbook.bin"/>`)
	return []refusalCase{
		raw("nothing", RuleEmpty, ""),
		raw("password", RulePassword, oleMagic+strings.Repeat("\x00", 600)+utf16le("EncryptedPackage")),
		raw("xls", RuleLegacyXLS, oleMagic+utf16le("Workbook")),
		raw("xls 5", RuleLegacyXLS, oleMagic+utf16le("Book")),
		raw("doc", RuleDocx, oleMagic+utf16le("WordDocument")),
		raw("msi", RuleNotXLSX, oleMagic),
		raw("pdf", RulePDF, "%PDF-1.7\n"),
		raw("png", RuleImage, "\x89PNG\r\n\x1a\n"),
		raw("jpeg", RuleImage, "\xff\xd8\xff\xe0"),
		raw("webp", RuleImage, "RIFF\x00\x00\x00\x00WEBPVP8 "),
		raw("bmp", RuleImage, "BM\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		raw("rar", RuleZipOther, "Rar!\x1a\x07\x00"),
		raw("text", RuleNotXLSX, "指标,数值\n"),
		raw("html", RuleNotXLSX, "<html><table></table></html>"),
		{name: "zip", rule: RuleZipOther, data: other.bytes(t)},
		{name: "ods", rule: RuleODS, data: parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}.bytes(t)},
		part(t, "docx", RuleDocx, "", bookPart, word),
		part(t, "pptx", RuleNotXLSX, bookPart, bookPart, `<p:presentation xmlns:p="urn:p"/>`),
		part(t, "xlsb", RuleXLSB, "xl/workbook.bin", "_rels/.rels", root, "xl/workbook.bin", "x"),
	}
}

// zipCases are faults of the container.
func zipCases(t *testing.T) []refusalCase {
	good := basic().bytes(t)
	bad := func(name, rule string, data []byte) refusalCase {
		return refusalCase{name: name, rule: rule, data: data}
	}
	set := func(at int, v ...byte) []byte {
		b := slices.Clone(good)
		copy(b[at:], v)
		return b
	}
	central := bytes.Index(good, []byte("PK\x01\x02"))
	entry := func(name string) parts { p := basic(); p[name] = "x"; return p }
	list := []refusalCase{
		bad("truncated", RuleDamaged, good[:len(good)/2]),
		bad("truncated end", RuleDamaged, good[:len(good)-1]),
		bad("crc", RuleDamaged, swap(t, basic().pack(t, zipForm{stored: true}), "1234.5", "9234.5")),
		bad("prefix", RuleZipLayout, append([]byte("MZ\x90\x00"), good...)),
		bad("prefix that looks like an entry", RuleZipLayout, append([]byte("PK\x03\x04"), good...)),
		bad("second archive", RuleZipLayout, append(slices.Clone(good), good...)),
		bad("second archive first", RuleZipLayout, append(entry("b").bytes(t), good...)),
		bad("method", RuleZipMethod, set(central+10, 12)),
		bad("encrypted", RuleEncryptedEntry, set(central+8, 1)),
		bad("local method", RuleLocalHeader, set(8, 0)),
		bad("local name", RuleLocalHeader, set(30, 'x')),
		bad("local size", RuleLocalHeader, set(22, good[22]+1)),
		bad("local place", RuleZipLayout, set(central+46+len(typesPart)+42, 1)),
		bad("descriptor", RuleDamaged, swap(t, basic().pack(t, zipForm{descriptor: true}), "PK\x07\x08", "PK\x07\x09")),
		bad("twice", RuleEntryTwice, entry("XL/Workbook.xml").bytes(t)),
		bad("twice with a backslash", RuleEntryTwice, entry(`xl\workbook.xml`).bytes(t)),
	}
	for _, name := range []string{"../evil", "/etc/x", "xl/../x", "c:x", "a\x01b", "xl//x", "a/./b"} {
		list = append(list, bad("name "+name, RuleEntryName, entry(name).bytes(t)))
	}
	zeros := strings.Repeat("\x00", 2<<20)
	return append(list,
		limited(t, RuleEntries, func(l *Limits) { l.Entries = 3 }),
		limited(t, RuleRatio, func(*Limits) {}, "xl/media/a.bin", zeros),
		limited(t, RuleInflated, func(l *Limits) { l.PartBytes = 1 << 20 }, "xl/media/a.bin", zeros),
		limited(t, RuleInflated, func(l *Limits) { l.TotalBytes = 1 << 10 }),
		limited(t, RuleTooLarge, func(l *Limits) { l.FileBytes = 100 }))
}

// xmlCases are faults of XML, each in the sheet.
func xmlCases(t *testing.T) []refusalCase {
	var list []refusalCase
	add := func(name, rule, text string) {
		list = append(list, part(t, name, rule, sheetPart, sheetPart, text))
	}
	good := row1(`<c r="A1"><v>1</v></c>`)
	for name, pair := range map[string][2]string{
		"mismatched tag":     {"</v>", "</w>"},
		"unclosed root":      {"</worksheet>", ""},
		"two roots":          {"</worksheet>", "</worksheet><a/>"},
		"text behind root":   {"</worksheet>", "</worksheet>x"},
		"duplicate attr":     {`r="A1"`, `r="A1" r="A2"`},
		"same name by ns":    {`<c r="A1"`, `<c xmlns:a="u" xmlns:b="u" a:x="1" b:x="2" r="A1"`},
		"bare ampersand":     {"<v>1", "<v>1&"},
		"unknown entity":     {"<v>1", "<v>&nbsp;1"},
		"character zero":     {"<v>1", "<v>&#0;1"},
		"control character":  {"<v>1", "<v>\x011"},
		"noncharacter":       {"<v>1", "<v>\uffff1"},
		"lt in attr":         {`r="A1"`, `r="<A1"`},
		"no quotes":          {`r="A1"`, `r=A1`},
		"no space":           {`r="A1"`, `r="A1"s="0"`},
		"undeclared prefix":  {"<v>1</v>", "<x:v>1</x:v>"},
		"undeclared attr":    {`r="A1"`, `r="A1" x:a="1"`},
		"cdata end in text":  {"<v>1", "<v>1]]>"},
		"comment dashes":     {"<v>", "<!-- a -- b --><v>"},
		"late declaration":   {"<sheetData>", "<?xml version='1.0'?><sheetData>"},
		"empty prefix":       {`<row`, `<row xmlns:p=""`},
		"two colons":         {"<v>1</v>", "<a:b:v>1</a:b:v>"},
		"unfinished tag":     {"<v>1</v></c></row></sheetData></worksheet>", "<v"},
		"bad declaration":    {`version="1.0"`, `version="2.0"`},
		"declaration quotes": {`version="1.0"`, `version=1.0`},
	} {
		add(name, RuleXML, string(swap(t, []byte(good), pair[0], pair[1])))
	}
	add("empty part", RuleXML, " ")
	add("doctype", RuleDoctype, strings.Replace(good, "<worksheet", "<!DOCTYPE worksheet [<!ENTITY a 'b'>]><worksheet", 1))
	add("gbk", RuleEncoding, strings.Replace(good, "UTF-8", "GBK", 1))
	add("bad utf-8", RuleEncoding, strings.Replace(good, "<v>1", "<v>\xff1", 1))
	add("odd utf-16", RuleEncoding, wideText(good, binary.LittleEndian)+"x")
	add("utf-16 that is none", RuleEncoding, strings.Replace(good, "UTF-8", "UTF-16", 1))
	add("deep", RuleDepth, sheetXML("", strings.Repeat("<x>", 100)+strings.Repeat("</x>", 100)))
	add("attributes", RuleAttributes, strings.Replace(good, `r="A1"`, manyAttrs(100), 1))
	list = append(list,
		limited(t, RuleAttributes, func(l *Limits) { l.Namespaces = 1 }, sheetPart, strings.Replace(good, `<v>`, `<v xmlns:a="u">`, 1)),
		part(t, "part that nobody reads", RuleXML, "docProps/app.xml", "docProps/app.xml", "<a>"),
		// A fault of XML further on wins over what the cells say before it.
		part(t, "cell, then xml", RuleXML, sheetPart, sheetPart, row1(`<c r="A1" t="zz"><v>1</v></c></x>`)))
	return list
}

func manyAttrs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" a" + ColumnName(i+1) + `="1"`)
	}
	return b.String()
}

// bookCases are faults of what the parts say of each other.
func bookCases(t *testing.T) []refusalCase {
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="` + officeNS + "/" + kind + `" Target="` + target + `"/>`
	}
	two := workbookXML(`<sheets><sheet name="Ab" sheetId="1" r:id="rId1"/><sheet name="aB" sheetId="2" r:id="rId4"/></sheets>`)
	apart := strings.Replace(two, "aB", "c", 1)
	sheet, shared := rel("rId1", "worksheet", "worksheets/sheet1.xml"), rel("rId3", "sharedStrings", "sharedStrings.xml")
	return []refusalCase{
		part(t, "no root rels", RuleMissingPart, "_rels/.rels", "_rels/.rels", ""),
		part(t, "no workbook", RuleMissingPart, bookPart, bookPart, ""),
		part(t, "no sheet", RuleMissingPart, sheetPart, sheetPart, ""),
		part(t, "no strings", RuleMissingPart, sstPart, sstPart, ""),
		part(t, "wide rels", RuleMissingPart, bookRels, bookRels, wideText(basic()[bookRels], binary.LittleEndian)),
		part(t, "id twice", RuleRelationship, bookRels, bookRels, relsXML(sheet+rel("rId1", "styles", "styles.xml"))),
		part(t, "id unknown", RuleRelationship, bookRels, bookRels, relsXML(shared)),
		part(t, "same sheet twice", RuleRelationship, bookRels, bookPart, apart, bookRels, relsXML(sheet+rel("rId4", "worksheet", "/xl/worksheets/SHEET1.xml"))),
		part(t, "two workbooks", RuleRelationship, "_rels/.rels", "_rels/.rels", relsXML(rel("a", "officeDocument", "xl/workbook.xml")+rel("b", "officeDocument", "xl/b.xml"))),
		part(t, "two string tables", RuleRelationship, bookRels, bookRels, relsXML(sheet+shared+rel("rId4", "sharedStrings", "b.xml"))),
		part(t, "ids twice elsewhere", RuleRelationship, "xl/a/_rels/b.xml.rels", "xl/a/_rels/b.xml.rels", relsXML(sheet+sheet)),
		part(t, "both elsewhere", RuleSSTPath, "xl/c.xml",
			"_rels/.rels", relsXML(rel("a", "officeDocument", "xl/b.xml")), bookPart, "", bookRels, "", sstPart, "",
			"xl/b.xml", basic()[bookPart], "xl/_rels/b.xml.rels", relsXML(sheet+rel("rId3", "sharedStrings", "c.xml")), "xl/c.xml", basic()[sstPart]),
		part(t, "no sheets", RuleSheets, bookPart, bookPart, workbookXML("<sheets/>")),
		limited(t, RuleSheets, func(l *Limits) { l.Sheets = 1 }, bookPart, apart),
		part(t, "names fold", RuleSheetNameTwice, bookPart, bookPart, two),
		part(t, "state", RuleStructure, bookPart, bookPart, strings.Replace(basic()[bookPart], `sheetId=`, `state="gone" sheetId=`, 1)),
		part(t, "hidden sheets", RuleStructure, bookPart, bookPart, workbookXML(`<x>`+`<sheets/></x><sheets><sheet name="a" r:id="rId1"/></sheets>`)),
		part(t, "wrong sst", RuleStructure, sstPart, sstPart, `<a/>`),
		limited(t, RuleSharedStrings, func(l *Limits) { l.SharedStrings = 2 }),
	}
}

// sheetCases are faults of rows and cells.
func sheetCases(t *testing.T) []refusalCase {
	rows := func(name, rule, rows string, tail ...string) refusalCase {
		return part(t, name, rule, sheetPart, sheetPart, sheetXML(rows, tail...))
	}
	long := strings.Repeat("长", 32768)
	list := []refusalCase{
		rows("row twice", RuleRowOrder, `<row r="2"/><row r="2"/>`),
		rows("row falls", RuleRowOrder, `<row r="2"/><row r="1"/>`),
		rows("row 0", RuleRowOrder, `<row r="0"/>`),
		rows("row far", RuleCellRef, `<row r="1048577"/>`),
		rows("row signed", RuleCellRef, `<row r="+1"/>`),
		rows("row text", RuleStructure, `<row r="1">12</row>`),
		rows("unknown in row", RuleStructure, `<row r="1"><d/></row>`),
		rows("row outside", RuleStructure, ``, `<row r="1"/>`),
		rows("row in something", RuleStructure, ``, `<x><row r="1"/></x>`),
		rows("data twice", RuleStructure, ``, `<sheetData/>`),
		rows("merge", RuleMerges, ``, `<mergeCells><mergeCell ref="B2:A1"/></mergeCells>`),
		rows("merge missing", RuleMerges, ``, `<mergeCells><mergeCell/></mergeCells>`),
		limited(t, RuleMerges, func(l *Limits) { l.Merges = 0 }, sheetPart, sheetXML("", `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)),
		limited(t, RuleCells, func(l *Limits) { l.Cells = 1 }),
		limited(t, RuleExtent, func(l *Limits) { l.Extent = 1 }),
		limited(t, RuleCellText, func(l *Limits) { l.CellText = 1 }),
	}
	for name, c := range map[string][2]string{
		"falls":            {RuleCellOrder, `<c r="B1"/><c r="A1"/>`},
		"twice":            {RuleCellOrder, `<c r="B1"/><c r="B1"/>`},
		"other row":        {RuleCellRef, `<c r="A2"/>`},
		"no address":       {RuleCellRef, `<c r=""/>`},
		"absolute":         {RuleCellRef, `<c r="$A$1"/>`},
		"leading zero":     {RuleCellRef, `<c r="A01"/>`},
		"far column":       {RuleCellRef, `<c r="XFE1"/>`},
		"small letters":    {RuleCellRef, `<c r="a1"/>`},
		"type":             {RuleCellType, `<c r="A1" t="x"/>`},
		"shared text":      {RuleSharedIndex, `<c r="A1" t="s"><v>a</v></c>`},
		"shared far":       {RuleSharedIndex, `<c r="A1" t="s"><v>3</v></c>`},
		"shared negative":  {RuleSharedIndex, `<c r="A1" t="s"><v>-1</v></c>`},
		"shared huge":      {RuleSharedIndex, `<c r="A1" t="s"><v>99999999999999999999</v></c>`},
		"style far":        {RuleStyleIndex, `<c r="A1" s="4"/>`},
		"number text":      {RuleNumber, `<c r="A1"><v>abc</v></c>`},
		"number nan":       {RuleNumber, `<c r="A1"><v>NaN</v></c>`},
		"number inf":       {RuleNumber, `<c r="A1"><v>-INF</v></c>`},
		"number overflow":  {RuleNumber, `<c r="A1"><v>1e400</v></c>`},
		"number hex":       {RuleNumber, `<c r="A1"><v>0x10</v></c>`},
		"number grouped":   {RuleNumber, `<c r="A1"><v>1,234.5</v></c>`},
		"number full":      {RuleNumber, `<c r="A1"><v>１２</v></c>`},
		"number exponent":  {RuleNumber, `<c r="A1"><v>1e</v></c>`},
		"bool":             {RuleBool, `<c r="A1" t="b"><v>2</v></c>`},
		"date":             {RuleDate, `<c r="A1" t="d"><v>2024-13-01</v></c>`},
		"two values":       {RuleStructure, `<c r="A1"><v>1</v><v>2</v></c>`},
		"two formulas":     {RuleStructure, `<c r="A1"><f>1</f><f>2</f></c>`},
		"element in value": {RuleStructure, `<c r="A1"><v>1<b/></v></c>`},
		"inline in number": {RuleStructure, `<c r="A1"><is><t>1</t></is></c>`},
		"value in inline":  {RuleStructure, `<c r="A1" t="inlineStr"><v>1</v></c>`},
		"foreign value":    {RuleStructure, `<c r="A1"><v xmlns="urn:x">1</v></c>`},
		"inline long":      {RuleCellText, `<c r="A1" t="inlineStr"><is><t>` + long + `</t></is></c>`},
		"str long":         {RuleCellText, `<c r="A1" t="str"><v>` + long + `</v></c>`},
		"escapes long":     {RuleCellText, `<c r="A1" t="str"><v>` + strings.Repeat("_x0041_", 40000) + `</v></c>`},
	} {
		list = append(list, cells(t, name, c[0], c[1]))
	}
	return list
}

// TestRefusals proves that each rule is reached, by its own cases, and that each
// refusal has a Chinese sentence.
func TestRefusals(t *testing.T) {
	reached := map[string]bool{}
	judge := func(t *testing.T, c refusalCase, err error) {
		t.Helper()
		if got := ruleOf(t, err); got != c.rule {
			t.Fatalf("rule %q, want %q (%v)", got, c.rule, err)
		}
		r := err.(*Refusal)
		if !strings.HasPrefix(r.Place, c.place) {
			t.Errorf("place %q, want it to begin with %q", r.Place, c.place)
		}
		if !strings.HasSuffix(r.Detail, "。") || strings.ContainsAny(r.Detail, ",;()") && r.Rule != RuleNumber {
			t.Errorf("no Chinese sentence: %s", r.Detail)
		}
		reached[c.rule] = true
	}
	for _, group := range []func(*testing.T) []refusalCase{kindCases, zipCases, xmlCases, bookCases, sheetCases} {
		for _, c := range group(t) {
			t.Run(c.rule+"/"+c.name, func(t *testing.T) {
				lim := DefaultLimits()
				if c.limit != nil {
					c.limit(&lim)
				}
				_, err := Read(c.data, lim)
				judge(t, c, err)
			})
		}
	}
	fileCases(t, judge)
	for _, rule := range Refusals() {
		if !reached[rule] {
			t.Errorf("no case reaches %s", rule)
		}
	}
	if !slices.IsSorted(Refusals()) || len(reached) != len(Refusals()) {
		t.Errorf("%d rules reached, %d listed", len(reached), len(Refusals()))
	}
}

// fileCases tests what only a file system can show.
func fileCases(t *testing.T, judge func(*testing.T, refusalCase, error)) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.xlsx")
	if err := os.WriteFile(good, basic().bytes(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(good, DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	link, pipe, odd := filepath.Join(dir, "link.xlsx"), filepath.Join(dir, "pipe.xlsx"), filepath.Join(dir, "a\nb.xlsx")
	if err := os.Symlink(good, link); err != nil {
		t.Skip("no links here")
	}
	if err := makePipe(pipe); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(odd, basic().bytes(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, rule := range map[string]string{link: RuleNotRegular, pipe: RuleNotRegular, dir: RuleNotRegular, odd: RuleFileName} {
		_, err := OpenFile(path, DefaultLimits())
		judge(t, refusalCase{rule: rule}, err)
	}
	small := DefaultLimits()
	small.FileBytes = 10
	_, err := OpenFile(good, small)
	judge(t, refusalCase{rule: RuleTooLarge}, err)
	if _, err := OpenFile(filepath.Join(dir, "none.xlsx"), small); err == nil {
		t.Error("a missing file gives no error")
	} else if _, refused := err.(*Refusal); refused {
		t.Errorf("a missing file is no refusal: %v", err)
	}
}
