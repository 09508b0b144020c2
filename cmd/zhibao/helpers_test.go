package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/fault"
)

// repository is the root of the project: the workspace that tests copy.
const repository = "../.."

// maySkip is set where a machine lacks the office programs on purpose.
const maySkip = "ZHIBAO_TESTS_MAY_SKIP"

// soak is set where the tests that go on for long are to go on for long (.ci/soak),
// soakPart to k/n where they are to do but the k-th of n parts.
const (
	soak     = "ZHIBAO_SOAK"
	soakPart = "ZHIBAO_SOAK_PART"
)

// TestMain makes the test binary serve as the command zhibao too, so that
// scripts and tests of signals start real processes.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "zhibao" { // the tests, not the command
		for _, v := range os.Environ() {
			name, _, _ := strings.Cut(v, "=")
			if strings.HasPrefix(name, "ZHIBAO_") && name != maySkip && name != soak && name != soakPart {
				os.Unsetenv(name) // a developer's settings are not under test
			}
		}
		os.Setenv("LC_ALL", "C.UTF-8") // poppler prints by the locale
	}
	testscript.Main(baselineCleaner{m}, map[string]func(){"zhibao": main, "zhibao-watched": watched, "zhibao-frozen": frozen})
}

// baselineCleaner removes the shared workspaces when the tests are over.
type baselineCleaner struct{ testscript.TestingM }

func (b baselineCleaner) Run() int {
	defer func() {
		if baselineDir != "" {
			os.RemoveAll(baselineDir)
		}
		if ranDir != "" {
			os.RemoveAll(ranDir)
		}
		if shared != nil {
			shared.Remove()
		}
	}()
	return b.TestingM.Run()
}

// tool returns a program that a test needs.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv(maySkip) == "1" {
		t.Skipf("%s is not installed and %s=1: not checked", name, maySkip)
	}
	t.Fatalf("%s is not installed: run make test, which installs it (or set %s=1 to skip)", name, maySkip)
	return ""
}

// output runs a program and returns what it wrote to standard output.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	c := exec.Command(tool(t, name), args...)
	var out, errOut bytes.Buffer
	c.Stdout, c.Stderr = &out, &errOut
	if err := c.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, &out, &errOut)
	}
	return out.String()
}

// sample copies the sample workspace, without outputs and ledger.
func sample(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := copySample(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func copySample(dir string) error {
	data, err := os.ReadFile(filepath.Join(repository, "zhibao.yaml"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "zhibao.yaml"), data, 0o644)
	}
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "inputs"), os.DirFS(filepath.Join(repository, "inputs")))
	}
	return err
}

var (
	baselineOnce sync.Once
	baselineDir  string
	errBaseline  error
)

// issuedAndRun are the commands that make everything. The sample files carry no
// seal, so they are read before the forms are issued, which makes a key.
func issuedAndRun() [][]string {
	return [][]string{{"run", "2017"}, {"run", "2018-06"}, {"template", "2017"}, {"template", "2018-06"}}
}

// baseline is the sample workspace with both periods issued and run. Tests only
// read it.
func baseline(t *testing.T) string {
	t.Helper()
	baselineOnce.Do(func() {
		if baselineDir, errBaseline = os.MkdirTemp("", "zhibao-baseline-"); errBaseline != nil {
			return
		}
		if errBaseline = copySample(baselineDir); errBaseline != nil {
			return
		}
		for _, args := range issuedAndRun() {
			if got := invoke(baselineDir, args...); got.code > fault.Person {
				errBaseline = fmt.Errorf("zhibao %v: exit %d\n%s%s", args, got.code, got.out, got.err)
				return
			}
		}
	})
	if errBaseline != nil {
		t.Fatal(errBaseline)
	}
	return baselineDir
}

var (
	ranOnce sync.Once
	ranDir  string
	errRan  error
)

// ran is the sample workspace after its first run of 2017, for tests of what comes
// after it: a copy, so that the run is made but once.
func ran(t *testing.T) string {
	t.Helper()
	ranOnce.Do(func() {
		if ranDir, errRan = os.MkdirTemp("", "zhibao-ran-"); errRan != nil {
			return
		}
		if errRan = copySample(ranDir); errRan != nil {
			return
		}
		if got := invoke(ranDir, "run", "2017"); got.code != 0 {
			errRan = fmt.Errorf("zhibao run 2017: exit %d\n%s%s", got.code, got.out, got.err)
		}
	})
	mustDo(t, errRan)
	return duplicate(t, ranDir)
}

