package ingest

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/xlsx"
)

// What the cells of the tests ask for.
var (
	flow      = asked{unit: "亿元", decimals: 2, level: true}
	trade     = asked{unit: "亿美元", decimals: 2, level: true}
	waste     = asked{unit: "万吨", decimals: 2, level: true}
	firms     = asked{unit: "家", level: true}
	share     = asked{unit: "%", decimals: 2, level: true}
	growth    = asked{unit: "%", decimals: 2}
	energyCut = asked{unit: "%", decimals: 2, level: true, reduction: true}
	land      = asked{unit: "亩", decimals: 2, level: true}
	hectares  = asked{unit: "公顷", decimals: 2, level: true}
	water     = asked{unit: "万立方米", decimals: 2, level: true}
	waterUse  = asked{unit: "立方米/万元", decimals: 2, level: true}
	intensity = asked{unit: "万元/亩", decimals: 2, level: true}
	capacity  = asked{unit: "万吨/年", decimals: 2, level: true}
	soil      = asked{unit: "平方公里", decimals: 2, level: true}
	power     = asked{unit: "万千瓦", decimals: 2, level: true}
	people    = asked{unit: "人", decimals: 2, level: true}
	unsaid    = asked{decimals: 2, level: true}
)

// inWords is a reading as the tables write it: the value, or what became of the
// text, and the findings.
func inWords(r reading) string {
	out := map[outcome]string{refused: "refused", missing: "missing " + r.meaning, bound: "bound"}[r.outcome]
	if r.outcome == number {
		out = r.value.String()
	}
	for _, n := range r.notes {
		out += " " + n.id
	}
	return out
}

// Numbers of number cells: Excel stores binary doubles with 17 digits and shows 15.
func TestReadStored(t *testing.T) {
	for _, c := range []struct {
		text, format string
		asked        asked
		want         string
	}{
		{"2580.4", "", flow, "2580.4"},
		{"2580.3999999999996", "", flow, "2580.4 C10"},
		{"212.49999999999997", "", flow, "212.5 C10"},
		{"7.0999999999999994E-2", "", flow, "0.071 C10"},
		{"0.30000000000000004", "", flow, "0.3 C10"},
		{"2580.40000000000009", "", flow, "2580.4 C10"},
		{"2580.4000000000237", "", flow, "2580.4 C10"}, // the noise of a long sum
		{"123456789012345", "", flow, "123456789012345"},
		{"1234567890123456", "", flow, "1234567890123460 C10"},
		{"100000000000000000000", "", flow, "100000000000000000000"},
		{"2.5804E3", "", flow, "2580.4"},
		{"1E5", "", flow, "100000"},
		{"1e-3", "", flow, "0.001"},
		{"-4.96", "", growth, "-4.96"},
		{"+5", "", flow, "5"},
		{"0", "", flow, "0"},
		{"1234.5678", "", flow, "1234.5678"},     // typed: the rule of precision speaks
		{"1234.5678", "0.00", flow, "1234.5678"}, // also where the cell hides it
		{"33.333333333333336", "", flow, "33.3333333333333 C10"},
		{"33.333333333333336", "0.00", flow, "33.33 C30"},
		{"33.333333333333336", "0", flow, "33.33 C30"}, // never below the item's precision
		{"33.333333333333336", "0.0000", flow, "33.3333 C30"},
		{"33.333333333333336", "#,##0.00######", flow, "33.33333333 C30"},
		{"33.333333333333336", "# ?/?", flow, "33.3333333333333 C10"},
		{"33.333333333333336", "0.00E+00", flow, "33.3333333333333 C10"},
		{"33.333333333333336", `0.00"万元"`, flow, "33.33 C30"},
		{"60.999999999999993", "", firms, "61 C10"},
		{"61.5", "", firms, "61.5"},
		{"0.5", "# ?/?", flow, "0.5"},
		{"2580.4", "@", flow, "2580.4"},
		{"0.081", "0.0%", growth, "8.1 C13"},
		{"0.080999999999999989", "0.0%", growth, "8.1 C13"},
		{"0.033333333333333333", "0.00%", growth, "3.33 C13 C30"},
		{"0.536", "0%", share, "53.6 C13"},
		{"2580.4", "0.0%", flow, "refused C28"},
		{"61", "0%", firms, "refused C28"},
		{"43281", "yyyy-mm-dd", flow, "refused C26"},
		{"43281", `m"月"d"日"`, growth, "refused C26"},
		{"0.5", "h:mm", flow, "refused C26"},
		{"", "", flow, "refused C02"},
		{"abc", "", flow, "refused C02"},
		{"1,005", "", flow, "refused C02"},
		{"1E-2000000000", "", flow, "refused C02"},
		{"1E2000000000", "", flow, "refused C02"},
		{"1E-401", "", flow, "refused C02"},
	} {
		if got := inWords(readStored(c.text, c.format, c.asked)); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.text, c.format, got, c.want)
		}
	}
}

