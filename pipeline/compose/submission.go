package compose

import (
	"fmt"
	"regexp"
	"slices"

	"zhibao/pipeline/form"
	"zhibao/pipeline/report"
)

// Submission is the set of papers of a year that go to the higher authority (上报).
type Submission struct {
	Cover    *report.Document // 报告, the covering paper (上行文)
	Self     *report.Document // 自评报告
	Table    *report.Document // 自评表
	Material *report.Document // 佐证材料清单
}

// Names of the enclosed papers, as the covering paper lists them.
const (
	selfTableName = "自评表"
	materialName  = "佐证材料清单"
	checkListName = "校验清单"
)

// Submit composes the papers for the higher authority. Their figures are quoted from
// the year's report, whole. more names the papers that are enclosed besides. Nil if the
// kind of report has no such papers, or the plan no layout of 自评表.
func Submit(in Input, whole *report.Document, more []string) (*Submission, error) {
	if in.Kind.Submission == nil || !in.Plan.Self.Given {
		return nil, nil
	}
	cells, err := whole.Cells()
	if err != nil {
		return nil, err
	}
	c := &composer{Input: in, period: in.Figures.Period, doc: whole}
	var s Submission
	if s.Self, err = c.selfReport(); err != nil {
		return nil, err
	}
	if s.Material, err = c.material(); err != nil {
		return nil, err
	}
	quoted, err := s.Material.Cells()
	if err != nil {
		return nil, err
	}
	if s.Table, err = c.selfTable(quoted.With(cells)); err != nil {
		return nil, err
	}
	s.Cover, err = c.cover(append([]string{s.Self.Title[len(s.Self.Title)-1], selfTableName, materialName}, append(more, checkListName)...))
	return &s, err
}

// cover is the covering paper: the letterhead of the year's report, a short text, and
// the list of what is enclosed.
func (c *composer) cover(enclosed []string) (*report.Document, error) {
	sub := c.Kind.Submission
	blocks, err := c.tell("reports/"+sub.Cover, reportSlots())
	if err != nil {
		return nil, err
	}
	for i, b := range blocks {
		switch b := b.(type) {
		case slot:
			return nil, templateFault("reports/"+sub.Cover, fmt.Errorf("这里不能放「@%s」", b))
		case report.Paragraph:
			for j := range b.Runs {
				b.Runs[j].Ref = "" // the tables are in other files
			}
			blocks[i] = b
		}
	}
	head := c.doc.Head
	if c.Paper.Contact != "" {
		head.Remark = "联系人：" + c.Paper.Contact
	}
	return &report.Document{
		ID: "cover", Kind: c.doc.Kind, Title: c.titleLines(sub.CoverTitle), Head: head, Mark: c.doc.Mark, Meta: c.doc.Meta,
		Body: blocks, Enclosed: enclosed, Imprint: c.doc.Imprint,
	}, nil
}

func (c *composer) titleLines(title []string) []string {
	return form.TitleLines(title, c.period, c.Plan.Head.City, c.Plan.Head.Zone)
}

// selfReport is the self-assessment: the chapters and tables of the year's report that
// speak of the city, without letterhead, since it is an enclosure. What concerns the
// bureau's own work with its units stays in the year's report.
func (c *composer) selfReport() (*report.Document, error) {
	in, sub := c.Input, c.Kind.Submission
	in.Kind.Title, in.Kind.Annexes, in.Kind.Template = sub.Title, sub.Annexes, sub.Template
	doc, err := Report(in)
	if err != nil {
		return nil, err
	}
	doc.ID, doc.Kind = "self", "自评报告"
	doc.Head, doc.Imprint = report.Head{Signature: doc.Head.Signature, Date: doc.Head.Date}, report.Imprint{}
	c.renumber(doc)
	return doc, doc.Seal()
}

var annexNames = regexp.MustCompile(`附表\d+(-\d+)?`)

// renumber counts the enclosed tables from 附表1 on, and has the texts say so. A table
// that is not enclosed is named as one of the year's report.
func (c *composer) renumber(doc *report.Document) {
	labels := map[string]string{}
	for i := range doc.Annexes {
		a := &doc.Annexes[i]
		label := fmt.Sprintf("附表%d", i+1)
		labels[a.Label] = label
		a.Label, a.Sheet = label, label
	}
	named := func(s string) string {
		return annexNames.ReplaceAllStringFunc(s, func(old string) string {
			if label, ok := labels[old]; ok {
				return label
			}
			return c.Kind.Name + "报告" + old
		})
	}
	for i, b := range doc.Body {
		if p, ok := b.(report.Paragraph); ok {
			doc.Body[i] = renamed(p, named)
		}
	}
	for _, a := range doc.Annexes {
		for i, b := range a.Blocks {
			switch b := b.(type) {
			case report.Paragraph:
				a.Blocks[i] = renamed(b, named)
			case *report.Table:
				for j, note := range b.Notes {
					b.Notes[j] = named(note)
				}
			}
		}
	}
}

// renamed changes what a paragraph says outside its quotations.
func renamed(p report.Paragraph, named func(string) string) report.Paragraph {
	p.Runs = slices.Clone(p.Runs)
	for i, r := range p.Runs {
		if r.Ref == "" {
			p.Runs[i].Text = named(r.Text)
		}
	}
	return p
}
