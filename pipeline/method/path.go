package method

import "github.com/shopspring/decimal"

// EvenStep is the same change in each of the years from base to target:
// (t − b)/n, in the unit of the figures (百分点 for a percentage).
func EvenStep(base, target decimal.Decimal, years int) (decimal.Decimal, error) {
	if years <= 0 {
		return decimal.Zero, ErrNotComputed
	}
	return target.Sub(base).DivRound(decimal.NewFromInt(int64(years)), precision), nil
}

// LinearPath is the level after years on the straight path from base to target
// over all years: b + (t − b)·k/n.
func LinearPath(base, target decimal.Decimal, years, all int) (decimal.Decimal, error) {
	if all <= 0 {
		return decimal.Zero, ErrNotComputed
	}
	return base.Add(target.Sub(base).Mul(decimal.NewFromInt(int64(years))).DivRound(decimal.NewFromInt(int64(all)), precision)), nil
}

// ReductionPath is the reduction so far, per cent, after years of the same yearly
// reduction that compounds to target over all years: (1 − (1 − R)^(k/n)) × 100.
func ReductionPath(target decimal.Decimal, years, all int) (decimal.Decimal, error) {
	if years == all {
		return target, nil
	}
	rate, err := MeanReduction(target, all)
	if err != nil {
		return decimal.Zero, err
	}
	return one.Sub(power(remainder(rate), years)).Mul(hundred), nil
}

// NeededCumulative is the yearly growth, per cent, with which the levels of the
// years left, going on from now, bring the sum over all years to goal when done is
// the sum so far: the g with now·Σ(1+g)^t = goal − done (累计法).
func NeededCumulative(now, done, goal decimal.Decimal, yearsLeft int) (decimal.Decimal, error) {
	left := goal.Sub(done)
	if yearsLeft <= 0 || !now.IsPositive() || left.IsNegative() {
		return decimal.Zero, ErrNotComputed
	}
	f := func(ratio decimal.Decimal) decimal.Decimal { return geometricSum(ratio, yearsLeft) }
	return bisect(f, left.DivRound(now, precision)).Sub(one).Mul(hundred), nil
}
