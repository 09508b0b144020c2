package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/pgtest"
)

// A backup put in the place of the ledger gives the same report, from a file and
// from a server alike; so does a history that went to a server and back.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dir, folder := ran(t), t.TempDir()
	want := tree(t, filepath.Join(dir, "outputs"))
	file := filepath.Join(folder, "备份.db")
	got := must(t, dir, 0, "ledger", "backup", file)
	if !strings.Contains(got.out, "已复制，两边一致。") || !strings.Contains(got.out, "原件") {
		t.Errorf("backup says:\n%s", got.out)
	}
	must(t, dir, fault.Usage, "ledger", "backup", file) // never over a file
	must(t, dir, fault.Broken, "ledger", "backup", filepath.Join(folder, "none", "b.db"))

	s := server(t)
	remote := sample(t)
	at := onServer(t, remote, s, "restored")
	must(t, remote, 0, "ledger", "copy", file, s.DSN()+"&search_path="+at.Schema)
	back := filepath.Join(folder, "back.db")
	said := must(t, remote, 0, "ledger", "backup", back, "--json").out
	var copied pipeline.Copied
	mustDo(t, json.Unmarshal([]byte(said), &copied))
	// Workbooks, 收件.csv, what was printed, and what it was printed from: the plan, the
	// history, and what settings, fonts and program were.
	contents := 29 + 1 + len(runFiles) + len(tree(t, filepath.Join(dir, "inputs", "plan"))) + len(tree(t, filepath.Join(dir, "inputs", "history"))) + 3
	if n := len(copied.Tables); n != 18 || len(copied.Missing) != 0 || copied.Tables[n-1].Rows != contents {
		t.Errorf("backup of the server: %+v", copied)
	}
	must(t, remote, 0, "report", "2017")
	equalTrees(t, "report from the server", want, tree(t, filepath.Join(remote, "outputs")))
	for _, from := range []string{file, back} {
		fresh := sample(t)
		write(t, filepath.Join(fresh, ".zhibao", "ledger.db"), read(t, from))
		must(t, fresh, 0, "report", "2017")
		equalTrees(t, "report from "+filepath.Base(from), want, tree(t, filepath.Join(fresh, "outputs")))
		contentsWhole(t, fresh)
	}
	if left := tree(t, folder); len(left) != 2 {
		t.Errorf("beside the backups lie %v", digests(left))
	}
}

// contentsWhole wants every content that the ledger names to be there.
func contentsWhole(t *testing.T, dir string) {
	t.Helper()
	got := must(t, dir, 0, "ledger", "backup", filepath.Join(t.TempDir(), "b.db"), "--json")
	var copied pipeline.Copied
	mustDo(t, json.Unmarshal([]byte(got.out), &copied))
	if last := copied.Tables[len(copied.Tables)-1]; len(copied.Missing) != 0 || last.Table != "content" || last.Rows == 0 {
		t.Errorf("contents: %v, missing %v", last, copied.Missing)
	}
}

// A content that is lost is named, and one that was altered is not copied.
func TestBackupOfDamagedArchive(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	found, err := filepath.Glob(filepath.Join(dir, ".zhibao", "archive", "??", "*"))
	mustDo(t, err)
	mustDo(t, os.Remove(found[0]))
	lost := filepath.Base(filepath.Dir(found[0])) + filepath.Base(found[0])
	if got := must(t, dir, fault.Person, "ledger", "backup", filepath.Join(t.TempDir(), "b.db")); !strings.Contains(got.out, "有1份原件") || !strings.Contains(got.out, lost) {
		t.Errorf("%s", got.out)
	}
	mustDo(t, os.Chmod(found[1], 0o644))
	write(t, found[1], read(t, found[1])+"x")
	file := filepath.Join(t.TempDir(), "b.db")
	if got := must(t, dir, fault.Broken, "ledger", "backup", file); !strings.Contains(got.err, "被改动过") || !strings.Contains(got.err, filepath.Base(found[1])) {
		t.Errorf("%s", got.err)
	}
	if left := tree(t, filepath.Dir(file)); len(left) != 0 {
		t.Errorf("left: %v", digests(left))
	}
}

