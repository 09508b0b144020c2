package plan

import (
	"slices"

	"zhibao/pipeline/label"
)

// FindItems returns the items of a code, or of a name or alias; none if nothing
// answers to it, several where a name is used by more than one.
func (p *Plan) FindItems(text string) []Item {
	if it, ok := p.items[text]; ok {
		return []Item{it}
	}
	return slices.DeleteFunc(p.allItems(), func(it Item) bool {
		return !slices.ContainsFunc(append([]string{it.Name}, it.Aliases...), func(n string) bool { return label.Equal(n, text) })
	})
}

// FindUnit returns the unit of a code or of one of its names; ok is false if none
// or more than one answers to it.
func (p *Plan) FindUnit(text string) (u *Unit, ok bool) {
	if u, ok := p.Unit(text); ok {
		return u, true
	}
	for i := range p.Units {
		each := &p.Units[i]
		if !slices.ContainsFunc(each.Names(), func(n string) bool { return label.Equal(n, text) }) {
			continue
		}
		if u != nil {
			return nil, false
		}
		u = each
	}
	return u, u != nil
}
