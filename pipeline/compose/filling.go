package compose

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"text/template"

	"zhibao/pipeline/report"
)

// FillingTemplate is the text of the page for those who fill in the forms.
const FillingTemplate = "reports/filling.tmpl"

// slotTerms is where the page lists forms and deadlines.
const slotTerms = "@期限"

// Term is what some units owe, and by when.
type Term struct {
	Who   string // 县市区、园区
	Forms string // 县市区表（株转示1表）
	Due   string // 2018年7月9日17时; empty if the calendar says nothing
}

// Filling is what the page for those who fill in the forms (填报说明) is made from.
type Filling struct {
	City, Period, Contact, Signature string
	Short                            bool // of ten days or a week
	Terms                            []Term
	Steps                            []string
	Rest                             bool // some steps stand on the forms only
}

// FillingPage composes the page, which goes out with the blank forms.
func FillingPage(texts fs.FS, in Filling) (*report.Document, error) {
	t, err := fillingText(texts)
	if err != nil {
		return nil, err
	}
	steps := make([]string, len(in.Steps))
	for i, s := range in.Steps {
		steps[i] = fmt.Sprintf("%d．%s", i+1, s)
	}
	in.Steps = steps
	var out bytes.Buffer
	if err := t.Execute(&out, in); err != nil {
		return nil, templateFault(FillingTemplate, err)
	}
	blocks, err := paragraphs(FillingTemplate, out.String(), nil, []string{slotTerms})
	if err != nil {
		return nil, err
	}
	doc := &report.Document{
		ID: "filling", Kind: "填报说明", Title: []string{in.City + in.Period + "统计报表填报说明"},
		Head: report.Head{Signature: in.Signature},
		Meta: []report.KeyText{{Key: "Author", Text: in.Signature}},
	}
	for _, b := range blocks {
		if _, ok := b.(slot); ok {
			b = termTable(in.Terms)
		}
		doc.Body = append(doc.Body, b)
	}
	return doc, doc.Seal()
}

func fillingText(texts fs.FS) (*template.Template, error) {
	src, err := readText(texts, FillingTemplate, "填报说明")
	if err != nil {
		return nil, err
	}
	t, err := template.New(FillingTemplate).Option("missingkey=error").Parse(src)
	if err != nil {
		return nil, templateFault(FillingTemplate, err)
	}
	return t, nil
}

func termTable(terms []Term) *report.Table {
	t := &report.Table{ID: "t1", Columns: columns(col(report.Left, 16), col(report.Left, 50), col(report.Left, 24)), Head: head1("填报单位", "表名（表号）", "报送期限")}
	for i, x := range terms {
		t.Rows = append(t.Rows, report.Row{ID: fmt.Sprintf("t1.%d", i+1), Cells: []report.Cell{text(x.Who), text(x.Forms), text(cmp.Or(x.Due, "按通知要求"))}})
	}
	return t
}