// What a killed process left beside a backup or a hand-out goes with the next one;
// what others have there does not.
func TestHalvesAreSwept(t *testing.T) {
	t.Parallel()
	dir, folder := ran(t), t.TempDir()
	others := []string{".备份.db-1.new.txt", ".备份.db-x.new", ".别的.db-1.new", "备份.db-1.new"}
	for _, name := range append([]string{".备份.db-123.new", ".备份.db-123.new-journal", ".取出-45.new/评估报告.pdf"}, others...) {
		write(t, filepath.Join(folder, filepath.FromSlash(name)), "half")
	}
	must(t, dir, 0, "ledger", "backup", filepath.Join(folder, "备份.db"))
	must(t, dir, 0, "report", "2017", "--as-of", "1", "--to", filepath.Join(folder, "取出"))
	left := tree(t, folder)
	for name := range left {
		if !slices.Contains(append(others, "备份.db"), name) && !strings.HasPrefix(name, "取出/") {
			t.Errorf("%s is left", name)
		}
	}
	if len(left) != len(others)+1+len(runFiles) {
		t.Errorf("%d files: %v", len(left), digests(left))
	}
}

// Wherever a password comes from, no message repeats it.
func TestPasswordStaysHidden(t *testing.T) {
	t.Parallel()
	const secret = "Geheim~9x"
	dsn := server(t).DSN()
	withSecret := strings.Replace(dsn, "postgres@", "postgres:"+secret+"@", 1)
	folder := t.TempDir()
	for name, mode := range map[string]os.FileMode{"private": 0o600, "open": 0o644} {
		mustDo(t, os.WriteFile(filepath.Join(folder, name), []byte(secret+"\n"), mode))
	}
	write(t, filepath.Join(folder, "pgpass"), "*:*:*:*:"+secret+"\n")
	server := func(more string) string { return fmt.Sprintf("ledger: {dsn: %q, schema: hidden%s}\n", dsn, more) }
	wrong := "不接受用户名或口令"
	for _, c := range []struct {
		name, config string
		env, args    []string
		code         int
		want         string
	}{
		{"in zhibao.yaml", "ledger: {dsn: \"" + withSecret + "\"}\n", nil, nil, 2, textPasswordInFile},
		{"in a DSN of words", "ledger: {dsn: host=h password=" + secret + "}\n", nil, nil, 2, textPasswordInFile},
		{"as a key", "ledger: {password: " + secret + "}\n", nil, nil, 2, textPasswordInFile},
		{"as a key on a line of its own, beside a mistake", "ledger:\n  dsn: postgres://u:" + secret + "@h/d\n  timeout: soon\n", nil, nil, 2, textPasswordInFile},
		{"on the command line", "", nil, []string{"ledger", "copy", "a.db", withSecret}, 2, textPasswordOnScreen},
		{"wrong, in PGPASSWORD", server(""), []string{"PGPASSWORD=" + secret}, nil, 3, wrong},
		{"wrong, in the DSN of the environment", "", []string{"ZHIBAO_LEDGER_DSN=" + withSecret}, nil, 3, wrong},
		{"broken DSN of the environment", "", []string{"ZHIBAO_LEDGER_DSN=postgres://u:" + secret + "@h:port/%zz"}, nil, 2, "连接串写法有误"},
		{"wrong, in a file", server(", password_file: " + filepath.Join(folder, "private")), nil, nil, 3, wrong},
		{"in a file of many readers", server(", password_file: " + filepath.Join(folder, "open")), nil, nil, 2, "别人也能读"},
		{"in a PGPASSFILE of many readers", server(""), []string{"PGPASSFILE=" + filepath.Join(folder, "pgpass")}, nil, 2, "别人也能读"},
		{"no such file", server(", password_file: none"), nil, nil, 3, "读不到数据库口令文件"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			write(t, filepath.Join(dir, "zhibao.yaml"), read(t, filepath.Join(dir, "zhibao.yaml"))+"\n"+c.config)
			args := c.args
			if args == nil {
				args = []string{"run", "2017"}
			}
			p := startWith(t, append([]string{"HOME=" + folder, "PGPASSWORD="}, c.env...), dir, args...)
			code, told := p.end(t)
			if code != c.code || !strings.Contains(told, c.want) || !strings.Contains(told, "处理：请") {
				t.Errorf("exit %d, want %d and %q:\n%s", code, c.code, c.want, told)
			}
			if strings.Contains(told+p.out.String(), secret) {
				t.Errorf("the password is shown:\n%s%s", told, p.out.String())
			}
		})
	}
}

