package rule

import (
	"os"
	"regexp"
	"testing"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

var comparison = regexp.MustCompile(`<=|>=|==|<|>`)

var flipped = map[string]string{"<=": ">", ">=": "<", "<": ">=", ">": "<=", "==": "<"}

// Each comparison of each expression rule turned round makes an example fail: no
// rule's examples would pass a rule that says the contrary.
func TestFlippedComparisonIsNoticed(t *testing.T) {
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	env, n := newEnvironment(p), 0
	for _, r := range loadBook(t).Rules {
		for _, at := range comparison.FindAllStringIndex(r.Expr, -1) {
			n++
			turned := *r
			turned.Expr = r.Expr[:at[0]] + flipped[r.Expr[at[0]:at[1]]] + r.Expr[at[1]:]
			prog, err := env.compile(&turned)
			if err != nil {
				t.Errorf("%s: %s: %v", r.ID, turned.Expr, err)
				continue
			}
			turned.program = prog
			if examplesHold(t, &turned) {
				t.Errorf("%s: the examples hold for %s too", r.ID, turned.Expr)
			}
		}
	}
	if n < 25 {
		t.Errorf("only %d comparisons found", n)
	}
}

func examplesHold(t *testing.T, r *Rule) bool {
	t.Helper()
	words := map[string]Outcome{"pass": Pass, "fail": Fail, "na": NotEvaluated}
	for _, ex := range r.Examples {
		got, err := r.Evaluate(func(name string) (stat.Quantity, bool) {
			f, ok := ex.Given[name]
			return stat.Quantity{Kind: stat.Number, Number: f.Decimal}, ok
		})
		if err != nil {
			t.Fatal(err)
		}
		if got != words[ex.Want] {
			return false
		}
	}
	return true
}

// The place that a finding points at is one of the rule's operands, and the
// rule's forms and kinds exist: a slip there would silence the rule.
func TestRulesPointSomewhere(t *testing.T) {
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]bool{"county": true, "park": true, "department": true, "department_tasks": true, "project": true}
	kinds := map[plan.IndicatorKind]bool{plan.Flow: true, plan.Stock: true, plan.YearlyRate: true, plan.RatioKind: true}
	for _, r := range loadBook(t).Rules {
		if r.Expr == "" {
			continue
		}
		if !contains(r.Operands(), r.At) {
			t.Errorf("%s points at %q, operands are %v", r.ID, r.At, r.Operands())
		}
		if r.Scope != Row && r.Scope != Form {
			t.Errorf("%s: scope %q evaluates no expression", r.ID, r.Scope)
		}
		for _, f := range r.Forms {
			if !forms[f] {
				t.Errorf("%s: no form %q", r.ID, f)
			}
		}
		for _, k := range r.Kinds {
			if !kinds[k] {
				t.Errorf("%s: no kind %q", r.ID, k)
			}
		}
		for _, i := range r.Items {
			if _, ok := p.Item(i); !ok {
				t.Errorf("%s: no item %q", r.ID, i)
			}
		}
		if r.Origin == "" {
			t.Errorf("%s has no origin", r.ID)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
