package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// pastYears are the years of inputs/history, the latest first.
var pastYears = []int{2016, 2015, 2014}

// figures are a unit's: what its workbook says, and what it reported of earlier years.
type figures struct {
	cells   map[cell]decimal.Decimal
	history []pastFigure
}

// pastFigure is a line of inputs/history.
type pastFigure struct {
	year          int
	item          string
	value, growth decimal.Decimal
	grown         bool // growth is known
}

// ofPrice is what a growth at comparable prices is above that of the levels, in
// points, as in the sample.
var ofPrice = map[string]string{"comparable": "3", "current": "0"}

var hundred = decimal.NewFromInt(100)

// vary gives a place figures like those of its base: another size, another growth, the
// ratios reckoned again. r is the place's own source of chance.
func (w *workspaceMaker) vary(p place, r *rand.Rand) figures {
	said := w.sample.units[p.base]
	size := decimal.New(850+r.Int64N(300), -3)
	f := figures{cells: map[cell]decimal.Decimal{}}
	own := ownForm(p)
	for _, code := range said.items(own) {
		it, _ := w.sample.plan.Item(code)
		value := said[cell{own, code, stat.Value}].Number
		prior, known := said[cell{own, code, stat.Prior}]
		switch {
		case it.Kind == plan.YearlyRate:
			f.cells[cell{own, code, stat.Value}] = value.Add(decimal.New(r.Int64N(60)-30, -2))
		case it.Kind == plan.RatioKind: // below
		case known:
			f.grow(own, it, prior.Number.Mul(size).Round(int32(it.Decimals)), percentOf(value, prior.Number), r)
		default:
			f.cells[cell{own, code, stat.Value}] = value.Mul(size).Round(int32(it.Decimals))
		}
	}
	f.ratios(w.sample.plan, own, said)
	f.projects(own, size, r)
	return f
}

func ownForm(p place) string {
	if strings.HasPrefix(p.code, "P") {
		return "park"
	}
	return "county"
}

func percentOf(now, before decimal.Decimal) decimal.Decimal {
	return now.Mul(hundred).DivRound(before, 8).Sub(hundred)
}

// grow sets a figure that was known the year before, with its growth, and the years
// before that, which grew alike. Growths vary by a point and a half.
func (f *figures) grow(own string, it plan.Item, prior, growth decimal.Decimal, r *rand.Rand) {
	chance := func() decimal.Decimal { return growth.Add(decimal.New(r.Int64N(31)-15, -1)) }
	value := prior.Mul(hundred.Add(chance())).DivRound(hundred, int32(it.Decimals))
	f.cells[cell{own, it.Code, stat.Prior}] = prior
	f.cells[cell{own, it.Code, stat.Value}] = value
	over, priced := ofPrice[it.Price]
	published := func(now, before decimal.Decimal) decimal.Decimal {
		return percentOf(now, before).Add(decimal.RequireFromString(over)).Round(1)
	}
	if priced {
		f.cells[cell{own, it.Code, stat.Growth}] = published(value, prior)
	}
	for _, year := range pastYears {
		before := prior.Mul(hundred).DivRound(hundred.Add(chance()), int32(it.Decimals))
		line := pastFigure{year: year, item: it.Code, value: prior, grown: priced}
		if priced {
			line.growth = published(prior, before)
		}
		f.history = append(f.history, line)
		prior = before
	}
}

// ratios reckons the ratios that the base reports from the figures of this unit.
func (f *figures) ratios(p *plan.Plan, own string, said reported) {
	for _, code := range said.items(own) {
		it, _ := p.Item(code)
		if it.Kind != plan.RatioKind {
			continue
		}
		parts, _ := p.RatioOf(code)
		over, under := f.cells[cell{own, parts.Numerator, stat.Value}], f.cells[cell{own, parts.Denominator, stat.Value}]
		f.cells[cell{own, code, stat.Value}] = over.Mul(parts.Scale).DivRound(under, int32(it.Decimals))
	}
}

// Projects of a county and of a park: plan of all years, plan and work of this one, in
// 万元. One in twenty is behind its plan.
var projectPlans = map[string][][3]int64{"county": {{82000, 30000, 31200}, {36000, 12500, 12700}}, "park": {{156000, 52000, 52600}}}

var projectMeasures = []stat.Measure{"total_plan", "year_plan", "year_done"}

func (f *figures) projects(own string, size decimal.Decimal, r *rand.Rand) {
	for i, figures := range projectPlans[own] {
		slow := r.IntN(20) == 0
		for j, m := range projectMeasures {
			v := decimal.NewFromInt(figures[j]).Mul(size)
			if slow && m == "year_done" {
				v = v.DivRound(decimal.NewFromInt(2), 0)
			}
			f.cells[cell{"project", fmt.Sprintf("project:%d", i+1), m}] = v.Round(0)
		}
	}
}
