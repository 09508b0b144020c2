package evaluate

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Verdicts on projects.
const (
	ProjectDone     Verdict = "已竣工"
	ProjectStopped  Verdict = "停工"
	ProjectNotBegun Verdict = "未按期开工"
	ProjectSlow     Verdict = "推进缓慢"
	ProjectOnPlan   Verdict = "按计划推进"
	ProjectEarly    Verdict = "前期工作" // not begun, and not due to begin
	ProjectUnknown  Verdict = "未报进度" // begun, without the figures that progress is made of
	ProjectOverdue  Verdict = "整改逾期" // beside another verdict: a problem is open after its deadline
)

// Stages of a project, as the form offers them.
const (
	stageEarly   = "前期"
	stageDone    = "竣工"
	stageStopped = "停工"
)

// ProjectChange is what became of a project since the report before.
type ProjectChange string

// Changes.
const (
	NewlySlow ProjectChange = "新列入"
	StillSlow ProjectChange = "继续督办"
	Recovered ProjectChange = "恢复正常"
	NewOnList ProjectChange = "首次报送"
)

// Project is a project against its own plan.
type Project struct {
	*consolidate.Project
	Percent    *decimal.Decimal // done ÷ year plan × 100
	Gap        *decimal.Decimal // Percent − time progress, points
	Verdict    Verdict
	StartDelay int       // days from the planned start to the real one, or to the period's end; 0 if in time or unknown
	Deadline   time.Time // 整改期限; zero if none
	Overdue    int       // days that the period's end lies behind the deadline of an open problem
	Change     ProjectChange
}

// Reasons are the words for why the project is on the list of 督办; none if it is not.
func (p *Project) Reasons() []Verdict {
	var list []Verdict
	if slices.Contains([]Verdict{ProjectStopped, ProjectNotBegun, ProjectSlow}, p.Verdict) {
		list = append(list, p.Verdict)
	}
	if p.Overdue > 0 {
		list = append(list, ProjectOverdue)
	}
	return list
}

// Delay is how many days the project is late: in beginning, as far as it has not
// begun, or behind the deadline of an open problem; the greater of the two.
func (p *Project) Delay() int {
	if p.Verdict != ProjectNotBegun {
		return p.Overdue
	}
	return max(p.StartDelay, p.Overdue)
}

// Supervised reports whether the project is on the list of 督办.
func (p *Project) Supervised() bool { return len(p.Reasons()) > 0 }

// Projects are the major projects of the period, each once.
type Projects struct {
	Time   decimal.Decimal // time progress of the year, per cent
	Days   bool            // Time counts days rather than months
	End    time.Time       // the period's last day
	Before *stat.Period    // the report compared with; nil if there is none
	List   []Project
	Gone   []*consolidate.Project // on the report before, and not on this one
}

// Supervised are the projects on the list of 督办, in order.
func (p *Projects) Supervised() []*Project {
	var list []*Project
	for i := range p.List {
		if p.List[i].Supervised() {
			list = append(list, &p.List[i])
		}
	}
	return list
}

// EarlierProjects are the projects of the report before, of the same kind of period.
type EarlierProjects struct {
	Period stat.Period
	List   []*consolidate.Project
}

// YearTime is the share of the year that has passed at the end of a period, per
// cent: n/12 for months, quarters and years; of a shorter period the days to its
// last one ÷ the days of the year, at most 100.
func YearTime(p stat.Period) decimal.Decimal {
	if !p.Short() {
		return method.TimeProgress(p.EndMonth(), 1)
	}
	all := time.Date(p.Year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	passed := p.Last().YearDay()
	if p.Last().Year() > p.Year {
		passed = all
	}
	hundred := decimal.NewFromInt(100)
	return decimal.NewFromInt(int64(passed)).Mul(hundred).DivRound(decimal.NewFromInt(int64(all)), 24)
}

// JudgeProjects holds projects against their own plans. before may be nil.
func JudgeProjects(s plan.ProjectScheme, p stat.Period, list []*consolidate.Project, before *EarlierProjects) *Projects {
	out := &Projects{Time: YearTime(p), Days: p.Short(), End: p.Last()}
	for _, one := range list {
		out.List = append(out.List, judgeProject(s, out, one))
	}
	if before == nil {
		return out
	}
	out.Before = &before.Period
	then := JudgeProjects(s, before.Period, before.List, nil)
	for i := range out.List {
		out.List[i].Change = changeOf(then, &out.List[i])
	}
	for i := range then.List {
		if was := then.List[i].Project; out.find(was.Key()) == nil {
			out.Gone = append(out.Gone, was)
		}
	}
	return out
}

func (p *Projects) find(key string) *Project {
	i := slices.IndexFunc(p.List, func(x Project) bool { return x.Key() == key })
	if i < 0 {
		return nil
	}
	return &p.List[i]
}

func changeOf(then *Projects, now *Project) ProjectChange {
	was := then.find(now.Key())
	switch {
	case was == nil:
		return NewOnList
	case now.Supervised() && was.Supervised():
		return StillSlow
	case now.Supervised():
		return NewlySlow
	case was.Supervised():
		return Recovered
	}
	return ""
}

func judgeProject(s plan.ProjectScheme, all *Projects, p *consolidate.Project) Project {
	j := Project{Project: p}
	if done, planned := p.Row.Number("year_done"), p.Row.Number("year_plan"); done != nil && planned != nil {
		j.Percent = known(method.Ratio(*done, *planned, decimal.NewFromInt(100)))
	}
	if j.Percent != nil {
		gap := j.Percent.Sub(all.Time)
		j.Gap = &gap
	}
	planned, hasPlan := day(p.Text("planned_start"))
	began, hasBegun := day(p.Text("real_start"))
	if !hasBegun {
		began = all.End
	}
	if hasPlan && (hasBegun || !begun(p)) {
		j.StartDelay = max(0, daysBetween(planned, began))
	}
	if deadline, ok := day(p.Text("deadline")); ok {
		j.Deadline = deadline
		if p.Text("problem") != "" {
			j.Overdue = max(0, daysBetween(deadline, all.End))
		}
	}
	j.Verdict = projectVerdict(s, &j)
	return j
}

// begun reports whether work has begun: there is a date, or the stage says so.
func begun(p *consolidate.Project) bool {
	stage := p.Text("stage")
	return p.Text("real_start") != "" || stage != "" && stage != stageEarly
}

func projectVerdict(s plan.ProjectScheme, j *Project) Verdict {
	switch stage := j.Text("stage"); {
	case stage == stageDone:
		return ProjectDone
	case stage == stageStopped:
		return ProjectStopped
	case !begun(j.Project) && j.StartDelay > s.GraceDays:
		return ProjectNotBegun
	case !begun(j.Project):
		return ProjectEarly
	case j.Gap == nil:
		return ProjectUnknown
	case j.Gap.LessThan(s.SlowPoints.Neg()):
		return ProjectSlow
	}
	return ProjectOnPlan
}

// day reads a date as the intake keeps it; ok is false for anything else.
func day(text string) (t time.Time, ok bool) {
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}

// daysBetween counts the days from one date to another; both are midnights UTC.
func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }
