package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// parkColumns are the figures of 附表2 after revenue.
var parkColumns = []string{"park_gdp", "park_industry_va", "park_hightech_output", "park_firms", "park_intensity"}

// parks is 附表2.
func (c *composer) parks() report.Annex {
	t := &report.Table{ID: "t2", Columns: columns(col(report.Centre, 5), col(report.Left, 24), col(report.Centre, 9), col(report.Centre, 8),
		col(report.Decimal, 10), col(report.Decimal, 9), col(report.Decimal, 10), col(report.Decimal, 9))}
	top := []report.HeadCell{{Text: "序号", RowSpan: 2}, {Text: "园区", RowSpan: 2}, {Text: "层次", RowSpan: 2}, {Text: "级别", RowSpan: 2},
		{Text: "技工贸总收入（亿元）", ColSpan: 4}}
	second := []report.HeadCell{{Text: c.valueWord()}, {Text: "同比\n增速\n（%）"}, {Text: fmt.Sprintf("%d年\n目标", c.Plan.Head.TargetYear)}, {Text: "完成\n目标\n（%）"}}
	for _, code := range c.parkItems() {
		it, _ := c.Plan.Item(code)
		top = append(top, report.HeadCell{Text: it.Name + "\n（" + it.Unit + "）", RowSpan: 2})
		t.Columns = append(t.Columns, col(report.Decimal, 14))
	}
	t.Head = [][]report.HeadCell{top, second}
	n := 0
	for _, p := range c.Evaluated.Parks {
		t.Rows = append(t.Rows, c.parkRow(p, &n))
	}
	t.Rows = append(t.Rows, c.parkTotal())
	t.Rank = report.Ranking{Suffix: ".growth", Words: "技工贸总收入增速"}
	t.Notes = []string{
		"方案未印各园区基数，只列完成目标的比重，不计进度。片区含在所属园区内，不重复计入合计；园区跨区，不与县市区相加。",
		fmt.Sprintf("园区目标合计与方案正文“全市园区技工贸总收入%s亿元以上”不一致，两者并列，不作调整。", c.Plan.ParkTotals.RevenueTarget.Text),
		legend,
	}
	return report.Annex{ID: "annex2", Label: "附表2", Title: "园区支撑平台发展情况", Sheet: "附表2", Blocks: []report.Block{t}}
}

// parkItems are the columns that are due in the period.
func (c *composer) parkItems() []string {
	return slices.DeleteFunc(slices.Clone(parkColumns), func(code string) bool {
		it, _ := c.Plan.Item(code)
		return !it.Frequency.Due(c.period)
	})
}

func (c *composer) valueWord() string {
	if c.period.Kind == stat.Year {
		return "全年"
	}
	return "累计"
}

func (c *composer) parkRow(p evaluate.ParkAssessment, n *int) report.Row {
	id, sign := "t2."+p.Unit.Code, c.signFor(p.Unit.Code)
	name, order := report.Cell{Text: p.Unit.NameAt(c.period)}, none
	if p.Unit.Kind == plan.SubPark {
		name.Indent, sign, order = 1, c.signFor(p.Unit.Parent), ""
		name.Text = "其中：" + name.Text
	} else {
		*n++
		order = fmt.Sprint(*n)
	}
	revenue := p.Rows["park_revenue"]
	target := c.plain(id+".target", nil, 0, none)
	if p.Unit.Target.Set() {
		target = c.plain(id+".target", &p.Unit.Target.Decimal, 0, none)
	}
	cells := append(make([]report.Cell, 0, 8+len(parkColumns)), text(order), name, text(p.Unit.Tier), text(p.Unit.Level),
		c.plain(id+".park_revenue", revenue.Number(stat.Value), 2, sign), c.growthCell(id+".growth", revenue, sign),
		target, c.number(id+".completion", p.Completion, 1, none))
	for _, code := range c.parkItems() {
		cells = append(cells, c.itemCell(id+"."+code, code, p.Rows[code], sign))
	}
	return report.Row{ID: id, Cells: cells}
}

// itemCell shows a unit's level of an item: the sign if the unit owes it and has
// not given it, a dash if it is not due.
func (c *composer) itemCell(id, code string, row consolidate.Row, sign string) report.Cell {
	it, _ := c.Plan.Item(code)
	if !it.Frequency.Due(c.period) {
		return c.number(id, nil, 0, none)
	}
	return c.plain(id, row.Number(stat.Value), it.Decimals, sign)
}

// growthCell shows the growth as reported; else the growth of the levels.
func (c *composer) growthCell(id string, row consolidate.Row, sign string) report.Cell {
	if g := row.Number(stat.Growth); g != nil {
		return c.number(id, g, 1, sign)
	}
	return c.number(id, nil, 1, sign)
}

