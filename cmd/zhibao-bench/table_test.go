package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const benchText = `goos: linux
BenchmarkWholeRun/n=3000-2 	       1	90000000000 ns/op	       360.4 cold-MiB	        10.00 cold-s	         4.500 corrected-s	         4.000 documents-s	        12.50 excelize-s	         0.1000 hashing-s	         2.500 sheets-s	         0.2500 unchanged-s	         1.500 unzip-s
--- BENCH: BenchmarkWholeRun/n=3000-2
    run_linux_test.go:128: zhibao：下发的表格
BenchmarkWholeRun/n=30000-2 	       1	90000000000 ns/op	       900.6 cold-MiB	       110.0 cold-s
BenchmarkStages/usual-2 	       1	90000000000 ns/op	        20.00 excelize-cpu-s	        12.50 excelize-s	         6.000 reading-cpu-s	        18.00 run-s	         8.000 sheets-s	         0.8800 sheets-efficiency	      3000 submissions	         2.500 unzip-cpu-s
BenchmarkStages/returned-2 	       1	90000000000 ns/op	        16.00 returns-cpu-s	         0.9500 returns-efficiency	         8.421 returns-s	      3000 returned
BenchmarkOthers-2 	       1	90000000000 ns/op	        30.00 openpyxl-s	         0.7500 reading-s
pkg: zhibao/pipeline/reportpdf
BenchmarkRender/12pages-2  	      10	  60000000 ns/op	        40.00 cpu-ms/op
BenchmarkPlain-2           	      10	  30000000 ns/op	        16.00 cpu-ms/op
PASS
`

// The expected lines are reckoned by hand: (10 − 2.5) ÷ 12.5, 6 ÷ 20, 6 ÷ 2.5,
// (110 ÷ 30000) ÷ (10 ÷ 3000), 4.5 ÷ (3 × 0.1 + 4), 40 ÷ 16.
func TestTable(t *testing.T) {
	name := filepath.Join(t.TempDir(), "README.md")
	before, after := "# A\n\n"+tableBegins, tableEnds+"\nB\n"
	if err := os.WriteFile(name, []byte(before+"an old table\n"+after), 0o644); err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	if err := tableCommand([]string{name}, strings.NewReader(benchText), &told, "2 processors, go1.26"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := string(data)
	if got != before+told.String()+after {
		t.Errorf("the table in the file is not what is told, or something around it changed:\n%s", got)
	}
	for _, want := range []string{
		"Measured on 2 processors, go1.26.",
		"| 3,000: first run without the unit sheets ÷ (a), clock | ≤ 1 | 0.60 | met |",
		"| 3,000: reading ÷ (a), processor | ≤ 0.35 | 0.30 | met |",
		"| 3,000: reading ÷ (b), processor | ≤ 3 | 2.40 | met |",
		"| 3,000: peak memory | ≤ 400 MiB | 360 MiB | met |",
		"| 30,000: peak memory | ≤ 800 MiB | 901 MiB | **not met** |",
		"| time a submission, 30,000 ÷ 3,000 | ≤ 1.2 | 1.10 | met |",
		"| 3,000: one corrected ÷ (3 × hashing + printing) | ≤ 1 | 1.05 | **not met** |",
		"processor | ≤ 3 | 2.50 | met |",
		"| unit sheets: share of the processors used | ≥ 0.9 | 0.88 | **not met** |",
		"| 3,000 returned workbooks: share of the processors used | ≥ 0.9 | 0.95 | met |",
		"| 3000 | 10.00 | 3.3 | 0.25 | 4.50 | 4.00 | 360 | 12.50 | 1.50 |\n| 30000 | 110.00 | 3.7 | — | — | — | 901 | — | — |",
		"| 3000 returned workbooks | 8.42 | 16.00 | 5.33 |",
		"| openpyxl reads the same files | 30.00 | 0.75 |",
		"| LibreOffice converts the report's workbook to PDF | 未安装 | — |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table lacks %s\n%s", want, got)
		}
	}
}

// A figure that was not measured meets nothing; the limits are for 3,000 submissions.
func TestTableOfFewer(t *testing.T) {
	fewer := strings.NewReplacer("3000 submissions", "300 submissions", "3000 returned", "300 returned")
	r, err := readResults(strings.NewReader(fewer.Replace(benchText)))
	if err != nil {
		t.Fatal(err)
	}
	rows := r.targets()
	for _, row := range slices.Concat(rows[1:3], rows[8:]) {
		if row[2] != "not measured" || row[3] != "—" {
			t.Errorf("%v", row)
		}
	}
}

// A benchmark that failed makes no table, nor does a file without the marks.
func TestTableRefused(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) string {
		name := filepath.Join(dir, "README.md")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for name, c := range map[string]struct{ file, in, want string }{
		"failed":     {tableBegins + tableEnds, benchText + "--- FAIL: BenchmarkX\nFAIL\n", "--- FAIL: BenchmarkX"},
		"nothing":    {tableBegins + tableEnds, "ok  \tzhibao\t1s\n", "no results"},
		"no marks":   {"# A\n", benchText, "lacks the lines"},
		"odd fields": {tableBegins + tableEnds, "BenchmarkX 1 2 ns/op 3\n", "not pairs"},
	} {
		file := write(c.file)
		err := tableCommand([]string{file}, strings.NewReader(c.in), io.Discard, "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if data, err := os.ReadFile(file); err != nil || string(data) != c.file {
			t.Errorf("%s: the file is changed", name)
		}
	}
}
