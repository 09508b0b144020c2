package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/workspace"
)

// judged gives what is kept of each file that was judged, "period file" → seal, which
// changes whenever it is judged anew on other grounds.
func judged(t *testing.T, dir string) map[string]string {
	t.Helper()
	seals := map[string]string{}
	for line := range strings.Lines(output(t, "sqlite3", "-separator", "\t", ledgerFile(dir), "SELECT period || ' ' || file, seal FROM judgement")) {
		name, seal, _ := strings.Cut(strings.TrimSpace(line), "\t")
		seals[name] = seal
	}
	return seals
}

func ledgerFile(dir string) string { return filepath.Join(dir, ".zhibao", "ledger.db") }

// said is everything that the ledger holds of what the rules said.
func said(t *testing.T, dir string) string {
	t.Helper()
	return output(t, "sqlite3", ledgerFile(dir), "SELECT * FROM submission; SELECT * FROM result; SELECT * FROM result_related; SELECT * FROM result_operand; SELECT * FROM result_refusal; SELECT * FROM result_grant")
}

// correction is a change of the workspace, and which files are judged anew for it:
// those that changed, and the files of a unit of which something else is known now.
type correction struct {
	name   string
	change func(t *testing.T, dir string)
	anew   []string // nil: all
}

func corrections() []correction {
	const county, bureau = "430281-醴陵市.xlsx", "D01-市统计局.xlsx"
	known := map[string]func(*testing.T, string){}
	for _, c := range unchangedCases() {
		known[c.name] = c.change
	}
	workbook := func(dir string) string { return filepath.Join(dir, "inputs", "2017", bureau) }
	explained := func(value float64, note any) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			setCell(t, workbook(dir), "部门表", "D11", value)
			setCell(t, workbook(dir), "部门表", "H11", "修订")
			setCell(t, workbook(dir), "部门表", "I11", note)
		}
	}
	const reason = "根据年报核实结果修订，补充限额以上新入库单位的数据。"
	return []correction{
		{"nothing", func(t *testing.T, dir string) { forget(t, dir) }, []string{}},
		{"a figure", known["a figure"], []string{"2018-06 " + county}},
		{"a figure of history", known["history"], []string{"2017 " + county, "2018-06 " + county}},
		{"an earlier period revised and explained", explained(1120, reason), []string{"2017 " + bureau, "2018-06 " + bureau}},
		{"the explanation for another figure", explained(1060, reason), []string{"2017 " + bureau, "2018-06 " + bureau}},
		{"an explanation removed", explained(1060, nil), []string{"2017 " + bureau, "2018-06 " + bureau}},
		{"a grant", known["a grant"], []string{}},
		{"a second version", known["a second version"], []string{"2018-06 二报.xlsx"}},
		{"a deadline", known["a deadline"], []string{}},
		{"a rule", known["a rule"], nil},
		{"a figure of the plan", func(t *testing.T, dir string) { swap(t, dir, "inputs/plan/indicators.yaml", "938.5", "1000") }, nil},
		{"a file under another name", known["a file under another name"], []string{"2018-06 醴陵.xlsx"}},
		{"a file less", func(t *testing.T, dir string) { mustDo(t, os.Remove(workbook(dir))) }, []string{"2018-06 " + bureau}}, // for its rules on that county; 2017 knows nothing of June
	}
}

