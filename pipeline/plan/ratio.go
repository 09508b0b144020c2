package plan

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Ratio says how a ratio follows from its parts: Numerator ÷ Denominator × Scale.
type Ratio struct {
	Numerator, Denominator string // codes of items
	Scale                  decimal.Decimal
}

// RatioOf gives the parts that make an item. ok is false for an item that is no
// ratio, that is not reckoned again, or whose denominator only stands in for the
// one that the plan prints (denominator_note): such parts serve to compare.
func (p *Plan) RatioOf(code string) (r Ratio, ok bool) {
	if i, is := p.Indicator(code); is {
		return Ratio{i.Numerator, i.Denominator, i.Scale.Decimal}, i.Aggregation == Recomputed && i.DenominatorNote == ""
	}
	for _, list := range [][]Component{p.Components, p.ParkItems} {
		for _, c := range list {
			if c.Code == code {
				return Ratio{c.Numerator, c.Denominator, c.Scale.Decimal}, c.Numerator != ""
			}
		}
	}
	return r, false
}

// checkParts holds the parts of a component that is a ratio: all of them or none.
func (p *Plan) checkParts(shown, at string, c Component) error {
	if c.Numerator == "" && c.Denominator == "" && !c.Scale.Set() {
		return nil
	}
	for _, part := range []string{c.Numerator, c.Denominator} {
		if _, ok := p.items[part]; !ok {
			return p.problem(shown, indicatorsFile, at+".code", fmt.Sprintf("指标「%s」的分子或分母代码「%s」没有定义", c.Name, part), "请在 components 中补上，或改正代码。")
		}
	}
	if c.Kind != RatioKind || !c.Scale.IsPositive() {
		return p.problem(shown, indicatorsFile, at+".code", fmt.Sprintf("指标「%s」写了分子和分母，kind 应为 ratio，并写明倍数 scale", c.Name), "百分数写 100，其余按计量单位换算。")
	}
	return nil
}
