package pipeline

import (
	"context"
	"errors"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
)

// UnitStatus is a unit that owes a report and how it stands.
type UnitStatus struct {
	Code  string `json:"unit"`
	Name  string `json:"name"`
	State string `json:"state"`
	File  string `json:"file,omitempty"`
	Open  int    `json:"open"` // findings that need a person
}

// Status tells from the ledger who has sent and who has not. Before the first
// run of the period everybody is missing.
func Status(ctx context.Context, p *Project, period stat.Period) ([]UnitStatus, error) {
	book, in, err := p.recall(ctx, period)
	var f *fault.Fault
	switch {
	case errors.As(err, &f) && f.Code == fault.Usage:
		in = &received{period: period}
	case err != nil:
		return nil, err
	default:
		defer book.Close()
	}
	var list []UnitStatus
	for _, u := range in.states(p) {
		s := UnitStatus{Code: u.Unit.CodeAt(period), Name: u.Unit.NameAt(period), State: string(u.State), File: u.File}
		if u.State == consolidate.Missing {
			s.State = "未报"
		}
		for _, r := range in.results() {
			sub, ok := p.Plan.Unit(r.Subject.Unit)
			if ok && (sub.Code == u.Unit.Code || sub.Parent == u.Unit.Code) && r.Open() {
				s.Open++
			}
		}
		list = append(list, s)
	}
	return list, nil
}
