package rule

import (
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// dimension is what a number of an expression counts: 亿元 is 元 × 10⁸, % is a pure
// number × 10⁻². A number multiplied by a literal power of ten may still be in its
// old unit or in the one that much smaller, so there may be several scales. A
// literal or a parameter fits anything.
type dimension struct {
	any    bool
	powers map[string]int // 元 → 1, 立方米 → −1; empty: a pure number
	scales []int          // powers of ten, at least one unless any
	tens   *int           // the power of ten that a literal is
	name   string         // for a person
}

// own is the unit of the row's item in a rule for many items.
const own = "本项"

// Date is the unit of a date: days since 1970-01-01.
const Date = "日"

// words are the units of measure with their base and power of ten.
var words = map[string]struct {
	base  string
	scale int
}{
	"": {"", 0}, "%": {"", -2}, "百分点": {"", -2}, "‰": {"", -3},
	"元": {"元", 0}, "万元": {"元", 4}, "百万元": {"元", 6}, "亿元": {"元", 8},
	"美元": {"美元", 0}, "万美元": {"美元", 4}, "亿美元": {"美元", 8},
	"吨": {"吨", 0}, "万吨": {"吨", 4}, "立方米": {"立方米", 0}, "万立方米": {"立方米", 4},
	"千瓦": {"千瓦", 0}, "万千瓦": {"千瓦", 4}, "平方米": {"平方米", 0}, "万平方米": {"平方米", 4}, "平方公里": {"平方米", 6},
	"人": {"人", 0}, "名": {"人", 0}, "家": {"个", 0}, "个": {"个", 0}, "处": {"个", 0},
}

// dimensionOf reads a unit of measure such as 立方米/万元.
func dimensionOf(unit string) dimension {
	d := dimension{powers: map[string]int{}, name: unit}
	scale := 0
	for i, part := range strings.Split(unit, "/") {
		w, known := words[part]
		if !known {
			w.base = part
		}
		sign := 1
		if i > 0 {
			sign = -1
		}
		d.add(w.base, sign)
		scale += sign * w.scale
	}
	d.scales = []int{scale}
	return d
}

func (d *dimension) add(base string, power int) {
	if base == "" {
		return
	}
	if d.powers[base] += power; d.powers[base] == 0 {
		delete(d.powers, base)
	}
}

// literal is the dimension of a number that is written down.
func literal(v decimal.Decimal) dimension {
	d := dimension{any: true}
	for ten := -12; ten <= 12; ten++ {
		if v.Equal(decimal.New(1, int32(ten))) {
			d.tens = &ten
		}
	}
	return d
}

// meet is the dimension of a sum, ok false if the two cannot be added or compared.
func meet(a, b dimension) (sum dimension, ok bool) {
	switch {
	case a.any:
		b.tens = nil
		return b, true
	case b.any:
		a.tens = nil
		return a, true
	case !maps.Equal(a.powers, b.powers):
		return a, false
	}
	both := slices.DeleteFunc(slices.Clone(a.scales), func(s int) bool { return !slices.Contains(b.scales, s) })
	return dimension{powers: a.powers, scales: both, name: a.name}, len(both) > 0
}

// product is the dimension of a × b, or of a ÷ b with sign −1.
func product(a, b dimension, sign int) dimension {
	switch {
	case a.any && b.any:
		return dimension{any: true}
	case b.any:
		return a.rescaled(b.tens, sign)
	case a.any && sign > 0:
		return b.rescaled(a.tens, 1)
	case a.any:
		a = dimension{scales: []int{0}, name: "数"}
	}
	out := dimension{powers: maps.Clone(a.powers), name: a.name + map[int]string{1: "×", -1: "/"}[sign] + b.name}
	if out.powers == nil {
		out.powers = map[string]int{}
	}
	for base, n := range b.powers {
		out.add(base, sign*n)
	}
	for _, x := range a.scales {
		for _, y := range b.scales {
			if s := x + sign*y; !slices.Contains(out.scales, s) {
				out.scales = append(out.scales, s)
			}
		}
	}
	return out
}

// rescaled allows the unit that a factor of a power of ten leads to.
func (d dimension) rescaled(tens *int, sign int) dimension {
	d.tens = nil
	if tens == nil || *tens == 0 {
		return d
	}
	d.scales = slices.Clone(d.scales)
	for _, s := range slices.Clone(d.scales) {
		if s -= sign * *tens; !slices.Contains(d.scales, s) {
			d.scales = append(d.scales, s)
		}
	}
	return d
}
