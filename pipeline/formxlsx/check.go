package formxlsx

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// Bounds of what may be typed where the plan gives none.
const (
	lowest       = "-1000000000000"
	highest      = "1000000000000"
	lowestRate   = "-100"
	highestRate  = "1000"
	firstDay     = "32874" // 1990-01-01
	lastDay      = "73050" // 2099-12-31
	longestText  = "1000"
	numberTitle  = "数字不符合要求"
	choiceTitle  = "请从下拉列表选择"
	dateTitle    = "日期不符合要求"
	dateErrorMsg = "请填写日期，写成 2018-06-30 的样子。"
)

// columnChecks sets what all open cells of a column share: the drop-down, the
// date, the prompt of a text.
func (p *page) columnChecks(c form.Column, col int, open []int) error {
	if c.Kind == form.NumberColumn || len(open) == 0 {
		return nil // numbers are checked cell by cell
	}
	return p.plainCheck(strings.Join(runs(col, open), " "), c)
}

// runs joins rows that follow each other to ranges of a column.
func runs(col int, rows []int) []string {
	var refs []string
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n] == rows[n-1]+1 {
			n++
		}
		refs = append(refs, cellName(col, rows[0])+":"+cellName(col, rows[n-1]))
		rows = rows[n:]
	}
	return refs
}

// coloured is a conditional style and the formula that calls for it.
type coloured struct {
	when  string
	style int
}

// colourWhen gives cells their conditional styles; the first that holds counts.
// A formula speaks of the first cell.
func (p *page) colourWhen(ref string, list ...coloured) error {
	var options []excelize.ConditionalFormatOptions
	for _, c := range list {
		options = append(options, excelize.ConditionalFormatOptions{
			Type: "formula", Criteria: seenFrom("", c.when), Format: &c.style, StopIfTrue: true,
		})
	}
	return p.file.SetConditionalFormat(p.name, ref, options)
}

// plainCheck is the validation of cells that depend on the column alone.
func (p *page) plainCheck(ref string, c form.Column) error {
	dv := excelize.NewDataValidation(true)
	dv.Sqref = ref
	prompt := c.Prompt
	var err error
	switch c.Kind {
	case form.ChoiceColumn:
		dv.SetError(excelize.DataValidationErrorStyleStop, choiceTitle, clip("可填："+strings.Join(c.Choices, "、")+"。", maxError))
		err = dv.SetDropList(c.Choices)
	case form.DateColumn:
		dv.SetError(excelize.DataValidationErrorStyleStop, dateTitle, dateErrorMsg)
		err = dv.SetRange(firstDay, lastDay, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	case form.NumberColumn:
		dv.SetError(excelize.DataValidationErrorStyleStop, numberTitle, "请填写不小于0的数字，不带单位。")
		err = dv.SetRange("0", "", excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorGreaterThanOrEqual)
	default:
		if prompt == "" {
			return nil
		}
		err = dv.SetRange(longestText, "", excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorLessThanOrEqual)
	}
	if err != nil {
		return err
	}
	if prompt != "" {
		dv.SetInput(clip(c.Title, maxPromptTitle), clip(prompt, maxPrompt))
	}
	return p.file.AddDataValidation(p.name, dv)
}

// numberCheck is the validation of a number cell: range, whole or not, prompt.
func (p *page) numberCheck(ref string, r form.Row, c form.Column) error {
	dv := excelize.NewDataValidation(true)
	dv.Sqref = ref
	low, high := bounds(r.Item, c.Measure)
	kind := excelize.DataValidationTypeDecimal
	if whole(r.Item, c.Measure) {
		kind = excelize.DataValidationTypeWhole
	}
	operator := excelize.DataValidationOperatorBetween
	if high == "" {
		operator = excelize.DataValidationOperatorGreaterThanOrEqual
	}
	if err := dv.SetRange(low, high, kind, operator); err != nil {
		return err
	}
	dv.SetError(excelize.DataValidationErrorStyleStop, numberTitle, clip(numberError(r.Item, c.Measure, low, high), maxError))
	dv.SetInput(clip(r.Item.Name, maxPromptTitle), numberPrompt(r, c))
	return p.file.AddDataValidation(p.name, dv)
}

// bounds are the least and the greatest number of a cell, the latter empty if
// there is none.
func bounds(it plan.Item, m stat.Measure) (low, high string) {
	if m == stat.Growth {
		return lowestRate, highestRate
	}
	low = lowest
	if it.Min.Set() {
		low = it.Min.String()
	}
	switch {
	case it.Max.Set():
		high = it.Max.String()
	case !it.Min.Set():
		high = highest
	}
	return low, high
}

func whole(it plan.Item, m stat.Measure) bool {
	return it.Decimals == 0 && slices.Contains(levels, m)
}
