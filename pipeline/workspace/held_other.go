//go:build !windows

package workspace

// Held reports whether a file could not be used because another program holds it;
// elsewhere than on Windows nobody can.
func Held(error) bool { return false }
