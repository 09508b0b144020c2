package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/formxlsx"
)

// without is the baseline less one form.
func without(form string) map[string]string {
	all := map[string]string{}
	for k, v := range baseline() {
		if !strings.HasPrefix(k, "430281/"+form) {
			all[k] = v
		}
	}
	return all
}

// Sheets, rows and columns where the unit has moved, renamed or lost them: found
// by label, or named.
func TestStructureChanged(t *testing.T) {
	for _, c := range []struct {
		name     string
		edit     func(*excelize.File)
		findings []string
		taken    map[string]string
	}{
		{"the project sheet is gone", func(f *excelize.File) { must(f.DeleteSheet(project)) },
			[]string{"S01 ! 缺少应报的「重大项目表」。"}, without("project")},
		{"the main sheet is gone", func(f *excelize.File) { must(f.DeleteSheet(county)) },
			[]string{"S01 ! 缺少应报的「县市区表」。"}, without("county")},
		{"all forms are gone", func(f *excelize.File) {
			must(f.DeleteSheet(county))
			must(f.DeleteSheet(project))
		}, []string{"F02 ! 没有找到本系统下发的表（工作表有：填报说明）。"}, map[string]string{}},
		{"a renamed sheet", func(f *excelize.File) { must(f.SetSheetName(county, "Sheet1")) }, nil, baseline()},
		{"a sheet of the unit's own", func(f *excelize.File) {
			_, err := f.NewSheet("备注")
			must(err)
			set(f, "备注", "A1", "请查收")
		}, []string{"S06 备注! 工作表「备注」不是本系统的表，未读取。"}, baseline()},
		{"a copied sheet", func(f *excelize.File) { copySheet(f, county) },
			[]string{"S13 县市区表 (2)! 工作表「县市区表 (2)」与「县市区表」内容完全相同，只读一次。"}, baseline()},
		{"a copied sheet, then a row above", func(f *excelize.File) { must(f.InsertRows(copySheet(f, county), 1, 1)) },
			[]string{"S13 县市区表 (2)! 工作表「县市区表 (2)」与「县市区表」内容完全相同，只读一次。"}, baseline()},
		{"a copied sheet with another figure", func(f *excelize.File) { set(f, copySheet(f, county), "E8", 213) }, []string{"S05 县市区表 (2)! 「县市区表」出现了两张（另一张是工作表「县市区表」），无法确定以哪一张为准。"}, baseline()},
		{"rows inserted above", func(f *excelize.File) { must(f.InsertRows(county, 1, 2)) }, nil, baseline()},
		{"a row inserted between", func(f *excelize.File) { must(f.InsertRows(county, 10, 1)) }, nil, baseline()},
		{"a column inserted", func(f *excelize.File) { must(f.InsertCols(county, "E", 1)) }, nil, baseline()},
		{"two columns moved", func(f *excelize.File) { swap(f, "E", "H") }, nil, baseline()},
		{"a renamed column", func(f *excelize.File) { set(f, county, "E6", "1—6月合计") },
			[]string{"S02 县市区表!A6 表中缺少「1—6月累计」一栏，最接近的是「1—6月合计」。"}, without("county")},
		{"a column by its other name", func(f *excelize.File) { set(f, county, "E6", "本年累计") }, nil, baseline()},
		{"a column title over two lines", func(f *excelize.File) { set(f, county, "G6", "上年同期\n可比口径") }, nil, baseline()},
		{"a row nobody asks for", func(f *excelize.File) { set(f, county, "B11", "社会消费品零售额") }, []string{
			"S10 县市区表! 「社会消费品零售总额」一行已不在表中。",
			"S03 县市区表!B11 行名「社会消费品零售额」不在表式中，最接近的是「社会消费品零售总额」，该行数字未被采用。",
		}, but("retail/value", "", "retail/current", "")},
		{"a similar indicator", func(f *excelize.File) { set(f, county, "B9", "工业增加值") }, []string{
			"S10 县市区表! 「规模工业增加值」一行已不在表中。",
			"S03 县市区表!B9 行名「工业增加值」不在表式中，最接近的是「规模工业增加值」，该行数字未被采用。",
		}, but("industry_va/growth", "", "industry_va/note", "")},
		{"a row that has nothing near", func(f *excelize.File) { set(f, county, "B11", "财政收入") }, []string{
			"S10 县市区表! 「社会消费品零售总额」一行已不在表中。",
			"S03 县市区表!B11 行名「财政收入」不在表式中，该行数字未被采用。",
		}, but("retail/value", "", "retail/current", "")},
		{"a row twice", func(f *excelize.File) {
			set(f, county, "A10", "01")
			set(f, county, "B10", "地区生产总值")
		}, []string{
			"S10 县市区表! 「固定资产投资（年度）」一行已不在表中。",
			"S04 县市区表!B10 「地区生产总值」出现了两行（另一行在B8），无法确定以哪一行为准。",
		}, but("fai/growth", "")},
		{"a code of another row", func(f *excelize.File) { set(f, county, "A10", "01") },
			[]string{"S09 县市区表!B10 行名为「固定资产投资（年度）」，代码却是「01」。"}, but("fai/growth", "")},
		{"a name with spaces and a mark", func(f *excelize.File) { set(f, county, "B10", "#固定资产 投资(年度)") }, nil, baseline()},
		{"a row that is not due", func(f *excelize.File) {
			set(f, county, "B17", "省级以上研发平台数量")
			set(f, county, "E17", 19)
		}, []string{"S07 县市区表!B17 「省级以上研发平台数量」本期不需要填报，该行数字未被采用。"}, baseline()},
		{"words beside the table", func(f *excelize.File) { set(f, county, "L8", "待核") },
			[]string{"S08 县市区表!L8 表内「待核」不属于任何栏目，未读取。"}, baseline()},
		{"a figure in a row without a name", func(f *excelize.File) { set(f, county, "E17", 5) },
			[]string{"S08 县市区表!E17 表内「5」不属于任何栏目，未读取。"}, baseline()},
		{"a hidden row", func(f *excelize.File) { must(f.SetRowVisible(county, 10, false)) },
			[]string{"F09 县市区表!10:10 表内有隐藏的行。"}, baseline()},
		{"another unit of measure", func(f *excelize.File) { set(f, county, "C8", "万元") },
			[]string{"S11 县市区表!C8 「地区生产总值」的计量单位应为亿元，表中写成「万元」。"}, baseline()},
		{"an empty unit of measure", func(f *excelize.File) { set(f, county, "C8", nil) }, nil, baseline()},
		{"a unit of measure with spaces", func(f *excelize.File) { set(f, county, "C8", " 亿 元") }, nil, baseline()},
		{"a note that begins like the foot", func(f *excelize.File) { set(f, county, "K10", "联系电话：0733-28680000，可询增速口径") }, nil,
			but("fai/note", "联系电话：0733-28680000，可询增速口径")},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.edit, c.findings, c.taken) })
	}
}

