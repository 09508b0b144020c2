package main

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"math/big"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A second, independent reader of workbooks: nothing of the program or of
// excelize is in it, so a mistake there cannot hide here.

// readSheet holds the cells of a sheet by reference, such as B5.
type readSheet struct {
	cells  map[string]readCell
	merges []string
}

// readCell is a cell: its XML type (n, s, str, inlineStr, e, b) and its text, a
// shared string resolved.
type readCell struct{ kind, text, formula, format string }

// workbook is a file as read: sheet names in order, and the sheets.
type workbook struct {
	names  []string
	sheets map[string]readSheet
}

type xmlText struct {
	T []string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (x xmlText) String() string {
	s := strings.Join(x.T, "")
	for _, r := range x.R {
		s += r.T
	}
	return s
}

type xmlSheet struct {
	Rows []struct {
		Cells []struct {
			R  string  `xml:"r,attr"`
			S  int     `xml:"s,attr"`
			T  string  `xml:"t,attr"`
			V  *string `xml:"v"`
			F  string  `xml:"f"`
			Is xmlText `xml:"is"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Merges []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"mergeCells>mergeCell"`
}

type xmlStyles struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Xfs []struct {
		ID int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

// format is the number format of a style; empty if it is a built-in one.
func (x xmlStyles) format(style int) string {
	if style >= len(x.Xfs) {
		return ""
	}
	for _, f := range x.Formats {
		if f.ID == x.Xfs[style].ID {
			return f.Code
		}
	}
	return ""
}

var formatSection = regexp.MustCompile(`^((?:"[^"]*")?)0(?:\.(0+))?((?:"[^"]*")?)$`)

// shown is the text that a spreadsheet program shows for the cell. It knows the
// formats of our reports: digits with literals around them.
func (c readCell) shown(t *testing.T) string {
	t.Helper()
	if c.kind != "n" || c.format == "" {
		return c.text
	}
	sections := strings.Split(regexp.MustCompile(`_.`).ReplaceAllString(c.format, ""), ";")
	v, ok := new(big.Rat).SetString(c.text)
	if !ok {
		t.Fatalf("%q is no number", c.text)
	}
	section := sections[0]
	if v.Sign() < 0 && len(sections) > 1 {
		section = sections[1]
		v.Neg(v)
	}
	m := formatSection.FindStringSubmatch(section)
	if m == nil {
		t.Fatalf("number format %q is not one that this reader knows", c.format)
	}
	return strings.Trim(m[1], `"`) + v.FloatString(len(m[2])) + strings.Trim(m[3], `"`)
}

// readBook reads a workbook.
func readBook(t *testing.T, file string) workbook {
	t.Helper()
	b, err := openBook(file)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return b
}

func openBook(file string) (workbook, error) {
	b := workbook{sheets: map[string]readSheet{}}
	z, err := zip.OpenReader(file)
	if err != nil {
		return b, err
	}
	defer z.Close()
	part := func(name string, v any) error { return decodePart(&z.Reader, name, v) }
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := part("xl/workbook.xml", &book); err != nil {
		return b, err
	}
	if err := part("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return b, err
	}
	var shared struct {
		SI []xmlText `xml:"si"`
	}
	var styles xmlStyles
	if err := part("xl/styles.xml", &styles); err != nil {
		return b, err
	}
	targets := map[string]string{}
	for _, r := range rels.List {
		target := strings.TrimPrefix(r.Target, "/")
		if target == r.Target {
			target = path.Join("xl", r.Target)
		}
		targets[r.ID] = target
		if strings.HasSuffix(r.Type, "/sharedStrings") {
			if err := part(target, &shared); err != nil {
				return b, err
			}
		}
	}
	for _, s := range book.Sheets {
		var raw xmlSheet
		if err := part(targets[s.ID], &raw); err != nil {
			return b, err
		}
		sheet, err := raw.resolve(shared.SI, styles)
		if err != nil {
			return b, fmt.Errorf("%s: %w", s.Name, err)
		}
		b.names = append(b.names, s.Name)
		b.sheets[s.Name] = sheet
	}
	return b, nil
}

func decodePart(z *zip.Reader, name string, v any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	return xml.Unmarshal(data, v)
}

func (x xmlSheet) resolve(shared []xmlText, styles xmlStyles) (readSheet, error) {
	s := readSheet{cells: map[string]readCell{}}
	for _, m := range x.Merges {
		s.merges = append(s.merges, m.Ref)
	}
	for _, row := range x.Rows {
		for _, c := range row.Cells {
			cell := readCell{kind: c.T, formula: c.F, format: styles.format(c.S)}
			if c.V != nil {
				cell.text = *c.V
			}
			switch c.T {
			case "", "n":
				cell.kind = "n"
			case "inlineStr":
				cell.text = c.Is.String()
			case "s":
				i, err := strconv.Atoi(cell.text)
				if err != nil || i >= len(shared) {
					return s, fmt.Errorf("%s: shared string %q", c.R, cell.text)
				}
				cell.text = shared[i].String()
			}
			if cell.text != "" || cell.formula != "" {
				s.cells[c.R] = cell
			}
		}
	}
	return s, nil
}

var cellRef = regexp.MustCompile(`^([A-Z]+)(\d+)$`)

// rows lists the cells of a sheet as shown, by row number and column letter.
func (s readSheet) rows(t *testing.T) map[int]map[string]string {
	t.Helper()
	rows := map[int]map[string]string{}
	for ref, c := range s.cells {
		m := cellRef.FindStringSubmatch(ref)
		n, err := strconv.Atoi(m[2])
		if err != nil {
			continue
		}
		if rows[n] == nil {
			rows[n] = map[string]string{}
		}
		rows[n][m[1]] = c.shown(t)
	}
	return rows
}

// row finds the first row whose column holds a text.
func (s readSheet) row(t *testing.T, column, text string) map[string]string {
	t.Helper()
	rows := s.rows(t)
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		if rows[n][column] == text {
			return rows[n]
		}
	}
	t.Fatalf("no row with %q in column %s", text, column)
	return nil
}

// holds reports whether any cell contains the text.
func (s readSheet) holds(text string) bool {
	for _, c := range s.cells {
		if strings.Contains(c.text, text) {
			return true
		}
	}
	return false
}
