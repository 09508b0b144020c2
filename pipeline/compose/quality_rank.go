package compose

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// rankedQuality ranks the units of each kind by timeliness and by errors over the year.
func (c *composer) rankedQuality() *report.Table {
	if len(c.Year.Units) == 0 {
		return nil
	}
	t := &report.Table{ID: "t81", Title: "全年报送质量和位次", Columns: columns(col(report.Left, 22))}
	t.Head = [][]report.HeadCell{
		{{Text: "单位", RowSpan: 2}, {Text: "报送时间", ColSpan: 4}, {Text: "差错", ColSpan: 6}, {Text: "一次\n通过率", RowSpan: 2}, {Text: "说明率", RowSpan: 2}},
		{{Text: "及时率"}, {Text: "迟报\n次数"}, {Text: "迟报\n天数"}, {Text: "位次"}, {Text: "退回\n次数"}, {Text: "强制性"}, {Text: "准强\n制性"}, {Text: "核实性"}, {Text: "差错率"}, {Text: "位次"}},
	}
	t.Rank = report.Ranking{Suffix: ".error_rank", Low: true, Words: "差错位次"}
	for _, w := range []float64{9, 7, 7, 7, 7, 8, 8, 8, 9, 7, 9, 9} {
		t.Columns = append(t.Columns, col(report.Decimal, w))
	}
	for _, k := range kindNames {
		var units []UnitQuality
		for _, q := range c.Year.Units {
			if q.Unit.Kind == k.kind {
				units = append(units, q)
			}
		}
		if len(units) == 0 {
			continue
		}
		t.Rows = append(t.Rows, section("t81."+string(k.kind), k.name))
		timely, faultless := inOrder(units, timed, sooner), inOrder(units, filled, fewerErrors)
		for _, q := range units {
			t.Rows = append(t.Rows, c.rankedRow(q, rankOf(q, timely, timed, sooner), rankOf(q, faultless, filled, fewerErrors)))
		}
	}
	t.Notes = []string{c.periodsNote(), "强制性、准强制性、核实性为第一次报来的表每100个填报的单元格中的问题个数；各率为百分数，算法见附表5报送质量，由全年的分子、分母分别相加后计算。" +
		"迟报按每期最晚的一张表计，不足一天的按一天，没有报来的计到评价时点；没有登记收到时间的不计迟报。",
		"位次在同类单位之中，并列的同名次：报送时间按及时率，及时率相同的按迟报天数；差错按差错率，越低越好。没有可计算内容的不排名。"}
	return t
}

// periodsNote names the periods that the counts are of.
func (c *composer) periodsNote() string {
	var names []string
	for _, p := range c.Year.Periods {
		names = append(names, p.Label())
	}
	return "全年指台账中有记录的各期：" + strings.Join(names, "、") + "。台账中没有的月份不计。"
}

func (c *composer) rankedRow(q UnitQuality, timeRank, errorRank int) report.Row {
	id := "t81." + q.Unit.Code
	rate := func(name string) report.Cell {
		for _, s := range shares {
			if s.id == name {
				return c.rate(id+"."+name, s, q)
			}
		}
		return text("")
	}
	cells := []report.Cell{text(q.Unit.NameAt(c.period)), rate("timely"), c.counted(id+".late", q.Late, q.Timed), c.counted(id+".days", q.LateDays, q.Timed),
		c.place(id+".time_rank", timeRank), c.counted(id+".back", q.SentBack, q.Reported)}
	for s := rule.Mandatory; s <= rule.Verify; s++ {
		cells = append(cells, c.per100(fmt.Sprintf("%s.%d", id, s), q.Found[s], q.Filled))
	}
	cells = append(cells, rate("faulty"), c.place(id+".error_rank", errorRank), rate("first"), rate("explained"))
	return report.Row{ID: id, Cells: cells}
}

// counted is a count of what may have happened: a dash where nothing could be counted.
func (c *composer) counted(id string, n, of int) report.Cell {
	if of == 0 {
		return c.number(id, nil, 0, none)
	}
	return c.count(id, n)
}

// per100 is how many there are to 100 cells.
func (c *composer) per100(id string, n, cells int) report.Cell {
	return c.rate(id, share{of: func(UnitQuality) (int, int) { return n, cells }, sign: dash}, UnitQuality{})
}

// Units are ranked by the share of timely forms, then by days late, where forms were timed.
func timed(q UnitQuality) bool { return q.Timed > 0 }

func sooner(a, b UnitQuality) bool {
	left, right := a.OnTime*b.Timed, b.OnTime*a.Timed // shares of whole numbers, compared without a division
	return left > right || left == right && a.LateDays < b.LateDays
}

// Units are ranked by the share of faulty cells, where cells were filled.
func filled(q UnitQuality) bool { return q.Filled > 0 }

func fewerErrors(a, b UnitQuality) bool { return a.Faulty*b.Filled < b.Faulty*a.Filled }

// inOrder are the units that count, the better ones first.
func inOrder(units []UnitQuality, counts func(UnitQuality) bool, better func(a, b UnitQuality) bool) []UnitQuality {
	list := slices.DeleteFunc(slices.Clone(units), func(q UnitQuality) bool { return !counts(q) })
	slices.SortFunc(list, func(a, b UnitQuality) int {
		switch {
		case better(a, b):
			return -1
		case better(b, a):
			return 1
		}
		return 0
	})
	return list
}

// rankOf is a unit's place among those in order; 0 if nothing of it was counted.
func rankOf(q UnitQuality, order []UnitQuality, counts func(UnitQuality) bool, better func(a, b UnitQuality) bool) int {
	if !counts(q) {
		return 0
	}
	return 1 + sort.Search(len(order), func(i int) bool { return !better(order[i], q) })
}
