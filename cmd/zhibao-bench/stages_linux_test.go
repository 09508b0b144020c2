package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/ingest"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/xlsx"
)

// stageNames are the stages that a run tells, in plain words for the metrics.
var stageNames = map[string]string{"读取审核": "receive", "存入台账": "keep", "汇总评价": "assess", "编写报告": "composing", "分送单页": "sheets", "生成文件": "write", "退回表格": "returns", "发布文件": "publish"}

// moments are when a stage was first and last told of.
type moments struct {
	from, to       time.Time
	cpuFrom, cpuTo time.Duration
}

// watchStages is a Progress that notes what each stage takes.
func watchStages(into map[string]*moments) func(stage string, done, total int) {
	var mu sync.Mutex
	return func(stage string, _, _ int) {
		mu.Lock()
		defer mu.Unlock()
		now, cpu := time.Now(), processor()
		if into[stage] == nil {
			into[stage] = &moments{from: now, cpuFrom: cpu}
		}
		into[stage].to, into[stage].cpuTo = now, cpu
	}
}

// runStages is a first run in this process, with what its stages took; efficiency is
// the share of the processors that a stage had while it went on.
func runStages(b *testing.B, dir string, told ...string) {
	p, err := openProject(dir)
	if err != nil {
		b.Fatal(err)
	}
	stages := map[string]*moments{}
	p.Progress = watchStages(stages)
	measure(func() {
		if _, err := pipeline.Run(b.Context(), p, period); err != nil {
			b.Fatal(err)
		}
	}).report(b, "run")
	for stage, m := range stages {
		name, known := stageNames[stage]
		if !known {
			b.Logf("%s: %v", stage, m.to.Sub(m.from))
			continue
		}
		took := cost{wall: m.to.Sub(m.from), cpu: m.cpuTo - m.cpuFrom}
		took.report(b, name)
		b.ReportMetric(took.cpu.Seconds()/took.wall.Seconds()/float64(runtime.GOMAXPROCS(0)), name+"-efficiency")
	}
	for _, name := range told {
		if stages[name] == nil {
			b.Fatalf("there was no stage %s", name)
		}
	}
}

// BenchmarkStages takes the stages apart: reading beside the references on the same
// files; a whole run by what it tells of its progress; and what follows the ledger by
// the public functions of the packages.
func BenchmarkStages(b *testing.B) {
	n := stagesAt
	if list := sizes(b); list[len(list)-1] < n {
		n = list[len(list)-1]
	}
	b.Run("usual", func(b *testing.B) {
		for b.Loop() {
			dir, _ := makeWorkspace(b, n, options{faulty: 0.04})
			b.ReportMetric(float64(n), "submissions")
			readingStages(b, dir)
			runStages(b, dir, "读取审核", "分送单页", "发布文件")
			laterStages(b, dir)
		}
	})
	b.Run("returned", func(b *testing.B) { // every county and park gets its workbook back
		for b.Loop() {
			dir, _ := makeWorkspace(b, n+12, options{faulty: 1, kinds: faultKinds[:3]})
			b.ReportMetric(float64(n), "returned")
			runStages(b, dir, "退回表格")
		}
	})
}

func readingStages(b *testing.B, dir string) {
	p, err := openProject(dir)
	if err != nil {
		b.Fatal(err)
	}
	names := workbooks(b, dir)
	ctx := ingest.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period}.Prepared()
	hashing(b, names)
	measure(func() { unzipAndScan(b, names) }).report(b, "unzip")
	measure(func() { excelizeRaw(b, names) }).report(b, "excelize")
	measure(func() { strictReading(b, ctx, names) }).report(b, "reading")
}

// recalled is a period as the ledger holds it, and its report.
func recalled(b *testing.B, dir string) (all *pipeline.Assembled, doc *report.Document) {
	p, err := openProject(dir)
	if err != nil {
		b.Fatal(err)
	}
	if all, err = pipeline.Recall(b.Context(), p, period); err != nil {
		b.Fatal(err)
	}
	if doc, err = compose.Report(all.Input); err != nil {
		b.Fatal(err)
	}
	return all, doc
}

