package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
)

// tree is a folder's files: slash path → content.
type tree map[string]string

func (t tree) files() []File {
	var out []File
	for name, data := range t {
		out = append(out, File{Name: name, Data: []byte(data)})
	}
	return out
}

func newWorkspace(t *testing.T) *Workspace {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, ConfigName), "issuer: 统计局\n")
	w, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// snapshot reads a folder; what is staged is not part of the outputs.
func snapshot(t *testing.T, dir string) tree {
	t.Helper()
	out := tree{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		if strings.HasPrefix(d.Name(), stagePrefix) {
			return fs.SkipDir
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			out[filepath.ToSlash(name)+"/"] = ""
			return nil
		}
		data, err := os.ReadFile(path)
		out[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const period = "2018-06"

var (
	runOwns      = []string{"*", "!下发"}
	templateOwns = []string{"下发"}

	oldRun = tree{"评估报告.pdf": "旧报告", "same.json": "同", "退回/甲.xlsx": "退回甲", "附/旧/a": "a"}
	newRun = tree{"评估报告.pdf": "新报告", "same.json": "同", "上报/新/b.xlsx": "b", "c": "c"}

	rest     = tree{"下发/": "", "下发/甲.xlsx": "空表", "批注.docx": "某人的"}
	oldState = join(rest, oldRun, tree{"退回/": "", "附/": "", "附/旧/": ""})
	newState = join(rest, newRun, tree{"上报/": "", "上报/新/": ""})
)

func join(trees ...tree) tree {
	all := tree{}
	for _, t := range trees {
		for k, v := range t {
			all[k] = v
		}
	}
	return all
}

// published is a workspace with the old set, a template and a person's file.
func published(t *testing.T) *Workspace {
	t.Helper()
	w := newWorkspace(t)
	for name, data := range oldState {
		if !strings.HasSuffix(name, "/") {
			write(t, filepath.Join(w.Outputs(period), filepath.FromSlash(name)), data)
		}
	}
	names := append(slices.Collect(maps.Keys(oldRun)), "下发/甲.xlsx")
	slices.Sort(names)
	list, err := encodeJSON(names)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w.publishedPath(period), string(list))
	return w
}

func publish(t *testing.T, w *Workspace, owned []string, set tree) {
	t.Helper()
	if err := w.Publish(period, owned, set.files()); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, w *Workspace, want tree) {
	t.Helper()
	if diff := cmp.Diff(want, snapshot(t, w.Outputs(period))); diff != "" {
		t.Errorf("outputs -want +got\n%s", diff)
	}
}

// clean checks that nothing of a swap remains.
func clean(t *testing.T, w *Workspace) {
	t.Helper()
	for _, pattern := range []string{
		filepath.Join(w.outputsRoot(), stagePrefix+"*"), w.journalPath(), filepath.Join(w.StateDir(), "*.new"),
	} {
		if left, _ := filepath.Glob(pattern); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func TestPublish(t *testing.T) {
	w := newWorkspace(t)
	publish(t, w, templateOwns, tree{"下发/甲.xlsx": "空表"})
	publish(t, w, runOwns, oldRun)
	write(t, filepath.Join(w.Outputs(period), "批注.docx"), "某人的")
	expect(t, w, oldState)
	same := filepath.Join(w.Outputs(period), "same.json")
	before, err := os.Stat(same)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, w, runOwns, newRun)
	expect(t, w, newState)
	after, err := os.Stat(same)
	if err != nil || !os.SameFile(before, after) {
		t.Error("a file of equal bytes was written again")
	}
	w.step = func(op, path string) error { return fmt.Errorf("%s %s though nothing changed", op, path) }
	publish(t, w, runOwns, newRun)
	w.step = nil
	publish(t, w, templateOwns, tree{"下发/乙.xlsx": "空表"})
	expect(t, w, join(newRun, tree{"批注.docx": "某人的", "上报/": "", "上报/新/": "", "下发/": "", "下发/乙.xlsx": "空表"}))
	publish(t, w, runOwns, nil)
	expect(t, w, tree{"下发/": "", "下发/乙.xlsx": "空表", "批注.docx": "某人的"})
	clean(t, w)
}

// Without the list of what was published, the manifest tells it.
func TestPublishByManifest(t *testing.T) {
	w := newWorkspace(t)
	set := tree{"a": "1", "退回/b": "2"}
	m, err := NewManifest(period, nil, nil, set.files()).File()
	if err != nil {
		t.Fatal(err)
	}
	publish(t, w, runOwns, join(set, tree{m.Name: string(m.Data)}))
	if err := os.RemoveAll(w.StateDir()); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(w.Outputs(period), "c"), "某人的")
	publish(t, w, runOwns, tree{"a": "1"})
	expect(t, w, tree{"a": "1", "c": "某人的"})
}

// crash is what a step panics with: nothing of the program runs after it.
type crash struct{}

// crashAt runs do and kills it before its nth change of the disk; it reports
// whether do got that far.
func crashAt(w *Workspace, n int, do func() error) (crashed bool, err error) {
	defer func() {
		w.step = nil
		if r := recover(); r != nil {
			if _, ok := r.(crash); !ok {
				panic(r)
			}
			crashed = true
		}
	}()
	w.step = func(_, _ string) error {
		if n--; n == 0 {
			panic(crash{})
		}
		return nil
	}
	return false, do()
}

// whole checks that each file is one of the versions it may be, never a part of one.
func whole(t *testing.T, got tree) {
	t.Helper()
	for name, data := range got {
		if was, ok := oldState[name]; ok && was == data {
			continue
		}
		if is, ok := newState[name]; !ok || is != data {
			t.Errorf("%s holds %q", name, data)
		}
	}
}

func TestCrashAtEveryStep(t *testing.T) {
	completed := 0
	for n := 1; ; n++ {
		w := published(t)
		crashed, err := crashAt(w, n, func() error { return w.Publish(period, runOwns, newRun.files()) })
		if err != nil {
			t.Fatal(err)
		}
		if !crashed {
			t.Logf("%d steps; the crash before %d of them ends with the new set, before the others with the old", n-1, completed)
			break
		}
		whole(t, snapshot(t, w.Outputs(period)))
		// Now the recovery is killed as well, at every third step, and recovers again.
		for m := 1 + n%3; m < 100; m += 3 {
			again, err := crashAt(w, m, w.Recover)
			if err != nil {
				t.Fatal(err)
			}
			if !again {
				break
			}
			whole(t, snapshot(t, w.Outputs(period)))
		}
		if err := w.Recover(); err != nil {
			t.Fatal(err)
		}
		clean(t, w)
		got := snapshot(t, w.Outputs(period))
		if cmp.Equal(got, newState) {
			completed++
		} else if diff := cmp.Diff(oldState, got); diff != "" || completed > 0 {
			t.Fatalf("crash before step %d, after recovery -old +got\n%s", n, diff)
		}
		publish(t, w, runOwns, nil)
		expect(t, w, rest)
	}
	if completed == 0 {
		t.Error("no crash was completed by the next start")
	}
}

var errDisk = errors.New("disk says no")

// A step that fails leaves the old set at once, not only after the next start.
func TestFailureAtEveryStep(t *testing.T) {
	for _, lasting := range []bool{false, true} {
		for n := 1; ; n++ {
			w := published(t)
			left, op, at := n, "", ""
			w.step = func(o, path string) error {
				left--
				if left == 0 {
					op, at = o, path
				}
				if left == 0 || left < 0 && lasting {
					return errDisk
				}
				return nil
			}
			err := w.Publish(period, runOwns, newRun.files())
			w.step = nil
			if left > 0 {
				if n < 40 {
					t.Errorf("only %d steps", n-1)
				}
				break
			}
			got := snapshot(t, w.Outputs(period))
			whole(t, got)
			var f *fault.Fault
			switch {
			case err == nil: // an empty folder that stayed, no more
				if op != "remove" {
					t.Errorf("step %d (%s %s) failed unnoticed", n, op, at)
				}
			case !errors.As(err, &f) || f.Code != fault.Broken || f.Where == "" || f.Remedy == "" || !errors.Is(err, errDisk):
				t.Errorf("step %d: %v", n, err)
			case !lasting && !cmp.Equal(got, oldState) && !strings.Contains(f.What, "结束") && !strings.Contains(f.What, "清除"):
				t.Errorf("step %d (%s %s): %v\n%s", n, op, at, err, cmp.Diff(oldState, got))
			}
			if err := w.Recover(); err != nil {
				t.Fatal(err)
			}
			clean(t, w)
			publish(t, w, runOwns, nil)
			got = snapshot(t, w.Outputs(period))
			for _, dir := range []string{"退回/", "附/", "附/旧/", "上报/", "上报/新/"} {
				delete(got, dir)
			}
			if diff := cmp.Diff(rest, got); diff != "" {
				t.Errorf("step %d (%s %s): owned files are forgotten: %s", n, op, at, diff)
			}
		}
	}
}

// A file that Excel holds open on Windows can be neither replaced nor moved.
func TestHeldOpen(t *testing.T) {
	w := published(t)
	held := filepath.Join(w.Outputs(period), "评估报告.pdf")
	holdsOpen := func(op, path string) error {
		if op == "rename" && strings.HasSuffix(path, filepath.Join("old", "评估报告.pdf")) {
			return errDisk
		}
		return nil
	}
	w.step = holdsOpen
	err := w.Publish(period, runOwns, newRun.files())
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.Broken || f.Where != held {
		t.Fatalf("got %v", err)
	}
	expect(t, w, oldState)
	clean(t, w)

	// Held open only when an interrupted swap is to be completed: it is rolled back.
	w.step = nil
	j := begun(t, w)
	w.step = holdsOpen
	if err := w.Recover(); err != nil {
		t.Fatal(err)
	}
	w.step = nil
	expect(t, w, oldState)
	clean(t, w)
	if j.Period != period {
		t.Errorf("period %q", j.Period)
	}
}

// begun leaves a workspace as a crash right after the journal was written does.
func begun(t *testing.T, w *Workspace) journal {
	t.Helper()
	for n := 1; ; n++ {
		if crashed, err := crashAt(w, n, func() error { return w.Publish(period, runOwns, newRun.files()) }); err != nil || !crashed {
			t.Fatal(n, err)
		}
		if j, found, err := w.readJournal(); err != nil {
			t.Fatal(err)
		} else if found {
			return j
		}
	}
}

func TestRefused(t *testing.T) {
	link := func(t *testing.T, from, to string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(from, to); err != nil {
			t.Skip(err)
		}
	}
	for _, test := range []struct {
		name, want string
		set        tree
		arrange    func(t *testing.T, w *Workspace)
	}{
		{"outputs is a link", "链接", tree{"a": ""}, func(t *testing.T, w *Workspace) { link(t, t.TempDir(), w.outputsRoot()) }},
		{"period is a link", "链接", tree{"a": ""}, func(t *testing.T, w *Workspace) { link(t, t.TempDir(), w.Outputs(period)) }},
		{"folder is a link", "链接", tree{"b/a": ""}, func(t *testing.T, w *Workspace) { link(t, t.TempDir(), filepath.Join(w.Outputs(period), "b")) }},
		{"file is a link", "链接", tree{"a": ""}, func(t *testing.T, w *Workspace) { link(t, w.ConfigPath(), filepath.Join(w.Outputs(period), "a")) }},
		{"file is a folder", "文件夹或特殊文件", tree{"a": ""}, func(t *testing.T, w *Workspace) { write(t, filepath.Join(w.Outputs(period), "a", "b"), "") }},
		{"folder is a file", "一个文件", tree{"a/b": ""}, func(t *testing.T, w *Workspace) { write(t, filepath.Join(w.Outputs(period), "a"), "") }},
		{"outside", "不合规", tree{"../a": ""}, func(*testing.T, *Workspace) {}},
		{"not owned", "不属于", tree{"下发/a": ""}, func(*testing.T, *Workspace) {}},
		{"journal of nonsense", "无法识别", tree{"a": ""}, func(t *testing.T, w *Workspace) { write(t, w.journalPath(), `{"period":"2018","put":["../x"]}`) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorkspace(t)
			test.arrange(t, w)
			err := w.Publish(period, runOwns, test.set.files())
			var f *fault.Fault
			if !errors.As(err, &f) || f.Code != fault.Broken || !strings.Contains(f.What, test.want) || f.Where == "" {
				t.Errorf("got %v", err)
			}
		})
	}
	w := newWorkspace(t)
	for _, p := range []string{"", ".", "..", "a/b", ".stage-x"} {
		if err := w.Publish(p, runOwns, nil); err == nil {
			t.Errorf("period %q is accepted", p)
		}
	}
}

func TestOwns(t *testing.T) {
	for _, test := range []struct {
		patterns string
		name     string
		want     bool
	}{
		{"* !下发", "a.xlsx", true},
		{"* !下发", "退回/a.xlsx", true},
		{"* !下发/", "下发/a.xlsx", false},
		{"下发/", "下发/a/b.xlsx", true},
		{"下发", "下发.xlsx", false},
		{"*.pdf", "评估报告.pdf", true},
		{"*.pdf", "附/评估报告.pdf", false},
		{"* !下发 下发/a", "下发/a", true},
		{"", "a", false},
	} {
		if got := owns(strings.Fields(test.patterns), test.name); got != test.want {
			t.Errorf("%q owns %s: %v", test.patterns, test.name, got)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	w := &Workspace{Root: b.TempDir()}
	files := make([]File, 1000)
	for n := 0; b.Loop(); n++ {
		for i := range files {
			files[i] = File{Name: fmt.Sprintf("退回/%04d.xlsx", i), Data: fmt.Appendf(make([]byte, 30000), "%d %d", n, i)}
		}
		if err := w.Publish(period, runOwns, files); err != nil {
			b.Fatal(err)
		}
	}
}
