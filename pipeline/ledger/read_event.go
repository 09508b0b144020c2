package ledger

import (
	"context"
	"database/sql"
	"time"

	"zhibao/pipeline/stat"
)

// EventKind is what was decided about a period. The zero value is invalid.
type EventKind string

// Kinds of event.
const (
	Closed   EventKind = "closed"   // 封存, after 验收
	Reopened EventKind = "reopened" // 重开, for a revision
	Signed   EventKind = "signed"   // one step of the sign-off
)

// Event is a decision about a period as a whole, bound to its latest run and to
// what the report said then.
type Event struct {
	Seq     int64 // made by the ledger
	Period  stat.Period
	Kind    EventKind
	Step    string // 初审, 复审 or 签发; empty if nothing is signed
	Run     int64  // number of the run
	Content string // SHA-256 of the report's content
	Name    string // office or title of who decided
	Reason  string
	At      time.Time // to the millisecond
}

const eventTime = "2006-01-02T15:04:05.000Z"

// RecordEvent adds an event to the history of its period. The events of all periods
// are one chain of digests.
func (l *Ledger) RecordEvent(ctx context.Context, e Event) error {
	err := l.recordEvent(ctx, e)
	if err != nil {
		return l.fault("台账没有写入：", err)
	}
	return nil
}

func (l *Ledger) recordEvent(ctx context.Context, e Event) error {
	period, err := encodePeriod(e.Period)
	if err != nil {
		return err
	}
	return l.write(ctx, func(tx *sql.Tx) error {
		if l.engine.alone != "" {
			if _, err := tx.ExecContext(ctx, l.engine.alone); err != nil {
				return err
			}
		}
		previous, err := lastEvent(ctx, tx, e.At)
		if err != nil {
			return err
		}
		r := row{period, e.Period.Key(), string(e.Kind), e.Step, e.Run, e.Content, e.Name, e.Reason, e.At.UTC().Format(eventTime)}
		_, err = l.engine.into(tx, "period_event", eventColumns+", digest", "seq").number(ctx, append(r, eventDigest(previous, r)))
		return err
	})
}

// lastEvent is the end of the chain of events. Nothing may be decided at a time before
// the last decision or the last run.
func lastEvent(ctx context.Context, q querier, at time.Time) (digest string, err error) {
	all, err := collect(ctx, q, func(rows *sql.Rows) (last [2]string, err error) { return last, scan(rows, &last[0], &last[1]) },
		`SELECT digest, at FROM period_event ORDER BY seq DESC LIMIT 1`)
	if err != nil {
		return "", err
	}
	for _, last := range all {
		decided, err := time.Parse(eventTime, last[1])
		if err == nil {
			err = checkClock(at, "签发或封存", decided)
		}
		if err != nil {
			return "", err
		}
		digest = last[0]
	}
	return digest, checkAfterRun(ctx, q, at)
}

const eventColumns = "period, period_key, kind, step, run_seq, content, name, reason, at"

// eventDigest is an event's link in the chain, after one whose digest was previous.
func eventDigest(previous string, event row) string {
	d := newDigester()
	d.add(append(row{previous}, event...))
	return d.sum()
}

// Events returns the events of a period in the order of recording.
func (l *Ledger) Events(ctx context.Context, period stat.Period) ([]Event, error) {
	events, err := collect(ctx, l.db, func(rows *sql.Rows) (e Event, err error) {
		var p, at string
		if err = scan(rows, &e.Seq, &p, &e.Kind, &e.Step, &e.Run, &e.Content, &e.Name, &e.Reason, &at); err != nil {
			return e, err
		}
		if e.Period, err = decodePeriod(p); err == nil {
			e.At, err = time.Parse(eventTime, at)
		}
		return e, err
	}, `SELECT seq, period, kind, step, run_seq, content, name, reason, at FROM period_event WHERE period_key = $1 AND period = $2 ORDER BY seq`,
		period.Key(), period.String())
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return events, nil
}

// Events returns the events of a period up to now: a decision of today holds for
// what is looked back at, too.
func (v *View) Events(ctx context.Context, period stat.Period) ([]Event, error) {
	return v.ledger.Events(ctx, period)
}
