package ledger

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"zhibao/pipeline/stat"
)

// Publication is one set of files that a run printed.
type Publication struct {
	ID     int64
	RunSeq int64
	RunID  string
	Period stat.Period
	At     time.Time         // zero: 未记录
	Files  map[string]string // name → SHA-256
	Chain  string            // as stored
}

// Link is the publication's place in the chain of publications after one whose link
// was previous; runChain is the stored chain of its run.
func (p Publication) Link(previous, runChain string) string {
	d := newDigester()
	d.add(row{previous, runChain, encodeTime(p.At)})
	for _, r := range pairs(p.Files) {
		d.add(r)
	}
	return d.sum()
}

// RecordPublication notes the files, name → SHA-256, that a run printed. A set that is
// equal to the run's last one is not written again.
func (l *Ledger) RecordPublication(ctx context.Context, run int64, at time.Time, files map[string]string) error {
	err := l.write(ctx, func(tx *sql.Tx) error {
		if l.engine.alone != "" {
			if _, err := tx.ExecContext(ctx, l.engine.alone); err != nil {
				return err
			}
		}
		return publish(ctx, tx, run, at, files)
	})
	return l.fault("台账没有写入：", err)
}

func publish(ctx context.Context, tx *sql.Tx, run int64, at time.Time, files map[string]string) error {
	known, err := publications(ctx, tx, `WHERE p.run_seq = $1 ORDER BY p.id`, run)
	if err != nil {
		return err
	}
	if n := len(known); n > 0 && maps.Equal(known[n-1].Files, files) {
		return nil
	}
	previous, runChain := "", ""
	err = tx.QueryRowContext(ctx, `SELECT coalesce(chain, '') FROM run WHERE seq = $1`, run).Scan(&runChain)
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("publication without a run")
	}
	if err != nil {
		return err
	}
	err = tx.QueryRowContext(ctx, `SELECT chain FROM publication ORDER BY id DESC LIMIT 1`).Scan(&previous)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	p := Publication{At: at, Files: files}
	id, err := into(tx, "publication", "run_seq, at, chain", "id").number(ctx, row{run, encodeTime(at), p.Link(previous, runChain)})
	if err != nil {
		return err
	}
	var rows []row
	for i, name := range slices.Sorted(maps.Keys(files)) {
		rows = append(rows, row{int64(i), name, files[name]})
	}
	return into(tx, "publication_file", "publication_id, position, name, sha256", "").all(ctx, id, rows)
}

// Publications returns what was printed for a period, oldest first.
func (l *Ledger) Publications(ctx context.Context, period stat.Period) ([]Publication, error) {
	all, err := publications(ctx, l.db, `WHERE r.period_key = $1 AND r.period = $2 ORDER BY p.id`, period.Key(), period.String())
	return all, l.fault("无法读取台账：", err)
}

func publications(ctx context.Context, q querier, where string, args ...any) ([]Publication, error) {
	all, err := collect(ctx, q, scanPublication, `SELECT p.id, p.run_seq, coalesce(r.id, ''), coalesce(r.period, ''), p.at, p.chain
		FROM publication p LEFT JOIN run r ON r.seq = p.run_seq `+where, args...)
	if err != nil {
		return nil, err
	}
	for i, p := range all {
		files, err := collect(ctx, q, func(rows *sql.Rows) (kv [2]string, err error) { return kv, scan(rows, &kv[0], &kv[1]) },
			`SELECT name, sha256 FROM publication_file WHERE publication_id = $1 ORDER BY position`, p.ID)
		if err != nil {
			return nil, err
		}
		all[i].Files = map[string]string{}
		for _, kv := range files {
			all[i].Files[kv[0]] = kv[1]
		}
	}
	return all, nil
}

func scanPublication(rows *sql.Rows) (p Publication, err error) {
	var period, at string
	if err := scan(rows, &p.ID, &p.RunSeq, &p.RunID, &period, &at, &p.Chain); err != nil {
		return p, err
	}
	if p.Period, err = decodePeriod(period); err == nil {
		p.At, err = decodeTime(at)
	}
	return p, err
}
