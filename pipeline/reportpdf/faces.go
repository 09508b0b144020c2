package reportpdf

import "slices"

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
func (f *Fonts) Used() (map[string]string, error) {
	helped := map[string]bool{}
	for _, s := range f.Substitutions() {
		helped[s.File] = true
	}
	used := map[string]string{}
	for _, fc := range f.all() {
		if first := slices.ContainsFunc(f.chain[:], func(c []link) bool { return c[0].face == fc }); (first || helped[fc.file]) && used[fc.file] == "" {
			sum, err := fc.data.sum()
			if err != nil {
				return nil, err
			}
			used[fc.file] = sum
		}
	}
	return used, nil
}

// Faces lists all faces in the order in which they are asked for a character: what is
// printed depends on no other font.
func (f *Fonts) Faces() ([]Face, error) {
	var list []Face
	for r := range roleCount {
		for _, l := range f.chain[r] {
			list = append(list, Face{Role: r.String(), File: l.face.file, Index: l.face.index, Stroke: l.stroke})
		}
	}
	for _, fc := range f.symbols {
		list = append(list, Face{File: fc.file, Index: fc.index})
	}
	for i, fc := range f.all() {
		sum, err := fc.data.sum()
		if err != nil {
			return nil, err
		}
		list[i].SHA256 = sum
	}
	return list, nil
}
