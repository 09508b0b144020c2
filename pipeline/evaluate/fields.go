package evaluate

import (
	"slices"

	"zhibao/pipeline/plan"
)

// FieldTasks are the tasks of a field, by what became of them.
type FieldTasks struct {
	plan.Field
	Tasks  []Completion
	Done   []Completion // target reached, or within what is allowed
	Going  []Completion // slow ones too
	Short  []Completion // still to be cut, exceeded, or not done in its year
	Absent []Completion // not reported
}

// Fields sorts the tasks that are due by the plan's fields, in their order.
func Fields(p *plan.Plan, r *Result) []FieldTasks {
	list := make([]FieldTasks, len(p.Fields))
	for i, f := range p.Fields {
		list[i].Field = f
		for n, t := range p.Tasks {
			if c := r.Tasks[n]; slices.Contains(f.Areas, t.Area) && c.Verdict != NotDueYet {
				list[i].add(c)
			}
		}
	}
	return list
}

func (f *FieldTasks) add(c Completion) {
	f.Tasks = append(f.Tasks, c)
	switch c.Verdict {
	case Done, Within:
		f.Done = append(f.Done, c)
	case Going, Lagging:
		f.Going = append(f.Going, c)
	case NoReport:
		f.Absent = append(f.Absent, c)
	default:
		f.Short = append(f.Short, c)
	}
}
