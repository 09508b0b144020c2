package compose

import (
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
)

// The scheme's rounding reaches the page: in cells and in running text.
func TestRoundingOfTheScheme(t *testing.T) {
	for rounding, want := range map[string][]string{"half_up": {"2.3", "−2.3", "0.13"}, "gb_t_8170": {"2.2", "−2.2", "0.12"}} {
		c := &composer{Input: Input{Plan: &plan.Plan{Scheme: plan.Scheme{Rounding: rounding}}}}
		tie, small := decimal.RequireFromString("2.25"), decimal.RequireFromString("0.125")
		got := []string{c.number("x", &tie, 1, none).Text, c.shown(tie.Neg(), 1), c.plain("y", &small, 2, none).Text}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %s, want %s", rounding, got[i], want[i])
			}
		}
	}
}
