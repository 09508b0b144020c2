package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// The table stands between these lines of README.
const (
	tableBegins = "<!-- bench -->\n"
	tableEnds   = "<!-- /bench -->\n"
)

// Names of benchmarks.
const (
	usual     = "BenchmarkStages/usual"
	returned  = "BenchmarkStages/returned"
	others    = "BenchmarkOthers"
	wholeRuns = "BenchmarkWholeRun/n="
)

// tableCommand puts the table of what is on standard input into a file.
func tableCommand(args []string, in io.Reader, out io.Writer, machine string) error {
	if len(args) != 1 {
		return fmt.Errorf("zhibao-bench table README.md")
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	head, rest, begins := bytes.Cut(data, []byte(tableBegins))
	_, tail, ends := bytes.Cut(rest, []byte(tableEnds))
	if !begins || !ends {
		return fmt.Errorf("%s lacks the lines %q and %q", args[0], tableBegins, tableEnds)
	}
	r, err := readResults(in)
	if err != nil {
		return err
	}
	text := r.tables(machine)
	fmt.Fprint(out, text)
	return os.WriteFile(args[0], slices.Concat(head, []byte(tableBegins+text+tableEnds), tail), 0o644)
}

// tables are the four tables in Markdown.
func (r results) tables(machine string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nMeasured on %s. Clock and processor are seconds; (a) is excelize reading the raw rows of the same files, (b) unzipping and\nscanning them, each with a worker for each processor.\n", machine)
	write := func(head string, rows [][]string) {
		columns := strings.Count(head, "|") + 1
		fmt.Fprintf(&b, "\n| %s |\n|%s\n", head, strings.Repeat(" --- |", columns))
		for _, row := range rows {
			fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		}
	}
	write("target | limit | measured | verdict", r.targets())
	write("submissions | first run | ms each | unchanged | one corrected | printing alone | memory MiB | (a) | (b)", r.runs())
	write(fmt.Sprintf("stage, %s submissions | clock | processor | ms processor each", r.get(usual, "submissions").show("%.0f")), r.stages())
	write("300 submissions | clock | ours", r.others())
	b.WriteString("\n")
	return b.String()
}

// stagesAt is the size at which the stages are measured; the limits are for it.
const stagesAt = 3000

// target is a limit that the project sets itself; a floor if least is set.
type target struct {
	name  string
	value figure
	limit float64
	least bool
	unit  string
}

func (r results) targets() [][]string {
	stage := func(unit string) figure {
		f := r.get(usual, unit)
		f.ok = f.ok && r.get(usual, "submissions").value == stagesAt
		return f
	}
	back := r.get(returned, "returns-efficiency")
	back.ok = back.ok && r.get(returned, "returned").value == stagesAt
	run := func(n int, unit string) figure { return r.get(wholeRuns+strconv.Itoa(n), unit) }
	list := []target{
		{name: "3,000: first run without the unit sheets ÷ (a), clock", value: run(3000, "cold-s").minus(run(3000, "sheets-s")).over(run(3000, "excelize-s")), limit: 1},
		{name: "3,000: reading ÷ (a), processor", value: stage("reading-cpu-s").over(stage("excelize-cpu-s")), limit: 0.35},
		{name: "3,000: reading ÷ (b), processor", value: stage("reading-cpu-s").over(stage("unzip-cpu-s")), limit: 3},
		{name: "3,000: peak memory", value: run(3000, "cold-MiB"), limit: 400, unit: " MiB"},
		{name: "30,000: peak memory", value: run(30000, "cold-MiB"), limit: 800, unit: " MiB"},
		{name: "time a submission, 30,000 ÷ 3,000", value: run(30000, "cold-s").over(run(3000, "cold-s")).times(0.1), limit: 1.2},
		{name: "3,000: one corrected ÷ (3 × hashing + printing)", value: run(3000, "corrected-s").over(run(3000, "hashing-s").times(3).plus(run(3000, "documents-s"))), limit: 1},
		{name: "report of 12 pages ÷ gofpdf writing its text with cut fonts, processor", value: r.get("BenchmarkRender/12pages", "cpu-ms/op").over(r.get("BenchmarkPlain", "cpu-ms/op")), limit: 3},
		{name: "unit sheets: share of the processors used", value: stage("sheets-efficiency"), limit: 0.9, least: true},
		{name: "3,000 returned workbooks: share of the processors used", value: back, limit: 0.9, least: true},
	}
	var rows [][]string
	for _, t := range list {
		sign, met := "≤", t.value.value <= t.limit
		if t.least {
			sign, met = "≥", t.value.value >= t.limit
		}
		verdict := map[bool]string{true: "met", false: "**not met**"}[met]
		format := "%.2f"
		if t.unit != "" {
			format = "%.0f" + t.unit
		}
		shown := t.value.show(format)
		if !t.value.ok {
			shown, verdict = "not measured", "—"
		}
		rows = append(rows, []string{t.name, sign + " " + strconv.FormatFloat(t.limit, 'f', -1, 64) + t.unit, shown, verdict})
	}
	return rows
}

// runs are the whole runs by size.
func (r results) runs() [][]string {
	var counts []int
	for name := range r {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, wholeRuns)); err == nil {
			counts = append(counts, n)
		}
	}
	slices.Sort(counts)
	var rows [][]string
	for _, n := range counts {
		row := []string{strconv.Itoa(n)}
		at := wholeRuns + strconv.Itoa(n)
		row = append(row, r.get(at, "cold-s").show("%.2f"), r.get(at, "cold-s").times(1000/float64(n)).show("%.1f"))
		for _, unit := range []string{"unchanged-s", "corrected-s", "documents-s"} {
			row = append(row, r.get(at, unit).show("%.2f"))
		}
		row = append(row, r.get(at, "cold-MiB").show("%.0f"), r.get(at, "excelize-s").show("%.2f"), r.get(at, "unzip-s").show("%.2f"))
		rows = append(rows, row)
	}
	return rows
}

