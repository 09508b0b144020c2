package compose

import (
	"fmt"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// course are 附表1-2 and 附表1-3. A month or less has neither: its year's targets stand in
// 附表1-1, the outlook goes on from the last full year, and a score needs a quarter.
func (c *composer) course() []report.Annex {
	if c.Evaluated.Course.City == nil {
		return nil
	}
	return []report.Annex{c.pathAnnex(), c.scoreAnnex()}
}

func (c *composer) pathAnnex() report.Annex {
	a := report.Annex{ID: "annex12", Label: "附表1-2", Title: "年度路径与完成预测", Sheet: "附表1-2", Blocks: []report.Block{c.pathTable()}}
	if c.Evaluated.YearsLeft > 0 {
		a.Blocks = append(a.Blocks, c.outlookTable())
	}
	return a
}

// pathNames are what an official calls the path methods.
var pathNames = map[plan.PathMethod]string{
	plan.GeometricPath: "等比", plan.LinearPath: "等量", plan.ProductPath: "复合", plan.CumulativePath: "累计法", plan.StepPath: "保持",
}

func (c *composer) pathTable() *report.Table {
	h := c.Plan.Head
	t := &report.Table{ID: "t12", Title: "年度路径", Columns: columns(col(report.Centre, 4), col(report.Left, 25), col(report.Centre, 7), col(report.Decimal, 8))}
	top := []report.HeadCell{{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: "路径\n算法", RowSpan: 2}, {Text: fmt.Sprintf("%d年\n基数", h.BaseYear), RowSpan: 2},
		{Text: "年度目标（测算）", ColSpan: h.Years()}, {Text: "每年\n变化\n（%）", RowSpan: 2}, {Text: fmt.Sprintf("%d年", c.period.Year), ColSpan: 2}, {Text: "今后\n年均\n所需\n（%）", RowSpan: 2}}
	var second []report.HeadCell
	for y := h.FirstYear; y <= h.TargetYear; y++ {
		second = append(second, report.HeadCell{Text: fmt.Sprintf("%d年", y)})
		t.Columns = append(t.Columns, col(report.Decimal, 8))
	}
	t.Head = [][]report.HeadCell{top, append(second, report.HeadCell{Text: "实际"}, report.HeadCell{Text: "评价"})}
	t.Columns = append(t.Columns, col(report.Decimal, 7), col(report.Decimal, 8), col(report.Centre, 9), col(report.Decimal, 9))
	for i, a := range c.Evaluated.Assessments {
		t.Rows = append(t.Rows, c.pathRow(a, c.Evaluated.Course.Paths[i]))
	}
	t.Notes = c.pathNotes()
	return t
}

func (c *composer) pathRow(a evaluate.Assessment, p evaluate.Path) report.Row {
	ind, id := a.Indicator, "t12."+a.Indicator.Code
	cells := []report.Cell{text(fmt.Sprint(ind.Row)), text(printedName(ind)), text(pathNames[p.Method]), c.plain(id+".base", a.Base.Value, ind.Decimals, none)}
	for year := c.Plan.Head.FirstYear; year <= c.Plan.Head.TargetYear; year++ {
		cells = append(cells, c.pathCell(fmt.Sprintf("%s.%d", id, year), p, year))
	}
	rate := c.number(id+".rate", p.Rate, 2, none)
	if p.Rate != nil && p.Method == plan.LinearPath {
		rate = report.Number(id+".rate", *p.Rate, report.Format{Decimals: 2, Suffix: pointSuffix(ind)}, c.round)
	}
	sign := none
	if a.Figure.Pending {
		sign = pending
	}
	actual := a.Actual
	if !a.Figure.Due {
		actual = nil
	}
	cells = append(cells, rate, c.plain(id+".actual", actual, ind.Decimals, sign), toned(id+".year_verdict", string(p.Verdict), yearTone(p)), c.needed(id, a))
	return report.Row{ID: id, Cells: cells}
}

// pointSuffix marks a step in 百分点 beside growth in per cent.
func pointSuffix(ind *plan.Indicator) string {
	if ind.Change == "points" {
		return "点"
	}
	return ind.Unit
}

func (c *composer) pathCell(id string, p evaluate.Path, year int) report.Cell {
	y, ok := p.Of(year)
	if !ok {
		return c.number(id, nil, 0, none)
	}
	f := report.Format{Decimals: pathDecimals(p.Indicator)}
	switch {
	case p.Method == plan.ProductPath && y.Official:
		f.Suffix = "〔当年" + y.Rate.String() + "*〕"
	case y.Official:
		f.Suffix = "*"
	}
	return report.Number(id, y.Level, f, c.round)
}

// yearTarget is the year's target within a year, marked if the bureau set it.
func (c *composer) yearTarget(id string, a evaluate.Assessment) report.Cell {
	id += ".year_target"
	if _, own := a.Indicator.AnnualTargets[fmt.Sprint(c.period.Year)]; own && a.YearTarget != nil {
		return report.Number(id, *a.YearTarget, report.Format{Decimals: 1, Suffix: "*"}, c.round)
	}
	return c.number(id, a.YearTarget, 1, none)
}

// pathDecimals is as many decimals as the plan itself prints of the indicator, two
// for one that goes by 百分点 or by yearly rates, and one at the least.
func pathDecimals(ind *plan.Indicator) int {
	if ind.Change == "points" || ind.CumulativeGoal.Set() {
		return 2
	}
	n := max(1, ind.Target.Decimals())
	for _, f := range ind.Printed {
		n = max(n, f.Decimals())
	}
	return n
}

func yearTone(p evaluate.Path) report.Tone {
	switch p.Verdict {
	case evaluate.YearMet:
		return report.Good
	case evaluate.YearMissed:
		return report.Bad
	}
	return verdictTones[p.Verdict]
}

func (c *composer) pathNotes() []string {
	notes := []string{
		"年度目标为测算，不是下达的目标：等比为每年按同一增速由基数到目标值，等量为每年增加同样的数，复合为逐年降低率复合到五年累计目标，保持为每年都按目标值；带“*”的是下达的年度目标。",
		"单位地区生产总值能源消耗降低一行，年度目标为累计降低率，“每年变化”为与之相应的每年降低率，当年实际与每年降低率比较；是否达到方案所印的年度下限，见附表1-1的增速评价。“每年变化”带“点”的为百分点。",
	}
	for i, p := range c.Evaluated.Course.Paths {
		if p.Sum == nil {
			continue
		}
		s := p.Sum
		text := fmt.Sprintf("%s按累计法检验：至%d年各年合计%s，同期路径合计%s，五年路径合计%s", p.Indicator.Name, c.lastFull(), c.shown(s.Actual, 1), c.shown(s.Path, 1), c.shown(s.Whole, 1))
		if s.Chained {
			text += "（只公布增速的年份为推算）"
		}
		if s.Needed != nil && len(c.Evaluated.Course.Outlooks[i].Paces) > 0 {
			text += "；要使五年合计达到路径合计，今后每年需增长" + c.shown(*s.Needed, 2) + "%"
		}
		notes = append(notes, text+"。")
	}
	return append(notes, legend)
}

// reserve adds the official reservation, if the scheme has no authority.
func (c *composer) reserve(notes []string) []string {
	if d := c.Plan.Scheme.Disclaimer(); d != "" {
		notes = append(notes, d+"。")
	}
	return notes
}

func (c *composer) lastFull() int { return c.Plan.Head.TargetYear - c.Evaluated.YearsLeft }

// paceKeys are the codes of the paces in ids of cells.
var paceKeys = map[evaluate.PaceKind]string{
	evaluate.LastYear: "last", evaluate.MeanSoFar: "mean", evaluate.WorstYear: "worst", evaluate.BestYear: "best",
}

// paceOrder are the paces that are printed: one year so far has one pace.
func (c *composer) paceOrder() []evaluate.PaceKind {
	if c.lastFull() == c.Plan.Head.FirstYear {
		return []evaluate.PaceKind{evaluate.LastYear}
	}
	return []evaluate.PaceKind{evaluate.LastYear, evaluate.MeanSoFar, evaluate.WorstYear, evaluate.BestYear}
}

func (c *composer) outlookTable() *report.Table {
	t := &report.Table{ID: "t12o", Title: fmt.Sprintf("按已有速度推算（仅为算术推算，不是预测；从%d年起）", c.lastFull()),
		Columns: columns(col(report.Centre, 4), col(report.Left, 24), col(report.Decimal, 8), col(report.Decimal, 8))}
	top := []report.HeadCell{{Text: "序号", RowSpan: 2}, {Text: "指标名称", RowSpan: 2}, {Text: fmt.Sprintf("%d年", c.lastFull()), RowSpan: 2}, {Text: fmt.Sprintf("%d年\n目标", c.Plan.Head.TargetYear), RowSpan: 2}}
	var second []report.HeadCell
	for _, k := range c.paceOrder() {
		top = append(top, report.HeadCell{Text: "按" + string(k) + "的速度", ColSpan: 3})
		second = append(second, report.HeadCell{Text: "速度\n（%）"}, report.HeadCell{Text: fmt.Sprintf("%d年", c.Plan.Head.TargetYear)}, report.HeadCell{Text: "达标\n年份"})
		t.Columns = append(t.Columns, col(report.Decimal, 7), col(report.Decimal, 8), col(report.Centre, 8))
	}
	t.Head = [][]report.HeadCell{top, second}
	for _, o := range c.Evaluated.Course.Outlooks {
		t.Rows = append(t.Rows, c.outlookRow(o))
	}
	if len(c.paceOrder()) == 1 {
		t.Notes = []string{"规划期内只有一个整年，至今年均、最差一年、最好一年的速度都与上年速度相同，不另列。"}
	}
	t.Notes = c.reserve(append(t.Notes,
		"推算值＝上一整年的数按该速度逐年递推至目标年；能耗降低率为五年累计降低率。速度按绝对值计算，与可比价增速不同；带“点”的为每年提高的百分点。",
		"只公布增速的年份，绝对值由公布的增速推算，标“推算”。“达不到”表示按该速度停在原处或与目标背离；“超出范围”表示推算值超出该指标可能的范围；“缺数”“不可计算”表示缺以前年份的数，或有零、负数；保持类指标不推算。",
	))
	return t
}

func (c *composer) outlookRow(o evaluate.Outlook) report.Row {
	ind, id := o.Indicator, "t12o."+o.Indicator.Code
	level := c.number(id+".level", o.Level, pathDecimals(ind), none)
	if o.Chained {
		level = report.Number(id+".level", *o.Level, report.Format{Decimals: pathDecimals(ind), Suffix: "（推算）"}, c.round)
	}
	cells := []report.Cell{text(fmt.Sprint(ind.Row)), text(printedName(ind)), level, c.targetCell(id, ind)}
	for _, kind := range c.paceOrder() {
		cells = append(cells, c.paceCells(id+"."+paceKeys[kind], o, kind)...)
	}
	return report.Row{ID: id, Cells: cells}
}

// paceCells are pace, value in the target year and year of the target; a word where
// there is none.
func (c *composer) paceCells(id string, o evaluate.Outlook, kind evaluate.PaceKind) []report.Cell {
	p, ok := o.At(kind)
	if !ok {
		return []report.Cell{toned(id+".rate", none, report.Muted), toned(id+".value", o.Why, report.Muted), toned(id+".reached", none, report.Muted)}
	}
	f := report.Format{Decimals: 2}
	if o.Points {
		f.Suffix = pointSuffix(o.Indicator)
	}
	value := c.number(id+".value", p.Value, pathDecimals(o.Indicator), p.Why)
	reached := toned(id+".reached", p.ReachedWhy, report.Bad)
	if p.Reached > 0 {
		reached = toned(id+".reached", fmt.Sprintf("%d年", p.Reached), report.Good)
		if p.Reached > c.Plan.Head.TargetYear {
			reached.Tone = report.Watch
		}
	}
	return []report.Cell{report.Number(id+".rate", p.Rate, f, c.round), value, reached}
}
