package formxlsx

import (
	"cmp"
	"io"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/ooxml"
)

// protect guards against mistakes, without a password: only input cells can be
// changed, and no sheet can be added, renamed or removed. Rows may be made
// higher, since Excel does not fit a row to its text otherwise; a list takes
// new rows.
func (b *book) protect() error {
	lists := map[string]bool{}
	for _, s := range b.sheets {
		lists[s.Name] = s.Def.Layout == form.List
	}
	for _, name := range b.file.GetSheetList() {
		err := b.file.ProtectSheet(name, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatRows: true, InsertRows: lists[name],
		})
		if err != nil {
			return err
		}
	}
	return b.file.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true})
}

// save writes the workbook: properties without a clock, entries in order.
func (b *book) save(w io.Writer) error {
	core, err := b.properties().Bytes()
	if err != nil {
		return err
	}
	b.file.Pkg.Store(ooxml.CorePart, core)
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &ooxml.Zip{To: w, Edit: b.release} })
	return b.file.Write(w)
}

// release lets the rows that may grow do so, and stores the results of formulas.
func (b *book) release(name string, data []byte) []byte {
	data = ooxml.Results(data, b.results[name])
	if g, ok := b.grow[name]; ok {
		return g.release(data)
	}
	return data
}

func (b *book) properties() ooxml.Properties {
	return ooxml.Properties{
		Title:   b.unit.NameAt(b.period) + " " + b.period.Label() + "报表",
		Creator: cmp.Or(b.sheets[0].Def.Authority, "zhibao"), Created: b.opt.Created,
	}
}
