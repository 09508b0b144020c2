package method

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"
)

// What has no value says so; a figure is never made up for it.
func TestNotComputed(t *testing.T) {
	for what, f := range map[string]func() (decimal.Decimal, error){
		"growth on a zero base":               func() (decimal.Decimal, error) { return Growth(num("0"), num("5")) },
		"growth on a negative base (由负转正)":    func() (decimal.Decimal, error) { return Growth(num("-3"), num("5")) },
		"linear, equal base and target":       func() (decimal.Decimal, error) { return LinearProgress(num("100"), num("100"), num("100.0")) },
		"log, equal base and target":          func() (decimal.Decimal, error) { return LogProgress(num("100"), num("90"), num("100.0")) },
		"log, zero base":                      func() (decimal.Decimal, error) { return LogProgress(num("0"), num("1"), num("2")) },
		"log, zero figure":                    func() (decimal.Decimal, error) { return LogProgress(num("1"), num("0"), num("2")) },
		"log, zero target":                    func() (decimal.Decimal, error) { return LogProgress(num("1"), num("2"), num("0")) },
		"log, negative figure":                func() (decimal.Decimal, error) { return LogProgress(num("1"), num("-1"), num("2")) },
		"mean, no years":                      func() (decimal.Decimal, error) { return MeanGrowth(num("1"), num("2"), 0) },
		"mean, negative years":                func() (decimal.Decimal, error) { return MeanGrowth(num("1"), num("2"), -1) },
		"mean, zero base":                     func() (decimal.Decimal, error) { return MeanGrowth(num("0"), num("2"), 5) },
		"mean, figure gone":                   func() (decimal.Decimal, error) { return MeanGrowth(num("1"), num("0"), 5) },
		"needed, no years left":               func() (decimal.Decimal, error) { return NeededGrowth(num("1"), num("2"), 0) },
		"needed, negative figure":             func() (decimal.Decimal, error) { return NeededGrowth(num("-1"), num("2"), 4) },
		"needed, target zero":                 func() (decimal.Decimal, error) { return NeededGrowth(num("1"), num("0"), 4) },
		"cumulative, no years":                func() (decimal.Decimal, error) { return CumulativeMean(num("1"), nil) },
		"cumulative, zero base":               func() (decimal.Decimal, error) { return CumulativeMean(num("0"), nums("1")) },
		"cumulative, negative year":           func() (decimal.Decimal, error) { return CumulativeMean(num("1"), nums("2", "-1")) },
		"compound, target nothing":            func() (decimal.Decimal, error) { return CompoundProgress(num("5"), num("0")) },
		"compound, target everything":         func() (decimal.Decimal, error) { return CompoundProgress(num("5"), num("100")) },
		"compound, all gone":                  func() (decimal.Decimal, error) { return CompoundProgress(num("100"), num("18")) },
		"mean reduction, no years":            func() (decimal.Decimal, error) { return MeanReduction(num("5"), 0) },
		"mean reduction, all gone":            func() (decimal.Decimal, error) { return MeanReduction(num("100"), 5) },
		"needed reduction, no years left":     func() (decimal.Decimal, error) { return NeededReduction(num("5"), num("18"), 0) },
		"needed reduction, target everything": func() (decimal.Decimal, error) { return NeededReduction(num("5"), num("100"), 4) },
		"path from zero":                      func() (decimal.Decimal, error) { return GeometricPath(num("0"), num("5"), 2, 5) },
		"path to zero":                        func() (decimal.Decimal, error) { return GeometricPath(num("5"), num("0"), 2, 5) },
		"path of no years":                    func() (decimal.Decimal, error) { return GeometricPath(num("5"), num("6"), 2, 0) },
		"ratio, zero denominator":             func() (decimal.Decimal, error) { return Ratio(num("5"), num("0.00"), num("100")) },
	} {
		if got, err := f(); !errors.Is(err, ErrNotComputed) || !got.IsZero() {
			t.Errorf("%s: %s, %v", what, got, err)
		}
	}
}
