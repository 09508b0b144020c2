package compose

import (
	"fmt"
	"slices"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// parkGoals is 附表2-1: all parks against the plan's figures for them, and their places.
// The plan prints no base, so there is completion and no progress; it speaks of
// whole years.
func (c *composer) parkGoals() report.Annex {
	a := report.Annex{ID: "annex21", Label: "附表2-1", Title: "园区目标对照", Sheet: "附表2-1"}
	s := c.Evaluated.Units.Standing
	if len(s.Goals) > 0 {
		a.Blocks = append(a.Blocks, c.goalTable(s))
	}
	if len(s.Clubs) > 0 {
		a.Blocks = append(a.Blocks, c.clubTable(s.Clubs))
	}
	if len(s.Intensity) > 0 {
		a.Blocks = append(a.Blocks, c.intensityTable(s.Intensity))
	}
	if t := c.parkRanks(); t != nil {
		title := "园区位次"
		if len(a.Blocks) == 0 {
			a.Title = title
		} else {
			t.Title = fmt.Sprintf("（%s）%s", []string{"一", "二", "三", "四"}[len(a.Blocks)], title)
		}
		a.Blocks = append(a.Blocks, t)
	}
	return a
}

// rankedParkItems are the items by which parks are ranked in the report.
var rankedParkItems = []string{"park_revenue", "park_gdp", "park_industry_va", "park_hightech_output", "park_firms", "park_intensity"}

// parkRanks is the table of the parks' places; nil if none has a figure.
func (c *composer) parkRanks() *report.Table {
	var list []*evaluate.Peers
	for i := range c.Evaluated.Units.Parks {
		p := &c.Evaluated.Units.Parks[i]
		if slices.Contains(rankedParkItems, p.Item.Code) && has(p, func(l evaluate.Line) bool { return ranking(p, l).Now > 0 }) {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return nil
	}
	t := c.ranks("t21p", "t21", plan.Park, list)
	t.Notes = []string{rankNote + "片区不参加位次。", legend}
	return t
}

func (c *composer) goalTable(s evaluate.ParkStanding) *report.Table {
	t := &report.Table{ID: "t21g", Title: "（一）全市园区总量目标", Columns: columns(col(report.Left, 30), col(report.Centre, 8), col(report.Decimal, 10), col(report.Decimal, 9),
		col(report.Decimal, 10), col(report.Decimal, 10), col(report.Decimal, 10))}
	t.Head = head1("指标", "计量\n单位", "全年", "计入\n园区数", fmt.Sprintf("%d年\n目标", c.Plan.Head.TargetYear), "完成目标\n（%）", "距目标\n还差")
	for _, g := range s.Goals {
		it, _ := c.Plan.Item(g.Code)
		id := "t21." + g.Code
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(goalName(g)), text(it.Unit), c.plain(id+".value", g.Sum.Value, it.Decimals, none), c.count(id+".in", g.Sum.In),
			c.plain(id+".target", &g.Target.Decimal, it.Decimals, none), c.number(id+".percent", g.Percent, 1, none), c.plain(id+".distance", g.Distance, it.Decimals, none),
		}})
		if g.Code == "park_revenue" {
			t.Rows = append(t.Rows, c.targetsRow(s, g))
		}
	}
	t.Notes = []string{
		"方案未印园区基数，只列完成目标的比重，不计进度；距目标还差为负数的，已超过目标。各园区相加，片区含在所属园区内，不重复计入。",
		fmt.Sprintf("各园区目标合计%s亿元，方案正文为%s亿元以上，两者并列，不作调整。", s.Targets, c.Plan.ParkTotals.RevenueTarget.Text),
	}
	return t
}

// goalName says of enterprise classes that each holds those above it.
func goalName(g evaluate.ParkGoal) string {
	switch g.Code {
	case "park_firms_5bn":
		return g.Name + "（含过100亿元的）"
	case "park_firms_1bn":
		return g.Name + "（含过50亿元的）"
	}
	return g.Name
}

