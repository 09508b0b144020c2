package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// Break is a run or a publication that does not follow on the one before it.
type Break struct {
	Table  string // run or publication
	Seq    int64  // the run, or that of the publication
	ID     int64  // of the publication
	Period string // empty if the publication's run is not there
	Before int64  // the run, or that of the publication, that stands before it now; 0: none
	Fits   int64  // the run or publication that it would follow on; 0: none that is there
	Files  map[string]string
}

// Broken follows the chains of runs and publications from the first to the last. After
// a break it goes on from what is stored, so that each is told where it is.
func (l *Ledger) Broken(ctx context.Context) ([]Break, error) {
	heads, err := l.Runs(ctx)
	if err != nil {
		return nil, err
	}
	var out []Break
	link, previous := "", int64(0)
	for _, h := range heads {
		want := h.Link(link)
		if h.Chain != "" && h.Chain != want {
			b := Break{Table: "run", Seq: h.Seq, Period: h.Period.String(), Before: previous}
			for _, x := range heads {
				if x.Seq != h.Seq && x.Chain != "" && h.Link(x.Chain) == h.Chain {
					b.Fits = x.Seq
				}
			}
			out = append(out, b)
		}
		link, previous = cmp.Or(h.Chain, want), h.Seq
	}
	more, err := l.brokenPublications(ctx, heads)
	return append(out, more...), err
}

func (l *Ledger) brokenPublications(ctx context.Context, heads []Head) ([]Break, error) {
	all, err := publications(ctx, l.db, `ORDER BY p.id`)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	chains, periods := map[int64]string{}, map[int64]string{}
	for _, h := range heads {
		chains[h.Seq], periods[h.Seq] = h.Chain, h.Period.String()
	}
	var out []Break
	link, previous := "", int64(0)
	for _, p := range all {
		if p.Chain != p.Link(link, chains[p.RunSeq]) {
			b := Break{Table: "publication", Seq: p.RunSeq, ID: p.ID, Period: periods[p.RunSeq], Before: previous, Files: p.Files}
			for _, x := range all {
				if x.ID != p.ID && p.Link(x.Chain, chains[p.RunSeq]) == p.Chain {
					b.Fits = x.ID
				}
			}
			out = append(out, b)
		}
		link, previous = p.Chain, p.RunSeq
	}
	return out, nil
}

// Gone are the numbers of runs that are not there, though rows speak of them.
func (l *Ledger) Gone(ctx context.Context) ([]int64, error) {
	gone, err := collect(ctx, l.db, func(rows *sql.Rows) (n int64, err error) { return n, rows.Scan(&n) }, `
		SELECT n FROM (SELECT run_seq AS n FROM run_version UNION SELECT run_seq FROM run_input UNION SELECT run_seq FROM run_arrival
			UNION SELECT run_seq FROM run_submission UNION SELECT run_seq FROM publication UNION SELECT run_seq FROM period_event
			UNION SELECT run_seq FROM result WHERE run_seq IS NOT NULL) spoken
		WHERE n NOT IN (SELECT seq FROM run) ORDER BY n`)
	return gone, l.fault("无法读取台账：", err)
}

// Naming is a row that names a content.
type Naming struct {
	SHA256  string
	Period  string // empty if its run is not there
	Name    string // of the file
	Printed bool   // rather than received
	Source  bool   // what a set was printed from
	Run     int64  // 0: no run yet
}

// Namings are the rows behind Named, in the order of the contents, then of the runs,
// those without a run last.
func (l *Ledger) Namings(ctx context.Context) ([]Naming, error) {
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (n Naming, err error) {
		var kind int64
		err = scan(rows, &n.SHA256, &n.Period, &n.Name, &kind, &n.Run)
		n.Printed, n.Source = kind == 1, kind == 2
		return n, err
	}, `SELECT i.sha256, r.period, i.file, 0, i.run_seq FROM run_input i JOIN run r ON r.seq = i.run_seq WHERE i.sha256 <> '' AND r.chain IS NOT NULL
		UNION ALL SELECT f.sha256, coalesce(r.period, ''), f.name, 1, p.run_seq
			FROM publication_file f JOIN publication p ON p.id = f.publication_id LEFT JOIN run r ON r.seq = p.run_seq
		UNION ALL SELECT f.sha256, coalesce(r.period, ''), f.name, 2, p.run_seq
			FROM publication_source f JOIN publication p ON p.id = f.publication_id LEFT JOIN run r ON r.seq = p.run_seq
		UNION ALL SELECT sha256, period, file, 0, 0 FROM reading`)
	slices.SortFunc(all, func(a, b Naming) int {
		return cmp.Or(cmp.Compare(a.SHA256, b.SHA256), cmp.Compare(uint64(a.Run-1), uint64(b.Run-1)), cmp.Compare(a.Name, b.Name))
	})
	return all, l.fault("无法读取台账：", err)
}

// Contents returns the hashes of all contents in the database, in order.
func (l *Ledger) Contents(ctx context.Context) ([]string, error) {
	sums, err := collect(ctx, l.db, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }, `SELECT sha256 FROM content`)
	slices.Sort(sums)
	return sums, l.fault("无法读取台账：", err)
}
