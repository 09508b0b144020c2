package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"zhibao/pipeline/stat"
)

// Periods returns the periods that have a run, in the order of time; a year
// comes after its December.
func (l *Ledger) Periods(ctx context.Context) ([]stat.Period, error) {
	return l.AsOf(endOfTime).Periods(ctx)
}

// Periods returns what Ledger.Periods returned then.
func (v *View) Periods(ctx context.Context) ([]stat.Period, error) {
	l := v.ledger
	periods, err := collect(ctx, l.db, scanPeriod,
		`SELECT period FROM run WHERE seq IN (SELECT max(seq) FROM run WHERE seq <= $1 GROUP BY period_key)`, v.seq)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	slices.SortFunc(periods, func(a, b stat.Period) int {
		switch {
		case a.Before(b):
			return -1
		case b.Before(a):
			return 1
		case a.Kind != stat.Year && b.Kind != stat.Year: // of one last day: 6月 and 6月下旬
			return cmp.Compare(a.Key(), b.Key())
		case a.Kind == stat.Year:
			return 1
		}
		return -1
	})
	return periods, nil
}

// LastRun returns the latest run of a period; ok is false if there was none.
func (l *Ledger) LastRun(ctx context.Context, period stat.Period) (run Run, ok bool, err error) {
	run, err = l.lastRun(ctx, period)
	if err != nil {
		return Run{}, false, l.fault("无法读取台账：", err)
	}
	return run, run.Period != stat.Period{}, nil
}

func (l *Ledger) lastRun(ctx context.Context, period stat.Period) (run Run, err error) {
	last, err := latest(ctx, l.db, period)
	if err != nil || last.seq == 0 {
		return Run{}, err
	}
	return l.readRun(ctx, last)
}

// readRun reads what hangs on a run.
func (l *Ledger) readRun(ctx context.Context, last head) (run Run, err error) {
	run = Run{ID: last.id}
	if run.At, err = decodeTime(last.at); err != nil {
		return Run{}, err
	}
	if run.Period, err = decodePeriod(last.period); err != nil {
		return Run{}, err
	}
	if run.Versions, err = l.pairs(ctx, `SELECT name, version FROM run_version WHERE run_seq = $1`, last.seq); err != nil {
		return Run{}, err
	}
	if run.Inputs, err = l.pairs(ctx, `SELECT file, sha256 FROM run_input WHERE run_seq = $1`, last.seq); err != nil {
		return Run{}, err
	}
	if run.Arrivals, err = l.arrivals(ctx, last.seq); err != nil {
		return Run{}, err
	}
	results, err := l.results(ctx, `WHERE r.run_seq = $1`, last.seq)
	run.Batch = results[last.seq]
	return run, err
}

// Before returns the newest run of a period whose inputs were not those of the
// latest one, with its submissions as Received gives them; ok is false if there is
// none. Names do not matter, only contents: a file that was renamed is the same.
func (l *Ledger) Before(ctx context.Context, period stat.Period) (run Run, subs []Submission, ok bool, err error) {
	return l.AsOf(endOfTime).Before(ctx, period)
}

// Before returns what Ledger.Before returned then.
func (v *View) Before(ctx context.Context, period stat.Period) (run Run, subs []Submission, ok bool, err error) {
	l := v.ledger
	run, subs, err = l.before(ctx, period, v.seq)
	if err != nil {
		return Run{}, nil, false, l.fault("无法读取台账：", err)
	}
	return run, subs, run.Period != stat.Period{}, nil
}

func (l *Ledger) before(ctx context.Context, period stat.Period, until int64) (run Run, subs []Submission, err error) {
	runs, err := collect(ctx, l.db, scanHead, `SELECT seq, id, digest, period, coalesce(at, '') FROM run WHERE period_key = $1 AND period = $2 AND seq <= $3 ORDER BY seq DESC`,
		period.Key(), period.String(), until)
	if err != nil || len(runs) == 0 {
		return Run{}, nil, err
	}
	var now []string
	for i, h := range runs {
		inputs, err := l.pairs(ctx, `SELECT file, sha256 FROM run_input WHERE run_seq = $1`, h.seq)
		if err != nil {
			return Run{}, nil, err
		}
		contents := slices.Sorted(maps.Values(inputs))
		if i == 0 {
			now = contents
		}
		if slices.Equal(now, contents) {
			continue
		}
		if subs, err = l.received(ctx, h.seq); err != nil {
			return Run{}, nil, err
		}
		run, err = l.readRun(ctx, h)
		return run, subs, err
	}
	return Run{}, nil, nil
}

// ReportedOn returns the value of one side field of the forms (such as 报出日期)
// by file of the latest run; of several forms in a file the greatest.
func (l *Ledger) ReportedOn(ctx context.Context, period stat.Period, item string, measure stat.Measure) (map[string]string, error) {
	return l.AsOf(endOfTime).ReportedOn(ctx, period, item, measure)
}

// ReportedOn returns what Ledger.ReportedOn returned then.
func (v *View) ReportedOn(ctx context.Context, period stat.Period, item string, measure stat.Measure) (map[string]string, error) {
	l := v.ledger
	run, err := v.run(ctx, period)
	if err == nil {
		var dates map[string]string
		dates, err = l.pairs(ctx, `SELECT s.file, max(o.read_text`+l.engine.binary+`) FROM run_submission rs
			JOIN submission s ON s.id = rs.submission_id JOIN observation o ON o.submission_id = s.id
			WHERE rs.run_seq = $1 AND o.item = $2 AND o.measure = $3 GROUP BY s.file`, run.seq, item, string(measure))
		if err == nil {
			return dates, nil
		}
	}
	return nil, l.fault("无法读取台账：", err)
}

func (l *Ledger) pairs(ctx context.Context, query string, args ...any) (map[string]string, error) {
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (kv [2]string, err error) {
		err = scan(rows, &kv[0], &kv[1])
		return kv, err
	}, query, args...)
	m := make(map[string]string, len(all))
	for _, kv := range all {
		m[kv[0]] = kv[1]
	}
	return m, err
}

// head is a run without what hangs on it; seq is 0 if there is none.
type head struct {
	seq                    int64
	id, digest, period, at string
}

// latest is the latest run of a period. A month and its quarter are one observation
// and two report kinds, each with runs of its own.
func latest(ctx context.Context, q querier, period stat.Period) (head, error) {
	all, err := collect(ctx, q, scanHead, `SELECT seq, id, digest, period, coalesce(at, '') FROM run WHERE period_key = $1 AND period = $2 ORDER BY seq DESC LIMIT 1`,
		period.Key(), period.String())
	if err != nil || len(all) == 0 {
		return head{}, err
	}
	return all[0], nil
}

func scanHead(rows *sql.Rows) (h head, err error) {
	err = scan(rows, &h.seq, &h.id, &h.digest, &h.period, &h.at)
	return h, err
}

func linksOf(ctx context.Context, q querier, seq int64) ([]link, error) {
	return collect(ctx, q, func(rows *sql.Rows) (l link, err error) {
		err = scan(rows, &l.id, &l.file, &l.digest)
		return l, err
	}, `SELECT s.id, s.file, s.digest FROM run_submission rs JOIN submission s ON s.id = rs.submission_id
		WHERE rs.run_seq = $1 ORDER BY rs.position`, seq)
}

func scanPeriod(rows *sql.Rows) (stat.Period, error) {
	var s string
	if err := scan(rows, &s); err != nil {
		return stat.Period{}, err
	}
	return decodePeriod(s)
}
