package plan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lint(t *testing.T, dir string) Check {
	t.Helper()
	p, err := Load(os.DirFS(dir), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	return p.Lint()
}

// finding is a conflict without its places and the figure used.
type finding struct{ Kind, Subject, Stated, Implied, Working string }

func findings(list []Conflict) []finding {
	var out []finding
	for _, c := range list {
		out = append(out, finding{c.Kind, c.Subject, c.Stated, c.Implied, c.Working})
	}
	return out
}

const energy = "单位地区生产总值能源消耗降低"

// The plan's own contradictions in table 1 and its lists. Worked with python3
// decimal from the document's figures: mean growth by (t/b)^(1/5) − 1 is GDP 9.402
// (9 at the printed precision, no conflict), 10.656, 19.431, 11.946 (12), 20.112,
// 18.609 (18.6), 8.398, 5.689 (5.7), 15.563, 17.001, −6.046; 1.16 + … + 1.16⁵ = 7.97748;
// [18]: 1 − 0.9504 × 0.955⁴ = 20.947 %, 1 − 0.82^(1/5) = 3.891 %; 1005/1084.9 = 0.92635,
// (1800/1005)^(1/4) = 1.15685.
var inLists = []finding{
	{"增速与水平", "规模工业增加值", "年均增速9%", "年均增速10.66%", "（1800÷1084.9）开5次方减1"},
	{"起步反向", "规模工业增加值", "年均增速9%，2021年1800亿元", "2017年比2016年下降7.36%，余下4年年均须为15.68%", "1005÷1084.9−1＝-7.36%；（1800÷1005）开4次方减1＝15.68%"},
	{"增速与水平", "固定资产投资（年度）", "年均增速16%", "年均增速19.43%", "（5700÷2345.8）开5次方减1；按累计法，16%相当于五年合计为基年的7.977倍"},
	{"增速与水平", "进出口总额", "年均增速10%", "年均增速20.11%", "（44÷17.6）开5次方减1"},
	{"增速与水平", "省级以上研发平台数量", "年均增速8.3%", "年均增速8.40%", "（220÷147）开5次方减1"},
	{"增速与水平", "示范园区生产总值", "年均增速15.5%", "年均增速15.56%", "（925÷448.8）开5次方减1"},
	{"增速与水平", "示范园区规模以上工业增加值", "年均增速15.5%", "年均增速17.00%", "（640÷291.9）开5次方减1"},
	{"累计与年度", energy, "五年累计18%", "五年累计20.95%", "1−（1−4.96%）（1−4.5%）（1−4.5%）（1−4.5%）（1−4.5%）；累计18%只需每年3.89%"},
	{"目标方向", energy, "2021年目标4.5%，越高越好", "2016年已为5.47%，2017年已为4.96%", "4.5＜5.47；4.5＜4.96"},
	{"增速与水平", "单位地区生产总值水耗水平", "年均增速-6.38%", "年均增速-6.05%", "（64÷87.42）开5次方减1"},
	{"分项与合计", "园区技工贸总收入", "全市园区5000亿元以上", "8个园区目标合计6150亿元", "3500＋300＋1200＋300＋300＋200＋200＋150＝6150；片区含在所属园区内，不重复计算"},
	{"重复计算", "千亿园区", "3个：田心高科园、河西示范园、醴陵经开区", "表2目标在此级的园区2个：株洲高新区、醴陵经开区",
		"株洲高新区3500，醴陵经开区1200；田心高科园在株洲高新区之内，河西示范园在株洲高新区之内，相加即重复计算"},
	{"目标已达到", "清水塘搬迁改造：完成整体搬迁改造企业", "2021年目标153家", "2017年已报153家", "153≥153，起点已达到目标"},
}

// Those that the text's figures add: 2200 + 500 + 500 + 800 + 300 + 300 + 300 + 100 +
// 1200 + 1000 = 7200, (7200/2207)^(1/4) = 1.34395; 67/2580.4 = 2.5965 %, 67/1.416 =
// 47.316, 47.316/2488.5 = 1.9014 %; 93.5/93 = 1.00538; 3167 × 0.536 = 1697.512, 1005 ×
// 0.536 = 538.68; 7200 × 1005/3167 = 2284.812; 7200 × 0.025 = 180, 3900 × 0.03 = 117,
// 180/117 = 1.538; 7200 × 0.744 = 5356.8, 5356.8/5000 = 1.0714.
var inText = []finding{
	{"升降相反", "规模工业总产值与规模工业增加值", "2017年规模工业总产值增长13.1%", "同年规模工业增加值由1084.9亿元变为1005亿元，下降7.36%", "1005÷1084.9−1＝-7.36%"},
	{"所需增速", "“3+5+2”产业总产值", "2017年增长11.3%，表1最高的年均增速目标为18.6%（高新技术企业数量），地区生产总值目标为9%",
		"2021年10个产业目标合计为7200亿元，余下4年年均须增长34.39%", "（7200÷2207）开4次方减1"},
	{"占比与数额", "全社会R&D投入占地区生产总值比重", "2017年全社会R&D投入67亿元占2%", "占2.60%",
		"67÷2580.4＝2.60%；上年67÷1.416＝47.32，47.32÷2488.5＝1.90%，表1第6行为1.91%，上年大体相符，可疑的是2017年的2%"},
	{"正文与表", "工业固体废弃物综合利用率", "2017年93%", "表1第15行为93.5%", "93与93.5相差0.5"},
	{"正文增速", "工业固体废弃物综合利用率", "比上年增长10.9%", "比上年增长0.54%，即0.5个百分点", "93.5÷93−1＝0.54%；93.5−93＝0.5"},
	{"个数与列名", "清水塘关停并转骨干工业企业", "6家", "列出5家：株冶、中盐株化、柳化桂成、湖南昊华、海利化工", "列名5，所述6，相差1"},
	{"个数与列名", "国家级创新中心", "1个", "列出4个：轨道交通装备、通用航空装备、新能源汽车、高性能切削刀具", "列名4，所述1，相差3"},
	{"个数与列名", "重点实施的人才计划", "5个", "列出3个：高层次科技人才集聚、高技能产业工人队伍支撑、优秀青年英才培育", "列名3，所述5，相差2"},
	{"个数与列名", "中关村先行先试政策", "6项", "列出5项：科研项目经费管理改革、非上市股份转让、科技成果使用处置和收益管理、股权激励、扩大税前加计扣除", "列名5，所述6，相差1"},
	{"分母不成立", "高新技术产业增加值占工业总产值比重", "2017年占规模工业总产值的53.6%", "分子为1697.5亿元，大于全部规模工业增加值1005亿元",
		"3167×53.6%＝1697.51＞1005；分母若为规模工业增加值，1005×53.6%＝538.68≤1005，可以成立"},
	{"部分大于整体", "十个产业按2017年增加值率折算的增加值", "2021年规模工业增加值为1800亿元", "2284.81亿元", "7200×1005÷3167＝2284.81＞1800；十个产业属规模工业"},
	{"部分大于整体", "十个产业按规模以上企业研发费用占比折算的研发费用", "2021年地区生产总值×研究与试验发展（R&D）经费投入强度为117亿元", "180亿元",
		"7200×2.5%＝180＞3900×3%＝117；规模以上企业研发费用大体属全社会R&D投入，销售收入以产值代；目标写“以上”，须达到所印数的1.54倍才能相容"},
	{"部分大于整体", "十个产业按2017年园区工业占比折算的园区工业产值", "2021年全市园区技工贸总收入为5000亿元", "5356.8亿元",
		"7200×74.4%＝5356.8＞5000；园区工业产值大体在园区总收入之内，2017年后占比不应降低（新上工业项目一律进园区）；目标写“以上”，须达到所印数的1.07倍才能相容"},
}

func TestLintSample(t *testing.T) {
	check := lint(t, folder)
	if d := cmp.Diff(append(append([]finding{}, inLists...), inText...), findings(check.Found)); d != "" {
		t.Error(d)
	}
	want := []string{"方案没有印上年数，所述增速没有核对：规模工业总产值、“3+5+2”产业总产值、全社会R&D投入、全市园区技工贸总收入、园区高新技术产品产值。"}
	if d := cmp.Diff(want, check.Skipped); d != "" {
		t.Error(d)
	}
	for _, c := range check.Found {
		if c.Where == "" || !strings.HasPrefix(c.Used, "报告采用：") {
			t.Errorf("%s %s: at %q, %q", c.Kind, c.Subject, c.Where, c.Used)
		}
	}
	for subject, want := range map[string]string{"进出口总额": "表1第5行；一、（三）", "园区技工贸总收入": "表2；一、（三）", "高新技术产业增加值占工业总产值比重": "表1第9行；前言；表1第2行"} {
		for _, c := range check.Found {
			if c.Subject == subject && c.Where != want {
				t.Errorf("%s: at %s, want %s", subject, c.Where, want)
			}
		}
	}
}

// Without the text the tables and lists are still checked, and it is said that the
// text is not.
func TestLintWithoutText(t *testing.T) {
	check := lint(t, changed(t, textFile, "", ""))
	if d := cmp.Diff(inLists, findings(check.Found)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"没有 text.yaml，方案正文的数字、占比、列名个数和数量关系没有核对。"}, check.Skipped); d != "" {
		t.Error(d)
	}
}

