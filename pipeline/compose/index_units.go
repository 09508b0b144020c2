package compose

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// countyItems are the indicators that counties report.
func (c *indexer) countyItems() []plan.Item {
	var list []plan.Item
	for _, ind := range c.Plan.Indicators {
		if ind.Aggregation != plan.Department {
			it, _ := c.Plan.Item(ind.Code)
			list = append(list, it)
		}
	}
	return list
}

// parkItems are the items that parks report.
func (c *indexer) parkItems() []plan.Item {
	var list []plan.Item
	for _, one := range c.Plan.ParkItems {
		it, _ := c.Plan.Item(one.Code)
		list = append(list, it)
	}
	return list
}

// unitList are the units of a kind with their own figures.
func (c *indexer) unitList(name string, kind plan.UnitKind, items []plan.Item) report.List {
	list := report.List{Name: name}
	for i, u := range c.Plan.UnitsOf(kind) {
		shown := c.Plan.UnitName(u.Code, c.period)
		if i == 0 {
			list.Paths = c.unitFields(u, i, items).paths
		}
		list.Entries = append(list.Entries, report.Entry{Names: slices.Concat([]string{shown, u.Code}, u.Names(), u.Aliases),
			Make: func() map[string]report.Field { return c.unitFields(u, i, items).values }})
	}
	return list
}

// unitFields are the fields of the i-th unit of a kind, from 0.
func (c *indexer) unitFields(u *plan.Unit, i int, items []plan.Item) *fields {
	f := newFields()
	f.put("名称", wording(c.Plan.UnitName(u.Code, c.period)))
	number := decimal.NewFromInt(int64(i + 1))
	f.put("序号", c.figure(&number, 0, ""))
	f.put("代码", wording(u.Code))
	if u.Kind == plan.Park {
		var goal *decimal.Decimal
		if u.Target.Set() {
			goal = &u.Target.Decimal
		}
		f.put("级别", wording(u.Level))
		f.put("分类", wording(u.Tier))
		f.put("目标.技工贸总收入", c.figure(goal, 2, none))
	}
	state, _ := c.stateOf(u.Code)
	f.put("报送状态", wording(string(state)))
	for _, it := range items {
		c.unitItem(f, u, it, c.lineOf(u.Kind, u.Code, it.Code))
	}
	return f
}

// lineOf is what was evaluated of an item for a unit; empty if it is not due.
func (c *indexer) lineOf(kind plan.UnitKind, unit, item string) evaluate.Line {
	all := c.Evaluated.Units.Counties
	if kind == plan.Park {
		all = c.Evaluated.Units.Parks
	}
	for i := range all {
		if all[i].Item.Code == item {
			return all[i].LineOf(unit)
		}
	}
	return evaluate.Line{}
}

// unitItem are the figures of one item of a unit: now, and in each year of the plan.
func (c *indexer) unitItem(f *fields, u *plan.Unit, it plan.Item, l evaluate.Line) {
	sign := c.signFor(u.Code)
	f.put(it.Name+".计量单位", wording(it.Unit))
	f.put(it.Name+".本期.实际", c.measured(it, l.Value, sign))
	f.put(it.Name+".本期.增速", c.percent(l.Growth, sign))
	f.put(it.Name+".本期.上年同期", c.measured(it, l.Row.Number(stat.Prior), none))
	f.put(it.Name+".本期.总量位次", c.placed(l.ByLevel))
	f.put(it.Name+".本期.增速位次", c.placed(l.ByGrowth))
	for y := c.Plan.Head.BaseYear; y <= c.Plan.Head.TargetYear; y++ {
		of := stat.Period{Kind: stat.Year, Year: y}
		value, growth := c.earlierOf(u.Code, it.Code, of)
		missing := none
		if c.period == of {
			value, growth, missing = l.Value, l.Growth, sign
		}
		f.put(fmt.Sprintf("%s.%d.实际", it.Name, y), c.measured(it, value, missing))
		f.put(fmt.Sprintf("%s.%d.增速", it.Name, y), c.percent(growth, missing))
	}
}

func (c *indexer) placed(p evaluate.Place) report.Field {
	if p.Now == 0 {
		return c.figure(nil, 0, none)
	}
	n := decimal.NewFromInt(int64(p.Now))
	return c.figure(&n, 0, none)
}

// earlierOf are a unit's figure and growth of a year before the period's, nil where
// they are not on record.
func (c *indexer) earlierOf(unit, item string, of stat.Period) (value, growth *decimal.Decimal) {
	if c.units == nil || !of.Before(c.period) {
		return nil, nil
	}
	row := c.units(unit, item, of)
	if row.Value != nil {
		value = &row.Value.Number
	}
	if row.Growth != nil {
		growth = &row.Growth.Number
	}
	return value, growth
}

