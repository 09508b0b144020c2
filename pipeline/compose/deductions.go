package compose

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// deduction is what an indicator lost of its weight, and by which parts.
type deduction struct {
	line
	Lost  string // id of the cell
	parts []evaluate.PartScore
	ways  string // the reasons in words
}

// ownerScored is a department in the order of its rank.
type ownerScored struct{ Name, Points, Rank string }

// scoreTold is what a narrative template knows of the score; ID is empty without one.
type scoreTold struct {
	ID              string // cell of the total
	Grade, Uncapped string
	Capped          bool
	Missed          []string // 约束性 indicators
	Most            []deduction
	Incomplete      []line // with a part that is due and has no figure
	Owners          []ownerScored
}

// deductionsTold is how many indicators' deductions are told; 附表1-3 has them all.
const deductionsTold = 5

// lostOf is a metric's weight less its score; nil if it is not counted.
func lostOf(m evaluate.MetricScore) *decimal.Decimal {
	if m.Points == nil {
		return nil
	}
	return pointer(m.Weight.Sub(m.Score))
}

// deductions are the indicators that lost points, those that lost most first.
func (c *composer) deductions(s evaluate.Score) []int {
	var list []int
	for i, m := range s.Metrics {
		if lost := lostOf(m); lost != nil && c.round(*lost, 2).IsPositive() {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return lostOf(s.Metrics[b]).Cmp(*lostOf(s.Metrics[a])) })
	return list
}

// deductionTable is t13l: what each indicator lost, and why; nil if none did.
func (c *composer) deductionTable(s evaluate.Score) *report.Table {
	t := &report.Table{ID: "t13l", Title: "扣分情况", Columns: columns(col(report.Left, 24), col(report.Left, 16), col(report.Decimal, 7), col(report.Left, 54)),
		Head: head1("指标名称", "责任部门", "扣分", "扣分原因")}
	for _, i := range c.deductions(s) {
		ind := &c.Plan.Indicators[i]
		id := "t13l." + ind.Code
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{text(scoredName(ind)), text(c.Plan.UnitName(ind.Owner, c.period)),
			c.number(id+".lost", lostOf(s.Metrics[i]), 2, none), text(c.lostWays(ind, s.Metrics[i].Parts))}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Notes = c.reserve([]string{"扣分为折算权重减计分，按扣分多少排列；没有扣分的指标不列。"})
	return t
}

// lostWays says in words why an indicator has not all its points.
func (c *composer) lostWays(ind *plan.Indicator, parts []evaluate.PartScore) string {
	var said []string
	for _, p := range parts {
		if short(p) {
			said = append(said, c.lostWay(ind, p))
		}
	}
	return strings.Join(said, "；")
}

// short reports whether a part is counted with less than all its points.
func short(p evaluate.PartScore) bool { return p.Points != nil && p.Points.LessThan(hundred) }

var hundred = decimal.NewFromInt(100)

func (c *composer) lostWay(ind *plan.Indicator, p evaluate.PartScore) string {
	full, down := c.period.Kind == stat.Year, ind.Direction == plan.Down
	switch {
	case p.Absent == evaluate.NotDueNow:
		return p.Name + "本期不评，计0分"
	case p.Absent != evaluate.Present:
		return p.Name + "缺数，计0分"
	case p.Code == evaluate.TargetPart && !full:
		return "年度目标完成比重低于序时进度"
	case p.Code == evaluate.TargetPart && ind.Direction == plan.Hold:
		return "未保持目标水平"
	case p.Code == evaluate.TargetPart:
		return "未达到年度目标（测算）"
	case p.Code == evaluate.StaticPart:
		return "五年进度低于时序进度"
	case ind.CumulativeGoal.Set():
		return "降低率低于《方案》年度下限"
	case ind.Change == "points":
		return "比上年的变化小于年度路径"
	case ind.GrowthTarget.Set() && down:
		return "降幅小于《方案》年均目标"
	case ind.GrowthTarget.Set():
		return "增速低于《方案》年均目标"
	}
	return "增速低于年度路径"
}

// scoreTold is the city's score with what it lost, as far as 附表1-3 is printed.
func (c *composer) scoreTold(lines []line, cells report.Cells) scoreTold {
	set := c.Evaluated.Course.City
	if set == nil {
		return scoreTold{}
	}
	s := set.Scores[0]
	n := scoreTold{ID: "t13.total.base", Grade: s.Grade, Uncapped: s.Uncapped, Capped: s.Grade != s.Uncapped, Missed: s.Subject.Missed}
	if s.Bonus.IsPositive() {
		n.ID = "t13.total.all"
	}
	if cells.Of(n.ID).Value == nil {
		return scoreTold{}
	}
	for i, m := range s.Metrics {
		if slices.ContainsFunc(m.Parts, func(p evaluate.PartScore) bool { return p.Absent == evaluate.Lacking }) {
			n.Incomplete = append(n.Incomplete, lines[i])
		}
	}
	for _, i := range c.deductions(s)[:min(deductionsTold, len(c.deductions(s)))] {
		n.Most = append(n.Most, deduction{line: lines[i], Lost: "t13l." + lines[i].Code + ".lost", parts: s.Metrics[i].Parts,
			ways: c.lostWays(&c.Plan.Indicators[i], s.Metrics[i].Parts)})
	}
	n.Owners = c.ownersScored()
	return n
}

// ownersScored are the departments that have a score, best first.
func (c *composer) ownersScored() []ownerScored {
	owners := slices.DeleteFunc(slices.Clone(c.Evaluated.Course.Owners), func(o evaluate.OwnerScore) bool { return o.Rank == 0 })
	slices.SortStableFunc(owners, func(a, b evaluate.OwnerScore) int { return a.Rank - b.Rank })
	var list []ownerScored
	for _, o := range owners {
		id := "t13d." + o.Owner
		list = append(list, ownerScored{c.Plan.UnitName(o.Owner, c.period), id + ".points", id + ".rank"})
	}
	return list
}

// why says why an indicator lost points, within a year with the figures: 低于序时进度
// 10.3个百分点，低于《方案》年均目标1.2个百分点. A year's figures are told apart from its score.
func (x *teller) why(d deduction) string {
	if x.than == "上年" {
		return d.ways
	}
	var said []string
	for _, p := range d.parts {
		if !short(p) || p.Absent != evaluate.Present {
			continue
		}
		switch {
		case p.Code == evaluate.TargetPart:
			said = append(said, "年度目标完成比重"+x.gap(d.line))
		case p.Code == evaluate.DynamicPart && d.ind.GrowthTarget.Set() && !d.ind.CumulativeGoal.Set():
			said = append(said, "增速"+x.goal(d.line))
		}
	}
	unsaid := func(s string) bool { return s == "增速" || s == "年度目标完成比重" }
	if slices.ContainsFunc(said, unsaid) || len(said) < d.lacking() {
		return d.ways
	}
	return strings.Join(said, "，")
}

// lacking is how many parts have not all their points.
func (d deduction) lacking() int {
	n := 0
	for _, p := range d.parts {
		if short(p) {
			n++
		}
	}
	return n
}
