package xlsx

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// parts are the parts of a small workbook by name; tests change single ones.
type parts map[string]string

const (
	declXML   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS    = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	officeNS  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	typesPart = "[Content_Types].xml"
	bookPart  = "xl/workbook.xml"
	bookRels  = "xl/_rels/workbook.xml.rels"
	sheetPart = "xl/worksheets/sheet1.xml"
	sstPart   = "xl/sharedStrings.xml"
	stylePart = "xl/styles.xml"
)

// basic is a sound workbook: one sheet, three shared strings, four styles.
func basic() parts {
	return parts{
		typesPart: declXML + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels": relsXML(`<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/>`),
		bookPart:      workbookXML(`<sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets>`),
		bookRels: relsXML(`<Relationship Id="rId1" Type="` + officeNS + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + officeNS + `/styles" Target="styles.xml"/>` +
			`<Relationship Id="rId3" Type="` + officeNS + `/sharedStrings" Target="sharedStrings.xml"/>`),
		sheetPart: sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>1234.5</v></c></row>`),
		sstPart:   declXML + `<sst xmlns="` + mainNS + `"><si><t>指标</t></si><si><r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></si><si><t/></si></sst>`,
		stylePart: declXML + `<styleSheet xmlns="` + mainNS + `"><numFmts><numFmt numFmtId="176" formatCode="0.00_ "/></numFmts>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="10"/><xf numFmtId="31"/></cellXfs></styleSheet>`,
	}
}

func relsXML(inner string) string {
	return declXML + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + inner + `</Relationships>`
}

func workbookXML(inner string) string {
	return declXML + `<workbook xmlns="` + mainNS + `" xmlns:r="` + officeNS + `">` + inner + `</workbook>`
}

// sheetXML is a worksheet with these rows; tail stands behind sheetData.
func sheetXML(rows string, tail ...string) string {
	return declXML + `<worksheet xmlns="` + mainNS + `"><sheetData>` + rows + `</sheetData>` + strings.Join(tail, "") + `</worksheet>`
}

// row1 is a sheet with one row of these cells.
func row1(cells string) string { return sheetXML(`<row r="1">` + cells + `</row>`) }

// with returns the basic workbook with parts replaced; an empty text removes one.
func with(changes ...string) parts {
	p := basic()
	for i := 0; i < len(changes); i += 2 {
		if changes[i+1] == "" {
			delete(p, changes[i])
		} else {
			p[changes[i]] = changes[i+1]
		}
	}
	return p
}

// zipForm is how pack writes an archive.
type zipForm struct {
	stored     bool // not deflated
	descriptor bool // sizes and CRC behind the data
	zip64      bool // 64-bit sizes, places and end record
}

// pack writes the parts as a zip archive, sorted by name.
func (p parts) pack(t testing.TB, form zipForm) []byte {
	t.Helper()
	var out, dir []byte
	names := slices.Sorted(maps.Keys(p))
	for _, name := range names {
		local, central := packEntry(t, name, p[name], uint64(len(out)), form)
		out, dir = append(out, local...), append(dir, central...)
	}
	le := binary.LittleEndian
	at, n := uint64(len(out)), uint64(len(names))
	out = append(out, dir...)
	if form.zip64 {
		end := uint64(len(out))
		out = le.AppendUint32(out, sigEnd64)
		out = le.AppendUint64(out, 44)
		out = le.AppendUint32(out, 45|45<<16)
		out = le.AppendUint64(out, 0)
		for _, v := range []uint64{n, n, uint64(len(dir)), at} {
			out = le.AppendUint64(out, v)
		}
		out = le.AppendUint32(out, sigLocator64)
		out = le.AppendUint32(out, 0)
		out = le.AppendUint64(out, end)
		out = le.AppendUint32(out, 1)
		at = 1<<32 - 1
	}
	out = le.AppendUint32(out, sigEnd)
	out = le.AppendUint32(out, 0)
	out = le.AppendUint16(out, uint16(n))
	out = le.AppendUint16(out, uint16(n))
	out = le.AppendUint32(out, uint32(len(dir)))
	out = le.AppendUint32(out, uint32(at))
	return le.AppendUint16(out, 0)
}

// packEntry writes one entry: what stands in the file and what in the directory.
func packEntry(t testing.TB, name, text string, offset uint64, form zipForm) (local, central []byte) {
	t.Helper()
	le := binary.LittleEndian
	data, method := []byte(text), uint16(methodStored)
	if !form.stored {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
		w.Close()
		data, method = b.Bytes(), methodDeflate
	}
	crc, flags := crc32.ChecksumIEEE([]byte(text)), uint16(0)
	sizes := []uint64{uint64(len(text)), uint64(len(data))}
	if form.descriptor {
		flags = flagDescriptor
	}
	head := func(crc uint32, sizes []uint64, extra int) []byte {
		b := le.AppendUint16(nil, 20)
		b = le.AppendUint16(le.AppendUint16(b, flags), method)
		b = le.AppendUint32(le.AppendUint32(b, 0), crc)
		if form.zip64 {
			sizes = []uint64{1<<32 - 1, 1<<32 - 1}
		}
		b = le.AppendUint32(le.AppendUint32(b, uint32(sizes[1])), uint32(sizes[0]))
		return le.AppendUint16(le.AppendUint16(b, uint16(len(name))), uint16(extra))
	}
	wide := func(values ...uint64) (b []byte) {
		if !form.zip64 {
			return nil
		}
		b = le.AppendUint16(le.AppendUint16(nil, 1), uint16(8*len(values)))
		for _, v := range values {
			b = le.AppendUint64(b, v)
		}
		return b
	}
	local = le.AppendUint32(nil, sigLocal)
	if form.descriptor {
		local = append(local, head(0, []uint64{0, 0}, len(wide(0, 0)))...)
		local = append(append(local, name...), wide(0, 0)...)
	} else {
		local = append(local, head(crc, sizes, len(wide(sizes...)))...)
		local = append(append(local, name...), wide(sizes...)...)
	}
	local = append(local, data...)
	if form.descriptor {
		local = le.AppendUint32(le.AppendUint32(local, sigDescribe), crc)
		if form.zip64 {
			local = le.AppendUint64(le.AppendUint64(local, sizes[1]), sizes[0])
		} else {
			local = le.AppendUint32(le.AppendUint32(local, uint32(sizes[1])), uint32(sizes[0]))
		}
	}
	extra := wide(sizes[0], sizes[1], offset)
	central = le.AppendUint16(le.AppendUint32(nil, sigCentral), 20)
	central = append(central, head(crc, sizes, len(extra))...)
	central = append(central, make([]byte, 10)...)
	if form.zip64 {
		offset = 1<<32 - 1
	}
	central = le.AppendUint32(central, uint32(offset))
	return local, append(append(central, name...), extra...)
}

// bytes packs in the usual form.
func (p parts) bytes(t testing.TB) []byte { return p.pack(t, zipForm{}) }

// wideText converts text to UTF-16 with a byte order mark.
func wideText(text string, order binary.AppendByteOrder) string {
	text = strings.Replace(text, `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
	var b []byte
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// swap replaces the first occurrence of old, which must exist.
func swap(t testing.TB, data []byte, old, new string) []byte {
	t.Helper()
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%q is not there", old)
	}
	return bytes.Replace(data, []byte(old), []byte(new), 1)
}
