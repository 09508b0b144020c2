package evaluate

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Earlier is what a unit gave for an item in an earlier period; nil where nothing
// is known.
type Earlier struct{ Value, Growth *stat.Observation }

// UnitHistory gives what a unit said of an item in an earlier period.
type UnitHistory func(unit, item string, p stat.Period) Earlier

// Peers is one item seen across the units of a kind: counties, or parks.
type Peers struct {
	Item       plan.Item
	Indicator  *plan.Indicator    `json:"-"` // nil for a park's item
	Additive   bool               // figures of units may be added
	Comparable bool               // growth is at comparable prices, so not that of the levels
	Fewer      bool               // less is better
	NoLevel    bool               // only growth is published
	NoOrder    bool               // more is not better: kept at a level
	Ratio      *RatioParts        // what a ratio is computed again from
	City       consolidate.Figure `json:"-"`
	Lines      []Line             // in plan order, sub-parks behind their park

	Without    stat.Period // 本期 is the cumulative figure less this period's; zero if there is none
	Since      stat.Period // changes of place are against this period; zero if nothing is known of one
	TrendSince stat.Period // Trend is against this period's growth; zero if nothing is known of one

	index map[string]int // code of a unit → its line
	Grown bool           `json:"-"` // somebody has a place by growth
}

// RatioParts names the parts of a ratio.
type RatioParts struct {
	Numerator, Denominator string
	Scale                  decimal.Decimal
}

// Line is one unit's figures. Those that are not known are nil.
type Line struct {
	Unit     *plan.Unit
	Row      consolidate.Row  `json:"-"`
	Current  *decimal.Decimal // 本期: cumulative less the cumulative of the period before
	Value    *decimal.Decimal // cumulative, or at the end of the period
	Growth   *decimal.Decimal // as reported; else of the levels where they are comparable
	Reported bool             // the growth is as reported
	ByGrowth Place
	ByLevel  Place
	Contribution
	Then  *decimal.Decimal // growth of TrendSince, where there is one now
	Trend *decimal.Decimal // this growth less Then, 百分点
	Own   *OwnProgress
}

// Place is a unit's place among its peers; 0: none. Among and Before are the places
// now and in the earlier period among the units that have a figure in both: a unit
// that is missing moves nobody.
type Place struct{ Now, Among, Before int }

// Change is by how many places the unit moved forward; nil unless both are known.
func (p Place) Change() *decimal.Decimal {
	if p.Among == 0 || p.Before == 0 {
		return nil
	}
	d := decimal.NewFromInt(int64(p.Before - p.Among))
	return &d
}

// Places ranks values: the best is 1, equal ones share a place, and the places
// they fill are left out after them (1, 2, 2, 4).
func Places(values map[string]decimal.Decimal, fewer bool) map[string]int {
	better := decimal.Decimal.Cmp // first comes the best
	if !fewer {
		better = func(a, b decimal.Decimal) int { return b.Cmp(a) }
	}
	sorted := slices.SortedFunc(maps.Values(values), better)
	places := make(map[string]int, len(values))
	for unit, v := range values {
		first, _ := slices.BinarySearchFunc(sorted, v, better)
		places[unit] = first + 1
	}
	return places
}

// LineOf is the line of a unit; empty if there is none.
func (p *Peers) LineOf(unit string) Line {
	if i, ok := p.index[unit]; ok {
		return p.Lines[i]
	}
	return Line{}
}

// UnitsResult is what is said of units rather than of the city.
type UnitsResult struct {
	Counties []Peers // the indicators that counties report and that are due, in printed order
	Parks    []Peers // the parks' items that are due
	Standing ParkStanding
}

