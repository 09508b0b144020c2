package compose

import (
	"fmt"
	"strings"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// awardTables are the ids of the tables of parts.
var awardTables = map[plan.UnitKind]string{plan.County: "t8c", plan.Park: "t8p", plan.DeptUnit: "t8d"}

// awardParts shows what the scores of a kind of unit are made of: the points of each
// metric, out of 100, and the parts, which add up to the score.
func (c *composer) awardParts(s evaluate.AwardSet) *report.Table {
	id := awardTables[s.Kind]
	t := &report.Table{ID: id, Title: kindName(s.Kind) + "得分构成", Unit: "单位：分", Columns: columns(col(report.Left, 18))}
	top, second := []report.HeadCell{{Text: "单位", RowSpan: 2}, {Text: "各项得分（满分100，括号内为权重）", ColSpan: len(s.Set.Metrics)}}, []report.HeadCell{}
	for _, m := range s.Set.Metrics {
		second = append(second, report.HeadCell{Text: fmt.Sprintf("%s\n（%s）", m.Name, m.Weight)})
		t.Columns = append(t.Columns, col(report.Decimal, 10))
	}
	if s.Kind != plan.DeptUnit {
		top = append(top, report.HeadCell{Text: "其中（相加为得分）", ColSpan: len(evaluate.ScoreParts)})
		for _, code := range evaluate.ScoreParts {
			second = append(second, report.HeadCell{Text: evaluate.PartName(code)})
			t.Columns = append(t.Columns, col(report.Decimal, 8))
		}
	}
	top = append(top, report.HeadCell{Text: "计分\n权重", RowSpan: 2}, report.HeadCell{Text: "得分", RowSpan: 2})
	t.Columns = append(t.Columns, col(report.Decimal, 7), col(report.Decimal, 8))
	t.Head = [][]report.HeadCell{top, second}
	t.Rank = report.Ranking{Suffix: ".total", Words: "得分"}
	for _, l := range s.Lines {
		t.Rows = append(t.Rows, c.awardPartsRow(id+"."+l.Unit.Code, s, l))
	}
	t.Notes = c.partNotes(s)
	return t
}

func (c *composer) awardPartsRow(id string, s evaluate.AwardSet, l evaluate.AwardLine) report.Row {
	cells := append(make([]report.Cell, 0, len(l.Score.Metrics)+len(evaluate.ScoreParts)+3), text(l.Unit.NameAt(c.period)))
	for _, m := range l.Score.Metrics {
		cells = append(cells, c.number(id+"."+m.Metric.Code, m.Points, 1, none))
	}
	if s.Kind != plan.DeptUnit {
		for _, code := range evaluate.ScoreParts {
			cells = append(cells, c.number(id+"."+code, l.Score.PartSum(code), 2, none))
		}
	}
	cells = append(cells, c.number(id+".covered", &l.Score.Covered, 0, none), c.number(id+".total", l.Total, 2, notScored))
	return report.Row{ID: id, Cells: cells}
}

// partNotes tell the formula and what is missing.
func (c *composer) partNotes(s evaluate.AwardSet) []string {
	scheme := c.Plan.Scheme
	missing := "缺数的项目不计，其余权重按比例放大"
	if scheme.Scoring.Missing == plan.Zero {
		missing = "缺数的项目计0分"
	}
	var notes []string
	switch s.Kind {
	case plan.DeptUnit:
		notes = append(notes, "得分＝∑各项得分×权重÷计分权重。指标得分为所负责指标在城市评分中得分的加权平均；"+taskWords[scheme.Awards.Departments.TasksAgainst]+
			"产业得分为所负责各项完成目标比重（至多100）的平均。控制数在限内的为100，超过的为控制数÷实际数。不负责的一类不计；"+missing+"。各项数字见附表1-3和附表4。")
	default:
		notes = append(notes, "得分＝∑各项得分×权重÷计分权重；各项得分＝∑各部分的分×比重÷计入的比重。"+c.basisNote(s)+missing+"；不适用的部分不计。每部分0至"+scheme.Scoring.Cap.Text+"分。"+
			fmt.Sprintf("计分权重不足%s的不评。", scheme.Awards.LeastCovered.Text)+"所据数字见"+map[plan.UnitKind]string{plan.County: "附表3、附表3-1", plan.Park: "附表2、附表2-1"}[s.Kind]+"。")
	}
	return append(notes, c.lackNotes(s)...)
}

// taskWords say how tasks are scored.
var taskWords = map[string]string{
	plan.AgainstTime:   "任务得分为所负责各项完成目标的比重（附表4列有进度的为进度）÷时序进度×100（至多100）的平均，逐年任务只比目标；",
	plan.AgainstTarget: "任务得分为所负责各项完成目标比重（至多100）的平均；",
}

// lackNotes say what is missing behind the scores, units that lack the same together.
func (c *composer) lackNotes(s evaluate.AwardSet) []string {
	var order []string
	units := map[string][]string{}
	for _, l := range s.Lines {
		what := strings.Join(lacking(l), "；")
		if what == "" {
			continue
		}
		if units[what] == nil {
			order = append(order, what)
		}
		units[what] = append(units[what], l.Unit.NameAt(c.period))
	}
	var notes []string
	for _, what := range order {
		who := strings.Join(units[what], "、")
		if len(units[what]) == len(s.Lines) {
			who = "各单位"
		}
		notes = append(notes, who+"："+what+"。")
	}
	return notes
}

// basisWords are what a part is held against.
var basisWords = map[plan.Basis]string{
	plan.OfGoal: "实际÷目标×100，越小越好的倒过来（其平均中负数按0计）", plan.OfRate: "实际÷目标增速×100", plan.OfBest: "实际÷同类单位中最好的×100，越小越好的倒过来",
	plan.OfMean: "实际÷同类单位平均×100，越小越好的倒过来", plan.OfRange: "（实际－最差）÷（最好－最差）×100",
}

func (c *composer) basisNote(s evaluate.AwardSet) string {
	parts := c.Plan.Scheme.Awards.Counties.Parts
	own := "当年分解目标，没有分解的不计"
	growth := "增速，比率为比上年提高的百分点"
	if s.Kind == plan.Park {
		parts = c.Plan.Scheme.Awards.Parks.Parts
		own = fmt.Sprintf("技工贸总收入对%d年目标，方案未印园区基数，只计完成比重；投资强度对准入标准", c.Plan.Head.TargetYear)
		growth = "增速"
	}
	units := c.Plan.Scheme.Scoring.Units
	return fmt.Sprintf("目标任务占%s%%（%s）：%s；静态水平占%s%%（全年或年末数）：%s；动态增长占%s%%（%s）：%s。",
		parts.Target.Text, own, basisWords[units.Target], parts.Static.Text, basisWords[units.Static], parts.Dynamic.Text, growth, basisWords[units.Dynamic])
}

// lacking names what is due and missing behind a unit's score.
func lacking(l evaluate.AwardLine) []string {
	list := append([]string{}, l.Notes...)
	for _, m := range l.Score.Metrics {
		var parts, whys []string
		for _, p := range m.Parts {
			if p.Absent == evaluate.Lacking {
				parts, whys = append(parts, p.Name), append(whys, p.Why)
			}
		}
		switch {
		case len(parts) == 0:
		case len(l.Score.Metrics[0].Parts) == 1:
			list = append(list, m.Metric.Name+"缺数（"+whys[0]+"）")
		default:
			list = append(list, fmt.Sprintf("%s的%s缺数（%s）", m.Metric.Name, strings.Join(parts, "、"), whys[0]))
		}
	}
	return list
}
