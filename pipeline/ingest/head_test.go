package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// check reads a changed baseline and holds findings and observations against
// what is expected.
func check(t *testing.T, edit func(*excelize.File), findings []string, observations map[string]string) {
	t.Helper()
	ctx := context(t, "2018-06")
	sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), edit))
	if d := cmp.Diff(findings, told(sub)); d != "" {
		t.Errorf("findings: %s", d)
	}
	if d := cmp.Diff(observations, taken(sub)); d != "" {
		t.Errorf("observations: %s", d)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Whose form and which period: one change each. A form that may be another
// unit's or another period's is not read at all.
func TestIdentityChanged(t *testing.T) {
	none := map[string]string{}
	other := "F07 县市区表!A2 表内身份为「醴陵市」，表头写的是「攸县」。"
	for _, c := range []struct {
		name     string
		edit     func(*excelize.File)
		findings []string
		taken    map[string]string
	}{
		{"another unit's name and code", func(f *excelize.File) {
			set(f, county, "A2", "填报单位：攸县")
			set(f, county, "A3", "单位代码：430223")
		}, []string{other}, none},
		{"another unit's name", func(f *excelize.File) { set(f, county, "A2", "填报单位：攸县") }, []string{other}, none},
		{"another unit's code", func(f *excelize.File) { set(f, county, "A3", "单位代码：430223") },
			[]string{other}, none},
		{"nobody's name", func(f *excelize.File) { set(f, county, "A2", "填报单位：某某县") },
			[]string{"F07 县市区表!A2 表内身份为「醴陵市」，表头写的是「某某县」。"}, none},
		{"the name with a space and a half-width colon", func(f *excelize.File) { set(f, county, "A2", "填报单位: 醴 陵 市") }, nil, baseline()},
		{"the name in the next cell", func(f *excelize.File) {
			must(f.UnmergeCell(county, "A2", "D2"))
			set(f, county, "A2", "填报单位：")
			set(f, county, "C2", "醴陵市")
		}, nil, baseline()},
		{"no name", func(f *excelize.File) { set(f, county, "A2", "填报单位：") }, nil, baseline()},
		{"another period", func(f *excelize.File) { set(f, county, "A4", "报告期：2018年1—5月") },
			[]string{"F04 县市区表!A4 表格的报告期是「2018年1—5月」，本次应报「2018年1—6月」。"}, none},
		{"the period with a hyphen", func(f *excelize.File) { set(f, county, "A4", "报告期: 2018年1-6月") }, nil, baseline()},
		{"the period as a code", func(f *excelize.File) { set(f, county, "A4", "报告期：2018-06") }, nil, baseline()},
		{"no hidden sheet", func(f *excelize.File) { must(f.DeleteSheet("_zhibao")) },
			[]string{"F08 县市区表!A2 没有隐藏的身份页，按表头认定为醴陵市。"}, baseline()},
		{"no hidden sheet, another period", func(f *excelize.File) {
			must(f.DeleteSheet("_zhibao"))
			set(f, county, "A4", "报告期：2018年1—5月")
		}, []string{
			"F08 县市区表!A2 没有隐藏的身份页，按表头认定为醴陵市。",
			"F04 县市区表!A4 表格的报告期是「2018年1—5月」，本次应报「2018年1—6月」。",
		}, none},
		{"no hidden sheet, nobody's name and code", func(f *excelize.File) {
			must(f.DeleteSheet("_zhibao"))
			set(f, county, "A2", "填报单位：醴陵市区")
			set(f, county, "A3", "单位代码：")
		}, []string{"F03 县市区表!A2 填报单位「醴陵市区」不在报送名单中，最接近的是「醴陵市」。"}, none},
		{"a hidden unit that is not on the list", func(f *excelize.File) { set(f, "_zhibao", "B2", "430999") },
			[]string{"F03 _zhibao! 填报单位「430999」不在报送名单中。"}, none},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.edit, c.findings, c.taken) })
	}
}

// May's form: as it is, and with the visible head made to say June. The sentence
// never says that the period it wants is the one that stands there.
func TestOldForm(t *testing.T) {
	may, june := context(t, "2018-05"), context(t, "2018-06")
	entries := entries()
	for k := range entries { // what May does not ask for
		if k.Item == "gdp" || k.Item == "energy_cut" {
			delete(entries, k)
		}
	}
	sub := read(t, june, workbook(t, may, unitUnderTest, entries, nil))
	if d := cmp.Diff([]string{"F04 县市区表!A4 表格的报告期是「2018年1—5月」，本次应报「2018年1—6月」。"}, told(sub)); d != "" {
		t.Error(d)
	}
	sub = read(t, june, workbook(t, may, unitUnderTest, entries, func(f *excelize.File) { set(f, county, "A4", "报告期：2018年1—6月") }))
	if len(sub.Observations) > 0 {
		t.Errorf("%d observations from a form of May", len(sub.Observations))
	}
	if len(sub.Results) != 1 || sub.Results[0].Seen == sub.Results[0].Expected {
		t.Errorf("the sentence contradicts itself: %v", told(sub))
	}
}

// A quarter and its last month are one collection.
func TestQuarterForMonth(t *testing.T) {
	month, quarter := context(t, "2018-06"), context(t, "2018-Q2")
	sub := read(t, quarter, workbook(t, month, unitUnderTest, entries(), nil))
	if d := cmp.Diff(baseline(), taken(sub)); d != "" || len(sub.Results) > 0 {
		t.Errorf("%v %s", told(sub), d)
	}
	sub = read(t, month, workbook(t, quarter, unitUnderTest, entries(), nil))
	if d := cmp.Diff(baseline(), taken(sub)); d != "" || len(sub.Results) > 0 {
		t.Errorf("%v %s", told(sub), d)
	}
}

// A sheet that was pasted in from another workbook: its own head counts, not
// only the first sheet's.
func TestSecondSheetForeign(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*excelize.File)
		rule string // any rule will do if empty
	}{
		{"another unit's", func(f *excelize.File) {
			set(f, project, "A2", "填报单位：攸县")
			set(f, project, "A3", "单位代码：430223")
		}, ""},
		{"another period's", func(f *excelize.File) { set(f, project, "A4", "报告期：2018年1—5月") }, "F04"},
	} {
		ctx := context(t, "2018-06")
		sub := read(t, ctx, workbook(t, ctx, unitUnderTest, entries(), c.edit))
		named := false
		for _, r := range sub.Results {
			named = named || r.Severity.Returns() && (c.rule == "" || r.Rule == c.rule)
		}
		if !named {
			t.Errorf("%s: not returned: %v", c.name, told(sub))
		}
		for _, o := range sub.Observations {
			if o.Form == "project" {
				t.Errorf("%s: %s was taken", c.name, o.Key())
			}
		}
	}
}
