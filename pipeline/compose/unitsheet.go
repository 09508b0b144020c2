package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
)

// unitSheet composes the page for one unit. What it says of other units is the
// city's figure and the unit's own place among its peers, nothing else: no other
// unit's figure, finding or project.
type unitSheet struct {
	*composer
	*unitFacts
	unit *plan.Unit
}

// unitFacts are what the pages share, read only.
type unitFacts struct {
	cells    report.Cells     // of the report
	found    map[string][]int // open findings by unit, of a part those of its park
	units    map[plan.UnitKind]int
	projects map[string][]*evaluate.Project // by the unit that reports them
	ownParks map[string][]int               // by unit, of Evaluated.Parks
	ranked   map[string]int                 // item → how many units of its kind have a place
}

// UnitSheets composes the pages for counties and parks (分送), each from the cells of
// the report. It may be used by several goroutines.
type UnitSheets struct {
	in     Input
	full   *report.Document
	states map[string]consolidate.State
	unitFacts
}

// NewUnitSheets prepares the pages of a report.
func NewUnitSheets(in Input, full *report.Document) (*UnitSheets, error) {
	cells, err := full.Cells()
	s := &UnitSheets{in, full, statesOf(in), unitFacts{cells, map[string][]int{}, map[plan.UnitKind]int{}, map[string][]*evaluate.Project{}, parksOf(in), map[string]int{}}}
	for i := range in.Plan.Units {
		s.units[in.Plan.Units[i].Kind]++
	}
	for i := range in.Evaluated.Projects.List {
		p := &in.Evaluated.Projects.List[i]
		s.projects[p.Unit] = append(s.projects[p.Unit], p)
	}
	for i := range in.Results {
		r := in.Results.At(i)
		if !r.Open() {
			continue
		}
		s.found[r.Subject.Unit] = append(s.found[r.Subject.Unit], i)
		if u, ok := in.Plan.Unit(r.Subject.Unit); ok && u.Parent != "" && u.Parent != r.Subject.Unit {
			s.found[u.Parent] = append(s.found[u.Parent], i)
		}
	}
	for prefix, list := range map[string][]evaluate.Peers{"t3": in.Evaluated.Units.Counties, "t2": in.Evaluated.Units.Parks} {
		for i := range list {
			for _, l := range list[i].Lines {
				if ranking(&list[i], l).Now > 0 {
					s.ranked[prefix+"."+list[i].Item.Code]++
				}
			}
		}
	}
	return s, err
}

// Units are those that get a page: counties and parks that owe a report.
func (s *UnitSheets) Units() []*plan.Unit {
	var list []*plan.Unit
	if s.in.Figures.Period.Short() {
		return nil
	}
	for _, u := range s.in.Figures.Units {
		if u.Unit.Kind == plan.County || u.Unit.Kind == plan.Park {
			list = append(list, u.Unit)
		}
	}
	return list
}

// Sheet composes the page of one unit in some room.
func (s *UnitSheets) Sheet(u *plan.Unit, room Room) (*report.Document, error) {
	c := unitSheet{composer: &composer{Input: s.in, period: s.in.Figures.Period, room: room, states: s.states}, unit: u, unitFacts: &s.unitFacts}
	name := u.NameAt(c.period)
	doc := &report.Document{
		ID: "unit." + u.Code, Kind: "分送", Title: []string{cut(name, room.Runes) + c.period.Label() + "情况"}, Mark: s.full.Mark, Meta: s.full.Meta,
		Head: report.Head{Signature: cut(c.Paper.Signature, room.Runes), Date: c.Paper.Date},
	}
	for _, part := range []struct {
		title  string
		blocks []report.Block
	}{
		{"主要指标", c.figures()}, {"园区", c.parkBlocks()}, {"重大项目和任务", c.work()}, {"数据质量", c.dataQuality()}, {"需要办理", c.todo()},
	} {
		if len(part.blocks) > 0 {
			doc.Body = append(append(doc.Body, report.Heading{ID: "us." + part.title, Level: 1, Text: part.title}), part.blocks...)
		}
	}
	doc.Body = numbered(doc.Body)
	return doc, doc.Seal()
}

