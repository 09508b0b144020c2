package main

import (
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/stat"
)

// quarter2018 is made up.
func quarter2018() sample {
	return sample{
		period: stat.Period{Kind: stat.Quarter, Year: 2018, N: 3}, reportedOn: "2018-10-08", status: "初步",
		tasks:   taskStage{industry: "0.27", printed: "1.02", atMost: "1.15", gained: 13},
		arrival: arrival{from: "2018-10-08 08:35", lateUnit: "P05", late: "2018-10-09 10:10"},
		city: map[string]row{
			"gdp":              {value: "1925.6", growth: "7.8", prior: "1806.2"},
			"industry_va":      {growth: "7.2", note: "2018年起不再公布绝对数。"},
			"fai":              {growth: "11.1"},
			"retail":           {value: "826.4", growth: "10.0", prior: "751.3"},
			"trade":            {value: "18.9", growth: "15.2", prior: "16.4"},
			"hightech_firms":   {value: "338", growth: "26.1", prior: "268"},
			"zone_gdp":         {value: "428.9", growth: "13.4", prior: "378.2"},
			"zone_industry_va": {value: "276.3", growth: "13.1", prior: "244.3"},
			"energy_cut":       {value: "4.46", prior: "4.6"},
		},
		growths: map[[2]string]string{{"430223", "industry_va"}: "-9.8"},
		notes:   map[[2]string]string{{"430223", "industry_va"}: "县内两家煤矿7月起按去产能安排关闭，规模以上煤炭企业产出减少，三季度由增转降。"},
		scale:   map[string]string{"gdp": "1930.5", "retail": "828.3", "trade": "18.7", "hightech_firms": "338"},
		parks: map[string]parkFigures{
			"P01": {"1672", "428.9", "276.3", "655"}, "P0101": {"749", "190.9", "127.2", "222"}, "P0102": {"708", "182", "112.6", "328"}, "P0103": {"215", "56", "36.5", "105"},
			"P02": {"128", "32.4", "20.3", "94"}, "P03": {"509", "130.3", "93.6", "355"}, "P04": {"149", "37.6", "26.4", "132"}, "P05": {"158", "40.5", "28.9", "123"},
			"P06": {"100", "25.3", "18", "101"}, "P07": {"112", "28.7", "20.5", "108"}, "P08": {"91", "23.4", "16.3", "65"},
		},
		projects: map[string][]map[stat.Measure]formxlsx.Value{
			"430281": {project("示例项目一：陶瓷产业园标准厂房", "82000", "36000", "29400", "2017-03-01", "在建", "")},
			"P01":    {project("示例项目二：轨道交通智能制造基地", "156000", "60000", "33800", "2017-05-18", "在建", "配套道路未通，设备基础施工推迟")},
			"D08":    {project("示例项目三：清水塘片区污染土壤修复", "43000", "15000", "12600", "2018-02-26", "在建", "")},
		},
	}
}

// year2018 is made up but for what 天元区 published of its growth (GDP 9 %, 投资 5 %,
// 社零 9.3 %, 规模工业 7.9 %) and 株洲高新区 of its revenue (over 2200亿元).
func year2018() sample {
	const published = "公布数，不是示例数据。"
	return sample{
		period: stat.Period{Kind: stat.Year, Year: 2018}, reportedOn: "2019-03-08", status: "初步",
		tasks:   taskStage{industry: "0.35", printed: "1.05", atMost: "1.1", gained: 18},
		arrival: arrival{from: "2019-03-08 09:05", lateUnit: "P08", late: "2019-03-12 10:30"},
		city: map[string]row{
			"gdp":              {value: "2762", growth: "7.8"},
			"industry_va":      {growth: "7.4", note: "2018年起不再公布绝对数。"},
			"fai":              {growth: "10.8"},
			"retail":           {value: "1141.3", growth: "9.9"},
			"trade":            {value: "25.2", growth: "15.1"},
			"rd_intensity":     {value: "2.66", note: "按研发经费73.6亿元除以地区生产总值2762亿元计算；2017年的2%是方案表1印的数，与当年研发经费67亿元不一致，两年不可比。"},
			"rd_expenditure":   {value: "73.6", growth: "9.9", note: "2017年增长41.6%，是因为当年新纳入一批规模以上企业的研发经费，基数抬高，2018年回到正常增速。"},
			"hightech_firms":   {value: "371", growth: "28.4"},
			"rd_platforms":     {value: "204"},
			"hightech_share":   {value: "55.1"},
			"firm_rd_share":    {value: "1.6"},
			"zone_gdp":         {value: "598.7", growth: "13.0"},
			"zone_industry_va": {value: "386.6", growth: "12.7"},
			"energy_cut":       {value: "4.12"},
			"water_use":        {value: "74.6", growth: "-6.8"},
			"waste_reuse":      {value: "94.1"},
			"sewage":           {value: "100"},
		},
		scale: map[string]string{
			"gdp": "2768", "industry_va": "1065", "retail": "1143.2", "trade": "24.9", "rd_expenditure": "57",
			"hightech_firms": "371", "rd_platforms": "204", "hightech_va": "586", "firm_rd_cost": "52", "firm_sales": "3240",
			"water_volume": "206500", "waste_used": "322", "waste_produced": "342", "sewage_done": "246", "sewage_due": "246",
		},
		growths: map[[2]string]string{
			{"430211", "gdp"}: "9", {"430211", "fai"}: "5", {"430211", "retail"}: "9.3", {"430211", "industry_va"}: "7.9",
		},
		notes: map[[2]string]string{
			{"430211", "retail"}: "增速9.3%为" + published,
			{"430211", "gdp"}:    "增速9%为" + published, {"430211", "fai"}: "增速5%为" + published, {"430211", "industry_va"}: "增速7.9%为" + published,
			{"P01", "park_revenue"}: "公布为突破2200亿元，按2200亿元填报；" + published,
		},
		parks: map[string]parkFigures{
			"P01": {"2200", "598.7", "386.6", "671"}, "P0101": {"985", "266.5", "177.9", "226"}, "P0102": {"932", "254.1", "157.6", "338"}, "P0103": {"283", "78.1", "51.1", "107"},
			"P02": {"171", "45.5", "28.2", "96"}, "P03": {"684", "183.2", "130.5", "360"}, "P04": {"199", "52.6", "36.6", "134"}, "P05": {"212", "56.8", "40.3", "125"},
			"P06": {"134", "35.4", "25.2", "103"}, "P07": {"151", "40.3", "28.7", "110"}, "P08": {"122", "32.6", "22.9", "66"},
		},
		projects: map[string][]map[stat.Measure]formxlsx.Value{
			"430281": {project("示例项目一：陶瓷产业园标准厂房", "82000", "36000", "37100", "2017-03-01", "在建", "")},
			"P01":    {project("示例项目二：轨道交通智能制造基地", "156000", "60000", "49800", "2017-05-18", "在建", "设备基础施工推迟，年内没有赶上")},
			"D08":    {project("示例项目三：清水塘片区污染土壤修复", "43000", "15000", "15300", "2018-02-26", "在建", "")},
		},
	}
}
