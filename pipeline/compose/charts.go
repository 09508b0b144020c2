package compose

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

// progress is the progress of each assessed indicator beside time progress.
func (d figureDrawer) progress() *report.Chart {
	ch := &report.Chart{Title: "主要指标五年进度", Kind: report.Bullets, Unit: "%", Marker: "时序进度", Full: pointer(decimal.NewFromInt(100))}
	if d.period.Kind != stat.Year {
		ch.Title = "主要指标进度"
		ch.Marker = "序时（时序）进度"
		ch.Notes = []string{"累计量为完成年度目标（测算）的比重，期末量为完成年度增量（测算）的比重，与序时进度比较；没有上年末数的期末量为五年线性进度，与五年时序进度比较。"}
	}
	ch.Legend = []report.LegendEntry{{Tone: report.Good, Text: "快于预期"}, {Tone: report.Watch, Text: "基本符合预期"}, {Tone: report.Bad, Text: "滞后"}}
	if d.final() {
		ch.Legend = []report.LegendEntry{{Tone: report.Good, Text: "完成"}, {Tone: report.Bad, Text: "未完成"}}
	}
	var bars []report.Bar
	for _, a := range d.Evaluated.Assessments {
		if a.Progress == nil || a.Gap == nil {
			if a.Indicator.Direction == plan.Hold && a.Figure.Due {
				ch.Notes = append(ch.Notes, fmt.Sprintf("第%d项为保持类指标，不计进度。", a.Indicator.Row))
			}
			continue
		}
		id := "t11." + a.Indicator.Code
		if b, ok := d.bar(a.Indicator.Name, id+"."+progressColumn(a)); ok {
			b.Marker, b.Tone = d.point(id+".time"), verdictTones[a.Level]
			bars = append(bars, b)
		}
	}
	if len(bars) > 0 {
		ch.Panels = []report.Panel{{Bars: bars}}
	}
	return ch
}

// How many pictures of counties a report has: of growth by rank, and as tiles.
const (
	ranksDrawn = 5
	tilesDrawn = 3
)

// growthPanels are the counties' growths by indicator, those with enough of them.
func (d figureDrawer) growthPanels() []report.Panel {
	var list []report.Panel
	for i := range d.Evaluated.Units.Counties {
		p := &d.Evaluated.Units.Counties[i]
		panel := report.Panel{Title: p.Item.Name + "增速"}
		if whole, ok := d.bar("全市", "t3.city."+p.Item.Code+".growth"); ok && whole.Value != nil {
			panel.Whole = &whole
		}
		known := 0
		for _, u := range d.Plan.UnitsOf(plan.County) {
			b, ok := d.bar(u.NameAt(d.period), "t3."+u.Code+"."+p.Item.Code+".growth")
			if !ok {
				continue
			}
			if b.Value != nil {
				known++
			}
			b.Marker, b.Tone = d.mark("t31."+u.Code+"."+p.Item.Code+".then"), besideWhole(b, panel.Whole)
			if len(u.Tile) == 2 {
				b.Row, b.Column = u.Tile[0], u.Tile[1]
			}
			panel.Bars = append(panel.Bars, b)
		}
		if known >= leastPlaced {
			list = append(list, panel)
		}
	}
	return list
}

// mark is the figure of a cell that holds one.
func (d figureDrawer) mark(id string) *report.Point {
	if p := d.point(id); p != nil && p.Value != nil {
		return p
	}
	return nil
}

// besideWhole is the tone of a unit's growth beside that of the city.
func besideWhole(b report.Bar, whole *report.Bar) report.Tone {
	switch {
	case b.Value == nil:
		return report.Muted
	case b.Value.IsNegative():
		return report.Bad
	case whole != nil && b.Value.LessThan(*whole.Value):
		return report.Watch
	}
	return report.Good
}

// besideLegend says what the tones of panels mean, those that occur.
func besideLegend(panels []report.Panel) []report.LegendEntry {
	var list []report.LegendEntry
	for _, e := range []report.LegendEntry{{Tone: report.Good, Text: "不低于全市"}, {Tone: report.Watch, Text: "低于全市"}, {Tone: report.Bad, Text: "下降"}} {
		if slices.ContainsFunc(panels, func(p report.Panel) bool {
			return p.Whole != nil && slices.ContainsFunc(p.Bars, func(b report.Bar) bool { return b.Tone == e.Tone })
		}) {
			list = append(list, e)
		}
	}
	return list
}

// ranks are counties, and parks by revenue, in the order of their growth.
func (d figureDrawer) ranks() *report.Chart {
	panels := d.growthPanels()
	ch := &report.Chart{Title: "县市区和园区位次", Kind: report.Ranked, Unit: "%", Legend: besideLegend(panels)}
	if len(panels) > ranksDrawn {
		panels = panels[:ranksDrawn]
		ch.Notes = append(ch.Notes, "图中列前几项指标，其余见附表3。")
	}
	if parks := d.parkPanel(); len(parks.Bars) > 0 {
		panels = append(panels, parks)
	} else {
		ch.Title = "县市区位次"
	}
	for i := range panels {
		bars := panels[i].Bars
		slices.SortStableFunc(bars, better)
		if slices.ContainsFunc(bars, func(b report.Bar) bool { return b.Marker != nil }) {
			ch.Marker = d.then() + "增速"
		}
	}
	ch.Panels = panels
	return ch
}