// result is what a command printed and its exit code.
type result struct {
	code     fault.Code
	out, err string
}

// invoke runs a command in this process.
func invoke(dir string, args ...string) result {
	var out, errOut bytes.Buffer
	code := run(context.Background(), append([]string{"-C", dir}, args...), &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

// silent is a command line in a workspace that tells nothing.
func silent(t *testing.T, dir string) *app {
	a := newApp(t.Context(), io.Discard, io.Discard, time.Now)
	a.root, a.quiet = dir, true
	return a
}

// invokeAt runs a command at a time of the clock.
func invokeAt(at time.Time) func(dir string, args ...string) result {
	return func(dir string, args ...string) result {
		var out, errOut bytes.Buffer
		ctx := context.Background()
		code := newApp(ctx, &out, &errOut, func() time.Time { return at }).run(ctx, append([]string{"-C", dir}, args...))
		return result{code, out.String(), errOut.String()}
	}
}

// frozenAt is later than any clock: when zhibao-frozen runs.
var frozenAt = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

// frozen is the command zhibao whose clock stands still, so that it leaves the same each time.
func frozen() {
	ctx := context.Background()
	os.Exit(int(newApp(ctx, os.Stdout, os.Stderr, func() time.Time { return frozenAt }).run(ctx, os.Args[1:])))
}

// must runs a command and wants an exit code.
func must(t *testing.T, dir string, want fault.Code, args ...string) result {
	t.Helper()
	got := invoke(dir, args...)
	if got.code != want {
		t.Fatalf("zhibao %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got.code, want, got.out, got.err)
	}
	return got
}

// dumped decodes what a command prints as JSON.
func dumped[T any](t *testing.T, dir string, args ...string) T {
	t.Helper()
	var v T
	got := invoke(dir, args...)
	if got.code > fault.Person {
		t.Fatalf("zhibao %v: exit %d\n%s", args, got.code, got.err)
	}
	if err := json.Unmarshal([]byte(got.out), &v); err != nil {
		t.Fatalf("zhibao %v: %v", args, err)
	}
	return v
}

// observed is an observation as dump prints it.
type observed struct {
	Unit, Form, Item, Measure, Number, Read string
	Kind                                    int
	Source                                  struct{ File, Sheet, Cell string }
}

// place finds where a unit reported a figure in the sample: file, sheet and cell.
func place(t *testing.T, period, unit, item, measure string) (file, sheet, cell string) {
	t.Helper()
	return placeIn(t, baseline(t), period, unit, item, measure)
}

func placeIn(t *testing.T, dir, period, unit, item, measure string) (file, sheet, cell string) {
	t.Helper()
	for _, o := range dumped[[]observed](t, dir, "dump", "observations", period) {
		if o.Unit == unit && o.Item == item && o.Measure == measure {
			return o.Source.File, o.Source.Sheet, o.Source.Cell
		}
	}
	t.Fatalf("%s reports no %s of %s in %s", unit, measure, item, period)
	return "", "", ""
}

// setCell changes one cell of a workbook as a person would: nil empties it.
func setCell(t testing.TB, path, sheet, cell string, v any) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err == nil {
		err = errors.Join(f.SetCellValue(sheet, cell, v), f.Save(), f.Close())
	}
	if err != nil {
		t.Fatal(path, err)
	}
}

// tree reads every file below dir: slash path → content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if !d.Type().IsRegular() {
			files[name] = d.Type().String()
			return nil
		}
		data, err := os.ReadFile(path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// digests shortens file contents so that a difference can be read.
func digests(files map[string]string) map[string]string {
	short := map[string]string{}
	for name, data := range files {
		short[name] = fmt.Sprintf("%d bytes, %.12x", len(data), sha256.Sum256([]byte(data)))
	}
	return short
}

// equalTrees wants two trees to hold the same bytes.
func equalTrees(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if diff := cmp.Diff(digests(want), digests(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", what, diff)
	}
}

// runFiles are what run publishes for 2017, but for what goes back to the units.
var runFiles = []string{"data.csv", "findings.json", "manifest.json", "上报/主要指标表.xlsx", "上报/佐证材料清单.pdf", "上报/佐证材料清单.xlsx", "上报/填表说明.txt", "上报/报告.pdf", "上报/校验清单.txt", "上报/自评报告.pdf", "上报/自评表.pdf", "上报/自评表.xlsx", "催报单.xlsx", "公示.pdf", "公示.xlsx",
	"分送/430202-荷塘区.pdf", "分送/430203-芦淞区.pdf", "分送/430204-石峰区.pdf", "分送/430211-天元区.pdf", "分送/430221-株洲县.pdf", "分送/430223-攸县.pdf", "分送/430224-茶陵县.pdf", "分送/430225-炎陵县.pdf", "分送/430281-醴陵市.pdf", "分送/P01-株洲高新区.pdf", "分送/P02-株洲经开区.pdf", "分送/P03-醴陵经开区.pdf", "分送/P04-荷塘工业集中区.pdf", "分送/P05-攸县工业集中区.pdf", "分送/P06-渌口经开区.pdf", "分送/P07-茶陵经开区.pdf", "分送/P08-炎陵工业集中区.pdf",
	"审核报告.xlsx", "汇总表.xlsx", "督办通知.pdf", "简报.pdf", "评估报告.pdf", "评估报告.xlsx"}

// tableFiles are those of 上报/ that every period has but ten days and weeks.
var tableFiles = []string{"上报/主要指标表.xlsx", "上报/填表说明.txt", "上报/校验清单.txt"}

// whole checks that a period's outputs are complete and agree with the manifest,
// and that nothing else lies about in the workspace.
func whole(t *testing.T, dir, period string) {
	t.Helper()
	files := tree(t, filepath.Join(dir, "outputs", period))
	always := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool {
		return strings.HasPrefix(name, "退回/") || strings.HasPrefix(name, "分送/")
	})
	short := strings.ContainsAny(period, "上中下W")
	due := slices.DeleteFunc(slices.Clone(runFiles), func(name string) bool { // as there are projects, and such as lag
		if strings.HasPrefix(name, "上报/") {
			return short || len(period) != len("2017") && !slices.Contains(tableFiles, name)
		}
		return strings.HasPrefix(name, "分送/") || (strings.HasPrefix(name, "公示") || name == "督办通知.pdf") && !slices.Contains(always, name)
	})
	if diff := cmp.Diff(due, always); diff != "" {
		t.Errorf("outputs/%s: -want +got\n%s", period, diff)
	}
	var manifest struct {
		Period          string
		Inputs, Outputs map[string]string
		Versions        map[string]string
	}
	if err := json.Unmarshal([]byte(files["manifest.json"]), &manifest); err != nil || manifest.Period != period {
		t.Fatalf("manifest.json of %s: %q, %v", period, manifest.Period, err)
	}
	delete(files, "manifest.json")
	sums := map[string]string{}
	for name, data := range files {
		sums[name] = fmt.Sprintf("%x", sha256.Sum256([]byte(data)))
	}
	if diff := cmp.Diff(sums, manifest.Outputs); diff != "" {
		t.Errorf("manifest.json of %s: -files +manifest\n%s", period, diff)
	}
	if !strings.HasPrefix(files["评估报告.pdf"], "%PDF-") || !strings.HasSuffix(strings.TrimSpace(files["评估报告.pdf"]), "%%EOF") {
		t.Error("评估报告.pdf is cut short")
	}
	for _, name := range []string{"评估报告.xlsx", "审核报告.xlsx", "汇总表.xlsx", "催报单.xlsx"} {
		if len(readBook(t, filepath.Join(dir, "outputs", period, name)).names) == 0 {
			t.Error(name, "has no sheet")
		}
	}
	tidy(t, dir)
}

// tidy checks that the workspace holds nothing half-written.
func tidy(t *testing.T, dir string) {
	t.Helper()
	for name := range tree(t, dir) {
		if !belongs(name) {
			t.Errorf("%s is left in the workspace", name)
		}
	}
	stages, err := filepath.Glob(filepath.Join(dir, "outputs", ".*"))
	if err != nil || len(stages) > 0 {
		t.Errorf("folders left in outputs: %v %v", stages, err)
	}
}

// belongs says whether a file may lie in a workspace after a command.
func belongs(name string) bool {
	top, rest, _ := strings.Cut(name, "/")
	switch top {
	case "inputs", "templates", "zhibao.yaml":
		return true
	case "outputs":
		return !strings.HasPrefix(rest, ".")
	case ".zhibao":
		return rest == "ledger.db" || strings.HasPrefix(rest, "archive/") && !strings.HasSuffix(rest, ".new") || rest == "lock" || rest == "ingest.lock" || rest == "key" || (strings.HasPrefix(rest, "published-") || strings.HasPrefix(rest, "last-")) && strings.HasSuffix(rest, ".json")
	}
	return false
}

// flat drops all white space, so that line breaks of a PDF do not matter.
func flat(s string) string { return strings.Join(strings.Fields(s), "") }

// write makes a file with its folders.
func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// read returns a file's content.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