// figures are the unit's figures beside the city's, its places, and a chart of growth.
func (c unitSheet) figures() []report.Block {
	peers, prefix := c.Evaluated.Units.Counties, "t3"
	if c.unit.Kind == plan.Park {
		peers, prefix = c.Evaluated.Units.Parks, "t2"
	}
	t := &report.Table{ID: "us1", Columns: columns(col(report.Left, 34))}
	head := []string{"指标", c.valueWord(), "增速\n（%）"}
	county := c.unit.Kind == plan.County
	if county {
		head = append(head, "全市\n增速\n（%）", "位次", "位次\n变化", "占全市\n（%）", "拉动\n百分点")
	} else {
		head = append(head, "位次", "位次\n变化")
	}
	for range head[1:] {
		t.Columns = append(t.Columns, col(report.Decimal, 11))
	}
	t.Head = head1(head...)
	chart := &report.Chart{ID: "us2", Title: "增速与全市比较", Kind: report.Bullets, Unit: "%", Marker: "全市"}
	var rows []report.Row
	var bars []report.Bar
	for i := range peers {
		p := &peers[i]
		if !p.Item.Frequency.Due(c.period) || !county && !slices.Contains(rankedParkItems, p.Item.Code) {
			continue
		}
		rows = append(rows, c.figureRow(p, prefix, county))
		if bar, ok := c.growthBar(p, county); ok && c.room.Chart && len(bars) < mostBars {
			bars = append(bars, bar)
		}
	}
	kept, left := c.room.rows(rows)
	if len(kept) == 0 {
		return nil
	}
	t.Rows = kept
	t.Notes = append(more(left, "项指标"), c.placeNote())
	blocks := []report.Block{t}
	bars = slices.DeleteFunc(bars, func(b report.Bar) bool { // a bar quotes a row that is there
		return !slices.ContainsFunc(kept, func(r report.Row) bool {
			return slices.ContainsFunc(r.Cells, func(x report.Cell) bool { return x.ID == b.Ref })
		})
	})
	if len(bars) > 1 {
		chart.Panels = []report.Panel{{Bars: bars}}
		blocks = append(blocks, chart)
	}
	return blocks
}

func (c unitSheet) placeNote() string {
	return fmt.Sprintf("位次为在全市%d个%s中的位次，有增速的按增速，没有的按水平；变化为正数的是前移。其他单位的数字和位次不列。%s", c.units[c.unit.Kind], kindName(c.unit.Kind), legend)
}

func (c unitSheet) figureRow(p *evaluate.Peers, prefix string, county bool) report.Row {
	code, own := p.Item.Code, prefix+"."+c.unit.Code
	id := own + "." + code
	places := map[bool]string{true: "t31.", false: "t21."}[county] + c.unit.Code + "." + code
	level, growth := quoted(c.cells, id, "t32."+c.unit.Code+"."+code), quoted(c.cells, id+".growth")
	if code == "park_revenue" {
		growth = quoted(c.cells, own+".growth")
	}
	cells := []report.Cell{text(cut(p.Item.Name, c.room.Runes) + "（" + p.Item.Unit + "）"), level, growth}
	if county {
		cells = append(cells, quoted(c.cells, "t3.city."+code+".growth"))
	}
	cells = append(cells, c.atLeast(quoted(c.cells, places+".place"), c.ranked[prefix+"."+code]), quoted(c.cells, places+".change"))
	if county {
		cells = append(cells, quoted(c.cells, places+".share"), quoted(c.cells, places+".pull"))
	}
	return report.Row{ID: "us1." + code, Cells: cells}
}

// atLeast leaves out the place among so few units that it tells another's figure.
func (c unitSheet) atLeast(place report.Cell, ranked int) report.Cell {
	if ranked < leastRanked {
		return report.Cell{Text: none, Tone: report.Muted}
	}
	return place
}

// mostBars is how many bars the chart has at the most.
const mostBars = 8

// leastRanked is of how many units a place is told: of two each knows the other's.
const leastRanked = 3

// growthBar is the unit's growth beside the city's.
func (c unitSheet) growthBar(p *evaluate.Peers, county bool) (report.Bar, bool) {
	id := "t3." + c.unit.Code + "." + p.Item.Code + ".growth"
	own, city := c.cells.Of(id), c.cells.Of("t3.city."+p.Item.Code+".growth")
	if !county || own.Value == nil {
		return report.Bar{}, false
	}
	bar := report.Bar{Label: cut(p.Item.Name, min(cmp.Or(c.room.Runes, 20), 20)), Point: report.Point{Value: own.Value, Text: own.Text, Ref: id}, Tone: report.Plain}
	if city.Value != nil {
		bar.Marker = &report.Point{Value: city.Value, Text: city.Text, Ref: city.ID}
		if own.Value.LessThan(*city.Value) {
			bar.Tone = report.Bad
		}
	}
	return bar, true
}

