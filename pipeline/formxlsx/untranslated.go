package formxlsx

import (
	"slices"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Gap is a rule that no colour of the blank workbook stands for. An idle one has
// nothing to judge on the sheets; the others judge what comes back.
type Gap struct {
	Rule, Name, Why string
	Idle            bool
}

// inCells are the rules of the program that every number cell carries anyway.
var inCells = []string{rule.RequiredEmpty, rule.NotANumber, rule.OutOfRange, rule.ErrorValue, rule.CountFraction}

// Untranslated names the rules about figures that have no conditional format on
// any of the sheets, and why. Rules about files and about the shape of a form
// are not about figures.
func Untranslated(rules *rule.Catalogue, sheets []form.Sheet) []Gap {
	var gaps []Gap
	for _, r := range rules.Rules {
		if r.Scope == rule.File || r.Scope == rule.Structure || slices.Contains(inCells, r.ID) {
			continue
		}
		if why, idle := whyNot(r, sheets); why != "" {
			gaps = append(gaps, Gap{r.ID, r.Name, why, idle})
		}
	}
	return gaps
}

func whyNot(r *rule.Rule, sheets []form.Sheet) (why string, idle bool) {
	switch {
	case r.Scope == rule.CrossPeriod, r.Scope == rule.PlanScope:
		return "需要台账、方案或核实说明的内容，由程序审核。", false
	case r.Scope == rule.CrossForm:
		return "需要其他工作表的数字，由程序审核。", false
	case r.Expr != "" && r.Severity() == rule.Hint:
		return "提示级规则不着色。", false
	case r.Expr != "" && r.Scope != rule.CrossUnit:
		return notOn(r, sheets)
	case r.Scope == rule.CrossUnit:
		return "需要其他单位的数字，由程序审核。", false
	}
	return "关于写法的规则，收件时由程序审核；不是数字的内容在表中一律标红。", false
}

// notOn says why an expression rule is on none of the sheets.
func notOn(r *rule.Rule, sheets []form.Sheet) (why string, idle bool) {
	for _, s := range sheets {
		found, err := translate(r, s, planned(s))
		if err != nil {
			return "表达式不能写成表格公式：" + err.Error() + "。", false
		}
		if len(found) > 0 {
			return "", false
		}
	}
	return "没有一张表同时有它用到的各项。", true
}

// planned locates the cells that a sheet will have; their addresses do not matter.
func planned(s form.Sheet) locate {
	return func(item string, m stat.Measure) (string, bool) {
		i := slices.IndexFunc(s.Rows, func(r form.Row) bool { return r.Item.Code == item })
		_, column := s.Column(m)
		return "A1", column && i >= 0 && asked(s.Rows[i], m)
	}
}
