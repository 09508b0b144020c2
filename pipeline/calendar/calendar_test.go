package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhibao/pipeline/stat"
)

func days(t *testing.T, list ...string) (out [][]Date) {
	t.Helper()
	for _, s := range list {
		d, err := ParseDates(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

// notices are the arrangements that the 国务院办公厅 announced for 2017 and 2018,
// typed from the notices (国办发明电〔2016〕17号, 〔2017〕12号).
func notices(t *testing.T) Holidays {
	t.Helper()
	var h Holidays
	for _, y := range []struct {
		year      int
		off, work [][]Date
	}{
		{2017, days(t, "2017-01-01至2017-01-02", "2017-01-27至2017-02-02", "2017-04-02至2017-04-04", "2017-05-01", "2017-05-28至2017-05-30", "2017-10-01至2017-10-08"),
			days(t, "2017-01-22", "2017-02-04", "2017-04-01", "2017-05-27", "2017-09-30")},
		{2018, days(t, "2018-01-01", "2018-02-15至2018-02-21", "2018-04-05至2018-04-07", "2018-04-29至2018-05-01", "2018-06-18", "2018-09-24", "2018-10-01至2018-10-07"),
			days(t, "2018-02-11", "2018-02-24", "2018-04-08", "2018-04-28", "2018-09-29", "2018-09-30")},
	} {
		if _, _, err := h.AddYear(y.year, y.off, y.work); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// Worked out by hand with a wall calendar of 2018.
func TestDeadlinesByHand(t *testing.T) {
	h := notices(t)
	month := func(n int) stat.Period { return stat.Period{Kind: stat.Month, Year: 2018, N: n} }
	year2017 := stat.Period{Kind: stat.Year, Year: 2017}
	for _, c := range []struct {
		what, term string
		period     stat.Period
		want       string
	}{
		{"Sunday 8 July goes to Monday", "次月8日17时", month(6), "2018-07-09 17:00"},
		{"Wednesday 8 August stays", "次月8日17时", month(7), "2018-08-08 17:00"},
		{"Saturday 8 September goes to Monday", "次月8日9时30分", month(8), "2018-09-10 09:30"},
		{"1 October goes past the week of 国庆 to Monday the 8th", "次月1日17时", month(9), "2018-10-08 17:00"},
		{"8 October is the first day back", "次月8日17时", month(9), "2018-10-08 17:00"},
		{"Saturday 28 April is worked for 劳动节", "当月28日17时", month(4), "2018-04-28 17:00"},
		{"Sunday 8 April is worked for 清明", "次月8日17时", month(3), "2018-04-08 17:00"},
		{"Friday 6 April is off, and so is Saturday, and Sunday is worked", "次月6日17时", month(3), "2018-04-08 17:00"},
		{"Monday 24 September is 中秋", "当月24日17时", month(9), "2018-09-25 17:00"},
		{"20 February lies in 春节; Thursday the 22nd is worked", "次年2月20日17时", year2017, "2018-02-22 17:00"},
		{"Saturday 24 February is worked for 春节", "次年2月24日17时", year2017, "2018-02-24 17:00"},
		{"Saturday 10 March goes to Monday", "次年3月10日17时", year2017, "2018-03-12 17:00"},
		{"December's report is due in the next year", "次月8日17时", stat.Period{Kind: stat.Month, Year: 2017, N: 12}, "2018-01-08 17:00"},
		{"a quarter ends with its last month", "次月8日17时", stat.Period{Kind: stat.Quarter, Year: 2018, N: 3}, "2018-10-08 17:00"},
	} {
		term, err := ParseTerm(c.term)
		if err != nil {
			t.Fatal(err)
		}
		s := Schedule{Terms: Terms{c.period.Kind: term}, Holidays: h}
		d, ok := s.Deadline(c.period, "", "")
		if got := Short(d.At); !ok || got != c.want || len(d.Unknown) > 0 {
			t.Errorf("%s: %s of %s is %s, want %s (%v)", c.what, c.term, c.period, got, c.want, d.Unknown)
		}
	}
	for day, working := range map[string]bool{"2018-09-29": true, "2018-09-30": true, "2018-10-06": false, "2018-10-07": false, "2018-10-08": true, "2017-10-08": false, "2017-09-30": true} {
		if d, _ := ParseDate(day); h.Working(d) != working {
			t.Errorf("%s: working is %v", day, !working)
		}
	}
}

// Without the year's list 1 October 2018, a Monday, looks like a working day, and
// the deadline says that it did not know better.
func TestUnknownYear(t *testing.T) {
	term, err := ParseTerm("次月1日17时")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := Schedule{Terms: Terms{stat.Month: term}}.Deadline(stat.Period{Kind: stat.Month, Year: 2018, N: 9}, "", "")
	if Short(d.At) != "2018-10-01 17:00" || !cmp.Equal(d.Unknown, []int{2018}) || d.PutOff() {
		t.Errorf("%s, unknown %v, put off %v", Short(d.At), d.Unknown, d.PutOff())
	}
}

// A put-off deadline is never a day off, never earlier, and no working day lies
// between; the time of day stays.
func TestPutOffProperty(t *testing.T) {
	h := notices(t)
	rapid.Check(t, func(t *rapid.T) {
		term := Term{months: rapid.IntRange(0, 1).Draw(t, "months"), day: rapid.IntRange(1, lastSafeDay).Draw(t, "day"), hour: rapid.IntRange(0, 23).Draw(t, "hour"), minute: rapid.IntRange(0, 59).Draw(t, "minute")}
		if rapid.Bool().Draw(t, "yearly") {
			term.month = time.Month(rapid.IntRange(1, 12).Draw(t, "month"))
		}
		p := stat.Period{Kind: stat.Month, Year: rapid.IntRange(2015, 2020).Draw(t, "year"), N: rapid.IntRange(2, 12).Draw(t, "n")}
		d, ok := Schedule{Terms: Terms{stat.Month: term}, Holidays: h}.Deadline(p, "", "")
		if !ok {
			t.Fatal("no deadline")
		}
		day := dateOf(d.At)
		if !h.Working(day) || d.At.Before(d.Nominal.At(term.hour, term.minute)) || !d.At.Equal(day.At(term.hour, term.minute)) {
			t.Fatalf("%s put off to %s", d.Nominal, d.At)
		}
		for before := d.Nominal; before != day; before = before.Next() {
			if h.Working(before) {
				t.Fatalf("%s is a working day before %s", before, day)
			}
		}
	})
}

func TestExceptions(t *testing.T) {
	term := func(s string) Terms {
		t.Helper()
		parsed, err := ParseTerm(s)
		if err != nil {
			t.Fatal(err)
		}
		return Terms{stat.Month: parsed}
	}
	s := Schedule{Terms: term("次月8日17时"), Holidays: notices(t), Exceptions: []Exception{
		{Kind: "市直部门", Terms: term("次月10日17时")}, {Form: "株转示3表附", Terms: term("次月12日17时")}, {Form: "株转示3表附", Kind: "园区", Terms: term("次月13日17时")},
	}}
	for _, c := range []struct{ form, kind, want string }{
		{"株转示1表", "县市区", "2018-08-08 17:00"}, {"株转示3表", "市直部门", "2018-08-10 17:00"},
		{"株转示3表附", "市直部门", "2018-08-13 17:00"}, // the 12th is a Sunday
		{"株转示3表附", "园区", "2018-08-13 17:00"}, {"株转示1表", "园区", "2018-08-08 17:00"},
	} {
		d, ok := s.Deadline(stat.Period{Kind: stat.Month, Year: 2018, N: 7}, c.form, c.kind)
		if !ok || Short(d.At) != c.want {
			t.Errorf("%s of %s: %s, want %s", c.form, c.kind, Short(d.At), c.want)
		}
	}
	if _, ok := s.Deadline(stat.Period{Kind: stat.Year, Year: 2018}, "株转示1表", "县市区"); ok {
		t.Error("a year has a deadline that nobody set")
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"次月31日17时": "应在1日至28日之间", "次月0日17时": "应在1日至28日之间", "次月8日24时": "时间不存在", "次月8日17时60分": "时间不存在", "8日17时": "无法识别",
		"次年2月29日17时": "日期不存在", "次年13月1日17时": "日期不存在", "次年4月31日17时": "日期不存在", "次年2月0日17时": "日期不存在", "次月8日": "无法识别", "": "无法识别",
	} {
		if _, err := ParseTerm(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"2018-2-15": "无法识别", "2018-02-30": "无法识别", "2018-02-21至2018-02-15": "起止日期颠倒", "2018-02-15至2018-02-15": "起止日期颠倒", "2018-01-01至2019-01-01": "超过31天", "2018-02-15至": "无法识别",
	} {
		if _, err := ParseDates(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for _, c := range []struct {
		off, work [][]Date
		list      string
		index     int
		want      string
	}{
		{days(t, "2018-10-01", "2017-10-02"), nil, "off", 1, "不是2018年的日期"}, {days(t, "2018-10-01", "2018-10-01至2018-10-03"), nil, "off", 1, "写了两次"},
		{nil, days(t, "2018-09-29", "2018-09-28"), "work", 1, "本来就是工作日"}, {days(t, "2018-09-29"), days(t, "2018-09-29"), "work", 0, "既写成放假又写成上班"},
		{nil, days(t, "2018-09-29", "2018-09-29"), "work", 1, "写了两次"}, {nil, days(t, "2019-09-29"), "work", 0, "不是2018年的日期"},
	} {
		var h Holidays
		list, index, err := h.AddYear(2018, c.off, c.work)
		if err == nil || !strings.Contains(err.Error(), c.want) || list != c.list || index != c.index {
			t.Errorf("%s[%d]: %v, want %s[%d] %s", list, index, err, c.list, c.index, c.want)
		}
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestStages(t *testing.T) {
	deadline := moment(t, "2018-07-09 17:00")
	for at, want := range map[string]Stage{
		"2018-07-08 16:59": NotYet, "2018-07-08 17:00": First, "2018-07-09 16:59": First, "2018-07-09 17:00": Second, "2018-07-09 17:00:01": Circular, "2018-08-01 09:00": Circular,
	} {
		if got := StageAt(deadline, moment(t, at)); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
	if First.Reminders() != 1 || Second.Reminders() != 2 || Circular.Reminders() != 2 || NotYet.Reminders() != 0 {
		t.Error("a wrong number of reminders")
	}
}

func TestMoments(t *testing.T) {
	want := time.Date(2018, 7, 9, 8, 5, 0, 0, time.UTC)
	for _, s := range []string{"2018-07-09 16:05", "2018-07-09T16:05", "2018/7/9 16:05", "2018/07/09 16:05", "2018-07-09 16:05:00", "2018年7月9日16时5分", "2018年7月9日16时05分", "2018年7月9日16:05"} {
		if got := moment(t, s); !got.Equal(want) {
			t.Errorf("%q is %s", s, got)
		}
	}
	if got := moment(t, "2018年7月9日16时"); !got.Equal(want.Add(-5 * time.Minute)) {
		t.Error(got)
	}
	for _, s := range []string{"2018-07-09", "2018/7/9", "16:05", "2018-07-09 25:00", "7月9日16时", "2018-02-30 10:00", "2018-07-09 16:05+09:00", "43290.67"} {
		if got, err := ParseMoment(s); err == nil {
			t.Errorf("%q is taken for %s", s, got)
		}
	}
	if got := Moment(moment(t, "2018-07-09 17:00")) + Moment(moment(t, "2018-07-09 09:05")); got != "2018年7月9日17时2018年7月9日9时5分" {
		t.Error(got)
	}
	for d, want := range map[time.Duration]string{
		50*time.Hour + 59*time.Minute: "2天2小时", 48 * time.Hour: "2天", 23*time.Hour + 20*time.Minute: "23小时20分", time.Hour: "1小时", 59 * time.Second: "不足1分", 5 * time.Minute: "5分",
	} {
		if got := Span(d); got != want {
			t.Errorf("%s is %s, want %s", d, got, want)
		}
	}
}
