package plan

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
)

// facts checks each figure of the text against the tables and against the others.
func (l *linter) facts() {
	var alone []string
	for i, f := range l.p.Text.Facts {
		l.sameFigure(i, f)
		if f.Growth.Set() && !l.textGrowth(f) {
			alone = append(alone, f.Name)
		}
		l.needed(f)
		l.share(f)
		l.alike(f)
		l.counted(f)
		l.floor(f)
		if f.Value.Set() {
			l.over100(operand{f.Value.Decimal, f.Value.Text, f.Name, f.Unit, f.Place}, f.Year)
		}
	}
	if len(alone) > 0 {
		l.skip("方案没有印上年数，所述增速没有核对：%s。", strings.Join(alone, "、"))
	}
}

// sameFigure holds a fact against the same figure in a table, or else against the
// first place of the text that gives it.
func (l *linter) sameFigure(n int, f Fact) {
	if !f.Value.Set() {
		return
	}
	year := func(s string) string { return fmt.Sprintf("%d年%s", f.Year, s) }
	if o, ok := l.p.tabled(f.Code, f.Year); ok {
		if !o.value.Equal(f.Value.Decimal) {
			l.add(Conflict{Kind: KindTable, Subject: f.Name, Where: places(f.Place, o.place), Stated: year(f.Value.Text + f.Unit), Implied: o.place + "为" + o.with(),
				Working: fmt.Sprintf("%s与%s相差%s", f.Value.Text, o.text, f.Value.Sub(o.value).Abs()), Used: "报告采用：" + o.place + "的" + o.with() + "，正文数字只作核对"})
		}
		return
	}
	for _, g := range l.p.Text.Facts[:n] {
		if g.Code == f.Code && g.Year == f.Year && g.Value.Set() {
			if !g.Value.Equal(f.Value.Decimal) {
				l.add(Conflict{Kind: KindText, Subject: f.Name, Where: places(g.Place, f.Place), Stated: year(g.Value.Text + g.Unit), Implied: "另一处为" + f.Value.Text + f.Unit,
					Working: fmt.Sprintf("%s与%s相差%s", g.Value.Text, f.Value.Text, g.Value.Sub(f.Value.Decimal).Abs()), Used: "报告采用：两处都不采用"})
			}
			return
		}
	}
}

// textGrowth holds a stated growth against the levels it is about; it reports
// whether there were two levels, or a growth in the table, to compare with.
func (l *linter) textGrowth(f Fact) bool {
	h := l.p.Head
	now, ok := l.look(f.Code, f.Year)
	if !ok {
		return false
	}
	if ind, isRow := l.p.Indicator(f.Code); isRow && f.Year == h.TargetYear && ind.GrowthTarget.Set() {
		if !ind.GrowthTarget.Equal(f.Growth.Decimal) {
			l.add(Conflict{Kind: KindTable, Subject: f.Name, Where: places(f.Place, rowPlace(ind)), Stated: "年均增速" + f.Growth.Text + "%", Implied: rowPlace(ind) + "为年均增速" + ind.GrowthTarget.Text + "%",
				Working: fmt.Sprintf("%s与%s相差%s", f.Growth.Text, ind.GrowthTarget.Text, f.Growth.Sub(ind.GrowthTarget.Decimal).Abs()), Used: "报告采用：" + rowPlace(ind) + "的增速"})
		}
		return true
	}
	from, years, word := f.Year-1, 1, "比上年增长"
	if f.Year == h.TargetYear {
		from, years, word = h.BaseYear, h.Years(), "年均增速"
	}
	before, ok := l.look(f.Code, from)
	if !ok {
		return false
	}
	implied, err := method.MeanGrowth(before.value, now.value, years)
	if err != nil {
		return false
	}
	points := now.value.Sub(before.value)
	fits := atPrecision(implied, f.Growth.Decimal, f.Growth.Decimals())
	c := Conflict{Kind: KindTextGrowth, Subject: f.Name, Where: places(f.Place, before.place, now.place), Stated: word + f.Growth.Text + "%", Implied: word + percent(implied),
		Working: fmt.Sprintf("%s÷%s−1＝%s", now.text, before.text, percent(implied)), Used: "报告采用：绝对值按" + now.place + "，所述增速只作核对"}
	if years > 1 {
		c.Working = fmt.Sprintf("（%s÷%s）开%d次方减1", now.text, before.text, years)
	} else if f.Unit == "%" {
		fits = fits || points.Equal(f.Growth.Decimal)
		c.Implied += "，即" + points.String() + "个百分点"
		c.Working += fmt.Sprintf("；%s−%s＝%s", now.text, before.text, points)
	}
	if !fits {
		l.add(c)
	}
	return true
}

// share holds a stated share against part ÷ whole. Where the part's growth is
// stated too, the year before tells which figure is the suspect.
func (l *linter) share(f Fact) {
	if f.Part == "" || !f.Value.Set() {
		return
	}
	part, ok1 := l.look(f.Part, f.Year)
	whole, ok2 := l.look(f.Whole, f.Year)
	if !ok1 || !ok2 {
		l.skip("「%s」缺少%d年的分子或分母，没有核对。", f.Name, f.Year)
		return
	}
	implied, err := method.Ratio(part.value, whole.value, decimal.NewFromInt(100))
	if err != nil || atPrecision(implied, f.Value.Decimal, f.Value.Decimals()) {
		return
	}
	c := Conflict{Kind: KindShare, Subject: f.Name, Where: places(f.Place, part.place, whole.place), Stated: fmt.Sprintf("%d年%s占%s%%", f.Year, part.name+part.with(), f.Value.Text),
		Implied: "占" + percent(implied), Working: fmt.Sprintf("%s÷%s＝%s", part.text, whole.text, percent(implied)), Used: "报告采用：所印的占比和数额都不修改，占比以责任部门报送数为准"}
	if o, ok := l.p.tabled(f.Code, f.Year); ok {
		c.Where = places(c.Where, o.place)
		c.Used = fmt.Sprintf("报告采用：%s所印的%s，不由数额重算", o.place, o.with())
	}
	c.Working += l.yearBefore(f, implied)
	l.add(c)
}

