// Package templates holds what is built into the binary and can be overridden
// from a workspace's templates folder: forms, rules, report texts and
// tables of the higher authority.
package templates

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"slices"
)

// builtIn holds forms/, rules/, reports/ and official/.
//
//go:embed forms/*.yaml rules/*.yaml reports/*.tmpl reports/*.yaml official/*.xlsx
var builtIn embed.FS

// Help holds the topics of zhibao help and the operator's guide: help/*.txt, help/*.md.
//
//go:embed help/*.txt help/*.md
var Help embed.FS

// FS returns the built-in templates with the files of dir laid over them: a file
// of the same name replaces ours, another name adds to ours. dir may be missing.
func FS(dir string) fs.FS {
	if _, err := os.Stat(dir); err != nil {
		return builtIn
	}
	return overlay{top: os.DirFS(dir)}
}

type overlay struct{ top fs.FS }

// Open opens a file of the workspace, else ours.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.top.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return builtIn.Open(name)
	}
	return f, err
}

// Glob returns the names that either side has, sorted.
func (o overlay) Glob(pattern string) ([]string, error) {
	ours, err := fs.Glob(builtIn, pattern)
	if err != nil {
		return nil, err
	}
	theirs, err := fs.Glob(o.top, pattern)
	if err != nil {
		return nil, err
	}
	all := append(ours, theirs...)
	slices.Sort(all)
	return slices.Compact(all), nil
}
