package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Conflict is a place where the plan contradicts itself, found by computation. It
// changes no target: a level target and a growth target stay two tests.
type Conflict struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"` // indicator or topic
	Where   string `json:"where"`   // in the plan, of all figures
	Stated  string `json:"stated"`  // what the plan says
	Implied string `json:"implied"` // what its other figures give
	Working string `json:"working"` // the arithmetic with the figures put in
	Used    string `json:"used"`    // the figure that reports go by, and why
}

// Kinds of conflict, as they are printed.
const (
	KindGrowth      = "增速与水平"
	KindCompound    = "累计与年度"
	KindDirection   = "目标方向"
	KindStart       = "起步反向"
	KindOver100     = "超过100%"
	KindNoTarget    = "缺少目标"
	KindSum         = "分项与合计"
	KindTwice       = "重复计算"
	KindReached     = "目标已达到"
	KindNeeded      = "所需增速"
	KindTable       = "正文与表"
	KindText        = "正文前后"
	KindTextGrowth  = "正文增速"
	KindShare       = "占比与数额"
	KindAlike       = "升降相反"
	KindNames       = "个数与列名"
	KindCount       = "个数与清单"
	KindFloor       = "分级与目标"
	KindDenominator = "分母不成立"
	KindLimit       = "部分大于整体"
	KindShared      = "目标分解"
)

// Check is the outcome of Lint.
type Check struct {
	Found   []Conflict `json:"found"`
	Skipped []string   `json:"skipped"` // what could not be compared, as sentences
}

// Lint computes the plan's contradictions: first table 1 in its order, then parks,
// industries and tasks, then the text.
func (p *Plan) Lint() Check {
	l := &linter{p: p, check: Check{Found: []Conflict{}, Skipped: []string{}}}
	for i := range p.Indicators {
		l.indicator(&p.Indicators[i])
	}
	l.parks()
	l.actions()
	l.decompositions()
	if !p.Text.Given {
		l.skip("没有 text.yaml，方案正文的数字、占比、列名个数和数量关系没有核对。")
		return l.check
	}
	l.facts()
	l.denominators()
	l.limits()
	return l.check
}

// linter gathers what is found.
type linter struct {
	p     *Plan
	check Check
}

func (l *linter) add(c Conflict) { l.check.Found = append(l.check.Found, c) }
func (l *linter) skip(format string, a ...any) {
	l.check.Skipped = append(l.check.Skipped, fmt.Sprintf(format, a...))
}

// percent prints a rate.
func percent(d decimal.Decimal) string { return d.StringFixed(2) + "%" }

// atPrecision reports whether a figure rounds to the stated one at its n decimals.
func atPrecision(d, stated decimal.Decimal, n int) bool { return d.Round(int32(n)).Equal(stated) }

// moved words a growth: 增长 or 下降.
func moved(growth decimal.Decimal) string {
	if growth.IsNegative() {
		return "下降" + percent(growth.Neg())
	}
	return "增长" + percent(growth)
}

// operand is one figure of the plan for a year.
type operand struct {
	value             decimal.Decimal
	text              string // as printed
	name, unit, place string
}

// with is the figure with its unit.
func (o operand) with() string { return o.text + o.unit }

// factor is the figure as it multiplies: per cent are hundredths.
func (o operand) factor() decimal.Decimal {
	if o.unit == "%" {
		return o.value.Shift(-2)
	}
	return o.value
}

// short is the figure in a working: only per cent keep their sign.
func (o operand) short() string {
	if o.unit == "%" {
		return o.text + "%"
	}
	return o.text
}

func rowPlace(ind *Indicator) string { return fmt.Sprintf("表1第%d行", ind.Row) }

// look finds a figure: in the plan's tables and lists, else in its text.
func (l *linter) look(code string, year int) (operand, bool) {
	if o, ok := l.p.tabled(code, year); ok {
		return o, true
	}
	for _, f := range l.p.Text.Facts {
		if f.Code == code && f.Year == year && f.Value.Set() {
			return operand{f.Value.Decimal, f.Value.Text, f.Name, f.Unit, f.Place}, true
		}
	}
	return operand{}, false
}

// tabled finds a figure that the plan prints in a table or sets as a target.
func (p *Plan) tabled(code string, year int) (operand, bool) {
	if ind, ok := p.Indicator(code); ok {
		f, ok := ind.Printed[fmt.Sprint(year)]
		if year == p.Head.TargetYear {
			f, ok = ind.Target, true
		}
		return operand{f.Decimal, f.Text, ind.Name, ind.Unit, rowPlace(ind)}, ok
	}
	for _, t := range p.Tasks {
		if t.Code != code {
			continue
		}
		f := t.Target
		if year != p.Head.TargetYear {
			f = t.Printed
		}
		return operand{f.Decimal, f.Text, t.Measure, t.Unit, "行动目标"}, f.Set() && (year == p.Head.TargetYear || year == p.Head.FirstYear)
	}
	if year == p.Head.TargetYear {
		return p.targetTotal(code)
	}
	return operand{}, false
}

// targetTotal finds an industry's target, or a total of the target year.
func (p *Plan) targetTotal(code string) (operand, bool) {
	sum, n := decimal.Zero, 0
	for _, d := range p.Industries {
		if d.Code == code {
			return operand{d.Target.Decimal, d.Target.Text, d.Name, d.Unit, "行动目标"}, d.Target.Set()
		}
		if code == industriesCode && d.Target.Set() && d.Unit == p.Industries[0].Unit {
			sum, n = sum.Add(d.Target.Decimal), n+1
		}
	}
	switch code {
	case industriesCode:
		return operand{sum, sum.String(), fmt.Sprintf("%d个产业目标合计", n), p.Industries[0].Unit, "行动目标"}, n > 0 && n == len(p.Industries)
	case parksCode:
		all := true
		for _, u := range p.UnitsOf(Park) {
			sum, n, all = sum.Add(u.Target.Decimal), n+1, all && u.Target.Set()
		}
		return operand{sum, sum.String(), fmt.Sprintf("%d个园区目标合计", n), "亿元", "表2"}, n > 0 && all
	case parkRevenueCode:
		f := p.ParkTotals.RevenueTarget
		return operand{f.Decimal, f.Text, "全市园区技工贸总收入", "亿元", cmp.Or(p.factPlaces(parkRevenueCode, p.Head.TargetYear), "园区合计目标")}, f.Set()
	}
	return operand{}, false
}

// places joins places in the plan, each once.
func places(list ...string) string {
	var once []string
	for _, s := range list {
		if s != "" && !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return strings.Join(once, "；")
}

// factPlaces are the places of the text that say something of a code and year.
func (p *Plan) factPlaces(code string, year int) string {
	var list []string
	for _, f := range p.Text.Facts {
		if f.Code == code && f.Year == year {
			list = append(list, f.Place)
		}
	}
	return places(list...)
}