// Numbers that were typed as text: the value and the findings, by hand.
func TestReadTyped(t *testing.T) {
	for _, c := range typedCases {
		if got := inWords(readTyped(c.text, c.asked)); got != c.want {
			t.Errorf("%q in %s: %s, want %s", c.text, c.asked.unit, got, c.want)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format        string
		date, percent bool
		places        int32 // -1: as many as there are
	}{
		{"", false, false, -1},
		{"General", false, false, -1},
		{"#,##0.00######", false, false, 8},
		{"0", false, false, 0},
		{"0.0%", false, true, 1},
		{`0.0"%"`, false, false, 1},
		{`0.0\%`, false, false, 1},
		{"[Red]0.0%;-0.0%", false, true, 1},
		{"yyyy-mm-dd", true, false, -1},
		{`yyyy"年"m"月"d"日"`, true, false, -1},
		{"[h]:mm", true, false, -1},
		{`0.00"亿元"`, false, false, 2},
		{`0.00"days"`, false, false, 2},
		{"[DBNum1]0", false, false, 0},
		{`_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, false, false, 2},
		{`#,##0.00_D_M`, false, false, 2}, // room as wide as a D and an M
		{"0.00E+00", false, false, -1},
		{"0.0,", false, false, -1}, // shows thousands
		{"# ?/?", false, false, -1},
		{"@", false, false, -1},
	} {
		places, fixed := shownPlaces(c.format)
		if !fixed {
			places = -1
		}
		if xlsx.IsDateFormat(c.format) != c.date || xlsx.IsPercentFormat(c.format) != c.percent || places != c.places {
			t.Errorf("%s: date %v, percent %v, %d places", c.format, xlsx.IsDateFormat(c.format), xlsx.IsPercentFormat(c.format), places)
		}
	}
}

// A decimal printed in any way that is understood reads back equal.
func TestPrintedReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.Int32Range(0, 6).Draw(t, "places")
		d := decimal.New(rapid.Int64Range(-99_999_999_999_999, 99_999_999_999_999).Draw(t, "coefficient"), -places)
		a := rapid.SampledFrom([]asked{flow, trade, waste, firms, share, growth, energyCut, water, waterUse}).Draw(t, "asked")
		style := rapid.SampledFrom(printers()).Draw(t, "style")
		text, ok := style(d, a)
		if !ok {
			t.Skip("not in this style")
		}
		if got := readTyped(text, a); got.outcome != number || !got.value.Equal(d) {
			t.Errorf("%s printed as %q in %s: %s", d, text, a.unit, inWords(got))
		}
	})
}

