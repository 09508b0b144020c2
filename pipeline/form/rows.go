package form

import (
	"slices"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

func (d *Def) rows(p *plan.Plan, unit *plan.Unit, period stat.Period) []Row {
	var rows []Row
	var derived []string
	for _, s := range d.Sections {
		for _, r := range s.rowDefs(p, unit) {
			item, _ := p.Item(r.Item)
			if !item.Frequency.Due(period) {
				continue
			}
			rows = append(rows, makeRow(p, s.Title, item, r.Optional, period))
			if r.Derived {
				derived = append(derived, item.Code)
			}
		}
	}
	derive(p, rows, derived)
	return rows
}

// Items are all items that the form may ask of a unit, due or not.
func (d *Def) Items(p *plan.Plan, unit *plan.Unit) []plan.Item {
	var items []plan.Item
	for _, s := range d.Sections {
		for _, r := range s.rowDefs(p, unit) {
			if it, ok := p.Item(r.Item); ok {
				items = append(items, it)
			}
		}
	}
	return items
}

func (s SectionDef) rowDefs(p *plan.Plan, unit *plan.Unit) []RowDef {
	defs := slices.Clone(s.Rows)
	add := func(code, owner string, optional bool) {
		if owner == unit.Code {
			defs = append(defs, RowDef{Item: code, Optional: optional})
		}
	}
	switch s.Owned {
	case "indicators":
		for _, i := range p.Indicators {
			add(i.Code, i.Owner, false)
		}
	case "components":
		for _, c := range p.Components {
			add(c.Code, c.Owner, true)
		}
	case "industries":
		for _, d := range p.Industries {
			add(d.Code, d.Owner, true)
		}
	case "tasks":
		for _, t := range p.Tasks {
			add(t.Code, t.Owner, true)
		}
	}
	return defs
}

func makeRow(p *plan.Plan, section string, item plan.Item, optional bool, period stat.Period) Row {
	row := Row{Section: section, Item: item}
	if item.Counted {
		row.Open = []stat.Measure{stat.Value, stat.Status, stat.Note}
	} else {
		row.Open = []stat.Measure{stat.Value, stat.PriorComparable, stat.Status, stat.Note}
		// A change in 百分点 is the difference of two levels; nobody reports it as a growth.
		if item.Change != "points" && item.Kind != plan.YearlyRate {
			row.Open = append(row.Open, stat.Growth)
		}
		if item.Kind == plan.Flow {
			row.Open = append(row.Open, stat.Current)
		}
	}
	if optional {
		return row
	}
	row.Required = []stat.Measure{stat.Value}
	if ind, ok := p.Indicator(item.Code); ok && ind.GrowthOnly(period) {
		row.Required = []stat.Measure{stat.Growth}
	}
	return row
}

// Required reports whether the row must have the measure.
func (r Row) Requires(m stat.Measure) bool { return slices.Contains(r.Required, m) }

// Takes reports whether the unit may fill in the measure.
func (r Row) Takes(m stat.Measure) bool { return slices.Contains(r.Open, m) }
