package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Namespaces and types of relationships, content types (ECMA-376, transitional).
const (
	NSMain       = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	NSRelations  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	NSPackage    = "http://schemas.openxmlformats.org/package/2006/relationships"
	RelDocument  = NSRelations + "/officeDocument"
	RelWorksheet = NSRelations + "/worksheet"
	RelStyles    = NSRelations + "/styles"
	RelComments  = NSRelations + "/comments"
	RelVML       = NSRelations + "/vmlDrawing"

	TypePrefix    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	TypeWorksheet = TypePrefix + "worksheet+xml"
	TypeComments  = TypePrefix + "comments+xml"
	TypeStyles    = TypePrefix + "styles+xml"
	TypeVML       = "application/vnd.openxmlformats-officedocument.vmlDrawing"

	ContentTypes = "[Content_Types].xml"
)

// mostInflated bounds what one workbook takes of the memory while it is edited.
const mostInflated = 96 << 20

// Parts are the files of a workbook by name.
type Parts struct{ Files map[string][]byte }

// Relation is one relationship of a part.
type Relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// Unzip reads a workbook that the strict reader has read.
func Unzip(data []byte) (Parts, error) {
	p := Parts{map[string][]byte{}}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return p, ErrUnusual
	}
	total := uint64(0)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if total += f.UncompressedSize64; total > mostInflated {
			return p, errors.New("表格过大")
		}
		r, err := f.Open()
		if err != nil {
			return p, ErrUnusual
		}
		content, err := io.ReadAll(r)
		if err != nil || r.Close() != nil {
			return p, ErrUnusual
		}
		p.Files[f.Name] = content
	}
	return p, nil
}

// Pack writes the files in the order of their names and without times.
func (p Parts) Pack() ([]byte, error) {
	var out bytes.Buffer
	z := &Zip{To: &out}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(p.Files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// RelsOf is the part with the relationships of a part.
func RelsOf(part string) string { return path.Dir(part) + "/_rels/" + path.Base(part) + ".rels" }

// Relations are the relationships of a part; none if it has no file of them.
func (p Parts) Relations(part string) ([]Relation, error) {
	name := RelsOf(part)
	if part == "" {
		name = "_rels/.rels"
	}
	data, ok := p.Files[name]
	if !ok {
		return nil, nil
	}
	var rels struct {
		List []Relation `xml:"Relationship"`
	}
	if err := xml.Unmarshal(data, &rels); err != nil {
		return nil, ErrUnusual
	}
	return rels.List, nil
}

// Resolve is the name of the part at which a relationship points.
func Resolve(part, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join(path.Dir(part), target), "/")
}

// Relate adds a relationship to a part and returns its id.
func (p Parts) Relate(part, kind, target string) (string, error) {
	list, err := p.Relations(part)
	if err != nil {
		return "", err
	}
	id := ""
	for n := 1; id == ""; n++ {
		if try := fmt.Sprintf("rIdShenhe%d", n); !slices.ContainsFunc(list, func(r Relation) bool { return r.ID == try }) {
			id = try
		}
	}
	name := RelsOf(part)
	if len(list) == 0 {
		p.Files[name] = []byte(xml.Header + `<Relationships xmlns="` + NSPackage + `"></Relationships>`)
	}
	o, err := Outlined(p.Files[name], "Relationships")
	if err != nil {
		return "", err
	}
	near, err := filepath.Rel(filepath.FromSlash(path.Dir(part)), filepath.FromSlash(target)) // exceljs knows no other
	if err != nil {
		return "", ErrUnusual
	}
	line := `<Relationship Id="` + id + `" Type="` + kind + `" Target="` + XMLText(filepath.ToSlash(near)) + `"/>`
	p.Files[name] = o.Replaced(Patch{o.End, o.End, line})
	return id, nil
}

// Unrelate takes a relationship away, and the file of them with the last one.
func (p Parts) Unrelate(part, id string) error {
	name := RelsOf(part)
	o, err := Outlined(p.Files[name], "Relationships")
	if err != nil {
		return err
	}
	var cut []Patch
	for _, k := range o.Kids {
		if Attr(o.Text(k), "Id") == id {
			cut = append(cut, Patch{k.From, k.To, ""})
		}
	}
	if p.Files[name] = o.Replaced(cut...); len(cut) == len(o.Kids) {
		delete(p.Files, name)
	}
	return nil
}

// Register gives a new part its content type.
func (p Parts) Register(part, kind string) error {
	o, err := Outlined(p.Files[ContentTypes], "Types")
	if err != nil {
		return err
	}
	p.Files[ContentTypes] = o.Replaced(Patch{o.End, o.End, `<Override PartName="/` + XMLText(part) + `" ContentType="` + kind + `"/>`})
	return nil
}

// Remove takes a part away with its relationships and content type.
func (p Parts) Remove(part string) error {
	delete(p.Files, part)
	delete(p.Files, RelsOf(part))
	o, err := Outlined(p.Files[ContentTypes], "Types")
	if err != nil {
		return err
	}
	var cut []Patch
	for _, k := range o.Kids {
		if strings.EqualFold(Attr(o.Text(k), "PartName"), "/"+part) {
			cut = append(cut, Patch{k.From, k.To, ""})
		}
	}
	p.Files[ContentTypes] = o.Replaced(cut...)
	return nil
}

// Unused is a name for a new part, with a number where %d stands.
func (p Parts) Unused(pattern string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf(pattern, n)
		if _, taken := p.Files[name]; !taken {
			return name
		}
	}
}

// SheetPart is a sheet of a workbook and the part that holds it.
type SheetPart struct {
	Name, Part string
	Worksheet  bool // rather than a chart sheet
}

// Workbook is the main part and the sheets in their order.
func (p Parts) Workbook() (main string, sheets []SheetPart, err error) {
	roots, err := p.Relations("")
	if err != nil {
		return "", nil, err
	}
	for _, rel := range roots {
		if rel.Type == RelDocument {
			main = Resolve("", rel.Target)
		}
	}
	o, err := Outlined(p.Files[main], "workbook")
	if err != nil || Attr(string(o.Part[strings.Index(string(o.Part), "<workbook"):]), "xmlns") != NSMain {
		return main, nil, ErrUnusual
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if xml.Unmarshal(o.Part, &book) != nil {
		return main, nil, ErrUnusual
	}
	rels, err := p.Relations(main)
	if err != nil {
		return main, nil, err
	}
	for _, s := range book.Sheets {
		i := slices.IndexFunc(rels, func(r Relation) bool { return r.ID == s.ID })
		if i < 0 {
			return main, nil, ErrUnusual
		}
		part := Resolve(main, rels[i].Target)
		if p.Files[part] == nil {
			return main, nil, ErrUnusual
		}
		sheets = append(sheets, SheetPart{s.Name, part, rels[i].Type == RelWorksheet})
	}
	return main, sheets, nil
}
