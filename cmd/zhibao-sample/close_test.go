package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"zhibao/pipeline"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// historyOf are made-up official figures of the years that were not run here; of two
// indicators growth only.
const historyOf = `报告期,单位代码,指标代码,数值,同比增速,来源,备注
2018,D01,gdp,2760,7.8,示例数据,
2018,D01,industry_va,,7.1,示例数据,
2018,D01,fai,,11.6,示例数据,
2018,D01,energy_cut,4.1,,示例数据,
2017,D01,industry_va,1005,7.3,示例数据,
2019,D01,gdp,3000,7.9,示例数据,
2019,D01,industry_va,,8,示例数据,
2019,D01,fai,,10,示例数据,
2019,D01,energy_cut,4.0,,示例数据,
2020,D01,gdp,3100,2.9,示例数据,
2020,D01,industry_va,,9,示例数据,
2020,D01,fai,,-2,示例数据,
2020,D01,energy_cut,3.5,,示例数据,
`

// year2021 is made up: GDP, 进出口 and 能耗 miss what the plan wants, 社零 and 水耗 do not.
func year2021(s sample) sample {
	s.period, s.before, s.notes, s.growths, s.reportedOn = stat.Period{Kind: stat.Year, Year: 2021}, nil, nil, nil, "2022-03-08"
	s.arrival = arrival{from: "2022-03-08 09:05"}
	s.city = map[string]row{
		"gdp":            {value: "3420.3", growth: "8.3", note: "2020年受疫情影响增速回落，后两年没有追上，五年没有达到目标。"},
		"industry_va":    {growth: "10"},
		"fai":            {growth: "9"},
		"retail":         {value: "1650", growth: "15"},
		"trade":          {value: "43.99", growth: "20"},
		"rd_intensity":   {value: "3.1"},
		"rd_expenditure": {value: "106.03", growth: "12"},
		"hightech_firms": {value: "876", growth: "20"},
		"rd_platforms":   {value: "260"}, "hightech_share": {value: "60.1"}, "firm_rd_share": {value: "2.6"},
		"zone_gdp": {value: "930", growth: "12"}, "zone_industry_va": {value: "645", growth: "12"},
		"energy_cut": {value: "3.2"}, "water_use": {value: "64", growth: "-4"}, "waste_reuse": {value: "95.5"}, "sewage": {value: "100"},
	}
	return s
}

