package ingest

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// What is not signed is named once for the workbook: a field that any form has is
// there, one that could not be read has its own finding, and a workbook of which
// nothing was filled in, or a form not read, says that instead.
func TestUnsigned(t *testing.T) {
	clear := func(cells ...string) func(*excelize.File) {
		return func(f *excelize.File) {
			for _, c := range cells {
				set(f, county, c, nil)
			}
		}
	}
	gone := func(fields ...string) map[string]string {
		all := baseline()
		for _, f := range fields {
			delete(all, "430281/county/foot/"+f)
		}
		return all
	}
	elsewhere := gone("responsible")
	elsewhere["430281/project/foot/responsible"] = "局长"
	for _, c := range []struct {
		name     string
		edit     func(*excelize.File)
		findings []string
		taken    map[string]string
	}{
		{"one field", clear("C18"), []string{"S17 县市区表! 表尾的单位负责人没有填写。"}, gone("responsible")},
		{"two fields", clear("C18", "F19"), []string{"S17 县市区表! 表尾的单位负责人、报出日期没有填写。"}, gone("responsible", "reported_on")},
		{"blanks", func(f *excelize.File) { set(f, county, "C18", "　 ") }, []string{"S17 县市区表! 表尾的单位负责人没有填写。"}, gone("responsible")},
		{"on another form", func(f *excelize.File) {
			clear("C18")(f)
			set(f, project, "C20", "局长")
		}, nil, elsewhere},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.edit, c.findings, c.taken) })
	}
}

// A line of the list below the last that was prepared is read as any other, whether
// typed into the gap above the foot or in lines put in; one below the foot is not,
// and is named.
func TestListGoesOn(t *testing.T) {
	second := func(row string) func(*excelize.File) {
		return func(f *excelize.File) {
			set(f, project, "B"+row, "轨道配套园")
			set(f, project, "G"+row, "约3万")
			set(f, project, "L"+row, "没开始")
			set(f, project, "K"+row, "2018年13月1日")
		}
	}
	with := func(row string) ([]string, map[string]string) {
		all := baseline()
		all["430281/project/project:2/name"] = "轨道配套园"
		all["430281/project/project:2/stage"] = "没开始"
		all["430281/project/project:2/total_plan"] = "约3万" // its words
		return []string{
			"C22 重大项目表!G" + row + " 「总投资（万元）」填的是「约3万」，是概数或范围，原文已保留，不作数字使用。",
			"C15 重大项目表!K" + row + " 「实际开工」填的是「2018年13月1日」，无法识别，未采用。",
			"C06 重大项目表!L" + row + " 「项目阶段」填的是「没开始」，可选的有前期、在建、竣工、停工。",
		}, all
	}
	findings, all := with("19")
	check(t, second("19"), findings, all)
	findings, all = with("23")
	check(t, func(f *excelize.File) {
		must(f.InsertRows(project, 19, 6))
		second("23")(f)
	}, findings, all)
	check(t, second("25"), []string{"S18 重大项目表!B25 表尾以下从「轨道配套园」起的一行像是填报数据，未被采用。"}, baseline())
}

// Under the foot of a table of items: a row that the form has is read, another is
// named, and a remark is no row.
func TestBelowFoot(t *testing.T) {
	check(t, func(f *excelize.File) {
		set(f, county, "B25", "财政收入")
		set(f, county, "E25", 12)
	}, []string{"S18 县市区表!B25 表尾以下从「财政收入」起的一行像是填报数据，未被采用。"}, baseline())
	check(t, func(f *excelize.File) {
		set(f, county, "B25", "注：进出口总额为海关数")
		set(f, county, "E25", 1.9)
	}, nil, baseline())
	check(t, func(f *excelize.File) { set(f, county, "B25", "以上数据已核对") }, nil, baseline())
}
