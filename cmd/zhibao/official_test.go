package main

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/fault"
)

// jsBook is a workbook as SheetJS reads it.
type jsBook struct {
	Sheets map[string]struct {
		Cells  map[string]struct{ T, V, F, W string }
		Merges []string
	}
	Names map[string]string
}

func (b jsBook) number(t *testing.T, sheet, cell string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(b.Sheets[sheet].Cells[cell].V, 64)
	if err != nil {
		t.Errorf("%s!%s: %v", sheet, cell, err)
	}
	return v
}

func readWithSheetJS(t *testing.T, files ...string) []jsBook {
	t.Helper()
	args := append([]string{filepath.Join(installPackages(t), "official.js")}, files...)
	out, err := exec.Command(tool(t, "node"), args...).Output()
	mustDo(t, err)
	var books []jsBook
	mustDo(t, json.Unmarshal(out, &books))
	return books
}

// unzipped is a file within a workbook.
func unzipped(t *testing.T, file, name string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	mustDo(t, err)
	defer z.Close()
	f, err := z.Open(name)
	mustDo(t, err)
	data, err := io.ReadAll(f)
	mustDo(t, err)
	return string(data)
}

var (
	chartRefs  = regexp.MustCompile(`<c:f>([^<]*)</c:f>`)
	chartCount = regexp.MustCompile(`<c:ptCount val="(\d+)"/>`)
	fromRow    = regexp.MustCompile(`<xdr:from>.*?<xdr:row>(\d+)</xdr:row>`)
)

