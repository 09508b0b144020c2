package validate

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Record is what is known of a unit's item in one period. Either figure may be nil.
type Record struct {
	Period        stat.Period
	Value, Growth *stat.Observation
}

// Past gives the records of a unit's item, years and months together, each kind in
// order of time.
type Past func(unit, item string) []Record

// Rules about the past look at the latest periods, and say nothing of too few.
const (
	mostPast  = 12
	leastPast = 4
)

// track is an item's past, with what is reckoned of it kept.
type track struct {
	records []Record // before this period, of the same kind
	found   map[stat.Measure]*stat.Observation
}

// records are those of an item that end before this period, and December beside a
// year's form.
func (s *sight) records(code string) []Record {
	if s.Past == nil {
		return nil
	}
	list, known := s.known[code]
	if !known {
		list = s.Past(s.unit.Code, code)
		if s.known == nil {
			s.known = map[string][]Record{}
		}
		s.known[code] = list
	}
	return list
}

// last is the latest month on record before this period, in the same year: figures
// are cumulative from January and go on from one another within a year only.
func (s *sight) last(code string) (Record, bool) {
	var latest Record
	for _, r := range s.records(code) {
		if r.Period.Kind != stat.Year && r.Period.Year == s.Period.Year && r.Period.EndMonth() < s.Period.EndMonth() &&
			r.Period.EndMonth() > latest.Period.EndMonth()*boolean(latest.Period.Year > 0) {
			latest = r
		}
	}
	return latest, latest.Period.Year > 0 && s.Period.Kind != stat.Year
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// past finds a figure of an earlier period.
func (s *sight) past(code string, ref rule.Ref) (stat.Observation, bool) {
	switch ref.Relation {
	case rule.Last:
		r, ok := s.last(code)
		return r.figure(ref.Measure, ok)
	case rule.Before:
		p, ok := s.Period.Previous()
		r, known := s.record(code, p)
		return r.figure(ref.Measure, ok && known)
	case rule.December:
		r, ok := s.record(code, stat.Period{Kind: stat.Month, Year: s.Period.Year, N: 12})
		return r.figure(ref.Measure, ok)
	case rule.YearAgo:
		if ref.Measure == stat.Value {
			return s.History(s.unit.Code, code, s.Period.YearAgo())
		}
		r, ok := s.record(code, s.Period.YearAgo())
		return r.figure(ref.Measure, ok)
	}
	t := s.track(code)
	if o, ok := t.found[ref.Measure]; ok {
		return *o, o.Kind == stat.Number
	}
	o := s.summary(code, t, ref.Measure)
	t.found[ref.Measure] = &o
	return o, o.Kind == stat.Number
}

func (r Record) figure(m stat.Measure, ok bool) (stat.Observation, bool) {
	o := r.Value
	if m == stat.Growth {
		o = r.Growth
	}
	if !ok || o == nil {
		return stat.Observation{}, false
	}
	return *o, true
}

func (s *sight) record(code string, period stat.Period) (Record, bool) {
	all := s.records(code)
	i := slices.IndexFunc(all, func(r Record) bool { return r.Period.Key() == period.Key() })
	if i < 0 {
		return Record{}, false
	}
	return all[i], true
}

func (s *sight) track(code string) *track {
	if t := s.tracks[code]; t != nil {
		return t
	}
	t := &track{found: map[stat.Measure]*stat.Observation{}}
	for _, r := range s.records(code) {
		if (r.Period.Kind == stat.Year) == (s.Period.Kind == stat.Year) && r.Period.Before(s.Period) {
			t.records = append(t.records, r)
		}
	}
	if s.tracks == nil {
		s.tracks = map[string]*track{}
	}
	s.tracks[code] = t
	return t
}

// summary reckons the median, the median absolute deviation and the number of the
// values or the growths on record. Values of a flow are those of the same months of
// earlier years; growths and stocks those of the latest periods.
func (s *sight) summary(code string, t *track, m stat.Measure) stat.Observation {
	it, _ := s.item(code)
	var values, growths []decimal.Decimal
	for _, r := range t.records {
		if r.Value != nil && (it.Kind != plan.Flow || r.Period.EndMonth() == s.Period.EndMonth()) {
			values = append(values, r.Value.Number)
		}
		if r.Growth != nil {
			growths = append(growths, r.Growth.Number)
		}
	}
	values, growths = values[max(0, len(values)-mostPast):], growths[max(0, len(growths)-mostPast):]
	switch m {
	case "n":
		return count(len(values))
	case "growth_n":
		return count(len(growths))
	case "best":
		return s.best(code, t)
	case "median", "mad":
		return spread(values, m == "mad")
	}
	return spread(growths, m == "growth_mad")
}

// spread is the median, or the median absolute deviation from it; nothing of fewer
// than leastPast figures.
func spread(list []decimal.Decimal, deviation bool) stat.Observation {
	if len(list) < leastPast {
		return stat.Observation{}
	}
	middle := median(list)
	if !deviation {
		return number(middle)
	}
	var off []decimal.Decimal
	for _, v := range list {
		off = append(off, v.Sub(middle).Abs())
	}
	return number(median(off))
}

func median(list []decimal.Decimal) decimal.Decimal {
	s := slices.SortedFunc(slices.Values(list), decimal.Decimal.Cmp)
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return s[n/2-1].Add(s[n/2]).DivRound(decimal.NewFromInt(2), 12)
}

// best is the best yearly growth on record, this year's included, as reported or
// as the levels have it; the lowest for what is meant to fall.
func (s *sight) best(code string, t *track) stat.Observation {
	ind, ok := s.Plan.Indicator(code)
	if !ok || s.Period.Kind != stat.Year {
		return stat.Observation{}
	}
	years := t.records
	now := Record{Period: s.Period}
	if o, ok := s.reported(code, stat.Value); ok {
		now.Value = &o
	}
	if o, ok := s.reported(code, stat.Growth); ok {
		now.Growth = &o
	}
	var best stat.Observation
	for i, r := range append(slices.Clone(years), now) {
		g, ok := growthOf(r, years, i)
		if ok && (best.Kind == 0 || g.GreaterThan(best.Number) == (ind.Direction != plan.Down)) {
			best = number(g)
		}
	}
	return best
}

// growthOf is the growth of the i-th year, as reported, or over the year before it.
func growthOf(r Record, years []Record, i int) (decimal.Decimal, bool) {
	if r.Growth != nil && r.Growth.Kind == stat.Number {
		return r.Growth.Number, true
	}
	if i == 0 || r.Value == nil || years[i-1].Value == nil || years[i-1].Period.Year != r.Period.Year-1 {
		return decimal.Decimal{}, false
	}
	g, err := method.Growth(years[i-1].Value.Number, r.Value.Number)
	return g, err == nil
}

// copied counts the flows of the form that were on record last month (n) or last
// year (year_n), and those of them that say the same again.
func (s *sight) copied(m stat.Measure) (stat.Observation, bool) {
	n, same := 0, 0
	for _, code := range s.filled.items {
		it, ok := s.Plan.Item(code)
		now := s.filled.values[code][stat.Value]
		if !ok || it.Kind != plan.Flow || now.Kind != stat.Number || now.Number.IsZero() {
			continue
		}
		ref := rule.Ref{Relation: rule.Last, Measure: stat.Value}
		if m == "year_n" || m == "year_same" {
			ref.Relation = rule.YearAgo
		}
		then, ok := s.past(code, ref)
		if !ok {
			continue
		}
		n++
		if then.Number.Equal(now.Number) {
			same++
		}
	}
	if m == "same" || m == "year_same" {
		return count(same), n > 0
	}
	return count(n), n > 0
}
