package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// printedSets are the publications of a period: run and manifest of each.
func printedSets(t *testing.T, dir, period string) (runs []int64, manifests []string) {
	t.Helper()
	l, err := ledger.OpenReadOnly(filepath.Join(dir, ".zhibao", "ledger.db"))
	mustDo(t, err)
	defer l.Close()
	p, err := stat.ParsePeriod(period)
	mustDo(t, err)
	all, err := l.Publications(t.Context(), p)
	mustDo(t, err)
	for _, one := range all {
		runs, manifests = append(runs, one.RunSeq), append(manifests, one.Files["manifest.json"])
	}
	return runs, manifests
}

func manifestOf(t *testing.T, dir, period string) string {
	t.Helper()
	return workspace.Hash([]byte(read(t, filepath.Join(dir, "outputs", period, "manifest.json"))))
}

// A set that could not be put in place is not on record, and is once it is there.
func TestNotPrintedIsNotOnRecord(t *testing.T) {
	t.Parallel()
	dir, old, next := revised(t)
	target := filepath.Join(dir, "outputs", "2017", "评估报告.pdf")
	mustDo(t, os.Remove(target))
	mustDo(t, os.Mkdir(target, 0o755))
	must(t, dir, 3, "run", "2017")
	if runs, _ := printedSets(t, dir, "2017"); fmt.Sprint(runs) != "[1]" {
		t.Errorf("on record: runs %v", runs)
	}
	tidy(t, dir)
	mustDo(t, os.Remove(target))
	write(t, target, old["2017/评估报告.pdf"])
	must(t, dir, 1, "run", "2017")
	if runs, sums := printedSets(t, dir, "2017"); fmt.Sprint(runs) != "[1 2]" || sums[1] != manifestOf(t, dir, "2017") {
		t.Errorf("on record: runs %v", runs)
	}
	equalTrees(t, "outputs", next, tree(t, filepath.Join(dir, "outputs")))
}

// Killed at moments around the swap: whatever is on record stands in the outputs or
// stood there, and the next run, of other inputs at that, leaves no set unrecorded.
func TestKilledWhilePrinting(t *testing.T) {
	t.Parallel()
	dir, _, _ := revised(t)
	for i := range 6 {
		file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
		setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, cell, 2600+i)
		stood := manifestOf(t, dir, "2017")
		p := start(t, dir, "run", "2017")
		p.until(t, "发布文件")
		time.Sleep(time.Duration(i*i) * 4 * time.Millisecond)
		_ = p.Process.Signal(syscall.SIGKILL) // it may be through
		p.end(t)
		_, sums := printedSets(t, dir, "2017")
		w, err := workspace.Open(dir)
		mustDo(t, err)
		swapping := w.Swapping()
		if last := sums[len(sums)-1]; !swapping && last != stood && last != manifestOf(t, dir, "2017") {
			t.Errorf("kill %d: on record is a set that does not stand in the outputs", i)
		}
		mustDo(t, w.Recover())
		now := manifestOf(t, dir, "2017")
		setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, cell, 2700+i)
		must(t, dir, 1, "run", "2017")
		_, sums = printedSets(t, dir, "2017")
		seen := map[string]bool{}
		for _, s := range sums {
			seen[s] = true
		}
		if !seen[now] || sums[len(sums)-1] != manifestOf(t, dir, "2017") {
			t.Errorf("kill %d: what stood in the outputs is not on record", i)
		}
		whole(t, dir, "2017")
	}
	must(t, dir, 0, "verify")
}

