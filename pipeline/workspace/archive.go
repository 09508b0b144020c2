package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"zhibao/pipeline/fault"
)

// archiveName is the folder beside a ledger's file that holds contents by their
// hash: ab/cdef… for SHA-256 abcdef….
const archiveName = "archive"

// rawSuffix ends the name of a content that is not yet in its place.
const rawSuffix = ".raw.new"

// ArchiveOf is the archive of a ledger's file.
func ArchiveOf(ledger string) string { return filepath.Join(filepath.Dir(ledger), archiveName) }

func (w *Workspace) archive() string { return ArchiveOf(w.LedgerPath()) }

// PutContent stores data in the archive under its SHA-256 and returns once it is on
// the disk. What is there already is not touched, only its name is synced: whoever put
// it may be about to do so, or have been killed before. Several processes may put the
// same.
func (w *Workspace) PutContent(sum string, data []byte) error {
	at := filepath.Join(w.archive(), sum[:2], sum[2:])
	err := w.putContent(at, data)
	for range 2 {
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		err = w.putContent(at, data) // another process cleared away what it took for left over
	}
	if err != nil {
		return fault.Break("原件没有存入档案。", at, retry, err)
	}
	return nil
}

func (w *Workspace) putContent(at string, data []byte) error {
	folder := filepath.Dir(at)
	if !exists(at) {
		if err := w.mkdirAll(folder); err != nil {
			return err
		}
		raw, err := w.writeRaw(data)
		if err != nil {
			return err
		}
		if err := w.rename(raw, at); err != nil {
			_ = os.Remove(raw) // the first error says more
			return err
		}
	}
	if err := w.syncDir(folder); err != nil {
		return err
	}
	return w.syncDir(w.archive()) // holds the folder's name, and held the raw one
}

// writeRaw writes a read-only file of a name of its own.
func (w *Workspace) writeRaw(data []byte) (path string, err error) {
	if err := w.before("create", w.archive()); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(w.archive(), "*"+rawSuffix)
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			_ = os.Remove(f.Name()) // the first error says more
		}
	}()
	if err := w.before("write", f.Name()); err != nil {
		return "", err
	}
	if _, err := f.Write(data); err != nil {
		return "", err
	}
	if err := f.Chmod(0o444); err != nil {
		return "", err
	}
	if err := w.before("sync", f.Name()); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// Content reads what PutContent stored, as it is now: the caller holds it against its
// hash. The error wraps fs.ErrNotExist if there is none.
func (w *Workspace) Content(sum string) ([]byte, error) { return ReadContent(w.archive(), sum) }

// ReadContent reads a content of the archive in a folder.
func ReadContent(archive, sum string) ([]byte, error) {
	if len(sum) < 3 {
		return nil, fs.ErrNotExist
	}
	data, err := os.ReadFile(filepath.Join(archive, sum[:2], sum[2:]))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Break("读不到档案中的原件。", filepath.Join(archive, sum[:2], sum[2:]), "请检查磁盘和读权限后重试。", err)
	}
	return data, err
}

// Contents lists the hashes of all contents in the archive, in order.
func (w *Workspace) Contents() ([]string, error) {
	found, err := filepath.Glob(filepath.Join(w.archive(), "??", "*"))
	var sums []string
	for _, path := range found {
		sums = append(sums, filepath.Base(filepath.Dir(path))+filepath.Base(path))
	}
	slices.Sort(sums)
	return sums, err
}
