package workspace

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
)

func TestOpen(t *testing.T) {
	w := newWorkspace(t)
	rel, err := filepath.Rel(w.Root, w.LedgerPath())
	if err != nil || filepath.ToSlash(rel) != ".zhibao/ledger.db" {
		t.Errorf("ledger at %s, %v", rel, err)
	}
	_, err = Open(t.TempDir())
	if fault.ExitCode(err) != fault.Usage || !strings.Contains(err.Error(), "zhibao init") {
		t.Errorf("no workspace: %v", err)
	}
}

func TestLock(t *testing.T) {
	w := newWorkspace(t)
	held := func(want bool, by string) {
		t.Helper()
		got, who, err := w.Held()
		if got != want || who != by || err != nil {
			t.Errorf("held %v by %q, %v; want %v by %q", got, who, err, want, by)
		}
	}
	held(false, "")
	if exists(w.StateDir()) {
		t.Error("a look at the lock made a folder")
	}
	w.Holder = "zhibao run 2018-06（进程 12）"
	unlock, err := w.Lock()
	if err != nil {
		t.Fatal(err)
	}
	held(true, w.Holder)
	_, err = (&Workspace{Root: w.Root}).Lock()
	busy(t, err)
	if !strings.Contains(err.Error(), "进行："+w.Holder+"。") {
		t.Errorf("who holds it is not said: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(w.lockPath()); err != nil || info.Size() != 0 {
		t.Errorf("the holder's word is left: %v", err)
	}
	if err := os.WriteFile(w.lockPath(), []byte(" of a killed process"), 0o644); err != nil {
		t.Fatal(err)
	}
	held(false, "")
	if unlock, err = w.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

func busy(t *testing.T, err error) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.Broken || !strings.Contains(f.What, "另一次运行") {
		t.Errorf("got %v", err)
	}
}

// A second process meets the lock, and the lock ends when its holder is killed.
func TestLockOfAnotherProcess(t *testing.T) {
	const variable = "ZHIBAO_TEST_LOCK_ROOT"
	if root := os.Getenv(variable); root != "" {
		if _, err := (&Workspace{Root: root}).Lock(); err != nil {
			t.Fatal(err)
		}
		fmt.Println("locked")
		select {} // until killed
	}
	w := newWorkspace(t)
	c := exec.Command(os.Args[0], "-test.run=^TestLockOfAnotherProcess$", "-test.timeout=1m")
	c.Env = append(os.Environ(), variable+"="+w.Root)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "locked\n" {
		t.Fatal(line, err)
	}
	_, err = w.Lock()
	busy(t, err)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	unlock, err := w.Lock()
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestManifest(t *testing.T) {
	files := []File{{Name: "汇总表.xlsx", Data: []byte("b")}, {Name: "上报/<a>&.pdf", Data: []byte("a")}, {Name: ManifestName, Data: []byte("old")}}
	m := NewManifest(period, map[string]string{"醴陵.xlsx": "1", "a.xlsx": "2"}, nil, files)
	f, err := m.File()
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "period": "2018-06",
  "inputs": {
    "a.xlsx": "2",
    "醴陵.xlsx": "1"
  },
  "outputs": {
    "上报/<a>&.pdf": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "汇总表.xlsx": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
  },
  "versions": {}
}
`
	if diff := cmp.Diff(want, string(f.Data)); diff != "" || f.Name != ManifestName {
		t.Errorf("%s -want +got\n%s", f.Name, diff)
	}
	back, err := ParseManifest(f.Data)
	if diff := cmp.Diff(m, back); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if _, err := ParseManifest([]byte(`{"peroid": ""}`)); err == nil {
		t.Error("an unknown key is accepted")
	}
}

// What is removed one by one is gone, read-only files and deep folders too.
func TestRemoveEach(t *testing.T) {
	top := filepath.Join(t.TempDir(), "暂存")
	deep := filepath.Join(top, "new", "下发")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.xlsx", "new/b.xlsx", "new/下发/c.xlsx"} {
		if err := os.WriteFile(filepath.Join(top, filepath.FromSlash(name)), nil, 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := removeEach(top); err != nil {
		t.Fatal(err)
	}
	if exists(top) {
		t.Error("the folder is still there")
	}
}
