package formxlsx

import (
	"fmt"

	"zhibao/pipeline/form"
)

// Widths that a field under the form needs at the least.
const (
	footLabel  = 13.0
	footValue  = 16.0
	footHeight = 20.0
	gapHeight  = 6.0
	footPerRow = 3
)

// legend explains the colours at the very end of the sheet.
const legend = "说明：浅黄色为可填写的单元格，橙色为必填未填，红色为未通过审核，深黄色为需核实，灰色由统计局预填、自动计算或不需填写。填写方法和指标口径见工作表“" + form.GuideSheet + "”。"

// footSlot is the place of a field: the label's column and the value's columns.
type footSlot struct{ label, from, to int }

// foot draws the signature fields and the legend.
func (p *page) foot() error {
	if err := p.file.SetRowHeight(p.name, p.row, gapHeight); err != nil {
		return err
	}
	p.row++
	slots := footSlots(p.widths)
	for i, c := range form.FootFields() {
		if i > 0 && i%len(slots) == 0 {
			p.row++
		}
		if err := p.footField(c, slots[i%len(slots)]); err != nil {
			return err
		}
	}
	p.row++
	l := lineLook()
	l.size, l.colour = smallSize, greyInk
	if err := p.merged(p.row, 1, p.last(), legend, l); err != nil {
		return err
	}
	if err := p.file.SetRowHeight(p.name, p.row, lineHeight); err != nil {
		return err
	}
	p.row++
	return nil
}

// footSlots divides the columns. A label stands alone in the column left of its
// value and may run over empty columns at its left.
func footSlots(widths []float64) []footSlot {
	var slots []footSlot
	col := 1
	for len(slots) < footPerRow {
		label := take(widths, col, footLabel)
		to := take(widths, label+1, footValue)
		if to > len(widths) {
			break
		}
		slots = append(slots, footSlot{label, label + 1, to})
		col = to + 1
	}
	if len(slots) == 0 {
		slots = append(slots, footSlot{1, 2, len(widths)})
	}
	return slots
}

// take is the last of the columns, from col on, that together have the width; it
// is beyond the table if they do not suffice.
func take(widths []float64, col int, width float64) int {
	for room := 0.0; col <= len(widths); col++ {
		if room += widths[col-1]; room >= width {
			return col
		}
	}
	return col
}

func (p *page) footField(c form.Column, s footSlot) error {
	if err := p.file.SetRowHeight(p.name, p.row, footHeight); err != nil {
		return err
	}
	label := lineLook()
	label.across = "right"
	if err := p.text(s.label, p.row, c.Title+"：", label); err != nil {
		return err
	}
	l := columnLook(c)
	l.across, l.wrap = "left", false
	if c.Kind == form.TextColumn {
		l.number = textFormat // a telephone number keeps its zeros
	}
	if err := p.merged(p.row, s.from, s.to, "", l); err != nil {
		return err
	}
	open, err := p.input(s.from, p.row, Key{p.form.Unit.Code, p.form.Def.ID, form.FootItem, c.Measure}, c.Kind, l)
	if err != nil || !open {
		return err
	}
	c.Prompt = footPrompt(c)
	return p.plainCheck(cellName(s.from, p.row), c)
}

func footPrompt(c form.Column) string {
	if c.Kind == form.DateColumn {
		return "写成 2018-06-30 的样子。"
	}
	return fmt.Sprintf("请填写%s。", c.Title)
}
