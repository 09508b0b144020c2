package ingest

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/formxlsx"
)

// sealKey is the workspace's key in these tests.
const sealKey = "a key of thirty-two bytes exactly"

// issued is the baseline as issued under a key, then changed; edit may be nil.
func issued(t *testing.T, ctx Context, unit, key string, n int, edit func(*excelize.File)) []byte {
	t.Helper()
	u, _ := ctx.Plan.Unit(unit)
	opt := formxlsx.Options{Entries: entries(), Key: []byte(key), Version: ctx.Forms.Version(), Sequence: n}
	data, err := formxlsx.Workbook(ctx.Forms.Sheets(ctx.Plan, u, ctx.Period), u, ctx.Period, opt)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if edit != nil {
		edit(f)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// hidden sets a value of the hidden sheet, or removes the row.
func hidden(f *excelize.File, key, value string) {
	rows, err := f.GetRows("_zhibao")
	must(err)
	for i, r := range rows {
		if r[0] == key && value == "" {
			must(f.RemoveRow("_zhibao", i+1))
		} else if r[0] == key {
			set(f, "_zhibao", "B"+itoa(i+1), value)
		}
	}
}

func TestSeal(t *testing.T) {
	none := map[string]string{}
	toYouxian := func(f *excelize.File) {
		set(f, county, "A2", "填报单位：攸县")
		set(f, county, "A3", "单位代码：430223")
		set(f, project, "A2", "填报单位：攸县")
		set(f, project, "A3", "单位代码：430223")
		hidden(f, "unit", "430223")
		hidden(f, "unit_name", "攸县")
	}
	const anything = "身份页的单位、报告期、表式、表式版本、序号至少有一项被改动，或不是统计局下发的表格（凭封印不能确定是哪一项）"
	broken := func(name, why string) []string {
		return []string{"F14 县市区表!A2 表内封印不符（表头写的是「" + name + "」）：" + why + "，整份表格未读取。"}
	}
	version := context(t, "2018-06").Forms.Version()
	unchecked := []string{"F08 县市区表!A2 本工作区没有密钥，表内封印无从核对，按表头认定为醴陵市。"}
	unsealed := []string{"F08 县市区表!A2 隐藏的身份页没有封印，按表头认定为醴陵市。"}
	for _, c := range []struct {
		name     string
		key      string // of the workspace
		edit     func(*excelize.File)
		findings []string
		taken    map[string]string
		unit     string
		sequence int
	}{
		{"as issued", sealKey, nil, nil, baseline(), "430281", 2},
		{"without a key", "", nil, unchecked, baseline(), "430281", 2},
		{"without a key, a broken seal", "", func(f *excelize.File) { hidden(f, "sequence", "9") }, unchecked, baseline(), "430281", 9},
		{"another unit's name in head and hidden sheet", sealKey, toYouxian, broken("攸县", "身份页的单位被改动（封印时为醴陵市，现为攸县）"), none, "430223", 0},
		{"another period in head and hidden sheet", sealKey, func(f *excelize.File) { hidden(f, "period", "2018-Q2") }, broken("醴陵市", "身份页的报告期被改动（封印时为2018-06，现为2018-Q2）"), none, "430281", 0},
		{"May in head and hidden sheet", sealKey, func(f *excelize.File) { hidden(f, "period", "2018-05") }, broken("醴陵市", "身份页的报告期被改动（封印时为2018年1—6月，现为2018年1—5月）"), none, "430281", 0},
		{"another sequence", sealKey, func(f *excelize.File) { hidden(f, "sequence", "3") }, broken("醴陵市", "身份页的序号被改动（封印时为2，现为3）"), none, "430281", 0},
		{"a sequence that is no number", sealKey, func(f *excelize.File) { hidden(f, "sequence", "二") }, broken("醴陵市", "身份页的序号被改动（封印时为2，现为空）"), none, "430281", 0},
		{"a seal cut short", sealKey, func(f *excelize.File) { hidden(f, "seal", "0123abcd") }, broken("醴陵市", "封印本身不完整"), none, "430281", 0},
		{"sequence and unit", sealKey, func(f *excelize.File) { toYouxian(f); hidden(f, "sequence", "3") }, broken("攸县", anything), none, "430223", 0},
		{"another version", sealKey, func(f *excelize.File) { hidden(f, "version", "abc") }, broken("醴陵市", "身份页的表式版本被改动（封印时为"+version+"，现为abc）"), none, "430281", 0},
		{"other forms", sealKey, func(f *excelize.File) { hidden(f, "forms", "county@株转示1表") }, broken("醴陵市", "身份页的表式被改动（封印时为株转示1表、株转示4表，现为county@株转示1表）"), none, "430281", 0},
		{"no hidden unit", sealKey, func(f *excelize.File) { hidden(f, "unit", "") }, broken("醴陵市", "身份页的单位被改动（封印时为醴陵市，现为空）"), none, "430281", 0},
		{"no name at all", sealKey, func(f *excelize.File) {
			hidden(f, "sequence", "3")
			for _, sheet := range []string{county, project} {
				set(f, sheet, "A2", nil)
				set(f, sheet, "A3", nil)
			}
		}, []string{"F14 县市区表! 表内封印不符（表头写的是「（空）」）：身份页的序号被改动（封印时为2，现为3），整份表格未读取。"}, none, "430281", 0},
		{"another key", "another key", nil, broken("醴陵市", anything), none, "430281", 0},
		{"no seal and no key", "", func(f *excelize.File) { hidden(f, "seal", "") }, nil, baseline(), "430281", 2},
		{"without a key, another name in the head", "", func(f *excelize.File) { set(f, county, "A2", "填报单位：攸县") },
			[]string{"F07 县市区表!A2 表内身份为「醴陵市」，表头写的是「攸县」。"}, none, "430281", 0},
		{"no seal", sealKey, func(f *excelize.File) { hidden(f, "seal", "") }, unsealed, baseline(), "430281", 0},
		{"no seal and another name in the head", sealKey, func(f *excelize.File) {
			hidden(f, "seal", "")
			set(f, county, "A2", "填报单位：攸县")
		}, []string{"F07 县市区表!A2 表内身份为「醴陵市」，表头写的是「攸县」。"}, none, "430281", 0},
		{"no seal and no name", sealKey, func(f *excelize.File) {
			hidden(f, "seal", "")
			for _, sheet := range []string{county, project} {
				set(f, sheet, "A2", nil)
				set(f, sheet, "A3", nil)
			}
		}, []string{"F03 县市区表! 填报单位「（空）」不在报送名单中。"}, none, "", 0},
		{"no hidden sheet", sealKey, func(f *excelize.File) { must(f.DeleteSheet("_zhibao")) },
			[]string{"F08 县市区表!A2 没有隐藏的身份页，按表头认定为醴陵市。"}, baseline(), "430281", 0},
		{"moved within the hidden sheet", sealKey, func(f *excelize.File) { must(f.InsertRows("_zhibao", 1, 2)) }, nil, baseline(), "430281", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := context(t, "2018-06")
			ctx.Key = []byte(c.key)
			sub := read(t, ctx, issued(t, ctx, unitUnderTest, sealKey, 2, c.edit))
			if d := cmp.Diff(c.findings, told(sub)); d != "" {
				t.Errorf("findings: %s", d)
			}
			if d := cmp.Diff(c.taken, taken(sub)); d != "" {
				t.Errorf("observations: %s", d)
			}
			unit := ""
			if sub.Unit != nil {
				unit = sub.Unit.Code
			}
			if unit != c.unit || sub.Sequence != c.sequence || sub.Unread != (len(c.taken) == 0) {
				t.Errorf("unit %q, sequence %d, unread %v", unit, sub.Sequence, sub.Unread)
			}
		})
	}
}

// A form of another period says nothing of the order of this period's.
func TestSequenceOfAnotherPeriod(t *testing.T) {
	may, june := context(t, "2018-05"), context(t, "2018-06")
	u, _ := may.Plan.Unit(unitUnderTest)
	data, err := formxlsx.Workbook(may.Forms.Sheets(may.Plan, u, may.Period), u, may.Period, formxlsx.Options{Sequence: 7})
	if err != nil {
		t.Fatal(err)
	}
	if sub := read(t, june, data); sub.Sequence != 0 || !sub.Unread {
		t.Errorf("sequence %d, unread %v", sub.Sequence, sub.Unread)
	}
}

// Two units on one form, where the plan declares them.
func TestReportsTogether(t *testing.T) {
	declared := func(t *testing.T) Context {
		return changedPlan(t, "2018-02", "units.yaml", "    short: 株洲高新区\n", "    short: 株洲高新区\n    reports_with: [\"430211\"]\n")
	}
	undeclared := func(t *testing.T) Context { return context(t, "2018-02") }
	given := map[formxlsx.Key]formxlsx.Value{}
	for _, unit := range []string{"P01", "P0101", "P0102", "P0103"} {
		for _, item := range []string{"park_revenue", "park_industry_va", "park_hightech_output"} {
			given[formxlsx.Key{Unit: unit, Form: "park", Item: item, Measure: "value"}] = num("12")
		}
	}
	for _, c := range []struct {
		name     string
		ctx      func(*testing.T) Context
		head     string
		byHand   bool
		findings []string
		read     int
	}{
		{"declared", declared, "株洲高新区（天元区）", false, []string{"F18 园区表!A2 表头写明「株洲高新区（天元区）」，天元区按合报计，不另缺报。"}, 12},
		{"declared, in the other order", declared, "天元区、株洲高新区", false, []string{"F18 园区表!A2 表头写明「天元区、株洲高新区」，天元区按合报计，不另缺报。"}, 12},
		{"declared, by hand", declared, "株洲高新区(天元区)", true, []string{
			"F18 园区表!A2 表头写明「株洲高新区(天元区)」，天元区按合报计，不另缺报。", "F08 园区表!A2 没有隐藏的身份页，按表头认定为株洲高新区。"}, 12},
		{"declared, one name", declared, "株洲高新区", false, nil, 12},
		{"declared, a third name", declared, "株洲高新区（天元区、石峰区）", false, []string{"F07 园区表!A2 表内身份为「株洲高新区」，表头写的是「株洲高新区（天元区、石峰区）」。"}, 0},
		{"another pair", declared, "株洲高新区（石峰区）", false, []string{"F07 园区表!A2 表内身份为「株洲高新区」，表头写的是「株洲高新区（石峰区）」。"}, 0},
		{"half a name", declared, "株洲高新区（天元）", false, []string{"F07 园区表!A2 表内身份为「株洲高新区」，表头写的是「株洲高新区（天元）」。"}, 0},
		{"not declared", undeclared, "株洲高新区（天元区）", false, []string{"F07 园区表!A2 表内身份为「株洲高新区」，表头写的是「株洲高新区（天元区）」。"}, 0},
		{"not declared, by hand", undeclared, "株洲高新区（天元区）", true, []string{"F03 园区表!A2 填报单位「株洲高新区（天元区）」不在报送名单中，最接近的是「株洲高新区」。"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := c.ctx(t)
			sub := read(t, ctx, workbook(t, ctx, "P01", given, func(f *excelize.File) {
				set(f, "园区表", "A2", "填报单位："+c.head)
				if c.byHand {
					must(f.DeleteSheet("_zhibao"))
					set(f, "园区表", "A3", nil)
				}
			}))
			if c.read > 0 {
				c.findings = append(c.findings, unsigned("园区表"))
			}
			got := told(sub)
			slices.Sort(got)
			slices.Sort(c.findings)
			if d := cmp.Diff(c.findings, got); d != "" {
				t.Errorf("findings: %s", d)
			}
			if len(sub.Observations) != c.read {
				t.Errorf("%d observations, want %d", len(sub.Observations), c.read)
			}
			for _, r := range sub.Results {
				if r.Rule == "F18" && r.Subject.Unit != "430211" {
					t.Errorf("about %s", r.Subject.Unit)
				}
			}
		})
	}
}
