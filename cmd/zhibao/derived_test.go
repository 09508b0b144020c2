package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/stat"
)

const year = "2017"

// ratios are the derived cells of two forms of the year's sample, worked out by hand
// from the parts beside them: 18.95 ÷ 610.3, 10.15 ÷ 718.62, 48616 ÷ 610.3, 57 ÷ 57,
// and 1809000 ÷ 8040.
var ratios = map[string]string{
	"430281 rd_intensity": "3.11", "430281 firm_rd_share": "1.41", "430281 water_use": "79.66", "430281 sewage": "100", "P01 park_intensity": "225",
}

// The derived cells of the sample hold a formula and its result, and LibreOffice
// reckons the same results.
func TestDerivedCells(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	files, err := filepath.Glob(filepath.Join(repository, "inputs", year, "*.xlsx"))
	mustDo(t, err)
	out := o.convert(t, asXLSX, files...)
	derived := 0
	for _, file := range files {
		before, after := readBook(t, file), readBook(t, filepath.Join(out, filepath.Base(file)))
		for _, name := range before.names {
			for _, problem := range differences(before.sheets[name], after.sheets[name]) {
				t.Errorf("%s %s!%s", filepath.Base(file), name, problem)
			}
		}
		for _, at := range derivedCells(t, file) {
			derived++
			if formula := derivedFormula(t, filepath.Join(out, filepath.Base(file)), at); formula == "" {
				t.Errorf("%s %v: LibreOffice left no formula", filepath.Base(file), at)
			}
		}
	}
	if derived != 9*4+8+3 { // counties, parks and their sub-parks
		t.Errorf("%d derived cells", derived)
	}
	if diff := cmp.Diff(ratios, yearRatios(t, map[string]string{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A form that SheetJS fills in without calculating gives the same ratios, each with
// a word that it was reckoned; LibreOffice, which calculates, leaves nothing to say.
func TestDerivedWithoutResults(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	must(t, dir, 0, "template", year)
	blanks, edits := map[string]string{}, map[string][]edit{}
	for _, o := range dumped[[]observed](t, baseline(t), "dump", "observations", year) {
		name := o.Source.File
		derived := o.Measure == string(stat.Value) && ratios[o.Unit+" "+o.Item] != ""
		if (name == "430281-醴陵市.xlsx" || name == "P02-株洲经开区.xlsx") && o.Measure != string(stat.Prior) && !derived && o.Item != "park_intensity" {
			blanks[name] = filepath.Join(dir, "outputs", year, "下发", name)
			kind, value := typed(t, o)
			e := edit{Sheet: o.Source.Sheet, Cell: o.Source.Cell, Kind: kind, Value: value.Text}
			if kind == "number" {
				e.Value = value.Number.String()
			}
			edits[name] = append(edits[name], e)
		}
	}
	want := map[string]string{"P02 park_intensity": "225"} // 135000 ÷ 600
	for _, item := range []string{"rd_intensity", "firm_rd_share", "water_use", "sewage"} {
		want["430281 "+item] = ratios["430281 "+item]
	}
	packages, o := installPackages(t), newOffice(t)
	for by, c := range map[string]struct {
		folder string
		said   int
	}{
		"SheetJS":     {filledByNode(t, packages, "sheetjs", blanks, edits), 5},
		"LibreOffice": {filledByLibreOffice(t, o, blanks, edits), 0},
	} {
		files := map[string]string{}
		for name := range blanks {
			files[name] = filepath.Join(c.folder, name)
		}
		got := yearRatios(t, files, "430281", "P02")
		said := got["said"]
		delete(got, "said")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", by, diff)
		}
		if len(said) != c.said {
			t.Errorf("%s: %d ratios were reckoned by the program, want %d", by, len(said), c.said)
		}
	}
}

// yearRatios runs the year with some files replaced and gives the derived ratios of
// some units; under said, one mark for each that the program reckoned.
func yearRatios(t *testing.T, files map[string]string, units ...string) map[string]string {
	t.Helper()
	dir := sample(t)
	for name, path := range files {
		write(t, filepath.Join(dir, "inputs", year, name), read(t, path))
	}
	if got := invoke(dir, "run", year); got.code > fault.Person {
		t.Fatalf("run: exit %d\n%s", got.code, got.err)
	}
	got := map[string]string{}
	for _, o := range dumped[[]observed](t, dir, "dump", "observations", year) {
		key := o.Unit + " " + o.Item
		wanted := ratios[key] != "" || o.Item == "park_intensity"
		if o.Measure == string(stat.Value) && wanted && (len(units) == 0 && ratios[key] != "" || slices.Contains(units, o.Unit)) {
			got[key] = o.Number
		}
	}
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", year) {
		if f.Rule == "C40" && slices.Contains(units, f.Unit) {
			got["said"] += "+"
		}
	}
	return got
}

// spot is a cell of a workbook.
type spot struct{ sheet, cell string }

// derivedCells are the cells of column D with the formula of a ratio.
func derivedCells(t *testing.T, file string) (list []spot) {
	t.Helper()
	f, err := excelize.OpenFile(file)
	mustDo(t, err)
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		for row := 7; row < 40; row++ {
			ref, err := excelize.CoordinatesToCellName(4, row)
			mustDo(t, err)
			formula, err := f.GetCellFormula(sheet, ref)
			mustDo(t, err)
			if !strings.HasPrefix(formula, "IF(COUNT(") {
				continue
			}
			value, err := f.GetCellValue(sheet, ref, excelize.Options{RawCellValue: true})
			mustDo(t, err)
			if value == "" {
				t.Errorf("%s %s!%s: no result beside the formula", filepath.Base(file), sheet, ref)
			}
			list = append(list, spot{sheet, ref})
		}
	}
	return list
}

func derivedFormula(t *testing.T, file string, at spot) string {
	t.Helper()
	f, err := excelize.OpenFile(file)
	mustDo(t, err)
	defer f.Close()
	formula, err := f.GetCellFormula(at.sheet, at.cell)
	mustDo(t, err)
	return formula
}
