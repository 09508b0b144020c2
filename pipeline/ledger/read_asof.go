package ledger

import (
	"context"
	"database/sql"
	"math"
	"time"

	"zhibao/pipeline/stat"
)

// Mark names a run: its number over all periods, in the order of recording.
type Mark struct {
	Seq    int64
	ID     string
	Period stat.Period
	At     time.Time // when it was made; zero if the ledger does not say
}

// Marks lists the runs of all periods from the oldest to the newest.
func (l *Ledger) Marks(ctx context.Context) ([]Mark, error) {
	marks, err := collect(ctx, l.db, func(rows *sql.Rows) (m Mark, err error) {
		var p, at string
		if err = scan(rows, &m.Seq, &m.ID, &p, &at); err != nil {
			return m, err
		}
		if m.Period, err = decodePeriod(p); err == nil {
			m.At, err = decodeTime(at)
		}
		return m, err
	}, `SELECT seq, id, period, coalesce(at, '') FROM run ORDER BY seq`)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return marks, nil
}

// View is the ledger as it stood after a run: of each period the newest run up to
// it counts.
type View struct {
	ledger *Ledger
	seq    int64
}

// endOfTime is the number of a run that comes after all others.
const endOfTime = math.MaxInt64

// AsOf returns the ledger as it stood after the run of that number.
func (l *Ledger) AsOf(seq int64) *View { return &View{l, seq} }

// Observations returns what Ledger.Observations returned then.
func (v *View) Observations(ctx context.Context, period stat.Period) ([]stat.Observation, error) {
	return v.observations(ctx, period, observationsOfRun)
}

// Packed returns what Ledger.Packed returned then.
func (v *View) Packed(ctx context.Context, period stat.Period) ([]stat.Packed, error) {
	run, err := v.newest(ctx, period)
	if err != nil || run.seq == 0 {
		return nil, err
	}
	return v.ledger.packed(ctx, observationsOfRun, run.seq)
}

// Item returns what Ledger.Item returned then.
func (v *View) Item(ctx context.Context, period stat.Period, item string) ([]stat.Observation, error) {
	return v.observations(ctx, period, observationsOfRun+` AND o.item = $2`, item)
}

// observationsOfRun reads the observations of the latest accepted submission of
// each unit in one run.
const observationsOfRun = `
WITH valid AS (
    SELECT max(rs.position) AS position
    FROM run_submission rs JOIN run r ON r.seq = rs.run_seq JOIN submission s ON s.id = rs.submission_id
    WHERE rs.run_seq = $1 AND s.state = 'accepted' AND s.period_key = r.period_key
    GROUP BY s.unit
)
SELECT o.unit, o.form, o.item, o.measure, o.period, o.kind, o.number, o.read_text, o.vintage, o.sample,
    coalesce(o.file, s.file), coalesce(o.sha256, s.sha256), o.sheet, o.cell, o.submission_id, o.position
FROM valid JOIN run_submission rs ON rs.position = valid.position
JOIN submission s ON s.id = rs.submission_id
JOIN observation o ON o.submission_id = s.id
WHERE rs.run_seq = $1`

func (v *View) observations(ctx context.Context, period stat.Period, query string, args ...any) ([]stat.Observation, error) {
	run, err := v.newest(ctx, period)
	if err != nil || run.seq == 0 {
		return nil, err
	}
	return v.ledger.observations(ctx, query, append([]any{run.seq}, args...)...)
}

// run is the newest run of a period up to the view's.
func (v *View) run(ctx context.Context, period stat.Period) (head, error) {
	h, err := v.newest(ctx, period)
	if h.period != period.String() {
		return head{}, err
	}
	return h, err
}

// newest is the newest run of a period up to the view's, or of what shares its
// observations if the period has none of its own.
func (v *View) newest(ctx context.Context, period stat.Period) (head, error) {
	all, err := collect(ctx, v.ledger.db, func(rows *sql.Rows) (h head, err error) {
		err = scan(rows, &h.seq, &h.id, &h.digest, &h.period)
		return h, err
	}, `SELECT seq, id, digest, period FROM run WHERE period_key = $1 AND seq <= $3
		ORDER BY CASE WHEN period = $2 THEN 0 ELSE 1 END, seq DESC LIMIT 1`, period.Key(), period.String(), v.seq)
	if err != nil {
		return head{}, v.ledger.fault("无法读取台账：", err)
	}
	if len(all) == 0 {
		return head{}, nil
	}
	return all[0], nil
}

// LastRun returns the newest run of a period then; ok is false if there was none.
func (v *View) LastRun(ctx context.Context, period stat.Period) (run Run, ok bool, err error) {
	last, err := v.run(ctx, period)
	if err != nil || last.seq == 0 {
		return Run{}, false, err
	}
	run = Run{ID: last.id}
	if run.Period, err = decodePeriod(last.period); err == nil {
		run.Versions, err = v.ledger.pairs(ctx, `SELECT name, version FROM run_version WHERE run_seq = $1`, last.seq)
	}
	if err == nil {
		run.Inputs, err = v.ledger.pairs(ctx, `SELECT file, sha256 FROM run_input WHERE run_seq = $1`, last.seq)
	}
	if err == nil {
		run.Arrivals, err = v.ledger.arrivals(ctx, last.seq)
	}
	if err == nil {
		results, e := v.ledger.results(ctx, `WHERE r.run_seq = $1`, last.seq)
		run.Batch, err = results[last.seq], e
	}
	if err != nil {
		return Run{}, false, v.ledger.fault("无法读取台账：", err)
	}
	return run, true, nil
}

// Received returns what Ledger.Received returned then.
func (v *View) Received(ctx context.Context, period stat.Period) ([]Submission, error) {
	run, err := v.run(ctx, period)
	if err != nil || run.seq == 0 {
		return nil, err
	}
	type numbered struct {
		id int64
		Submission
	}
	rows, err := collect(ctx, v.ledger.db, func(rows *sql.Rows) (n numbered, err error) {
		var p string
		if err = scan(rows, &n.id, &p, &n.Unit, &n.File, &n.SHA256, &n.State, &n.Versions, &n.Passed); err == nil {
			n.Period, err = decodePeriod(p)
		}
		return n, err
	}, `SELECT s.id, s.period, s.unit, s.file, s.sha256, s.state, s.versions, s.passed
		FROM run_submission rs JOIN submission s ON s.id = rs.submission_id WHERE rs.run_seq = $1 ORDER BY rs.position`, run.seq)
	if err != nil {
		return nil, v.ledger.fault("无法读取台账：", err)
	}
	results, err := v.ledger.results(ctx, `WHERE r.submission_id IN (SELECT submission_id FROM run_submission WHERE run_seq = $1)`, run.seq)
	if err != nil {
		return nil, v.ledger.fault("无法读取台账：", err)
	}
	var out []Submission
	for _, n := range rows {
		n.Results = results[n.id]
		out = append(out, n.Submission)
	}
	return out, nil
}
