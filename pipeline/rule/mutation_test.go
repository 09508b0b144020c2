package rule

import (
	"math/rand"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/yamlfile"
)

// leastKilled is the share of changed rules that the rules' own examples must notice.
const leastKilled = 0.95

// sampled is how many mutants the short run tries; ZHIBAO_SOAK=1 tries all.
const sampled = 250

// mutant is a rule with one thing changed.
type mutant struct {
	id, change string
	comparison bool // an operator of comparison turned round
	rule       Rule
}

var (
	operators  = regexp.MustCompile(`<=|>=|==|!=|<|>`)
	arithmetic = regexp.MustCompile(` [-+*/] `)
	junction   = regexp.MustCompile(` (and|or) `)
	asking     = regexp.MustCompile(`(not )?has\(`)
	digits     = regexp.MustCompile(`(^|[ (])(\d+(\.\d+)?)\b`)
)

// turned is what each operator becomes: the contrary, and its neighbour at the edge.
var turned = map[string][]string{
	"<=": {">", "<"}, ">=": {"<", ">"}, "<": {">=", "<="}, ">": {"<=", ">="}, "==": {"!="}, "!=": {"=="},
	" + ": {" - "}, " - ": {" + "}, " * ": {" / "}, " / ": {" * "}, " and ": {" or "}, " or ": {" and "},
	"has(": {"not has("}, "not has(": {"has("},
}

// mutants are all changed versions of a rule: each operator, number, parameter and
// tolerance by itself. Figures move by a tenth either way, a nought by one.
func mutants(r *Rule) []mutant {
	var all []mutant
	expr := func(from, to int, text string) {
		m := mutant{id: r.ID, rule: *r}
		m.rule.Expr = r.Expr[:from] + text + r.Expr[to:]
		m.change, m.comparison = m.rule.Expr, operators.MatchString(r.Expr[from:to])
		all = append(all, m)
	}
	for _, pattern := range []*regexp.Regexp{operators, arithmetic, junction, asking} {
		for _, at := range pattern.FindAllStringIndex(r.Expr, -1) {
			for _, text := range turned[r.Expr[at[0]:at[1]]] {
				expr(at[0], at[1], text)
			}
		}
	}
	for _, at := range digits.FindAllStringSubmatchIndex(r.Expr, -1) {
		for _, v := range moved(decimal.RequireFromString(r.Expr[at[4]:at[5]])) {
			expr(at[4], at[5], v.String())
		}
	}
	return append(all, constantMutants(r)...)
}

// constantMutants are the mutants of parameters and tolerances.
func constantMutants(r *Rule) []mutant {
	var all []mutant
	for _, name := range slices.Sorted(keysOf(r.Params)) {
		for _, v := range moved(r.Params[name].Decimal) {
			m := mutant{id: r.ID, change: name + " = " + v.String(), rule: *r}
			m.rule.Params = map[string]yamlfile.Figure{}
			for k, f := range r.Params {
				m.rule.Params[k] = f
			}
			m.rule.Params[name] = yamlfile.Figure{Decimal: v, Text: v.String()}
			all = append(all, m)
		}
	}
	if r.Tolerance == nil {
		return all
	}
	for i, f := range []yamlfile.Figure{r.Tolerance.Absolute, r.Tolerance.Relative, r.Tolerance.Rounding} {
		if !f.Set() {
			continue
		}
		for _, v := range moved(f.Decimal) {
			m, t := mutant{id: r.ID, change: "tolerance " + v.String(), rule: *r}, *r.Tolerance
			*[]*yamlfile.Figure{&t.Absolute, &t.Relative, &t.Rounding}[i] = yamlfile.Figure{Decimal: v, Text: v.String()}
			m.rule.Tolerance = &t
			all = append(all, m)
		}
	}
	return all
}

func keysOf(m map[string]yamlfile.Figure) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func moved(v decimal.Decimal) []decimal.Decimal {
	if v.IsZero() {
		return []decimal.Decimal{decimal.NewFromInt(1)}
	}
	return []decimal.Decimal{v.Mul(decimal.RequireFromString("1.1")), v.Mul(decimal.RequireFromString("0.9"))}
}

// A rule that says something else than it should fails its own examples: nearly
// every change of an operator, a number, a parameter or a tolerance is noticed.
func TestMutation(t *testing.T) {
	book := loadBook(t)
	forms, err := form.Load(os.DirFS("../../templates"), "templates", book.plan)
	if err != nil {
		t.Fatal(err)
	}
	env := newEnvironment(book.plan, forms)
	var all []mutant
	for _, r := range book.Rules {
		if r.Expr != "" {
			all = append(all, mutants(r)...)
		}
	}
	if len(all) < 500 {
		t.Fatalf("only %d mutants", len(all))
	}
	if os.Getenv("ZHIBAO_SOAK") == "" {
		rand.New(rand.NewSource(4)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:sampled]
	}
	killed, turns, noticed := 0, 0, 0
	var survivors []string
	for _, m := range all {
		dead := m.dies(t, env, book.plan)
		if dead {
			killed++
		} else {
			survivors = append(survivors, m.id+": "+m.change)
		}
		if m.comparison {
			turns++
			if dead {
				noticed++
			}
		}
	}
	slices.Sort(survivors)
	t.Logf("%d of %d mutants killed, %d of %d comparisons; survivors:\n%s", killed, len(all), noticed, turns, strings.Join(survivors, "\n"))
	if float64(killed) < leastKilled*float64(len(all)) || float64(noticed) < leastKilled*float64(turns) {
		t.Errorf("%d of %d killed, %d of %d comparisons noticed", killed, len(all), noticed, turns)
	}
}

// dies reports whether an example of the rule notices the change. One that the
// loader refuses, for its units, is noticed too.
func (m mutant) dies(t *testing.T, env *environment, p *plan.Plan) bool {
	t.Helper()
	prog, err := env.compile(&m.rule)
	if err != nil {
		return true
	}
	m.rule.program = prog
	return slices.ContainsFunc(m.rule.Examples, func(e Example) bool { return m.rule.try(e, p) != outcomes[e.Want] })
}
