// Package rule is the rule book as data: rules with their level, scope, texts and
// examples, and the results they give. A finding is a failed result.
package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
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
	CrossPeriod Scope = "cross_period" // history and plan
	CrossUnit   Scope = "cross_unit"   // units against each other
)

// Rule is one rule. With an Expr it is evaluated as data; without one the
// program raises it and the rule gives its level and texts.
type Rule struct {
	ID       string                     `yaml:"id"`
	Name     string                     `yaml:"name"`
	Level    string                     `yaml:"level"`
	Scope    Scope                      `yaml:"scope"`
	Forms    []string                   `yaml:"forms"`    // ids of forms; empty: all
	Items    []string                   `yaml:"items"`    // row rules: item codes; empty: all
	Kinds    []plan.IndicatorKind       `yaml:"kinds"`    // row rules: kinds of item; empty: all
	Price    string                     `yaml:"price"`    // row rules: price basis; empty: any
	At       string                     `yaml:"at"`       // the operand that the finding points at
	Expr     string                     `yaml:"expr"`     // true when all is well
	Params   map[string]yamlfile.Figure `yaml:"params"`   // named constants of the expression or the check
	Message  string                     `yaml:"message"`  // {name} is replaced by the argument
	Remedy   string                     `yaml:"remedy"`   // what to do next
	Origin   string                     `yaml:"origin"`   // where the rule comes from
	Examples []Example                  `yaml:"examples"` // of expression rules, run by the tests

	severity Severity
	program  *program
}

// Example is a small case of an expression rule: operands and what it must give.
type Example struct {
	Want  string                     `yaml:"want"` // pass, fail or na
	Given map[string]yamlfile.Figure `yaml:"given"`
}

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
	talk    *Explanations
	version string
}

// Explanations says what counts as an explanation (核实说明).
type Explanations struct {
	MinLength int      `yaml:"min_length"` // letters and Chinese characters
	Refused   []string `yaml:"refused"`    // empty talk, compared after normalisation
}

// Explains reports whether a text is an explanation: enough words, and not empty
// talk. Punctuation and digits are no words.
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
	return !slices.ContainsFunc(c.talk.Refused, func(r string) bool { return label.Equal(r, words) })
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

var placeholder = regexp.MustCompile(`\{[a-z0-9_.]+\}`)

func put(text string, args Args) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		if v, ok := args[m[1:len(m)-1]]; ok {
			return v
		}
		return m
	})
}

// Load reads all rules/*.yaml of fsys in name order, compiles the expressions
// against the items of the plan and checks the book.
func Load(fsys fs.FS, shown string, p *plan.Plan) (*Catalogue, error) {
	names, err := fs.Glob(fsys, "rules/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	forms, err := form.Load(fsys, shown, p)
	if err != nil {
		return nil, err
	}
	cat := &Catalogue{byID: map[string]*Rule{}, forms: forms}
	h := sha256.New()
	env := newEnvironment(p)
	for _, name := range names {
		var file struct {
			Rules        []*Rule       `yaml:"rules"`
			Explanations *Explanations `yaml:"explanations"`
		}
		at := shown + "/" + name
		if err := yamlfile.Load(fsys, name, at, &file); err != nil {
			return nil, err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(data))
		h.Write(data)
		if file.Explanations != nil {
			cat.talk = file.Explanations
		}
		for i, r := range file.Rules {
			if err := cat.add(r, env, data, at, fmt.Sprintf("$.rules[%d]", i)); err != nil {
				return nil, err
			}
		}
	}
	cat.version = hex.EncodeToString(h.Sum(nil))[:12]
	slices.SortFunc(cat.Rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	return cat, cat.complete(shown)
}

func (c *Catalogue) add(r *Rule, env *environment, data []byte, at, path string) error {
	problem := func(key, what, remedy string) error {
		return yamlfile.At(data, at, path+key, "审核规则「"+r.ID+"」"+what, remedy)
	}
	if r.ID == "" || r.Name == "" || r.Message == "" || r.Remedy == "" {
		return problem("", "缺少 id、name、message 或 remedy", "请补全。")
	}
	if c.byID[r.ID] != nil {
		return problem(".id", "的编号已被使用", "编号不得重复，停用的编号也不再启用。")
	}
	sev, ok := ParseSeverity(r.Level)
	if !ok {
		return problem(".level", "的级别「"+r.Level+"」不认识", "可用的写法：强制性、准强制性、核实性、提示。")
	}
	r.severity = sev
	if !slices.Contains([]Scope{File, Structure, Cell, Row, Form, CrossPeriod, CrossUnit}, r.Scope) {
		return problem(".scope", "的范围「"+string(r.Scope)+"」不认识", "可用的写法：file、structure、cell、row、form、cross_period、cross_unit。")
	}
	for _, id := range r.Forms {
		if _, ok := c.forms.Def(id); !ok {
			return problem(".forms", "提到未知的表「"+id+"」", "请使用 templates/forms/ 中的 id。")
		}
	}
	if r.Expr != "" {
		prog, err := env.compile(r)
		if err != nil {
			return problem(".expr", "的表达式有误："+err.Error(), "请使用指标代码和 value、prior、growth、current 等栏目名。")
		}
		r.program = prog
		if r.At == "" {
			return problem("", "缺少 at", "请用 at 写明问题指向表达式中的哪一项。")
		}
		if !slices.Contains(prog.operands, r.At) {
			return problem(".at", "的 at「"+r.At+"」不在表达式中", "请用 at 写明问题指向表达式中的哪一项。")
		}
	}
	c.byID[r.ID] = r
	c.Rules = append(c.Rules, r)
	return nil
}

// complete proves that every rule the program raises is in the book, and that
// every rule is either an expression or raised by the program.
func (c *Catalogue) complete(shown string) error {
	raised := Raised()
	for _, id := range raised {
		if c.byID[id] == nil {
			return yamlfile.At(nil, shown+"/rules", "$", "审核规则「"+id+"」缺失，程序会用到它", "请恢复内置规则文件，只修改级别、参数和文字。")
		}
	}
	for _, r := range c.Rules {
		if r.Expr == "" && !slices.Contains(raised, r.ID) {
			return yamlfile.At(nil, shown+"/rules", "$", "审核规则「"+r.ID+"」既没有表达式，也不是程序内置的检查", "请写上 expr，或删去该规则。")
		}
	}
	return nil
}

// Evaluate runs an expression rule on operands by name. Missing operands make
// NotEvaluated before the expression is touched; so does a division by zero.
func (r *Rule) Evaluate(operand func(name string) (stat.Quantity, bool)) (Outcome, error) {
	return r.program.run(r, operand)
}

// Operands are the names an expression rule needs, in order of first use.
func (r *Rule) Operands() []string { return r.program.operands }

// Applies reports whether a row rule looks at an item. Tasks have a count and
// nothing to hold it against.
func (r *Rule) Applies(it plan.Item) bool {
	return !it.Counted && (len(r.Items) == 0 || slices.Contains(r.Items, it.Code)) &&
		(len(r.Kinds) == 0 || slices.Contains(r.Kinds, it.Kind)) &&
		(r.Price == "" || r.Price == it.Price)
}

// OnForm reports whether the rule looks at a form.
func (r *Rule) OnForm(form string) bool { return len(r.Forms) == 0 || slices.Contains(r.Forms, form) }