func (e *evaluator) units() UnitsResult {
	var res UnitsResult
	if e.Units == nil {
		e.Units = func(string, string, stat.Period) Earlier { return Earlier{} }
	}
	for i := range e.Plan.Indicators {
		ind := &e.Plan.Indicators[i]
		if !ind.Frequency.Due(e.period) || ind.Aggregation == plan.Department {
			continue
		}
		p := e.countyPeers(ind, e.Figures.Indicators[i])
		e.fill(&p, e.Plan.UnitsOf(plan.County))
		e.contribute(&p)
		e.own(&p)
		res.Counties = append(res.Counties, p)
	}
	var parks []*plan.Unit
	for _, u := range e.Plan.UnitsOf(plan.Park) {
		parks = append(append(parks, u), e.Plan.SubParksOf(u.Code)...)
	}
	for i := range e.Plan.ParkItems {
		c := &e.Plan.ParkItems[i]
		if c.Frequency.Due(e.period) {
			p := e.parkPeers(c)
			e.fill(&p, parks)
			res.Parks = append(res.Parks, p)
		}
	}
	res.Standing = e.standing(res.Parks)
	return res
}

func (e *evaluator) countyPeers(ind *plan.Indicator, f consolidate.Figure) Peers {
	p := Peers{Item: f.Item, Indicator: ind, City: f, Additive: ind.Aggregation == plan.Sum, Comparable: ind.Price == "comparable",
		Fewer: ind.Direction == plan.Down, NoOrder: ind.Direction == plan.Hold, NoLevel: ind.GrowthOnly(e.period)}
	if ind.Aggregation == plan.Recomputed {
		p.Ratio = &RatioParts{ind.Numerator, ind.Denominator, ind.Scale.Decimal}
	}
	return p
}

func (e *evaluator) parkPeers(c *plan.Component) Peers {
	item, _ := e.Plan.Item(c.Code)
	p := Peers{Item: item, Additive: c.Kind == plan.Flow || c.Kind == plan.Stock, Comparable: c.Price == "comparable"}
	if c.Numerator != "" {
		p.Ratio = &RatioParts{c.Numerator, c.Denominator, c.Scale.Decimal}
	}
	return p
}

// fill puts the units' figures, their places and their trend into p.
func (e *evaluator) fill(p *Peers, units []*plan.Unit) {
	without, has := e.without(p.Item)
	p.index, p.Lines = make(map[string]int, len(units)), make([]Line, 0, len(units))
	for i, u := range units {
		p.index[u.Code] = i
		l := Line{Unit: u, Row: e.Figures.ByUnit[u.Code][p.Item.Code]}
		l.Value = l.Row.Number(stat.Value)
		l.Growth, l.Reported = l.Row.Number(stat.Growth), true
		if l.Growth == nil {
			l.Growth, l.Reported = p.growthOf(l.Row), false
		}
		if before := e.Units(u.Code, p.Item.Code, without).Value; has && before != nil && l.Value != nil {
			d := l.Value.Sub(before.Number)
			l.Current, p.Without = &d, without
		}
		p.Lines = append(p.Lines, l)
	}
	e.places(p)
	e.trend(p)
}

// Base is last year's figure behind the row: at comparable scope where the unit
// gives one.
func Base(r consolidate.Row) *decimal.Decimal {
	if c := r.Number(stat.PriorComparable); c != nil {
		return c
	}
	return r.Number(stat.Prior)
}

// LevelsGrow reports whether the growth of the item is that of its levels: not at
// comparable prices, nor of rates and ratios.
func (p *Peers) LevelsGrow() bool { return p.Additive && !p.Comparable }

func (p *Peers) growthOf(r consolidate.Row) *decimal.Decimal {
	base, value := Base(r), r.Number(stat.Value)
	if !p.LevelsGrow() || base == nil || value == nil {
		return nil
	}
	return known(method.Growth(*base, *value))
}

// without is the period whose cumulative figure 本期 leaves out: the month before,
// or the quarter before for what is collected or printed by quarters. The first
// report of a year has none, January and February being one.
func (e *evaluator) without(it plan.Item) (stat.Period, bool) {
	switch n := e.period.EndMonth(); {
	case e.full || it.Kind != plan.Flow:
		return stat.Period{}, false
	case it.Frequency == stat.Quarterly || e.period.Kind == stat.Quarter:
		return stat.Period{Kind: stat.Month, Year: e.period.Year, N: n - 3}, n > 3
	}
	return e.period.Previous()
}

