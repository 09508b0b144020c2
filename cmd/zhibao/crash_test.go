package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibao/pipeline/ledger"
)

// small is the sample with three of its workbooks, in which a run is quick.
func small(t *testing.T) string {
	t.Helper()
	dir := sample(t)
	all, err := filepath.Glob(filepath.Join(dir, "inputs", "2017", "*.xlsx"))
	mustDo(t, err)
	for _, path := range all {
		if name := filepath.Base(path); !strings.HasPrefix(name, "D01") && !strings.HasPrefix(name, "430281") && !strings.HasPrefix(name, "P03") {
			mustDo(t, os.Remove(path))
		}
	}
	mustDo(t, os.Mkdir(filepath.Join(dir, "templates"), 0o755))
	appendTo(t, dir, "zhibao.yaml", "\nledger: {lease: 1}\n") // what a killed ingest held is free again soon
	return dir
}

// ended is what a command leaves.
type ended struct {
	outputs map[string]string
	sums    map[string]ledger.Proof
	rows    map[string]int // of the tables that hold times
}

// inPlace are the outputs, without what is not yet in its place.
func inPlace(t *testing.T, dir string) map[string]string {
	t.Helper()
	outputs := filepath.Join(dir, "outputs")
	if !exists(outputs) {
		return nil
	}
	files := tree(t, outputs)
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasPrefix(name, ".stage-") })
	return files
}

func leftBy(t *testing.T, dir string) (e ended) {
	t.Helper()
	e.outputs = inPlace(t, dir)
	file := filepath.Join(dir, ".zhibao", "ledger.db")
	if !exists(file) {
		return e
	}
	l, err := ledger.OpenReadOnly(file)
	mustDo(t, err)
	proofs, err := l.Digests(t.Context())
	mustDo(t, err)
	e.rows, e.sums = map[string]int{}, sums(t, l, nil)
	for _, p := range proofs {
		e.rows[p.Table] = p.Rows
	}
	delete(e.sums, "period_event") // has times
	return e
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
