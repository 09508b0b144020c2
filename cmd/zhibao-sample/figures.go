package main

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// figures is what a unit types into one row.
type figures struct{ value, current, growth, note *formxlsx.Value }

// sample is one period's submissions.
type sample struct {
	plan       *plan.Plan
	period     stat.Period
	reportedOn string
	status     string   // 状态 of every figure
	real       []string // forms whose figures were all published
	city       map[string]row
	scale      map[string]string // item → city figure that county figures are shares of
	projects   map[string][]map[stat.Measure]formxlsx.Value
	typed      map[[2]string]string // unit, item → text typed in place of the figure
	parks      map[string]parkFigures
	arrival    arrival
	tasks      taskStage
	before     *sample              // of the year before, whose figures the forms carry; nil: the history's
	notes      map[[2]string]string // unit, item → 核实说明
	growths    map[[2]string]string // unit, item → growth as published
}

// row is a city figure: value, growth and the year before, as texts; empty if
// there is none. The year before is written to the history unless the plan prints it.
type row struct{ value, growth, prior, note string }

type parkFigures struct{ revenue, gdp, industry, firms string }

func (s sample) published(form string) bool {
	for _, f := range s.real {
		if f == form {
			return true
		}
	}
	return false
}

// shares are made-up shares of the counties in the city's figures.
var shares = map[string]string{
	"430202": "0.086", "430203": "0.134", "430204": "0.112", "430211": "0.127", "430212": "0.051",
	"430223": "0.148", "430224": "0.074", "430225": "0.029", "430281": "0.236",
}

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func typed(d decimal.Decimal) *formxlsx.Value {
	v := formxlsx.Num(d)
	return &v
}

func words(s string) *formxlsx.Value {
	if s == "" {
		return nil
	}
	v := formxlsx.Txt(s)
	return &v
}

// figure is what a unit reports for an item.
func (s sample) figure(u *plan.Unit, it plan.Item) (figures, bool) {
	switch u.Kind {
	case plan.DeptUnit:
		return s.department(it)
	case plan.County:
		return s.county(u, it)
	}
	f, ok := s.park(u, it)
	f.note = s.note(u, it)
	return f, ok
}

// note is what a county or park writes beside its figure.
func (s sample) note(u *plan.Unit, it plan.Item) *formxlsx.Value {
	return words(s.notes[[2]string{u.Code, it.Code}])
}

func (s sample) department(it plan.Item) (figures, bool) {
	if r, ok := s.city[it.Code]; ok {
		f := figures{note: words(r.note)}
		if r.value != "" {
			f.value = typed(num(r.value))
		}
		if r.growth != "" {
			f.growth = typed(num(r.growth))
		}
		return f, true
	}
	return s.madeUpTask(it)
}

// county gives a share of the city's figure; ratios follow from made-up parts, most
// of them in the form itself.
func (s sample) county(u *plan.Unit, it plan.Item) (figures, bool) {
	if text, ok := s.typed[[2]string{u.Code, it.Code}]; ok {
		return figures{value: words(text)}, true
	}
	share := num(shares[u.Code])
	tilt := share.Sub(num("0.1")).Mul(num("4")) // from −0.3 to +0.6
	value := func(code string) decimal.Decimal { return countyValue(s, code, share, tilt) }
	percent := func(n, d string) decimal.Decimal {
		return value(n).Mul(num("100")).DivRound(value(d), 8).Round(2)
	}
	switch it.Code {
	case "hightech_share":
		return figures{value: typed(percent("hightech_va", "industry_va"))}, true
	case "waste_reuse":
		return figures{value: typed(percent("waste_used", "waste_produced"))}, true
	case "energy_cut":
		return figures{value: typed(num(s.city["energy_cut"].value).Add(tilt).Round(2))}, true
	}
	f := figures{note: s.note(u, it)}
	ind, ok := s.plan.Indicator(it.Code)
	if growthOnly := ok && ind.GrowthOnly(s.period); s.scale[it.Code] != "" && !growthOnly {
		f.value = typed(value(it.Code))
	}
	if g := s.growths[[2]string{u.Code, it.Code}]; g != "" {
		f.growth = typed(num(g))
		if it.Price == "current" && f.value != nil { // the level fits what was published
			before := countyPrior(s, it, share, tilt)
			f.value = typed(before.Add(before.Mul(num(g)).DivRound(num("100"), 8)).Round(int32(it.Decimals)))
		}
		return f, true
	}
	if g := s.city[it.Code].growth; g != "" && it.Price != "" {
		f.growth = typed(num(g).Add(tilt).Round(1))
		if it.Price == "current" && f.value != nil {
			f.growth = typed(growth(value(it.Code), countyPrior(s, it, share, tilt)))
		}
	}
	return f, f.value != nil || f.growth != nil
}

