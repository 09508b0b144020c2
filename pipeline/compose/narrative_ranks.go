package compose

import (
	"cmp"
	"slices"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
)

// ranked is an item by whose growth units are placed: who stands first and last.
type ranked struct {
	Name        string
	First, Last []placed
}

// placed is a unit and the cell of its growth.
type placed struct{ Unit, ID string }

// How many places are told, and of how many units at least: with fewer, to be among
// the first says nothing.
const (
	placesTold  = 3
	leastPlaced = 6
)

// countyPlaces are the places of the counties by growth, for indicators in which
// enough of them have one.
func (c *composer) countyPlaces() []ranked {
	var list []ranked
	for i := range c.Evaluated.Units.Counties {
		p := &c.Evaluated.Units.Counties[i]
		if r, ok := c.rankedBy(p, func(unit string) string { return "t3." + unit + "." + p.Item.Code + ".growth" }); ok {
			list = append(list, r)
		}
	}
	return list
}

// parkPlaces are the places of the parks by growth of their revenue; sub-parks have none.
func (c *composer) parkPlaces() []ranked {
	for i := range c.Evaluated.Units.Parks {
		p := &c.Evaluated.Units.Parks[i]
		if p.Item.Code != "park_revenue" {
			continue
		}
		if r, ok := c.rankedBy(p, func(unit string) string { return "t2." + unit + ".growth" }); ok {
			return []ranked{r}
		}
	}
	return nil
}

// rankedBy tells the first three places and the last one. Of units on one place all are
// told or none. Only growth as reported counts: what it was reckoned from is no figure
// of the table.
func (c *composer) rankedBy(p *evaluate.Peers, id func(unit string) string) (ranked, bool) {
	lines := slices.DeleteFunc(slices.Clone(p.Lines), func(l evaluate.Line) bool { return l.ByGrowth.Now == 0 || l.Unit.Kind == plan.SubPark })
	if len(lines) < leastPlaced || slices.ContainsFunc(lines, func(l evaluate.Line) bool { return !l.Reported }) {
		return ranked{}, false
	}
	slices.SortStableFunc(lines, func(a, b evaluate.Line) int { return cmp.Compare(a.ByGrowth.Now, b.ByGrowth.Now) })
	on := map[int][]placed{}
	for _, l := range lines {
		on[l.ByGrowth.Now] = append(on[l.ByGrowth.Now], placed{l.Unit.NameAt(c.period), id(l.Unit.Code)})
	}
	r := ranked{Name: p.Item.Name}
	for place := 1; place <= placesTold && len(r.First)+len(on[place]) <= placesTold+1; place++ {
		r.First = append(r.First, on[place]...)
	}
	if last := on[lines[len(lines)-1].ByGrowth.Now]; len(last) < placesTold && len(r.First)+len(last) <= len(lines) {
		r.Last = last
	}
	return r, len(r.First) > 0
}
