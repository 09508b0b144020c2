package plan

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/yamlfile"
)

// ProjectScheme says how major projects are judged (scheme.yaml, projects).
type ProjectScheme struct {
	SlowPoints yamlfile.Figure `yaml:"slow_points"`      // 推进缓慢: year progress lower than time progress by more than so many points
	GraceDays  int             `yaml:"start_grace_days"` // 未按期开工: more than so many days after the planned start
	AnswerDays int             `yaml:"answer_days"`      // days in which a notice (督办通知) is to be answered
}

// TaskScheme says how tasks and industries are judged (scheme.yaml, tasks).
type TaskScheme struct {
	About      yamlfile.Figure `yaml:"about"`       // 左右: reached from so many per cent below the target on
	SlowPoints yamlfile.Figure `yaml:"slow_points"` // 慢于时序: progress lower than time progress by more than so many points
	Paced      []string        `yaml:"paced"`       // tasks whose path is linear, so that time progress says something
}

// DefaultProjects are the cut-offs of a scheme that names none. They are printed
// with the tables like any others.
func DefaultProjects() ProjectScheme {
	return ProjectScheme{SlowPoints: yamlfile.MustFigure("10"), AnswerDays: 7}
}

// DefaultTasks are the cut-offs of a scheme that names none.
func DefaultTasks() TaskScheme {
	return TaskScheme{About: yamlfile.MustFigure("5"), SlowPoints: yamlfile.MustFigure("5")}
}

// ProjectRules are the cut-offs for projects.
func (s Scheme) ProjectRules() ProjectScheme {
	if s.Projects == nil {
		return DefaultProjects()
	}
	return *s.Projects
}

// TaskRules are the cut-offs for tasks and industries.
func (s Scheme) TaskRules() TaskScheme {
	if s.Tasks == nil {
		return DefaultTasks()
	}
	return *s.Tasks
}

// IsPaced reports whether a task is compared with time progress.
func (s TaskScheme) IsPaced(code string) bool { return slices.Contains(s.Paced, code) }

// longestAnswer is the most days that a notice may leave for an answer; more is a slip.
const longestAnswer = 90

func (p *Plan) checkProjectScheme(shown string) error {
	refuse := func(path, what, remedy string) error { return p.problem(shown, schemeFile, path, what, remedy) }
	if s := p.Scheme.Projects; s != nil {
		switch {
		case !points(s.SlowPoints):
			return refuse(placeOf("$.projects", "slow_points", s.SlowPoints), "重大项目推进缓慢的界限缺失，或不在0至100个百分点之间", "请写成 10 的样子，表示低于时序进度超过10个百分点。")
		case s.GraceDays < 0 || s.GraceDays > 366:
			return refuse("$.projects.start_grace_days", fmt.Sprintf("开工宽限天数「%d」不在0至366之间", s.GraceDays), "不宽限的写 0。")
		case s.AnswerDays < 1 || s.AnswerDays > longestAnswer:
			return refuse("$.projects.answer_days", fmt.Sprintf("督办通知的反馈天数「%d」不在1至%d之间", s.AnswerDays, longestAnswer), "请写成 7 的样子。")
		}
	}
	s := p.Scheme.Tasks
	switch {
	case s == nil:
		return nil
	case !points(s.About):
		return refuse(placeOf("$.tasks", "about", s.About), "“左右”的容许幅度缺失，或不在0至100之间", "请写成 5 的样子，表示目标的5%。")
	case !points(s.SlowPoints):
		return refuse(placeOf("$.tasks", "slow_points", s.SlowPoints), "任务慢于时序的界限缺失，或不在0至100个百分点之间", "请写成 5 的样子，表示低于时序进度超过5个百分点。")
	}
	return p.checkPaced(refuse)
}

func (p *Plan) checkPaced(refuse func(path, what, remedy string) error) error {
	seen := map[string]bool{}
	for i, code := range p.Scheme.Tasks.Paced {
		at := fmt.Sprintf("$.tasks.paced[%d]", i)
		n := slices.IndexFunc(p.Tasks, func(t Task) bool { return t.Code == code })
		switch {
		case n < 0:
			return refuse(at, fmt.Sprintf("测算方案提到未知任务「%s」", code), "请使用 tasks.yaml 中的代码。")
		case seen[code]:
			return refuse(at, fmt.Sprintf("任务「%s」写了两次", code), "请删去一处。")
		case p.Tasks[n].AtMost || p.Tasks[n].Yearly:
			return refuse(at, fmt.Sprintf("任务「%s」是控制数或逐年任务，不能与五年时序进度比较", code), "请从 paced 中删去。")
		}
		seen[code] = true
	}
	return nil
}

// placeOf is the path of a figure, or of the part where it is missing.
func placeOf(part, key string, f yamlfile.Figure) string {
	if !f.Set() {
		return part
	}
	return part + "." + key
}

// points reports whether a figure can be a distance in percentage points.
func points(f yamlfile.Figure) bool {
	return f.Set() && !f.IsNegative() && f.LessThanOrEqual(decimal.NewFromInt(100))
}
