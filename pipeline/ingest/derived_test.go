package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// In the year's 县市区表 the figures stand in column D: 地区生产总值 in row 8, R&D 经费投入
// 强度 14, R&D 经费 15, 状态 of the ratio in H14, 水耗 25, 用水总量 26.
const ratioCell = "D14"

// yearOf are the parts of two ratios: 5.02 ÷ 212.5 × 100 = 2.36235…, and
// 16995.75 ÷ 212.5 = 79.98 exactly.
func yearOf() map[formxlsx.Key]formxlsx.Value {
	key := func(item string, m stat.Measure) formxlsx.Key {
		return formxlsx.Key{Unit: unitUnderTest, Form: "county", Item: item, Measure: m}
	}
	return map[formxlsx.Key]formxlsx.Value{
		key("gdp", stat.Value): num("212.5"), key("rd_expenditure", stat.Value): num("5.02"), key("water_volume", stat.Value): num("16995.75"),
		key("rd_intensity", stat.Status): formxlsx.Txt("核实"),
	}
}

// What the cell of a derived ratio may hold when it comes back.
func TestDerivedCell(t *testing.T) {
	ctx := context(t, "2017")
	const again = "C40 县市区表!D14 「研究与试验发展（R&D）经费投入强度·全年」没有保存计算结果，由系统按分子5.02、分母212.5重算，为2.36%。"
	data := workbook(t, ctx, unitUnderTest, yearOf(), nil)
	for _, c := range []struct {
		name, attributes, inner string
		value, finding          string
	}{
		{"as we write it", "", "", "2.36", ""},
		{"a formula with another's result", "", "<f>D15/D8*100</f><v>2.3623529411764703</v>", "2.36235294", "C30"},
		{"a formula without a result", "", "<f>D15/D8*100</f>", "2.36", again},
		{"a formula with an empty result", ` t="str"`, "<f>D15/D8*100</f><v></v>", "2.36", again},
		{"nothing", "", "", "2.36", again},
		{"a figure typed over", "", "<v>2.4</v>", "2.4", ""},
		{"a figure typed over as text", ` t="inlineStr"`, "<is><t>2.4%</t></is>", "2.4", "C17"},
		{"a sign for nothing", ` t="inlineStr"`, "<is><t>—</t></is>", "2.36", again},
		{"words", ` t="inlineStr"`, "<is><t>待核</t></is>", "", "C02"},
		{"an error", ` t="e"`, "<f>1/0</f><v>#DIV/0!</v>", "", "C08"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := data
			if c.name != "as we write it" {
				changed = rawCell(t, data, ratioCell, c.attributes, c.inner)
			}
			sub := read(t, ctx, changed)
			if got := strings.TrimSuffix(taken(sub)["430281/county/rd_intensity/value"], "（核实）"); got != c.value {
				t.Errorf("read as %q, want %q", got, c.value)
			}
			var about []string
			for i, r := range sub.Results {
				if r.Subject.Item == "rd_intensity" && r.Rule != "C14" {
					about = append(about, told(sub)[i])
				}
			}
			if len(about) > 1 || !strings.HasPrefix(strings.Join(about, ""), c.finding) || c.finding == "" && about != nil {
				t.Errorf("findings %q, want %q", about, c.finding)
			}
			if len(about) == 1 && c.finding == again && about[0] != again {
				t.Errorf("said %s", about[0])
			}
		})
	}
}

