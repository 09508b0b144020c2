package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/ledger"
)

// smallPeriod is the period that the broken workspaces work on: it has every way in which
// the disk changes, and fewer papers than a year.
const smallPeriod = "2018-06"

// few are the units besides the departments that report in a small workspace.
var few = []string{"430224", "P03"}

// small is a bureau with one county, which is sent a workbook back, one park, and one
// department that reports: a run is quick in it.
func small(t *testing.T) string {
	t.Helper()
	dir := sample(t)
	inputs := filepath.Join(dir, "inputs")
	for _, period := range []string{"2017", "2018-Q3", "2018"} {
		mustDo(t, os.RemoveAll(filepath.Join(inputs, period)))
	}
	for name := range tree(t, filepath.Join(inputs, smallPeriod)) {
		if code, _, _ := strings.Cut(name, "-"); code != "D01" && !slices.Contains(few, code) {
			mustDo(t, os.Remove(filepath.Join(inputs, smallPeriod, name)))
		}
	}
	keep := func(name, start, unit string) { // of the parts that name a unit those of the few
		path := filepath.Join(inputs, filepath.FromSlash(name))
		text, starts := read(t, path), regexp.MustCompile(start)
		at := append(starts.FindAllStringIndex(text, -1), []int{len(text), 0})
		kept := text[:at[0][0]]
		for i, from := range at[:len(at)-1] {
			part := text[from[0]:at[i+1][0]]
			if code := regexp.MustCompile(unit).FindStringSubmatch(part); code == nil || slices.Contains(few, code[1]) {
				kept += part
			}
		}
		write(t, path, kept)
	}
	keep("plan/units.yaml", `(?m)^(  - |\S)`, `^  - .*code: "?(\d{6}|P\d\d)\b`)
	for name := range tree(t, filepath.Join(inputs, "history")) {
		keep("history/"+name, `(?m)^`, `^[^,]*,(\d{6}|P\d+),`)
	}
	keep("plan/text.yaml", `(?m)^`, `counts: (\S)`) // numbers of parks
	scheme := filepath.Join(inputs, "plan", "scheme.yaml")
	write(t, scheme, strings.ReplaceAll(read(t, scheme), "suggest: 3", "suggest: 1"))
	mustDo(t, os.Mkdir(filepath.Join(dir, "templates"), 0o755))
	return dir
}

// revise changes a figure so that its workbook is sent back, and mends the one that was.
func revise(t *testing.T, dir string) {
	t.Helper()
	setCell(t, filepath.Join(dir, "inputs", smallPeriod, "430224-茶陵县.xlsx"), "县市区表", "E11", 40)
	file, sheet, cell := placeIn(t, dir, smallPeriod, "D01", "gdp", "value")
	setCell(t, filepath.Join(dir, "inputs", smallPeriod, file), sheet, cell, 2600)
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

// soakShare is the k-th of n parts of a list from 1: the places from and to.
type soakShare struct{ k, n, from, to int }

func (s soakShare) has(i int) bool { return s.from <= i && i <= s.to }

func (s soakShare) String() string { return fmt.Sprintf("part %d/%d: %d–%d", s.k, s.n, s.from, s.to) }

// soakPartOf is the part of a list that soakPart names, all of it if it is not set.
func soakPartOf(t *testing.T, length int) soakShare {
	t.Helper()
	s := soakShare{k: 1, n: 1}
	if said := os.Getenv(soakPart); said != "" {
		if _, err := fmt.Sscanf(said, "%d/%d", &s.k, &s.n); err != nil || s.k < 1 || s.k > s.n {
			t.Fatal(errors.Join(fmt.Errorf("%s=%s: want k/n", soakPart, said), err))
		}
	}
	s.from, s.to = (s.k-1)*length/s.n+1, s.k*length/s.n
	return s
}
