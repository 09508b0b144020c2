package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"zhibao/pipeline/peakmem"
	"zhibao/pipeline/workspace"
)

// sizesVariable names the sizes to measure, by commas.
const sizesVariable = "ZHIBAO_BENCH_SIZES"

func sizes(b *testing.B) []int {
	text := os.Getenv(sizesVariable)
	if text == "" {
		text = "30,300"
	}
	var list []int
	for _, s := range strings.Split(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			b.Fatalf("%s: %v", sizesVariable, err)
		}
		list = append(list, n)
	}
	return list
}

// cost is what a piece of work took: by the clock, of the processors, and at most of
// memory, which is 0 where it is not measured.
type cost struct {
	wall, cpu time.Duration
	memory    int64  // bytes
	told      string // what a program printed
}

// report gives a cost as metrics.
func (c cost) report(b *testing.B, name string) {
	b.ReportMetric(c.wall.Seconds(), name+"-s")
	b.ReportMetric(c.cpu.Seconds(), name+"-cpu-s")
	if c.memory > 0 {
		b.ReportMetric(float64(c.memory)/(1<<20), name+"-MiB")
	}
}

// processor is the processor time that this process has had.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // the arguments are constants
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func measure(work func()) cost {
	wall, cpu := time.Now(), processor()
	work()
	return cost{wall: time.Since(wall), cpu: processor() - cpu}
}

// build gives the product as a program.
func build(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "zhibao")
	c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "zhibao/cmd/zhibao")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// runProgram runs a program to its end; an exit code above 1 ends the benchmark.
func runProgram(b *testing.B, name string, args ...string) cost {
	b.Helper()
	c := exec.Command(name, args...)
	var out strings.Builder
	c.Stdout, c.Stderr = &out, &out
	began := time.Now()
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	memory := peakmem.Watch(c.Process.Pid)
	err := c.Wait()
	var failed *exec.ExitError
	if err != nil && (!errors.As(err, &failed) || failed.ExitCode() != 1) {
		b.Fatalf("%s %v: %v\n%s", filepath.Base(name), args, err, &out)
	}
	return cost{time.Since(began), c.ProcessState.UserTime() + c.ProcessState.SystemTime(), <-memory, out.String()}
}

// scratch is a folder for the whole of the benchmarks.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "zhibao-bench-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// packages are the node packages of the generator, installed once; "" if they cannot
// be, which the generator then says.
var packages = sync.OnceValue(func() string {
	installed, err := installPackages("../..", scratch)
	if err != nil {
		return ""
	}
	return installed
})

// makeWorkspace makes a workspace for the benchmark, with the programs of this machine.
func makeWorkspace(b *testing.B, n int, o options) (string, *made) {
	b.Helper()
	o.packages = packages()
	o.root, o.dir, o.n, o.seed = "../..", filepath.Join(b.TempDir(), "ws"), n, 1
	m, err := generate(o)
	if err != nil {
		b.Fatal(err)
	}
	for _, w := range m.writers {
		b.Log(w)
	}
	return o.dir, m
}

// workbooks are the submissions of a workspace in order of name.
func workbooks(b *testing.B, dir string) []string {
	b.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "inputs", period.String(), "*.xlsx"))
	if err != nil || len(names) == 0 {
		b.Fatal("no workbooks", err)
	}
	return names
}

// correct puts the sound workbook in place of the first planted error.
func correct(b *testing.B, dir string, m *made) {
	b.Helper()
	data, err := m.planted[0].sound()
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "inputs", period.String(), m.planted[0].file), data, 0o644); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkWholeRun starts the program on workspaces of every size: a first run, one
// in which nothing has changed, one after a correction, and printing alone; and reads
// the same files as others would: excelize with as many workers (a), unzipping and
// scanning (b), hashing.
func BenchmarkWholeRun(b *testing.B) {
	program := build(b)
	for _, n := range sizes(b) {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			for b.Loop() {
				wholeRun(b, program, n)
			}
		})
	}
}

func wholeRun(b *testing.B, program string, n int) {
	dir, m := makeWorkspace(b, n, options{faulty: 0.04})
	names := workbooks(b, dir)
	run := func(args ...string) cost {
		return runProgram(b, program, append(args, period.String(), "-q", "-C", dir)...)
	}
	hashing(b, names) // all files are in the kernel's memory from here on
	cold := run("run", "--timings")
	cold.report(b, "cold")
	b.ReportMetric(stageTook(b, cold.told, "分送单页").Seconds(), "sheets-s")
	if n <= othersAt {
		checkFindings(b, filepath.Join("outputs", period.String()), dir, m.planted)
	}
	run("run").report(b, "unchanged")
	correct(b, dir, m)
	run("run").report(b, "corrected")
	run("report").report(b, "documents")
	measure(func() { hashing(b, names) }).report(b, "hashing")
	measure(func() { excelizeRaw(b, names) }).report(b, "excelize")
	measure(func() { unzipAndScan(b, names) }).report(b, "unzip")
}

// stageTook is what --timings tells of a stage by the clock, such as 1.53秒 or 441毫秒.
func stageTook(b *testing.B, told, stage string) time.Duration {
	for line := range strings.Lines(told) {
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.TrimSuffix(fields[0], "*") != stage {
			continue
		}
		took, err := time.ParseDuration(strings.NewReplacer("毫秒", "ms", "秒", "s").Replace(fields[1]))
		if err != nil {
			b.Fatal(err)
		}
		return took
	}
	b.Fatalf("--timings tells nothing of %s:\n%s", stage, told)
	return 0
}

func hashing(b *testing.B, names []string) {
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		workspace.Hash(data)
	}
}
