package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"zhibao/pipeline/fault"
)

// table is how a table of the history is copied and hashed.
type table struct {
	name, columns string
	order         string // columns that put its rows in one order everywhere
	number        string // the column that a sequence numbers, if one does
	key           int    // how many of the order's columns are texts, from its end
}

// history is every table whose rows never change, parents first.
func history() []table {
	return []table{
		{"submission", "id, digest, period, period_key, unit, file, sha256, state, versions, passed", "id", "id", 0},
		{"observation", "submission_id, item, position, unit, form, measure, period, kind, number, read_text, vintage, sample, file, sha256, sheet, cell",
			"submission_id, position", "", 0},
		{"run", "seq, id, digest, period, period_key, at, chain", "seq", "seq", 0},
		{"run_version", "run_seq, name, version", "run_seq, name", "", 1},
		{"run_input", "run_seq, file, sha256", "run_seq, file", "", 1},
		{"run_arrival", "run_seq, line, file, arrived, unit", "run_seq, file", "", 1},
		{"run_submission", "run_seq, position, submission_id", "run_seq, position", "", 0},
		{"result", "id, submission_id, run_seq, position, rule, severity, outcome, subject_unit, subject_form, subject_item, subject_measure, " +
			"subject_period, file, sha256, sheet, cell, seen, expected, message, remedy, explained", "id", "id", 0},
		{"result_related", "result_id, position, file, sha256, sheet, cell", "result_id, position", "", 0},
		{"result_operand", "result_id, position, item, measure, figure", "result_id, position", "", 0},
		{"result_refusal", "result_id, note, why", "result_id", "", 0},
		{"result_grant", "result_id, reason, granted_by, granted_on", "result_id", "", 0},
		{"period_event", "seq, period, period_key, kind, step, run_seq, content, name, reason, at, digest", "seq", "seq", 0},
		{"reading", "id, period, file, sha256, versions, digest, body", "id", "id", 0},
		{"publication", "id, run_seq, at, chain", "id", "id", 0},
		{"publication_file", "publication_id, position, name, sha256", "publication_id, position", "", 0},
		{"publication_source", "publication_id, position, name, sha256", "publication_id, position", "", 0},
	}
}

func (t table) selection(e engine) string {
	order := t.order
	if t.key > 0 {
		order += e.binary
	}
	return "SELECT " + t.columns + " FROM " + t.name + " ORDER BY " + order
}

// Proof is what a table held on both sides of a copy.
type Proof struct {
	Table  string
	Rows   int
	Digest string // SHA-256 over the rows in order
}

// Contents finds bytes by their hash outside the database; it returns fs.ErrNotExist
// where there are none.
type Contents func(sha256 string) ([]byte, error)

// CopyTo writes the whole history into an empty ledger, contents included: those that
// lie outside from's database are found by outside, which may be nil. It reads one
// state of from, also while others write to it, and proves that both ledgers hold
// the same: the digests were worked out on each side. Contents that are named and
// nowhere found are returned by their hash.
func (l *Ledger) CopyTo(ctx context.Context, to *Ledger, outside Contents) (proofs []Proof, missing []string, err error) {
	source, err := l.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: l.engine.isolation})
	if err != nil {
		return nil, nil, l.fault("无法读取台账：", err)
	}
	defer func() { _ = source.Rollback() }() // nothing was written
	c := copying{from: l, to: to, source: source, outside: outside}
	err = to.once(ctx, nil, func(tx *sql.Tx) error {
		c.target = tx
		return c.all(ctx)
	})
	if err != nil {
		return nil, nil, to.fault("台账没有写入：", err)
	}
	return c.proofs, c.missing, nil
}

type copying struct {
	from, to       *Ledger
	source, target *sql.Tx
	outside        Contents
	proofs         []Proof
	missing        []string
}

func (c *copying) all(ctx context.Context) error {
	for _, t := range history() {
		if err := c.empty(ctx, t.name); err != nil {
			return err
		}
	}
	for _, t := range history() {
		if err := c.table(ctx, t); err != nil {
			return err
		}
	}
	return c.contents(ctx)
}

func (c *copying) empty(ctx context.Context, table string) error {
	var n int64
	if err := c.target.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fault.Break("目标台账里已有数据，没有写入。", c.to.where, "请换一个空的目标；已有的台账不能覆盖。", nil)
	}
	return nil
}

