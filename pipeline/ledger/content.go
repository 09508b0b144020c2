package ledger

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
)

// PutContent stores bytes under their SHA-256 unless they are there.
func (l *Ledger) PutContent(ctx context.Context, sha256 string, data []byte) error {
	if known, err := l.HasContent(ctx, sha256); known || err != nil {
		return err
	}
	err := l.write(ctx, func(tx *sql.Tx) error {
		known, err := hasContent(ctx, tx, sha256)
		if err != nil || known {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO content (sha256, data) VALUES ($1, $2)`, sha256, data)
		return err
	})
	return l.fault("原件没有存入台账：", err)
}

func hasContent(ctx context.Context, q querier, sha256 string) (bool, error) {
	found, err := collect(ctx, q, func(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) },
		`SELECT 1 FROM content WHERE sha256 = $1`, sha256)
	return len(found) > 0, err
}

// HasContent reports whether the bytes of a SHA-256 are in the database.
func (l *Ledger) HasContent(ctx context.Context, sha256 string) (bool, error) {
	known, err := hasContent(ctx, l.db, sha256)
	return known, l.fault("无法读取台账：", err)
}

// Content returns bytes that PutContent stored, as they are now: the caller holds
// them against their hash. The error is fs.ErrNotExist if there are none.
func (l *Ledger) Content(ctx context.Context, sha256 string) ([]byte, error) {
	var data []byte
	err := l.db.QueryRowContext(ctx, `SELECT data FROM content WHERE sha256 = $1`, sha256).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fs.ErrNotExist
	}
	return data, l.fault("无法读取台账里的原件：", err)
}

// Named returns the hashes of all contents that rows name: what was received, from
// the first run that was archived on, and what was printed.
func (l *Ledger) Named(ctx context.Context) ([]string, error) {
	sums, err := collect(ctx, l.db, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }, namedContents+` ORDER BY 1`)
	return sums, l.fault("无法读取台账：", err)
}

const namedContents = `SELECT i.sha256 AS sha256 FROM run_input i JOIN run r ON r.seq = i.run_seq WHERE i.sha256 <> '' AND r.chain IS NOT NULL
	UNION SELECT sha256 FROM reading UNION SELECT sha256 FROM publication_file UNION SELECT sha256 FROM publication_source`
