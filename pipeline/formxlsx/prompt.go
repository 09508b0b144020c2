package formxlsx

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// What Excel shows beside a cell at the most, in UTF-16 units.
const (
	maxPrompt      = 255
	maxPromptTitle = 32
	maxError       = 225
)

// clip shortens a text to n UTF-16 units; the last is … then.
func clip(s string, n int) string {
	u := utf16.Encode([]rune(s))
	if len(u) <= n {
		return s
	}
	return strings.TrimRight(string(utf16.Decode(u[:n-1])), "\uFFFD") + "…"
}

// numberPrompt explains a number cell: concept, unit, what the column asks.
func numberPrompt(r form.Row, c form.Column) string {
	var lines []string
	lines = append(lines, "口径："+conceptOf(r.Item))
	if c.Measure == stat.Growth {
		lines = append(lines, growthConcept(r.Item))
	} else {
		lines = append(lines, "单位："+unitText(r.Item)+"，"+decimalsText(r.Item)+"。")
	}
	own := c.Prompt
	switch {
	case r.Derives(c.Measure):
		own = "由分子、分母自动计算，不用填写。"
	case c.Measure == stat.Value:
		own = valueText(r.Item, own)
	}
	if own != "" {
		lines = append(lines, "填法："+own)
	}
	if r.Requires(c.Measure) {
		lines = append(lines, "本栏必填。")
	}
	return clip(strings.Join(lines, "\n"), maxPrompt)
}

// conceptOf is the concept of an item: where the plan writes none, that of the task
// or of the statutory system.
func conceptOf(it plan.Item) string {
	switch {
	case it.Concept != "":
		return it.Concept
	case it.Counted:
		return "按方案所列任务。"
	}
	return "按现行统计制度。"
}

// growthConcept says how a growth is reckoned.
func growthConcept(it plan.Item) string {
	switch {
	case it.Change == "points":
		return "单位：百分点（本期比重减上年同期比重）。"
	case it.Price == "comparable":
		return "单位：%。增长速度按可比价格计算。"
	case it.Price == "current":
		return "单位：%。增长速度按现价计算。"
	}
	return "单位：%。"
}

// valueText says how the figure of an item stands in time; def is the column's
// own text for what is neither.
func valueText(it plan.Item, def string) string {
	switch {
	case it.Counted:
		return "自2017年起的累计完成数；逐年计的任务填当年完成数。"
	case it.Kind == plan.Flow:
		return "自年初累计数。"
	case it.Kind == plan.Stock:
		return "期末数，不是新增数。"
	case it.Kind == plan.RatioKind:
		return "自年初至本期末计算的比率，不是绝对数。"
	case it.Kind == plan.YearlyRate:
		return "自年初至本期末的数，不是五年累计数。"
	}
	return def
}

func unitText(it plan.Item) string {
	if it.Unit == "" {
		return "无"
	}
	return it.Unit
}

func decimalsText(it plan.Item) string {
	if it.Decimals == 0 {
		return "填整数"
	}
	return fmt.Sprintf("最多%d位小数", it.Decimals)
}

// numberError tells what is wrong with what was typed.
func numberError(it plan.Item, m stat.Measure, low, high string) string {
	kind, unit := "数字", unitText(it)
	if whole(it, m) {
		kind = "整数"
	}
	if m == stat.Growth {
		unit = "%"
		if it.Change == "points" {
			unit = "百分点"
		}
	}
	allowed := fmt.Sprintf("不小于%s", low)
	switch {
	case low == lowest:
		allowed = "不超出1万亿"
	case high != "":
		allowed = fmt.Sprintf("在%s至%s之间", low, high)
	}
	return fmt.Sprintf("「%s」请填写%s，%s，不带单位和文字（单位：%s）。暂无数据请留空，并在“核实说明”中写明原因。", it.Name, kind, allowed, unit)
}
