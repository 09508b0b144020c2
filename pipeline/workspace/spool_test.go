package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// TestSpool keeps more than there is room for in memory, whole and written bit by bit:
// what comes out, and what is published of it, is what was put in.
func TestSpool(t *testing.T) {
	w := newWorkspace(t)
	if err := w.MakeState(); err != nil {
		t.Fatal(err)
	}
	s := w.Spool()
	random := rand.NewChaCha8([32]byte{})
	var files []File
	put := map[string][]byte{}
	for i, size := range []int{0, 1, 3 << 20, spoolRoom - 1, 5 << 20, 2<<20 + 7, 0} {
		data := make([]byte, size)
		_, _ = random.Read(data)
		name := string(rune('a'+i)) + ".bin"
		put[name] = data
		f, err := s.Keep(File{Name: name, Data: data})
		if i%2 == 1 {
			to := s.Writer(name)
			for rest := data; len(rest) > 0; rest = rest[min(len(rest), 300_001):] {
				if _, err := to.Write(rest[:min(len(rest), 300_001)]); err != nil {
					t.Fatal(err)
				}
			}
			f, err = to.File()
		}
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	if left, _ := filepath.Glob(filepath.Join(w.StateDir(), "*"+spoolSuffix)); len(left) != 1 {
		t.Fatalf("files of the spool: %q", left)
	}
	for _, f := range files {
		sum := sha256.Sum256(put[f.Name])
		got, err := f.Content()
		if err != nil || !bytes.Equal(got, put[f.Name]) || f.Sum() != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %d bytes (%s), not %d: %v", f.Name, len(got), f.Sum(), len(put[f.Name]), err)
		}
	}
	if err := w.Publish("2017", []string{"*"}, files); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range put {
		got, err := os.ReadFile(filepath.Join(w.Outputs("2017"), name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: published %d bytes, not %d: %v", name, len(got), len(want), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(w.StateDir(), "*"+spoolSuffix)); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// TestSpoolLeftBehind: what a process that was killed left is cleared away by the next.
func TestSpoolLeftBehind(t *testing.T) {
	w := newWorkspace(t)
	if err := w.MakeState(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(w.StateDir(), "1"+spoolSuffix)
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.Recover(); err != nil {
		t.Fatal(err)
	}
	if exists(left) {
		t.Error("still there")
	}
}

// TestSpoolWithoutPlace: what fits no memory and finds no folder is told, and nothing of
// it is published.
func TestSpoolWithoutPlace(t *testing.T) {
	w := newWorkspace(t)
	s := w.Spool()
	if _, err := s.Keep(File{Name: "a", Data: make([]byte, spoolRoom)}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Keep(File{Name: "b", Data: []byte("b")})
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.Broken || !strings.Contains(f.What, "无处暂存") || f.Where != w.StateDir() {
		t.Errorf("error %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A writer that lost a piece gives no file, even if the disk takes what follows.
func TestSpoolWriterStaysBroken(t *testing.T) {
	w := newWorkspace(t)
	if err := os.MkdirAll(w.StateDir(), 0o755); err != nil {
		t.Fatal(err)
	}
	s := w.Spool()
	if _, err := s.Keep(File{Name: "a", Data: make([]byte, spoolRoom)}); err != nil {
		t.Fatal(err)
	}
	lost := errors.New("lost")
	w.step = func(op, _ string) error {
		if op == "write" {
			return lost
		}
		return nil
	}
	one := s.Writer("b")
	if _, err := one.Write(make([]byte, pieceSize)); !errors.Is(err, lost) {
		t.Errorf("error %v", err)
	}
	w.step = nil
	if n, err := one.Write([]byte("more")); n != 0 || !errors.Is(err, lost) {
		t.Errorf("then %d bytes, error %v", n, err)
	}
	if f, err := one.File(); !errors.Is(err, lost) || f.Name != "" {
		t.Errorf("file %+v, error %v", f, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
