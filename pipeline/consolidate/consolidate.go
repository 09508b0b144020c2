// Package consolidate is the stage that makes official figures of observations
// (汇总): the responsible department's figure is the city's; the counties' sum
// stands beside it where the figure adds up; ratios are computed again from
// their parts; parks are never added to counties.
package consolidate

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// State says what became of a unit's duty to report.
type State string

// States of a unit in a period.
const (
	Reported State = "已报"
	Returned State = "退回"
	Missing  State = "缺报"
)

// UnitState is a unit and what became of its report.
type UnitState struct {
	Unit  *plan.Unit
	State State
	File  string // the file that counts, or was returned
}

// Row holds what one unit reported for one item: an observation for each measure, the
// last of several. It is a part of the observations that were read, and not written to.
type Row []stat.Packed

// Of returns the observation of a measure.
func (r Row) Of(m stat.Measure) (o stat.Observation, ok bool) {
	if at := r.find(m); at != nil {
		return at.Observation(), true
	}
	return o, false
}

func (r Row) find(m stat.Measure) *stat.Packed {
	for i := range slices.Backward(r) {
		if r[i].Measure() == m {
			return &r[i]
		}
	}
	return nil
}

// Number returns the figure of a measure, or nil.
func (r Row) Number(m stat.Measure) *decimal.Decimal {
	if o := r.find(m); o != nil {
		return o.Figure()
	}
	return nil
}

// Get returns the observation of a measure, an empty one if there is none.
func (r Row) Get(m stat.Measure) stat.Observation {
	o, _ := r.Of(m)
	return o
}

// MarshalJSON writes the row as a dump shows it: by measure.
func (r Row) MarshalJSON() ([]byte, error) {
	var byMeasure map[stat.Measure]stat.Observation
	if r != nil {
		byMeasure = make(map[stat.Measure]stat.Observation, len(r))
	}
	for o := range stat.Unpacked(r) {
		byMeasure[o.Measure] = o
	}
	return json.Marshal(byMeasure)
}

