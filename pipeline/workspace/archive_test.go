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

// Contents that are put together: a disk that fails at any step leaves each whole or not
// there and nothing else, no content has its name before it is synced, and the next try
// succeeds.
func TestDepositOnFailingDisk(t *testing.T) {
	texts := []string{"一", "二", "三", "二"} // one twice
	put := func(w *Workspace) error {
		d := w.Deposit()
		defer d.Discard()
		for _, text := range texts {
			if err := d.Put(Hash([]byte(text)), []byte(text)); err != nil {
				return err
			}
		}
		return d.Settle()
	}
	steps := 0
	for fail := 1; ; fail++ {
		w, at, synced := newWorkspace(t), 0, 0
		w.step = func(op, path string) error {
			switch op {
			case "sync":
				synced++
			case "rename":
				if synced != 3 {
					t.Errorf("a name was given after %d of 3 syncs", synced)
				}
			}
			if at++; at == fail {
				return errors.New("disk failure at " + op)
			}
			return nil
		}
		err := put(w)
		if err == nil {
			break
		}
		steps++
		left, _ := filepath.Glob(filepath.Join(w.archive(), "*"+rawSuffix))
		if len(left) > 0 {
			t.Errorf("step %d left %v", fail, left)
		}
		for _, text := range texts {
			if got, err := w.Content(Hash([]byte(text))); err == nil && string(got) != text || err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("step %d left %q, %v", fail, got, err)
			}
		}
		w.step = nil
		if err := put(w); err != nil {
			t.Errorf("after step %d: %v", fail, err)
		}
		if sums, err := w.Contents(); err != nil || len(sums) != 3 {
			t.Errorf("after step %d: %v %v", fail, sums, err)
		}
	}
	if steps < 3*5 { // create, write, sync and rename each; folders; names
		t.Errorf("only %d steps were made to fail", steps)
	}
}

// Many goroutines may put into one deposit, and known contents are left as they are.
func TestDepositTogether(t *testing.T) {
	w := newWorkspace(t)
	for range 2 {
		d := w.Deposit()
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				for n := range 40 {
					text := []byte{byte(n), byte(i % 2)}
					if err := d.Put(Hash(text), text); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if err := d.Settle(); err != nil {
			t.Fatal(err)
		}
		d.Discard()
		sums, err := w.Contents()
		if err != nil || len(sums) != 80 {
			t.Errorf("%d %v", len(sums), err)
		}
		for _, sum := range sums {
			if got, err := w.Content(sum); err != nil || Hash(got) != sum {
				t.Errorf("%s: %q %v", sum, got, err)
			}
		}
	}
}
