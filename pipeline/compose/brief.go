package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
)

// BriefTemplate is the text of the brief.
const BriefTemplate = "reports/brief.tmpl"

// The slots of the brief.
const slotHeadline, slotLagging = "@主要数字", "@滞后"

// headlineCount is how many figures the brief shows in large type.
const headlineCount = 5

// Upcoming is something that is due after the period: what, by whom and when.
type Upcoming struct {
	Who  string // 县市区、园区; empty if it is said in What
	What string // 2018年1—7月报表
	When string // 8月8日17时
}

// Brief composes the brief for the leader (简报), one page on a report: its figures
// are the report's cells, its sentences quote them.
func Brief(in Input, full *report.Document, room Room) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period, doc: full, room: room}
	cells, err := full.Cells()
	if err != nil {
		return nil, err
	}
	blocks, err := c.tell(BriefTemplate, []string{slotHeadline, slotLagging})
	if err != nil {
		return nil, err
	}
	title := full.Title
	if len(title) > 0 {
		title = title[:1]
	}
	doc := &report.Document{
		ID: "brief", Kind: "简报", Title: append(slices.Clone(title), c.period.Label()+"简报"), Mark: full.Mark, Quotes: full, Meta: full.Meta,
		Head: report.Head{Signature: cut(in.Paper.Signature, room.Runes), Date: in.Paper.Date},
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case slot:
			t := c.headline(cells)
			if "@"+string(b) == slotLagging {
				t = c.laggingTable(cells)
			}
			if t != nil {
				doc.Body = append(doc.Body, t)
			}
		case report.Paragraph:
			doc.Body = append(doc.Body, room.paragraph(b))
		default:
			doc.Body = append(doc.Body, b)
		}
	}
	doc.Body = numbered(doc.Body) // an empty slot empties its chapter
	return doc, doc.Seal()
}

// quoted is a copy of the first of some cells that has a figure; else a sign without id.
func quoted(cells report.Cells, ids ...string) report.Cell {
	for _, id := range ids {
		if c := cells.Of(id); c.Value != nil {
			c.Formula = nil // its inputs stand where it is quoted from
			return c
		}
	}
	for _, id := range ids {
		if c, ok := cells.Find(id); ok && c.Text != "" {
			return report.Cell{Text: c.Text, Tone: c.Tone}
		}
	}
	return report.Cell{Text: none, Tone: report.Muted}
}