// A run after a correction judges anew what the correction concerns and nothing else,
// and says and prints what it would if it judged everything anew.
func TestKeptJudgements(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	run := func(dir string) {
		for _, period := range []string{"2017", month} {
			if got := invoke(dir, "run", period, "-q"); got.code > fault.Person {
				t.Fatal(got.err)
			}
		}
	}
	run(dir)
	run(dir) // the files of both periods know of each other
	for _, c := range corrections() {
		was := judged(t, dir)
		c.change(t, dir)
		anew := duplicate(t, dir)
		output(t, "sqlite3", ledgerFile(anew), "DELETE FROM judgement")
		run(dir)
		run(anew)
		equalTrees(t, c.name+": all judged anew, against what was kept", tree(t, filepath.Join(anew, "outputs")), tree(t, filepath.Join(dir, "outputs")))
		if want, got := said(t, anew), said(t, dir); want != got {
			t.Errorf("%s: the ledgers differ", c.name)
		}
		var changed []string
		now := judged(t, dir)
		for _, name := range slices.Sorted(maps.Keys(now)) {
			if was[name] != now[name] {
				changed = append(changed, name)
			}
		}
		if c.anew != nil && !slices.Equal(changed, c.anew) || c.anew == nil && len(changed) < len(was)-1 {
			t.Errorf("%s: judged anew %v", c.name, changed)
		}
	}
}

// What was kept and altered, or put there by another, is nothing.
func TestJudgementAltered(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	want := tree(t, filepath.Join(dir, "outputs", "2017"))
	for _, change := range []string{
		"UPDATE judgement SET body = (SELECT body FROM judgement WHERE file LIKE 'D02%')",
		"UPDATE judgement SET body = substr(body, 1, 9)",
		"UPDATE judgement SET seal = ''",
	} {
		output(t, "sqlite3", ledgerFile(dir), change)
		forget(t, dir)
		must(t, dir, 0, "run", "2017")
		equalTrees(t, change, want, tree(t, filepath.Join(dir, "outputs", "2017")))
	}
}

// BenchmarkAfterCorrection compares a run after one workbook of 200 was corrected with
// the hashing of its inputs and with printing alone, each by the median; with ten years
// of months on record, and without.
func BenchmarkAfterCorrection(b *testing.B) {
	for name, years := range map[string]int{"one year on record": 0, "ten years on record": 10} {
		b.Run(name, func(b *testing.B) { afterCorrection(b, years) })
	}
}

func afterCorrection(b *testing.B, years int) {
	dir := sample(b)
	multiply(b, filepath.Join(dir, "inputs", "2017"), 200)
	history := filepath.Join(dir, "inputs", "history")
	data, err := os.ReadFile(filepath.Join(history, "2017-06.csv"))
	for i := range years * 11 {
		at := fmt.Sprintf("%d-%02d", 2016-i/11, 2+i%11)
		err = cmp.Or(err, os.WriteFile(filepath.Join(history, at+".csv"), bytes.ReplaceAll(data, []byte("\n2017-06,"), []byte("\n"+at+",")), 0o644))
	}
	if err != nil {
		b.Fatal(err)
	}
	took := func(args ...string) time.Duration {
		began := time.Now()
		if got := invoke(dir, args...); got.code > fault.Person {
			b.Fatal(got.err)
		}
		return time.Since(began)
	}
	first := took("run", "2017", "-q")
	workbook := filepath.Join(dir, "inputs", "2017", "D01-市统计局.xlsx")
	var hashing, rendering, corrected []time.Duration
	for b.Loop() {
		b.StopTimer()
		setCell(b, workbook, "部门表", "D11", 1038.5+float64(len(hashing)))
		b.StartTimer()
		began := time.Now()
		names, _ := filepath.Glob(filepath.Join(dir, "inputs", "2017", "*"))
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			workspace.Hash(data)
		}
		hashing = append(hashing, time.Since(began))
		corrected = append(corrected, took("run", "2017", "-q"))
		rendering = append(rendering, took("report", "2017", "-q"))
	}
	h, r, c := middle(hashing), middle(rendering), middle(corrected)
	b.ReportMetric(h*1000, "hashing-ms")
	b.ReportMetric(r*1000, "rendering-ms")
	b.ReportMetric(c*1000, "corrected-ms")
	b.ReportMetric(first.Seconds()/c, "first/corrected")
	b.ReportMetric(c/(h+r), "corrected/(hashing+rendering)")
	b.ReportMetric((c-r)/h, "(corrected-rendering)/hashing")
}

// middle is the median, in seconds.
func middle(list []time.Duration) float64 {
	return slices.Sorted(slices.Values(list))[len(list)/2].Seconds()
}
