package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/label"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// traceProject follows the figures of a project that was asked for by its name. In
// a period that has only projects anything else is refused; ok is false if the
// question is about something else.
func (t *Tracer) traceProject(asked []string) (list []*Figure, ok bool, err error) {
	var known []string
	for i := range t.in.Evaluated.Projects.List {
		p := &t.in.Evaluated.Projects.List[i]
		known = append(known, p.Name)
		if len(asked) != 1 || !label.Equal(p.Name, asked[0]) {
			continue
		}
		id := "t6." + p.Unit + "." + strings.TrimPrefix(p.Item, rule.ProjectPrefix)
		for _, column := range []string{"total", "plan", "done", "percent", "verdict"} {
			f, err := t.figureOf(id + "." + column)
			if err != nil {
				return nil, false, err
			}
			list = append(list, f)
		}
		return list, true, nil
	}
	if !t.period.Short() {
		return nil, false, nil
	}
	remedy := "请写项目名称，或报告中的位置，例如：zhibao trace " + t.period.String() + " 附表1"
	if near := label.Nearest(asked[0], known); near != "" {
		remedy = "是不是「" + near + "」？"
	}
	return nil, false, fault.Config(fmt.Sprintf("%s只报重大项目，没有「%s」这个项目", t.period.Label(), strings.Join(asked, " ")), "", remedy)
}

// projectFigure is a cell of the list of projects or of their summary: of a project,
// of those with a verdict, or of all.
func (t *Tracer) projectFigure(subject, column string) (*Figure, error) {
	row, column, isProject := strings.Cut(column, ".")
	if isProject {
		for i := range t.in.Evaluated.Projects.List {
			if p := &t.in.Evaluated.Projects.List[i]; p.Unit == subject && p.Item == rule.ProjectPrefix+row {
				return t.projectColumn(p, column)
			}
		}
		return nil, fmt.Errorf("%s.%s: %w", subject, row, errNoTrace)
	}
	list := t.in.Evaluated.Projects.List
	if subject != "all" {
		list = slices.DeleteFunc(slices.Clone(list), func(p evaluate.Project) bool { return string(p.Verdict) != subject })
	}
	return t.projectSum(list, row)
}

// projectColumns are the printed columns with money and what the form calls them.
var projectColumns = map[string]stat.Measure{"total": "total_plan", "plan": "year_plan", "done": "year_done"}

func (t *Tracer) projectCell(p *evaluate.Project, m stat.Measure) *Figure {
	f := absentFigure("项目"+measureName(m), t.whyAbsent(p.Unit))
	if o, ok := p.Row.Of(m); ok && o.Kind == stat.Number {
		f = t.reported("", o)
	}
	f.Name = t.unitName(p.Unit) + "所报项目「" + p.Name + "」，" + measureName(m)
	f.Unit = "万元"
	return f
}

// projectColumn is a money figure of a project, its completion, or its verdict.
func (t *Tracer) projectColumn(p *evaluate.Project, column string) (*Figure, error) {
	done, planned := t.projectCell(p, "year_done").called("本年完成"), t.projectCell(p, "year_plan").called("年度计划")
	switch column {
	case "total", "plan", "done":
		return t.projectCell(p, projectColumns[column]), nil
	case "percent":
		return computed("项目「"+p.Name+"」，完成计划", "%", p.Percent, "本年完成占年度计划的比重", "{本年完成}÷{年度计划}×100", done, planned), nil
	case "verdict":
		return &Figure{Name: "项目「" + p.Name + "」，评价", Kind: ComputedFigure, Text: string(p.Verdict),
			Method: "按阶段、开工日期和完成年度计划的比重与时序进度之差评定，界限见测算方案", From: []*Figure{done, planned}}, nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// projectSum is a sum over projects, their number, or their common completion.
func (t *Tracer) projectSum(list []evaluate.Project, column string) (*Figure, error) {
	sums := compose.SumProjects(list)
	add := func(m stat.Measure, both bool) []*Figure {
		var from []*Figure
		for i := range list {
			p := &list[i]
			if both && (p.Row.Number("year_done") == nil || p.Row.Number("year_plan") == nil) || p.Row.Number(m) == nil {
				continue
			}
			from = append(from, t.projectCell(p, m).called(t.unitName(p.Unit)+"第"+strings.TrimPrefix(p.Item, rule.ProjectPrefix)+"个"))
		}
		return from
	}
	switch column {
	case "total", "plan", "done":
		m := projectColumns[column]
		return t.total("重大项目"+measureName(m)+"合计", "万元", "各项目相加，重复报送的只计一次", add(m, false)), nil
	case "percent":
		return computed("重大项目完成计划", "%", sums.Percent, "两数齐全的项目相加后相除", "{本年完成}÷{年度计划}×100",
			t.total("本年完成合计", "万元", "两数齐全的项目相加", add("year_done", true)).called("本年完成"),
			t.total("年度计划合计", "万元", "两数齐全的项目相加", add("year_plan", true)).called("年度计划")), nil
	case "n":
		return counted("重大项目个数", "个", decimal.NewFromInt(int64(len(list)))), nil
	}
	return nil, fmt.Errorf("%s: %w", column, errNoTrace)
}

// counted is a number of things that have no figure of their own.
func counted(name, unit string, n decimal.Decimal) *Figure {
	return &Figure{Name: name, Kind: ComputedFigure, Unit: unit, Value: n.String(), Text: n.String(), Method: "个数，每个项目计一次"}
}
