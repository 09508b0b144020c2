package reportpdf

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// face is one TrueType face, read from a .ttf file or out of a .ttc collection. It serves
// several workers: after parseFace only the outlines that were read grow, under a lock.
type face struct {
	file   string // base name, for lists
	tables map[string][]byte
	cmap   []cmapGroup
	upem   int
	glyphs int // number of glyphs
	long   int // number of long horizontal metrics
	loca   []uint32
	glyf   int // where the table of outlines begins in the file
	size   int // of that table
	data   *fontData
	index  int // of the face in the file

	mu       sync.RWMutex
	outlines map[uint16][]byte
	failed   error // of reading an outline
}

// glyphBox is the ink of a glyph from left to right in thousandths of an em.
type glyphBox struct{ xMin, xMax float64 }

var (
	errOutlines   = errors.New("OpenType/CFF 轮廓，不是 TrueType")
	errRestricted = errors.New("字体许可不允许嵌入")
	errDamaged    = errors.New("字体文件损坏或不完整")
)

// parseFace reads face number index of a font file. Collections (.ttc) hold
// several faces; a plain file holds face 0.
func parseFace(file string, data *fontData, index int) (f *face, err error) {
	f = &face{file: file, data: data, index: index, outlines: map[uint16][]byte{}}
	offset, err := faceOffset(data, index)
	if err != nil {
		return nil, err
	}
	if err = f.readTables(offset); err != nil {
		return nil, err
	}
	if err = f.readMetrics(); err != nil {
		return nil, err
	}
	if f.cmap, err = readCmap(f.tables["cmap"]); err != nil {
		return nil, err
	}
	delete(f.tables, "cmap")
	delete(f.tables, "loca")
	return f, nil
}

func faceOffset(data *fontData, index int) (int, error) {
	head, err := data.part(0, 16)
	if err != nil {
		return 0, err
	}
	if string(head[:4]) != "ttcf" {
		if index != 0 {
			return 0, fmt.Errorf("文件中没有第 %d 个字体", index+1)
		}
		return 0, nil
	}
	if count := int(u32(head, 8)); index < 0 || index >= count {
		return 0, fmt.Errorf("字体集合中没有第 %d 个字体", index+1)
	}
	at, err := data.part(12+4*index, 4)
	if err != nil {
		return 0, err
	}
	return int(u32(at, 0)), nil
}

// neededTables are those that are read; of the outlines only the place is noted.
var neededTables = []string{"head", "hhea", "maxp", "hmtx", "loca", "cmap", "post", "OS/2", "cvt ", "fpgm", "prep"}

func (f *face) readTables(offset int) error {
	head, err := f.data.part(offset, 12)
	if err != nil {
		return err
	}
	switch u32(head, 0) {
	case 0x00010000, 0x74727565: // 1.0, 'true'
	case 0x4F54544F: // 'OTTO'
		return errOutlines
	default:
		return errDamaged
	}
	entries, err := f.data.part(offset+12, 16*int(u16(head, 4)))
	if err != nil {
		return err
	}
	f.tables = map[string][]byte{}
	for ; len(entries) > 0; entries = entries[16:] {
		name, start, size := string(entries[:4]), int(u32(entries, 8)), int(u32(entries, 12))
		if int64(start) > f.data.size || int64(size) > f.data.size-int64(start) {
			return errDamaged
		}
		switch {
		case name == "glyf":
			f.glyf, f.size = start, size
		case name == "CFF ":
			err = errOutlines
		case slices.Contains(neededTables, name):
			if f.tables[name], err = f.data.part(start, size); err != nil {
				return err
			}
		}
	}
	if f.size > 0 {
		return nil
	}
	return cmp.Or(err, errDamaged)
}

// requiredTables are those a TrueType face cannot do without, with the least size of each.
var requiredTables = map[string]int{"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "loca": 4, "cmap": 4}

func (f *face) readMetrics() error {
	for name, least := range requiredTables {
		if len(f.tables[name]) < least {
			return errDamaged
		}
	}
	if os2 := f.tables["OS/2"]; len(os2) >= 10 {
		if bits := u16(os2, 8); bits&0xF == 0x0002 || bits&0x0300 != 0 {
			return errRestricted
		}
	}
	f.upem = int(u16(f.tables["head"], 18))
	f.glyphs = int(u16(f.tables["maxp"], 4))
	f.long = int(u16(f.tables["hhea"], 34))
	if f.upem == 0 || f.glyphs == 0 || f.long == 0 || f.long > f.glyphs {
		return errDamaged
	}
	if len(f.tables["hmtx"]) < 4*f.long+2*(f.glyphs-f.long) {
		return errDamaged
	}
	return f.readLoca()
}

func (f *face) readLoca() error {
	raw, glyf := f.tables["loca"], uint32(f.size)
	wide := u16(f.tables["head"], 50) == 1
	f.loca = make([]uint32, f.glyphs+1)
	for i := range f.loca {
		switch {
		case wide && 4*i+4 <= len(raw):
			f.loca[i] = u32(raw, 4*i)
		case !wide && 2*i+2 <= len(raw):
			f.loca[i] = 2 * uint32(u16(raw, 2*i))
		default:
			return errDamaged
		}
		if f.loca[i] > glyf || i > 0 && f.loca[i] < f.loca[i-1] {
			return errDamaged
		}
	}
	return nil
}

// advance returns the glyph's width in font units.
func (f *face) advance(gid uint16) uint16 {
	i := min(int(gid), f.long-1)
	return u16(f.tables["hmtx"], 4*i)
}

func (f *face) bearing(gid uint16) uint16 {
	if int(gid) < f.long {
		return u16(f.tables["hmtx"], 4*int(gid)+2)
	}
	return u16(f.tables["hmtx"], 4*f.long+2*(int(gid)-f.long))
}

// width returns the rune's width in thousandths of an em, rounded as the PDF has it.
func (f *face) width(r rune) float64 {
	units := int(f.advance(f.glyph(r)))
	return float64((2000*units + f.upem) / (2 * f.upem))
}

// box returns the ink of the rune's glyph; a blank glyph has none.
func (f *face) box(r rune) (glyphBox, bool) {
	o := f.outline(f.glyph(r))
	if len(o) < 10 {
		return glyphBox{}, false
	}
	k := 1000 / float64(f.upem)
	return glyphBox{k * float64(int16(u16(o, 2))), k * float64(int16(u16(o, 6)))}, true
}

// top is the upper edge of the rune's ink in thousandths of an em above the baseline.
func (f *face) top(r rune) float64 {
	o := f.outline(f.glyph(r))
	if len(o) < 10 {
		return 0
	}
	return 1000 / float64(f.upem) * float64(int16(u16(o, 8)))
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
