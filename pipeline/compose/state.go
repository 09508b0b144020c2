package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// dataState is 附表5: who reported, findings, differences, and what the report was
// made with.
func (c *composer) dataState() report.Annex {
	var blocks []report.Block
	for _, t := range []*report.Table{c.countTable(), c.unitTable(), c.qualityTable(), c.openTable(), c.explainedTable(), c.differenceTable(), c.versionTable()} {
		if t == nil {
			continue
		}
		t.Title = fmt.Sprintf("（%s）%s", numerals[len(blocks)], t.Title)
		blocks = append(blocks, t)
	}
	return report.Annex{ID: "annex5", Label: "附表5", Title: "数据报送和审核情况", Sheet: "附表5", Blocks: blocks}
}

// numerals number the tables of an annex.
var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}

var kindNames = []struct {
	kind plan.UnitKind
	name string
}{{plan.County, "县市区"}, {plan.Park, "园区"}, {plan.DeptUnit, "市直部门"}}

func kindName(k plan.UnitKind) string {
	for _, n := range kindNames {
		if n.kind == k {
			return n.name
		}
	}
	return ""
}

func (c *composer) countTable() *report.Table {
	t := &report.Table{ID: "t51", Title: "报送情况", Unit: "单位：家", Columns: columns(col(report.Left, 20), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 12), col(report.Decimal, 12))}
	t.Head = head1("类别", "应报", "审核通过", "退回", "缺报")
	states := []consolidate.State{consolidate.Reported, consolidate.Returned, consolidate.Missing}
	row := func(id, name string, kind plan.UnitKind, rowKind report.RowKind) {
		due, counts := 0, map[consolidate.State]int{}
		for _, u := range c.Figures.Units {
			if kind == "" || u.Unit.Kind == kind {
				due++
				counts[u.State]++
			}
		}
		cells := []report.Cell{text(name), c.count(id+".due", due)}
		for i, s := range states {
			cells = append(cells, c.count(id+"."+[]string{"passed", "returned", "missing"}[i], counts[s]))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: rowKind, Cells: cells})
	}
	for _, k := range kindNames {
		row("t51."+string(k.kind), k.name, k.kind, report.Data)
	}
	row("t51.all", "合计", "", report.Total)
	return t
}

func (c *composer) count(id string, n int) report.Cell {
	cell, known := c.counts[n]
	if !known {
		d := decimal.NewFromInt(int64(n))
		cell = c.number("", &d, 0, none)
		if c.counts == nil {
			c.counts = map[int]report.Cell{}
		}
		c.counts[n] = cell
	}
	cell.ID = id
	return cell
}

func (c *composer) unitTable() *report.Table {
	t := &report.Table{ID: "t52", Title: "各单位报送与审核结果", Columns: columns(col(report.Left, 20), col(report.Centre, 10), col(report.Centre, 9), col(report.Left, 34),
		col(report.Decimal, 8), col(report.Decimal, 8), col(report.Decimal, 8), col(report.Decimal, 8))}
	t.Head = [][]report.HeadCell{
		{{Text: "单位", RowSpan: 2}, {Text: "类别", RowSpan: 2}, {Text: "状态", RowSpan: 2}, {Text: "文件", RowSpan: 2}, {Text: "审核问题（个）", ColSpan: 4}},
		{{Text: "强制性"}, {Text: "准强制性"}, {Text: "核实性"}, {Text: "提示"}},
	}
	tones := map[consolidate.State]report.Tone{consolidate.Reported: report.Good, consolidate.Returned: report.Bad, consolidate.Missing: report.Bad}
	for _, u := range c.Figures.Units {
		id, counts := "t52."+u.Unit.Code, c.findings(u.Unit.Code)
		cells := []report.Cell{text(u.Unit.NameAt(c.period)), text(kindName(u.Unit.Kind)), toned(id+".state", string(u.State), tones[u.State]), text(u.File)}
		for s := rule.Mandatory; s <= rule.Hint; s++ {
			cells = append(cells, c.count(fmt.Sprintf("%s.%d", id, s), counts[s]))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: cells})
	}
	return t
}

// severities counts findings by severity.
type severities [rule.Hint + 1]int

// findings counts a unit's findings; sub-parks count for their park.
func (c *composer) findings(unit string) severities {
	if c.told == nil {
		c.told = map[string]severities{}
		for r := range c.Results.All() {
			if r.Outcome != rule.Fail {
				continue
			}
			c.charge(r.Subject.Unit, r.Severity)
			if u, ok := c.Plan.Unit(r.Subject.Unit); ok && u.Parent != r.Subject.Unit {
				c.charge(u.Parent, r.Severity)
			}
		}
	}
	return c.told[unit]
}

func (c *composer) charge(unit string, s rule.Severity) {
	n := c.told[unit]
	n[s]++
	c.told[unit] = n
}

var severityTones = map[rule.Severity]report.Tone{
	rule.Mandatory: report.Bad, rule.NearMandatory: report.Bad, rule.Verify: report.Watch, rule.Hint: report.Muted,
}

