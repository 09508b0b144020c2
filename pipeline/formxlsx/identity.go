package formxlsx

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
)

// identityFormat is the version of the hidden sheet's layout.
const identityFormat = "1"

// identity writes the hidden sheet: keys in column A, values as text in column B.
func (b *book) identity() error {
	if err := b.addSheet(form.IdentitySheet, false); err != nil {
		return err
	}
	style, err := b.style(look{face: song, size: bodySize, number: textFormat})
	if err != nil {
		return err
	}
	pairs := b.identityPairs()
	for i, p := range pairs {
		for j, text := range p {
			ref := cellName(j+1, i+1)
			if err := b.file.SetCellStr(form.IdentitySheet, ref, text); err != nil {
				return err
			}
			if err := b.file.SetCellStyle(form.IdentitySheet, ref, ref, style); err != nil {
				return err
			}
		}
	}
	if err := b.file.SetSheetDimension(form.IdentitySheet, "A1:"+cellName(2, len(pairs))); err != nil {
		return err
	}
	return b.file.SetSheetVisible(form.IdentitySheet, false, true)
}

func (b *book) identityPairs() [][2]string {
	var forms, sample []string
	for _, s := range b.sheets {
		forms = append(forms, s.Def.ID+"@"+s.Def.Code)
		if b.opt.Sample[s.Def.ID] {
			sample = append(sample, s.Def.ID)
		}
	}
	id := form.Identity{
		Unit: b.unit.Code, Period: b.period.String(), Forms: strings.Join(slices.Compact(forms), ","),
		Version: b.opt.Version, Sequence: max(1, b.opt.Sequence),
	}
	pairs := [][2]string{
		{"format", identityFormat},
		{"unit", id.Unit},
		{"unit_name", b.unit.NameAt(b.period)},
		{"period", id.Period},
		{"period_label", b.period.Label()},
		{"forms", id.Forms},
		{"version", id.Version},
		{"sequence", strconv.Itoa(id.Sequence)},
		{"sample", strings.Join(slices.Compact(sample), ",")},
	}
	if len(b.opt.Key) > 0 {
		pairs = append(pairs, [2]string{"seal", id.Seal(b.opt.Key)})
	}
	return pairs
}

// cellName is the address of a cell; columns and rows count from 1.
func cellName(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic("formxlsx: " + err.Error()) // column and row come from this package
	}
	return name
}

// columnName is the letter of a column.
func columnName(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	if err != nil {
		panic("formxlsx: " + err.Error())
	}
	return name
}
