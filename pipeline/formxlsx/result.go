package formxlsx

import "fmt"

// formula writes a formula with its present result. A cell without one is empty to a
// program that does not reckon.
func (b *book) formula(sheet, ref, formula, result string) error {
	part, err := b.part(sheet)
	if err != nil {
		return err
	}
	if b.results[part] == nil {
		b.results[part] = map[string]string{}
	}
	b.results[part][ref] = result
	return b.file.SetCellFormula(sheet, ref, formula)
}

// part is the file of the workbook that holds a sheet.
func (b *book) part(sheet string) (string, error) {
	i, err := b.file.GetSheetIndex(sheet)
	return fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), err
}
