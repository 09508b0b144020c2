package pipeline

import (
	"context"
	"errors"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
)

// Standing is how a period's reporting stands at one moment.
type Standing struct {
	Period     string       `json:"period"`
	AsOf       time.Time    `json:"as_of"`
	Registered bool         `json:"registered"`            // there is a 收件.csv
	Unread     int          `json:"unread"`                // files in the inputs that no run has read yet
	NoHolidays []string     `json:"no_holidays,omitempty"` // years whose holidays are not noted
	Units      []UnitStatus `json:"units"`
}

// UnitStatus is what a unit owes by one deadline and how it stands. Times that do
// not apply or are not known are null.
type UnitStatus struct {
	Code      string     `json:"unit"`
	Name      string     `json:"name"`
	Forms     []string   `json:"forms"` // 表号
	Due       *time.Time `json:"due"`
	State     string     `json:"state"`
	File      string     `json:"file,omitempty"`
	Arrived   *time.Time `json:"arrived"`
	Late      int        `json:"late_minutes"` // whole minutes behind the deadline
	Left      int        `json:"left_minutes"` // whole minutes to the deadline, of what has not come
	Reminders int        `json:"reminders"`
	Stage     string     `json:"stage,omitempty"` // of what has not come
	Contact   string     `json:"contact,omitempty"`
	Phone     string     `json:"phone,omitempty"`
	Open      int        `json:"open"` // findings that need a person
}

// NotReported is the state of a unit from which nothing has come yet.
const NotReported = "未报"

// Status tells from the ledger who has sent by a moment and who has not. Before
// the first run of the period everybody is missing.
func Status(ctx context.Context, p *Project, period stat.Period, moment time.Time) (*Standing, error) {
	book, in, err := p.recall(ctx, period)
	switch {
	case errors.Is(err, errNotRun):
		book, in = nil, &received{period: period}
	case err != nil:
		return nil, err
	default:
		defer book.Close()
	}
	return p.standing(ctx, book, in, moment)
}

func (p *Project) standing(ctx context.Context, book *ledger.Ledger, in *received, moment time.Time) (*Standing, error) {
	var from reader // nil without a ledger
	if book != nil {
		from = book
	}
	sent, err := p.sent(ctx, from, in)
	if err != nil {
		return nil, err
	}
	r, err := p.reminder(ctx, from, sent, moment, "")
	if err != nil {
		return nil, err
	}
	out := &Standing{Period: in.period.String(), AsOf: moment, Registered: r.Registered, NoHolidays: r.Unknown(), Units: []UnitStatus{}}
	if out.Unread, err = p.unread(in); err != nil {
		return nil, err
	}
	told, open := map[string]bool{}, p.openFindings(in)
	for _, d := range r.Duties {
		s := unitStatus(d, in.period, moment)
		if !told[d.Unit.Code] {
			s.Open = open[d.Unit.Code]
		}
		told[d.Unit.Code] = true
		out.Units = append(out.Units, s)
	}
	return out, nil
}

func unitStatus(d compose.Duty, period stat.Period, moment time.Time) UnitStatus {
	s := UnitStatus{
		Code: d.Unit.CodeAt(period), Name: d.Unit.NameAt(period), Forms: d.Forms, State: string(d.State), File: d.File, Arrived: d.Arrived,
		Late: int(d.Late(moment) / time.Minute), Reminders: d.Reminders, Contact: d.Contact, Phone: d.Phone,
	}
	if d.Arrived != nil {
		at := d.Arrived.In(calendar.Zone())
		s.Arrived = &at
	}
	if d.State == consolidate.Missing {
		s.State = NotReported
	}
	if d.Deadline == nil {
		return s
	}
	s.Due = &d.Deadline.At
	if d.Open() {
		s.Stage, s.Left = d.Stage.String(), int(max(0, d.Deadline.At.Sub(moment))/time.Minute)
	}
	return s
}

// openFindings counts the findings of each unit and its sub-parks that need a person.
func (p *Project) openFindings(in *received) map[string]int {
	open := map[string]int{}
	for r := range in.results().Findings() {
		u, ok := p.Plan.Unit(r.Subject.Unit)
		if !ok || !r.Open() {
			continue
		}
		open[u.Code]++
		if u.Parent != "" && u.Parent != u.Code {
			open[u.Parent]++
		}
	}
	return open
}

// unread counts the files that lie in the inputs and were not there at the last run.
func (p *Project) unread(in *received) (int, error) {
	list, err := p.listInputs(in.from)
	var f *fault.Fault
	if errors.As(err, &f) && f.Code == fault.Usage {
		return 0, nil // no folder yet
	}
	n := 0
	for _, f := range list {
		if f.Skipped == "" && in.inputs[f.Name] == "" {
			n++
		}
	}
	return n, err
}
