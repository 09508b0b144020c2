package ledger

import (
	"context"
	"database/sql"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// results reads the results that a condition on r selects, by their owner: the
// id of a submission or the seq of a run, each owner's in its own order.
func (l *Ledger) results(ctx context.Context, where string, arg any) (map[int64][]rule.Result, error) {
	related, err := l.related(ctx, where, arg)
	if err != nil {
		return nil, err
	}
	all, err := collect(ctx, l.db, scanResult, `
		SELECT r.id, coalesce(r.submission_id, r.run_seq), r.rule, r.severity, r.outcome,
			r.subject_unit, r.subject_form, r.subject_item, r.subject_measure, r.subject_period,
			r.file, r.sha256, r.sheet, r.cell, r.seen, r.expected, r.message, r.remedy, r.explained
		FROM result r `+where+` ORDER BY r.submission_id, r.run_seq, r.position`, arg)
	if err != nil {
		return nil, err
	}
	decisions, err := l.decisions(ctx, where, arg)
	if err != nil {
		return nil, err
	}
	out := map[int64][]rule.Result{}
	for _, r := range all {
		r.Related = related[r.id]
		if d := decisions[r.id]; d != nil {
			r.Operands, r.Refused, r.Granted = d.operands, d.refused, d.granted
		}
		out[r.owner] = append(out[r.owner], r.Result)
	}
	return out, nil
}

// related reads the related sources of the same results, by result.
func (l *Ledger) related(ctx context.Context, where string, arg any) (map[int64][]stat.Source, error) {
	type place struct {
		result int64
		stat.Source
	}
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (p place, err error) {
		err = scan(rows, &p.result, &p.File, &p.SHA256, &p.Sheet, &p.Cell)
		return p, err
	}, `SELECT x.result_id, x.file, x.sha256, x.sheet, x.cell
		FROM result r JOIN result_related x ON x.result_id = r.id `+where+` ORDER BY x.result_id, x.position`, arg)
	out := map[int64][]stat.Source{}
	for _, p := range all {
		out[p.result] = append(out[p.result], p.Source)
	}
	return out, err
}

// ownedResult is a result with its row and the row it belongs to.
type ownedResult struct {
	id, owner int64
	rule.Result
}

func scanResult(rows *sql.Rows) (r ownedResult, err error) {
	var severity, outcome, period string
	err = scan(rows, &r.id, &r.owner, &r.Rule, &severity, &outcome,
		&r.Subject.Unit, &r.Subject.Form, &r.Subject.Item, &r.Subject.Measure, &period,
		&r.Source.File, &r.Source.SHA256, &r.Source.Sheet, &r.Source.Cell,
		&r.Seen, &r.Expected, &r.Message, &r.Remedy, &r.Explained)
	if err != nil {
		return r, err
	}
	once(&r.Rule, &r.Subject.Unit, &r.Subject.Form, &r.Subject.Item, &r.Source.File, &r.Source.SHA256, &r.Source.Sheet, &r.Source.Cell, &r.Message, &r.Remedy)
	r.Severity, _ = rule.ParseSeverity(severity) // the table admits no other word
	r.Outcome = decodeOutcome(outcome)
	r.Subject.Period, err = decodePeriod(period)
	return r, err
}
