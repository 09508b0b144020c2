package ingest

import (
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
)

var dateText = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)

// readDateText reads 2018-06-30, 2018/6/30, 2018.6.30 and 2018年6月30日.
func readDateText(text string) (string, bool) {
	m := dateText.FindStringSubmatch(strings.TrimSpace(norm.NFKC.String(text)))
	if m == nil {
		return "", false
	}
	t, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3])
	if err != nil {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// readDateSerial reads a spreadsheet date: days since 1899-12-30, or since
// 1904-01-01 (ECMA-376 part 1, 18.17.4.1). The 1900 leap year bug makes serials
// below 61 ambiguous; they are refused.
func readDateSerial(text string, date1904 bool) (string, bool) {
	d, err := decimal.NewFromString(text)
	if err != nil || d.LessThan(decimal.NewFromInt(61)) || d.GreaterThan(decimal.NewFromInt(109574)) {
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return epoch.AddDate(0, 0, int(d.IntPart())).Format(time.DateOnly), true
}

// quoted are the parts of a number format that show themselves.
var quoted = regexp.MustCompile(`"[^"]*"|\\.|[_*].|\[[^\]]*\]`)
