package formxlsx

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"zhibao/pipeline/form"
)

// maxListRows bounds what a key can ask for.
const maxListRows = 5000

// list draws numbered empty rows, more than the form's if what is filled in
// needs them.
func (p *page) list() error {
	top, count := p.row, p.listRows()
	base := p.rowHeight(count, aroundRows, 24, 34)
	number := labelLook()
	number.across = "center"
	for n := 1; n <= count; n++ {
		if err := p.text(1, p.row, "", number); err != nil {
			return err
		}
		if err := p.file.SetCellInt(p.name, cellName(1, p.row), int64(n)); err != nil {
			return err
		}
		item := listItem(p.form.Def.ID, n)
		if err := p.file.SetRowHeight(p.name, p.row, math.Max(base, p.textsHeight(item, 1))); err != nil {
			return err
		}
		for i, c := range p.form.Columns {
			key := Key{p.form.Unit.Code, p.form.Def.ID, item, c.Measure}
			if _, err := p.input(i+2, p.row, key, c.Kind, columnLook(c)); err != nil {
				return err
			}
		}
		p.row++
	}
	if count == 0 {
		return nil
	}
	if err := p.letGrow(top, p.row-1); err != nil {
		return err
	}
	for i, c := range p.form.Columns {
		if err := p.listChecks(c, i+2, top, p.row-1); err != nil {
			return err
		}
	}
	return nil
}

// listItem is the item of a list's n-th row.
func listItem(id string, n int) string { return fmt.Sprintf("%s:%d", id, n) }

func (p *page) listRows() int {
	count := p.form.Def.BlankRows
	for _, m := range []map[Key]Value{p.opt.Prefill, p.opt.Entries} {
		for k := range m {
			if k.Form != p.form.Def.ID || k.Unit != p.form.Unit.Code {
				continue
			}
			tail, ok := strings.CutPrefix(k.Item, k.Form+":")
			if n, err := strconv.Atoi(tail); ok && err == nil && n <= maxListRows {
				count = max(count, n)
			}
		}
	}
	return count
}

// listChecks sets the validation of a list's column.
func (p *page) listChecks(c form.Column, col, top, bottom int) error {
	ref := cellName(col, top) + ":" + cellName(col, bottom)
	if c.Required {
		name := columnName(col)
		first, last := columnName(2), columnName(p.last())
		rule := fmt.Sprintf("AND(COUNTA($%s%d:$%s%d)>0,LEN(TRIM($%s%d))=0)", first, top, last, top, name, top)
		if err := p.colourWhen(ref, rule); err != nil {
			return err
		}
	}
	return p.plainCheck(ref, c)
}
