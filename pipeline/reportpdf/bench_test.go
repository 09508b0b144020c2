//go:build unix

package reportpdf

import (
	"bytes"
	"fmt"
	"syscall"
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

// cpu reports the processor time of an operation, which other work on the machine does
// not change: call it before the loop and what it returns after it.
func cpu(b *testing.B) (done func()) {
	used := func() float64 {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
	}
	from := used()
	return func() { b.ReportMetric((used()-from)/float64(b.N), "cpu-ms/op") }
}

// twelvePages is a report of about twelve pages of the usual mix.
func twelvePages() *report.Document {
	doc := sampleDocument()
	for i := range 3 {
		doc.Body = append(doc.Body, sampleBody()...)
		t := portraitTable(30)
		t.ID = fmt.Sprintf("t%d", 10+i)
		doc.Annexes = append(doc.Annexes, report.Annex{ID: fmt.Sprintf("b%d", i), Label: fmt.Sprintf("附表%d", 3+i), Title: "分园区主要指标完成情况", Blocks: []report.Block{t}})
	}
	return doc
}

func BenchmarkRender(b *testing.B) {
	f := systemFonts(b)
	long := &report.Document{Annexes: []report.Annex{{Blocks: []report.Block{portraitTable(200)}}}}
	for name, doc := range map[string]*report.Document{"12pages": twelvePages(), "200rows": long} {
		b.Run(name, func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				if _, _, err := Render(doc, f, sampleOptions()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCut cuts all faces of the twelve pages, as each document of a run does:
// the files are read and parsed once a run, this is what is left.
func BenchmarkCut(b *testing.B) {
	c := compose(twelvePages(), systemFonts(b))
	defer cpu(b)()
	for b.Loop() {
		_, _ = cutFaces(c.pages)
	}
}

// cutFaces cuts the faces of some pages to what is printed with them.
func cutFaces(pages []*page) (faces []*face, cut [][]byte) {
	faces, runes := usedFaces(pages)
	for i, f := range faces {
		cut = append(cut, f.cut(runes[i]))
	}
	return faces, cut
}

// BenchmarkPlain is the yardstick of BenchmarkRender/12pages: gofpdf alone writes the
// same lines of text with faces that are cut already, one call a line.
func BenchmarkPlain(b *testing.B) {
	c := compose(twelvePages(), systemFonts(b))
	order, cut := cutFaces(c.pages)
	names := map[*face]string{}
	for i, f := range order {
		names[f] = fmt.Sprint("f", i)
	}
	defer cpu(b)()
	for b.Loop() {
		pdf := newPDF(metadata{})
		for i, f := range order {
			pdf.AddUTF8FontFromBytes(names[f], "", cut[i])
		}
		for _, p := range c.pages {
			pdf.AddPage()
			for _, l := range plainLines(p) {
				pdf.SetFont(names[l.face], "", l.size)
				pdf.Text(marginLeft+l.x, marginTop+l.y, l.text)
			}
		}
		var out bytes.Buffer
		if err := pdf.Output(&out); err != nil {
			b.Fatal(err)
		}
	}
}

// plainLines joins what stands on one line in one face.
func plainLines(p *page) []textOp {
	var lines []textOp
	for _, o := range p.ops {
		t, ok := o.op.(textOp)
		if n := len(lines) - 1; ok && n >= 0 && lines[n].face == t.face && lines[n].y == t.y && lines[n].size == t.size {
			lines[n].text += t.text
		} else if ok {
			lines = append(lines, t)
		}
	}
	return lines
}
