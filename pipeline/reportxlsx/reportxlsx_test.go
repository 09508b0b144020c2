package reportxlsx

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"

	"zhibao/pipeline/report"
)

var options = Options{File: "评估报告.xlsx", Created: time.Date(2018, 7, 20, 0, 0, 0, 0, time.UTC)}

func render(t *testing.T, doc *report.Document) ([]byte, map[string]report.Place) {
	t.Helper()
	file, places, err := Render(doc, options)
	if err != nil {
		t.Fatal(err)
	}
	return file, places
}

func TestSameBytesTwice(t *testing.T) {
	one, _ := render(t, sample())
	for range 5 {
		if two, _ := render(t, sample()); !bytes.Equal(one, two) {
			t.Fatal("two renders of one document differ")
		}
	}
	zr, err := zip.NewReader(bytes.NewReader(one), int64(len(one)))
	if err != nil {
		t.Fatal(err)
	}
	if !sort.SliceIsSorted(zr.File, func(i, j int) bool { return zr.File[i].Name < zr.File[j].Name }) {
		t.Error("zip entries are not sorted")
	}
	core := string(unpack(t, one)["docProps/core.xml"])
	for _, want := range []string{"2018-07-20T00:00:00Z</dcterms:created>", "2018-07-20T00:00:00Z</dcterms:modified>", "<cp:lastModifiedBy>株洲市发展和改革委员会</cp:lastModifiedBy>"} {
		if !strings.Contains(core, want) {
			t.Errorf("core.xml lacks %s: %s", want, core)
		}
	}
}

// Every cell with an id holds the exact value as its stored text, under a
// format by which a spreadsheet shows the report's text.
func TestFiguresReadBack(t *testing.T) {
	doc := sample()
	file, places := render(t, doc)
	book := read(t, file)
	cells, err := doc.Cells()
	if err != nil {
		t.Fatal(err)
	}
	for id, c := range cells.All() {
		p, ok := places[id]
		if !ok {
			t.Errorf("cell %s has no place", id)
			continue
		}
		got := book.sheets[p.Sheet].cells[p.Cell]
		if c.Value == nil {
			if got.value != c.Text || c.Text != "" && got.kind != "s" {
				t.Errorf("%s: read %+v, want text %q", id, got, c.Text)
			}
			continue
		}
		checkFigure(t, id, c, got)
	}
}

func checkFigure(t *testing.T, id string, c report.Cell, got readCell) {
	t.Helper()
	v, err := decimal.NewFromString(got.value)
	if err != nil || got.kind == "s" {
		t.Errorf("%s: %+v is no number", id, got)
		return
	}
	want := *c.Value
	if want.NumDigits() > significant && !v.Equal(want) {
		want = want.Round(significant - int32(want.NumDigits()) - want.Exponent())
	}
	if got.value != want.String() {
		t.Errorf("%s: stored %s, want %s", id, got.value, want)
	}
	if strings.Contains(got.format, `"[`) {
		return // excelize's formatter misreads quoted brackets; TestLibreOffice checks these
	}
	if shown := show(t, got); shown != c.Text {
		t.Errorf("%s: %s under %s shows %q, want %q", id, got.value, got.format, shown, c.Text)
	}
}

// show formats a read number with excelize's own formatter, which is not what the renderer uses.
func show(t *testing.T, c readCell) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
	if err != nil {
		t.Fatal(err)
	}
	v, err := decimal.NewFromString(c.value)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFloat("Sheet1", "A1", v.InexactFloat64(), -1, 64); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", "A1", "A1", style); err != nil {
		t.Fatal(err)
	}
	s, err := f.GetCellValue("Sheet1", "A1")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(s)
}

func TestTextIsNeverFormula(t *testing.T) {
	doc := sample()
	texts := []string{"=1+1", "+1", "-1", "@x", "\tx", "\rx", "_x0041_", " 前后空格 ", "一\n二"}
	tab := doc.Annexes[0].Blocks[0].(*report.Table)
	for i, text := range texts {
		tab.Rows[i%4].Cells[[]int{1, 2, 7}[i/4]] = report.Text("trap"+text, text)
	}
	file, places := render(t, doc)
	book := read(t, file)
	for _, text := range texts {
		p := places["trap"+text]
		got := book.sheets[p.Sheet].cells[p.Cell]
		want := strings.ReplaceAll(text, "_x0041_", "_x005F_x0041_")
		if got.kind != "s" || got.value != want || got.formula != "" {
			t.Errorf("%q read as %+v", text, got)
		}
		if strings.IndexAny(text, "=+-@\t\r") == 0 && got.format != "@" {
			t.Errorf("%q stands under format %s", text, got.format)
		}
	}
}

