package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"

	"github.com/shopspring/decimal"

	"zhibao/pipeline"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// writeHistory writes the year-before figures that the sample's growth rates
// refer to, as inputs/history/PERIOD.csv. Figures that the plan prints are left
// to the plan.
func writeHistory(path string, p *plan.Plan, s sample) error {
	before := s.period.YearAgo()
	rows := [][]string{{"报告期", "单位代码", "指标代码", "数值", "同比增速", "来源", "备注"}}
	add := func(unit, item string, v decimal.Decimal) {
		rows = append(rows, []string{before.String(), unit, item, v.String(), "", "示例数据", describe(before)})
	}
	if s.period.Kind != stat.Year {
		for _, ind := range p.Indicators {
			if r := s.city[ind.Code]; r.prior != "" {
				add(ind.Owner, ind.Code, num(r.prior))
			}
		}
	}
	for _, u := range p.UnitsOf(plan.County) {
		share := num(shares[u.Code])
		tilt := share.Sub(num("0.1")).Mul(num("4"))
		for _, ind := range p.Indicators {
			it, _ := p.Item(ind.Code)
			if s.scale[ind.Code] != "" && ind.Aggregation == plan.Sum && it.Frequency.Due(s.period) {
				add(u.Code, ind.Code, countyPrior(s, it, share, tilt))
			}
		}
	}
	for _, kind := range []plan.UnitKind{plan.Park, plan.SubPark} {
		for _, u := range p.UnitsOf(kind) {
			f := s.parks[u.Code]
			add(u.Code, "park_revenue", num(f.revenue).DivRound(num("1.18"), 2))
			add(u.Code, "park_gdp", num(f.gdp).DivRound(num("1.085"), 2))
			add(u.Code, "park_industry_va", num(f.industry).DivRound(num("1.08"), 2))
			add(u.Code, "park_hightech_output", num(f.revenue).Mul(num("0.532")).DivRound(num("1.138"), 2))
		}
	}
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf")
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// remembered is the history that a bureau has after the period was run: what was
// reported, before the files of earlier years.
func (s sample) remembered(p *pipeline.Project, past validate.History) validate.History {
	known := map[[2]string]decimal.Decimal{}
	for _, u := range p.Due(s.period) {
		for _, sheet := range p.Sheets(u, s.period) {
			for _, row := range sheet.Rows {
				if f, ok := s.figure(sheet.Unit, row.Item); ok && f.value != nil && !f.value.IsText {
					known[[2]string{sheet.Unit.Code, row.Item.Code}] = f.value.Number
				}
			}
		}
	}
	return func(unit, item string, period stat.Period) (stat.Observation, bool) {
		if v, ok := known[[2]string{unit, item}]; ok && period.Key() == s.period.Key() {
			return stat.Observation{Unit: unit, Item: item, Measure: stat.Value, Period: period, Quantity: stat.Quantity{Kind: stat.Number, Number: v, Read: v.String()}}, true
		}
		return past(unit, item, period)
	}
}
