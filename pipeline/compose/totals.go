package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// Choice is the units that a consolidation is made of (完全、节点、选择汇总). The zero
// value takes all.
type Choice struct {
	Title string   // what was chosen, for the head of the tables
	Units []string // codes; nil: all
	Notes []string // what a reader must know of the choice
}

// all reports whether nothing was left out.
func (c Choice) all() bool { return c.Units == nil }

func (c Choice) has(u *plan.Unit) bool { return c.all() || slices.Contains(c.Units, u.Code) }

// totals composes the sheets of one choice.
type totals struct {
	*composer
	choice Choice
}

// Totals composes the consolidation tables (汇总表).
func Totals(in Input, choice Choice) (*report.Document, error) {
	t := &totals{&composer{Input: in, period: in.Figures.Period}, choice}
	t.doc = &report.Document{ID: "totals", Kind: "汇总表", Title: []string{in.Plan.Head.City + t.period.Label() + "汇总表"},
		Mark: in.mark(), Meta: in.properties()}
	t.annex("county", "县市区", "县市区主要指标汇总表", t.counties())
	t.annex("park", "园区", "园区主要指标汇总表", t.parks())
	if choice.all() {
		t.annex("industry", "产业", "十大产业汇总表", t.industries())
		t.annex("task", "任务", "行动任务汇总表", t.tasks())
	}
	light(t.doc)
	if err := t.derive(func(d *derivation) { d.consolidated(choice) }); err != nil {
		return nil, err
	}
	return t.doc, t.doc.Seal()
}

func (t *totals) annex(id, sheet, title string, table *report.Table) {
	if table == nil {
		return
	}
	if t.choice.Title != "" {
		title += "（" + t.choice.Title + "）"
	}
	t.doc.Annexes = append(t.doc.Annexes, report.Annex{ID: id, Title: t.Plan.Head.City + t.period.Label() + title, Sheet: sheet, Blocks: []report.Block{table}})
}

// unitTable is the empty table of units and their figures.
func (t *totals) unitTable(id string) *report.Table {
	table := &report.Table{ID: id, Columns: columns(col(report.Left, 32), col(report.Decimal, 11), col(report.Decimal, 13), col(report.Decimal, 10),
		col(report.Decimal, 8), col(report.Decimal, 8), col(report.Decimal, 8), col(report.Decimal, 8))}
	table.Head = head1("单位", "本期", t.cumulative(), "增速\n（%）", "增速\n位次", "位次\n变化", "总量\n位次", "位次\n变化")
	return table
}

// whole leaves out the column 本期 from the table of a year, which has none.
func (t *totals) whole(table *report.Table) *report.Table {
	if t.period.Kind != stat.Year {
		return table
	}
	table.Columns = slices.Delete(table.Columns, 1, 2)
	table.Head[0] = slices.Delete(table.Head[0], 1, 2)
	for i, row := range table.Rows {
		if row.Kind != report.Section {
			table.Rows[i].Cells = slices.Delete(row.Cells, 1, 2)
		}
	}
	return table
}

func (t *totals) cumulative() string {
	if t.period.Kind == stat.Year {
		return "全年"
	}
	return "本年\n累计"
}

func (t *totals) counties() *report.Table {
	if !t.any(plan.County) {
		return nil
	}
	table := t.unitTable("county")
	for i := range t.Evaluated.Units.Counties {
		p := &t.Evaluated.Units.Counties[i]
		table.Rows = append(table.Rows, t.peerRows("county", p)...)
		table.Rows = append(table.Rows, t.countySums(p)...)
	}
	table.Notes = append(t.notes(), t.diffNote()...)
	return t.whole(table)
}

func (t *totals) parks() *report.Table {
	if !t.any(plan.Park) && !t.any(plan.SubPark) {
		return nil
	}
	table := t.unitTable("park")
	for i := range t.Evaluated.Units.Parks {
		p := &t.Evaluated.Units.Parks[i]
		table.Rows = append(table.Rows, t.peerRows("park", p)...)
		table.Rows = append(table.Rows, t.sumRow("park."+p.Item.Code+".sum", "园区", p))
	}
	table.Notes = append(t.notes(), "片区含在所属园区内，只列“其中”，不参加位次；所属园区已列入的，不再计入合计。园区跨区，不与县市区相加。")
	return t.whole(table)
}

// any reports whether a unit of the kind is chosen.
func (t *totals) any(kind plan.UnitKind) bool {
	return slices.ContainsFunc(t.Plan.UnitsOf(kind), t.choice.has)
}

