package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
)

// Tables that were moved about are found, and what was done to them changes none
// of the figures; each finding says what was seen.
func TestFoundWhereverItIs(t *testing.T) {
	const numberless = "S16 %! 表头没有表号，按%认定为「县市区表」。"
	for _, c := range []struct {
		name     string
		edit     func(*excelize.File)
		findings []string
	}{
		{"sheets in another order", func(f *excelize.File) { must(f.MoveSheet(project, county)) }, nil},
		{"sheets renamed", func(f *excelize.File) {
			must(f.SetSheetName(county, "Sheet1"))
			must(f.SetSheetName(project, county))
		}, nil},
		{"a title of their own above", func(f *excelize.File) {
			must(f.InsertRows(county, 1, 3))
			set(f, county, "A2", "醴陵市2018年上半年统计报表")
		}, nil},
		{"the table begins at column D", func(f *excelize.File) { must(f.InsertCols(county, "A", 3)) }, nil},
		{"words left of the table", func(f *excelize.File) {
			must(f.InsertCols(county, "A", 1))
			set(f, county, "A8", "重点")
		}, []string{"S08 县市区表!A8 表内「重点」不属于任何栏目，未读取。"}},
		{"empty rows between", func(f *excelize.File) { must(f.InsertRows(county, 9, 3)) }, nil},
		{"a remark between", func(f *excelize.File) {
			must(f.InsertRows(county, 10, 1))
			set(f, county, "B10", "以下两项由统计局核定后填报")
		}, []string{"S08 县市区表!B10 表内「以下两项由统计局核定后填报」不属于任何栏目，未读取。"}},
		{"a note between, in traditional script", func(f *excelize.File) {
			must(f.InsertRows(county, 10, 1))
			set(f, county, "B10", "註：以下为初步数")
		}, nil},
		{"a helper column", func(f *excelize.File) {
			must(f.InsertCols(county, "F", 1))
			set(f, county, "F6", "全省位次")
			set(f, county, "F8", 3)
			set(f, county, "F11", 5)
		}, []string{"S15 县市区表!F6 栏目「全省位次」不在表式中，该栏内容未被采用。"}},
		{"an empty helper column", func(f *excelize.File) {
			must(f.InsertCols(county, "F", 1))
			set(f, county, "F6", "全省位次")
		}, nil},
		{"a column twice, the same", func(f *excelize.File) { copyColumn(f, "E", "F", 16) },
			[]string{"S15 县市区表!F6 栏目「1—6月累计」不在表式中，最接近的是「1—6月累计」，该栏内容未被采用。"}},
		{"titles of groups above", groups, nil},
		{"titles in two rows, merged", twoRows, nil},
		{"a title over two cells", func(f *excelize.File) {
			must(f.InsertRows(county, 7, 1))
			set(f, county, "G6", "上年同期")
			set(f, county, "G7", "可比口径")
		}, nil},
		{"a title broken by lines", func(f *excelize.File) {
			set(f, county, "E6", "1—6月\r\n累 计")
			set(f, county, "H6", "同比\n增速\n(%)")
		}, nil},
		{"the titles again between the rows", func(f *excelize.File) {
			must(f.InsertRows(county, 10, 1))
			for _, col := range "ABCDEFGHIJK" {
				v, _ := cell(f, string(col)+"6")
				set(f, county, string(col)+"10", v)
			}
		}, nil},
		{"a row moved below the foot", func(f *excelize.File) {
			for _, col := range "ABCH" {
				v, typ := cell(f, string(col)+"10")
				write(f, string(col)+"40", v, typ)
				must(f.SetCellValue(county, string(col)+"10", nil))
			}
		}, nil},
		{"no 表号", func(f *excelize.File) { blank(f, county, "表号：株转示1表") }, []string{told1(numberless, county, "工作表名")}},
		{"no 表号, another sheet name", func(f *excelize.File) {
			blank(f, county, "表号：株转示1表")
			must(f.SetSheetName(county, "Sheet1"))
		}, []string{told1(numberless, "Sheet1", "栏目和行名")}},
		{"a code that lost its zero", func(f *excelize.File) { set(f, county, "A8", 1) }, nil},
		{"both tables on one sheet", func(f *excelize.File) {
			pasteUnder(f, project, county)
			must(f.DeleteSheet(project))
		}, nil},
		{"traditional script", traditional, nil},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.edit, c.findings, baseline()) })
	}
}

