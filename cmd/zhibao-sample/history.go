package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
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
