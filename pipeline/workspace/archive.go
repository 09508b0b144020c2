package workspace

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

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
	err := w.putContent(sum, data)
	for range 2 {
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		err = w.putContent(sum, data) // another process cleared away what it took for left over
	}
	return err
}

func (w *Workspace) putContent(sum string, data []byte) error {
	d := w.Deposit()
	defer d.Discard()
	if err := d.Put(sum, data); err != nil {
		return err
	}
	return d.Settle()
}

// Deposit puts many contents into the archive, which are on the disk when it is settled:
// the disk is waited for once for all rather than three times for each. Whoever uses one
// for more than a moment holds the workspace's lock, so that nobody clears it away.
type Deposit struct {
	w       *Workspace
	mu      sync.Mutex
	raw     map[string]string   // sum → file that is not yet in its place
	folders map[string]struct{} // whose names have to be synced
}

// Deposit begins one. Put may be called by several goroutines.
func (w *Workspace) Deposit() *Deposit {
	return &Deposit{w: w, raw: map[string]string{}, folders: map[string]struct{}{}}
}

func (d *Deposit) place(sum string) string { return filepath.Join(d.w.archive(), sum[:2], sum[2:]) }

// Put takes in a content, once.
func (d *Deposit) Put(sum string, data []byte) error {
	at := d.place(sum)
	d.mu.Lock()
	_, known := d.raw[sum]
	known = known || exists(at)
	d.folders[filepath.Dir(at)] = struct{}{}
	if !known {
		d.raw[sum] = "" // in hand
	}
	d.mu.Unlock()
	if known {
		return nil
	}
	err := d.w.mkdirAll(filepath.Dir(at))
	if err == nil {
		var raw string
		raw, err = d.w.writeRaw(data)
		d.mu.Lock()
		d.raw[sum] = raw
		d.mu.Unlock()
	}
	return notStored(at, err)
}

// Settle puts everything in its place and returns once it is on the disk: the contents
// before their names.
func (d *Deposit) Settle() error {
	sums := slices.Sorted(maps.Keys(d.raw))
	err := d.w.together(sums, func(sum string) error { return notStored(d.place(sum), d.w.syncRaw(d.raw[sum])) })
	for _, sum := range sums {
		if err == nil {
			err = notStored(d.place(sum), d.move(d.raw[sum], d.place(sum)))
		}
		if err == nil {
			delete(d.raw, sum)
		}
	}
	if err != nil || len(d.folders) == 0 {
		return err
	}
	err = d.w.together(slices.Sorted(maps.Keys(d.folders)), func(folder string) error { return notStored(folder, d.w.syncDir(folder)) })
	if err == nil {
		err = notStored(d.w.archive(), d.w.syncDir(d.w.archive())) // holds the folders' names, and held the raw ones
	}
	if err == nil {
		clear(d.folders)
	}
	return err
}

// move puts a content in its place. Where another process was faster its own stays:
// Windows does not replace a read-only file.
func (d *Deposit) move(raw, at string) error {
	err := d.w.rename(raw, at)
	if err != nil && exists(at) {
		return os.Remove(raw)
	}
	return err
}

// Discard removes what was not settled.
func (d *Deposit) Discard() {
	for _, raw := range d.raw {
		if raw != "" {
			_ = os.Remove(raw) // the next start tries again
		}
	}
	clear(d.raw)
}

func notStored(at string, err error) error {
	if err == nil {
		return nil
	}
	return fault.Break("原件没有存入档案。", at, retry, err)
}

// writeRaw writes a file of a name of its own, not yet to the disk; it leaves none if
// that fails.
func (w *Workspace) writeRaw(data []byte) (path string, err error) {
	if err := w.before("create", w.archive()); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(w.archive(), "*"+rawSuffix)
	if err != nil {
		return "", err
	}
	if err = w.before("write", f.Name()); err == nil {
		_, err = f.Write(data)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the first error says more
		return "", err
	}
	return f.Name(), nil
}

// syncRaw makes a file read-only and waits until it is on the disk.
func (w *Workspace) syncRaw(path string) error {
	if err := w.before("sync", path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0) // Windows syncs only what may be written
	if err != nil {
		return err
	}
	if err = f.Chmod(0o444); err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
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
