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
	// The low row between the list and its foot belongs to what is checked: lines
	// that are put in below the last one stand above it then, and are counted.
	for i, c := range p.form.Columns {
		if err := p.listChecks(c, i+2, top, p.row); err != nil {
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
		empty := fmt.Sprintf("AND(COUNTA($%s%d:$%s%d)>0,COUNTBLANK($%s%d)>0)", first, top, last, top, name, top)
		if err := p.colourWhen(ref, coloured{empty, p.alarm}); err != nil {
			return err
		}
		p.todo[0] = append(p.todo[0], p.begun(col, top, bottom))
	}
	if c.Kind == form.NumberColumn {
		cell := cellName(col, top)
		if err := p.colourWhen(ref, coloured{fmt.Sprintf("COUNT(%s)+COUNTBLANK(%s)=0", cell, cell), p.amber}); err != nil {
			return err
		}
		p.todo[2] = append(p.todo[2], term{fmt.Sprintf("COUNTA(%s)-COUNT(%s)", here+ref, here+ref), p.texts(col, top, bottom)})
	}
	return p.plainCheck(ref, c)
}

// begun counts the rows of a list in which something stands but not what is
// required; ranges grow when a row is put between.
func (p *page) begun(col, top, bottom int) term {
	column := func(c int) string {
		return fmt.Sprintf("ISBLANK(%s%s:%s)", here, cellName(c, top), cellName(c, bottom))
	}
	var others []string
	for c := 2; c <= p.last(); c++ {
		if c != col {
			others = append(others, column(c))
		}
	}
	now := 0
	for row := top; row <= bottom; row++ {
		_, named := p.values[cellName(col, row)]
		filled := false
		for c := 2; c <= p.last(); c++ {
			_, ok := p.values[cellName(c, row)]
			filled = filled || ok
		}
		if filled && !named {
			now++
		}
	}
	return term{fmt.Sprintf("SUMPRODUCT(%s*(1-%s))", column(col), strings.Join(others, "*")), now}
}

// texts counts the texts in a column of numbers.
func (p *page) texts(col, top, bottom int) int {
	count := 0
	for row := top; row <= bottom; row++ {
		if v, ok := p.values[cellName(col, row)]; ok && v.IsText {
			count++
		}
	}
	return count
}
