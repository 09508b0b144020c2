package reportxlsx

import (
	"fmt"
	"math"
	"slices"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// Charts are measured in pixels of 0.75 points.
const (
	chartRow      = 18.0 // points: rows under a chart
	rowPixels     = chartRow / 0.75
	barPixels     = 24
	smallBar      = 20
	chartFurrow   = 120 // title, axis and legend
	smallFurrow   = 80
	panelHeight   = 190 // of pictures by year
	tilesHeight   = 300
	maxChartWidth = 900
	leastPanel    = 190
	barColour     = "44678E"
	markerColour  = "B9B9B9"
	planColour    = "000000"
)

// nativeChart is a chart of Excel's own: panels of the report's chart in one picture.
type nativeChart struct {
	panels []report.Panel
	title  string
	data   []area // of each panel: the block beside the printed area, its head row first
	at     string // cell of the upper left corner
	x      int    // pixels to the right of its left edge, within its column
	width  int
	height int
}

// chart reserves rows for a chart and the block of its data beside the printed area;
// the charts are drawn when all tables have their places.
func (s *sheet) chart(c *report.Chart) error {
	if len(c.Panels) == 0 {
		return nil
	}
	if err := s.gap(); err != nil {
		return err
	}
	s.moved(c.ID)
	from := s.row
	l := headLook()
	l.size = textSize
	if err := s.line(c.Title, l); err != nil {
		return err
	}
	for row := range slices.Chunk(pictures(c), s.abreast(c)) {
		if err := s.chartRow(c, row, from); err != nil {
			return err
		}
		from = s.row
	}
	for _, n := range c.Notes {
		if err := s.flow(n, noteLook()); err != nil {
			return err
		}
	}
	return nil
}

// pictures are the native charts of c: a panel each, tiles all in one.
func pictures(c *report.Chart) []nativeChart {
	if c.Kind == report.Tiles {
		return []nativeChart{{panels: c.Panels, height: tilesHeight}}
	}
	var list []nativeChart
	for _, p := range c.Panels {
		n := nativeChart{panels: []report.Panel{p}, title: panelTitle(c, p), height: panelHeight}
		if c.Kind == report.Bullets || c.Kind == report.Ranked {
			n.height = len(p.Bars)*barPixels + chartFurrow
			if len(c.Panels) > 1 {
				n.height = len(p.Bars)*smallBar + smallFurrow
			}
		}
		list = append(list, n)
	}
	return list
}

// panelTitle is a panel's title with its unit.
func panelTitle(c *report.Chart, p report.Panel) string {
	title, unit := p.Title, p.Unit
	if unit == "" {
		unit = c.Unit
	}
	if title != "" && unit != "" {
		title += "（" + unit + "）"
	}
	return title
}

// abreast is how many native charts stand beside each other.
func (s *sheet) abreast(c *report.Chart) int {
	most := 2
	switch {
	case c.Kind == report.Paths || c.Kind == report.Columns:
		most = 3
	case slices.ContainsFunc(c.Panels, longLabels):
		most = 1
	}
	return max(1, min(most, len(pictures(c)), s.chartWidth()/leastPanel))
}

// longLabels reports whether bars abreast would have no room beside their labels.
func longLabels(p report.Panel) bool {
	return slices.ContainsFunc(p.Bars, func(b report.Bar) bool { return textWidth(b.Label) > 20 })
}

// columnAt is the column that lies so many pixels to the right, and the rest.
func (s *sheet) columnAt(pixels int) (col, rest int) {
	for i, half := range s.grid.widths {
		w := int(excelWidth(half)*pixelsPerUnit + 0.5)
		if pixels < w || i == len(s.grid.widths)-1 {
			return i + 1, min(pixels, w-1)
		}
		pixels -= w
	}
	return 1, 0
}

// pixelsPerUnit is what excelize takes a unit of a column's width for; charts are
// anchored by cells, so that they keep to the columns where a program takes another.
const pixelsPerUnit = 8

// chartRow reserves the rows of charts abreast. from is the first row that stays with
// them on a page.
func (s *sheet) chartRow(c *report.Chart, row []nativeChart, from int) error {
	pixels, width := 0, s.chartWidth()/s.abreast(c)
	for _, n := range row {
		pixels = max(pixels, n.height)
	}
	rows := int(math.Ceil(float64(pixels)/rowPixels)) + 1
	for i := range row {
		n := row[i]
		col, x := s.columnAt(i * width)
		n.at, n.x, n.width, n.height = cellName(col, s.row), x, width-6, pixels
		for _, p := range n.panels {
			n.data = append(n.data, s.dataBlock(len(p.Bars)))
		}
		s.later = append(s.later, func() error { return s.native(c, n, i) })
	}
	for i := range rows {
		if err := s.rowHeight(s.row+i, chartRow); err != nil {
			return err
		}
	}
	s.row += rows
	s.lastRow = max(s.lastRow, s.row-1)
	s.keep(from, s.row-1)
	return nil
}

// dataBlock takes the next free rows beside the printed area: a head row and n rows of
// label, figure and marker.
func (s *sheet) dataBlock(n int) area {
	col := len(s.grid.widths) + 2
	row := max(s.row, s.asideRow)
	s.asideRow = row + n + 2
	s.aside = max(s.aside, col+2)
	return area{col, row, col + 2, row + n}
}

// native draws a chart whose figures have their cells by now.
func (s *sheet) native(c *report.Chart, n nativeChart, index int) error {
	chart, combo := shape(c, n), []*excelize.Chart(nil)
	chart.Format.Name = fmt.Sprintf("%s.%s.%d", c.ID, n.at, index+1)
	for i, p := range n.panels {
		value, marker, err := s.series(c, p, n.data[i])
		if err != nil {
			return fmt.Errorf("chart %s: %w", c.ID, err)
		}
		if c.Kind == report.Tiles {
			value.Fill = solid([]string{barColour, "9DB2C9", "D9D9D9"}[i%3])
		}
		if value.Values != "" {
			chart.Series = append(chart.Series, value)
		}
		switch {
		case c.Marker == "" || marker.Values == "":
		case c.Kind == report.Columns:
			combo = []*excelize.Chart{{Type: excelize.Line, Series: []excelize.ChartSeries{marker}}}
		default:
			chart.Series = append(chart.Series, marker)
		}
	}
	if len(chart.Series)+len(combo) > 1 {
		chart.Legend.Position = "bottom"
	}
	if len(chart.Series) == 0 {
		return nil // nothing is known: the labels beside say so, and the table
	}
	if err := s.file.AddChart(s.name, n.at, chart, combo...); err != nil {
		return fmt.Errorf("chart %s: %w", c.ID, err)
	}
	return nil
}

func negative(panels []report.Panel) bool {
	below := func(p report.Point) bool { return p.Value != nil && p.Value.IsNegative() }
	return slices.ContainsFunc((&report.Chart{Panels: panels}).Points(), below)
}

var chartTypes = map[report.ChartKind]excelize.ChartType{
	report.Bullets: excelize.Bar, report.Ranked: excelize.Bar, report.Tiles: excelize.Col, report.Paths: excelize.Line, report.Columns: excelize.Col,
}

// shape is the chart without its series: of bars the first on top, labels clear of
// negative ones.
func shape(c *report.Chart, n nativeChart) *excelize.Chart {
	gap := uint(60)
	ink := excelize.Font{Family: song, Size: noteSize, Color: "000000"}
	if c.Kind == report.Paths || c.Kind == report.Columns {
		ink.Size = 7
	}
	chart := &excelize.Chart{
		Type:   chartTypes[c.Kind],
		Legend: excelize.ChartLegend{Position: "none"}, ShowBlanksAs: "gap",
		Dimension: excelize.ChartDimension{Width: uint(n.width), Height: uint(n.height)},
		Format:    excelize.GraphicOptions{AltText: c.Title, OffsetX: n.x, Positioning: "twoCell"},
		XAxis:     excelize.ChartAxis{TickLabelPosition: excelize.ChartTickLabelLow, Font: ink, ReverseOrder: chartTypes[c.Kind] == excelize.Bar},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, Font: ink},
	}
	if c.Kind != report.Paths {
		chart.GapWidth = &gap
	}
	if n.title != "" {
		font := &excelize.Font{Family: hei, Size: tableSize, Color: "000000"}
		chart.Title = excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: n.title, Font: font}}}
	}
	if c.Kind != report.Paths && !negative(n.panels) {
		chart.YAxis.Minimum = new(float64) // else narrow ranges leave out zero
	}
	chart.PlotArea.ShowVal = c.Kind == report.Tiles
	return chart
}

// chartWidth is the grid's width on the screen.
func (s *sheet) chartWidth() int {
	w := 0.0
	for _, half := range s.grid.widths {
		w += math.Floor(excelWidth(half)*pixelsPerUnit + 0.5)
	}
	return int(math.Min(w-4, maxChartWidth))
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
