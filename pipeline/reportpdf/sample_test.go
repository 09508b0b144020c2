package reportpdf

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

// sampleIndicators are indicators of the plan with made-up progress.
var sampleIndicators = []struct {
	name, unit     string
	linear, growth string
}{
	{"地区生产总值（GDP）", "亿元", "6.5", "8.1"}, {"规模以上工业增加值", "亿元", "-11.2", "-15.1"},
	{"固定资产投资（年度）", "亿元", "21.4", "25.0"}, {"社会消费品零售总额", "亿元", "18.8", "22.3"},
	{"进出口总额", "亿美元", "16.3", "23.9"}, {"一般公共预算收入", "亿元", "9.7", "12.4"},
	{"研发经费支出占地区生产总值比重", "%", "12.0", "12.0"}, {"高新技术企业数", "家", "26.5", "35.8"},
	{"每万人口发明专利拥有量", "件", "24.1", "29.9"}, {"园区地区生产总值", "亿元", "17.0", "22.9"},
	{"战略性新兴产业增加值占地区生产总值比重", "%", "8.8", "8.8"}, {"服务业增加值占地区生产总值比重", "%", "35.5", "35.5"},
	{"万元地区生产总值用水量", "立方米", "31.7", "28.4"}, {"单位地区生产总值能耗降低〔18〕", "%", "25.6", "25.6"},
	{"城镇新增就业人数", "万人", "22.0", "22.0"}, {"常住人口城镇化率", "%", "19.4", "19.4"},
}

func number(id, text string) report.Cell {
	v := decimal.RequireFromString(text)
	return report.Cell{ID: id, Text: text, Value: &v}
}

func sampleDocument() *report.Document {
	return &report.Document{
		ID: "report", Kind: "通报", Mark: "示例数据",
		Title: []string{"关于2018年1—6月产业转型升级示范区", "建设指标进展情况的通报"},
		Head: report.Head{Issuer: "株洲市产业转型升级示范区建设领导小组", Number: "株转示〔2018〕3号",
			Addressee: "各县市区人民政府，各园区管委会，市直有关单位", Signature: "株洲市产业转型升级示范区建设领导小组", Date: "2018年7月16日"},
		Body: sampleBody(),
		Annexes: []report.Annex{
			{ID: "a1", Label: "附表1", Title: "示范区建设主要指标进展评估表", Blocks: []report.Block{wideTable()}},
			{ID: "a2", Label: "附表2", Title: "分园区主要指标完成情况", Blocks: []report.Block{portraitTable(40)}},
			{ID: "a3", Label: "附图1", Title: "主要指标进度图", Blocks: []report.Block{sampleChart(), rankedChart()}},
		},
		Meta: []report.KeyText{{Key: "creator", Text: "株转示指标直报系统"}, {Key: "subject", Text: "2018年1—6月"}},
	}
}

func sampleBody() []report.Block {
	p := func(id, text string) report.Block { return report.Paragraph{ID: id, Runs: []report.Run{{Text: text}}} }
	return []report.Block{
		p("p1", "根据《株洲市产业转型升级示范区建设方案（2017—2021年）》要求，领导小组办公室对16项主要指标2018年上半年进展情况进行了评估。现将有关情况通报如下："),
		report.Heading{ID: "h1", Level: 1, Text: "一、总体情况"},
		p("p2", "截至6月底，16项指标中有11项达到或超过时序进度，3项基本持平，2项滞后。全市地区生产总值完成2537.3亿元，按线性法计算完成规划增量的6.5%，较时序进度低13.5个百分点；要完成2021年目标，今后四年年均需增长10.88%。规模以上工业增加值进度为-11.2%，主要受冶炼企业关停搬迁影响，后续年均需增长15.68%。"),
		report.Heading{ID: "h2", Level: 1, Text: "二、滞后指标及责任单位"},
		report.Heading{ID: "h3", Level: 2, Text: "（一）规模以上工业增加值"},
		p("p3", "责任单位为市经信委。清水塘老工业区261家企业全部关停，影响增速约2.4个百分点；轨道交通、航空动力、汽车三大动力产业产值增长13.8%，“3+5+2”产业体系对工业增长的贡献率达到68.5%。董家塅高科园、株洲高新区（天元区）等园区增速高于全市平均水平，芦淞区、石峰区分别位列第3位和第7位。"),
		report.Heading{ID: "h4", Level: 2, Text: "（二）进出口总额"},
		p("p4", "责任单位为市商务局。上半年完成进出口总额14.6亿美元，同比增长19.06%，其中：出口10.2亿美元，进口4.4亿美元；CRRC Zhuzhou Electric Locomotive等企业订单交付集中在下半年，预计全年可以达到时序进度。"),
		report.Heading{ID: "h5", Level: 1, Text: "三、下一步要求"},
		p("p5", "各责任单位要对照附表所列差距，逐项制定追赶措施，于7月31日前报领导小组办公室。对连续两个季度滞后的指标，领导小组将约谈有关单位主要负责人。"),
		report.Paragraph{ID: "n1", Note: true, Runs: []report.Run{{Text: "注：绝对数按现价计算，增长速度按可比价格计算；标有“示例数据”的页中，县市区及园区数字为演示所用。"}}},
	}
}

