package evaluate

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/label"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/yamlfile"
)

// ParkStanding holds the parks against what the plan wants of them all. It is
// judged on whole years, the plan's figures being those of a year.
type ParkStanding struct {
	Goals     []ParkGoal
	Clubs     []Club
	Intensity []Intensity
	Targets   decimal.Decimal // sum of the parks' own revenue targets
}

// ParkGoal is a figure of all parks together against the plan's.
type ParkGoal struct {
	Code     string // of the item
	Key      string // of the target in park_totals
	Name     string
	Sum      Sum
	Target   yamlfile.Figure
	Percent  *decimal.Decimal // value ÷ target × 100
	Distance *decimal.Decimal // target − value; negative once it is reached
}

// Club is the parks above a revenue, 千亿 or 300亿.
type Club struct {
	Name    string
	Floor   decimal.Decimal // 亿元
	Members []Member
}

// Member is a park that the plan wants in a club, or that is in it.
type Member struct {
	Unit     *plan.Unit
	Planned  bool
	Counted  bool // not beside a part of it, or the park it is a part of
	Value    *decimal.Decimal
	Distance *decimal.Decimal // floor − value; zero or less for those that are in
}

// In reports whether the park is in the club.
func (m Member) In() bool { return m.Distance != nil && !m.Distance.IsPositive() }

// Count is how many are in the club. A park and its parts are counted once.
func (c Club) Count() int {
	n := 0
	for _, m := range c.Members {
		if m.Counted && m.In() {
			n++
		}
	}
	return n
}

// Intensity is a park's investment per 亩 against the floor of its level.
type Intensity struct {
	Unit     *plan.Unit
	Value    *decimal.Decimal
	Floor    yamlfile.Figure
	FloorKey string
	Distance *decimal.Decimal // value − floor
}

const (
	club100bn = 1000 // 千亿, in 亿元
	club30bn  = 300
	national  = "国家级"
)

func (e *evaluator) standing(parks []Peers) ParkStanding {
	var s ParkStanding
	if !e.full {
		return s
	}
	for _, u := range e.Plan.UnitsOf(plan.Park) {
		s.Targets = s.Targets.Add(u.Target.Decimal)
	}
	totals := e.Plan.ParkTotals
	for _, g := range []ParkGoal{
		{Code: "park_revenue", Key: "revenue_target", Name: "技工贸总收入", Target: totals.RevenueTarget},
		{Code: "park_firms", Key: "large_enterprises_target", Name: "规模企业数", Target: totals.LargeEnterprises},
		{Code: "park_firms_10bn", Key: "enterprises_over_10bn", Name: "过100亿元企业数", Target: totals.Enterprises10bn},
		{Code: "park_firms_5bn", Key: "enterprises_over_5bn", Name: "过50亿元企业数", Target: totals.Enterprises5bn},
		{Code: "park_firms_1bn", Key: "enterprises_over_1bn", Name: "过10亿元企业数", Target: totals.Enterprises1bn},
	} {
		if p := peersOf(parks, g.Code); p != nil && g.Target.Set() {
			s.Goals = append(s.Goals, e.goal(g, p))
		}
	}
	if p := peersOf(parks, "park_revenue"); p != nil {
		s.Clubs = []Club{
			e.club(Club{Name: "千亿园区", Floor: decimal.NewFromInt(club100bn)}, totals.Over100bn, nil, p),
			e.club(Club{Name: "300亿元园区", Floor: decimal.NewFromInt(club30bn)}, totals.Over30bn, totals.Over100bn, p),
		}
	}
	if p := peersOf(parks, "park_intensity"); p != nil {
		s.Intensity = e.intensity(p)
	}
	return s
}

func peersOf(list []Peers, code string) *Peers {
	for i := range list {
		if list[i].Item.Code == code {
			return &list[i]
		}
	}
	return nil
}

// goal adds the parks, never their parts.
func (e *evaluator) goal(g ParkGoal, p *Peers) ParkGoal {
	g.Sum = p.SumOf(func(u *plan.Unit) bool { return u.Kind == plan.Park }, e.Figures.ByUnit)
	return AgainstTargets(g, g.Target.Decimal)
}

// club lists the parks that the plan names and the others that have the revenue,
// but for those that it names for a larger club. A park whose parts the plan names
// is not counted beside them, nor a part beside its park: the same revenue would
// be counted twice.
func (e *evaluator) club(c Club, planned, larger []string, p *Peers) Club {
	split := map[string]bool{} // parks whose parts are named
	for _, l := range p.Lines {
		if l.Unit.Kind == plan.SubPark && (named(l.Unit, planned) || named(l.Unit, larger)) {
			split[l.Unit.Parent] = true
		}
	}
	for _, l := range p.Lines {
		if named(l.Unit, larger) {
			continue
		}
		m := Member{Unit: l.Unit, Planned: named(l.Unit, planned), Value: l.Value}
		m.Counted = l.Unit.Kind == plan.Park && !split[l.Unit.Code] || l.Unit.Kind == plan.SubPark && split[l.Unit.Parent]
		if l.Value != nil {
			d := c.Floor.Sub(*l.Value)
			m.Distance = &d
		}
		if m.Planned || m.Counted && m.In() {
			c.Members = append(c.Members, m)
		}
	}
	return c
}

func named(u *plan.Unit, list []string) bool {
	return slices.ContainsFunc(list, func(n string) bool {
		return slices.ContainsFunc(u.Names(), func(own string) bool { return label.Equal(own, n) })
	})
}

func (e *evaluator) intensity(p *Peers) []Intensity {
	var list []Intensity
	for _, l := range p.Lines {
		i := Intensity{Unit: l.Unit, Value: l.Value, Floor: e.Plan.ParkTotals.IntensityProvincial, FloorKey: "intensity_provincial"}
		if l.Unit.Level == national {
			i.Floor, i.FloorKey = e.Plan.ParkTotals.IntensityNational, "intensity_national"
		}
		if i.Value != nil && i.Floor.Set() {
			d := i.Value.Sub(i.Floor.Decimal)
			i.Distance = &d
		}
		list = append(list, i)
	}
	return list
}

// AgainstTargets holds a goal's sum against another target than the plan's total.
func AgainstTargets(g ParkGoal, target decimal.Decimal) ParkGoal {
	if !g.Target.Equal(target) {
		g.Target = yamlfile.Figure{Decimal: target, Text: target.String()}
	}
	g.Percent, g.Distance = nil, nil
	if g.Sum.Value != nil {
		g.Percent = known(method.Ratio(*g.Sum.Value, target, hundred))
		d := target.Sub(*g.Sum.Value)
		g.Distance = &d
	}
	return g
}
