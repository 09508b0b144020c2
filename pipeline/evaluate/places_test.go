package evaluate

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// A place is one more than the number of units that are better, however the figures are
// written.
func TestPlacesCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := map[string]decimal.Decimal{}
		for i, v := range rapid.SliceOfN(rapid.Int64Range(-5, 5), 0, 30).Draw(t, "values") {
			values[fmt.Sprint(i)] = decimal.New(v*100, -int32(i%3)).Div(decimal.New(1, 2-int32(i%3))) // 3, 3.0, 3.00
		}
		fewer := rapid.Bool().Draw(t, "fewer")
		places := Places(values, fewer)
		for unit, v := range values {
			better := 0
			for _, other := range values {
				if fewer && other.LessThan(v) || !fewer && other.GreaterThan(v) {
					better++
				}
			}
			if places[unit] != better+1 {
				t.Fatalf("%s is %d, want %d of %v", unit, places[unit], better+1, values)
			}
		}
	})
}
