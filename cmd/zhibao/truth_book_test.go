package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

// sheetSeen is a sheet as SheetJS reads it: the cells that hold something.
type sheetSeen struct {
	Name string
	Rows [][]*cellSeen
}

type cellSeen struct {
	Ref, Type, Value, Shown string
	used                    bool // accounted for
}

// readByNode reads workbooks with SheetJS.
func readByNode(t *testing.T, packages string, files ...string) map[string][]*sheetSeen {
	t.Helper()
	out, err := exec.Command(tool(t, "node"), append([]string{filepath.Join(packages, "cells.js")}, files...)...).Output()
	if err != nil {
		t.Fatalf("cells.js: %v", err)
	}
	books := map[string][]*sheetSeen{}
	mustDo(t, json.Unmarshal(out, &books))
	return books
}

// bookSeen is a workbook while it is held against a document.
type bookSeen struct {
	sheets   []*sheetSeen
	problems []string
	numbers  int // cells whose value and text are right
}

func (b *bookSeen) wrong(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// compareBook holds a workbook against its document: each table's rows stand in their
// order, each figure is the exact one and shows the text of the document; all other
// text with digits is a text of the document.
func compareBook(doc *report.Document, sheets []*sheetSeen) *bookSeen {
	b := &bookSeen{sheets: sheets}
	sheet, row := 0, 0
	for _, block := range doc.Blocks() {
		if t, ok := block.(*report.Table); ok {
			sheet, row = b.table(t, sheet, row)
		}
	}
	var known strings.Builder
	var drawn []decimal.Decimal // figures of charts, which stand beside them
	for _, a := range doc.Annexes {
		known.WriteString(flat(a.Label+doc.Mark) + "\n" + flat(a.Label+"（续）") + "\n") // of a table on a sheet of its own
	}
	for _, f := range flowing(doc) {
		known.WriteString(f.text + "\n")
	}
	for _, block := range doc.Blocks() {
		switch block := block.(type) {
		case *report.Table:
			for _, h := range slices.Concat(block.Head...) {
				known.WriteString(flat(h.Text) + "\n")
			}
		case *report.Chart:
			for _, panel := range block.Panels {
				known.WriteString(flat(panel.Title) + "\n")
				for _, bar := range panel.Bars {
					known.WriteString(flat(bar.Label+bar.Text) + "\n" + flat(bar.Label) + "\n")
				}
			}
			for _, point := range block.Points() {
				if known.WriteString(flat(point.Text) + "\n"); point.Value != nil {
					drawn = append(drawn, *point.Value)
				}
			}
		}
	}
	for _, s := range sheets {
		for _, cells := range s.Rows {
			for _, c := range cells {
				ok := c.used || !digit.MatchString(c.Shown) || standIn.MatchString(c.Shown)
				if c.Type == "n" {
					ok = ok || slices.ContainsFunc(drawn, func(v decimal.Decimal) bool { return holds(c.Value, v) })
				} else {
					ok = ok || strings.Contains(known.String(), flat(c.Shown))
				}
				if !ok {
					b.wrong("%s!%s: 「%s」 stands in the workbook and not in the document", s.Name, c.Ref, c.Shown)
				}
			}
		}
	}
	return b
}

// table finds the rows of a table behind a place and returns the place behind them.
func (b *bookSeen) table(t *report.Table, sheet, row int) (int, int) {
	for i, r := range t.Rows {
		var want []report.Cell
		for j, c := range r.Cells {
			goesOn := r.Kind == report.Data && t.Columns[j].Group && groupBegin(t, i, j) < i
			if flat(c.Text) != "" && !goesOn {
				want = append(want, c)
			}
		}
		if len(want) == 0 {
			continue
		}
		s, at := b.find(want, sheet, row)
		if s < 0 {
			b.wrong("table %s row %d is not in the workbook as it is: %v", t.ID, i+1, texts(want))
			continue
		}
		sheet, row = s, at+1
		for k, c := range b.sheets[s].Rows[at] {
			c.used = true
			if want[k].Value != nil {
				b.figure(b.sheets[s].Name, c, want[k])
			}
		}
	}
	return sheet, row
}

func (b *bookSeen) find(want []report.Cell, sheet, row int) (int, int) {
	for s := sheet; s < len(b.sheets); s++ {
		for at := row; at < len(b.sheets[s].Rows); at++ {
			if slices.EqualFunc(want, b.sheets[s].Rows[at], func(w report.Cell, c *cellSeen) bool { return !c.used && flat(w.Text) == flat(c.Shown) }) {
				return s, at
			}
		}
		row = 0
	}
	return -1, 0
}

// figure wants a number whose double is that of the exact decimal, or where the decimal
// has more digits than a workbook keeps, of its first fifteen.
func (b *bookSeen) figure(sheet string, c *cellSeen, want report.Cell) {
	if c.Type != "n" || !holds(c.Value, *want.Value) {
		b.wrong("%s!%s holds %s as %q, the figure is %s", sheet, c.Ref, c.Value, c.Type, want.Value)
		return
	}
	b.numbers++
}

// holds says whether the text of a double is that of v.
func holds(value string, v decimal.Decimal) bool {
	got, err := strconv.ParseFloat(value, 64)
	exact, _ := v.Float64()
	kept, _ := v.Round(15 - int32(v.NumDigits()) - v.Exponent()).Float64()
	return err == nil && (got == exact || got == kept)
}

func texts(cells []report.Cell) (list []string) {
	for _, c := range cells {
		list = append(list, c.Text)
	}
	return list
}