func (c *composer) parkTotal() report.Row {
	sums := map[string]*decimal.Decimal{}
	target := decimal.Zero
	for _, p := range c.Evaluated.Parks {
		if p.Unit.Kind == plan.SubPark {
			continue
		}
		target = target.Add(p.Unit.Target.Decimal)
		for _, code := range append([]string{"park_revenue"}, parkColumns[:4]...) {
			if v := p.Rows[code].Number(stat.Value); v != nil {
				if sums[code] == nil {
					sums[code] = &decimal.Decimal{}
				}
				s := sums[code].Add(*v)
				sums[code] = &s
			}
		}
	}
	id := "t2.total"
	completion := (*decimal.Decimal)(nil)
	if v, err := ratioOf(sums["park_revenue"], &target); err == nil && c.period.Kind == stat.Year {
		completion = &v
	}
	cells := []report.Cell{text(""), text("合计（已报园区）"), text(""), text(""), c.plain(id+".park_revenue", sums["park_revenue"], 2, none),
		c.number(id+".growth", nil, 1, none), c.plain(id+".target", &target, 0, none), c.number(id+".completion", completion, 1, none)}
	for _, code := range c.parkItems() {
		it, _ := c.Plan.Item(code)
		cells = append(cells, c.plain(id+"."+code, sums[code], it.Decimals, none))
	}
	return report.Row{ID: id, Kind: report.Total, Cells: cells}
}

func ratioOf(a, b *decimal.Decimal) (decimal.Decimal, error) {
	if a == nil {
		return decimal.Zero, method.ErrNotComputed
	}
	return method.Ratio(*a, *b, decimal.NewFromInt(100))
}

// counties is 附表3: what adds up with the city's figure and the difference, and
// a second table of ratios, which never add up.
func (c *composer) counties() report.Annex {
	var additive, ratios []*plan.Indicator
	for i := range c.Plan.Indicators {
		ind := &c.Plan.Indicators[i]
		switch {
		case !ind.Frequency.Due(c.period) || ind.Aggregation == plan.Department:
		case ind.Aggregation == plan.Sum:
			additive = append(additive, ind)
		default:
			ratios = append(ratios, ind)
		}
	}
	a := report.Annex{ID: "annex3", Label: "附表3", Title: "县市区主要指标", Sheet: "附表3"}
	a.Blocks = append(a.Blocks, c.additiveTable(additive))
	if len(ratios) > 0 {
		a.Blocks = append(a.Blocks, c.ratioTable(ratios))
	}
	return a
}

func (c *composer) additiveTable(inds []*plan.Indicator) *report.Table {
	t := &report.Table{ID: "t3", Title: "（一）可相加的指标", Columns: columns(col(report.Left, 14))}
	top, second := []report.HeadCell{{Text: "单位", RowSpan: 2}}, []report.HeadCell{}
	for _, ind := range inds {
		span := 0
		if c.hasLevels(ind) {
			second = append(second, report.HeadCell{Text: c.valueWord()})
			t.Columns = append(t.Columns, col(report.Decimal, 9))
			span++
		}
		if c.hasGrowth(ind) {
			second = append(second, report.HeadCell{Text: "增速\n（%）"})
			t.Columns = append(t.Columns, col(report.Decimal, 7))
			span++
		}
		top = append(top, report.HeadCell{Text: ind.Name + "\n（" + ind.Unit + "）", ColSpan: span})
	}
	t.Head = [][]report.HeadCell{top, second}
	for _, u := range c.Plan.UnitsOf(plan.County) {
		id, sign := "t3."+u.Code, c.signFor(u.Code)
		cells := append(make([]report.Cell, 0, len(t.Columns)), text(u.NameAt(c.period)))
		for _, ind := range inds {
			row := c.Figures.ByUnit[u.Code][ind.Code]
			cells = append(cells, c.pair(ind, c.plain(id+"."+ind.Code, row.Number(stat.Value), ind.Decimals, sign), c.growthCell(id+"."+ind.Code+".growth", row, sign))...)
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: cells})
	}
	t.Rows = append(t.Rows, c.sumRows(inds)...)
	if i := slices.IndexFunc(inds, c.hasGrowth); i >= 0 {
		t.Rank = report.Ranking{Suffix: "." + inds[i].Code + ".growth", Words: inds[i].Name + "增速"}
	}
	t.Notes = []string{"全市数以责任部门数为准，县市区合计列示差额，不作调整。增速为各单位填报的公布口径。", legend, roundingNote}
	return t
}

// hasLevels reports whether levels of the indicator are published for the period;
// a growth-only one without growth still keeps its column, empty.
func (c *composer) hasLevels(ind *plan.Indicator) bool {
	return !ind.GrowthOnly(c.period) || !c.hasGrowth(ind)
}

// hasGrowth reports whether anybody gave a growth of the indicator.
func (c *composer) hasGrowth(ind *plan.Indicator) bool {
	if c.grown == nil {
		c.grown = map[string]bool{}
	}
	grown, known := c.grown[ind.Code]
	if !known {
		grown = c.figureOf(ind).Official.Number(stat.Growth) != nil || slices.ContainsFunc(c.Plan.UnitsOf(plan.County), func(u *plan.Unit) bool {
			return c.Figures.ByUnit[u.Code][ind.Code].Number(stat.Growth) != nil
		})
		c.grown[ind.Code] = grown
	}
	return grown
}

