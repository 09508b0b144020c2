package consolidate

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Project is one major project as a unit reported it.
type Project struct {
	Unit string // code of the reporting unit
	Item string // code of the row
	Name string // as the unit wrote it
	Row  Row
	// Again are the other reports of the same project: by another unit, as a county
	// and its park may do, or twice by one. They are listed and never added.
	Again []*Project
}

// Text is what a unit wrote in a column, trimmed.
func (p *Project) Text(m stat.Measure) string { return strings.TrimSpace(p.Row.Get(m).Read) }

// Key tells a project from others of the city: its name after normalisation.
func (p *Project) Key() string { return label.Normalise(p.Name) }

// moneyOfProject are the columns in which two reports of one project should agree.
var moneyOfProject = []stat.Measure{"total_plan", "year_plan", "year_done"}

// ProjectsOf makes the projects of the rows of the lists among observations, which are
// in the order of stat.Compare; in the order of the plan's
// units and then of rows as reported. Of several reports of one
// project the first counts. A row without a name is a project of its own.
func ProjectsOf(in *plan.Plan, observations []stat.Packed) []*Project {
	order := map[string]int{}
	for i, u := range in.Units {
		order[u.Code] = i
	}
	type key struct{ unit, item string }
	rows := map[key]*Project{}
	var all []*Project
	for row := range rowsOf(observations) {
		unit, item := row[0].Unit(), row[0].Item()
		if !strings.HasPrefix(item, rule.ProjectPrefix) {
			continue
		}
		p := rows[key{unit, item}]
		if p == nil {
			p = &Project{Unit: unit, Item: item}
			rows[key{unit, item}] = p
			all = append(all, p)
		}
		p.Row = p.Row.and(row)
	}
	for _, p := range all {
		p.Name = p.Text("name")
	}
	slices.SortStableFunc(all, func(a, b *Project) int {
		return cmp.Or(cmp.Compare(order[a.Unit], order[b.Unit]), cmp.Compare(a.Unit, b.Unit), cmp.Compare(rowNumber(a.Item), rowNumber(b.Item)))
	})
	var out []*Project
	first := map[string]*Project{}
	for _, p := range all {
		if f := first[p.Key()]; f != nil && p.Key() != "" {
			f.Again = append(f.Again, p)
			continue
		}
		first[p.Key()] = p
		out = append(out, p)
	}
	return out
}

// rowNumber is the number in the code of a row of a list.
func rowNumber(item string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(item, rule.ProjectPrefix)) // an odd code sorts first
	return n
}

// projects consolidates the lists of major projects.
func (c *consolidator) projects() {
	c.out.Projects = ProjectsOf(c.Plan, c.Observations)
	for _, p := range c.out.Projects {
		c.out.Sample = c.out.Sample || p.Row.sample()
		for _, other := range p.Again {
			c.out.Sample = c.out.Sample || other.Row.sample()
			c.twice(p, other)
		}
	}
}

// twice names a project that was reported before.
func (c *consolidator) twice(counted, other *Project) {
	differs := "两处所报投资数一致"
	for _, m := range moneyOfProject {
		a, b := counted.Row.Number(m), other.Row.Number(m)
		if (a == nil) != (b == nil) || a != nil && !a.Equal(*b) {
			differs = "两处所报投资数不一致"
		}
	}
	own := other.Row.Get("name")
	subject := rule.Subject{Unit: other.Unit, Form: own.Form, Item: other.Item, Measure: "name", Period: c.Period}
	r := c.Rules.Fail(rule.ProjectTwice, subject, own.Source, rule.Args{
		"itemname": other.Name, "unit": c.Plan.UnitName(counted.Unit, c.Period), "seen": differs,
	})
	r.Related = append(r.Related, counted.Row.Get("name").Source)
	c.results = append(c.results, r)
}