// table copies one table and holds the target's rows against the source's.
func (c *copying) table(ctx context.Context, t table) (err error) {
	rows, err := c.source.QueryContext(ctx, t.selection(c.from.engine))
	if err != nil {
		return c.from.fault("无法读取台账：", err)
	}
	defer func() { _ = rows.Close() }()
	put := c.to.engine.into(c.target, t.name, t.columns, "")
	defer func() {
		if e := put.close(); err == nil {
			err = c.to.fault("台账没有写入：", e)
		}
	}()
	proof := Proof{Table: t.name}
	d, batch, last := newDigester(), []row(nil), int64(0)
	for rows.Next() {
		r, err := wholeRow(rows, put.width)
		if err != nil {
			return c.from.fault("无法读取台账：", err)
		}
		d.add(r)
		proof.Rows++
		if t.number != "" {
			last = max(last, r[0].(int64))
		}
		if batch = append(batch, r); len(batch) == together {
			if err := put.rows(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return c.from.fault("无法读取台账：", err)
	}
	if err := put.rows(ctx, batch); err != nil {
		return err
	}
	proof.Digest = d.sum()
	c.proofs = append(c.proofs, proof)
	if c.to.engine.sequence != "" && last > 0 {
		if _, err := c.target.ExecContext(ctx, c.to.engine.sequence, t.name, t.number, last); err != nil {
			return err
		}
	}
	copied, err := digestOf(ctx, c.target, c.to.engine, t)
	if err != nil {
		return err
	}
	return c.equal(proof, copied)
}

func (c *copying) equal(from, to Proof) error {
	if from == to {
		return nil
	}
	return fault.Break(fmt.Sprintf("复制后的台账与原来的不一致（表 %s），没有保留。", from.Table), c.to.where, "这是程序的错误，请把以上信息发给维护人员。", nil)
}

// digestOf hashes the rows of a table in order.
func digestOf(ctx context.Context, q querier, e engine, t table) (Proof, error) {
	proof, d, width := Proof{Table: t.name}, newDigester(), strings.Count(t.columns, ",")+1
	rows, err := q.QueryContext(ctx, t.selection(e))
	if err != nil {
		return proof, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		r, err := wholeRow(rows, width)
		if err != nil {
			return proof, err
		}
		d.add(r)
		proof.Rows++
	}
	proof.Digest = d.sum()
	return proof, rows.Err()
}

// Digests hashes every table of the history, contents left out.
func (l *Ledger) Digests(ctx context.Context) ([]Proof, error) {
	var all []Proof
	for _, t := range history() {
		p, err := digestOf(ctx, l.db, l.engine, t)
		if err != nil {
			return nil, l.fault("无法读取台账：", err)
		}
		all = append(all, p)
	}
	return all, nil
}

func wholeRow(rows *sql.Rows, width int) (row, error) {
	r, to := make(row, width), make([]any, width)
	for i := range r {
		to[i] = &r[i]
	}
	return r, scan(rows, to...)
}

// contents copies what the copied rows name, and what lies in the source's table
// besides. Each is held against its hash when read and again when written.
func (c *copying) contents(ctx context.Context) error {
	sums, err := collect(ctx, c.source, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		namedContents+` UNION SELECT sha256 FROM content ORDER BY 1`)
	if err != nil {
		return c.from.fault("无法读取台账：", err)
	}
	d := newDigester()
	proof := Proof{Table: "content"}
	for _, want := range sums {
		data, err := c.content(ctx, want)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.missing = append(c.missing, want)
			continue
		case err != nil:
			return err
		case sum(data) != want:
			return fault.Break("存档的原件被改动过，没有复制。", want, "请从备份恢复该原件后重试。", nil)
		}
		if _, err := c.target.ExecContext(ctx, `INSERT INTO content (sha256, data) VALUES ($1, $2)`, want, data); err != nil {
			return err
		}
		var back []byte
		if err := c.target.QueryRowContext(ctx, `SELECT data FROM content WHERE sha256 = $1`, want).Scan(&back); err != nil {
			return err
		}
		if sum(back) != want {
			return c.equal(Proof{Table: "content"}, Proof{})
		}
		proof.Rows++
		d.add(row{want})
	}
	proof.Digest = d.sum()
	c.proofs = append(c.proofs, proof)
	return nil
}

func (c *copying) content(ctx context.Context, want string) ([]byte, error) {
	var data []byte
	err := c.source.QueryRowContext(ctx, `SELECT data FROM content WHERE sha256 = $1`, want).Scan(&data)
	switch {
	case err == nil:
		return data, nil
	case !errors.Is(err, sql.ErrNoRows):
		return nil, c.from.fault("无法读取台账：", err)
	case c.outside == nil:
		return nil, fs.ErrNotExist
	}
	return c.outside(want)
}
