package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// sheetKinds are sheets that cannot be, or that cost a reader everything.
func sheetKinds() []kind {
	return slices.Concat(floods(), impossible(), numbers())
}

func floods() []kind {
	return []kind{
		part("far-cells", sheetPart, func(r *rand.Rand) string {
			var b strings.Builder
			for i := range 60_000 + r.IntN(40_000) {
				fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d"><v>%d</v></c></row>`, i+1, i+1, r.IntN(10))
			}
			return sheet(b.String())
		}),
		part("far-corner", sheetPart, func(*rand.Rand) string {
			return sheet(`<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)
		}),
		part("million-merges", sheetPart, func(r *rand.Rand) string {
			var b strings.Builder
			for i := range 1_000_000 {
				fmt.Fprintf(&b, `<mergeCell ref="A%d:B%d"/>`, i+1, i+1+r.IntN(2))
			}
			return sheet("", `<mergeCells>`+b.String()+`</mergeCells>`)
		}),
		part("wide-merges", sheetPart, func(r *rand.Rand) string {
			var b, c strings.Builder
			for i := range 5000 {
				fmt.Fprintf(&b, `<mergeCell ref="A%d:XFD1048576"/>`, i+1)
				fmt.Fprintf(&c, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i+1, i+1, r.IntN(10))
			}
			return sheet(c.String(), `<mergeCells>`+b.String()+`</mergeCells>`)
		}),
		part("many-cells", sheetPart, func(r *rand.Rand) string {
			var b strings.Builder
			for i := range 40_000 {
				fmt.Fprintf(&b, `<row r="%d">`, i+1)
				for col := range 10 {
					fmt.Fprintf(&b, `<c r="%c%d"><v>%d</v></c>`, 'A'+col, i+1, r.IntN(100000))
				}
				b.WriteString("</row>")
			}
			return sheet(b.String())
		}),
		part("escapes", sheetPart, func(r *rand.Rand) string {
			return cells(`<c r="A1" t="str"><v>` + strings.Repeat("_x0041_", 500_000+r.IntN(1_500_000)) + `</v></c>`)
		}),
		part("long-text", sheetPart, func(r *rand.Rand) string {
			return cells(`<c r="A1" t="inlineStr"><is><t>` + strings.Repeat("字", 32_768+r.IntN(1_000_000)) + `</t></is></c>`)
		}),
		part("huge-strings", stringsPart, func(r *rand.Rand) string {
			var b strings.Builder
			for range 300_000 {
				fmt.Fprintf(&b, "<si><t>%x %s</t></si>", r.Uint64(), strings.Repeat("串", 30))
			}
			return declaration + `<sst xmlns="` + mainNS + `">` + b.String() + `</sst>`
		}),
	}
}

func impossible() []kind {
	always := func(name, inner string) kind {
		return part(name, sheetPart, func(*rand.Rand) string { return cells(inner) })
	}
	rows := func(name, inner string) kind {
		return part(name, sheetPart, func(*rand.Rand) string { return sheet(inner) })
	}
	return []kind{
		rows("rows-back", `<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>`),
		rows("row-twice", `<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>`),
		rows("row-zero", `<row r="0"><c r="A0"><v>1</v></c></row>`),
		always("cells-back", `<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>`),
		always("other-row", `<c r="A7"><v>1</v></c>`),
		always("beyond", `<c r="XFE1"><v>1</v></c>`),
		always("string-index", `<c r="A1" t="s"><v>7</v></c>`),
		always("string-minus", `<c r="A1" t="s"><v>-1</v></c>`),
		always("style-index", `<c r="A1" s="99999999"><v>1</v></c>`),
		always("cell-type", `<c r="A1" t="magic"><v>1</v></c>`),
		always("bool", `<c r="A1" t="b"><v>7</v></c>`),
	}
}

// numbers are values and formats that make programs hang.
func numbers() []kind {
	values := []string{"NaN", "INF", "-Infinity", "1e999", "0x1p4", "1_000", "١٢"}
	return []kind{
		part("number", sheetPart, func(r *rand.Rand) string {
			return cells(`<c r="A1" s="1"><v>` + values[r.IntN(len(values))] + `</v></c>`)
		}),
		archive("nan-format", func(r *rand.Rand) []entry {
			return workbook("xl/styles.xml", styles(`<numFmt numFmtId="176" formatCode="# ?/?"/>`), sheetPart, cells(`<c r="A1" s="1"><v>`+values[r.IntN(3)]+`</v></c>`))
		}),
		archive("long-format", func(r *rand.Rand) []entry {
			return workbook("xl/styles.xml", styles(`<numFmt numFmtId="176" formatCode="`+strings.Repeat("[红]0.0;", 1+r.IntN(100_000))+`"/>`))
		}),
		part("long-number", sheetPart, func(r *rand.Rand) string {
			return cells(`<c r="A1"><v>0.` + strings.Repeat("3", 1_000_000+r.IntN(1_000_000)) + `</v></c>`)
		}),
	}
}
