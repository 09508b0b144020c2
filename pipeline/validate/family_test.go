package validate

import (
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// records are what is on record, each "unit item period value growth"; - for none.
type records []string

func (list records) of(t *testing.T) (History, Past) {
	t.Helper()
	known := map[[2]string][]Record{}
	for _, line := range list {
		f := strings.Fields(line)
		p := period(t, f[2])
		r := Record{Period: p}
		for i, m := range []stat.Measure{stat.Value, stat.Growth} {
			if f[3+i] == "-" {
				continue
			}
			o := stat.Observation{Unit: f[0], Item: f[1], Measure: m, Period: p, Quantity: quantity(f[3+i]), Source: stat.Source{File: "inputs/history/x.csv", Cell: "第2行"}}
			if m == stat.Value {
				r.Value = &o
			} else {
				r.Growth = &o
			}
		}
		key := [2]string{f[0], f[1]}
		known[key] = append(known[key], r)
	}
	past := func(unit, item string) []Record { return known[[2]string{unit, item}] }
	return func(unit, item string, p stat.Period) (stat.Observation, bool) {
		for _, r := range past(unit, item) {
			if r.Period.Key() == p.Key() && r.Value != nil {
				return *r.Value, true
			}
		}
		return stat.Observation{}, false
	}, past
}

// oneChange is a submission in order and what one change makes a rule say of it.
type oneChange struct {
	rule       string
	unit, form string
	when       string
	base       []string
	past       records
	change     []string
	want       string
	more       []stat.Observation // of other sheets of the workbook, in both
}

func (c oneChange) sentences(t *testing.T, pairs []string) []string {
	t.Helper()
	ctx := context(t, c.when, nil)
	ctx.History, ctx.Past = c.past.of(t)
	out, err := Submission(ctx, append(submission(c.unit, c.form, pairs...), c.more...))
	if err != nil {
		t.Fatal(err)
	}
	return failed(c.rule, out.Results)
}

func failed(id string, results []rule.Result) []string {
	var list []string
	for _, r := range results {
		if r.Rule == id && r.Outcome == rule.Fail {
			list = append(list, r.Message)
			if r.Source.Cell == "" && !strings.HasSuffix(r.Message, "没有填报。") {
				list = append(list, "no cell")
			}
		}
	}
	return list
}

func tryChanges(t *testing.T, cases []oneChange) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			if got := c.sentences(t, c.base); len(got) > 0 {
				t.Errorf("before the change: %v", got)
			}
			if got := c.sentences(t, slices.Concat(c.base, c.change)); !slices.Equal(got, []string{c.want}) {
				t.Errorf("got  %v\nwant %s", got, c.want)
			}
		})
	}
}

// retail is a county's June with one figure.
var retail = []string{"retail.value", "88.06", "gdp.value", "212.5"}

// A figure in another unit than the form's.
func TestUnitSlips(t *testing.T) {
	past := records{"430281 retail 2017-06 80 -", "430281 retail 2018-05 75 -"}
	one := func(id, value, want string) oneChange {
		return oneChange{rule: id, unit: "430281", form: "county", when: "2018-06", base: retail, past: past, change: []string{"retail.value", value}, want: want}
	}
	tryChanges(t, []oneChange{
		one("H05", "840", "「社会消费品零售总额」填报为840亿元，上年同期为80亿元，约为10.5倍，疑似小数点错了一位。"),
		one("H06", "8400", "「社会消费品零售总额」填报为8400亿元，上年同期为80亿元，约为105倍，疑似小数点错了两位。"),
		one("H07", "880600", "「社会消费品零售总额」填报为880600亿元，上年同期为80亿元，约为11007.5倍，疑似把万元填成亿元。"),
		one("H08", "0.009", "「社会消费品零售总额」填报为0.009亿元，上年同期为80亿元，约为上年的万分之一，疑似把大单位的数填入了小单位的栏。"),
		one("H09", "8.8", "「社会消费品零售总额」填报为8.8亿元，上年同期为80亿元，约为上年的十分之一，疑似小数点错了一位。"),
		one("H10", "0.88", "「社会消费品零售总额」填报为0.88亿元，上年同期为80亿元，约为上年的百分之一，疑似小数点错了两位。"),
		one("H11", "1600", "「社会消费品零售总额」填报为1600亿元，2018年1—5月为75亿元，相差20倍以上，疑似计量单位错位。"),
	})
}

