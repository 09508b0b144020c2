package method

import (
	"testing"

	"github.com/shopspring/decimal"
)

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func nums(texts ...string) []decimal.Decimal {
	var list []decimal.Decimal
	for _, s := range texts {
		list = append(list, num(s))
	}
	return list
}

// near compares to six decimals: the expected figures below come from python3's
// decimal module at 60 digits, rounded to ten places.
func near(t *testing.T, what string, got decimal.Decimal, err error, want string) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if got.Sub(num(want)).Abs().GreaterThan(num("0.00000001")) {
		t.Errorf("%s: %s, want %s", what, got.StringFixed(10), want)
	}
}

// The plan's indicators after 2017: linear (x−b)/(t−b), log ln(x/b)/ln(t/b),
// needed (t/x)^(1/4) − 1, mean (t/b)^(1/5) − 1, growth x/b − 1, all × 100.
// GDP by hand: linear 91.9/1411.5 = 6.51; needed 3900/2580.4 = 1.511393, its
// square root 1.229387, the square root of that 1.108777.
func TestPlanFigures(t *testing.T) {
	for _, c := range []struct{ name, base, now, target, linear, log, needed, mean, growth string }{
		{"地区生产总值", "2488.5", "2580.4", "3900", "6.5108041091", "8.0713541506", "10.8777472087", "9.40203297", "3.69298774"},
		{"规模工业增加值", "1084.9", "1005", "1800", "-11.1732624808", "-15.1097075628", "15.6848827737", "10.65640561", "-7.36473408"},
		{"固定资产投资", "2345.8", "2622.7", "5700", "8.2553216862", "12.5673394566", "21.4175764353", "19.43091917", "11.80407537"},
		{"社会消费品零售总额", "938.5", "1038.5", "1650", "14.0548137737", "17.9442087827", "12.2714575449", "11.94634882", "10.65530101"},
		{"进出口总额", "17.6", "21.9", "44", "16.2878787879", "23.8557181880", "19.0562338985", "20.11244340", "24.43181818"},
		{"高新技术企业数量", "213", "289", "500", "26.4808362369", "35.7586810120", "14.6880161312", "18.60911903", "35.68075117"},
		{"省级以上研发平台数量", "147", "182", "220", "47.9452054795", "52.9704291254", "4.8546809712", "8.39795006", "23.80952381"},
		{"高新技术产业增加值占比", "45.5", "53.6", "60", "55.8620689655", "59.2254700073", "2.8600225446", "5.68855758", "17.80219780"},
		{"示范园区生产总值", "448.8", "529.8", "925", "17.0096598068", "22.9422654768", "14.9495947959", "15.56272575", "18.04812834"},
		{"示范园区规模以上工业增加值", "291.9", "343.1", "640", "14.7084171215", "20.5858546450", "16.8664398043", "17.00089282", "17.54025351"},
		{"水耗", "87.42", "80", "64", "31.6823228010", "28.4431659189", "-5.4258390997", "-6.04631155", "-8.48776024"},
		{"综合利用率", "93", "93.5", "95", "25", "25.2001820367", "0.3986790014", "0.42645471", "0.53763441"},
	} {
		base, now, target := num(c.base), num(c.now), num(c.target)
		got, err := LinearProgress(base, now, target)
		near(t, c.name+" linear", got, err, c.linear)
		got, err = LogProgress(base, now, target)
		near(t, c.name+" log", got, err, c.log)
		got, err = NeededGrowth(now, target, 4)
		near(t, c.name+" needed", got, err, c.needed)
		got, err = MeanGrowth(base, target, 5)
		near(t, c.name+" mean", got, err, c.mean)
		got, err = Growth(base, now)
		near(t, c.name+" growth", got, err, c.growth)
	}
}

// Change one figure (GDP 2600): (2600 − 2488.5)/1411.5 = 7.90 %, and
// (3900/2600)^(1/4) = 1.5^(1/4) = 1.106682.
func TestPlanFiguresChanged(t *testing.T) {
	got, err := LinearProgress(num("2488.5"), num("2600"), num("3900"))
	near(t, "linear", got, err, "7.89939780")
	got, err = NeededGrowth(num("2600"), num("3900"), 4)
	near(t, "needed", got, err, "10.66819197")
}

