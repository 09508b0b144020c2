package ledger

import (
	"time"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// State is what was decided about a submission. The zero value is invalid.
type State string

// States: 已接收 counts; 退回 waits for a corrected file; 被取代 was replaced by
// another file of the same unit in the same run, or is a copy of it.
const (
	Accepted   State = "accepted"
	Returned   State = "returned"
	Superseded State = "superseded"
)

// String is the Chinese word.
func (s State) String() string {
	switch s {
	case Accepted:
		return "已接收"
	case Returned:
		return "退回"
	case Superseded:
		return "被取代"
	}
	return "状态不明"
}

// Submission is one file of a unit as it was received and judged.
type Submission struct {
	Period       stat.Period
	Unit         string // code of the unit
	File         string // name as it arrived, relative to the period's inputs
	SHA256       string
	State        State
	Versions     string // hash of the forms, rules, plan and tool that judged it
	Observations []stat.Observation
	Results      []rule.Result // failed and not evaluated ones
	Passed       int           // how many passed
}

// Run is one pass over all inputs of a period.
type Run struct {
	ID       string // made by the caller from the content, so that the same input has the same id
	Period   stat.Period
	At       time.Time         // when it was made, to the millisecond; zero if not known (未记录)
	Versions map[string]string // name → version of forms, rules, plan, tool
	Inputs   map[string]string // file → SHA-256
	Arrivals []Arrival         // when the files came, as 收件.csv says
	Batch    []rule.Result     // results of no submission: missing units, unknown files, cross-unit rules
}
