package formxlsx

import (
	"math"

	"zhibao/pipeline/form"
	"zhibao/pipeline/stat"
)

// fixedColumns are code, name and unit of a form with rows.
const fixedColumns = 3

// rows draws the sections and their items.
func (p *page) rows() error {
	open := map[stat.Measure][]int{}
	section, top := "", p.row
	base := p.rowHeight(len(p.form.Rows)+p.sections(), aroundRows, 16, 24)
	for i, r := range p.form.Rows {
		if i == 0 || r.Section != section {
			section = r.Section
			if err := p.merged(p.row, 1, p.last(), section, sectionLook()); err != nil {
				return err
			}
			if err := p.file.SetRowHeight(p.name, p.row, base); err != nil {
				return err
			}
			p.row++
		}
		if err := p.file.SetRowHeight(p.name, p.row, math.Max(base, p.itemHeight(r))); err != nil {
			return err
		}
		if err := p.itemRow(r, open); err != nil {
			return err
		}
		p.row++
	}
	if err := p.letGrow(top, p.row-1); err != nil {
		return err
	}
	for i, c := range p.form.Columns {
		if err := p.columnChecks(c, i+1+fixedColumns, open[c.Measure]); err != nil {
			return err
		}
	}
	return nil
}

// sections counts the titled groups.
func (p *page) sections() int {
	count := 0
	for i, r := range p.form.Rows {
		if i == 0 || r.Section != p.form.Rows[i-1].Section {
			count++
		}
	}
	return count
}

// itemHeight is what the name and the texts already there need.
func (p *page) itemHeight(r form.Row) float64 {
	height := textHeight(lines(r.Item.Name, p.widths[1], bodySize), bodySize)
	return math.Max(height, p.textsHeight(r.Item.Number, fixedColumns))
}

// textsHeight is what the text columns of an item need; before is the number of
// columns before the form's own.
func (p *page) textsHeight(item string, before int) float64 {
	height := 0.0
	for i, c := range p.form.Columns {
		if c.Kind != form.TextColumn {
			continue
		}
		key := Key{p.form.Unit.Code, p.form.Def.ID, item, c.Measure}
		v, ok := p.opt.Prefill[key]
		if !ok {
			v = p.opt.Entries[key]
		}
		size := columnLook(c).size
		height = math.Max(height, textHeight(lines(v.Text, p.widths[i+before], size), size))
	}
	return height
}

// itemRow draws one item and notes which of its cells are open.
func (p *page) itemRow(r form.Row, open map[stat.Measure][]int) error {
	unit := labelLook()
	unit.across = "center"
	for i, t := range []struct {
		text string
		look look
	}{{r.Item.Number, codeLook()}, {r.Item.Name, labelLook()}, {r.Item.Unit, unit}} {
		if err := p.text(i+1, p.row, t.text, t.look); err != nil {
			return err
		}
	}
	for i, c := range p.form.Columns {
		isOpen, err := p.itemCell(i+1+fixedColumns, r, c)
		if err != nil {
			return err
		}
		if isOpen {
			open[c.Measure] = append(open[c.Measure], p.row)
		}
	}
	return nil
}

// itemCell draws one cell of an item and reports whether it is open.
func (p *page) itemCell(col int, r form.Row, c form.Column) (bool, error) {
	if !asked(r, c.Measure) {
		return false, p.text(col, p.row, "", closedLook())
	}
	ref := cellName(col, p.row)
	p.cells[r.Item.Code+"."+string(c.Measure)] = ref
	key := Key{p.form.Unit.Code, p.form.Def.ID, r.Item.Code, c.Measure}
	l := rowLook(c, r.Item)
	if r.Derives(c.Measure) {
		p.reckoned = append(p.reckoned, reckoned{ref, r})
		if err := p.text(col, p.row, "", l.given()); err != nil {
			return false, err
		}
		return false, p.numberCheck(ref, r, c)
	}
	if _, filled := p.opt.Prefill[key]; c.Measure == stat.Previous && !filled {
		return false, p.text(col, p.row, "", l.given())
	}
	open, err := p.input(col, p.row, key, c.Kind, l)
	if err != nil || !open || c.Kind != form.NumberColumn {
		return open, err
	}
	p.judged = append(p.judged, judged{ref: ref, required: r.Requires(c.Measure), red: []fault{p.own(ref, r, c.Measure)}})
	return open, p.numberCheck(ref, r, c)
}

// asked reports whether the row has the cell at all. The year before is the
// bureau's to fill in; what it leaves empty the unit may type. The period before
// is the bureau's alone.
func asked(r form.Row, m stat.Measure) bool {
	return r.Takes(m) || r.Derives(m) || (m == stat.Prior || m == stat.Previous) && !r.Item.Counted
}
