package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// disk knows what a power failure would take: of a file what was written since it was
// last synced. Names are kept in the order in which they were changed, as file systems
// with a journal do; at the end of a command they are to be synced, too.
type disk struct {
	files   map[string][]byte // what is on the disk of each file that is not synced
	folders map[string]bool   // that have names which are not synced
}

func newDisk() *disk { return &disk{map[string][]byte{}, map[string]bool{}} }

// note takes a change in before it is done.
func (d *disk) note(o op) error {
	switch o.call {
	case "write", "pwrite", "writev", "pwritev", "ftruncate", "truncate", "fallocate", "copy_file_range", "sendfile", "create", "creat":
		if _, known := d.files[o.path]; known {
			break
		}
		was, err := os.ReadFile(o.path)
		if errors.Is(err, fs.ErrNotExist) {
			d.folders[filepath.Dir(o.path)] = true
		} else if err != nil {
			return err
		}
		d.files[o.path] = was
	case "fsync", "fdatasync":
		delete(d.files, o.path)
		delete(d.folders, o.path)
	case "unlink", "rmdir":
		delete(d.files, o.path)
		delete(d.folders, o.path)
		d.folders[filepath.Dir(o.path)] = true
	case "rename":
		delete(d.files, o.path)
		if was, ok := d.files[o.from]; ok {
			d.files[o.path] = was
			delete(d.files, o.from)
		}
		d.folders[filepath.Dir(o.path)], d.folders[filepath.Dir(o.from)] = true, true
	case "mkdir", "link", "symlink":
		d.folders[filepath.Dir(o.path)] = true
	}
	return nil
}

// lose takes what is not synced.
func (d *disk) lose() error {
	for path, was := range d.files {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(path, was, info.Mode()) // we may be root: read-only files too
		}
		if err != nil {
			return err
		}
	}
	return nil
}
