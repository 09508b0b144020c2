package ingest

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// readCells reads the cells of one row, column by column.
func (t *table) readCells(row int, asked form.Row) {
	from := len(t.sub.Observations)
	for _, c := range t.cols {
		cell := t.at.grid.cells[[2]int{row, c.col}]
		if cell == nil || strings.TrimSpace(cell.Text) == "" && cell.Type == xlsx.String {
			continue
		}
		t.readCell(cell, c, asked)
	}
	t.setVintage(from)
}

// setVintage carries the row's 状态 to its figures.
func (t *table) setVintage(from int) {
	added := t.sub.Observations[from:]
	i := slices.IndexFunc(added, func(o stat.Observation) bool { return o.Measure == stat.Status })
	c, known := t.columnOf(stat.Status)
	if i < 0 || !known || !slices.Contains(c.Choices, added[i].Read) {
		return // a word that is no 状态 is a finding, and no vintage
	}
	for k := range added {
		added[k].Vintage = added[i].Read
	}
}

func (t *table) readCell(cell *xlsx.Cell, c column, asked form.Row) {
	cr := &cellReader{table: t, cell: cell, col: c, row: asked, src: t.at.grid.source(cell.Row, cell.Col),
		label: cellLabel(asked.Item.Name, c.Title)}
	if !asked.Takes(c.Measure) && c.Measure != stat.Prior && c.Measure != stat.Previous {
		cr.fail(rule.CellNotAsked, "")
		return
	}
	switch {
	case cell.Type == xlsx.Error:
		cr.refuse(rule.ErrorValue)
	case !cell.HasValue:
		cr.refuse(rule.NoStoredValue)
	case c.Kind == form.NumberColumn:
		cr.number()
	case c.Kind == form.DateColumn:
		cr.date()
	case c.Kind == form.ChoiceColumn && !slices.Contains(c.Choices, strings.TrimSpace(cell.Text)):
		cr.fail(rule.NotAChoice, strings.Join(c.Choices, "、"))
		cr.keep(stat.Quantity{Kind: stat.TextOnly, Read: strings.TrimSpace(cell.Text)})
	default:
		cr.keep(stat.Quantity{Kind: stat.TextOnly, Read: strings.TrimSpace(cell.Text)})
	}
}

type cellReader struct {
	*table
	cell  *xlsx.Cell
	col   column
	row   form.Row
	src   stat.Source
	label string
}

func (r *cellReader) keep(q stat.Quantity) { r.add(r.row.Item.Code, r.col.Measure, q, r.src) }

func (r *cellReader) fail(id, expected string) {
	unit := r.row.Item.Unit
	if r.inPercent() {
		unit = "%"
	}
	hint := ""
	if unit != "" {
		hint = "，计量单位为" + unit
	}
	r.reader.fail(id, r.subject(r.row.Item.Code, r.col.Measure), r.src, rule.Args{
		"label": r.label, "seen": r.cell.Text, "expected": expected, "unithint": hint,
	})
}

// refuse raises a finding for a value that is not taken, so that the cell is not
// called empty as well. What stands beside the figures, in a list, does not void
// the whole submission.
func (r *cellReader) refuse(id string) {
	if r.sheet.Def.Layout == form.List && !r.row.Requires(r.col.Measure) {
		id = rule.SideField
	}
	r.fail(id, "")
	r.broken[r.row.Item.Code+"/"+string(r.col.Measure)] = true
}

func (r *cellReader) number() {
	switch r.cell.Type {
	case xlsx.Number:
		r.stored()
	case xlsx.String:
		r.typed()
	default:
		r.refuse(rule.NotANumber)
	}
}

func (r *cellReader) stored() {
	got := readStored(r.cell.Text)
	switch {
	case !got.ok || isDateFormat(r.cell.NumFmt):
		r.refuse(rule.NotANumber)
		return
	case isPercentFormat(r.cell.NumFmt):
		if !r.inPercent() {
			r.refuse(rule.NotANumber)
			return
		}
		got.value = got.value.Mul(decimal.NewFromInt(100))
		r.fail(rule.PercentFormat, got.value.String())
	case got.noise:
		r.fail(rule.BinaryNoise, got.value.String())
	}
	r.keep(stat.Quantity{Kind: stat.Number, Number: got.value, Read: r.cell.Text})
}

// inPercent reports whether the cell's figures are per cent.
func (r *cellReader) inPercent() bool { return r.row.Item.Unit == "%" || r.col.Measure == stat.Growth }

func (r *cellReader) typed() {
	text := r.cell.Text
	if r.inPercent() {
		text = strings.TrimRight(strings.TrimSpace(text), "%％")
	}
	got := readTyped(text)
	switch {
	case got.missing && r.row.Requires(r.col.Measure), !got.ok && !got.missing:
		r.refuse(rule.NotANumber)
	case got.missing:
		r.fail(rule.MissingSign, "")
	default:
		r.fail(rule.TextNumber, got.value.String())
		r.keep(stat.Quantity{Kind: stat.Number, Number: got.value, Read: r.cell.Text})
	}
}

func (r *cellReader) date() {
	day, ok := "", false
	switch r.cell.Type {
	case xlsx.Number:
		day, ok = readDateSerial(r.cell.Text, r.book.Date1904)
	case xlsx.String, xlsx.Date:
		day, ok = readDateText(strings.TrimSuffix(r.cell.Text, "T00:00:00"))
	}
	if !ok {
		r.refuse(rule.BadDate)
		return
	}
	r.keep(stat.Quantity{Kind: stat.TextOnly, Read: day})
}
