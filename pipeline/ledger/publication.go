package ledger

import (
	"context"
	"database/sql"
	"errors"
	"maps"
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

	// Sources are what the files were printed from besides the history, name → SHA-256;
	// empty of what earlier versions printed.
	Sources map[string]string
}

// Link is the publication's place in the chain of publications after one whose link
// was previous; runChain is the stored chain of its run.
func (p Publication) Link(previous, runChain string) string {
	d := newDigester()
	d.add(row{previous, runChain, encodeTime(p.At)})
	for _, r := range pairs(p.Files) {
		d.add(r)
	}
	if len(p.Sources) > 0 {
		d.add(row{int64(len(p.Sources))})
	}
	for _, r := range pairs(p.Sources) {
		d.add(r)
	}
	return d.sum()
}

// RecordPublication notes the files that a run printed and what from, each name →
// SHA-256. A set that is equal to the run's last one is not written again.
func (l *Ledger) RecordPublication(ctx context.Context, run int64, at time.Time, files, sources map[string]string) error {
	err := l.write(ctx, func(tx *sql.Tx) error {
		if l.engine.alone != "" {
			if _, err := tx.ExecContext(ctx, l.engine.alone); err != nil {
				return err
			}
		}
		return l.publish(ctx, tx, run, Publication{At: at, Files: files, Sources: sources})
	})
	return l.fault("台账没有写入：", err)
}

func (l *Ledger) publish(ctx context.Context, tx *sql.Tx, run int64, p Publication) error {
	known, err := publications(ctx, tx, `WHERE p.run_seq = $1 ORDER BY p.id`, run)
	if err != nil {
		return err
	}
	if n := len(known); n > 0 && maps.Equal(known[n-1].Files, p.Files) {
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
	id, err := l.engine.into(tx, "publication", "run_seq, at, chain", "id").number(ctx, row{run, encodeTime(p.At), p.Link(previous, runChain)})
	if err != nil {
		return err
	}
	if err := l.engine.into(tx, "publication_file", "publication_id, position, name, sha256", "").all(ctx, id, numbered(p.Files)); err != nil {
		return err
	}
	return l.engine.into(tx, "publication_source", "publication_id, position, name, sha256", "").all(ctx, id, numbered(p.Sources))
}

// numbered are the pairs with their place in the order of names.
func numbered(m map[string]string) []row {
	rows := pairs(m)
	for i := range rows {
		rows[i] = append(row{int64(i)}, rows[i]...)
	}
	return rows
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
		if all[i].Files, err = namedSums(ctx, q, "publication_file", p.ID); err != nil {
			return nil, err
		}
		if all[i].Sources, err = namedSums(ctx, q, "publication_source", p.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func namedSums(ctx context.Context, q querier, table string, id int64) (map[string]string, error) {
	list, err := collect(ctx, q, func(rows *sql.Rows) (kv [2]string, err error) { return kv, scan(rows, &kv[0], &kv[1]) },
		`SELECT name, sha256 FROM `+table+` WHERE publication_id = $1 ORDER BY position`, id)
	sums := map[string]string{}
	for _, kv := range list {
		sums[kv[0]] = kv[1]
	}
	return sums, err
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
