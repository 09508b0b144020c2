package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// The committed sample inputs are what this program makes, byte for byte.
func TestCommittedSamples(t *testing.T) {
	out := t.TempDir()
	if err := makeSamples("../..", out); err != nil {
		t.Fatal(err)
	}
	made := 0
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(out, path)
		if err != nil {
			return err
		}
		fresh, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		committed, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || !bytes.Equal(fresh, committed) {
			t.Errorf("%s differs from what the program makes (%v): run make samples", name, err)
		}
		made++
		return nil
	})
	if err != nil || made != 29+27+27+29+4+3+1 { // and the table in templates/official
		t.Errorf("%d files made, want 120 (%v)", made, err)
	}
}
