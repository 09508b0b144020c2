package rule

import (
	"os"
	"slices"
	"testing"

	"zhibao/pipeline/plan"
)

// The place that a finding points at is one of the rule's operands, and the
// rule's forms and kinds exist: a slip there would silence the rule.
func TestRulesPointSomewhere(t *testing.T) {
	p, err := plan.Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]bool{"county": true, "park": true, "department": true, "department_tasks": true, "project": true}
	kinds := map[plan.IndicatorKind]bool{plan.Flow: true, plan.Stock: true, plan.YearlyRate: true, plan.RatioKind: true, TaskRow: true, ProjectRow: true}
	for _, r := range loadBook(t).Rules {
		if r.Expr == "" {
			continue
		}
		if r.AtRef().Name != r.At {
			t.Errorf("%s points at %q, operands are %v", r.ID, r.At, r.Operands())
		}
		if slices.Index(scopes, r.Scope) < slices.Index(scopes, Row) {
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
