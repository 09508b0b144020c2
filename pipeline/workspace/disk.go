package workspace

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// The only functions that change the disk while publishing. Each reports to the
// test's step first.

func (w *Workspace) before(op, path string) error {
	if w.step == nil {
		return nil
	}
	return w.step(op, path)
}

func (w *Workspace) mkdirAll(path string) error {
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return nil
	}
	if err := w.before("mkdir", path); err != nil {
		return err
	}
	return os.MkdirAll(path, 0o755)
}

// writeAs makes a new file and returns once it is on the disk.
func (w *Workspace) writeAs(path string, data []byte, mode os.FileMode) error {
	if err := w.draft(path, bytes.NewReader(data), mode); err != nil {
		return err
	}
	return w.sync(path)
}

// draft makes a new file, not yet on the disk.
func (w *Workspace) draft(path string, content io.Reader, mode os.FileMode) (err error) {
	if err := w.before("create", path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if err := w.before("write", path); err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return err
}

// sync waits until a file is on the disk.
func (w *Workspace) sync(path string) error {
	if err := w.before("sync", path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0) // Windows syncs only what may be written
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// halfSuffix ends the name of a file of ours that is not yet in its place.
const halfSuffix = ".json.new"

// replace puts data in the place of a .json file in one step.
func (w *Workspace) replace(path string, data []byte) error { return w.replaceAs(path, data, 0o644) }

func (w *Workspace) replaceAs(path string, data []byte, mode os.FileMode) error {
	next := strings.TrimSuffix(path, ".json") + halfSuffix
	err := w.writeAs(next, data, mode)
	if err == nil {
		err = w.rename(next, path)
	}
	if err != nil {
		_ = os.Remove(next) // the first error says more
		return err
	}
	return w.syncDir(filepath.Dir(path))
}

func (w *Workspace) rename(from, to string) error {
	if err := w.before("rename", to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func (w *Workspace) remove(path string) error {
	if err := w.before("remove", path); err != nil {
		return err
	}
	return os.Remove(path)
}

// removeAll removes a folder of ours and what is in it.
func (w *Workspace) removeAll(path string) error {
	if !exists(path) {
		return nil
	}
	if err := w.before("removeAll", path); err != nil {
		return err
	}
	return RemoveAll(path)
}

// syncDir makes renames in a folder lasting; Windows does so by itself.
func (w *Workspace) syncDir(path string) error {
	if err := w.before("syncDir", path); err != nil {
		return err
	}
	return SyncDir(path)
}

// atOnce is how many syncs are asked for together: a disk that writes a journal serves
// them all with one.
const atOnce = 16

// together does work on each of a list, several at once, and gives the first error in
// the order of the list.
func (w *Workspace) together(list []string, work func(string) error) error {
	errs := make([]error, len(list))
	var next atomic.Int64
	some := func() {
		for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
			if errs[i] = work(list[i]); errs[i] != nil {
				next.Store(int64(len(list)))
			}
		}
	}
	var group sync.WaitGroup
	if w.step == nil && !w.Single { // a test's steps come one after another
		for range min(atOnce, len(list)) {
			group.Go(some)
		}
	}
	group.Wait()
	some()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// SyncDir waits until the names in a folder are on the disk.
func SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if e := d.Close(); err == nil {
		err = e
	}
	return err
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