func laterStages(b *testing.B, dir string) {
	all, doc := recalled(b, dir)
	fonts, err := reportpdf.FindFonts(reportpdf.FontConfig{})
	if err != nil {
		b.Fatal(err)
	}
	step := func(name string, work func() error) {
		measure(func() { err = work() }).report(b, name)
		if err != nil {
			b.Fatal(err)
		}
	}
	step("recall", func() error { recalled(b, dir); return nil })
	step("evaluate", func() error { _, err := evaluate.Evaluate(all.Judged); return err })
	step("compose", func() error { _, err := compose.Report(all.Input); return err })
	step("pdf", func() error { _, _, err := reportpdf.Render(doc, fonts, reportpdf.Options{}); return err })
	step("xlsx", func() error { _, _, err := reportxlsx.Render(doc, reportxlsx.Options{}); return err })
}

// othersAt is the size at which other programs do the same.
const othersAt = 300

// BenchmarkOthers has other programs do the same, where they are installed: openpyxl
// reads the same files, xlsxwriter writes the same workbook, LibreOffice converts the
// same report to PDF.
func BenchmarkOthers(b *testing.B) {
	for b.Loop() {
		dir, _ := makeWorkspace(b, othersAt, options{faulty: 0})
		runProgram(b, build(b), "run", period.String(), "-q", "-C", dir)
		readByOpenpyxl(b, dir)
		writeByOthers(b, dir)
	}
}

func readByOpenpyxl(b *testing.B, dir string) {
	readingStages(b, dir)
	interpreter := python(b, "openpyxl")
	if interpreter == "" {
		return
	}
	c := exec.Command(interpreter, "-c", openpyxlRows, fmt.Sprint(runtime.GOMAXPROCS(0)))
	c.Stdin = strings.NewReader(strings.Join(workbooks(b, dir), "\n"))
	timed(b, c).report(b, "openpyxl")
}

func writeByOthers(b *testing.B, dir string) {
	_, doc := recalled(b, dir)
	fonts, err := reportpdf.FindFonts(reportpdf.FontConfig{})
	if err != nil {
		b.Fatal(err)
	}
	measure(func() { _, _, err = reportpdf.Render(doc, fonts, reportpdf.Options{}) }).report(b, "pdf")
	if err != nil {
		b.Fatal(err)
	}
	measure(func() { _, _, err = reportxlsx.Render(doc, reportxlsx.Options{}) }).report(b, "xlsx")
	if err != nil {
		b.Fatal(err)
	}
	book := filepath.Join(dir, "outputs", period.String(), "评估报告.xlsx")
	temporary := b.TempDir()
	if interpreter := python(b, "xlsxwriter"); interpreter != "" {
		cells := filepath.Join(temporary, "cells.json")
		if err := os.WriteFile(cells, cellsOf(b, book), 0o644); err != nil {
			b.Fatal(err)
		}
		timed(b, exec.Command(interpreter, "-c", xlsxwriterBook, cells, filepath.Join(temporary, "book.xlsx"))).report(b, "xlsxwriter")
	}
	if soffice, err := exec.LookPath("soffice"); err != nil {
		b.Logf("LibreOffice: %v", err)
	} else {
		profile := "-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(temporary, "profile"))
		timed(b, exec.Command(soffice, "--headless", profile, "--terminate_after_init")) // makes its profile
		timed(b, exec.Command(soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", temporary, book)).report(b, "libreoffice")
	}
}

// timed runs a command to its end.
func timed(b *testing.B, c *exec.Cmd) cost {
	b.Helper()
	began := time.Now()
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", c.Path, err, out)
	}
	return cost{wall: time.Since(began), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
}

// cellsOf is a workbook as JSON: sheet → rows of numbers, texts and gaps.
func cellsOf(b *testing.B, name string) []byte {
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	book, err := xlsx.Read(data, xlsx.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	sheets := map[string][][]any{}
	for _, s := range book.Sheets {
		var rows [][]any
		for _, c := range s.Cells {
			for len(rows) < c.Row {
				rows = append(rows, nil)
			}
			row := &rows[c.Row-1]
			for len(*row) < c.Col {
				*row = append(*row, nil)
			}
			(*row)[c.Col-1] = c.Text
			if c.Type == xlsx.Number {
				(*row)[c.Col-1] = json.Number(c.Text)
			}
		}
		sheets[s.Name] = rows
	}
	out, err := json.Marshal(sheets)
	if err != nil {
		b.Fatal(err)
	}
	return out
}