// Months of a year go on from one another; a year's form from its December.
func TestCumulativeFamily(t *testing.T) {
	past := records{"430281 retail 2018-04 70 9.8", "430281 retail 2018-05 75 10", "430281 T25 2018-05 30 -"}
	county := func(id string, base, change []string, want string) oneChange {
		return oneChange{rule: id, unit: "430281", form: "county", when: "2018-06", base: base, past: past, change: change, want: want}
	}
	december := records{"430281 retail 2017-12 100 9"}
	year := []string{"retail.value", "101", "retail.growth", "9.5"}
	tryChanges(t, []oneChange{
		county("R09", []string{"retail.value", "88.06", "retail.previous", "75", "retail.current", "13.06"}, []string{"retail.current", "15"},
			"「社会消费品零售总额」上期累计75加本期15为90，与本期累计88.06相差1.94亿元。"),
		county("H12", retail, []string{"retail.value", "74.5"}, "「社会消费品零售总额」累计数74.5小于2018年1—5月已报的75，少了0.5亿元。"),
		county("H13", []string{"retail.value", "88.06", "retail.current", "13.06"}, []string{"retail.current", "12"},
			"「社会消费品零售总额」台账中上月累计75加本期12为87，与本期累计88.06相差1.06亿元。"),
		county("H14", []string{"retail.value", "88.06", "retail.previous", "75"}, []string{"retail.previous", "76"},
			"「社会消费品零售总额」上期累计填报为76，台账中为75。"),
		county("H04", retail, []string{"retail.value", ""}, "「社会消费品零售总额」2018年1—5月已报（75亿元），本期没有填报。"),
		{rule: "H15", unit: "430281", form: "county", when: "2017", base: year, past: december, change: []string{"retail.value", "104"},
			want: "「社会消费品零售总额」年报为104亿元，1—12月累计为100亿元，相差4%。"},
		{rule: "H16", unit: "430281", form: "county", when: "2017", base: year, past: december, change: []string{"retail.growth", "10.1"},
			want: "「社会消费品零售总额」年报同比增速为10.1%，1—12月为9%，相差超过1个百分点。"},
	})
}

// Sudden changes: fixed thresholds, and the spread of the unit's own past. The
// median of 9, 9.4, 9.5, 10, 10.5 and 11 is 9.75, that of the deviations (0.25, 0.25,
// 0.35, 0.75, 0.75, 1.25) is 0.55; five times 1.4826 × 0.55 is 4.08.
func TestSwings(t *testing.T) {
	past := records{"430281 retail 2017-06 80 9.4", "430281 retail 2018-02 20 9", "430281 retail 2018-03 30 9.5", "430281 retail 2018-04 50 10",
		"430281 retail 2018-05 75 10.5", "430281 trade 2018-05 1.5 12"}
	past = slices.Insert(past, 1, "430281 retail 2017-12 170 11")
	shares := records{"430281 waste_reuse 2012 90 -", "430281 waste_reuse 2013 91 -", "430281 waste_reuse 2014 92 -", "430281 waste_reuse 2015 93 -", "430281 waste_reuse 2016 93 -"}
	month := func(id string, base, change []string, want string) oneChange {
		return oneChange{rule: id, unit: "430281", form: "county", when: "2018-06", base: base, past: past, change: change, want: want}
	}
	grown := []string{"retail.value", "88.06", "retail.growth", "10.1", "trade.growth", "15"}
	tryChanges(t, []oneChange{
		month("H17", grown, []string{"retail.growth", "16"}, "「社会消费品零售总额」同比增速为16%，2018年1—5月为10.5%，变动5.5个百分点，超过5个百分点。"),
		month("H17", grown, []string{"trade.growth", "33"}, "「进出口总额」同比增速为33%，2018年1—5月为12%，变动21个百分点，超过20个百分点。"),
		month("H18", grown, []string{"retail.growth", "20"}, "「社会消费品零售总额」同比增速为20%，上年同期增速为9.4%，变动10.6个百分点，超过10个百分点。"),
		month("H19", grown, []string{"retail.growth", "13.9"}, "「社会消费品零售总额」同比增速为13.9%，已有各期增速的中位数为9.75%，偏离超过4.08个百分点。"),
		month("H21", grown, []string{"retail.value", "101"}, "「社会消费品零售总额」为101亿元，上年同期为80亿元，变动26.25%，超过25%。"),
		month("H23", []string{"retail.value", "88.06", "retail.growth", "10.1"}, []string{"retail.growth", "12.2"},
			"「社会消费品零售总额」同比增速填报为12.2%，按台账中的上年同期80推算为10.08%，相差超过2个百分点。"),
		{rule: "H20", unit: "430281", form: "county", when: "2017", base: []string{"waste_reuse.value", "93.5"}, past: shares, change: []string{"waste_reuse.value", "73"},
			want: "「工业固体废弃物综合利用率」为73%，已有各期的中位数为92%，偏离过大。"},
		{rule: "H22", unit: "430281", form: "county", when: "2017", base: []string{"waste_reuse.value", "93.5"}, past: shares, change: []string{"waste_reuse.value", "80"},
			want: "「工业固体废弃物综合利用率」为80%，上年同期为93%，变动-13，超过10。"},
	})
}