// peerRows is the section of an item with a row for each unit chosen.
func (t *totals) peerRows(table string, p *evaluate.Peers) []report.Row {
	id, places := table+"."+p.Item.Code, t.decimals(p)
	rows := []report.Row{section(id, t.itemTitle(p))}
	for _, l := range p.Lines {
		if t.choice.has(l.Unit) {
			rows = append(rows, t.unitRow(id+"."+l.Unit.Code, p, l, places))
		}
	}
	return rows
}

// itemTitle names the item, its unit of measure and the periods it is held against.
func (t *totals) itemTitle(p *evaluate.Peers) string {
	name := p.Item.Name
	if p.Indicator != nil {
		name = fmt.Sprintf("%d. %s", p.Indicator.Row, name)
	}
	s := name + "（" + p.Item.Unit + "）"
	if p.NoLevel {
		s += "　只公布增速"
	}
	if p.Without.Year != 0 {
		s += "　本期：" + t.current(p.Without)
	}
	if p.Since.Year != 0 && moved(p) {
		s += "　位次变化：比" + p.Since.Label()
	}
	return s
}

// moved reports whether any change of place is known.
func moved(p *evaluate.Peers) bool {
	return slices.ContainsFunc(p.Lines, func(l evaluate.Line) bool { return l.ByGrowth.Change() != nil || l.ByLevel.Change() != nil })
}

// current names the months that the cumulative figure has beyond those of the
// earlier period.
func (t *totals) current(without stat.Period) string {
	first, last := without.EndMonth()+1, t.period.EndMonth()
	if first == last {
		return fmt.Sprintf("%d月", last)
	}
	return fmt.Sprintf("%d—%d月", first, last)
}

// decimals is the same for all figures of an item: as many as the longest was
// reported with.
func (t *totals) decimals(p *evaluate.Peers) int {
	n := 0
	for _, l := range p.Lines {
		for _, d := range []*decimal.Decimal{l.Value, l.Current, p.City.Official.Number(stat.Value)} {
			if d != nil {
				n = max(n, naturalDecimals(*d, p.Item.Decimals))
			}
		}
	}
	return n
}

func (t *totals) unitRow(id string, p *evaluate.Peers, l evaluate.Line, decimals int) report.Row {
	name, sign := report.Cell{Text: l.Unit.NameAt(t.period)}, t.signFor(l.Unit.Code)
	if l.Unit.Kind == plan.SubPark {
		name.Text, name.Indent, sign = "其中："+name.Text, 1, t.signFor(l.Unit.Parent)
	}
	level := sign
	if p.NoLevel {
		level = none
	}
	cells := []report.Cell{name, t.number(id+".current", l.Current, decimals, none), t.number(id+".value", l.Value, decimals, level),
		t.number(id+".growth", l.Growth, 1, t.growthSign(p, sign))}
	return report.Row{ID: id, Cells: append(cells, t.places(id, p, l)...)}
}

// growthSign is what prints for a growth that is not there: the reason only where
// the growth is all that is asked for.
func (t *totals) growthSign(p *evaluate.Peers, sign string) string {
	if p.NoLevel {
		return sign
	}
	return none
}

func (t *totals) places(id string, p *evaluate.Peers, l evaluate.Line) []report.Cell {
	return []report.Cell{
		t.placeCell(id+".by_growth", l.ByGrowth.Now), t.number(id+".by_growth_change", l.ByGrowth.Change(), 0, none),
		t.placeCell(id+".by_level", l.ByLevel.Now), t.number(id+".by_level_change", l.ByLevel.Change(), 0, none),
	}
}

func (c *composer) placeCell(id string, place int) report.Cell {
	if place == 0 {
		return c.number(id, nil, 0, none)
	}
	return c.count(id, place)
}

// sumRow is the sum of the units chosen, labelled with how many are in it.
func (t *totals) sumRow(id, of string, p *evaluate.Peers) report.Row {
	s := p.SumOf(t.choice.has, t.Figures.ByUnit)
	label := of + "合计"
	if !t.choice.all() {
		label = "所选" + label
	}
	switch {
	case s.Value != nil && p.Ratio != nil:
		label += fmt.Sprintf("（重算，计入%d个）", s.In)
	case s.Value != nil && s.In < s.Units:
		label += fmt.Sprintf("（计入%d个，缺%d个）", s.In, s.Units-s.In)
	case s.Value != nil:
		label += fmt.Sprintf("（计入%d个）", s.In)
	}
	decimals := t.decimals(p)
	return report.Row{ID: id, Kind: report.Total, Cells: []report.Cell{
		text(label), t.number(id+".current", s.Current, decimals, none), t.number(id+".value", s.Value, decimals, none), t.number(id+".growth", s.Growth, 1, none),
		text(none), text(none), text(none), text(none),
	}}
}

