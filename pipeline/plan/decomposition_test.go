package plan

import (
	"errors"
	"os"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// decomposed is the sample plan with a decomposition at the end of units.yaml.
func decomposed(t *testing.T, text string) (*Plan, error) {
	t.Helper()
	dir := changed(t, "units.yaml", "counties:\n", "decomposition:\n"+text+"counties:\n")
	return Load(os.DirFS(dir), "inputs/plan")
}

// 200 × 8 + 50 = 1650, the city's own target; 10 less is a conflict with its
// arithmetic, and so is a county without a target.
func TestDecompositionIsHeldAgainstTheCity(t *testing.T) {
	all := `"430202": 200, "430203": 200, "430204": 200, "430211": 200, "430212": 50, "430223": 200, "430224": 200, "430225": 200`
	for rest, want := range map[string]string{
		`, "430281": 200`: "",
		`, "430281": 190`: "社会消费品零售总额（2021年目标分解）：全市目标1650亿元，县市区目标合计1640亿元；各县市区分解目标相加，与全市目标相差10亿元",
		``:                "社会消费品零售总额（2021年目标分解）：8个县市区有目标，1个县市区没有目标；没有目标的是醴陵市",
	} {
		p, err := decomposed(t, "  - {indicator: retail, year: 2021, targets: {"+all+rest+"}}\n")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range p.Lint().Found {
			if c.Kind != KindShared {
				continue
			}
			got += c.Subject + "：" + c.Stated + "，" + c.Implied + "；" + c.Working
		}
		if got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
		if d := p.DecompositionOf("retail", 2018); d == nil || d.Year != 2021 || p.DecompositionOf("gdp", 2021) != nil {
			t.Errorf("the decomposition of retail for 2018 is %v", d)
		}
	}
}

func TestDecompositionFaults(t *testing.T) {
	const line = "  - {indicator: retail, year: 2021, targets: {\"430202\": 200}}\n"
	for text, want := range map[string]string{
		"  - {indicator: retail, year: 2021, targets: {\"430202\": -200}}\n": "指标「社会消费品零售总额」2021年分解给「荷塘区」的目标「-200」没有数，或超出该指标可能的范围",
		"  - {indicator: retial, year: 2021, targets: {\"430202\": 200}}\n":  "未知指标「retial」",
		"  - {indicator: retail, year: 2016, targets: {\"430202\": 200}}\n":  "分解年份2016不在方案期内",
		"  - {indicator: retail, year: 2021, targets: {\"D01\": 200}}\n":     "提到「D01」，不是县市区代码",
		"  - {indicator: retail, year: 2021, targets: {\"430221\": 200}}\n":  "提到「430221」，不是县市区代码", // a former code
		"  - {indicator: zone_gdp, year: 2021, targets: {\"430202\": 2}}\n":  "不能分解到县市区",
		"  - {indicator: retail, year: 2021, targets: {}}\n":                 "没有写任何单位的目标",
		line + line: "写了两次",
	} {
		_, err := decomposed(t, text)
		var f *fault.Fault
		if !errors.As(err, &f) || !strings.Contains(f.What, want) || !strings.HasPrefix(f.Where, "inputs/plan/units.yaml") || f.Remedy == "" {
			t.Errorf("%s: %v", text, err)
		}
	}
}
