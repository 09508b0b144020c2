package ledger

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"zhibao/pipeline/stat"
)

// Altered is a stored record whose rows do not give its digest any more, so that a
// row of it was changed, added or taken away behind the program's back.
type Altered struct {
	Table    string // submission, with its observations and results; run, with all that hangs on it; or period_event
	ID       int64  // of the submission, or the number of the run
	Period   string
	Unit     string // code; of a submission
	File     string // of a submission
	SHA256   string // of a submission
	FirstRun int64  // the first run that lists it
	Was      State  // of a submission: its state, if nothing but that was altered; empty if more was, or else
}

// Check computes the digest of every submission and run from their rows again and
// returns those that differ, in the order of their ids.
func (l *Ledger) Check(ctx context.Context) ([]Altered, error) {
	c := checking{l: l}
	if err := c.load(ctx); err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return slices.Concat(c.submissions(), c.runs(), c.periodEvents()), nil
}

// checking holds the rows as they are stored, by their owner.
type checking struct {
	l                              *Ledger
	subs, runRows, events          []row
	observations, results, batches map[int64][]row
	related                        map[int64][]row
	operands, refusals, grants     map[int64][]row
	versions, inputs, links        map[int64][]row
	arrivals                       map[int64][]row
}

func (c *checking) load(ctx context.Context) error {
	const result = `id, position, rule, severity, outcome, subject_unit, subject_form, subject_item, subject_measure, subject_period,
		file, sha256, sheet, cell, seen, expected, message, remedy, explained`
	for _, q := range []struct {
		to    *map[int64][]row
		query string
		width int
	}{
		{&c.observations, `SELECT submission_id, item, position, unit, form, measure, period, kind, number, read_text, vintage, sample,
			file, sha256, sheet, cell FROM observation ORDER BY submission_id, position`, 16},
		{&c.results, `SELECT submission_id, ` + result + ` FROM result WHERE submission_id IS NOT NULL ORDER BY submission_id, position`, 20},
		{&c.batches, `SELECT run_seq, ` + result + ` FROM result WHERE run_seq IS NOT NULL ORDER BY run_seq, position`, 20},
		{&c.related, `SELECT result_id, position, file, sha256, sheet, cell FROM result_related ORDER BY result_id, position`, 6},
		{&c.operands, `SELECT result_id, position, item, measure, figure FROM result_operand ORDER BY result_id, position`, 5},
		{&c.refusals, `SELECT result_id, note, why FROM result_refusal`, 3},
		{&c.grants, `SELECT result_id, reason, granted_by, granted_on FROM result_grant`, 4},
		{&c.versions, `SELECT run_seq, name, version FROM run_version`, 3},
		{&c.inputs, `SELECT run_seq, file, sha256 FROM run_input`, 3},
		{&c.arrivals, `SELECT run_seq, line, file, arrived, unit FROM run_arrival ORDER BY run_seq, line`, 5},
		{&c.links, `SELECT run_seq, submission_id FROM run_submission ORDER BY run_seq, position`, 2},
	} {
		var err error
		if *q.to, err = c.owned(ctx, q.query, q.width); err != nil {
			return err
		}
	}
	var err error
	if c.subs, err = c.rows(ctx, `SELECT id, digest, period, period_key, unit, file, sha256, state, versions, passed FROM submission ORDER BY id`, 10); err != nil {
		return err
	}
	if c.runRows, err = c.rows(ctx, `SELECT seq, digest, id, period, period_key FROM run ORDER BY seq`, 5); err != nil {
		return err
	}
	c.events, err = c.rows(ctx, `SELECT seq, digest, `+eventColumns+` FROM period_event ORDER BY seq`, 11)
	return err
}

// rows reads a query's rows as they are stored.
func (c *checking) rows(ctx context.Context, query string, width int) ([]row, error) {
	return collect(ctx, c.l.db, func(rows *sql.Rows) (row, error) {
		r, to := make(row, width), make([]any, width)
		for i := range r {
			to[i] = &r[i]
		}
		return r, scan(rows, to...)
	}, query)
}

// owned reads rows whose first column is the id of their owner.
func (c *checking) owned(ctx context.Context, query string, width int) (map[int64][]row, error) {
	all, err := c.rows(ctx, query, width)
	m := map[int64][]row{}
	for _, r := range all {
		owner, _ := r[0].(int64) // the tables admit nothing else
		m[owner] = append(m[owner], r[1:])
	}
	return m, err
}