// countySums are the sum and, of all counties, the department's figure and the
// difference where the counties add up.
func (t *totals) countySums(p *evaluate.Peers) []report.Row {
	id := "county." + p.Item.Code
	rows := []report.Row{t.sumRow(id+".sum", "县市区", p)}
	if !t.choice.all() {
		return rows
	}
	level, growth := none, none
	if p.City.Pending && p.NoLevel {
		growth = pending
	} else if p.City.Pending {
		level = pending
	}
	rows = append(rows, report.Row{ID: id + ".city", Kind: report.Total, Cells: []report.Cell{
		text("全市（部门数）"), text(none), t.number(id+".city.value", p.City.Official.Number(stat.Value), t.decimals(p), level),
		t.number(id+".city.growth", t.cityGrowth(p), 1, growth), text(none), text(none), text(none), text(none),
	}})
	if !p.Additive || p.NoLevel {
		return rows
	}
	var diff *decimal.Decimal
	if p.City.Counties != nil {
		diff = p.City.Counties.Difference
	}
	return append(rows, report.Row{ID: id + ".diff", Kind: report.Total, Cells: []report.Cell{
		text("差额（全市－县市区合计）"), text(none), t.number(id+".diff.value", diff, t.decimals(p), none), text(none), text(none), text(none), text(none), text(none),
	}})
}

// cityGrowth is the growth that 附表1-1 prints for the city.
func (c *composer) cityGrowth(p *evaluate.Peers) *decimal.Decimal {
	for _, a := range c.Evaluated.Assessments {
		if a.Indicator.Code == p.Item.Code {
			return a.Growth
		}
	}
	return nil
}

func (t *totals) notes() []string {
	list := append([]string{}, t.choice.Notes...)
	current := "本期为本年累计减上期累计，两数俱全的才计算，1—2月不计算。"
	if t.period.Kind == stat.Year {
		current = ""
	}
	list = append(list, current+"增速为各单位所报；未报的按本年数与上年同期计算，可比价指标、比率不计算。",
		"位次：同数同位，其后位次顺延（1、2、2、4）；越低越好的指标低者在前；无数的不排位次。位次变化为比较期位次减本期位次，正数为前移；只在两期都有数的单位之间比较；比较期取本年上一次同类报告，没有的取上年同期，注于各项之后。比率的总量位次按其水平排列。存量指标的累计为期末数。")
	if !t.choice.all() {
		list = append(list, "合计为所选单位之和，不与全市数比较；位次为在全部同类单位中的位次。")
	}
	return append(list, "合计的增速由合计数与上年同期合计计算，与各单位所报可能略有出入，可比价指标不计算；比率的合计由分子、分母合计重算，不相加、不平均。", legend, roundingNote)
}

func (t *totals) diffNote() []string {
	if !t.choice.all() {
		return nil
	}
	return []string{"全市数以责任部门数为准，不以县市区合计代替；差额只列可相加的指标，不作调整。"}
}

func (t *totals) industries() *report.Table {
	table := t.industryTable()
	table.Title, table.Notes = "", []string{"“待核定”表示责任部门没有有效数据。"}
	t.markPending(table, t.Evaluated.Industries)
	return table
}

func (t *totals) tasks() *report.Table {
	table := t.taskTable()
	table.Title = ""
	table.Notes = append(table.Notes, "“待核定”表示责任部门没有有效数据。")
	t.markPending(table, t.Evaluated.Tasks)
	return table
}

// markPending writes 待核定 where a department has no valid figure of what is due.
func (t *totals) markPending(table *report.Table, list []evaluate.Completion) {
	absent := map[string]bool{}
	for _, c := range list {
		absent["t4."+c.Code+".value"] = c.Value == nil && c.Figure.Due
	}
	for _, row := range table.Rows {
		for i := range row.Cells {
			if absent[row.Cells[i].ID] {
				row.Cells[i].Text, row.Cells[i].Tone = pending, report.Bad
			}
			row.Cells[i].ID = strings.Replace(row.Cells[i].ID, "t4.", "item.", 1)
		}
	}
}
