// Package rule is the rule book as data: rules with their level, scope, texts and
// examples, and the results they give. A finding is a failed result.
package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"zhibao/pipeline/form"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Scope says what a rule looks at.
type Scope string

// Scopes, narrowest first.
const (
	File        Scope = "file"         // a file as it arrived
	Structure   Scope = "structure"    // sheets, rows and columns of a form
	Cell        Scope = "cell"         // one value
	Row         Scope = "row"          // the measures of one item
	Form        Scope = "form"         // items of one form
	CrossForm   Scope = "cross_form"   // forms of one workbook, those of sub-parks included
	CrossPeriod Scope = "cross_period" // the unit's own history
	PlanScope   Scope = "plan"         // the city's figure against the plan
	CrossUnit   Scope = "cross_unit"   // units against each other
)

// scopes are all of them, as the book writes them.
var scopes = []Scope{File, Structure, Cell, Row, Form, CrossForm, CrossPeriod, PlanScope, CrossUnit}

// Rule is one rule. With an Expr it is evaluated as data; without one the
// program raises it and the rule gives its level and texts.
type Rule struct {
	ID        string                                `yaml:"id"`
	Overrides bool                                  `yaml:"overrides"` // takes the place of the rule of this id
	Name      string                                `yaml:"name"`
	Level     string                                `yaml:"level"`
	Scope     Scope                                 `yaml:"scope"`
	Forms     []string                              `yaml:"forms"`       // ids of forms; empty: all
	Units     []string                              `yaml:"units"`       // kinds or codes of units; empty: all
	Periods   []string                              `yaml:"periods"`     // year, quarter, month, or months such as "06"; empty: all
	Items     []string                              `yaml:"items"`       // row rules: item codes; empty: all
	Kinds     []plan.IndicatorKind                  `yaml:"kinds"`       // row rules: kinds of item; empty: all figures of the tables
	Measured  []string                              `yaml:"measured_in"` // row rules: units of measure; empty: all
	Price     string                                `yaml:"price"`       // row rules: price basis; empty: any
	At        string                                `yaml:"at"`          // the operand that the finding points at
	Expr      string                                `yaml:"expr"`        // true when all is well
	Params    map[string]yamlfile.Figure            `yaml:"params"`      // named constants of the expression or the check
	ParamUnit map[string]string                     `yaml:"param_units"` // units of measure of constants; without one a constant fits any
	By        map[string]map[string]yamlfile.Figure `yaml:"by"`          // a constant's value for single items
	Tolerance *Tolerance                            `yaml:"tolerance"`   // tol in the expression
	Show      map[string]string                     `yaml:"show"`        // figures for the texts, each an expression
	Message   string                                `yaml:"message"`     // {name} is replaced by the argument
	Remedy    string                                `yaml:"remedy"`      // what to do next
	Origin    string                                `yaml:"origin"`      // where the rule comes from
	Examples  []Example                             `yaml:"examples"`    // of expression rules, run by the tests

	severity Severity
	program  *program
}

// Kinds of row beside those of the plan's indicators.
const (
	TaskRow    plan.IndicatorKind = "task"
	ProjectRow plan.IndicatorKind = "project"
)

// ProjectPrefix begins the item code of a row of the list of projects.
const ProjectPrefix = "project:"

// Severity is the level of the rule.
func (r *Rule) Severity() Severity { return r.severity }

// Param returns a named constant; it panics if the catalogue, which was checked
// when it was loaded, has none of that name.
func (r *Rule) Param(name string) yamlfile.Figure {
	f, ok := r.Params[name]
	if !ok {
		panic("rule: " + r.ID + " has no parameter " + name)
	}
	return f
}

// Catalogue is the rule book.
type Catalogue struct {
	Rules   []*Rule // by id
	byID    map[string]*Rule
	forms   *form.Set
	plan    *plan.Plan
	talk    *Explanations
	version string
}

// Explanations says what counts as an explanation (核实说明).
type Explanations struct {
	MinLength int      `yaml:"min_length"` // letters and Chinese characters
	Refused   []string `yaml:"refused"`    // empty talk, compared after normalisation
}

