package plan

import "zhibao/pipeline/yamlfile"

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
	Weights   map[string]yamlfile.Figure `yaml:"weights"` // indicator → points, 100 in all
	Projects  *ProjectScheme             `yaml:"projects"`
	Tasks     *TaskScheme                `yaml:"tasks"`
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

// ProgressOf is the marked progress method of an indicator.
func (s Scheme) ProgressOf(indicator string) string {
	if m, ok := s.Override[indicator]; ok {
		return m
	}
	return s.Progress
}

// Disclaimer is the official reservation, empty for a scheme with an authority.
func (s Scheme) Disclaimer() string {
	if s.Authority != "" {
		return ""
	}
	return "测算口径，非官方评分"
}
