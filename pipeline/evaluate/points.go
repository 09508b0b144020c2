package evaluate

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
)

// places is the number of decimals that scores are carried to; telling is how many of
// them tell scores apart: a quotient that was cut off on the way must not put a score
// behind an equal one, nor below a grade that it reaches.
const (
	places  = 24
	telling = 15
)

var percent = decimal.NewFromInt(100)

// bound is what a part of a set is held against. The mean is sum ÷ count, cut off.
type bound struct {
	best, worst, mean *decimal.Decimal
	sum, count        decimal.Decimal
}

// boundsOf looks for best, worst and mean of each part over the subjects.
func boundsOf(metrics []Metric, subjects []Subject) map[PartKey]bound {
	bounds := map[PartKey]bound{}
	for _, m := range metrics {
		for _, part := range m.Parts {
			key := PartKey{m.Code, part.Code}
			var values []decimal.Decimal
			for _, s := range subjects {
				if g := s.Given[key]; g.Absent == Present && g.Value != nil {
					values = append(values, *g.Value)
				}
			}
			if len(values) == 0 {
				continue
			}
			least, most := decimal.Min(values[0], values...), decimal.Max(values[0], values...)
			b := bound{best: &most, worst: &least}
			if part.Down {
				b, values = bound{best: &least, worst: &most}, aboveZero(values)
			}
			b.setMean(values)
			bounds[key] = b
		}
	}
	return bounds
}

func (b *bound) setMean(values []decimal.Decimal) {
	b.sum, b.count = decimal.Sum(values[0], values[1:]...), decimal.NewFromInt(int64(len(values)))
	mean := b.sum.DivRound(b.count, places)
	b.mean = &mean
}

// aboveZero counts figures below zero as zero. Where less is better they are worth
// every point already; in the mean they would make who comes nearer to them fall
// behind it.
func aboveZero(values []decimal.Decimal) []decimal.Decimal {
	list := slices.Clone(values)
	for i, v := range list {
		list[i] = decimal.Max(v, decimal.Zero)
	}
	return list
}

// scorePart gives the points of a part, or says why it is not counted.
func scorePart(rules plan.Scoring, part Part, given Given, b bound) PartScore {
	p := PartScore{Part: part, Given: given}
	if given.Absent == Present {
		p.held(b)
	}
	switch {
	case p.Absent == NotDueNow && rules.NotDue == plan.Zero, p.Absent == Lacking && rules.Missing == plan.Zero:
		zero := decimal.Zero
		p.Points = &zero
	case p.Points != nil:
		points := decimal.Min(decimal.Max(*p.Points, decimal.Zero), rules.Cap.Decimal)
		p.Points = &points
	}
	return p
}

// held sets the points, not yet bounded to 0 and the cap.
func (p *PartScore) held(b bound) {
	points, why := p.raw(b)
	if why != "" {
		p.Absent, p.Why = Lacking, why
		return
	}
	p.Points = &points
}

// Words for parts that have a figure and cannot be held against anything.
const (
	whyNoGoal   = "没有目标"
	whyBadGoal  = "目标不为正"
	whyWrongWay = "目标与方向不符"
)

func (p *PartScore) raw(b bound) (points decimal.Decimal, why string) {
	if p.Value == nil {
		return points, WhyUnknown
	}
	switch p.Basis {
	case plan.OfGoal:
		return p.ofGoal()
	case plan.OfRate:
		return p.ofRate()
	case plan.OfBest:
		p.Best = b.best
		return ofLevel(*p.Value, *b.best, p.Down), ""
	case plan.OfMean:
		p.Mean = b.mean
		return ofLevel(p.Value.Mul(b.count), b.sum, p.Down), ""
	}
	p.Best, p.Worst = b.best, b.worst
	if b.best.Equal(*b.worst) {
		return percent, ""
	}
	return p.Value.Sub(*b.worst).Mul(percent).DivRound(b.best.Sub(*b.worst), places), ""
}

func (p *PartScore) ofGoal() (decimal.Decimal, string) {
	switch {
	case p.Goal == nil:
		return decimal.Zero, whyNoGoal
	case !p.Goal.IsPositive():
		return decimal.Zero, whyBadGoal
	}
	return ofLevel(*p.Value, *p.Goal, p.Down), ""
}

// ofLevel is value ÷ against × 100, turned round where less is better; there a
// value of zero or below is worth every point. Against zero or less nothing can be
// divided: what is above zero is worth every point, the rest none.
func ofLevel(value, against decimal.Decimal, down bool) decimal.Decimal {
	switch {
	case down && !value.IsPositive(), !down && value.IsPositive() && !against.IsPositive():
		return percent
	case !against.IsPositive():
		return decimal.Zero
	case down:
		return against.Mul(percent).DivRound(value, places)
	}
	return value.Mul(percent).DivRound(against, places)
}

// ofRate is value ÷ goal × 100 for a goal that has the sign of the way to go: a
// growth, a step, a progress. A goal of the other sign or of zero gives no measure.
func (p *PartScore) ofRate() (decimal.Decimal, string) {
	switch {
	case p.Goal == nil:
		return decimal.Zero, whyNoGoal
	case p.Down && !p.Goal.IsNegative(), !p.Down && !p.Goal.IsPositive():
		return decimal.Zero, whyWrongWay
	}
	return p.Value.Mul(percent).DivRound(*p.Goal, places), ""
}
