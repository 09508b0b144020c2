package formxlsx

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

	"zhibao/pipeline/ooxml"
)

// Namespaces and types of relationships, content types (ECMA-376, transitional).
const (
	nsMain       = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsRelations  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage    = "http://schemas.openxmlformats.org/package/2006/relationships"
	relDocument  = nsRelations + "/officeDocument"
	relWorksheet = nsRelations + "/worksheet"
	relStyles    = nsRelations + "/styles"
	relComments  = nsRelations + "/comments"
	relVML       = nsRelations + "/vmlDrawing"

	typePrefix    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	typeWorksheet = typePrefix + "worksheet+xml"
	typeComments  = typePrefix + "comments+xml"
	typeStyles    = typePrefix + "styles+xml"
	typeVML       = "application/vnd.openxmlformats-officedocument.vmlDrawing"

	contentTypes = "[Content_Types].xml"
)

// mostInflated bounds what one workbook takes of the memory while it is edited.
const mostInflated = 96 << 20

// parts are the files of a workbook by name.
type parts struct{ files map[string][]byte }

// relation is one relationship of a part.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

func unzip(data []byte) (parts, error) {
	p := parts{map[string][]byte{}}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return p, errUnusual
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
			return p, errUnusual
		}
		content, err := io.ReadAll(r)
		if err != nil || r.Close() != nil {
			return p, errUnusual
		}
		p.files[f.Name] = content
	}
	return p, nil
}

// pack writes the files in the order of their names and without times.
func (p parts) pack() ([]byte, error) {
	var out bytes.Buffer
	z := &ooxml.Zip{To: &out}
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(p.files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

func relsOf(part string) string { return path.Dir(part) + "/_rels/" + path.Base(part) + ".rels" }

// relations are the relationships of a part; none if it has no file of them.
func (p parts) relations(part string) ([]relation, error) {
	name := relsOf(part)
	if part == "" {
		name = "_rels/.rels"
	}
	data, ok := p.files[name]
	if !ok {
		return nil, nil
	}
	var rels struct {
		List []relation `xml:"Relationship"`
	}
	if err := xml.Unmarshal(data, &rels); err != nil {
		return nil, errUnusual
	}
	return rels.List, nil
}

// resolve is the name of the part at which a relationship points.
func resolve(part, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join(path.Dir(part), target), "/")
}

// relate adds a relationship to a part and returns its id.
func (p parts) relate(part, kind, target string) (string, error) {
	list, err := p.relations(part)
	if err != nil {
		return "", err
	}
	id := ""
	for n := 1; id == ""; n++ {
		if try := fmt.Sprintf("rIdShenhe%d", n); !slices.ContainsFunc(list, func(r relation) bool { return r.ID == try }) {
			id = try
		}
	}
	name := relsOf(part)
	if len(list) == 0 {
		p.files[name] = []byte(xml.Header + `<Relationships xmlns="` + nsPackage + `"></Relationships>`)
	}
	o, err := outlined(p.files[name], "Relationships")
	if err != nil {
		return "", err
	}
	near, err := filepath.Rel(filepath.FromSlash(path.Dir(part)), filepath.FromSlash(target)) // exceljs knows no other
	if err != nil {
		return "", errUnusual
	}
	line := `<Relationship Id="` + id + `" Type="` + kind + `" Target="` + xmlText(filepath.ToSlash(near)) + `"/>`
	p.files[name] = o.replaced(patch{o.end, o.end, line})
	return id, nil
}

// unrelate takes a relationship away, and the file of them with the last one.
func (p parts) unrelate(part, id string) error {
	name := relsOf(part)
	o, err := outlined(p.files[name], "Relationships")
	if err != nil {
		return err
	}
	var cut []patch
	for _, k := range o.kids {
		if attr(o.text(k), "Id") == id {
			cut = append(cut, patch{k.from, k.to, ""})
		}
	}
	if p.files[name] = o.replaced(cut...); len(cut) == len(o.kids) {
		delete(p.files, name)
	}
	return nil
}

// register gives a new part its content type.
func (p parts) register(part, kind string) error {
	o, err := outlined(p.files[contentTypes], "Types")
	if err != nil {
		return err
	}
	p.files[contentTypes] = o.replaced(patch{o.end, o.end, `<Override PartName="/` + xmlText(part) + `" ContentType="` + kind + `"/>`})
	return nil
}

// remove takes a part away with its relationships and content type.
func (p parts) remove(part string) error {
	delete(p.files, part)
	delete(p.files, relsOf(part))
	o, err := outlined(p.files[contentTypes], "Types")
	if err != nil {
		return err
	}
	var cut []patch
	for _, k := range o.kids {
		if strings.EqualFold(attr(o.text(k), "PartName"), "/"+part) {
			cut = append(cut, patch{k.from, k.to, ""})
		}
	}
	p.files[contentTypes] = o.replaced(cut...)
	return nil
}

// unused is a name for a new part, with a number where %d stands.
func (p parts) unused(pattern string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf(pattern, n)
		if _, taken := p.files[name]; !taken {
			return name
		}
	}
}
