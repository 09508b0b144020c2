package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// changeEverything changes all that 2017 is printed from besides the workbooks.
func changeEverything(t *testing.T, dir string) {
	t.Helper()
	swap(t, dir, "zhibao.yaml", "issuer: \"", "issuer: \"示例")
	swap(t, dir, "zhibao.yaml", "signature: ", "signature: 示例")
	swap(t, dir, "zhibao.yaml", "×号", "9号")
	swap(t, dir, "zhibao.yaml", "year: 次年3月10日17时", "year: 次年2月10日17时")
	swap(t, dir, "zhibao.yaml", "2018-06-18,", "2018-06-18, 2018-07-09,")
	swap(t, dir, "inputs/history/2016.csv", "\n2016,430281,gdp,", "\n2016,430281,gdp,1")
	swap(t, dir, "inputs/plan/indicators.yaml", `"2016": 938.5`, `"2016": 1000`)
	names, err := filepath.Glob(filepath.Join(repository, "templates", "reports", "*"))
	mustDo(t, err)
	for _, name := range names {
		write(t, filepath.Join(dir, "templates", "reports", filepath.Base(name)), strings.ReplaceAll(read(t, name), "评价依据", "评价的依据"))
	}
	write(t, filepath.Join(dir, "templates", "rules", "90-own.yaml"), ownRule)
}

// A set is printed again from the ledger alone, whatever became of plan, settings,
// history, texts and rules since; also by report, which makes no run.
func TestRenderFromLedgerAlone(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	outputs := filepath.Join(dir, "outputs", "2017")
	must(t, dir, 0, "run", "2017")
	states := []map[string]string{tree(t, outputs)}
	changeEverything(t, dir)
	if got := invoke(dir, "report", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	again := func(asOf string, want map[string]string) reprinted {
		t.Helper()
		r := lookBack(t, dir, "2017", asOf, want, "--render")
		if x := r.Rendered; len(x.Differ)+len(x.Missing)+len(x.Added)+len(x.Reasons) != 0 || len(x.Equal) != len(runFiles) {
			t.Errorf("as of %s: %+v", asOf, x)
		}
		return r
	}
	again("1", tree(t, outputs)) // the second set of the first run
	if got := invoke(dir, "run", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	states = append(states, tree(t, outputs))
	for name, data := range states[0] {
		if states[1][name] == data && name != "data.csv" && name != "上报/填表说明.txt" { // which tell of figures alone
			t.Errorf("%s is the same: the changes show nothing of it", name)
		}
	}
	mustDo(t, os.RemoveAll(filepath.Join(dir, "templates")))
	mustDo(t, os.RemoveAll(filepath.Join(dir, "inputs", "history")))
	again("2", states[1])
	must(t, dir, 0, "verify")

	// What cannot be brought back is named, and nothing else is.
	write(t, filepath.Join(dir, "templates", "fonts", "simfang.ttf"), read(t, fontFile(t)))
	x := lookBack(t, dir, "2017", "2", states[1], "--render").Rendered
	if len(x.Differ) == 0 || len(x.Reasons) == 0 {
		t.Fatalf("another font: %+v", x)
	}
	for _, why := range x.Reasons {
		if !strings.Contains(why, "字体") {
			t.Errorf("another font: %s", why)
		}
	}
	mustDo(t, os.RemoveAll(filepath.Join(dir, "templates")))

	// An archived plan that was altered is no plan.
	sum := strings.TrimSpace(output(t, "sqlite3", ledgerFile(dir), "SELECT sha256 FROM publication_source WHERE name = 'inputs/plan/indicators.yaml' AND publication_id = 2"))
	at := filepath.Join(dir, ".zhibao", "archive", sum[:2], sum[2:])
	mustDo(t, os.Chmod(at, 0o644))
	write(t, at, strings.Replace(read(t, at), `"2016": 1000`, `"2016": 1001`, 1))
	if got := must(t, dir, 3, "report", "2017", "--as-of", "1", "--render", "--to", filepath.Join(t.TempDir(), "x")); !strings.Contains(got.err, "被改动") {
		t.Error(got.err)
	}
	if got := must(t, dir, 1, "verify"); !strings.Contains(flat(got.out), "inputs/plan/indicators.yaml，第1次运行（2017）印制所依据") {
		t.Error(got.out)
	}
}
