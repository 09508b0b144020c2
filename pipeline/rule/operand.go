package rule

import (
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Ref is an operand of an expression, written [item.][relation.]measure:
//
//	value              the row's own figure
//	gdp.value          the figure of an item of the same form or submission
//	last.value         the row's figure of an earlier period
//	gdp.districts.sum  a figure that other units have
//
// Without an item it is about the item of the row that the rule looks at.
type Ref struct {
	Name     string
	Item     string
	Relation Relation
	Measure  stat.Measure
	Unit     string // of measure; OwnUnit for the row's own
}

// Relation is where an operand is looked up; empty: on the form itself.
type Relation string

// Relations. Those of earlier periods, of the plan and of other units are missing
// (NA) where nothing is on record.
const (
	Own         Relation = ""
	Last        Relation = "last"        // the latest month on record before this one, in the same year
	Before      Relation = "before"      // the month right before this one
	YearAgo     Relation = "yearago"     // the same period of the year before
	December    Relation = "december"    // January to December, beside a year's form
	Past        Relation = "past"        // the periods on record before this one
	Earlier     Relation = "earlier"     // the same period, as accepted from another file of the unit before
	Copied      Relation = "copied"      // the form's flows held against the period before
	Parent      Relation = "parent"      // the park of a sub-park
	Children    Relation = "children"    // the sub-parks of a park, added
	Projects    Relation = "projects"    // the unit's list of projects, added
	Numerator   Relation = "numerator"   // of a ratio, on the same form
	Denominator Relation = "denominator" // of a ratio, on the same form
	Digits      Relation = "digits"      // the figures of the form as digits
	Now         Relation = "period"      // the period itself
	City        Relation = "city"        // the responsible department's figure
	Counties    Relation = "counties"
	Parks       Relation = "parks"
	Districts   Relation = "districts" // the counties that a park lies in
	Same        Relation = "same"      // units of the same kind with the same figure
	Planned     Relation = "plan"
)

// The unit of a measure: the item's own, or a word of unit.go; textual is none.
const (
	itemUnit = own
	textual  = "文字"
)

// relation is what one may say of a relation, and in which scopes.
type relation struct {
	measures map[stat.Measure]string // measure → unit
	scopes   []Scope
	alone    bool // takes no item
}

// sameUnit are the measures of a figure of one unit in another period or place.
var sameUnit = map[stat.Measure]string{stat.Value: itemUnit, stat.Growth: "%"}

// relations are what an expression may use beside the figures of the form.
var relations = map[Relation]relation{
	Last:        {measures: sameUnit, scopes: []Scope{CrossPeriod, CrossUnit, PlanScope}},
	Before:      {measures: sameUnit, scopes: []Scope{CrossPeriod, CrossUnit, PlanScope}},
	YearAgo:     {measures: sameUnit, scopes: []Scope{CrossPeriod, CrossUnit, PlanScope}},
	December:    {measures: sameUnit, scopes: []Scope{CrossPeriod, CrossUnit, PlanScope}},
	Earlier:     {measures: sameUnit, scopes: []Scope{CrossPeriod}},
	Parent:      {measures: sameUnit, scopes: []Scope{CrossForm}},
	Children:    {measures: map[stat.Measure]string{stat.Value: itemUnit, "n": ""}, scopes: []Scope{CrossForm}},
	Numerator:   {measures: sameUnit, scopes: []Scope{Row, Form, CrossForm}},
	Denominator: {measures: sameUnit, scopes: []Scope{Row, Form, CrossForm}},
	Projects: {measures: map[stat.Measure]string{"total_plan": "万元", "year_plan": "万元", "year_done": "万元", "n": ""},
		scopes: []Scope{CrossForm}, alone: true},
	Past: {measures: map[stat.Measure]string{"median": itemUnit, "mad": itemUnit, "n": "", "growth_median": "%", "growth_mad": "%", "growth_n": "", "best": "%"},
		scopes: []Scope{CrossPeriod, CrossUnit, PlanScope}},
	Copied: {measures: map[stat.Measure]string{"n": "", "same": "", "year_n": "", "year_same": ""}, scopes: []Scope{CrossPeriod}, alone: true},
	Digits: {measures: map[stat.Measure]string{"n": "", "squares": "", "alike": "", "zeros": ""}, scopes: []Scope{Form}, alone: true},
	Now:    {measures: map[stat.Measure]string{"end": Date, "month": ""}, scopes: []Scope{Row, Form, CrossForm, CrossPeriod, CrossUnit, PlanScope}, alone: true},
	City:   {measures: map[stat.Measure]string{stat.Value: itemUnit, stat.Growth: "%", "yearago": itemUnit}, scopes: []Scope{CrossUnit}},
	Counties: {measures: map[stat.Measure]string{"sum": itemUnit, "n": "", "growth_n": "", "growth_min": "%", "growth_max": "%"},
		scopes: []Scope{CrossUnit}},
	Parks:     {measures: map[stat.Measure]string{"sum": itemUnit, "n": ""}, scopes: []Scope{CrossUnit}},
	Districts: {measures: map[stat.Measure]string{"sum": itemUnit, "n": ""}, scopes: []Scope{CrossUnit}},
	Same:      {measures: map[stat.Measure]string{"n": "", "of": "", "growth_n": "", "growth_of": ""}, scopes: []Scope{CrossUnit}},
	Planned: {measures: map[stat.Measure]string{"base": itemUnit, "target": itemUnit, "printed": itemUnit, "line": itemUnit, "yearly": "%", "needed": "%", "sign": "", "binding": "", "left": ""},
		scopes: []Scope{PlanScope}},
}

// environment knows the names an expression may use.
type environment struct {
	plan    *plan.Plan
	columns map[stat.Measure]string // of all forms, with their unit
}

var inBrackets = regexp.MustCompile(`（([^（）]+)）$`)

// newEnvironment takes the measures from the columns of the forms. A column of a
// list carries its unit in its title, as in 总投资（万元）.
func newEnvironment(p *plan.Plan, forms *form.Set) *environment {
	env := &environment{plan: p, columns: map[stat.Measure]string{}}
	for _, d := range forms.Defs {
		for _, c := range d.Columns {
			unit := itemUnit
			switch m := inBrackets.FindStringSubmatch(c.Title); {
			case c.Kind == form.TextColumn || c.Kind == form.ChoiceColumn:
				unit = textual
			case c.Kind == form.DateColumn:
				unit = Date
			case m != nil:
				unit = strings.TrimSpace(m[1])
			case d.Layout == form.List:
				unit = ""
			}
			env.columns[c.Measure] = unit
		}
	}
	return env
}

// operand reads a dotted name; unit is empty for a pure number, textual for a text.
// The error says what is not known, and at which part of the name.
func (e *environment) operand(parts []string, scope Scope) (ref Ref, unit string, unknown int) {
	ref = Ref{Name: strings.Join(parts, "."), Measure: stat.Measure(parts[len(parts)-1])}
	rest := parts[:len(parts)-1]
	if len(rest) > 0 {
		if _, ok := relations[Relation(rest[0])]; !ok {
			if _, ok := e.plan.Item(rest[0]); !ok {
				return ref, "", 0
			}
			ref.Item, rest = rest[0], rest[1:]
		}
	}
	if len(rest) > 1 {
		return ref, "", len(parts) - 1
	}
	measures := e.columns
	if len(rest) == 1 {
		ref.Relation = Relation(rest[0])
		r, ok := relations[ref.Relation]
		if !ok || r.alone && ref.Item != "" || !slices.Contains(r.scopes, scope) {
			return ref, "", len(parts) - 2
		}
		measures = r.measures
	}
	unit, ok := measures[ref.Measure]
	if !ok {
		return ref, "", len(parts) - 1
	}
	if it, known := e.plan.Item(ref.Item); known && unit == itemUnit {
		unit = it.Unit
	}
	ref.Unit = unit
	return ref, unit, -1
}

// perRow reports whether an operand is about the row that a rule looks at.
func (r Ref) perRow() bool { return r.Item == "" && !relations[r.Relation].alone }
