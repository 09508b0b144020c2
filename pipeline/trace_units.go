package pipeline

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// peersIn is an item with the counties, or the parks, that have it.
func peersIn(list []evaluate.Peers, code string) *evaluate.Peers {
	for i := range list {
		if list[i].Item.Code == code {
			return &list[i]
		}
	}
	return nil
}

// unitColumn is a figure of 附表3-1.
func (t *Tracer) unitColumn(unit, code, column string) (*Figure, error) {
	p := peersIn(t.in.Evaluated.Units.Counties, code)
	if p == nil {
		return nil, fmt.Errorf("%s: %w", code, errNoTrace)
	}
	if unit == "city" {
		return t.growth(t.assessment(code), p.Item), nil
	}
	for i := range p.Lines {
		if l := &p.Lines[i]; l.Unit.Code == unit {
			return t.lineColumn(p, l, column)
		}
	}
	return nil, fmt.Errorf("%s: %w", unit, errNoTrace)
}

func (t *Tracer) lineColumn(p *evaluate.Peers, l *evaluate.Line, column string) (*Figure, error) {
	name := l.Unit.NameAt(t.period) + p.Item.Name + "，"
	value := func(role string) *Figure { return t.unitCell(l.Unit.Code, p.Item.Code, stat.Value).called(role) }
	switch column {
	case "place", "change":
		return t.placeColumn(p, l, column), nil
	case "share":
		return computed(name+"占全市比重", "%", l.Share, "占责任部门所报全市数的比重", "{本期}÷{全市}×100", value("本期"), t.official(p.Item, stat.Value).called("全市")), nil
	case "pull", "rate":
		return t.contribution(p, l, column, name), nil
	case "then":
		return t.lineThen(p, l), nil
	case "trend":
		return computed(name+"增速比"+p.TrendSince.Label(), "百分点", l.Trend, "本期增速减比较期增速", "{本期增速}−{比较期增速}",
			t.lineGrowth(p, l).called("本期增速"), t.growthThen(p, l.Unit, p.TrendSince).called("比较期增速")), nil
	case "target", "progress", "gap":
		if l.Own == nil {
			return absentFigure(name+"分解目标", "统计局没有下达该单位的目标"), nil
		}
		return t.ownColumn(p, l, column, name), nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// lineGrowth is a unit's growth: as reported, or of the levels.
func (t *Tracer) lineGrowth(p *evaluate.Peers, l *evaluate.Line) *Figure {
	if l.Reported || l.Growth == nil {
		return t.unitCell(l.Unit.Code, p.Item.Code, stat.Growth)
	}
	return computed(l.Unit.NameAt(t.period)+p.Item.Name+"，增速", "%", l.Growth, "未报增速，按本期与上年同期计算", "（{本期}÷{上年同期}−1）×100",
		t.unitCell(l.Unit.Code, p.Item.Code, stat.Value).called("本期"), t.lineBase(p, l.Unit.Code).called("上年同期"))
}

// lineThen is a unit's growth in the period that its trend is against, printed beside a
// growth of this period only.
func (t *Tracer) lineThen(p *evaluate.Peers, l *evaluate.Line) *Figure {
	name := l.Unit.NameAt(t.period) + p.Item.Name + "，比较期增速"
	switch {
	case p.TrendSince.Year == 0:
		return absentFigure(name, "台账和历史数据都没有各单位上年的增速")
	case l.Growth == nil:
		f := absentFigure(name, "该单位本期没有增速，不列比较期增速")
		f.From = []*Figure{t.lineGrowth(p, l).called("本期增速")}
		return f
	}
	return t.growthThen(p, l.Unit, p.TrendSince)
}

// lineBase is last year's figure, at comparable scope where the unit gives one.
func (t *Tracer) lineBase(p *evaluate.Peers, unit string) *Figure {
	if f := t.unitCell(unit, p.Item.Code, stat.PriorComparable); f.Kind == ReportedFigure {
		return f
	}
	return t.unitCell(unit, p.Item.Code, stat.Prior)
}

// cityBase is lineBase of the responsible department.
func (t *Tracer) cityBase(p *evaluate.Peers) *Figure {
	m := stat.Prior
	if p.City.Official.Number(stat.PriorComparable) != nil {
		m = stat.PriorComparable
	}
	return t.official(p.Item, m)
}

// growthThen is a unit's growth in an earlier period.
func (t *Tracer) growthThen(p *evaluate.Peers, u *plan.Unit, when stat.Period) *Figure {
	then := t.units(u.Code, p.Item.Code, when)
	if then.Growth != nil {
		return t.earlier("", then.Growth)
	}
	base := t.units(u.Code, p.Item.Code, when.YearAgo()).Value
	name := u.NameAt(t.period) + p.Item.Name + "，" + when.Label() + "增速"
	if !p.LevelsGrow() || then.Value == nil || base == nil {
		return absentFigure(name, "台账和历史数据都没有该期的增速")
	}
	v, err := method.Growth(base.Number, then.Value.Number)
	if err != nil {
		return absentFigure(name, "上年同期为零或负数，不计算")
	}
	return computed(name, "%", &v, "未报增速，按当期与上年同期计算", "（{当期}÷{上年同期}−1）×100", t.earlier("当期", then.Value), t.earlier("上年同期", base))
}

// earlier is the leaf of a figure of an earlier period: of a submission, or of a
// line of inputs/history.
func (t *Tracer) earlier(role string, o *stat.Observation) *Figure {
	if o.Source.Sheet != "" {
		return t.reported(role, *o)
	}
	f := t.reported(role, *o)
	n, err := strconv.Atoi(strings.Trim(o.Source.Cell, "第行"))
	if err != nil {
		return f
	}
	key := "数值"
	if o.Measure == stat.Growth {
		key = "同比增速"
	}
	f.Kind, f.Reported, f.Line = HistoryFigure, nil, &PlanLine{File: o.Source.File, Line: n, Key: key}
	return f
}

func (t *Tracer) contribution(p *evaluate.Peers, l *evaluate.Line, column, name string) *Figure {
	base, cityBase := t.lineBase(p, l.Unit.Code).called("上年同期"), t.cityBase(p).called("全市上年同期")
	value, city := t.unitCell(l.Unit.Code, p.Item.Code, stat.Value).called("本期"), t.official(p.Item, stat.Value).called("全市本期")
	growth := t.lineGrowth(p, l).called("增速")
	switch {
	case p.Comparable && column == "pull":
		return computed(name+"拉动全市增长（测算）", "百分点", l.Pull, "可比价增速乘上年同期占全市的比重", "{增速}×{上年同期}÷{全市上年同期}", growth, base, cityBase)
	case column == "pull":
		return computed(name+"拉动全市增长", "百分点", l.Pull, "增量占全市上年同期的百分点", "（{本期}−{上年同期}）÷{全市上年同期}×100", value, base, cityBase)
	case l.Against:
		return absentFigure(name+"贡献率", "全市没有增减，或该单位与全市增减方向不同，不计算")
	case p.Comparable:
		return computed(name+"贡献率（测算）", "%", l.Rate, "拉动与全市增速之比", "{增速}×{上年同期}÷{全市上年同期}÷{全市增速}×100", growth, base, cityBase,
			t.official(p.Item, stat.Growth).called("全市增速"))
	}
	return computed(name+"贡献率", "%", l.Rate, "增量占全市增量的比重", "（{本期}−{上年同期}）÷（{全市本期}−{全市上年同期}）×100", value, base, city, cityBase)
}

// placeColumn is a place among the counties, or its change.
func (t *Tracer) placeColumn(p *evaluate.Peers, l *evaluate.Line, column string) *Figure {
	byGrowth := false
	for _, x := range p.Lines {
		byGrowth = byGrowth || x.ByGrowth.Now > 0
	}
	place := func(x *evaluate.Line) evaluate.Place {
		if byGrowth {
			return x.ByGrowth
		}
		return x.ByLevel
	}
	now := func(x *evaluate.Line) *Figure {
		if byGrowth {
			return t.lineGrowth(p, x)
		}
		return t.unitCell(x.Unit.Code, p.Item.Code, stat.Value)
	}
	then := func(x *evaluate.Line) *Figure {
		if byGrowth {
			return t.growthThen(p, x.Unit, p.Since)
		}
		o := t.units(x.Unit.Code, p.Item.Code, p.Since).Value
		if o == nil { // returned or missing then
			return absentFigure(x.Unit.NameAt(t.period)+p.Item.Name+"，"+p.Since.Label(), "比较期没有该单位的有效数据")
		}
		return t.earlier("", o)
	}
	mine := place(l)
	if column == "place" {
		return t.ranked(p, l, "位次", mine.Now, now, func(x *evaluate.Line) bool { return place(x).Now > 0 })
	}
	both := func(x *evaluate.Line) bool { return place(x).Change() != nil }
	return computed(l.Unit.NameAt(t.period)+p.Item.Name+"，位次变化", "位", mine.Change(), "两期都有数的单位之间，比较期位次减本期位次", "{比较期位次}−{本期位次}",
		t.ranked(p, l, p.Since.Label()+"位次", mine.Before, then, both).called("比较期位次"), t.ranked(p, l, "本期位次", mine.Among, now, both).called("本期位次"))
}

// ranked is a place: one more than there are units before it.
func (t *Tracer) ranked(p *evaluate.Peers, l *evaluate.Line, what string, place int, figure func(*evaluate.Line) *Figure, counts func(*evaluate.Line) bool) *Figure {
	name := l.Unit.NameAt(t.period) + p.Item.Name + "，" + what
	if place == 0 || !counts(l) {
		f := figure(l)
		return absentFigure(name, "该单位没有可排位次的数："+f.Method)
	}
	var from []*Figure
	var roles []string
	for i := range p.Lines {
		if x := &p.Lines[i]; counts(x) {
			role := x.Unit.NameAt(t.period)
			from, roles = append(from, figure(x).called(role)), append(roles, "{"+role+"}")
		}
	}
	better := "高"
	if p.Fewer {
		better = "低"
	}
	v := decimal.NewFromInt(int64(place))
	return computed(name, "位", &v, "同数同位，其后顺延", fmt.Sprintf("1＋%s于{%s}的单位数（%s）", better, l.Unit.NameAt(t.period), strings.Join(roles, "、")), from...)
}

// ownColumn is a county against the target that the bureau set for it.
func (t *Tracer) ownColumn(p *evaluate.Peers, l *evaluate.Line, column, name string) *Figure {
	o := l.Own
	target := t.ownTarget(p.Item, l.Unit, o)
	if column == "target" {
		return target
	}
	actual := t.unitCell(l.Unit.Code, p.Item.Code, stat.Value).called("实际")
	from, formula := []*Figure{actual, target.called("目标")}, "{实际}÷{目标}×100"
	if o.Base != nil {
		from, formula = append(from, t.earlier("基数", o.Base)), "（{实际}−{基数}）÷（{目标}−{基数}）×100"
		if o.Log {
			formula = "ln（{实际}÷{基数}）÷ln（{目标}÷{基数}）×100"
		}
	}
	progress := computed(name+"进度", "%", o.Progress, "对照统计局下达的分解目标", formula, from...)
	if column == "progress" {
		return progress
	}
	time := decimal.Zero
	if o.Progress != nil && o.Gap != nil {
		time = o.Progress.Sub(*o.Gap)
	}
	return computed(name+"与时序进度差", "百分点", o.Gap, "进度减时序进度", "{进度}−{时序进度}", progress.called("进度"), t.elapsed(o.Year, &time).called("时序进度"))
}

// elapsed is the time progress beside a target of the year, or of the whole plan.
func (t *Tracer) elapsed(year int, time *decimal.Decimal) *Figure {
	months, h := fromPeriod("月份", "报告期的末月", t.period.EndMonth()), t.project.Plan.Head
	if year != h.TargetYear {
		return computed("序时进度", "%", time, "年内已过的月份占全年的比重", "{月份}÷12×100", months)
	}
	return computed("时序进度", "%", time, "已过的月数占规划期的比重", "（（{报告年}−{首年}）×12＋{月份}）÷（（{目标年}−{基年}）×12）×100",
		fromPeriod("报告年", "报告期的年份", t.period.Year), t.yearOf("首年", "first_year", h.FirstYear), months,
		t.yearOf("目标年", "target_year", h.TargetYear), t.yearOf("基年", "base_year", h.BaseYear))
}

func (t *Tracer) ownTarget(it plan.Item, u *plan.Unit, o *evaluate.OwnProgress) *Figure {
	d := t.project.Plan.DecompositionOf(it.Code, t.period.Year)
	f := t.planLeaf("目标", fmt.Sprintf("%s%s，%d年分解目标", u.NameAt(t.period), it.Name, o.Year), it.Unit, "units.yaml", "", u.Code, d.Targets[u.Code])
	f.Line.Key = fmt.Sprintf("decomposition.%s.%d.%s", it.Code, o.Year, u.Code)
	f.Line.Line = decompositionLine(t.plan["units.yaml"], it.Code, o.Year, u.Code)
	return f
}

// decompositionLine finds the line of a county's target, counted from 1; 0 if the
// file does not write it so.
func decompositionLine(lines []string, indicator string, year int, unit string) int {
	at := findLine(lines, 0, "decomposition", "")
	for at >= 0 {
		if at = findLine(lines, at, "indicator", indicator); at < 0 {
			return 0
		}
		next := findLine(lines, at+1, "indicator", "")
		if y := findLine(lines, at, "year", fmt.Sprint(year)); y >= 0 && (next < 0 || y < next) {
			return findLine(lines, at, unit, "") + 1
		}
		at++
	}
	return 0
}
