package main

import (
	"bytes"
	"io"
	"os"
)

// buildID tells two builds of the program apart though both carry the same version:
// it is the identity that the Go linker writes near the beginning of a program, and
// follows from all that went into it. Empty if it is not found.
func buildID() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return ""
	}
	_, rest, found := bytes.Cut(head, []byte("Go build ID: \""))
	id, _, ended := bytes.Cut(rest, []byte("\""))
	if !found || !ended {
		return ""
	}
	return string(id)
}
