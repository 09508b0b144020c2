package validate

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

func period(t testing.TB, text string) stat.Period {
	t.Helper()
	p, err := stat.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// known is what the history holds, by unit and item, for the year before.
type known map[string]string

// books are the plan, the forms and the rules of this repository, loaded once.
var books = sync.OnceValues(func() (Context, error) {
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		return Context{}, err
	}
	forms, err := form.Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		return Context{}, err
	}
	rules, err := rule.Load(os.DirFS("../../templates"), "templates", p)
	return Context{Plan: p, Forms: forms, Rules: rules}, err
})

func context(t testing.TB, when string, past known) Context {
	t.Helper()
	ctx, err := books()
	if err != nil {
		t.Fatal(err)
	}
	now := period(t, when)
	ctx.Period, ctx.History = now, func(unit, item string, at stat.Period) (stat.Observation, bool) {
		text, ok := past[unit+"/"+item]
		if !ok || at != now.YearAgo() {
			return stat.Observation{}, false
		}
		return stat.Observation{Quantity: quantity(text), Source: stat.Source{File: "inputs/history/2017-06.csv", Cell: "第2行"}}, true
	}
	return ctx
}

func quantity(text string) stat.Quantity {
	if d, err := decimal.NewFromString(text); err == nil {
		return stat.Quantity{Kind: stat.Number, Number: d, Read: text}
	}
	return stat.Quantity{Kind: stat.TextOnly, Read: text}
}

// submission makes observations of "item.measure" → text, for one form; later
// pairs replace earlier ones, an empty text takes one away.
func submission(unit, form string, pairs ...string) []stat.Observation {
	at, list := map[string]int{}, []stat.Observation{}
	for i := 0; i < len(pairs); i += 2 {
		item, measure, _ := strings.Cut(pairs[i], ".")
		o := stat.Observation{Unit: unit, Form: form, Item: item, Measure: stat.Measure(measure), Quantity: quantity(pairs[i+1]),
			Source: stat.Source{File: "表.xlsx", Sheet: "表", Cell: pairs[i]}}
		if n, ok := at[pairs[i]]; ok {
			list[n] = o
			continue
		}
		at[pairs[i]] = len(list)
		list = append(list, o)
	}
	kept := list[:0]
	for _, o := range list {
		if o.Read != "" {
			kept = append(kept, o)
		}
	}
	return kept
}

// june is a county's June without a fault; year its 2017.
var june = []string{
	"gdp.value", "212.5", "gdp.prior", "198.2", "gdp.growth", "8.1",
	"industry_va.growth", "7.3", "fai.growth", "-2.5",
	"retail.value", "88.06", "retail.prior", "80", "retail.growth", "10.1", "retail.current", "15.2",
	"trade.value", "1.9", "hightech_firms.value", "61", "hightech_firms.prior", "50", "energy_cut.value", "4.7",
}

var year = []string{
	"gdp.value", "400", "industry_va.value", "150", "hightech_va.value", "90", "hightech_share.value", "60",
	"rd_intensity.value", "2", "rd_expenditure.value", "8", "firm_rd_cost.value", "6", "firm_sales.value", "300", "firm_rd_share.value", "2",
	"water_volume.value", "32000", "water_use.value", "80", "waste_used.value", "93.5", "waste_produced.value", "100", "waste_reuse.value", "93.5",
	"sewage_done.value", "24", "sewage_due.value", "24", "sewage.value", "100", "energy_cut.value", "4.96",
}

var park = []string{
	"park_revenue.value", "620", "park_gdp.value", "165.4", "park_industry_va.value", "118.3", "park_hightech_output.value", "300",
	"park_firms.value", "342", "park_firms_10bn.value", "1", "park_firms_5bn.value", "2", "park_firms_1bn.value", "9",
	"park_investment.value", "12500", "park_land.value", "50", "park_intensity.value", "250",
}

func told(out Outcome) []string {
	words := map[rule.Outcome]string{rule.Fail: "", rule.NotEvaluated: " NA"}
	var list []string
	for _, r := range out.Results {
		if (r.Rule == "R07" || r.Rule == "R08" || r.Rule == "R09" || r.Subject.Item == "" && r.Source.Cell == "") && r.Outcome == rule.NotEvaluated {
			continue // most rows here have no figure of last year, nor a history
		}
		text := r.Rule + words[r.Outcome]
		if r.Outcome == rule.Fail {
			text += " " + r.Source.Cell + " " + r.Message
		}
		list = append(list, text)
	}
	slices.Sort(list) // the order of results is rule.Sort's own matter
	return list
}

