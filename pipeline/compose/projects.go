package compose

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
)

// projectRow holds the money figures of a project, 万元.
type projectRow struct{ total, plan, done, percent *decimal.Decimal }

func projectFigures(r map[stat.Measure]stat.Observation) projectRow {
	number := func(m stat.Measure) *decimal.Decimal {
		if o, ok := r[m]; ok && o.Kind == stat.Number {
			return &o.Number
		}
		return nil
	}
	p := projectRow{total: number("total_plan"), plan: number("year_plan"), done: number("year_done")}
	if p.plan != nil {
		if v, err := ratioOf(p.done, p.plan); err == nil {
			p.percent = &v
		}
	}
	return p
}