// before lists the periods that places may be compared with, the best first: the
// last report of the same kind within the year, then the same period a year ago.
func (e *evaluator) before(it plan.Item) []stat.Period {
	list := []stat.Period{e.yearAgo()}
	p, ok := e.period.Previous()
	switch n := e.period.EndMonth(); {
	case e.full:
		ok = false
	case it.Frequency == stat.Quarterly || e.period.Kind == stat.Quarter:
		p, ok = stat.Period{Kind: stat.Month, Year: e.period.Year, N: n - 3}, n > 3
	}
	if ok {
		list = append([]stat.Period{p}, list...)
	}
	return list
}

// yearAgo is the same period a year ago; of several years that before the last.
func (e *evaluator) yearAgo() stat.Period {
	if e.full {
		return stat.Period{Kind: stat.Year, Year: e.period.Year - 1}
	}
	return e.period.YearAgo()
}

// places ranks parks among parks, not their parts.
func (e *evaluator) places(p *Peers) {
	growths, levels := map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
	for _, l := range p.Lines {
		if l.Unit.Kind == plan.SubPark {
			continue
		}
		if l.Growth != nil {
			growths[l.Unit.Code] = *l.Growth
		}
		if l.Value != nil && !p.NoOrder {
			levels[l.Unit.Code] = *l.Value
		}
	}
	growthsThen, levelsThen := map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
	for _, when := range e.before(p.Item) {
		growthsThen, levelsThen = e.then(p, when)
		if len(growthsThen)+len(levelsThen) > 0 {
			p.Since = when
			break
		}
	}
	byGrowth, byLevel := placing(growths, growthsThen, p.Fewer), placing(levels, levelsThen, p.Fewer)
	for i := range p.Lines {
		code := p.Lines[i].Unit.Code
		p.Lines[i].ByGrowth, p.Lines[i].ByLevel = byGrowth[code], byLevel[code]
	}
	p.Grown = len(byGrowth) > 0
}

// placing ranks what the units have now, and what those with a figure in both
// periods have now and had then.
func placing(now, then map[string]decimal.Decimal, fewer bool) map[string]Place {
	both := func(m, other map[string]decimal.Decimal) map[string]decimal.Decimal {
		kept := maps.Clone(m)
		maps.DeleteFunc(kept, func(unit string, _ decimal.Decimal) bool { _, ok := other[unit]; return !ok })
		return kept
	}
	among, before := Places(both(now, then), fewer), Places(both(then, now), fewer)
	places := map[string]Place{}
	for unit, place := range Places(now, fewer) {
		places[unit] = Place{place, among[unit], before[unit]}
	}
	return places
}

// then gives the growths and the levels that the units had in an earlier period.
func (e *evaluator) then(p *Peers, when stat.Period) (growths, levels map[string]decimal.Decimal) {
	growths, levels = map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
	for _, l := range p.Lines {
		if l.Unit.Kind == plan.SubPark {
			continue
		}
		if g := e.growthThen(p, l.Unit, when); g != nil {
			growths[l.Unit.Code] = *g
		}
		if v := e.Units(l.Unit.Code, p.Item.Code, when).Value; v != nil && !p.NoOrder {
			levels[l.Unit.Code] = v.Number
		}
	}
	return growths, levels
}

// growthThen is a unit's growth in an earlier period: as reported, else of the levels.
func (e *evaluator) growthThen(p *Peers, u *plan.Unit, when stat.Period) *decimal.Decimal {
	then := e.Units(u.Code, p.Item.Code, when)
	if then.Growth != nil {
		growth := then.Growth.Number // alone: a line is held long
		return &growth
	}
	base := e.Units(u.Code, p.Item.Code, when.YearAgo()).Value
	if !p.LevelsGrow() || then.Value == nil || base == nil {
		return nil
	}
	return known(method.Growth(base.Number, then.Value.Number))
}

// trend holds each unit's growth against its own of a year ago, or of the last
// whole year where the same period is not known.
func (e *evaluator) trend(p *Peers) {
	for _, when := range []stat.Period{e.yearAgo(), {Kind: stat.Year, Year: e.period.Year - 1}} {
		for i := range p.Lines {
			l := &p.Lines[i]
			if g := e.growthThen(p, l.Unit, when); g != nil && l.Growth != nil {
				d := l.Growth.Sub(*g)
				l.Then, l.Trend, p.TrendSince = g, &d, when
			}
		}
		if p.TrendSince.Year != 0 {
			return
		}
	}
}
