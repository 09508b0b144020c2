package consolidate

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

type fataler interface {
	Helper()
	Fatal(...any)
}

// books are the plan and the rules of this repository, loaded once.
type books struct {
	plan  *plan.Plan
	rules *rule.Catalogue
}

func load(t fataler) books {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rule.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return books{p, rules}
}

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// said is one observation: unit, item, measure, figure.
type said struct{ unit, item, measure, figure string }

// counties share out a figure of 1000 of gross product: the nine add up to 990.
func counties() []said {
	var list []said
	for unit, v := range map[string]string{
		"430202": "90", "430203": "130", "430204": "110", "430211": "130", "430212": "50", "430223": "150", "430224": "70", "430225": "30", "430281": "230",
	} {
		list = append(list, said{unit, "gdp", "value", v})
	}
	return append(list, said{"D01", "gdp", "value", "1000"})
}

func (b books) run(t fataler, when string, given []said, states ...UnitState) (*Result, []rule.Result) {
	t.Helper()
	period, err := stat.ParsePeriod(when)
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Plan: b.plan, Rules: b.rules, Period: period, Units: states}
	for _, s := range given {
		in.Observations = append(in.Observations, stat.Pack(stat.Observation{Unit: s.unit, Item: s.item, Measure: stat.Measure(s.measure), Period: period,
			Quantity: stat.Quantity{Kind: stat.Number, Number: num(s.figure), Read: s.figure}}))
	}
	return Consolidate(in)
}

func (r *Result) figure(code string) Figure {
	for _, f := range slices.Concat(r.Indicators, r.Industries, r.Tasks) {
		if f.Item.Code == code {
			return f
		}
	}
	return Figure{}
}

func about(findings []rule.Result, item string) []string {
	var list []string
	for _, f := range findings {
		if f.Subject.Item == item {
			list = append(list, f.Rule+" "+f.Message)
		}
	}
	return list
}

// The department's figure is the city's; the counties' sum stands beside it.
func TestOfficialIsTheDepartments(t *testing.T) {
	res, findings := load(t).run(t, "2017", counties())
	f := res.figure("gdp")
	if v := f.Official.Number(stat.Value); v == nil || !v.Equal(num("1000")) || f.Pending {
		t.Errorf("official %v, pending %v", v, f.Pending)
	}
	// 90 + 130 + 110 + 130 + 50 + 150 + 70 + 30 + 230 = 990; 1000 − 990 = 10
	if f.Counties == nil || !f.Counties.Sum.Equal(num("990")) || !f.Counties.Difference.Equal(num("10")) || len(f.Counties.In) != 9 || len(f.Counties.Absent) != 0 {
		t.Errorf("counties %+v", f.Counties)
	}
	if d := cmp.Diff([]string(nil), about(findings, "gdp")); d != "" {
		t.Error(d)
	}
}

// 1100 against 990: 110 or 10 % apart, over the rule's 5 %.
func TestLargeDifferenceIsNamed(t *testing.T) {
	given := append(counties(), said{"D01", "gdp", "value", "1100"})
	_, findings := load(t).run(t, "2017", given)
	want := []string{"U02 「地区生产总值」9个县市区合计为990，部门数为1100，相差110（10%）。"}
	if d := cmp.Diff(want, about(findings, "gdp")); d != "" {
		t.Error(d)
	}
}

func without(given []said, unit string) []said {
	return slices.DeleteFunc(slices.Clone(given), func(s said) bool { return s.unit == unit })
}

// A county that did not report is listed, and counts neither as zero nor as last
// period's figure: 990 − 230 = 760, 1000 − 760 = 240.
func TestMissingCounty(t *testing.T) {
	b := load(t)
	liling, _ := b.plan.Unit("430281")
	res, findings := b.run(t, "2017", without(counties(), "430281"), UnitState{Unit: liling, State: Missing})
	c := res.figure("gdp").Counties
	if c == nil || !c.Sum.Equal(num("760")) || !c.Difference.Equal(num("240")) || len(c.In) != 8 || len(c.Absent) != 1 || c.Absent[0].Name != "醴陵市" {
		t.Errorf("counties %+v", c)
	}
	if d := cmp.Diff([]string(nil), about(findings, "gdp")); d != "" { // the difference is the missing county's
		t.Error(d)
	}
	if !slices.ContainsFunc(findings, func(r rule.Result) bool {
		return r.Rule == "U01" && r.Message == "醴陵市没有报送。" && r.Subject.Unit == "430281"
	}) {
		t.Error("the missing county is not named")
	}
}

