package rule

import (
	"os"
	"testing"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

func loadBook(t *testing.T) *Catalogue {
	t.Helper()
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Load(os.DirFS("../../templates"), "templates", p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every expression rule has a passing, a failing and a not-evaluated example,
// and each gives what it says.
func TestExamples(t *testing.T) {
	words := map[string]Outcome{"pass": Pass, "fail": Fail, "na": NotEvaluated}
	for _, r := range loadBook(t).Rules {
		if r.Expr == "" {
			continue
		}
		seen := map[Outcome]bool{}
		for i, ex := range r.Examples {
			got, err := r.Evaluate(func(name string) (stat.Quantity, bool) {
				f, ok := ex.Given[name]
				return stat.Quantity{Kind: stat.Number, Number: f.Decimal}, ok
			})
			if err != nil || got != words[ex.Want] {
				t.Errorf("%s example %d: outcome %d (%v), want %s", r.ID, i+1, got, err, ex.Want)
			}
			seen[got] = true
		}
		if len(seen) != 3 {
			t.Errorf("%s: examples show %d of pass, fail, na", r.ID, len(seen))
		}
	}
}
