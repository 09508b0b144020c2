package report

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Chart is a vector figure of one of the kinds below. What it draws stands in tables
// of the same document: it adds no figure of its own.
type Chart struct {
	ID     string
	Title  string
	Kind   ChartKind
	Unit   string // of the axis, for instance %
	Panels []Panel
	Marker string           // what the marker of each bar is, for instance 时序进度
	Full   *decimal.Decimal // of Bullets: the value of a bar that has reached its target; nil if there is none
	Legend []LegendEntry
	Notes  []string
}

// ChartKind says how the items of a panel are drawn.
type ChartKind int

// Chart kinds.
const (
	Bullets ChartKind = iota + 1 // horizontal bars in a frame up to the target, a marker on each
	Ranked                       // horizontal bars, the best on top, a marker on each
	Tiles                        // a map of tiles, each with its figure, shaded by tone
	Paths                        // by year: a line of the values, a broken line of the markers
	Columns                      // by year: upright bars, a marker on each
)

// Panel is one of the small multiples of a chart; a chart of one picture has one panel.
type Panel struct {
	Title string // empty if the chart's title says all
	Unit  string // where it differs from the chart's
	Bars  []Bar
	Whole *Bar // what the items belong to, for instance 全市; nil if there is none
}

// Bar is one item of a panel: a unit, an indicator or a year.
type Bar struct {
	Label string
	Point
	Marker      *Point // nil if it has none
	Tone        Tone
	Row, Column int // the place of a tile, from 1
}

// Point is a figure that is drawn. Ref names the table cell that holds it and Text is
// what the cell shows; a Value of nil is a missing figure, and Text says why.
type Point struct {
	Value *decimal.Decimal
	Text  string
	Ref   string
}

// PointOf draws what a cell holds.
func PointOf(c Cell) Point { return Point{Value: c.Value, Text: c.Text, Ref: c.ID} }

// LegendEntry says what a tone of the bars means.
type LegendEntry struct {
	Tone Tone
	Text string
}

// Points are all figures of the chart, in order.
func (c *Chart) Points() []Point {
	var all []Point
	for _, p := range c.Panels {
		bars := p.Bars
		if p.Whole != nil {
			bars = append(bars[:len(bars):len(bars)], *p.Whole)
		}
		for _, b := range bars {
			all = append(all, b.Point)
			if b.Marker != nil {
				all = append(all, *b.Marker)
			}
		}
	}
	return all
}

// Words are all texts of the chart.
func (c *Chart) Words() []string {
	words := append([]string{c.Title, c.Marker, c.Unit}, c.Notes...)
	for _, l := range c.Legend {
		words = append(words, l.Text)
	}
	for _, p := range c.Panels {
		words = append(words, p.Title, p.Unit)
		for _, b := range p.Bars {
			words = append(words, b.Label, b.Text)
		}
		if p.Whole != nil {
			words = append(words, p.Whole.Label, p.Whole.Text)
		}
	}
	return words
}

// check holds every figure of the chart against the cell it names, and refuses two
// tiles on one place.
func (c *Chart) check(cells Cells) error {
	for _, p := range c.Points() {
		if p.Ref == "" && p.Value == nil {
			continue
		}
		cell, ok := cells.Find(p.Ref)
		if !ok || cell.Text != p.Text {
			return fmt.Errorf("report: chart %s shows %q for cell %s, which shows %q", c.ID, p.Text, p.Ref, cell.Text)
		}
		if (p.Value == nil) != (cell.Value == nil) || p.Value != nil && !p.Value.Equal(*cell.Value) {
			return fmt.Errorf("report: chart %s draws %v for cell %s, which holds %v", c.ID, p.Value, p.Ref, cell.Value)
		}
	}
	for _, p := range c.Panels {
		if err := c.checkTiles(p); err != nil {
			return err
		}
	}
	return nil
}

func (c *Chart) checkTiles(p Panel) error {
	if c.Kind != Tiles {
		return nil
	}
	on := map[[2]int]string{}
	for _, b := range p.Bars {
		at := [2]int{b.Row, b.Column}
		if other, taken := on[at]; taken || b.Row < 1 || b.Column < 1 {
			return fmt.Errorf("report: chart %s puts %q at row %d, column %d, which is no free tile: %q", c.ID, b.Label, b.Row, b.Column, other)
		}
		on[at] = b.Label
	}
	return nil
}
