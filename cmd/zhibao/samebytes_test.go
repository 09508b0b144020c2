package main

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

// Neither the workers and the threads nor the times of the files nor the order in which
// the folder lists them reach the outputs, the copies for the units among them, or what
// the ledger holds and commands make from it.
func TestSameInputsSameBytes(t *testing.T) {
	want := tree(t, filepath.Join(baseline(t), "outputs"))
	if _, ok := want["2018-06/退回/430224-茶陵县.xlsx"]; !ok {
		t.Fatal("nothing is returned, so that copies for the units are not compared")
	}
	fromLedger := derivedFrom(t, baseline(t))
	for i, workers := range []string{"1", "2", "7"} {
		t.Run(workers+" workers", func(t *testing.T) {
			t.Setenv("ZHIBAO_WORKERS", workers)
			n, err := strconv.Atoi(workers)
			mustDo(t, err)
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
			dir := shuffled(t, i)
			for _, args := range issuedAndRun() {
				if args[0] == "template" { // the key is drawn once a workspace, and seals the forms
					write(t, filepath.Join(dir, ".zhibao", "key"), read(t, filepath.Join(baseline(t), ".zhibao", "key")))
				}
				if got := invoke(dir, args...); got.code > 1 {
					t.Fatalf("exit %d\n%s", got.code, got.err)
				}
			}
			equalTrees(t, "outputs", want, tree(t, filepath.Join(dir, "outputs")))
			equalTrees(t, "what is made from the ledger", fromLedger, derivedFrom(t, dir))
		})
	}
}

// derivedFrom is what commands make from a ledger, and its rows that have no time in
// them.
func derivedFrom(t *testing.T, dir string) map[string]string {
	t.Helper()
	made := map[string]string{}
	for name, content := range rows(t, dir) {
		if !slices.Contains([]string{"run", "publication", "goose_db_version"}, name) {
			made["table "+name] = content
		}
	}
	book := filepath.Join(t.TempDir(), "汇总.xlsx")
	for _, args := range [][]string{
		{"dump", "observations", "2018-06"}, {"dump", "findings", "2018-06"}, {"dump", "report", "2018-06"},
		{"total", "2018-06", "-o", book, "--json"}, {"history", "醴陵市", "地区生产总值", "--json"},
	} {
		got := invoke(dir, args...)
		if got.code > 1 {
			t.Fatalf("zhibao %v: exit %d\n%s", args, got.code, got.err)
		}
		made[strings.Join(args[:2], " ")] = got.out
	}
	made["汇总.xlsx"] = read(t, book)
	return made
}

// shuffled is the sample with its files made anew in another order and with
// other times.
func shuffled(t *testing.T, n int) string {
	t.Helper()
	dir := sample(t)
	files := tree(t, filepath.Join(dir, "inputs"))
	names := slices.Sorted(maps.Keys(files))
	slices.SortFunc(names, func(a, b string) int {
		return strings.Compare(fmt.Sprintf("%x", sha256.Sum256([]byte(fmt.Sprint(n, a)))), fmt.Sprintf("%x", sha256.Sum256([]byte(fmt.Sprint(n, b)))))
	})
	mustDo(t, os.RemoveAll(filepath.Join(dir, "inputs")))
	for i, name := range names {
		path := filepath.Join(dir, "inputs", name)
		write(t, path, files[name])
		at := time.Date(2001+n, time.Month(i%12+1), i%28+1, 3, 4, 5, 6, time.UTC)
		mustDo(t, os.Chtimes(path, at, at))
	}
	return dir
}

// A second run with the same input changes nothing: not a byte of the outputs,
// not a row of the ledger, not even the time of a file.
func TestSecondRunChangesNothing(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	must(t, dir, 1, "run", "2018-06")
	outputs, ledger, times := tree(t, filepath.Join(dir, "outputs")), rows(t, dir), modified(t, dir)
	for i := range 2 {
		if i == 0 {
			forget(t, dir) // so that the work is done again, by known files
		}
		must(t, dir, 0, "run", "2017")
		must(t, dir, 1, "run", "2018-06")
	}
	equalTrees(t, "outputs", outputs, tree(t, filepath.Join(dir, "outputs")))
	equalTrees(t, "ledger", ledger, rows(t, dir))
	equalTrees(t, "times", times, modified(t, dir))

	// A figure changed and changed back gives the first outputs again, but for the
	// sheet that tells what changed since the last run; the ledger keeps what
	// happened between.
	file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
	path := filepath.Join(dir, "inputs", "2017", file)
	first := read(t, path)
	setCell(t, path, sheet, cell, 2600)
	must(t, dir, 1, "run", "2017")
	if read(t, filepath.Join(dir, "outputs", "2017", "data.csv")) == outputs["2017/data.csv"] {
		t.Error("the changed figure is not in data.csv")
	}
	write(t, path, first)
	must(t, dir, 0, "run", "2017")
	sameButForChanges(t, outputs, tree(t, filepath.Join(dir, "outputs")))
	if kept := rows(t, dir)["submission"]; ledger["submission"] == "" || len(kept) <= len(ledger["submission"]) {
		t.Error("the ledger has forgotten the submission with 2600")
	}
}

// sameButForChanges wants the same outputs. 审核报告.xlsx may differ in the sheet
// 与上次相比 alone, and the manifest in its digest.
func sameButForChanges(t *testing.T, want, got map[string]string) {
	t.Helper()
	const audit, manifest = "2017/审核报告.xlsx", "2017/manifest.json"
	var books [2]workbook
	for i, files := range []map[string]string{want, got} {
		path := filepath.Join(t.TempDir(), "审核报告.xlsx")
		write(t, path, files[audit])
		books[i] = readBook(t, path)
		delete(files, audit)
		delete(files, manifest)
	}
	equalTrees(t, "outputs after the figure was changed back", want, got)
	for _, name := range books[0].names {
		same := maps.Equal(books[0].sheets[name].cells, books[1].sheets[name].cells)
		if same == (name == "与上次相比") {
			t.Errorf("审核报告.xlsx, sheet %s: the same is %v", name, same)
		}
	}
}

// rows dumps every table of the ledger.
func rows(t *testing.T, dir string) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, ".zhibao", "ledger.db")+"?mode=ro")
	mustDo(t, err)
	defer db.Close()
	var names []string
	for _, line := range query(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name") {
		names = append(names, strings.TrimSuffix(line, "\x1f"))
	}
	if len(names) < 4 {
		t.Fatalf("tables of the ledger: %v", names)
	}
	all := map[string]string{}
	for _, name := range names {
		lines := query(t, db, `SELECT * FROM "`+name+`"`)
		slices.Sort(lines)
		all[name] = strings.Join(lines, "\n")
	}
	return all
}

func query(t *testing.T, db *sql.DB, q string) []string {
	t.Helper()
	r, err := db.Query(q)
	mustDo(t, err)
	defer r.Close()
	columns, err := r.Columns()
	mustDo(t, err)
	var lines []string
	for r.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		mustDo(t, r.Scan(values...))
		line := ""
		for _, v := range values {
			line += fmt.Sprintf("%v\x1f", *v.(*any))
		}
		lines = append(lines, line)
	}
	mustDo(t, r.Err())
	return lines
}

// modified lists when each output was written.
func modified(t *testing.T, dir string) map[string]string {
	t.Helper()
	times := map[string]string{}
	for name := range tree(t, filepath.Join(dir, "outputs")) {
		info, err := os.Stat(filepath.Join(dir, "outputs", name))
		mustDo(t, err)
		times[name] = info.ModTime().String()
	}
	return times
}
