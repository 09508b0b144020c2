package ledger

import (
	"context"
	"database/sql"
	"iter"
	"maps"
	"slices"
)

// Record writes a run and the submissions it found, in the given order, in one
// transaction: a later accepted submission of a unit takes the place of an
// earlier one. A submission that the ledger holds already is not written again,
// and a run that is equal to the latest one of its period writes nothing at all.
// Changed counts the files whose record differs from that in the run before:
// new, changed, judged otherwise, or gone.
func (l *Ledger) Record(ctx context.Context, run Run, subs []Submission) (changed int, err error) {
	return l.RecordEach(ctx, run, slices.Values(subs))
}

// RecordEach does what Record does with submissions that are made one by one, more than
// once if other processes write too.
func (l *Ledger) RecordEach(ctx context.Context, run Run, subs iter.Seq[Submission]) (changed int, err error) {
	err = l.write(ctx, func(tx *sql.Tx) error {
		if l.engine.alone != "" {
			if _, err := tx.ExecContext(ctx, l.engine.alone); err != nil {
				return err
			}
		}
		changed, err = l.record(ctx, tx, run, subs)
		return err
	})
	if err != nil {
		return 0, l.fault("台账没有写入：", err)
	}
	return changed, nil
}

func (l *Ledger) record(ctx context.Context, tx *sql.Tx, run Run, subs iter.Seq[Submission]) (changed int, err error) {
	w, err := l.newWriter(ctx, tx)
	if err != nil {
		return 0, err
	}
	defer func() {
		if e := w.close(); err == nil {
			err = e
		}
	}()
	var found []link
	for s := range subs {
		as, err := w.submission(ctx, s)
		if err != nil {
			return 0, err
		}
		found = append(found, as)
	}
	rows, err := encodeRun(run, found)
	if err != nil {
		return 0, err
	}
	before, err := latest(ctx, tx, run.Period)
	if err != nil {
		return 0, err
	}
	if before.digest == rows.digest {
		return 0, nil
	}
	if rows.dated, err = date(ctx, tx, rows.digest, run.At); err != nil {
		return 0, err
	}
	links, err := linksOf(ctx, tx, before.seq)
	if err != nil {
		return 0, err
	}
	return differing(links, found), w.run(ctx, rows)
}

// link is a submission as a run names it.
type link struct {
	id           int64
	file, digest string
}

// differing counts the files whose judged contents differ.
func differing(before, after []link) int {
	files := func(links []link) map[string]string {
		m := map[string]string{}
		for _, l := range links {
			m[l.file] += l.digest
		}
		return m
	}
	old, now := files(before), files(after)
	n := 0
	for file, digest := range now {
		if old[file] != digest {
			n++
		}
	}
	for file := range old {
		if _, ok := now[file]; !ok {
			n++
		}
	}
	return n
}

// runRows is a run turned into rows.
type runRows struct {
	digest   string
	head     row
	dated    row // time and hash chain; no part of the digest
	versions []row
	inputs   []row
	arrivals []row
	links    []row
	batch    []resultRows
}

func encodeRun(run Run, found []link) (runRows, error) {
	period, err := encodePeriod(run.Period)
	if err != nil {
		return runRows{}, err
	}
	batch, err := encodeResults(run.Batch)
	if err != nil {
		return runRows{}, err
	}
	r := runRows{
		head: row{run.ID, period, run.Period.Key()}, batch: batch,
		versions: pairs(run.Versions), inputs: pairs(run.Inputs), arrivals: arrivalRows(run.Arrivals),
	}
	d := newDigester()
	for _, part := range [][]row{{r.head}, r.versions, r.inputs, r.arrivals} {
		d.add(row{int64(len(part))})
		for _, v := range part {
			d.add(v)
		}
	}
	for i, l := range found {
		r.links = append(r.links, row{int64(i), l.id})
		d.add(row{l.digest})
	}
	d.addResults(batch)
	r.digest = d.sum()
	return r, nil
}

func pairs(m map[string]string) []row {
	out := make([]row, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, row{k, m[k]})
	}
	return out
}

// writer holds the statements of one transaction.
type writer struct {
	known                                       *sql.Stmt
	submissions, observations, results, related *inserter
	lone                                        *inserter // results that nothing hangs on
	operands, refusals, grants                  *inserter
	runs, versions, inputs, arrivals, links     *inserter
}

