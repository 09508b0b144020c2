package ingest

import (
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
)

// measureUnit is a unit as a fraction of its dimension's base, over a power of ten
// that is kept in both parts: num ÷ den.
type measureUnit struct {
	dim      string
	num, den decimal.Decimal
}

// baseUnits are the units without a multiplier (GB 3100—93; 1 亩 is 2000/3 平方米,
// 15 亩 are 1 公顷, as fixed by the State Council in 1990). Currencies and things
// that are counted are dimensions of their own: no rate is ever applied.
var baseUnits = map[string]struct {
	dim      string
	num, den int64
}{
	"元":    {"人民币", 1, 1},
	"美元":   {"美元", 1, 1},
	"欧元":   {"欧元", 1, 1},
	"港元":   {"港元", 1, 1},
	"日元":   {"日元", 1, 1},
	"克":    {"质量", 1, 1_000_000},
	"千克":   {"质量", 1, 1000},
	"公斤":   {"质量", 1, 1000},
	"吨":    {"质量", 1, 1},
	"吨标准煤": {"标准煤", 1, 1},
	"升":    {"体积", 1, 1000},
	"立方米":  {"体积", 1, 1},
	"平方米":  {"面积", 1, 1},
	"亩":    {"面积", 2000, 3},
	"公顷":   {"面积", 10_000, 1},
	"平方公里": {"面积", 1_000_000, 1},
	"千瓦":   {"功率", 1, 1},
	"兆瓦":   {"功率", 1000, 1},
	"千瓦时":  {"电量", 1, 1},
	"度":    {"电量", 1, 1},
	"年":    {"年", 1, 1},
	"%":    {"百分数", 1, 1},
	"‰":    {"百分数", 1, 10},
	"百分点":  {"百分点", 1, 1},
	"个":    {"计数", 1, 1},
	"家":    {"计数：单位", 1, 1},
	"户":    {"计数：单位", 1, 1},
	"人":    {"计数：人", 1, 1},
	"名":    {"计数：人", 1, 1},
	"位":    {"计数：人", 1, 1},
	"套":    {"计数：套", 1, 1},
	"件":    {"计数：件", 1, 1},
	"项":    {"计数：项", 1, 1},
	"处":    {"计数：处", 1, 1},
	"座":    {"计数：处", 1, 1},
	"台":    {"计数：台", 1, 1},
	"辆":    {"计数：辆", 1, 1},
	"条":    {"计数：条", 1, 1},
	"次":    {"计数：次", 1, 1},
}

// multipliers stand before a base unit, longest first.
var multipliers = []struct {
	word  string
	power int32
}{{"万亿", 12}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"千亿", 11}, {"百亿", 10}, {"十亿", 9}, {"亿", 8}, {"万", 4}, {"千", 3}, {"百", 2}}

// otherNames are other ways to write a unit.
var otherNames = strings.NewReplacer("元人民币", "元", "人民币元", "元", "人民币", "元", "美金", "美元", "平方千米", "平方公里", "km2", "平方公里", "m2", "平方米", "m3", "立方米",
	"平米", "平方米", "个百分点", "百分点", "kw", "千瓦", "mw", "兆瓦", "kg", "千克", "每", "/")

// unitName brings a unit to the form that is looked up.
func unitName(s string) string {
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	switch s {
	case "t":
		return "吨"
	case "方", "万方", "亿方":
		return strings.Replace(s, "方", "立方米", 1)
	}
	return strings.ReplaceAll(otherNames.Replace(s), "//", "/")
}

// splitUnit splits a simple unit into its multiplier and its base unit.
func splitUnit(name string) (power int32, base string) {
	if _, ok := baseUnits[name]; ok {
		return 0, name // 千瓦 is a unit, not a thousand of them
	}
	for _, m := range multipliers {
		if rest, ok := strings.CutPrefix(name, m.word); ok {
			return m.power, rest
		}
	}
	return 0, name
}

// unitOfName finds a unit, simple or a quotient such as 立方米/万元.
func unitOfName(name string) (measureUnit, bool) {
	over, under, quotient := strings.Cut(name, "/")
	u, ok := simpleUnit(over)
	if !ok || !quotient {
		return u, ok
	}
	d, ok := simpleUnit(under)
	return measureUnit{u.dim + "/" + d.dim, u.num.Mul(d.den), u.den.Mul(d.num)}, ok
}

func simpleUnit(name string) (measureUnit, bool) {
	power, base := splitUnit(name)
	b, ok := baseUnits[base]
	if !ok || power > 0 && strings.HasPrefix(b.dim, "百分") {
		return measureUnit{}, false
	}
	return measureUnit{b.dim, decimal.NewFromInt(b.num).Shift(power), decimal.NewFromInt(b.den)}, true
}

// countDimension reports whether a unit counts things.
func countDimension(unit string) bool {
	u, ok := unitOfName(unitName(unit))
	return ok && strings.HasPrefix(u.dim, "计数") && !strings.Contains(u.dim, "/")
}

// sameDimension reports whether two dimensions are one; 个 counts anything.
func sameDimension(a, b string) bool {
	return a == b || a == "计数" && strings.HasPrefix(b, a) || b == "计数" && strings.HasPrefix(a, b)
}

// convert brings a figure from one unit to another; same says that it stays as it
// is. What cannot be converted exactly is not converted. A multiplier alone, as in
// 「300亿」, is of the unit that is asked for.
func convert(v decimal.Decimal, from, to string) (out decimal.Decimal, same, ok bool) {
	from, to = unitName(from), unitName(to)
	if power, rest := splitUnit(from); power > 0 && rest == "" && !strings.Contains(to, "/") {
		_, base := splitUnit(to)
		from += base
	}
	f, ok := unitOfName(from)
	if !ok {
		return v, false, false
	}
	t, ok := unitOfName(to)
	if !ok || !sameDimension(f.dim, t.dim) {
		return v, false, false
	}
	num, den := f.num.Mul(t.den), f.den.Mul(t.num)
	if num.Equal(den) {
		return v, true, true
	}
	product := v.Mul(num)
	quotient := product.DivRound(den, 40)
	if !quotient.Mul(den).Equal(product) {
		return v, false, false
	}
	out, err := decimal.NewFromString(quotient.String()) // without the zeros at its end
	return out, false, err == nil
}
