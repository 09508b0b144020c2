package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
)

// ReadingKey names what one file said to one version of all that reads it.
type ReadingKey struct {
	Period   stat.Period
	File     string // name as it arrived
	SHA256   string
	Versions string // hash of all that reading depends on
}

// Reading is what was read of a file, in a form that only the reader's own version
// understands: the key holds that version.
type Reading struct {
	ReadingKey
	Body []byte
}

func (k ReadingKey) row() (row, error) {
	period, err := encodePeriod(k.Period)
	return row{period, k.File, k.SHA256, k.Versions}, err
}

const whereReading = ` WHERE period = $1 AND file = $2 AND sha256 = $3 AND versions = $4`

// Reading returns what is known of a file; ok is false if it was never read so.
func (l *Ledger) Reading(ctx context.Context, key ReadingKey) (body []byte, ok bool, err error) {
	k, err := key.row()
	if err != nil {
		return nil, false, err
	}
	var digest string
	err = l.db.QueryRowContext(ctx, `SELECT digest, body FROM reading`+whereReading, bound(k)...).Scan(&digest, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, l.fault("无法读取台账：", err)
	case digest != sum(body):
		return nil, false, fault.Break(fmt.Sprintf("台账中「%s」的读取结果被改动过。", key.File), l.where, "请保留台账备查，恢复最近的备份后重新运行。", nil)
	}
	return body, true, nil
}

// Keep stores readings; those that are known stay as they are.
func (l *Ledger) Keep(ctx context.Context, readings []Reading) error {
	err := l.write(ctx, func(tx *sql.Tx) error {
		for _, r := range readings {
			if err := keep(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	return l.fault("台账没有写入：", err)
}

func keep(ctx context.Context, tx *sql.Tx, r Reading) error {
	k, err := r.row()
	if err != nil {
		return err
	}
	known, err := collect(ctx, tx, func(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) },
		`SELECT id FROM reading`+whereReading, bound(k)...)
	if err != nil || len(known) > 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO reading (period, file, sha256, versions, digest, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		append(bound(k), sum(r.Body), r.Body)...)
	return err
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