// An explanation has so many different characters at the least, and so many left
// when the phrases of empty talk are taken out.
const (
	leastDistinct = 5
	leastRest     = 4
)

// Explains reports whether a text is an explanation: enough words, not the same ones
// over and over, and more than empty talk strung together. Punctuation and digits
// are no words.
func (c *Catalogue) Explains(text string) bool {
	words := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, text)
	if c.talk == nil || utf8.RuneCountInString(words) < c.talk.MinLength {
		return false
	}
	distinct := map[rune]bool{}
	for _, r := range words {
		distinct[r] = true
	}
	return len(distinct) >= leastDistinct && utf8.RuneCountInString(c.talk.without(words)) >= leastRest
}

// without takes the phrases of empty talk out of a text, the longest first.
func (e *Explanations) without(words string) string {
	rest := label.Normalise(words)
	phrases := slices.Clone(e.Refused)
	for i, phrase := range phrases {
		phrases[i] = label.Normalise(phrase)
	}
	slices.SortFunc(phrases, func(a, b string) int { return len(b) - len(a) })
	for _, phrase := range phrases {
		rest = strings.ReplaceAll(rest, phrase, "")
	}
	return rest
}

// Version is a digest of the rule files.
func (c *Catalogue) Version() string { return c.version }

// Rule returns a rule by id.
func (c *Catalogue) Rule(id string) (*Rule, bool) {
	r, ok := c.byID[id]
	return r, ok
}

// Args are the texts put into a message by name.
type Args map[string]string

// Fail makes a finding of a rule raised by the program. An id that the catalogue
// lacks is a defect of the program, which panics; Load proves that every id of
// Raised is there.
func (c *Catalogue) Fail(id string, subject Subject, src stat.Source, args Args) Result {
	r, ok := c.byID[id]
	if !ok {
		panic("rule: no rule " + id)
	}
	args = args.clipped()
	return Result{
		Rule: id, Severity: r.severity, Outcome: Fail, Subject: subject, Source: src,
		Seen: args["seen"], Expected: args["expected"], Message: put(r.Message, args), Remedy: put(r.Remedy, args),
	}
}

var placeholder = regexp.MustCompile(`\{[A-Za-z0-9_.]+\}`)

func put(text string, args Args) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		if v, ok := args[m[1:len(m)-1]]; ok {
			return v
		}
		return m
	})
}

// Applies reports whether a row rule looks at an item. Tasks have a count and
// nothing to hold it against, projects are a list: both only on request.
func (r *Rule) Applies(it plan.Item) bool {
	kind := it.Kind
	switch {
	case strings.HasPrefix(it.Code, ProjectPrefix):
		kind = ProjectRow
	case it.Counted:
		kind = TaskRow
	}
	if len(r.Kinds) == 0 && (kind == ProjectRow || kind == TaskRow) {
		return false
	}
	return (len(r.Items) == 0 || slices.Contains(r.Items, it.Code)) &&
		(len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind)) &&
		(len(r.Measured) == 0 || slices.Contains(r.Measured, it.Unit)) &&
		(r.Price == "" || r.Price == it.Price)
}

// OnForm reports whether the rule looks at a form.
func (r *Rule) OnForm(form string) bool { return len(r.Forms) == 0 || slices.Contains(r.Forms, form) }

// For reports whether the rule looks at a unit and a period. A quarter and its last
// month are one period.
func (r *Rule) For(u *plan.Unit, period stat.Period) bool {
	if len(r.Units) > 0 && !slices.Contains(r.Units, u.Code) && !slices.Contains(r.Units, string(u.Kind)) {
		return false
	}
	return len(r.Periods) == 0 || slices.ContainsFunc(r.Periods, func(word string) bool {
		switch month := period.Kind != stat.Year && !period.Short(); word {
		case "year":
			return period.Kind == stat.Year
		case "month":
			return month
		case "quarter":
			return month && period.EndMonth()%3 == 0
		default:
			return month && word == fmt.Sprintf("%02d", period.EndMonth())
		}
	})
}
