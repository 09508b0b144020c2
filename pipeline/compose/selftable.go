package compose

import (
	"fmt"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// SelfTableFile is the template of the texts in 自评表.
const SelfTableFile = "reports/self_table.tmpl"

// selfTexts are the texts that it defines, a column each.
var selfTexts = []string{"绩效指标值", "实现情况", "测算依据"}

// rows calls do for every indicator in the order of the layout of 自评表.
func (c *composer) selfRows(do func(head, part string, a *evaluate.Assessment) error) error {
	byCode := map[string]*evaluate.Assessment{}
	for i := range c.Evaluated.Assessments {
		a := &c.Evaluated.Assessments[i]
		byCode[a.Indicator.Code] = a
	}
	for _, h := range c.Plan.Self.Heads {
		for _, p := range h.Parts {
			for _, code := range p.Indicators {
				if err := do(h.Name, p.Name, byCode[code]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// selfTable is 自评表. What its cells tell is quoted from the cells of the year's
// report and of the list of material.
func (c *composer) selfTable(cells report.Cells) (*report.Document, error) {
	told := &teller{cells: cells, than: c.than(), last: c.lastLabel()}
	template, err := told.parse(c.Texts, SelfTableFile)
	if err != nil {
		return nil, err
	}
	t := &report.Table{ID: "ts", Unit: c.filler(), Columns: columns(
		grouped(report.Centre, 8), grouped(report.Centre, 8), col(report.Left, 18), col(report.Left, 18), col(report.Left, 26), col(report.Left, 44))}
	t.Head = head1("一级指标", "二级指标", "三级指标", "绩效指标值", "实现情况", "测算依据")
	err = c.selfRows(func(head, part string, a *evaluate.Assessment) error {
		id := "ts." + a.Indicator.Code
		row := report.Row{ID: id, Cells: []report.Cell{text(head), text(part), text(printedName(a.Indicator))}}
		l := c.line(*a)
		for i, name := range selfTexts {
			if template.Lookup(name) == nil {
				return templateFault(SelfTableFile, fmt.Errorf("template %q not defined", name))
			}
			var out strings.Builder
			if err := template.ExecuteTemplate(&out, name, l); err != nil {
				return templateFault(SelfTableFile, err)
			}
			p, err := paragraph(id, strings.TrimSpace(out.String()), cells)
			if err != nil {
				return templateFault(SelfTableFile, err)
			}
			row.Cells = append(row.Cells, report.Cell{ID: fmt.Sprintf("%s.%d", id, i+1), Text: p.Text()})
		}
		t.Rows = append(t.Rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.Notes = c.selfNotes()
	return c.enclosure("selftable", selfTableName, t)
}

func (c *composer) selfNotes() []string {
	authority := c.Plan.Self.Authority
	if authority == "" {
		authority = "编报单位自拟，上级另有规定的从其规定"
	}
	notes := []string{
		"一级、二级指标：" + authority + "。三级指标和绩效指标值取自《" + c.Plan.Head.Title + "》（" + c.Plan.Head.DocumentNo + "）。",
		"算式中的数字均为报告中印出的数字，结果按未修约的数计算，末位可能与按所印数字计算的不同。所据报表见" + materialName + "。",
	}
	if d := c.Plan.Scheme.Disclaimer(); d != "" {
		notes = append(notes, d+"。")
	}
	return notes
}

// filler says who fills in the table, and for when.
func (c *composer) filler() string {
	who := c.Paper.Signature
	if who == "" {
		who = c.Plan.Head.City
	}
	return "填报单位：" + who + "　报告期：" + c.period.Label()
}

// enclosure is a paper of tables that is enclosed with the covering paper.
func (c *composer) enclosure(id, name string, tables ...report.Block) (*report.Document, error) {
	title := c.Plan.Head.City + "产业转型升级示范区建设" + c.period.Label() + name
	doc := &report.Document{
		ID: id, Kind: name, Mark: c.doc.Mark, Meta: append([]report.KeyText{{Key: "Title", Text: title}}, c.doc.Meta...),
		Annexes: []report.Annex{{ID: id + ".annex", Title: title, Sheet: name, Blocks: tables}},
	}
	return doc, doc.Seal()
}

// grouped is a column whose equal texts in rows that follow each other are one cell.
func grouped(align report.Align, width float64) report.Column {
	return report.Column{Align: align, Width: width, Group: true}
}

// workedOut is what templates know of how an indicator's figures come about.
func (c *composer) workedOut(l *line, a evaluate.Assessment) {
	ind := a.Indicator
	l.Concept, l.Year, l.TargetYear, l.Final = strings.TrimSuffix(ind.Concept, "。"), c.period.Year, c.Plan.Head.TargetYear, c.final()
	for _, y := range a.Years {
		if y.Value != nil {
			l.Years = append(l.Years, fmt.Sprint(y.Year))
		}
	}
	if ind.Aggregation == plan.Recomputed && a.Figure.Ratio != nil {
		n, d := a.Figure.Ratio.Numerator, a.Figure.Ratio.Denominator
		num, _ := c.Plan.Item(n.Item)
		den, _ := c.Plan.Item(d.Item)
		l.Ratio = &ratioTold{num.Name, den.Name, "tm." + ind.Code + ".numerator", "tm." + ind.Code + ".denominator", "tm." + ind.Code + ".again", num.Unit, den.Unit, ind.Scale.Text}
	}
}

// ratioTold is how a ratio comes about: the names of its parts, the cells of the parts
// and of the ratio computed again, and the units.
type ratioTold struct {
	Numerator, Denominator, Top, Bottom, Again, TopUnit, BottomUnit, Scale string
}
