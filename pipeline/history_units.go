package pipeline

import (
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/stat"
)

// units gives what units reported for the periods before a period.
func (m memory) units(current stat.Period) evaluate.UnitHistory {
	return func(unit, item string, when stat.Period) evaluate.Earlier {
		if r := m.all[[2]string{unit, item}][when.Key()]; r != nil && when.Before(current) {
			return evaluate.Earlier{Value: r.Value, Growth: r.Growth}
		}
		return evaluate.Earlier{}
	}
}

// heldAgainst are the keys of the periods that evaluation looks back to: the month
// and the quarter before, a year ago, the last whole year, the plan's base year,
// and the years before them, whose levels give their growth.
func (p *Project) heldAgainst(current stat.Period) map[string]bool {
	list := []stat.Period{current.YearAgo(), {Kind: stat.Year, Year: current.Year - 1}, {Kind: stat.Year, Year: p.Plan.Head.BaseYear}}
	if previous, ok := current.Previous(); ok {
		list = append(list, previous)
	}
	if n := current.EndMonth() - 3; n > 0 {
		list = append(list, stat.Period{Kind: stat.Month, Year: current.Year, N: n})
	}
	keys := map[string]bool{}
	for _, period := range list {
		keys[period.Key()], keys[period.YearAgo().Key()] = true, true
	}
	return keys
}
