// Package official fills in workbooks that a higher authority made: cells ask for
// figures by placeholders such as {{指标.地区生产总值.2017.实际}} or by defined
// names, and rows with {{园区.*.名称}} repeat for every entry of a list.
//
// The parts of the file are edited in place (package ooxml): formats, merges, widths,
// formulas, pictures, charts and protection stay as they are. What points at repeated
// rows or at rows below them is moved along: formulas, merges, conditional formats,
// validations, links, names, print areas, page breaks, tables, comments, drawings and
// the series of charts. What cannot be moved without doubt is a fault that names its
// place; nothing is guessed.
//
//	placeholder.go  what a cell asks for, and what that is in the index
//	book.go         the workbook: the strict reader's gate, then its parts
//	sheet.go        rows and cells of a sheet's part    block.go  rows that repeat
//	refer.go        where a reference points afterwards  formula.go  references in formulas
//	scan.go         everything the workbook asks for, and its faults
//	fill.go         cells and rows written              around.go  what lies around the cells
//	calculate.go    the results of formulas              chart.go   series and their stored points
//	drawn.go        anchors and comments
package official

import (
	"fmt"

	"zhibao/pipeline/report"
)

// Ask is one place of a workbook that asks for a figure or text.
type Ask struct {
	Sheet       string `json:"sheet"`
	Cell        string `json:"cell"`
	Placeholder string `json:"placeholder"`
	Name        string `json:"name,omitempty"`  // the defined name, if that is what asks
	Means       string `json:"means,omitempty"` // the full path; empty if unknown
	Rows        int    `json:"rows,omitempty"`  // of a repeating row: how many entries there are
	Shown       string `json:"shown,omitempty"` // the text, of the first entry in a repeating row
	Missing     bool   `json:"missing,omitempty"`

	found resolved
}

// Fault is something that has to be changed in a workbook before it can be filled in.
type Fault struct {
	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"`
	What   string `json:"what"`
	Remedy string `json:"remedy"`
}

// Place is the sheet and cell, as far as there are any.
func (f Fault) Place() string {
	switch {
	case f.Sheet == "":
		return ""
	case f.Cell == "":
		return "工作表「" + f.Sheet + "」"
	}
	return fmt.Sprintf("工作表「%s」%s", f.Sheet, f.Cell)
}

// Gap is a cell for which there is no figure; it shows the sign instead.
type Gap struct{ Sheet, Cell, Path, Sign string }

// Filled is a workbook that is filled in.
type Filled struct {
	Data  []byte
	Cells int // that hold what was asked for
	Gaps  []Gap
}

// Check lists what a workbook asks for, in the order of its sheets and cells, and
// its faults. The index may lack figures; it needs all paths.
func Check(data []byte, ix *report.Index) ([]Ask, []Fault) {
	b, fault := open(data, ix)
	if fault != nil {
		return nil, []Fault{*fault}
	}
	b.scan()
	if len(b.faults) == 0 {
		b.copies()
		b.rewrite() // finds what cannot be moved
		b.charts()
	}
	return b.asks, b.faults
}

// Fill fills a workbook in. With faults nothing is made.
func Fill(data []byte, ix *report.Index) (*Filled, []Fault, error) {
	b, fault := open(data, ix)
	if fault != nil {
		return nil, []Fault{*fault}, nil
	}
	b.scan()
	if len(b.faults) == 0 {
		b.copies()
		b.rewrite()
	}
	if len(b.faults) == 0 {
		if err := b.calculate(); err != nil {
			return nil, nil, err
		}
		b.charts()
	}
	if len(b.faults) > 0 {
		return nil, b.faults, nil
	}
	out, err := b.Pack()
	return &Filled{Data: out, Cells: b.filled, Gaps: b.gaps}, nil, err
}
