//go:build !unix

package xlsx

import "os"

// openNoFollow opens path for reading. Where the system has no flag against
// links, the caller's comparison of Lstat and Stat finds a swapped file.
func openNoFollow(path string) (*os.File, error) { return os.Open(path) }
