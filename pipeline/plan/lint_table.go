package plan

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
)

// indicator checks one row of table 1 by its own figures.
func (l *linter) indicator(ind *Indicator) {
	l.meanGrowth(ind)
	l.compound(ind)
	l.direction(ind)
	l.start(ind)
	l.overWhole(ind)
	if ind.Kind == YearlyRate && !ind.CumulativeGoal.Set() || ind.Kind != YearlyRate && ind.Change == "pct" && !ind.GrowthTarget.Set() {
		l.add(Conflict{Kind: KindNoTarget, Subject: ind.Name, Where: rowPlace(ind), Stated: "只有绝对值目标" + ind.Target.Text + ind.Unit,
			Implied: "没有增速目标或累计目标", Working: "按比例变动的指标应有增速目标或累计目标", Used: "报告采用：只按绝对值目标评价，增速不作评价"})
	}
}

// meanGrowth holds the stated mean growth against base and target.
func (l *linter) meanGrowth(ind *Indicator) {
	if !ind.GrowthTarget.Set() || ind.CumulativeGoal.Set() {
		return
	}
	base, n, stated := ind.Printed[fmt.Sprint(l.p.Head.BaseYear)], l.p.Head.Years(), ind.GrowthTarget
	implied, err := method.MeanGrowth(base.Decimal, ind.Target.Decimal, n)
	if err != nil {
		l.skip("「%s」的基年数为%s，不能推算年均增速，没有核对。", ind.Name, base.Text)
		return
	}
	if atPrecision(implied, stated.Decimal, stated.Decimals()) {
		return
	}
	c := Conflict{
		Kind: KindGrowth, Subject: ind.Name, Where: places(rowPlace(ind), l.growthPlaces(ind)),
		Stated: "年均增速" + stated.Text + "%", Implied: "年均增速" + percent(implied),
		Working: fmt.Sprintf("（%s÷%s）开%d次方减1", ind.Target.Text, base.Text, n),
		Used:    "报告采用：绝对值目标和增速目标均按所印，分别评价",
	}
	if ind.AverageGrowth == "cumulative" {
		c.Working += fmt.Sprintf("；按累计法，%s%%相当于五年合计为基年的%s倍", stated.Text, method.CumulativeMultiple(stated.Decimal, n).StringFixed(3))
	}
	l.add(c)
}

// growthPlaces are the places where the text repeats the growth of the table.
func (l *linter) growthPlaces(ind *Indicator) string {
	var list []string
	for _, f := range l.p.Text.Facts {
		if f.Code == ind.Code && f.Year == l.p.Head.TargetYear && f.Growth.Set() && f.Growth.Equal(ind.GrowthTarget.Decimal) {
			list = append(list, f.Place)
		}
	}
	return places(list...)
}

// compound puts the yearly floor in the years that are not yet printed beside the
// printed rates, and holds their product against the cumulative goal.
func (l *linter) compound(ind *Indicator) {
	if !ind.CumulativeGoal.Set() {
		return
	}
	var rates []decimal.Decimal
	text := ""
	for y := l.p.Head.FirstYear; y <= l.p.Head.TargetYear; y++ {
		r, ok := ind.Printed[fmt.Sprint(y)]
		if !ok {
			r = ind.Target
		}
		rates = append(rates, r.Decimal)
		text += fmt.Sprintf("（1−%s%%）", r.Text)
	}
	goal := ind.CumulativeGoal
	sum := method.CompoundReduction(rates)
	if atPrecision(sum, goal.Decimal, max(2, goal.Decimals())) {
		return
	}
	c := Conflict{
		Kind: KindCompound, Subject: ind.Name, Where: rowPlace(ind), Stated: "五年累计" + goal.Text + "%", Implied: "五年累计" + percent(sum),
		Working: "1−" + text, Used: fmt.Sprintf("报告采用：累计目标%s%%评价累计进度，年度目标%s%%评价当年", goal.Text, ind.Target.Text),
	}
	if mean, err := method.MeanReduction(goal.Decimal, l.p.Head.Years()); err == nil {
		c.Working += fmt.Sprintf("；累计%s%%只需每年%s", goal.Text, percent(mean))
	}
	l.add(c)
}

