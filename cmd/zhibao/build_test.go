package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The program knows the identity that Go's own tool reads from it.
func TestBuildID(t *testing.T) {
	t.Parallel()
	path, err := os.Executable()
	mustDo(t, err)
	want, err := exec.Command("go", "tool", "buildid", path).Output()
	mustDo(t, err)
	if got := buildID(); got == "" || got != strings.TrimSpace(string(want)) {
		t.Errorf("%q, want %q", got, want)
	}
}
