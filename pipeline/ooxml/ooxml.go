// Package ooxml is what the writers of workbooks need of the file format: a zip
// whose bytes depend on nothing but the content, and document properties without
// a clock (ECMA-376 part 2).
package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"sort"
	"time"
)

// CorePart is the name of the part with the document properties.
const CorePart = "docProps/core.xml"

// Properties are the document properties of a workbook.
type Properties struct {
	Title, Subject, Creator, Keywords, Description, Category string
	Created                                                  time.Time // the zero time means 2000-01-01
}

// Bytes is the part. It is written here, since exceljs refuses the one that
// excelize makes: it knows the elements by their usual prefix only, and wants a
// lastModifiedBy.
func (p Properties) Bytes() ([]byte, error) {
	created := p.Created
	if created.IsZero() {
		created = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	stamp := w3cTime{"dcterms:W3CDTF", created.UTC().Format(time.RFC3339)}
	core, err := xml.Marshal(coreProperties{
		Cp:      "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
		Dc:      "http://purl.org/dc/elements/1.1/",
		Dcterms: "http://purl.org/dc/terms/",
		Xsi:     "http://www.w3.org/2001/XMLSchema-instance",
		Title:   p.Title, Subject: p.Subject, Creator: p.Creator, Keywords: p.Keywords, Description: p.Description,
		LastModifiedBy: p.Creator, Created: stamp, Modified: stamp, Category: p.Category,
	})
	return append([]byte(xml.Header), core...), err
}

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

// Zip keeps the entries until Close and writes them by name with one fixed time:
// excelize's own order follows a map in places. It is an excelize.ZipWriter.
type Zip struct {
	To      io.Writer
	Edit    func(name string, data []byte) []byte // last changes to a part; may be nil
	entries []*entry
}

type entry struct {
	name string
	bytes.Buffer
}

// Create begins an entry.
func (z *Zip) Create(name string) (io.Writer, error) {
	e := &entry{name: name}
	z.entries = append(z.entries, e)
	return e, nil
}

// AddFS is never called by excelize's writing.
func (z *Zip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the file.
func (z *Zip) Close() error {
	sort.Slice(z.entries, func(i, j int) bool { return z.entries[i].name < z.entries[j].name })
	zw := zip.NewWriter(z.To)
	for _, e := range z.entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		w, err := zw.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := w.Write(z.content(e)); err != nil {
			return err
		}
	}
	return zw.Close()
}

func (z *Zip) content(e *entry) []byte {
	data := e.Bytes()
	if e.name == "[Content_Types].xml" {
		data = sortedDefaults(data)
	}
	if z.Edit != nil {
		data = z.Edit(e.name, data)
	}
	return data
}

// sortedDefaults sorts the default content types, which excelize adds in the
// order of a map as soon as there is a drawing.
func sortedDefaults(data []byte) []byte {
	types := regexp.MustCompile(`<Default [^>]*></Default>`)
	all := types.FindAllString(string(data), -1)
	sort.Strings(all)
	return types.ReplaceAllFunc(data, func([]byte) []byte {
		next := all[0]
		all = all[1:]
		return []byte(next)
	})
}
