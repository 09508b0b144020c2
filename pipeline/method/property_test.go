package method

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// tiny is what root and logarithm may be off by after a few operations on
// figures of this size.
var tiny = num("0.0000000001")

func close(a, b decimal.Decimal) bool { return a.Sub(b).Abs().LessThanOrEqual(tiny) }

// figure draws a level as the plan prints them: 0.01 to 100 000 with two decimals.
func figure(t *rapid.T, name string) decimal.Decimal {
	return decimal.New(rapid.Int64Range(1, 10_000_000).Draw(t, name), -2)
}

// rate draws a yearly growth in per cent, from −30 to 40, not zero.
func rate(t *rapid.T) decimal.Decimal {
	r := rapid.Int64Range(-3000, 4000).Filter(func(n int64) bool { return n != 0 }).Draw(t, "rate")
	return decimal.New(r, -2)
}

// Steady growth makes logarithmic progress equal to time progress.
func TestSteadyGrowthIsTimeProgress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, g := figure(t, "base"), rate(t)
		years := rapid.IntRange(1, 8).Draw(t, "years")
		passed := rapid.IntRange(0, years).Draw(t, "passed")
		level := func(n int) decimal.Decimal {
			var gs []decimal.Decimal
			for range n {
				gs = append(gs, g)
			}
			return ChainLevel(base, gs)
		}
		got, err := LogProgress(base, level(passed), level(years))
		if want := TimeProgress(passed*12, years); err != nil || !close(got, want) {
			t.Fatalf("log progress %s (%v), time progress %s", got, err, want)
		}
	})
}

// Growing by the needed rate for the years left leads to the target.
func TestNeededGrowthLeadsToTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, target := figure(t, "now"), figure(t, "target")
		left := rapid.IntRange(1, 5).Draw(t, "left")
		g, err := NeededGrowth(now, target, left)
		if err != nil {
			t.Fatal(err)
		}
		var gs []decimal.Decimal
		for range left {
			gs = append(gs, g)
		}
		if end := ChainLevel(now, gs); end.Div(target).Sub(one).Abs().GreaterThan(tiny) {
			t.Fatalf("%s a year for %d years leads from %s to %s, not %s", g, left, now, end, target)
		}
	})
}

// 亿元 or 万元: the unit changes no progress and no growth.
func TestScaleDoesNotMatter(t *testing.T) {
	scale := num("10000")
	rapid.Check(t, func(t *rapid.T) {
		base, now, target := figure(t, "base"), figure(t, "now"), figure(t, "target")
		if base.Equal(target) {
			t.Skip("no change is planned")
		}
		type formula func(base, now, target decimal.Decimal) (decimal.Decimal, error)
		for name, f := range map[string]formula{
			"linear": LinearProgress, "log": LogProgress,
			"growth": func(b, n, _ decimal.Decimal) (decimal.Decimal, error) { return Growth(b, n) },
			"needed": func(_, n, tg decimal.Decimal) (decimal.Decimal, error) { return NeededGrowth(n, tg, 4) },
			"cumulative": func(b, n, tg decimal.Decimal) (decimal.Decimal, error) {
				return CumulativeMean(b, []decimal.Decimal{n, tg})
			},
		} {
			small, err := f(base, now, target)
			large, err2 := f(base.Mul(scale), now.Mul(scale), target.Mul(scale))
			if err != nil || err2 != nil || !close(small, large) {
				t.Fatalf("%s: %s (%v) and %s (%v)", name, small, err, large, err2)
			}
		}
	})
}

// The mean of the 累计法 undoes its multiple.
func TestCumulativeMeanInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, base := rate(t), figure(t, "base")
		years := rapid.IntRange(1, 6).Draw(t, "years")
		sum := CumulativeMultiple(g, years).Mul(base)
		// All in the first year, nothing after: only the sum counts.
		levels := make([]decimal.Decimal, years)
		levels[0] = sum
		if got, err := CumulativeMean(base, levels); err != nil || !close(got, g) {
			t.Fatalf("%s (%v), want %s", got, err, g)
		}
	})
}

// Both progresses are 0 at the base and 100 at the target, and rise from one to
// the other, whichever way the plan goes.
func TestProgressEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, target := figure(t, "base"), figure(t, "target")
		if base.Equal(target) {
			t.Skip("no change is planned")
		}
		part := decimal.New(rapid.Int64Range(1, 99).Draw(t, "part"), -2)
		now := base.Add(target.Sub(base).Mul(part))
		for name, f := range map[string]func(b, n, t decimal.Decimal) (decimal.Decimal, error){"linear": LinearProgress, "log": LogProgress} {
			at := func(x decimal.Decimal) decimal.Decimal {
				p, err := f(base, x, target)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			low, mid, high := at(base), at(now), at(target)
			if !close(low, decimal.Zero) || !close(high, hundred) || !low.LessThan(mid) || !mid.LessThan(high) {
				t.Fatalf("%s from %s by %s to %s: %s, %s, %s", name, base, now, target, low, mid, high)
			}
		}
	})
}

// What is needed of a compounding reduction, added to what is done, is the target.
func TestNeededReductionLeadsToTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		done := decimal.New(rapid.Int64Range(-500, 3000).Draw(t, "done"), -2)
		target := decimal.New(rapid.Int64Range(100, 4000).Draw(t, "target"), -2)
		left := rapid.IntRange(1, 5).Draw(t, "left")
		r, err := NeededReduction(done, target, left)
		if err != nil {
			t.Fatal(err)
		}
		rates := []decimal.Decimal{done}
		for range left {
			rates = append(rates, r)
		}
		if got := CompoundReduction(rates); !close(got, target) {
			t.Fatalf("%s a year after %s: %s, want %s", r, done, got, target)
		}
	})
}
