package formxlsx

import (
	"fmt"
	"math"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Columns of the guide: name, code, unit, how to fill in, concept.
const guideColumns = 5

// guide is the sheet 填报说明: how to fill in, words, forms, concepts.
func (b *book) guide() error {
	p := &page{book: b, name: form.GuideSheet, widths: []float64{40, 20, 13, 32, 64}, row: 1}
	if err := b.addSheet(form.GuideSheet, false); err != nil {
		return err
	}
	if err := p.columns(); err != nil {
		return err
	}
	for _, step := range []func() error{p.guideHead, p.guideForms, p.guideSteps, p.guideWords, p.guideConcepts} {
		if err := step(); err != nil {
			return err
		}
	}
	corner := cellName(guideColumns, p.row-1)
	if err := b.file.SetSheetDimension(p.name, "A1:"+corner); err != nil {
		return err
	}
	if err := b.plain(p.name); err != nil {
		return err
	}
	return b.paper(p.name, corner, 1, form.GuideSheet+"　"+b.unit.NameAt(b.period)+"　"+b.period.Label())
}

func (p *page) guideHead() error {
	if err := p.merged(p.row, 1, guideColumns, form.GuideSheet, titleLook()); err != nil {
		return err
	}
	if err := p.file.SetRowHeight(p.name, p.row, titleHeight); err != nil {
		return err
	}
	p.row++
	line := fmt.Sprintf("填报单位：%s　　单位代码：%s　　报告期：%s", p.opt.Reporter, p.unit.CodeAt(p.period), p.period.Label())
	if err := p.sentence(line); err != nil {
		return err
	}
	if p.opt.Deadline == "" {
		return nil
	}
	return p.sentence("报送期限：" + p.opt.Deadline)
}

func (p *page) heading(text string) error {
	l := sectionLook()
	l.size = 12
	if err := p.merged(p.row, 1, guideColumns, text, l); err != nil {
		return err
	}
	if err := p.file.SetRowHeight(p.name, p.row, footHeight); err != nil {
		return err
	}
	p.row++
	return nil
}

// sentence writes a text over the whole width, as high as it needs.
func (p *page) sentence(text string) error {
	l := lineLook()
	l.wrap = true
	if err := p.merged(p.row, 1, guideColumns, text, l); err != nil {
		return err
	}
	height := textHeight(lines(text, sum(p.widths), bodySize), bodySize)
	if err := p.file.SetRowHeight(p.name, p.row, math.Max(lineHeight, height)); err != nil {
		return err
	}
	p.row++
	return nil
}

func (p *page) guideForms() error {
	if err := p.heading("一、需要填报的表"); err != nil {
		return err
	}
	for i, s := range p.sheets {
		if err := p.sentence(fmt.Sprintf("%d．工作表“%s”：%s　%s", i+1, s.Name, s.Def.Code, s.Def.Title)); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) guideSteps() error {
	if err := p.heading("二、填报方法"); err != nil {
		return err
	}
	own, common := form.Steps(p.sheets)
	for i, s := range append(own, common...) {
		if err := p.sentence(fmt.Sprintf("%d．%s", i+1, s)); err != nil {
			return err
		}
	}
	return nil
}

// guideWords explains the words of the status column, if any form has one.
func (p *page) guideWords() error {
	for _, s := range p.sheets {
		c, ok := s.Column(stat.Status)
		if !ok || len(c.Choices) == 0 {
			continue
		}
		if err := p.heading("三、“" + c.Title + "”栏用语"); err != nil {
			return err
		}
		for _, word := range c.Choices {
			if err := p.sentence(word + statusMeaning(word)); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

func statusMeaning(word string) string {
	switch word {
	case "预计":
		return "：报告期结束前后按进度推算的数。"
	case "初步":
		return "：报告期结束后初步核算或汇总的数，以后还会核实。"
	case "核实":
		return "：经年报或核算最终核实的数。"
	case "修订":
		return "：因普查、制度或口径变化对已公布数的修订，请在“核实说明”中写明原因。"
	}
	return ""
}

// guideConcepts lists the indicators with unit and concept, each once.
func (p *page) guideConcepts() error {
	var items []form.Row
	seen := map[string]bool{}
	for _, s := range p.sheets {
		for _, r := range s.Rows {
			if !seen[r.Item.Code] && (!r.Item.Counted || r.Item.Concept != "") {
				seen[r.Item.Code] = true
				items = append(items, r)
			}
		}
	}
	if len(items) == 0 {
		return nil
	}
	if err := p.heading("四、指标口径"); err != nil {
		return err
	}
	if err := p.tableRow([]string{form.NameTitle, form.CodeTitle, form.UnitTitle, "填法", "口径"}, headLook(), headLook()); err != nil {
		return err
	}
	for _, r := range items {
		cells := []string{r.Item.Name, r.Item.Number, r.Item.Unit, howToFill(r), conceptText(r)}
		if err := p.tableRow(cells, labelLook(), codeLook()); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) tableRow(cells []string, l, code look) error {
	height := 0.0
	for i, text := range cells {
		cellLook := l
		switch i {
		case 1:
			cellLook = code
		case 2:
			cellLook.across = "center"
		}
		height = math.Max(height, textHeight(lines(text, p.widths[i], cellLook.size), cellLook.size))
		if err := p.text(i+1, p.row, text, cellLook); err != nil {
			return err
		}
	}
	p.row++
	return p.file.SetRowHeight(p.name, p.row-1, height)
}

// howToFill says in a phrase what the row's figure is.
func howToFill(r form.Row) string {
	text := ""
	switch r.Item.Kind {
	case plan.Flow:
		text = "自年初累计数"
	case plan.Stock:
		text = "期末数"
	case plan.YearlyRate:
		text = "自年初至本期末的数"
	case plan.RatioKind:
		text = "比率"
	}
	switch {
	case r.Requires(stat.Growth):
		text += "；增速必填，绝对数可不填"
	case r.Derived != nil:
		text += "；由分子、分母自动计算，不用填写"
	case len(r.Required) == 0:
		text += "；有则填报"
	}
	return text
}

func conceptText(r form.Row) string {
	text := r.Item.Concept
	switch {
	case r.Item.Change == "points":
		text += "同比增速栏填增减百分点。"
	case r.Item.Price == "comparable" && text == "":
		text = "绝对数按现价计算，增速按可比价格计算。"
	case r.Item.Price == "current" && text == "":
		text = "绝对数和增速均按现价计算。"
	}
	if text == "" {
		return "按现行统计制度。"
	}
	return text
}
