package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// part is a kind with one part of the small workbook replaced.
func part(name, which string, make func(r *rand.Rand) string) kind {
	return archive(name, func(r *rand.Rand) []entry { return workbook(which, make(r)) })
}

// xmlKinds are workbooks whose XML is none, or goes too far.
func xmlKinds() []kind {
	sound := cells(`<c r="A1"><v>1</v></c>`)
	body := strings.TrimPrefix(sound, declaration)
	always := func(name, which, text string) kind { return part(name, which, func(*rand.Rand) string { return text }) }
	return []kind{
		always("doctype", sheetPart, declaration+`<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>`+body),
		always("doctype-file", bookPart, declaration+`<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><workbook>&f;</workbook>`),
		always("entity", sheetPart, cells(`<c r="A1" t="str"><v>&nbsp;</v></c>`)),
		always("encoding", sheetPart, strings.Replace(sound, "UTF-8", "ISO-2022-JP", 1)),
		always("bad-utf8", sheetPart, strings.Replace(sound, "<v>1", "<v>\xff\xfe", 1)),
		always("no-utf16", sheetPart, "\xff\xfe"+sound),
		always("two-roots", sheetPart, sound+body),
		always("control", sheetPart, cells("<c r=\"A1\" t=\"str\"><v>\x00\x01</v></c>")),
		part("unclosed", sheetPart, func(r *rand.Rand) string { return sound[:len(declaration)+r.IntN(len(body))] }),
		part("deep", sheetPart, func(r *rand.Rand) string {
			n := 65 + r.IntN(200_000)
			return sheet("", strings.Repeat("<a>", n)+strings.Repeat("</a>", n))
		}),
		part("attributes", sheetPart, func(r *rand.Rand) string {
			var b strings.Builder
			for i := range 65 + r.IntN(100_000) {
				fmt.Fprintf(&b, ` a%d="1"`, i)
			}
			return cells(`<c r="A1"` + b.String() + `><v>1</v></c>`)
		}),
		part("namespaces", sheetPart, func(r *rand.Rand) string {
			var b strings.Builder
			for i := range 1000 + r.IntN(50_000) {
				fmt.Fprintf(&b, ` xmlns:n%d="u%d"`, i, i)
			}
			return cells(`<c r="A1"` + b.String() + `><v>1</v></c>`)
		}),
		always("no-book", bookPart, ""),
		always("no-sheet", sheetPart, ""),
		always("rel-twice", bookRels, rels(rel("rId1", "worksheet", "worksheets/sheet1.xml")+rel("rId1", "worksheet", "worksheets/sheet1.xml"))),
		always("rel-out", bookRels, rels(rel("rId1", "worksheet", "../../../../etc/passwd"))),
		always("rel-same", bookPart, declaration+`<workbook xmlns="`+mainNS+`" xmlns:r="`+officeNS+`"><sheets><sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2" r:id="rId1"/></sheets></workbook>`),
		always("name-twice", bookPart, declaration+`<workbook xmlns="`+mainNS+`" xmlns:r="`+officeNS+`"><sheets><sheet name="a" sheetId="1" r:id="rId1"/><sheet name="A" sheetId="2" r:id="rId2"/></sheets></workbook>`),
		part("many-sheets", bookPart, func(r *rand.Rand) string {
			var b strings.Builder
			for i := range 257 + r.IntN(5000) {
				fmt.Fprintf(&b, `<sheet name="s%d" sheetId="%d" r:id="rId1"/>`, i, i+1)
			}
			return declaration + `<workbook xmlns="` + mainNS + `" xmlns:r="` + officeNS + `"><sheets>` + b.String() + `</sheets></workbook>`
		}),
	}
}
