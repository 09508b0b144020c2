package rule

import (
	"os"
	"slices"
	"testing"

	"zhibao/pipeline/plan"
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

// Every example of every expression rule gives what it says; a rule that may want
// for data shows that too.
func TestExamples(t *testing.T) {
	book := loadBook(t)
	shown := map[string]map[Outcome]bool{}
	for _, e := range book.TestExamples() {
		if !e.Holds() {
			t.Errorf("%s example %d: outcome %d, want %d", e.Rule, e.Number, e.Got, e.Want)
		}
		if shown[e.Rule] == nil {
			shown[e.Rule] = map[Outcome]bool{}
		}
		shown[e.Rule][e.Got] = true
	}
	for _, r := range book.Rules {
		if r.Expr != "" && (!shown[r.ID][Pass] || !shown[r.ID][Fail] || !shown[r.ID][NotEvaluated] && slices.Contains(r.program.optional, false)) {
			t.Errorf("%s: examples show only %v", r.ID, shown[r.ID])
		}
	}
}
