package pipeline

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// parkGoalColumn is a figure of 附表2-1.
func (t *Tracer) parkGoalColumn(subject, column string) (*Figure, error) {
	s := t.in.Evaluated.Units.Standing
	for _, g := range s.Goals {
		if g.Code == subject {
			return t.goalColumn(g, column, t.totalTarget(g.Key, g.Name+"，全市园区目标", g.Target))
		}
		if subject == "targets" && g.Code == "park_revenue" {
			var targets []*Figure
			for _, u := range t.project.Plan.UnitsOf(plan.Park) {
				if u.Target.Set() {
					targets = append(targets, t.parkTarget(u.NameAt(t.period), u))
				}
			}
			return t.goalColumn(evaluate.AgainstTargets(g, s.Targets), column, t.total("园区目标合计", "亿元", "各园区目标相加", targets))
		}
	}
	u, ok := t.project.Plan.Unit(subject)
	if !ok {
		return nil, fmt.Errorf("%s: %w", subject, errNoTrace)
	}
	switch column {
	case "revenue":
		return t.unitCell(u.Code, "park_revenue", stat.Value), nil
	case "distance":
		return t.clubDistance(u), nil
	}
	if code, place, ok := strings.Cut(column, "."); ok {
		if p := peersIn(t.in.Evaluated.Units.Parks, code); p != nil {
			l := p.LineOf(u.Code)
			return t.lineColumn(p, &l, place)
		}
	}
	for _, x := range s.Intensity {
		if x.Unit.Code == u.Code {
			return t.intensityColumn(x, column)
		}
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

func (t *Tracer) totalTarget(key, name string, v yamlfile.Figure) *Figure {
	return t.planLeaf("目标", name, "", "units.yaml", "", "park_totals."+key, v)
}

func (t *Tracer) goalColumn(g evaluate.ParkGoal, column string, target *Figure) (*Figure, error) {
	it, _ := t.project.Plan.Item(g.Code)
	target = target.called("目标")
	target.Unit = it.Unit
	total := t.parksTotal(it)
	switch column {
	case "value":
		return total, nil
	case "in":
		n := decimal.NewFromInt(int64(len(total.From)))
		f := computed("计入"+it.Name+"合计的园区数", "个", &n, "有数的园区个数", "", total.From...)
		roles := ""
		for i, x := range total.From {
			if i > 0 {
				roles += "、"
			}
			roles += x.Role
		}
		f.Formula = "计数（" + roles + "）"
		f.Worked = f.Formula + "＝" + n.String()
		return f, nil
	case "target":
		return target, nil
	case "percent":
		return computed(g.Name+"完成目标", "%", g.Percent, "完成目标的比重，只按全年数计", "{合计}÷{目标}×100", total.called("合计"), target), nil
	case "distance":
		return computed(g.Name+"距目标还差", it.Unit, g.Distance, "目标减合计，负数为已超过", "{目标}−{合计}", target, total.called("合计")), nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// parksTotal adds the parks, not their parts.
func (t *Tracer) parksTotal(it plan.Item) *Figure {
	var values []*Figure
	for _, u := range t.project.Plan.UnitsOf(plan.Park) {
		if f := t.unitCell(u.Code, it.Code, stat.Value); f.Kind == ReportedFigure {
			values = append(values, f.called(u.NameAt(t.period)))
		}
	}
	return t.total("园区"+it.Name+"合计", it.Unit, "各园区相加，片区不重复计", values)
}

func (t *Tracer) clubDistance(u *plan.Unit) *Figure {
	for _, c := range t.in.Evaluated.Units.Standing.Clubs {
		for _, m := range c.Members {
			if m.Unit.Code == u.Code {
				return computed(u.NameAt(t.period)+"距"+c.Name+"门槛", "亿元", m.Distance, "门槛减全年技工贸总收入，负数为已超过", c.Floor.String()+"−{收入}",
					t.unitCell(u.Code, "park_revenue", stat.Value).called("收入"))
			}
		}
	}
	return absentFigure(u.NameAt(t.period)+"距门槛", "方案没有列入该园区")
}

func (t *Tracer) intensityColumn(x evaluate.Intensity, column string) (*Figure, error) {
	actual := t.unitCell(x.Unit.Code, "park_intensity", stat.Value)
	floor := t.totalTarget(x.FloorKey, x.Unit.Level+"园区投资强度下限", x.Floor).called("下限")
	floor.Unit = "万元/亩"
	switch column {
	case "intensity":
		return actual, nil
	case "floor":
		return floor, nil
	case "over":
		return computed(x.Unit.NameAt(t.period)+"投资强度高于下限", "万元/亩", x.Distance, "投资强度减方案下限，负数为低于下限", "{投资强度}−{下限}", actual.called("投资强度"), floor), nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}
