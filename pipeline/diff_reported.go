package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

func cellIDs(b report.Block) []string {
	t, ok := b.(*report.Table)
	if !ok {
		return nil
	}
	var ids []string
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			if c.ID != "" {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// reported compares the numbers that units reported for a period and that count.
func (c comparison) reported(period stat.Period, old, now map[observed]stat.Observation) {
	keys := map[observed]bool{}
	for _, m := range []map[observed]stat.Observation{old, now} {
		for k, o := range m {
			if o.Kind == stat.Number {
				keys[k] = true
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(keys), func(a, b observed) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.item, b.item), cmp.Compare(a.measure, b.measure))
	})
	for _, k := range order {
		was, had := old[k]
		is, has := now[k]
		had, has = had && was.Kind == stat.Number, has && is.Kind == stat.Number
		restated := was.Vintage != is.Vintage && (k.measure == stat.Value || k.measure == stat.Growth) // a row's status is that of its figures
		if had && has && was.Number.Equal(is.Number) && !restated {
			continue
		}
		o := is
		if !has {
			o = was
		}
		it, _ := c.new.project.Plan.Item(k.item)
		ch := Change{Name: c.new.unitName(k.unit) + "，" + itemTitle(it, o), Unit: unitOf(it, k.measure)}
		if had {
			ch.Old, ch.OldFrom = was.Number.String(), from(period, was)
		}
		if has {
			ch.New, ch.NewFrom = is.Number.String(), from(period, is)
		}
		ch.Reasons = c.reasons(k, period, was, is, had, has, now)
		c.Reported = append(c.Reported, ch)
	}
}

func from(period stat.Period, o stat.Observation) string {
	return fmt.Sprintf("inputs/%s/%s %s!%s", period, o.Source.File, o.Source.Sheet, o.Source.Cell)
}

// reasons says why a reported number is another one: the unit's own explanation
// first.
func (c comparison) reasons(k observed, period stat.Period, was, is stat.Observation, had, has bool, now map[observed]stat.Observation) []string {
	var why []string
	if note, ok := now[observed{k.unit, k.item, stat.Note}]; ok && note.Read != "" {
		why = append(why, "核实说明：「"+note.Read+"」")
	}
	switch {
	case !has && period == c.new.period:
		why = append(why, "现在没有有效数据："+c.new.whyAbsent(k.unit))
	case !has:
		why = append(why, "现在没有有效数据")
	case !had && period == c.new.period:
		why = append(why, "当时没有有效数据："+c.old.whyAbsent(k.unit))
	case !had:
		why = append(why, "当时没有有效数据")
	case was.Source.SHA256 != is.Source.SHA256:
		why = append(why, "单位重报（"+is.Source.File+"，SHA-256 "+is.Source.SHA256[:min(12, len(is.Source.SHA256))]+"…）")
	default:
		why = append(why, "文件未变，表式、审核规则或程序的改动使读数不同")
	}
	if had && has && was.Vintage != is.Vintage {
		why = append(why, "数据状态由"+cmp.Or(was.Vintage, "未注明")+"改为"+cmp.Or(is.Vintage, "未注明"))
	}
	return why
}

// planned compares what the two plans print.
func (c comparison) planned() {
	old, now := c.old.project.Plan, c.new.project.Plan
	for i := range now.Indicators {
		ind := &now.Indicators[i]
		before, ok := old.Indicator(ind.Code)
		if !ok {
			continue
		}
		name := func(what string) string { return ind.Name + "，" + what }
		c.figure(name("规划目标"), ind.Unit, "indicators.yaml", ind.Code, "target", before.Target, ind.Target)
		c.figure(name("年均增速目标"), "%", "indicators.yaml", ind.Code, "growth_target", before.GrowthTarget, ind.GrowthTarget)
		c.figure(name("五年累计目标"), "%", "indicators.yaml", ind.Code, "cumulative_target", before.CumulativeGoal, ind.CumulativeGoal)
		targets := maps.Clone(ind.AnnualTargets)
		if targets == nil {
			targets = map[string]yamlfile.Figure{}
		}
		maps.Copy(targets, before.AnnualTargets)
		for _, year := range slices.Sorted(maps.Keys(targets)) {
			c.figure(name(year+"年年度目标"), ind.Unit, "indicators.yaml", ind.Code, "annual_targets."+year, before.AnnualTargets[year], ind.AnnualTargets[year])
		}
		years := maps.Clone(ind.Printed)
		maps.Copy(years, before.Printed)
		for _, year := range slices.Sorted(maps.Keys(years)) {
			c.figure(name("方案所印"+year+"年数"), ind.Unit, "indicators.yaml", ind.Code, "printed."+year, before.Printed[year], ind.Printed[year])
		}
	}
	for i := range now.Units {
		u := &now.Units[i]
		if before, ok := old.Unit(u.Code); ok {
			c.figure(u.Name+"，技工贸总收入目标", "亿元", "units.yaml", u.Code, "revenue_target", before.Target, u.Target)
		}
	}
	for i, d := range now.Industries {
		if i < len(old.Industries) && old.Industries[i].Code == d.Code {
			c.figure(d.Name+"，目标", d.Unit, "tasks.yaml", d.Code, "target", old.Industries[i].Target, d.Target)
		}
	}
	for i, task := range now.Tasks {
		if i < len(old.Tasks) && old.Tasks[i].Code == task.Code {
			c.figure(task.Measure+"，目标", task.Unit, "tasks.yaml", task.Code, "target", old.Tasks[i].Target, task.Target)
		}
	}
	c.figure("分档界限：快于预期", "百分点", "scheme.yaml", "", "ahead", old.Scheme.Cutoffs.Ahead, now.Scheme.Cutoffs.Ahead)
	c.figure("分档界限：基本符合预期", "百分点", "scheme.yaml", "", "on_course", old.Scheme.Cutoffs.OnCourse, now.Scheme.Cutoffs.OnCourse)
	c.scheme()
}

// figure notes a figure of the plan if it was another one.
func (c comparison) figure(name, unit, file, code, key string, was, is yamlfile.Figure) {
	c.text(name, unit, file, code, key, was.Text, is.Text)
}

// text notes a word of the plan if it was another one.
func (c comparison) text(name, unit, file, code, key, was, is string) {
	if was == is {
		return
	}
	ch := Change{Name: name, Unit: unit, Old: was, New: is, Reasons: []string{"方案或测算方案有改动"}}
	if line := lineOf(c.old.plan[file], code, key); was != "" && line > 0 { // what holds unless it is written stands on none
		ch.OldFrom = fmt.Sprintf("当时的%s 第%d行", file, line)
	}
	if line := lineOf(c.new.plan[file], code, key); is != "" && line > 0 {
		ch.NewFrom = fmt.Sprintf("inputs/plan/%s 第%d行", file, line)
	}
	c.Planned = append(c.Planned, ch)
}