// Without the department's figure the city's is pending, whatever the counties say.
func TestPendingWithoutDepartment(t *testing.T) {
	res, findings := load(t).run(t, "2017", without(counties(), "D01"))
	f := res.figure("gdp")
	if !f.Pending || f.Official.Number(stat.Value) != nil {
		t.Errorf("pending %v, official %v", f.Pending, f.Official)
	}
	if f.Counties == nil || !f.Counties.Sum.Equal(num("990")) || f.Counties.Difference != nil {
		t.Errorf("counties %+v", f.Counties)
	}
	want := []string{"U04 「地区生产总值」的责任部门市统计局没有有效数据，全市数印「待核定」。"}
	if d := cmp.Diff(want, about(findings, "gdp")); d != "" {
		t.Error(d)
	}
}

// Parks and their parts, and departments that are not responsible, are in no sum.
func TestParksAreNeverAdded(t *testing.T) {
	given := append(counties(), said{"P01", "gdp", "value", "500"}, said{"P0101", "gdp", "value", "200"}, said{"D02", "gdp", "value", "77"},
		said{"P01", "park_gdp", "value", "300"}, said{"P0101", "park_gdp", "value", "100"})
	res, _ := load(t).run(t, "2017", given)
	f := res.figure("gdp")
	if !f.Counties.Sum.Equal(num("990")) || !f.Official.Number(stat.Value).Equal(num("1000")) {
		t.Errorf("sum %s, official %s", f.Counties.Sum, f.Official.Number(stat.Value))
	}
	if got := res.ByUnit["P0101"]["park_gdp"].Number(stat.Value); got == nil || !got.Equal(num("100")) {
		t.Errorf("the part's own figure: %v", got)
	}
}

// What does not add up has no sum: ratios, rates, the department's own.
func TestNoSumForRatios(t *testing.T) {
	var given []said
	for _, item := range []string{"rd_intensity", "energy_cut", "zone_gdp", "waste_reuse"} {
		given = append(given, said{"430281", item, "value", "5"}, said{"430223", item, "value", "7"}, said{"D01", item, "value", "6"})
	}
	res, _ := load(t).run(t, "2017", given)
	for _, item := range []string{"rd_intensity", "energy_cut", "zone_gdp", "waste_reuse"} {
		if c := res.figure(item).Counties; c != nil {
			t.Errorf("%s has a sum of %s", item, c.Sum)
		}
	}
}

// A ratio is computed again from the departments' parts: 93.5 of 100 is 93.5 %,
// 206 000 万立方米 over 2580.4 亿元 is 79.83 立方米/万元.
func TestRatioRecomputed(t *testing.T) {
	b := load(t)
	res, findings := b.run(t, "2017", []said{
		{"D06", "waste_used", "value", "93.5"}, {"D06", "waste_produced", "value", "100"}, {"D06", "waste_reuse", "value", "93.5"},
		{"D05", "water_volume", "value", "206000"}, {"D01", "gdp", "value", "2580.4"}, {"D05", "water_use", "value", "80"},
		{"430281", "waste_used", "value", "1"}, {"430281", "waste_produced", "value", "50"},
	})
	for item, want := range map[string]string{"waste_reuse": "93.5", "water_use": "79.83"} {
		r := res.figure(item).Ratio
		if r == nil || !r.Value.Round(2).Equal(num(want)) {
			t.Errorf("%s: %+v, want %s", item, r, want)
		}
	}
	// The parts of 水耗 come from two departments: the difference of 0.17 is named.
	if d := cmp.Diff([]string{"U03 「单位地区生产总值水耗水平」部门报80，按全市分子分母重算为79.83。"}, about(findings, "water_use")); d != "" {
		t.Error(d)
	}
	res, _ = b.run(t, "2017", []said{{"D06", "waste_used", "value", "93.5"}, {"D06", "waste_produced", "value", "0"}})
	if r := res.figure("waste_reuse").Ratio; r != nil {
		t.Errorf("over nothing: %s", r.Value)
	}
	res, _ = b.run(t, "2017", []said{{"D06", "waste_used", "value", "93.5"}, {"430281", "waste_produced", "value", "100"}})
	if r := res.figure("waste_reuse").Ratio; r != nil {
		t.Errorf("with a county's denominator: %s", r.Value)
	}
}

