package compose

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// otherWords are other ways of writing parts of a path in an official table.
var otherWords = map[string]string{
	"单位": "计量单位", "当期": "本期", "基年": "基期", "实际值": "实际", "完成值": "实际", "同比增速": "增速", "牵头部门": "责任部门", "牵头单位": "责任部门",
	"类别": "分类", "说明": "核实说明",
}

// Index names everything of a period that an official table may ask for. units gives
// the figures of counties and parks in earlier years; nil: none is known. Without
// assessments it has all paths and no figures.
func Index(in Input, units evaluate.UnitHistory) *report.Index {
	c := &indexer{composer: composer{Input: in, period: in.Figures.Period}, units: units}
	ix := &report.Index{Paper: c.paper(), Words: map[string]string{}}
	for other, word := range otherWords {
		ix.Words[other] = word
	}
	ix.Lists = []report.List{
		c.indicators(), c.unitList("县市区", plan.County, c.countyItems()), c.unitList("园区", plan.Park, c.parkItems()), c.taskList(), c.industryList(), c.projectList(),
	}
	for _, it := range append(c.countyItems(), c.parkItems()...) {
		for _, other := range append([]string{it.Code}, it.Aliases...) {
			ix.Words[other] = it.Name
		}
	}
	return ix
}

// indexer makes the index of a period.
type indexer struct {
	composer
	units evaluate.UnitHistory
}

// fields gathers the fields of an entry in the order of their paths.
type fields struct {
	paths  []string
	values map[string]report.Field
}

func newFields() *fields { return &fields{values: map[string]report.Field{}} }

func (f *fields) put(path string, v report.Field) {
	if _, again := f.values[path]; !again {
		f.paths = append(f.paths, path)
	}
	f.values[path] = v
}

// wording is a text; an empty one is missing, and its cell stays empty.
func wording(s string) report.Field { return report.Field{Cell: text(s), Missing: s == ""} }

// figure is a number as the tables show it, with at most so many decimals.
func (c *indexer) figure(d *decimal.Decimal, limit int, sign string) report.Field {
	return report.Field{Cell: c.plain("", d, limit, sign), Missing: d == nil}
}

// rate is a number in per cent, with one decimal.
func (c *indexer) rate(d *decimal.Decimal, sign string) report.Field {
	return report.Field{Cell: c.number("", d, 1, sign), Missing: d == nil, Percent: true}
}

// percent is a number in per cent, with as many decimals as it was given.
func (c *indexer) percent(d *decimal.Decimal, sign string) report.Field {
	f := c.figure(d, 2, sign)
	f.Percent = true
	return f
}

// measured is a figure in the unit of an item.
func (c *indexer) measured(it plan.Item, d *decimal.Decimal, sign string) report.Field {
	f := c.figure(d, it.Decimals, sign)
	f.Percent = it.Unit == "%"
	return f
}

func (c *indexer) paper() map[string]report.Field {
	head := c.Plan.Head
	time := report.Field{Cell: report.Cell{Text: none}, Missing: true, Percent: true}
	if len(c.Evaluated.Assessments) > 0 {
		time = c.rate(&c.Evaluated.TimeProgress, none)
	}
	return map[string]report.Field{
		"报告期": wording(c.period.Label()), "报告期代码": wording(c.period.String()), "年份": wording(strconv.Itoa(c.period.Year)),
		"发文字号": wording(c.Paper.Number), "发文机关标志": wording(c.Paper.Issuer), "填报单位": wording(c.Paper.Signature), "主送机关": wording(c.Paper.Addressee), "日期": wording(c.Paper.Date),
		"城市": wording(head.City), "示范区": wording(head.Zone), "方案名称": wording(head.Title), "方案文号": wording(head.DocumentNo),
		"时序进度": time, "标注": {Cell: text(c.mark())},
	}
}

// indicators are the plan's indicators with the city's official figures.
func (c *indexer) indicators() report.List {
	list := report.List{Name: "指标"}
	for i := range c.Plan.Indicators {
		ind := &c.Plan.Indicators[i]
		it, _ := c.Plan.Item(ind.Code)
		f := newFields()
		f.put("名称", wording(ind.Name))
		f.put("名称及单位", wording(printedName(ind)))
		f.put("代码", wording(ind.Code))
		row := decimal.NewFromInt(int64(ind.Row))
		f.put("序号", c.figure(&row, 0, ""))
		f.put("计量单位", wording(ind.Unit))
		f.put("属性", wording(ind.Attribute))
		f.put("分类", report.Field{Cell: text(ind.Section)})
		f.put("责任部门", wording(c.Plan.UnitName(ind.Owner, c.period)))
		f.put("口径", wording(ind.Concept))
		c.goals(f, it, ind)
		a := evaluate.Assessment{Indicator: ind}
		if i < len(c.Evaluated.Assessments) {
			a = c.Evaluated.Assessments[i]
		}
		c.years(f, it, i, &a)
		c.now(f, it, &a)
		list.Paths = f.paths
		list.Entries = append(list.Entries, report.Entry{Names: slices.Concat([]string{ind.Name, ind.Code}, ind.Aliases), Fields: f.values})
	}
	return list
}

