package stat

import (
	"slices"
	"testing"
	"time"
)

// Worked out with a wall calendar: 2018-01-01 was a Monday; 2020 began on a
// Wednesday and is a leap year, so that its 31 December is a Thursday and it has 53
// weeks; 2021-01-01 to 03 belong to 2020-W53.
func TestShortPeriodsByHand(t *testing.T) {
	for _, c := range []struct {
		in, text, key, label, first, last string
		month                             int
	}{
		{"2018-06-上", "2018-06-上", "2018-06-T1", "2018年6月上旬", "2018-06-01", "2018-06-10", 6},
		{"2018-06-中旬", "2018-06-中", "2018-06-T2", "2018年6月中旬", "2018-06-11", "2018-06-20", 6},
		{"2018-06-下", "2018-06-下", "2018-06-T3", "2018年6月下旬", "2018-06-21", "2018-06-30", 6},
		{"2018-01-上", "2018-01-上", "2018-01-T1", "2018年1月上旬", "2018-01-01", "2018-01-10", 1},
		{"2018-02-下", "2018-02-下", "2018-02-T3", "2018年2月下旬", "2018-02-21", "2018-02-28", 2},
		{"2020-02-下", "2020-02-下", "2020-02-T3", "2020年2月下旬", "2020-02-21", "2020-02-29", 2},
		{"2018-12-下", "2018-12-下", "2018-12-T3", "2018年12月下旬", "2018-12-21", "2018-12-31", 12},
		{"2018-W23", "2018-W23", "2018-W23", "2018年第23周（6月4日—6月10日）", "2018-06-04", "2018-06-10", 6},
		{"2018-W01", "2018-W01", "2018-W01", "2018年第1周（1月1日—1月7日）", "2018-01-01", "2018-01-07", 1},
		{"2019-W01", "2019-W01", "2019-W01", "2019年第1周（12月31日—1月6日）", "2018-12-31", "2019-01-06", 1},
		{"2018-W52", "2018-W52", "2018-W52", "2018年第52周（12月24日—12月30日）", "2018-12-24", "2018-12-30", 12},
		{"2020-W53", "2020-W53", "2020-W53", "2020年第53周（12月28日—1月3日）", "2020-12-28", "2021-01-03", 12},
		{"2021-W01", "2021-W01", "2021-W01", "2021年第1周（1月4日—1月10日）", "2021-01-04", "2021-01-10", 1},
	} {
		p, err := ParsePeriod(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		first, last := p.First().Format(time.DateOnly), p.Last().Format(time.DateOnly)
		if p.String() != c.text || p.Key() != c.key || p.Label() != c.label || first != c.first || last != c.last || p.EndMonth() != c.month || !p.Short() {
			t.Errorf("%s: %s %s %s %s %s %d", c.in, p, p.Key(), p.Label(), first, last, p.EndMonth())
		}
		if back, ok := ParseLabel(p.Label()); !ok || back != p {
			t.Errorf("%s: label read back as %v %v", c.in, back, ok)
		}
		for _, f := range []Frequency{Monthly, Quarterly, Yearly} {
			if f.Due(p) {
				t.Errorf("%s: an indicator of frequency %s is due", c.in, f)
			}
		}
		if _, ok := p.Previous(); ok {
			t.Errorf("%s has a month before", c.in)
		}
	}
	for _, bad := range []string{"2018-W53", "2018-W00", "2018-W1", "2018-W", "2021-W53", "2018-06-", "2018-06-末", "2018-13-上", "2018-6-上", "2018-00-上", "2018-06-上下", "2018-W23-上"} {
		if p, err := ParsePeriod(bad); err == nil {
			t.Errorf("%q is read as %v", bad, p)
		}
	}
	if _, err := ParsePeriod("2018-W53"); err == nil || err.Error() != "报告期「2018-W53」不存在：2018年只有52周。请改用 2018-W01 至 2018-W52，或下一年的 W01" {
		t.Errorf("2018-W53: %v", err)
	}
	for _, bad := range []string{"2018年第53周", "2018年13月上旬", "2018年6月末旬"} {
		if p, ok := ParseLabel(bad); ok {
			t.Errorf("%q is read as %v", bad, p)
		}
	}
	if p, ok := ParseLabel("2018年第23周"); !ok || p.N != 23 {
		t.Errorf("a week without its days is %v %v", p, ok)
	}
}

// Keys tell short periods from months, and sort as their ends do within a kind.
func TestShortKeys(t *testing.T) {
	seen := map[string]Period{}
	last := map[PeriodKind]Period{}
	for year := 2017; year <= 2021; year++ {
		list := ShortPeriodsOf(year)
		for n := 2; n <= 12; n++ {
			list = append(list, Period{Kind: Month, Year: year, N: n})
		}
		for _, p := range list {
			if other, twice := seen[p.Key()]; twice {
				t.Errorf("%s and %s have one key %s", p, other, p.Key())
			}
			seen[p.Key()] = p
			if b, ok := last[p.Kind]; ok && (!b.Before(p) || p.Before(b) || b.Key() >= p.Key()) {
				t.Errorf("%s comes before %s, %s before %s", b, p, b.Key(), p.Key())
			}
			last[p.Kind] = p
			if back, err := ParsePeriod(p.String()); err != nil || back != p {
				t.Errorf("%s read back as %v: %v", p, back, err)
			}
		}
	}
	if n := len(ShortPeriodsOf(2020)); n != 36+53 {
		t.Errorf("2020 has %d short periods", n)
	}
	if n := len(ShortPeriodsOf(2018)); n != 36+52 {
		t.Errorf("2018 has %d short periods", n)
	}
	names := []string{"2018-05", "2018-06-上", "2018-06-中", "2018-06"}
	if !slices.IsSortedFunc(names, func(a, b string) int {
		p, _ := ParsePeriod(a)
		q, _ := ParsePeriod(b)
		if p.Before(q) {
			return -1
		}
		return 1
	}) {
		t.Error("short periods do not lie between the months")
	}
}

// Periods of one key are of the same time, and no others.
func TestSameTime(t *testing.T) {
	var list []Period
	for year := 2017; year <= 2018; year++ {
		list = append(list, ShortPeriodsOf(year)...)
		for n := 2; n <= 12; n++ {
			list = append(list, Period{Kind: Month, Year: year, N: n})
		}
		for n := 1; n <= 4; n++ {
			list = append(list, Period{Kind: Quarter, Year: year, N: n})
		}
		list = append(list, Period{Kind: Year, Year: year}, Period{Kind: Year, Year: year, N: 5})
	}
	for _, p := range list {
		for _, q := range list {
			if p.SameTime(q) != (p.Key() == q.Key()) {
				t.Errorf("%s and %s: %v", p, q, p.SameTime(q))
			}
		}
	}
}
