package ledger

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// explained is a submission with one explained finding.
func explained(file, gdp, note string) Submission {
	s := sub("A", file, gdp, Accepted)
	s.Results = []rule.Result{{
		Rule: "R01", Severity: rule.Verify, Outcome: rule.Fail, Explained: note,
		Subject:  rule.Subject{Unit: "A", Form: "county", Item: "gdp", Measure: stat.Growth, Period: june},
		Operands: []rule.Operand{{Item: "gdp", Measure: stat.Growth, Text: gdp}},
	}}
	return s
}

// Explanations are known of every version that ever was in the inputs of the period.
func TestExplanations(t *testing.T) { onEach(t, testExplanations) }

func testExplanations(t *testing.T, _ opener, l *Ledger) {
	put(t, l, Run{ID: "1", Period: june}, explained("a1.xlsx", "1", "两户企业迁出"))
	refused := explained("a2.xlsx", "2", "")
	refused.Results[0].Refused = rule.Refusal{Note: "无", Why: "说明不具体"}
	hint := explained("a3.xlsx", "3", "口径已有调整")
	hint.Results[0].Severity = rule.Hint
	other := explained("b.xlsx", "4", "上年基数较低")
	other.Period = june.YearAgo()
	put(t, l, Run{ID: "2", Period: june}, refused, hint)
	put(t, l, Run{ID: "3", Period: june.YearAgo()}, other)
	quarter := stat.Period{Kind: stat.Quarter, Year: 2018, N: 2}
	got, err := l.Explanations(t.Context(), quarter)
	want := explained("a1.xlsx", "1", "两户企业迁出").Results
	want[0].Subject.Period = quarter
	check(t, err, want, got)
}

// The run to compare with is the newest one with other contents in the inputs,
// whatever the files are called.
func TestBefore(t *testing.T) { onEach(t, testBefore) }

func testBefore(t *testing.T, _ opener, l *Ledger) {
	for i, step := range []struct {
		inputs map[string]string
		want   string // id of the run before
	}{
		{map[string]string{"a": "1"}, ""},
		{map[string]string{"renamed": "1"}, ""},
		{map[string]string{"a": "1", "b": "2"}, "b"},
		{map[string]string{"a": "2", "b": "1"}, "b"},
		{map[string]string{"a": "1"}, "d"},
		{map[string]string{"a": "1", "b": "1"}, "e"},
	} {
		id := string(rune('a' + i))
		put(t, l, Run{ID: id, Period: june, Inputs: step.inputs}, sub("A", id+".xlsx", id2(i), Accepted))
		run, subs, ok, err := l.Before(t.Context(), june)
		if err != nil {
			t.Fatal(err)
		}
		if run.ID != step.want || ok != (step.want != "") {
			t.Errorf("step %d: before is %q, %v, want %q", i+1, run.ID, ok, step.want)
		}
		if ok && (len(subs) != 1 || subs[0].File != step.want+".xlsx") {
			t.Errorf("step %d: submissions %v", i+1, subs)
		}
	}
}

func id2(i int) string { return string(rune('1' + i)) }

func TestReportedOn(t *testing.T) { onEach(t, testReportedOn) }

func testReportedOn(t *testing.T, _ opener, l *Ledger) {
	dated := func(file string, dates ...string) Submission {
		s := sub("A", file, "1", Accepted)
		for i, d := range dates {
			o := s.Observations[0]
			o.Form, o.Item, o.Measure, o.Quantity = string(rune('a'+i)), "foot", "reported_on", stat.Quantity{Kind: stat.TextOnly, Read: d}
			s.Observations = append(s.Observations, o)
		}
		return s
	}
	put(t, l, Run{ID: "1", Period: june}, dated("old.xlsx", "2018-07-01"))
	put(t, l, Run{ID: "2", Period: june}, dated("a.xlsx", "2018-07-09", "2018-07-11", "2018-07-10"), dated("b.xlsx"))
	got, err := l.ReportedOn(t.Context(), june, "foot", "reported_on")
	check(t, err, map[string]string{"a.xlsx": "2018-07-11"}, got)
}

// firstVersion is a ledger as the program wrote it before decisions were kept: the
// first migration and the rows of one run, written by SQL.
func firstVersion(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err == nil {
		_, err = provider.UpTo(context.Background(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, stmt := range []string{
		`INSERT INTO submission VALUES (1, 'd', '2018-06', '2018-06', 'A', 'a.xlsx', 's', 'accepted', 'v1', 7)`,
		`INSERT INTO observation VALUES (1, 'gdp', 0, 'A', 'county', 'value', '2018-06', 'number', '12.5', '12.5', '', 0, NULL, NULL, '县市区表', 'D8')`,
		`INSERT INTO run VALUES (1, 'r', 'd', '2018-06', '2018-06')`,
		`INSERT INTO run_input VALUES (1, 'a.xlsx', 's')`,
		`INSERT INTO run_submission VALUES (1, 0, 1)`,
		`INSERT INTO result VALUES (1, 1, NULL, 0, 'R01', '核实性', 'fail', 'A', 'county', 'gdp', 'growth', '2018-06', 'a.xlsx', 's', '县市区表', 'G8', '7', '8', '甲。', '乙。', '两户企业迁出')`,
	} {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(stmt, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// A ledger of the version before is brought up and loses nothing; read-only it says
// that it has to be.
func TestUpgrade(t *testing.T) {
	path := firstVersion(t)
	if l, err := OpenReadOnly(path); err == nil {
		_ = l.Close()
		t.Error("an old ledger was opened for reading")
	} else if !strings.Contains(err.Error(), "较旧版本") {
		t.Error(err)
	}
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if got := values(t, l, june); got != "A=12.5" {
		t.Errorf("values %q", got)
	}
	subs, err := l.Received(t.Context(), june)
	if err != nil || len(subs) != 1 || len(subs[0].Results) != 1 || subs[0].Results[0].Explained != "两户企业迁出" || subs[0].Results[0].Operands != nil {
		t.Errorf("received %+v, %v", subs, err)
	}
	old, err := l.Explanations(t.Context(), june)
	if err != nil || len(old) != 1 || old[0].Explained != "两户企业迁出" || len(old[0].Operands) != 1 || old[0].Operands[0].Text != "7" {
		t.Errorf("explanations %+v, %v", old, err)
	}
	put(t, l, Run{ID: "r2", Period: june, Inputs: map[string]string{"b": "t"}}, explained("b.xlsx", "2", "上年基数较低"))
	run, _, ok, err := l.Before(t.Context(), june)
	if err != nil || !ok || run.ID != "r" {
		t.Errorf("before: %+v, %v", run, err)
	}
}
