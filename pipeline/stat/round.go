package stat

import "github.com/shopspring/decimal"

// Rounding is how a figure is rounded at print.
type Rounding string

// Roundings: 四舍五入 (half away from zero), and GB/T 8170 (四舍六入五成双).
const (
	HalfUp   Rounding = "half_up"
	HalfEven Rounding = "gb_t_8170"
)

// Round rounds d to the given number of decimals.
func (r Rounding) Round(d decimal.Decimal, decimals int32) decimal.Decimal {
	if r == HalfEven {
		return d.RoundBank(decimals)
	}
	return d.Round(decimals)
}
