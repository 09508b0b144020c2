package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reprinted is what report --as-of --json prints.
type reprinted struct {
	Run      struct{ Number int }
	Set      int
	Folder   string
	Notes    []string
	Rendered *struct {
		Equal, Differ, Missing, Added, Archived, Reasons []string
		Versions                                         []struct{ Part string }
	}
}

// lookBack prints as of a moment into a new folder, and wants the bytes that were
// printed first.
func lookBack(t *testing.T, dir, period, asOf string, want map[string]string, more ...string) reprinted {
	t.Helper()
	to := filepath.Join(t.TempDir(), "取出")
	r := dumped[reprinted](t, dir, append([]string{"report", period, "--as-of", asOf, "--to", to, "--json"}, more...)...)
	equalTrees(t, "as of "+asOf, want, tree(t, to))
	return r
}

// Four states of 2017, the last with another base year: each comes out again as it
// was printed first, and is printed again the same from the ledger, the last three
// while the period and the plan have moved on.
func TestReportAsOf(t *testing.T) {
	t.Parallel()
	dir, period := sample(t), "2017"
	outputs := filepath.Join(dir, "outputs", period)
	plan := filepath.Join(dir, "inputs", "plan")
	workbook := filepath.Join(dir, "inputs", period, "D01-市统计局.xlsx")
	then := filepath.Join(t.TempDir(), "plan")
	mustDo(t, os.CopyFS(then, os.DirFS(plan)))
	var states []map[string]string
	for i, value := range []float64{0, 1060, 1120, 1130} {
		if i > 0 {
			setCell(t, workbook, "部门表", "D11", value)
			setCell(t, workbook, "部门表", "I11", "根据年报核实结果修订，补充限额以上新入库单位的数据。")
		}
		if i == 2 { // so that what goes back to the unit is among the files
			setCell(t, workbook, "部门表", "I11", "")
			setCell(t, workbook, "部门表", "D8", "二五八〇")
		}
		if i == 3 {
			setCell(t, workbook, "部门表", "D8", 2580.4)
			file := filepath.Join(plan, "indicators.yaml")
			write(t, file, strings.Replace(read(t, file), `"2016": 938.5`, `"2016": 1000`, 1))
		}
		if got := invoke(dir, "run", period); got.code > 1 {
			t.Fatal(got.err)
		}
		if i == 0 {
			must(t, dir, 1, "run", month) // another period in between
		}
		states = append(states, tree(t, outputs))
	}
	runs := []string{"1", "3", "4", "5"}
	for i, run := range runs {
		r := lookBack(t, dir, period, run, states[i], "--render")
		if x := r.Rendered; strconv.Itoa(r.Run.Number) != run || len(x.Differ)+len(x.Missing)+len(x.Added)+len(x.Reasons) != 0 || len(x.Equal) != len(runFiles) {
			t.Errorf("run %s printed again: %+v %+v", run, r, x)
		}
		if n := len(r.Rendered.Archived); n+len(runFiles) != len(states[i]) || i == 2 && n == 0 {
			t.Errorf("run %s: %d files only from the archive", run, n)
		}
	}
	equalTrees(t, "the present outputs", states[3], tree(t, outputs))
	day := time.Now().Format(time.DateOnly)
	lookBack(t, dir, period, day, states[3])
	lookBack(t, dir, period, "2", states[0]) // of another period: what stood then
	if got := must(t, dir, 2, "report", period, "--as-of", "2001-01-01"); !strings.Contains(got.err, "之前没有印出该报告期的文件") || !strings.Contains(got.err, "第1次、第3次、第4次、第5次") {
		t.Error(got.err)
	}
	checkOtherPlan(t, withoutSources(t, dir), then, states)
	checkBesideOutputs(t, dir, states)
	checkWhereTo(t, dir)
}

// withoutSources is the workspace as an earlier version would have left it, which did
// not archive what it printed from.
func withoutSources(t *testing.T, dir string) string {
	t.Helper()
	older := duplicate(t, dir)
	output(t, "sqlite3", ledgerFile(older), "DROP TRIGGER publication_source_no_delete; DELETE FROM publication_source")
	return older
}

