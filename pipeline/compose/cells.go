package compose

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// Signs for figures that are not there; the legend under the tables explains them.
const (
	none    = "—"   // does not apply or cannot be computed
	absent  = "缺报"  // the unit has not reported
	sentBck = "退回"  // the unit's report was returned
	pending = "待核定" // the department has no valid figure
)

const legend = "“—”表示不适用、不可计算或本期不报；“缺报”“退回”表示该单位没有有效数据；“待核定”表示责任部门没有有效数据。"

const roundingNote = "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。"

func (c *composer) round(d decimal.Decimal, n int32) decimal.Decimal {
	return stat.Rounding(c.Plan.Scheme.Rounding).Round(d, n)
}

// number is a cell with a fixed number of decimals; a nil figure prints sign.
func (c *composer) number(id string, d *decimal.Decimal, decimals int, sign string) report.Cell {
	if d == nil {
		return report.Cell{ID: id, Text: sign, Tone: report.Muted}
	}
	return report.Number(id, *d, report.Format{Decimals: decimals}, c.round)
}

// plain is a cell with as many decimals as the figure was reported with, at most limit.
func (c *composer) plain(id string, d *decimal.Decimal, limit int, sign string) report.Cell {
	if d == nil {
		return c.number(id, nil, 0, sign)
	}
	return c.number(id, d, naturalDecimals(*d, limit), sign)
}

func naturalDecimals(d decimal.Decimal, limit int) int {
	for n := 0; n < limit; n++ {
		if d.Equal(d.Round(int32(n))) {
			return n
		}
	}
	return limit
}

func text(s string) report.Cell { return report.Cell{Text: s} }

func toned(id, s string, tone report.Tone) report.Cell {
	return report.Cell{ID: id, Text: s, Tone: tone}
}

var verdictTones = map[evaluate.Verdict]report.Tone{
	evaluate.Reached: report.Good, evaluate.Ahead: report.Good, evaluate.Kept: report.Good,
	evaluate.OnCourse: report.Watch, evaluate.Behind: report.Bad, evaluate.NotKept: report.Bad, evaluate.Pending: report.Bad,
	evaluate.Completed: report.Good, evaluate.NotCompleted: report.Bad, evaluate.Better: report.Good, evaluate.Level: report.Watch, evaluate.Worse: report.Bad,
	evaluate.NoLevel: report.Muted, evaluate.NotDue: report.Muted, evaluate.YearEnd: report.Muted,
}

var growthTones = map[evaluate.GrowthVerdict]report.Tone{
	evaluate.GrowthMet: report.Good, evaluate.GrowthMissed: report.Bad, evaluate.GrowthUnknown: report.Muted, evaluate.GrowthNone: report.Muted,
}

// signFor is what prints in place of a unit's missing figure.
func (c *composer) signFor(unit string) string {
	switch state, _ := c.stateOf(unit); {
	case c.public:
	case state == consolidate.Missing:
		return absent
	case state == consolidate.Returned:
		return sentBck
	}
	return none
}

// statesOf are the states of the units' reports.
func statesOf(in Input) map[string]consolidate.State {
	states := make(map[string]consolidate.State, len(in.Figures.Units))
	for _, u := range in.Figures.Units {
		states[u.Unit.Code] = u.State
	}
	return states
}

// stateOf is the state of a unit's report; ok is false if it owes none.
func (c *composer) stateOf(unit string) (state consolidate.State, ok bool) {
	if c.states == nil {
		c.states = statesOf(c.Input)
	}
	state, ok = c.states[unit]
	return state, ok
}

// head1 makes a table head of one row.
func head1(titles ...string) [][]report.HeadCell {
	var row []report.HeadCell
	for _, t := range titles {
		row = append(row, report.HeadCell{Text: t})
	}
	return [][]report.HeadCell{row}
}

func columns(spec ...report.Column) []report.Column { return spec }

func col(align report.Align, width float64) report.Column {
	return report.Column{Align: align, Width: width}
}

func section(id, title string) report.Row {
	return report.Row{ID: id, Kind: report.Section, Cells: []report.Cell{text(title)}}
}
