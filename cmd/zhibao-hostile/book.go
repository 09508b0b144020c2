package main

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
)

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	mainNS      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relsNS      = "http://schemas.openxmlformats.org/package/2006/relationships"
	officeNS    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetPart   = "xl/worksheets/sheet1.xml"
	stringsPart = "xl/sharedStrings.xml"
	bookPart    = "xl/workbook.xml"
	bookRels    = "xl/_rels/workbook.xml.rels"
	typesPart   = "[Content_Types].xml"
)

// workbook is a small sound workbook; changes are pairs of part and text, an empty
// text removes the part.
func workbook(changes ...string) []entry {
	entries := []entry{
		file(typesPart, contentTypes("spreadsheetml.sheet.main+xml", "/xl/workbook.xml")),
		file("_rels/.rels", rels(rel("rId1", "officeDocument", "xl/workbook.xml"))),
		file(bookPart, declaration+`<workbook xmlns="`+mainNS+`" xmlns:r="`+officeNS+`"><sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		file(bookRels, rels(rel("rId1", "worksheet", "worksheets/sheet1.xml")+rel("rId2", "styles", "styles.xml")+rel("rId3", "sharedStrings", "sharedStrings.xml"))),
		file("xl/styles.xml", styles(`<numFmt numFmtId="176" formatCode="0.00"/>`)),
		file(stringsPart, declaration+`<sst xmlns="`+mainNS+`"><si><t>指标</t></si></sst>`),
		file(sheetPart, sheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>1234.5</v></c></row>`)),
	}
	for i := 0; i < len(changes); i += 2 {
		entries = put(entries, changes[i], changes[i+1])
	}
	return entries
}

// put replaces, adds or, for an empty text, removes a part.
func put(entries []entry, name, text string) []entry {
	var out []entry
	found := false
	for _, e := range entries {
		if e.name != name {
			out = append(out, e)
			continue
		}
		found = true
		if text != "" {
			out = append(out, file(name, text))
		}
	}
	if !found && text != "" {
		out = append(out, file(name, text))
	}
	return out
}

func contentTypes(kind, part string) string {
	return declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="` + part + `" ContentType="application/vnd.openxmlformats-officedocument.` + kind + `"/></Types>`
}

func rels(inner string) string {
	return declaration + `<Relationships xmlns="` + relsNS + `">` + inner + `</Relationships>`
}

func rel(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="` + officeNS + `/` + kind + `" Target="` + target + `"/>`
}

func styles(formats string) string {
	return declaration + `<styleSheet xmlns="` + mainNS + `"><numFmts>` + formats + `</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>`
}

// sheet is a worksheet with these rows; tail stands behind them.
func sheet(rows string, tail ...string) string {
	return declaration + `<worksheet xmlns="` + mainNS + `"><sheetData>` + rows + `</sheetData>` + strings.Join(tail, "") + `</worksheet>`
}

// cells is a sheet of one row.
func cells(inner string) string { return sheet(`<row r="1">` + inner + `</row>`) }

// edited packs a sound workbook again with one part of it changed.
func edited(base []byte, part string, edit func(string) string) []byte {
	r, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	if err != nil {
		panic(err) // the base is a committed sample
	}
	var entries []entry
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			panic(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			panic(err)
		}
		text := string(data)
		if f.Name == part {
			text = edit(text)
		}
		entries = append(entries, file(f.Name, text))
	}
	return pack(entries)
}
