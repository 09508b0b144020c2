//go:build !linux && !windows

package workspace

import (
	"errors"
	"os"
)

// VolumeOf looks at the file system of a folder.
func VolumeOf(string) (Volume, error) { return Volume{}, errors.ErrUnsupported }

// MayWrite reports why we may not put files into a folder; nil if we may. It tries
// nothing.
func MayWrite(dir string) error {
	info, err := os.Stat(dir)
	if err == nil && info.Mode().Perm()&0o222 == 0 {
		err = os.ErrPermission
	}
	return err
}
