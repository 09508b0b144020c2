package reportxlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// save writes the workbook: properties without a clock, entries in order.
func (b *book) save(w io.Writer) error {
	if err := b.properties(); err != nil {
		return err
	}
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &sortedZip{to: w} })
	return b.file.Write(w)
}

// coreProperties is docProps/core.xml. It is written here rather than by
// excelize, whose unprefixed elements exceljs refuses, as it does an empty
// lastModifiedBy.
type coreProperties struct {
	XMLName        xml.Name `xml:"cp:coreProperties"`
	Cp             string   `xml:"xmlns:cp,attr"`
	Dc             string   `xml:"xmlns:dc,attr"`
	Dcterms        string   `xml:"xmlns:dcterms,attr"`
	Xsi            string   `xml:"xmlns:xsi,attr"`
	Title          string   `xml:"dc:title"`
	Subject        string   `xml:"dc:subject"`
	Creator        string   `xml:"dc:creator"`
	Keywords       string   `xml:"cp:keywords"`
	Description    string   `xml:"dc:description"`
	LastModifiedBy string   `xml:"cp:lastModifiedBy"`
	Created        w3cTime  `xml:"dcterms:created"`
	Modified       w3cTime  `xml:"dcterms:modified"`
	Category       string   `xml:"cp:category"`
}

type w3cTime struct {
	Type string `xml:"xsi:type,attr"`
	Time string `xml:",chardata"`
}

// properties writes the document properties from the document, never from a clock.
func (b *book) properties() error {
	created := b.opt.Created
	if created.IsZero() {
		created = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	stamp := w3cTime{"dcterms:W3CDTF", created.UTC().Format(time.RFC3339)}
	meta := map[string]string{}
	for _, kt := range b.doc.Meta {
		meta[strings.ToLower(kt.Key)] = kt.Text
	}
	creator := firstOf(meta["creator"], meta["author"], b.doc.Head.Issuer, "zhibao")
	core, err := xml.Marshal(coreProperties{
		Cp:             "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
		Dc:             "http://purl.org/dc/elements/1.1/",
		Dcterms:        "http://purl.org/dc/terms/",
		Xsi:            "http://www.w3.org/2001/XMLSchema-instance",
		Title:          firstOf(strings.Join(b.doc.Title, ""), meta["title"], b.doc.Kind),
		Subject:        meta["subject"],
		Creator:        creator,
		Keywords:       firstOf(meta["keywords"], b.doc.Mark),
		Description:    meta["description"],
		LastModifiedBy: creator,
		Created:        stamp,
		Modified:       stamp,
		Category:       b.doc.Kind,
	})
	b.file.Pkg.Store("docProps/core.xml", append([]byte(xml.Header), core...))
	return err
}

// sortedZip keeps the entries until Close and writes them by name with one
// fixed time: excelize's own order follows a map in places.
type sortedZip struct {
	to      io.Writer
	entries []*entry
}

type entry struct {
	name string
	bytes.Buffer
}

// content is the entry's bytes. The content types of images, which excelize
// adds in the order of a map as soon as there is a drawing, are sorted.
func (e *entry) content() []byte {
	if e.name != "[Content_Types].xml" {
		return e.Bytes()
	}
	types := regexp.MustCompile(`<Default [^>]*></Default>`)
	all := types.FindAllString(e.String(), -1)
	sort.Strings(all)
	return types.ReplaceAllFunc(e.Bytes(), func([]byte) []byte {
		next := all[0]
		all = all[1:]
		return []byte(next)
	})
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
		if _, err := w.Write(e.content()); err != nil {
			return err
		}
	}
	return zw.Close()
}
