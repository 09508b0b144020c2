package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// build makes the tree of a cell of the report; the ids are those of compose.
func (t *Tracer) build(id string) (*Figure, error) {
	table, rest, _ := strings.Cut(id, ".")
	subject, column, _ := strings.Cut(rest, ".")
	switch table {
	case "t1", "t11", "t14":
		if a := t.assessment(subject); a != nil {
			if table == "t14" && column == "growth_verdict" {
				item, _ := t.project.Plan.Item(a.Indicator.Code)
				return t.meanVerdict(a, item), nil
			}
			return t.indicatorColumn(a, column)
		}
	case "t12", "t12o":
		if a := t.assessment(subject); a != nil {
			return t.courseColumn(table, a, column)
		}
	case "t13", "t13l":
		return t.scoreColumn(subject, column)
	case "t13d":
		return t.ownerColumn(subject, column)
	case "t15":
		return t.comparisonColumn(subject, column)
	case "t4f":
		return t.fieldColumn(subject, column)
	case "t2":
		return t.parkColumn(subject, column)
	case "t21":
		return t.parkGoalColumn(subject, column)
	case "t31":
		code, measure, _ := strings.Cut(column, ".")
		return t.unitColumn(subject, code, measure)
	case "t3", "t32":
		code, measure, _ := strings.Cut(column, ".")
		return t.countyColumn(subject, code, measure)
	case "t4":
		return t.completionColumn(subject, column)
	case "t4d":
		return t.ownerCount(subject, column), nil
	case "t6", "t60":
		return t.projectFigure(subject, column)
	}
	return nil, fmt.Errorf("%s: %w", id, errNoTrace)
}

// sameFigure lists the cells that print the same figure, the given one first.
func (t *Tracer) sameFigure(id string) []string {
	table, rest, _ := strings.Cut(id, ".")
	code, column, _ := strings.Cut(rest, ".")
	last := fmt.Sprintf("t1.%s.%d", code, t.period.Year)
	if t.period.Kind != stat.Year {
		last = "t1." + code + ".now"
	}
	if table == "t3" || table == "t32" {
		row := code
		code, _, _ = strings.Cut(column, ".")
		last = strings.Replace(last, "."+row+".", "."+code+".", 1)
	}
	groups := [][]string{
		{last, "t11." + code + ".actual", "t12." + code + ".actual", "t3.city." + code, "t32.city." + code, "t55." + code + ".city"},
		{"t1." + code + ".base", "t11." + code + ".base", "t12." + code + ".base"}, {"t1." + code + ".target", "t11." + code + ".target", "t12o." + code + ".target"},
		{"t11." + code + ".needed", "t12." + code + ".needed"},
		{"t1." + code + ".goal", "t11." + code + ".growth_goal"}, {"t11." + code + ".growth", "t3.city." + code + ".growth"},
		{"t3.sum." + code, "t55." + code + ".sum"}, {"t3.diff." + code, "t55." + code + ".diff"},
	}
	same := []string{id}
	for _, group := range groups {
		if !slices.Contains(group, id) {
			continue
		}
		for _, g := range group {
			if other, printed := t.cells.Find(g); printed && g != id && other.Core() == t.cells.Of(id).Core() {
				same = append(same, g)
			}
		}
	}
	return same
}

func (t *Tracer) assessment(code string) *evaluate.Assessment {
	for i := range t.in.Evaluated.Assessments {
		if a := &t.in.Evaluated.Assessments[i]; a.Indicator.Code == code {
			return a
		}
	}
	return nil
}

// unitCell is what a unit reported, or the word for why there is nothing.
func (t *Tracer) unitCell(unit, item string, m stat.Measure) *Figure {
	o, ok := t.in.Figures.ByUnit[unit][item].Of(m)
	if ok && o.Kind == stat.Number {
		return t.reported("", o)
	}
	it, _ := t.project.Plan.Item(item)
	f := absentFigure(t.unitName(unit)+"，"+it.Name+"，"+measureName(m), t.whyAbsent(unit))
	if ok {
		f.From = append(f.From, t.reported("所填", o))
	}
	f.Findings = t.findingsOf(unit, item)
	return f
}

