//go:build unix

package xlsx

import (
	"os"
	"syscall"
)

// openNoFollow opens path for reading; a link fails and a pipe does not block.
func openNoFollow(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}