// The five-year close on made-up data: one collection of 2021, two reports. Worked by
// hand: GDP 3420.3 − 3900 = −479.7; 进出口 43.99 − 44 = −0.01; 社零 1650 − 1650 = 0;
// 能耗 1 − 0.9504 × 0.959 × 0.96 × 0.965 × 0.968 = 18.2670 %, 0.2670 over 18;
// 规模工业 (1.073 × 1.071 × 1.08 × 1.09 × 1.10)^(1/5) − 1 = 8.27 %, below 9.
func TestFiveYearClose(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "inputs", "plan"), os.DirFS("../../inputs/plan")); err != nil {
		t.Fatal(err)
	}
	history := filepath.Join(root, "inputs", "history")
	for name, data := range map[string]string{filepath.Join(root, "zhibao.yaml"): "issuer: 株洲市统计局\n", filepath.Join(history, "2018-2020.csv"): historyOf} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w, err := workspace.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.Open(w, pipeline.Settings{Issuer: "株洲市统计局", Superior: "湖南省发展和改革委员会"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := year2021(samples(p.Plan)[3])
	dir := filepath.Join(root, "inputs", "2021")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, u := range p.Due(s.period) {
		if err := writeWorkbook(p, s, u, dir, history); err != nil {
			t.Fatal(err)
		}
	}
	for _, when := range []string{"2021", "2017-2021"} {
		period, err := stat.ParsePeriod(when)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := pipeline.Run(t.Context(), p, period)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Folder != filepath.Join("outputs", when) {
			t.Errorf("printed to %s", sum.Folder)
		}
	}
	readClose(t, root)
	readCloseSubmission(t, root)
	traceClose(t, p)
}

// foot is what stands under each page, in the midst of a sentence that goes on.
var foot = regexp.MustCompile(`\f?(?:—\d+—)?(?:送审稿)?　?示例数据(?:—\d+—)?\f?`)

// readClose reads what was printed with a program that is not ours.
func readClose(t *testing.T, root string) {
	pdf := filepath.Join(root, "outputs", "2017-2021", "评估报告.pdf")
	out, err := exec.Command("pdftotext", "-raw", pdf, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	text := foot.ReplaceAllString(strings.NewReplacer("\n", "", " ", "").Replace(string(out)), "")
	for _, want := range []string{
		"2017—2021年总结评估报告", "规划期满，16项主要指标中，完成12项、未完成2项、不再公布绝对值2项", "绝对值未达到2021年目标的有：地区生产总值3420.3亿元，低于目标479.7亿元，责任部门为市统计局；进出口总额43.99亿美元，低于目标0.01亿美元，责任部门为市商务局",
		"2016—2021年完成情况", "2020年受疫情影响增速回落，后两年没有追上，五年没有达到目标。", "责任部门未说明",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %s", want)
		}
	}
	for _, never := range []string{"提前实现", "今后0年", "滞后的是"} {
		if strings.Contains(text, never) {
			t.Errorf("the time is over, yet the report says %s", never)
		}
	}
}

// readCloseSubmission reads the papers of the close for the higher authority: figures of
// years that are known from the history lead to its lines, those of 2021 to a workbook.
func readCloseSubmission(t *testing.T, root string) {
	for name, wants := range map[string][]string{
		"报告.pdf":     {"关于报送株洲市产业转型升级示范区建设2017—2021年自评报告的报告", "湖南省发展和改革委员会：", "1．2017—2021年自评报告2．自评表3．佐证材料清单4．主要指标表5．校验清单"},
		"自评报告.pdf":   {"2017—2021年自评报告", "规划期满，16项主要指标中，完成12项、未完成2项、不再公布绝对值2项", "附表32016—2021年完成情况"},
		"自评表.pdf":    {"累计降低＝1−（1−4.96%）×（1−4.1%）×（1−4%）×（1−3.5%）×（1−3.2%）", "43.99亿美元"},
		"佐证材料清单.pdf": {"2021/D01-市统计局.xlsx", "2021年实际3420.3材料1部门表D8", "2019年实际3000历史数据2018-2020.csv第7行"},
	} {
		out, err := exec.Command("pdftotext", "-raw", filepath.Join(root, "outputs", "2017-2021", "上报", name), "-").Output()
		if err != nil {
			t.Fatalf("pdftotext: %v", err)
		}
		text := strings.NewReplacer("\n", "", " ", "", "\f", "").Replace(string(out))
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s\n%s", name, want, text)
			}
		}
	}
}

// traceClose follows the figures of the annex of all years to where they come from.
func traceClose(t *testing.T, p *pipeline.Project) {
	period, _ := stat.ParsePeriod("2017-2021")
	tracer, err := pipeline.OpenTrace(t.Context(), p, period)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := tracer.Trace([]string{"附表1-4"})
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]*pipeline.Figure{}
	for _, f := range figures {
		shown[f.ID] = f
	}
	for id, want := range map[string]string{
		"t14.gdp.left": "-479.7", "t14.gdp.level": "未完成", "t14.gdp.2019": "3000", "t14.gdp.2017": "2580.4", "t14.gdp.base": "2488.5",
		"t14.trade.left": "-0.01", "t14.trade.level": "未完成", "t14.retail.left": "0", "t14.retail.level": "完成",
		"t14.energy_cut.left": "0.27", "t14.energy_cut.level": "完成", "t14.sewage.level": "完成",
		"t14.industry_va.level": "不再公布绝对值", "t14.industry_va.2019": "增长8%", "t14.industry_va.growth_verdict": "未达到", "t14.fai.2020": "下降2%",
	} {
		if shown[id] == nil || shown[id].Text != want {
			t.Errorf("%s shows %+v, want %s", id, shown[id], want)
		}
	}
	if r := shown["t14.gdp.2019"].Reported; r == nil || r.File != "inputs/history/2018-2020.csv" || r.Cell != "第7行" {
		t.Errorf("GDP of 2019 comes from %+v", r)
	}
}
