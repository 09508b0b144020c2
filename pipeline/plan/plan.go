// Package plan holds the city's plan as data: indicators with their targets,
// units, parks, industries, tasks, and the scheme of evaluation (测算方案).
package plan

import (
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Plan is everything that inputs/plan/ says. It is read-only after Load.
type Plan struct {
	Head       Head
	Indicators []Indicator // in printed order
	Components []Component
	ParkItems  []Component
	Units      []Unit // counties, parks, sub-parks, departments, in file order
	Industries []Industry
	Tasks      []Task
	Fields     []Field // in the order in which reports tell them; may be empty
	ParkTotals ParkTotals
	Scheme     Scheme
	Text       Text
	Self       SelfAssessment // layout of 自评表; may not be given

	Decompositions []Decomposition // 目标分解, if the bureau has any

	units    map[string]*Unit
	subParks map[string][]*Unit // by the code of their park
	hosts    map[string]*Unit   // by the code of a unit that reports on their forms
	items    map[string]Item
	files    []source
}

// Head is the plan document itself.
type Head struct {
	Title        string `yaml:"title"`
	DocumentNo   string `yaml:"document_no"`
	Issuer       string `yaml:"issuer"`
	City         string `yaml:"city"`
	CityCode     string `yaml:"city_code"`
	Zone         string `yaml:"zone"`
	BaseYear     int    `yaml:"base_year"`
	FirstYear    int    `yaml:"first_year"`
	TargetYear   int    `yaml:"target_year"`
	LeadingGroup string `yaml:"leading_group"`
	TableTitle   string `yaml:"table_title"`
	Note         string `yaml:"note"`
}

// Years is the number of years of the plan, the base year excluded.
func (h Head) Years() int { return h.TargetYear - h.BaseYear }

// Direction says which way an indicator is meant to go.
type Direction string

// Directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
	Hold Direction = "hold"
)

// IndicatorKind says how figures of an indicator stand in time.
type IndicatorKind string

// Kinds: flow sums over the year; stock stands at its end; a yearly rate is each
// year's own; a ratio is computed from its parts.
const (
	Flow       IndicatorKind = "flow"
	Stock      IndicatorKind = "stock"
	YearlyRate IndicatorKind = "yearly_rate"
	RatioKind  IndicatorKind = "ratio"
)

// Aggregation says how county figures relate to the city's.
type Aggregation string

// Aggregations: counties add up; the ratio is computed again from added parts;
// only the department's figure exists; county figures exist but do not add.
const (
	Sum         Aggregation = "sum"
	Recomputed  Aggregation = "recomputed"
	Department  Aggregation = "department"
	NotAdditive Aggregation = "none"
)

// Indicator is one of the plan's indicators.
type Indicator struct {
	Code            string                     `yaml:"code"`
	Row             int                        `yaml:"row"` // printed 序号
	Section         string                     `yaml:"section"`
	Name            string                     `yaml:"name"`
	Aliases         []string                   `yaml:"aliases"` // other names of the row
	Unit            string                     `yaml:"unit"`
	UnitUnprinted   bool                       `yaml:"unit_unprinted"` // the plan prints no unit
	Attribute       string                     `yaml:"attribute"`      // 预期性 or 约束性
	Printed         map[string]yamlfile.Figure `yaml:"printed"`        // year → figure as the plan prints it
	Target          yamlfile.Figure            `yaml:"target"`
	GrowthTarget    yamlfile.Figure            `yaml:"growth_target"`     // 年均增速, per cent
	CumulativeGoal  yamlfile.Figure            `yaml:"cumulative_target"` // the figure printed in [ ]
	AnnualTargets   map[string]yamlfile.Figure `yaml:"annual_targets"`    // year → the bureau's own target of the year
	Direction       Direction                  `yaml:"direction"`
	Kind            IndicatorKind              `yaml:"kind"`
	Frequency       stat.Frequency             `yaml:"frequency"`
	Owner           string                     `yaml:"owner"`          // department code
	Price           string                     `yaml:"price"`          // comparable, current, or empty
	Change          string                     `yaml:"change"`         // pct or points (百分点)
	AverageGrowth   string                     `yaml:"average_growth"` // geometric or cumulative (累计法)
	GrowthOnlyFrom  int                        `yaml:"growth_only_from"`
	Aggregation     Aggregation                `yaml:"aggregation"`
	Numerator       string                     `yaml:"numerator"`
	Denominator     string                     `yaml:"denominator"`
	Scale           yamlfile.Figure            `yaml:"scale"` // numerator ÷ denominator × scale
	DenominatorNote string                     `yaml:"denominator_note"`
	Decimals        int                        `yaml:"decimals"` // most decimals a form may carry
	Min             yamlfile.Figure            `yaml:"min"`
	Max             yamlfile.Figure            `yaml:"max"`
	Concept         string                     `yaml:"concept"` // 口径, shown in the form's prompt
	Public          *bool                      `yaml:"public"`  // whether it is in the public edition; not said: it is
}

// IsPublic reports whether the indicator is in the public edition.
func (i Indicator) IsPublic() bool { return i.Public == nil || *i.Public }