// Energy: ln(1 − 0.0487)/ln(1 − 0.17) = 26.8 % is the published method's own
// example; the others are the plan's [18] with 4.96 in 2017.
func TestEnergy(t *testing.T) {
	got, err := CompoundProgress(num("4.87"), num("17"))
	near(t, "R 4.87 of 17", got, err, "26.79435506")
	got, err = CompoundProgress(num("4.96"), num("18"))
	near(t, "R 4.96 of 18", got, err, "25.6347139000")
	got, err = NeededReduction(num("4.96"), num("18"), 4) // 1 − (0.82/0.9504)^(1/4)
	near(t, "left", got, err, "3.6222338034")
	got, err = MeanReduction(num("18"), 5) // 1 − 0.82^(1/5)
	near(t, "mean", got, err, "3.8912850390")
	// 1 − 0.9504 × 0.955 = 0.092368; 1 − 0.9504 × 0.955⁴ = 0.20946716…
	near(t, "two years", CompoundReduction(nums("4.96", "4.5")), nil, "9.2368")
	near(t, "five years", CompoundReduction(nums("4.96", "4.5", "4.5", "4.5", "4.5")), nil, "20.9467163566")
	near(t, "no year", CompoundReduction(nil), nil, "0")
	near(t, "a rise", CompoundReduction(nums("-2")), nil, "-2")
	got, err = CompoundProgress(num("0"), num("18"))
	near(t, "nothing yet", got, err, "0")
	got, err = CompoundProgress(num("18"), num("18"))
	near(t, "all of it", got, err, "100")
	got, err = CompoundProgress(num("-2"), num("18")) // ln 1.02/ln 0.82
	near(t, "worse than the base", got, err, "-9.97860097")
}

// 累计法: 16 % a year for five years is 1.16 + 1.3456 + 1.560896 + 1.81063936 +
// 2.1003416576 = 7.9774770176 times the base year.
func TestCumulativeMethod(t *testing.T) {
	near(t, "multiple", CumulativeMultiple(num("16"), 5), nil, "7.9774770176")
	near(t, "no growth", CumulativeMultiple(num("0"), 5), nil, "5")
	near(t, "-100 %", CumulativeMultiple(num("-100"), 5), nil, "0")
	got, err := CumulativeMean(num("100"), nums("116", "134.56", "156.0896", "181.063936", "210.03416576"))
	near(t, "mean of steady growth", got, err, "16")
	// Only the sum counts: five equal years with the same sum.
	got, err = CumulativeMean(num("100"), nums("159.549540352", "159.549540352", "159.549540352", "159.549540352", "159.549540352"))
	near(t, "mean of equal years", got, err, "16")
	got, err = CumulativeMean(num("2345.8"), nums("2622.7"))
	near(t, "one year", got, err, "11.80407537")
	// 2622.7 and 2622.7 × 1.116: r + r² = 2.365814…, r = (−1 + √(1 + 4 × 2.365814…))/2.
	got, err = CumulativeMean(num("2345.8"), nums("2622.7", "2926.9332"))
	near(t, "two years", got, err, "11.73355356")
	got, err = CumulativeMean(num("100"), nums("50", "25"))
	near(t, "a fall", got, err, "-50") // 0.5 + 0.25
}

func TestPathsAndChains(t *testing.T) {
	// 2488.5 × (3900/2488.5)^(2/5), the plan's path for 2018.
	got, err := GeometricPath(num("2488.5"), num("3900"), 2, 5)
	near(t, "path 2018", got, err, "2978.43707912")
	got, err = GeometricPath(num("2488.5"), num("3900"), 5, 5)
	near(t, "path at its end", got, err, "3900")
	got, err = GeometricPath(num("2488.5"), num("3900"), 0, 5)
	near(t, "path at its start", got, err, "2488.5")
	near(t, "chain", ChainLevel(num("100"), nums("7.3", "7.1")), nil, "114.9183") // 1.073 × 1.071
	near(t, "empty chain", ChainLevel(num("1084.9"), nil), nil, "1084.9")
	got, err = MeanGrowth(num("100"), num("114.9183"), 2)
	near(t, "mean of the chain", got, err, "7.1999533588")
	got, err = Ratio(num("67"), num("2580.4"), num("100"))
	near(t, "67/2580.4", got, err, "2.5964966672")
	near(t, "12 of 60 months", TimeProgress(12, 5), nil, "20")
	near(t, "18 of 60 months", TimeProgress(18, 5), nil, "30")
	near(t, "half a year", TimeProgress(6, 1), nil, "50")
	near(t, "two months", TimeProgress(2, 1), nil, "16.6666666667")
}

// Exact figures stay exact: nothing is lost in binary.
func TestExact(t *testing.T) {
	got, err := Growth(num("100"), num("107.3"))
	if err != nil || !got.Equal(num("7.3")) {
		t.Errorf("growth %s (%v), want 7.3", got, err)
	}
	got, err = LinearProgress(num("0.1"), num("0.3"), num("0.5"))
	if err != nil || !got.Equal(num("50")) {
		t.Errorf("linear %s (%v), want 50", got, err)
	}
	if got := CompoundReduction(nums("10", "10")); !got.Equal(num("19")) {
		t.Errorf("compound %s, want 19", got)
	}
}
