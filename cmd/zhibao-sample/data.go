package main

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// samples are the periods of the sample workspace, in the order of time.
func samples(p *plan.Plan) []sample {
	list := []sample{year2017(), june2018(), quarter2018(), year2018()}
	for i := range list {
		list[i].plan = p
	}
	list[3].before = &list[0]
	return list
}

// year2017 carries the plan's own figures of 2017 for the city (table 1 and the
// preface: R&D 67亿元 +41.6 %, 高新技术企业 +35.7 %, 水耗 −8.5 %; 规模工业增加值
// +7.3 % as published). Everything else is made up.
func year2017() sample {
	return sample{
		period: stat.Period{Kind: stat.Year, Year: 2017}, reportedOn: "2018-03-09", real: []string{"department"},
		tasks:   taskStage{industry: "0.31", printed: "1", atMost: "1.18"},
		arrival: arrival{from: "2018-03-09 09:05", lateUnit: "P08", late: "2018-03-13 10:30"},
		city: map[string]row{
			"gdp":              {value: "2580.4", prior: "2488.5"},
			"industry_va":      {value: "1005", growth: "7.3", prior: "1084.9", note: "增速为可比价公布数，绝对数为现价，两者口径不同，均按方案表1和公布数填报。"},
			"fai":              {value: "2622.7", prior: "2345.8"},
			"retail":           {value: "1038.5", prior: "938.5"},
			"trade":            {value: "21.9", prior: "17.6"},
			"rd_intensity":     {value: "2", note: "方案前言公布研发投入67亿元，与2%不一致，比率按方案表1填报。"},
			"rd_expenditure":   {value: "67", growth: "41.6"},
			"hightech_firms":   {value: "289", growth: "35.7"},
			"rd_platforms":     {value: "182"},
			"hightech_share":   {value: "53.6"},
			"firm_rd_share":    {value: "1.4"},
			"zone_gdp":         {value: "529.8"},
			"zone_industry_va": {value: "343.1"},
			"energy_cut":       {value: "4.96"},
			"water_use":        {value: "80", growth: "-8.5"},
			"waste_reuse":      {value: "93.5"},
			"sewage":           {value: "100"},
		},
		scale: map[string]string{
			"gdp": "2586", "industry_va": "1011", "fai": "2630", "retail": "1040", "trade": "21.6", "rd_expenditure": "52",
			"hightech_firms": "289", "rd_platforms": "182", "hightech_va": "536", "firm_rd_cost": "43", "firm_sales": "3045",
			"water_volume": "206000", "waste_used": "310", "waste_produced": "332", "sewage_done": "240", "sewage_due": "240",
		},
		parks: map[string]parkFigures{
			"P01": {"2010", "529.8", "343.1", "620"}, "P0101": {"900", "236.4", "158.2", "210"}, "P0102": {"850", "224.1", "139.6", "310"}, "P0103": {"260", "69.3", "45.3", "100"},
			"P02": {"150", "40.2", "25.1", "88"}, "P03": {"620", "165.4", "118.3", "342"}, "P04": {"180", "47.6", "33.2", "126"}, "P05": {"190", "50.9", "36.4", "118"},
			"P06": {"120", "31.8", "22.7", "96"}, "P07": {"136", "36.2", "25.9", "104"}, "P08": {"110", "29.5", "20.8", "62"},
		},
		projects: map[string][]map[stat.Measure]formxlsx.Value{
			"430281": {project("示例项目一：陶瓷产业园标准厂房", "82000", "30000", "31200", "2017-03-01", "在建", "")},
			"P01":    {project("示例项目二：轨道交通智能制造基地", "156000", "52000", "44100", "2017-05-18", "在建", "设备采购周期较长")},
		},
	}
}