// Binding reports whether the indicator is 约束性.
func (i Indicator) Binding() bool { return i.Attribute == "约束性" }

// GrowthOnly reports whether only growth is published for the period.
func (i Indicator) GrowthOnly(p stat.Period) bool {
	return i.GrowthOnlyFrom != 0 && p.Year >= i.GrowthOnlyFrom
}

// Component is a reported figure that is no indicator: a numerator, a
// denominator, or a measure of the parks.
type Component struct {
	Code      string          `yaml:"code"`
	Number    string          `yaml:"number"` // 指标代码 as printed on the form
	Name      string          `yaml:"name"`
	Aliases   []string        `yaml:"aliases"`
	Unit      string          `yaml:"unit"`
	Kind      IndicatorKind   `yaml:"kind"`
	Frequency stat.Frequency  `yaml:"frequency"`
	Owner     string          `yaml:"owner"`
	Decimals  int             `yaml:"decimals"`
	Min       yamlfile.Figure `yaml:"min"`
	Max       yamlfile.Figure `yaml:"max"`
	Concept   string          `yaml:"concept"`
	Price     string          `yaml:"price"`

	// Of a ratio that its parts give: numerator ÷ denominator × scale.
	Numerator   string          `yaml:"numerator"`
	Denominator string          `yaml:"denominator"`
	Scale       yamlfile.Figure `yaml:"scale"`
}

// Industry is one of the ten industries with its target.
type Industry struct {
	Code    string          `yaml:"code"`
	Name    string          `yaml:"name"`
	Group   string          `yaml:"group"`   // 原字号, 新字号, 老字号
	Aliases []string        `yaml:"aliases"` // of the whole row, such as 轨道交通产值
	Measure string          `yaml:"measure"`
	Unit    string          `yaml:"unit"`
	Target  yamlfile.Figure `yaml:"target"`
	Bound   string          `yaml:"bound"` // 以上, 左右
	Owner   string          `yaml:"owner"`
}

// Task is one counted task of the plan.
type Task struct {
	Code      string          `yaml:"code"`
	Area      string          `yaml:"area"`
	Measure   string          `yaml:"measure"`
	Aliases   []string        `yaml:"aliases"` // of the whole row
	Unit      string          `yaml:"unit"`
	Target    yamlfile.Figure `yaml:"target"`
	TargetMax yamlfile.Figure `yaml:"target_max"` // upper end of a range such as 3–5
	Bound     string          `yaml:"bound"`
	AtMost    bool            `yaml:"at_most"` // fewer is better
	Yearly    bool            `yaml:"yearly"`  // counted anew each year
	Printed   yamlfile.Figure `yaml:"printed_2017"`
	Owner     string          `yaml:"owner"`
}

// ParkTotals are the plan's figures for all parks together.
type ParkTotals struct {
	Revenue2017         yamlfile.Figure `yaml:"revenue_2017"`
	RevenueTarget       yamlfile.Figure `yaml:"revenue_target"`
	NationalParks       yamlfile.Figure `yaml:"national_parks_target"`
	Over100bn           []string        `yaml:"over_100bn_target"`
	Over30bn            []string        `yaml:"over_30bn_target"`
	HighTechOutput2017  yamlfile.Figure `yaml:"high_tech_output_2017"`
	IndustryShare2017   yamlfile.Figure `yaml:"share_of_city_industry_2017"`
	LargeEnterprises    yamlfile.Figure `yaml:"large_enterprises_target"`
	Enterprises10bn     yamlfile.Figure `yaml:"enterprises_over_10bn"`
	Enterprises5bn      yamlfile.Figure `yaml:"enterprises_over_5bn"`
	Enterprises1bn      yamlfile.Figure `yaml:"enterprises_over_1bn"`
	IntensityNational   yamlfile.Figure `yaml:"intensity_national"`
	IntensityProvincial yamlfile.Figure `yaml:"intensity_provincial"`
}

// Item is anything a form row can ask for: indicator, component, industry or task.
type Item struct {
	Code      string
	Number    string // 指标代码 as printed on the form
	Name      string // as printed on the form
	Aliases   []string
	Unit      string
	Kind      IndicatorKind
	Frequency stat.Frequency
	Owner     string
	Decimals  int
	Min, Max  yamlfile.Figure
	Concept   string
	Price     string
	Change    string
	Signed    bool // may be negative
	Counted   bool // a task: cumulative count, no growth and no year before

	file string // where it was read
}

// Item returns the item of the code.
func (p *Plan) Item(code string) (Item, bool) {
	it, ok := p.items[code]
	return it, ok
}

// Indicator returns the indicator of the code.
func (p *Plan) Indicator(code string) (*Indicator, bool) {
	for i := range p.Indicators {
		if p.Indicators[i].Code == code {
			return &p.Indicators[i], true
		}
	}
	return nil, false
}

// PrintedFigure is the city figure that the plan itself prints for a year.
func (p *Plan) PrintedFigure(code string, year string) (yamlfile.Figure, bool) {
	ind, ok := p.Indicator(code)
	if !ok {
		return yamlfile.Figure{}, false
	}
	f, ok := ind.Printed[year]
	return f, ok
}
