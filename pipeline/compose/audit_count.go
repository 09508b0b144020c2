package compose

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// standings are what can become of a finding, in the order of columns.
var standings = []rule.Standing{rule.ToCorrect, rule.ToExplain, rule.WasExplained, rule.WasGranted, rule.Informs}

// settled are the standings that differ from levels: all but 提示.
var settled = standings[:4]

var standingTones = map[rule.Standing]report.Tone{
	rule.ToCorrect: report.Bad, rule.ToExplain: report.Watch, rule.WasExplained: report.Good, rule.WasGranted: report.Good, rule.Informs: report.Muted,
}

// tally counts results.
type tally struct {
	fails, na int
	level     map[rule.Severity]int
	standing  map[rule.Standing]int
	units     map[string]bool // of findings
	rules     map[string]bool // of findings
}

func newTally() *tally {
	return &tally{level: map[rule.Severity]int{}, standing: map[rule.Standing]int{}, units: map[string]bool{}, rules: map[string]bool{}}
}

func (t *tally) add(r rule.Result) {
	if r.Outcome == rule.NotEvaluated {
		t.na++
	}
	if r.Outcome != rule.Fail {
		return
	}
	t.fails++
	t.level[r.Severity]++
	t.standing[r.Standing()]++
	t.units[r.Subject.Unit] = true
	t.rules[r.Rule] = true
}

// tallies counts the results by key.
func (c *composer) tallies(key func(rule.Result) string) (by map[string]*tally, all *tally) {
	by, all = map[string]*tally{}, newTally()
	for r := range c.Results.All() {
		k := key(r)
		if by[k] == nil {
			by[k] = newTally()
		}
		by[k].add(r)
		all.add(r)
	}
	return by, all
}

// standingCells are the counts by standing, under the heads of standingHeads.
func (c *composer) standingCells(id string, t *tally, list []rule.Standing) []report.Cell {
	var cells []report.Cell
	for i, s := range list {
		cells = append(cells, c.count(fmt.Sprintf("%s.s%d", id, i+1), t.standing[s]))
	}
	return cells
}

func standingHeads(list []rule.Standing) []report.HeadCell {
	var heads []report.HeadCell
	for _, s := range list {
		heads = append(heads, report.HeadCell{Text: string(s)})
	}
	return heads
}

func repeated(n int, c report.Column) []report.Column { return slices.Repeat([]report.Column{c}, n) }

// standingTable says how many findings there are and what became of them.
func (c *composer) standingTable() *report.Table {
	_, all := c.tallies(func(rule.Result) string { return "" })
	t := &report.Table{ID: "t1s", Title: "审核结果", Unit: "单位：个", Columns: columns(col(report.Left, 20), col(report.Decimal, 12), col(report.Left, 48))}
	t.Head = head1("状态", "个数", "说明")
	meaning := map[rule.Standing]string{
		rule.ToCorrect: "强制性问题，以及未经准予的准强制性问题；改正后重报", rule.ToExplain: "核实性问题，尚无可采信的核实说明；说明或改正后重报",
		rule.WasExplained: "核实性问题，核实说明已采信", rule.WasGranted: "准强制性问题，统计局已准予", rule.Informs: "无须处理",
	}
	for i, s := range standings {
		id := fmt.Sprintf("t1s.%d", i+1)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{toned("", string(s), standingTones[s]), c.count(id+".n", all.standing[s]), text(meaning[s])}})
	}
	passed := decimal.NewFromInt(int64(c.Passed))
	t.Rows = append(t.Rows,
		report.Row{ID: "t1s.all", Kind: report.Total, Cells: []report.Cell{text("问题合计"), c.count("t1s.all.n", all.fails), text("逐条见表5")}},
		report.Row{ID: "t1s.na", Cells: []report.Cell{text("未能评判"), c.count("t1s.na.n", all.na), text("缺少数据；汇总见表7")}},
		report.Row{ID: "t1s.passed", Cells: []report.Cell{text("审核通过"), c.number("t1s.passed.n", &passed, 0, none), text("各单位逐条规则通过的次数，不含汇总审核")}},
	)
	return t
}

