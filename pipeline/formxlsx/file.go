package formxlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"sort"
	"time"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
)

// protect guards against mistakes, without a password: only input cells can be
// changed, and no sheet can be added, renamed or removed. Rows may be made
// higher, since Excel does not fit a row to its text otherwise; a list takes
// new rows.
func (b *book) protect() error {
	lists := map[string]bool{}
	for _, s := range b.sheets {
		lists[s.Name] = s.Def.Layout == form.List
	}
	for _, name := range b.file.GetSheetList() {
		err := b.file.ProtectSheet(name, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatRows: true, InsertRows: lists[name],
		})
		if err != nil {
			return err
		}
	}
	return b.file.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true})
}

// save writes the workbook: properties without a clock, entries in order.
func (b *book) save(w io.Writer) error {
	core, err := b.properties()
	if err != nil {
		return err
	}
	b.file.Pkg.Store("docProps/core.xml", core)
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &sortedZip{to: w, grow: b.grow} })
	return b.file.Write(w)
}

// properties is the part with title, author and dates. It is written here, since
// exceljs refuses the part that excelize's SetDocProps makes: it knows the
// elements by their usual prefix only.
func (b *book) properties() ([]byte, error) {
	created := b.opt.Created
	if created.IsZero() {
		created = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	stamp := created.UTC().Format(time.RFC3339)
	author := b.sheets[0].Def.Authority
	if author == "" {
		author = "zhibao"
	}
	var out bytes.Buffer
	out.WriteString(xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
		` xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, e := range []struct{ open, text, close string }{
		{"<dc:title>", b.unit.NameAt(b.period) + " " + b.period.Label() + "报表", "</dc:title>"},
		{"<dc:creator>", author, "</dc:creator>"},
		{"<cp:lastModifiedBy>", author, "</cp:lastModifiedBy>"},
		{`<dcterms:created xsi:type="dcterms:W3CDTF">`, stamp, "</dcterms:created>"},
		{`<dcterms:modified xsi:type="dcterms:W3CDTF">`, stamp, "</dcterms:modified>"},
	} {
		out.WriteString(e.open)
		if err := xml.EscapeText(&out, []byte(e.text)); err != nil {
			return nil, err
		}
		out.WriteString(e.close)
	}
	out.WriteString("</cp:coreProperties>")
	return out.Bytes(), nil
}

// sortedZip keeps the entries until Close and writes them by name with one
// fixed time: excelize's own order follows a map in places.
type sortedZip struct {
	to      io.Writer
	entries []*entry
	grow    map[string]rowSpan
}

type entry struct {
	name string
	bytes.Buffer
}

// Create begins an entry.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	e := &entry{name: name}
	z.entries = append(z.entries, e)
	return e, nil
}

// AddFS is never called by excelize's writing.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the file.
func (z *sortedZip) Close() error {
	sort.Slice(z.entries, func(i, j int) bool { return z.entries[i].name < z.entries[j].name })
	zw := zip.NewWriter(z.to)
	for _, e := range z.entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		w, err := zw.CreateHeader(h)
		if err != nil {
			return err
		}
		data := e.Bytes()
		if g, ok := z.grow[e.name]; ok {
			data = g.release(data)
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return zw.Close()
}