// wrongSide reports whether a figure lies beyond the target already.
func wrongSide(ind *Indicator, now, target decimal.Decimal) bool {
	return ind.Direction == Up && now.GreaterThan(target) || ind.Direction == Down && now.LessThan(target)
}

// direction finds a target that is behind what had been reached.
func (l *linter) direction(ind *Indicator) {
	var reached, working []string
	equal := false
	for y := l.p.Head.BaseYear; y < l.p.Head.TargetYear; y++ {
		f, ok := ind.Printed[fmt.Sprint(y)]
		if !ok || ind.Direction == Hold {
			continue
		}
		switch {
		case wrongSide(ind, f.Decimal, ind.Target.Decimal):
			reached = append(reached, fmt.Sprintf("%d年已为%s%s", y, f.Text, ind.Unit))
			working = append(working, ind.Target.Text+map[Direction]string{Up: "＜", Down: "＞"}[ind.Direction]+f.Text)
		case f.Equal(ind.Target.Decimal):
			equal = true
			reached = append(reached, fmt.Sprintf("%d年已为%s%s", y, f.Text, ind.Unit))
			working = append(working, ind.Target.Text+"＝"+f.Text)
		}
	}
	if len(reached) == 0 {
		return
	}
	way := map[Direction]string{Up: "越高越好", Down: "越低越好"}[ind.Direction]
	c := Conflict{Kind: KindDirection, Subject: ind.Name, Where: rowPlace(ind), Stated: fmt.Sprintf("%d年目标%s%s，%s", l.p.Head.TargetYear, ind.Target.Text, ind.Unit, way),
		Implied: strings.Join(reached, "，"), Working: strings.Join(working, "；"), Used: "报告采用：目标按所印评价，低于已有水平的不另提高"}
	if equal && len(reached) == 1 {
		c.Kind = KindReached
	}
	l.add(c)
}

// start finds an indicator that went the wrong way in the plan's first year, so
// that the rest needs more than the stated growth.
func (l *linter) start(ind *Indicator) {
	h := l.p.Head
	base, first := ind.Printed[fmt.Sprint(h.BaseYear)], ind.Printed[fmt.Sprint(h.FirstYear)]
	left := h.TargetYear - h.FirstYear
	if !first.Set() || !ind.GrowthTarget.Set() || ind.Kind == YearlyRate || left < 1 {
		return
	}
	if ind.Direction == Up && !first.LessThan(base.Decimal) || ind.Direction == Down && !first.GreaterThan(base.Decimal) || ind.Direction == Hold {
		return
	}
	was, err := method.Growth(base.Decimal, first.Decimal)
	needed, err2 := method.MeanGrowth(first.Decimal, ind.Target.Decimal, left)
	if err != nil || err2 != nil {
		l.skip("「%s」的基年数不为正，%d年的走势没有核对。", ind.Name, h.FirstYear)
		return
	}
	l.add(Conflict{Kind: KindStart, Subject: ind.Name, Where: rowPlace(ind),
		Stated:  fmt.Sprintf("年均增速%s%%，%d年%s%s", ind.GrowthTarget.Text, h.TargetYear, ind.Target.Text, ind.Unit),
		Implied: fmt.Sprintf("%d年比%d年%s，余下%d年年均须为%s", h.FirstYear, h.BaseYear, moved(was), left, percent(needed)),
		Working: fmt.Sprintf("%s÷%s−1＝%s；（%s÷%s）开%d次方减1＝%s", first.Text, base.Text, percent(was), ind.Target.Text, first.Text, left, percent(needed)),
		Used:    "报告采用：两年的数均按所印；增速以公布的可比价增速为准，不由绝对值推算"})
}

// overWhole finds per cent above a hundred.
func (l *linter) overWhole(ind *Indicator) {
	for y := l.p.Head.BaseYear; y <= l.p.Head.TargetYear; y++ {
		if o, ok := l.p.tabled(ind.Code, y); ok {
			l.over100(o, y)
		}
	}
}

func (l *linter) over100(o operand, year int) {
	if o.unit != "%" || o.value.LessThanOrEqual(decimal.NewFromInt(100)) {
		return
	}
	l.add(Conflict{Kind: KindOver100, Subject: o.name, Where: o.place, Stated: fmt.Sprintf("%d年%s%%", year, o.text), Implied: "不超过100%",
		Working: o.text + "＞100", Used: "报告采用：按所印，不作修改"})
}