// printers are the ways in which the property prints a figure; ok is false where
// a way does not fit the figure.
func printers() []func(decimal.Decimal, asked) (string, bool) {
	return []func(decimal.Decimal, asked) (string, bool){
		func(d decimal.Decimal, _ asked) (string, bool) { return d.String(), true },
		func(d decimal.Decimal, _ asked) (string, bool) { return "　" + wide(d.String()) + " ", true },
		func(d decimal.Decimal, _ asked) (string, bool) {
			return strings.Replace(d.String(), "-", "−", 1), true
		},
		func(d decimal.Decimal, _ asked) (string, bool) { return grouped(d, ","), true },
		func(d decimal.Decimal, _ asked) (string, bool) { return grouped(d, "，"), true },
		func(d decimal.Decimal, _ asked) (string, bool) { return grouped(d, "、"), true },
		func(d decimal.Decimal, _ asked) (string, bool) { return grouped(d, " "), true },
		func(d decimal.Decimal, a asked) (string, bool) { return d.String() + " " + a.unit, true },
		func(d decimal.Decimal, a asked) (string, bool) { return d.String() + "（" + a.unit + "）", true },
		func(d decimal.Decimal, _ asked) (string, bool) { return "(" + d.Neg().String() + ")", d.IsNegative() },
		func(d decimal.Decimal, a asked) (string, bool) {
			return "（" + d.Neg().String() + a.unit + "）", d.IsNegative()
		},
		func(d decimal.Decimal, a asked) (string, bool) {
			return "下降" + d.Abs().String(), d.IsPositive() == a.reduction && !d.IsZero()
		},
		func(d decimal.Decimal, a asked) (string, bool) {
			return "增长了" + grouped(d.Abs(), ",") + a.unit, d.IsNegative() == a.reduction && !d.IsZero()
		},
		func(d decimal.Decimal, a asked) (string, bool) {
			return d.Shift(4).String() + "元", a == asked{unit: "万元"}
		},
		func(d decimal.Decimal, a asked) (string, bool) { return d.Shift(4).String() + "万元", a == flow },
		func(d decimal.Decimal, a asked) (string, bool) { return d.Shift(8).String() + "美元", a == trade },
		func(d decimal.Decimal, a asked) (string, bool) { return d.Shift(4).String() + "吨", a == waste },
		func(d decimal.Decimal, a asked) (string, bool) { return "百分之" + d.String(), a.unit == "%" },
		func(d decimal.Decimal, a asked) (string, bool) { return d.Shift(1).String() + "‰", a.unit == "%" },
	}
}

func wide(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xFEE0 }, s)
}

// grouped prints a figure with a separator before every three digits.
func grouped(d decimal.Decimal, separator string) string {
	sign, s := "", d.String()
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, rest := s, ""
	if i := strings.IndexByte(s, '.'); i >= 0 {
		whole, rest = s[:i], s[i:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + separator + whole[i:]
	}
	return sign + whole + rest
}

// FuzzReadTyped: no number from a text with a word of estimate or bound; a number
// has a finding; what was understood reads the same when it is typed again.
func FuzzReadTyped(f *testing.F) {
	for _, c := range typedCases {
		f.Add(c.text)
	}
	for _, s := range []string{"约40", "+.5", "1E9", "1E99", "9e-99", strings.Repeat("9", 41), "(((5)", "1,,2", "5)(", "增长增长5", "1\x00 2", "\xff5", "5/5/5", "5万万元", "0、000"} {
		f.Add(s)
	}
	every := []asked{flow, trade, waste, firms, share, growth, energyCut, land, hectares, waterUse, unsaid}
	f.Fuzz(func(t *testing.T, s string) {
		for _, a := range every {
			got := readTyped(s, a)
			if got.outcome == refused && len(got.notes) != 1 || got.outcome == missing && got.meaning == "" {
				t.Errorf("%q: no reason told: %+v", s, got)
			}
			if got.outcome != number {
				continue
			}
			for _, w := range boundWords {
				if strings.Contains(s, w) {
					t.Errorf("%q holds %s and is read as %s", s, w, got.value)
				}
			}
			if len(got.notes) == 0 {
				t.Errorf("%q is %s without a finding", s, got.value)
			}
			if again := readTyped(got.value.String(), a); inWords(again) != got.value.String()+" C03" {
				t.Errorf("%q is %s, typed again %s", s, got.value, inWords(again))
			}
		}
	})
}