func judge(t *testing.T, ctx Context, unit, form string, base []string, changes ...string) Outcome {
	t.Helper()
	out, err := Submission(ctx, submission(unit, form, append(append([]string{}, base...), changes...)...))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBaselines(t *testing.T) {
	past := known{"430281/gdp": "198.2", "430281/retail": "80.00", "430281/hightech_firms": "50"}
	for _, c := range []struct {
		unit, form, when string
		base             []string
	}{{"430281", "county", "2018-06", june}, {"430281", "county", "2017", year}, {"P03", "park", "2017", park}} {
		if c.when != "2018-06" {
			past = nil // June's figures of the year before
		}
		out := judge(t, context(t, c.when, past), c.unit, c.form, c.base)
		if d := cmp.Diff([]string(nil), told(out)); d != "" {
			t.Errorf("%s %s: %s", c.form, c.when, d)
		}
		if out.Passed == 0 {
			t.Errorf("%s %s: nothing was checked", c.form, c.when)
		}
	}
}

// A county's June with one change.
func TestJuneChanged(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []string
		want    []string
	}{
		{"over the range", []string{"energy_cut.value", "31"},
			[]string{"C04 energy_cut.value 「单位地区生产总值能源消耗降低·1—6月累计」为31，超出允许范围（-30至30）。"}},
		{"under the range", []string{"trade.current", "-0.1"},
			[]string{"C04 trade.current 「进出口总额·6月」为-0.1，超出允许范围（不小于0）。"}},
		{"at the range's end", []string{"energy_cut.value", "30"}, nil},
		{"half a firm", []string{"hightech_firms.value", "61.5"},
			[]string{"C12 hightech_firms.value 「高新技术企业数量·1—6月累计」为61.5，应为整数。"}},
		{"a whole firm written with decimals", []string{"hightech_firms.value", "61.0"}, nil},
		{"too many decimals", []string{"retail.value", "88.0612"},
			[]string{"C05 retail.value 「社会消费品零售总额·1—6月累计」为88.0612，超过规定的2位小数。"}},
		// (212.5/198.2 − 1) × 100 = 7.215; 16 − 7.215 = 8.785 > 8
		{"growth at comparable prices far from the levels", []string{"gdp.growth", "16"},
			[]string{"R01 gdp.growth 「地区生产总值」同比增速填报为16%，按绝对值推算为7.2%，相差超过8个百分点。"}},
		{"growth at comparable prices beside the levels", []string{"gdp.growth", "15.2"}, nil},
		// (88.06/80 − 1) × 100 = 10.075; 12 − 10.075 = 1.925 > 1
		{"growth at current prices", []string{"retail.growth", "12"},
			[]string{"R02 retail.growth 「社会消费品零售总额」同比增速填报为12%，按绝对值推算为10.1%，相差超过1个百分点。"}},
		// 61/50 − 1 = 22 %; 23 − 22 = 1 > 0.5
		{"growth of a stock", []string{"hightech_firms.growth", "23"},
			[]string{"R03 hightech_firms.growth 「高新技术企业数量」同比增速填报为23%，按绝对值推算为22.0%，相差超过0.5个百分点。"}},
		{"growth of a stock, just within", []string{"hightech_firms.growth", "22.5"}, nil},
		{"month over the months together", []string{"retail.current", "90"},
			[]string{"R04 retail.current 「社会消费品零售总额」本期数90大于累计数88.06。"}},
		{"a fall with the wrong sign", []string{"energy_cut.value", "-4.7"},
			[]string{"R05 energy_cut.value 「单位地区生产总值能源消耗降低」填报为-4.7，负数表示能耗上升。"}},
		{"a level for a growth", []string{"fai.growth", "120"},
			[]string{"R06 fai.growth 「固定资产投资（年度）」同比增速为120%，超出常见范围（-50%至100%）。"}},
		{"a crash", []string{"fai.growth", "-50.1"},
			[]string{"R06 fai.growth 「固定资产投资（年度）」同比增速为-50.1%，超出常见范围（-50%至100%）。"}},
		{"last year's figure is not the ledger's", []string{"gdp.prior", "199"},
			[]string{"H01 gdp.prior 「地区生产总值」上年同期填报为199，台账中为198.2（inputs/history/2017-06.csv〔!第2行〕）。"}},
		{"another scope without a reason", []string{"retail.prior_comparable", "79"},
			[]string{"H03 retail.prior_comparable 「社会消费品零售总额」填了可比口径的上年同期（79），与公布数（80）不同，但没有写明原因。",
				"R12 retail.prior_comparable 「社会消费品零售总额」同比增速填报为10.1%，按可比口径的上年同期推算为11.47%，相差超过1个百分点。"}},
		{"another scope with empty talk", []string{"retail.prior_comparable", "79", "retail.note", "经核实无误。"},
			[]string{"H03 retail.prior_comparable 「社会消费品零售总额」填了可比口径的上年同期（79），与公布数（80）不同，但没有写明原因。",
				"R12 retail.prior_comparable 「社会消费品零售总额」同比增速填报为10.1%，按可比口径的上年同期推算为11.47%，相差超过1个百分点。"}},
		{"another scope with a reason", []string{"retail.prior_comparable", "79", "retail.note", "第四次经济普查调整口径"}, []string{ // 88.06/79 = 1.1147
			"R12 retail.prior_comparable 「社会消费品零售总额」同比增速填报为10.1%，按可比口径的上年同期推算为11.47%，相差超过1个百分点。"}},
		{"the same scope twice", []string{"retail.prior_comparable", "80.0"}, nil},
		{"no figure of last year", []string{"gdp.prior", ""}, []string{"R01 NA"}},
		{"ten times last year's", []string{"retail.value", "880.6", "retail.growth", ""},
			[]string{"H05 retail.value 「社会消费品零售总额」填报为880.6亿元，上年同期为80亿元，约为11.01倍，疑似小数点错了一位。",
				"R07 retail.value 「社会消费品零售总额」本年数880.6与上年同期80相差十倍以上，疑似计量单位填错。"}},
		{"a tenth of last year's", []string{"retail.value", "7.9", "retail.growth", "", "retail.current", ""},
			[]string{"H09 retail.value 「社会消费品零售总额」填报为7.9亿元，上年同期为80亿元，约为上年的十分之一，疑似小数点错了一位。",
				"R07 retail.value 「社会消费品零售总额」本年数7.9与上年同期80相差十倍以上，疑似计量单位填错。"}},
		{"no growth", []string{"gdp.growth", ""}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			past := known{"430281/gdp": "198.2", "430281/retail": "80", "430281/hightech_firms": "50"}
			if d := cmp.Diff(c.want, told(judge(t, context(t, "2018-06", past), "430281", "county", june, c.changes...))); d != "" {
				t.Error(d)
			}
		})
	}
}

