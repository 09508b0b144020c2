package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Files of a plan folder.
const (
	headFile       = "plan.yaml"
	indicatorsFile = "indicators.yaml"
	unitsFile      = "units.yaml"
	tasksFile      = "tasks.yaml"
	schemeFile     = "scheme.yaml"
)

type source struct {
	name string
	data []byte
}

// Load reads the plan folder strictly and checks that it is of one piece. Faults
// name shown/file, the line, and what to do.
func Load(fsys fs.FS, shown string) (*Plan, error) {
	p := &Plan{}
	var ind struct {
		Indicators []Indicator `yaml:"indicators"`
		Components []Component `yaml:"components"`
		ParkItems  []Component `yaml:"park_items"`
	}
	var units struct {
		Counties    []Unit     `yaml:"counties"`
		Parks       []Unit     `yaml:"parks"`
		Departments []Unit     `yaml:"departments"`
		ParkTotals  ParkTotals `yaml:"park_totals"`

		Decompositions []Decomposition `yaml:"decomposition"`
	}
	var tasks struct {
		Industries []Industry `yaml:"industries"`
		Tasks      []Task     `yaml:"tasks"`
		Fields     []Field    `yaml:"fields"`
	}
	for _, f := range []struct {
		name string
		out  any
	}{
		{headFile, &p.Head}, {indicatorsFile, &ind}, {unitsFile, &units}, {tasksFile, &tasks}, {schemeFile, &p.Scheme},
	} {
		if err := yamlfile.Load(fsys, f.name, shown+"/"+f.name, f.out); err != nil {
			return nil, err
		}
		data, err := fs.ReadFile(fsys, f.name)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, source{f.name, data})
	}
	if err := p.loadText(fsys, shown); err != nil {
		return nil, err
	}
	if err := p.loadSelf(fsys, shown); err != nil {
		return nil, err
	}
	p.Indicators, p.Components, p.ParkItems = ind.Indicators, ind.Components, ind.ParkItems
	p.Industries, p.Tasks, p.ParkTotals = tasks.Industries, tasks.Tasks, units.ParkTotals
	p.Decompositions = units.Decompositions
	p.Fields = tasks.Fields
	p.addUnits(units.Counties, County)
	p.addUnits(units.Parks, Park)
	p.addUnits(units.Departments, DeptUnit)
	if err := p.index(shown); err != nil {
		return nil, err
	}
	return p, p.check(shown)
}

