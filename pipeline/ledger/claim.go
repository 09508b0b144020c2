package ledger

import (
	"context"
	"database/sql"
	"time"

	"zhibao/pipeline/stat"
)

// Work is a file to take in, as a worker holds it.
type Work struct {
	id int64
	ReadingKey
}

// Offer puts files on the list of work. Those that are on it stay as they are, so
// several processes may offer the same.
func (l *Ledger) Offer(ctx context.Context, keys []ReadingKey) error {
	err := l.write(ctx, func(tx *sql.Tx) error {
		for _, key := range keys {
			k, err := key.row()
			if err != nil {
				return err
			}
			known, err := collect(ctx, tx, func(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) },
				`SELECT id FROM claim`+whereReading, bound(k)...)
			if err != nil {
				return err
			}
			if len(known) > 0 {
				continue
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO claim (period, file, sha256, versions, worker, expires, done) VALUES ($1, $2, $3, $4, '', '', 0)`, bound(k)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return l.fault("台账没有写入：", err)
}

// Lease is who holds work and until when. Whoever holds it longer is taken for dead.
type Lease struct {
	Worker     string
	Now, Until time.Time
}

// Claim takes up to n files of a period that nobody holds, in the order in which they
// were offered. No two workers hold the same one at the same time.
func (l *Ledger) Claim(ctx context.Context, period stat.Period, versions string, lease Lease, n int) ([]Work, error) {
	text, err := encodePeriod(period)
	if err != nil {
		return nil, l.fault("台账没有写入：", err)
	}
	var taken []Work
	err = l.write(ctx, func(tx *sql.Tx) (err error) {
		taken, err = collect(ctx, tx, func(rows *sql.Rows) (w Work, err error) {
			w.Period, w.Versions = period, versions
			return w, scan(rows, &w.id, &w.File, &w.SHA256)
		}, `SELECT id, file, sha256 FROM claim WHERE period = $1 AND versions = $2 AND done = 0 AND (worker = '' OR expires < $3`+l.engine.binary+`)
			ORDER BY id LIMIT $4`+l.engine.skipLocked, text, versions, encodeTime(lease.Now), n)
		for _, w := range taken {
			if err == nil {
				_, err = tx.ExecContext(ctx, `UPDATE claim SET worker = $1, expires = $2 WHERE id = $3`, lease.Worker, encodeTime(lease.Until), w.id)
			}
		}
		return err
	})
	return taken, l.fault("台账没有写入：", err)
}

// Renew holds work longer. What another worker has taken over stays the other's.
func (l *Ledger) Renew(ctx context.Context, work []Work, lease Lease) error {
	err := l.write(ctx, func(tx *sql.Tx) error {
		for _, w := range work {
			if _, err := tx.ExecContext(ctx, `UPDATE claim SET expires = $1 WHERE id = $2 AND worker = $3 AND done = 0`,
				encodeTime(lease.Until), w.id, lease.Worker); err != nil {
				return err
			}
		}
		return nil
	})
	return l.fault("台账没有写入：", err)
}

// Free gives back all work that is held and not finished. It is for whoever knows that
// all who hold it are dead.
func (l *Ledger) Free(ctx context.Context) error {
	var held int
	err := l.db.QueryRowContext(ctx, `SELECT count(*) FROM claim WHERE done = 0 AND worker <> ''`).Scan(&held)
	if err == nil && held > 0 {
		err = l.write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE claim SET worker = '', expires = '' WHERE done = 0`)
			return err
		})
	}
	return l.fault("台账没有写入：", err)
}

// Finish ends work and stores what was read, in one transaction. A nil body means
// that there is nothing to keep. Mine is false, and nothing is stored, if another
// worker took it over in the meantime.
func (l *Ledger) Finish(ctx context.Context, w Work, worker string, body []byte) (mine bool, err error) {
	err = l.write(ctx, func(tx *sql.Tx) error {
		ended, err := tx.ExecContext(ctx, `UPDATE claim SET done = 1 WHERE id = $1 AND worker = $2 AND done = 0`, w.id, worker)
		if err != nil {
			return err
		}
		n, err := ended.RowsAffected()
		if mine = n == 1; err != nil || !mine || body == nil {
			return err
		}
		return keep(ctx, tx, Reading{ReadingKey: w.ReadingKey, Body: body})
	})
	return mine, l.fault("台账没有写入：", err)
}

// Unfinished counts the files of a period that are offered and not yet taken in.
func (l *Ledger) Unfinished(ctx context.Context, period stat.Period, versions string) (n int, err error) {
	text, err := encodePeriod(period)
	if err == nil {
		err = l.db.QueryRowContext(ctx, `SELECT count(*) FROM claim WHERE period = $1 AND versions = $2 AND done = 0`, text, versions).Scan(&n)
	}
	return n, l.fault("无法读取台账：", err)
}
