package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"zhibao/pipeline/pgtest"
)

// server is the PostgreSQL of these tests; nil where there is none.
var server *pgtest.Server

func TestMain(m *testing.M) {
	for _, name := range []string{"PGPASSWORD", "PGPASSFILE", "PGUSER", "PGHOST", "PGSERVICE", "PGOPTIONS"} {
		os.Unsetenv(name)
	}
	os.Exit(pgtest.Run(m, func(s *pgtest.Server) { server = s }))
}

var schemas atomic.Int64

// newServer is a place for a new ledger on the server.
func newServer(t testing.TB) Server {
	t.Helper()
	return Server{DSN: pgtest.Need(t, server).DSN(), Password: pgtest.Password, Schema: fmt.Sprintf("test_%d", schemas.Add(1)), Owner: "甲市"}
}

// opener opens one ledger again and again.
type opener struct {
	write, read func() (*Ledger, error)
}

// engines are the kinds of database; each gives the place of a new ledger.
var engines = []struct {
	name string
	make func(t testing.TB) opener
}{
	{"sqlite", func(t testing.TB) opener {
		path := filepath.Join(t.TempDir(), ".zhibao", "ledger.db")
		return opener{func() (*Ledger, error) { return Open(path) }, func() (*Ledger, error) { return OpenReadOnly(path) }}
	}},
	{"postgres", func(t testing.TB) opener {
		s := newServer(t)
		return opener{func() (*Ledger, error) { return Connect(t.Context(), s) }, func() (*Ledger, error) { return ConnectReadOnly(t.Context(), s) }}
	}},
}

// onEach runs a test on a new ledger of each kind.
func onEach(t *testing.T, test func(t *testing.T, o opener, l *Ledger)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			o := e.make(t)
			test(t, o, opened(t, o.write))
		})
	}
}

func opened(t testing.TB, open func() (*Ledger, error)) *Ledger {
	t.Helper()
	l, err := open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// The tables that copies and digests cover are those of the schema, with all their
// columns, on both engines.
func TestHistoryIsAllTables(t *testing.T) {
	onEach(t, func(t *testing.T, _ opener, l *Ledger) {
		query := `SELECT name FROM sqlite_master WHERE type = 'table'`
		if l.engine.dialect == "postgres" {
			query = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`
		}
		want := map[string]bool{"goose_db_version": true, "sqlite_sequence": true, "zhibao_ledger": true, "claim": true, "judgement": true, "content": true}
		for _, h := range history() {
			want[h.name] = true
			var b strings.Builder
			rows, err := l.db.Query("SELECT * FROM " + h.name)
			if err != nil {
				t.Fatal(err)
			}
			columns, err := rows.Columns()
			_ = rows.Close()
			for _, c := range columns {
				fmt.Fprintf(&b, "%s,", c)
			}
			if got := strings.ReplaceAll(h.columns, " ", "") + ","; err != nil || len(got) != b.Len() {
				t.Errorf("%s has the columns %s, copied are %s", h.name, b.String(), got)
			}
		}
		names, err := l.db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = names.Close() }()
		for names.Next() {
			var name string
			if err := names.Scan(&name); err != nil || !want[name] {
				t.Errorf("table %s is neither copied nor known (%v)", name, err)
			}
		}
	})
}
