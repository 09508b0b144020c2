package reportpdf

import (
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

// axis maps values to the x of a chart. Floats are good enough for drawing;
// every printed figure is the text of a table cell.
type axis struct {
	low, high, step float64
	left, right     float64
}

const tickCount = 6 // ticks aimed at

// scaleOf covers zero, the target, and all bars and markers, with round ticks.
func scaleOf(c *report.Chart, bars []report.Bar) axis {
	low, high := 0.0, 0.0
	cover := func(v *decimal.Decimal) {
		if v != nil {
			low, high = min(low, drawn(*v)), max(high, drawn(*v))
		}
	}
	cover(c.Full)
	for _, b := range bars {
		cover(b.Value)
		if b.Marker != nil {
			cover(b.Marker.Value)
		}
	}
	if high == low {
		high = 1
	}
	step := roundStep((high - low) / tickCount)
	return axis{low: math.Floor(low/step) * step, high: math.Ceil(high/step) * step, step: step}
}

// over lays the axis between two places of the page.
func (a axis) over(left, right float64) axis {
	a.left, a.right = left, max(left+1, right)
	return a
}

// drawn is the value as a length; beyond drawnMost it makes no difference to the eye.
func drawn(v decimal.Decimal) float64 {
	const drawnMost = 1e12
	return min(drawnMost, max(-drawnMost, v.InexactFloat64()))
}

// roundStep is the next of 1, 2, 5 × 10ⁿ.
func roundStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, k := range []float64{1, 2, 5} {
		if raw <= k*power*1.0001 {
			return k * power
		}
	}
	return 10 * power
}

func (a axis) x(v float64) float64 {
	return a.left + (v-a.low)/(a.high-a.low)*(a.right-a.left)
}

func (a axis) ticks() []float64 {
	var ts []float64
	for i := 0; ; i++ {
		v := a.low + float64(i)*a.step
		if v > a.high+a.step/2 {
			return ts
		}
		ts = append(ts, math.Round(v/a.step)*a.step)
	}
}

func (a axis) label(v float64) string {
	decimals := max(0, -int(math.Floor(math.Log10(a.step)+1e-9)))
	if math.Abs(v) < a.step/2 {
		v = 0
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
