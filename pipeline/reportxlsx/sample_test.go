package reportxlsx

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

func halfUp(d decimal.Decimal, n int32) decimal.Decimal { return d.Round(n) }

func num(id, v string, f report.Format) report.Cell {
	return report.Number(id, decimal.RequireFromString(v), f, halfUp)
}

func f(decimals int) report.Format { return report.Format{Decimals: decimals} }

type indicator struct {
	section, name, unit, y2016, y2017, y2021, growth, kind string
	decimals                                               int
}

var plan = []indicator{
	{"", "地区生产总值", "亿元", "2488.5", "2580.4", "3900", "9", "预期性", 1},
	{"", "规模工业增加值", "亿元", "1084.9", "1005", "1800", "9", "预期性", 1},
	{"", "研究与试验发展(R&D)经费投入强度", "%", "1.91", "2", "3", "", "预期性", 2},
	{"", "高新技术企业数量", "家", "213", "289", "500", "18.6", "预期性", 0},
	{"园区建设", "示范园区生产总值", "亿元", "448.8", "529.8", "925", "15.5", "预期性", 1},
	{"园区建设", "示范园区规模以上工业增加值", "亿元", "291.9", "343.1", "640", "15.5", "预期性", 1},
	{"绿色发展", "单位地区生产总值能源消耗降低", "%", "5.47", "4.96", "4.5", "[18]", "约束性", 2},
	{"绿色发展", "单位地区生产总值水耗水平", "立方米/万元", "87.42", "80", "64", "-6.38", "约束性", 2},
	{"绿色发展", "污水集中处理设施建设及在线监控装置安装率", "%", "100", "100", "100", "", "约束性", 0},
}

// sample is a document with all that can stand in one.
func sample() *report.Document {
	return &report.Document{
		ID: "report", Kind: "评估报告", Mark: "示例数据",
		Title:   []string{"株洲市产业转型升级示范区建设", "2017年度评估报告"},
		Head:    report.Head{Issuer: "株洲市推进产业转型升级示范区建设工作领导小组", Number: "株转示〔2018〕3号", Addressee: "各县市区人民政府,市直各有关单位:", Signature: "株洲市推进产业转型升级示范区建设工作领导小组办公室", Date: "2018年7月20日"},
		Body:    body(),
		Annexes: []report.Annex{planAnnex(), progressAnnex(), stateAnnex()},
		Meta:    []report.KeyText{{Key: "creator", Text: "株洲市发展和改革委员会"}, {Key: "subject", Text: "年度评估"}},
	}
}

func body() []report.Block {
	return []report.Block{
		report.Heading{ID: "h1", Level: 1, Text: "一、总体情况"},
		report.Paragraph{ID: "p1", Runs: []report.Run{
			{Text: "2017年,全市地区生产总值"}, {Text: "2580.4", Ref: "gdp.2017"},
			{Text: "亿元,按线性法完成五年增量的6.5%,低于时序进度20.0%;规模工业增加值低于基期,须在余下四年年均增长15.68%。16项指标中,9项达到或超过时序进度,5项落后,2项到期考核。" +
				strings.Repeat("示范园区建设稳步推进,董家塅高科园等分园支撑作用增强。", 4)}}},
		report.Heading{ID: "h2", Level: 2, Text: "(一)主要指标"},
		report.Paragraph{ID: "p2", Runs: []report.Run{{Text: "详见附表1、附表1-1。"}}},
		&report.Chart{ID: "c1", Title: "主要指标进度与时序进度", Unit: "%", Kind: report.Bullets, Marker: "时序进度", Panels: []report.Panel{{Bars: bars()}},
			Notes: []string{"注:负值表示低于基期。"}},
		report.Paragraph{ID: "p3", Note: true, Runs: []report.Run{{Text: "注:本报告数据为示例数据,不作为正式统计结果。"}}},
	}
}

func bars() []report.Bar {
	var all []report.Bar
	for i, p := range progress() {
		tone := report.Good
		if i%2 == 1 {
			tone = report.Bad
		}
		marker := report.PointOf(timeCell(i))
		all = append(all, report.Bar{Label: plan[i].name, Point: report.PointOf(p), Marker: &marker, Tone: tone})
	}
	return all
}

