package rule

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// Every ratio rule of the book reckons its ratio; no other rule does.
func TestDerived(t *testing.T) {
	cell := func(name string) (string, bool) { return strings.ReplaceAll(name, ".value", "!A1"), true }
	for _, r := range loadBook(t).Rules {
		d, ok := r.Derived()
		if want := r.ID >= "P21" && r.ID <= "P27"; ok != want {
			t.Errorf("%s: %v", r.ID, ok)
		}
		if !ok {
			continue
		}
		f, err := d.Formula(cell)
		if err != nil || len(d.Operands) != 2 || strings.Contains(f, "ABS") {
			t.Errorf("%s: %s %v %v", r.ID, f, d.Operands, err)
		}
		for _, e := range r.Examples {
			got, ok := d.Value(func(name string) (decimal.Decimal, bool) { v, known := e.Given[name]; return v.Decimal, known })
			if ok != (e.Want != "na") || e.Want == "pass" && got.Sub(e.Given[r.At].Decimal).Abs().GreaterThan(r.Params["tol"].Decimal) {
				t.Errorf("%s %v: %s %v", r.ID, e.Given, got, ok)
			}
		}
	}
	r, _ := loadBook(t).Rule("P21")
	d, _ := r.Derived()
	if f, _ := d.Formula(cell); f != "((rd_expenditure!A1/gdp!A1)*100)" {
		t.Error(f)
	}
}
