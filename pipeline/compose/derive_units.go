package compose

import (
	"fmt"
	"slices"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// ids are the cells prefix+unit+suffix of the units of a kind.
func (d *derivation) ids(kind plan.UnitKind, prefix, suffix string) []string {
	var list []string
	for _, u := range d.Plan.UnitsOf(kind) {
		list = append(list, prefix+u.Code+suffix)
	}
	return list
}

// parkCells are the formulas of 附表2 and 附表2-1.
func (d *derivation) parkCells() {
	for _, p := range d.Evaluated.Parks {
		id := "t2." + p.Unit.Code
		d.set(id+".completion", report.Percent(report.At(id+".park_revenue", p.Rows["park_revenue"].Number(stat.Value)), report.At(id+".target", &p.Unit.Target.Decimal)))
	}
	for _, code := range append([]string{"park_revenue", "target"}, parkColumns...) {
		d.sum("t2.total."+code, d.ids(plan.Park, "t2.", "."+code))
	}
	total := func(code string) *report.Formula {
		id := "t2.total." + code
		return report.At(id, d.cells.Of(id).Value)
	}
	d.set("t2.total.completion", report.Percent(total("park_revenue"), total("target")))
	standing := d.Evaluated.Units.Standing
	for _, g := range standing.Goals {
		id := "t21." + g.Code
		if parks := d.ids(plan.Park, "t2.", "."+g.Code); len(d.all(parks)) > 0 {
			d.sum(id+".value", parks)
		}
		d.against(id, g)
		if g.Code == "park_revenue" {
			d.sum("t21.targets.target", d.ids(plan.Park, "t2.", ".target"))
			d.set("t21.targets.value", report.At(id+".value", g.Sum.Value))
			d.set("t21.targets.in", report.At(id+".in", d.cells.Of(id+".in").Value))
			o := evaluate.AgainstTargets(g, standing.Targets)
			id, value := "t21.targets", report.At(id+".value", g.Sum.Value)
			target := report.At(id+".target", &standing.Targets)
			if o.Percent != nil {
				d.set(id+".percent", report.Percent(value, target))
				d.set(id+".distance", minus(target, value))
			}
		}
	}
	for _, club := range standing.Clubs {
		for _, m := range club.Members {
			id := "t21." + m.Unit.Code
			d.set(id+".revenue", report.At("t2."+m.Unit.Code+".park_revenue", m.Value))
			d.set(id+".distance", minus(report.Of(club.Floor), report.At(id+".revenue", m.Value)))
		}
	}
	for _, x := range standing.Intensity {
		id := "t21." + x.Unit.Code
		d.set(id+".intensity", report.At("t2."+x.Unit.Code+".park_intensity", x.Value))
		d.set(id+".over", minus(report.At(id+".intensity", x.Value), report.At(id+".floor", &x.Floor.Decimal)))
	}
	for i := range d.Evaluated.Units.Parks {
		p := &d.Evaluated.Units.Parks[i]
		of := "." + p.Item.Code
		if byGrowth(p) {
			of = ".growth"
		}
		if p.Item.Code == "park_revenue" || !byGrowth(p) {
			d.places(p, plan.Park, "t21.", "t2.", of)
		}
	}
}

// against is a total against its goal.
func (d *derivation) against(id string, g evaluate.ParkGoal) {
	value, target := report.At(id+".value", g.Sum.Value), report.At(id+".target", &g.Target.Decimal)
	d.set(id+".percent", report.Percent(value, target))
	d.set(id+".distance", minus(target, value))
}

// places ranks the units by the cells from+unit+of.
func (d *derivation) places(p *evaluate.Peers, kind plan.UnitKind, id, from, of string) {
	units := d.Plan.UnitsOf(kind)
	among := report.Do(report.Among)
	for _, u := range units {
		l := p.LineOf(u.Code)
		v := l.Value
		if byGrowth(p) {
			v = l.Growth
		}
		among.Args = append(among.Args, report.At(from+u.Code+of, v))
	}
	for i, u := range units {
		d.rank(id+u.Code+"."+p.Item.Code+".place", among.Args[i], among, p.Fewer)
	}
}

// countyCells are the formulas of 附表3 and 附表3-1.
func (d *derivation) countyCells() {
	for i := range d.Plan.Indicators {
		code := "." + d.Plan.Indicators[i].Code
		counties := d.ids(plan.County, "t3.", code)
		d.sum("t3.sum"+code, counties)
		d.set("t3.in"+code, report.Do(report.Count, d.all(counties)...))
		d.set("t3.diff"+code, minus(report.At("t3.city"+code, d.cells.Of("t3.city"+code).Value), report.At("t3.sum"+code, d.cells.Of("t3.sum"+code).Value)))
	}
	for i := range d.Evaluated.Units.Counties {
		p := &d.Evaluated.Units.Counties[i]
		code := "." + p.Item.Code
		from, of := "t3.", code
		switch {
		case byGrowth(p):
			of += ".growth"
		case !p.Additive:
			from = "t32."
		}
		d.places(p, plan.County, "t31.", from, of)
		city, growth := report.At("t3.city"+code, p.City.Official.Number(stat.Value)), report.At("t31.city"+code+".growth", d.cityGrowth(p))
		for _, l := range p.Lines {
			id, value := "t31."+l.Unit.Code+code, report.At("t3."+l.Unit.Code+code, l.Value)
			d.set(id+".share", report.Percent(value, city))
			if l.Estimated {
				d.set(id+".rate", report.Percent(report.At(id+".pull", l.Pull), growth))
			}
			d.own(id, p, l)
		}
	}
}

// own holds a county against the bureau's target for this year. The bases of targets
// for the whole plan stand in no table.
func (d *derivation) own(id string, p *evaluate.Peers, l evaluate.Line) {
	if l.Own == nil || l.Own.Progress == nil {
		return
	}
	if l.Own.Base == nil {
		d.set(id+".progress", report.Percent(d.at(l.Value, "t3."+l.Unit.Code+"."+p.Item.Code, "t32."+l.Unit.Code+"."+p.Item.Code), report.At(id+".target", &l.Own.Target)))
	}
	if l.Own.Gap != nil {
		time := l.Own.Progress.Sub(*l.Own.Gap)
		d.set(id+".gap", minus(report.At(id+".progress", l.Own.Progress), report.Of(time)))
	}
}

// completions are the formulas of 附表4: of a figure against the target, which the
// table prints with its words.
func (d *derivation) completions(prefix string) {
	for _, list := range [][]evaluate.Completion{d.Evaluated.Industries, d.Evaluated.Tasks} {
		for _, x := range list {
			id := prefix + x.Code
			value := report.At(id+".value", x.Value)
			d.set(id+".percent", report.Percent(value, report.Of(x.Target.Decimal)))
			base := x.Base.Decimal
			d.set(id+".progress", report.Percent(minus(value, report.Of(base)), minus(report.Of(x.Target.Decimal), report.Of(base))))
		}
	}
	var owners []string
	for _, o := range evaluate.ByOwner(d.Evaluated.Industries, d.Evaluated.Tasks) {
		owners = append(owners, o.Owner)
	}
	for _, column := range ownerColumns(evaluate.OwnerProgress{}) {
		var list []string
		for _, o := range owners {
			list = append(list, "t4d."+o+"."+column.Column)
		}
		d.sum("t4d.all."+column.Column, list)
	}
	for _, o := range append(owners, "all") {
		var parts []string
		for _, column := range ownerColumns(evaluate.OwnerProgress{})[1:] {
			parts = append(parts, "t4d."+o+"."+column.Column)
		}
		d.sum("t4d."+o+".total", parts)
	}
}

// state are the formulas of 附表5: counts that add up.
func (d *derivation) state() {
	columns := []string{".passed", ".returned", ".missing"}
	kinds := []string{}
	for _, k := range kindNames {
		kinds = append(kinds, "t51."+string(k.kind))
	}
	for _, id := range append(kinds, "t51.all") {
		d.sum(id+".due", []string{id + columns[0], id + columns[1], id + columns[2]})
	}
	for _, column := range columns {
		var list []string
		for _, k := range kinds {
			list = append(list, k+column)
		}
		d.sum("t51.all"+column, list)
	}
	for _, f := range d.Figures.Indicators {
		if f.Counties == nil {
			continue
		}
		code := "." + f.Item.Code
		city, sum, diff := f.Official.Number(stat.Value), &f.Counties.Sum, f.Counties.Difference
		d.set("t55"+code+".city", report.At("t3.city"+code, city))
		d.set("t55"+code+".sum", report.At("t3.sum"+code, sum))
		d.set("t55"+code+".diff", minus(report.At("t55"+code+".city", city), report.At("t55"+code+".sum", sum)))
		d.set("t55"+code+".pct", report.Percent(report.At("t55"+code+".diff", diff), report.At("t55"+code+".city", city)))
	}
	for _, column := range []string{".n", ".binding"} {
		rows := d.rowIDs("t0")
		if len(rows) > 0 {
			d.sum("t0.all"+column, under(rows[:len(rows)-1], column))
		}
	}
}

// projectSums are the formulas of 附表6.
func (d *derivation) projectSums() {
	var list []string
	for i := range d.Evaluated.Projects.List {
		p := &d.Evaluated.Projects.List[i]
		id := projectID(p.Project)
		list = append(list, id)
		d.set(id+".percent", report.Percent(report.At(id+".done", p.Row.Number("year_done")), report.At(id+".plan", p.Row.Number("year_plan"))))
	}
	for _, column := range []string{".total", ".plan", ".done"} {
		var cells []string
		for _, id := range list {
			cells = append(cells, id+column)
		}
		d.sum("t6.all"+column, cells)
	}
	all := SumProjects(d.Evaluated.Projects.List)
	if all.Partial == 0 {
		d.set("t6.all.percent", report.Percent(report.At("t6.all.done", all.Done), report.At("t6.all.plan", all.Plan)))
	}
}

// findingSums are the formulas of the audit report's counts (审核报告): by level and by
// standing they add up to all, and so do the rows.
func (d *derivation) findingSums() {
	levels := []string{}
	for _, s := range severityWords {
		levels = append(levels, fmt.Sprintf(".%d", s))
	}
	var list []string
	for i := range standings {
		list = append(list, fmt.Sprintf("t1s.%d.n", i+1))
	}
	d.sum("t1s.all.n", list)
	for _, row := range d.rowIDs("t5q") {
		for _, s := range shares {
			id := row + "." + s.id
			d.set(id, report.Percent(report.At(id+".n", d.cells.Of(id+".n").Value), report.At(id+".of", d.cells.Of(id+".of").Value)))
		}
	}
	for _, t := range []struct {
		table string
		parts []string // of the column fail
		added []string // columns in which the rows add up
	}{
		{"t2u", levels, slices.Concat(levels, standingColumns(settled), []string{".na"})},
		{"t2r", standingColumns(standings), append(standingColumns(standings), ".na")},
		{"t4l", standingColumns(standings), append(standingColumns(standings), ".na")},
	} {
		rows := d.rowIDs(t.table)
		if len(rows) == 0 {
			continue
		}
		for _, row := range rows {
			d.sum(row+".fail", under([]string{row}, t.parts...))
		}
		for _, column := range t.added {
			d.sum(rows[len(rows)-1]+column, under(rows[:len(rows)-1], column))
		}
	}
}

// standingColumns are what the ids of counts by standing end with.
func standingColumns(list []rule.Standing) []string {
	var ids []string
	for i := range list {
		ids = append(ids, fmt.Sprintf(".s%d", i+1))
	}
	return ids
}

// under are the cells of the rows in columns.
func under(rows []string, columns ...string) []string {
	var list []string
	for _, r := range rows {
		for _, c := range columns {
			list = append(list, r+c)
		}
	}
	return list
}

// rowIDs are the ids of the rows of a table.
func (d *derivation) rowIDs(table string) []string {
	var list []string
	for _, b := range d.doc.Blocks() {
		t, ok := b.(*report.Table)
		if !ok || t.ID != table {
			continue
		}
		for _, row := range t.Rows {
			list = append(list, row.ID)
		}
	}
	return list
}

// consolidated are the formulas of 汇总表: sums, the city's difference, places.
func (d *derivation) consolidated(choice Choice) {
	for table, list := range map[string][]evaluate.Peers{"county": d.Evaluated.Units.Counties, "park": d.Evaluated.Units.Parks} {
		for i := range list {
			d.peerCells(table+"."+list[i].Item.Code, &list[i], choice)
		}
	}
	d.completions("item.")
}

func (d *derivation) peerCells(id string, p *evaluate.Peers, choice Choice) {
	chosen, all := []string{}, []string{}
	for _, l := range p.Lines {
		if choice.has(l.Unit) && !p.Within(l.Unit, choice.has) {
			chosen = append(chosen, id+"."+l.Unit.Code)
		}
		if l.Unit.Kind != plan.SubPark {
			all = append(all, id+"."+l.Unit.Code)
		}
	}
	if p.Ratio == nil {
		d.sum(id+".sum.value", under(chosen, ".value"))
		d.sum(id+".sum.current", under(chosen, ".current"))
	}
	d.set(id+".diff.value", minus(report.At(id+".city.value", d.cells.Of(id+".city.value").Value), report.At(id+".sum.value", d.cells.Of(id+".sum.value").Value)))
	if !choice.all() {
		return // places are among all units, of which the table has a part
	}
	for place, of := range map[string]string{".by_growth": ".growth", ".by_level": ".value"} {
		among := d.among(under(all, of))
		for _, row := range all {
			d.rank(row+place, report.At(row+of, d.cells.Of(row+of).Value), among, p.Fewer)
		}
	}
}
