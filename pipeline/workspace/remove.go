package workspace

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// RemoveAll removes a folder and what is in it. On Windows os.RemoveAll asks for a
// kind of deletion that not every file server knows; then the entries are removed one
// by one.
func RemoveAll(path string) error {
	err := os.RemoveAll(path)
	if err == nil || runtime.GOOS != "windows" {
		return err
	}
	return removeEach(path)
}

// removeEach removes what is below path, deepest first, then path.
func removeEach(path string) error {
	var all []string
	err := filepath.WalkDir(path, func(at string, _ fs.DirEntry, err error) error {
		all = append(all, at)
		return err
	})
	if err != nil {
		return err
	}
	for _, at := range slices.Backward(all) { // a folder is listed before what is in it
		if err := os.Remove(at); err != nil {
			return err
		}
	}
	return nil
}
