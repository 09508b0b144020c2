package compose

import (
	"fmt"

	"zhibao/pipeline/report"
)

// Publicity composes the public list of projects (公示) for the media: name, unit,
// stage and progress. Persons, telephones, problems and money are left out. Nil if
// there is no project.
func Publicity(in Input) (*report.Document, error) {
	c := &composer{Input: in, period: in.Figures.Period}
	if len(c.Evaluated.Projects.List) == 0 {
		return nil, nil
	}
	t := &report.Table{ID: "tp", Columns: columns(col(report.Centre, 6), col(report.Left, 44), col(report.Left, 18), col(report.Centre, 10), col(report.Decimal, 14))}
	t.Head = head1("序号", "项目名称", "报送单位", "项目阶段", "完成年度\n投资计划（%）")
	for i := range c.Evaluated.Projects.List {
		p := &c.Evaluated.Projects.List[i]
		id := fmt.Sprintf("tp.%d", i+1)
		t.Rows = append(t.Rows, report.Row{ID: id, Cells: []report.Cell{
			text(fmt.Sprint(i + 1)), text(orNone(p.Name)), text(c.Plan.UnitName(p.Unit, c.period)), text(orNone(p.Text("stage"))), c.number(id+".percent", p.Percent, 1, none),
		}})
	}
	t.Notes = []string{fmt.Sprintf("截至%s，时序进度为%s%%。“—”表示未报或不适用。", c.Evaluated.Projects.End.Format("2006年1月2日"), c.number("", &c.Evaluated.Projects.Time, 1, none).Text)}
	title := in.Plan.Head.City + "产业转型升级示范区"
	doc := &report.Document{
		ID: "public", Kind: "公示", Title: []string{title, "重大项目进展情况公示", "（" + c.period.Label() + "）"}, Mark: in.mark(),
		Head: report.Head{Signature: in.Paper.Signature, Date: in.Paper.Date}, Body: []report.Block{t},
		Meta: in.properties(),
	}
	return doc, doc.Seal()
}
