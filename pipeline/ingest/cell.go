package ingest

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// readCells reads the cells of one row, column by column.
func (t *table) readCells(row int, asked form.Row) {
	from := len(t.sub.Observations)
	for _, c := range t.cols {
		cell := t.at.grid.cell(row, c.col)
		if cell == nil || strings.TrimSpace(cell.Text) == "" && cell.Type == xlsx.String {
			continue
		}
		if asked.Derives(c.Measure) && !cell.HasValue {
			continue // see derived
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
	if !asked.Takes(c.Measure) && !asked.Derives(c.Measure) && c.Measure != stat.Prior && c.Measure != stat.Previous {
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

// fail raises a finding; more are the texts that its message names besides.
func (r *cellReader) fail(id, expected string, more ...rule.Args) {
	args := rule.Args{"label": r.label, "seen": r.cell.Text, "expected": expected, "unithint": "", "unitname": r.asked().unit}
	if unit := args["unitname"]; unit != "" {
		args["unithint"] = "，计量单位为" + unit
	}
	for _, m := range more {
		maps.Copy(args, m)
	}
	r.reader.fail(id, r.subject(r.row.Item.Code, r.col.Measure), r.src, args)
}

// refuse raises a finding for a value that is not taken, so that the cell is not
// called empty as well. What stands beside the figures, in a list, does not void
// the whole submission.
func (r *cellReader) refuse(id string, more ...rule.Args) {
	if r.sheet.Def.Layout == form.List && !r.row.Requires(r.col.Measure) {
		id = rule.SideField
	}
	r.fail(id, "", more...)
	r.broken[r.row.Item.Code+"/"+string(r.col.Measure)] = true
}

func (r *cellReader) number() {
	switch r.cell.Type {
	case xlsx.Number:
		r.take(readStored(r.cell.Text, r.cell.NumFmt, r.asked()))
	case xlsx.String:
		r.take(readTyped(r.cell.Text, r.asked()))
	case xlsx.Date:
		r.refuse(rule.DateForNumber)
	case xlsx.Bool:
		r.refuse(rule.TruthForNumber)
	default:
		r.refuse(rule.NotANumber)
	}
}

// growthDecimals is how many decimals a growth is asked for.
const growthDecimals = 2

var (
	titleUnit  = regexp.MustCompile(`[（(]([^（）()]+)[）)]$`)
	namesAFall = regexp.MustCompile(`降低|下降|减少`)
)

// asked is what the cell asks for. A list says its units in the column titles.
func (r *cellReader) asked() asked {
	if r.col.Measure == stat.Growth {
		return asked{unit: "%", decimals: growthDecimals}
	}
	it := r.row.Item
	a := asked{unit: it.Unit, decimals: int32(it.Decimals), level: true}
	a.reduction = it.Kind == plan.YearlyRate && namesAFall.MatchString(it.Name)
	if m := titleUnit.FindStringSubmatch(r.col.Title); a.unit == "" && m != nil {
		a.unit = m[1]
	}
	return a
}

// take keeps what was read and tells how it differs from what stands there.
func (r *cellReader) take(got reading) {
	required := r.row.Requires(r.col.Measure)
	switch {
	case got.outcome == number:
		for _, n := range got.notes {
			r.fail(n.id, got.value.String(), n.args)
		}
		r.keep(stat.Quantity{Kind: stat.Number, Number: got.value, Read: r.cell.Text})
	case got.outcome == missing && required:
		r.refuse(rule.MissingRequired, rule.Args{"meaning": got.meaning})
	case got.outcome == missing:
		r.fail(rule.MissingSign, "", rule.Args{"meaning": got.meaning})
	case got.outcome == bound && required:
		r.refuse(rule.BoundRequired)
		r.keep(stat.Quantity{Kind: stat.TextOnly, Read: r.cell.Text})
	case got.outcome == bound:
		r.fail(rule.BoundElsewhere, "")
		r.keep(stat.Quantity{Kind: stat.TextOnly, Read: r.cell.Text})
	default:
		r.refuse(got.notes[0].id, got.notes[0].args)
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
	if r.cell.Type == xlsx.String && r.cell.Text != day {
		r.fail(rule.DateRead, day)
	}
	r.keep(stat.Quantity{Kind: stat.TextOnly, Read: day})
}