// pair keeps of a level and a growth cell those that the indicator has columns for.
func (c *composer) pair(ind *plan.Indicator, level, growth report.Cell) []report.Cell {
	var cells []report.Cell
	if c.hasLevels(ind) {
		cells = append(cells, level)
	}
	if c.hasGrowth(ind) {
		cells = append(cells, growth)
	}
	return cells
}

func (c *composer) sumRows(inds []*plan.Indicator) []report.Row {
	sum := report.Row{ID: "t3.sum", Kind: report.Total, Cells: []report.Cell{text("县市区合计")}}
	city := report.Row{ID: "t3.city", Kind: report.Total, Cells: []report.Cell{text("全市（部门数）")}}
	diff := report.Row{ID: "t3.diff", Kind: report.Total, Cells: []report.Cell{text("差额")}}
	in := report.Row{ID: "t3.in", Cells: []report.Cell{text("计入合计单位数")}}
	for _, ind := range inds {
		f := c.figureOf(ind)
		var s, d, n *decimal.Decimal
		if f.Counties != nil {
			count := decimal.NewFromInt(int64(len(f.Counties.In)))
			s, d, n = &f.Counties.Sum, f.Counties.Difference, &count
		}
		sign := none
		if f.Pending {
			sign = pending
		}
		id := "." + ind.Code
		sum.Cells = append(sum.Cells, c.pair(ind, c.plain("t3.sum"+id, s, ind.Decimals, none), text(none))...)
		city.Cells = append(city.Cells, c.pair(ind, c.plain("t3.city"+id, f.Official.Number(stat.Value), ind.Decimals, sign), c.growthCell("t3.city"+id+".growth", f.Official, none))...)
		diff.Cells = append(diff.Cells, c.pair(ind, c.plain("t3.diff"+id, d, ind.Decimals, none), text(none))...)
		in.Cells = append(in.Cells, c.pair(ind, c.plain("t3.in"+id, n, 0, none), text(none))...)
	}
	return []report.Row{sum, city, diff, in}
}

func (c *composer) figureOf(ind *plan.Indicator) consolidate.Figure {
	for i := range c.Plan.Indicators {
		if c.Plan.Indicators[i].Code == ind.Code {
			return c.Figures.Indicators[i]
		}
	}
	return consolidate.Figure{}
}

func (c *composer) ratioTable(inds []*plan.Indicator) *report.Table {
	t := &report.Table{ID: "t32", Title: "（二）比率和不可相加的指标", Columns: columns(col(report.Left, 14))}
	top := []report.HeadCell{{Text: "单位"}}
	for _, ind := range inds {
		top = append(top, report.HeadCell{Text: printedName(ind)})
		t.Columns = append(t.Columns, col(report.Decimal, 12))
	}
	t.Head = [][]report.HeadCell{top}
	t.Rank = report.Ranking{Suffix: "." + inds[0].Code, Low: inds[0].Direction == plan.Down, Words: inds[0].Name}
	for _, u := range c.Plan.UnitsOf(plan.County) {
		id, sign := "t32."+u.Code, c.signFor(u.Code)
		cells := append(make([]report.Cell, 0, len(t.Columns)), text(u.NameAt(c.period)))
		for _, ind := range inds {
			cells = append(cells, c.plain(id+"."+ind.Code, c.Figures.ByUnit[u.Code][ind.Code].Number(stat.Value), ind.Decimals, sign))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: cells})
	}
	recomputed := false
	city := report.Row{ID: "t32.city", Kind: report.Total, Cells: []report.Cell{text("全市（部门数）")}}
	again := report.Row{ID: "t32.again", Kind: report.Total, Cells: []report.Cell{text("全市（分子分母重算）")}}
	for _, ind := range inds {
		f := c.figureOf(ind)
		sign := none
		if f.Pending {
			sign = pending
		}
		var v *decimal.Decimal
		if f.Ratio != nil {
			v, recomputed = &f.Ratio.Value, true
		}
		city.Cells = append(city.Cells, c.plain("t32.city."+ind.Code, f.Official.Number(stat.Value), ind.Decimals, sign))
		again.Cells = append(again.Cells, c.number("t32.again."+ind.Code, v, ind.Decimals, none))
	}
	t.Rows = append(t.Rows, city)
	if recomputed {
		t.Rows = append(t.Rows, again)
		t.Notes = []string{"比率由分子分母重算，不相加、不平均。部门未报分子或分母的，不作重算。"}
	}
	for _, ind := range inds {
		if ind.DenominatorNote != "" && c.figureOf(ind).Ratio != nil {
			t.Notes = append(t.Notes, ind.Name+"："+strings.TrimRight(ind.DenominatorNote, "。")+"。")
		}
	}
	return t
}
