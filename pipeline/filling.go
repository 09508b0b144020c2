package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// fillingPDF is the page for those who fill in the forms, beside the blank workbooks.
const fillingPDF = form.GuideSheet + ".pdf"

// fillingPage prints it. Its sentences are those of the forms; its deadlines come from
// zhibao.yaml. The last sentences of the forms that a page does not hold stand on the forms only.
func (p *Project) fillingPage(units []*plan.Unit, period stat.Period) (workspace.File, error) {
	fonts, err := p.findFonts()
	if err != nil {
		return workspace.File{}, err
	}
	sheets := p.sheetsOf(units, period)
	page := compose.Filling{City: p.Plan.Head.City, Period: period.Label(), Contact: p.Settings.Contact, Signature: p.Settings.Signature,
		Short: period.Short(), Terms: p.terms(units, period)}
	own, common := form.Steps(sheets)
	own = withForms(own, sheets)
	name := issuedFolder + "/" + fillingPDF
	for n := len(own); n >= 0; n-- {
		page.Steps, page.Rest = slices.Concat(own[:n], common), n < len(own)
		doc, err := compose.FillingPage(p.Templates, page)
		if err == nil {
			err = fonts.check(doc)
		}
		if err != nil {
			return workspace.File{}, err
		}
		data, ok, err := reportpdf.RenderOnePage(doc, fonts.Fonts, reportpdf.Options{File: name, Created: documentTime(period)})
		if err != nil {
			return workspace.File{}, fmt.Errorf("%s: %w", name, err)
		}
		if ok {
			return workspace.File{Name: name, Data: data}, nil
		}
	}
	return workspace.File{}, fault.Config("填报说明超过一页", "templates/"+compose.FillingTemplate, "请删减该模板中的段落，或删去工作区中的这份模板以使用内置模板。")
}

// terms are the forms that kinds of units owe and their deadlines; kinds that owe the
// same by the same time share a line.
func (p *Project) terms(units []*plan.Unit, period stat.Period) []compose.Term {
	var terms []compose.Term
	for _, kind := range []plan.UnitKind{plan.County, plan.Park, plan.DeptUnit} {
		for _, t := range p.kindTerms(units, kind, period) {
			if i := slices.IndexFunc(terms, func(x compose.Term) bool { return x.Forms == t.Forms && x.Due == t.Due }); i >= 0 {
				terms[i].Who += "、" + t.Who
				continue
			}
			terms = append(terms, t)
		}
	}
	return terms
}

// kindTerms are the forms of one kind of units, those of one deadline together. A
// submission may come without a form that is not owed.
func (p *Project) kindTerms(units []*plan.Unit, kind plan.UnitKind, period stat.Period) []compose.Term {
	units = slices.DeleteFunc(slices.Clone(units), func(u *plan.Unit) bool { return u.Kind != kind })
	var terms []compose.Term
	named := map[string]bool{}
	for _, sheet := range p.sheetsOf(units, period) {
		name := fmt.Sprintf("%s（%s）", sheet.Def.Sheet, sheet.Def.Code)
		if !sheet.Owed() {
			name += "，有则填报"
		}
		if named[name] {
			continue
		}
		named[name] = true
		due := ""
		if d, ok := p.Settings.Schedule.Deadline(period, sheet.Def.Code, kindNames[kind]); ok {
			due = calendar.Moment(d.At)
		}
		i := slices.IndexFunc(terms, func(t compose.Term) bool { return t.Due == due })
		if i < 0 {
			terms = append(terms, compose.Term{Who: kindNames[kind], Forms: name, Due: due})
			continue
		}
		terms[i].Forms += "；" + name
	}
	return terms
}

// sheetsOf are the sheets of units, form by form.
func (p *Project) sheetsOf(units []*plan.Unit, period stat.Period) []form.Sheet {
	var sheets []form.Sheet
	for _, u := range units {
		sheets = append(sheets, p.Sheets(u, period)...)
	}
	slices.SortStableFunc(sheets, func(a, b form.Sheet) int { return strings.Compare(a.Def.Code, b.Def.Code) })
	return sheets
}

// withForms puts the form's name before a sentence that only one of several forms has.
func withForms(steps []string, sheets []form.Sheet) []string {
	all := map[string]bool{}
	for _, s := range sheets {
		all[s.Def.Sheet] = true
	}
	named := slices.Clone(steps)
	for i, step := range steps {
		with := map[string]bool{}
		for _, s := range sheets {
			if slices.Contains(s.Def.Guide, step) {
				with[s.Def.Sheet] = true
			}
		}
		for name := range with {
			if len(with) == 1 && len(all) > 1 && !strings.HasPrefix(step, name) {
				named[i] = name + "：" + step
			}
		}
	}
	return named
}

// deadlines says by when a unit owes its forms, as its own workbook prints it.
func (p *Project) deadlines(u *plan.Unit, period stat.Period) string {
	var list []string
	terms := p.kindTerms([]*plan.Unit{u}, u.Kind, period)
	for _, t := range terms {
		switch {
		case t.Due == "":
		case len(terms) == 1:
			list = append(list, t.Due)
		default:
			list = append(list, t.Due+"（"+t.Forms+"）")
		}
	}
	return strings.Join(list, "；")
}
