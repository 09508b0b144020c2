package evaluate

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
)

// Scoring in general: any set of subjects (the city alone, counties, parks) on any
// set of metrics. Each metric has parts, each part a basis (what its figure is held
// against) and points of 0 to 100; points times weight add up to the score.
//
// A better figure never lowers a score, and the unit of measure has no part in it.

// Metric is a thing that is scored, with its weight among all.
type Metric struct {
	Code, Name string
	Weight     decimal.Decimal // all metrics: 100
	Parts      []Part
}

// Part is one way to look at a metric.
type Part struct {
	Code, Name string
	Share      decimal.Decimal // of the metric's weight, per cent; all parts: 100
	Basis      plan.Basis
	Down       bool // less is better
}

// Absence says why a part has no figure.
type Absence int

// Absences: the figure is there; it is not due in this period; it is due and cannot
// be reckoned; the part does not apply to the metric (never counted).
const (
	Present Absence = iota
	NotDueNow
	Lacking
	NotApplicable
)

// Given is the figure of a subject for a part of a metric.
type Given struct {
	Value, Goal *decimal.Decimal // Goal for plan.OfGoal and plan.OfRate only
	Absent      Absence
	Why         string // in words, where Absent
}

// PartKey names a part of a metric by their codes.
type PartKey struct{ Metric, Part string }

// MarshalText writes the key as a dump names it.
func (k PartKey) MarshalText() ([]byte, error) { return []byte(k.Metric + "." + k.Part), nil }

// Subject is what is scored. A part that Given does not hold is Lacking.
type Subject struct {
	Code, Name string
	Given      map[PartKey]Given
	Missed     []string // names of 约束性 indicators that were missed, in printed order
	Bonus      []plan.Bonus
}

// PartScore is what a part comes to.
type PartScore struct {
	Part
	Given
	Best, Worst, Mean *decimal.Decimal // of the set, for the bases that use them
	Points            *decimal.Decimal // 0 to the cap; nil if not counted
	Weight            decimal.Decimal  // of the score, per cent, after rescaling; 0 if not counted
}

// MetricScore is what a metric comes to.
type MetricScore struct {
	Metric *Metric
	Parts  []PartScore
	Weight decimal.Decimal  // of the score, per cent, after rescaling
	Points *decimal.Decimal // 0 to 100; nil if no part is counted
	Score  decimal.Decimal  // Points × Weight ÷ 100
}

// Score is what a subject comes to.
type Score struct {
	Subject  Subject
	Metrics  []MetricScore    // in the order of the set
	Covered  decimal.Decimal  // weight of the counted metrics before rescaling
	Base     *decimal.Decimal // sum of the metrics' scores, 0 to 100; nil if nothing could be counted
	Bonus    decimal.Decimal  // up to the scheme's cap
	Total    *decimal.Decimal // Base + Bonus
	Grade    string           // by Total, lowered where a 约束性 indicator was missed
	Uncapped string           // the grade before it was lowered; equal to Grade if it was not
	Rank     int              // 1 is the best; equal totals share a rank; 0 without a total
}

// ScoreSet is a set of subjects scored on the same metrics.
type ScoreSet struct {
	ID, Name string
	Metrics  []Metric
	Scores   []Score // in the order of the subjects
}

// ScoreAll scores subjects on metrics by the scheme's rules (cap, absent figures,
// grades, 约束性 cap, bonus). What a part of a set is held against is reckoned over
// the subjects that have a figure.
func ScoreAll(id, name string, scheme plan.Scheme, metrics []Metric, subjects []Subject) ScoreSet {
	set := ScoreSet{ID: id, Name: name, Metrics: metrics}
	bounds := boundsOf(metrics, subjects)
	for _, s := range subjects {
		set.Scores = append(set.Scores, scoreOne(scheme, metrics, bounds, s))
	}
	set.rank()
	return set
}

// Again scores the same subjects with other weights, in the order of the metrics.
func (s ScoreSet) Again(scheme plan.Scheme, weights []decimal.Decimal) ScoreSet {
	metrics := slices.Clone(s.Metrics)
	for i := range metrics {
		metrics[i].Weight = weights[i]
	}
	var subjects []Subject
	for _, sc := range s.Scores {
		subjects = append(subjects, sc.Subject)
	}
	return ScoreAll(s.ID, s.Name, scheme, metrics, subjects)
}

