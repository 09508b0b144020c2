package xlsx

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// read reads data, which must be accepted.
func read(t testing.TB, data []byte) *Book {
	t.Helper()
	book, err := Read(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// lines writes cells one a line: address, type, text, format, marks.
func lines(sheet Sheet) string {
	var b strings.Builder
	for _, c := range sheet.Cells {
		fmt.Fprintf(&b, "%s %s %q", c.Ref(), c.Type, c.Text)
		for _, mark := range []struct {
			on   bool
			name string
		}{{c.NumFmt != "", c.NumFmt}, {c.Formula, "formula"}, {!c.HasValue, "no-value"}, {c.Hidden, "hidden"}, {c.UnderMerge, "merged"}} {
			if mark.on {
				b.WriteString(" " + mark.name)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestCells reads each kind of cell.
func TestCells(t *testing.T) {
	for _, c := range []struct{ name, cells, want string }{
		{"number as stored", `<c r="A1"><v>2580.3999999999996</v></c><c r="B1" t="n" s="2"><v> -1.50E-2 </v></c>`, "A1 number \"2580.3999999999996\"\nB1 number \"-1.50E-2\" 0.00%\n"},
		{"shared", `<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>`, "A1 string \"指标\"\nB1 string \"甲乙\"\nC1 string \"\"\n"},
		{"inline", `<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh sb="0" eb="1"><t>x</t></rPh><phoneticPr fontId="1"/></is></c>`, "A1 string \"a b\"\n"},
		{"escapes", `<c r="A1" t="str"><v>_x4E00_ _x005F_x0041_ _x00e9__xD83D__xDE00_ _xD83D_ _x12_</v></c>`, "A1 string \"一 _x0041_ é😀 _xD83D_ _x12_\"\n"},
		{"entities", `<c r="A1" t="str"><v>&lt;&amp;&gt;&quot;&apos;&#65;&#x4e00;<![CDATA[<&]]]]><!-- c --><?p x?>z</v></c>`, "A1 string \"<&>\\\"'A一<&]]z\"\n"},
		{"line ends", "<c r=\"A1\" t=\"str\"><v>a\r\nb\rc</v></c>", "A1 string \"a\\nb\\nc\"\n"},
		{"bool and error", `<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#DIV/0!</v></c>`, "A1 bool \"TRUE\"\nB1 bool \"FALSE\"\nC1 error \"#DIV/0!\"\n"},
		{"date", `<c r="A1" t="d" s="3"><v>2024-01-31T12:30:00</v></c>`, "A1 date \"2024-01-31T12:30:00\" yyyy\"年\"m\"月\"d\"日\"\n"},
		{"formulas", `<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;""</f><v></v></c><c r="C1"><f/></c><c r="D1"><f>1</f><v/></c>`, "A1 number \"2\" formula\nB1 string \"\" formula\nC1 blank \"\" formula no-value\nD1 blank \"\" formula no-value\n"},
		{"blank", `<c r="A1" s="1"/><c r="B1"><v/></c><c r="C1" t="s"/>`, ""},
		{"no addresses", `<c><v>1</v></c><c/><c><v>3</v></c><c r="F1"><v>6</v></c><c><v>7</v></c>`, "A1 number \"1\"\nC1 number \"3\"\nF1 number \"6\"\nG1 number \"7\"\n"},
		{"own extension", `<c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c>`, "A1 number \"1\"\n"},
		{"format", `<c r="A1" s="1"><v>1</v></c>`, "A1 number \"1\" 0.00_ \n"},
		{"far", `<c r="XFD1"><v>1</v></c>`, "XFD1 number \"1\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			book := read(t, with(sheetPart, row1(c.cells)).bytes(t))
			if got := lines(book.Sheets[0]); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// TestVariety reads one workbook in all the forms that the standards allow.
func TestVariety(t *testing.T) {
	want := lines(read(t, basic().bytes(t)).Sheets[0])
	if want != "A1 string \"指标\"\nB1 number \"1234.5\" 0.00_ \n" {
		t.Fatalf("the basic workbook reads as\n%s", want)
	}
	wide := func(order binary.AppendByteOrder) []byte {
		p := basic()
		for _, name := range []string{bookPart, sheetPart, sstPart, stylePart} {
			p[name] = wideText(p[name], order)
		}
		return p.bytes(t)
	}
	strict := basic()
	for name, text := range strict {
		text = strings.ReplaceAll(text, mainNS, "http://purl.oclc.org/ooxml/spreadsheetml/main")
		strict[name] = strings.ReplaceAll(text, officeNS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
	}
	prefixed := strings.NewReplacer("<worksheet xmlns=", "<x:worksheet xmlns:x=", "</", "</x:", "<sheetData", "<x:sheetData",
		"<row", "<x:row", "<c ", "<x:c ", "<v", "<x:v").Replace(basic()[sheetPart])
	target := func(old, new string) string { return strings.Replace(basic()[bookRels], old, new, 1) }
	good := basic().bytes(t)
	for name, data := range map[string][]byte{
		"stored":            basic().pack(t, zipForm{stored: true}),
		"descriptors":       basic().pack(t, zipForm{descriptor: true}),
		"zip64":             basic().pack(t, zipForm{zip64: true}),
		"zip64 descriptors": basic().pack(t, zipForm{zip64: true, descriptor: true}),
		"padded":            append(slices.Clone(good), make([]byte, 900)...),
		"utf-16 le":         wide(binary.LittleEndian),
		"utf-16 be":         wide(binary.BigEndian),
		"utf-8 mark":        with(sheetPart, "\ufeff"+basic()[sheetPart]).bytes(t),
		"no declaration":    with(sheetPart, strings.TrimPrefix(basic()[sheetPart], declXML)).bytes(t),
		"strict":            strict.bytes(t),
		"prefixes":          with(sheetPart, prefixed).bytes(t),
		"strings elsewhere": with(sstPart, "", "xl/a/b.xml", basic()[sstPart], bookRels, target("sharedStrings.xml", "/xl/a/b.xml")).bytes(t),
		"absolute target":   with(bookRels, target("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml")).bytes(t),
		"dotted target":     with(bookRels, target("worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml")).bytes(t),
		"target in capital": with(bookRels, target("sharedStrings.xml", "SharedStrings.xml")).bytes(t),
		"backslash name":    with(sheetPart, "", `xl\worksheets\sheet1.xml`, basic()[sheetPart]).bytes(t),
		"spaces":            with(sheetPart, strings.NewReplacer("><", ">\n  <", `" `, "\"\t\n ", "/>", " />", "</c>", "</c  >").Replace(basic()[sheetPart])).bytes(t),
		"odd prefix":        with(sheetPart, strings.NewReplacer("<worksheet xmlns", "<ж:worksheet xmlns:ж", "</worksheet>", "</ж:worksheet>", "<sheetData>", `<sheetData xmlns="`+mainNS+`">`).Replace(basic()[sheetPart])).bytes(t),
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(read(t, data).Sheets[0]); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestUnusual reads the two legal files of the corpus that the manifest wants
// refused, once they are allowed.
func TestUnusual(t *testing.T) {
	lim := DefaultLimits()
	lim.Unusual = true
	for _, v := range corpus(t) {
		if v.rule != RuleSSTPath && v.rule != RuleMissingPart {
			continue
		}
		book, err := OpenFile(v.file, lim)
		if err != nil || len(book.Sheets[0].Cells) < 10 {
			t.Errorf("%s: %v", filepath.Base(v.file), err)
		}
	}
}

// TestMarks reads what only the whole sheet tells of a cell, and the flags.
func TestMarks(t *testing.T) {
	sheet := strings.Replace(sheetXML(
		`<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1" t="e"><v>#N/A</v></c></row>`+
			`<row r="2" hidden="1"><c r="A2"><v>3</v></c></row><row r="3" hidden="true"><c r="D3"><f>A1</f></c></row>`+
			`<row r="5" hidden="1"/><row r="6"><c r="A6"><v>4</v></c><c r="B6"><v>5</v></c></row>`,
		`<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="B6"/></mergeCells>`),
		"<sheetData>", `<cols><col min="3" max="4" hidden="1"/><col min="9" max="16384" hidden="1"/></cols><sheetData>`, 1)
	data := with(sheetPart, sheet, bookPart, workbookXML(`<workbookPr date1904="1"/><sheets><sheet name="表" sheetId="1" state="veryHidden" r:id="rId1"/></sheets>`),
		"xl/vbaProject.bin", "x", typesPart, strings.Replace(basic()[typesPart], "</Types>",
			`<Override PartName="/xl/e.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>`, 1),
		"xl/e.xml", "<a/>").bytes(t)
	book := read(t, data)
	want := `A1 number "1"
B1 number "2" merged
C1 error "#N/A" hidden
A2 number "3" hidden merged
D3 blank "" formula no-value hidden
A6 number "4"
B6 number "5"
`
	if got := lines(book.Sheets[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	flags := []Flag{
		{FlagHiddenSheet, "表"}, {FlagHiddenRow, "表!2:3"}, {FlagHiddenColumn, "表!C:D"}, {FlagValueUnderMerge, "表!B1"}, {FlagValueUnderMerge, "表!A2"},
		{FlagErrorValue, "表!C1"}, {FlagFormulaWithoutValue, "表!D3"}, {FlagDate1904, bookPart}, {FlagExternalLink, "xl/e.xml"}, {FlagMacros, "xl/vbaProject.bin"},
	}
	if !slices.Equal(book.Flags, flags) {
		t.Errorf("flags %v, want %v", book.Flags, flags)
	}
	lim := DefaultLimits()
	lim.FlagsPerKind = 1
	book, err := Read(data, lim)
	if err != nil || !slices.Contains(book.Flags, Flag{FlagValueUnderMerge, "表"}) {
		t.Errorf("no flag says that there are more: %v %v", book.Flags, err)
	}
}

// TestMergedAgainstPlain compares the sweep over merges with the definition, on
// random merges that overlap.
func TestMergedAgainstPlain(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		s := &Sheet{}
		for range rnd.IntN(12) {
			r, c := 1+rnd.IntN(12), 1+rnd.IntN(12)
			s.Merges = append(s.Merges, Range{r, c, r + rnd.IntN(4), c + rnd.IntN(4)})
		}
		for r := 1; r <= 16; r++ {
			for c := 1; c <= 16; c++ {
				if rnd.IntN(3) > 0 {
					s.Cells = append(s.Cells, Cell{Row: r, Col: c})
				}
			}
		}
		markMerged(s)
		for _, c := range s.Cells {
			want := slices.ContainsFunc(s.Merges, func(m Range) bool {
				return m.Contains(c.Row, c.Col) && (c.Row != m.FirstRow || c.Col != m.FirstCol)
			})
			if c.UnderMerge != want {
				t.Fatalf("%s under %v: %v, want %v", c.Ref(), s.Merges, c.UnderMerge, want)
			}
		}
	}
}

// TestBitFlips flips one bit at a time: the same cells, or a refusal.
func TestBitFlips(t *testing.T) {
	for name, good := range map[string][]byte{"excelize": formBytes(t), "descriptors": basic().pack(t, zipForm{descriptor: true})} {
		want, refused := asJSON(t, read(t, good)), 0
		rnd := rand.New(rand.NewPCG(3, 4))
		for range 200 {
			bad := slices.Clone(good)
			at, bit := rnd.IntN(len(bad)), rnd.IntN(8)
			bad[at] ^= 1 << bit
			book, err := Read(bad, DefaultLimits())
			if err != nil {
				ruleOf(t, err)
				refused++
			} else if asJSON(t, book) != want {
				t.Errorf("%s: bit %d of byte %d: other cells", name, bit, at)
			}
		}
		t.Logf("%s: %d of 200 flips refused, the others harmless", name, refused)
	}
}

// asJSON writes all that was read, without the hash of the bytes.
func asJSON(t testing.TB, b *Book) string {
	t.Helper()
	text, err := json.Marshal(b.Sheets)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestNames checks addresses both ways.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		row, col int
		name     string
	}{{1, 1, "A1"}, {4, 3, "C4"}, {1, 26, "Z1"}, {9, 27, "AA9"}, {10, 702, "ZZ10"}, {2, 703, "AAA2"}, {maxRow, maxCol, "XFD1048576"}} {
		row, col, ok := parseRef([]byte(c.name))
		if got := CellName(c.row, c.col); got != c.name || !ok || row != c.row || col != c.col {
			t.Errorf("%s: got %s, %d, %d, %v", c.name, got, row, col, ok)
		}
	}
}

// TestFormats checks what formats show.
func TestFormats(t *testing.T) {
	for code, want := range map[string][2]bool{ // date, percent
		"": {}, "General": {}, "0.00": {}, "0.0%": {false, true}, `0"%"`: {}, `0\%`: {}, "yyyy-mm-dd": {true, false}, `yyyy"年"m"月"`: {true, false},
		"[h]:mm": {true, false}, "[Red]0.00": {}, `0"month"`: {}, "[s]": {true, false}, "#,##0_);[Red](#,##0)": {}, "0.00E+00": {}, "@": {},
		`[$-804]上午/下午h"时"`: {true, false}, "[DBNum1][$-804]General": {}, "_ * #,##0.00_ ": {}, `"`: {}, "[": {}, `\`: {},
	} {
		if got := [2]bool{IsDateFormat(code), IsPercentFormat(code)}; got != want {
			t.Errorf("%q: %v, want %v", code, got, want)
		}
	}
}

// FuzzRead: no panic; what is accepted is in order and reads the same twice; an
// error is a refusal by a listed rule.
func FuzzRead(f *testing.F) {
	for _, form := range []zipForm{{}, {stored: true}, {stored: true, descriptor: true}, {stored: true, zip64: true}} {
		f.Add(basic().pack(f, form))
	}
	f.Add(with(sheetPart, wideText(basic()[sheetPart], binary.LittleEndian)).pack(f, zipForm{stored: true}))
	f.Add([]byte(oleMagic))
	if small, err := os.ReadFile(filepath.Join(corpusDir, "real", "tafia+calamine__tests__date_1904.xlsx")); err == nil {
		f.Add(small)
	}
	rules := Refusals()
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := DefaultLimits()
		lim.TotalBytes, lim.PartBytes = 4<<20, 1<<20
		book, err := Read(data, lim)
		if err != nil {
			if !slices.Contains(rules, ruleOf(t, err)) {
				t.Fatalf("a rule that is not listed: %v", err)
			}
			return
		}
		checkOrder(t, book)
		again, err := Read(data, lim)
		if err != nil || asJSON(t, again) != asJSON(t, book) {
			t.Fatal("reads differ")
		}
	})
}

// FuzzSheet fuzzes the sheet part inside a sound archive, so that the XML is
// reached past the CRC; the tokenizer must agree with encoding/xml where it accepts.
func FuzzSheet(f *testing.F) {
	for _, text := range []string{basic()[sheetPart], row1(`<c r="A1" t="inlineStr"><is><r><t>a&amp;</t></r></is></c>`), sheetXML("", `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		book, err := Read(with(sheetPart, text).pack(t, zipForm{stored: true}), DefaultLimits())
		if err != nil {
			ruleOf(t, err)
			return
		}
		checkOrder(t, book)
		checkWellFormed(t, text)
	})
}

// checkOrder fails unless cells ascend and are complete.
func checkOrder(t *testing.T, book *Book) {
	t.Helper()
	for _, s := range book.Sheets {
		for i, c := range s.Cells {
			if c.Row < 1 || c.Col < 1 || c.Row > maxRow || c.Col > maxCol || c.Type < Number || c.Type > Blank || !c.HasValue && !c.Formula {
				t.Fatalf("a cell that cannot be: %+v", c)
			}
			if i > 0 && (c.Row < s.Cells[i-1].Row || c.Row == s.Cells[i-1].Row && c.Col <= s.Cells[i-1].Col) {
				t.Fatalf("%s is out of order", c.Ref())
			}
		}
	}
}

// TestEveryBit flips every single bit of a small workbook.
func TestEveryBit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	good := basic().bytes(t)
	want := asJSON(t, read(t, good))
	bad := slices.Clone(good)
	for at := range bad {
		for bit := range 8 {
			bad[at] ^= 1 << bit
			book, err := Read(bad, DefaultLimits())
			if err != nil {
				ruleOf(t, err)
			} else if asJSON(t, book) != want {
				t.Errorf("bit %d of byte %d: other cells", bit, at)
			}
			bad[at] ^= 1 << bit
		}
	}
}
