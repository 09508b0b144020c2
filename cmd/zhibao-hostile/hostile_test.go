//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/peakmem"
)

// repository is the root of the project.
const repository = "../.."

// What the batch may cost. The time is that of the processor, so that a busy
// machine does not fail the test: two idle cores do this much in 60 seconds even
// if one of them stands still half of the time.
const (
	maxMemory = 512 << 20
	maxTime   = 90 * time.Second
)

// A batch with hostile files ends by itself, names each of them, costs little,
// and gives the good submissions the results that they have without the others.
// make test takes 60 of them; make soak takes 300 and other seeds.
func TestHostileBatch(t *testing.T) {
	if os.Getenv("ZHIBAO_SOAK") == "" {
		hostileBatch(t, 60, 1)
		return
	}
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { hostileBatch(t, 300, seed) })
	}
}

func hostileBatch(t *testing.T, count int, seed uint64) {
	program := filepath.Join(t.TempDir(), "zhibao")
	if out, err := exec.Command("go", "build", "-o", program, "../zhibao").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := workspace(t)
	inputs := filepath.Join(dir, "inputs", "2017")
	names, err := generate(inputs, filepath.Join(repository, "inputs", "2017"), count, seed)
	if err != nil {
		t.Fatal(err)
	}
	before := listing(t, inputs)
	cost := runBatch(t, program, dir)
	t.Logf("%d hostile files: %.1f s, processor %.1f s, %d MiB", count, cost.wall.Seconds(), cost.processor.Seconds(), cost.memory>>20)
	if cost.memory == 0 || cost.memory > maxMemory || cost.processor > maxTime {
		t.Errorf("too costly: %+v", cost)
	}
	if diff := cmp.Diff(before, listing(t, inputs)); diff != "" {
		t.Errorf("the inputs have changed: -before +after\n%s", diff)
	}
	found := findings(t, dir)
	for _, name := range names {
		if len(found[printable(name)]) == 0 {
			t.Errorf("no finding for %q", name)
		}
	}
	sameForGood(t, program, dir, found)
}

// workspace copies everything but the submissions of 2017.
func workspace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join(repository, "zhibao.yaml"))
	err = errors.Join(err, os.WriteFile(filepath.Join(dir, "zhibao.yaml"), data, 0o644))
	for _, part := range []string{"plan", "history"} {
		err = errors.Join(err, os.CopyFS(filepath.Join(dir, "inputs", part), os.DirFS(filepath.Join(repository, "inputs", part))))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// cost is what a process took.
type cost struct {
	wall, processor time.Duration
	memory          int64 // bytes, at the most, without LibreOffice
}

// runBatch runs the batch as a process of its own, with a folder for temporary
// files that must be empty afterwards.
func runBatch(t *testing.T, program, dir string) cost {
	t.Helper()
	tmp := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, program, "-C", dir, "-q", "run", "2017")
	c.Env = []string{"TMPDIR=" + tmp, "PATH=" + os.Getenv("PATH"), "HOME=" + tmp, "LC_ALL=C.UTF-8"}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	start := time.Now()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	memory := peakmem.Watch(c.Process.Pid)
	err := c.Wait()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != 1 {
		t.Fatalf("the batch ends with %v, want exit 1\n%s", err, &out)
	}
	if left := listing(t, tmp); len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v", left)
	}
	for name := range listing(t, dir) {
		if strings.Contains(name, "tmp") || strings.HasPrefix(name, "outputs/.") {
			t.Errorf("%s stays behind", name)
		}
	}
	return cost{time.Since(start), failed.UserTime() + failed.SystemTime(), <-memory}
}

// listing is every entry below dir with its type and size.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		list[rel] = fmt.Sprint(d.Type())
		if d.Type().IsRegular() {
			list[rel] += fmt.Sprint(info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// findings are the findings of 2017 by file, each as its JSON.
func findings(t *testing.T, dir string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "outputs", "2017", "findings.json"))
	var list []json.RawMessage
	if err == nil {
		err = json.Unmarshal(data, &list)
	}
	by := map[string][]string{}
	for _, raw := range list {
		var f struct{ Source struct{ File string } }
		err = errors.Join(err, json.Unmarshal(raw, &f))
		by[f.Source.File] = append(by[f.Source.File], string(raw))
	}
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// sameForGood runs the batch with the good submissions alone and compares what is
// said of them, and their figures, byte by byte.
func sameForGood(t *testing.T, program, dir string, found map[string][]string) {
	t.Helper()
	alone := workspace(t)
	inputs := filepath.Join(alone, "inputs", "2017")
	if _, err := generate(inputs, filepath.Join(repository, "inputs", "2017"), 0, 0); err != nil {
		t.Fatal(err)
	}
	runBatch(t, program, alone)
	good, err := filepath.Glob(filepath.Join(inputs, "[D4]*.xlsx"))
	if err != nil || len(good) != goodCount {
		t.Fatalf("%d good submissions, %v", len(good), err)
	}
	want, all := figures(t, alone), figures(t, dir)
	wanted := findings(t, alone)
	for _, path := range good {
		name := filepath.Base(path)
		if diff := cmp.Diff(wanted[name], found[name]); diff != "" {
			t.Errorf("findings of %s: -alone +among hostile files\n%s", name, diff)
		}
		if diff := cmp.Diff(want[name], all[name]); diff != "" || len(want[name]) == 0 {
			t.Errorf("figures of %s (%d): -alone +among hostile files\n%s", name, len(want[name]), diff)
		}
	}
}

// figures are the rows of data.csv by file, as bytes.
func figures(t *testing.T, dir string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "outputs", "2017", "data.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	file := slices.Index(rows[0], "文件")
	by := map[string][]string{}
	for _, row := range rows[1:] {
		by[row[file]] = append(by[row[file]], strings.Join(row, "\x00"))
	}
	return by
}

// printable is a file's name as reports show it (workspace.ListInputs).
func printable(name string) string {
	var b strings.Builder
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) {
			fmt.Fprintf(&b, `\x%02X`, name[0])
		} else {
			b.WriteString(name[:size])
		}
		name = name[size:]
	}
	return b.String()
}

// The same seed gives the same files, and another seed others.
func TestGenerateIsDeterministic(t *testing.T) {
	contents := func(seed uint64) map[string]string {
		dir := filepath.Join(t.TempDir(), "out")
		if _, err := generate(dir, filepath.Join(repository, "inputs", "2017"), 40, seed); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for name, kind := range listing(t, dir) {
			files[name] = kind[:1]
			info, err := os.Lstat(filepath.Join(dir, name))
			if err == nil && info.Mode().IsRegular() && info.Size() < 64<<20 {
				var data []byte
				data, err = os.ReadFile(filepath.Join(dir, name))
				files[name] = string(data)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return files
	}
	first := contents(1)
	if !maps.Equal(first, contents(1)) {
		t.Error("the same seed gives other files")
	}
	if maps.Equal(first, contents(2)) {
		t.Error("another seed gives the same files")
	}
}