func told1(pattern, sheet, by string) string {
	return strings.Replace(strings.Replace(pattern, "%", sheet, 1), "%", by, 1)
}

// groups puts titles of groups over the titles, one of them a title of ours.
func groups(f *excelize.File) {
	must(f.InsertRows(county, 6, 1))
	for _, g := range []struct{ from, to, text string }{{"A", "C", "指标"}, {"D", "E", "完成情况"}, {"F", "G", "上年同期"}, {"H", "K", "其他"}} {
		set(f, county, g.from+"6", g.text)
		must(f.MergeCell(county, g.from+"6", g.to+"6"))
	}
}

// twoRows merges single titles down over two rows and groups the others.
func twoRows(f *excelize.File) {
	must(f.InsertRows(county, 7, 1))
	for _, col := range []string{"D", "E", "F", "G"} {
		v, _ := cell(f, col+"6")
		set(f, county, col+"7", v)
		must(f.SetCellValue(county, col+"6", nil))
	}
	for _, col := range []string{"A", "B", "C", "H", "I", "J", "K"} {
		must(f.MergeCell(county, col+"6", col+"7"))
	}
	set(f, county, "D6", "1—6月累计")
	must(f.MergeCell(county, "D6", "E6"))
	set(f, county, "F6", "上年同期")
	must(f.MergeCell(county, "F6", "G6"))
}

// traditional writes head, titles and names as an input method of the other script
// does.
func traditional(f *excelize.File) {
	set(f, county, "A2", "填報單位：醴陵市")
	set(f, county, "A4", "報告期：２０１８年１—６月")
	set(f, county, "B6", "指標名稱")
	set(f, county, "C6", "計量單位")
	set(f, county, "E6", "1—6月累計")
	set(f, county, "H6", "同比增速（％）")
	set(f, county, "J6", "狀態")
	set(f, county, "K6", "核實說明")
	set(f, county, "B8", "地區生產總值")
	set(f, county, "C8", "億元")
	set(f, county, "B9", "規模工業增加值")
	set(f, county, "B10", "固定資產投資〔年度〕")
	set(f, county, "B12", "進出口總額")
	set(f, county, "B14", "高新技術企業數量")
}

// blank empties the cell that holds a text.
func blank(f *excelize.File, sheet, text string) {
	refs, err := f.SearchSheet(sheet, text)
	must(err)
	must(f.SetCellValue(sheet, refs[0], nil))
}

// copyColumn inserts a copy of a column beside it, down to the last row.
func copyColumn(f *excelize.File, from, to string, last int) {
	must(f.InsertCols(county, to, 1))
	for row := 6; row <= last; row++ {
		v, typ := cell(f, from+itoa(row))
		write(f, to+itoa(row), v, typ)
	}
}

// pasteUnder copies a sheet's cells under those of another.
func pasteUnder(f *excelize.File, from, to string) {
	above, err := f.GetRows(to)
	must(err)
	rows, err := f.GetRows(from, excelize.Options{RawCellValue: true})
	must(err)
	for i, cells := range rows {
		for j, text := range cells {
			source, err := excelize.CoordinatesToCellName(j+1, i+1)
			must(err)
			target, err := excelize.CoordinatesToCellName(j+2, len(above)+i+3)
			must(err)
			typ, err := f.GetCellType(from, source)
			must(err)
			if text != "" && (typ == excelize.CellTypeNumber || typ == excelize.CellTypeUnset) {
				must(f.SetCellDefault(to, target, text))
			} else if text != "" {
				set(f, to, target, text)
			}
		}
	}
}

