package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/report"
	"zhibao/pipeline/rule"
)

// change is how a finding stands against the last run with other inputs.
type change string

// Changes, in the order of the list.
const (
	isNew   change = "新增"
	altered change = "数值有变"
	gone    change = "已消除"
	stays   change = "仍存在"
)

var changeOrder = []change{isNew, altered, gone, stays}

var changeTones = map[change]report.Tone{isNew: report.Bad, altered: report.Watch, gone: report.Good, stays: report.Muted}

// changed is one finding in both runs, or in one of them.
type changed struct {
	kind        change
	before, now *rule.Result
}

// result is the finding as it now stands, else as it stood.
func (x changed) result() rule.Result {
	if x.now != nil {
		return *x.now
	}
	return *x.before
}

// pairUp finds for each finding the one of the last run that is about the same.
func pairUp(before, now []rule.Result) []changed {
	before, now = findings(before), findings(now)
	open := map[string][]*rule.Result{}
	for i := range before {
		k := sameSubject(before[i])
		open[k] = append(open[k], &before[i])
	}
	partner := make([]*rule.Result, len(now))
	take := func(i int, fits func(*rule.Result) bool) {
		k := sameSubject(now[i])
		at := slices.IndexFunc(open[k], fits)
		if partner[i] == nil && at >= 0 {
			partner[i] = open[k][at]
			open[k] = slices.Delete(open[k], at, at+1)
		}
	}
	for i := range now {
		take(i, func(b *rule.Result) bool { return sameFigures(*b, now[i]) })
	}
	for i := range now {
		take(i, func(*rule.Result) bool { return true })
	}
	var all []changed
	for i := range now {
		x := changed{kind: isNew, before: partner[i], now: &now[i]}
		switch {
		case x.before == nil:
		case sameFigures(*x.before, now[i]):
			x.kind = stays
		default:
			x.kind = altered
		}
		all = append(all, x)
	}
	for i := range before {
		if slices.Contains(open[sameSubject(before[i])], &before[i]) {
			all = append(all, changed{kind: gone, before: &before[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b changed) int { return slices.Index(changeOrder, a.kind) - slices.Index(changeOrder, b.kind) })
	return all
}

func findings(results []rule.Result) []rule.Result {
	return slices.DeleteFunc(slices.Clone(results), func(r rule.Result) bool { return r.Outcome != rule.Fail })
}

// sameSubject is what two findings about the same have in common. Of a finding
// about no row, what was seen tells it from others of its rule.
func sameSubject(r rule.Result) string {
	parts := []string{r.Rule, r.Subject.Unit, r.Subject.Form, r.Subject.Item, string(r.Subject.Measure)}
	if r.Subject.Item == "" {
		parts = append(parts, r.Seen)
	}
	return strings.Join(parts, "\x00")
}

func sameFigures(a, b rule.Result) bool { return slices.Equal(a.Operands, b.Operands) }

// changes says what is new, gone, altered or still there since the last run of the
// period with other inputs. What is found only over all units is judged at each
// run and kept in no ledger, so it is not compared.
func (c *composer) changes() []report.Block {
	const note = "只比较对各单位表格的审核；汇总审核（缺报、部门数与县市区合计等）每次重新评判，不在比较之列。收件夹内容未变的重复运行不算一次。"
	if c.Before == nil {
		t := &report.Table{ID: "t8c", Title: "变化", Columns: columns(col(report.Left, 60)), Notes: []string{note}}
		return []report.Block{empty(t, "首次运行，无上次可比。")}
	}
	all := pairUp(c.Before.Results, c.Recorded)
	return []report.Block{c.changeCounts(all), c.changeList(all, note)}
}

func (c *composer) changeCounts(all []changed) *report.Table {
	t := &report.Table{ID: "t8n", Title: "（一）变化汇总", Unit: "单位：个", Columns: slices.Concat(columns(col(report.Left, 12)), repeated(len(changeOrder)+2, col(report.Decimal, 12)))}
	t.Head = head1("级别", "上次问题", "新增", "数值有变", "已消除", "仍存在", "本次问题")
	row := func(id string, kind report.RowKind, first report.Cell, of func(rule.Result) bool) {
		n := map[change]int{}
		for _, x := range all {
			if of(x.result()) {
				n[x.kind]++
			}
		}
		cells := []report.Cell{first, c.count(id+".before", n[altered]+n[gone]+n[stays])}
		for i, k := range changeOrder {
			cells = append(cells, c.count(fmt.Sprintf("%s.%d", id, i+1), n[k]))
		}
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: kind, Cells: append(cells, c.count(id+".now", n[isNew]+n[altered]+n[stays]))})
	}
	for _, s := range severityWords {
		row(fmt.Sprintf("t8n.%d", s), report.Data, levelCell(s), func(r rule.Result) bool { return r.Severity == s })
	}
	row("t8n.all", report.Total, text("合计"), func(rule.Result) bool { return true })
	return t
}

func (c *composer) changeList(all []changed, note string) *report.Table {
	t := &report.Table{ID: "t8c", Title: "（二）逐条变化", Notes: []string{note}, Columns: columns(col(report.Left, 16), col(report.Centre, 9), col(report.Centre, 9), col(report.Centre, 6), col(report.Left, 18), col(report.Left, 44),
		col(report.Left, 14), col(report.Left, 14), col(report.Centre, 8), col(report.Centre, 8))}
	t.Head = head1("单位", "变化", "级别", "规则", "位置", "问题", "上次数值", "本次数值", "上次状态", "本次状态")
	for _, x := range all {
		r := x.result()
		was, is, wasState, isState := text(none), text(none), text(none), text(none)
		if x.before != nil {
			was, wasState = text(figureOf(*x.before)), standingCell(x.before.Standing())
		}
		if x.now != nil {
			is, isState = text(figureOf(*x.now)), standingCell(x.now.Standing())
		}
		add(t, text(c.unitLabel(r)), toned("", string(x.kind), changeTones[x.kind]), levelCell(r.Severity), text(r.Rule), text(spot(r)), text(r.Message), was, is, wasState, isState)
	}
	return empty(t, "上次和本次都没有问题。")
}

// figureOf is the figure a finding points at; a finding about no row has none.
func figureOf(r rule.Result) string {
	if r.Subject.Item == "" {
		return none
	}
	return cmp.Or(r.Figure(), none)
}
