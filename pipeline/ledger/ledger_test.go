package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

var june = stat.Period{Kind: stat.Month, Year: 2018, N: 6}

func newLedger(t testing.TB) *Ledger {
	t.Helper()
	l, err := Open(filepath.Join(t.TempDir(), ".zhibao", "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func number(s string) stat.Quantity {
	return stat.Quantity{Kind: stat.Number, Number: decimal.RequireFromString(s), Read: s}
}

// sub is a submission of one value of GDP.
func sub(unit, file, gdp string, state State) Submission {
	return Submission{
		Period: june, Unit: unit, File: file, SHA256: "sha-" + file + gdp, State: state, Versions: "v1", Passed: 7,
		Observations: []stat.Observation{{
			Unit: unit, Form: "county", Item: "gdp", Measure: stat.Value, Period: june, Quantity: number(gdp),
			Source: stat.Source{File: file, SHA256: "sha-" + file + gdp, Sheet: "县市区表", Cell: "E8"},
		}},
	}
}

func put(t testing.TB, l *Ledger, run Run, subs ...Submission) int {
	t.Helper()
	changed, err := l.Record(t.Context(), run, subs)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// values prints the valid observations as unit=text.
func values(t *testing.T, l *Ledger, p stat.Period) string {
	t.Helper()
	all, err := l.Observations(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range all {
		out = append(out, o.Unit+"="+o.Read)
	}
	return strings.Join(out, " ")
}

func TestRoundTrip(t *testing.T) { onEach(t, testRoundTrip) }

func testRoundTrip(t *testing.T, _ opener, l *Ledger) {
	s := sub("430281", "醴陵.xlsx", "1", Accepted)
	s.Observations = nil
	for i, q := range []stat.Quantity{
		number("7.20"), number("-0.000"), number("123456789012345678901234567890.123456789"), number("1e500"), number("-3e-500"),
		{Kind: stat.TextOnly, Read: " 无\u3000\x00\n〓\xff"}, {Kind: stat.TextOnly, Read: ""},
		{Kind: stat.Number, Number: decimal.RequireFromString("12"), Read: "１２ 亿元"},
	} {
		s.Observations = append(s.Observations, stat.Observation{
			Unit: "430281", Form: "county", Item: fmt.Sprintf("i%d", i), Measure: stat.Prior, Period: june.YearAgo(), Quantity: q,
			Vintage: "初步", Sample: i%2 == 0, Source: stat.Source{File: "别的.xlsx", SHA256: "x", Sheet: "表", Cell: fmt.Sprintf("A%d", i)},
		})
	}
	full := rule.Result{
		Rule: "R-001", Severity: rule.Verify, Outcome: rule.Fail,
		Subject: rule.Subject{Unit: "430281", Form: "county", Item: "gdp", Measure: stat.Growth, Period: stat.Period{Kind: stat.Quarter, Year: 2018, N: 2}},
		Source:  stat.Source{File: "醴陵.xlsx", SHA256: "y", Sheet: "表", Cell: "E8"},
		Related: []stat.Source{{File: "a", SHA256: "b", Sheet: "c", Cell: "d"}, {File: "e"}},
		Seen:    "7.20", Expected: "7.2", Message: "甲。", Remedy: "乙。", Explained: "丙",
		Refused: rule.Refusal{Note: "无", Why: "不具体"}, Granted: rule.Grant{Reason: "口径调整", By: "分管副局长", Date: "2018-07-12"},
		Operands: []rule.Operand{{Item: "gdp", Measure: stat.Growth, Text: "7.2"}, {Item: "gdp", Measure: stat.Value, Text: "约8"}},
	}
	bare := rule.Result{Rule: "R-002", Severity: rule.Hint, Outcome: rule.NotEvaluated}
	passed := rule.Result{Rule: "R-003", Severity: rule.NearMandatory, Outcome: rule.Pass}
	s.Results = []rule.Result{full, bare}
	run := Run{
		ID: "run-1", Period: june, Versions: map[string]string{"rules": "1", "plan": "2"},
		Inputs: map[string]string{"醴陵.xlsx": "y", "收件.csv": "z"}, Batch: []rule.Result{passed, full},
	}
	put(t, l, run, s)

	observations, err := l.Observations(t.Context(), june)
	check(t, err, s.Observations, observations)
	one, err := l.Item(t.Context(), june, "i3")
	check(t, err, s.Observations[3:4], one)
	back, ok, err := l.LastRun(t.Context(), june)
	check(t, err, run, back)
	if !ok {
		t.Error("LastRun found nothing")
	}
	subs, err := l.Submissions(t.Context(), june)
	want := s
	want.Observations = nil
	check(t, err, []Submission{want}, subs)
	results, err := l.Results(t.Context(), june)
	sorted := []rule.Result{passed, full, full, bare}
	rule.Sort(sorted)
	check(t, err, sorted, results)
}

func check(t *testing.T, err error, want, got any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// The run decides which submission of a unit counts.
func TestRunDecides(t *testing.T) { onEach(t, testRunDecides) }

func testRunDecides(t *testing.T, _ opener, l *Ledger) {
	a1, a2 := sub("A", "a1.xlsx", "1", Accepted), sub("A", "a2.xlsx", "2", Accepted)
	b, back := sub("B", "b.xlsx", "9", Accepted), sub("A", "a3.xlsx", "3", Returned)
	stale := sub("B", "b0.xlsx", "8", Superseded)
	other := sub("C", "c.xlsx", "5", Accepted)
	other.Period = stat.Period{Kind: stat.Month, Year: 2018, N: 5}
	for i, step := range []struct {
		name    string
		subs    []Submission
		values  string
		states  string
		changed int
	}{
		{"first", []Submission{a1, b}, "A=1 B=9", "A已接收 B已接收", 2},
		{"same again", []Submission{a1, b}, "A=1 B=9", "A已接收 B已接收", 0},
		{"later file counts", []Submission{a1, a2, b}, "A=2 B=9", "A已接收 B已接收", 1},
		{"order counts, not novelty", []Submission{a2, a1, b}, "A=1 B=9", "A已接收 B已接收", 0},
		{"returned, the earlier one stays", []Submission{a1, back, b}, "A=1 B=9", "A退回 B已接收", 2},
		{"returned and the earlier one gone", []Submission{back, b}, "B=9", "A退回 B已接收", 1},
		{"withdrawn", []Submission{b}, "B=9", "B已接收", 1},
		{"back to the first", []Submission{a1, b}, "A=1 B=9", "A已接收 B已接收", 1},
		{"superseded hides nothing", []Submission{b, stale}, "B=9", "B已接收", 2},
		{"another month does not count", []Submission{b, other}, "B=9", "B已接收 C已接收", 2},
		{"nothing came", nil, "", "", 2},
	} {
		t.Run(step.name, func(t *testing.T) {
			run := Run{ID: fmt.Sprint("run", i), Period: june}
			if step.name == "same again" {
				run.ID = "run0"
			}
			if got := put(t, l, run, step.subs...); got != step.changed {
				t.Errorf("changed = %d, want %d", got, step.changed)
			}
			if got := values(t, l, june); got != step.values {
				t.Errorf("values %q, want %q", got, step.values)
			}
			subs, err := l.Submissions(t.Context(), june)
			if err != nil {
				t.Fatal(err)
			}
			var states []string
			for _, s := range subs {
				states = append(states, s.Unit+s.State.String())
			}
			if got := strings.Join(states, " "); got != step.states {
				t.Errorf("states %q, want %q", got, step.states)
			}
		})
	}
}

func TestPeriodIdentity(t *testing.T) { onEach(t, testPeriodIdentity) }

func testPeriodIdentity(t *testing.T, _ opener, l *Ledger) {
	for i, text := range []string{"2018", "2018-12", "2018-Q2", "2017", "2018-06"} {
		p, err := stat.ParsePeriod(text)
		if err != nil {
			t.Fatal(err)
		}
		s := sub("A", "a.xlsx", fmt.Sprint(i), Accepted)
		s.Period, s.Observations[0].Period = p, p
		put(t, l, Run{ID: text, Period: p}, s)
	}
	var got []string
	periods, err := l.Periods(t.Context())
	for _, p := range periods {
		got = append(got, p.String()+":"+values(t, l, p))
	}
	check(t, err, []string{"2017:A=3", "2018-06:A=4", "2018-12:A=1", "2018:A=0"}, got)
	// The quarter has a run of its own; the fourth has none and reads December's.
	for n, want := range map[int]string{2: "A=2", 4: "A=1"} {
		quarter := stat.Period{Kind: stat.Quarter, Year: 2018, N: n}
		if v := values(t, l, quarter); v != want {
			t.Errorf("quarter %d reads %q, want %q", n, v, want)
		}
		_, ok, err := l.LastRun(t.Context(), quarter)
		if err != nil || ok != (n == 2) {
			t.Errorf("quarter %d has a run: %v, %v", n, ok, err)
		}
	}
}

// dump prints all rows of all tables.
func dump(t *testing.T, l *Ledger) string {
	t.Helper()
	var b strings.Builder
	for _, h := range history() {
		rows, err := l.db.Query(h.selection(l.engine))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			r, err := wholeRow(rows, strings.Count(h.columns, ",")+1)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, h.name, r)
		}
		_ = rows.Close()
	}
	return b.String()
}

func TestSecondRunChangesNothing(t *testing.T) { onEach(t, testSecondRunChangesNothing) }

func testSecondRunChangesNothing(t *testing.T, o opener, l *Ledger) {
	finding := rule.Result{Rule: "R", Severity: rule.Mandatory, Outcome: rule.Fail, Related: []stat.Source{{File: "x"}}}
	s := sub("A", "a.xlsx", "1.50", Accepted)
	s.Results = []rule.Result{finding}
	run := Run{ID: "r", Period: june, Inputs: map[string]string{"a.xlsx": "1", "b": "2"}, Versions: map[string]string{"x": "1", "y": "2"}, Batch: []rule.Result{finding}}
	put(t, l, run, s, sub("B", "b.xlsx", "2", Returned))
	before := dump(t, l)
	path, isFile := l.where, l.engine.dialect == "sqlite3"
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	var file []byte
	if isFile {
		file = read(t, path)
	}
	l = opened(t, o.write)
	if n := put(t, l, run, s, sub("B", "b.xlsx", "2", Returned)); n != 0 {
		t.Errorf("changed = %d", n)
	}
	if diff := cmp.Diff(before, dump(t, l)); diff != "" {
		t.Errorf("second run changed the history: %s", diff)
	}
	if err := l.Close(); err != nil || !isFile {
		return
	}
	if !bytes.Equal(file, read(t, path)) {
		t.Error("second run changed the file")
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left beside the ledger: %v %v", entries, err)
	}
}

// Each part of a run or a submission makes it another one.
func TestAnyChangeIsRecorded(t *testing.T) { onEach(t, testAnyChangeIsRecorded) }

func testAnyChangeIsRecorded(t *testing.T, _ opener, l *Ledger) {
	s, run := sub("A", "a.xlsx", "1", Accepted), Run{ID: "r", Period: june}
	put(t, l, run, s)
	for name, change := range map[string]func(*Run, *Submission){
		"state":    func(_ *Run, s *Submission) { s.State = Returned },
		"versions": func(_ *Run, s *Submission) { s.Versions = "v2" },
		"passed":   func(_ *Run, s *Submission) { s.Passed++ },
		"value":    func(_ *Run, s *Submission) { s.Observations = []stat.Observation{{Quantity: number("2")}} },
		"result":   func(_ *Run, s *Submission) { s.Results = []rule.Result{{Severity: rule.Hint, Outcome: rule.Fail}} },
		"operand":  func(_ *Run, s *Submission) { s.Results = withOperand("2") },
		"figure":   func(_ *Run, s *Submission) { s.Results = withOperand("3") },
		"input":    func(r *Run, _ *Submission) { r.Inputs = map[string]string{"a": "b"} },
		"version":  func(r *Run, _ *Submission) { r.Versions = map[string]string{"a": "b"} },
		"batch":    func(r *Run, _ *Submission) { r.Batch = []rule.Result{{Severity: rule.Hint, Outcome: rule.Fail}} },
		"id":       func(r *Run, _ *Submission) { r.ID = "r2" },
		"period":   func(r *Run, _ *Submission) { r.Period = stat.Period{Kind: stat.Quarter, Year: 2018, N: 2} },
	} {
		r2, s2 := run, s
		change(&r2, &s2)
		before := strings.Count(dump(t, l), "run [")
		put(t, l, r2, s2)
		put(t, l, run, s)
		want := before + 2
		if name == "period" { // June's own latest run is what it was
			want--
		}
		if after := strings.Count(dump(t, l), "run ["); after != want {
			t.Errorf("%s: %d runs after %d", name, after, before)
		}
	}
}

func withOperand(figure string) []rule.Result {
	return []rule.Result{{Severity: rule.Hint, Outcome: rule.Fail, Operands: []rule.Operand{{Text: figure}}}}
}

func TestAppendOnly(t *testing.T) { onEach(t, testAppendOnly) }

func testAppendOnly(t *testing.T, _ opener, l *Ledger) {
	s := sub("A", "a.xlsx", "1", Accepted)
	s.Results = []rule.Result{{Severity: rule.Hint, Outcome: rule.Fail, Related: []stat.Source{{}},
		Operands: []rule.Operand{{Text: "1"}}, Refused: rule.Refusal{Note: "无"}, Granted: rule.Grant{By: "处室"}}}
	put(t, l, Run{ID: "r", Period: june, Inputs: map[string]string{"a": "b"}, Versions: map[string]string{"a": "b"}, Arrivals: []Arrival{{File: "a", At: noon}}}, s)
	if err := l.RecordEvent(t.Context(), Event{Period: june, Kind: Closed, Run: 1, At: noon}); err != nil {
		t.Fatal(err)
	}
	if err := l.PutContent(t.Context(), "sum", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := l.Keep(t.Context(), []Reading{{ReadingKey{june, "a", "b", "c"}, []byte("d")}}); err != nil {
		t.Fatal(err)
	}
	if err := l.RecordPublication(t.Context(), 1, time.Time{}, map[string]string{"a": "b"}, map[string]string{"c": "d"}); err != nil {
		t.Fatal(err)
	}
	before := dump(t, l)
	for _, h := range append(history(), table{name: "content", columns: "sha256, data"}) {
		first, _, _ := strings.Cut(h.columns, ",")
		stmts := []string{"DELETE FROM " + h.name, "UPDATE " + h.name + " SET " + first + " = " + first}
		if l.engine.dialect == "postgres" {
			stmts = append(stmts, "TRUNCATE "+h.name+" CASCADE", "INSERT INTO "+h.name+" SELECT * FROM "+h.name+" ON CONFLICT ("+
				map[bool]string{true: h.order, false: "sha256"}[h.order != ""]+") DO UPDATE SET "+first+" = EXCLUDED."+first)
		} else {
			stmts = append(stmts, "INSERT OR REPLACE INTO "+h.name+" SELECT * FROM "+h.name)
		}
		for _, stmt := range stmts {
			if h.name == "observation" && strings.Contains(stmt, "CONFLICT") {
				continue // its order is not its key
			}
			if _, err := l.db.Exec(stmt); err == nil || !strings.Contains(err.Error(), "只增不改") {
				t.Errorf("%s: %v", stmt, err)
			}
		}
	}
	if dump(t, l) != before {
		t.Error("history changed")
	}
}

func TestFaults(t *testing.T) {
	busy := newLedger(t)
	impatient, err := openFile(busy.where, writing, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = impatient.Close() })
	full := newLedger(t)
	if _, err := full.db.Exec("PRAGMA max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	big := sub("A", "a.xlsx", "1", Accepted)
	for i := range 20000 {
		big.Observations = append(big.Observations, stat.Observation{Item: fmt.Sprint(i), Quantity: number("1")})
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "text.db"), strings.Repeat("这不是数据库。", 100))
	newer := newLedger(t)
	must(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	foreign := filepath.Join(dir, "foreign.db")
	otherProgram(t, foreign)
	write(t, filepath.Join(dir, "empty.db"), "")

	for _, test := range []struct {
		name, want string
		do         func() error
	}{
		{"locked", "正被另一个程序使用", func() error {
			tx, err := busy.db.Begin()
			if err != nil {
				return err
			}
			defer func() { _ = tx.Rollback() }()
			_, err = impatient.Record(t.Context(), Run{ID: "r", Period: june}, nil)
			return err
		}},
		{"disk full", "磁盘已满", func() error {
			_, err := full.Record(t.Context(), Run{ID: "r", Period: june}, []Submission{big})
			return err
		}},
		{"cancelled", "运行被中断", func() error {
			_, err := busy.Record(cancelled, Run{ID: "r", Period: june}, nil)
			return err
		}},
		{"invalid state", "约束", func() error {
			_, err := busy.Record(t.Context(), Run{ID: "r", Period: june}, []Submission{{Period: june, State: "x"}})
			return err
		}},
		{"invalid period", "台账没有写入", func() error {
			_, err := busy.Record(t.Context(), Run{ID: "r", Period: stat.Period{Year: 3}}, nil)
			return err
		}},
		{"not a database", "不是台账", openErr(filepath.Join(dir, "text.db"))},
		{"another program's", "别的程序", openErr(foreign)},
		{"newer", "更新版本", openErr(newer.where)},
		{"a folder", "打不开", openErr(dir)},
		{"read only, none", "还没有台账", readErr(filepath.Join(dir, "none.db"))},
		{"read only, empty", "台账是空的", readErr(filepath.Join(dir, "empty.db"))},
		{"read only, record", "不可写", func() error {
			l, err := OpenReadOnly(busy.where)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = l.Close() }()
			_, err = l.Record(t.Context(), Run{ID: "r", Period: june}, nil)
			return err
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.do()
			var f *fault.Fault
			if !errors.As(err, &f) || f.Code != fault.Broken || f.Where == "" || f.Remedy == "" || !strings.Contains(f.What, test.want) {
				t.Errorf("error %v, want a fault saying %s", err, test.want)
			}
		})
	}
	if dump(t, full)+dump(t, busy) != "" {
		t.Error("a failed Record left rows")
	}
	if err := readErr(filepath.Join(dir, "none.db"))(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
}

// A path of characters that mean something in a URI is a path all the same.
func TestOddPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "50% 报表?a=b#c", "台账 .db")
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, l, Run{ID: "r", Period: june}, sub("A", "a.xlsx", "1", Accepted))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, err = OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if got := values(t, l, june); got != "A=1" {
		t.Errorf("read %q", got)
	}
	if len(read(t, path)) == 0 {
		t.Error("the file is elsewhere")
	}
}

func openErr(path string) func() error {
	return func() error {
		l, err := Open(path)
		if err == nil {
			_ = l.Close()
		}
		return err
	}
}

func readErr(path string) func() error {
	return func() error {
		l, err := OpenReadOnly(path)
		if err == nil {
			_ = l.Close()
		}
		return err
	}
}

func otherProgram(t *testing.T, path string) {
	t.Helper()
	l := newLedger(t)
	must(t, l, "ATTACH '"+path+"' AS other; CREATE TABLE other.song (title TEXT); DETACH other")
}

func must(t *testing.T, l *Ledger, stmt string) {
	t.Helper()
	if _, err := l.db.Exec(stmt); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
