package pipeline

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Summary is what a run tells a person in one screen.
type Summary struct {
	Period   stat.Period
	Units    []consolidate.UnitState
	Findings map[rule.Severity]int
	Excused  map[rule.Standing]int // findings that were explained or granted
	Open     []rule.Result
	Verdicts []evaluate.Verdict // on the level of each indicator; of a short period on each project
	Times    map[string]string  // file → when it was reported
	Files    []string           // names within Folder
	Folder   string
	Told     compose.Told // headline figures, and what lags
	Behind   []UnitStatus // who is late, or whose report is missing or was returned; in plan order
	Moment   time.Time    // by which lateness is told; zero if there is no deadline

	InUse     []string // files of the inputs that Excel, WPS or LibreOffice has open now; no output depends on it
	Unchanged bool     // nothing had changed since the last run, so that nothing was done
}

// Count is the number of units in a state.
func (s *Summary) Count(state consolidate.State) int {
	n := 0
	for _, u := range s.Units {
		if u.State == state {
			n++
		}
	}
	return n
}

// Code is the exit code: a person is needed if any finding is open.
func (s *Summary) Code() fault.Code {
	if len(s.Open) > 0 || s.Count(consolidate.Missing)+s.Count(consolidate.Returned) > 0 {
		return fault.Person
	}
	return fault.OK
}

func summarise(p *Project, period stat.Period, in *Assembled, files []workspace.File) *Summary {
	s := &Summary{
		Period: period, Units: in.Figures.Units, Findings: map[rule.Severity]int{}, Excused: map[rule.Standing]int{}, Times: in.Times,
		Folder: filepath.Join("outputs", period.String()), Told: in.Told, Moment: in.Reminder.Moment,
	}
	for _, d := range in.Reminder.Duties {
		if u := unitStatus(d, period, s.Moment); u.State != string(consolidate.Reported) || u.Late > 0 {
			s.Behind = append(s.Behind, u)
		}
	}
	for r := range in.Results.All() {
		if r.Outcome == rule.Fail {
			s.Findings[r.Severity]++
			s.Excused[r.Standing()]++
		}
		if r.Open() {
			s.Open = append(s.Open, r)
		}
	}
	for _, a := range in.Evaluated.Assessments {
		s.Verdicts = append(s.Verdicts, a.Level)
	}
	for i := range in.Evaluated.Projects.List {
		if period.Short() {
			s.Verdicts = append(s.Verdicts, in.Evaluated.Projects.List[i].Verdict)
		}
	}
	slices.SortStableFunc(s.Open, func(a, b rule.Result) int { return cmp.Compare(a.Severity, b.Severity) })
	for _, f := range files {
		s.Files = append(s.Files, f.Name)
	}
	s.Files = append(s.Files, workspace.ManifestName)
	return s
}

func periodOutside(period stat.Period, first, last int) error {
	return fault.Config(fmt.Sprintf("报告期 %s 不在方案期内", period), "", fmt.Sprintf("方案期为%d年至%d年，请改用其中的报告期。", first, last))
}
