package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// denominators finds printed denominators that would make a numerator larger than
// all it is part of.
func (l *linter) denominators() {
	for _, d := range l.p.Text.Denominators {
		ind, _ := l.p.Indicator(d.Indicator)
		compared := false
		for y := l.p.Head.BaseYear; y <= l.p.Head.TargetYear; y++ {
			ratio, ok1 := l.look(d.Indicator, y)
			printed, ok2 := l.look(d.Printed, y)
			within, ok3 := l.look(d.Within, y)
			if !ok1 || !ok2 || !ok3 {
				continue
			}
			compared = true
			share := ratio.factor()
			part := share.Mul(printed.value)
			if part.LessThanOrEqual(within.value) {
				continue
			}
			c := Conflict{Kind: KindDenominator, Subject: ind.Name, Where: places(rowPlace(ind), printed.place, within.place),
				Stated:  fmt.Sprintf("%d年占%s的%s%%", y, printed.name, ratio.text),
				Implied: fmt.Sprintf("分子为%s亿元，大于全部%s%s", part.StringFixed(1), within.name, within.with()),
				Working: fmt.Sprintf("%s×%s%%＝%s＞%s", printed.text, ratio.text, part.Round(2), within.text),
				Used:    "报告采用：比重按所印和责任部门报送数评价；重算时分母用" + within.name + "，仅供核对"}
			if fit := share.Mul(within.value); fit.LessThanOrEqual(within.value) {
				c.Working += fmt.Sprintf("；分母若为%s，%s×%s%%＝%s≤%s，可以成立", within.name, within.text, ratio.text, fit.Round(2), within.text)
			}
			l.add(c)
		}
		if !compared {
			l.skip("「%s」没有同一年份的比重、分母和整体，分母没有核对。", ind.Name)
		}
	}
}

// limits evaluates each relation of part and whole in every year that has all its
// figures.
func (l *linter) limits() {
	for _, rel := range l.p.Text.Limits {
		compared := false
		for y := l.p.Head.BaseYear; y <= l.p.Head.TargetYear; y++ {
			left, ok1 := l.product(rel.Left, y)
			right, ok2 := l.product(rel.Right, y)
			if !ok1 || !ok2 {
				continue
			}
			compared = true
			if left.value.LessThanOrEqual(right.value) {
				continue
			}
			c := Conflict{Kind: KindLimit, Subject: rel.Name, Where: places(append(left.places, right.places...)...),
				Stated:  fmt.Sprintf("%d年%s为%s", y, right.names, right.value.Round(2).String()+rel.Unit),
				Implied: left.value.Round(2).String() + rel.Unit,
				Working: fmt.Sprintf("%s＞%s；%s", left.text, right.text, rel.Reason),
				Used:    "报告采用：各项目标按所印分别评价，不作折算"}
			if right.open && right.value.IsPositive() {
				c.Working += fmt.Sprintf("；目标写“以上”，须达到所印数的%s倍才能相容", left.value.DivRound(right.value, 2).StringFixed(2))
			}
			l.add(c)
		}
		if !compared {
			l.skip("数量关系「%s」没有同一年份的数，没有核对。", rel.Name)
		}
	}
}

// computed is a product with its arithmetic.
type computed struct {
	value       decimal.Decimal
	text, names string
	places      []string
	open        bool // a target with 以上: more is as good as said
}

// product multiplies the operands of a year; false if one has no figure or a
// divisor is zero.
func (l *linter) product(p Product, year int) (computed, bool) {
	c := computed{value: decimal.NewFromInt(1)}
	var factors, names []string
	take := func(ref string) (operand, bool) {
		code, at, _ := splitRef(ref)
		if at == 0 {
			at = year
		}
		o, ok := l.look(code, at)
		c.places = append(c.places, o.place)
		c.open = c.open || l.openEnded(code, at)
		return o, ok
	}
	for _, ref := range p.Times {
		o, ok := take(ref)
		if !ok {
			return c, false
		}
		c.value = c.value.Mul(o.factor())
		factors, names = append(factors, o.short()), append(names, o.name)
	}
	c.text, c.names = strings.Join(factors, "×"), strings.Join(names, "×")
	for _, ref := range p.Over {
		o, ok := take(ref)
		if !ok || o.value.IsZero() {
			return c, false
		}
		c.value = c.value.DivRound(o.factor(), 24)
		c.text += "÷" + o.short()
		c.names += "÷" + o.name
	}
	if len(factors)+len(p.Over) > 1 {
		c.text += "＝" + c.value.Round(2).String()
	}
	return c, true
}

// openEnded reports whether the text calls a figure a lower bound.
func (l *linter) openEnded(code string, year int) bool {
	return slices.ContainsFunc(l.p.Text.Facts, func(f Fact) bool {
		return f.Code == code && f.Year == year && (f.Bound == "以上" || f.Bound == "突破")
	})
}
