package method

import (
	"fmt"

	"github.com/shopspring/decimal"
)

func remainder(percent decimal.Decimal) decimal.Decimal {
	return one.Sub(percent.DivRound(hundred, precision))
}

func power(x decimal.Decimal, n int) decimal.Decimal {
	p := one
	for range n {
		p = p.Mul(x).Round(2 * precision)
	}
	return p
}

// root is the positive n-th root of x > 0, through the logarithm, then one
// Newton step to take the last digits of the exponential out of doubt.
func root(x decimal.Decimal, n int) (decimal.Decimal, error) {
	if n == 1 || x.Equal(one) {
		return x, nil
	}
	ln, err := x.Ln(precision + 6)
	if err != nil {
		return decimal.Zero, fmt.Errorf("method: logarithm of %s: %w", x, err)
	}
	k := decimal.NewFromInt(int64(n))
	r, err := ln.DivRound(k, precision+6).ExpTaylor(precision + 6)
	if err != nil {
		return decimal.Zero, fmt.Errorf("method: exponential: %w", err)
	}
	below := power(r, n-1)
	step := below.Mul(r).Sub(x).DivRound(k.Mul(below), precision+6)
	return r.Sub(step).Round(precision), nil
}

func logRatio(x, y decimal.Decimal) (decimal.Decimal, error) {
	top, err := x.Ln(precision)
	if err != nil {
		return decimal.Zero, fmt.Errorf("method: logarithm of %s: %w", x, err)
	}
	bottom, err := y.Ln(precision)
	if err != nil {
		return decimal.Zero, fmt.Errorf("method: logarithm of %s: %w", y, err)
	}
	if bottom.IsZero() {
		return decimal.Zero, ErrNotComputed
	}
	return top.Mul(hundred).DivRound(bottom, precision), nil
}

func geometricSum(ratio decimal.Decimal, n int) decimal.Decimal {
	sum, term := decimal.Zero, one
	for range n {
		term = term.Mul(ratio).Round(2 * precision)
		sum = sum.Add(term)
	}
	return sum
}

// bisect finds x ≥ 0 with f(x) = goal for an increasing f with f(0) = 0.
func bisect(f func(decimal.Decimal) decimal.Decimal, goal decimal.Decimal) decimal.Decimal {
	two := decimal.NewFromInt(2)
	low, high := decimal.Zero, one
	for f(high).LessThan(goal) {
		high = high.Mul(two)
	}
	for range 90 {
		mid := low.Add(high).DivRound(two, precision)
		if f(mid).LessThan(goal) {
			low = mid
		} else {
			high = mid
		}
	}
	return low.Add(high).DivRound(two, precision)
}
