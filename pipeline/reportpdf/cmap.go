package reportpdf

import "sort"

// cmapGroup maps the runes first to last: to gid, gid+1, … or through list.
type cmapGroup struct {
	first, last rune
	gid         uint16
	list        []uint16
}

// glyph returns the glyph of r, 0 if the face has none.
func (f *face) glyph(r rune) uint16 {
	i := sort.Search(len(f.cmap), func(i int) bool { return f.cmap[i].last >= r })
	if i == len(f.cmap) || r < f.cmap[i].first {
		return 0
	}
	g := f.cmap[i]
	gid := g.gid + uint16(r-g.first)
	if g.list != nil {
		gid = g.list[r-g.first]
	}
	if int(gid) >= f.glyphs {
		return 0
	}
	return gid
}

// has tells whether the face can print r: it has a glyph, and a glyph with ink
// unless r is a space. Some faces map runes to blank glyphs.
func (f *face) has(r rune) bool {
	gid := f.glyph(r)
	return gid != 0 && (isSpace(r) || f.inked(gid))
}

// readCmap reads the best Unicode table: format 12 before format 4
// (OpenType specification, cmap).
func readCmap(t []byte) ([]cmapGroup, error) {
	var four, twelve []byte
	for i := range int(u16(t, 2)) {
		entry := 4 + 8*i
		if entry+8 > len(t) {
			return nil, errDamaged
		}
		platform, encoding, at := u16(t, entry), u16(t, entry+2), int(u32(t, entry+4))
		unicode := platform == 0 && encoding != 5 || platform == 3 && (encoding == 1 || encoding == 10)
		if !unicode || at+16 > len(t) {
			continue
		}
		switch u16(t, at) {
		case 4:
			four = t[at:]
		case 12:
			twelve = t[at:]
		}
	}
	switch {
	case twelve != nil:
		return readFormat12(twelve)
	case four != nil:
		return readFormat4(four)
	}
	return nil, errDamaged
}

func readFormat12(t []byte) ([]cmapGroup, error) {
	count := int(u32(t, 12))
	if count > (len(t)-16)/12 {
		return nil, errDamaged
	}
	groups := make([]cmapGroup, 0, count)
	for i := range count {
		at := 16 + 12*i
		first, last := rune(u32(t, at)), rune(u32(t, at+4))
		if first < 0 || last < first || last > 0x10FFFF {
			return nil, errDamaged
		}
		groups = append(groups, cmapGroup{first: first, last: last, gid: uint16(u32(t, at+8))})
	}
	return sorted(groups), nil
}

func readFormat4(t []byte) ([]cmapGroup, error) {
	n := int(u16(t, 6)) / 2
	if 16+8*n > len(t) {
		return nil, errDamaged
	}
	ends, starts, deltas, offsets := 14, 16+2*n, 16+4*n, 16+6*n
	groups := make([]cmapGroup, 0, n)
	for i := range n {
		g := cmapGroup{first: rune(u16(t, starts+2*i)), last: rune(u16(t, ends+2*i))}
		delta, offset := u16(t, deltas+2*i), int(u16(t, offsets+2*i))
		if g.last < g.first {
			return nil, errDamaged
		}
		if g.first == 0xFFFF {
			continue
		}
		g.gid = uint16(g.first) + delta
		if offset != 0 && offset != 0xFFFF {
			g.list = glyphList(t, offsets+2*i+offset, int(g.last-g.first)+1, delta)
		}
		groups = append(groups, g)
	}
	return sorted(groups), nil
}

func glyphList(t []byte, at, count int, delta uint16) []uint16 {
	list := make([]uint16, count)
	for i := range list {
		if at+2*i+2 > len(t) {
			break
		}
		if gid := u16(t, at+2*i); gid != 0 {
			list[i] = gid + delta
		}
	}
	return list
}

func sorted(groups []cmapGroup) []cmapGroup {
	sort.SliceStable(groups, func(i, j int) bool { return groups[i].last < groups[j].last })
	return groups
}
