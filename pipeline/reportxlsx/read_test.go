package reportxlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
	"testing"
)

// The reader of the tests: zip and XML only, nothing of excelize.

type readCell struct {
	kind, value, format, formula string // kind s: value is the text
}

type readSheet struct {
	dimension string
	cells     map[string]readCell
	merges    map[string]bool
	links     map[string]string
}

type readBook struct {
	names  []string
	sheets map[string]readSheet
	defs   map[string]string // name|local sheet index → reference
	parts  map[string][]byte
}

type xmlSheet struct {
	Dimension struct {
		Ref string `xml:"ref,attr"`
	} `xml:"dimension"`
	Rows []struct {
		Cells []struct {
			R string  `xml:"r,attr"`
			T string  `xml:"t,attr"`
			S int     `xml:"s,attr"`
			V string  `xml:"v"`
			F *string `xml:"f"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Merges []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"mergeCells>mergeCell"`
	Links []struct {
		Ref      string `xml:"ref,attr"`
		Location string `xml:"location,attr"`
	} `xml:"hyperlinks>hyperlink"`
}

func unpack(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = b
	}
	return parts
}

func decode(t *testing.T, part []byte, into any) {
	t.Helper()
	if err := xml.Unmarshal(part, into); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file []byte) readBook {
	t.Helper()
	b := readBook{sheets: map[string]readSheet{}, defs: map[string]string{}, parts: unpack(t, file)}
	var wb struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Defs []struct {
			Name  string `xml:"name,attr"`
			Local string `xml:"localSheetId,attr"`
			Ref   string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	var rels struct {
		R []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	decode(t, b.parts["xl/workbook.xml"], &wb)
	decode(t, b.parts["xl/_rels/workbook.xml.rels"], &rels)
	target := map[string]string{}
	for _, r := range rels.R {
		target[r.ID] = path.Join("xl", strings.TrimPrefix(r.Target, "/xl/"))
	}
	for _, d := range wb.Defs {
		b.defs[d.Name+"|"+d.Local] = d.Ref
	}
	formats, texts := readFormats(t, b.parts), readTexts(t, b.parts)
	for _, s := range wb.Sheets {
		b.names = append(b.names, s.Name)
		b.sheets[s.Name] = readOne(t, b.parts[target[s.ID]], formats, texts)
	}
	return b
}

// readOne reads a sheet.
func readOne(t *testing.T, part []byte, formats, texts []string) readSheet {
	var x xmlSheet
	decode(t, part, &x)
	s := readSheet{x.Dimension.Ref, map[string]readCell{}, map[string]bool{}, map[string]string{}}
	for _, r := range x.Rows {
		for _, c := range r.Cells {
			formula := ""
			if c.F != nil {
				formula = *c.F
			}
			if c.V == "" {
				continue
			}
			if c.T == "s" {
				i, err := strconv.Atoi(c.V)
				if err != nil {
					t.Fatal(err)
				}
				c.V = texts[i]
			}
			s.cells[c.R] = readCell{c.T, c.V, formats[c.S], formula}
		}
	}
	for _, m := range x.Merges {
		s.merges[m.Ref] = true
	}
	for _, l := range x.Links {
		s.links[l.Ref] = l.Location
	}
	return s
}

func readTexts(t *testing.T, parts map[string][]byte) []string {
	var x struct {
		SI []struct {
			T string `xml:"t"`
		} `xml:"si"`
	}
	decode(t, parts["xl/sharedStrings.xml"], &x)
	var all []string
	for _, si := range x.SI {
		all = append(all, si.T)
	}
	return all
}

func readFormats(t *testing.T, parts map[string][]byte) []string {
	var x struct {
		Num []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Xf []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	decode(t, parts["xl/styles.xml"], &x)
	code := map[int]string{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 49: "@"}
	for _, n := range x.Num {
		code[n.ID] = n.Code
	}
	var all []string
	for _, xf := range x.Xf {
		all = append(all, code[xf.ID])
	}
	return all
}
