package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// archive is a kind made of entries.
func archive(name string, make func(r *rand.Rand) []entry) kind {
	return kind{name: name, ext: ".xlsx", data: func(r *rand.Rand, _ []byte) []byte { return pack(make(r)) }}
}

// spoiled is a kind made by changing the bytes of a good submission.
func spoiled(name string, change func(r *rand.Rand, data []byte) []byte) kind {
	return kind{name: name, ext: ".xlsx", data: func(r *rand.Rand, base []byte) []byte { return change(r, slices.Clone(base)) }}
}

// zipKinds are archives that lie, or that inflate without end.
func zipKinds() []kind {
	return slices.Concat(bombs(), liars(), []kind{
		spoiled("truncated", func(r *rand.Rand, d []byte) []byte { return d[:1+r.IntN(len(d)-1)] }),
		spoiled("truncated-end", func(r *rand.Rand, d []byte) []byte { return d[:len(d)-1-r.IntN(40)] }),
		spoiled("one-bit", func(r *rand.Rand, d []byte) []byte {
			d[len(d)/4+r.IntN(len(d)/4)] ^= 1 << r.IntN(8) // in packed data, where the CRC sees it
			return d
		}),
		spoiled("mz-prefix", func(r *rand.Rand, d []byte) []byte { return append(append([]byte("MZ"), noise(r, 510)...), d...) }),
		spoiled("two-archives", func(_ *rand.Rand, d []byte) []byte { return append(d, pack(workbook())...) }),
		spoiled("tail", func(r *rand.Rand, d []byte) []byte { return append(d, noise(r, 1+r.IntN(100))...) }),
		spoiled("hole", func(r *rand.Rand, d []byte) []byte {
			at := len(d)/4 + r.IntN(len(d)/4)
			return append(d[:at], d[at+1+r.IntN(2000):]...)
		}),
	})
}

func bombs() []kind {
	return []kind{
		archive("bomb", func(r *rand.Rand) []entry {
			return append(workbook(sheetPart, ""), blown(sheetPart, sheet("")[:120], ' ', (30+r.IntN(90))<<20, "</worksheet>"))
		}),
		archive("bomb-strings", func(r *rand.Rand) []entry {
			return append(workbook(stringsPart, ""), blown(stringsPart, `<sst xmlns="`+mainNS+`"><si><t>`, 'x', (20+r.IntN(20))<<20, `</t></si></sst>`))
		}),
		archive("bomb-many", func(r *rand.Rand) []entry {
			e := blown("", "", 'x', 1<<20, "")
			list := workbook()
			for i := range 900 + r.IntN(500) {
				e.name = fmt.Sprintf("xl/media/image%d.png", i)
				list = append(list, e)
			}
			return list
		}),
		archive("bomb-overlap", func(r *rand.Rand) []entry {
			list := append(workbook(), blown("xl/media/a.bin", "", 'x', 10<<20, ""))
			for i := range 100 + r.IntN(900) {
				e := list[7]
				e.name, e.sameAs = fmt.Sprintf("xl/media/%d.bin", i), true
				list = append(list, e)
			}
			return list
		}),
		archive("bomb-lie", func(r *rand.Rand) []entry {
			e := blown(sheetPart, sheet("")[:120], ' ', 40<<20, "</worksheet>")
			e.size = uint32(200 + r.IntN(2000))
			return append(workbook(sheetPart, ""), e)
		}),
		archive("entries", func(r *rand.Rand) []entry {
			list := workbook()
			for i := range 2001 + r.IntN(10_000) {
				list = append(list, file(fmt.Sprintf("x/%d", i), ""))
			}
			return list
		}),
	}
}

func liars() []kind {
	change := func(name string, f func(r *rand.Rand, e *entry)) kind {
		return archive(name, func(r *rand.Rand) []entry {
			list := workbook()
			f(r, &list[len(list)-1])
			return list
		})
	}
	add := func(name string, with ...entry) kind {
		return archive(name, func(*rand.Rand) []entry { return append(workbook(), with...) })
	}
	names := []string{"../../etc/passwd", "/etc/passwd", `C:\x.xml`, "xl/a:b", "xl/\x01", `xl\..\..\x`, "xl//x", strings.Repeat("長", 20_000), ""}
	return []kind{
		change("crc", func(r *rand.Rand, e *entry) { e.crc ^= 1 << r.IntN(32) }),
		change("size-less", func(r *rand.Rand, e *entry) { e.size -= uint32(1 + r.IntN(100)) }),
		change("size-more", func(r *rand.Rand, e *entry) { e.size += uint32(1 + r.IntN(1<<30)) }),
		change("encrypted", func(_ *rand.Rand, e *entry) { e.flags |= 1 }),
		change("method", func(r *rand.Rand, e *entry) { e.method = uint16(9 + r.IntN(90)) }),
		change("other-name", func(_ *rand.Rand, e *entry) { e.local = "xl/worksheets/sheet2.xml" }),
		change("gap", func(r *rand.Rand, e *entry) { e.padding = 1 + r.IntN(5000) }),
		change("deflate-tail", func(r *rand.Rand, e *entry) { e.packed = append(e.packed, noise(r, 20)...) }),
		add("twice", file(sheetPart, cells(`<c r="A1"><v>9</v></c>`))),
		add("twice-case", file(strings.ToUpper(sheetPart), cells(`<c r="A1"><v>9</v></c>`))),
		archive("bad-name", func(r *rand.Rand) []entry { return append(workbook(), file(names[r.IntN(len(names)-1)], "x")) }),
	}
}