func (c *composer) openTable() *report.Table {
	t := &report.Table{ID: "t53", Title: "待处理的审核问题", Columns: columns(col(report.Left, 14), col(report.Centre, 9), col(report.Centre, 6), col(report.Left, 20), col(report.Left, 40), col(report.Left, 34))}
	t.Head = head1("单位", "级别", "规则", "位置", "问题", "处理")
	n := 0
	for r := range c.Results.All() {
		if !r.Open() {
			continue
		}
		n++
		t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("t53.%d", n), Cells: []report.Cell{
			text(c.unitLabel(r)), {Text: r.Severity.String(), Tone: severityTones[r.Severity]}, text(r.Rule),
			text(place(r.Source)), text(r.Message), text(r.Remedy),
		}})
	}
	if n == 0 {
		return nil
	}
	return t
}

// place is a source without the file, for tables where the unit is named.
func place(s stat.Source) string {
	switch {
	case s.Sheet == "":
		return s.File
	case s.Cell == "":
		return s.Sheet
	}
	return s.Sheet + "!" + s.Cell
}

func (c *composer) explainedTable() *report.Table {
	t := &report.Table{ID: "t54", Title: "已作说明的核实性问题", Columns: columns(col(report.Left, 14), col(report.Centre, 6), col(report.Left, 18), col(report.Left, 44), col(report.Left, 40))}
	t.Head = head1("单位", "规则", "位置", "问题", "单位的核实说明")
	n := 0
	for r := range c.Results.All() {
		if r.Outcome != rule.Fail || r.Severity != rule.Verify || r.Explained == "" {
			continue
		}
		n++
		t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("t54.%d", n), Cells: []report.Cell{
			text(c.unitLabel(r)), text(r.Rule), text(place(r.Source)), text(r.Message), text(r.Explained),
		}})
	}
	if n == 0 {
		return nil
	}
	return t
}

func (c *composer) differenceTable() *report.Table {
	t := &report.Table{ID: "t55", Title: "部门数与县市区合计的差额", Columns: columns(col(report.Left, 26), col(report.Centre, 8), col(report.Decimal, 10), col(report.Decimal, 12), col(report.Decimal, 10), col(report.Decimal, 10), col(report.Left, 24))}
	t.Head = head1("指标", "单位", "部门数", "县市区合计", "差额", "占部门数\n（%）", "未计入合计的单位")
	for _, f := range c.Figures.Indicators {
		if f.Counties == nil {
			continue
		}
		id := "t55." + f.Item.Code
		city := f.Official.Number(stat.Value)
		var pct *decimal.Decimal
		if f.Counties.Difference != nil {
			if v, err := method.Ratio(*f.Counties.Difference, *city, decimal.NewFromInt(100)); err == nil {
				pct = &v
			}
		}
		var absent []string
		for _, u := range f.Counties.Absent {
			absent = append(absent, u.NameAt(c.period))
		}
		if len(absent) == 0 {
			absent = []string{none}
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(f.Item.Name), text(f.Item.Unit), c.plain(id+".city", city, f.Item.Decimals, pending), c.plain(id+".sum", &f.Counties.Sum, f.Item.Decimals, none),
			c.plain(id+".diff", f.Counties.Difference, f.Item.Decimals, none), c.number(id+".pct", pct, 1, none), text(strings.Join(absent, "、")),
		}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (c *composer) versionTable() *report.Table {
	t := &report.Table{ID: versionsID, Title: "口径、版本与字体", Columns: columns(col(report.Left, 20), col(report.Left, 80))}
	t.Head = head1("项目", "内容")
	add := func(k, v string) {
		t.Rows = append(t.Rows, versionRow(t, k, v))
	}
	authority := c.Plan.Scheme.Authority
	if authority == "" {
		authority = "无（" + c.Plan.Scheme.Disclaimer() + "）"
	}
	add("测算方案依据", authority)
	for _, v := range c.Versions {
		add(v.Key, v.Text)
	}
	if line := c.planCheckLine(); line != "" {
		add("方案数字核对", line)
	}
	if c.Figures.Sample {
		add("示例数据", "本报告含示例数据：标有“示例数据”的工作簿中，除已公开发布的数字外，均为演示而编造，不是统计数据。")
	}
	return t
}

// WithFonts is the report with a line on the fonts that took the place of others, as
// sentences; nothing of it changes. The line quotes nothing and is not quoted, so that
// what was sealed stays so.
func WithFonts(doc *report.Document, fonts []string) *report.Document {
	if len(fonts) == 0 {
		return doc
	}
	out := *doc
	out.Annexes = slices.Clone(doc.Annexes)
	for i, a := range out.Annexes {
		at := slices.IndexFunc(a.Blocks, func(b report.Block) bool { return b.BlockID() == versionsID })
		t, ok := (*report.Table)(nil), false
		if at >= 0 {
			t, ok = a.Blocks[at].(*report.Table)
		}
		if !ok {
			continue
		}
		longer := *t
		longer.Rows = append(slices.Clip(t.Rows), versionRow(t, "字体替换", strings.Join(fonts, "；")+"。"))
		out.Annexes[i].Blocks = slices.Clone(a.Blocks)
		out.Annexes[i].Blocks[at] = &longer
	}
	return &out
}

// versionsID is the table of what the report was made by.
const versionsID = "t57"

func versionRow(t *report.Table, k, v string) report.Row {
	return report.Row{ID: fmt.Sprintf("%s.%d", t.ID, len(t.Rows)+1), Cells: []report.Cell{text(k), text(v)}}
}
