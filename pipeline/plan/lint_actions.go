package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
)

// Floors of the parks' classes, 亿元: 千亿园区 and 300亿园区.
const (
	floor100bn = 1000
	floor30bn  = 300
)

// parks holds the parks' targets against the total and against the classes.
func (l *linter) parks() {
	sum, ok := l.p.targetTotal(parksCode)
	total := l.p.ParkTotals.RevenueTarget
	var terms []string
	for _, u := range l.p.UnitsOf(Park) {
		if !u.Target.Set() {
			l.noTarget(u.shortName(), "表2", "技工贸总收入")
		}
		terms = append(terms, u.Target.Text)
	}
	if !ok {
		l.skip("有园区没有目标，各园区目标的合计没有核对。")
	}
	if ok && total.Set() && !sum.value.Equal(total.Decimal) {
		l.add(Conflict{
			Kind: KindSum, Subject: "园区技工贸总收入", Where: places("表2", l.p.factPlaces(parkRevenueCode, l.p.Head.TargetYear)),
			Stated: "全市园区" + total.Text + "亿元以上", Implied: sum.name + sum.text + "亿元",
			Working: strings.Join(terms, "＋") + "＝" + sum.text + "；片区含在所属园区内，不重复计算",
			Used:    "报告采用：各园区按表2目标评价，合计与正文数并列，不作调整",
		})
	}
	l.class("千亿园区", over100bnCode, l.p.ParkTotals.Over100bn, floor100bn, 0)
	l.class("300亿园区", over30bnCode, l.p.ParkTotals.Over30bn, floor30bn, floor100bn)
}

// shortName is the name by which the plan's text calls a unit.
func (u *Unit) shortName() string {
	if u.Short != "" {
		return u.Short
	}
	return u.Name
}

