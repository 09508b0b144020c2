package ingest

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func itoa(n int) string { return strconv.Itoa(n) }

// cell is a cell's stored text and whether it is a number.
func cell(f *excelize.File, ref string) (string, bool) {
	text, err := f.GetCellValue(county, ref, excelize.Options{RawCellValue: true})
	must(err)
	kind, err := f.GetCellType(county, ref)
	must(err)
	return text, text != "" && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString
}

func write(f *excelize.File, ref, text string, number bool) {
	if !number {
		set(f, county, ref, text)
		return
	}
	v, err := strconv.ParseFloat(text, 64)
	must(err)
	must(f.SetCellFloat(county, ref, v, -1, 64))
}

func format(f *excelize.File, ref, code string) {
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	must(err)
	must(f.SetCellStyle(county, ref, ref, id))
}

// One cell changed: what is said of it, and what is taken.
func TestCellChanged(t *testing.T) {
	const gdp, growth = "「地区生产总值·1—6月累计」", "「地区生产总值·同比增速（%）」"
	lost := but("gdp/value", "")
	for _, c := range []struct {
		name     string
		edit     func(*excelize.File)
		findings []string
		taken    map[string]string
	}{
		{"required and empty", func(f *excelize.File) { set(f, county, "E8", nil) }, []string{"C01 县市区表!E8 " + gdp + "未填。"}, lost},
		{"required growth and empty", func(f *excelize.File) { set(f, county, "H9", nil) },
			[]string{"C01 县市区表!H9 「规模工业增加值·同比增速（%）」未填。"}, but("industry_va/growth", "")},
		{"optional and empty", func(f *excelize.File) { set(f, county, "D11", nil) }, nil, but("retail/current", "")},
		{"blanks only", func(f *excelize.File) { set(f, county, "E8", "  ") }, []string{"C01 县市区表!E8 " + gdp + "未填。"}, lost},
		{"a number as text", func(f *excelize.File) { set(f, county, "E8", "212.5") },
			[]string{"C03 县市区表!E8 " + gdp + "是文本格式的「212.5」，按212.5读取。"}, baseline()},
		{"full-width digits", func(f *excelize.File) { set(f, county, "E8", "２１２．５") },
			[]string{"C03 县市区表!E8 " + gdp + "是文本格式的「２１２．５」，按212.5读取。"}, baseline()},
		{"thousands separators", func(f *excelize.File) { set(f, county, "E8", "1,212.5") },
			[]string{"C03 县市区表!E8 " + gdp + "是文本格式的「1,212.5」，按1212.5读取。"}, but("gdp/value", "1212.5（初步）")},
		{"a separator in the wrong place", func(f *excelize.File) { set(f, county, "E8", "21,2.5") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「21,2.5」，不是数字。"}, lost},
		{"a unit behind the figure", func(f *excelize.File) { set(f, county, "E8", "212.5亿元") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「212.5亿元」，不是数字。"}, lost},
		{"words", func(f *excelize.File) { set(f, county, "E8", "突破212亿元") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「突破212亿元」，不是数字。"}, lost},
		{"a sign for no data where a figure is required", func(f *excelize.File) { set(f, county, "E8", "—") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「—」，不是数字。"}, lost},
		{"a sign for no data elsewhere", func(f *excelize.File) { set(f, county, "D8", "不详") },
			[]string{"C14 县市区表!D8 「地区生产总值·6月」填的是「不详」，按没有数据处理。"}, baseline()},
		{"true", func(f *excelize.File) { set(f, county, "E8", true) }, []string{"C02 县市区表!E8 " + gdp + "填的是「TRUE」，不是数字。"}, lost},
		{"a date's format", func(f *excelize.File) { format(f, "E8", "yyyy-mm-dd") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「212.5」，不是数字。"}, lost},
		{"growth as a percentage", func(f *excelize.File) {
			write(f, "H8", "0.081", true)
			format(f, "H8", "0.0%")
		}, []string{"C13 县市区表!H8 " + growth + "以百分数格式填写（存储值 0.081），按8.1读取。"}, baseline()},
		{"growth with its sign", func(f *excelize.File) { set(f, county, "H8", "8.1%") },
			[]string{"C03 县市区表!H8 " + growth + "是文本格式的「8.1%」，按8.1读取。"}, baseline()},
		{"an amount with that sign", func(f *excelize.File) { set(f, county, "E8", "212.5%") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「212.5%」，不是数字。"}, lost},
		{"an amount as a percentage", func(f *excelize.File) { format(f, "E8", "0.0%") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「212.5」，不是数字。"}, lost},
		{"a choice that is none", func(f *excelize.File) { set(f, county, "J8", "已核实") },
			[]string{"C06 县市区表!J8 「地区生产总值·状态」填的是「已核实」，可选的有预计、初步、核实、修订。"},
			but("gdp/value", "212.5", "gdp/growth", "8.1", "gdp/status", "已核实")},
		{"a cell that is not asked for", func(f *excelize.File) { set(f, county, "H16", 3) },
			[]string{"C11 县市区表!H16 「单位地区生产总值能源消耗降低·同比增速（%）」填了「3」，该栏本行不需要填报，未被采用。"}, baseline()},
		{"last year's figure, left open by the bureau", func(f *excelize.File) { set(f, county, "F8", 198.2) }, nil, but("gdp/prior", "198.2（初步）")},
		{"a fraction of a firm is read as it is", func(f *excelize.File) { set(f, county, "E14", 61.5) }, nil, but("hightech_firms/value", "61.5")},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.edit, c.findings, c.taken) })
	}
}

// Cells as other programs store them.
func TestRawCells(t *testing.T) {
	const gdp = "「地区生产总值·1—6月累计」"
	for _, c := range []struct {
		name, attributes, inner string
		findings                []string
		value                   string
	}{
		{"formula with a value", "", "<f>200+12.5</f><v>212.5</v>", nil, "212.5（初步）"},
		{"formula without a value", "", "<f>200+12.5</f>", []string{"C09 县市区表!E8 " + gdp + "是公式，但文件中没有保存计算结果。"}, ""},
		{"error value", `t="e"`, "<v>#DIV/0!</v>", []string{"C08 县市区表!E8 " + gdp + "是错误值 #DIV/0!。"}, ""},
		{"formula with an error", `t="e"`, "<f>1/0</f><v>#DIV/0!</v>", []string{"C08 县市区表!E8 " + gdp + "是错误值 #DIV/0!。"}, ""},
		{"formula with a text", `t="str"`, "<f>A1</f><v>212.5亿元</v>", []string{"C02 县市区表!E8 " + gdp + "填的是「212.5亿元」，不是数字。"}, ""},
		{"binary noise", "", "<v>212.49999999999997</v>", []string{"C10 县市区表!E8 " + gdp + "存储为 212.49999999999997，按212.5读取。"}, "212.5（初步）"},
		{"scientific notation", "", "<v>2.125E2</v>", nil, "212.5（初步）"},
		{"an ISO date", `t="d"`, "<v>2018-06-30</v>", []string{"C02 县市区表!E8 " + gdp + "填的是「2018-06-30」，不是数字。"}, ""},
		{"a text in runs", `t="inlineStr"`, "<is><r><t>212</t></r><r><t>.5</t></r></is>", []string{"C03 县市区表!E8 " + gdp + "是文本格式的「212.5」，按212.5读取。"}, "212.5（初步）"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := context(t, "2018-06")
			sub := read(t, ctx, rawCell(t, workbook(t, ctx, unitUnderTest, entries(), nil), "E8", c.attributes, c.inner))
			if d := cmp.Diff(c.findings, told(sub)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(but("gdp/value", c.value), taken(sub)); d != "" {
				t.Error(d)
			}
		})
	}
}

// The date in the foot.
func TestFootDate(t *testing.T) {
	for text, want := range map[string]string{"2018年7月9日": "2018-07-09", "2018/7/9": "2018-07-09", "七月": ""} {
		ctx := context(t, "2018-06")
		data := workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) {
			refs, err := f.SearchSheet(county, "报出日期：")
			must(err)
			if len(refs) == 0 {
				refs, err = f.SearchSheet(county, "报出日期")
				must(err)
			}
			col, row, err := excelize.CellNameToCoordinates(refs[0])
			must(err)
			ref, err := excelize.CoordinatesToCellName(col+1, row)
			must(err)
			set(f, county, ref, text)
		})
		sub := read(t, ctx, data)
		if got := taken(sub)["430281/county/foot/reported_on"]; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if want == "" && (len(sub.Results) != 1 || sub.Results[0].Message != "「报出日期」填的是「七月」，无法识别，未采用。") {
			t.Errorf("%v", told(sub))
		}
	}
}

// No placeholder is left in any sentence that ingest makes.
func TestNoPlaceholderLeft(t *testing.T) {
	ctx := context(t, "2018-06")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, nil, func(f *excelize.File) {
		set(f, county, "E8", "约5")
		set(f, county, "D8", "无")
		set(f, county, "H8", "１")
		set(f, county, "J8", "好")
		set(f, county, "H16", "1")
		set(f, county, "B9", "工业增加值")
		set(f, county, "L9", "多余")
		set(f, project, "B7", "甲")
		set(f, project, "J7", "某日")
	}))
	if len(sub.Results) < 8 {
		t.Errorf("only %d findings: %v", len(sub.Results), told(sub))
	}
	for _, r := range sub.Results {
		for _, text := range []string{r.Message, r.Remedy} {
			for _, c := range text {
				if c == '{' || c == '}' {
					t.Errorf("%s: %s", r.Rule, text)
					break
				}
			}
		}
	}
}
