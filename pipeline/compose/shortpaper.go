package compose

import (
	"fmt"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/report"
)

// shortReport composes the paper of ten days or a week (旬专报、周督查): a short text,
// the projects, the list of 督办, and who reported.
func (c *composer) shortReport() (*report.Document, error) {
	summary := c.projectSummary()
	c.doc.Annexes = append(c.projectAnnexes("附表1", "附表2"), c.shortState())
	c.doc.Annexes[len(c.doc.Annexes)-1].Label = fmt.Sprintf("附表%d", len(c.doc.Annexes))
	c.doc.Annexes[len(c.doc.Annexes)-1].Sheet = fmt.Sprintf("附表%d", len(c.doc.Annexes))
	c.doc.Body = []report.Block{summary} // its figures may be quoted
	blocks, err := c.tell("reports/"+c.Kind.Template, reportSlots())
	if err != nil {
		return nil, err
	}
	c.doc.Body = nil
	for _, b := range blocks {
		if s, ok := b.(slot); ok {
			if "@"+string(s) != slotTable {
				return nil, templateFault("reports/"+c.Kind.Template, fmt.Errorf("没有「@%s」这个位置，可用的有%s", s, slotTable))
			}
			b = summary
		}
		c.doc.Body = append(c.doc.Body, b)
	}
	return c.doc, c.doc.Seal()
}

// shortState is the last annex: who reported, findings, versions.
func (c *composer) shortState() report.Annex {
	var blocks []report.Block
	for _, t := range []*report.Table{c.countTable(), c.unitTable(), c.openTable(), c.explainedTable(), c.versionTable()} {
		if t != nil {
			t.Title = fmt.Sprintf("（%s）%s", numerals[len(blocks)], t.Title)
			blocks = append(blocks, t)
		}
	}
	return report.Annex{ID: "annex5", Title: "数据报送和审核情况", Blocks: blocks}
}

// projectSummary is 表1 of such a paper: the projects by verdict.
func (c *composer) projectSummary() *report.Table {
	t := &report.Table{ID: "t60", Title: "表1  重大项目总体情况", Unit: "单位：万元", Columns: columns(
		col(report.Left, 16), col(report.Decimal, 8), col(report.Decimal, 13), col(report.Decimal, 13), col(report.Decimal, 13), col(report.Decimal, 11), col(report.Decimal, 11))}
	t.Head = head1("评价", "项目数", "总投资", "年度计划", "本年完成", "完成计划\n（%）", "时序进度\n（%）")
	all := c.Evaluated.Projects
	row := func(id string, word report.Cell, kind report.RowKind, list []evaluate.Project) {
		s := SumProjects(list)
		t.Rows = append(t.Rows, report.Row{ID: id, Kind: kind, Cells: []report.Cell{
			word, c.count(id+".n", s.N), c.plain(id+".total", s.Total, 2, none), c.plain(id+".plan", s.Plan, 2, none), c.plain(id+".done", s.Done, 2, none),
			c.number(id+".percent", s.Percent, 1, none), c.number(id+".time", &all.Time, 1, none),
		}})
	}
	for _, v := range projectVerdicts {
		if list := withVerdict(all.List, v); len(list) > 0 {
			row("t60."+string(v), toned("", string(v), projectTones[v]), report.Data, list)
		}
	}
	row("t60.all", text("合计"), report.Total, all.List)
	return t
}

func withVerdict(list []evaluate.Project, v evaluate.Verdict) []evaluate.Project {
	var out []evaluate.Project
	for _, p := range list {
		if p.Verdict == v {
			out = append(out, p)
		}
	}
	return out
}

// projectsTold is what a narrative template knows of the projects.
type projectsTold struct {
	Until                     string
	Any, HasMoney, HasPercent bool
	Verdicts                  []told
	Count                     int // on the list of 督办
	Supervised                []ownedProjects
	Charged                   ownerNames   // whom the notices of 督办 go to
	New, Recovered            projectNames // against the report before
	Partial                   bool         // not every project has the year's plan and what is done of it
}

// ownedProjects is a responsible department with how many of its projects are on the list.
type ownedProjects struct {
	Name  string
	Count int
}

func (c *composer) projectsTold() projectsTold {
	all := c.Evaluated.Projects
	sums := SumProjects(all.List)
	n := projectsTold{Until: all.End.Format("2006年1月2日"), Any: len(all.List) > 0, HasMoney: sums.Plan != nil && sums.Done != nil, HasPercent: sums.Percent != nil, Count: len(all.Supervised()), Partial: sums.Partial > 0}
	for _, v := range projectVerdicts {
		if len(withVerdict(all.List, v)) > 0 {
			n.Verdicts = append(n.Verdicts, told{string(v), "t60." + string(v) + ".n"})
		}
	}
	for _, g := range c.byColumn("department", c.unitNamed) {
		name := g.name
		if g.key == "" {
			name = unnamed + "责任部门的"
		}
		n.Supervised = append(n.Supervised, ownedProjects{name, len(g.list)})
	}
	for _, g := range c.charged() {
		n.Charged = append(n.Charged, g.name)
	}
	for i := range all.List {
		switch p := &all.List[i]; p.Change {
		case evaluate.NewlySlow:
			n.New = append(n.New, p.Name)
		case evaluate.Recovered:
			n.Recovered = append(n.Recovered, p.Name)
		}
	}
	return n
}
