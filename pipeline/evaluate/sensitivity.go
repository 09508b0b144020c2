package evaluate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
)

// Sensitivity says what hangs on the scheme: what becomes of verdicts, grade and
// ranks with another progress method, and with each weight moved.
type Sensitivity struct {
	Base     State
	Variants []Variant // progress methods first, then weights in printed order
}

// State is what a scheme leads to. Total and Grade are empty where nothing is scored.
type State struct {
	Total *decimal.Decimal
	Grade string
}

// Variant is the scheme with one thing changed.
type Variant struct {
	Progress  string          // plan.Linear or plan.Log for all indicators; empty for a weight
	Indicator *plan.Indicator // whose weight is moved; nil for a progress method
	Weight    decimal.Decimal // the moved weight; the others are rescaled to 100 in all
	State
	Flips []Flip
}

// FlipKind is what changed.
type FlipKind string

// Kinds of flips.
const (
	VerdictFlip FlipKind = "评价"
	GradeFlip   FlipKind = "等次"
	RankFlip    FlipKind = "位次"
)

// Flip is a judgement that is another one in a variant.
type Flip struct {
	Kind     FlipKind
	Subject  string // code of the indicator, the unit or the department
	Old, New string
}

// weightMoves are the factors that weights are moved by: ±20 %.
var weightMoves = []decimal.Decimal{decimal.New(12, -1), decimal.New(8, -1)}

// Vary evaluates the period again with each change of the scheme.
func Vary(in Input) (*Sensitivity, error) {
	base, err := Evaluate(in)
	if err != nil {
		return nil, err
	}
	s := &Sensitivity{Base: stateOf(base.Course.City)}
	for _, m := range []string{plan.Linear, plan.Log} {
		again := *in.Plan
		again.Scheme.Progress, again.Scheme.Override = m, nil
		other := in
		other.Plan = &again
		changed, err := Evaluate(other)
		if err != nil {
			return nil, err
		}
		v := Variant{Progress: m, State: stateOf(changed.Course.City)}
		for i, a := range base.Assessments {
			if now := changed.Assessments[i].Level; now != a.Level {
				v.Flips = append(v.Flips, Flip{VerdictFlip, a.Indicator.Code, string(a.Level), string(now)})
			}
		}
		v.Flips = append(v.Flips, flips(base.Course, changed.Course)...)
		s.Variants = append(s.Variants, v)
	}
	if base.Course.City == nil {
		return s, nil
	}
	for i := range in.Plan.Indicators {
		s.Variants = append(s.Variants, weighed(in.Plan, base.Course, i)...)
	}
	return s, nil
}

func stateOf(set *ScoreSet) State {
	if set == nil {
		return State{}
	}
	return State{set.Scores[0].Total, set.Scores[0].Grade}
}

// weighed moves the weight of an indicator both ways.
func weighed(p *plan.Plan, base Course, at int) []Variant {
	var list []Variant
	own := base.City.Metrics[at].Weight
	for _, factor := range weightMoves {
		moved := own.Mul(factor)
		rest := percent.Sub(own)
		if own.IsZero() || !rest.IsPositive() || moved.GreaterThan(percent) {
			continue
		}
		var weights []decimal.Decimal
		for i, m := range base.City.Metrics {
			w := m.Weight.Mul(percent.Sub(moved)).DivRound(rest, places)
			if i == at {
				w = moved
			}
			weights = append(weights, w)
		}
		city := base.City.Again(p.Scheme, weights)
		changed := Course{City: &city, Owners: OwnerScores(p, city)}
		list = append(list, Variant{Indicator: &p.Indicators[at], Weight: moved, State: stateOf(&city), Flips: flips(base, changed)})
	}
	return list
}

// flips compares grade and ranks.
func flips(old, now Course) []Flip {
	var list []Flip
	if old.City == nil || now.City == nil {
		return nil
	}
	if a, b := old.City.Scores[0], now.City.Scores[0]; a.Grade != b.Grade {
		list = append(list, Flip{GradeFlip, a.Subject.Code, a.Grade, b.Grade})
	}
	for i, o := range old.Owners {
		if n := now.Owners[i]; o.Rank != n.Rank {
			list = append(list, Flip{RankFlip, o.Owner, fmt.Sprint(o.Rank), fmt.Sprint(n.Rank)})
		}
	}
	return list
}
