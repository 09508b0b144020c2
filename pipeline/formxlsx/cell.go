package formxlsx

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// maxText is the most UTF-16 units that a cell of a workbook holds.
const maxText = 32767

// input draws one cell for the unit to fill in, with what is known of it, and
// reports whether it is open: what the bureau has filled in is not.
func (p *page) input(col, row int, key Key, kind form.ColumnKind, l look) (bool, error) {
	ref := cellName(col, row)
	v, given := p.opt.Prefill[key]
	known := given
	if given {
		l = l.given()
	} else {
		v, known = p.opt.Entries[key]
		if p.first == "" {
			p.first = ref
		}
	}
	if p.opt.Placed != nil {
		p.opt.Placed[key] = Place{p.name, ref}
	}
	if err := p.text(col, row, "", l); err != nil || !known {
		return !given, err
	}
	p.used[key], p.values[ref] = true, v
	if err := p.put(ref, v, kind); err != nil {
		return false, fmt.Errorf("%s：%w", key, err)
	}
	return !given, nil
}

// put writes a value as Excel keeps it when it is typed.
func (p *page) put(ref string, v Value, kind form.ColumnKind) error {
	if !v.IsText {
		f, _ := v.Number.Float64()
		if back, err := decimal.NewFromString(strconv.FormatFloat(f, 'f', -1, 64)); err != nil || !back.Equal(v.Number) {
			return fmt.Errorf("数字%s位数过多，工作簿无法准确保存", v.Number)
		}
		return p.file.SetCellFloat(p.name, ref, f, -1, 64)
	}
	if day, err := time.Parse(time.DateOnly, v.Text); kind == form.DateColumn && err == nil {
		return p.file.SetCellInt(p.name, ref, serial(day))
	}
	if n := len(utf16.Encode([]rune(v.Text))); n > maxText {
		return fmt.Errorf("文字共%d个字符，超过单元格上限%d", n, maxText)
	}
	return p.file.SetCellStr(p.name, ref, v.Text)
}

// serial is the number that a workbook keeps for a day.
func serial(day time.Time) int64 {
	return int64(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// rowLook is the look of an input cell in a row of items.
func rowLook(c form.Column, it plan.Item) look {
	switch {
	case c.Kind != form.NumberColumn:
		return columnLook(c)
	case c.Measure == stat.Growth:
		return entryLook("right", "0.0#######", false)
	case it.Decimals == 0:
		return entryLook("right", "", false)
	}
	return entryLook("right", "#,##0."+strings.Repeat("0", it.Decimals)+strings.Repeat("#", 6), false)
}

// columnLook is the look of an input cell of a column. Numbers of a list and
// whole numbers are General: it never hides a digit that was typed.
func columnLook(c form.Column) look {
	switch c.Kind {
	case form.NumberColumn:
		return entryLook("right", "", false)
	case form.DateColumn:
		l := entryLook("center", dateFormat, false)
		l.size = bodySize
		return l
	case form.ChoiceColumn:
		l := entryLook("center", "", false)
		l.size = bodySize
		return l
	}
	l := entryLook("left", "", true)
	l.size = bodySize
	if c.Measure == stat.Note {
		l.size = smallSize
	}
	return l
}
