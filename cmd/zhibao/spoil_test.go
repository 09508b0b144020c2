package main

import (
	"archive/zip"
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// zipped makes an archive.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		mustDo(t, err)
	}
	mustDo(t, z.Close())
	return b.String()
}

// rename writes another unit's name and code into the visible heads of a form,
// as one does who borrows a neighbour's file. The hidden identity stays.
func rename(t *testing.T, path, name, code, other, otherCode string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	mustDo(t, err)
	changed := 0
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		rows, err := f.GetRows(sheet)
		mustDo(t, err)
		for r := range min(len(rows), 8) {
			for c, text := range rows[r] {
				next := strings.NewReplacer(name, other, code, otherCode).Replace(text)
				if next == text {
					continue
				}
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				mustDo(t, err)
				mustDo(t, f.SetCellValue(sheet, at, next))
				changed++
			}
		}
	}
	if changed == 0 {
		t.Fatalf("%s names %s nowhere", path, name)
	}
	mustDo(t, f.Save())
	mustDo(t, f.Close())
}

// errorCell makes a cell hold #DIV/0!, as a formula gone wrong leaves it.
func errorCell(t *testing.T, path, sheet, cell string) {
	t.Helper()
	setCell(t, path, sheet, cell, 54321.5)
	rewrite(t, path, func(name, data string) string {
		return regexp.MustCompile(`(<c r="`+cell+`"[^>]*?)(?: t="\w+")?><v>54321\.5</v>`).ReplaceAllString(data, `$1 t="e"><v>#DIV/0!</v>`)
	})
}

// rewrite changes the parts of a workbook as text.
func rewrite(t *testing.T, path string, change func(name, data string) string) {
	t.Helper()
	z, err := zip.OpenReader(path)
	mustDo(t, err)
	files := map[string]string{}
	changed := false
	for _, f := range z.File {
		r, err := f.Open()
		mustDo(t, err)
		var b bytes.Buffer
		_, err = b.ReadFrom(r)
		mustDo(t, err)
		files[f.Name] = change(f.Name, b.String())
		changed = changed || files[f.Name] != b.String()
	}
	mustDo(t, z.Close())
	if !changed {
		t.Fatalf("nothing to change in %s", filepath.Base(path))
	}
	mustDo(t, os.WriteFile(path, []byte(zipped(t, files)), 0o644))
}

// textFigure is 醴陵's GDP of the sample as someone types it into a text cell.
func textFigure(t *testing.T) string {
	t.Helper()
	for _, o := range dumped[[]observed](t, baseline(t), "dump", "observations", "2017") {
		if o.Unit == "430281" && o.Item == "gdp" && o.Measure == "value" {
			return o.Number + " "
		}
	}
	t.Fatal("the sample has no GDP of 醴陵市")
	return ""
}
