package pipeline

import (
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/stat"
)

// units gives what units reported for the periods before a period.
func (m memory) units(current stat.Period) evaluate.UnitHistory {
	return func(unit, item string, when stat.Period) evaluate.Earlier {
		if !when.Before(current) {
			return evaluate.Earlier{}
		}
		r := m.known.at(unit, item, when)
		return evaluate.Earlier{Value: r.Value, Growth: r.Growth}
	}
}
