package compose

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// UnitQuality counts how well a unit reported in a period. Rates are computed from
// the counts, also those of a total, so that no rate is ever averaged:
//
//	及时率      OnTime ÷ Timed       forms that first came by the deadline ÷ forms that were due and whose coming is registered
//	完整率      Given ÷ Required     required cells filled ÷ required cells, of the first version
//	差错率      Faulty ÷ Filled      cells that 强制性 or 准强制性 rules refused ÷ cells filled, of the first version
//	一次通过率  Passed ÷ Reported    units whose first version was accepted ÷ units that reported
//	说明率      Explained ÷ Verify   核实性 findings that were explained ÷ all 核实性 findings, of the latest version
//
// A form whose deadline has not come, or has none, is not Timed; nor is one whose
// time of coming was not registered, which is in Untimed.
type UnitQuality struct {
	Unit *plan.Unit

	Due, Timed, OnTime, Untimed int // forms
	Required, Given             int // cells
	Filled, Faulty              int // cells
	Reported, Passed            int // units: 0 or 1
	Verify, Explained           int // findings

	Late, LateDays int                  // reports with a late form, and how many days the latest was; one begun counts whole
	SentBack       int                  // versions that were sent back
	Found          [rule.Verify + 1]int // findings of the first version by severity, 强制性 to 核实性
}

// plus adds the counts of another unit.
func (q UnitQuality) plus(o UnitQuality) UnitQuality {
	sum := UnitQuality{
		Late: q.Late + o.Late, LateDays: q.LateDays + o.LateDays, SentBack: q.SentBack + o.SentBack,
		Due: q.Due + o.Due, Timed: q.Timed + o.Timed, OnTime: q.OnTime + o.OnTime, Untimed: q.Untimed + o.Untimed,
		Required: q.Required + o.Required, Given: q.Given + o.Given, Filled: q.Filled + o.Filled, Faulty: q.Faulty + o.Faulty,
		Reported: q.Reported + o.Reported, Passed: q.Passed + o.Passed, Verify: q.Verify + o.Verify, Explained: q.Explained + o.Explained,
	}
	for i := range sum.Found {
		sum.Found[i] = q.Found[i] + o.Found[i]
	}
	return sum
}

// Plus adds the counts of the same unit in another period.
func (q UnitQuality) Plus(o UnitQuality) UnitQuality {
	sum := q.plus(o)
	sum.Unit = q.Unit
	return sum
}

// YearQuality is how well the units reported over a year.
type YearQuality struct {
	Periods []stat.Period // that the ledger knows, in time order
	Units   []UnitQuality // sums over them, in plan order
}

// share is a rate: its name, the counts and the sign in place of one that cannot
// be computed.
type share struct {
	id, title string
	top, all  string // what is counted
	of        func(UnitQuality) (top, all int)
	sign      func(UnitQuality) string
}

func dash(UnitQuality) string { return none }

const unregistered = "未登记"

var shares = []share{
	{"timely", "及时率", "按时表数", "计及时的表数", func(q UnitQuality) (int, int) { return q.OnTime, q.Timed }, func(q UnitQuality) string {
		if q.Untimed > 0 {
			return unregistered
		}
		return none
	}},
	{"complete", "完整率", "已填必填项", "必填项", func(q UnitQuality) (int, int) { return q.Given, q.Required }, dash},
	{"faulty", "差错率", "差错项", "填报项", func(q UnitQuality) (int, int) { return q.Faulty, q.Filled }, dash},
	{"first", "一次通过率", "一次通过", "已报", func(q UnitQuality) (int, int) { return q.Passed, q.Reported }, dash},
	{"explained", "说明率", "已说明", "核实性问题", func(q UnitQuality) (int, int) { return q.Explained, q.Verify }, dash},
}

// rate is a cell in per cent; where nothing is counted it shows a sign, never 100.
func (c *composer) rate(id string, s share, q UnitQuality) report.Cell {
	top, all := s.of(q)
	v, err := method.Ratio(decimal.NewFromInt(int64(top)), decimal.NewFromInt(int64(all)), decimal.NewFromInt(100))
	if err != nil {
		return c.number(id, nil, 1, s.sign(q))
	}
	return c.number(id, &v, 1, none)
}