func allOf(re *regexp.Regexp, text string) []string {
	var list []string
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

// A workbook that LibreOffice made, with merged heads, a chart, formulas, formats, a
// conditional format, a validation and names, is filled in for the eight parks by a run;
// SheetJS and LibreOffice read it back. So is the plan's own table.
func TestTablesOfTheHigherAuthority(t *testing.T) {
	t.Parallel()
	dir, o := sample(t), newOffice(t)
	folder := filepath.Join(dir, "templates", "official")
	mustDo(t, os.MkdirAll(folder, 0o755))
	made := filepath.Join(o.convert(t, asXLSX, filepath.Join("testdata", "official", "园区表.fods")), "园区表.xlsx")
	blank := filepath.Join(folder, "园区表.xlsx")
	write(t, blank, read(t, made))
	must(t, dir, fault.OK, "run", "2017")

	filled := filepath.Join(dir, "outputs", "2017", "上报", "园区表.xlsx")
	own := filepath.Join(dir, "outputs", "2017", "上报", "主要指标表.xlsx")
	again := filepath.Join(o.convert(t, asXLSX, filled), "园区表.xlsx")
	books := readWithSheetJS(t, filled, again, own)
	checkParks(t, dir, books[0], books[1])
	checkParts(t, blank, filled, again)
	checkPlanTable(t, books[2])

	told := read(t, filepath.Join(dir, "outputs", "2017", "上报", "填表说明.txt"))
	for _, want := range []string{"园区表.xlsx：填写47处，其中缺数2处。", "工作表「汇总」B5　指标.地区生产总值.2017.增速　写作“—”", "主要指标表.xlsx：填写95处，其中缺数0处。", "示例数据"} {
		if !strings.Contains(told, want) {
			t.Errorf("no %q in\n%s", want, told)
		}
	}
	got := must(t, dir, fault.OK, "official", "check", blank, "2017")
	if !strings.Contains(got.out, "共12处占位符，都可以填写。") || !strings.Contains(got.out, "2580.4") {
		t.Error(got.out)
	}
}

// checkParks holds the values that LibreOffice reckons against the figures of data.csv,
// and the formulas and merges against those worked out by hand: row 5 became 5 to 12.
func checkParks(t *testing.T, dir string, filled, again jsBook) {
	t.Helper()
	sheet, sum := "园区", 0.0
	want := revenues(t, filepath.Join(dir, "outputs", "2017", "data.csv"))
	for row := 5; row <= 12; row++ {
		name, revenue := filled.Sheets[sheet].Cells[fmt.Sprint("B", row)].V, filled.Sheets[sheet].Cells[fmt.Sprint("C", row)]
		if want[name] == "" || revenue.V != want[name] || revenue.T != "n" {
			t.Errorf("row %d: %s has %v, want %s", row, name, revenue, want[name])
		}
		sum += filled.number(t, sheet, fmt.Sprint("C", row))
		growth := filled.number(t, sheet, fmt.Sprint("C", row))/filled.number(t, sheet, fmt.Sprint("D", row)) - 1
		if g := again.number(t, sheet, fmt.Sprint("H", row)); math.Abs(g-growth) > 1e-9 {
			t.Errorf("row %d: growth %v, want %v", row, g, growth)
		}
	}
	for cell, f := range map[string]string{"E5": "C5/C$13", "E12": "C12/C$13", "H12": "C12/D12-1", "C13": "SUM(C5:C12)", "F13": "COUNTA(B5:B12)", "H13": "C13/D13-1"} {
		if got := filled.Sheets[sheet].Cells[cell].F; got != f {
			t.Errorf("%s: %s, want %s", cell, got, f)
		}
	}
	if got := filled.number(t, sheet, "C13"); math.Abs(got-sum) > 1e-9 {
		t.Errorf("the stored total is %v, want %v", got, sum)
	}
	for at, v := range map[string]float64{"园区!C13": sum, "园区!E13": 1, "园区!F13": 8, "汇总!B1": 2580.4, "汇总!B2": sum, "汇总!B3": 2010, "汇总!B4": 0} {
		s, cell, _ := strings.Cut(at, "!")
		if got := again.number(t, s, cell); math.Abs(got-v) > 1e-9 {
			t.Errorf("%s: LibreOffice reckons %v, want %v", at, got, v)
		}
	}
	merges := []string{"A13:B13", "A15:H15", "A1:H1", "A2:D2", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F10:G10", "F11:G11", "F12:G12", "F13:G13", "F3:G4", "F5:G5", "F6:G6", "F7:G7", "F8:G8", "F9:G9", "H3:H4"}
	for name, b := range map[string]jsBook{"filled": filled, "saved by LibreOffice": again} {
		if d := cmp.Diff(merges, b.Sheets[sheet].Merges); d != "" {
			t.Errorf("%s: merges %s", name, d)
		}
		for s, content := range b.Sheets {
			for cell, c := range content.Cells {
				if c.T == "e" || errorText.MatchString(c.V) || strings.Contains(c.V, "{{") {
					t.Errorf("%s: %s!%s holds %q", name, s, cell, c.V)
				}
			}
		}
	}
	if got := filled.Names["收入"]; got != "园区!$C$5:$C$12" {
		t.Errorf("the name is %s", got)
	}
}

// revenues are the parks' 技工贸总收入 by name.
func revenues(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	mustDo(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	mustDo(t, err)
	found := map[string]string{}
	for _, r := range rows {
		if r[4] == "park_revenue" && r[6] == "value" {
			found[r[2]] = r[7]
		}
	}
	return found
}

// checkParts looks at the parts: chart, anchor, formats, page.
func checkParts(t *testing.T, blank, filled, again string) {
	t.Helper()
	refs := []string{"园区!$C$4", "园区!$B$5:$B$12", "园区!$C$5:$C$12", "园区!$D$4", "园区!$B$5:$B$12", "园区!$D$5:$D$12"}
	for _, file := range []string{filled, again} {
		chart := strings.ReplaceAll(unzipped(t, file, "xl/charts/chart1.xml"), "'", "")
		if d := cmp.Diff(refs, allOf(chartRefs, chart)); d != "" {
			t.Errorf("%s: series %s", file, d)
		}
		if d := cmp.Diff([]string{"1", "8", "8", "1", "8", "8"}, allOf(chartCount, chart)); d != "" {
			t.Errorf("%s: points %s", file, d)
		}
		if !strings.Contains(chart, "<c:v>株洲高新区</c:v>") || !strings.Contains(chart, "<c:v>2010</c:v>") || !strings.Contains(chart, "各园区技工贸总收入") {
			t.Errorf("%s: points and title", file)
		}
	}
	was, now := allOf(fromRow, unzipped(t, blank, "xl/drawings/drawing1.xml")), allOf(fromRow, unzipped(t, filled, "xl/drawings/drawing1.xml"))
	if a, _ := strconv.Atoi(was[0]); now[0] != strconv.Itoa(a+7) {
		t.Errorf("the chart began below row %s and begins below row %s", was, now)
	}
	before, after := unzipped(t, blank, "xl/worksheets/sheet1.xml"), unzipped(t, filled, "xl/worksheets/sheet1.xml")
	for _, name := range []string{"sheetPr", "sheetViews", "cols", "pageMargins", "pageSetup", "headerFooter", "printOptions"} {
		element := regexp.MustCompile(`(?s)<` + name + `\b.*?(?:</` + name + `>|/>)`)
		if a, b := element.FindString(before), element.FindString(after); a == "" || a != b {
			t.Errorf("%s: %q became %q", name, a, b)
		}
	}
	for _, want := range []string{`<conditionalFormatting sqref="C5:D13">`, `sqref="F5:F12"`} {
		if !strings.Contains(after, want) {
			t.Errorf("no %s", want)
		}
	}
	styleOf := func(sheet, cell string) string {
		m := regexp.MustCompile(`<c r="` + cell + `" s="(\d+)"`).FindStringSubmatch(sheet)
		return slices.Concat(m, []string{"none", "none"})[1]
	}
	for _, column := range []string{"A", "B", "C", "D", "E", "F", "G", "H"} {
		for row := 5; row <= 12; row++ {
			if got, want := styleOf(after, fmt.Sprint(column, row)), styleOf(before, column+"5"); got != want {
				t.Errorf("%s%d has style %s, want %s", column, row, got, want)
			}
		}
	}
	if unzipped(t, blank, "xl/styles.xml") != unzipped(t, filled, "xl/styles.xml") {
		t.Error("the styles changed")
	}
	if book := unzipped(t, filled, "xl/workbook.xml"); !strings.Contains(book, ">园区!$A$1:$H$15<") || !strings.Contains(book, ">园区!$3:$4<") {
		t.Error(book)
	}
}

// checkPlanTable holds the plan's own table against the figures that the plan prints,
// read off the document (the city's 2016 and 2017, the target, the growth).
func checkPlanTable(t *testing.T, b jsBook) {
	t.Helper()
	want := strings.Split(strings.TrimSpace(`
地区生产总值（亿元） 2488.5 2580.4 3900 9% 预期性
规模工业增加值（亿元） 1084.9 1005 1800 9% 预期性
固定资产投资（年度）（亿元） 2345.8 2622.7 5700 16% 预期性
社会消费品零售总额（亿元） 938.5 1038.5 1650 12% 预期性
进出口总额（亿美元） 17.6 21.9 44 10% 预期性
研究与试验发展（R&D）经费投入强度（%） 1.91 2 3 - 预期性
高新技术企业数量 213 289 500 18.6% 预期性
省级以上研发平台数量（家） 147 182 220 8.3% 预期性
高新技术产业增加值占工业总产值比重（%） 45.5 53.6 60 5.7% 预期性
规模以上企业研发费用占销售收入的比重（%） 1.1 1.4 2.5 - 约束性
园区建设 - - - - -
示范园区生产总值（亿元） 448.8 529.8 925 15.5% 预期性
示范园区规模以上工业增加值（亿元） 291.9 343.1 640 15.5% 预期性
绿色发展 - - - - -
单位地区生产总值能源消耗降低（%） 5.47 4.96 4.5 [18] 约束性
单位地区生产总值水耗水平（立方米/万元） 87.42 80 64 -6.38% 约束性
工业固体废弃物综合利用率（%） 93 93.5 95 - 约束性
污水集中处理设施建设及在线监控装置安装率（%） 100 100 100 - 约束性`), "\n")
	cells := b.Sheets["主要指标"].Cells
	for i, line := range want {
		row := 6 + i
		var got []string
		for _, column := range []string{"B", "C", "D", "E", "F", "G"} {
			c := cells[fmt.Sprint(column, row)]
			shown := c.W
			if column != "B" && column != "G" && c.T == "n" && !strings.ContainsAny(shown, "%[") && shown != c.V {
				t.Errorf("%s%d shows %s for %s", column, row, shown, c.V)
			}
			if shown == "" {
				shown = "-"
			}
			got = append(got, shown)
		}
		if strings.HasPrefix(line, "园区建设") || strings.HasPrefix(line, "绿色发展") {
			got[0] = cells[fmt.Sprint("A", row)].V
		}
		if d := cmp.Diff(line, strings.Join(got, " ")); d != "" {
			t.Errorf("row %d: %s", row, d)
		}
	}
}

// A table with faults stops a run before anything is written, with all faults.
func TestFaultyTable(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	table := excelize.NewFile()
	mustDo(t, table.SetCellStr("Sheet1", "A1", "{{指标.地区生产值.2017.实际}}"))
	mustDo(t, table.SetCellStr("Sheet1", "B2", "{{园区.名称}}"))
	file := filepath.Join(dir, "templates", "official", "报省表.xlsx")
	mustDo(t, os.MkdirAll(filepath.Dir(file), 0o755))
	mustDo(t, table.SaveAs(file))
	mustDo(t, excelize.NewFile().SaveAs(filepath.Join(filepath.Dir(file), "自评表.xlsx")))
	got := must(t, dir, fault.Usage, "run", "2017")
	for _, want := range []string{"有3处需要修改", "templates/official/自评表.xlsx：与程序写的上报文件同名", "templates/official/报省表.xlsx 工作表「Sheet1」A1", "是否为「地区生产总值」", "zhibao official check"} {
		if !strings.Contains(got.err, want) {
			t.Errorf("no %q in\n%s", want, got.err)
		}
	}
	if ledgers, err := filepath.Glob(filepath.Join(dir, ".zhibao", "ledger*")); err != nil || len(ledgers) > 0 {
		t.Error(ledgers, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "outputs", "2017")); err == nil {
		t.Error("something was written")
	}
	checked := must(t, dir, fault.Person, "official", "check", file, "--json")
	if !strings.Contains(checked.out, `"cell": "A1"`) {
		t.Error(checked.out)
	}
}
