package pipeline

import (
	"context"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
)

// earlier finds what another file of a unit said of the same period when it was
// accepted, the latest such that says otherwise: the same file twice is no vintage,
// so a second run with the same input judges as the first did, and a figure that
// has to be explained does not pass by being sent again.
type earlier func(now stat.Observation, unit, item string, m stat.Measure) (stat.Observation, bool)

// mark gives a digest of all that it says of a unit to a file, named by its hash.
func vintages(ctx context.Context, book *ledger.Ledger, period stat.Period) (find earlier, mark func(unit, sum string) string, err error) {
	all, err := book.Vintages(ctx, period)
	if err != nil {
		return nil, nil, err
	}
	known, byUnit := map[[3]string][]stat.Packed{}, map[string][]stat.Packed{}
	for _, o := range all {
		if m := o.Measure(); o.Kind() == stat.Number && (m == stat.Value || m == stat.Growth) {
			key := [3]string{o.Unit(), o.Item(), string(m)}
			known[key] = append(known[key], o)
			byUnit[o.Unit()] = append(byUnit[o.Unit()], o)
		}
	}
	mark = func(unit, sum string) string {
		m := newMark()
		for o := range stat.Unpacked(byUnit[unit]) {
			if o.Source.SHA256 != sum {
				m.add(o)
			}
		}
		return m.sum()
	}
	return func(now stat.Observation, unit, item string, m stat.Measure) (stat.Observation, bool) {
		list := known[[3]string{unit, item, string(m)}]
		for i := len(list) - 1; i >= 0; i-- {
			then := list[i].Observation()
			same := now.Unit == unit && now.Item == item && now.Measure == m && now.Number.Equal(then.Number)
			if then.Source.SHA256 != now.Source.SHA256 && !same {
				return then, true
			}
		}
		return stat.Observation{}, false
	}, mark, nil
}
