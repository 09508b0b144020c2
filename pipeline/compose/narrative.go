package compose

import (
	"fmt"
	"slices"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/words"
)

// line is what a narrative template knows of an indicator. The fields that end
// in nothing but a name are texts; fig takes the ids.
type line struct {
	Name, Owner, Unit string
	Code              string // of the indicator
	ID                string // table row, such as t11.gdp
	Level             string
	Growth            string // growth verdict
	Binding           bool
	Shrinks           bool   // 越低越好
	Hold              bool   // 保持
	Left, LeftUnit    string // at the close of the plan: the cell that says what is missing, and its unit
	HasNeeded         bool
	NeededPoints      bool
	HasGrowth         bool
	ProgressColumn    string // the column of 附表1-1 that the verdict rests on
	Compound          bool
	WithinYear        bool // the verdict rests on the year's target
	Increment         bool // … on what the year was to add: a stock
	HasPriorShare     bool
	BaseYear          int

	Due       bool // the department has reported it for the period
	Explained bool // the department gave a 核实说明

	Year, TargetYear int
	Final            bool       // the target year is over
	Years            []string   // those of the plan so far that have a level
	Concept          string     // 口径
	Ratio            *ratioTold // of a ratio whose parts the departments report

	ind  *plan.Indicator
	note string // the department's own explanation of the row
}

// narrative is what a template of reports/ is given.
type narrative struct {
	City, Zone, DocumentNo, Period, Year string
	PlanTitle                            string
	BaseYear, FirstYear                  int
	TargetYear, YearsLeft                int
	FullYear, Final                      bool // Final: the target year is over, nothing is left to do
	Lines                                []line
	Disclaimer                           string
	Returned, Missing                    unitNames
	Verdicts                             []told  // those that occur, in the order of 表1
	Fields                               []field // of a yearly report
	Projects                             projectsTold
	CountyRanks, ParkRanks               []ranked
	Score                                scoreTold
	Published                            string     // 公开的, where indicators are left out of a public edition
	Short                                bool       // of projects alone: ten days or a week
	Next                                 []Upcoming // what is due after this period
}

// told is a verdict and the id of its count.
type told struct{ Word, ID string }

// Due returns the lines that the departments have reported.
func (n narrative) Due() []line {
	return slices.DeleteFunc(slices.Clone(n.Lines), func(l line) bool { return !l.Due })
}

// Explained returns those of some lines whose departments gave an explanation.
func (n narrative) Explained(lines []line) []line {
	return slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return !l.Explained })
}

// Lagging returns the lines that are behind, in level or in growth.
func (n narrative) Lagging() []line {
	return slices.DeleteFunc(slices.Clone(n.Lines), func(l line) bool {
		return l.Level != string(evaluate.Behind) && l.Level != string(evaluate.NotKept) && (l.Growth != string(evaluate.GrowthMissed) || l.Compound)
	})
}

// Waiting returns the lines that are judged with the year or the quarter only.
func (n narrative) Waiting() []line {
	return slices.DeleteFunc(slices.Clone(n.Lines), func(l line) bool {
		return l.Level != string(evaluate.YearEnd) && l.Level != string(evaluate.NotDue)
	})
}

// Open returns the lines that still need something to reach their target.
func (n narrative) Open() []line {
	return slices.DeleteFunc(slices.Clone(n.Lines), func(l line) bool { return !l.HasNeeded })
}

// Assessed returns the verdicts that say how an indicator stands.
func (n narrative) Assessed() []told {
	return slices.DeleteFunc(slices.Clone(n.Verdicts), func(v told) bool {
		return slices.Contains([]evaluate.Verdict{evaluate.NoLevel, evaluate.YearEnd, evaluate.NotDue}, evaluate.Verdict(v.Word))
	})
}

// Select returns the lines of a verdict.
func (n narrative) Select(verdict string) []line {
	return slices.DeleteFunc(slices.Clone(n.Lines), func(l line) bool { return l.Level != verdict })
}

// BindingLines returns the 约束性 indicators of a verdict.
func (n narrative) BindingLines(verdict string) []line {
	return slices.DeleteFunc(n.Select(verdict), func(l line) bool { return !l.Binding })
}

