package stat

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// PeriodKind is the length of a reporting period.
type PeriodKind int

// Period kinds. The zero value is invalid.
const (
	Year PeriodKind = iota + 1
	Quarter
	Month
	TenDay // 旬
	Week   // ISO 8601
)

// Period is a reporting period: a year or several, a quarter, or a month whose
// figures are cumulative from January. January has no report of its own: figures of January
// and February come together as February.
type Period struct {
	Kind PeriodKind
	Year int
	N    int // quarter 1–4, month 2–12, ten days 1–36 or week 1–53; of a Year 0, or how many years the report looks back on: 5 of 2017-2021
}

// ParsePeriod reads 2018, 2017-2021, 2018-Q2, 2018-06, 2018-06-上 or 2018-W23. The
// error is a Chinese sentence.
func ParsePeriod(s string) (Period, error) {
	bad := fmt.Errorf("报告期「%s」无法识别。请写成年度 2018、季度 2018-Q2、月度 2018-06、旬 2018-06-上、周 2018-W23，五年总结评估写 2017-2021", s)
	head, tail, hasTail := strings.Cut(s, "-")
	year, err := strconv.Atoi(head)
	if err != nil || len(head) != 4 || year < 2000 {
		return Period{}, bad
	}
	if !hasTail {
		return Period{Kind: Year, Year: year}, nil
	}
	if last, err := strconv.Atoi(tail); err == nil && len(tail) == 4 && tail[0] != '+' {
		if last <= year {
			return Period{}, bad
		}
		return Period{Kind: Year, Year: last, N: last - year + 1}, nil
	}
	if q, ok := strings.CutPrefix(tail, "Q"); ok {
		n, err := strconv.Atoi(q)
		if err != nil || len(q) != 1 || n < 1 || n > 4 {
			return Period{}, bad
		}
		return Period{Kind: Quarter, Year: year, N: n}, nil
	}
	if p, ok := parseShort(year, tail); ok {
		return p, nil
	}
	if tail == "W53" {
		return Period{}, fmt.Errorf("报告期「%s」不存在：%d年只有52周。请改用 %d-W01 至 %d-W52，或下一年的 W01", s, year, year, year)
	}
	n, err := strconv.Atoi(tail)
	switch {
	case err != nil || fmt.Sprintf("%02d", n) != tail || n < 1 || n > 12:
		return Period{}, bad
	case n == 1:
		return Period{}, fmt.Errorf("报告期「%s」不存在：1月数据不单独上报，与2月合并为1—2月。请改用 %d-02", s, year)
	}
	return Period{Kind: Month, Year: year, N: n}, nil
}

// written are the usual ways to write a month, a quarter or a year that ParsePeriod
// does not read: 2018-6, 201806, 2018年6月, 2018q2, 2018年.
var written = regexp.MustCompile(`^([0-9]{4})[-./年]?(?:([0-9]{1,2})月?|[Qq]([0-9]))?$`)

// MeantPeriod guesses which period is meant by a text that ParsePeriod refuses; ok is
// false where there is nothing to guess. It is for advice alone. January is reported
// with February.
func MeantPeriod(s string) (p Period, ok bool) {
	m := written.FindStringSubmatch(s)
	switch {
	case m == nil:
		return Period{}, false
	case m[3] != "":
		s = m[1] + "-Q" + m[3]
	case m[2] == "1" || m[2] == "01":
		s = m[1] + "-02"
	case m[2] != "":
		s = m[1] + "-" + ("0" + m[2])[len(m[2])-1:]
	default:
		s = m[1]
	}
	p, err := ParsePeriod(s)
	return p, err == nil
}

// String is the form ParsePeriod reads.
func (p Period) String() string {
	switch p.Kind {
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year, p.N)
	case Month:
		return fmt.Sprintf("%04d-%02d", p.Year, p.N)
	case TenDay, Week:
		return p.shortString()
	}
	if p.Spans() {
		return fmt.Sprintf("%04d-%04d", p.FirstYear(), p.Year)
	}
	return fmt.Sprintf("%04d", p.Year)
}

// Spans reports whether the period is several whole years, of whose last one the
// figures are: the close of a plan (总结评估).
func (p Period) Spans() bool { return p.Kind == Year && p.N > 1 }

// FirstYear is the first year of the period.
func (p Period) FirstYear() int {
	if p.Spans() {
		return p.Year - p.N + 1
	}
	return p.Year
}

