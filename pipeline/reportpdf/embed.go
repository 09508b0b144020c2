package reportpdf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"github.com/klauspost/compress/zlib"
	"strings"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
)

// embedded is a face as a document holds it.
type embedded struct {
	name  string        // gofpdf's family
	codes map[rune]byte // of a face with one byte a character; nil: gofpdf prints it from UTF-8
}

// addFaces gives gofpdf the faces, each cut to its runes. A face of few characters is
// embedded with codes of one byte: for a face printed from UTF-8 gofpdf fills three
// tables of 65,536 entries, whatever is in it.
func (w *writer) addFaces(pages []*page) error {
	faces, runes := usedFaces(pages)
	for i, f := range faces {
		e := embedded{name: fmt.Sprintf("%s%s-%d", subsetMark, familyName(f.file), i+1)}
		cut := f.cut(runes[i])
		if err := f.failure(); err != nil {
			return err
		}
		if page, ok := codePage(runes[i]); ok {
			e.codes = make(map[rune]byte, len(runes[i]))
			for code, r := range page {
				if r >= 0 {
					e.codes[r] = byte(code)
				}
			}
			if err := w.addCoded(f, e.name, page, cut); err != nil {
				return err
			}
		} else {
			w.pdf.AddUTF8FontFromBytes(e.name, "", cut)
		}
		w.faces[f] = e
	}
	if len(faces) > 0 {
		w.first = w.faces[faces[0]]
	}
	return nil
}

// usedFaces lists the faces in the order of first use, and the runes printed with each,
// ascending. The faces are read and parsed once a run; a cut of the runes of one document
// costs less than 1 ms, and its bytes depend on no other document of the run.
func usedFaces(pages []*page) (faces []*face, runes [][]rune) {
	used := map[*face]map[rune]bool{}
	for _, p := range pages {
		for _, o := range p.ops {
			t, ok := o.op.(textOp)
			if !ok {
				continue
			}
			if used[t.face] == nil {
				used[t.face] = map[rune]bool{}
				faces = append(faces, t.face)
			}
			for _, r := range t.text {
				used[t.face][r] = true
			}
		}
	}
	for _, f := range faces {
		runes = append(runes, sortedKeys(used[f]))
	}
	return faces, runes
}

// firstCode is the first code that gofpdf embeds a width for; the last one is 255.
const firstCode = ' '

// codePage gives each rune a code of one byte, ASCII its own; ok is false if there are
// too many. A code of no rune holds -1.
func codePage(runes []rune) (page [256]rune, ok bool) {
	for code := range page {
		page[code] = -1
	}
	next := int(firstCode)
	for _, r := range runes { // ASCII comes first
		if r >= firstCode && r < 0x7F {
			page[r] = r
			continue
		}
		for next < len(page) && page[next] >= 0 {
			next++
		}
		if next == len(page) {
			return page, false
		}
		page[next] = r
	}
	return page, true
}

// codedFont is the definition that gofpdf reads of a font with one byte a character.
type codedFont struct {
	Tp, Name, File string
	Desc           gofpdf.FontDescType
	Cw             [256]int
	Diff           string
	OriginalSize   int
}

// nonsymbolic says that the codes of a font are told by the names of glyphs (ISO 32000-1, 9.8.2).
const nonsymbolic = 1 << 5

func (w *writer) addCoded(f *face, name string, page [256]rune, cut []byte) error {
	font := codedFont{Tp: "TrueType", Name: subsetTag + name[len(subsetMark):], File: name + ".z", Desc: f.descriptor(), OriginalSize: len(cut)}
	var names strings.Builder
	last := -1
	for code, r := range page {
		if r < 0 {
			continue
		}
		font.Cw[code] = int(f.width(r))
		if r == rune(code) {
			continue // as WinAnsiEncoding has it
		}
		if last < 0 || code != last+1 {
			fmt.Fprintf(&names, " %d", code)
		}
		names.WriteString("/" + glyphName(r))
		last = code
	}
	font.Diff = names.String()
	definition, err := json.Marshal(font)
	if err != nil {
		return err
	}
	w.pdf.AddFontFromBytes(name, "", definition, w.fonts.deflated(cut))
	return nil
}

// glyphName is the name that tells readers which character a glyph is (Adobe Glyph List Specification).
func glyphName(r rune) string { return fmt.Sprintf("uni%04X", r) }

// descriptor describes the face (ISO 32000-1, table 122).
func (f *face) descriptor() gofpdf.FontDescType {
	scaled := func(table string, at int) int {
		return int(float64(int16(u16(f.tables[table], at))) * 1000 / float64(f.upem)) // cut off, as gofpdf does
	}
	d := gofpdf.FontDescType{Flags: nonsymbolic, Ascent: scaled("hhea", 4), Descent: scaled("hhea", 6), StemV: 80}
	d.CapHeight = d.Ascent
	d.FontBBox.Xmin, d.FontBBox.Ymin = scaled("head", 36), scaled("head", 38)
	d.FontBBox.Xmax, d.FontBBox.Ymax = scaled("head", 40), scaled("head", 42)
	return d
}

// deflated packs data as gofpdf does. A packer is used again: a fresh one costs as much
// as what it packs.
func (f *Fonts) deflated(data []byte) []byte {
	b := bytes.NewBuffer(make([]byte, 0, len(data)))
	w, ok := f.deflaters.Get().(*zlib.Writer)
	if !ok {
		w, _ = zlib.NewWriterLevel(nil, zlib.BestSpeed) // there is this level
	}
	defer f.deflaters.Put(w)
	w.Reset(b)
	_, _ = w.Write(data) // a buffer takes all
	_ = w.Close()
	return b.Bytes()
}

// bytesOf is text as gofpdf takes it for the face.
func (e embedded) bytesOf(text string) string {
	if e.codes == nil {
		return text
	}
	b := make([]byte, 0, len(text))
	for _, r := range text {
		b = append(b, e.codes[r])
	}
	return string(b)
}

// mark is a bookmark's text as gofpdf takes it while the face is selected: it writes
// UTF-16 itself for a face printed from UTF-8.
func (e embedded) mark(text string) string {
	if e.codes == nil {
		return text
	}
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return string(b)
}
