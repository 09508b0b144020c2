package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Sum is what several units have together: added, or computed again from parts.
type Sum struct {
	Units, In              int // units asked for, and those whose value is in Value
	Current, Value, Growth *decimal.Decimal
}

// SumOf adds the units chosen. A part of a chosen park is in the park's figure and
// is not added again. Growth is that of the sums, where all in it know last year's
// figure; ratios are computed from the sums of their parts; neither is added.
func (p *Peers) SumOf(chosen func(*plan.Unit) bool, rows map[string]map[string]consolidate.Row) Sum {
	var s Sum
	var lines []Line
	for _, l := range p.Lines {
		if chosen(l.Unit) && !p.Within(l.Unit, chosen) {
			lines = append(lines, l)
		}
	}
	s.Units = len(lines)
	switch {
	case p.NoLevel:
	case p.Ratio != nil:
		s.Value, s.In = p.again(lines, rows)
	case p.Additive:
		s.add(lines, p.LevelsGrow())
	}
	return s
}

// Within reports whether the park that u is a part of is chosen too.
func (p *Peers) Within(u *plan.Unit, chosen func(*plan.Unit) bool) bool {
	if u.Kind != plan.SubPark {
		return false
	}
	for _, l := range p.Lines {
		if l.Unit.Code == u.Parent {
			return chosen(l.Unit)
		}
	}
	return false
}

func (s *Sum) add(lines []Line, growing bool) {
	var value, current, base decimal.Decimal
	currents, bases := 0, 0
	for _, l := range lines {
		if l.Value == nil {
			continue
		}
		s.In++
		value = value.Add(*l.Value)
		if l.Current != nil {
			currents, current = currents+1, current.Add(*l.Current)
		}
		if b := Base(l.Row); b != nil {
			bases, base = bases+1, base.Add(*b)
		}
	}
	if s.In == 0 {
		return
	}
	s.Value = &value
	if currents == s.In {
		s.Current = &current
	}
	if growing && bases == s.In {
		s.Growth = known(method.Growth(base, value))
	}
}

// again computes a ratio from the sums of its parts, over the units that have both.
func (p *Peers) again(lines []Line, rows map[string]map[string]consolidate.Row) (*decimal.Decimal, int) {
	var num, den decimal.Decimal
	in := 0
	for _, l := range lines {
		n, d := rows[l.Unit.Code][p.Ratio.Numerator].Number(stat.Value), rows[l.Unit.Code][p.Ratio.Denominator].Number(stat.Value)
		if n != nil && d != nil {
			num, den, in = num.Add(*n), den.Add(*d), in+1
		}
	}
	if in == 0 {
		return nil, 0
	}
	return known(method.Ratio(num, den, p.Ratio.Scale)), in
}
