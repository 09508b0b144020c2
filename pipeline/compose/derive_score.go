package compose

import (
	"fmt"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// scores are the formulas of 附表1-3.
func (d *derivation) scores() {
	if d.Evaluated.Course.City == nil {
		return
	}
	score := d.Evaluated.Course.City.Scores[0]
	var counted, all []*report.Formula
	owned := map[string][]string{}
	for i := range score.Metrics {
		m, ind := &score.Metrics[i], &d.Plan.Indicators[i]
		id := "t13." + ind.Code
		for _, p := range m.Parts {
			if f := d.part(&d.Evaluated.Assessments[i], p); f != nil {
				d.set(id+"."+p.Code, f)
			}
		}
		all = append(all, report.At(id+".score", d.cells.Of(id+".score").Value))
		if m.Points == nil {
			continue
		}
		counted = append(counted, report.At(id+".weight", &m.Metric.Weight))
		d.set(id+".points", d.weighted(id, *m))
		d.set(id+".score", hundredth(report.Do(report.Mul, report.At(id+".points", m.Points), report.At(id+".share", &m.Weight))))
		owned[ind.Owner] = append(owned[ind.Owner], id)
	}
	for i := range score.Metrics {
		if m := &score.Metrics[i]; m.Points != nil {
			id := "t13." + d.Plan.Indicators[i].Code
			d.set(id+".share", report.Percent(report.At(id+".weight", &m.Metric.Weight), report.Do(report.Sum, counted...)))
		}
	}
	d.set("t13.total.base", report.Do(report.Sum, all...))
	d.set("t13.total.all", report.Do(report.Add, report.At("t13.total.base", score.Base), report.At("t13.total.bonus", &score.Bonus)))
	d.owners(owned)
}

// weighted is the mean of the counted parts by their shares.
func (d *derivation) weighted(id string, m evaluate.MetricScore) *report.Formula {
	var sum, shares []*report.Formula
	for _, p := range m.Parts {
		if p.Points != nil {
			sum = append(sum, report.Do(report.Mul, report.At(id+"."+p.Code, p.Points), report.Of(p.Share)))
			shares = append(shares, report.Of(p.Share))
		}
	}
	return report.Do(report.Div, report.Do(report.Add, sum...), report.Do(report.Add, shares...))
}

// part is a figure against its goal, between zero and the cap; nil where it was not
// held against one, or cannot be divided by it.
func (d *derivation) part(a *evaluate.Assessment, p evaluate.PartScore) *report.Formula {
	if p.Absent != evaluate.Present || p.Points == nil || p.Value == nil || p.Goal == nil {
		return nil
	}
	s := d.sourceOf(a)
	t12 := "t12." + a.Indicator.Code + "."
	value := d.at(p.Value, map[string][]string{
		evaluate.TargetPart: {s.t11 + "year_share", s.t11 + "actual"}, evaluate.StaticPart: {s.t11 + "log", s.t11 + "linear"},
		evaluate.DynamicPart: {s.t15 + "growth", s.t11 + "growth", s.t15 + "change", s.t11 + "actual"},
	}[p.Code]...)
	goal := d.at(p.Goal, s.t11+"time", fmt.Sprintf("%s%d", t12, d.period.Year), t12+"rate", s.t11+"growth_goal", s.t1+"goal")
	if p.Code == evaluate.StaticPart && d.cells.Of(goal.Cell).Value == nil {
		goal = report.Of(*p.Goal) // the time gone of the five years, which 附表1-1 prints of the year only
	}
	ratio := report.Percent(value, goal)
	switch {
	case p.Basis == plan.OfGoal && (!p.Value.IsPositive() || !p.Goal.IsPositive()):
		return nil
	case p.Basis == plan.OfGoal && p.Down:
		ratio = report.Percent(goal, value)
	case p.Basis != plan.OfGoal && p.Basis != plan.OfRate:
		return nil
	}
	return report.Do(report.Min, report.Of(d.Plan.Scheme.Scoring.Cap.Decimal), report.Do(report.Max, report.Int(0), ratio))
}

// owners gather the score by responsible department.
func (d *derivation) owners(owned map[string][]string) {
	var ranked []string
	for _, o := range d.Evaluated.Course.Owners {
		ranked = append(ranked, "t13d."+o.Owner+".points")
	}
	among := d.among(ranked)
	for _, o := range d.Evaluated.Course.Owners {
		id := "t13d." + o.Owner
		var shares, scores []*report.Formula
		for _, metric := range owned[o.Owner] {
			shares = append(shares, report.At(metric+".share", d.cells.Of(metric+".share").Value))
			scores = append(scores, report.At(metric+".score", d.cells.Of(metric+".score").Value))
		}
		if o.Points == nil {
			continue
		}
		d.set(id+".weight", report.Do(report.Sum, shares...))
		d.set(id+".points", report.Percent(report.Do(report.Sum, scores...), report.At(id+".weight", &o.Weight)))
		d.rank(id+".rank", report.At(id+".points", o.Points), among, false)
	}
}

// awardCells are the formulas of 附表8: the parts add up to a score, scores are ranked.
func (d *derivation) awardCells() {
	for _, s := range d.awardSets() {
		table := awardTables[s.Kind]
		var scores []string
		for _, l := range s.Lines {
			scores = append(scores, "t8."+l.Unit.Code+".score")
		}
		among := d.among(scores)
		for _, l := range s.Lines {
			id, parts := table+"."+l.Unit.Code, "t8."+l.Unit.Code
			d.awardScore(id, s, l)
			d.set(parts+".score", report.At(id+".total", l.Total))
			d.rank(parts+".rank", report.At(parts+".score", l.Total), among, false)
		}
	}
}

// awardScore is the sum of the metrics' points by their weights, over the counted ones.
func (d *derivation) awardScore(id string, s evaluate.AwardSet, l evaluate.AwardLine) {
	var points, weights []*report.Formula
	for _, m := range l.Score.Metrics {
		if m.Points != nil {
			points = append(points, report.Do(report.Mul, report.At(id+"."+m.Metric.Code, m.Points), report.Of(m.Metric.Weight)))
			weights = append(weights, report.Of(m.Metric.Weight))
		}
	}
	if len(points) == 0 || l.Total == nil {
		return
	}
	d.set(id+".covered", report.Do(report.Add, weights...))
	if s.Kind == plan.DeptUnit || !l.Score.Bonus.IsZero() {
		d.set(id+".total", report.Do(report.Div, report.Do(report.Add, points...), report.At(id+".covered", &l.Score.Covered)))
		return
	}
	var parts []string
	for _, code := range evaluate.ScoreParts {
		parts = append(parts, id+"."+code)
	}
	d.sum(id+".total", parts)
}
