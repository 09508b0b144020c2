// Package validate is the stage that holds observations against the rule book:
// one value, one row, one form, and the same unit's history. What could not be
// evaluated for want of data is a result of its own, never a silent pass.
package validate

import (
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// History finds the figure that a unit reported, or the plan printed, for an
// item and an earlier period.
type History func(unit, item string, period stat.Period) (stat.Observation, bool)

// Context is what validation needs to know.
type Context struct {
	Plan    *plan.Plan
	Forms   *form.Set
	Rules   *rule.Catalogue
	Period  stat.Period
	History History
	// Past gives all that is on record of an item; nil if nothing is.
	Past Past
	// Earlier finds the figure that another file of the unit gave for the same
	// period and was accepted; nil if none is kept.
	Earlier func(now stat.Observation, unit, item string, m stat.Measure) (stat.Observation, bool)
	// Tell is told every verdict of an expression rule, passes included; may be nil.
	Tell Tell
}

// Tell is told a rule's verdict on a subject.
type Tell func(rule string, subject rule.Subject, outcome rule.Outcome)

func (t Tell) tell(r *rule.Rule, s rule.Subject, o rule.Outcome) {
	if t != nil {
		t(r.ID, s, o)
	}
}

// Outcome is what the rules said of one submission.
type Outcome struct {
	Results []rule.Result // failed and not evaluated ones, sorted
	Passed  int
}

// Submission evaluates every rule that looks at one unit alone.
func Submission(ctx Context, observations []stat.Observation) (Outcome, error) {
	v := &validator{Context: ctx, all: observations, forms: map[formKey]*filled{}}
	for _, o := range observations {
		v.file(o)
	}
	for _, key := range v.order {
		f := v.forms[key]
		for _, family := range []func(*filled) error{v.cells, v.expressions, v.history, v.validity} {
			if err := family(f); err != nil {
				return Outcome{}, err
			}
		}
	}
	rule.Sort(v.out.Results)
	return v.out, nil
}

type formKey struct{ unit, form string }

// filled is one form of one unit by item and measure.
type filled struct {
	formKey
	items  []string    // in order of first appearance
	sheet  stat.Source // the sheet as a whole
	values map[string]map[stat.Measure]stat.Observation
}

type validator struct {
	Context
	all   []stat.Observation
	forms map[formKey]*filled
	order []formKey
	out   Outcome
	gaps  gaps
}

func (v *validator) file(o stat.Observation) {
	key := formKey{o.Unit, o.Form}
	f := v.forms[key]
	if f == nil {
		f = &filled{formKey: key, values: map[string]map[stat.Measure]stat.Observation{}, sheet: o.Source}
		f.sheet.Cell = ""
		v.forms[key] = f
		v.order = append(v.order, key)
	}
	if f.values[o.Item] == nil {
		f.values[o.Item] = map[stat.Measure]stat.Observation{}
		f.items = append(f.items, o.Item)
	}
	f.values[o.Item][o.Measure] = o
}

func (v *validator) subject(f *filled, item string, m stat.Measure) rule.Subject {
	return rule.Subject{Unit: f.unit, Form: f.form, Item: item, Measure: m, Period: v.Period}
}

func (v *validator) fail(id string, f *filled, o stat.Observation, args rule.Args) {
	v.out.Results = append(v.out.Results, v.Rules.Fail(id, v.subject(f, o.Item, o.Measure), o.Source, args))
}

// itemName is the printed name of an item, or of a list row.
func (c *Context) itemName(code string) string {
	if it, ok := c.Plan.Item(code); ok {
		return it.Name
	}
	if n, ok := strings.CutPrefix(code, "project:"); ok {
		return "第" + n + "个项目"
	}
	return code
}

// label names a cell for a person.
func (v *validator) label(f *filled, o stat.Observation) string {
	if d, ok := v.Forms.Def(f.form); ok {
		for _, c := range form.ColumnsFor(d.Columns, v.Period) {
			if c.Measure == o.Measure {
				return v.itemName(o.Item) + "·" + c.Title
			}
		}
	}
	return v.itemName(o.Item)
}
