package stat

import (
	"testing"

	"github.com/shopspring/decimal"
)

// 四舍五入 goes away from zero at a half; GB/T 8170-2008, 3.2.3 (四舍六入五成双)
// goes to the even digit if nothing but zeros follow the 5, and up otherwise.
func TestRound(t *testing.T) {
	for _, c := range []struct {
		figure   string
		decimals int32
		up, even string
	}{
		{"10.88", 1, "10.9", "10.9"},
		{"10.25", 1, "10.3", "10.2"},
		{"10.35", 1, "10.4", "10.4"},
		{"10.2500001", 1, "10.3", "10.3"},
		{"0.5", 0, "1", "0"},
		{"1.5", 0, "2", "2"},
		{"2.5", 0, "3", "2"},
		{"-2.5", 0, "-3", "-2"},
		{"-3.5", 0, "-4", "-4"},
		{"-11.25", 1, "-11.3", "-11.2"},
		{"-0.04", 1, "0", "0"},
		{"2580.4", 2, "2580.4", "2580.4"},
		{"15.454999", 2, "15.45", "15.45"}, // rounded once, not 15.455 first
	} {
		d := decimal.RequireFromString(c.figure)
		if got := HalfUp.Round(d, c.decimals); !got.Equal(decimal.RequireFromString(c.up)) {
			t.Errorf("四舍五入 %s to %d: %s, want %s", c.figure, c.decimals, got, c.up)
		}
		if got := HalfEven.Round(d, c.decimals); !got.Equal(decimal.RequireFromString(c.even)) {
			t.Errorf("GB/T 8170 %s to %d: %s, want %s", c.figure, c.decimals, got, c.even)
		}
	}
}
