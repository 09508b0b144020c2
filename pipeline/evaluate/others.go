package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// ParkAssessment is a park or sub-park against its revenue target. The plan
// prints no base, so there is completion and no progress.
type ParkAssessment struct {
	Unit       *plan.Unit
	Rows       map[string]consolidate.Row
	Completion *decimal.Decimal // per cent of the 2021 target; full years only
}

func (e *evaluator) parks() []ParkAssessment {
	var list []ParkAssessment
	for _, u := range e.Plan.UnitsOf(plan.Park) {
		list = append(list, e.park(u))
		for _, s := range e.Plan.SubParksOf(u.Code) {
			list = append(list, e.park(s))
		}
	}
	return list
}

func (e *evaluator) park(u *plan.Unit) ParkAssessment {
	p := ParkAssessment{Unit: u, Rows: e.Figures.ByUnit[u.Code]}
	revenue := p.Rows["park_revenue"].Number(stat.Value)
	if e.full && revenue != nil && u.Target.Set() {
		p.Completion = known(method.Ratio(*revenue, u.Target.Decimal, decimal.NewFromInt(100)))
	}
	return p
}
