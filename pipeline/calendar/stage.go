package calendar

import (
	"fmt"
	"time"
)

// Stage is how far reminding of a report has come.
type Stage int

// Stages: nothing yet; the first reminder from the day before the deadline; the
// second at the deadline; after it the unit is named in a circular (通报).
const (
	NotYet Stage = iota
	First
	Second
	Circular
)

var stageNames = [...]string{"未到催报时间", "第一次催报", "第二次催报", "通报"}

// String is the official Chinese word.
func (s Stage) String() string { return stageNames[s] }

// StageAt is the stage of a report that has not come by a moment.
func StageAt(deadline, moment time.Time) Stage {
	switch {
	case moment.After(deadline):
		return Circular
	case moment.Equal(deadline):
		return Second
	case !moment.Before(deadline.AddDate(0, 0, -1)):
		return First
	}
	return NotYet
}

// Reminders is how many reminders went out by the stage. The circular is none.
func (s Stage) Reminders() int { return min(int(s), int(Second)) }

// Span prints a length of time in days and hours, or in hours and minutes if it is
// less than a day. Whole minutes count; a length below one is 不足1分.
func Span(d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d天%d小时", days, hours)
	case days > 0:
		return fmt.Sprintf("%d天", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d小时%d分", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d小时", hours)
	case minutes > 0:
		return fmt.Sprintf("%d分", minutes)
	}
	return "不足1分"
}

// momentForms are the ways a moment is written; a date alone is none, since the
// time of day decides.
var momentForms = []string{
	"2006-01-02 15:04", "2006-01-02T15:04", "2006/1/2 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006/1/2 15:04:05", "2006年1月2日15时4分", "2006年1月2日15:04", "2006年1月2日15时",
}

// ParseMoment reads a moment in Beijing time, also as Excel writes it back into a
// .csv. The error is a Chinese sentence without full stop.
func ParseMoment(s string) (time.Time, error) {
	for _, f := range momentForms {
		if t, err := time.ParseInLocation(f, s, Zone()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("时间「%s」无法识别，请写成 2018-07-09 16:30，日期和时分都要写", s)
}

// Moment prints a moment in an official text: 2018年7月9日17时, with minutes if any.
func Moment(t time.Time) string {
	t = t.In(Zone())
	text := fmt.Sprintf("%s%d时", t.Format("2006年1月2日"), t.Hour())
	if t.Minute() != 0 {
		text += fmt.Sprintf("%d分", t.Minute())
	}
	return text
}

// Short prints a moment in a table: 2018-07-09 17:00.
func Short(t time.Time) string { return t.In(Zone()).Format("2006-01-02 15:04") }
