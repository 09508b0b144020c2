package plan

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/label"
)

// Is reports whether a row's name, as it stands in a form, is the item's: its
// printed name or an alias, exactly after normalisation.
func (it Item) Is(name string) bool {
	return label.Equal(it.Name, name) || slices.ContainsFunc(it.Aliases, func(a string) bool { return label.Equal(a, name) })
}

// named is something with names that no other of its kind may have.
type named struct {
	file, path string // of the aliases
	name       string // as messages call it
	names      []string
	aliases    []string
}

// checkAliases refuses an alias that is empty, or that names another item or unit
// too: a row or a head must mean one thing.
func (p *Plan) checkAliases(shown string) error {
	for _, kind := range [][]named{p.namedItems(), p.namedUnits()} {
		owner := map[string]int{}
		for i, n := range kind {
			for _, name := range n.names {
				owner[label.Normalise(name)] = i
			}
		}
		for i, n := range kind {
			for k, alias := range n.aliases {
				key := label.Normalise(alias)
				other, taken := owner[key]
				switch {
				case key == "":
					return p.problem(shown, n.file, n.path, fmt.Sprintf("「%s」有空白的别名", n.name), "请删去空白的一项。")
				case taken && other != i:
					return p.problem(shown, n.file, fmt.Sprintf("%s[%d]", n.path, k), fmt.Sprintf("「%s」的别名「%s」也指「%s」", n.name, alias, kind[other].name),
						"请删去其中一处；名称在全半角、空格、括号和繁简之外必须不同。")
				}
				owner[key] = i
			}
		}
	}
	return nil
}

func (p *Plan) namedItems() []named {
	var all []named
	add := func(file, path, name string, aliases []string) {
		all = append(all, named{file: file, path: path + ".aliases", name: name, names: []string{name}, aliases: aliases})
	}
	for n, i := range p.Indicators {
		add(indicatorsFile, fmt.Sprintf("$.indicators[%d]", n), i.Name, i.Aliases)
	}
	for n, c := range p.Components {
		add(indicatorsFile, fmt.Sprintf("$.components[%d]", n), c.Name, c.Aliases)
	}
	for n, c := range p.ParkItems {
		add(indicatorsFile, fmt.Sprintf("$.park_items[%d]", n), c.Name, c.Aliases)
	}
	for n, d := range p.Industries {
		add(tasksFile, fmt.Sprintf("$.industries[%d]", n), p.items[d.Code].Name, d.Aliases)
	}
	for n, t := range p.Tasks {
		add(tasksFile, fmt.Sprintf("$.tasks[%d]", n), p.items[t.Code].Name, t.Aliases)
	}
	return all
}

func (p *Plan) namedUnits() []named {
	var all []named
	at := map[UnitKind]int{}
	part, key := 0, map[UnitKind]string{County: "counties", Park: "parks", DeptUnit: "departments"}
	for _, u := range p.Units {
		path := ""
		if u.Kind == SubPark {
			path = fmt.Sprintf("$.parks[%d].sub_parks[%d]", at[Park]-1, part)
			part++
		} else {
			path = fmt.Sprintf("$.%s[%d]", key[u.Kind], at[u.Kind])
			at[u.Kind]++
			part = 0
		}
		names := slices.DeleteFunc(u.Names(), func(n string) bool { return slices.Contains(u.Aliases, n) })
		all = append(all, named{file: unitsFile, path: path + ".aliases", name: u.Name, names: names, aliases: u.Aliases})
	}
	return all
}

// checkPairs checks reports_with: units that send workbooks, each on one other
// unit's form at most, and none of them on its own.
func (p *Plan) checkPairs(shown string) error {
	on := map[string]string{} // second reporter → first
	places := p.namedUnits()
	for i, u := range p.Units {
		for _, code := range u.ReportsWith {
			second, ok := p.units[code]
			problem := func(what string) error {
				return p.problem(shown, unitsFile, strings.TrimSuffix(places[i].path, "aliases")+"reports_with", fmt.Sprintf("单位「%s」的 reports_with 写了「%s」，%s", u.Name, code, what),
					"请写另一个报送单位的代码；合报的每个单位只写在一处。")
			}
			switch {
			case !ok:
				return problem("报送名单中没有这个代码")
			case second.Code == u.Code || u.Kind == SubPark || second.Kind == SubPark:
				return problem("它不能与本单位合报")
			case on[second.Code] != "" || len(second.ReportsWith) > 0:
				return problem("它已在别处合报")
			}
			on[second.Code] = u.Code
		}
	}
	return nil
}

// Together returns the unit whose form a head with several names is, and the
// units that report on it too: exactly those that the plan declares. ok is false
// for any other set of names.
func (p *Plan) Together(named []*Unit) (first *Unit, seconds []*Unit, ok bool) {
	for _, u := range named {
		if len(u.ReportsWith) == 0 || len(named) != len(u.ReportsWith)+1 {
			continue
		}
		seconds = nil
		for _, code := range u.ReportsWith {
			if s := p.units[code]; slices.Contains(named, s) {
				seconds = append(seconds, s)
			}
		}
		if len(seconds) == len(u.ReportsWith) {
			return u, seconds, true
		}
	}
	return nil, nil, false
}
