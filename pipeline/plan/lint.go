package plan

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
)

// Conflict is a place where the plan contradicts itself, found by computation.
// A level target and a growth target stay two tests; a conflict changes neither.
type Conflict struct {
	Subject string // indicator or topic
	Stated  string // what the plan says
	Implied string // what its other figures give
	Working string // the arithmetic
}

// Lint computes the plan's contradictions.
func (p *Plan) Lint() ([]Conflict, error) {
	var found []Conflict
	for i := range p.Indicators {
		c, err := p.lintIndicator(&p.Indicators[i])
		if err != nil {
			return nil, err
		}
		found = append(found, c...)
	}
	return append(found, p.lintParks()...), nil
}

func (p *Plan) lintIndicator(ind *Indicator) ([]Conflict, error) {
	base := ind.Printed[fmt.Sprint(p.Head.BaseYear)]
	if ind.CumulativeGoal.Set() {
		return p.lintCompound(ind), nil
	}
	if !ind.GrowthTarget.Set() {
		return nil, nil
	}
	n := p.Head.Years()
	implied, err := method.MeanGrowth(base.Decimal, ind.Target.Decimal, n)
	if err != nil {
		return nil, fmt.Errorf("plan: %s: %w", ind.Name, err)
	}
	stated := ind.GrowthTarget
	if implied.Round(int32(stated.Decimals())).Equal(stated.Decimal) {
		return nil, nil
	}
	c := Conflict{
		Subject: ind.Name, Stated: "年均增速" + stated.Text + "%", Implied: "年均增速" + implied.StringFixed(2) + "%",
		Working: fmt.Sprintf("（%s÷%s）开%d次方减1", ind.Target.Text, base.Text, n),
	}
	if ind.AverageGrowth == "cumulative" {
		c.Working += fmt.Sprintf("；按累计法，%s%%相当于五年合计为基年的%s倍", stated.Text, method.CumulativeMultiple(stated.Decimal, n).StringFixed(3))
	}
	return []Conflict{c}, nil
}

// lintCompound adds the yearly floor for the years that are not yet printed to
// the printed rates.
func (p *Plan) lintCompound(ind *Indicator) []Conflict {
	var rates []decimal.Decimal
	text := ""
	for y := p.Head.FirstYear; y <= p.Head.TargetYear; y++ {
		r, ok := ind.Printed[fmt.Sprint(y)]
		if !ok {
			r = ind.Target
		}
		rates = append(rates, r.Decimal)
		text += fmt.Sprintf("（1−%s%%）", r.Text)
	}
	sum := method.CompoundReduction(rates).Round(2)
	if sum.Equal(ind.CumulativeGoal.Decimal) {
		return nil
	}
	return []Conflict{{
		Subject: ind.Name, Stated: "五年累计" + ind.CumulativeGoal.Text + "%", Implied: "五年累计" + sum.StringFixed(2) + "%",
		Working: "1−" + text,
	}}
}

func (p *Plan) lintParks() []Conflict {
	sum, n := decimal.Zero, 0
	for _, u := range p.UnitsOf(Park) {
		sum = sum.Add(u.Target.Decimal)
		n++
	}
	total := p.ParkTotals.RevenueTarget
	if !total.Set() || sum.Equal(total.Decimal) {
		return nil
	}
	return []Conflict{{
		Subject: "园区技工贸总收入", Stated: "全市园区" + total.Text + "亿元以上", Implied: fmt.Sprintf("%d个园区目标合计%s亿元", n, sum),
		Working: "方案表2各园区目标相加；片区含在所属园区内，不重复计算",
	}}
}