// From 2018 规模工业增加值 has growth only: growth is what is waited for, and the
// levels that counties still report are not summed.
func TestGrowthOnly(t *testing.T) {
	b := load(t)
	res, findings := b.run(t, "2018-06", []said{{"D01", "industry_va", "growth", "7.1"}, {"430281", "industry_va", "value", "90"}})
	if f := res.figure("industry_va"); f.Pending || f.Counties != nil || about(findings, "industry_va") != nil {
		t.Errorf("%+v %v", f, about(findings, "industry_va"))
	}
	res, _ = b.run(t, "2018-06", []said{{"D01", "industry_va", "value", "500"}})
	if f := res.figure("industry_va"); !f.Pending {
		t.Error("a level without growth is not what was asked for")
	}
	res, _ = b.run(t, "2017", []said{{"D01", "industry_va", "growth", "7.3"}})
	if f := res.figure("industry_va"); !f.Pending {
		t.Error("in 2017 the level is asked for")
	}
}

// What is not due is neither pending nor missing.
func TestNotDue(t *testing.T) {
	res, findings := load(t).run(t, "2018-05", nil)
	for _, code := range []string{"gdp", "rd_intensity", "rd_platforms", "energy_cut"} {
		if f := res.figure(code); f.Due || f.Pending || about(findings, code) != nil {
			t.Errorf("%s: due %v, pending %v, %v", code, f.Due, f.Pending, about(findings, code))
		}
	}
	if f := res.figure("retail"); !f.Due || !f.Pending {
		t.Errorf("retail: due %v, pending %v", f.Due, f.Pending)
	}
}

// The units' states pass through; a returned unit is not missing.
func TestStates(t *testing.T) {
	b := load(t)
	a, _ := b.plan.Unit("430212")
	z, _ := b.plan.Unit("430281")
	res, findings := b.run(t, "2017", nil, UnitState{Unit: a, State: Missing}, UnitState{Unit: z, State: Returned, File: "x.xlsx"})
	var told []string
	for _, f := range findings {
		if f.Rule == "U01" {
			told = append(told, f.Message)
		}
	}
	if d := cmp.Diff([]string{"株洲县没有报送。"}, told); d != "" { // by the name it had then
		t.Error(d)
	}
	if len(res.Units) != 2 {
		t.Errorf("%d states", len(res.Units))
	}
}

// A row is a part of what was read; an item on two forms has one row of both, and of
// two figures of a measure the last counts.
func TestRowOfTwoForms(t *testing.T) {
	b := load(t)
	of := func(form string, m stat.Measure, figure string) stat.Observation {
		return stat.Observation{Unit: "D01", Form: form, Item: "gdp", Measure: m, Quantity: stat.Quantity{Kind: stat.Number, Number: num(figure)}}
	}
	given := stat.PackAll([]stat.Observation{of("a", stat.Growth, "7"), of("a", stat.Value, "1000"), of("b", stat.Value, "1001")})
	res, _ := Consolidate(Input{Plan: b.plan, Rules: b.rules, Period: stat.Period{Kind: stat.Year, Year: 2017}, Observations: given[:2]})
	if row := res.ByUnit["D01"]["gdp"]; &row[0] != &given[0] || !row.Number(stat.Value).Equal(num("1000")) {
		t.Errorf("%v", row)
	}
	res, _ = Consolidate(Input{Plan: b.plan, Rules: b.rules, Period: stat.Period{Kind: stat.Year, Year: 2017}, Observations: given})
	row := res.ByUnit["D01"]["gdp"]
	if !row.Number(stat.Value).Equal(num("1001")) || !row.Number(stat.Growth).Equal(num("7")) || row.Number(stat.Prior) != nil || row.Get(stat.Note).Read != "" {
		t.Errorf("%v", row)
	}
}

// Neither sums nor findings depend on the order in which units come.
func TestUnitOrderDoesNotMatter(t *testing.T) {
	b, given := load(t), append(counties(), said{"P01", "gdp", "value", "500"}, said{"D02", "trade", "value", "20"}, said{"430281", "trade", "value", "25"})
	slices.SortFunc(given, func(a, z said) int { return cmpText(a.unit+a.item, z.unit+z.item) })
	wantRes, wantFindings := b.run(t, "2017", given)
	rapid.Check(t, func(rt *rapid.T) {
		res, findings := b.run(rt, "2017", rapid.Permutation(given).Draw(rt, "order"))
		for i, f := range res.Indicators {
			w := wantRes.Indicators[i]
			if f.Pending != w.Pending || (f.Counties == nil) != (w.Counties == nil) || f.Counties != nil && !f.Counties.Sum.Equal(w.Counties.Sum) {
				rt.Fatalf("%s differs", f.Item.Code)
			}
		}
		if d := cmp.Diff(wantFindings, findings); d != "" {
			rt.Fatal(d)
		}
	})
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
