package plan

import (
	"fmt"
	"slices"
	"strings"
)

// Field is one of the fields under which a yearly report tells tasks and indicators
// (创新驱动, 产业发展 …).
type Field struct {
	Name       string   `yaml:"name"`
	Areas      []string `yaml:"areas"`      // of tasks
	Indicators []string `yaml:"indicators"` // codes
}

// checkFields holds the fields against tasks and indicators: every area of tasks
// belongs to one field, and nothing is named that is not there.
func (p *Plan) checkFields(shown string) error {
	var areas []string
	for _, t := range p.Tasks {
		if !slices.Contains(areas, t.Area) {
			areas = append(areas, t.Area)
		}
	}
	owner := map[string]string{} // area or code → field
	for n, f := range p.Fields {
		at := fmt.Sprintf("$.fields[%d]", n)
		if strings.TrimSpace(f.Name) == "" {
			return p.problem(shown, tasksFile, at, "有一个领域没有名称", "请写上 name。")
		}
		for _, a := range f.Areas {
			if !slices.Contains(areas, a) {
				return p.problem(shown, tasksFile, at+".areas", fmt.Sprintf("领域「%s」中的「%s」没有任何任务", f.Name, a), "任务的 area 有："+strings.Join(areas, "、")+"。")
			}
		}
		for _, code := range f.Indicators {
			if _, ok := p.Indicator(code); !ok {
				return p.problem(shown, tasksFile, at+".indicators", fmt.Sprintf("领域「%s」中的指标代码「%s」不在指标表中", f.Name, code), "请在 indicators.yaml 中查找正确的代码。")
			}
		}
		for _, name := range slices.Concat(f.Areas, f.Indicators) {
			if other, twice := owner[name]; twice {
				return p.problem(shown, tasksFile, at, fmt.Sprintf("「%s」既在领域「%s」又在「%s」", name, other, f.Name), "请只留一处。")
			}
			owner[name] = f.Name
		}
	}
	for n, t := range p.Tasks {
		if _, ok := owner[t.Area]; !ok && len(p.Fields) > 0 {
			return p.problem(shown, tasksFile, fmt.Sprintf("$.tasks[%d].area", n), fmt.Sprintf("任务「%s」的方面「%s」没有归入任何领域", t.Code, t.Area), "请在 fields 中把它写入一个领域的 areas。")
		}
	}
	return nil
}
