package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/yamlfile"
)

// AwardScheme says how units are ranked for the yearly award (年度评优) and what
// bars one (scheme.yaml, awards). A scheme without it proposes nobody.
type AwardScheme struct {
	Counties     UnitAward       `yaml:"counties"`      // weights: indicators that counties report
	Parks        UnitAward       `yaml:"parks"`         // weights: items of parks
	Departments  DepartmentAward `yaml:"departments"`   // weights: OwnedKinds
	LeastCovered yamlfile.Figure `yaml:"least_covered"` // per cent of the weights; a unit with figures for less is not scored
	Veto         AwardVeto       `yaml:"veto"`
}

// UnitAward is how counties, or parks, are scored beside each other: what counts,
// the parts of each (on the bases of scoring.units), how many are proposed.
type UnitAward struct {
	Weights map[string]yamlfile.Figure `yaml:"weights"` // code → points, 100 in all
	Parts   Shares                     `yaml:"parts"`
	Suggest int                        `yaml:"suggest"`
}

// DepartmentAward is the same of departments, by what they are responsible for.
type DepartmentAward struct {
	Weights map[string]yamlfile.Figure `yaml:"weights"` // of OwnedKinds, 100 in all
	Suggest int                        `yaml:"suggest"`

	TasksAgainst string `yaml:"tasks_against"` // AgainstTime or AgainstTarget
}

// What the completion of tasks is held against: five-year targets have no yearly
// parts, so either the share of the five years that is over, or the whole.
const (
	AgainstTime   = "time"
	AgainstTarget = "target"
)

// AwardVeto is what bars a unit from being proposed.
type AwardVeto struct {
	BindingMissed bool `yaml:"binding_missed"` // the department's 约束性 indicator missed the year's target
	NotAccepted   bool `yaml:"not_accepted"`   // 缺报 or 退回
	OpenMandatory bool `yaml:"open_mandatory"` // a 强制性 finding is not mended
	MostLate      *int `yaml:"most_late"`      // more late reports in the year bar; nil: none do
	MostReturned  *int `yaml:"most_returned"`  // likewise, versions sent back
}

// Kinds of what a department is responsible for, in printed order.
const (
	OwnedIndicators = "indicators"
	OwnedTasks      = "tasks"
	OwnedIndustries = "industries"
)

// OwnedKinds are the keys of a DepartmentAward's weights.
func OwnedKinds() []string { return []string{OwnedIndicators, OwnedTasks, OwnedIndustries} }

// ByCounties are the indicators that counties report, in printed order.
func (p *Plan) ByCounties() []*Indicator {
	var list []*Indicator
	for i := range p.Indicators {
		if p.Indicators[i].Aggregation != Department {
			list = append(list, &p.Indicators[i])
		}
	}
	return list
}

func (p *Plan) checkAwards(shown string) error {
	a := p.Scheme.Awards
	if a == nil {
		return nil
	}
	var indicators, items []string
	for _, ind := range p.ByCounties() {
		indicators = append(indicators, ind.Code)
	}
	for _, c := range p.ParkItems {
		items = append(items, c.Code)
	}
	for _, g := range []struct {
		key, name string
		weights   map[string]yamlfile.Figure
		known     []string
		parts     *Shares
		suggest   int
		units     int
	}{
		{"counties", "县市区", a.Counties.Weights, indicators, &a.Counties.Parts, a.Counties.Suggest, len(p.UnitsOf(County))},
		{"parks", "园区", a.Parks.Weights, items, &a.Parks.Parts, a.Parks.Suggest, len(p.UnitsOf(Park))},
		{"departments", "市直部门", a.Departments.Weights, OwnedKinds(), nil, a.Departments.Suggest, len(p.UnitsOf(DeptUnit))},
	} {
		at := "$.awards." + g.key
		if err := p.checkAwardWeights(shown, at+".weights", g.name, g.weights, g.known); err != nil {
			return err
		}
		if g.parts != nil {
			if err := p.checkAwardParts(shown, at+".parts", g.name, *g.parts); err != nil {
				return err
			}
		}
		if g.suggest < 0 || g.suggest > g.units {
			return p.problem(shown, schemeFile, at+".suggest", fmt.Sprintf("评优%s的建议名额「%d」不在0至%d之间", g.name, g.suggest, g.units), "请写建议表彰的前几名；不提建议的写0。")
		}
	}
	return p.checkAwardLimits(shown, *a)
}

