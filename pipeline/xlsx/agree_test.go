package xlsx

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

// place is a cell of a workbook of the corpus.
type place struct{ file, sheet, ref string }

// differences lists the cells that excelize reads otherwise. All are characters
// beyond U+FFFF written as escaped surrogates in a test file of PhpSpreadsheet:
// _xD801__xDC05_ is one character to Excel, which excelize drops; a surrogate that
// stands alone is no character, and dropping it would lose what was written, so
// the escape stays visible. This reader is right about all four.
var differences = map[place]string{
	{"PHPOffice+PhpSpreadsheet__tests__data__Reader__XLSX__issue.4724.xlsx", "Worksheet", "A5"}: "",
	{"PHPOffice+PhpSpreadsheet__tests__data__Reader__XLSX__issue.4724.xlsx", "Worksheet", "A6"}: "8",
	{"PHPOffice+PhpSpreadsheet__tests__data__Reader__XLSX__issue.4724.xlsx", "Worksheet", "A7"}: "9",
	{"PHPOffice+PhpSpreadsheet__tests__data__Reader__XLSX__issue.4724.xlsx", "Worksheet", "A8"}: "",
}

// excelizeText is how excelize gives c when it reads it as this reader does: its
// raw truth values are the stored 1 and 0.
func excelizeText(c Cell) string {
	switch {
	case c.Type == Bool && c.Text == "TRUE":
		return "1"
	case c.Type == Bool:
		return "0"
	}
	return c.Text
}

// TestAgreesWithExcelize compares every cell of the accepted corpus with the raw
// value that excelize gives.
func TestAgreesWithExcelize(t *testing.T) {
	cells, listed := 0, 0
	for _, v := range corpus(t) {
		if v.rule != "" {
			continue
		}
		base := filepath.Base(v.file)
		book, err := OpenFile(v.file, DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		f, err := excelize.OpenFile(v.file)
		if err != nil {
			t.Errorf("%s: excelize: %v", base, err)
			continue
		}
		for _, s := range book.Sheets {
			theirs := excelizeCells(t, f, s.Name)
			for _, c := range s.Cells {
				cells++
				at := place{base, s.Name, c.Ref()}
				want, known := differences[at]
				if known {
					listed++
				} else {
					want = excelizeText(c)
				}
				if got := theirs[c.Ref()]; got != want {
					t.Errorf("%v: excelize reads %q, we read %s %q", at, got, c.Type, c.Text)
				}
				delete(theirs, c.Ref())
			}
			for ref, text := range theirs {
				t.Errorf("%s %s %s: only excelize reads %q", base, s.Name, ref, text)
			}
		}
		f.Close()
	}
	if listed != len(differences) {
		t.Errorf("%d of %d listed differences were met", listed, len(differences))
	}
	t.Logf("%d cells compared", cells)
}

// excelizeCells returns the raw values of a sheet that are not empty, by address.
func excelizeCells(t *testing.T, f *excelize.File, sheet string) map[string]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("excelize: %v", err)
	}
	cells := map[string]string{}
	for r, row := range rows {
		for c, text := range row {
			if text != "" {
				cells[CellName(r+1, c+1)] = text
			}
		}
	}
	return cells
}