// The figure that the program reckons stands in its own cell, with the row's 状态,
// and its finding names the cells of the parts.
func TestDerivedIsTraceable(t *testing.T) {
	ctx := context(t, "2017")
	sub := read(t, ctx, rawCell(t, workbook(t, ctx, unitUnderTest, yearOf(), nil), ratioCell, "", "<f>D15/D8*100</f>"))
	for _, o := range sub.Observations {
		if o.Item == "rd_intensity" && o.Measure == stat.Value && (o.Source.Cell != ratioCell || o.Source.SHA256 == "" || o.Vintage != "核实" || o.Number.String() != "2.36") {
			t.Errorf("%+v", o)
		}
	}
	for _, r := range sub.Results {
		if r.Rule != rule.Reckoned {
			continue
		}
		var places []string
		for _, s := range r.Related {
			places = append(places, s.Sheet+"!"+s.Cell)
		}
		if d := cmp.Diff([]string{"县市区表!D15", "县市区表!D8"}, places); d != "" || r.Severity != rule.Hint {
			t.Errorf("%v %s", r.Severity, d)
		}
		return
	}
	t.Error("no finding")
}

// Without a part there is no ratio, and the part alone is missed; nor is there one
// to nought. A part typed as text is read before the ratio is reckoned.
func TestDerivedWithoutParts(t *testing.T) {
	ctx := context(t, "2017")
	for _, c := range []struct {
		name  string
		edit  func(*excelize.File)
		value string
		lacks []string // items
	}{
		{"no numerator", func(f *excelize.File) { set(f, county, "D15", nil); set(f, county, ratioCell, nil) }, "", []string{"rd_expenditure"}},
		{"no denominator", func(f *excelize.File) { set(f, county, "D8", nil); set(f, county, ratioCell, nil) }, "", []string{"gdp"}},
		{"nought", func(f *excelize.File) { set(f, county, "D8", 0); set(f, county, ratioCell, nil) }, "", nil},
		{"a text with its unit", func(f *excelize.File) { set(f, county, "D15", "5.02亿元"); set(f, county, ratioCell, nil) }, "2.36（核实）", nil},
		{"a text in 万元", func(f *excelize.File) { set(f, county, "D15", "50200万元"); set(f, county, ratioCell, nil) }, "2.36（核实）", nil},
		{"the row is gone", func(f *excelize.File) { must(f.RemoveRow(county, 14)) }, "", []string{"rd_intensity"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sub := read(t, ctx, workbook(t, ctx, unitUnderTest, yearOf(), c.edit))
			if got := taken(sub)["430281/county/rd_intensity/value"]; got != c.value {
				t.Errorf("read as %q, want %q", got, c.value)
			}
			var lacks []string
			for _, r := range sub.Results {
				if item := r.Subject.Item; (r.Rule == rule.RequiredEmpty || r.Rule == rule.RowMissing) && (item == "gdp" || item == "rd_expenditure" || item == "rd_intensity") {
					lacks = append(lacks, item)
				}
			}
			if d := cmp.Diff(c.lacks, lacks); d != "" {
				t.Errorf("said to be missing: %s", d)
			}
		})
	}
}

// A result that was stored before the parts were changed differs from them: the
// rule about the ratio says so.
func TestDerivedStale(t *testing.T) {
	ctx := context(t, "2017")
	for part, want := range map[string]bool{"5.02": false, "6.02": true} {
		sub := read(t, ctx, rawCell(t, workbook(t, ctx, unitUnderTest, yearOf(), nil), "D15", "", "<v>"+part+"</v>"))
		out, err := validate.Submission(validate.Context{Plan: ctx.Plan, Forms: ctx.Forms, Rules: ctx.Rules, Period: ctx.Period,
			History: func(string, string, stat.Period) (stat.Observation, bool) { return stat.Observation{}, false }}, sub.Observations)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, r := range out.Results {
			if r.Rule == "P21" && r.Outcome == rule.Fail {
				said = r.Source.Cell + " " + r.Message
			}
		}
		// 6.02 ÷ 212.5 × 100 = 2.8329…
		if full := "D14 R&D经费投入强度填报为2.36%，按经费6.02亿元、地区生产总值212.5亿元重算为2.83%，相差超过0.1。"; want && said != full || !want && said != "" {
			t.Errorf("%s: %q", part, said)
		}
	}
}