// Parts against wholes and ratios against their parts, on a year's form.
func TestYearChanged(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []string
		want    []string
	}{
		{"part over the whole", []string{"industry_va.value", "400.01", "hightech_va.value", "240.01"},
			[]string{"P01 industry_va.value 规模工业增加值（400.01）大于地区生产总值（400）。"}},
		{"part is the whole", []string{"industry_va.value", "400", "hightech_va.value", "240"}, nil},
		{"whole missing", []string{"gdp.value", ""}, []string{"P01 NA", "P05 NA", "P06 NA", "P21 NA", "P24 NA"}},
		{"ratio beside its parts", []string{"rd_intensity.value", "2.6"},
			[]string{"P21 rd_intensity.value R&D经费投入强度填报为2.6%，按经费8亿元、地区生产总值400亿元重算为2.00%，相差超过0.1。"}},
		{"ratio within the tolerance", []string{"rd_intensity.value", "2.1"}, nil},
		{"denominator zero", []string{"waste_produced.value", "0"},
			[]string{"P08 waste_used.value 综合利用量（93.5）大于产生量（0）。", "P25 NA"}},
		{"water", []string{"water_use.value", "85"},
			[]string{"P24 water_use.value 单位地区生产总值水耗填报为85立方米/万元，按用水总量32000万立方米、地区生产总值400亿元重算为80.00立方米/万元，相差超过0.1。"}},
		{"more built than due", []string{"sewage_done.value", "25"}, []string{
			"P09 sewage_done.value 已建成并安装的设施（25）大于应建应装的设施（24）。",
			"P26 sewage.value 安装率填报为100%，按已建成并安装25套、应建应装24套重算为104.17%，相差超过0.1。", // 25/24
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, told(judge(t, context(t, "2017", nil), "430281", "county", year, c.changes...))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParkChanged(t *testing.T) {
	for _, c := range []struct{ change, value, want string }{
		{"park_industry_va.value", "165.41", "P03 park_industry_va.value 规模以上工业增加值（165.41）大于园区生产总值（165.4）。"},
		{"park_hightech_output.value", "621", "P04 park_hightech_output.value 高新技术产品产值（621）大于技工贸总收入（620）。"},
		{"park_firms_10bn.value", "3", "P10 park_firms_10bn.value 过100亿元企业数（3）大于过50亿元企业数（2）。"},
		{"park_firms_5bn.value", "10", "P11 park_firms_5bn.value 过50亿元企业数（10）大于过10亿元企业数（9）。"},
		{"park_firms_1bn.value", "343", "P12 park_firms_1bn.value 过10亿元企业数（343）大于规模企业数（342）。"},
		{"park_intensity.value", "249", "P27 park_intensity.value 投资强度填报为249，按投资额12500与用地面积50重算不一致。"},
	} {
		out := judge(t, context(t, "2017", nil), "P03", "park", park, c.change, c.value)
		want := []string{c.want}
		if c.change == "park_firms_1bn.value" { // 1×100 + (2 − 1)×50 + (343 − 2)×10 = 3560
			want = append(want, "P14 park_firms_1bn.value 过100亿元企业1家、过50亿元企业2家、过10亿元企业343家，收入合计至少3560亿元，超过园区技工贸总收入620亿元。")
		}
		if d := cmp.Diff(want, told(out)); d != "" {
			t.Errorf("%s: %s", c.change, d)
		}
	}
}
