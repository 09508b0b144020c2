// Package formxlsx writes the workbook that a unit fills in. The forms come
// from package form; this package gives them cells, colours, drop-downs,
// validations and a page, and puts the identity on a hidden sheet.
//
// The same input gives the same bytes.
package formxlsx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Key addresses a cell of a form: the code of the sheet's unit (a sub-park's on
// its own sheet), the form, the item, the measure. The rows of a list are the
// items "project:1", "project:2" …, by the form's id; the fields under a form
// are those of form.FootItem.
type Key struct {
	Unit, Form, Item string
	Measure          stat.Measure
}

// String prints the key for a message.
func (k Key) String() string {
	return strings.Join([]string{k.Unit, k.Form, k.Item, string(k.Measure)}, "/")
}

// Value is what a cell holds. A text such as 2018-06-30 in a date column becomes
// a date, as it does when typed into Excel; any other text stays a text.
type Value struct {
	Number decimal.Decimal
	Text   string
	IsText bool
}

// Num is a number.
func Num(d decimal.Decimal) Value { return Value{Number: d} }

// Txt is a text.
func Txt(s string) Value { return Value{Text: s, IsText: true} }

// Options say what is filled in beforehand.
type Options struct {
	Prefill  map[Key]Value   // figures of the bureau: grey and locked
	Entries  map[Key]Value   // what the unit types into input cells
	Sample   map[string]bool // form id: its figures are made up
	Sequence int             // 1 for a first issue; 0 means 1
	Version  string          // of the forms: form.Set.Version
	Key      []byte          // seals the identity; no seal if empty
	Created  time.Time       // document property; the zero time means 2000-01-01
	Rules    *rule.Catalogue // give the cells their colours; nil: only what a cell is by itself
	Reporter string          // 填报单位 as the heads print it; empty: the unit's name
	Deadline string          // printed in 填报说明 as it is; left out if empty
	Placed   map[Key]Place   // is told where the cells that the unit fills in stand, if not nil
}

// Place is a cell of the workbook.
type Place struct{ Sheet, Cell string }

// book is the workbook being written.
type book struct {
	file    *excelize.File
	unit    *plan.Unit
	period  stat.Period
	sheets  []form.Sheet
	opt     Options
	styles  map[look]int
	inks    map[string]int // conditional styles of text
	used    map[Key]bool   // keys of Prefill and Entries that found their cell
	grow    map[string]rowSpan
	results map[string]map[string]string // of formulas, by part and cell
	lives   []live

	alarm, red, amber int // conditional styles: required and empty, failed, to be explained
}

// Workbook writes the forms of a unit and a period as one .xlsx file. A key of
// opt.Prefill or opt.Entries without a cell is an error: nothing is dropped.
func Workbook(sheets []form.Sheet, unit *plan.Unit, period stat.Period, opt Options) ([]byte, error) {
	if len(sheets) == 0 {
		return nil, errors.New("没有需要填报的表，无法生成工作簿")
	}
	opt.Reporter = cmp.Or(opt.Reporter, unit.NameAt(period))
	b := &book{
		file: excelize.NewFile(), unit: unit, period: period, sheets: sheets, opt: opt,
		styles: map[look]int{}, inks: map[string]int{}, used: map[Key]bool{}, grow: map[string]rowSpan{}, results: map[string]map[string]string{},
	}
	defer b.file.Close()
	for _, step := range []func() error{b.begin, b.forms, b.guide, b.identity, b.liveLines, b.unused, b.protect} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := b.save(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b *book) begin() error {
	if err := b.file.SetDefaultFont(song); err != nil {
		return err
	}
	for _, c := range []struct {
		id        *int
		fill, ink string
	}{{&b.alarm, emptyFill, ""}, {&b.red, redFill, redText}, {&b.amber, amberFill, amberText}} {
		s := &excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{c.fill}}}
		if c.ink != "" {
			s.Font = &excelize.Font{Bold: true, Color: c.ink}
		}
		var err error
		if *c.id, err = b.file.NewConditionalStyle(s); err != nil {
			return err
		}
	}
	recalculate := true
	return b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &recalculate})
}

func (b *book) forms() error {
	for n, s := range b.sheets {
		if err := b.addSheet(s.Name, n == 0); err != nil {
			return err
		}
		if err := b.newPage(s).draw(); err != nil {
			return fmt.Errorf("工作表「%s」：%w", s.Name, err)
		}
	}
	return nil
}

// addSheet adds a sheet at the end; the first takes the place of the one that a
// new file comes with.
func (b *book) addSheet(name string, first bool) error {
	switch i, err := b.file.GetSheetIndex(name); {
	case err != nil:
		return fmt.Errorf("工作表名「%s」不可用：%w", name, err)
	case i >= 0:
		return fmt.Errorf("工作表名「%s」重复", name)
	}
	if first {
		return b.file.SetSheetName(b.file.GetSheetName(0), name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

// unused reports the keys that found no cell.
func (b *book) unused() error {
	var lost []string
	for _, m := range []map[Key]Value{b.opt.Prefill, b.opt.Entries} {
		for k := range m {
			if !b.used[k] {
				lost = append(lost, k.String())
			}
		}
	}
	for k := range b.opt.Entries {
		if _, twice := b.opt.Prefill[k]; twice {
			lost = append(lost, k.String()+"（已预填）")
		}
	}
	if len(lost) == 0 {
		return nil
	}
	slices.Sort(lost)
	lost = slices.Compact(lost)
	const shown = 5
	tail := ""
	if len(lost) > shown {
		tail = fmt.Sprintf("等%d处", len(lost))
		lost = lost[:shown]
	}
	return fmt.Errorf("表中没有对应的可填写单元格：%s%s", strings.Join(lost, "、"), tail)
}