// Collected is the period under whose name the figures are collected: of a quarter
// its last month, of several years the last year, else the period itself.
func (p Period) Collected() Period {
	switch {
	case p.Kind == Quarter:
		return Period{Kind: Month, Year: p.Year, N: p.EndMonth()}
	case p.Spans():
		return Period{Kind: Year, Year: p.Year}
	}
	return p
}

// EndMonth is the last month of the period, 1–12; of a week that of its Thursday,
// which lies in the period's year.
func (p Period) EndMonth() int {
	switch p.Kind {
	case Quarter:
		return 3 * p.N
	case Month:
		return p.N
	case TenDay:
		return p.month()
	case Week:
		return int(p.First().AddDate(0, 0, 3).Month())
	}
	return 12
}

// Key identifies the time of an observation: the year and the last month. A
// quarter and its last month are one observation, and so are several years and the
// last of them; December and the year are two, since yearly figures are settled
// apart (年报与月报).
func (p Period) Key() string {
	switch {
	case p.Kind == Year:
		return fmt.Sprintf("%04d", p.Year)
	case p.Short():
		return p.shortKey()
	}
	return fmt.Sprintf("%04d-%02d", p.Year, p.EndMonth())
}

// SameTime reports whether two periods have one Key.
func (p Period) SameTime(q Period) bool {
	switch {
	case p.Year != q.Year || (p.Kind == Year) != (q.Kind == Year):
		return false
	case p.Short() || q.Short():
		return p.Kind == q.Kind && p.N == q.N
	}
	return p.Kind == Year || p.EndMonth() == q.EndMonth()
}

// YearAgo is the same period of the year before.
func (p Period) YearAgo() Period {
	p.Year--
	return p
}

// Previous is the month before within the year, whose cumulative figures this
// period's go on from; ok is false for a year, for January and February, and for
// short periods.
func (p Period) Previous() (previous Period, ok bool) {
	if p.Kind == Year || p.Short() || p.EndMonth() <= 2 {
		return Period{}, false
	}
	return Period{Kind: Month, Year: p.Year, N: p.EndMonth() - 1}, true
}

// Before reports whether p ends before q ends.
func (p Period) Before(q Period) bool { return p.Last().Before(q.Last()) }

// Label is the printed name: 2017年, 2017—2021年, 2018年1—6月, 2018年1—2月,
// 2018年6月上旬, 2018年第23周（6月4日—6月10日）.
func (p Period) Label() string {
	switch {
	case p.Spans():
		return fmt.Sprintf("%d—%d年", p.FirstYear(), p.Year)
	case p.Kind == Year:
		return fmt.Sprintf("%d年", p.Year)
	case p.Short():
		return p.shortLabel()
	}
	return fmt.Sprintf("%d年1—%d月", p.Year, p.EndMonth())
}

var labelForm = regexp.MustCompile(`^(\d{4})年(?:1[—–-](\d{1,2})月)?$`)

// ParseLabel reads what Label prints.
func ParseLabel(label string) (Period, bool) {
	label = strings.TrimSpace(label)
	m := labelForm.FindStringSubmatch(label)
	if m == nil {
		return parseShortLabel(label)
	}
	s := m[1]
	if m[2] != "" {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return Period{}, false
		}
		s = fmt.Sprintf("%s-%02d", m[1], n)
	}
	p, err := ParsePeriod(s)
	return p, err == nil
}

// Current is the printed name of the period alone, without the months before: 6月
// or 全年. A quarter and its last month are collected on one form, so both say 6月.
func (p Period) Current() string {
	switch p.Kind {
	case Year:
		return "全年"
	case TenDay:
		return fmt.Sprintf("%d月%s旬", p.month(), p.third())
	case Week:
		return fmt.Sprintf("第%d周", p.N)
	}
	return fmt.Sprintf("%d月", p.EndMonth())
}

// Frequency is how often a figure is collected.
type Frequency string

// Frequencies: monthly, quarterly, yearly.
const (
	Monthly   Frequency = "M"
	Quarterly Frequency = "Q"
	Yearly    Frequency = "Y"
)

// Due reports whether a figure of the frequency is collected for the period: a
// quarterly one in months 3, 6, 9 and 12 too, a yearly one for a year only, and
// none for a short period.
func (f Frequency) Due(p Period) bool {
	if p.Short() {
		return false
	}
	switch f {
	case Monthly:
		return true
	case Quarterly:
		return p.EndMonth()%3 == 0
	case Yearly:
		return p.Kind == Year
	}
	return false
}