// edit is one replacement in a file of a plan.
type edit struct{ file, old, new string }

// edited is a copy of the sample plan with every edit made; each must fit.
func edited(t *testing.T, edits ...edit) string {
	t.Helper()
	dir := changed(t, headFile, "base_year: 2016", "base_year: 2016")
	for _, e := range edits {
		path := filepath.Join(dir, e.file)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(data), e.old) != 1 {
			t.Fatalf("%s: %q stands %d times", e.file, e.old, strings.Count(string(data), e.old))
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(data), e.old, e.new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// consistent makes the sample plan one without contradictions. 1084.9 × 1.09 =
// 1182.541, × 1.09⁵ = 1669.25; 1 − 0.9504 × 0.945⁴ = 24.21 %; industries 1000 + 1000 +
// 1000 + 200 × 4 + 100 × 2 + 300 = 4300: (4300/2207)^(1/4) − 1 = 18.15 %, below 18.6;
// 4300 × 1182.5/3167 = 1605.5; × 2.5 % = 107.5; × 74.4 % = 3199.2.
var consistent = []edit{
	{indicatorsFile, `"2017": 1005}`, `"2017": 1182.5}`},
	{indicatorsFile, "target: 1800\n", "target: 1669.25\n"},
	{indicatorsFile, "growth_target: 16\n", "growth_target: 19.43\n"},
	{indicatorsFile, "growth_target: 10\n", "growth_target: 20.11\n"},
	{indicatorsFile, "growth_target: 18.6\n", "growth_target: 18.61\n"},
	{indicatorsFile, "growth_target: 8.3\n", "growth_target: 8.4\n"},
	{indicatorsFile, "target: 925\n    growth_target: 15.5\n", "target: 925\n    growth_target: 15.56\n"},
	{indicatorsFile, "target: 640\n    growth_target: 15.5\n", "target: 640\n    growth_target: 17\n"},
	{indicatorsFile, "growth_target: -6.38\n", "growth_target: -6.05\n"},
	{indicatorsFile, "target: 4.5\n    cumulative_target: 18\n", "target: 5.5\n    cumulative_target: 24.21\n"},
	{indicatorsFile, `"2017": 2}`, `"2017": 2.6}`},
	{unitsFile, "revenue_target: 3500", "revenue_target: 2350"},
	{unitsFile, "over_100bn_target: [田心高科园, 河西示范园, 醴陵经开区]", "over_100bn_target: [醴陵经开区, 株洲高新区]"},
	{tasksFile, "printed_2017: 153", "printed_2017: 100"},
	{tasksFile, "target: 2200, bound", "target: 1000, bound"},
	{tasksFile, "航空产业产值, unit: 亿元, target: 500", "航空产业产值, unit: 亿元, target: 200"},
	{tasksFile, "新能源汽车, group: 原字号, measure: 工业总产值, unit: 亿元, target: 500", "新能源汽车, group: 原字号, measure: 工业总产值, unit: 亿元, target: 200"},
	{tasksFile, "target: 800, bound", "target: 200, bound"},
	{tasksFile, "装备制造总产值, unit: 亿元, target: 300", "装备制造总产值, unit: 亿元, target: 100"},
	{tasksFile, "measure: 总产值, unit: 亿元, target: 300", "measure: 总产值, unit: 亿元, target: 200"},
	{tasksFile, "target: 1200, bound", "target: 1000, bound"},
	{textFile, "year: 2017, value: 153", "year: 2017, value: 100"},
	{textFile, "value: 2, unit: \"%\", part", "value: 2.6, unit: \"%\", part"},
	{textFile, "value: 93, unit: \"%\", growth: 10.9", "value: 93.5, unit: \"%\", growth: 0.5"},
	{textFile, "unit: 亿元, growth: 16,", "unit: 亿元, growth: 19.43,"},
	{textFile, "unit: 亿美元, growth: 10}", "unit: 亿美元, growth: 20.11}"},
	{textFile, "value: 6, unit: 家", "value: 5, unit: 家"},
	{textFile, ", 通用航空装备, 新能源汽车, 高性能切削刀具]", "]"},
	{textFile, "value: 5, unit: 个, names: [高层次", "value: 3, unit: 个, names: [高层次"},
	{textFile, "value: 6, unit: 项", "value: 5, unit: 项"},
	{textFile, "printed: gross_output", "printed: industry_va"},
}

func TestLintConsistent(t *testing.T) {
	if d := cmp.Diff([]Conflict{}, lint(t, edited(t, consistent...)).Found); d != "" {
		t.Error(d)
	}
}

// One figure changed in a plan without contradictions: the one conflict that comes
// of it, with what the new figure implies.
func TestLintEachKind(t *testing.T) {
	for _, c := range []struct {
		name string
		edit edit
		want finding
	}{
		{"no growth target", edit{indicatorsFile, "    growth_target: 9\n    direction: up\n    kind: flow\n    frequency: Q", "    direction: up\n    kind: flow\n    frequency: Q"},
			finding{"缺少目标", "地区生产总值", "只有绝对值目标3900亿元", "没有增速目标或累计目标", "按比例变动的指标应有增速目标或累计目标"}},
		{"no target of a park", edit{unitsFile, "    revenue_target: 150\n", ""}, finding{"缺少目标", "炎陵工业集中区", "技工贸总收入没有目标", "不能评价完成程度", "没有可以比较的数"}},
		{"a share over 100", edit{tasksFile, `整车本地配套率", unit: "%", target: 60`, `整车本地配套率", unit: "%", target: 160`},
			finding{"超过100%", "新能源汽车：整车本地配套率", "2021年160%", "不超过100%", "160＞100"}},
		{"a share of the text over 100", edit{textFile, "value: 92,", "value: 192,"}, finding{"超过100%", "制造业占规模工业比重", "2017年192%", "不超过100%", "192＞100"}},
		{"a share", edit{textFile, "value: 69.7", "value: 79.7"}, // 2207/3167 = 69.687 %
			finding{"占比与数额", "“3+5+2”产业占规模工业比重", "2017年“3+5+2”产业总产值2207亿元占79.7%", "占69.69%", "2207÷3167＝69.69%"}},
		{"growth of the text", edit{textFile, "growth: 35.7", "growth: 37.5"}, // 289/213 = 1.35681
			finding{"正文增速", "高新技术企业", "比上年增长37.5%", "比上年增长35.68%", "289÷213−1＝35.68%"}},
		{"mean growth of the text", edit{textFile, "growth: 9, bound", "growth: 8, bound"}, finding{"正文与表", "GDP", "年均增速8%", "表1第1行为年均增速9%", "8与9相差1"}},
		{"target of the text", edit{textFile, "value: 7, unit: 个, names: [风电", "value: 8, unit: 个, names: [海缆, 风电"}, finding{"正文与表", "国家质量检验中心", "2021年8个", "行动目标为7个", "8与7相差1"}},
		{"said twice", edit{textFile, "  - {code: clusters,", "  - {code: platforms, name: 创新平台, place: 二、（二）, year: 2017, value: 310, unit: 家}\n  - {code: clusters,"},
			finding{"正文前后", "创新平台", "2017年308家", "另一处为310家", "308与310相差2"}},
		{"counted", edit{textFile, "value: 15,", "value: 16,"}, finding{"个数与清单", "工业新兴优势产业链", "16个", "方案数据中产业链共15个", "数得15，所述16"}},
		{"group", edit{textFile, "value: 5, unit: 个, counts", "value: 6, unit: 个, counts"}, finding{"个数与清单", "特色新兴产业（新字号）", "6个", "方案数据中新字号共5个", "数得5，所述6"}},
		{"class of an industry", edit{tasksFile, `target: 100, bound: ""`, `target: 90, bound: ""`}, finding{"分级与目标", "节能环保", "百亿级产业，即不低于100亿元", "目标90亿元", "90＜100"}},
		{"list of parks", edit{unitsFile, "over_30bn_target: [株洲经开区, ", "over_30bn_target: ["},
			finding{"个数与清单", "300亿园区", "2个：荷塘工业集中区、攸县工业集中区", "表2目标在此级的园区3个：株洲经开区、荷塘工业集中区、攸县工业集中区", "株洲经开区300，荷塘工业集中区300，攸县工业集中区300"}},
		{"part over whole", edit{textFile, "value: 33,", "value: 183,"}, finding{"部分大于整体", "国家级创新平台", "2017年省级以上研发平台数量为182家", "183家", "183＞182；国家级属省级以上"}},
		{"reached by a ratio", edit{indicatorsFile, "target: 95\n", "target: 93.5\n"}, finding{"目标已达到", "工业固体废弃物综合利用率", "2021年目标93.5%，越高越好", "2017年已为93.5%", "93.5＝93.5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := findings(lint(t, edited(t, append(consistent, c.edit)...)).Found)
			if d := cmp.Diff([]finding{c.want}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// One figure of the sample plan changed: the conflict names what it implies now.
func TestLintChanged(t *testing.T) {
	const trade, growth = "进出口总额", "增速与水平"
	for _, c := range []struct {
		name, file, old, new, subject, kind string
		want                                *finding // nil: no conflict of the kind any more
	}{
		// (4200/2488.5)^(1/5) = 1.110356…
		{"target of row 1", indicatorsFile, "target: 3900", "target: 4200", "地区生产总值", growth,
			&finding{growth, "地区生产总值", "年均增速9%", "年均增速11.04%", "（4200÷2488.5）开5次方减1"}},
		// 1.09^5 = 1.5386239549; × 1084.9 = 1669.25…
		{"target of row 2 made to fit", indicatorsFile, "target: 1800", "target: 1669.25", "规模工业增加值", growth, nil},
		{"growth of row 5 made to fit", indicatorsFile, "growth_target: 10\n", "growth_target: 20\n", trade, growth, nil},
		// (44/10)^(1/5) = 1.344902…
		{"base of row 5", indicatorsFile, `"2016": 17.6`, `"2016": 10`, trade, growth, &finding{growth, trade, "年均增速10%", "年均增速34.49%", "（44÷10）开5次方减1"}},
		// 1.1^5 × 17.6 = 28.344976: 28.4 implies 10.04…, which is 10 at the printed precision.
		{"within the printed precision", indicatorsFile, "target: 44", "target: 28.4", trade, growth, nil},
		{"[18] made to fit", indicatorsFile, "cumulative_target: 18", "cumulative_target: 20.95", energy, "累计与年度", nil},
		// 1 − 0.9504 × 0.965⁴ = 0.175832…
		{"a lower floor", indicatorsFile, "target: 4.5", "target: 3.5", energy, "累计与年度",
			&finding{"累计与年度", energy, "五年累计18%", "五年累计17.58%", "1−（1−4.96%）（1−3.5%）（1−3.5%）（1−3.5%）（1−3.5%）；累计18%只需每年3.89%"}},
		{"a park's target", unitsFile, "revenue_target: 3500", "revenue_target: 2350", "园区技工贸总收入", "分项与合计", nil},
		{"the parks' total", unitsFile, "revenue_target: 5000", "revenue_target: 6000", "园区技工贸总收入", "分项与合计",
			&finding{"分项与合计", "园区技工贸总收入", "全市园区6000亿元以上", "8个园区目标合计6150亿元", "3500＋300＋1200＋300＋300＋200＋200＋150＝6150；片区含在所属园区内，不重复计算"}},
		// (7200/3500)^(1/4) = 1.197612…
		{"output of the industries", textFile, "value: 2207", "value: 3500", "“3+5+2”产业总产值", "所需增速",
			&finding{"所需增速", "“3+5+2”产业总产值", "2017年增长11.3%，表1最高的年均增速目标为18.6%（高新技术企业数量），地区生产总值目标为9%",
				"2021年10个产业目标合计为7200亿元，余下4年年均须增长19.76%", "（7200÷3500）开4次方减1"}},
		// 3167 × 0.3 = 950.1, below 1005.
		{"a ratio that can be", indicatorsFile, `"2017": 53.6`, `"2017": 30`, "高新技术产业增加值占工业总产值比重", "分母不成立", nil},
		// 51.6/2580.4 = 1.99969 %
		{"R&D made to fit", textFile, "value: 67,", "value: 51.6,", "全社会R&D投入占地区生产总值比重", "占比与数额", nil},
		// 67/1.2 = 55.8333, /2488.5 = 2.24365 %: the year before does not fit either.
		{"growth of R&D", textFile, "growth: 41.6", "growth: 20", "全社会R&D投入占地区生产总值比重", "占比与数额",
			&finding{"占比与数额", "全社会R&D投入占地区生产总值比重", "2017年全社会R&D投入67亿元占2%", "占2.60%",
				"67÷2580.4＝2.60%；上年67÷1.2＝55.83，55.83÷2488.5＝2.24%，表1第6行为1.91%，上年也不相符"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got *finding
			for _, x := range findings(lint(t, edited(t, edit{c.file, c.old, c.new})).Found) {
				if x.Subject == c.subject && x.Kind == c.kind {
					got = &x
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
