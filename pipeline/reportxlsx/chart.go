package reportxlsx

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// Charts are measured in pixels of 0.75 points.
const (
	chartRow      = 18.0 // points: rows under a chart
	barPixels     = 30
	chartFurrow   = 110 // title, axis and legend
	maxChartWidth = 900
	barColour     = "44678E"
	markerColour  = "B9B9B9"
)

// chart draws a native bar chart. Its figures stand beside the printed area, in
// the chart's order, since the bars' cells may lie apart.
func (s *sheet) chart(c *report.Chart) error {
	if len(c.Bars) == 0 {
		return nil
	}
	if err := s.gap(); err != nil {
		return err
	}
	s.moved(c.ID)
	from := s.row
	data, err := s.chartData(c)
	if err != nil {
		return err
	}
	pixels := len(c.Bars)*barPixels + chartFurrow
	rows := int(math.Ceil(float64(pixels)*0.75/chartRow)) + 1
	for i := range rows {
		if err := s.rowHeight(s.row+i, chartRow); err != nil {
			return err
		}
	}
	if err := s.file.AddChart(s.name, cellName(1, s.row), s.bars(c, data, pixels)); err != nil {
		return fmt.Errorf("chart %s: %w", c.ID, err)
	}
	s.row += rows
	s.lastRow = max(s.lastRow, s.row-1)
	for _, n := range c.Notes {
		if err := s.flow(n, noteLook()); err != nil {
			return err
		}
	}
	s.keep(from, s.row-1)
	s.keep(from, from+rows-1)
	return nil
}

// chartData writes label, value and marker of each bar and returns their area, the head row first.
func (s *sheet) chartData(c *report.Chart) (area, error) {
	col := len(s.grid.widths) + 2
	a := area{col, s.row, col + 2, s.row + len(c.Bars)}
	s.aside = max(s.aside, a.toCol)
	l := look{face: song, size: noteSize, colour: "7F7F7F", across: "left", down: "center"}
	printed := s.lastRow
	for i, text := range []string{"图表数据", "数值", c.Marker} {
		if err := s.put(area{col + i, a.row, col + i, a.row}, text, l); err != nil {
			return a, err
		}
	}
	for i, bar := range c.Bars {
		row := a.row + 1 + i
		if err := s.put(area{col, row, col, row}, bar.Label+" "+bar.Text, l); err != nil {
			return a, err
		}
		for j, v := range []*float64{value(bar), marker(bar)} {
			if v == nil {
				continue
			}
			if err := s.putNumber(area{col + 1 + j, row, col + 1 + j, row}, *v, l); err != nil {
				return a, err
			}
		}
	}
	s.lastRow = printed
	return a, nil
}

func value(b report.Bar) *float64 {
	f, _ := stored(b.Value)
	return &f
}

func marker(b report.Bar) *float64 {
	if b.Marker == nil {
		return nil
	}
	f, _ := stored(*b.Marker)
	return &f
}

// bars describes the chart to excelize: first bar on top, labels clear of negative bars.
func (s *sheet) bars(c *report.Chart, data area, pixels int) *excelize.Chart {
	gap := uint(60)
	ink := excelize.Font{Family: song, Size: noteSize, Color: "000000"}
	title := c.Title
	if c.Unit != "" {
		title += "(" + c.Unit + ")"
	}
	chart := &excelize.Chart{
		Type:      excelize.Bar,
		Series:    []excelize.ChartSeries{s.series(data, 1, barColour)},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Family: hei, Size: textSize, Color: "000000"}}}},
		Legend:    excelize.ChartLegend{Position: "none"},
		Dimension: excelize.ChartDimension{Width: uint(s.chartWidth()), Height: uint(pixels)},
		Format:    excelize.GraphicOptions{AltText: c.Title, Name: c.ID, Positioning: "oneCell"},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, TickLabelPosition: excelize.ChartTickLabelLow, Font: ink},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, Font: ink},
		GapWidth:  &gap,
	}
	if c.Marker != "" {
		chart.Series = append(chart.Series, s.series(data, 2, markerColour))
		chart.Legend.Position = "bottom"
	}
	return chart
}

// chartWidth is the grid's width on the screen.
func (s *sheet) chartWidth() int {
	w := 0.0
	for _, half := range s.grid.widths {
		w += excelWidth(half) * 7
	}
	return int(math.Min(w*0.95, maxChartWidth))
}

func (s *sheet) series(a area, col int, colour string) excelize.ChartSeries {
	ref := func(c, from, to int) string {
		name, err := excelize.CoordinatesToCellName(c, from, true)
		end, err2 := excelize.CoordinatesToCellName(c, to, true)
		if err != nil || err2 != nil {
			return ""
		}
		if from == to {
			return quoteSheet(s.name) + "!" + name
		}
		return quoteSheet(s.name) + "!" + name + ":" + end
	}
	return excelize.ChartSeries{
		Name:       ref(a.col+col, a.row, a.row),
		Categories: ref(a.col, a.row+1, a.toRow),
		Values:     ref(a.col+col, a.row+1, a.toRow),
		Fill:       solid(colour),
	}
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
