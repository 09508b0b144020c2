package plan

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/yamlfile"
)

// Scheme is the method of evaluation as data (测算方案). Without an authority
// what it yields is printed as 「测算口径,非官方评分」.
type Scheme struct {
	ID        string                     `yaml:"id"`
	Name      string                     `yaml:"name"`
	Version   string                     `yaml:"version"`
	Authority string                     `yaml:"authority"`
	Rounding  string                     `yaml:"rounding"` // half_up or gb_t_8170
	Progress  string                     `yaml:"progress"` // linear or log: the default of the marked method
	Override  map[string]string          `yaml:"progress_of"`
	Cutoffs   Cutoffs                    `yaml:"cutoffs"`
	Paths     map[string]PathMethod      `yaml:"paths"`   // indicator → how its yearly targets follow
	Weights   map[string]yamlfile.Figure `yaml:"weights"` // indicator → points, 100 in all
	Projects  *ProjectScheme             `yaml:"projects"`
	Tasks     *TaskScheme                `yaml:"tasks"`
	Scoring   Scoring                    `yaml:"scoring"`
	Awards    *AwardScheme               `yaml:"awards"`
	Grades    []Grade                    `yaml:"grades"`   // best first; the last from 0 on
	Headline  []string                   `yaml:"headline"` // indicators for the brief (简报), the most important first; none: as the plan has them
}

// Cutoffs are in percentage points of progress minus time progress.
type Cutoffs struct {
	Ahead    yamlfile.Figure `yaml:"ahead"`     // at or above: 快于预期
	OnCourse yamlfile.Figure `yaml:"on_course"` // at or above: 基本符合预期; below: 滞后
}

// Progress methods.
const (
	Linear = "linear"
	Log    = "log"
)

// PathMethod is how the targets of the years between base and target follow.
type PathMethod string

// Path methods: the same growth each year; the same step each year; the yearly
// reduction that compounds to the five-year goal; the same growth each year with
// the sum over the years tested too (累计法); the target from the first year on.
const (
	GeometricPath  PathMethod = "geometric"
	LinearPath     PathMethod = "linear"
	ProductPath    PathMethod = "product"
	CumulativePath PathMethod = "cumulative"
	StepPath       PathMethod = "step"
)

// Grade is a word for a score from a number of points on.
type Grade struct {
	Name  string          `yaml:"name"`
	Least yamlfile.Figure `yaml:"least"`
}

// Scoring says how figures become a score of 0 to 100 points, bonus apart.
type Scoring struct {
	Parts    Shares          `yaml:"parts"`
	Cap      yamlfile.Figure `yaml:"cap"`                // most points of a part, of 100
	NotDue   string          `yaml:"not_due"`            // exclude or zero: weight of what is not due this period
	Missing  string          `yaml:"missing"`            // exclude or zero: weight of what is due and cannot be reckoned
	Binding  string          `yaml:"binding_missed_cap"` // best grade with a 约束性 indicator missed; empty: none
	BonusCap yamlfile.Figure `yaml:"bonus_cap"`          // most points of all bonuses of a period
	Bonus    []Bonus         `yaml:"bonus"`
	Units    Bases           `yaml:"units"`
}

// Shares are the parts of a score, per cent, 100 in all: degree of achievement of
// the year's targets (目标任务), static level and dynamic growth (发展成效).
type Shares struct {
	Target  yamlfile.Figure `yaml:"target"`
	Static  yamlfile.Figure `yaml:"static"`
	Dynamic yamlfile.Figure `yaml:"dynamic"`
}

// Bases are how the parts of a set of units (counties, parks) are reckoned, which
// stand beside each other; the city's are held against the plan.
type Bases struct {
	Target  Basis `yaml:"target"`
	Static  Basis `yaml:"static"`
	Dynamic Basis `yaml:"dynamic"`
}

// Basis is what a figure is held against to become points of 100.
type Basis string

// Bases: the figure's own goal; a goal with the sign of the way it is to go, such
// as a growth; the best of the set; the mean of the set; the place between the
// worst and the best of the set.
const (
	OfGoal  Basis = "of_goal"
	OfRate  Basis = "of_rate"
	OfBest  Basis = "of_best"
	OfMean  Basis = "of_mean"
	OfRange Basis = "of_range"
)

// What happens to the weight of a figure that is not there.
const (
	Exclude = "exclude" // left out, the other weights rescaled
	Zero    = "zero"    // counted with no points
)

// Bonus are points beside the score for a period (加分), with the reason printed.
type Bonus struct {
	Period string          `yaml:"period"`
	Name   string          `yaml:"name"`
	Points yamlfile.Figure `yaml:"points"`
}

// ProgressOf is the marked progress method of an indicator.
func (s Scheme) ProgressOf(indicator string) string {
	if m, ok := s.Override[indicator]; ok {
		return m
	}
	return s.Progress
}

// GradeOf is the grade of a score.
func (s Scheme) GradeOf(points decimal.Decimal) Grade {
	for _, g := range s.Grades {
		if points.GreaterThanOrEqual(g.Least.Decimal) {
			return g
		}
	}
	return s.Grades[len(s.Grades)-1]
}

// Disclaimer is the official reservation, empty for a scheme with an authority.
func (s Scheme) Disclaimer() string {
	if s.Authority != "" {
		return ""
	}
	return "测算口径，非官方评分"
}

// Of is the share of a part by its key.
func (s Shares) Of(part string) yamlfile.Figure {
	return map[string]yamlfile.Figure{"target": s.Target, "static": s.Static, "dynamic": s.Dynamic}[part]
}