// Figures that were not thought of anew.
func TestCopies(t *testing.T) {
	past := records{"430281 gdp 2018-05 180 -", "430281 retail 2018-05 75 -", "430281 trade 2018-05 1.5 -",
		"430281 gdp 2017-06 198.2 -", "430281 retail 2017-06 80 -", "430281 trade 2017-06 1.6 -"}
	base := []string{"gdp.value", "212.5", "retail.value", "88.06", "trade.value", "1.9"}
	month := func(id string, change []string, want string) oneChange {
		return oneChange{rule: id, unit: "430281", form: "county", when: "2018-06", base: base, past: past, change: change, want: want}
	}
	tryChanges(t, []oneChange{
		month("H25", []string{"gdp.value", "180", "retail.value", "75", "trade.value", "1.5"}, "全表3项累计数与2018年1—5月所报完全相同。"),
		month("H26", []string{"gdp.value", "198.2", "retail.value", "80", "trade.value", "1.6"}, "全表3项数字与上年同期完全相同。"),
		month("H27", []string{"trade.value", "1.50"}, "「进出口总额」累计数1.5与2018年1—5月所报完全相同。"),
		month("X02", []string{"retail.value", "212.5", "trade.value", "212.5"}, "表内有3个指标填了完全相同的数（三位以上）。"),
	})
}

// Sums of a park's parts, firms against revenue, other forms of the workbook.
func TestPartsAndForms(t *testing.T) {
	parts := slices.Concat(submission("P0101", "park", "park_gdp.value", "236.4", "park_firms.value", "210"),
		submission("P0102", "park", "park_gdp.value", "224.1", "park_firms.value", "310"), submission("P0103", "park", "park_gdp.value", "69.3", "park_firms.value", "100"))
	whole := []string{"park_gdp.value", "529.8", "park_firms.value", "620"}
	project := submission("430281", "project", "project:1.year_done", "31200", "project:2.year_done", "800")
	tasks := submission("D03", "department_tasks", "T23.value", "1", "T24.value", "3")
	tryChanges(t, []oneChange{
		{rule: "P28", unit: "P0102", form: "park", when: "2017", base: []string{"park_gdp.value", "224.1"}, more: submission("P01", "park", whole...),
			change: []string{"park_gdp.value", "540"}, want: "「园区生产总值」河西示范园为540，大于所属园区的529.8。"},
		{rule: "P29", unit: "P01", form: "park", when: "2017", base: whole, more: parts, change: []string{"park_gdp.value", "539.8"},
			want: "「园区生产总值」园区填报为539.8，各片区合计为529.8，相差10亿元。"},
		{rule: "P15", unit: "P01", form: "park", when: "2017", base: whole, more: parts, change: []string{"park_firms.value", "621"},
			want: "「规模企业数」园区填报为621，各片区合计为620，两者应相等。"},
		{rule: "P13", unit: "P03", form: "park", when: "2017", base: park, change: []string{"park_firms_10bn.value", "7", "park_firms_5bn.value", "7"},
			want: "过100亿元企业有7家，收入至少700亿元，超过园区技工贸总收入620亿元。"},
		{rule: "P30", unit: "430281", form: "county", when: "2017", base: []string{"fai.value", "3.2"}, more: project, change: []string{"fai.value", "3.1"},
			want: "重大项目表本年完成投资合计32000万元，超过固定资产投资3.1亿元（31000万元）。"},
		{rule: "P31", unit: "D03", form: "department", when: "2017", base: []string{"rd_platforms.value", "182"}, more: tasks, change: []string{"rd_platforms.value", "3"},
			want: "国家级制造业创新中心1个、区域性和省级3个，合计超过省级以上研发平台3家。"},
		{rule: "R10", unit: "430281", form: "county", when: "2017", base: year, change: []string{"waste_used.value", ""},
			want: "「工业固体废弃物综合利用率」填报为93.5%，但没有填报分子，无法重算核对。"},
		{rule: "R11", unit: "430281", form: "county", when: "2018-06", base: june, change: []string{"retail.prior", "0"},
			want: "「社会消费品零售总额」上年同期为0，同比增速不可比，却填报为10.1%。"},
	})
}

