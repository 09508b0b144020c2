// Package method holds the formulas of the evaluation, each with its source.
// Rates are per cent unless a name says ratio; all arithmetic is decimal.
package method

import (
	"errors"

	"github.com/shopspring/decimal"
)

// ErrNotComputed says that a formula has no value for its operands: a zero or
// negative base, a logarithm of a non-positive figure, no years left.
var ErrNotComputed = errors.New("method: not computed for these figures")

// precision is the number of decimals that roots and logarithms are carried to.
const precision = 24

var (
	one     = decimal.NewFromInt(1)
	hundred = decimal.NewFromInt(100)
)

// Growth is the growth of now over base in per cent: (now/base − 1) × 100. It is
// not computed for a zero or negative base (statistical practice: say 由负转正).
func Growth(base, now decimal.Decimal) (decimal.Decimal, error) {
	if !base.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	return now.DivRound(base, precision).Sub(one).Mul(hundred), nil
}

// TimeProgress is the share of the plan period that has passed, per cent:
// (whole years + months/12) ÷ years × 100 (时序进度).
func TimeProgress(monthsPassed, years int) decimal.Decimal {
	return decimal.NewFromInt(int64(monthsPassed)).Mul(hundred).
		DivRound(decimal.NewFromInt(int64(years*12)), precision)
}

// LinearProgress is (x − b)/(t − b) × 100: the share of the planned change that
// is done. Direction plays no part: a planned fall has t < b. Not computed if
// target equals base.
func LinearProgress(base, now, target decimal.Decimal) (decimal.Decimal, error) {
	if target.Equal(base) {
		return decimal.Zero, ErrNotComputed
	}
	return now.Sub(base).Mul(hundred).DivRound(target.Sub(base), precision), nil
}

// LogProgress is ln(x/b)/ln(t/b) × 100: the share of the planned proportional
// change that is done; steady growth makes it equal to time progress.
func LogProgress(base, now, target decimal.Decimal) (decimal.Decimal, error) {
	if target.Equal(base) || !base.IsPositive() || !now.IsPositive() || !target.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	return logRatio(now.DivRound(base, precision), target.DivRound(base, precision))
}

// MeanGrowth is the average yearly growth by the 水平法, per cent:
// ((now/base)^(1/years) − 1) × 100. The base year is not counted.
func MeanGrowth(base, now decimal.Decimal, years int) (decimal.Decimal, error) {
	if years <= 0 || !base.IsPositive() || !now.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	r, err := root(now.DivRound(base, precision), years)
	return r.Sub(one).Mul(hundred), err
}

// NeededGrowth is the yearly growth that leads from now to target in the years
// left, per cent: ((t/x)^(1/k) − 1) × 100. Negative for a planned fall.
func NeededGrowth(now, target decimal.Decimal, yearsLeft int) (decimal.Decimal, error) {
	return MeanGrowth(now, target, yearsLeft)
}

// CumulativeMean is the average yearly growth by the 累计法, per cent: the g
// with Σ(1+g)^t = Σ(aₜ/a₀) over the years t = 1…n (used for 固定资产投资).
// levels are the n yearly figures after the base year.
func CumulativeMean(base decimal.Decimal, levels []decimal.Decimal) (decimal.Decimal, error) {
	if len(levels) == 0 || !base.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	sum := decimal.Zero
	for _, l := range levels {
		if l.IsNegative() {
			return decimal.Zero, ErrNotComputed
		}
		sum = sum.Add(l)
	}
	goal := sum.DivRound(base, precision)
	f := func(ratio decimal.Decimal) decimal.Decimal { return geometricSum(ratio, len(levels)) }
	return bisect(f, goal).Sub(one).Mul(hundred), nil
}

// CumulativeMultiple is Σ(1+g)^t for t = 1…years: the five-year sum in units of
// the base that a growth of g per cent by the 累计法 means.
func CumulativeMultiple(growth decimal.Decimal, years int) decimal.Decimal {
	return geometricSum(one.Add(growth.DivRound(hundred, precision)), years)
}

// CompoundReduction is the reduction so far of a figure that fell by the yearly
// rates, per cent: R = (1 − Π(1 − rᵢ)) × 100 (energy intensity).
func CompoundReduction(rates []decimal.Decimal) decimal.Decimal {
	left := one
	for _, r := range rates {
		left = left.Mul(one.Sub(r.DivRound(hundred, precision)))
	}
	return one.Sub(left).Mul(hundred)
}

// CompoundProgress is ln(1 − R)/ln(1 − Rₜ) × 100: the share of a compounding
// reduction target that is done (national mid-term evaluation of 节能目标).
func CompoundProgress(reduction, target decimal.Decimal) (decimal.Decimal, error) {
	left, goal := remainder(reduction), remainder(target)
	if !left.IsPositive() || !goal.IsPositive() || goal.Equal(one) {
		return decimal.Zero, ErrNotComputed
	}
	return logRatio(left, goal)
}

// MeanReduction is the average yearly reduction behind R over n years, per
// cent: (1 − (1 − R)^(1/n)) × 100.
func MeanReduction(reduction decimal.Decimal, years int) (decimal.Decimal, error) {
	left := remainder(reduction)
	if years <= 0 || !left.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	r, err := root(left, years)
	return one.Sub(r).Mul(hundred), err
}

// NeededReduction is the yearly reduction still needed, per cent:
// (1 − ((1 − Rₜ)/(1 − R))^(1/k)) × 100.
func NeededReduction(reduction, target decimal.Decimal, yearsLeft int) (decimal.Decimal, error) {
	left, goal := remainder(reduction), remainder(target)
	if yearsLeft <= 0 || !left.IsPositive() || !goal.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	r, err := root(goal.DivRound(left, precision), yearsLeft)
	return one.Sub(r).Mul(hundred), err
}

// ChainLevel is base × Π(1 + gᵢ): the level implied by published growth when
// levels are no longer published (推算, never official).
func ChainLevel(base decimal.Decimal, growths []decimal.Decimal) decimal.Decimal {
	for _, g := range growths {
		base = base.Mul(one.Add(g.DivRound(hundred, precision)))
	}
	return base
}

// GeometricPath is the level after years on the even path from base to target
// over all years: b × (t/b)^(k/n).
func GeometricPath(base, target decimal.Decimal, years, all int) (decimal.Decimal, error) {
	if years == all {
		return target, nil
	}
	if all <= 0 || !base.IsPositive() || !target.IsPositive() {
		return decimal.Zero, ErrNotComputed
	}
	r, err := root(target.DivRound(base, precision), all)
	if err != nil {
		return decimal.Zero, err
	}
	return base.Mul(power(r, years)), nil
}

// Ratio is numerator ÷ denominator × scale (100 for a percentage). A ratio is
// never averaged or added; it is computed again from its parts.
func Ratio(numerator, denominator, scale decimal.Decimal) (decimal.Decimal, error) {
	if denominator.IsZero() {
		return decimal.Zero, ErrNotComputed
	}
	return numerator.Mul(scale).DivRound(denominator, precision), nil
}
