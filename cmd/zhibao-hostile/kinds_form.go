package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
)

// formPart is the first form of a submission, and figure a cell of it that is
// typed in.
const formPart = sheetPart

var figure = regexp.MustCompile(`<c r="D8"( s="\d+")?[^>]*>.*?</c>`)

// typedIn is a submission of ours with another value in one cell.
func typedIn(name string, cell func(r *rand.Rand) string) kind {
	return kind{name: name, ext: ".xlsx", data: func(r *rand.Rand, base []byte) []byte {
		with := cell(r)
		return edited(base, formPart, func(s string) string {
			return figure.ReplaceAllStringFunc(s, func(string) string { return with })
		})
	}}
}

// rows is a submission of ours whose form holds these rows under its own head.
func rows(name string, write func(r *rand.Rand, row func(cells ...string))) kind {
	return ours(name, []string{"表号：株转示2表", "代码", "指标名称", "计量单位", "全年", "上年同期", "上年同期可比口径", "同比增速（%）", "状态", "核实说明"}, write)
}

// ours is a submission of one form with this 表号 and these columns.
func ours(name string, titles []string, write func(r *rand.Rand, row func(cells ...string))) kind {
	return kind{name: name, ext: ".xlsx", data: func(r *rand.Rand, base []byte) []byte {
		var b strings.Builder
		n := 0
		row := func(cells ...string) {
			n++
			fmt.Fprintf(&b, `<row r="%d">`, n)
			for i, text := range cells {
				if text != "" {
					fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, text)
				}
			}
			b.WriteString(`</row>`)
		}
		row("产业转型升级示范区建设指标（园区）")
		row("填报单位：炎陵工业集中区", "", "", "", "", "", titles[0])
		row("单位代码：P08")
		row("报告期：2017年")
		row(titles[1:]...)
		write(r, row)
		return edited(base, formPart, func(string) string { return sheet(b.String()) })
	}}
}

// formKinds pass the strict reader, at least some of them, and are hostile to what
// comes after it.
func formKinds() []kind {
	inline := func(text string) string { return `<c r="D8" t="inlineStr"><is><t>` + text + `</t></is></c>` }
	stored := []string{"1e308", "1E+300", "-1e-300", "1e-99999999", "0e999999999", "9007199254740993", "-0", "1e-2147483648"}
	return []kind{
		typedIn("huge-number", func(r *rand.Rand) string { return `<c r="D8"><v>` + stored[r.IntN(len(stored))] + `</v></c>` }),
		typedIn("tiny-number", func(*rand.Rand) string { return `<c r="D8"><v>1e-300000000</v></c>` }),
		typedIn("digits", func(r *rand.Rand) string { return inline(strings.Repeat("9", 1000+r.IntN(31_000))) }),
		typedIn("separators", func(r *rand.Rand) string { return inline("1" + strings.Repeat(",000", 1000+r.IntN(7_000))) }),
		typedIn("formula-text", func(*rand.Rand) string { return inline(`=HYPERLINK("http://x","y")`) }),
		typedIn("direction", func(r *rand.Rand) string { return inline(strings.Repeat("\u202e\u2066\u200b", 1+r.IntN(9000))) }),
		typedIn("marks", func(r *rand.Rand) string { return inline("a" + strings.Repeat("\u0301", 1000+r.IntN(30_000))) }),
		typedIn("escaped-control", func(*rand.Rand) string { return inline("_x0000__x001B_[31m_xFFFF_") }),
		typedIn("error", func(*rand.Rand) string { return `<c r="D8" t="e"><f>1/0</f><v>#DIV/0!</v></c>` }),
		rows("unknown-rows", func(r *rand.Rand, row func(...string)) {
			for i := range 3000 + r.IntN(3000) {
				row("", fmt.Sprintf("指标%d%s", i, strings.Repeat("值", r.IntN(100))), "亿元", "1")
			}
		}),
		rows("long-names", func(r *rand.Rand, row func(...string)) {
			for range 200 + r.IntN(200) {
				row("", strings.Repeat("園區工業增加值", 4000), "亿元", "1")
			}
		}),
		ours("projects", []string{"表号：株转示4表", "序号", "项目名称", "挂点市领导", "市级责任部门", "区县主要领导", "督查专员", "总投资（万元）", "年度计划投资（万元）", "本年完成投资（万元）",
			"计划开工", "实际开工", "项目阶段", "下一节点", "整改期限", "存在问题"}, func(r *rand.Rand, row func(...string)) {
			for i := range 4000 + r.IntN(10_000) {
				row("", fmt.Sprintf("项目%d", i), "甲", "乙", "丙", "丁", "12，000", "约1万", "3", "2018/1/1", "没有", "在建", "完工")
			}
		}),
		rows("stray-cells", func(r *rand.Rand, row func(...string)) {
			for range 4000 + r.IntN(2000) {
				row("", "", "甲", "乙", "丙", "丁", "戊")
			}
		}),
	}
}