// Version is a digest of the plan's files, 12 hexadecimal digits.
func (p *Plan) Version() string {
	h := sha256.New()
	for _, f := range p.files {
		fmt.Fprintf(h, "%s %d\n", f.name, len(f.data))
		h.Write(f.data)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

func (p *Plan) addUnits(units []Unit, kind UnitKind) {
	for _, u := range units {
		u.Kind = kind
		subs := u.SubParks
		u.SubParks = nil
		p.Units = append(p.Units, u)
		for _, s := range subs {
			s.Kind, s.Parent, s.Level = SubPark, u.Code, u.Level
			p.Units = append(p.Units, s)
		}
	}
}

func (p *Plan) index(shown string) error {
	p.units, p.subParks, p.hosts = map[string]*Unit{}, map[string][]*Unit{}, map[string]*Unit{}
	places := p.namedUnits()
	for i := range p.Units {
		u := &p.Units[i]
		if u.Kind == SubPark {
			p.subParks[u.Parent] = append(p.subParks[u.Parent], u)
		}
		for _, code := range u.ReportsWith {
			if p.hosts[code] == nil {
				p.hosts[code] = u
			}
		}
		codes := []string{u.Code}
		for _, f := range u.Former {
			if f.Code != "" {
				codes = append(codes, f.Code)
			}
		}
		for _, c := range codes {
			if c == "" || p.units[c] != nil {
				return p.problem(shown, unitsFile, strings.TrimSuffix(places[i].path, "aliases")+"code", fmt.Sprintf("单位代码「%s」为空或重复（%s）", c, u.Name), "请给每个单位一个唯一的代码。")
			}
			p.units[c] = u
		}
	}
	p.items = map[string]Item{}
	numbers := map[string]bool{}
	for _, it := range p.allItems() {
		if it.Number == "" || numbers[it.Number] {
			return p.problem(shown, it.file, "$", fmt.Sprintf("「%s」的指标代码 number「%s」为空或重复", it.Name, it.Number), "请给每个指标一个唯一的 number，它印在表上。")
		}
		numbers[it.Number] = true
		if _, twice := p.items[it.Code]; twice || it.Code == "" {
			return p.problem(shown, it.file, "$", fmt.Sprintf("指标代码「%s」为空或重复（%s）", it.Code, it.Name), "请给每个指标、分子分母、产业和任务一个唯一的代码。")
		}
		p.items[it.Code] = it
	}
	return nil
}

func (p *Plan) allItems() []Item {
	var items []Item
	for _, i := range p.Indicators {
		items = append(items, Item{
			file: indicatorsFile, Code: i.Code, Number: fmt.Sprintf("%02d", i.Row), Name: i.Name, Aliases: i.Aliases, Unit: i.Unit, Kind: i.Kind, Frequency: i.Frequency, Owner: i.Owner, Decimals: i.Decimals,
			Min: i.Min, Max: i.Max, Concept: i.Concept, Price: i.Price, Change: i.Change, Signed: i.Kind == YearlyRate,
		})
	}
	for _, c := range slices.Concat(p.Components, p.ParkItems) {
		items = append(items, Item{
			file: indicatorsFile, Code: c.Code, Number: c.Number, Name: c.Name, Aliases: c.Aliases, Unit: c.Unit, Kind: c.Kind, Frequency: c.Frequency, Owner: c.Owner, Decimals: c.Decimals,
			Min: c.Min, Max: c.Max, Concept: c.Concept, Price: c.Price,
		})
	}
	zero := yamlfile.MustFigure("0")
	for n, d := range p.Industries {
		items = append(items, Item{
			file: tasksFile, Code: d.Code, Number: fmt.Sprintf("C%02d", n+1), Name: d.Name + "：" + d.Measure, Aliases: d.Aliases, Unit: d.Unit, Kind: Flow, Frequency: stat.Quarterly, Owner: d.Owner,
			Decimals: 2, Min: zero, Price: "current",
		})
	}
	for _, t := range p.Tasks {
		items = append(items, Item{
			file: tasksFile, Code: t.Code, Number: t.Code, Name: t.Area + "：" + t.Measure, Aliases: t.Aliases, Unit: t.Unit, Kind: Stock, Frequency: stat.Quarterly, Owner: t.Owner,
			Decimals: 2, Min: zero, Counted: true,
		})
	}
	return items
}

func (p *Plan) problem(shown, file, path, what, remedy string) error {
	for _, f := range p.files {
		if f.name == file {
			return yamlfile.At(f.data, shown+"/"+file, path, what, remedy)
		}
	}
	return fmt.Errorf("plan: no file %s", file)
}

// check holds what the files say against each other. The first problem ends it:
// a plan is mended in an editor, one line at a time.
func (p *Plan) check(shown string) error {
	steps := []func(string) error{p.checkHead, p.checkIndicators, p.checkComponents, p.checkUnits, p.checkTiles, p.checkDecompositions, p.checkTasks, p.checkFields, p.checkAnnualTargets, p.checkScheme, p.checkAliases, p.checkPairs, p.checkText, p.checkSelf}
	for _, step := range steps {
		if err := step(shown); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) checkHead(shown string) error {
	h := p.Head
	if h.BaseYear < 2000 || h.FirstYear != h.BaseYear+1 || h.TargetYear < h.FirstYear {
		return p.problem(shown, headFile, "$.target_year",
			fmt.Sprintf("规划年份不合理：基年%d、首年%d、目标年%d", h.BaseYear, h.FirstYear, h.TargetYear), "首年应为基年的下一年，目标年不得早于首年。")
	}
	return nil
}

func (p *Plan) checkIndicators(shown string) error {
	known := map[string][]string{
		"direction":      {string(Up), string(Down), string(Hold)},
		"kind":           {string(Flow), string(Stock), string(YearlyRate), string(RatioKind)},
		"frequency":      {string(stat.Monthly), string(stat.Quarterly), string(stat.Yearly)},
		"attribute":      {"预期性", "约束性"},
		"aggregation":    {string(Sum), string(Recomputed), string(Department), string(NotAdditive)},
		"change":         {"pct", "points"},
		"average_growth": {"geometric", "cumulative"},
		"price":          {"comparable", "current"}, // or none
	}
	for n, i := range p.Indicators {
		at := fmt.Sprintf("$.indicators[%d]", n)
		values := map[string]string{
			"direction": string(i.Direction), "kind": string(i.Kind), "frequency": string(i.Frequency), "attribute": i.Attribute,
			"aggregation": string(i.Aggregation), "change": i.Change, "average_growth": i.AverageGrowth, "price": i.Price,
		}
		for _, key := range slices.Sorted(maps.Keys(values)) {
			if !slices.Contains(known[key], values[key]) && (key != "price" || values[key] != "") {
				return p.problem(shown, indicatorsFile, at+"."+key, fmt.Sprintf("指标「%s」的 %s 写成了「%s」", i.Name, key, values[key]),
					"可用的写法："+strings.Join(known[key], "、"))
			}
		}
		if u, ok := p.units[i.Owner]; !ok || u.Kind != DeptUnit {
			return p.problem(shown, indicatorsFile, at+".owner", fmt.Sprintf("指标「%s」的责任部门代码「%s」不在部门名单中", i.Name, i.Owner), "请在 units.yaml 的 departments 中查找正确的代码。")
		}
		if _, ok := i.Printed[fmt.Sprint(p.Head.BaseYear)]; !ok || !i.Target.Set() {
			return p.problem(shown, indicatorsFile, at+".code", fmt.Sprintf("指标「%s」缺少基年数或目标值", i.Name), "请补上 printed 中的基年数和 target。")
		}
		if i.Aggregation == Recomputed && !i.Scale.IsPositive() {
			return p.problem(shown, indicatorsFile, at+".code", fmt.Sprintf("指标「%s」没有写明分子÷分母的倍数 scale", i.Name), "百分数写 100，其余按计量单位换算。")
		}
		if i.Aggregation == Recomputed {
			for _, part := range []string{i.Numerator, i.Denominator} {
				if _, ok := p.items[part]; !ok {
					return p.problem(shown, indicatorsFile, at+".code", fmt.Sprintf("指标「%s」的分子或分母代码「%s」没有定义", i.Name, part), "请在 components 中补上，或改正代码。")
				}
			}
		}
	}
	return nil
}

// checkComponents checks numerators, denominators and park items: a slip in them
// must not make a row vanish from the forms.
func (p *Plan) checkComponents(shown string) error {
	for _, group := range []struct {
		key  string
		list []Component
	}{{"components", p.Components}, {"park_items", p.ParkItems}} {
		for n, c := range group.list {
			at := fmt.Sprintf("$.%s[%d]", group.key, n)
			if !slices.Contains([]IndicatorKind{Flow, Stock, YearlyRate, RatioKind}, c.Kind) {
				return p.problem(shown, indicatorsFile, at+".kind", fmt.Sprintf("「%s」的 kind 写成了「%s」", c.Name, c.Kind), "可用的写法：flow、stock、yearly_rate、ratio")
			}
			if !slices.Contains([]stat.Frequency{stat.Monthly, stat.Quarterly, stat.Yearly}, c.Frequency) {
				return p.problem(shown, indicatorsFile, at+".frequency", fmt.Sprintf("「%s」的 frequency 写成了「%s」", c.Name, c.Frequency), "可用的写法：M、Q、Y")
			}
			if u, ok := p.units[c.Owner]; c.Owner != "" && (!ok || u.Kind != DeptUnit) {
				return p.problem(shown, indicatorsFile, at+".owner", fmt.Sprintf("「%s」的责任部门代码「%s」不在部门名单中", c.Name, c.Owner), "请在 units.yaml 的 departments 中查找正确的代码。")
			}
			if err := p.checkParts(shown, at, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Plan) checkUnits(shown string) error {
	places := p.namedUnits()
	for i, u := range p.Units {
		if u.Target.Set() && !u.Target.IsPositive() {
			return p.problem(shown, unitsFile, strings.TrimSuffix(places[i].path, "aliases")+"revenue_target", fmt.Sprintf("园区「%s」的技工贸总收入目标「%s」不是正数", u.Name, u.Target.Text),
				"请按方案所印改正；方案没有给该园区定目标的，删去 revenue_target。")
		}
		for n, f := range u.Former {
			if until, err := stat.ParsePeriod(f.Until); err != nil || until.Short() {
				return p.problem(shown, unitsFile, fmt.Sprintf("%sformer[%d].until", strings.TrimSuffix(places[i].path, "aliases"), n), fmt.Sprintf("单位「%s」曾用名的截止期「%s」无法识别", u.Name, f.Until), "请写成 2019 或 2018-06。")
			}
		}
	}
	if t := p.ParkTotals.RevenueTarget; t.Set() && !t.IsPositive() {
		return p.problem(shown, unitsFile, "$.park_totals.revenue_target", fmt.Sprintf("园区合计的技工贸总收入目标「%s」不是正数", t.Text), "请按方案所印改正。")
	}
	return nil
}

func (p *Plan) checkTasks(shown string) error {
	for n, t := range p.Tasks {
		if u, ok := p.units[t.Owner]; !ok || u.Kind != DeptUnit {
			return p.problem(shown, tasksFile, fmt.Sprintf("$.tasks[%d].owner", n), fmt.Sprintf("任务「%s」的责任部门代码「%s」不在部门名单中", t.Code, t.Owner), "请在 units.yaml 的 departments 中查找正确的代码。")
		}
		if !t.Target.Set() || t.Target.IsNegative() {
			return p.problem(shown, tasksFile, fmt.Sprintf("$.tasks[%d]", n), fmt.Sprintf("任务「%s」的目标缺失或为负", t.Code), "请补上 target。")
		}
		if t.TargetMax.Set() && t.TargetMax.LessThan(t.Target.Decimal) {
			return p.problem(shown, tasksFile, fmt.Sprintf("$.tasks[%d].target_max", n), fmt.Sprintf("任务「%s」的目标上限小于下限", t.Code), "请改正 target 或 target_max。")
		}
	}
	for n, d := range p.Industries {
		if u, ok := p.units[d.Owner]; !ok || u.Kind != DeptUnit {
			return p.problem(shown, tasksFile, fmt.Sprintf("$.industries[%d].owner", n), fmt.Sprintf("产业「%s」的责任部门代码「%s」不在部门名单中", d.Name, d.Owner), "请在 units.yaml 的 departments 中查找正确的代码。")
		}
		if !d.Target.Set() || !d.Target.IsPositive() {
			return p.problem(shown, tasksFile, fmt.Sprintf("$.industries[%d]", n), fmt.Sprintf("产业「%s」的目标缺失或不是正数", d.Name), "请补上 target。")
		}
	}
	return nil
}