// SlowGrowth returns the lines whose growth misses the planned mean.
func (n narrative) SlowGrowth() []line {
	return slices.DeleteFunc(slices.Clone(n.Lines), func(l line) bool { return l.Growth != string(evaluate.GrowthMissed) })
}

// SlowMean returns the lines whose mean growth over all years misses the planned one;
// the rate of the last year alone says nothing about a compounding goal.
func (n narrative) SlowMean() []line {
	return slices.DeleteFunc(n.SlowGrowth(), func(l line) bool { return l.Compound })
}

// owned is a department with some of its lines.
type owned struct {
	Owner string
	Lines []line
}

// Owned groups lines by the responsible department, in the order of the lines.
func (n narrative) Owned(lines []line) []owned {
	var groups []owned
	for _, l := range lines {
		i := slices.IndexFunc(groups, func(g owned) bool { return g.Owner == l.Owner })
		if i < 0 {
			groups, i = append(groups, owned{Owner: l.Owner}), len(groups)
		}
		groups[i].Lines = append(groups[i].Lines, l)
	}
	return groups
}

func (c *composer) narrative(cells report.Cells) narrative {
	h := c.Plan.Head
	n := narrative{
		City: h.City, Zone: h.Zone, DocumentNo: h.DocumentNo, PlanTitle: h.Title, Period: c.period.Label(), Year: fmt.Sprint(c.period.Year),
		BaseYear: h.BaseYear, FirstYear: h.FirstYear, TargetYear: h.TargetYear, YearsLeft: c.Evaluated.YearsLeft, FullYear: c.period.Kind == stat.Year, Final: c.final(),
		Disclaimer: c.Plan.Scheme.Disclaimer(), Projects: c.projectsTold(), Short: c.period.Short(), Next: c.Next,
	}
	for _, a := range c.Evaluated.Assessments {
		n.Lines = append(n.Lines, c.line(a))
	}
	if c.withheld > 0 {
		n.Published = "公开的"
	}
	n.Fields = c.fields(n.Lines)
	n.CountyRanks, n.ParkRanks = c.countyPlaces(), c.parkPlaces()
	n.Score = c.scoreTold(n.Lines, cells)
	for _, v := range verdictOrder {
		if len(n.Select(string(v))) > 0 {
			n.Verdicts = append(n.Verdicts, told{string(v), "t0." + string(v) + ".n"})
		}
	}
	for _, u := range c.Figures.Units {
		switch {
		case c.public: // how a unit reported is not public
		case u.State == consolidate.Returned:
			n.Returned = append(n.Returned, u.Unit.NameAt(c.period))
		case u.State == consolidate.Missing:
			n.Missing = append(n.Missing, u.Unit.NameAt(c.period))
		}
	}
	return n
}

// line is what templates know of an assessment.
func (c *composer) line(a evaluate.Assessment) line {
	ind, note := a.Indicator, c.explanation(a)
	l := line{
		Code: ind.Code, Name: ind.Name, Owner: c.Plan.UnitName(ind.Owner, c.period), Unit: ind.Unit, ID: "t11." + ind.Code,
		Level: string(a.Level), Growth: string(a.GrowthVerdict), Binding: ind.Binding(), Shrinks: ind.Direction == plan.Down, Hold: ind.Direction == plan.Hold,
		HasNeeded: a.Needed != nil, NeededPoints: a.Needed != nil && a.Needed.Points, ProgressColumn: progressColumn(a),
		HasGrowth: a.Growth != nil && a.Figure.Due, Compound: a.Marked == evaluate.Compound,
		Left: "t14." + ind.Code + ".left", LeftUnit: leftUnit(ind),
		WithinYear: a.YearShare != nil, Increment: a.YearStart != nil, HasPriorShare: a.PriorShare != nil, BaseYear: c.Plan.Head.BaseYear,
		Due: a.Figure.Due && !a.Figure.Pending, Explained: note != "", ind: ind, note: note,
	}
	c.workedOut(&l, a)
	return l
}

// wayOf says which way an indicator has to go.
func wayOf(ind *plan.Indicator) words.Way {
	switch {
	case ind.CumulativeGoal.Set():
		return words.Reduce
	case ind.Change == "points" && ind.Direction == plan.Down:
		return words.LessPoints
	case ind.Change == "points":
		return words.MorePoints
	case ind.Direction == plan.Down:
		return words.Less
	}
	return words.More
}