// copySheet copies a sheet within the workbook, as Excel does, and returns the
// copy's name.
func copySheet(f *excelize.File, name string) string {
	from, err := f.GetSheetIndex(name)
	must(err)
	to, err := f.NewSheet(name + " (2)")
	must(err)
	must(f.CopySheet(from, to))
	return name + " (2)"
}

// swap exchanges two columns of the table, titles and all.
func swap(f *excelize.File, a, b string) {
	for row := 6; row <= 16; row++ {
		x, y := a+itoa(row), b+itoa(row)
		vx, tx := cell(f, x)
		vy, ty := cell(f, y)
		write(f, x, vy, ty)
		write(f, y, vx, tx)
	}
}

// A department's form takes its rows from what it owns; a row of its own that is
// not due is no stranger either.
func TestDepartmentRowNotDue(t *testing.T) {
	ctx := context(t, "2018-06")
	given := map[formxlsx.Key]formxlsx.Value{{Unit: "D03", Form: "department", Item: "hightech_firms", Measure: "value"}: num("312")}
	data := workbook(t, ctx, "D03", given, func(f *excelize.File) {
		set(f, "部门表", "B9", "省级以上研发平台数量")
		set(f, "部门表", "E9", 190)
	})
	want := []string{unsigned("部门表"), "S07 部门表!B9 「省级以上研发平台数量」本期不需要填报，该行数字未被采用。"}
	if d := cmp.Diff(want, told(read(t, ctx, data))); d != "" {
		t.Error(d)
	}
}

// A park's workbook holds a sheet for each of its parts, each read for the part.
func TestSubParks(t *testing.T) {
	ctx := context(t, "2018-02")
	given := map[formxlsx.Key]formxlsx.Value{}
	for unit, v := range map[string]string{"P01": "300", "P0101": "120", "P0102": "110", "P0103": "40"} {
		for _, item := range []string{"park_revenue", "park_industry_va", "park_hightech_output"} {
			given[formxlsx.Key{Unit: unit, Form: "park", Item: item, Measure: "value"}] = num(v)
		}
	}
	sub := read(t, ctx, workbook(t, ctx, "P01", given, nil))
	want := map[string]string{}
	for k, v := range given {
		want[k.Unit+"/park/"+k.Item+"/value"] = v.Number.String()
	}
	if d := cmp.Diff(want, taken(sub)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{unsigned("园区表")}, told(sub)); d != "" {
		t.Error(d)
	}
	sub = read(t, ctx, workbook(t, ctx, "P01", given, func(f *excelize.File) { must(f.DeleteSheet("园区表-田心高科园")) }))
	if d := cmp.Diff([]string{"S01 ! 缺少应报的「园区表-田心高科园」。"}, told(sub)); d != "" {
		t.Error(d)
	}
	if s := sub.Results[0].Subject; s.Unit != "P0101" || s.Form != "park" {
		t.Errorf("about %s/%s", s.Unit, s.Form)
	}
}

// Rows of a list are read as they stand; empty rows between are no projects.
func TestProjectList(t *testing.T) {
	ctx := context(t, "2018-06")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) {
		set(f, project, "G10", "4200") // 总投资 of a project without a name, as text
		set(f, project, "G7", "约8亿元")
		set(f, project, "J7", "开春")
	}))
	want := []string{
		"C22 重大项目表!G7 「总投资（万元）」填的是「约8亿元」，是概数或范围，原文已保留，不作数字使用。",
		"C15 重大项目表!J7 「计划开工」填的是「开春」，无法识别，未采用。",
		"C01 重大项目表!B10 「项目名称」未填。",
		"C03 重大项目表!G10 「总投资（万元）」是文本格式的「4200」，按4200读取。",
	}
	if d := cmp.Diff(want, told(sub)); d != "" {
		t.Error(d)
	}
	if got := taken(sub)["430281/project/project:2/total_plan"]; got != "4200" {
		t.Errorf("second project: %q", got)
	}
}