func (c *checking) submissions() []Altered {
	first := map[int64]int64{}
	for _, run := range c.runRows {
		seq, _ := run[0].(int64)
		for _, link := range c.links[seq] {
			if id, _ := link[0].(int64); first[id] == 0 {
				first[id] = seq
			}
		}
	}
	var out []Altered
	for _, s := range c.subs {
		id, _ := s[0].(int64)
		if c.submission(id, s[2:]) == text(s[1]) {
			continue
		}
		a := Altered{Table: "submission", ID: id, Period: text(s[2]), Unit: text(s[4]), File: text(s[5]), SHA256: text(s[6]), FirstRun: first[id]}
		for _, state := range []State{Accepted, Returned, Superseded} {
			head := slices.Clone(s[2:])
			head[stateColumn] = string(state)
			if c.submission(id, head) == text(s[1]) {
				a.Was = state
			}
		}
		out = append(out, a)
	}
	return out
}

// stateColumn is the place of the state in the hashed head of a submission.
const stateColumn = 5

// submission is the digest of a submission with that head.
func (c *checking) submission(id int64, head row) string {
	d := newDigester()
	d.add(head)
	for _, o := range c.observations[id] {
		d.add(o)
	}
	c.addResults(d, c.results[id])
	return d.sum()
}

// periodEvents follows the chain of events; after a break it goes on from what is stored.
func (c *checking) periodEvents() []Altered {
	var out []Altered
	previous := ""
	for _, e := range c.events {
		if eventDigest(previous, e[2:]) != text(e[1]) {
			seq, _ := e[0].(int64)
			run, _ := e[6].(int64)
			out = append(out, Altered{Table: "period_event", ID: seq, Period: text(e[2]), FirstRun: run})
		}
		previous = text(e[1])
	}
	return out
}

func (c *checking) runs() []Altered {
	digests := map[int64]string{}
	for _, s := range c.subs {
		id, _ := s[0].(int64)
		digests[id] = text(s[1])
	}
	var out []Altered
	for _, r := range c.runRows {
		seq, _ := r[0].(int64)
		d := newDigester()
		for _, part := range [][]row{{r[2:]}, byName(c.versions[seq]), byName(c.inputs[seq]), c.arrivals[seq]} {
			d.add(row{int64(len(part))})
			for _, v := range part {
				d.add(v)
			}
		}
		for _, link := range c.links[seq] {
			id, _ := link[0].(int64)
			d.add(row{digests[id]})
		}
		c.addResults(d, c.batches[seq])
		if d.sum() != text(r[1]) {
			out = append(out, Altered{Table: "run", ID: seq, Period: text(r[3]), FirstRun: seq})
		}
	}
	return out
}

// addResults hashes results as they were when they were stored: each without its
// id, followed by its related places and by what was decided about it.
func (c *checking) addResults(d digester, results []row) {
	for _, r := range results {
		id, _ := r[0].(int64)
		d.add(r[1:])
		for _, x := range c.related[id] {
			d.add(x)
		}
		for _, part := range []struct {
			table decision
			rows  []row
		}{{operandRow, c.operands[id]}, {refusalRow, c.refusals[id]}, {grantRow, c.grants[id]}} {
			for _, x := range part.rows {
				d.add(append(row{part.table}, x...))
			}
		}
	}
}

// byName orders pairs as the digest of a run has them.
func byName(rows []row) []row {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(text(a[0]), text(b[0])) })
	return rows
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// Stored returns what a submission's rows say now, altered or not, for whoever wants
// to tell what was altered. Rows that cannot be read as what they were are left out.
func (l *Ledger) Stored(ctx context.Context, submission int64) ([]stat.Observation, error) {
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (o *stat.Observation, err error) {
		v, err := scanObservation(rows)
		if err != nil {
			return nil, nil // its cell is then missing, which is what is told
		}
		return &v, nil
	}, `SELECT o.unit, o.form, o.item, o.measure, o.period, o.kind, o.number, o.read_text, o.vintage, o.sample,
		coalesce(o.file, s.file), coalesce(o.sha256, s.sha256), o.sheet, o.cell
		FROM observation o JOIN submission s ON s.id = o.submission_id WHERE s.id = $1 ORDER BY o.position`, submission)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	var out []stat.Observation
	for _, o := range all {
		if o != nil {
			out = append(out, *o)
		}
	}
	return out, nil
}
