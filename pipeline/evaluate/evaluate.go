// Package evaluate is the stage that holds official figures against the plan:
// level progress beside time progress, growth test apart from level test, what
// is still needed, and a verdict by the scheme's cut-offs.
//
// A level target and a growth target are two tests; neither is derived from the
// other, since the plan's own two do not agree.
package evaluate

import (
	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Verdict is the word for an indicator's course.
type Verdict string

// Verdicts on levels, in the words of national mid-term evaluations.
const (
	Reached  Verdict = "提前实现"
	Ahead    Verdict = "快于预期"
	OnCourse Verdict = "基本符合预期"
	Behind   Verdict = "滞后"
	Kept     Verdict = "保持达标"
	NotKept  Verdict = "未保持"
	Pending  Verdict = "待核定"
	NoLevel  Verdict = "不再公布绝对值"
	NotDue   Verdict = "本期不评"
	YearEnd  Verdict = "年度评价"

	// In the target year the time is over: an indicator is done or not.
	Completed    Verdict = "完成"
	NotCompleted Verdict = "未完成"

	// Within a year a rate or ratio is held against the same period of last year.
	Better Verdict = "好于上年同期"
	Level  Verdict = "与上年同期持平"
	Worse  Verdict = "不及上年同期"
)

// GrowthVerdict is the word for the growth test.
type GrowthVerdict string

// Verdicts on growth.
const (
	GrowthMet     GrowthVerdict = "达到"
	GrowthMissed  GrowthVerdict = "未达到"
	GrowthUnknown GrowthVerdict = "未报增速"
	GrowthNone    GrowthVerdict = "无增速目标"
)

// YearFigure is an official yearly figure and where it comes from.
type YearFigure struct {
	Year   int
	Value  *decimal.Decimal
	Growth *decimal.Decimal // as reported
	Text   string           // as printed by the plan, or empty
	Source stat.Source      // of the value

	GrowthSource stat.Source
}

// Needed is what is still to be done each year.
type Needed struct {
	Value  decimal.Decimal
	Points bool // 百分点 a year rather than per cent
}

// Assessment is the evaluation of one indicator. Figures that do not apply or
// cannot be computed are nil; nothing is filled in for them.
type Assessment struct {
	Indicator *plan.Indicator
	Figure    consolidate.Figure
	Base      YearFigure
	Years     []YearFigure     // first plan year to this period's year or the year before it
	Actual    *decimal.Decimal // this period's official level
	Growth    *decimal.Decimal // this period's growth: reported, or of the levels where they are comparable
	Reported  bool             // Growth is as reported
	Prior     *decimal.Decimal // 上年同期

	TimeProgress   decimal.Decimal  // of the measure that the verdict compares with
	Linear, Log    *decimal.Decimal // five-year progress
	Marked         string           // the scheme's method: plan.Linear or plan.Log, or Compound
	Progress       *decimal.Decimal // by the marked method
	Gap            *decimal.Decimal // progress − time progress
	YearTarget     *decimal.Decimal // 测算: the declared path's level this year
	YearStart      *decimal.Decimal // of a stock within a year: the path's level at the end of last year (测算)
	YearShare      *decimal.Decimal // 完成年度目标, within a year; of a stock 完成年度增量
	PriorShare     *decimal.Decimal // last year's share at the same month
	Level          Verdict
	MeanGrowth     *decimal.Decimal // since the base year, by the declared method
	GrowthVerdict  GrowthVerdict
	GrowthGoal     *decimal.Decimal
	Needed         *Needed
	CumulativeRate *decimal.Decimal // reduction so far of a compounding target
}

// Compound is the progress method of a compounding yearly rate.
const Compound = "compound"

// History gives the official figure of an earlier year; ok is false if none is known.
type History func(code string, year int) (YearFigure, bool)

// Input is what evaluation reads.
type Input struct {
	Plan       *plan.Plan
	Figures    *consolidate.Result
	History    History
	Earlier    *EarlierProjects // of the report before; nil if there is none
	Units      UnitHistory      // of counties and parks; nil: nothing is known
	EarlierRow EarlierRow       // nil: nothing is compared with earlier reports
}

// Result is the evaluated period.
type Result struct {
	Period       stat.Period
	TimeProgress decimal.Decimal // of the five years
	YearProgress decimal.Decimal // n/12 of the year
	YearsLeft    int             // whole years after the last full year
	Assessments  []Assessment    // in printed order
	Parks        []ParkAssessment
	Industries   []Completion
	Tasks        []Completion
	Projects     *Projects
	Course       Course
	Units        UnitsResult  // counties and parks
	Comparisons  []Comparison // of the assessments, in their order
}

// Evaluate assesses every indicator, park, industry and task.
func Evaluate(in Input) (*Result, error) {
	p := in.Figures.Period
	head := in.Plan.Head
	e := &evaluator{Input: in, period: p, full: p.Kind == stat.Year}
	e.final = e.full && p.Year == head.TargetYear
	months := (p.Year-head.FirstYear)*12 + p.EndMonth()
	e.lastFull = p.Year
	if !e.full {
		e.lastFull--
	}
	res := &Result{
		Period: p, TimeProgress: method.TimeProgress(months, head.Years()),
		YearProgress: method.TimeProgress(p.EndMonth(), 1), YearsLeft: head.TargetYear - e.lastFull,
	}
	e.time, e.yearTime = res.TimeProgress, res.YearProgress
	res.Projects = JudgeProjects(in.Plan.Scheme.ProjectRules(), p, in.Figures.Projects, in.Earlier)
	if p.Short() {
		return res, nil // no indicator is due
	}
	for i := range in.Plan.Indicators {
		a, err := e.indicator(&in.Plan.Indicators[i], in.Figures.Indicators[i])
		if err != nil {
			return nil, err
		}
		res.Assessments = append(res.Assessments, a)
	}
	res.Parks = e.parks()
	res.Industries = e.industries()
	res.Tasks = e.tasks()
	res.Course = e.course(res.Assessments)
	res.Units = e.units()
	res.Comparisons = e.compare(res.Assessments)
	return res, nil
}

type evaluator struct {
	Input
	period         stat.Period
	full           bool // the period is a whole year
	lastFull       int
	final          bool // the target year is over: nothing can be made good any more
	time, yearTime decimal.Decimal
}

func (e *evaluator) indicator(ind *plan.Indicator, f consolidate.Figure) (Assessment, error) {
	a := Assessment{
		Indicator: ind, Figure: f, TimeProgress: e.time,
		Actual: f.Official.Number(stat.Value), Prior: f.Official.Number(stat.Prior),
	}
	a.Base, _ = e.History(ind.Code, e.Plan.Head.BaseYear)
	for y := e.Plan.Head.FirstYear; y <= e.lastFull; y++ {
		yf, _ := e.History(ind.Code, y)
		if y == e.period.Year && e.full {
			yf = YearFigure{Year: y, Value: a.Actual, Growth: f.Official.Number(stat.Growth), Source: f.Official.Get(stat.Value).Source}
		}
		yf.Year = y
		a.Years = append(a.Years, yf)
	}
	e.growth(&a)
	if err := e.needed(&a); err != nil {
		return a, err
	}
	return a, e.level(&a)
}

// known drops the error of a formula that has no value for its operands.
func known(d decimal.Decimal, err error) *decimal.Decimal {
	if err != nil {
		return nil
	}
	return &d
}
