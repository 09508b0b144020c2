package ledger

import (
	"context"
	"database/sql"
	"time"

	"zhibao/pipeline/stat"
)

// Arrival says when a file came, as the bureau noted it in 收件.csv.
type Arrival struct {
	File string // name as it arrived, relative to the period's inputs
	At   time.Time
	Unit string // code of the unit as noted; may be empty
	Line int    // in 收件.csv
}

func arrivalRows(arrivals []Arrival) []row {
	out := make([]row, 0, len(arrivals))
	for _, a := range arrivals {
		out = append(out, row{int64(a.Line), a.File, a.At.UTC().Format(time.RFC3339), a.Unit})
	}
	return out
}

// arrivals are those of a run, in the order of the lines; times are UTC.
func (l *Ledger) arrivals(ctx context.Context, seq int64) ([]Arrival, error) {
	return collect(ctx, l.db, func(rows *sql.Rows) (a Arrival, err error) {
		var at string
		if err := scan(rows, &a.Line, &a.File, &at, &a.Unit); err != nil {
			return a, err
		}
		a.At, err = time.Parse(time.RFC3339, at)
		return a, err
	}, `SELECT line, file, arrived, unit FROM run_arrival WHERE run_seq = $1 ORDER BY line`, seq)
}

// InputNames are the names of all files that a run of the period ever found.
func (l *Ledger) InputNames(ctx context.Context, period stat.Period) (map[string]bool, error) {
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (name string, err error) {
		err = scan(rows, &name)
		return name, err
	}, `SELECT DISTINCT i.file FROM run r JOIN run_input i ON i.run_seq = r.seq WHERE r.period_key = $1`, period.Key())
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	names := make(map[string]bool, len(all))
	for _, n := range all {
		names[n] = true
	}
	return names, nil
}