// What cannot be settled by a label is said and not guessed.
func TestFoundNot(t *testing.T) {
	for _, c := range []struct {
		name     string
		edit     func(*excelize.File)
		findings []string
		taken    map[string]string
	}{
		{"a column twice, with other figures", func(f *excelize.File) {
			copyColumn(f, "E", "F", 16)
			set(f, county, "F6", "本年累计")
			set(f, county, "F8", 213)
		}, []string{"S14 县市区表!F6 「1—6月累计」一栏出现了两次（另一栏在E6），内容不同，无法确定以哪一栏为准。"}, without("county")},
		{"a group without titles under it", func(f *excelize.File) {
			groups(f)
			set(f, county, "F7", "绝对数")
		}, []string{"S02 县市区表!A7 表中缺少「上年同期」一栏。"}, without("county")},
		{"no column of units", func(f *excelize.File) { must(f.RemoveCol(county, "C")) },
			[]string{"S02 县市区表!A6 表中缺少「计量单位」一栏。"}, without("county")},
		{"a 表号 of another system", func(f *excelize.File) {
			blank(f, county, "表号：株转示1表")
			set(f, county, "J2", "表号：X101表")
		}, []string{"S06 县市区表! 工作表「县市区表」不是本系统的表，未读取。", "S01 ! 缺少应报的「县市区表」。"}, without("county")},
		{"a row that only its beginning knows", func(f *excelize.File) { set(f, county, "B9", "规模工业增加值增速") }, []string{
			"S10 县市区表! 「规模工业增加值」一行已不在表中。",
			"S03 县市区表!B9 行名「规模工业增加值增速」不在表式中，最接近的是「规模工业增加值」，该行数字未被采用。",
		}, but("industry_va/growth", "", "industry_va/note", "")},
		{"a known name spelt wrong, in an empty row", func(f *excelize.File) {
			must(f.InsertRows(county, 10, 1))
			set(f, county, "B10", "工业增加值")
		}, []string{"S03 县市区表!B10 行名「工业增加值」不在表式中，最接近的是「规模工业增加值」，该行数字未被采用。"}, baseline()},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.edit, c.findings, c.taken) })
	}
}

// Without a 表号, the rows tell a department's two forms apart.
func TestDepartmentByColumns(t *testing.T) {
	ctx := context(t, "2018-06")
	given := map[formxlsx.Key]formxlsx.Value{
		{Unit: "D03", Form: "department", Item: "hightech_firms", Measure: "value"}: num("312"),
	}
	sub := read(t, ctx, workbook(t, ctx, "D03", given, func(f *excelize.File) {
		for _, sheet := range f.GetSheetList() {
			for _, code := range []string{"表号：株转示3表", "表号：株转示3表附", "表号：株转示4表"} {
				if refs, err := f.SearchSheet(sheet, code); err == nil && len(refs) > 0 {
					must(f.SetCellValue(sheet, refs[0], nil))
					must(f.SetSheetName(sheet, sheet[:3]+itoa(len(code))))
				}
			}
		}
	}))
	if got := taken(sub)["D03/department/hightech_firms/value"]; got != "312" {
		t.Errorf("%q %v", got, told(sub))
	}
	for _, r := range sub.Results {
		if r.Rule != "S16" && r.Rule != "S17" {
			t.Errorf("%v", told(sub))
		}
	}
}

// changedPlan is the context with one text of the plan replaced.
func changedPlan(t *testing.T, when, file, old, new string) Context {
	t.Helper()
	dir := t.TempDir()
	must(os.CopyFS(dir, os.DirFS("../../inputs/plan")))
	path := filepath.Join(dir, file)
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s: no %q (%v)", file, old, err)
	}
	must(os.WriteFile(path, []byte(strings.Replace(string(data), old, new, 1)), 0o644))
	ctx := context(t, when)
	if ctx.Plan, err = plan.Load(os.DirFS(dir), "inputs/plan"); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// A declared alias is a name of the row, or of the unit; nothing near it is.
func TestAliases(t *testing.T) {
	ctx := changedPlan(t, "2018-06", "indicators.yaml", "    name: 规模工业增加值\n", "    name: 规模工业增加值\n    aliases: [规上工业增加值]\n")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) { set(f, county, "B9", "規上 工业增加值") }))
	if d := cmp.Diff(baseline(), taken(sub)); d != "" || len(sub.Results) > 0 {
		t.Errorf("%v %s", told(sub), d)
	}
	sub = read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) { set(f, county, "B9", "园区规上工业增加值") }))
	if len(sub.Results) != 2 {
		t.Errorf("%v", told(sub))
	}
	ctx = changedPlan(t, "2018-06", "units.yaml", "name: 醴陵市}", "name: 醴陵市, aliases: [醴陵]}")
	sub = read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) { set(f, county, "A2", "填报单位：醴 陵") }))
	if d := cmp.Diff(baseline(), taken(sub)); d != "" || len(sub.Results) > 0 {
		t.Errorf("%v %s", told(sub), d)
	}
}