// byUnit counts for each unit that owes a report, then for whoever else findings are about.
func (c *composer) byUnit() *report.Table {
	t := &report.Table{ID: "t2u", Unit: "单位：个", List: true, Columns: slices.Concat(columns(col(report.Left, 20), col(report.Centre, 10), col(report.Centre, 9)),
		repeated(len(severityWords)+len(settled)+2, col(report.Decimal, 9)))}
	t.Head = [][]report.HeadCell{
		{{Text: "单位", RowSpan: 2}, {Text: "类别", RowSpan: 2}, {Text: "报送状态", RowSpan: 2}, {Text: "问题合计", RowSpan: 2},
			{Text: "按级别", ColSpan: len(severityWords)}, {Text: "按状态", ColSpan: len(settled)}, {Text: "未能评判", RowSpan: 2}}, {}}
	for _, s := range severityWords {
		t.Head[1] = append(t.Head[1], report.HeadCell{Text: s.String()})
	}
	t.Head[1] = append(t.Head[1], standingHeads(settled)...)
	by, all := c.tallies(c.reporter)
	row := func(id, name, kind string, state report.Cell, rowKind report.RowKind, n *tally) {
		cells := []report.Cell{text(name), text(kind), state, c.count(id+".fail", n.fails)}
		for _, s := range severityWords {
			cells = append(cells, c.count(fmt.Sprintf("%s.%d", id, s), n.level[s]))
		}
		cells = append(append(cells, c.standingCells(id, n, settled)...), c.count(id+".na", n.na))
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: rowKind, Cells: cells})
	}
	for _, u := range c.Figures.Units {
		n := by[u.Unit.Code]
		if n == nil {
			n = newTally()
		}
		delete(by, u.Unit.Code)
		row("t2u."+u.Unit.Code, u.Unit.NameAt(c.period), kindName(u.Unit.Kind), toned("", string(u.State), unitTones[u.State]), report.Data, n)
	}
	for _, code := range sortedKeys(by) {
		row("t2u.other."+code, c.unitLabel(rule.Result{Subject: rule.Subject{Unit: code}}), none, text(none), report.Data, by[code])
	}
	row("t2u.all", "合计", "", text(""), report.Total, all)
	t.Notes = []string{"问题合计等于按级别四栏之和；待改正、待说明、已说明、已准予与提示之和也等于它。片区的问题计入所属园区；“（未识别）”为认不出填报单位的文件。"}
	return t
}

var severityWords = []rule.Severity{rule.Mandatory, rule.NearMandatory, rule.Verify, rule.Hint}

var unitTones = map[consolidate.State]report.Tone{consolidate.Reported: report.Good, consolidate.Returned: report.Bad, consolidate.Missing: report.Bad}

// reporter is the unit that a result counts for: a sub-park's park.
func (c *composer) reporter(r rule.Result) string {
	if u, ok := c.Plan.Unit(r.Subject.Unit); ok {
		if u.Parent != "" {
			return u.Parent
		}
		return u.Code
	}
	return r.Subject.Unit
}

func (c *composer) byRule() *report.Table {
	t := &report.Table{ID: "t2r", List: true, Unit: "单位：个", Columns: slices.Concat(columns(col(report.Left, 8), col(report.Left, 34), col(report.Centre, 10)),
		repeated(len(standings)+3, col(report.Decimal, 9)))}
	t.Head = [][]report.HeadCell{slices.Concat([]report.HeadCell{{Text: "规则"}, {Text: "名称"}, {Text: "级别"}, {Text: "问题合计"}}, standingHeads(standings),
		[]report.HeadCell{{Text: "涉及单位"}, {Text: "未能评判"}})}
	by, all := c.tallies(func(r rule.Result) string { return r.Rule })
	level := map[string]rule.Severity{}
	for r := range c.Results.All() {
		level[r.Rule] = r.Severity
	}
	row := func(id string, kind report.RowKind, first []report.Cell, n *tally, units report.Cell) {
		cells := slices.Concat(first, []report.Cell{c.count(id+".fail", n.fails)}, c.standingCells(id, n, standings), []report.Cell{units, c.count(id+".na", n.na)})
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: kind, Cells: cells})
	}
	for _, id := range sortedKeys(by) {
		first := []report.Cell{text(id), text(c.RuleNames[id]), {Text: level[id].String(), Tone: severityTones[level[id]]}}
		row("t2r."+id, report.Data, first, by[id], c.count("t2r."+id+".units", len(by[id].units)))
	}
	row("t2r.all", report.Total, []report.Cell{text("合计"), text(""), text("")}, all, text(""))
	return t
}

func (c *composer) byLevel() *report.Table {
	t := &report.Table{ID: "t4l", Unit: "单位：个", Columns: slices.Concat(columns(col(report.Left, 12)), repeated(len(standings)+4, col(report.Decimal, 10)))}
	t.Head = [][]report.HeadCell{slices.Concat([]report.HeadCell{{Text: "级别"}, {Text: "问题合计"}}, standingHeads(standings),
		[]report.HeadCell{{Text: "涉及规则"}, {Text: "涉及单位"}, {Text: "未能评判"}})}
	by, all := c.tallies(func(r rule.Result) string { return r.Severity.String() })
	row := func(id string, first report.Cell, kind report.RowKind, n *tally) {
		cells := slices.Concat([]report.Cell{first, c.count(id+".fail", n.fails)}, c.standingCells(id, n, standings),
			[]report.Cell{c.count(id+".rules", len(n.rules)), c.count(id+".units", len(n.units)), c.count(id+".na", n.na)})
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: kind, Cells: cells})
	}
	for _, s := range severityWords {
		n := by[s.String()]
		if n == nil {
			n = newTally()
		}
		row(fmt.Sprintf("t4l.%d", s), toned("", s.String(), severityTones[s]), report.Data, n)
	}
	row("t4l.all", text("合计"), report.Total, all)
	t.Notes = []string{"涉及规则、涉及单位按不重复计，合计不等于各级别相加。"}
	return t
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