func (l *Ledger) newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	known, err := tx.PrepareContext(ctx, `SELECT id FROM submission WHERE digest = $1`)
	if err != nil {
		return nil, err
	}
	const result = "submission_id, run_seq, position, rule, severity, outcome, subject_unit, subject_form, subject_item, subject_measure, " +
		"subject_period, file, sha256, sheet, cell, seen, expected, message, remedy, explained"
	return &writer{
		known:       known,
		submissions: l.engine.into(tx, "submission", "digest, period, period_key, unit, file, sha256, state, versions, passed", "id"),
		observations: l.engine.into(tx, "observation", "submission_id, item, position, unit, form, measure, period, kind, number, read_text, "+
			"vintage, sample, file, sha256, sheet, cell", ""),
		results: l.engine.into(tx, "result", result, "id"), lone: l.engine.into(tx, "result", result, ""),
		related:  l.engine.into(tx, "result_related", "result_id, position, file, sha256, sheet, cell", ""),
		operands: l.engine.into(tx, "result_operand", "result_id, position, item, measure, figure", ""),
		refusals: l.engine.into(tx, "result_refusal", "result_id, note, why", ""),
		grants:   l.engine.into(tx, "result_grant", "result_id, reason, granted_by, granted_on", ""),
		runs:     l.engine.into(tx, "run", "digest, id, period, period_key, at, chain", "seq"),
		versions: l.engine.into(tx, "run_version", "run_seq, name, version", ""),
		inputs:   l.engine.into(tx, "run_input", "run_seq, file, sha256", ""),
		arrivals: l.engine.into(tx, "run_arrival", "run_seq, line, file, arrived, unit", ""),
		links:    l.engine.into(tx, "run_submission", "run_seq, position, submission_id", ""),
	}, nil
}

func (w *writer) close() error {
	if err := released(w.known); err != nil {
		return err
	}
	for _, i := range []*inserter{w.submissions, w.observations, w.results, w.lone, w.related, w.operands, w.refusals, w.grants, w.runs, w.versions, w.inputs, w.arrivals, w.links} {
		if err := i.close(); err != nil {
			return err
		}
	}
	return nil
}

// submission stores s unless it is known, and returns its link.
func (w *writer) submission(ctx context.Context, s Submission) (link, error) {
	e, err := newEntry(s)
	if err != nil {
		return link{}, err
	}
	l := link{file: e.file, digest: e.digest}
	err = w.known.QueryRowContext(ctx, e.digest).Scan(&l.id)
	if err != sql.ErrNoRows {
		return l, err
	}
	if l.id, err = w.submissions.number(ctx, append(row{e.digest}, e.head...)); err != nil {
		return link{}, err
	}
	if err := w.observations.all(ctx, l.id, e.observations); err != nil {
		return link{}, err
	}
	return l, w.addResults(ctx, row{l.id, nil}, e.results)
}

// addResults stores results of an owner: a submission or a run, the other being NULL.
// Those on which nothing hangs go together; the order stays.
func (w *writer) addResults(ctx context.Context, owner row, results []resultRows) error {
	var alone []row
	for _, r := range results {
		whole := slices.Concat(owner, r.head)
		if len(r.related)+len(r.decisions) == 0 {
			alone = append(alone, whole)
			continue
		}
		if err := w.lone.rows(ctx, alone); err != nil {
			return err
		}
		alone = nil
		id, err := w.results.number(ctx, whole)
		if err != nil {
			return err
		}
		if err := w.related.all(ctx, id, r.related); err != nil {
			return err
		}
		if err := w.addDecisions(ctx, id, r.decisions); err != nil {
			return err
		}
	}
	return w.lone.rows(ctx, alone)
}

func (w *writer) run(ctx context.Context, r runRows) error {
	seq, err := w.runs.number(ctx, slices.Concat(row{r.digest}, r.head, r.dated))
	if err != nil {
		return err
	}
	for _, part := range []struct {
		to   *inserter
		rows []row
	}{{w.versions, r.versions}, {w.inputs, r.inputs}, {w.arrivals, r.arrivals}, {w.links, r.links}} {
		if err := part.to.all(ctx, seq, part.rows); err != nil {
			return err
		}
	}
	return w.addResults(ctx, row{nil, seq}, r.batch)
}
