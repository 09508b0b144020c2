package reportxlsx

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/ooxml"
)

// save writes the workbook: properties without a clock, entries in order.
func (b *book) save(w io.Writer) error {
	core, err := b.properties().Bytes()
	if err != nil {
		return err
	}
	b.file.Pkg.Store(ooxml.CorePart, core)
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &ooxml.Zip{To: w, Edit: b.settle} })
	return b.file.Write(w)
}

// settle stores the results of a sheet's formulas.
func (b *book) settle(name string, data []byte) []byte { return ooxml.Results(data, b.results[name]) }

// properties are taken from the document, never from a clock.
func (b *book) properties() ooxml.Properties {
	meta := map[string]string{}
	for _, kt := range b.doc.Meta {
		meta[strings.ToLower(kt.Key)] = kt.Text
	}
	return ooxml.Properties{
		Title:   firstOf(strings.Join(b.doc.Title, ""), meta["title"], b.doc.Kind),
		Subject: meta["subject"], Description: meta["description"], Category: b.doc.Kind,
		Creator:  firstOf(meta["creator"], meta["author"], b.doc.Head.Issuer, "zhibao"),
		Keywords: firstOf(meta["keywords"], b.doc.Mark), Created: b.opt.Created,
	}
}