// timeCell is the time progress of row i.
func timeCell(i int) report.Cell {
	return num([]string{"gdp", "ind", "rd", "hi"}[i]+".time", "20", report.Format{Decimals: 1, Suffix: "%"})
}

func progress() []report.Cell {
	f := report.Format{Decimals: 1, Suffix: "%"}
	third := decimal.NewFromInt(919).Div(decimal.NewFromInt(14115)).Mul(decimal.NewFromInt(100))
	return []report.Cell{
		report.Number("gdp.progress", third, f, halfUp), num("ind.progress", "-11.173542", f),
		num("rd.progress", "8.2568807339449541", f), num("hi.progress", "26.480836236933", f),
	}
}

func planAnnex() report.Annex {
	t := &report.Table{
		ID: "t1", Title: "示范区建设主要指标",
		Columns: []report.Column{{Key: "no", Align: report.Centre, Width: 5}, {Key: "name", Width: 34}, {Key: "unit", Align: report.Centre, Width: 11},
			{Key: "2016", Align: report.Decimal, Width: 9}, {Key: "2017", Align: report.Decimal, Width: 9}, {Key: "2021", Align: report.Decimal, Width: 9},
			{Key: "growth", Align: report.Decimal, Width: 11}, {Key: "kind", Align: report.Centre, Width: 9}},
		Head: [][]report.HeadCell{
			{{Text: "序号", RowSpan: 2}, {Text: "指标", RowSpan: 2}, {Text: "单位", RowSpan: 2}, {Text: "2016年", RowSpan: 2}, {Text: "2017年", RowSpan: 2}, {Text: "2021年", ColSpan: 2}, {Text: "属性", RowSpan: 2}},
			{{Text: "目标值"}, {Text: "年均增速(%)"}},
		},
		Notes: []string{"说明:指标体系结合国家发改委产业转型升级示范区建设年度进展评估办法制定。", "[ ]内为五年累计数。"},
	}
	section := ""
	for i, p := range plan {
		if p.section != section {
			section = p.section
			t.Rows = append(t.Rows, report.Row{ID: "s." + section, Kind: report.Section, Cells: []report.Cell{report.Text("", section)}})
		}
		id := []string{"gdp", "ind", "rd", "hi", "park", "parkind", "energy", "water", "sewage"}[i]
		growth := report.Text(id+".growth", "")
		switch {
		case p.growth == "[18]":
			growth = num(id+".growth", "18", report.Format{Prefix: "[", Suffix: "]"})
		case p.growth != "":
			_, frac, _ := strings.Cut(p.growth, ".")
			growth = num(id+".growth", p.growth, f(len(frac)))
		}
		t.Rows = append(t.Rows, report.Row{ID: "r." + id, Cells: []report.Cell{
			num(id+".no", fmt.Sprint(i+1), f(0)), {ID: id + ".name", Text: p.name, Link: "e." + id}, report.Text("", p.unit),
			num(id+".2016", p.y2016, f(p.decimals)), num(id+".2017", p.y2017, f(p.decimals)), num(id+".2021", p.y2021, f(p.decimals)),
			growth, report.Text("", p.kind),
		}})
	}
	return report.Annex{ID: "a1", Label: "附表1", Title: "示范区建设主要指标", Sheet: "附表1", Blocks: []report.Block{t}}
}

