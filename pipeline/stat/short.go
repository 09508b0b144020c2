package stat

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Short periods are those in which only projects are followed: a third of a month
// (旬) and an ISO week. The N of a ten-day period is 1–36, three to the month from
// 1月上旬 on; that of a week is its ISO 8601 number, 1–53, and its year the ISO
// year, which is the year of its Thursday.

// thirds are the parts of a month (旬), in order.
var thirds = []string{"上", "中", "下"}

// Short reports whether the period is shorter than a month, so that no indicator
// is due.
func (p Period) Short() bool { return p.Kind == TenDay || p.Kind == Week }

// parseShort reads what follows the year: 06-上, 06-上旬 or W23; ok is false if it
// is neither.
func parseShort(year int, tail string) (Period, bool) {
	if w, isWeek := strings.CutPrefix(tail, "W"); isWeek {
		n, err := strconv.Atoi(w)
		p := Period{Kind: Week, Year: year, N: n}
		return p, err == nil && fmt.Sprintf("%02d", n) == w && n >= 1 && n <= weeks(year)
	}
	month, third, _ := strings.Cut(tail, "-")
	n, err := strconv.Atoi(month)
	for i, word := range thirds {
		if third == word || third == word+"旬" {
			return Period{Kind: TenDay, Year: year, N: 3*(n-1) + i + 1}, err == nil && fmt.Sprintf("%02d", n) == month && n >= 1 && n <= 12
		}
	}
	return Period{}, false
}

// weeks is the number of ISO weeks of a year: that of its 28 December.
func weeks(year int) int {
	_, n := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return n
}

// month and third of a ten-day period.
func (p Period) month() int    { return (p.N + 2) / 3 }
func (p Period) third() string { return thirds[(p.N+2)%3] }

// First is the first day of the period, at midnight UTC. Cumulative periods begin
// with the year.
func (p Period) First() time.Time {
	switch p.Kind {
	case TenDay:
		return time.Date(p.Year, time.Month(p.month()), 10*((p.N+2)%3)+1, 0, 0, 0, 0, time.UTC)
	case Week:
		// 4 January lies in week 1; weeks begin on Monday.
		fourth := time.Date(p.Year, time.January, 4, 0, 0, 0, 0, time.UTC)
		return fourth.AddDate(0, 0, 7*(p.N-1)-(int(fourth.Weekday())+6)%7)
	}
	return time.Date(p.Year, time.January, 1, 0, 0, 0, 0, time.UTC)
}

// Last is the last day of the period, at midnight UTC.
func (p Period) Last() time.Time {
	switch {
	case p.Kind == Week:
		return p.First().AddDate(0, 0, 6)
	case p.Kind == TenDay && p.third() != thirds[2]:
		return p.First().AddDate(0, 0, 9)
	}
	return time.Date(p.Year, time.Month(p.EndMonth())+1, 0, 0, 0, 0, 0, time.UTC)
}

// shortString is the form that ParsePeriod reads.
func (p Period) shortString() string {
	if p.Kind == Week {
		return fmt.Sprintf("%04d-W%02d", p.Year, p.N)
	}
	return fmt.Sprintf("%04d-%02d-%s", p.Year, p.month(), p.third())
}

// shortKey sorts in time within a month, which 上, 中 and 下 do not.
func (p Period) shortKey() string {
	if p.Kind == Week {
		return p.shortString()
	}
	return fmt.Sprintf("%04d-%02d-T%d", p.Year, p.month(), (p.N+2)%3+1)
}

// shortLabel is 2018年6月上旬 or 2018年第23周（6月4日—6月10日）.
func (p Period) shortLabel() string {
	if p.Kind == TenDay {
		return fmt.Sprintf("%d年%d月%s旬", p.Year, p.month(), p.third())
	}
	first, last := p.First(), p.Last()
	return fmt.Sprintf("%d年第%d周（%d月%d日—%d月%d日）", p.Year, p.N, first.Month(), first.Day(), last.Month(), last.Day())
}

var (
	tenDayLabel = regexp.MustCompile(`^(\d{4})年(\d{1,2})月([上中下])旬$`)
	weekLabel   = regexp.MustCompile(`^(\d{4})年第(\d{1,2})周(?:[（(].*[）)])?$`)
)

// parseShortLabel reads what shortLabel prints; the days of a week may be left out.
func parseShortLabel(label string) (Period, bool) {
	year, tail := "", ""
	if m := tenDayLabel.FindStringSubmatch(label); m != nil {
		year, tail = m[1], fmt.Sprintf("%02s-%s", m[2], m[3])
	} else if m := weekLabel.FindStringSubmatch(label); m != nil {
		year, tail = m[1], fmt.Sprintf("W%02s", m[2])
	} else {
		return Period{}, false
	}
	y, err := strconv.Atoi(year)
	if err != nil {
		return Period{}, false
	}
	p, ok := parseShort(y, tail)
	return p, ok
}

// ShortPeriodsOf lists the ten-day periods and the weeks of a year.
func ShortPeriodsOf(year int) []Period {
	var list []Period
	for n := 1; n <= 36; n++ {
		list = append(list, Period{Kind: TenDay, Year: year, N: n})
	}
	for n := 1; n <= weeks(year); n++ {
		list = append(list, Period{Kind: Week, Year: year, N: n})
	}
	return list
}
