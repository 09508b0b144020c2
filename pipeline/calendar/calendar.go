// Package calendar knows when a report is due: the terms of each form and kind of
// unit, public holidays with the working days moved for them (调休), and the stages
// of a reminder. It never asks for the present time.
//
// A deadline that falls on a day off is put off to the next working day at the same
// time of day (报送期限遇法定节假日顺延). All times are Beijing time.
package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Zone is Beijing time. China has kept no summer time since 1991.
func Zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// Date is a day of the civil calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads 2018-02-15. The error is a Chinese sentence without full stop.
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation("2006-01-02", s, Zone())
	if err != nil {
		return Date{}, fmt.Errorf("日期「%s」无法识别，请写成 2018-02-15", s)
	}
	return dateOf(t), nil
}

// longestRange is the most days that a range may have; a longer one is a slip.
const longestRange = 31

// ParseDates reads one day or a range such as 2018-02-15至2018-02-21, both ends
// included. The error is a Chinese sentence without full stop.
func ParseDates(s string) ([]Date, error) {
	first, last, isRange := strings.Cut(s, "至")
	from, err := ParseDate(first)
	if err != nil || !isRange {
		return []Date{from}, err
	}
	to, err := ParseDate(last)
	if err != nil {
		return nil, err
	}
	var days []Date
	for d := from; !d.At(0, 0).After(to.At(0, 0)); d = d.Next() {
		if days = append(days, d); len(days) > longestRange {
			return nil, fmt.Errorf("「%s」超过%d天", s, longestRange)
		}
	}
	if len(days) < 2 {
		return nil, fmt.Errorf("「%s」的起止日期颠倒", s)
	}
	return days, nil
}

func dateOf(t time.Time) Date {
	y, m, d := t.In(Zone()).Date()
	return Date{y, m, d}
}

// At is a time of day of the date.
func (d Date) At(hour, minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, Zone())
}

// Next is the day after.
func (d Date) Next() Date { return dateOf(d.At(0, 0).AddDate(0, 0, 1)) }

// String is the form ParseDate reads.
func (d Date) String() string { return d.At(0, 0).Format("2006-01-02") }

func (d Date) weekend() bool {
	w := d.At(0, 0).Weekday()
	return w == time.Saturday || w == time.Sunday
}

// Holidays says which days are off. The zero value knows weekends only.
type Holidays struct {
	off   map[Date]bool
	work  map[Date]bool
	years map[int]bool
}

// AddYear notes the arrangement of a year. A mistake is a Chinese sentence without
// full stop; list says in which of the two lists it stands, and index where.
func (h *Holidays) AddYear(year int, off, work [][]Date) (list string, index int, err error) {
	if h.years == nil {
		h.off, h.work, h.years = map[Date]bool{}, map[Date]bool{}, map[int]bool{}
	}
	h.years[year] = true
	for i, days := range off {
		for _, d := range days {
			switch {
			case d.Year != year:
				return "off", i, fmt.Errorf("%s 不是%d年的日期", d, year)
			case h.off[d]:
				return "off", i, fmt.Errorf("%s 写了两次", d)
			}
			h.off[d] = true
		}
	}
	for i, days := range work {
		for _, d := range days {
			switch {
			case d.Year != year:
				return "work", i, fmt.Errorf("%s 不是%d年的日期", d, year)
			case h.work[d]:
				return "work", i, fmt.Errorf("%s 写了两次", d)
			case h.off[d]:
				return "work", i, fmt.Errorf("%s 既写成放假又写成上班", d)
			case !d.weekend():
				return "work", i, fmt.Errorf("%s 本来就是工作日，不必写成调休上班", d)
			}
			h.work[d] = true
		}
	}
	return "", 0, nil
}

// Known reports whether the holidays of a year were noted.
func (h Holidays) Known(year int) bool { return h.years[year] }

// Working reports whether people are at work on a day.
func (h Holidays) Working(d Date) bool { return h.work[d] || !h.off[d] && !d.weekend() }

// OnOrAfter is the day itself if it is a working day, else the next one.
func (h Holidays) OnOrAfter(d Date) Date {
	for !h.Working(d) { // the lists end, and after them every Monday is one
		d = d.Next()
	}
	return d
}

// Unknown lists, in order, which of the years between two dates were not noted.
func (h Holidays) Unknown(from, to Date) []int {
	var years []int
	for y := from.Year; y <= to.Year; y++ {
		if !h.Known(y) {
			years = append(years, y)
		}
	}
	return years
}
