package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"unicode/utf16"
)

// text is a kind that is always the same text.
func text(name, ext, data string) kind {
	return kind{name: name, ext: ext, data: func(r *rand.Rand, _ []byte) []byte { return append([]byte(data), noise(r, 8)...) }}
}

// typeKinds are files of another type than they say.
func typeKinds() []kind {
	return []kind{
		{name: "xls", ext: ".xls", data: func(r *rand.Rand, _ []byte) []byte { return ole(r, "Workbook") }},
		{name: "password", ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return ole(r, "EncryptedPackage") }},
		{name: "doc", ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return ole(r, "WordDocument") }},
		{name: "ole", ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return ole(r, "Nothing") }},
		text("pdf", ".pdf", "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
		text("pdf-as-xlsx", ".xlsx", "%PDF-1.4\n"),
		text("png", ".png", "\x89PNG\r\n\x1a\n"),
		text("jpeg-as-xlsx", ".xlsx", "\xff\xd8\xff\xe0"),
		text("heic", ".xlsx", "\x00\x00\x00\x18ftypheic"),
		text("rar", ".rar", "Rar!\x1a\x07\x00"),
		text("gzip", ".xlsx", "\x1f\x8b\x08"),
		text("html-as-xls", ".xls", "<html><table><tr><td>表号</td></tr></table></html>"),
		text("prose", ".txt", "各位领导：数据附后。"),
		text("csv-other", ".csv", "name,age\nzhang,30\n"),
		text("csv-quotes", ".csv", "表号：株转示2表,\"没有结束\n"+strings.Repeat("a,\"b", 50)),
		{name: "docx", ext: ".xlsx", data: func(*rand.Rand, []byte) []byte {
			return pack([]entry{file(typesPart, contentTypes("wordprocessingml.document.main+xml", "/word/document.xml")),
				file("_rels/.rels", rels(rel("rId1", "officeDocument", "word/document.xml"))), file("word/document.xml", "<w/>")})
		}},
		{name: "zip", ext: ".zip", data: func(_ *rand.Rand, base []byte) []byte { return pack([]entry{file("里面.xlsx", string(base))}) }},
		{name: "random", ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return noise(r, 1+r.IntN(100_000)) }},
		{name: "empty", ext: ".xlsx", data: func(*rand.Rand, []byte) []byte { return nil }},
		{name: "short", ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return []byte("PK\x03\x04")[:1+r.IntN(4)] }},
		{name: "zeros", ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return make([]byte, 1+r.IntN(8<<20)) }},
		{name: "csv-huge", ext: ".csv", data: func(r *rand.Rand, _ []byte) []byte {
			return bytes.Repeat([]byte("表号：1,1,2,3,4,5,6,7,8,9\n"), 200_000+r.IntN(100_000))
		}},
		{name: "control-name", ext: ".xlsx", data: sound},
		{name: "bytes-name", ext: ".xlsx", data: sound},
		{name: "long-name", ext: ".xlsx", data: sound},
		{name: "formula-name", ext: ".xlsx", data: sound},
	}
}

// sound is a workbook with nothing wrong but that it is not ours.
func sound(*rand.Rand, []byte) []byte { return pack(workbook()) }

// noise is n random bytes.
func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// ole is the head of a compound file with a stream of this name and noise for the
// rest.
func ole(r *rand.Rand, stream string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504)...)
	b = append(b, noise(r, 512+r.IntN(20_000))...)
	for _, u := range utf16.Encode([]rune(stream)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return append(b, noise(r, 512)...)
}