func wideTable() *report.Table {
	t := &report.Table{ID: "t1", Title: "示范区建设主要指标进展评估表",
		Head: [][]report.HeadCell{
			{{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: "单位", RowSpan: 2}, {Text: "2016年\n基数", RowSpan: 2}, {Text: "2021年\n目标", RowSpan: 2},
				{Text: "2017年", ColSpan: 3}, {Text: "完成规划增量进度（%）", ColSpan: 3}, {Text: "后续年均需增长（%）", RowSpan: 2}, {Text: "评价", RowSpan: 2}, {Text: "责任单位", RowSpan: 2}},
			{{Text: "实际"}, {Text: "计划"}, {Text: "增速（%）"}, {Text: "时序"}, {Text: "线性法"}, {Text: "对数法"}},
		},
		Notes: []string{"注：1.线性法进度=（实际－基数）÷（目标－基数）×100%；对数法按年均增速折算。2.“—”表示不适用，“…”表示数据不足本表最小单位数。",
			"2.单位地区生产总值能耗以五年累计降低18%为目标。"}}
	aligns := []report.Align{report.Centre, report.Left, report.Centre, report.Decimal, report.Decimal, report.Decimal, report.Decimal, report.Decimal,
		report.Decimal, report.Decimal, report.Decimal, report.Decimal, report.Centre, report.Left}
	widths := []float64{4, 24, 6, 8, 8, 8, 8, 7, 6, 7, 7, 8, 8, 10}
	for i, a := range aligns {
		t.Columns = append(t.Columns, report.Column{Key: fmt.Sprint(i), Align: a, Width: widths[i]})
	}
	for i, ind := range sampleIndicators {
		switch i {
		case 0, 5, 11:
			t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("s%d", i), Kind: report.Section,
				Cells: []report.Cell{{Text: map[int]string{0: "一、经济发展", 5: "二、创新驱动", 11: "三、绿色与民生"}[i]}}})
		}
		t.Rows = append(t.Rows, wideRow(i, ind.name, ind.unit, ind.linear, ind.growth))
	}
	return t
}

func wideRow(i int, name, unit, linear, growth string) report.Row {
	id := func(k string) string { return fmt.Sprintf("t1.%d.%s", i, k) }
	verdict, tone := "达到时序", report.Good
	switch {
	case linear[0] == '-' || linear == "6.5":
		verdict, tone = "滞后", report.Bad
	case linear < "19":
		verdict, tone = "基本持平", report.Watch
	}
	return report.Row{ID: id("row"), Cells: []report.Cell{
		report.Text("", fmt.Sprint(i+1)), report.Text(id("name"), name), report.Text("", unit),
		number(id("base"), fmt.Sprintf("%d.%d", 100+i*i*37, i%10)), number(id("goal"), fmt.Sprintf("%d.%d", 200+i*i*51, (i*7)%10)),
		number(id("actual"), fmt.Sprintf("%d.%d", 130+i*i*39, (i*3)%10)), {ID: id("plan"), Text: "—", Tone: report.Muted}, number(id("rate"), fmt.Sprintf("%d.%d", i-3, i%10)),
		number(id("time"), "20.0"), number(id("linear"), linear), number(id("log"), growth), number(id("need"), fmt.Sprintf("%d.%02d", i+2, i*5)),
		{ID: id("verdict"), Text: verdict, Tone: tone}, report.Text("", "市发展改革委"),
	}}
}

