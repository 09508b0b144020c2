package ingest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
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
		{"separators in the wrong place", func(f *excelize.File) { set(f, county, "E8", "21,2.5") },
			[]string{"C16 县市区表!E8 " + gdp + "填的是「21,2.5」，分隔符不在千分位上，去掉后按212.5读取。"}, baseline()},
		{"a separator that may be a decimal comma", func(f *excelize.File) { set(f, county, "E8", "212,5") },
			[]string{"C29 县市区表!E8 " + gdp + "填的是「212,5」，其中的分隔符可以有不同理解，无法确定数值。"}, lost},
		{"the unit behind the figure", func(f *excelize.File) { set(f, county, "E8", "212.5亿元") },
			[]string{"C17 县市区表!E8 " + gdp + "填的是「212.5亿元」，按212.5读取（计量单位：亿元）。"}, baseline()},
		{"a smaller unit", func(f *excelize.File) { set(f, county, "E8", "2,125,000万元") },
			[]string{"C18 县市区表!E8 " + gdp + "填的是「2,125,000万元」，已由万元换算为亿元，按212.5读取。"}, baseline()},
		{"another currency", func(f *excelize.File) { set(f, county, "E8", "212.5亿美元") },
			[]string{"C19 县市区表!E8 " + gdp + "填的是「212.5亿美元」，其中的「亿美元」不能准确换算为本栏的计量单位，未采用。"}, lost},
		{"points for per cent", func(f *excelize.File) { set(f, county, "H8", "8.1个百分点") },
			[]string{"C19 县市区表!H8 " + growth + "填的是「8.1个百分点」，其中的「个百分点」不能准确换算为本栏的计量单位，未采用。"}, but("gdp/growth", "")},
		{"separators in the wrong place and a smaller unit", func(f *excelize.File) { set(f, county, "E8", "212,50,00万元") },
			[]string{"C16 县市区表!E8 " + gdp + "填的是「212,50,00万元」，分隔符不在千分位上，去掉后按212.5读取。",
				"C18 县市区表!E8 " + gdp + "填的是「212,50,00万元」，已由万元换算为亿元，按212.5读取。"}, baseline()},
		{"a bound where a figure is required", func(f *excelize.File) { set(f, county, "E8", "突破212亿元") },
			[]string{"C21 县市区表!E8 " + gdp + "填的是「突破212亿元」，是概数或范围，不是确切的数字。"}, but("gdp/value", "突破212亿元（初步）")},
		{"a bound elsewhere", func(f *excelize.File) { set(f, county, "D11", "15亿以上") },
			[]string{"C22 县市区表!D11 「社会消费品零售总额·6月」填的是「15亿以上」，是概数或范围，原文已保留，不作数字使用。"}, but("retail/current", "15亿以上")},
		{"a sign for no data where a figure is required", func(f *excelize.File) { set(f, county, "E8", "—") },
			[]string{"C23 县市区表!E8 " + gdp + "填的是「—」，意思是“不适用”，但该项必填。"}, lost},
		{"a sign for no data elsewhere", func(f *excelize.File) { set(f, county, "D8", "不详") },
			[]string{"C14 县市区表!D8 「地区生产总值·6月」填的是「不详」，按“不详”读取，没有数值。"}, baseline()},
		{"no firms", func(f *excelize.File) { set(f, county, "E14", "无") },
			[]string{"C24 县市区表!E14 「高新技术企业数量·1—6月累计」填的是「无」，按0读取。"}, but("hightech_firms/value", "0")},
		{"firms with their unit", func(f *excelize.File) { set(f, county, "E14", "61家") },
			[]string{"C17 县市区表!E14 「高新技术企业数量·1—6月累计」填的是「61家」，按61读取（计量单位：家）。"}, baseline()},
		{"a fall of a growth", func(f *excelize.File) { set(f, county, "H10", "下降2.5%") },
			[]string{"C20 县市区表!H10 「固定资产投资（年度）·同比增速（%）」填的是「下降2.5%」，按-2.5读取。"}, baseline()},
		{"a fall of a reduction", func(f *excelize.File) { set(f, county, "E16", "下降4.7") },
			[]string{"C20 县市区表!E16 「单位地区生产总值能源消耗降低·1—6月累计」填的是「下降4.7」，按4.7读取。"}, baseline()},
		{"a minus of a reduction", func(f *excelize.File) { set(f, county, "E16", -4.7) }, nil, but("energy_cut/value", "-4.7")},
		{"a rise for a level", func(f *excelize.File) { set(f, county, "E8", "增长212.5") },
			[]string{"C32 县市区表!E8 " + gdp + "填的是「增长212.5」，按212.5读取。"}, baseline()},
		{"a sign and a word", func(f *excelize.File) { set(f, county, "H10", "下降-2.5") },
			[]string{"C31 县市区表!H10 「固定资产投资（年度）·同比增速（%）」填的是「下降-2.5」，文字、括号与正负号同时使用，无法确定正负。"}, but("fai/growth", "")},
		{"scientific notation as text", func(f *excelize.File) { set(f, county, "E8", "2.125E2") },
			[]string{"C25 县市区表!E8 " + gdp + "填的是「2.125E2」，按212.5读取。"}, baseline()},
		{"a day as text", func(f *excelize.File) { set(f, county, "E8", "2018年6月30日") },
			[]string{"C26 县市区表!E8 " + gdp + "是日期或日期格式（2018年6月30日），不是数字。"}, lost},
		{"words", func(f *excelize.File) { set(f, county, "E8", "见附件") },
			[]string{"C02 县市区表!E8 " + gdp + "填的是「见附件」，不是数字。"}, lost},
		{"true", func(f *excelize.File) { set(f, county, "E8", true) }, []string{"C27 县市区表!E8 " + gdp + "是逻辑值 TRUE，不是数字。"}, lost},
		{"a date's format", func(f *excelize.File) { format(f, "E8", "yyyy-mm-dd") },
			[]string{"C26 县市区表!E8 " + gdp + "是日期或日期格式（212.5），不是数字。"}, lost},
		{"a fraction's format", func(f *excelize.File) { format(f, "E8", "# ?/?") }, nil, baseline()},
		{"growth as a percentage", func(f *excelize.File) {
			write(f, "H8", "0.081", true)
			format(f, "H8", "0.0%")
		}, []string{"C13 县市区表!H8 " + growth + "以百分数格式填写（存储值 0.081），按8.1读取。"}, baseline()},
		{"growth with its sign", func(f *excelize.File) { set(f, county, "H8", "8.1%") },
			[]string{"C17 县市区表!H8 " + growth + "填的是「8.1%」，按8.1读取（计量单位：%）。"}, baseline()},
		{"an amount with that sign", func(f *excelize.File) { set(f, county, "E8", "212.5%") },
			[]string{"C19 县市区表!E8 " + gdp + "填的是「212.5%」，其中的「%」不能准确换算为本栏的计量单位，未采用。"}, lost},
		{"an amount as a percentage", func(f *excelize.File) { format(f, "E8", "0.0%") },
			[]string{"C28 县市区表!E8 " + gdp + "用了百分数格式（存储值 212.5），而本栏的计量单位不是%，无法确定数值。"}, lost},
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
		{"formula with a text", `t="str"`, "<f>A1</f><v>212.5亿元</v>", []string{"C17 县市区表!E8 " + gdp + "填的是「212.5亿元」，按212.5读取（计量单位：亿元）。"}, "212.5（初步）"},
		{"binary noise", "", "<v>212.49999999999997</v>", []string{"C10 县市区表!E8 " + gdp + "存储为 212.49999999999997，按212.5读取。"}, "212.5（初步）"},
		{"digits of a computed figure", "", "<v>70.833333333333329</v>", []string{"C30 县市区表!E8 " + gdp + "存储为 70.833333333333329，按单元格显示的位数读取为70.83333333。"}, "70.83333333（初步）"},
		{"scientific notation", "", "<v>2.125E2</v>", nil, "212.5（初步）"},
		{"an ISO date", `t="d"`, "<v>2018-06-30</v>", []string{"C26 县市区表!E8 " + gdp + "是日期或日期格式（2018-06-30），不是数字。"}, ""},
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

