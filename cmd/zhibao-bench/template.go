package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"sync"

	"zhibao/pipeline/stat"
)

// template is a workbook whose figures, unit's name and unit's code can be put in anew
// without a workbook library: its parts are texts with slots.
type template []part

// part is one part of the package; one without slots is copied as it is packed.
type part struct {
	header zip.FileHeader
	packed []byte
	pieces []piece
}

// piece is text, and the slot behind it. A long text is packed beforehand, as blocks of
// a deflate stream that refer to nothing before them.
type piece struct {
	text   string
	packed []byte
	slot   slot
}

// longText is the length from which a text is packed beforehand.
const longText = 4 << 10

// slot is what stands in a place: a unit's name, its code, a figure, or nothing.
type slot struct {
	kind slotKind
	cell cell
}

type slotKind int

const (
	noSlot slotKind = iota
	nameSlot
	codeSlot
	figureSlot
)

// hole is where a slot is cut: the bytes from, to of a part.
type hole struct {
	from, to int
	slot     slot
}

// cutTemplate finds the slots in a master, which says the observations of a unit.
func cutTemplate(data []byte, observations []stat.Observation, name, code string) (template, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	sheets, err := sheetParts(z)
	if err != nil {
		return nil, err
	}
	numbers := map[string][]stat.Observation{}
	for _, o := range observations {
		if o.Kind == stat.Number {
			at := sheets[o.Source.Sheet]
			numbers[at] = append(numbers[at], o)
		}
	}
	var t template
	for _, f := range z.File {
		text, err := content(f)
		if err != nil {
			return nil, err
		}
		holes, err := figureHoles(text, numbers[f.Name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		holes = append(append(holes, textHoles(text, name, nameSlot)...), textHoles(text, code, codeSlot)...)
		p := part{header: f.FileHeader, pieces: cut(text, holes)}
		if p.packed, err = packed(f); err != nil {
			return nil, err
		}
		t = append(t, p)
	}
	return t, nil
}

// figureHoles are the values of numeric cells, wherever a writer puts the attributes.
func figureHoles(text string, numbers []stat.Observation) ([]hole, error) {
	var holes []hole
	for _, o := range numbers {
		start := strings.Index(text, `<c r="`+o.Source.Cell+`"`)
		if start < 0 {
			return nil, fmt.Errorf("no cell %s", o.Source.Cell)
		}
		length := strings.Index(text[start:], "</c>")
		from := strings.Index(text[start:], "<v>") + len("<v>")
		to := strings.Index(text[start:], "</v>")
		if from < len("<v>") || to < from || length < to || strings.Contains(text[start:start+from], `t="s"`) {
			return nil, fmt.Errorf("cell %s holds no number", o.Source.Cell)
		}
		holes = append(holes, hole{start + from, start + to, slot{figureSlot, cell{o.Form, o.Item, o.Measure}}})
	}
	return holes, nil
}

func textHoles(text, word string, kind slotKind) []hole {
	var holes []hole
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return holes
		}
		at += i + len(word)
		holes = append(holes, hole{at - len(word), at, slot{kind: kind}})
	}
}

// cut cuts a part at its holes; nil if it has none.
func cut(text string, holes []hole) []piece {
	if len(holes) == 0 {
		return nil
	}
	slices.SortFunc(holes, func(a, b hole) int { return a.from - b.from })
	var pieces []piece
	at := 0
	for _, h := range holes {
		pieces = append(pieces, newPiece(text[at:h.from], h.slot))
		at = h.to
	}
	return append(pieces, newPiece(text[at:], slot{}))
}

func newPiece(text string, s slot) piece {
	p := piece{text: text, slot: s}
	if len(text) >= longText {
		p.packed = blocks([]byte(text))
	}
	return p
}

func content(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	return string(data), err
}

func packed(f *zip.File) ([]byte, error) {
	r, err := f.OpenRaw()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// fill gives the workbook of a place.
func (t template) fill(p place, f figures) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range t {
		data, header := part.packed, part.header
		if part.pieces != nil {
			data = part.fill(p, f, &header)
		}
		w, err := z.CreateRaw(&header)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// lastBlock is an empty last block of a deflate stream (RFC 1951, 3.2.6).
var lastBlock = []byte{3, 0}

// fill gives the part packed, and notes its sizes and sum.
func (t part) fill(p place, f figures, header *zip.FileHeader) []byte {
	var data, text []byte
	sum, length := uint32(0), 0
	write := func() {
		if len(text) > 0 {
			data = append(data, blocks(text)...)
			sum, length, text = crc32.Update(sum, crc32.IEEETable, text), length+len(text), text[:0]
		}
	}
	for _, piece := range t.pieces {
		if piece.packed == nil {
			text = append(text, piece.text...)
		} else {
			write()
			data = append(data, piece.packed...)
			sum, length = crc32.Update(sum, crc32.IEEETable, []byte(piece.text)), length+len(piece.text)
		}
		text = append(text, piece.slot.content(p, f)...)
	}
	write()
	data = append(data, lastBlock...)
	header.Method, header.CRC32 = zip.Deflate, sum
	header.CompressedSize64, header.UncompressedSize64 = uint64(len(data)), uint64(length)
	return data
}

func (s slot) content(p place, f figures) string {
	switch s.kind {
	case nameSlot:
		return p.name
	case codeSlot:
		return p.code
	case figureSlot:
		return f.cells[s.cell].String()
	}
	return ""
}

// deflaters are kept because a new one costs more than a part.
var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// blocks packs data as whole blocks of a deflate stream, none of them the last.
func blocks(data []byte) []byte {
	var b bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Flush()
	return b.Bytes()
}
