package main

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibao/pipeline/form"
)

// step is something that people do to a workbook.
type step struct {
	args int
	do   func(f *excelize.File, args []string) error
}

// steps are named in the cases: the name, then its words.
var steps = map[string]step{
	"rename": {2, func(f *excelize.File, a []string) error { return f.SetSheetName(a[0], a[1]) }},
	"delete": {1, func(f *excelize.File, a []string) error { return f.DeleteSheet(a[0]) }},
	"add": {1, func(f *excelize.File, a []string) error {
		_, err := f.NewSheet(a[0])
		return err
	}},
	"before": {2, func(f *excelize.File, a []string) error { return f.MoveSheet(a[0], a[1]) }},
	"copy": {2, func(f *excelize.File, a []string) error {
		from, err := f.GetSheetIndex(a[0])
		if err != nil {
			return err
		}
		to, err := f.NewSheet(a[1])
		if err != nil {
			return err
		}
		return f.CopySheet(from, to)
	}},
	"rows":    {3, func(f *excelize.File, a []string) error { return f.InsertRows(a[0], count(a[1]), count(a[2])) }},
	"cols":    {3, func(f *excelize.File, a []string) error { return f.InsertCols(a[0], a[1], count(a[2])) }},
	"remove":  {2, func(f *excelize.File, a []string) error { return f.RemoveRow(a[0], count(a[1])) }},
	"merge":   {3, func(f *excelize.File, a []string) error { return f.MergeCell(a[0], a[1], a[2]) }},
	"hiderow": {2, func(f *excelize.File, a []string) error { return f.SetRowVisible(a[0], count(a[1]), false) }},
	"hidecol": {2, func(f *excelize.File, a []string) error { return f.SetColVisible(a[0], a[1], false) }},
	"hide":    {1, func(f *excelize.File, a []string) error { return f.SetSheetVisible(a[0], false) }},
	"1904": {0, func(f *excelize.File, _ []string) error {
		yes := true
		return f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
	}},
	// stack puts the second form below the first and takes its sheet away.
	"stack": {2, func(f *excelize.File, a []string) error {
		rows, err := f.GetRows(a[0])
		return errors.Join(err, copyCells(f, a[1], a[0], len(rows)+2, true), f.DeleteSheet(a[1]))
	}},
	// retyped is a form that somebody typed into a new sheet: values alone.
	"retyped": {2, func(f *excelize.File, a []string) error {
		_, err := f.NewSheet(a[1])
		return errors.Join(err, copyCells(f, a[0], a[1], 0, false), f.DeleteSheet(a[0]))
	}},
	"identity": {2, func(f *excelize.File, a []string) error { return setIdentity(f, a[0], a[1]) }},
	// resealed gives a workbook another sequence number, under the seal.
	"resealed": {2, func(f *excelize.File, a []string) error {
		rows, err := f.GetRows(form.IdentitySheet)
		if err != nil {
			return err
		}
		said := map[string]string{}
		for _, r := range rows {
			if len(r) > 1 {
				said[r[0]] = r[1]
			}
		}
		key, err := hex.DecodeString(strings.TrimSpace(a[1]))
		id := form.Identity{Unit: said["unit"], Period: said["period"], Forms: said["forms"], Version: said["version"], Sequence: count(a[0])}
		return errors.Join(err, setIdentity(f, "sequence", a[0]), setIdentity(f, "seal", id.Seal(key)))
	}},
}

// copyCells copies what a sheet shows to another, further down, with its styles
// (the formats of dates among them) or as text and plain numbers.
func copyCells(f *excelize.File, from, to string, down int, styled bool) error {
	shown, err := f.GetRows(from)
	if err != nil {
		return err
	}
	for row := range shown {
		for col, text := range shown[row] {
			source, err1 := excelize.CoordinatesToCellName(col+1, row+1)
			target, err2 := excelize.CoordinatesToCellName(col+1, row+1+down)
			raw, err3 := f.GetCellValue(from, source, excelize.Options{RawCellValue: true})
			style, err4 := f.GetCellStyle(from, source)
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				return err
			}
			_, notNumber := strconv.ParseFloat(raw, 64)
			var err error
			switch {
			case notNumber == nil && (styled || raw == text):
				err = f.SetCellDefault(to, target, raw)
			case text != "":
				err = f.SetCellStr(to, target, text)
			}
			if styled {
				err = errors.Join(err, f.SetCellStyle(to, target, target, style))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// setIdentity changes a value of the hidden sheet.
func setIdentity(f *excelize.File, name, value string) error {
	rows, err := f.GetRows(form.IdentitySheet)
	at := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] == name })
	if err != nil || at < 0 {
		return fmt.Errorf("no %s: %w", name, err)
	}
	return f.SetCellStr(form.IdentitySheet, "B"+strconv.Itoa(at+1), value)
}

// declare adds to the plan of the sample what it has no example of: another name
// of a row, and a form of two units.
func declare(t *testing.T, workspace string) {
	t.Helper()
	for _, change := range [][3]string{
		{"indicators.yaml", "    name: 社会消费品零售总额\n", "    aliases: [社零总额]\n"},
		{"units.yaml", "    short: 株洲经开区\n", "    reports_with: [\"430224\"]\n"},
		{"units.yaml", "    short: 株洲高新区\n", "    reports_with: [\"430211\"]\n"},
	} {
		path := filepath.Join(workspace, "inputs", "plan", change[0])
		before := read(t, path)
		after := strings.Replace(before, change[1], change[1]+change[2], 1)
		if after == before {
			t.Fatalf("%s has no %q", change[0], change[1])
		}
		write(t, path, after)
	}
}

// count is the number of a step.
func count(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err) // a case of the corpus
	}
	return n
}

// serial is the day number of a date, as a spreadsheet program keeps it.
func serial(t *testing.T, day string) int {
	t.Helper()
	d, err := time.Parse("2006-01-02", day)
	mustDo(t, err)
	return int(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// csvOf is the first form of a workbook as a csv.
func csvOf(t *testing.T, f *excelize.File) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows, err := f.GetRows(f.GetSheetName(0))
	mustDo(t, err)
	mustDo(t, w.WriteAll(rows))
	return b.String()
}

func encoded(t *testing.T, as, text string) string {
	t.Helper()
	if as != "gb18030" {
		return text
	}
	out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	mustDo(t, err)
	return out
}

// inItsPlace is what is sent in the place of a form; ok is false if a form is.
func inItsPlace(t *testing.T, as string) (data string, ok bool) {
	t.Helper()
	switch as {
	case "pdf":
		return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n", true
	case "zip":
		return zipped(t, map[string]string{"报表/醴陵市.txt": "见附件"}), true
	case "docx":
		return zipped(t, map[string]string{
			"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
			"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
			"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>`,
		}), true
	case "picture":
		var b bytes.Buffer
		mustDo(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))))
		return b.String(), true
	case "nothing":
		return "", true
	}
	return "", false
}