func portraitTable(rows int) *report.Table {
	t := &report.Table{ID: "t2", Title: "分园区主要指标完成情况", Unit: "单位：亿元",
		Head:    [][]report.HeadCell{{{Text: "园区"}, {Text: "地区生产总值"}, {Text: "比上年增长（%）"}, {Text: "工业增加值"}, {Text: "占比（%）"}, {Text: "说明"}}},
		Columns: []report.Column{{Align: report.Left, Width: 20}, {Align: report.Decimal, Width: 10}, {Align: report.Decimal, Width: 10}, {Align: report.Decimal, Width: 10}, {Align: report.Decimal, Width: 10}, {Align: report.Left, Width: 24}},
		Notes:   []string{"注：园区数字与县市区数字有重叠，不得相加。"}}
	for i := range rows {
		name, indent := fmt.Sprintf("第%d园区", i+1), 0
		if i == 3 {
			name, indent = "其中：董家塅高科园", 1
		}
		id := fmt.Sprintf("t2.%d", i)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			{ID: id + ".name", Text: name, Indent: indent}, number(id+".gdp", fmt.Sprintf("%d.%02d", i*i*3+7, i)), number(id+".rate", fmt.Sprintf("%.1f", float64(i)-4.5)),
			number(id+".ind", fmt.Sprintf("%d.%02d", i*i*2+3, i)), {ID: id + ".share", Text: "…"}, report.Text(id+".note", []string{"", "数据为部门初步统计数，待年报核定后更新"}[i%2]),
		}})
	}
	t.Rows = append(t.Rows, report.Row{ID: "t2.sum", Kind: report.Total, Cells: []report.Cell{report.Text("", "合计"), number("t2.sum.gdp", "61234.56"), number("", "8.0"), number("", "4321.00"), report.Text("", "—"), report.Text("", "")}})
	return t
}

func sampleChart() *report.Chart {
	c := &report.Chart{ID: "c1", Kind: report.Bullets, Title: "主要指标完成规划增量的进度（2018年6月）", Unit: "%", Marker: "时序进度",
		Notes: []string{"注：浅色条为滞后指标；负值表示低于2016年基数。"}}
	marker := report.PointOf(number("t1.0.time", "20.0"))
	full := decimal.NewFromInt(100)
	c.Full = &full
	var bars []report.Bar
	for i, ind := range sampleIndicators {
		cell := number(fmt.Sprintf("t1.%d.linear", i), ind.linear)
		tone := report.Good
		if cell.Value.LessThan(decimal.NewFromInt(10)) {
			tone = report.Bad
		} else if cell.Value.LessThan(decimal.NewFromInt(19)) {
			tone = report.Watch
		}
		bars = append(bars, report.Bar{Label: ind.name, Point: report.PointOf(cell), Marker: &marker, Tone: tone})
	}
	c.Panels = []report.Panel{{Bars: bars}}
	return c
}

func rankedChart() *report.Chart {
	c := &report.Chart{ID: "c2", Kind: report.Ranked, Title: "各县市区地区生产总值增速", Unit: "%", Marker: "上期", Notes: []string{"注：县市区数字为示例数据。"}}
	var bars []report.Bar
	for i, name := range []string{"醴陵市", "天元区", "攸县", "荷塘区", "渌口区", "茶陵县", "芦淞区", "石峰区", "炎陵县"} {
		last := report.PointOf(number("", fmt.Sprintf("%.1f", float64(90-5*i+(i*7)%13)/10)))
		bars = append(bars, report.Bar{Label: name, Point: report.PointOf(number("", fmt.Sprintf("%.1f", 9.1-0.6*float64(i)))), Marker: &last})
	}
	c.Panels = []report.Panel{{Bars: bars}}
	return c
}

func sampleOptions() Options {
	return Options{File: "评估报告.pdf", Created: time.Date(2018, 7, 16, 8, 0, 0, 0, time.UTC)}
}

func systemFonts(t testing.TB) *Fonts {
	t.Helper()
	f, err := FindFonts(FontConfig{})
	if err != nil {
		lacking(t, err.Error())
	}
	return f
}
