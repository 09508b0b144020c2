package xlsx

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// formBytes makes a filled-in form of two sheets and about 690 cells, with
// validations, conditional formats, merges, number formats and a hidden sheet.
func formBytes(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "指标表"))
	_, err := f.NewSheet("说明")
	must(err)
	number, err := f.NewStyle(&excelize.Style{NumFmt: 4, Protection: &excelize.Protection{Locked: false},
		Border: []excelize.Border{{Type: "left", Color: "000000", Style: 1}, {Type: "right", Color: "000000", Style: 1}}})
	must(err)
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	must(err)
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	must(f.SetCellValue("指标表", "A1", "园区主要经济指标完成情况"))
	must(f.MergeCell("指标表", "A1", "L1"))
	for row := 3; row < 53; row++ {
		for col := 1; col <= 12; col++ {
			cell := CellName(row, col)
			switch {
			case col == 1:
				must(f.SetCellValue("指标表", cell, fmt.Sprintf("%02d", row)))
			case col == 2:
				must(f.SetCellValue("指标表", cell, fmt.Sprintf("规模以上工业增加值（第%d项）", row)))
			case col == 12:
				must(f.SetCellFormula("指标表", cell, fmt.Sprintf("SUM(C%d:K%d)", row, row)))
			case col == 11:
				must(f.SetCellValue("指标表", cell, 0.0425))
				must(f.SetCellStyle("指标表", cell, cell, percent))
			default:
				must(f.SetCellValue("指标表", cell, float64(row*col)+0.37))
				must(f.SetCellStyle("指标表", cell, cell, number))
			}
		}
		v := excelize.NewDataValidation(true)
		v.SetSqref(fmt.Sprintf("C%d:J%d", row, row))
		must(v.SetRange(0, 100000, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
		must(f.AddDataValidation("指标表", v))
	}
	red, err := f.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Color: []string{"FFC7CE"}, Pattern: 1}})
	must(err)
	must(f.SetConditionalFormat("指标表", "C3:J52", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "<", Format: &red, Value: "0"}}))
	for row := 1; row <= 44; row++ {
		must(f.SetCellValue("说明", CellName(row, 1), fmt.Sprintf("第 %d 条：<填报> & 说明", row)))
		must(f.SetCellValue("说明", CellName(row, 2), 45000+row))
		must(f.SetCellStyle("说明", CellName(row, 2), CellName(row, 2), date))
	}
	must(f.SetSheetVisible("说明", false))
	must(f.ProtectSheet("指标表", &excelize.SheetProtectionOptions{SelectLockedCells: true}))
	var b bytes.Buffer
	must(f.Write(&b))
	must(f.Close())
	return b.Bytes()
}

// BenchmarkRead reads the form strictly.
func BenchmarkRead(b *testing.B) {
	data := formBytes(b)
	b.ReportAllocs()
	for b.Loop() {
		book, err := Read(data, DefaultLimits())
		if err != nil || len(book.Sheets) != 2 {
			b.Fatal(book, err)
		}
	}
}

// BenchmarkExcelizeGetRowsRaw reads the same form as users of excelize would.
func BenchmarkExcelizeGetRowsRaw(b *testing.B) {
	data := formBytes(b)
	b.ReportAllocs()
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range f.GetSheetList() {
			if _, err := f.GetRows(name, excelize.Options{RawCellValue: true}); err != nil {
				b.Fatal(err)
			}
		}
		f.Close()
	}
}
