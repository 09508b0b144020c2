// Package stat holds the vocabulary that every stage shares: periods, measures,
// exact quantities, sources and observations (SDMX: time period, measure,
// observation value, status).
package stat

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Measure is what an observation says of its item: a column of the forms.
type Measure string

// Measures of statistical rows. Project rows use their column codes.
const (
	Value           Measure = "value"            // 本年累计 (期末值 for stocks)
	Current         Measure = "current"          // 本期
	Previous        Measure = "previous"         // 上期累计, as reported last month
	Prior           Measure = "prior"            // 上年同期, as published
	PriorComparable Measure = "prior_comparable" // 上年同期可比口径
	Growth          Measure = "growth"           // 同比增速, per cent, as reported
	Status          Measure = "status"           // 状态: the vintage
	Note            Measure = "note"             // 核实说明
)

// Kind says what a quantity holds. The zero value is invalid.
type Kind int

// Kinds of quantity.
const (
	Number Kind = iota + 1
	TextOnly
)

// Quantity is an exact decimal or a text, with the text as it was read.
type Quantity struct {
	Kind   Kind
	Number decimal.Decimal
	Read   string // as it stood in the cell
}

// Source is where a value stood: one cell of one file.
type Source struct {
	File   string // name as it arrived, relative to the period's inputs
	SHA256 string
	Sheet  string
	Cell   string
}

// String prints the source for a person: file, sheet and cell.
func (s Source) String() string {
	if s.Sheet == "" && s.Cell == "" {
		return s.File
	}
	return fmt.Sprintf("%s〔%s!%s〕", s.File, s.Sheet, s.Cell)
}

// Observation is one value that a unit reported for an item and a period.
type Observation struct {
	Unit    string // code of the reporting unit
	Form    string // code of the form
	Item    string // code of the indicator, task, industry or project row
	Measure Measure
	Period  Period
	Quantity
	Vintage string // 预计, 初步, 核实, 修订; empty if not said
	Sample  bool   // the form is marked 示例数据
	Source  Source
}

// Key identifies the observation within a period: unit, form, item, measure.
func (o Observation) Key() string {
	return strings.Join([]string{o.Unit, o.Form, o.Item, string(o.Measure)}, "/")
}

// Compare orders observations by unit, form, item and measure.
func Compare(a, b Observation) int { return strings.Compare(a.Key(), b.Key()) }