// whyAbsent says in words why a unit has no valid figure.
func (t *Tracer) whyAbsent(unit string) string {
	if u, ok := t.project.Plan.Unit(unit); ok && u.Kind == plan.SubPark {
		unit = u.Parent
	}
	for _, u := range t.in.Figures.Units {
		if u.Unit.Code != unit {
			continue
		}
		switch u.State {
		case consolidate.Missing:
			return "该单位未报送"
		case consolidate.Returned:
			return "该单位的报表（" + u.File + "）已退回，其中各数均不采用"
		}
		return "该单位的报表（" + u.File + "）没有填报此数，或此数本期不报"
	}
	return "该单位本期没有报送任务"
}

// findingsOf are the findings about a unit's item, or about the unit as a whole.
func (t *Tracer) findingsOf(unit, item string) []Finding {
	var list []Finding
	for f := range t.project.eachFinding(t.in.Results.All(), t.period, t.in.Times) {
		if f.Unit == unit && (f.Item == item || f.Item == "") && f.Value == "0" {
			list = append(list, f)
		}
	}
	return list
}

// official is an item's figure for the city: the responsible department's.
func (t *Tracer) official(item plan.Item, m stat.Measure) *Figure {
	name := fmt.Sprintf("%s%s，%s，%s", t.project.Plan.Head.City, item.Name, t.period.Label(), measureName(m))
	from := t.unitCell(item.Owner, item.Code, m)
	from.Role = "部门数"
	f := &Figure{Name: name, Kind: OfficialFigure, Unit: unitOf(item, m), Value: from.Value, Text: from.Text,
		Method: "责任部门（" + t.unitName(item.Owner) + "）所报数即全市官方数", Formula: "部门数", Worked: from.inFormula(), From: []*Figure{from}}
	if from.Kind == NoFigure {
		f.Kind, f.Formula, f.Worked, f.Method = NoFigure, "", "", "责任部门（"+t.unitName(item.Owner)+"）没有有效数据："+from.Method
		f.From, f.Findings = from.From, from.Findings
	}
	return f
}

func (t *Tracer) parkColumn(unit, column string) (*Figure, error) {
	if unit == "total" {
		return t.parkTotal(column)
	}
	u, ok := t.project.Plan.Unit(unit)
	if !ok {
		return nil, fmt.Errorf("%s: %w", unit, errNoTrace)
	}
	switch column {
	case "growth":
		return t.unitCell(unit, "park_revenue", stat.Growth), nil
	case "target":
		if !u.Target.Set() {
			return absentFigure(u.NameAt(t.period)+"技工贸总收入目标", "方案没有印该园区的目标"), nil
		}
		return t.parkTarget("", u), nil
	case "completion":
		var completion *decimal.Decimal
		for _, p := range t.in.Evaluated.Parks {
			if p.Unit.Code == unit {
				completion = p.Completion
			}
		}
		from := []*Figure{t.unitCell(unit, "park_revenue", stat.Value).called("收入")}
		if u.Target.Set() {
			from = append(from, t.parkTarget("目标", u))
		}
		return computed(u.NameAt(t.period)+"完成目标", "%", completion, "完成目标的比重，只按全年数计", "{收入}÷{目标}×100", from...), nil
	}
	return t.unitCell(unit, column, stat.Value), nil
}

func (t *Tracer) parkTarget(role string, u *plan.Unit) *Figure {
	name := fmt.Sprintf("%s%d年技工贸总收入目标", u.NameAt(t.period), t.project.Plan.Head.TargetYear)
	return t.planLeaf(role, name, "亿元", "units.yaml", u.Code, "revenue_target", u.Target)
}