func progressAnnex() report.Annex {
	t := &report.Table{ID: "t11", Title: "指标评估", Unit: "单位:见表", Head: [][]report.HeadCell{
		{{Text: "指标", RowSpan: 2}, {Text: "实际", RowSpan: 2}, {Text: "进度", ColSpan: 3}, {Text: "判定", ColSpan: 2}, {Text: "余下年份须年均增速", RowSpan: 2}, {Text: "责任单位", RowSpan: 2}, {Text: "备注", RowSpan: 2}},
		{{Text: "时序"}, {Text: "线性"}, {Text: "对数"}, {Text: "水平"}, {Text: "增速"}},
	}}
	for i, w := range []float64{26, 12, 9, 9, 9, 10, 10, 12, 14, 26} {
		a := report.Decimal
		if i == 0 || i > 7 {
			a = report.Left
		}
		if i == 5 || i == 6 {
			a = report.Centre
		}
		t.Columns = append(t.Columns, report.Column{Align: a, Width: w})
	}
	pct := report.Format{Decimals: 1, Suffix: "%"}
	for i, p := range progress() {
		id := []string{"gdp", "ind", "rd", "hi"}[i]
		tone, word := report.Good, "▲ 达到"
		if i%2 == 1 {
			tone, word = report.Bad, "▼ 落后"
		}
		p.Tone = tone
		t.Rows = append(t.Rows, report.Row{ID: "e." + id, Cells: []report.Cell{
			{ID: "", Text: plan[i].name, Indent: i % 2, Link: id + ".2017"}, num("", []string{"258040.456", "-1005.07", "2", "0.04"}[i], report.Format{Decimals: 2, Grouped: true}),
			timeCell(i), p, num("", "8.1000", pct), {Text: word, Tone: tone}, {Text: "—", Tone: report.Muted},
			num("", []string{"10.88", "15.68", "-0.004", "14.69"}[i], f(2)), report.Text("", "市统计局"),
			report.Text("", []string{"=1+1 以等号开头的说明不是公式", "@提示", "统一核算后的口径调整,历史数据以上级反馈为准;市统计局与各县市区汇总数存在差异,已在附表5列出。", "预计数"}[i]),
		}})
	}
	t.Rows = append(t.Rows, report.Row{Kind: report.Total, Cells: append([]report.Cell{report.Text("", "合计")}, blanks(9)...)})
	narrow := &report.Table{ID: "t12", Title: "方法说明", Columns: []report.Column{{Width: 10}, {Width: 60}, {Align: report.Right, Width: 10}},
		Head: [][]report.HeadCell{{{Text: "方法"}, {Text: "公式"}, {Text: "数值"}}},
		Rows: []report.Row{
			{Cells: []report.Cell{report.Text("", "线性"), report.Text("", "(实际-基期)/(目标-基期)"), num("half", "2.5", f(0))}},
			{Cells: []report.Cell{report.Text("", "对数"), report.Text("", "ln(实际/基期)/ln(目标/基期)"), {ID: "even", Text: "2", Value: ptr("2.5"), Tone: report.Sample}}},
			{Cells: []report.Cell{report.Text("", "方括号"), report.Text("", "负数"), num("neg", "-1234567.891", report.Format{Decimals: 1, Prefix: "[", Suffix: "]", Grouped: true})}},
		}}
	return report.Annex{ID: "a11", Label: "附表1-1", Title: "示范区建设主要指标进展评估表", Sheet: "附表1-1", Blocks: []report.Block{t, narrow}}
}

func ptr(s string) *decimal.Decimal { d := decimal.RequireFromString(s); return &d }

func blanks(n int) []report.Cell {
	cells := make([]report.Cell, n)
	for i := range cells {
		cells[i] = report.Text("", "…")
	}
	return cells
}

func stateAnnex() report.Annex {
	t := &report.Table{ID: "t5", Title: "报送情况", Unit: "单位:条",
		Columns: []report.Column{{Width: 5, Align: report.Centre}, {Width: 26}, {Width: 8, Align: report.Centre}, {Width: 8, Align: report.Right}, {Width: 40}},
		Head:    [][]report.HeadCell{{{Text: "序号"}, {Text: "单位"}, {Text: "状态"}, {Text: "问题"}, {Text: "说明"}}},
	}
	for i := range 90 {
		c := report.Cell{Text: "已报", Tone: report.Good}
		if i%7 == 3 {
			c = report.Cell{Text: "未报", Tone: report.Bad}
		}
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{num("", fmt.Sprint(i+1), f(0)), report.Text("", fmt.Sprintf("示例单位%d", i+1)), c,
			num(fmt.Sprintf("n%d", i), fmt.Sprint(i*37%11), f(0)), report.Text("", strings.Repeat("与上年台账数不一致,请核实;", i%5))}})
	}
	return report.Annex{ID: "a5", Label: "附表5", Title: "数据报送与审核情况", Sheet: "附表5", Blocks: []report.Block{
		report.Paragraph{ID: "p5", Note: true, Runs: []report.Run{{Text: "本表列出各单位报送情况。"}}}, t}}
}
