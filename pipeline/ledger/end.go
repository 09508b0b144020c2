package ledger

import (
	"context"
	"database/sql"
)

// End is where the history of a ledger ends. Nothing is ever taken out of it and
// every link vouches for all before, so two equal ends are the same history:
// runs with their submissions, decisions and publications, of all periods.
type End struct {
	Run         int64  // number of the latest run; 0 if there is none
	RunID       string // its id, and below its digest with its link
	Digest      string
	Chain       string
	Event       string // digest of the latest decision
	Publication string // link of the latest publication
}

// End returns where the history ends now.
func (l *Ledger) End(ctx context.Context) (End, error) {
	s, err := l.end(ctx)
	return s, l.fault("无法读取台账：", err)
}

func (l *Ledger) end(ctx context.Context) (s End, err error) {
	heads, err := collect(ctx, l.db, scanDated, selectHead+` ORDER BY seq DESC LIMIT 1`)
	if err != nil {
		return s, err
	}
	if len(heads) > 0 {
		h := heads[0]
		s = End{Run: h.Seq, RunID: h.ID, Digest: h.Digest, Chain: h.Chain}
	}
	for _, q := range []struct {
		to  *string
		sql string
	}{
		{&s.Event, `SELECT digest FROM period_event ORDER BY seq DESC LIMIT 1`},
		{&s.Publication, `SELECT chain FROM publication ORDER BY id DESC LIMIT 1`},
	} {
		last, err := collect(ctx, l.db, func(rows *sql.Rows) (text string, err error) { return text, scan(rows, &text) }, q.sql)
		if err != nil {
			return s, err
		}
		if len(last) > 0 {
			*q.to = last[0]
		}
	}
	return s, nil
}

// GrewBy reports whether a run with this id is all that was received or decided
// since an earlier end, if anything was.
func (s End) GrewBy(id string, was End) bool {
	same := s.Run == was.Run && s.Chain == was.Chain && s.Digest == was.Digest
	return s.Event == was.Event && (same || s.Run == was.Run+1 && s.RunID == id)
}