// better puts the higher figure first and missing ones last.
func better(a, b report.Bar) int {
	switch {
	case a.Value == nil && b.Value == nil:
		return 0
	case a.Value == nil:
		return 1
	case b.Value == nil:
		return -1
	}
	return b.Value.Cmp(*a.Value)
}

// then is the period that marks are of.
func (d figureDrawer) then() string {
	for _, list := range [][]evaluate.Peers{d.Evaluated.Units.Counties, d.Evaluated.Units.Parks} {
		for i := range list {
			if p := list[i].TrendSince; p.Year != 0 {
				return p.Label()
			}
		}
	}
	return d.than()
}

func (d figureDrawer) parkPanel() report.Panel {
	panel := report.Panel{Title: "园区技工贸总收入增速"}
	known := 0
	for _, u := range d.Plan.UnitsOf(plan.Park) {
		b, ok := d.bar(u.NameAt(d.period), "t2."+u.Code+".growth")
		if !ok {
			continue
		}
		if b.Value != nil {
			known++
		}
		b.Marker, b.Tone = d.mark("t21."+u.Code+".park_revenue.then"), besideWhole(b, nil)
		panel.Bars = append(panel.Bars, b)
	}
	if known < leastPlaced {
		return report.Panel{}
	}
	return panel
}

// tiles are the counties on a map of tiles; nil if the plan gives them no places.
func (d figureDrawer) tiles() *report.Chart {
	panels := d.growthPanels()
	panels = panels[:min(len(panels), tilesDrawn)]
	for _, p := range panels {
		if slices.ContainsFunc(p.Bars, func(b report.Bar) bool { return b.Row == 0 }) {
			return nil
		}
		for i := range p.Bars {
			p.Bars[i].Marker = nil
		}
	}
	return &report.Chart{Title: "县市区增速分布", Kind: report.Tiles, Unit: "%", Panels: panels, Legend: besideLegend(panels), Notes: []string{"方格大致按方位排列，不表示面积和边界。"}}
}

// scores are what the indicators and the departments got.
func (d figureDrawer) scores() *report.Chart {
	ch := &report.Chart{Title: "主要指标和责任部门得分", Kind: report.Ranked, Unit: "分（百分制）"}
	indicators, owners := report.Panel{Title: "各项指标得分"}, report.Panel{Title: "各责任部门得分"}
	add := func(p *report.Panel, label, id string) {
		if b, ok := d.bar(label, id); ok && b.Value != nil {
			p.Bars = append(p.Bars, b)
		}
	}
	for i := range d.Plan.Indicators {
		ind := &d.Plan.Indicators[i]
		add(&indicators, ind.Name, "t13."+ind.Code+".points")
	}
	for _, o := range d.Evaluated.Course.Owners {
		add(&owners, d.Plan.UnitName(o.Owner, d.period), "t13d."+o.Owner+".points")
	}
	for _, p := range []report.Panel{indicators, owners} {
		if len(p.Bars) > 0 {
			slices.SortStableFunc(p.Bars, better)
			ch.Panels = append(ch.Panels, p)
		}
	}
	return ch
}

// paths are the indicators' ways from base to target beside what was done.
func (d figureDrawer) paths() *report.Chart {
	ch := d.years(&report.Chart{Title: "年度路径与实际", Kind: report.Paths, Marker: "年度目标（测算）"})
	ch.Notes = append(ch.Notes, "各图纵轴不从零起，只比较走势。")
	return ch
}

// byYear are the figures of all years beside the year's targets.
func (d figureDrawer) byYear() *report.Chart {
	if !d.period.Spans() {
		return nil
	}
	return d.years(&report.Chart{Title: "主要指标逐年完成情况", Kind: report.Columns, Marker: "年度目标（测算）"})
}

// years gives a chart a panel for each indicator with a path. A path of compounding
// rates is told so far and its years are not: they are not beside each other.
func (d figureDrawer) years(ch *report.Chart) *report.Chart {
	h := d.Plan.Head
	for i, p := range d.Evaluated.Course.Paths {
		ind := d.Evaluated.Assessments[i].Indicator
		if len(p.Years) == 0 || d.point(fmt.Sprintf("t12.%s.%d", ind.Code, h.FirstYear)) == nil {
			continue
		}
		if p.Method == plan.ProductPath {
			ch.Notes = append(ch.Notes, fmt.Sprintf("第%d项的路径为累计降低率，与逐年降低率不可比，未列图。", ind.Row))
			continue
		}
		panel := report.Panel{Title: ind.Name, Unit: ind.Unit}
		for year := h.BaseYear; year <= h.TargetYear; year++ {
			key := fmt.Sprint(year)
			if year == h.BaseYear {
				key = "base"
			}
			b := report.Bar{Label: fmt.Sprint(year), Marker: d.mark("t12." + ind.Code + "." + key), Tone: report.Good}
			if actual := d.point("t1." + ind.Code + "." + key); actual != nil {
				b.Point = *actual
			}
			panel.Bars = append(panel.Bars, b)
		}
		ch.Panels = append(ch.Panels, panel)
	}
	return ch
}