// parkTotal is the row 合计（已报园区）, without sub-parks.
func (t *Tracer) parkTotal(column string) (*Figure, error) {
	item := column
	if column == "completion" {
		item = "park_revenue"
	}
	var values, targets []*Figure
	for _, u := range t.project.Plan.UnitsOf(plan.Park) {
		if f := t.unitCell(u.Code, item, stat.Value); f.Kind == ReportedFigure {
			values = append(values, f.called(u.NameAt(t.period)))
		}
		if u.Target.Set() {
			targets = append(targets, t.parkTarget(u.NameAt(t.period), u))
		}
	}
	it, _ := t.project.Plan.Item(item)
	total := t.total("已报园区"+it.Name+"合计", it.Unit, "各园区相加，片区不重复计", values)
	goal := t.total("园区目标合计", "亿元", "各园区目标相加", targets)
	switch column {
	case "target":
		return goal, nil
	case "completion":
		return computed("园区合计完成目标", "%", t.cells.Of("t2.total.completion").Value, "完成目标的比重，只按全年数计", "{收入}÷{目标}×100", total.called("收入"), goal.called("目标")), nil
	case "growth":
		return absentFigure("园区合计增速", "不计算合计的增速"), nil
	}
	if t.cells.Of("t2.total."+column).Value == nil {
		return absentFigure(total.Name, "比率不相加，或没有园区报送"), nil
	}
	return total, nil
}

// total is the sum of figures; their roles name the summands.
func (t *Tracer) total(name, unit, how string, from []*Figure) *Figure {
	if len(from) == 0 {
		return absentFigure(name, "没有可相加的数")
	}
	sum, roles := decimal.Zero, []string{}
	for _, f := range from {
		sum = sum.Add(decimal.RequireFromString(f.Value))
		roles = append(roles, "{"+f.Role+"}")
	}
	return computed(name, unit, &sum, how, strings.Join(roles, "＋"), from...)
}

func (t *Tracer) countyColumn(row, code, measure string) (*Figure, error) {
	it, ok := t.project.Plan.Item(code)
	if !ok {
		return nil, fmt.Errorf("%s: %w", code, errNoTrace)
	}
	m := stat.Value
	if measure == "growth" {
		m = stat.Growth
	}
	f := consolidate.Figure{}
	if a := t.assessment(code); a != nil {
		f = a.Figure
	}
	switch row {
	case "city":
		return t.official(it, m), nil
	case "sum", "diff", "in":
		return t.countySum(row, it, f), nil
	case "again":
		if f.Ratio == nil {
			return absentFigure(it.Name+"，分子分母重算", "部门未报分子或分母，不作重算"), nil
		}
		ind, _ := t.project.Plan.Indicator(code)
		return computed(it.Name+"，分子分母重算", it.Unit, &f.Ratio.Value, "比率由分子分母重算，不相加、不平均", "{分子}÷{分母}×{换算}",
			t.reported("分子", f.Ratio.Numerator), t.reported("分母", f.Ratio.Denominator),
			t.planLeaf("换算", it.Name+"的换算倍数", "", "indicators.yaml", code, "scale", ind.Scale)), nil
	}
	return t.unitCell(row, code, m), nil
}

// countySum is the counties' sum, its difference to the department's figure, or
// the number of counties in it.
func (t *Tracer) countySum(row string, it plan.Item, f consolidate.Figure) *Figure {
	if f.Counties == nil {
		return absentFigure("县市区"+it.Name, "没有县市区报送此数")
	}
	var from []*Figure
	for _, u := range f.Counties.In {
		from = append(from, t.reported(u.NameAt(t.period), t.in.Figures.ByUnit[u.Code][it.Code].Get(stat.Value)))
	}
	sum := t.total("县市区"+it.Name+"合计", it.Unit, "有数的县市区相加", from)
	switch row {
	case "sum":
		return sum
	case "in":
		n := decimal.NewFromInt(int64(len(from)))
		count := computed("计入"+it.Name+"合计的单位数", "家", &n, "有数的县市区个数", "", from...)
		var roles []string
		for _, x := range from {
			roles = append(roles, x.Role)
		}
		count.Formula = "计数（" + strings.Join(roles, "、") + "）"
		count.Worked = count.Formula + "＝" + n.String()
		return count
	}
	return computed(it.Name+"，部门数与县市区合计的差额", it.Unit, f.Counties.Difference, "责任部门数减县市区合计，不作调整", "{部门数}−{合计}",
		t.official(it, stat.Value).called("部门数"), sum.called("合计"))
}

// yearOf is a whole number of the plan's head, such as its base year.
func (t *Tracer) yearOf(role, key string, year int) *Figure {
	f := yamlfile.MustFigure(strconv.Itoa(year))
	return t.planLeaf(role, role, "年", "plan.yaml", "", key, f)
}