// yearBefore goes back a year by the part's stated growth. If the share of that year
// is ten times nearer to the printed one, this year's share is the suspect.
func (l *linter) yearBefore(f Fact, now decimal.Decimal) string {
	whole, ok1 := l.look(f.Whole, f.Year-1)
	printed, ok2 := l.look(f.Code, f.Year-1)
	for _, g := range l.p.Text.Facts {
		if g.Code != f.Part || g.Year != f.Year || !g.Growth.Set() || !g.Value.Set() || !ok1 || !ok2 {
			continue
		}
		ratio := decimal.NewFromInt(1).Add(g.Growth.Shift(-2))
		if !ratio.IsPositive() || !whole.value.IsPositive() {
			return ""
		}
		was := g.Value.DivRound(ratio, 24)
		then := was.Shift(2).DivRound(whole.value, 24)
		text := fmt.Sprintf("；上年%s÷%s＝%s，%s÷%s＝%s，%s为%s%%", g.Value.Text, ratio, was.StringFixed(2), was.StringFixed(2), whole.text, percent(then), printed.place, printed.text)
		if then.Sub(printed.value).Abs().LessThan(now.Sub(f.Value.Decimal).Abs().Shift(-1)) {
			return text + fmt.Sprintf("，上年大体相符，可疑的是%d年的%s%%", f.Year, f.Value.Text)
		}
		return text + "，上年也不相符"
	}
	return ""
}

// alike finds two measures of the same firms of which one rose and one fell.
func (l *linter) alike(f Fact) {
	if f.Alike == "" || !f.Growth.Set() {
		return
	}
	now, ok1 := l.look(f.Alike, f.Year)
	before, ok2 := l.look(f.Alike, f.Year-1)
	if !ok1 || !ok2 {
		l.skip("「%s」缺少可比的%d年和%d年数，没有核对升降。", f.Name, f.Year-1, f.Year)
		return
	}
	growth, err := method.Growth(before.value, now.value)
	if err != nil || growth.Sign()*f.Growth.Sign() >= 0 {
		return
	}
	l.add(Conflict{Kind: KindAlike, Subject: f.Name + "与" + now.name, Where: places(f.Place, now.place),
		Stated: fmt.Sprintf("%d年%s增长%s%%", f.Year, f.Name, f.Growth.Text), Implied: fmt.Sprintf("同年%s由%s变为%s，%s", now.name, before.with(), now.with(), moved(growth)),
		Working: fmt.Sprintf("%s÷%s−1＝%s", now.text, before.text, percent(growth)), Used: "报告采用：" + now.place + "的" + now.with() + "；增速以公布数为准，不由绝对值推算"})
}

// counted holds a number against what is listed under it, and against what the
// plan's own lists hold.
func (l *linter) counted(f Fact) {
	value, where := operand{f.Value.Decimal, f.Value.Text, f.Name, f.Unit, f.Place}, f.Place
	if !f.Value.Set() {
		o, ok := l.p.tabled(f.Code, f.Year)
		if !ok {
			return
		}
		value, where = o, places(l.p.factPlaces(f.Code, f.Year), o.place)
	}
	used := "报告采用：方案没有列为任务，报告不作评价"
	if o, ok := l.p.tabled(f.Code, l.p.Head.TargetYear); ok {
		used = "报告采用：任务目标" + o.with()
	}
	if n := len(f.Names); n > 0 && !value.value.Equal(decimal.NewFromInt(int64(n))) {
		l.add(Conflict{Kind: KindNames, Subject: f.Name, Where: where, Stated: value.with(), Implied: fmt.Sprintf("列出%d%s：%s", n, value.unit, strings.Join(f.Names, "、")),
			Working: fmt.Sprintf("列名%d，所述%s，相差%s", n, value.text, value.value.Sub(decimal.NewFromInt(int64(n))).Abs()), Used: used})
	}
	if f.Counts == "" || !f.Value.Set() {
		return
	}
	if n := l.p.countOf(f.Counts); !value.value.Equal(decimal.NewFromInt(int64(n))) {
		l.add(Conflict{Kind: KindCount, Subject: f.Name, Where: where, Stated: value.with(), Implied: fmt.Sprintf("方案数据中%s共%d%s", f.Counts, n, f.Unit),
			Working: fmt.Sprintf("数得%d，所述%s", n, value.text), Used: "报告采用：方案数据中逐项列出的"})
	}
}

// floor holds the targets of industries against the class the text puts them in.
func (l *linter) floor(f Fact) {
	for _, code := range f.Members {
		if o, ok := l.p.targetTotal(code); ok && o.value.LessThan(f.Floor.Decimal) {
			l.add(Conflict{Kind: KindFloor, Subject: o.name, Where: places(f.Place, o.place), Stated: f.Name + "，即不低于" + f.Floor.Text + o.unit, Implied: "目标" + o.with(),
				Working: o.text + "＜" + f.Floor.Text, Used: "报告采用：产业目标" + o.with()})
		}
	}
}
