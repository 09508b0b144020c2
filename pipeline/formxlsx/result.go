package formxlsx

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"github.com/shopspring/decimal"
)

// stored is the present result of a formula. A cell without one is empty to a
// program that does not reckon.
type stored struct{ ref, result string }

// formula writes a formula with its present result.
func (b *book) formula(sheet, ref, formula, result string) error {
	part, err := b.part(sheet)
	if err != nil {
		return err
	}
	b.results[part] = append(b.results[part], stored{ref, result})
	return b.file.SetCellFormula(sheet, ref, formula)
}

// part is the file of the workbook that holds a sheet.
func (b *book) part(sheet string) (string, error) {
	i, err := b.file.GetSheetIndex(sheet)
	return fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), err
}

// put writes the result into the cell of a sheet's file, for which excelize has no
// setting: a formula is marked as a text there.
func (s stored) put(part []byte) []byte {
	start := bytes.Index(part, []byte(`<c r="`+s.ref+`"`))
	if start < 0 {
		return part
	}
	length := bytes.Index(part[start:], []byte("</f></c>"))
	if length < 0 {
		return part
	}
	end := start + length + len("</f>")
	cell := part[start:end]
	if _, err := decimal.NewFromString(s.result); err == nil {
		cell = bytes.Replace(cell, []byte(` t="str"`), nil, 1)
	}
	var out bytes.Buffer
	out.Write(part[:start])
	out.Write(cell)
	out.WriteString("<v>")
	_ = xml.EscapeText(&out, []byte(s.result)) // a buffer takes everything
	out.WriteString("</v>")
	out.Write(part[end:])
	return out.Bytes()
}
