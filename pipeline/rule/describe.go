package rule

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Case is one of a rule's own examples as a person reads it.
type Case struct {
	Number  int     `json:"number"` // from 1
	Given   string  `json:"given"`
	Want    string  `json:"want"`
	Got     Outcome `json:"-"`
	Message string  `json:"message,omitempty"` // of an example that fails, as far as it gives the figures
}

// Cases are a rule's own examples, each with what the rule says of it.
func (c *Catalogue) Cases(r *Rule) []Case {
	var list []Case
	for i, e := range r.Examples {
		n := Case{Number: i + 1, Given: e.text(c.plan), Want: e.Want, Got: r.try(e, c.plan)}
		if n.Got == Fail {
			n.Message = c.sentence(r, e)
		}
		list = append(list, n)
	}
	return list
}

// text lists what the example gives, by name.
func (e Example) text(p *plan.Plan) string {
	var parts []string
	if it, ok := p.Item(e.Item); ok {
		parts = append(parts, it.Name)
	}
	var names []string
	for name := range e.Given {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		parts = append(parts, name+"="+e.Given[name].Quantity().Read)
	}
	if len(parts) == 0 {
		return "都未填"
	}
	return strings.Join(parts, "，")
}

// sentence is the message of a failing example. What only a whole submission can
// give, such as the unit's name, is left out: ……
func (c *Catalogue) sentence(r *Rule, e Example) string {
	args := Args{"itemname": "某指标", "unitname": ""}
	item, ok := c.plan.Item(e.Item)
	if ok {
		args["itemname"], args["unitname"] = item.Name, item.Unit
	}
	for name, v := range e.Given {
		args[name] = v.Quantity().Read
	}
	at := e.Given[r.AtRef().Name].Quantity().Number
	for _, name := range r.Constants() {
		args[name] = r.Constant(name, item, at).String()
	}
	for name, text := range r.Shown(item, e.operand) {
		args[name] = text
	}
	return placeholder.ReplaceAllString(put(r.Message, args), "……")
}

// relationNames are what a person calls the relations of operands.
var relationNames = map[Relation]string{
	Last: "本年上一次报告期", Before: "上月", YearAgo: "上年同期（台账）", December: "1—12月累计", Past: "以往各期",
	Earlier: "本期先前已接收的一份", Copied: "与上期相同的情况", Parent: "所属园区", Children: "各片区合计", Projects: "项目清单",
	Numerator: "分子", Denominator: "分母", Digits: "全表数字", Now: "报告期", City: "全市（责任部门数）", Counties: "各县市区",
	Parks: "各园区", Districts: "园区所在县市区", Same: "同类单位", Planned: "方案",
}

// measureNames are what a person calls the measures.
var measureNames = map[stat.Measure]string{
	stat.Value: "累计数", stat.Current: "本期数", stat.Previous: "上期累计", stat.Prior: "上年同期", stat.PriorComparable: "上年同期可比口径",
	stat.Growth: "同比增速", stat.Status: "状态", stat.Note: "核实说明",
	"sum": "合计", "n": "个数", "median": "中位数", "mad": "绝对中位差", "growth_median": "增速中位数", "growth_mad": "增速绝对中位差",
	"growth_n": "有增速的个数", "growth_min": "最低增速", "growth_max": "最高增速", "best": "最高增速", "worst": "最低增速",
	"same": "相同的个数", "of": "可比的个数", "growth_of": "可比的增速个数", "year_n": "上年可比的个数", "year_same": "与上年相同的个数",
	"squares": "各末位数字出现次数的平方和", "alike": "各位数字相同的个数", "zeros": "末位为0的个数",
	"end": "期末日", "month": "月份", "yearago": "上年同期", "base": "基年数", "target": "目标数", "printed": "所印数", "line": "底线",
	"yearly": "年均增速目标", "needed": "今后年均需增长", "sign": "方向（增为1，减为−1）", "binding": "是否约束性", "left": "剩余年数",
}

// OperandName is what an operand of an expression is called in Chinese, such as
// 地区生产总值·上年同期（台账）·累计数.
func (c *Catalogue) OperandName(ref Ref) string {
	item := "本行指标"
	switch it, ok := c.plan.Item(ref.Item); {
	case ok:
		item = it.Name
	case relations[ref.Relation].alone:
		item = ""
	}
	var parts []string
	for _, part := range []string{item, relationNames[ref.Relation], c.measureName(ref.Measure)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "·")
}

// measureName falls back on the column's title on the forms.
func (c *Catalogue) measureName(m stat.Measure) string {
	if name, ok := measureNames[m]; ok {
		return name
	}
	for _, d := range c.forms.Defs {
		for _, col := range d.Columns {
			if col.Measure == m {
				return col.Title
			}
		}
	}
	return string(m)
}

// ConstantText is a parameter or the tolerance of a rule in words, with the values
// of single items.
func (c *Catalogue) ConstantText(r *Rule, name string) string {
	text := ""
	t := r.Tolerance
	switch f, ok := r.Params[name]; {
	case ok:
		text = f.Text
	case t.Relative.Set():
		text = "该数的" + t.Relative.Text + "%"
	case t.Rounding.Set():
		text = fmt.Sprintf("%s个末位单位的一半（四舍五入误差）", t.Rounding.Text)
	default:
		text = t.Absolute.Text
	}
	var items []string
	for code, f := range r.By[name] {
		it, _ := c.plan.Item(code)
		items = append(items, it.Name+f.Text)
	}
	slices.Sort(items)
	if len(items) > 0 {
		text += "；其中" + strings.Join(items, "，")
	}
	return text
}