// taskList are the plan's counted tasks.
func (c *indexer) taskList() report.List {
	list := report.List{Name: "任务"}
	for i, t := range c.Plan.Tasks {
		f := newFields()
		f.put("名称", wording(t.Measure))
		f.put("编号", wording(t.Code))
		f.put("分类", wording(t.Area))
		f.put("计量单位", wording(t.Unit))
		f.put("责任部门", wording(c.Plan.UnitName(t.Owner, c.period)))
		f.put("目标.绝对值", c.figure(&t.Target.Decimal, 2, none))
		f.put("目标.文字", wording(targetText(t)))
		c.completion(f, i, c.Evaluated.Tasks)
		list.Paths = f.paths
		it, _ := c.Plan.Item(t.Code)
		list.Entries = append(list.Entries, report.Entry{Names: slices.Concat([]string{t.Code, it.Name, t.Measure}, t.Aliases), Fields: f.values})
	}
	return list
}

// industryList are the ten industries.
func (c *indexer) industryList() report.List {
	list := report.List{Name: "产业"}
	for i, d := range c.Plan.Industries {
		f := newFields()
		f.put("名称", wording(d.Name))
		f.put("分类", wording(d.Group))
		f.put("统计口径", wording(d.Measure))
		f.put("计量单位", wording(d.Unit))
		f.put("责任部门", wording(c.Plan.UnitName(d.Owner, c.period)))
		f.put("目标.绝对值", c.figure(&d.Target.Decimal, 2, none))
		f.put("目标.文字", wording(d.Target.Text+d.Bound))
		c.completion(f, i, c.Evaluated.Industries)
		list.Paths = f.paths
		list.Entries = append(list.Entries, report.Entry{Names: slices.Concat([]string{d.Name, d.Code}, d.Aliases), Fields: f.values})
	}
	return list
}

// completion is what the period says of a task or industry.
func (c *indexer) completion(f *fields, i int, all []evaluate.Completion) {
	var x evaluate.Completion
	sign := none
	if i < len(all) {
		x = all[i]
		sign = c.completionSign(x)
	}
	f.put("本期.实际", c.figure(x.Value, 2, sign))
	f.put("本期.完成比重", c.rate(x.Percent, none))
	f.put("本期.进度", c.rate(x.Progress, none))
	f.put("本期.评价", wording(string(x.Verdict)))
}

// projectWords are the columns of the list of projects that are texts, and figures
// in 万元.
var projectWords, projectMoney = []struct{ path, measure string }{
	{"挂点市领导", "leader"}, {"市级责任部门", "department"}, {"区县主要领导", "county_leader"}, {"督查专员", "inspector"},
	{"计划开工", "planned_start"}, {"实际开工", "real_start"}, {"项目阶段", "stage"}, {"下一节点", "next_node"}, {"整改期限", "deadline"}, {"存在问题", "problem"},
}, []struct{ path, measure string }{
	{"总投资", "total_plan"}, {"年度计划投资", "year_plan"}, {"本年完成投资", "year_done"},
}

// projectList are the major projects, each once; of the plan without a period none.
func (c *indexer) projectList() report.List {
	list := report.List{Name: "项目"}
	if c.Evaluated.Projects != nil {
		for i := range c.Evaluated.Projects.List {
			p := &c.Evaluated.Projects.List[i]
			f := c.project(i, p)
			list.Entries = append(list.Entries, report.Entry{Names: []string{p.Name}, Fields: f.values})
		}
	}
	list.Paths = c.project(0, &evaluate.Project{Project: &consolidate.Project{}}).paths
	return list
}

func (c *indexer) project(i int, p *evaluate.Project) *fields {
	f := newFields()
	f.put("名称", wording(p.Name))
	number := decimal.NewFromInt(int64(i + 1))
	f.put("序号", c.figure(&number, 0, ""))
	f.put("填报单位", wording(c.Plan.UnitName(p.Unit, c.period)))
	for _, w := range projectWords {
		f.put(w.path, report.Field{Cell: text(p.Text(stat.Measure(w.measure)))})
	}
	for _, m := range projectMoney {
		f.put(m.path, c.figure(p.Row.Number(stat.Measure(m.measure)), 2, none))
	}
	f.put("完成计划", c.rate(p.Percent, none))
	f.put("评价", wording(string(p.Verdict)))
	return f
}
