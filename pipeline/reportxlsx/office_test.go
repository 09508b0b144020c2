package reportxlsx

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// recalculate makes LibreOffice reckon every formula when it opens a workbook.
const recalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

func program(t *testing.T, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("ZHIBAO_TESTS_MAY_SKIP") == "1" {
			t.Skipf("%s is not installed and ZHIBAO_TESTS_MAY_SKIP=1: not checked", name)
		}
		t.Fatalf("%s (Debian: %s) is not installed: run make test, which installs it", name, debian)
	}
	return path
}

// saveAs opens the file in LibreOffice, recalculates it and saves it in another format.
func saveAs(t *testing.T, file []byte, format string) (dir string) {
	t.Helper()
	soffice := program(t, "soffice", "libreoffice-calc-nogui")
	dir = t.TempDir()
	profile := filepath.Join(dir, "profile")
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "r.xlsx")
	for path, data := range map[string][]byte{in: file, filepath.Join(profile, "user", "registrymodifications.xcu"): []byte(recalculate)} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+profile, "--headless", "--convert-to", format, "--outdir", dir, in)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	return dir
}

// convert gives what LibreOffice shows, by sheet, row and column.
func convert(t *testing.T, file []byte) map[string][][]string {
	t.Helper()
	return readCSV(t, saveAs(t, file, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"))
}

// office gives what LibreOffice shows at a place.
func office(t *testing.T, file []byte) func(report.Place) string {
	t.Helper()
	shown := convert(t, file)
	return func(p report.Place) string {
		col, row, err := excelize.CellNameToCoordinates(p.Cell)
		if err != nil || len(shown[p.Sheet]) < row {
			t.Fatalf("%+v is not there: %v", p, err)
		}
		return strings.TrimSpace(shown[p.Sheet][row-1][col-1])
	}
}

// hostile has names of 60 characters, 200 rows, huge and negative figures, and a table
// without any figure.
func hostile() *report.Document {
	name := strings.Repeat("名称很长的指标甲乙丙", 6)
	wide := &report.Table{ID: "wide", Unit: "单位：万元", Columns: []report.Column{{Width: 5, Align: report.Centre}, {Width: 20}, {Width: 8, Align: report.Decimal},
		{Width: 8, Align: report.Decimal}, {Width: 8, Align: report.Right}, {Width: 9, Align: report.Centre}},
		Head: [][]report.HeadCell{{{Text: "序号"}, {Text: "项目"}, {Text: "总额"}, {Text: "变化"}, {Text: "比重"}, {Text: "末栏"}}}, Notes: []string{"说明" + name}}
	for i := range 200 {
		row := []report.Cell{report.Text("", fmt.Sprint(i+1)), report.Text("", name), num("", fmt.Sprintf("%d987654321.123", i+1), report.Format{Decimals: 3, Grouped: true}),
			num("", fmt.Sprintf("-%d123456789.5", i+1), f(1)), num("", "-12345.678", report.Format{Decimals: 2, Suffix: "%"}), report.Text("", "末列")}
		if i%9 == 4 {
			row[2], row[3], row[4] = report.Text("", "缺报"), report.Text("", "—"), report.Text("", "待核定")
		}
		wide.Rows = append(wide.Rows, report.Row{Cells: row})
	}
	empty := &report.Table{ID: "empty", Title: "全部缺报", Columns: []report.Column{{Width: 12}}, Head: [][]report.HeadCell{{{Text: "单位"}}}}
	row := []report.Cell{report.Text("", "攸县")}
	for i := range 14 {
		empty.Columns = append(empty.Columns, report.Column{Width: 7, Align: report.Decimal})
		empty.Head[0] = append(empty.Head[0], report.HeadCell{Text: fmt.Sprintf("指标%d", i+1)})
		row = append(row, report.Text("", "缺报"))
	}
	empty.Rows = []report.Row{{Cells: row}}
	return &report.Document{ID: "h", Kind: "报告", Annexes: []report.Annex{
		{ID: "a", Label: "附表1", Title: name, Sheet: "附表1", Blocks: []report.Block{wide, empty}}}}
}

// Printed by LibreOffice, a workbook shows every character of every cell of its
// tables: no column is cut off, no figure becomes ###, and a head stands on each page
// of its table.
func TestPrintsWhole(t *testing.T) {
	for name, doc := range map[string]*report.Document{"sample": sample(), "hostile": hostile()} {
		file, _ := render(t, doc)
		dir := saveAs(t, file, "pdf")
		out, err := exec.Command(program(t, "pdftotext", "poppler-utils"), "-layout", filepath.Join(dir, "r.pdf"), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "##") {
			t.Errorf("%s: a figure is shown as ###", name)
		}
		have, want := runes(string(out)), map[rune]int{}
		for _, b := range doc.Blocks() {
			if table, ok := b.(*report.Table); ok {
				count(table, want)
			}
		}
		for r, n := range want {
			if have[r] < n {
				t.Errorf("%s: %q is printed %d times, the tables have it %d times", name, r, have[r], n)
			}
		}
		if name == "hostile" {
			if pages, heads := strings.Count(string(out), "\f"), strings.Count(string(out), "末栏"); heads != pages-1 || pages < 5 {
				t.Errorf("%d heads on %d pages, of which the last has another table", heads, pages)
			}
		}
	}
}

func runes(s string) map[rune]int {
	n := map[rune]int{}
	for _, r := range s {
		n[r]++
	}
	return n
}

// count adds the characters of the head and the cells of a table.
func count(t *report.Table, into map[rune]int) {
	add := func(s string) {
		for _, r := range s {
			if !unicode.IsSpace(r) {
				into[r]++
			}
		}
	}
	for _, row := range t.Head {
		for _, c := range row {
			add(c.Text)
		}
	}
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			add(c.Text)
		}
	}
}
