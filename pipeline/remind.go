package pipeline

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// kindNames are the words for kinds of unit in the calendar of zhibao.yaml.
var kindNames = map[plan.UnitKind]string{plan.County: "县市区", plan.Park: "园区", plan.DeptUnit: "市直部门"}

// UnitKindNames are the words by which the calendar tells kinds of unit.
func UnitKindNames() []string { return []string{"县市区", "园区", "市直部门"} }

// sending is everything that the units sent for a period, and the moment that
// lateness is judged by.
type sending struct {
	period     stat.Period
	versions   map[string][]ledger.Version // by unit, the earliest first
	states     []consolidate.UnitState
	registered bool // there is a 收件.csv
}

// sent recalls from the ledger what was ever sent for the period; without a ledger
// nothing was.
func (p *Project) sent(ctx context.Context, book reader, in *received) (*sending, error) {
	var versions []ledger.Version
	if book != nil {
		var err error
		if versions, err = book.Versions(ctx, in.period); err != nil {
			return nil, err
		}
	}
	s := &sending{period: in.period, versions: map[string][]ledger.Version{}, states: in.states(p), registered: in.registered()}
	noted := map[string]time.Time{}
	for _, a := range in.arrivals {
		noted[a.File] = a.At
	}
	for _, v := range versions {
		// The register still speaks of a file that is gone; of one whose content was
		// exchanged under the same name, only the run that had it knows.
		if at, ok := noted[v.File]; ok && in.inputs[v.File] == "" {
			v.Arrived = &at
		}
		s.versions[v.Unit] = append(s.versions[v.Unit], v)
		for _, r := range v.Results {
			if r.Rule == rule.ReportsTogether && r.Subject.Unit != v.Unit {
				s.versions[r.Subject.Unit] = append(s.versions[r.Subject.Unit], v)
			}
		}
	}
	for _, list := range s.versions {
		inOrder(list)
	}
	return s, nil
}

// registered reports whether the run had a 收件.csv.
func (in *received) registered() bool { return in.inputs[workspace.ReceiptsName] != "" }

// inOrder sorts a unit's versions by the time they came, if all were registered;
// else by the run that found them first, the superseded before what took their
// place, then by 报出日期.
func inOrder(list []ledger.Version) {
	timed := !slices.ContainsFunc(list, func(v ledger.Version) bool { return v.Arrived == nil })
	rank := func(v ledger.Version) int {
		if v.State == ledger.Superseded {
			return 0
		}
		return 1
	}
	slices.SortFunc(list, func(a, b ledger.Version) int {
		if timed && !a.Arrived.Equal(*b.Arrived) {
			return a.Arrived.Compare(*b.Arrived)
		}
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.ReportedOn, b.ReportedOn), cmp.Compare(a.SHA256, b.SHA256))
	})
}

// by leaves out what came after a moment, if there is one; what was not registered
// stays.
func (s *sending) by(unit string, moment time.Time) []ledger.Version {
	return slices.DeleteFunc(slices.Clone(s.versions[unit]), func(v ledger.Version) bool {
		return !moment.IsZero() && v.Arrived != nil && v.Arrived.After(moment)
	})
}

// covers reports whether a version brought a form of the unit: some cell of it is
// filled. A version of another unit that reports for both brings all, and any
// version brings a form without id.
func covers(v ledger.Version, unit, form string) bool {
	return form == "" || v.Unit != unit && len(v.Cells) > 0 || slices.ContainsFunc(v.Cells, func(c ledger.Filled) bool { return c.Form == form })
}

// coming is when a form came first. Timeliness goes by the first version with the
// form, accepted or returned: sending it back is the bureau's judgement of its
// content, and the corrected version is not late for it.
type coming struct {
	came bool
	at   *time.Time // nil if it was not registered, so that nobody knows
}

// first finds when a form came by a deadline, nil if there is none. One registered
// arrival in time settles it; otherwise an unregistered one leaves it open, unless
// it was found only by a later run than the registered one: a correction that
// nobody registered came after what it corrects.
func first(versions []ledger.Version, unit, form string, deadline *calendar.Deadline) coming {
	var c coming
	versions = slices.DeleteFunc(slices.Clone(versions), func(v ledger.Version) bool { return !covers(v, unit, form) })
	registered := int64(math.MaxInt64) // the first run that found a registered one
	for _, v := range versions {
		c.came = true
		if v.Arrived != nil {
			registered = min(registered, v.First)
			if c.at == nil || v.Arrived.Before(*c.at) {
				c.at = v.Arrived
			}
		}
	}
	unknown := slices.ContainsFunc(versions, func(v ledger.Version) bool { return v.Arrived == nil && v.First <= registered })
	if unknown && (c.at == nil || deadline == nil || c.at.After(deadline.At)) {
		c.at = nil
	}
	return c
}