// goals are the plan's own figures for its last year.
func (c *indexer) goals(f *fields, it plan.Item, ind *plan.Indicator) {
	var growth, sum *decimal.Decimal
	if ind.GrowthTarget.Set() {
		growth = &ind.GrowthTarget.Decimal
	}
	if ind.CumulativeGoal.Set() {
		sum = &ind.CumulativeGoal.Decimal
	}
	f.put("目标.绝对值", c.measured(it, &ind.Target.Decimal, none))
	f.put("目标.年均增速", c.percent(growth, none))
	f.put("目标.累计", c.percent(sum, none))
	shown := c.growthGoal("", ind)
	f.put("目标.年均增速或累计", report.Field{Cell: report.Cell{Text: shown.Text}})
}

// years are the official figures of each year, and the year's own targets.
func (c *indexer) years(f *fields, it plan.Item, i int, a *evaluate.Assessment) {
	head := c.Plan.Head
	base := c.measured(it, a.Base.Value, none)
	f.put("基期.实际", base)
	f.put(fmt.Sprintf("%d.实际", head.BaseYear), base)
	for y := head.FirstYear; y <= head.TargetYear; y++ {
		var known evaluate.YearFigure
		for _, one := range a.Years {
			if one.Year == y {
				known = one
			}
		}
		sign, growth := none, known.Growth
		if y == c.period.Year && c.period.Kind == stat.Year {
			growth = a.Growth
			if a.Figure.Pending {
				sign = pending
			}
		}
		f.put(fmt.Sprintf("%d.实际", y), c.measured(it, known.Value, sign))
		f.put(fmt.Sprintf("%d.增速", y), c.percent(growth, sign))
		var goal *decimal.Decimal
		nature := ""
		if i < len(c.Evaluated.Course.Paths) {
			if of, ok := c.Evaluated.Course.Paths[i].Of(y); ok {
				tested := of.Tested()
				goal, nature = &tested, "测算"
				if of.Official {
					nature = "市定"
				}
			}
		}
		f.put(fmt.Sprintf("%d.目标", y), c.measured(it, goal, none))
		f.put(fmt.Sprintf("%d.目标性质", y), wording(nature))
	}
}

// now is what the period says.
func (c *indexer) now(f *fields, it plan.Item, a *evaluate.Assessment) {
	sign := none
	if a.Figure.Pending {
		sign = pending
	}
	assessed := len(c.Evaluated.Assessments) > 0
	var time *decimal.Decimal
	if assessed {
		time = &a.TimeProgress
	}
	official := a.Figure.Official
	f.put("本期.实际", c.measured(it, a.Actual, sign))
	f.put("本期.增速", c.percent(a.Growth, sign))
	f.put("本期.上年同期", c.measured(it, a.Prior, none))
	f.put("本期.进度", c.rate(a.Progress, sign))
	f.put("本期.时序进度", c.rate(time, none))
	f.put("本期.进度差", c.rate(a.Gap, sign))
	f.put("本期.评价", wording(string(a.Level)))
	f.put("本期.增速评价", wording(string(a.GrowthVerdict)))
	f.put("本期.年均增速", c.rate(a.MeanGrowth, none))
	f.put("本期.年度目标", c.measured(it, a.YearTarget, none))
	f.put("本期.完成年度目标", c.rate(a.YearShare, none))
	var needed *decimal.Decimal
	points := ""
	if a.Needed != nil {
		needed, points = &a.Needed.Value, "%"
		if a.Needed.Points {
			points = "百分点"
		}
	}
	need := c.rate(needed, none)
	need.Percent = points != "百分点"
	f.put("本期.今后年均所需", need)
	f.put("本期.今后年均所需单位", wording(points))
	f.put("本期.数据状态", wording(official.Get(stat.Value).Vintage))
	f.put("本期.核实说明", report.Field{Cell: text(official.Get(stat.Note).Read)})
}
