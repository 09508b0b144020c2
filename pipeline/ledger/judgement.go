package ledger

import (
	"context"
	"database/sql"
	"errors"
)

// Judgement is what the rules last said of a file, in a form that only the pipeline's
// own version understands. It is no history: it only spares work, and may be gone.
type Judgement struct {
	ReadingKey
	Seal string // by which the pipeline knows its own
	Body []byte
}

// Judgement returns what is kept of a file; ok is false if that is nothing, or was
// said of another content or by other versions.
func (l *Ledger) Judgement(ctx context.Context, key ReadingKey) (j Judgement, ok bool, err error) {
	k, err := key.row()
	if err != nil {
		return j, false, err
	}
	j.ReadingKey = key
	err = l.db.QueryRowContext(ctx, `SELECT seal, body FROM judgement`+whereReading, bound(k)...).Scan(&j.Seal, &j.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return j, false, nil
	}
	return j, err == nil, l.fault("无法读取台账：", err)
}

// KeepJudgements keeps what was said of files, in place of what was said of files of
// the same period and name before.
func (l *Ledger) KeepJudgements(ctx context.Context, list []Judgement) error {
	if len(list) == 0 {
		return nil
	}
	err := l.write(ctx, func(tx *sql.Tx) error {
		if l.engine.alone != "" { // two that keep the same at once
			if _, err := tx.ExecContext(ctx, l.engine.alone); err != nil {
				return err
			}
		}
		for _, j := range list {
			k, err := j.row()
			if err != nil {
				return err
			}
			args := bound(k)
			if _, err := tx.ExecContext(ctx, `DELETE FROM judgement WHERE period = $1 AND file = $2`, args[:2]...); err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO judgement (period, file, sha256, versions, seal, body) VALUES ($1, $2, $3, $4, $5, $6)`,
				append(args, j.Seal, j.Body)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return l.fault("台账没有写入：", err)
}