func (r results) stages() [][]string {
	var rows [][]string
	count := r.get(usual, "submissions")
	add := func(name, benchmark, unit string, count figure) {
		clock, cpu := r.get(benchmark, unit+"-s"), r.get(benchmark, unit+"-cpu-s")
		rows = append(rows, []string{name, clock.show("%.2f"), cpu.show("%.2f"), cpu.times(1000).over(count).show("%.2f")})
	}
	for _, s := range [][2]string{
		{"(b) unzip and scan", "unzip"}, {"(a) excelize, raw rows", "excelize"}, {"reading: strict reader and ingest", "reading"},
		{"a first run", "run"}, {"— take in: reading, rules of a submission", "receive"}, {"— keep in the ledger", "keep"}, {"— consolidate, rules between units, evaluate", "assess"},
		{"— compose the report", "composing"}, {"— unit sheets", "sheets"}, {"— other documents", "write"}, {"— publish", "publish"},
		{"again from the ledger: assemble and compose", "recall"}, {"evaluate", "evaluate"}, {"compose the report", "compose"}, {"report as .pdf", "pdf"}, {"report as .xlsx", "xlsx"},
	} {
		add(s[0], usual, s[1], count)
	}
	add(fmt.Sprintf("%s returned workbooks", r.get(returned, "returned").show("%.0f")), returned, "returns", r.get(returned, "returned"))
	rules := r.get("BenchmarkRulesAgainstReading", "µs-rules/file")
	rows = append(rows, []string{"all rules, on the sample's month 3,000 times", "—", rules.times(stagesAt / 1e6).show("%.2f"), rules.times(1e-3).show("%.2f")})
	record := r.get("BenchmarkRecord/sqlite", "ns/op")
	rows = append(rows, []string{"ledger, 3,000 submissions of 60 figures", record.times(1e-9).show("%.2f"), "—", "—"})
	return rows
}

// others are what other programs took; 未安装 where a program is missing.
func (r results) others() [][]string {
	var rows [][]string
	for _, o := range [][3]string{{"openpyxl reads the same files", "openpyxl", "reading"}, {"excelize reads the same files", "excelize", "reading"},
		{"xlsxwriter writes the cells of the report's workbook", "xlsxwriter", "xlsx"}, {"LibreOffice converts the report's workbook to PDF", "libreoffice", "pdf"}} {
		theirs := r.get(others, o[1]+"-s")
		shown := theirs.show("%.2f")
		if !theirs.ok {
			shown = "未安装"
		}
		rows = append(rows, []string{o[0], shown, r.get(others, o[2]+"-s").show("%.2f")})
	}
	return rows
}
