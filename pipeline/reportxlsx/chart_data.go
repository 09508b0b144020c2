package reportxlsx

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// series are the figures of a panel and its markers. Where the tables have them in a
// row or a column they are referred to there; else the block beside the printed area
// has a formula for each, since a chart's cells must be neighbours.
func (s *sheet) series(c *report.Chart, p report.Panel, data area) (value, marker excelize.ChartSeries, err error) {
	labels := make([]string, len(p.Bars))
	values, markers := make([]report.Point, len(p.Bars)), make([]report.Point, len(p.Bars))
	for i, b := range p.Bars {
		labels[i], values[i] = b.Label, b.Point
		if b.Marker != nil {
			markers[i] = *b.Marker
		}
	}
	name := p.Title
	if c.Kind != report.Tiles {
		name = "实际"
	}
	if err := s.labels(c, p, data); err != nil {
		return value, marker, err
	}
	if value, err = s.column(values, data, 1, name); err != nil {
		return value, marker, err
	}
	value.Fill = solid(barColour)
	if marker, err = s.column(markers, data, 2, c.Marker); err != nil {
		return value, marker, err
	}
	marker.Fill = solid(markerColour)
	if c.Kind == report.Paths || c.Kind == report.Columns {
		marker.Fill = solid(planColour)
		marker.Line = excelize.LineOptions{Width: 1.25, Dash: excelize.LineDashDash}
		marker.Marker = excelize.ChartMarker{Symbol: "none"}
	}
	if c.Kind == report.Paths {
		value.Line = excelize.LineOptions{Width: 2.25}
		value.Marker = excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: solid(barColour)}
	}
	return value, marker, nil
}

// aside is how the data beside the printed area look.
func asideLook() look {
	return look{face: song, size: noteSize, colour: "7F7F7F", across: "left", down: "center"}
}

// labels writes the categories. Beside bars they carry the figure, from its cell.
func (s *sheet) labels(c *report.Chart, p report.Panel, data area) error {
	if err := s.quiet(data.col, data.row, "图表数据", asideLook()); err != nil {
		return err
	}
	for i, b := range p.Bars {
		label, row := clean(b.Label), data.row+1+i
		if chartTypes[c.Kind] == excelize.Bar {
			label = strings.TrimSpace(label + " " + clean(b.Text))
		}
		to, ok := s.places[b.Ref]
		if chartTypes[c.Kind] != excelize.Bar || b.Value == nil || !ok {
			if err := s.quiet(data.col, row, label, asideLook()); err != nil {
				return err
			}
			continue
		}
		cell := cellName(data.col, row)
		if err := s.quietStyle(cell, asideLook()); err != nil {
			return err
		}
		formula := quoted(clean(b.Label)+" ") + "&TEXT(" + absolute(to.place()) + "," + quoted(decimalsOf(b.Text)) + ")"
		if err := s.setFormula(s.name, cell, formula, label); err != nil {
			return err
		}
	}
	return nil
}

// quoted is a text in a formula.
func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// decimalsOf is the number format of a shown figure.
func decimalsOf(text string) string {
	_, frac, dot := strings.Cut(text, ".")
	n := len(frac) - len(strings.TrimLeft(frac, "0123456789"))
	if !dot || n == 0 {
		return "0"
	}
	return "0." + strings.Repeat("0", n)
}

// column is a series over the figures up to the last one that is known: their own
// cells, or a column of formulas. Without any figure it is empty.
func (s *sheet) column(points []report.Point, data area, at int, name string) (excelize.ChartSeries, error) {
	col := data.col + at
	for len(points) > 0 && points[len(points)-1].Value == nil {
		points = points[:len(points)-1]
	}
	if len(points) == 0 {
		return excelize.ChartSeries{}, nil
	}
	if ref := s.neighbours(points); ref != "" {
		if err := s.quiet(col, data.row, name, asideLook()); err != nil {
			return excelize.ChartSeries{}, err
		}
		return s.seriesOf(data, col, ref), nil
	}
	for i, p := range points {
		to, ok := s.places[p.Ref]
		if p.Value == nil || !ok {
			continue
		}
		v, _ := stored(*p.Value)
		cell, l := cellName(col, data.row+1+i), asideLook()
		l.number = decimalsOf(p.Text)
		if err := s.quietStyle(cell, l); err != nil {
			return excelize.ChartSeries{}, err
		}
		if err := s.setFormula(s.name, cell, absolute(to.place()), strconv.FormatFloat(v, 'f', -1, 64)); err != nil {
			return excelize.ChartSeries{}, err
		}
	}
	if err := s.quiet(col, data.row, name, asideLook()); err != nil {
		return excelize.ChartSeries{}, err
	}
	from := report.Place{Sheet: s.name, Cell: cellName(col, data.row+1)}
	return s.seriesOf(data, col, absolute(from)+":"+dollars(cellName(col, data.row+len(points)))), nil
}

func (s *sheet) seriesOf(data area, col int, values string) excelize.ChartSeries {
	head := report.Place{Sheet: s.name, Cell: cellName(col, data.row)}
	first := report.Place{Sheet: s.name, Cell: cellName(data.col, data.row+1)}
	return excelize.ChartSeries{
		Name: absolute(head), Values: values,
		Categories: absolute(first) + ":" + dollars(cellName(data.col, data.toRow)),
	}
}

// neighbours is the range of figures that stand beside or under each other in one
// table; empty if they do not, or one is missing: a word would be drawn as zero.
func (s *sheet) neighbours(points []report.Point) string {
	if len(points) < 2 {
		return ""
	}
	var first, last placed
	down, right := 0, 0
	for i, p := range points {
		to, ok := s.places[p.Ref]
		if !ok || to.rank != cellRank || p.Value == nil {
			return ""
		}
		if i > 0 {
			dc, dr := step(last, to)
			if to.sheet != last.sheet || dc+dr != 1 || dc*dr != 0 || i > 1 && (dc != right || dr != down) {
				return ""
			}
			right, down = dc, dr
		} else {
			first = to
		}
		last = to
	}
	return absolute(first.place()) + ":" + dollars(last.cell())
}

// step is how many columns and rows lie between two cells.
func step(from, to placed) (columns, rows int) { return to.col - from.col, to.row - from.row }

// absolute is a place in a formula: '附表1'!$C$5.
func absolute(p report.Place) string { return quoteSheet(p.Sheet) + "!" + dollars(p.Cell) }

func dollars(cell string) string {
	col, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		panic(err) // named by this package
	}
	name, err := excelize.CoordinatesToCellName(col, row, true)
	if err != nil {
		panic(err)
	}
	return name
}

// quiet writes text beside the printed area, which does not grow by it.
func (s *sheet) quiet(col, row int, text string, l look) error {
	if err := s.quietStyle(cellName(col, row), l); err != nil {
		return err
	}
	return s.file.SetCellStr(s.name, cellName(col, row), text)
}

func (s *sheet) quietStyle(cell string, l look) error {
	id, err := s.style(l)
	if err != nil {
		return err
	}
	return s.file.SetCellStyle(s.name, cell, cell, id)
}
