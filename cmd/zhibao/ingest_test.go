package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/pgtest"
	"zhibao/pipeline/workspace"
)

var (
	serverOnce sync.Once
	shared     *pgtest.Server
)

// server is the PostgreSQL of these tests, started when it is first needed.
func server(t testing.TB) *pgtest.Server {
	t.Helper()
	serverOnce.Do(func() {
		var err error
		if shared, err = pgtest.Start(); err != nil {
			t.Log(err)
		}
	})
	return pgtest.Need(t, shared)
}

// onServer moves a workspace's ledger to a schema of a server.
func onServer(t testing.TB, dir string, s *pgtest.Server, schema string) ledger.Server {
	t.Helper()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(pgtest.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "zhibao.yaml")
	config, err := os.ReadFile(path)
	if err == nil {
		config = fmt.Appendf(config, "\nledger: {dsn: %q, schema: %s, password_file: %q, lease: 2}\n", s.DSN(), schema, secret)
		err = os.WriteFile(path, config, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Server{DSN: s.DSN(), Password: pgtest.Password, Schema: schema}
}

// multiply makes n different workbooks of the sample's by a comment in the archive,
// which changes no figure; one of each unit stays as it was.
func multiply(t testing.TB, dir string, n int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.xlsx"))
	if err != nil || len(names) == 0 {
		t.Fatal(len(names), err)
	}
	slices.Sort(names)
	for i := range n - len(names) {
		from := names[i%len(names)]
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		r, err := zip.OpenReader(from)
		if err == nil {
			for _, f := range r.File {
				err = cmp.Or(err, w.Copy(f))
			}
			err = cmp.Or(err, w.SetComment(strconv.Itoa(i)), w.Close(), r.Close())
		}
		if err == nil {
			err = os.WriteFile(strings.TrimSuffix(from, ".xlsx")+fmt.Sprintf("-%04d.xlsx", i), b.Bytes(), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// sums are the digests of the tables that do not depend on when and by whom a file
// was taken in.
func sums(t *testing.T, l *ledger.Ledger, err error) map[string]ledger.Proof {
	t.Helper()
	mustDo(t, err)
	defer l.Close()
	proofs, err := l.Digests(t.Context())
	mustDo(t, err)
	m := map[string]ledger.Proof{}
	for _, p := range proofs {
		if !slices.Contains([]string{"run", "reading", "publication", "publication_file", "publication_source"}, p.Table) {
			m[p.Table] = p
		}
	}
	return m
}

// Eight processes take in one folder, two of them are killed while they hold files:
// every workbook is taken in once, and what comes out is what one process with a
// file for a ledger makes of it.
func TestIngestTogether(t *testing.T) {
	t.Parallel()
	n := 200
	if os.Getenv(soak) != "" {
		n = 2000
	}
	alone, together := sample(t), sample(t)
	for _, dir := range []string{alone, together} {
		multiply(t, filepath.Join(dir, "inputs", "2017"), n)
	}
	at := onServer(t, together, server(t), "together")
	db := sqlDB(t, at)
	var all []*process
	for range 8 {
		all = append(all, start(t, together, "ingest", "2017", "--json"))
	}
	for _, p := range all {
		p.until(t, "收件")
	}
	for _, p := range all {
		mustDo(t, p.Process.Signal(syscall.SIGSTOP)) // so that there is work left for those to be killed
	}
	for _, victim := range all[:2] {
		killHolding(t, db, victim)
	}
	for _, p := range all[2:] {
		mustDo(t, p.Process.Signal(syscall.SIGCONT))
	}
	for _, p := range all[2:] {
		if code, told := p.end(t); code != 0 {
			t.Errorf("exit %d\n%s", code, told)
		}
	}
	for what, want := range map[string]int{
		"reading": n, "claim WHERE done = 1": n, "claim WHERE done = 0": 0, "(SELECT DISTINCT sha256 FROM reading) x": n, "content": n, "run": 0,
	} {
		var got int
		mustDo(t, db.QueryRow("SELECT count(*) FROM "+what).Scan(&got))
		if got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	var before, after int
	mustDo(t, db.QueryRow("SELECT max(id) FROM reading").Scan(&before))
	must(t, together, 0, "run", "2017")
	mustDo(t, db.QueryRow("SELECT max(id) FROM reading").Scan(&after))
	if before != after {
		t.Error("run has read again what ingest took in")
	}
	must(t, alone, 0, "run", "2017")
	equalTrees(t, "outputs", tree(t, filepath.Join(alone, "outputs")), tree(t, filepath.Join(together, "outputs")))
	file, err := ledger.OpenReadOnly(filepath.Join(alone, ".zhibao", "ledger.db"))
	one := sums(t, file, err)
	remote, err := ledger.ConnectReadOnly(t.Context(), at)
	if two := sums(t, remote, err); !maps.Equal(one, two) || one["submission"].Rows != n {
		t.Errorf("one process: %v\neight: %v", one, two)
	}
}

func sqlDB(t *testing.T, at ledger.Server) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", at.DSN+"&search_path="+at.Schema+"&password="+at.Password)
	mustDo(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// killHolding kills a process at a moment at which it holds files.
func killHolding(t *testing.T, db *sql.DB, p *process) {
	t.Helper()
	for range 3000 {
		var held int
		err := db.QueryRow("SELECT count(*) FROM claim WHERE done = 0 AND worker LIKE $1", fmt.Sprintf("%d-%%", p.Process.Pid)).Scan(&held)
		mustDo(t, err)
		if held > 0 {
			mustDo(t, p.Process.Kill())
			_, _ = io.Copy(io.Discard, p.lines)
			_ = p.Wait() // it was killed
			return
		}
		mustDo(t, p.Process.Signal(syscall.SIGCONT))
		time.Sleep(2 * time.Millisecond)
		mustDo(t, p.Process.Signal(syscall.SIGSTOP))
	}
	t.Fatal("the process never held a file: it is not shown that a killed one's files are taken over")
}

// With a file for a ledger several processes take turns; a second ingest and a run
// find everything known.
func TestIngestThenRun(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	all := []*process{start(t, dir, "ingest", "2017", "--json"), start(t, dir, "ingest", "2017", "--json"), start(t, dir, "ingest", "2017", "--json")}
	for _, p := range all {
		if code, told := p.end(t); code != 0 {
			t.Errorf("exit %d\n%s", code, told)
		}
	}
	if got := must(t, dir, 0, "ingest", "2017").out; !strings.Contains(got, "收件29份：本次读取0份，此前或由其他程序读取29份。") {
		t.Errorf("a second ingest says:\n%s", got)
	}
	readings := rows(t, dir)["reading"]
	must(t, dir, 0, "run", "2017")
	if strings.Count(readings, "\n") != 28 || rows(t, dir)["reading"] != readings {
		t.Error("not every file was read once")
	}
	equalTrees(t, "outputs", tree(t, filepath.Join(baseline(t), "outputs", "2017")), withIssued(t, dir))
	whole(t, dir, "2017")
	must(t, dir, fault.Usage, "ingest", "2019")
}

// withIssued are the outputs of a workspace with the baseline's issued forms.
func withIssued(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := tree(t, filepath.Join(dir, "outputs", "2017"))
	for name, data := range tree(t, filepath.Join(baseline(t), "outputs", "2017")) {
		if strings.HasPrefix(name, "下发/") {
			files[name] = data
		}
	}
	return files
}

// A file is known by its content, its name and all that judges it; what depends on
// other periods is judged anew though the file is known.
func TestKnownFiles(t *testing.T) {
	t.Parallel()
	history := func(t *testing.T, dir string) {
		path := filepath.Join(dir, "inputs", "history", "2017-06.csv")
		old := read(t, path)
		changed := strings.Replace(old, historyFrom, historyTo, 1)
		if changed == old {
			t.Fatal("the history holds no such line")
		}
		write(t, path, changed)
	}
	for _, c := range []struct {
		name    string
		again   bool // files are read again
		changes bool // findings change
		change  func(t *testing.T, dir string)
	}{
		{"nothing", false, false, func(*testing.T, string) {}},
		{"history revised", false, true, history},
		{"plan", true, false, func(t *testing.T, dir string) {
			path := filepath.Join(dir, "inputs", "plan", "plan.yaml")
			write(t, path, read(t, path)+"\n# 注\n")
		}},
		{"limits", true, false, func(t *testing.T, dir string) {
			path := filepath.Join(dir, "zhibao.yaml")
			write(t, path, read(t, path)+"\nlimits: {seconds: 60}\n")
		}},
		{"key", true, true, func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".zhibao", "key"), strings.Repeat("ab", 32)+"\n")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, fresh := sample(t), sample(t)
			must(t, dir, 1, "run", "2018-06")
			first, readings := tree(t, filepath.Join(dir, "outputs")), strings.Count(rows(t, dir)["reading"], "\n")+1
			c.change(t, dir)
			c.change(t, fresh)
			must(t, dir, 1, "run", "2018-06")
			must(t, fresh, 1, "run", "2018-06")
			got := tree(t, filepath.Join(dir, "outputs"))
			equalTrees(t, "outputs with known files, against none known", tree(t, filepath.Join(fresh, "outputs")), got)
			if changed := got["2018-06/findings.json"] != first["2018-06/findings.json"]; changed != c.changes {
				t.Errorf("findings changed: %v", changed)
			}
			want := readings
			if c.again {
				want *= 2
			}
			if n := strings.Count(rows(t, dir)["reading"], "\n") + 1; n != want {
				t.Errorf("%d readings after %d", n, readings)
			}
		})
	}
}

// A line of the sample's history, and the same with a figure ten times as large.
const (
	historyFrom = "2017-06,430281,gdp,283.35,"
	historyTo   = "2017-06,430281,gdp,2833.5,"
)

// What is archived is what lies in the inputs, what was printed, and what from: plan,
// history, settings, fonts and program.
func TestArchive(t *testing.T) {
	t.Parallel()
	dir := sample(t) // a copy would lose the rights that are looked at
	must(t, dir, 0, "run", "2017")
	want := map[string]bool{}
	for _, part := range []string{"inputs/2017", "outputs/2017", "inputs/plan", "inputs/history"} {
		for _, data := range tree(t, filepath.Join(dir, part)) {
			want[workspace.Hash([]byte(data))] = true
		}
	}
	w, err := workspace.Open(dir)
	mustDo(t, err)
	got, err := w.Contents()
	mustDo(t, err)
	for _, name := range []string{"settings", "fonts", "program"} {
		want[strings.TrimSpace(output(t, "sqlite3", ledgerFile(dir), "SELECT sha256 FROM publication_source WHERE name = '"+name+"'"))] = true
	}
	if !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Errorf("archived %v\nwant %v", got, slices.Sorted(maps.Keys(want)))
	}
	for _, sum := range got {
		data, err := w.Content(sum)
		if err != nil || workspace.Hash(data) != sum {
			t.Errorf("%s: %v", sum, err)
		}
		info, err := os.Stat(filepath.Join(dir, ".zhibao", "archive", sum[:2], sum[2:]))
		if err != nil || info.Mode().Perm() != 0o444 {
			t.Errorf("%s is not read-only: %v", sum, err)
		}
	}
}

// BenchmarkSecondRun compares a run in which nothing changed with the hashing of
// its inputs.
func BenchmarkSecondRun(b *testing.B) {
	dir := sample(b)
	multiply(b, filepath.Join(dir, "inputs", "2017"), 200)
	took := func(args ...string) time.Duration {
		began := time.Now()
		if got := invoke(dir, args...); got.code > fault.Person {
			b.Fatal(got.err)
		}
		return time.Since(began)
	}
	first := took("run", "2017", "-q")
	var hashing, rendering, again, known time.Duration
	for b.Loop() {
		began := time.Now()
		names, _ := filepath.Glob(filepath.Join(dir, "inputs", "2017", "*"))
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			workspace.Hash(data)
		}
		hashing += time.Since(began)
		again += took("run", "2017", "-q")
		rendering += took("report", "2017", "-q")
		forget(b, dir) // every file is known, but it is not known that nothing changed
		known += took("run", "2017", "-q")
	}
	b.ReportMetric(float64(hashing.Milliseconds())/float64(b.N), "hashing-ms")
	b.ReportMetric(float64(first)/float64(again)*float64(b.N), "first/again")
	b.ReportMetric(float64(again)/float64(hashing), "again/hashing")
	b.ReportMetric(float64(again)/float64(3*hashing+rendering), "again/allowed") // at most 1
	b.ReportMetric(float64(known)/float64(again), "known/again")
	b.ReportMetric(float64(known-rendering)/float64(hashing), "(known-rendering)/hashing")
}
