package ledger

import (
	"context"
	"database/sql"
	"slices"

	"zhibao/pipeline/stat"
)

// Periods returns the periods that have a run, in the order of time; a year
// comes after its December.
func (l *Ledger) Periods(ctx context.Context) ([]stat.Period, error) {
	periods, err := collect(ctx, l.db, scanPeriod,
		`SELECT period FROM run WHERE seq IN (SELECT max(seq) FROM run GROUP BY period_key)`)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	slices.SortFunc(periods, func(a, b stat.Period) int {
		switch {
		case a.Before(b):
			return -1
		case b.Before(a):
			return 1
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
	last, err := latest(ctx, l.db, period.Key())
	if err != nil || last.seq == 0 {
		return Run{}, err
	}
	run = Run{ID: last.id}
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

func (l *Ledger) pairs(ctx context.Context, query string, seq int64) (map[string]string, error) {
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (kv [2]string, err error) {
		err = rows.Scan(&kv[0], &kv[1])
		return kv, err
	}, query, seq)
	m := make(map[string]string, len(all))
	for _, kv := range all {
		m[kv[0]] = kv[1]
	}
	return m, err
}

// head is a run without what hangs on it; seq is 0 if there is none.
type head struct {
	seq                int64
	id, digest, period string
}

func latest(ctx context.Context, q querier, key string) (head, error) {
	all, err := collect(ctx, q, func(rows *sql.Rows) (h head, err error) {
		err = rows.Scan(&h.seq, &h.id, &h.digest, &h.period)
		return h, err
	}, `SELECT seq, id, digest, period FROM run WHERE period_key = $1 ORDER BY seq DESC LIMIT 1`, key)
	if err != nil || len(all) == 0 {
		return head{}, err
	}
	return all[0], nil
}

func linksOf(ctx context.Context, q querier, seq int64) ([]link, error) {
	return collect(ctx, q, func(rows *sql.Rows) (l link, err error) {
		err = rows.Scan(&l.id, &l.file, &l.digest)
		return l, err
	}, `SELECT s.id, s.file, s.digest FROM run_submission rs JOIN submission s ON s.id = rs.submission_id
		WHERE rs.run_seq = $1 ORDER BY rs.position`, seq)
}

func scanPeriod(rows *sql.Rows) (stat.Period, error) {
	var s string
	if err := rows.Scan(&s); err != nil {
		return stat.Period{}, err
	}
	return decodePeriod(s)
}