// rowsOf divides observations, in the order of stat.Compare, by unit, form and item.
func rowsOf(all []stat.Packed) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for len(all) > 0 {
			first, n := &all[0], 1
			for n < len(all) && all[n].Item() == first.Item() && all[n].Form() == first.Form() && all[n].Unit() == first.Unit() {
				n++
			}
			if !yield(all[:n:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// and adds what another form says of the same item.
func (r Row) and(more Row) Row {
	if r == nil {
		return more
	}
	return slices.Concat(r, more)
}

func (r Row) sample() bool {
	return slices.ContainsFunc(r, stat.Packed.Sample)
}

// Figure is the official figure of an item for the city.
type Figure struct {
	Item     plan.Item
	Due      bool
	Pending  bool // 待核定: the department has no valid figure
	Official Row
	Counties *CountySum // where counties add up
	Ratio    *Ratio     // where the ratio could be computed again
}

// CountySum is the sum of the counties beside the department's figure.
type CountySum struct {
	Sum        decimal.Decimal
	In, Absent []*plan.Unit     // counties whose value is in the sum, and those without one
	Difference *decimal.Decimal // department − sum; nil without a department's figure
}

// Ratio is a ratio computed again from the departments' parts.
type Ratio struct {
	Numerator, Denominator stat.Observation
	Value                  decimal.Decimal
}

// Result is the consolidated period.
type Result struct {
	Period     stat.Period
	Units      []UnitState // in plan order
	Indicators []Figure    // in printed order
	Industries []Figure
	Tasks      []Figure
	ByUnit     map[string]map[string]Row // unit → item → row, of counties, parks and sub-parks
	Projects   []*Project                // each once, in the order of the plan's units
	Sample     bool                      // made-up figures are among the observations
}

// Input is what consolidation reads.
type Input struct {
	Plan   *plan.Plan
	Rules  *rule.Catalogue
	Period stat.Period
	Units  []UnitState

	Observations []stat.Packed // valid ones, in the order of stat.Compare
}

// Consolidate makes the figures of the observations, which it keeps.
func Consolidate(in Input) (*Result, []rule.Result) {
	c := &consolidator{Input: in, out: &Result{Period: in.Period, Units: in.Units, ByUnit: map[string]map[string]Row{}}}
	c.read()
	for i := range in.Plan.Indicators {
		c.out.Indicators = append(c.out.Indicators, c.indicator(&in.Plan.Indicators[i]))
	}
	for _, d := range in.Plan.Industries {
		c.out.Industries = append(c.out.Industries, c.figure(d.Code))
	}
	for _, t := range in.Plan.Tasks {
		c.out.Tasks = append(c.out.Tasks, c.figure(t.Code))
	}
	c.projects()
	c.missingUnits()
	rule.Sort(c.results)
	return c.out, c.results
}

type consolidator struct {
	Input
	out     *Result
	results []rule.Result
}

func (c *consolidator) read() {
	var codes []string
	for _, i := range c.Plan.Indicators {
		codes = append(codes, i.Code)
	}
	for _, list := range [][]plan.Component{c.Plan.Components, c.Plan.ParkItems} {
		for _, i := range list {
			codes = append(codes, i.Code)
		}
	}
	for _, d := range c.Plan.Industries {
		codes = append(codes, d.Code)
	}
	for _, t := range c.Plan.Tasks {
		codes = append(codes, t.Code)
	}
	asked := map[string]bool{}
	for _, code := range codes {
		asked[code] = true
	}
	for row := range rowsOf(c.Observations) {
		if asked[row[0].Item()] {
			c.keep(row)
		}
	}
}

func (c *consolidator) keep(row Row) {
	unit, item := row[0].Unit(), row[0].Item()
	if c.out.ByUnit[unit] == nil {
		c.out.ByUnit[unit] = map[string]Row{}
	}
	c.out.ByUnit[unit][item] = c.out.ByUnit[unit][item].and(row)
	c.out.Sample = c.out.Sample || row.sample()
}

// figure is an item's official figure: the owner's row.
func (c *consolidator) figure(code string) Figure {
	item, _ := c.Plan.Item(code)
	return Figure{Item: item, Due: item.Frequency.Due(c.Period), Official: c.out.ByUnit[item.Owner][code]}
}

func (c *consolidator) indicator(ind *plan.Indicator) Figure {
	f := c.figure(ind.Code)
	if !f.Due {
		return f
	}
	needed := stat.Value
	if ind.GrowthOnly(c.Period) {
		needed = stat.Growth
	}
	if f.Official.Number(needed) == nil {
		f.Pending = true
		c.fail(rule.OfficialAbsent, ind.Owner, ind, stat.Source{}, rule.Args{
			"itemname": ind.Name, "unit": c.Plan.UnitName(ind.Owner, c.Period),
		})
	}
	if ind.Aggregation == plan.Sum && !ind.GrowthOnly(c.Period) {
		f.Counties = c.sum(ind, f)
	}
	if ind.Aggregation == plan.Recomputed {
		f.Ratio = c.ratio(ind, f)
	}
	return f
}

func (c *consolidator) fail(id, unit string, ind *plan.Indicator, src stat.Source, args rule.Args) {
	c.results = append(c.results, c.Rules.Fail(id, rule.Subject{Unit: unit, Item: ind.Code, Measure: stat.Value, Period: c.Period}, src, args))
}

func (c *consolidator) sum(ind *plan.Indicator, f Figure) *CountySum {
	s := &CountySum{}
	for _, u := range c.Plan.UnitsOf(plan.County) {
		v := c.out.ByUnit[u.Code][ind.Code].Number(stat.Value)
		if v == nil {
			s.Absent = append(s.Absent, u)
			continue
		}
		s.In = append(s.In, u)
		s.Sum = s.Sum.Add(*v)
	}
	if len(s.In) == 0 {
		return nil
	}
	if city := f.Official.Number(stat.Value); city != nil {
		d := city.Sub(s.Sum)
		s.Difference = &d
		c.judgeSum(f, s, *city)
	}
	return s
}

// judgeSum names a difference that is large. While counties are absent only a sum
// above the city's figure says anything.
func (c *consolidator) judgeSum(f Figure, s *CountySum, city decimal.Decimal) {
	ind, _ := c.Plan.Indicator(f.Item.Code)
	pct, err := method.Ratio(*s.Difference, city, decimal.NewFromInt(100))
	r, _ := c.Rules.Rule(rule.CountySum)
	if err != nil || len(s.Absent) > 0 && !pct.IsNegative() || pct.Abs().LessThanOrEqual(r.Param("pct").Decimal) {
		return
	}
	c.fail(rule.CountySum, ind.Owner, ind, f.Official.Get(stat.Value).Source, rule.Args{
		"itemname": ind.Name, "n": fmt.Sprint(len(s.In)), "seen": s.Sum.String(), "expected": city.String(),
		"diff": s.Difference.String(), "pct": pct.Round(1).String(),
	})
}

// ratio computes the city's ratio again from the parts that the departments
// report. A denominator may be another department's indicator.
func (c *consolidator) ratio(ind *plan.Indicator, f Figure) *Ratio {
	num, okN := c.officialValue(ind.Numerator)
	den, okD := c.officialValue(ind.Denominator)
	if !okN || !okD {
		return nil
	}
	v, err := method.Ratio(num.Number, den.Number, ind.Scale.Decimal)
	if err != nil {
		return nil
	}
	r := &Ratio{Numerator: num, Denominator: den, Value: v}
	rl, _ := c.Rules.Rule(rule.RatioDiffers)
	told := f.Official.Number(stat.Value)
	// Parts of one form are compared there, by the form's own rules.
	if told != nil && num.Unit != den.Unit && v.Sub(*told).Abs().GreaterThan(rl.Param("tol").Decimal) {
		c.fail(rule.RatioDiffers, ind.Owner, ind, f.Official.Get(stat.Value).Source, rule.Args{
			"itemname": ind.Name, "seen": v.Round(int32(ind.Decimals)).String(), "expected": told.String(),
		})
	}
	return r
}

func (c *consolidator) officialValue(code string) (stat.Observation, bool) {
	item, ok := c.Plan.Item(code)
	if !ok {
		return stat.Observation{}, false
	}
	o, ok := c.out.ByUnit[item.Owner][code].Of(stat.Value)
	return o, ok && o.Kind == stat.Number
}

func (c *consolidator) missingUnits() {
	for _, u := range c.Units {
		if u.State == Missing {
			c.results = append(c.results, c.Rules.Fail(rule.UnitMissing, rule.Subject{Unit: u.Unit.Code, Period: c.Period}, stat.Source{},
				rule.Args{"unit": u.Unit.NameAt(c.Period)}))
		}
	}
}
