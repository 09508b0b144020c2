package compose

import (
	"fmt"
	"slices"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// How many indicators one table of 附表3-1 takes beside each other.
const (
	rankedAbreast      = 8
	contributedAbreast = 3
	comparedAbreast    = 5
)

const rankNote = "位次：同数同位，其后顺延；越低越好的指标低者在前；无数的不排位次。变化为比较期位次减本期位次，正数为前移，只在两期都有数的单位之间比较。未报增速的按本期与上年同期计算，可比价指标除外。"

// contributions is 附表3-1: the counties' places, their part in the city's growth,
// and each against itself.
func (c *composer) contributions() report.Annex {
	a := report.Annex{ID: "annex31", Label: "附表3-1", Title: "县市区贡献与位次", Sheet: "附表3-1"}
	var ranked, parts, own []*evaluate.Peers
	for i := range c.Evaluated.Units.Counties {
		p := &c.Evaluated.Units.Counties[i]
		if has(p, func(l evaluate.Line) bool { return ranking(p, l).Now > 0 }) {
			ranked = append(ranked, p)
		}
		if has(p, func(l evaluate.Line) bool { return l.Pull != nil }) {
			parts = append(parts, p)
		}
		if has(p, func(l evaluate.Line) bool { return l.Trend != nil || l.Own != nil }) {
			own = append(own, p)
		}
	}
	n := 0
	add := func(title string, list []*evaluate.Peers, abreast int, draw func([]*evaluate.Peers) *report.Table) {
		for i, group := range evenly(list, abreast) {
			t := draw(group)
			if i == 0 {
				n++
				t.Title = fmt.Sprintf("（%s）%s", []string{"一", "二", "三"}[n-1], title)
			}
			t.ID = fmt.Sprintf("%s%d", t.ID, i)
			a.Blocks = append(a.Blocks, t)
		}
	}
	add("位次", ranked, rankedAbreast, c.rankTable)
	add("对全市增长的贡献", parts, contributedAbreast, c.partTable)
	add("与自身比较", own, comparedAbreast, c.ownTable)
	c.noteUnder(a.Blocks, ranked, parts, own)
	return a
}

// evenly cuts a list into as few groups of at most so many as it takes, of about
// the same size.
func evenly[T any](list []T, most int) [][]T {
	if len(list) == 0 {
		return nil
	}
	groups := (len(list) + most - 1) / most
	return slices.Collect(slices.Chunk(list, (len(list)+groups-1)/groups))
}

func has(p *evaluate.Peers, what func(evaluate.Line) bool) bool {
	return slices.ContainsFunc(p.Lines, what)
}

// byGrowth reports whether the counties are ranked by growth: where anybody has one.
func byGrowth(p *evaluate.Peers) bool { return p.Grown }

func ranking(p *evaluate.Peers, l evaluate.Line) evaluate.Place {
	if byGrowth(p) {
		return l.ByGrowth
	}
	return l.ByLevel
}

// basis says what the counties are ranked by.
func basis(p *evaluate.Peers) string {
	switch {
	case byGrowth(p):
		return "按增速"
	case p.Additive:
		return "按总量"
	}
	return "按水平"
}

// matrix is a table of units of a kind under a group of columns for each item; cells
// are called prefix.unit.item.column.
func (c *composer) matrix(id, prefix string, kind plan.UnitKind, list []*evaluate.Peers, head func(*evaluate.Peers) (title string, under []string), width float64,
	cells func(id string, p *evaluate.Peers, l evaluate.Line, sign string) []report.Cell) *report.Table {
	t := &report.Table{ID: id, Columns: columns(col(report.Left, nameWidth[kind]))}
	top, second := []report.HeadCell{{Text: "单位", RowSpan: 2}}, []report.HeadCell{}
	for _, p := range list {
		title, under := head(p)
		top = append(top, report.HeadCell{Text: title, ColSpan: len(under)})
		for _, u := range under {
			second = append(second, report.HeadCell{Text: u})
			t.Columns = append(t.Columns, col(report.Decimal, width))
		}
	}
	t.Head = [][]report.HeadCell{top, second}
	for _, u := range c.Plan.UnitsOf(kind) {
		row := report.Row{ID: id + "." + u.Code, Cells: append(make([]report.Cell, 0, len(t.Columns)), text(u.NameAt(c.period)))}
		for _, p := range list {
			row.Cells = append(row.Cells, cells(prefix+"."+u.Code+"."+p.Item.Code, p, p.LineOf(u.Code), c.signFor(u.Code))...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// once asks of each item but once, not for each row.
func once[T any](what func(*evaluate.Peers) T) func(*evaluate.Peers) T {
	known := map[*evaluate.Peers]T{}
	return func(p *evaluate.Peers) T {
		if _, ok := known[p]; !ok {
			known[p] = what(p)
		}
		return known[p]
	}
}

// nameWidth is the width of the column of names.
var nameWidth = map[plan.UnitKind]float64{plan.County: 12, plan.Park: 18}

func (c *composer) rankTable(list []*evaluate.Peers) *report.Table {
	return c.ranks("t31p", "t31", plan.County, list)
}

// ranks is the table of places of the units of a kind. Parks have no other table for
// the growth that a chart holds this one against.
func (c *composer) ranks(id, prefix string, kind plan.UnitKind, list []*evaluate.Peers) *report.Table {
	changed := once(func(p *evaluate.Peers) bool {
		return has(p, func(l evaluate.Line) bool { return ranking(p, l).Change() != nil })
	})
	grew := once(func(p *evaluate.Peers) bool {
		return kind == plan.Park && byGrowth(p) && has(p, func(l evaluate.Line) bool { return l.Then != nil })
	})
	t := c.matrix(id, prefix, kind, list, func(p *evaluate.Peers) (string, []string) {
		under := []string{basis(p) + "\n位次"}
		if changed(p) {
			under = append(under, "比"+p.Since.Label()+"\n变化")
		}
		if grew(p) {
			under = append(under, p.TrendSince.Label()+"\n增速\n（%）")
		}
		return p.Item.Name, under
	}, 8, func(id string, p *evaluate.Peers, l evaluate.Line, sign string) []report.Cell {
		place := c.placeCell(id+".place", ranking(p, l).Now)
		if ranking(p, l).Now == 0 {
			place = c.number(id+".place", nil, 0, sign)
		}
		cells := []report.Cell{place}
		if changed(p) {
			cells = append(cells, c.number(id+".change", ranking(p, l).Change(), 0, none))
		}
		if grew(p) {
			cells = append(cells, c.number(id+".then", l.Then, 1, none))
		}
		return cells
	})
	t.Rank = report.Ranking{Suffix: "." + list[0].Item.Code + ".place", Low: true, Words: list[0].Item.Name + "位次"}
	return t
}

func (c *composer) partTable(list []*evaluate.Peers) *report.Table {
	t := c.matrix("t31c", "t31", plan.County, list, func(p *evaluate.Peers) (string, []string) {
		under := []string{"占全市\n（%）", "拉动\n百分点", "贡献率\n（%）"}
		if estimated(p) {
			under = []string{"占全市\n（%）", "拉动\n百分点\n（测算）", "贡献率\n（%，\n测算）"}
		}
		return p.Item.Name, under
	}, 8, func(id string, _ *evaluate.Peers, l evaluate.Line, sign string) []report.Cell {
		return []report.Cell{c.number(id+".share", l.Share, 1, sign), c.number(id+".pull", l.Pull, 2, sign), c.number(id+".rate", l.Rate, 1, sign)}
	})
	t.Rank = report.Ranking{Suffix: "." + list[0].Item.Code + ".pull", Words: list[0].Item.Name + "拉动百分点"}
	city := report.Row{ID: t.ID + ".city", Kind: report.Total, Cells: []report.Cell{text("全市增速（%）")}}
	for _, p := range list {
		city.Cells = append(city.Cells, text(none), c.number("t31.city."+p.Item.Code+".growth", c.cityGrowth(p), 2, none), text(none))
	}
	t.Rows = append(t.Rows, city)
	return t
}

func estimated(p *evaluate.Peers) bool {
	return has(p, func(l evaluate.Line) bool { return l.Estimated })
}

func (c *composer) ownTable(list []*evaluate.Peers) *report.Table {
	targeted := once(func(p *evaluate.Peers) *evaluate.OwnProgress {
		for _, l := range p.Lines {
			if l.Own != nil {
				return l.Own
			}
		}
		return nil
	})
	t := c.matrix("t31o", "t31", plan.County, list, func(p *evaluate.Peers) (string, []string) {
		if o := targeted(p); o != nil {
			return p.Item.Name, []string{fmt.Sprintf("%d年\n目标", o.Year), "进度\n（%）", "与时序\n进度差"}
		}
		return p.Item.Name, []string{p.TrendSince.Label() + "\n增速\n（%）", "比其\n（百分点）"}
	}, 8, func(id string, p *evaluate.Peers, l evaluate.Line, sign string) []report.Cell {
		if targeted(p) == nil {
			return []report.Cell{c.number(id+".then", l.Then, 1, sign), c.number(id+".trend", l.Trend, 1, sign)}
		}
		if l.Own == nil {
			return []report.Cell{c.number(id+".target", nil, 0, none), c.number(id+".progress", nil, 1, none), c.number(id+".gap", nil, 1, none)}
		}
		return []report.Cell{c.plain(id+".target", &l.Own.Target, p.Item.Decimals, none), c.number(id+".progress", l.Own.Progress, 1, sign), c.number(id+".gap", l.Own.Gap, 1, sign)}
	})
	t.Rank = report.Ranking{Suffix: "." + list[0].Item.Code + ".trend", Words: list[0].Item.Name + "增速的变化"}
	if targeted(list[0]) != nil {
		t.Rank = report.Ranking{Suffix: "." + list[0].Item.Code + ".gap", Words: list[0].Item.Name + "与时序进度差"}
	}
	return t
}

// noteUnder puts the notes under the last table.
func (c *composer) noteUnder(blocks []report.Block, ranked, parts, own []*evaluate.Peers) {
	if len(blocks) == 0 {
		return
	}
	last, ok := blocks[len(blocks)-1].(*report.Table)
	if !ok {
		return
	}
	if len(ranked) > 0 {
		last.Notes = append(last.Notes, rankNote)
	}
	if len(parts) > 0 {
		last.Notes = append(last.Notes, "拉动＝（本期－上年同期）÷全市上年同期；贡献率＝增量÷全市增量，全市增量为零或与该单位增减方向不同的不计算。县市区之和与全市数不等的，拉动之和也不等于全市增速。")
	}
	if slices.ContainsFunc(parts, estimated) {
		last.Notes = append(last.Notes, "标“测算”的指标增速按可比价计算，不能由现价数相减，拉动按增速乘上年同期占全市的比重测算，贡献率为拉动与全市增速之比。")
	}
	if slices.ContainsFunc(own, func(p *evaluate.Peers) bool { return has(p, func(l evaluate.Line) bool { return l.Own != nil }) }) {
		last.Notes = append(last.Notes, "各县市区目标为统计局下达的分解目标；当年目标按完成比重与年内序时进度比较，规划目标按基数至目标的进度与五年时序进度比较，累计量不足一年的不计。")
	}
	last.Notes = append(last.Notes, legend)
}
