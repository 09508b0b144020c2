package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// unitUnderTest fills in the baseline: 醴陵市, June 2018.
const unitUnderTest = "430281"

// Sheets of the baseline. In 县市区表 the head is in rows 1–5, the column titles
// in row 6 (A 代码, B 指标名称, C 计量单位, D 6月, E 1—6月累计, F 上年同期, G 可比口径,
// H 同比增速, I 1—5月累计, J 状态, K 核实说明), 地区生产总值 in row 8, 规模工业增加值 9, 固定资产投资 10,
// 社会消费品零售总额 11, 进出口总额 12, 高新技术企业数量 14, 能源消耗降低 16.
const (
	county  = "县市区表"
	project = "重大项目表"
)

func context(t *testing.T, when string) Context {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	forms, err := form.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rule.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	period, err := stat.ParsePeriod(when)
	if err != nil {
		t.Fatal(err)
	}
	return Context{Plan: p, Forms: forms, Rules: rules, Period: period}
}

func num(s string) formxlsx.Value { return formxlsx.Num(decimal.RequireFromString(s)) }

// entries are the baseline's figures.
func entries() map[formxlsx.Key]formxlsx.Value {
	all := map[formxlsx.Key]formxlsx.Value{}
	put := func(item string, m stat.Measure, v formxlsx.Value) {
		id := "county"
		if strings.HasPrefix(item, "project:") {
			id = "project"
		}
		all[formxlsx.Key{Unit: unitUnderTest, Form: id, Item: item, Measure: m}] = v
	}
	put("gdp", stat.Value, num("212.5"))
	put("gdp", stat.Growth, num("8.1"))
	put("gdp", stat.Status, formxlsx.Txt("初步"))
	put("industry_va", stat.Growth, num("7.3"))
	put("industry_va", stat.Note, formxlsx.Txt("2018年起只公布增速"))
	put("fai", stat.Growth, num("-2.5"))
	put("retail", stat.Value, num("88.06"))
	put("retail", stat.Current, num("15.2"))
	put("trade", stat.Value, num("1.9"))
	put("hightech_firms", stat.Value, num("61"))
	put("energy_cut", stat.Value, num("4.7"))
	put(form.FootItem, "responsible", formxlsx.Txt("局长"))
	put(form.FootItem, "statistics_head", formxlsx.Txt("科长"))
	put(form.FootItem, "filled_by", formxlsx.Txt("张三"))
	put(form.FootItem, "phone", formxlsx.Txt("0731-00000000"))
	put(form.FootItem, "reported_on", formxlsx.Txt("2018-07-09"))
	put("project:1", "name", formxlsx.Txt("陶瓷产业园"))
	put("project:1", "total_plan", num("82000"))
	put("project:1", "planned_start", formxlsx.Txt("2017-03-01"))
	put("project:1", "stage", formxlsx.Txt("在建"))
	return all
}

