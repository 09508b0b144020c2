package ledger

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write migrations/postgres from migrations/sqlite")

const (
	onlyGrows = `
-- +goose StatementBegin
CREATE FUNCTION only_grows() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '台账历史只增不改';
END
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
`
	sqliteOnly = `(?s)\n-- \+goose StatementBegin\n.*`
)

// translated is a step of SQLite's schema in PostgreSQL's words. Whatever refuses
// updates and deletes there refuses them here, and emptying too.
func translated(name, step string) string {
	var guarded []string
	for _, m := range regexp.MustCompile(`CREATE TRIGGER \w+ BEFORE UPDATE ON (\w+)`).FindAllStringSubmatch(step, -1) {
		guarded = append(guarded, m[1])
	}
	text := regexp.MustCompile(sqliteOnly).ReplaceAllString(step, "\n")
	for _, r := range []struct{ from, to string }{
		{`PRAGMA [^\n]*\n\n?`, ""},
		{`\)\s*STRICT(, WITHOUT ROWID)?;`, ");"},
		{`(?m)^(    (?:id|seq)\s+)INTEGER PRIMARY KEY`, "${1}BIGSERIAL PRIMARY KEY"},
		{`\bINTEGER\b`, "BIGINT"},
		{`\bBLOB\b`, "BYTEA"},
	} {
		text = regexp.MustCompile(r.from).ReplaceAllString(text, r.to)
	}
	text = strings.TrimRight(text, "\n") + "\n"
	if strings.HasPrefix(name, "0001_") {
		text += onlyGrows
	}
	for i, table := range guarded {
		if i == 0 {
			text += "\n"
		}
		text += "CREATE TRIGGER " + table + "_only_grows BEFORE UPDATE OR DELETE ON " + table + " FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();\n" +
			"CREATE TRIGGER " + table + "_not_emptied BEFORE TRUNCATE ON " + table + " FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();\n"
	}
	return text
}

// The two engines have the same schema, step by step.
func TestSameSteps(t *testing.T) {
	var steps []string
	found, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	for _, path := range found {
		name := filepath.Base(path)
		steps = append(steps, name)
		want, other := translated(name, string(read(t, path))), filepath.Join("migrations", "postgres", name)
		if *update {
			write(t, other, want)
		}
		got, _ := os.ReadFile(other) // what is not there is empty, and differs
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (go test -run TestSameSteps -update writes it): -want +got\n%s", other, diff)
		}
	}
	there, err := filepath.Glob("migrations/postgres/*.sql")
	for i := range there {
		there[i] = filepath.Base(there[i])
	}
	if err != nil || !slices.Equal(there, steps) {
		t.Errorf("PostgreSQL has the steps %v, SQLite %v: %v", there, steps, err)
	}
}

// A ledger that a version before this one wrote is brought up to date, and what it
// held is still there.
func TestOlderLedger(t *testing.T) {
	onEach(t, func(t *testing.T, o opener, l *Ledger) {
		put(t, l, Run{ID: "r", Period: june}, sub("A", "a.xlsx", "1", Accepted))
		first := string(read(t, "migrations/sqlite/0001_history.sql"))
		for _, h := range slices.Backward(append(history(), table{name: "content"}, table{name: "claim"}, table{name: "judgement"})) {
			if !strings.Contains(first, "CREATE TABLE "+h.name+" (") { // back to the first step
				must(t, l, "DROP TABLE "+h.name)
			}
		}
		must(t, l, "ALTER TABLE run DROP COLUMN at")
		must(t, l, "ALTER TABLE run DROP COLUMN chain")
		must(t, l, "DELETE FROM goose_db_version WHERE version_id > 1")
		if _, err := o.read(); err == nil || !strings.Contains(err.Error(), "还没有升级") {
			t.Errorf("a reader of an older ledger: %v", err)
		}
		again := opened(t, o.write)
		if got := values(t, again, june); got != "A=1" {
			t.Errorf("values %q", got)
		}
		heads, err := again.Runs(t.Context())
		if err != nil || len(heads) != 1 || !heads[0].At.IsZero() || heads[0].Chain != "" {
			t.Errorf("%+v %v", heads, err)
		}
	})
}
