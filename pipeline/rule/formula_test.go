package rule

import (
	"slices"
	"strings"
	"testing"
)

// Every expression rule about one form has a formula, but for one whose tolerance
// hangs on the row, and those about texts.
func TestEveryExpressionTranslates(t *testing.T) {
	for _, r := range loadBook(t).Rules {
		if r.Expr == "" || r.Scope != Row && r.Scope != Form || slices.Contains([]string{"R09"}, r.ID) || strings.HasPrefix(r.ID, "T") {
			continue
		}
		f, err := r.Formula(func(name string) (string, bool) {
			return strings.ToUpper(strings.NewReplacer(".", "", "_", "").Replace(name)) + "1", true
		})
		if err != nil || !strings.HasPrefix(f, "AND(") || !strings.Contains(f, "ISNUMBER(") {
			t.Errorf("%s: %q, %v", r.ID, f, err)
		}
	}
}

func TestFormula(t *testing.T) {
	r, _ := loadBook(t).Rule("R01")
	got, err := r.Formula(func(name string) (string, bool) {
		return map[string]string{"growth": "H8", "value": "E8", "prior": "F8"}[name], true
	})
	want := "AND(ISNUMBER(H8),ISNUMBER(E8),ISNUMBER(F8),NOT(ROUND(ABS((H8-(((E8/F8)-1)*100)))-((8)),9)<=0))"
	if err != nil || got != want {
		t.Errorf("%s\n%s (%v)", got, want, err)
	}
	if _, err := r.Formula(func(string) (string, bool) { return "", false }); err == nil {
		t.Error("an operand without a cell was translated")
	}
}