// targetsRow holds the revenue against the sum of the parks' own targets.
func (c *composer) targetsRow(s evaluate.ParkStanding, g evaluate.ParkGoal) report.Row {
	id := "t21.targets"
	o := evaluate.AgainstTargets(g, s.Targets)
	return report.Row{ID: id, Cells: []report.Cell{
		{Text: "按各园区目标合计", Indent: 1}, text("亿元"), c.plain(id+".value", g.Sum.Value, 2, none), c.count(id+".in", g.Sum.In),
		c.plain(id+".target", &s.Targets, 2, none), c.number(id+".percent", o.Percent, 1, none), c.plain(id+".distance", o.Distance, 2, none),
	}}
}

func (c *composer) clubTable(clubs []evaluate.Club) *report.Table {
	t := &report.Table{ID: "t21c", Title: "（二）千亿园区和300亿元园区", Unit: "单位：亿元", Columns: columns(col(report.Left, 26), col(report.Left, 20), col(report.Decimal, 12),
		col(report.Decimal, 10), col(report.Centre, 16))}
	t.Head = head1("园区", "所属园区", "全年技工贸\n总收入", "距门槛\n还差", "情况")
	for i, club := range clubs {
		planned := 0
		for _, m := range club.Members {
			if m.Planned {
				planned++
			}
		}
		t.Rows = append(t.Rows, section(fmt.Sprintf("t21.club%d", i), fmt.Sprintf("%s（%s亿元以上）：方案列%d个，已达到%d个", club.Name, club.Floor, planned, club.Count())))
		for _, m := range club.Members {
			t.Rows = append(t.Rows, c.memberRow(m))
		}
	}
	t.Notes = []string{"方案以片区列为千亿园区的，所属园区不再并计，片区与所属园区只计一次。未列入方案而收入达到门槛的，也予列示。"}
	return t
}

func (c *composer) memberRow(m evaluate.Member) report.Row {
	id, sign, parent := "t21."+m.Unit.Code, c.signFor(m.Unit.Code), none
	if m.Unit.Kind == plan.SubPark {
		sign, parent = c.signFor(m.Unit.Parent), c.Plan.UnitName(m.Unit.Parent, c.period)
	}
	state, tone := "未达到", report.Plain
	switch {
	case m.Value == nil:
		state, tone = "无有效数据", report.Muted
	case m.In() && !m.Counted:
		state = "达到，不重复计"
	case m.In() && !m.Planned:
		state, tone = "达到，方案未列", report.Good
	case m.In():
		state, tone = "达到", report.Good
	}
	return report.Row{ID: id, Cells: []report.Cell{
		text(m.Unit.NameAt(c.period)), text(parent), c.plain(id+".revenue", m.Value, 2, sign), c.plain(id+".distance", m.Distance, 2, none), toned("", state, tone),
	}}
}

func (c *composer) intensityTable(list []evaluate.Intensity) *report.Table {
	t := &report.Table{ID: "t21i", Title: "（三）工业项目投资强度", Unit: "单位：万元/亩", Columns: columns(col(report.Left, 28), col(report.Centre, 10), col(report.Decimal, 12),
		col(report.Decimal, 12), col(report.Decimal, 12), col(report.Centre, 12))}
	t.Head = head1("园区", "级别", "投资强度", "方案下限", "高于下限", "情况")
	for _, x := range list {
		id, sign := "t21."+x.Unit.Code, c.signFor(x.Unit.Code)
		name := report.Cell{Text: x.Unit.NameAt(c.period)}
		if x.Unit.Kind == plan.SubPark {
			name, sign = report.Cell{Text: "其中：" + name.Text, Indent: 1}, c.signFor(x.Unit.Parent)
		}
		state, tone := none, report.Muted
		switch {
		case x.Distance == nil:
		case x.Distance.IsNegative():
			state, tone = "低于下限", report.Bad
		default:
			state, tone = "达到", report.Good
		}
		t.Rows = append(t.Rows, report.Row{ID: id + ".i", Cells: []report.Cell{
			name, text(x.Unit.Level), c.number(id+".intensity", x.Value, 2, sign), c.plain(id+".floor", &x.Floor.Decimal, 2, none),
			c.number(id+".over", x.Distance, 2, none), toned("", state, tone),
		}})
	}
	t.Notes = []string{"国家级园区和省级园区各按方案的下限；片区按所属园区的级别。投资强度为投资额与用地面积之比，不相加、不平均。", legend}
	return t
}
