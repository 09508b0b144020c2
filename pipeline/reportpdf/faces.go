package reportpdf

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Face is a face that a role prints with, or takes single characters from.
type Face struct {
	Role   string  `json:"role"` // 小标宋, 仿宋, …; empty: symbols of every role
	File   string  `json:"file"` // base name
	SHA256 string  `json:"sha256"`
	Index  int     `json:"index"`  // of the face in the file, from 0
	Stroke float64 `json:"stroke"` // that thickens it, in thousandths of the type size
}

// Used gives the SHA-256 of each file, by its base name, that documents rendered so far
// were printed with: the first face of each role, and those that had to help out.
func (f *Fonts) Used() map[string]string {
	helped := map[string]bool{}
	for _, s := range f.Substitutions() {
		helped[s.File] = true
	}
	used := map[string]string{}
	for _, fc := range f.all() {
		if first := slices.ContainsFunc(f.chain[:], func(c []link) bool { return c[0].face == fc }); (first || helped[fc.file]) && used[fc.file] == "" {
			sum := sha256.Sum256(fc.data)
			used[fc.file] = hex.EncodeToString(sum[:])
		}
	}
	return used
}

// Faces lists all faces in the order in which they are asked for a character: what is
// printed depends on no other font.
func (f *Fonts) Faces() []Face {
	sums := map[*byte]string{}
	describe := func(role string, fc *face, stroke float64) Face {
		at := &fc.data[0] // a file that was parsed has bytes
		if sums[at] == "" {
			sum := sha256.Sum256(fc.data)
			sums[at] = hex.EncodeToString(sum[:])
		}
		return Face{role, fc.file, sums[at], fc.index, stroke}
	}
	var list []Face
	for r := range roleCount {
		for _, l := range f.chain[r] {
			list = append(list, describe(r.String(), l.face, l.stroke))
		}
	}
	for _, fc := range f.symbols {
		list = append(list, describe("", fc, 0))
	}
	return list
}