func (p *Plan) checkAwardWeights(shown, at, name string, weights map[string]yamlfile.Figure, known []string) error {
	sum := decimal.Zero
	for _, code := range slices.Sorted(maps.Keys(weights)) {
		w := weights[code]
		switch {
		case !slices.Contains(known, code):
			return p.problem(shown, schemeFile, at+"."+code, fmt.Sprintf("评优的%s权重中「%s」不能采用", name, code), "可用的代码："+strings.Join(known, "、")+"。")
		case !w.Set() || !w.IsPositive():
			return p.problem(shown, schemeFile, at+"."+code, fmt.Sprintf("评优的%s权重中「%s」的权重缺失，或不是正数", name, code), "请写大于0的数；不计分的请删去这一行。")
		}
		sum = sum.Add(w.Decimal)
	}
	if len(weights) == 0 {
		return p.problem(shown, schemeFile, "$.awards", fmt.Sprintf("评优没有写明%s的权重", name), "请在 weights 下按代码写权重，合计100；不评优的，删去整个 awards。")
	}
	if !sum.Equal(decimal.NewFromInt(100)) {
		return p.problem(shown, schemeFile, at, fmt.Sprintf("评优的%s权重合计为%s，不等于100", name, sum), "请调整权重，使合计为100。")
	}
	return nil
}

func (p *Plan) checkAwardParts(shown, at, name string, parts Shares) error {
	sum := decimal.Zero
	for _, f := range []yamlfile.Figure{parts.Target, parts.Static, parts.Dynamic} {
		if !f.Set() || f.IsNegative() {
			return p.problem(shown, schemeFile, "$.awards", fmt.Sprintf("评优的%s各部分比重缺失或为负", name), "请在 parts 下写明 target、static、dynamic 三项，合计100。")
		}
		sum = sum.Add(f.Decimal)
	}
	if !sum.Equal(decimal.NewFromInt(100)) {
		return p.problem(shown, schemeFile, at, fmt.Sprintf("评优的%s各部分比重合计为%s，不等于100", name, sum), "请调整 target、static、dynamic，使合计为100。")
	}
	return nil
}

func (p *Plan) checkAwardLimits(shown string, a AwardScheme) error {
	if !points(a.LeastCovered) {
		at := "$.awards"
		if a.LeastCovered.Set() {
			at += ".least_covered"
		}
		return p.problem(shown, schemeFile, at, "评优的最低计分权重 least_covered 缺失，或不在0至100之间", "请写成 least_covered: 60，表示有数的指标权重不足60的单位不评。")
	}
	if against := a.Departments.TasksAgainst; against != AgainstTime && against != AgainstTarget {
		at := "$.awards.departments"
		if against != "" {
			at += ".tasks_against"
		}
		return p.problem(shown, schemeFile, at, fmt.Sprintf("评优的任务算法 tasks_against 写成了「%s」", against), "可用的写法：time（完成比重与五年时序进度比）、target（与五年目标比）。")
	}
	for _, n := range []struct {
		key, name string
		most      *int
	}{{"most_late", "迟报", a.Veto.MostLate}, {"most_returned", "退回", a.Veto.MostReturned}} {
		if n.most != nil && *n.most < 0 {
			return p.problem(shown, schemeFile, "$.awards.veto."+n.key, fmt.Sprintf("评优否决的%s次数「%d」为负", n.name, *n.most), "请写0或正整数；不以次数否决的，删去这一行。")
		}
	}
	return nil
}