// headline is the table of headline figures; nil if there is none.
func (c *composer) headline(cells report.Cells) *report.Table {
	if c.period.Short() {
		return c.projectHeadline(cells)
	}
	t := &report.Table{ID: "tb", Tiles: true, Columns: columns(col(report.Left, 16), col(report.Decimal, 10), col(report.Decimal, 10), col(report.Decimal, 10), col(report.Decimal, 10), col(report.Centre, 10)),
		Head: head1("指标", "本期", "增速", "目标", "进度", "评价")}
	for _, a := range c.headlines() {
		t.Rows = append(t.Rows, c.headlineRow(cells, a))
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (c *composer) growthWord() string {
	if c.period.Spans() {
		return "年均"
	}
	return "同比"
}

// headlines are the first of the scheme's headline indicators, or of all, that are due.
func (c *composer) headlines() []evaluate.Assessment {
	var list []evaluate.Assessment
	for _, code := range c.Plan.Headline() {
		for _, a := range c.Evaluated.Assessments {
			if a.Indicator.Code == code && a.Figure.Due && len(list) < headlineCount {
				list = append(list, a)
			}
		}
	}
	return list
}

// headlineRow is one headline figure: the level, or the growth where no level is
// published; growth, target, progress, verdict.
func (c *composer) headlineRow(cells report.Cells, a evaluate.Assessment) report.Row {
	ind, id := a.Indicator, "t11."+a.Indicator.Code
	name := cut(ind.Name, c.tileRunes()) + "\n"
	level, growth := quoted(cells, id+".actual"), c.growthQuoted(cells, ind.Code)
	verdict := toned("", string(a.Level), verdictTones[a.Level])
	row := func(list ...report.Cell) report.Row { return report.Row{ID: "tb." + ind.Code, Cells: list} }
	if level.Value == nil && growth.Value != nil {
		if a.Level == evaluate.NoLevel {
			verdict = toned("", c.growthSaid(a), growthTones[a.GrowthVerdict])
		}
		return row(text(name+c.growthWord()+"（%）"), growth, text("只公布增速"), dressed(quoted(cells, id+".growth_goal"), "年均目标 ", "%"), text(""), verdict)
	}
	goal, done := dressed(quoted(cells, id+".year_target"), "年度目标 ", ""), quoted(cells, id+".year_share")
	if a.YearShare == nil {
		done = quoted(cells, id+"."+progressColumn(a))
	}
	if a.YearShare == nil || goal.Value == nil {
		goal = dressed(quoted(cells, id+".target"), fmt.Sprintf("%d年目标 ", c.Plan.Head.TargetYear), "")
	}
	return row(text(name+"（"+ind.Unit+"）"), level, dressed(growth, c.growthWord()+" ", "%"), goal, dressed(done, "进度 ", "%"), verdict)
}

// growthSaid is the verdict on a growth that stands alone.
func (c *composer) growthSaid(a evaluate.Assessment) string {
	if a.GrowthVerdict == evaluate.GrowthMet || a.GrowthVerdict == evaluate.GrowthMissed {
		return "增速" + string(a.GrowthVerdict) + "目标"
	}
	return string(a.GrowthVerdict)
}

// dressed is a figure with words around it; nothing where there is no figure.
func dressed(c report.Cell, prefix, suffix string) report.Cell {
	if c.Value == nil {
		return report.Cell{}
	}
	c.Format.Prefix, c.Format.Suffix, c.Text = prefix+c.Format.Prefix, c.Format.Suffix+suffix, prefix+c.Text+suffix
	return c
}

// tileRunes is the longest name of a tile: two lines.
func (c *composer) tileRunes() int { return min(cmp.Or(c.room.Runes, 16), 16) }

// growthQuoted is the growth of the period's figure; over several years the mean.
func (c *composer) growthQuoted(cells report.Cells, code string) report.Cell {
	if c.period.Spans() {
		return quoted(cells, "t11."+code+".mean")
	}
	return quoted(cells, "t15."+code+".growth", "t11."+code+".growth")
}

// projectHeadline is that of a paper about projects alone.
func (c *composer) projectHeadline(cells report.Cells) *report.Table {
	t := &report.Table{ID: "tb", Tiles: true, Columns: columns(col(report.Left, 16), col(report.Decimal, 10)), Head: head1("项目", "数值")}
	for _, f := range []struct{ column, name string }{
		{"n", "重大项目\n（个）"}, {"total", "总投资\n（万元）"}, {"plan", "年度计划\n（万元）"}, {"done", "本年完成\n（万元）"}, {"percent", "完成年度计划\n（%）"}, {"time", "时序进度\n（%）"},
	} {
		t.Rows = append(t.Rows, report.Row{ID: "tb." + f.column, Cells: []report.Cell{text(f.name), quoted(cells, "t60.all."+f.column)}})
	}
	return t
}

// laggingTable tells what lags and who is responsible, the farthest behind first; of a
// paper about projects the list of 督办. Nil if nothing lags.
func (c *composer) laggingTable(cells report.Cells) *report.Table {
	if c.period.Short() {
		return c.laggingProjects()
	}
	t := &report.Table{ID: "tl", Columns: columns(col(report.Left, 26), col(report.Left, 18), col(report.Decimal, 11), col(report.Decimal, 9), col(report.Decimal, 9), col(report.Decimal, 11), col(report.Centre, 11)),
		Head: head1("指标", "责任部门", "本期", c.growthWord()+"\n（%）", "进度\n（%）", "与时序\n进度差", "评价")}
	list := slices.DeleteFunc(slices.Clone(c.Evaluated.Assessments), func(a evaluate.Assessment) bool { return !lags(a) })
	slices.SortStableFunc(list, func(a, b evaluate.Assessment) int {
		switch {
		case a.Gap == nil && b.Gap == nil:
			return 0
		case a.Gap == nil:
			return 1
		case b.Gap == nil:
			return -1
		}
		return a.Gap.Cmp(*b.Gap)
	})
	var rows []report.Row
	for _, a := range list {
		id := "t11." + a.Indicator.Code
		done := quoted(cells, id+".year_share")
		if a.YearShare == nil {
			done = quoted(cells, id+"."+progressColumn(a))
		}
		verdict := toned("", string(a.Level), verdictTones[a.Level])
		if !bad(a.Level) {
			verdict = toned("", c.growthSaid(a), report.Bad)
		}
		cells := []report.Cell{text(cut(a.Indicator.Name, c.room.Runes)), text(cut(c.Plan.UnitName(a.Indicator.Owner, c.period), c.room.Runes)), quoted(cells, id+".actual"),
			c.growthQuoted(cells, a.Indicator.Code), done, quoted(cells, id+".gap"), verdict}
		for i := range cells {
			cells[i].ID = "" // the headline has the figure too
		}
		rows = append(rows, report.Row{ID: "tl." + a.Indicator.Code, Cells: cells})
	}
	return c.listed(t, rows, "项")
}

// lags reports whether the leader has to know of an indicator's course.
func lags(a evaluate.Assessment) bool {
	return bad(a.Level) || a.GrowthVerdict == evaluate.GrowthMissed && a.Marked != evaluate.Compound
}

func bad(v evaluate.Verdict) bool { return verdictTones[v] == report.Bad }

func (c *composer) laggingProjects() *report.Table {
	t := &report.Table{ID: "tl", Columns: columns(col(report.Left, 26), col(report.Left, 18), col(report.Left, 34), col(report.Centre, 12)), Head: head1("项目", "责任单位", "督办原因", "整改期限")}
	var rows []report.Row
	for _, g := range c.charged() {
		for _, p := range g.list {
			rows = append(rows, report.Row{ID: "tl" + strings.TrimPrefix(projectID(p.Project), "t6"), Cells: []report.Cell{
				text(cut(orNone(p.Name), c.room.Runes)), text(cut(g.name, c.room.Runes)), toned("", c.reasons(p), report.Bad), text(shownDay(p.Deadline))}})
		}
	}
	return c.listed(t, rows, "个项目")
}

// listed puts the rows that there is room for into a table; nil if there are none.
func (c *composer) listed(t *report.Table, rows []report.Row, what string) *report.Table {
	kept, left := c.room.rows(rows)
	if len(kept) == 0 {
		return nil
	}
	t.Rows, t.Notes = kept, more(left, what)
	return t
}
