package reportpdf

import (
	"encoding/binary"
	"sort"
)

// cut returns a stand-alone TrueType file with the glyphs of the given runes
// and nothing else. gofpdf parses what it is given without checking a bound and
// keeps a table of 65,536 widths; a clean, small file is fast and safe for it.
func (f *face) cut(runes []rune) []byte {
	runes = append([]rune(nil), runes...)
	sort.Slice(runes, func(i, j int) bool { return runes[i] < runes[j] })
	c := cutter{face: f, renumber: map[uint16]uint16{0: 0}, order: []uint16{0}}
	pairs := make([]cutPair, 0, len(runes))
	for _, r := range runes {
		if gid := f.glyph(r); gid != 0 && r <= 0xFFFF {
			pairs = append(pairs, cutPair{uint16(r), c.add(gid)})
		}
	}
	glyf, loca := c.outlines()
	return assemble(map[string][]byte{
		"head": f.cutHead(),
		"hhea": patched(f.tables["hhea"], 34, uint16(len(c.order))),
		"maxp": patched(f.tables["maxp"], 4, uint16(len(c.order))),
		"hmtx": c.metrics(),
		"glyf": glyf,
		"loca": loca,
		"cmap": cutCmap(pairs),
		"post": f.cutPost(pairs, len(c.order)),
		"name": {0, 0, 0, 0, 0, 6},
		"OS/2": f.cutOS2(),
		"cvt ": f.tables["cvt "],
		"fpgm": f.tables["fpgm"],
		"prep": f.tables["prep"],
	})
}

type cutPair struct{ char, gid uint16 }

type cutter struct {
	face     *face
	renumber map[uint16]uint16 // old glyph → new glyph
	order    []uint16          // new glyph → old glyph; grows while composites are followed
}

func (c *cutter) add(old uint16) uint16 {
	if gid, ok := c.renumber[old]; ok {
		return gid
	}
	gid := uint16(len(c.order))
	c.renumber[old] = gid
	c.order = append(c.order, old)
	return gid
}

// outlines copies the glyphs; the parts of composite glyphs are added at the end.
func (c *cutter) outlines() (glyf, loca []byte) {
	size := 0
	for _, old := range c.order {
		size += len(c.face.outline(old)) + 3
	}
	glyf, loca = make([]byte, 0, size), make([]byte, 0, 4*len(c.order)+4)
	for i := 0; i < len(c.order); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, c.renumberParts(c.face.outline(c.order[i]))...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
}

// Flags of a composite glyph's part (OpenType specification, glyf).
const (
	partWords  = 0x0001
	partScale  = 0x0008
	partMore   = 0x0020
	partXY     = 0x0040
	partMatrix = 0x0080
)

func (c *cutter) renumberParts(outline []byte) []byte {
	if len(outline) < 10 || int16(u16(outline, 0)) >= 0 {
		return outline
	}
	out := append([]byte(nil), outline...)
	for at := 10; at+4 <= len(out); {
		flags := u16(out, at)
		binary.BigEndian.PutUint16(out[at+2:], c.add(u16(out, at+2)))
		at += 6
		if flags&partWords != 0 {
			at += 2
		}
		switch {
		case flags&partScale != 0:
			at += 2
		case flags&partXY != 0:
			at += 4
		case flags&partMatrix != 0:
			at += 8
		}
		if flags&partMore == 0 {
			break
		}
	}
	return out
}

func (c *cutter) metrics() []byte {
	var b []byte
	for _, old := range c.order {
		b = binary.BigEndian.AppendUint16(b, c.face.advance(old))
		b = binary.BigEndian.AppendUint16(b, c.face.bearing(old))
	}
	return b
}

func (f *face) cutHead() []byte {
	head := patched(f.tables["head"], 50, 1)
	binary.BigEndian.PutUint32(head[8:], 0)
	return head
}

// cutPost names the glyphs of characters, in format 2 (OpenType specification, post):
// readers of a font with codes of one byte find its glyphs by their names.
func (f *face) cutPost(pairs []cutPair, glyphs int) []byte {
	post := make([]byte, 34+2*glyphs) // all glyphs are called .notdef
	copy(post, f.tables["post"][:min(32, len(f.tables["post"]))])
	binary.BigEndian.PutUint32(post, 0x00020000)
	binary.BigEndian.PutUint16(post[32:], uint16(glyphs))
	for i, p := range pairs {
		binary.BigEndian.PutUint16(post[34+2*int(p.gid):], uint16(standardNames+i))
		name := glyphName(rune(p.char))
		post = append(append(post, byte(len(name))), name...)
	}
	return post
}

// standardNames is how many glyph names a post table need not spell out.
const standardNames = 258

// cutOS2 leaves out a table that is shorter than its version says.
func (f *face) cutOS2() []byte {
	t := f.tables["OS/2"]
	if len(t) < 78 || u16(t, 0) > 1 && len(t) < 96 {
		return nil
	}
	return t
}

func patched(table []byte, at int, v uint16) []byte {
	out := append([]byte(nil), table...)
	binary.BigEndian.PutUint16(out[at:], v)
	return out
}

// cutCmap writes one format 4 table; pairs ascend by character.
func cutCmap(pairs []cutPair) []byte {
	var starts, ends, deltas []uint16
	for i, p := range pairs {
		last := len(ends) - 1
		if i > 0 && p.char == pairs[i-1].char+1 && p.gid == pairs[i-1].gid+1 {
			ends[last] = p.char
			continue
		}
		starts, ends, deltas = append(starts, p.char), append(ends, p.char), append(deltas, p.gid-p.char)
	}
	starts, ends, deltas = append(starts, 0xFFFF), append(ends, 0xFFFF), append(deltas, 1)
	n := uint16(len(ends))
	power, log := uint16(1), uint16(0)
	for power*2 <= n {
		power, log = power*2, log+1
	}
	words := []uint16{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 2 * power, log, 2*n - 2*power}
	words = append(append(append(append(words, ends...), 0), starts...), deltas...)
	words = append(words, make([]uint16, n)...)
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint16(b, w)
	}
	return b
}

// assemble writes a TrueType file; empty tables are left out.
func assemble(tables map[string][]byte) []byte {
	var names []string
	for name, t := range tables {
		if len(t) > 0 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	n := uint16(len(names))
	power, log := uint16(1), uint16(0)
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := []byte{0, 1, 0, 0}
	for _, w := range []uint16{n, 16 * power, log, 16*n - 16*power} {
		out = binary.BigEndian.AppendUint16(out, w)
	}
	offset, size := 12+16*len(names), 0
	for _, name := range names {
		size += len(tables[name]) + 3
	}
	out = append(make([]byte, 0, offset+size), out...)
	for _, name := range names {
		t := tables[name]
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, checksum(t))
		out = binary.BigEndian.AppendUint32(out, uint32(offset))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t)))
		offset += (len(t) + 3) &^ 3
	}
	for _, name := range names {
		out = append(out, tables[name]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

func checksum(t []byte) uint32 {
	var sum uint32
	for i, b := range t {
		sum += uint32(b) << (24 - 8*(i%4))
	}
	return sum
}