// workbook writes the baseline and lets edit change it; edit may be nil.
func workbook(t *testing.T, ctx Context, unit string, given map[formxlsx.Key]formxlsx.Value, edit func(*excelize.File)) []byte {
	t.Helper()
	u, ok := ctx.Plan.Unit(unit)
	if !ok {
		t.Fatalf("no unit %s", unit)
	}
	data, err := formxlsx.Workbook(ctx.Forms.Sheets(ctx.Plan, u, ctx.Period), u, ctx.Period, formxlsx.Options{Entries: given})
	if err != nil {
		t.Fatal(err)
	}
	if edit == nil {
		return data
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	edit(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t *testing.T, ctx Context, data []byte) *Submission {
	t.Helper()
	book, err := xlsx.Read(data, xlsx.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return Read(ctx, "430281-醴陵市.xlsx", book)
}

// rawCell replaces a cell of the first sheet by XML as other programs write it.
func rawCell(t *testing.T, data []byte, ref, attributes, inner string) []byte {
	t.Helper()
	cell := regexp.MustCompile(`<c r="` + ref + `"( s="\d+")?[^>]*?(/>|>.*?</c>)`)
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, entry := range in.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name == "xl/worksheets/sheet1.xml" {
			if !cell.Match(text) {
				t.Fatalf("no cell %s", ref)
			}
			text = cell.ReplaceAll(text, []byte(`<c r="`+ref+`"$1 `+attributes+`>`+inner+`</c>`))
		}
		to, err := w.Create(entry.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// told are the findings as rule, place and sentence.
func told(s *Submission) []string {
	var list []string
	for _, r := range s.Results {
		list = append(list, r.Rule+" "+r.Source.Sheet+"!"+r.Source.Cell+" "+r.Message)
	}
	return list
}

// taken are the observations by what they are about.
func taken(s *Submission) map[string]string {
	all := map[string]string{}
	for _, o := range s.Observations {
		text := o.Read
		if o.Kind == stat.Number {
			text = o.Number.String()
		}
		if o.Vintage != "" {
			text += "（" + o.Vintage + "）"
		}
		all[o.Key()] = text
	}
	return all
}

// unsigned is what is told of a workbook without a foot.
func unsigned(sheet string) string {
	return "S17 " + sheet + "! 表尾的单位负责人、统计负责人、填表人、联系电话、报出日期没有填写。"
}

// baseline is what the unchanged workbook gives; the figures are those of entries.
func baseline() map[string]string {
	return map[string]string{
		"430281/county/gdp/value":                "212.5（初步）",
		"430281/county/gdp/growth":               "8.1（初步）",
		"430281/county/gdp/status":               "初步（初步）",
		"430281/county/industry_va/growth":       "7.3",
		"430281/county/industry_va/note":         "2018年起只公布增速",
		"430281/county/fai/growth":               "-2.5",
		"430281/county/retail/value":             "88.06",
		"430281/county/retail/current":           "15.2",
		"430281/county/trade/value":              "1.9",
		"430281/county/hightech_firms/value":     "61",
		"430281/county/energy_cut/value":         "4.7",
		"430281/county/foot/responsible":         "局长",
		"430281/county/foot/statistics_head":     "科长",
		"430281/county/foot/filled_by":           "张三",
		"430281/county/foot/phone":               "0731-00000000",
		"430281/county/foot/reported_on":         "2018-07-09",
		"430281/project/project:1/name":          "陶瓷产业园",
		"430281/project/project:1/total_plan":    "82000",
		"430281/project/project:1/planned_start": "2017-03-01",
		"430281/project/project:1/stage":         "在建",
	}
}

// but is the baseline with some observations changed or, by an empty text, gone.
func but(changes ...string) map[string]string {
	all := baseline()
	for i := 0; i < len(changes); i += 2 {
		key := "430281/county/" + changes[i]
		if changes[i+1] == "" {
			delete(all, key)
		} else {
			all[key] = changes[i+1]
		}
	}
	return all
}

func TestBaseline(t *testing.T) {
	ctx := context(t, "2018-06")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), nil))
	if d := cmp.Diff([]string(nil), told(sub)); d != "" {
		t.Errorf("findings: %s", d)
	}
	if d := cmp.Diff(baseline(), taken(sub)); d != "" {
		t.Errorf("observations: %s", d)
	}
	if sub.Unit == nil || sub.Unit.Code != unitUnderTest || sub.Sample {
		t.Errorf("unit %v, sample %v", sub.Unit, sub.Sample)
	}
	for _, o := range sub.Observations {
		if o.Item == "gdp" && o.Measure == stat.Value {
			want := stat.Source{File: "430281-醴陵市.xlsx", SHA256: sub.SHA256, Sheet: county, Cell: "E8"}
			if d := cmp.Diff(want, o.Source); d != "" || len(sub.SHA256) != 64 {
				t.Errorf("source: %s", d)
			}
		}
	}
}

// A form of made-up figures says so in each observation.
func TestSampleMark(t *testing.T) {
	ctx := context(t, "2018-06")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), func(f *excelize.File) { set(f, county, "A5", form.SampleMark) }))
	if !sub.Sample {
		t.Error("the mark was not seen")
	}
	for _, o := range sub.Observations {
		if o.Sample != (o.Form == "county") {
			t.Errorf("%s: sample %v", o.Key(), o.Sample)
		}
	}
}

func set(f *excelize.File, sheet, ref string, v any) {
	if err := f.SetCellValue(sheet, ref, v); err != nil {
		panic(err)
	}
}
