package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
)

// timeLayout is RFC 3339 in UTC with a fixed width, so that texts order as times do.
const timeLayout = "2006-01-02T15:04:05.000Z"

func encodeTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

func decodeTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(timeLayout, s)
}

// ChainLink is the next value of a hash chain: SHA-256 over the value before, what
// is added, and its time as stored (empty if not known).
func ChainLink(previous, digest, at string) string {
	d := newDigester()
	d.add(row{previous, digest, at})
	return d.sum()
}

// Head is a run without what hangs on it.
type Head struct {
	Seq    int64
	ID     string
	Digest string // of the run and all that hangs on it
	Period stat.Period
	At     time.Time // zero: 未记录
	Chain  string    // as stored; empty for a run made before runs were chained
}

// Link is the run's place in the chain after a run whose link was previous. The
// first run's previous is empty; runs without a stored chain have a link too.
func (h Head) Link(previous string) string { return ChainLink(previous, h.Digest, encodeTime(h.At)) }

// Runs returns every run of every period in the order in which they were recorded.
func (l *Ledger) Runs(ctx context.Context) ([]Head, error) {
	heads, err := collect(ctx, l.db, scanDated, selectHead+` ORDER BY seq`)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return heads, nil
}

const selectHead = `SELECT seq, id, digest, period, coalesce(at, ''), coalesce(chain, '') FROM run`

func scanDated(rows *sql.Rows) (h Head, err error) {
	var period, at string
	if err := scan(rows, &h.Seq, &h.ID, &h.Digest, &period, &at, &h.Chain); err != nil {
		return h, err
	}
	if h.Period, err = decodePeriod(period); err == nil {
		h.At, err = decodeTime(at)
	}
	return h, err
}

// slowClock is how much two desks' clocks may differ.
const slowClock = 10 * time.Minute

// date gives a new run its columns at and chain. A clock that went backwards is a
// fault: what is asked for by date would be wrong ever after.
func date(ctx context.Context, tx *sql.Tx, digest string, at time.Time) (row, error) {
	last, err := collect(ctx, tx, scanDated, selectHead+` ORDER BY seq DESC LIMIT 1`)
	if err != nil {
		return nil, err
	}
	previous := ""
	if len(last) > 0 {
		if err := checkClock(at, "运行", last[0].At); err != nil {
			return nil, err
		}
		if previous, err = lastLink(ctx, tx, last[0]); err != nil {
			return nil, err
		}
	}
	var stored any
	if !at.IsZero() {
		stored = encodeTime(at)
	}
	return row{stored, ChainLink(previous, digest, encodeTime(at))}, nil
}

// checkClock refuses a time before that of what was recorded last; what says what
// that was. Either may be zero.
func checkClock(at time.Time, what string, last time.Time) error {
	if at.IsZero() || !at.Before(last.Add(-slowClock)) {
		return nil
	}
	return fault.Break(fmt.Sprintf("电脑的时间（%s）早于台账里上一次%s的时间（%s）。", shownTime(at), what, shownTime(last)), "",
		"请校准电脑的日期和时间后重新运行；台账没有被改动。", nil)
}

// CheckClock refuses a time before that of the last run, printing or decision, which
// whoever is about to print asks before anything is put in its place.
func (l *Ledger) CheckClock(ctx context.Context, at time.Time) error {
	_, err := lastEvent(ctx, l.db, at)
	if err == nil {
		var texts []string
		texts, err = collect(ctx, l.db, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
			`SELECT at FROM publication ORDER BY id DESC LIMIT 1`)
		for _, text := range texts {
			var last time.Time
			if last, err = decodeTime(text); err == nil {
				err = checkClock(at, "输出", last)
			}
		}
	}
	return l.fault("无法读取台账：", err)
}

func checkAfterRun(ctx context.Context, q querier, at time.Time) error {
	runs, err := collect(ctx, q, scanDated, selectHead+` ORDER BY seq DESC LIMIT 1`)
	if err != nil || len(runs) == 0 {
		return err
	}
	return checkClock(at, "运行", runs[0].At)
}

func shownTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// lastLink is the chain's end. Over runs that were made before there was a chain it
// is worked out, so that the first new run vouches for them too.
func lastLink(ctx context.Context, tx *sql.Tx, last Head) (string, error) {
	if last.Chain != "" {
		return last.Chain, nil
	}
	all, err := collect(ctx, tx, scanDated, selectHead+` ORDER BY seq`)
	link := ""
	for _, h := range all {
		link = h.Link(link)
	}
	return link, err
}