var qualityNotes = []string{
	"及时率＝按时报送的表数÷应报表数，以第一次报来的时间为准；未到期限和没有登记收到时间的表不计。完整率＝已填的必填项÷必填项，差错率＝未通过强制性、准强制性审核的单元格÷填报的单元格，均按第一次报来的表计算。",
	"一次通过率＝第一次报来即审核通过的单位÷已报单位；说明率＝已作核实说明的核实性问题÷全部核实性问题，按最近一次报来的表计算。合计由各单位的分子、分母分别相加后计算，不作平均。“—”表示没有可计算的内容。",
}

// qualityTable is the table 报送质量 of the report: rates only.
func (c *composer) qualityTable() *report.Table {
	if len(c.Quality) == 0 {
		return nil
	}
	t := &report.Table{ID: "t58", Title: "报送质量", Unit: "单位：%", Columns: columns(col(report.Left, 22))}
	head := []report.HeadCell{{Text: "单位"}}
	for _, s := range shares {
		head = append(head, report.HeadCell{Text: s.title})
		t.Columns = append(t.Columns, col(report.Decimal, 13))
	}
	t.Head = [][]report.HeadCell{head}
	t.Rank = report.Ranking{Suffix: ".timely", Words: "及时率"}
	c.qualityRows(t, func(id string, s share, q UnitQuality) []report.Cell { return []report.Cell{c.rate(id+"."+s.id, s, q)} })
	t.Notes = append(c.untilNote(), qualityNotes...)
	return t
}

// qualityAnnex is the same for the bureau's working paper, with what was counted.
func (c *composer) qualityAnnex(n int) report.Annex {
	t := &report.Table{ID: "t5q", Columns: columns(col(report.Left, 22))}
	top, second := []report.HeadCell{{Text: "单位", RowSpan: 2}}, []report.HeadCell{}
	for _, s := range shares {
		top = append(top, report.HeadCell{Text: s.title, ColSpan: 3})
		second = append(second, report.HeadCell{Text: s.top}, report.HeadCell{Text: s.all}, report.HeadCell{Text: "％"})
		t.Columns = append(t.Columns, col(report.Decimal, 9), col(report.Decimal, 9), col(report.Decimal, 9))
	}
	t.Head = [][]report.HeadCell{top, second}
	c.qualityRows(t, func(id string, s share, q UnitQuality) []report.Cell {
		part, all := s.of(q)
		return []report.Cell{c.count(id+"."+s.id+".n", part), c.count(id+"."+s.id+".of", all), c.rate(id+"."+s.id, s, q)}
	})
	t.Notes = append(c.untilNote(), qualityNotes...)
	return report.Annex{ID: fmt.Sprintf("a%d", n), Label: fmt.Sprintf("表%d", n), Title: "各单位报送质量", Sheet: "报送质量", Blocks: []report.Block{t}}
}

// qualityRows adds the units by kind, each kind with its sum, and the sum of all.
func (c *composer) qualityRows(t *report.Table, cells func(id string, s share, q UnitQuality) []report.Cell) {
	row := func(id, name string, kind report.RowKind, q UnitQuality) {
		line := append(make([]report.Cell, 0, len(t.Columns)), text(name))
		for _, s := range shares {
			line = append(line, cells(t.ID+"."+id, s, q)...)
		}
		t.Rows = append(t.Rows, report.Row{ID: t.ID + "." + id, Kind: kind, Cells: line})
	}
	var all UnitQuality
	for _, k := range kindNames {
		var sum UnitQuality
		for _, q := range c.Quality {
			if q.Unit.Kind == k.kind {
				row(q.Unit.Code, q.Unit.NameAt(c.period), report.Data, q)
				sum = sum.plus(q)
			}
		}
		row(string(k.kind), k.name+"合计", report.Total, sum)
		all = all.plus(sum)
	}
	row("all", "合计", report.Total, all)
}
