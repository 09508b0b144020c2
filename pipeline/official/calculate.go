package official

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/ooxml"
)

// calculated is a formula as formulaCell writes it.
var calculated = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"([^>]*)><f([^>]*)>([^<]*)</f></c>`)

// calculate stores the results of formulas, for programs and previews that do not
// reckon. excelize only reads here. A result that it cannot make, or that is an error,
// is left to the program that opens the workbook, which calculates everything anew.
func (b *book) calculate() error {
	data, err := b.Pack()
	if err != nil {
		return err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("the workbook that was filled in cannot be opened: %w", err)
	}
	for _, s := range b.sheets {
		b.Files[s.part] = calculated.ReplaceAllFunc(b.Files[s.part], func(element []byte) []byte {
			m := calculated.FindSubmatch(element)
			at := string(m[1])
			result, ok := resultOf(f, s.name, at)
			if !ok {
				return element
			}
			kind, stored := "", result
			switch _, err := decimal.NewFromString(result); {
			case result == "TRUE" || result == "FALSE":
				kind, stored = ` t="b"`, map[string]string{"TRUE": "1", "FALSE": "0"}[result]
			case err != nil:
				kind = ` t="str"`
			}
			s.values[at] = value{text: result, isText: kind != ""}
			return fmt.Appendf(nil, `<c r="%s"%s%s><f%s>%s</f><v>%s</v></c>`, at, m[2], kind, m[3], m[4], ooxml.XMLText(stored))
		})
	}
	return f.Close()
}

// resultOf calculates a cell; ok is false where there is no result to store. excelize
// panics at some formulas.
func resultOf(f *excelize.File, sheet, cell string) (result string, ok bool) {
	defer func() {
		if recover() != nil {
			result, ok = "", false
		}
	}()
	result, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	return result, err == nil && result != ""
}