// A run that died between the swap and the ledger: the next one, with other inputs,
// records the set for the run that printed it. One that never stood is forgotten.
func TestPrintedWithoutAWord(t *testing.T) {
	t.Parallel()
	dir, _, _ := revised(t)
	must(t, dir, 1, "run", "2017")
	files := map[string]string{}
	for name, data := range tree(t, filepath.Join(dir, "outputs", "2017")) {
		files[name] = workspace.Hash([]byte(data))
	}
	forget := func() {
		output(t, "sqlite3", filepath.Join(dir, ".zhibao", "ledger.db"), `DROP TRIGGER IF EXISTS publication_no_delete; DROP TRIGGER IF EXISTS publication_file_no_delete; DROP TRIGGER IF EXISTS publication_source_no_delete;
			DELETE FROM publication_file WHERE publication_id = 2; DELETE FROM publication_source WHERE publication_id = 2; DELETE FROM publication WHERE id = 2`)
	}
	note := func(manifest string) {
		files["manifest.json"] = manifest
		data, err := json.Marshal(workspace.Printing{Period: "2017", Run: 2, At: time.Now(), Files: files})
		mustDo(t, err)
		write(t, filepath.Join(dir, ".zhibao", "printing-2017.json"), string(data))
	}
	forget()
	note(manifestOf(t, dir, "2017"))
	if got := must(t, dir, 0, "verify").out; !strings.Contains(got, "还没有记入台账；请重新运行") {
		t.Error(got)
	}
	lookBack(t, dir, "2017", "2", tree(t, filepath.Join(dir, "outputs", "2017"))) // records it
	forget()
	note(manifestOf(t, dir, "2017"))
	file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
	setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, cell, 2601)
	was := manifestOf(t, dir, "2017")
	must(t, dir, 1, "run", "2017")
	if runs, sums := printedSets(t, dir, "2017"); fmt.Sprint(runs) != "[1 2 3]" || sums[1] != was {
		t.Errorf("on record: runs %v", runs)
	}
	note(strings.Repeat("0", 64))
	must(t, dir, 1, "report", "2017")
	if runs, _ := printedSets(t, dir, "2017"); fmt.Sprint(runs) != "[1 2 3]" {
		t.Errorf("on record: runs %v", runs)
	}
	tidy(t, dir)
	must(t, dir, 0, "verify")
	write(t, filepath.Join(dir, ".zhibao", "printing-2017.json"), "{")
	if got := must(t, dir, 3, "run", "2017"); !strings.Contains(got.err, "上次输出时留下的记录无法识别") {
		t.Error(got.err)
	}
}

// What run refuses of a closed period, ingest refuses too, before it keeps anything.
func TestIngestOfClosedPeriod(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	write(t, filepath.Join(dir, "inputs", "2017", "说明.xlsx"), "") // one that is refused unread
	if got := invoke(dir, "run", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	must(t, dir, 0, "close", "2017", "--name", "综合科")
	if got := invoke(dir, "ingest", "2017"); got.code > 1 {
		t.Errorf("ingest of what it was closed with: exit %d\n%s", got.code, got.err)
	}
	state := tree(t, filepath.Join(dir, ".zhibao"))
	workbook := filepath.Join(dir, "inputs", "2017", "430281-醴陵市.xlsx")
	sent := read(t, workbook)
	setCell(t, workbook, "县市区表", "D8", 610.4)
	for _, command := range []string{"run", "ingest"} {
		got := must(t, dir, 2, command, "2017")
		for _, want := range []string{"430281-醴陵市.xlsx与封存时不同", "封存（综合科）", "zhibao reopen 2017"} {
			if !strings.Contains(got.err, want) {
				t.Errorf("%s: lacks %s\n%s", command, want, got.err)
			}
		}
		if command == "run" { // it archives what it reads before it knows
			state = tree(t, filepath.Join(dir, ".zhibao"))
		}
		equalTrees(t, "after the refused "+command, state, tree(t, filepath.Join(dir, ".zhibao")))
	}
	write(t, filepath.Join(dir, "inputs", "2017", "新.xlsx"), sent)
	if got := must(t, dir, 2, "ingest", "2017"); !strings.Contains(got.err, "新.xlsx是封存后收到的") {
		t.Error(got.err)
	}
	must(t, dir, 0, "reopen", "2017", "--name", "综合科", "--reason", "按年报核实结果修订")
	if got := invoke(dir, "ingest", "2017"); got.code > 1 {
		t.Error(got.err)
	}
}