func countyValue(s sample, code string, share, tilt decimal.Decimal) decimal.Decimal {
	v := num(s.scale[code]).Mul(share)
	if s.before != nil { // no two counties develop alike; the sum stays
		v = v.Mul(num("1").Add(tilt.Sub(num("0.163")).Mul(num("0.02"))))
	}
	switch code {
	case "hightech_firms", "rd_platforms", "sewage_done", "sewage_due":
		return v.Round(0)
	case "rd_expenditure":
		return v.Mul(num("1").Add(tilt)).Round(2)
	}
	return v.Round(2)
}

// countyPrior is the made-up figure of the year before: it fits the growth that
// the unit will report.
func countyPrior(s sample, it plan.Item, share, tilt decimal.Decimal) decimal.Decimal {
	if s.before != nil {
		return countyValue(*s.before, it.Code, share, tilt)
	}
	v := countyValue(s, it.Code, share, tilt)
	g := num("4")
	if t := s.city[it.Code].growth; t != "" {
		g = num(t)
	}
	if it.Price == "comparable" {
		g = g.Sub(num("3")) // at current prices
	}
	prior := v.Mul(num("100")).DivRound(num("100").Add(g).Add(tilt), 8)
	return prior.Round(int32(it.Decimals))
}

func growth(now, before decimal.Decimal) decimal.Decimal {
	return now.DivRound(before, 12).Sub(num("1")).Mul(num("100")).Round(1)
}

// park gives the park's made-up figures; ratios to revenue are the same for all.
func (s sample) park(u *plan.Unit, it plan.Item) (figures, bool) {
	p, ok := s.parks[u.Code]
	if !ok {
		return figures{}, false
	}
	revenue := num(p.revenue)
	firms := num(p.firms)
	count := func(ratio string) *formxlsx.Value { return typed(s.firms(u, ratio)) }
	// No two parks grow alike. Growth at comparable prices is less than that of the levels.
	grown := func(g string) *formxlsx.Value {
		if s.before == nil {
			return typed(num(g).Add(decimal.New(firms.IntPart()%7-3, -1)))
		}
		now, before := s.parkLevel(u, it.Code), s.before.parkLevel(u, it.Code)
		if it.Price == "comparable" {
			return typed(growth(now, before).Sub(num("1.6")))
		}
		return typed(growth(now, before))
	}
	if g := map[string]string{"park_revenue": "18", "park_gdp": "9.6", "park_industry_va": "9.7", "park_hightech_output": "13.8"}[it.Code]; g != "" {
		return figures{value: typed(s.parkLevel(u, it.Code)), growth: grown(g)}, true
	}
	switch it.Code {
	case "park_firms":
		return figures{value: typed(firms)}, true
	case "park_firms_10bn":
		return figures{value: count("0.004")}, true
	case "park_firms_5bn":
		return figures{value: count("0.01")}, true
	case "park_firms_1bn":
		return figures{value: count("0.05")}, true
	case "park_investment":
		return figures{value: typed(revenue.Mul(num("900")).Round(0))}, true
	case "park_land":
		return figures{value: typed(revenue.Mul(num("4")).Round(0))}, true
	}
	return figures{}, false
}

// parkLevel is a park's made-up figure of a flow.
func (s sample) parkLevel(u *plan.Unit, code string) decimal.Decimal {
	p := s.parks[u.Code]
	switch code {
	case "park_gdp":
		return num(p.gdp)
	case "park_industry_va":
		return num(p.industry)
	case "park_hightech_output":
		return num(p.revenue).Mul(num("0.532")).Round(2)
	}
	return num(p.revenue)
}

// firms is a share of a park's firms; that of a park with sub-parks is their sum.
func (s sample) firms(u *plan.Unit, ratio string) decimal.Decimal {
	parts := s.plan.SubParksOf(u.Code)
	if len(parts) == 0 {
		return num(s.parks[u.Code].firms).Mul(num(ratio)).Floor()
	}
	sum := decimal.Zero
	for _, part := range parts {
		sum = sum.Add(s.firms(part, ratio))
	}
	return sum
}

// madeUpTask lets tasks and industries stand at a share of their target that
// grows with the time passed.
func (s sample) madeUpTask(it plan.Item) (figures, bool) {
	target, ok := s.taskTarget(it.Code)
	if !ok {
		return figures{}, false
	}
	v := target.target.Mul(target.share)
	if it.Unit != "亿元" && it.Unit != "%" && it.Unit != "平方公里" && it.Unit != "万千瓦" {
		return figures{value: typed(v.Round(0))}, true
	}
	return figures{value: typed(v.Round(1))}, true
}
