package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"zhibao/pipeline/stat"
)

// Term is a rule for a deadline, such as 次月8日17时, 次年2月20日17时 or 期后2日17时.
type Term struct {
	days         int        // after the last day of the period; 0 if the term does not count days
	months       int        // after the last month of the period: 0 or 1
	month        time.Month // of the next year; 0 if the term counts from the period's last month
	day          int
	hour, minute int
}

var (
	monthTerm = regexp.MustCompile(`^(当月|次月)(\d{1,2})日(\d{1,2})时(?:(\d{1,2})分)?$`)
	daysTerm  = regexp.MustCompile(`^期后(\d{1,2})日(\d{1,2})时(?:(\d{1,2})分)?$`)
	yearTerm  = regexp.MustCompile(`^次年(\d{1,2})月(\d{1,2})日(\d{1,2})时(?:(\d{1,2})分)?$`)
)

// lastSafeDay is the last day that every month has.
const lastSafeDay = 28

// ParseTerm reads a term. Within a month only days that every month has are taken,
// so that no term means another day in February. The error is a Chinese sentence
// without full stop.
func ParseTerm(s string) (Term, error) {
	if m := monthTerm.FindStringSubmatch(s); m != nil {
		t := Term{day: number(m[2]), hour: number(m[3]), minute: number(m[4])}
		if m[1] == "次月" {
			t.months = 1
		}
		if t.day < 1 || t.day > lastSafeDay {
			return Term{}, fmt.Errorf("期限「%s」的日子应在1日至%d日之间", s, lastSafeDay)
		}
		return t, t.checkTime(s)
	}
	if m := daysTerm.FindStringSubmatch(s); m != nil {
		t := Term{days: number(m[1]), hour: number(m[2]), minute: number(m[3])}
		if t.days < 1 || t.days > lastSafeDay {
			return Term{}, fmt.Errorf("期限「%s」的天数应在1日至%d日之间", s, lastSafeDay)
		}
		return t, t.checkTime(s)
	}
	m := yearTerm.FindStringSubmatch(s)
	if m == nil {
		return Term{}, fmt.Errorf("期限「%s」无法识别，请写成 次月8日17时 或 次年2月20日17时", s)
	}
	t := Term{month: time.Month(number(m[1])), day: number(m[2]), hour: number(m[3]), minute: number(m[4])}
	const commonYear = 2018 // no term may stand on 29 February
	if d := time.Date(commonYear, t.month, t.day, 0, 0, 0, 0, time.UTC); t.month < 1 || t.month > 12 || t.day < 1 || d.Month() != t.month {
		return Term{}, fmt.Errorf("期限「%s」的日期不存在", s)
	}
	return t, t.checkTime(s)
}

func (t Term) checkTime(s string) error {
	if t.hour > 23 || t.minute > 59 {
		return fmt.Errorf("期限「%s」的时间不存在，应在0时至23时59分之间", s)
	}
	return nil
}

// number reads what the patterns let through: at most two digits, or nothing.
func number(s string) int {
	n, _ := strconv.Atoi(s) // an empty text is no minutes
	return n
}

// CountsDays reports whether the term counts days from the last day of the period,
// as those of ten days and of a week must.
func (t Term) CountsDays() bool { return t.days != 0 }

// on is the day of the term for a period, before it is put off.
func (t Term) on(p stat.Period) Date {
	if t.days != 0 {
		return dateOf(p.Last().AddDate(0, 0, t.days))
	}
	if t.month != 0 {
		return Date{p.Year + 1, t.month, t.day}
	}
	return dateOf(time.Date(p.Year, time.Month(p.EndMonth()+t.months), t.day, 0, 0, 0, 0, Zone()))
}

// Terms are the terms of the kinds of period; a kind may have none.
type Terms map[stat.PeriodKind]Term

// Exception is the term of a form, a kind of unit, or both. Empty means any.
type Exception struct {
	Form  string // 表号
	Kind  string // kind of unit
	Terms Terms
	Where string // file and line, for faults
}

// Schedule is the calendar of a bureau.
type Schedule struct {
	Terms      Terms
	Exceptions []Exception // a later one goes before an earlier one
	Holidays   Holidays
}

// Deadline is when a form is due.
type Deadline struct {
	At      time.Time
	Nominal Date  // the day that the term names, before it is put off
	Unknown []int // years whose holidays are not noted, so that only weekends were looked at
}

// PutOff reports whether the deadline was moved from a day off.
func (d Deadline) PutOff() bool { return dateOf(d.At) != d.Nominal }

// Deadline is when a unit of a kind owes a form for a period; ok is false if the
// schedule says nothing of it.
func (s Schedule) Deadline(p stat.Period, form, kind string) (d Deadline, ok bool) {
	term, ok := s.Terms[p.Kind]
	for _, e := range s.Exceptions {
		if e.Form != "" && e.Form != form || e.Kind != "" && e.Kind != kind {
			continue
		}
		if t, has := e.Terms[p.Kind]; has {
			term, ok = t, true
		}
	}
	if !ok {
		return Deadline{}, false
	}
	d.Nominal = term.on(p)
	day := s.Holidays.OnOrAfter(d.Nominal)
	d.At = day.At(term.hour, term.minute)
	d.Unknown = s.Holidays.Unknown(d.Nominal, day)
	return d, true
}
