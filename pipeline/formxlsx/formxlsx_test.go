package formxlsx

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// sample is the plan and the forms of this repository.
type sample struct {
	plan  *plan.Plan
	forms *form.Set
}

func load(t testing.TB) sample {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	set, err := form.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return sample{p, set}
}

func (s sample) unit(t testing.TB, code string) *plan.Unit {
	t.Helper()
	u, ok := s.plan.Unit(code)
	if !ok {
		t.Fatalf("no unit %s", code)
	}
	return u
}

func period(t testing.TB, text string) stat.Period {
	t.Helper()
	p, err := stat.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// make writes the workbook of a unit and a period.
func (s sample) make(t testing.TB, code, when string, opt Options) []byte {
	t.Helper()
	u, per := s.unit(t, code), period(t, when)
	data, err := Workbook(s.forms.Sheets(s.plan, u, per), u, per, opt)
	if err != nil {
		t.Fatalf("%s %s: %v", code, when, err)
	}
	return data
}

func open(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// find is the address of the first cell of a sheet that holds the text.
func find(t testing.TB, f *excelize.File, sheet, text string) (col, row int) {
	t.Helper()
	refs, err := f.SearchSheet(sheet, text)
	if err != nil || len(refs) == 0 {
		t.Fatalf("%s: no cell %q (%v)", sheet, text, err)
	}
	col, row, err = excelize.CellNameToCoordinates(refs[0])
	if err != nil {
		t.Fatal(err)
	}
	return col, row
}

// at is the cell where the row of a code meets the column of a title.
func at(t testing.TB, f *excelize.File, sheet, code, title string) string {
	t.Helper()
	_, row := find(t, f, sheet, code)
	for col := 1; col <= 20; col++ {
		if strings.ReplaceAll(raw(t, f, sheet, cellName(col, columnsRow)), "\n", "") == title {
			return cellName(col, row)
		}
	}
	t.Fatalf("%s: no column %q", sheet, title)
	return ""
}

func locked(t testing.TB, f *excelize.File, sheet, ref string) bool {
	t.Helper()
	id, err := f.GetCellStyle(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Protection == nil || s.Protection.Locked
}

func raw(t testing.TB, f *excelize.File, sheet, ref string) string {
	t.Helper()
	v, err := f.GetCellValue(sheet, ref, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func num(text string) Value { return Num(decimal.RequireFromString(text)) }

func TestEveryReporterTwiceTheSame(t *testing.T) {
	s := load(t)
	for _, when := range []string{"2017", "2018-06", "2018-02", "2018-Q2"} {
		for _, u := range s.plan.Reporters() {
			a, b := s.make(t, u.Code, when, Options{}), s.make(t, u.Code, when, Options{})
			if !bytes.Equal(a, b) {
				t.Errorf("%s %s: two writings differ", u.Code, when)
			}
			checkSheets(t, s, open(t, a), u, when)
		}
	}
}

func checkSheets(t *testing.T, s sample, f *excelize.File, u *plan.Unit, when string) {
	t.Helper()
	per := period(t, when)
	var want []string
	for _, sheet := range s.forms.Sheets(s.plan, u, per) {
		want = append(want, sheet.Name)
	}
	want = append(want, form.GuideSheet, form.IdentitySheet)
	if got := strings.Join(f.GetSheetList(), "|"); got != strings.Join(want, "|") {
		t.Errorf("%s %s: sheets %s", u.Code, when, got)
	}
	for _, sheet := range s.forms.Sheets(s.plan, u, per) {
		checkRows(t, f, sheet)
	}
}

// checkRows looks at each cell of each item: open if it takes the measure,
// closed if not; every open number and choice has a validation, and so has a
// derived cell, whose prompt says that nobody fills it in.
func checkRows(t *testing.T, f *excelize.File, sheet form.Sheet) {
	t.Helper()
	checked := validated(t, f, sheet.Name)
	row := columnsRow
	section := ""
	for _, r := range sheet.Rows {
		row++
		if r.Section != section {
			section = r.Section
			row++
		}
		if got := raw(t, f, sheet.Name, cellName(1, row)); got != r.Item.Number {
			t.Fatalf("%s row %d: %q, want %q", sheet.Name, row, got, r.Item.Number)
		}
		for i, c := range sheet.Columns {
			ref := cellName(i+1+fixedColumns, row)
			typed := asked(r, c.Measure) && c.Measure != stat.Previous && !r.Derives(c.Measure)
			if lock := locked(t, f, sheet.Name, ref); lock == typed {
				t.Errorf("%s!%s (%s %s): locked %v", sheet.Name, ref, r.Item.Code, c.Measure, lock)
			}
			if (typed || r.Derives(c.Measure)) != checked(ref) {
				t.Errorf("%s!%s (%s %s): validation %v", sheet.Name, ref, r.Item.Code, c.Measure, checked(ref))
			}
		}
	}
}

func validated(t *testing.T, f *excelize.File, sheet string) func(ref string) bool {
	t.Helper()
	dvs, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]bool{}
	for _, dv := range dvs {
		checkPrompt(t, dv)
		for _, part := range strings.Fields(dv.Sqref) {
			for _, ref := range expand(t, part) {
				if cells[ref] {
					t.Errorf("%s!%s has two validations", sheet, ref)
				}
				cells[ref] = true
			}
		}
	}
	return func(ref string) bool { return cells[ref] }
}

func expand(t *testing.T, part string) []string {
	t.Helper()
	from, to, ok := strings.Cut(part, ":")
	if !ok {
		to = from
	}
	c1, r1, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		t.Fatal(err)
	}
	c2, r2, err := excelize.CellNameToCoordinates(to)
	if err != nil {
		t.Fatal(err)
	}
	var refs []string
	for c := c1; c <= c2; c++ {
		for r := r1; r <= r2; r++ {
			refs = append(refs, cellName(c, r))
		}
	}
	return refs
}

func checkPrompt(t *testing.T, dv *excelize.DataValidation) {
	t.Helper()
	for _, x := range []struct {
		text *string
		most int
	}{{dv.PromptTitle, maxPromptTitle}, {dv.ErrorTitle, maxPromptTitle}, {dv.Prompt, maxPrompt}, {dv.Error, maxError}} {
		if x.text != nil && clip(*x.text, x.most) != *x.text {
			t.Errorf("%s: text too long: %s", dv.Sqref, *x.text)
		}
	}
	if dv.Type == "decimal" && (!dv.ShowErrorMessage || !dv.ShowInputMessage && dv.Prompt != nil) {
		t.Errorf("%s: a number without alarm or prompt", dv.Sqref)
	}
}

func TestHeadAndIdentity(t *testing.T) {
	s := load(t)
	f := open(t, s.make(t, "430212", "2018-05", Options{Sample: map[string]bool{"county": true}, Version: "abc", Sequence: 3}))
	for ref, want := range map[string]string{
		"A1": "产业转型升级示范区建设指标（县市区）", "A2": "填报单位：株洲县", "A3": "单位代码：430221", "A4": "报告期：2018年1—5月", "A5": form.SampleMark,
	} {
		if got := raw(t, f, "县市区表", ref); got != want {
			t.Errorf("%s = %q, want %q", ref, got, want)
		}
	}
	for _, text := range []string{"表号：株转示1表", "制定机关：株洲市统计局", "有效期至：2022年6月"} {
		find(t, f, "县市区表", text)
	}
	if refs, _ := f.SearchSheet("重大项目表", form.SampleMark); len(refs) != 0 {
		t.Error("the project sheet is marked a sample")
	}
	rows, err := f.GetRows(form.IdentitySheet)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join(r, "="))
	}
	want := "format=1 unit=430212 unit_name=株洲县 period=2018-05 period_label=2018年1—5月 forms=county@株转示1表,project@株转示4表 version=abc sequence=3 sample=county"
	if got := strings.Join(lines, " "); got != want {
		t.Errorf("identity %s", got)
	}
	if visible, err := f.GetSheetVisible(form.IdentitySheet); err != nil || visible {
		t.Error("the identity sheet shows")
	}
}

func TestEntriesAndPrefill(t *testing.T) {
	s := load(t)
	key := func(f, item string, m stat.Measure) Key { return Key{"P01", f, item, m} }
	opt := Options{
		Prefill: map[Key]Value{key("park", "park_revenue", stat.Prior): num("3516.5")},
		Entries: map[Key]Value{
			key("park", "park_revenue", stat.Value):        num("2580.4"),
			key("park", "park_gdp", stat.Value):            Txt("约529亿元"),
			key("park", "park_gdp", stat.Note):             Txt("=1+1"),
			key("park", form.FootItem, "phone"):            Txt("0731-28680000"),
			key("park", form.FootItem, "reported_on"):      Txt("2018-07-08"),
			{"P0103", "park", "park_revenue", stat.Growth}: num("-4.96"),
			key("project", "project:14", "name"):           Txt("磁浮产业园"),
			key("project", "project:14", "planned_start"):  Txt("2018-06-30"),
			key("project", "project:1", "real_start"):      Txt("2018年6月"),
			key("project", "project:1", "year_done"):       num("12000"),
		},
	}
	f := open(t, s.make(t, "P01", "2018-06", opt))
	value, prior := at(t, f, "园区表", "Y01", "1—6月累计"), at(t, f, "园区表", "Y01", "上年同期")
	for _, c := range []struct{ sheet, ref, want string }{
		{"园区表", value, "2580.4"},
		{"园区表", prior, "3516.5"},
		{"园区表", at(t, f, "园区表", "Y02", "1—6月累计"), "约529亿元"},
		{"园区表", at(t, f, "园区表", "Y02", "核实说明"), "=1+1"},
		{"园区表-董家塅高科园", at(t, f, "园区表-董家塅高科园", "Y01", "同比增速（%）"), "-4.96"},
		{"重大项目表", cellName(2, columnsRow+14), "磁浮产业园"},
		{"重大项目表", cellName(10, columnsRow+14), "43281"},
		{"重大项目表", cellName(11, columnsRow+1), "2018年6月"},
		{"重大项目表", cellName(9, columnsRow+1), "12000"},
		{"园区表", right(t, f, "园区表", "联系电话："), "0731-28680000"},
		{"园区表", right(t, f, "园区表", "报出日期："), "43289"},
	} {
		if got := raw(t, f, c.sheet, c.ref); got != c.want {
			t.Errorf("%s!%s = %q, want %q", c.sheet, c.ref, got, c.want)
		}
	}
	if !locked(t, f, "园区表", prior) || locked(t, f, "园区表", value) {
		t.Error("what is filled in beforehand must be locked, what is typed open")
	}
	if formula, _ := f.GetCellFormula("园区表", at(t, f, "园区表", "Y02", "核实说明")); formula != "" {
		t.Error("an entry became a formula")
	}
}

// right is the cell at the right of a label.
func right(t testing.TB, f *excelize.File, sheet, label string) string {
	t.Helper()
	col, row := find(t, f, sheet, label)
	return cellName(col+1, row)
}

func TestKeyWithoutCell(t *testing.T) {
	s := load(t)
	u, per := s.unit(t, "D06"), period(t, "2017")
	sheets := s.forms.Sheets(s.plan, u, per)
	prior := Key{"D06", "department", "sewage", stat.Prior}
	for name, opt := range map[string]Options{
		"unknown item":      {Entries: map[Key]Value{{"D06", "department", "gdp", stat.Value}: num("1")}},
		"other unit":        {Entries: map[Key]Value{{"D05", "department", "sewage", stat.Value}: num("1")}},
		"no such measure":   {Prefill: map[Key]Value{{"D06", "department", "sewage", stat.Current}: num("1")}},
		"beyond the list":   {Entries: map[Key]Value{{"D06", "project", "project:99999999", "name"}: Txt("甲")}},
		"row zero":          {Entries: map[Key]Value{{"D06", "project", "project:0", "name"}: Txt("甲")}},
		"row written oddly": {Entries: map[Key]Value{{"D06", "project", "project:01", "name"}: Txt("甲")}},
		"filled in already": {Entries: map[Key]Value{prior: num("1")}, Prefill: map[Key]Value{prior: num("1")}},
	} {
		if _, err := Workbook(sheets, u, per, opt); err == nil || !strings.Contains(err.Error(), "/") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := Workbook(nil, u, per, Options{}); err == nil {
		t.Error("no sheets: no error")
	}
	long := map[Key]Value{{"D06", "department", "sewage", stat.Value}: num("0.12345678901234567890123")}
	if _, err := Workbook(sheets, u, per, Options{Entries: long}); err == nil {
		t.Error("a number that a double cannot hold: no error")
	}
}

func TestValidations(t *testing.T) {
	s := load(t)
	f := open(t, s.make(t, "430281", "2018-06", Options{}))
	dvs, err := f.GetDataValidations("县市区表")
	if err != nil {
		t.Fatal(err)
	}
	find := func(ref string) *excelize.DataValidation {
		for _, dv := range dvs {
			for _, part := range strings.Fields(dv.Sqref) {
				for _, r := range expand(t, part) {
					if r == ref {
						return dv
					}
				}
			}
		}
		t.Fatalf("no validation at %s", ref)
		return nil
	}
	for _, c := range []struct{ code, title, want string }{
		{"05", "1—6月累计", "decimal greaterThanOrEqual 0 "},
		{"05", "同比增速（%）", "decimal between -100 1000"},
		{"07", "1—6月累计", "whole greaterThanOrEqual 0 "},
		{"13", "1—6月累计", "decimal between -30 30"},
		{"05", "状态", `list  "预计,初步,核实,修订" `},
	} {
		dv := find(at(t, f, "县市区表", c.code, c.title))
		if got := strings.Join([]string{dv.Type, dv.Operator, dv.Formula1, dv.Formula2}, " "); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.code, c.title, got, c.want)
		}
	}
	prompt := find(at(t, f, "县市区表", "05", "1—6月累计")).Prompt
	for _, part := range []string{"口径：海关统计的进出口总额", "单位：亿美元", "本栏必填"} {
		if prompt == nil || !strings.Contains(*prompt, part) {
			t.Errorf("prompt %v lacks %s", prompt, part)
		}
	}
	formats, err := f.GetConditionalFormats("县市区表")
	if err != nil {
		t.Fatal(err)
	}
	growth := at(t, f, "县市区表", "02", "同比增速（%）")
	found := false
	for ref, list := range formats {
		if !strings.HasPrefix(list[0].Criteria, "COUNTBLANK(") {
			continue
		}
		for _, cell := range expand(t, ref) {
			found = found || cell == growth
			if cell == at(t, f, "县市区表", "02", "1—6月累计") {
				t.Error("规模工业增加值 has growth only: its level is not required")
			}
		}
	}
	if !found {
		t.Error("the required growth of 规模工业增加值 is not marked")
	}
}