// class holds a list of parks against table 2: all parks from floor up to below
// ceiling (0: no ceiling), sub-parks counting in their park only.
func (l *linter) class(title, code string, named []string, floor, ceiling int64) {
	var table, inside, figures []string
	for _, u := range l.p.UnitsOf(Park) {
		if u.Target.LessThan(decimal.NewFromInt(floor)) || ceiling > 0 && u.Target.GreaterThanOrEqual(decimal.NewFromInt(ceiling)) {
			continue
		}
		table = append(table, u.shortName())
		figures = append(figures, u.shortName()+u.Target.Text)
		for _, s := range l.p.SubParksOf(u.Code) {
			if slices.Contains(named, s.shortName()) {
				inside = append(inside, fmt.Sprintf("%s在%s之内", s.shortName(), u.shortName()))
			}
		}
	}
	if len(named) == 0 || sameSet(named, table) {
		return
	}
	c := Conflict{
		Kind: KindCount, Subject: title, Where: places("表2", l.p.factPlaces(code, l.p.Head.TargetYear)), Stated: fmt.Sprintf("%d个：%s", len(named), strings.Join(named, "、")),
		Implied: fmt.Sprintf("表2目标在此级的园区%d个：%s", len(table), strings.Join(table, "、")),
		Working: strings.Join(figures, "，"), Used: "报告采用：表2的园区目标；片区没有目标，不作评价",
	}
	if len(inside) > 0 {
		c.Kind = KindTwice
		c.Working += "；" + strings.Join(inside, "，") + "，相加即重复计算"
		c.Used = "报告采用：表2的园区目标；片区含在所属园区内，不重复计算"
	}
	l.add(c)
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// actions checks industries and tasks by their own figures.
func (l *linter) actions() {
	for _, d := range l.p.Industries {
		if !d.Target.Set() {
			l.noTarget(d.Name, "行动目标", d.Measure)
		}
	}
	for _, t := range l.p.Tasks {
		if !t.Target.Set() {
			l.noTarget(t.Area, "行动目标", t.Measure)
			continue
		}
		l.over100(operand{t.Target.Decimal, t.Target.Text, t.Area + "：" + t.Measure, t.Unit, "行动目标"}, l.p.Head.TargetYear)
		l.reached(t)
	}
}

func (l *linter) noTarget(subject, where, measure string) {
	l.add(Conflict{Kind: KindNoTarget, Subject: subject, Where: where, Stated: measure + "没有目标", Implied: "不能评价完成程度",
		Working: "没有可以比较的数", Used: "报告采用：只列实际数，不作评价"})
}

// reached finds a task whose target the plan already reports as done.
func (l *linter) reached(t Task) {
	if !t.Printed.Set() || t.Yearly || t.AtMost && t.Printed.GreaterThan(t.Target.Decimal) || !t.AtMost && t.Printed.LessThan(t.Target.Decimal) {
		return
	}
	h := l.p.Head
	sign := "≥"
	if t.AtMost {
		sign = "≤"
	}
	l.add(Conflict{
		Kind: KindReached, Subject: t.Area + "：" + t.Measure, Where: places(l.p.factPlaces(t.Code, h.FirstYear), l.p.factPlaces(t.Code, h.TargetYear), "行动目标"),
		Stated: fmt.Sprintf("%d年目标%s%s", h.TargetYear, t.Target.Text, t.Unit), Implied: fmt.Sprintf("%d年已报%s%s", h.FirstYear, t.Printed.Text, t.Unit),
		Working: fmt.Sprintf("%s%s%s，起点已达到目标", t.Printed.Text, sign, t.Target.Text), Used: "报告采用：任务目标按所印；是否完成以责任部门报送为准，不以正文所述为准",
	})
}

// needed holds what a total has to grow by every year against its own growth and
// against all growth targets of table 1.
func (l *linter) needed(f Fact) {
	target, ok := l.look(f.Code, l.p.Head.TargetYear)
	left := l.p.Head.TargetYear - f.Year
	if !ok || left < 1 || !f.Value.Set() || !f.Growth.Set() || !f.Growth.IsPositive() {
		return
	}
	if _, ok := l.p.Indicator(f.Code); ok {
		return // its growth target is held against its levels
	}
	rate, err := method.MeanGrowth(f.Value.Decimal, target.value, left)
	most := l.fastest()
	if err != nil || most == nil || rate.LessThanOrEqual(f.Growth.Decimal) || rate.LessThanOrEqual(most.GrowthTarget.Decimal) {
		return
	}
	beside := fmt.Sprintf("%d年增长%s%%，表1最高的年均增速目标为%s%%（%s）", f.Year, f.Growth.Text, most.GrowthTarget.Text, most.Name)
	if o := l.overall(); o != "" {
		beside += "，" + o
	}
	l.add(Conflict{
		Kind: KindNeeded, Subject: f.Name, Where: places(f.Place, target.place),
		Stated: beside, Implied: fmt.Sprintf("%d年%s为%s，余下%d年年均须增长%s", l.p.Head.TargetYear, target.name, target.with(), left, percent(rate)),
		Working: fmt.Sprintf("（%s÷%s）开%d次方减1", target.text, f.Value.Text, left), Used: "报告采用：各产业按自身目标评价，不用合计推算进度",
	})
}

// fastest is the indicator with the highest growth target.
func (l *linter) fastest() *Indicator {
	var most *Indicator
	for i := range l.p.Indicators {
		ind := &l.p.Indicators[i]
		if ind.GrowthTarget.Set() && (most == nil || ind.GrowthTarget.GreaterThan(most.GrowthTarget.Decimal)) {
			most = ind
		}
	}
	return most
}

// overall quotes the growth target of the first row, the city's own.
func (l *linter) overall() string {
	if len(l.p.Indicators) == 0 || !l.p.Indicators[0].GrowthTarget.Set() {
		return ""
	}
	ind := l.p.Indicators[0]
	return fmt.Sprintf("%s目标为%s%%", ind.Name, ind.GrowthTarget.Text)
}
