package reportxlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// symbols stand before the words of a verdict and tell its tone on grey paper.
var symbols = map[report.Tone]string{report.Good: "▲", report.Watch: "●", report.Bad: "▼"}

const lightLegend = "▲为好于或达到要求，●为基本符合或需关注，▼为落后、未达到或需处理。"

// lit tells whether the cell's colour follows its word.
func lit(c report.Column, cell report.Cell) bool {
	for _, l := range c.Lights {
		if l.Text == cell.Text {
			return true
		}
	}
	return false
}

// lights gives the columns of verdicts colours and symbols that follow the words,
// whatever a formula or a hand puts there. It tells whether there are any.
func (d *drawing) lights(data extent) (any bool, err error) {
	if data.to < data.from {
		return false, nil
	}
	for i, c := range d.table.Columns {
		for _, tone := range []report.Tone{report.Good, report.Watch, report.Bad, report.Muted} {
			a := area{d.edges[i] + 1, data.from, d.edges[i+1], data.to}
			done, err := d.lightTone(a, c.Lights, tone)
			if err != nil {
				return false, err
			}
			any = any || done && symbols[tone] != ""
		}
	}
	return any, nil
}

// lightTone makes the rule for the words of one tone over an area.
func (s *sheet) lightTone(a area, lights []report.Light, tone report.Tone) (bool, error) {
	col, err := excelize.ColumnNumberToName(a.col)
	if err != nil {
		return false, err
	}
	cell := "$" + col + strings.TrimLeft(cellName(a.col, a.row), "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	var is []string
	for _, l := range lights {
		if l.Tone == tone {
			is = append(is, cell+`="`+strings.ReplaceAll(l.Text, `"`, `""`)+`"`)
		}
	}
	if len(is) == 0 || s.dry {
		return len(is) > 0, nil
	}
	id, err := s.lightStyle(tone)
	if err != nil {
		return false, err
	}
	rule := excelize.ConditionalFormatOptions{Type: "formula", Criteria: "OR(" + strings.Join(is, ",") + ")", Format: &id}
	return true, s.file.SetConditionalFormat(s.name, cellName(a.col, a.row)+":"+cellName(a.toCol, a.toRow), []excelize.ConditionalFormatOptions{rule})
}

// lightStyle is the format of a tone.
func (b *book) lightStyle(tone report.Tone) (int, error) {
	if id, ok := b.tones[tone]; ok {
		return id, nil
	}
	l := look{}.tint(tone)
	style := &excelize.Style{Font: &excelize.Font{Color: l.colour}}
	if l.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if symbol := symbols[tone]; symbol != "" {
		format := literal(symbol) + "@"
		style.CustomNumFmt = &format
	}
	id, err := b.file.NewConditionalStyle(style)
	if err == nil {
		b.tones[tone] = id
	}
	return id, err
}
