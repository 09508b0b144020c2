package reportpdf

import (
	"testing"

	"zhibao/pipeline/report"
)

func BenchmarkFindFonts(b *testing.B) {
	systemFonts(b)
	for b.Loop() {
		if _, err := FindFonts(FontConfig{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	f := systemFonts(b)
	long := &report.Document{Annexes: []report.Annex{{Blocks: []report.Block{portraitTable(200)}}}}
	for name, doc := range map[string]*report.Document{"sample": sampleDocument(), "200rows": long} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := Render(doc, f, sampleOptions()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
