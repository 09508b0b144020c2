package workspace

import (
	"errors"
	"syscall"
)

// Windows' codes of a file that another program has opened for itself, or locked a
// part of.
const (
	sharingViolation = syscall.Errno(32)
	lockViolation    = syscall.Errno(33)
)

// Held reports whether a file could not be used because another program holds it.
func Held(err error) bool {
	return errors.Is(err, sharingViolation) || errors.Is(err, lockViolation)
}
