package ingest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
)

// reading is how the text of a cell became a value.
type reading struct {
	value   decimal.Decimal
	ok      bool
	missing bool // one of the signs for no data
	noise   bool // binary floating point noise was rounded away
}

var (
	plainNumber   = regexp.MustCompile(`^[+-]?(\d+(\.\d+)?|\.\d+)$`)
	groupedNumber = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	missingSigns  = []string{"-", "--", "—", "——", "…", "……", "/", "无", "不详", "...", "......"}
)

// readStored reads the number of a number cell. Spreadsheets store binary
// doubles with up to 17 digits and show 15; a longer text is rounded to 15
// significant digits, and noise says so.
func readStored(text string) reading {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return reading{}
	}
	if d.NumDigits() <= 15 {
		return reading{value: d, ok: true}
	}
	excess := int32(d.NumDigits()-15) + d.Exponent()
	short := d.Round(-excess)
	return reading{value: short, ok: true, noise: !short.Equal(d)}
}

// readTyped reads a number that was typed as text: full-width digits, well
// placed thousands separators and blanks around it are understood, nothing else.
func readTyped(text string) reading {
	s := strings.TrimSpace(norm.NFKC.String(text))
	if slices.Contains(missingSigns, strings.TrimSpace(text)) || slices.Contains(missingSigns, s) {
		return reading{missing: true}
	}
	s = strings.ReplaceAll(s, "−", "-")
	if groupedNumber.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if !plainNumber.MatchString(s) {
		return reading{}
	}
	d, err := decimal.NewFromString(s)
	return reading{value: d, ok: err == nil}
}
