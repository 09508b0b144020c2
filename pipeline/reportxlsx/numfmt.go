package reportxlsx

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

// significant digits that Excel keeps of a number.
const significant = 15

// stored is v as the workbook holds it: v itself if a double's shortest text
// is the same decimal, else v at 15 significant digits.
func stored(v decimal.Decimal) (float64, decimal.Decimal) {
	if f, ok := short(v); ok {
		return f, v
	}
	if f, back := double(v); back.Equal(v) {
		return f, v
	}
	digits := int32(v.NumDigits())
	return double(v.Round(significant - digits - v.Exponent()))
}

// short is the double of a decimal with so few digits that two doubles, both exact, give
// it by one division. No other decimal as short is nearest to it.
func short(v decimal.Decimal) (float64, bool) {
	if v.NumDigits() > significant || v.Exponent() > 0 || v.Exponent() < -22 {
		return 0, false
	}
	return float64(v.CoefficientInt64()) / powers[-v.Exponent()], true
}

// powers are those of ten that a double holds exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

func double(v decimal.Decimal) (float64, decimal.Decimal) {
	f, err := strconv.ParseFloat(v.String(), 64)
	if err != nil {
		return 0, decimal.Decimal{}
	}
	back, err := decimal.NewFromString(strconv.FormatFloat(f, 'f', -1, 64))
	if err != nil {
		return f, decimal.Decimal{}
	}
	return f, back
}

// numberFormat is the format under which Excel shows c's text. pad is white
// space behind the number that keeps points of a column under each other.
func numberFormat(c report.Cell, pad string) string {
	f, v := c.Format, *c.Value
	core := digitsFormat(f)
	plain := affixed(f.Prefix, core, f.Suffix) + pad
	if f.Prefix != "" {
		plain += ";" + affixed(f.Prefix+"-", core, f.Suffix) + pad
	}
	if spreadsheetShows(f, v) == c.Text {
		return plain
	}
	unsigned := spreadsheetShows(report.Format{Decimals: f.Decimals, Grouped: f.Grouped}, v.Abs())
	before, after, found := strings.Cut(c.Text, unsigned)
	shown := affixed(before, core, after) + pad
	if !found { // rounded another way (GB/T 8170): the text itself
		shown = affixed(c.Text, "", "") + pad
	}
	if v.Sign() < 0 {
		return affixed(f.Prefix, core, f.Suffix) + pad + ";" + shown
	}
	if !found {
		_, kept := stored(v)
		return "[=" + kept.String() + "]" + shown + ";" + affixed(f.Prefix, core, f.Suffix) + pad
	}
	return shown
}

// spreadsheetShows is what a spreadsheet makes of v under the plain format: it
// rounds the stored number half away from zero and writes "-0.0".
func spreadsheetShows(f report.Format, v decimal.Decimal) string {
	_, kept := stored(v)
	if kept.Sign() < 0 && kept.Round(int32(f.Decimals)).IsZero() {
		return ""
	}
	return f.Show(kept, decimal.Decimal.Round)
}

func digitsFormat(f report.Format) string {
	s := "0"
	if f.Grouped {
		s = "#,##0"
	}
	if f.Decimals > 0 {
		s += "." + strings.Repeat("0", f.Decimals)
	}
	return s
}

func affixed(before, core, after string) string { return literal(before) + core + literal(after) }

// literal quotes s for a number format.
func literal(s string) string {
	if s == "" {
		return ""
	}
	return `"` + strings.ReplaceAll(s, `"`, `"\""`) + `"`
}

// tail is what stands behind the whole part of a shown figure.
func tail(c report.Cell) string {
	end := strings.LastIndexAny(c.Text, "0123456789") + 1
	if c.Format.Decimals > 0 {
		if dot := strings.LastIndexByte(c.Text[:end], '.'); dot >= 0 {
			return c.Text[dot:]
		}
	}
	return c.Text[end:]
}
