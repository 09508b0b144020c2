package pipeline

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/label"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Trace follows what was asked for: an indicator by name or code, with or without
// a unit; or a printed place, such as 附表1-1!D8 with or without the file before
// it, or a whole 附表.
func (t *Tracer) Trace(asked []string) ([]*Figure, error) {
	if len(asked) > 1 && strings.HasSuffix(strings.ToLower(asked[0]), ".xlsx") {
		if asked[0] != reportXLSX {
			return nil, fault.Config(fmt.Sprintf("不追溯「%s」里的数", asked[0]), "", "可追溯的是 "+reportXLSX+" 的附表1至附表4和附表6。")
		}
		asked = asked[1:]
	}
	if len(asked) == 1 && (strings.ContainsAny(asked[0], "!！") || strings.HasPrefix(asked[0], "附表")) {
		return t.tracePlace(asked[0])
	}
	if list, ok, err := t.traceProject(asked); ok || err != nil {
		return list, err
	}
	if len(asked) > 2 {
		return nil, fault.Config("参数太多："+strings.Join(asked, " "), "", "例如：zhibao trace 2017 地区生产总值 醴陵市")
	}
	item, err := t.project.findItem(asked[0])
	if err != nil {
		return nil, err
	}
	if len(asked) == 1 || label.Equal(asked[1], t.project.Plan.Head.City) || asked[1] == t.project.Plan.Head.CityCode {
		return t.traceCity(item)
	}
	unit, err := t.project.findUnit(asked[1])
	if err != nil {
		return nil, err
	}
	return t.traceUnit(item, unit)
}

var placeForm = regexp.MustCompile(`^([^!]+)!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$`)

// tracePlace follows the figure of a cell, or all figures of a sheet.
func (t *Tracer) tracePlace(place string) ([]*Figure, error) {
	place = strings.ReplaceAll(strings.ReplaceAll(place, "！", "!"), "'", "")
	if !strings.Contains(place, "!") {
		return t.traceSheet(place)
	}
	m := placeForm.FindStringSubmatch(place)
	if m == nil {
		return nil, fault.Config(fmt.Sprintf("「%s」不是单元格的位置", place), "", "请写成 附表1-1!D8 的样子。")
	}
	at := m[1] + "!" + strings.ToUpper(m[2]) + m[3]
	id, ok := t.at[at]
	if !ok {
		return nil, t.notTraceable(at)
	}
	f, err := t.figureOf(id)
	if errors.Is(err, errNoTrace) {
		return nil, t.notTraceable(at)
	}
	return []*Figure{f}, err
}

func (t *Tracer) notTraceable(at string) error {
	return fault.Config(fmt.Sprintf("%s 处没有可追溯的数字", at), reportXLSX, "可追溯的是附表1至附表4、附表6中的数字和评价；请核对工作表和单元格。")
}