// parkBlocks are the goals of a county's parks, or of the park itself and its parts.
func (c unitSheet) parkBlocks() []report.Block {
	t := &report.Table{ID: "us3", Columns: columns(col(report.Left, 26), col(report.Decimal, 12), col(report.Decimal, 10), col(report.Decimal, 10), col(report.Decimal, 10), col(report.Decimal, 12), col(report.Decimal, 12)),
		Head: head1("园区", "技工贸\n总收入\n（亿元）", "增速\n（%）", fmt.Sprintf("%d年\n目标", c.Plan.Head.TargetYear), "完成目标\n（%）", "投资强度\n（万元\n/亩）", "高于\n准入\n下限")}
	var rows []report.Row
	for _, at := range c.ownParks[c.unit.Code] {
		p := c.Evaluated.Parks[at]
		id := "t2." + p.Unit.Code
		name := text(cut(p.Unit.NameAt(c.period), c.room.Runes))
		if p.Unit.Kind == plan.SubPark {
			name.Text, name.Indent = "其中："+name.Text, 1
		}
		cells := []report.Cell{name, quoted(c.cells, id+".park_revenue"), quoted(c.cells, id+".growth"), quoted(c.cells, id+".target"), quoted(c.cells, id+".completion"),
			quoted(c.cells, "t21."+p.Unit.Code+".intensity", id+".park_intensity"), quoted(c.cells, "t21."+p.Unit.Code+".over")}
		if c.unit.Kind == plan.Park { // its figures stand in the first table too
			for i := range cells {
				cells[i].ID = ""
			}
		}
		rows = append(rows, report.Row{ID: "us3." + p.Unit.Code, Cells: cells})
	}
	if t := c.listed(t, rows, "个园区"); t != nil {
		return []report.Block{t}
	}
	return nil
}

// parksOf are the parks whose goals are on a unit's page, by their index: of a park
// itself and its parts, of a county those that it has to itself. The figures of a park
// over several counties are not one county's.
func parksOf(in Input) map[string][]int {
	counties := map[string][]string{} // any name → codes
	for _, u := range in.Plan.UnitsOf(plan.County) {
		for _, n := range u.Names() {
			counties[n] = append(counties[n], u.Code)
		}
	}
	of := map[string][]int{}
	for i, p := range in.Evaluated.Parks {
		park, own := p.Unit, []string{p.Unit.Code}
		if park.Kind == plan.SubPark {
			own = append(own, park.Parent)
			parent, ok := in.Plan.Unit(park.Parent)
			if !ok {
				parent = &plan.Unit{}
			}
			park = parent
		}
		if len(park.Districts) == 1 {
			own = append(own, counties[park.Districts[0]]...)
		}
		for _, code := range own {
			if list := of[code]; len(list) == 0 || list[len(list)-1] != i {
				of[code] = append(list, i)
			}
		}
	}
	return of
}

// work is what is behind plan: the unit's projects on the list of 督办 and its tasks.
func (c unitSheet) work() []report.Block {
	var blocks []report.Block
	var rows []report.Row
	own := c.projects[c.unit.Code]
	for _, p := range own {
		if p.Supervised() {
			rows = append(rows, report.Row{ID: "us4" + strings.TrimPrefix(projectID(p.Project), "t6"), Cells: []report.Cell{
				text(cut(orNone(p.Name), c.room.Runes)), quoted(c.cells, projectID(p.Project)+".percent"), toned("", c.reasons(p), report.Bad), text(shownDay(p.Deadline)), text(cut(orNone(p.Text("next_node")), c.room.Runes))}})
		}
	}
	t := &report.Table{ID: "us4", Columns: columns(col(report.Left, 24), col(report.Decimal, 9), col(report.Left, 28), col(report.Centre, 13), col(report.Left, 18)),
		Head: head1("列入督办的项目", "完成\n计划\n（%）", "原因", "整改期限", "下一节点")}
	if t := c.listed(t, rows, "个项目"); t != nil {
		blocks = append(blocks, t)
	} else if len(own) > 0 {
		blocks = append(blocks, paragraphOf("us4", fmt.Sprintf("所报%d个重大项目没有列入督办的。", len(own))))
	}
	return append(blocks, c.tasksBehind()...)
}

// tasksBehind are the unit's tasks that are not on course.
func (c unitSheet) tasksBehind() []report.Block {
	t := &report.Table{ID: "us5", Columns: columns(col(report.Left, 34), col(report.Decimal, 10), col(report.Right, 10), col(report.Decimal, 10), col(report.Centre, 12)),
		Head: head1("进度落后的任务", "已完成", "目标", "完成\n（%）", "状态")}
	var rows []report.Row
	for i, x := range c.Evaluated.Tasks {
		if x.Owner != c.unit.Code || completionTones[x.Verdict] != report.Bad {
			continue
		}
		id, task := "t4."+x.Code, c.Plan.Tasks[i]
		rows = append(rows, report.Row{ID: "us5." + x.Code, Cells: []report.Cell{
			text(cut(task.Measure, c.room.Runes) + "（" + task.Unit + "）"), quoted(c.cells, id+".value"), text(targetText(task)), quoted(c.cells, id+".percent"), toned("", verdictText(x), report.Bad)}})
	}
	if t := c.listed(t, rows, "项任务"); t != nil {
		return []report.Block{t}
	}
	return nil
}

func paragraphOf(id, s string) report.Paragraph {
	return report.Paragraph{ID: id, Runs: []report.Run{{Text: s}}}
}