// rank gives equal totals the same rank.
func (s *ScoreSet) rank() {
	var totals descending
	for _, sc := range s.Scores {
		totals = totals.with(sc.Total)
	}
	totals.sort()
	for i := range s.Scores {
		if total := s.Scores[i].Total; total != nil {
			s.Scores[i].Rank = 1 + totals.above(*total)
		}
	}
}

// descending are totals as far as they tell scores apart, the highest first.
type descending []decimal.Decimal

func (d descending) with(total *decimal.Decimal) descending {
	if total == nil {
		return d
	}
	return append(d, total.Round(telling))
}

func fromHighest(a, b decimal.Decimal) int { return b.Cmp(a) }

func (d descending) sort() { slices.SortFunc(d, fromHighest) }

// above counts the totals higher than one.
func (d descending) above(total decimal.Decimal) int {
	n, _ := slices.BinarySearchFunc(d, total.Round(telling), fromHighest)
	return n
}

func scoreOne(scheme plan.Scheme, metrics []Metric, bounds map[PartKey]bound, s Subject) Score {
	sc := Score{Subject: s}
	for i := range metrics {
		m := MetricScore{Metric: &metrics[i]}
		for _, part := range metrics[i].Parts {
			given, ok := s.Given[PartKey{metrics[i].Code, part.Code}]
			if !ok {
				given = Given{Absent: Lacking, Why: WhyUnknown}
			}
			m.Parts = append(m.Parts, scorePart(scheme.Scoring, part, given, bounds[PartKey{metrics[i].Code, part.Code}]))
		}
		m.share()
		sc.Metrics = append(sc.Metrics, m)
	}
	sc.weigh()
	sc.add(scheme)
	return sc
}

// share divides the metric among its counted parts and gives its points.
func (m *MetricScore) share() {
	all := decimal.Zero
	for _, p := range m.Parts {
		if p.Points != nil {
			all = all.Add(p.Share)
		}
	}
	if !all.IsPositive() {
		return
	}
	points := decimal.Zero
	for i := range m.Parts {
		if p := &m.Parts[i]; p.Points != nil {
			p.Weight = p.Share.Mul(percent).DivRound(all, places) // of the metric, until weigh
			points = points.Add(p.Points.Mul(p.Share))
		}
	}
	points = points.DivRound(all, places)
	m.Points = &points
}

// weigh divides the score among the counted metrics.
func (sc *Score) weigh() {
	for _, m := range sc.Metrics {
		if m.Points != nil {
			sc.Covered = sc.Covered.Add(m.Metric.Weight)
		}
	}
	if !sc.Covered.IsPositive() {
		return
	}
	base := decimal.Zero
	for i := range sc.Metrics {
		m := &sc.Metrics[i]
		if m.Points == nil {
			continue
		}
		m.Weight = m.Metric.Weight.Mul(percent).DivRound(sc.Covered, places)
		m.Score = m.Points.Mul(m.Metric.Weight).DivRound(sc.Covered, places)
		for j := range m.Parts {
			m.Parts[j].Weight = m.Parts[j].Weight.Mul(m.Metric.Weight).DivRound(sc.Covered, places)
		}
		base = base.Add(m.Points.Mul(m.Metric.Weight))
	}
	base = base.DivRound(sc.Covered, places)
	sc.Base = &base
}

// add adds the bonus and names the grade. A missed 约束性 indicator is no matter of
// points: it bounds the grade.
func (sc *Score) add(scheme plan.Scheme) {
	if sc.Base == nil {
		return
	}
	for _, b := range sc.Subject.Bonus {
		sc.Bonus = sc.Bonus.Add(b.Points.Decimal)
	}
	sc.Bonus = decimal.Min(sc.Bonus, scheme.Scoring.BonusCap.Decimal)
	total := sc.Base.Add(sc.Bonus)
	sc.Total = &total
	grade := scheme.GradeOf(total.Round(telling))
	sc.Grade, sc.Uncapped = grade.Name, grade.Name
	if len(sc.Subject.Missed) == 0 {
		return
	}
	for _, g := range scheme.Grades {
		if g.Name == scheme.Scoring.Binding && g.Least.LessThan(grade.Least.Decimal) {
			sc.Grade = g.Name
		}
	}
}
