package workspace

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Volume is the file system that a folder lies on.
type Volume struct {
	Free   int64  // bytes that we may still write
	Remote string // kind of the network share, such as SMB; empty on a disk of this computer
}

// FoldsCase reports whether a file is also found by its name in other case.
func FoldsCase(path string) bool {
	as, err := os.Stat(path)
	if err != nil {
		return false
	}
	dir, name := filepath.Split(path)
	other, err := os.Stat(dir + strings.ToUpper(name))
	return err == nil && name != strings.ToUpper(name) && os.SameFile(as, other)
}

// Size is the bytes of all files below a folder, which need not be there.
func Size(dir string) int64 {
	var sum int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // what cannot be seen does not count
		}
		if info, err := d.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
