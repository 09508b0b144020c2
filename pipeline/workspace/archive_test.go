package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"zhibao/pipeline/fault"
)

// A disk that fails at any step of archiving leaves the content whole or not there,
// and nothing else; the next try succeeds.
func TestArchiveOnFailingDisk(t *testing.T) {
	data := []byte("一份报表")
	sum := Hash(data)
	steps := 0
	for fail := 1; ; fail++ {
		w := newWorkspace(t)
		at := 0
		w.step = func(op, path string) error {
			if at++; at == fail {
				return errors.New("disk failure at " + op)
			}
			return nil
		}
		err := w.PutContent(sum, data)
		if err == nil {
			break
		}
		steps++
		var f *fault.Fault
		if !errors.As(err, &f) || f.Code != fault.Broken || !strings.Contains(f.What, "没有存入档案") || f.Remedy == "" {
			t.Errorf("step %d: %v", fail, err)
		}
		if got, err := w.Content(sum); err == nil && string(got) != string(data) || err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("step %d left %q, %v", fail, got, err)
		}
		left, err := filepath.Glob(filepath.Join(w.archive(), "*"+rawSuffix))
		if err != nil || len(left) > 0 {
			t.Errorf("step %d left %v", fail, left)
		}
		w.step = nil
		if err := w.PutContent(sum, data); err != nil {
			t.Errorf("after step %d: %v", fail, err)
		}
		if got, err := w.Content(sum); err != nil || string(got) != string(data) {
			t.Errorf("after step %d: %q %v", fail, got, err)
		}
	}
	if steps < 7 { // make folder, create, write, sync, rename, sync folder, sync archive
		t.Errorf("only %d steps were made to fail", steps)
	}
}

// Names are synced by each put, whoever made them: a folder that is there already may
// have been made by another worker, or by a process that was killed, and so may the
// content itself. No name changes after the last sync of its folder.
func TestArchiveSyncsNames(t *testing.T) {
	for _, there := range []string{"nothing", "folder", "content"} {
		w := newWorkspace(t)
		data := []byte("一份报表")
		sum := Hash(data)
		at := filepath.Join(w.archive(), sum[:2], sum[2:])
		switch there {
		case "folder":
			write(t, filepath.Join(filepath.Dir(at), "another"), "x")
		case "content":
			write(t, at, string(data))
		}
		unsynced := map[string]bool{w.archive(): true, filepath.Dir(at): true}
		w.step = func(op, path string) error {
			switch op {
			case "syncDir":
				delete(unsynced, path)
			case "mkdir", "create", "rename":
				unsynced[w.archive()], unsynced[filepath.Dir(at)] = true, true
			}
			return nil
		}
		if err := w.PutContent(sum, data); err != nil || len(unsynced) > 0 {
			t.Errorf("%s there: not synced %v, %v", there, unsynced, err)
		}
	}
}

// Another process may clear away a file that is not yet in its place, and many may
// put the same content at once.
func TestArchiveTogether(t *testing.T) {
	w := newWorkspace(t)
	data := []byte("同一份")
	cleared := false
	w.step = func(op, path string) error {
		if op == "rename" && !cleared {
			cleared = true
			return w.clear()
		}
		return nil
	}
	if err := w.PutContent(Hash(data), data); err != nil || !cleared {
		t.Fatal(err, cleared)
	}
	w.step = nil
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for _, text := range []string{"a", "b", "c", "d"} {
				if err := w.PutContent(Hash([]byte(text)), []byte(text)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	sums, err := w.Contents()
	if err != nil || len(sums) != 5 {
		t.Errorf("%v %v", sums, err)
	}
	for _, sum := range sums {
		if got, err := w.Content(sum); err != nil || Hash(got) != sum {
			t.Errorf("%s: %q %v", sum, got, err)
		}
	}
}

// What a killed process left half-written goes with the next start.
func TestArchiveLeftOver(t *testing.T) {
	w := newWorkspace(t)
	write(t, filepath.Join(w.archive(), "123"+rawSuffix), "half")
	if err := w.PutContent(Hash([]byte("x")), []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := w.Recover(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(w.archive())
	if err != nil || len(entries) != 1 || !entries[0].IsDir() {
		t.Errorf("%v %v", entries, err)
	}
}