// june2018 is made up but for 规模工业增加值, whose growth of 7.1 % was published
// without a level. One county types words into a number cell: the planted error.
func june2018() sample {
	return sample{
		period: stat.Period{Kind: stat.Month, Year: 2018, N: 6}, reportedOn: "2018-07-09", status: "初步",
		tasks:   taskStage{industry: "0.17", printed: "1", atMost: "1.18", gained: 9},
		arrival: arrival{from: "2018-07-09 08:40", lateUnit: "430225", late: "2018-07-10 09:20"},
		city: map[string]row{
			"gdp":              {value: "1262.4", growth: "7.9", prior: "1186.1"},
			"industry_va":      {growth: "7.1", note: "增速7.1%为公布数，不是示例数据；原文未写年份，据全国同期增速推断为2018年上半年。2018年起不再公布绝对数。"},
			"fai":              {growth: "11.6"},
			"retail":           {value: "541.2", growth: "10.1", prior: "491.6"},
			"trade":            {value: "12.6", growth: "12.5", prior: "11.2"},
			"hightech_firms":   {value: "312", growth: "22.4", prior: "255"},
			"zone_gdp":         {value: "271.5", growth: "14.7", prior: "236.7"},
			"zone_industry_va": {value: "176.3", growth: "13.9", prior: "154.8"},
			"energy_cut":       {value: "4.71"},
		},
		scale: map[string]string{"gdp": "1266", "retail": "542.8", "trade": "12.5", "hightech_firms": "312"},
		typed: map[[2]string]string{{"430224", "retail"}: "约40亿元"},
		parks: map[string]parkFigures{
			"P01": {"1108", "271.5", "176.3", "641"}, "P0101": {"498", "121.7", "81.4", "218"}, "P0102": {"466", "114.2", "71.6", "320"}, "P0103": {"144", "35.6", "23.3", "103"},
			"P02": {"84", "20.9", "13.2", "93"}, "P03": {"331", "82.7", "60.1", "351"}, "P04": {"98", "24.3", "17.4", "131"}, "P05": {"103", "25.9", "18.8", "121"},
			"P06": {"65", "16.2", "11.7", "99"}, "P07": {"73", "18.4", "13.3", "107"}, "P08": {"59", "15.1", "10.6", "64"},
		},
		projects: map[string][]map[stat.Measure]formxlsx.Value{
			"430281": {project("示例项目一：陶瓷产业园标准厂房", "82000", "36000", "19800", "2017-03-01", "在建", "")},
			"P01":    {project("示例项目二：轨道交通智能制造基地", "156000", "60000", "21500", "2017-05-18", "在建", "配套道路未通")},
			"D08":    {project("示例项目三：清水塘片区污染土壤修复", "43000", "15000", "8200", "2018-02-26", "在建", "")},
		},
	}
}

func project(name, total, plan, done, start, stage, problem string) map[stat.Measure]formxlsx.Value {
	p := map[stat.Measure]formxlsx.Value{
		"name": formxlsx.Txt(name), "total_plan": formxlsx.Num(num(total)), "year_plan": formxlsx.Num(num(plan)), "year_done": formxlsx.Num(num(done)),
		"planned_start": formxlsx.Txt(start), "real_start": formxlsx.Txt(start), "stage": formxlsx.Txt(stage),
	}
	if problem != "" {
		p["problem"] = formxlsx.Txt(problem)
	}
	return p
}

// taskStage says how far tasks and industries have come: shares of the target, of the
// figure that the plan prints, and points of the target gained since 2017.
type taskStage struct {
	industry, printed, atMost string
	gained                    int64
}

type taskShare struct{ target, share decimal.Decimal }

// taskTarget gives the target of a task or industry and the made-up share of it
// that has been reached. A task whose figure the plan prints stands there.
func (s sample) taskTarget(code string) (taskShare, bool) {
	for _, d := range s.plan.Industries {
		if d.Code == code {
			return taskShare{d.Target.Decimal, num(s.tasks.industry)}, true
		}
	}
	for i, t := range s.plan.Tasks {
		if t.Code != code {
			continue
		}
		if t.Printed.Set() {
			return taskShare{t.Printed.Decimal, num(s.tasks.printed)}, true
		}
		if t.AtMost {
			return taskShare{t.Target.Decimal, num(s.tasks.atMost)}, true
		}
		return taskShare{t.Target.Decimal, decimal.New(int64(14+i*7%30)+s.tasks.gained, -2)}, true
	}
	return taskShare{}, false
}

func describe(period stat.Period) string {
	return fmt.Sprintf("示例数据：%s县市区和园区数为演示编造", period.Label())
}