// Another file of the same period said 80; the same file again says nothing.
func TestVintages(t *testing.T) {
	ctx := context(t, "2018-06", nil)
	ctx.Earlier = func(_ stat.Observation, unit, item string, m stat.Measure) (stat.Observation, bool) {
		return stat.Observation{Quantity: quantity("80")}, unit == "430281" && item == "retail" && m == stat.Value
	}
	out := judge(t, ctx, "430281", "county", retail)
	want := []string{"「社会消费品零售总额」本次填报为88.06亿元，同期先前已采用的为80亿元，变动10.08%，超过5%。"} // 88.06/80
	if got := failed("H24", out.Results); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if out = judge(t, context(t, "2018-06", nil), "430281", "county", retail); slices.ContainsFunc(out.Results, func(r rule.Result) bool { return r.Rule == "H24" }) {
		t.Error("no other file, and yet a result")
	}
}

// The figures of the city that were really published (plan table 1, its preface,
// monthly bulletins): the rules name what does not fit together, and nothing else.
func TestPublishedFigures(t *testing.T) {
	growth := records{"D01 industry_va 2017-04 - 12.5", "D01 industry_va 2017-11 - 7.0", "D01 industry_va 2018-04 - 6.5"}
	city := []string{"gdp.value", "2580.4", "industry_va.value", "1005", "industry_va.growth", "7.3", "industry_va.prior", "1084.9", "fai.value", "2622.7", "retail.value", "1038.5",
		"rd_intensity.value", "2", "rd_expenditure.value", "67", "rd_expenditure.growth", "41.6", "firm_rd_share.value", "1.4", "energy_cut.value", "4.96"}
	base := records{"D01 gdp 2016 2488.5 -", "D01 industry_va 2016 1084.9 -", "D01 fai 2016 2345.8 -", "D01 retail 2016 938.5 -", "D01 rd_intensity 2016 1.91 -",
		"D01 firm_rd_share 2016 1.1 -", "D01 energy_cut 2016 5.47 -", "D02 trade 2016 17.6 -", "D03 hightech_firms 2016 213 -", "D03 rd_platforms 2016 147 -",
		"D03 hightech_share 2016 45.5 -", "D04 zone_gdp 2016 448.8 -", "D04 zone_industry_va 2016 291.9 -", "D05 water_use 2016 87.42 -", "D06 waste_reuse 2016 93 -"}
	for _, c := range []struct {
		unit, when string
		given      []string
		past       records
		want       string
	}{
		{"D01", "2017-11", []string{"industry_va.growth", "7.0"}, growth[:1], "H17"}, // 12.5 in April was probably nominal
		{"D01", "2018-04", []string{"industry_va.growth", "6.5"}, growth[:2], ""},
		{"D01", "2018-06", []string{"industry_va.growth", "7.1"}, growth, ""},
		{"D01", "2017", city, base, "P21 Q03 Q04 Q04 R01 R10"}, // below the base; what is needed from GDP and from industry
		{"D02", "2017", []string{"trade.value", "21.9"}, base, ""},
		{"D03", "2017", []string{"hightech_firms.value", "289", "hightech_firms.growth", "35.7", "hightech_firms.prior", "213", "rd_platforms.value", "182", "hightech_share.value", "53.6"}, base, "R10"},
		{"D04", "2017", []string{"zone_gdp.value", "529.8", "zone_industry_va.value", "343.1"}, base, ""},
		{"D05", "2017", []string{"water_use.value", "80", "water_use.growth", "-8.5", "water_use.prior", "87.42"}, base, "R10"},
		{"D06", "2017", []string{"waste_reuse.value", "93.5"}, base, "R10"},
	} {
		ctx := context(t, c.when, nil)
		ctx.History, ctx.Past = c.past.of(t)
		out := judge(t, ctx, c.unit, "department", c.given)
		var got []string
		for _, r := range out.Results {
			if r.Outcome == rule.Fail {
				got = append(got, r.Rule)
			}
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s %s: %q, want %q", c.unit, c.when, s, c.want)
		}
	}
}