// Where the plan of that time is not archived it can be named; else the difference is
// told, with its reason.
func checkOtherPlan(t *testing.T, dir, then string, states []map[string]string) {
	t.Helper()
	for i, run := range []string{"1", "3", "4"} {
		r := lookBack(t, dir, "2017", run, states[i], "--render", "--plan", then)
		if x := r.Rendered; len(x.Differ)+len(x.Missing)+len(x.Added)+len(x.Reasons) != 0 || len(x.Equal) != len(runFiles) {
			t.Errorf("run %s printed again with the plan of then: %+v", run, x)
		}
	}
	got := must(t, dir, 1, "report", "2017", "--as-of", "3", "--render", "--to", filepath.Join(t.TempDir(), "x")).out
	for _, want := range []string{"重新生成的与当时不同：", "评估报告.pdf", "重新生成的与当时相同：data.csv", "方案数据与第3次运行时不同", "--plan"} {
		if !strings.Contains(flat(got), flat(want)) {
			t.Errorf("lacks %s:\n%s", want, got)
		}
	}
	wrong := must(t, dir, 2, "report", "2017", "--as-of", "3", "--render", "--to", filepath.Join(t.TempDir(), "x"), "--plan", filepath.Join(dir, "inputs", "plan"))
	if !strings.Contains(wrong.err, "不是第3次运行所用的方案") {
		t.Error(wrong.err)
	}
	config := filepath.Join(dir, "zhibao.yaml")
	was := read(t, config)
	write(t, config, strings.Replace(was, "×号", "9号", -1))
	r := lookBack(t, dir, "2017", "5", states[3], "--render")
	if len(r.Rendered.Differ) == 0 || len(r.Rendered.Reasons) != 1 || !strings.Contains(r.Rendered.Reasons[0], "zhibao.yaml 的设置") {
		t.Errorf("other settings: %+v", r.Rendered)
	}
	write(t, config, was)
}

// Without --to the files lie beside the present outputs, which neither they nor a
// later run disturb.
func checkBesideOutputs(t *testing.T, dir string, states []map[string]string) {
	t.Helper()
	outputs := filepath.Join(dir, "outputs", "2017")
	r := dumped[reprinted](t, dir, "report", "2017", "--as-of", "3", "--json")
	if r.Folder != "outputs/2017/历史/第3次运行" || r.Rendered != nil {
		t.Errorf("%+v", r)
	}
	want := maps.Clone(states[3])
	for name, data := range states[1] {
		want["历史/第3次运行/"+name] = data
	}
	equalTrees(t, "outputs with those of run 3", want, tree(t, outputs))
	if got := invoke(dir, "run", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	equalTrees(t, "after another run", want, tree(t, outputs))
	must(t, dir, 0, "verify")
	tidy(t, dir)
}

// Nothing is written over.
func checkWhereTo(t *testing.T, dir string) {
	t.Helper()
	full := t.TempDir()
	write(t, filepath.Join(full, "x"), "x")
	for _, c := range [][]string{
		{"不是空的", "--as-of", "1", "--to", full}, {"不是空的", "--as-of", "1", "--to", filepath.Join(full, "x")},
		{"工作区自己的文件夹", "--as-of", "1", "--to", filepath.Join(dir, "outputs", "x")}, {"须与 --as-of 同用", "--render"},
		{"须与 --render 同用", "--as-of", "1", "--plan", dir}, {"没有「99」这次运行", "--as-of", "99"},
	} {
		if got := must(t, dir, 2, append([]string{"report", "2017"}, c[1:]...)...); !strings.Contains(got.err, c[0]) {
			t.Errorf("%v: %s", c, got.err)
		}
	}
	if diff := cmp.Diff(map[string]string{"x": "x"}, tree(t, full)); diff != "" {
		t.Error(diff)
	}
}

// A draft that was signed and printed again: both sets of one run come out, by date
// the one of that day.
func TestReportAsOfSigned(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	draft := tree(t, filepath.Join(dir, "outputs", "2017"))
	for _, step := range []string{"初审", "复审", "签发"} {
		must(t, dir, 0, "sign", "2017", "--step", step, "--name", "综合科")
	}
	final := tree(t, filepath.Join(dir, "outputs", "2017"))
	r := lookBack(t, dir, "2017", "1", final, "--render")
	if r.Set != 2 || len(r.Rendered.Differ) != 0 || len(r.Rendered.Equal) != len(runFiles) {
		t.Errorf("%+v %+v", r, r.Rendered)
	}
	// The draft was printed the day before, as far as the ledger knows.
	output(t, "sqlite3", filepath.Join(dir, ".zhibao", "ledger.db"), "DROP TRIGGER publication_no_update; DROP TRIGGER run_no_update;"+
		"UPDATE publication SET at = '2018-03-01T08:00:00.000Z' WHERE id = 1; UPDATE run SET at = '2018-03-01T07:00:00.000Z'")
	r = lookBack(t, dir, "2017", "2018-03-02", draft, "--render")
	if r.Set != 1 || len(r.Rendered.Differ) != 0 || len(r.Rendered.Equal) != len(runFiles) {
		t.Errorf("%+v %+v", r, r.Rendered)
	}
	archived, err := filepath.Glob(filepath.Join(dir, ".zhibao", "archive", "??", "*"))
	mustDo(t, err)
	pdf := slices.IndexFunc(archived, func(path string) bool { return read(t, path) == draft["评估报告.pdf"] })
	mustDo(t, os.Chmod(archived[pdf], 0o644))
	flipByte(t, archived[pdf])
	if got := must(t, dir, 3, "report", "2017", "--as-of", "2018-03-02"); !strings.Contains(got.err, "评估报告.pdf（第1次运行所印）") || !strings.Contains(got.err, "被改动过") {
		t.Error(got.err)
	}
	if _, err := os.Stat(filepath.Join(dir, "outputs", "2017", "历史")); err == nil {
		t.Error("something was handed out")
	}
}
