package compose

import (
	"strings"

	"zhibao/pipeline/report"
)

// Told is what a run tells on one screen: each text as the papers print it.
type Told struct {
	Headline []Headline
	Lagging  []Lag
}

// Headline is a headline figure of the brief; texts that do not apply are empty.
type Headline struct {
	Name                              string // with its unit of measure
	Value                             string
	Growth, Target, Progress, Verdict string // with their words: 同比 8.0%
	Tone                              report.Tone
}

// Lag is what is behind, and who is responsible for it.
type Lag struct {
	Name, Owner string
	Growth, Gap string // of an indicator: growth in per cent, points behind the time elapsed; empty if unknown
	Deadline    string // of a project: 整改期限
	Verdict     string // of a project the reasons of 督办
}

// Tell takes what a screen tells from the figures of the report, by the code of the
// brief.
func Tell(in Input, full *report.Document) (Told, error) {
	c := &composer{Input: in, period: in.Figures.Period, doc: full}
	cells, err := full.Cells()
	if err != nil {
		return Told{}, err
	}
	var told Told
	if t := c.headline(cells); t != nil {
		for _, row := range t.Rows {
			told.Headline = append(told.Headline, headlineOf(row.Cells))
		}
	}
	if t := c.laggingTable(cells); t != nil {
		for _, row := range t.Rows {
			told.Lagging = append(told.Lagging, c.lagOf(row.Cells))
		}
	}
	return told, nil
}

func headlineOf(cells []report.Cell) Headline {
	h := Headline{Name: strings.ReplaceAll(cells[0].Text, "\n", ""), Value: cells[1].Text}
	if len(cells) > 2 {
		h.Growth, h.Target, h.Progress, h.Verdict, h.Tone = cells[2].Text, cells[3].Text, cells[4].Text, cells[5].Text, cells[5].Tone
	}
	return h
}

func (c *composer) lagOf(cells []report.Cell) Lag {
	if c.period.Short() {
		return Lag{Name: cells[0].Text, Owner: cells[1].Text, Verdict: cells[2].Text, Deadline: cells[3].Text}
	}
	figure := func(cell report.Cell) string {
		if cell.Value == nil {
			return ""
		}
		return cell.Text
	}
	return Lag{Name: cells[0].Text, Owner: cells[1].Text, Growth: figure(cells[3]), Gap: figure(cells[5]), Verdict: cells[6].Text}
}
