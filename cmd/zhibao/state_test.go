package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// state is what lies in a folder: slash path → what is there.
type state map[string]item

// item is a folder, or a file with its content.
type item struct {
	mode fs.FileMode
	data []byte
	sum  [sha256.Size]byte // of the content, without what is of chance in it
}

// capture takes what lies in a folder. What is as it was shares its content with was.
func capture(t *testing.T, dir string, was state) state {
	t.Helper()
	now := state{}
	mustDo(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name := relative(t, dir, path)
		if d.IsDir() {
			now[name] = item{mode: info.Mode()}
			return nil
		}
		data, err := os.ReadFile(path)
		if old, ok := was[name]; ok && old.mode == info.Mode() && bytes.Equal(old.data, data) {
			now[name] = old
		} else {
			now[name] = newItem(info.Mode(), name, data)
		}
		return err
	}))
	return now
}

func relative(t *testing.T, dir, path string) string {
	name, err := filepath.Rel(dir, path)
	mustDo(t, err)
	return filepath.ToSlash(name)
}

func newItem(mode fs.FileMode, name string, data []byte) item {
	if strings.HasPrefix(name, ".zhibao/ledger.db") {
		return item{mode, data, sha256.Sum256(masked(data))}
	}
	return item{mode, data, sha256.Sum256(data)}
}

// lay puts a state into a new folder.
func (s state) lay(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(s)) { // a folder comes before what is in it
		path, e := filepath.Join(dir, filepath.FromSlash(name)), s[name]
		if e.mode.IsDir() {
			mustDo(t, os.MkdirAll(path, e.mode.Perm()))
		} else {
			mustDo(t, os.WriteFile(path, e.data, e.mode.Perm()))
		}
	}
	return dir
}

// torn is a state in which data went into a file, if it still has a name.
func (s state) torn(name string, data []byte, at int64) state {
	e, ok := s[name]
	if !ok {
		return s
	}
	whole := slices.Clone(e.data)
	if short := int(at) + len(data) - len(whole); short > 0 {
		whole = append(whole, make([]byte, short)...)
	}
	copy(whole[at:], data)
	next := maps.Clone(s)
	next[name] = newItem(e.mode, name, whole)
	return next
}

// without is a state in which files hold what they held.
func (s state) without(was map[string][]byte) state {
	next := maps.Clone(s)
	for name, data := range was {
		if e, ok := s[name]; ok {
			next[name] = newItem(e.mode, name, data)
		}
	}
	return next
}

// What no command reads that says when and by whom something was done: in a ledger the
// time of a migration and the random part of a worker's name, which its process id
// precedes; of a file its name while it is not yet in its place.
var (
	migrated = regexp.MustCompile(`20\d\d-\d\d-\d\d \d\d:\d\d:\d\d`)
	worker   = regexp.MustCompile(`-[A-Z2-7]{26}`)
	halfName = regexp.MustCompile(`\d+(\.raw)?\.new`)
)

// masked is a ledger's file without them, its other bytes where they were.
func masked(data []byte) []byte {
	data = slices.Clone(data)
	for _, at := range migrated.FindAllIndex(data, -1) {
		clear(data[at[0]:at[1]])
	}
	for _, at := range worker.FindAllIndex(data, -1) {
		from := at[0]
		for from > 0 && '0' <= data[from-1] && data[from-1] <= '9' {
			from--
		}
		clear(data[from:at[1]])
	}
	return data
}

func maskedName(name string) string { return halfName.ReplaceAllString(name, "new") }

// key is equal for states that hold the same.
func (s state) key() (key [sha256.Size]byte) {
	var lines []string
	for name, e := range s {
		if name == ".zhibao/lock" { // for people alone
			e.sum = [sha256.Size]byte{}
		}
		lines = append(lines, fmt.Sprintf("%s %v %x\n", maskedName(name), e.mode, e.sum))
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(strings.Join(lines, "")))
}