// A server that dies in the middle of a run: a message, nothing lost, and the next
// run gives what the first would have given.
func TestServerDiesInRun(t *testing.T) {
	t.Parallel()
	mine, err := pgtest.Start()
	if err != nil {
		pgtest.Need(t, nil)
	}
	t.Cleanup(mine.Remove)
	dir := sample(t)
	at := onServer(t, dir, mine, "zhibao")
	want := tree(t, filepath.Join(baseline(t), "outputs", "2017"))
	for _, stage := range []string{"读取审核", "汇总评价", "发布文件"} {
		p := start(t, dir, "run", "2017")
		p.until(t, stage)
		mustDo(t, p.Process.Signal(syscall.SIGSTOP))
		mustDo(t, mine.Kill())
		mustDo(t, p.Process.Signal(syscall.SIGCONT))
		code, told := p.end(t)
		if code == 0 && stage == "发布文件" { // it was done before the server died
			mustDo(t, mine.Up())
			continue
		}
		if code != 3 || !strings.Contains(told, "台账") || !strings.Contains(told, "处理：请") || strings.Contains(told, pgtest.Password) {
			t.Errorf("at %s: exit %d\n%s", stage, code, told)
		}
		tidy(t, dir)
		if _, err := os.Stat(filepath.Join(dir, "outputs", "2017", "manifest.json")); err == nil {
			t.Error("outputs were published though the ledger was gone")
		}
		mustDo(t, mine.Up())
	}
	must(t, dir, 0, "run", "2017")
	got := tree(t, filepath.Join(dir, "outputs", "2017"))
	for name := range got {
		if got[name] != want[name] {
			t.Errorf("%s differs from that of a run without a failure", name)
		}
	}
	file, err := ledger.OpenReadOnly(filepath.Join(baseline(t), ".zhibao", "ledger.db"))
	one := sums(t, file, err)
	remote, err := ledger.ConnectReadOnly(t.Context(), at)
	if two := sums(t, remote, err); one["submission"] == (ledger.Proof{}) || two["submission"].Rows != 29 {
		t.Errorf("the ledger holds %v", two)
	}
	contentsWhole(t, dir)
}

// A process that is killed at any moment leaves a ledger and an archive that the
// next one takes up; in the end there is what there would have been.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	points := 6
	if os.Getenv(soak) != "" {
		points = 200
	}
	want := sample(t)
	began := time.Now()
	must(t, want, 0, "run", "2017")
	whole := time.Since(began)
	outputs := tree(t, filepath.Join(want, "outputs"))
	file, err := ledger.OpenReadOnly(filepath.Join(want, ".zhibao", "ledger.db"))
	tables := sums(t, file, err)
	random := rand.New(rand.NewPCG(5, 2018))
	for point := range points {
		dir := sample(t)
		commands := [][]string{{"ingest", "2017"}, {"run", "2017"}}
		p := start(t, dir, commands[point%2]...)
		time.Sleep(time.Duration(random.Int64N(int64(whole))))
		_ = p.Process.Kill() // it may have ended
		_, _ = p.end(t)
		must(t, dir, 0, "run", "2017")
		equalTrees(t, fmt.Sprintf("outputs after kill %d", point), outputs, tree(t, filepath.Join(dir, "outputs")))
		tidy(t, dir)
		again, err := ledger.OpenReadOnly(filepath.Join(dir, ".zhibao", "ledger.db"))
		if got := sums(t, again, err); got["submission"] != tables["submission"] || got["observation"] != tables["observation"] || got["result"] != tables["result"] {
			t.Errorf("kill %d: the ledger holds %v, want %v", point, got, tables)
		}
		contentsWhole(t, dir)
	}
}

// A run is dated by the clock that cmd hands down; what it prints is not.
func TestRunsAreDated(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	before := time.Now()
	must(t, dir, 0, "run", "2017")
	l, err := ledger.OpenReadOnly(filepath.Join(dir, ".zhibao", "ledger.db"))
	mustDo(t, err)
	defer l.Close()
	heads, err := l.Runs(t.Context())
	mustDo(t, err)
	if len(heads) != 1 || heads[0].At.Before(before.Truncate(time.Millisecond)) || heads[0].At.After(time.Now()) {
		t.Errorf("%+v", heads)
	}
	printed, err := l.Publications(t.Context(), heads[0].Period)
	mustDo(t, err)
	var names []string
	for name := range printed[0].Files {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(printed) != 1 || !slices.Equal(names, runFiles) {
		t.Errorf("%+v", printed)
	}
}