func TestMergesHeadsAndNames(t *testing.T) {
	file, places := render(t, sample())
	book := read(t, file)
	if got := strings.Join(book.names, " "); got != "评估报告 附表1 附表1-1 附表5" {
		t.Errorf("sheets %s", got)
	}
	one := book.sheets["附表1"]
	// 1 label, 2 title, 3-4 head, 5.. rows; the section follows four rows of data.
	for _, ref := range []string{"A2:H2", "A3:A4", "B3:B4", "F3:G3", "H3:H4", "A9:H9"} {
		if !one.merges[ref] {
			t.Errorf("附表1 lacks the merge %s: %v", ref, one.merges)
		}
	}
	for ref, want := range map[string]string{"A1": "附表1", "A2": "示范区建设主要指标", "F3": "2021年", "G4": "年均增速(%)", "A9": "园区建设"} {
		if got := one.cells[ref].value; got != want {
			t.Errorf("附表1 %s = %q, want %q", ref, got, want)
		}
	}
	if one.dimension != "A1:H17" {
		t.Errorf("附表1 dimension %s", one.dimension)
	}
	if got := book.defs["_xlnm.Print_Titles|1"]; got != "'附表1'!$3:$4" {
		t.Errorf("print titles %q", got)
	}
	if got := book.defs["_xlnm.Print_Area|1"]; got != "'附表1'!$A$1:$H$17" {
		t.Errorf("print area %q", got)
	}
	if _, has := book.defs["_xlnm.Print_Titles|2"]; has {
		t.Error("附表1-1 has tables of unlike heads and repeats one")
	}
	if got, want := one.links["B5"], "'附表1-1'!"+places["e.gdp"].Cell; got != want {
		t.Errorf("link of B5 = %q, want %q", got, want)
	}
	for id, want := range map[string]report.Place{
		"gdp.2017": {File: "评估报告.xlsx", Sheet: "附表1", Cell: "E5"},
		"t1":       {File: "评估报告.xlsx", Sheet: "附表1", Cell: "A3"},
		"a5":       {File: "评估报告.xlsx", Sheet: "附表5", Cell: "A1"},
	} {
		if places[id] != want {
			t.Errorf("place of %s = %+v", id, places[id])
		}
	}
}

func TestSheetNames(t *testing.T) {
	for in, want := range map[string]string{
		"附表1[a]:b*c?/\\": "附表1abc", "'引号'": "引号", "History": "History_",
		strings.Repeat("长", 40): strings.Repeat("长", 31), strings.Repeat("a", 30) + "𠮷": strings.Repeat("a", 30),
	} {
		if got := sheetName(in); got != want {
			t.Errorf("sheetName(%q) = %q, want %q", in, got, want)
		}
	}
	doc := sample()
	doc.Annexes[2].Sheet = "附表1:"
	if _, _, err := Render(doc, options); err == nil || !strings.Contains(err.Error(), "附表1") {
		t.Errorf("a clash of sheet names gave %v", err)
	}
}

