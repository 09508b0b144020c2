package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"unique"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// validObservations reads the observations of the latest accepted submission of
// each unit in the latest run of a period, or of what shares its observations if
// the period has no run of its own (of June for the second quarter).
const validObservations = `
WITH latest AS (
    SELECT seq, period_key FROM run WHERE period_key = $1 ORDER BY CASE WHEN period = $2 THEN 0 ELSE 1 END, seq DESC LIMIT 1
), valid AS (
    SELECT rs.run_seq, max(rs.position) AS position
    FROM latest JOIN run_submission rs ON rs.run_seq = latest.seq
    JOIN submission s ON s.id = rs.submission_id
    WHERE s.state = 'accepted' AND s.period_key = latest.period_key
    GROUP BY rs.run_seq, s.unit
)
SELECT o.unit, o.form, o.item, o.measure, o.period, o.kind, o.number, o.read_text, o.vintage, o.sample,
    coalesce(o.file, s.file), coalesce(o.sha256, s.sha256), o.sheet, o.cell, o.submission_id, o.position
FROM valid JOIN run_submission rs ON rs.run_seq = valid.run_seq AND rs.position = valid.position
JOIN submission s ON s.id = rs.submission_id
JOIN observation o ON o.submission_id = s.id`

// Observations returns the valid values of a period: those of the latest
// accepted submission of each unit in the latest run, in the order of
// stat.Compare.
func (l *Ledger) Observations(ctx context.Context, period stat.Period) ([]stat.Observation, error) {
	return l.observations(ctx, validObservations, period.Key(), period.String())
}

// Packed returns what Observations does, in little memory.
func (l *Ledger) Packed(ctx context.Context, period stat.Period) ([]stat.Packed, error) {
	return l.packed(ctx, validObservations, period.Key(), period.String())
}

// packed reads observations and orders them by stat.Compare, those of one key as they
// were recorded. The database would need more memory for it.
func (l *Ledger) packed(ctx context.Context, query string, args ...any) ([]stat.Packed, error) {
	type placed struct {
		stat.Packed
		submission int64
		position   int64
	}
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (p placed, err error) {
		o, err := scanObservation(rows, &p.submission, &p.position)
		p.Packed = stat.Pack(o)
		return p, err
	}, query, args...)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(stat.ComparePacked(a.Packed, b.Packed), cmp.Compare(a.submission, b.submission), cmp.Compare(a.position, b.position))
	})
	list := make([]stat.Packed, len(all))
	for i := range all {
		list[i] = all[i].Packed
	}
	return list, nil
}

// Item returns what Observations does, of one item only.
func (l *Ledger) Item(ctx context.Context, period stat.Period, item string) ([]stat.Observation, error) {
	return l.observations(ctx, validObservations+` AND o.item = $3`, period.Key(), period.String(), item)
}

func (l *Ledger) observations(ctx context.Context, query string, args ...any) ([]stat.Observation, error) {
	all, err := l.packed(ctx, query, args...)
	return slices.Collect(stat.Unpacked(all)), err
}

// Received returns every submission of the latest run in the order in which it
// was recorded, with results and without observations.
func (l *Ledger) Received(ctx context.Context, period stat.Period) ([]Submission, error) {
	run, err := latest(ctx, l.db, period)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	subs, err := l.received(ctx, run.seq)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return subs, nil
}

// Submissions returns the state of each unit in the latest run, by unit: its last
// submission that was not superseded, with results and without observations.
func (l *Ledger) Submissions(ctx context.Context, period stat.Period) ([]Submission, error) {
	all, err := l.Received(ctx, period)
	if err != nil {
		return nil, err
	}
	last := map[string]int{}
	for i, s := range all {
		if at, seen := last[s.Unit]; !seen || s.State != Superseded || all[at].State == Superseded {
			last[s.Unit] = i
		}
	}
	var out []Submission
	for i, s := range all {
		if last[s.Unit] == i {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Submission) int { return cmp.Compare(a.Unit, b.Unit) })
	return out, nil
}

// received reads the submissions of one run.
func (l *Ledger) received(ctx context.Context, run int64) ([]Submission, error) {
	type numbered struct {
		id int64
		Submission
	}
	rows, err := collect(ctx, l.db, func(rows *sql.Rows) (n numbered, err error) {
		var p string
		if err := scan(rows, &n.id, &p, &n.Unit, &n.File, &n.SHA256, &n.State, &n.Versions, &n.Passed); err != nil {
			return n, err
		}
		n.Period, err = decodePeriod(p)
		return n, err
	}, `SELECT s.id, s.period, s.unit, s.file, s.sha256, s.state, s.versions, s.passed
		FROM run_submission rs JOIN submission s ON s.id = rs.submission_id
		WHERE rs.run_seq = $1 ORDER BY rs.position`, run)
	if err != nil {
		return nil, err
	}
	results, err := l.results(ctx, `WHERE r.submission_id IN (SELECT submission_id FROM run_submission WHERE run_seq = $1)`, run)
	if err != nil {
		return nil, err
	}
	var out []Submission
	for _, n := range rows {
		n.Results = results[n.id]
		out = append(out, n.Submission)
	}
	return out, nil
}

// Results returns what was said in the latest run of a period, of submissions
// and of the batch, in the order of rule.Sort.
func (l *Ledger) Results(ctx context.Context, period stat.Period) ([]rule.Result, error) {
	subs, err := l.Received(ctx, period)
	if err != nil {
		return nil, err
	}
	run, _, err := l.LastRun(ctx, period)
	if err != nil {
		return nil, err
	}
	all := run.Batch
	for _, s := range subs {
		all = append(all, s.Results...)
	}
	rule.Sort(all)
	return all, nil
}

// querier is what *sql.DB and *sql.Tx have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// collect runs a query and scans all its rows.
func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// once keeps texts that stand in many rows in memory once.
func once(texts ...*string) {
	for _, t := range texts {
		*t = unique.Make(*t).Value()
	}
}

// scanObservation scans an observation and what stands behind it in the row.
func scanObservation(rows *sql.Rows, more ...any) (o stat.Observation, err error) {
	var period, kind string
	var number sql.NullString
	err = scan(rows, append([]any{&o.Unit, &o.Form, &o.Item, &o.Measure, &period, &kind, &number, &o.Read, &o.Vintage, &o.Sample,
		&o.Source.File, &o.Source.SHA256, &o.Source.Sheet, &o.Source.Cell}, more...)...)
	if err != nil {
		return o, err
	}
	once(&o.Unit, &o.Form, &o.Item, &o.Vintage, &o.Source.File, &o.Source.SHA256, &o.Source.Sheet, &o.Source.Cell)
	o.Measure = stat.Measure(unique.Make(string(o.Measure)).Value())
	if o.Kind = stat.Number; kind == "text" {
		o.Kind = stat.TextOnly
	}
	if o.Period, err = decodePeriod(period); err != nil || !number.Valid {
		return o, err
	}
	o.Number, err = decimal.NewFromString(number.String)
	return o, err
}
