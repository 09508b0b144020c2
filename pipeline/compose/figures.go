package compose

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/report"
)

// figureKinds are the charts that a template may place, by the word that places them.
var figureKinds = []struct {
	slot, id string
	draw     func(figureDrawer) *report.Chart
}{
	{"进度图", "c1", figureDrawer.progress},
	{"位次图", "c2", figureDrawer.ranks},
	{"分布图", "c3", figureDrawer.tiles},
	{"得分图", "c4", figureDrawer.scores},
	{"路径图", "c5", figureDrawer.paths},
	{"逐年图", "c6", figureDrawer.byYear},
}

// firstFigure is what templates called the chart of progress when it was the only one.
const firstFigure = "@图1"

func figureNames() []string {
	var list []string
	for _, k := range figureKinds {
		list = append(list, k.slot)
	}
	return list
}

// figureSlots are the lines that place the charts.
func figureSlots() []string {
	list := figureNames()
	for i := range list {
		list[i] = "@" + list[i]
	}
	return list
}

// figureDrawer draws what stands in the tables of the document.
type figureDrawer struct {
	*composer
	cells report.Cells
}

// drawFigures draws every chart that has something to show; the template says which
// are placed.
func (c *composer) drawFigures() error {
	cells, err := c.doc.Cells()
	if err != nil {
		return err
	}
	c.figures = map[string]*report.Chart{}
	for _, k := range figureKinds {
		if chart := k.draw(figureDrawer{c, cells}); chart != nil && len(chart.Panels) > 0 {
			chart.ID = k.id
			c.figures[k.slot] = chart
		}
	}
	return nil
}

// point is the figure of a cell; nil if the report has no such cell.
func (d figureDrawer) point(id string) *report.Point {
	cell, ok := d.cells.Find(id)
	if !ok {
		return nil
	}
	p := report.PointOf(cell)
	return &p
}

// bar is an item with the figure of a cell; ok is false if the report has no such cell.
func (d figureDrawer) bar(label, id string) (b report.Bar, ok bool) {
	p := d.point(id)
	if p == nil {
		return b, false
	}
	return report.Bar{Label: label, Point: *p, Tone: report.Good}, true
}

// figureMark stands around the slot of a chart whose number a sentence wants.
const figureMark = "\x1c"

// figure is 「图2」 in a sentence, whatever number the chart gets; empty if the report
// has no such chart.
func (x *teller) figure(name string) (string, error) {
	if !slices.Contains(figureNames(), name) {
		return "", fmt.Errorf("%s", unknownName("图", name, figureNames()))
	}
	if x.figures[name] == nil {
		return "", nil
	}
	return figureMark + name + figureMark, nil
}

// numberFigures numbers the charts in the order in which the text places them, puts
// the numbers into captions and sentences, and takes out places of charts that have
// nothing to show.
func (c *composer) numberFigures(told string) (string, error) {
	if c.figures == nil {
		return told, nil
	}
	var lines, marks []string
	for _, l := range strings.Split(told, "\n") {
		name, placed := strings.CutPrefix(strings.TrimSpace(l), "@")
		if "@"+name == firstFigure {
			name = figureKinds[0].slot
		}
		if !placed || !slices.Contains(figureNames(), name) {
			lines = append(lines, l)
			continue
		}
		mark := figureMark + name + figureMark
		if slices.Contains(marks, mark) {
			return "", fmt.Errorf("「@%s」放了两次", name)
		}
		if chart := c.figures[name]; chart != nil {
			number := fmt.Sprintf("图%d", len(marks)/2+1)
			chart.Title = number + "  " + chart.Title
			marks, l = append(marks, mark, number), "@"+name
			lines = append(lines, l)
		} else {
			lines = append(lines, "")
		}
	}
	text := strings.NewReplacer(marks...).Replace(strings.Join(lines, "\n"))
	if _, rest, found := strings.Cut(text, figureMark); found {
		name, _, _ := strings.Cut(rest, figureMark)
		return "", fmt.Errorf("正文提到「%s」，但没有用“@%s”放这张图", name, name)
	}
	return text, nil
}
