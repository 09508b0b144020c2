// Package reportpdf prints the neutral document as a PDF: an official document
// by GB/T 9704-2012 with statistical tables and charts.
//
// Text is shaped (shape.go), broken into lines (breaks.go, wrap.go) and put on
// pages as a list of what is drawn where (page.go); the setter walks the
// document (head.go, title.go, flow.go, letter.go, refs.go, imprint.go, table*.go,
// chart*.go); writer.go draws the pages
// with gofpdf, each face cut to the characters in use (embed.go, sfnt.go, fontfile.go, cmap.go,
// cut.go). Nothing outside writer.go knows gofpdf.
package reportpdf

import (
	"errors"
	"time"

	"zhibao/pipeline/report"
)

// Options are what a rendering needs besides the document.
type Options struct {
	File    string    // file name given back in the places
	Created time.Time // creation and modification date of the PDF
}

var errNothing = errors.New("没有可打印的报告或字体：请先编制报告并检查字体配置")

// Render prints the document. The places tell on which page each block, annex
// and cell with an id begins. Equal arguments give equal bytes.
func Render(doc *report.Document, fonts *Fonts, opt Options) (pdf []byte, places map[string]report.Place, err error) {
	p, err := Set(doc, fonts)
	if err != nil {
		return nil, nil, err
	}
	return p.Write(opt)
}

// Pages is a document that is set and not yet written.
type Pages struct {
	doc    *report.Document
	canvas *canvas
}

// Set sets the pages of a document: from here on the fonts tell what characters it
// takes from other faces.
func Set(doc *report.Document, fonts *Fonts) (*Pages, error) {
	if doc == nil || fonts == nil {
		return nil, errNothing
	}
	return &Pages{doc, compose(doc, fonts)}, nil
}

// Write writes the pages as Render does.
func (p *Pages) Write(opt Options) (pdf []byte, places map[string]report.Place, err error) {
	if pdf, err = write(p.canvas, metaOf(p.doc, opt)); err != nil {
		return nil, nil, err
	}
	places = make(map[string]report.Place, len(p.canvas.places))
	for id, s := range p.canvas.places {
		places[id] = report.Place{File: opt.File, Page: s.page}
	}
	return pdf, places, nil
}

// setter walks a document and sets it on the canvas.
type setter struct {
	*canvas
	doc        *report.Document
	annexTitle string // a table of this title does not repeat it
	plans      map[planKey]*tablePlan
	fitted     map[formKey]fitting
	close      closeness
	cuts       int               // how many tables were cut by a page's end
	labels     map[string]string // what text calls a table → its id
	tail       float64           // height that stays with the end of the block that is set
}

func compose(doc *report.Document, fonts *Fonts) *canvas {
	s := &setter{canvas: &canvas{shaper: newShaper(fonts), places: map[string]spot{}, excerpt: doc.Excerpt}, doc: doc, plans: map[planKey]*tablePlan{},
		fitted: map[formKey]fitting{}, labels: labels(doc), close: loosest}
	if doc.Head != (report.Head{}) || len(doc.Title)+len(doc.Body) > 0 || len(doc.Annexes) == 0 {
		s.newPage(upright())
		s.head()
		s.blocks(doc.Body, 0)
		s.annexList()
		s.signature(doc.Head.Signature, doc.Head.Date, 0)
		s.remark()
	}
	for _, a := range doc.Annexes {
		s.closeAnnex(a)
	}
	s.imprint()
	s.feet()
	return s.canvas
}
