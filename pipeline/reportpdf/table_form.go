package reportpdf

import (
	"math"

	"zhibao/pipeline/report"
)

// tableForm is a way to print a table: the frame and the type size.
type tableForm struct {
	frame frame
	size  float64
}

// forms lists the ways a table may be printed, the best first: upright before
// turned, larger type before smaller.
func forms() []tableForm {
	list := []tableForm{{upright(), wuHao}, {upright(), xiaoWuHao}}
	for _, size := range []float64{wuHao, xiaoWuHao, 8.5, 8, liuHao} {
		list = append(list, tableForm{turned(), size})
	}
	return list
}

// fitGrade says how well a table fits a form.
type fitGrade int

const (
	fits      fitGrade = iota
	fitsLoose          // cells have more lines than is good
	tooLong            // cells of narrow columns have too many lines
	tooNarrow          // words or numbers are broken
)

// plan fits the table: the first frame, upright before turned, in which it fits,
// and there the type size with the fewest pages. A page that is turned already
// stays turned. A table that fits nowhere gets the form that harms it least.
func (s *setter) plan(t *report.Table, turnedOnly bool) *tablePlan {
	key := planKey{t, turnedOnly, s.close.size}
	if s.plans[key] == nil {
		s.plans[key] = s.bestForm(t, turnedOnly)
	}
	return s.plans[key]
}

// bestForm looks for the form with the least harm: a loose fit costs a little, a small
// type costs more, and so does a page.
func (s *setter) bestForm(t *report.Table, turnedOnly bool) *tablePlan {
	var best *tablePlan
	least := math.Inf(1)
	for _, f := range forms() {
		if turnedOnly && !f.frame.turned || f.size > s.close.size || best != nil && least <= leastHarm(f) {
			continue
		}
		p, grade := s.fitTable(t, f)
		if h := s.harm(p, grade); h < least {
			best, least = p, h
		}
	}
	return best
}

// Harms that are weighed in choosing a form.
const (
	harmTurn  = 3.0
	harmLoose = 2.0
	harmPage  = 2.0  // of each page after the first
	harmSmall = 1.5  // of each point of type under 9 pt, and a fifth of it above
	harmLong  = 9.0  // of a grade that should not be
	harmTorn  = 40.0 // of broken numbers, by how much the columns want of the width
)

// leastHarm is what the form costs a table that fits it well on one page.
func leastHarm(f tableForm) float64 {
	h := max(0, xiaoWuHao-f.size)*harmSmall + (wuHao-max(f.size, xiaoWuHao))*harmSmall/5
	if f.frame.turned {
		h += harmTurn
	}
	return h
}

func (s *setter) harm(p *tablePlan, grade fitGrade) float64 {
	h := leastHarm(tableForm{p.frame, p.size}) + float64(s.formPages(p)-1)*harmPage
	switch grade {
	case fitsLoose:
		h += harmLoose
	case tooLong:
		h += harmLong
	case tooNarrow:
		h += harmTorn * p.short
	}
	return h
}

// planKey names a plan that was made before.
type planKey struct {
	table      *report.Table
	turnedOnly bool
	size       float64 // the largest allowed
}

// formKey names a table in a form, fitting what came of it.
type formKey struct {
	table *report.Table
	form  tableForm
}

type fitting struct {
	plan  *tablePlan
	grade fitGrade
}

// formPages is how many pages the table takes under an annex's title when it is set closely.
func (s *setter) formPages(p *tablePlan) int {
	p.setPad(leastPad)
	title := 3 * linePitch
	if p.frame.turned {
		title *= turnedLeads
	}
	return s.pagesFrom(p, p.frame.height-title)
}

func (s *setter) wantsTurn(t *report.Table) bool { return s.plan(t, false).frame.turned }