// owed is a form that a unit must send.
type owed struct {
	def      *form.Def
	looked   string // id of the form to look for; empty where it stands alone and may hold nothing
	deadline *calendar.Deadline
}

// owes lists the forms that a unit must send for a period.
func (p *Project) owes(u *plan.Unit, period stat.Period) []owed {
	var list []owed
	for _, sheet := range p.Sheets(u, period) {
		if !sheet.Owed() || slices.ContainsFunc(list, func(o owed) bool { return o.def.ID == sheet.Def.ID }) {
			continue
		}
		o := owed{def: sheet.Def, looked: sheet.Def.ID}
		if period.Short() {
			o.looked = ""
		}
		if d, ok := p.Settings.Schedule.Deadline(period, sheet.Def.Code, kindNames[u.Kind]); ok {
			o.deadline = &d
		}
		list = append(list, o)
	}
	return list
}

// reminder says what every unit owed, and what had come by the moment.
func (p *Project) reminder(ctx context.Context, book reader, s *sending, moment time.Time, why string) (compose.Reminder, error) {
	contacts := map[string]ledger.Contact{}
	if book != nil {
		var err error
		if contacts, err = book.Contacts(ctx, s.period); err != nil {
			return compose.Reminder{}, err
		}
	}
	r := compose.Reminder{Moment: moment, Why: why, Registered: s.registered}
	for _, u := range s.states {
		versions := s.by(u.Unit.Code, moment)
		var duties []compose.Duty
		for _, o := range p.owes(u.Unit, s.period) {
			d := duty(u, o, versions, moment)
			if i := slices.IndexFunc(duties, func(x compose.Duty) bool { return sameDuty(x, d) }); i >= 0 {
				duties[i].Forms = append(duties[i].Forms, o.def.Code)
				continue
			}
			d.Contact = cmp.Or(u.Unit.Contact, legible(contacts[u.Unit.Code].Name))
			d.Phone = cmp.Or(u.Unit.Phone, legible(contacts[u.Unit.Code].Phone))
			duties = append(duties, d)
		}
		r.Duties = append(r.Duties, duties...)
	}
	return r, nil
}

// duty is one form of one unit.
func duty(u consolidate.UnitState, o owed, versions []ledger.Version, moment time.Time) compose.Duty {
	came := first(versions, u.Unit.Code, o.looked, o.deadline)
	if u.State == consolidate.Missing {
		came = coming{} // what it sent was taken out again, so it is asked anew
	}
	d := compose.Duty{Unit: u.Unit, Forms: []string{o.def.Code}, Authority: o.def.Authority, Deadline: o.deadline, State: consolidate.Missing}
	if came.came {
		d.State, d.File, d.Arrived = u.State, u.File, came.at
	}
	if o.deadline == nil || came.came && came.at == nil {
		return d
	}
	until := moment
	if came.came {
		until = *came.at
	}
	stage := calendar.StageAt(o.deadline.At, until)
	d.Reminders = stage.Reminders()
	if !came.came {
		d.Stage = stage
	}
	return d
}

// sameDuty reports whether two forms of a unit share a line: due and come together.
func sameDuty(a, b compose.Duty) bool {
	sameTime := func(x, y *time.Time) bool { return x == nil && y == nil || x != nil && y != nil && x.Equal(*y) }
	sameDeadline := a.Deadline == nil && b.Deadline == nil || a.Deadline != nil && b.Deadline != nil && a.Deadline.At.Equal(b.Deadline.At)
	return sameDeadline && a.State == b.State && sameTime(a.Arrived, b.Arrived)
}

// longestContact is how many characters of a foot field are shown.
const longestContact = 20

// legible keeps what a person can read of a text that a unit typed.
func legible(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
	if r := []rune(s); len(r) > longestContact {
		return string(r[:longestContact]) + "…"
	}
	return s
}

// moment is the time as of which outputs judge lateness, and where it comes from.
// It is never the clock's: what was asked for, else what the configuration says of
// the period, else the last arrival, else the last deadline.
func (p *Project) moment(in *received) (time.Time, string) {
	if t := p.Settings.AsOf; t != nil {
		return *t, "运行时指定"
	}
	if t := p.Settings.Papers[in.period.String()].AsOf; t != nil {
		return *t, "工作区配置"
	}
	var last time.Time
	for _, a := range in.arrivals {
		if a.At.After(last) {
			last = a.At
		}
	}
	if !last.IsZero() {
		return last, "收件登记中最后一份的收到时间"
	}
	for _, u := range p.Due(in.period) {
		for _, o := range p.owes(u, in.period) {
			if o.deadline != nil && o.deadline.At.After(last) {
				last = o.deadline.At
			}
		}
	}
	return last, "报送期限"
}