// What is read is the value; what stood there stays as it was stored.
func TestReadIsKept(t *testing.T) {
	ctx := context(t, "2018-06")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) {
		set(f, county, "E8", " 2,125,000 万元")
		set(f, county, "D11", "约15")
		set(f, project, "G7", "8.2亿元") // 总投资（万元）: the unit is in the title
	}))
	want := map[string]stat.Quantity{
		"430281/county/gdp/value":             {Kind: stat.Number, Number: decimal.RequireFromString("212.5"), Read: " 2,125,000 万元"},
		"430281/county/retail/current":        {Kind: stat.TextOnly, Read: "约15"},
		"430281/project/project:1/total_plan": {Kind: stat.Number, Number: decimal.RequireFromString("82000"), Read: "8.2亿元"},
	}
	got := map[string]stat.Quantity{}
	for _, o := range sub.Observations {
		if _, ok := want[o.Key()]; ok {
			got[o.Key()] = o.Quantity
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for id, level := range map[string]rule.Severity{"C18": rule.Hint, "C22": rule.Verify} {
		if !slices.ContainsFunc(sub.Results, func(r rule.Result) bool {
			return r.Rule == id && r.Severity == level && strings.HasSuffix(r.Remedy, "。")
		}) {
			t.Errorf("no %s: %v", id, told(sub))
		}
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