func TestBadHeadIsRefused(t *testing.T) {
	for name, head := range map[string][][]report.HeadCell{
		"outside": {{{Text: "a", ColSpan: 9}}},
		"gap":     {{{Text: "a"}}},
		"covers":  {{{Text: "a"}, {Text: "b", RowSpan: 2}, {Text: "c", ColSpan: 6}}, {{Text: "d", ColSpan: 2}, {Text: "e", ColSpan: 6}}},
	} {
		doc := sample()
		doc.Annexes[0].Blocks[0].(*report.Table).Head = head
		if _, _, err := Render(doc, options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestNumberFormats(t *testing.T) {
	for _, c := range []struct {
		value, text string
		format      report.Format
		want        string
	}{
		{"10.88", "10.88", f(2), "0.00"},
		{"6.5", "6.5%", report.Format{Decimals: 1, Suffix: "%"}, `0.0"%"`},
		{"18", "[18]", report.Format{Prefix: "[", Suffix: "]"}, `"["0"]";"[-"0"]"`},
		{"-0.04", "0.0", f(1), `0.0;0.0`},
		{"2.45", "2.4", f(1), `[=2.45]"2.4";0.0`},
		{"-2.45", "-2.4", f(1), `0.0;"-2.4"`},
		{"-11.2", "▼ −11.2", f(1), `0.0;"▼ −"0.0`},
		{"1234.5", "1,234.5", report.Format{Decimals: 1, Grouped: true}, "#,##0.0"},
	} {
		cell := report.Cell{Value: ptr(c.value), Text: c.text, Format: c.format}
		got := numberFormat(cell, "")
		if got != c.want {
			t.Errorf("%s as %s: format %s, want %s", c.value, c.text, got, c.want)
		}
		if p := nfp.NumberFormatParser(); len(p.Parse(got)) == 0 {
			t.Errorf("%s does not parse", got)
		}
	}
}

// A short decimal is the double that is read from its text.
func TestShortDecimals(t *testing.T) {
	for _, text := range []string{"0", "0.1", "-0.3", "2580.4", "999999999999999", "0.000000000000001", "-123456.789012345", "1e-22"} {
		v := decimal.RequireFromString(text)
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := short(v); !ok || got != want {
			t.Errorf("%s is %v (%t), want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"1234567890123456", "7.000000000000000000000", "1e-23", "1e3"} {
		if got, ok := short(decimal.RequireFromString(text)); ok {
			t.Errorf("%s is taken for short: %v", text, got)
		}
	}
}

func TestStored(t *testing.T) {
	for in, want := range map[string]string{
		"10.88": "10.88", "0.1": "0.1", "2580.4": "2580.4", "-6.38": "-6.38", "100": "100", "0": "0",
		"6.51080410910378321": "6.51080410910378", "123456789012345678": "123456789012346000", "0.000012345678901234567": "0.0000123456789012346",
	} {
		if _, got := stored(decimal.RequireFromString(in)); got.String() != want {
			t.Errorf("stored(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestBreakLines(t *testing.T) {
	for _, c := range []struct {
		in    string
		width float64
		want  string
	}{
		{"地区生产总值", 8, "地区生产|总值"},
		{"投入R&D经费", 8, "投入R&D|经费"},
		{"abcdefghij", 4, "abcd|efgh|ij"},
		{"一\n二", 8, "一|二"},
		{"", 8, ""},
	} {
		if got := strings.Join(breakLines(c.in, c.width), "|"); got != c.want {
			t.Errorf("breakLines(%q, %v) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

// Odd content is drawn or refused, never drawn wrong: figures have their room,
// rows stay below Excel's limit, characters XML cannot hold are replaced.
func TestOddContent(t *testing.T) {
	doc := sample()
	tab := doc.Annexes[0].Blocks[0].(*report.Table)
	name := strings.Repeat("名称很长的指标", 9)
	tab.Rows[0].Cells[1] = report.Text("long", name)
	tab.Rows[1].Cells[1] = report.Text("endless", strings.Repeat("很长的说明", 400))
	tab.Rows[2].Cells[1] = report.Text("control", "控\x01制𠮷😀\xff")
	tab.Rows[0].Cells[3] = num("huge", "-98765432109876.5", report.Format{Decimals: 3, Grouped: true})
	doc.Body = append(doc.Body, report.Paragraph{ID: "endless paragraph", Runs: []report.Run{{Text: strings.Repeat("很长的段落。", 500)}}})
	file, places := render(t, doc)
	book := read(t, file)
	if got := book.sheets["附表1"].cells[places["control"].Cell].value; got != "控〓制𠮷😀〓" {
		t.Errorf("control characters read as %q", got)
	}
	s := &sheet{grid: newGrid(sizes{}, []*report.Table{tab}, false)}
	if w := s.grid.widths[3]; w < textWidth("-98,765,432,109,876.500")+2 {
		t.Errorf("the column of a huge figure is %v wide", w)
	}
	x, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var text strings.Builder
	rows, err := x.GetRows("评估报告")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		text.WriteString(strings.Join(row, ""))
	}
	if strings.Count(text.String(), "很长的段落。") != 500 {
		t.Error("a paragraph longer than a row lost text")
	}
	h, err := x.GetRowHeight("附表1", 6)
	if err != nil || h >= maxRowHeight {
		t.Errorf("the row of an endless text is %v high (%v)", h, err)
	}
	tab.Columns = nil
	if _, _, err := Render(doc, options); err == nil {
		t.Error("a table without columns gave no error")
	}
}

// LibreOffice opens the file, shows no error cell and shows the report's texts.
func TestLibreOffice(t *testing.T) {
	doc := sample()
	file, places := render(t, doc)
	shown := convert(t, file)
	if len(shown) != 4 {
		t.Fatalf("LibreOffice wrote %d sheets", len(shown))
	}
	for name, rows := range shown {
		for _, cell := range slices.Concat(rows...) {
			for _, bad := range []string{"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "Err:", "###"} {
				if strings.Contains(cell, bad) {
					t.Errorf("%s: LibreOffice shows %s", name, cell)
				}
			}
		}
	}
	cells, err := doc.Cells()
	if err != nil {
		t.Fatal(err)
	}
	for id, c := range cells.All() {
		p := places[id]
		col, row, err := excelize.CellNameToCoordinates(p.Cell)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(shown[p.Sheet][row-1][col-1]); got != strings.TrimSpace(c.Text) {
			t.Errorf("LibreOffice shows %q for %s, want %q", got, id, c.Text)
		}
	}
	if dump := os.Getenv("REPORTXLSX_DUMP"); dump != "" {
		if err := os.WriteFile(dump, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// readCSV reads the sheets LibreOffice wrote, by sheet name.
func readCSV(t *testing.T, dir string) map[string][][]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "r-*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string][][]string{}
	for _, n := range names {
		f, err := os.Open(n)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		sheets[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(n), "r-"), ".csv")] = rows
	}
	return sheets
}

// Breaking lines loses nothing and never makes a line too wide, one character apart.
func FuzzBreakLines(f *testing.F) {
	f.Add("2017年,GDP 2580.4亿元\nR&D", 7)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if !utf8.ValidString(s) {
			t.Skip()
		}
		width := float64(2 + n&63)
		lines := breakLines(s, width)
		if strings.Join(lines, "") != strings.ReplaceAll(s, "\n", "") {
			t.Errorf("lines of %q lose text: %q", s, lines)
		}
		for _, l := range lines {
			if textWidth(l) > width {
				t.Errorf("line %q is wider than %v", l, width)
			}
		}
	})
}