// traceSheet follows every figure of a sheet of the report.
func (t *Tracer) traceSheet(sheet string) ([]*Figure, error) {
	ids := t.traceable(sheet)
	if len(ids) == 0 {
		return nil, fault.Config(fmt.Sprintf("没有「%s」这张表，或表中没有可追溯的数字", sheet), reportXLSX, "可追溯的是附表1至附表4和附表6，如附表1-1、附表3-1。")
	}
	var list []*Figure
	for _, id := range ids {
		f, err := t.figureOf(id)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// traceCity follows an item's figures for the city: of 附表1-1 and of the sums for
// an indicator, of 附表4 for an industry or a task, of 附表2 for the parks' items.
func (t *Tracer) traceCity(item plan.Item) ([]*Figure, error) {
	year := fmt.Sprintf("t1.%s.%d", item.Code, t.period.Year)
	prefixes := []string{year, "t1." + item.Code + ".now", "t11." + item.Code + ".", "t4." + item.Code + ".", "t2.total." + item.Code}
	ids := []string{"t3.sum." + item.Code, "t3.diff." + item.Code, "t3.in." + item.Code, "t32.again." + item.Code}
	if item.Code == "park_revenue" {
		prefixes = append(prefixes, "t2.total.target", "t2.total.completion")
	}
	var list []*Figure
	said := map[string]bool{}
	for _, id := range t.order {
		named := slices.Contains(ids, id) || slices.ContainsFunc(prefixes, func(p string) bool { return id == p || strings.HasSuffix(p, ".") && strings.HasPrefix(id, p) })
		if !named || said[id] {
			continue
		}
		f, err := t.figureOf(id)
		if err != nil {
			return nil, err
		}
		for _, same := range t.sameFigure(id) {
			said[same] = true
		}
		if f.Value != "" || f.Kind != NoFigure || len(list) == 0 {
			list = append(list, f)
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	if item.Owner == "" {
		return nil, fault.Config(fmt.Sprintf("报告没有印%s的全市数", item.Name), "", fmt.Sprintf("请写明单位，例如：zhibao trace %s %s 株洲高新区", t.period, item.Name))
	}
	return t.allReported(item, item.Owner), nil
}

// traceUnit follows what a unit reported for an item.
func (t *Tracer) traceUnit(item plan.Item, u *plan.Unit) ([]*Figure, error) {
	if u.Code == item.Owner {
		return t.traceCity(item)
	}
	prefix := "t2." + u.Code + "."
	ids := []string{"t3." + u.Code + "." + item.Code, "t3." + u.Code + "." + item.Code + ".growth", "t32." + u.Code + "." + item.Code, prefix + item.Code}
	for _, column := range []string{"place", "change", "share", "pull", "rate", "then", "trend", "target", "progress", "gap"} {
		ids = append(ids, "t31."+u.Code+"."+item.Code+"."+column, "t21."+u.Code+"."+item.Code+"."+column)
	}
	if item.Code == "park_revenue" {
		ids = append(ids, prefix+"growth", prefix+"target", prefix+"completion")
	}
	var list []*Figure
	for _, id := range ids {
		if _, ok := t.cells.Find(id); !ok {
			continue
		}
		f, err := t.figureOf(id)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	for _, f := range t.allReported(item, u.Code) {
		if !slices.ContainsFunc(list, func(x *Figure) bool { return x.Reported != nil && *x.Reported == *f.Reported }) {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return nil, fault.Config(fmt.Sprintf("%s没有%s的数：%s", u.NameAt(t.period), item.Name, t.whyAbsent(u.Code)), "",
			fmt.Sprintf("请核对单位和指标；用 zhibao status %s 看各单位的报送情况。", t.period))
	}
	return list, nil
}

// allReported are the numbers that a unit reported for an item, printed or not.
func (t *Tracer) allReported(item plan.Item, unit string) []*Figure {
	var list []*Figure
	for o := range stat.Unpacked(t.in.Observations) {
		if o.Unit == unit && o.Item == item.Code && o.Kind == stat.Number {
			list = append(list, t.reported("", o))
		}
	}
	return list
}

// findItem finds an indicator, component, industry or task by its code, name or
// alias; else it suggests the nearest name.
func (p *Project) findItem(asked string) (plan.Item, error) {
	if it, ok := p.Plan.Item(asked); ok {
		return it, nil
	}
	var names []string
	for _, code := range p.itemCodes() {
		it, _ := p.Plan.Item(code)
		for _, name := range append([]string{it.Name}, it.Aliases...) {
			if label.Equal(name, asked) {
				return it, nil
			}
			names = append(names, name)
		}
	}
	return plan.Item{}, fault.Config(fmt.Sprintf("没有「%s」这项指标", asked), "", suggestion(asked, names, "指标名称和代码见 inputs/plan/indicators.yaml 和 tasks.yaml。"))
}

// findUnit finds a unit by any of its names and codes; else it suggests the nearest.
func (p *Project) findUnit(asked string) (*plan.Unit, error) {
	if u, ok := p.Plan.Unit(asked); ok {
		return u, nil
	}
	var names []string
	for i := range p.Plan.Units {
		u := &p.Plan.Units[i]
		for _, name := range u.Names() {
			if label.Equal(name, asked) {
				return u, nil
			}
			names = append(names, name)
		}
	}
	return nil, fault.Config(fmt.Sprintf("没有「%s」这个单位", asked), "", suggestion(asked, names, "单位名称和代码见 inputs/plan/units.yaml。"))
}

func suggestion(asked string, names []string, otherwise string) string {
	if near := label.Nearest(asked, names); near != "" {
		return "是不是「" + near + "」？"
	}
	for _, n := range names {
		if strings.Contains(n, asked) {
			return "是不是「" + n + "」？"
		}
	}
	return otherwise
}

// itemCodes are the codes of everything that a form row can ask for.
func (p *Project) itemCodes() []string {
	var codes []string
	for _, i := range p.Plan.Indicators {
		codes = append(codes, i.Code)
	}
	for _, list := range [][]plan.Component{p.Plan.Components, p.Plan.ParkItems} {
		for _, i := range list {
			codes = append(codes, i.Code)
		}
	}
	for _, d := range p.Plan.Industries {
		codes = append(codes, d.Code)
	}
	for _, task := range p.Plan.Tasks {
		codes = append(codes, task.Code)
	}
	return codes
}
