package formxlsx

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// derivedTitle begins as a remark does, which the intake does not read as figures.
const derivedTitle = "注：按本表分子、分母自动计算（供核对），"

// derived adds a last line to the sheet with what the parts on it make of its
// ratios, where a rule says how and the ratio is an input: what a department or a
// county publishes need not be what the parts on its form make.
func (p *page) derived() error {
	if p.opt.Rules == nil {
		return nil
	}
	var formulas, texts []string
	for _, r := range p.opt.Rules.Rules {
		item, measure, _ := strings.Cut(r.At, ".")
		i := slices.IndexFunc(p.form.Rows, func(r form.Row) bool { return r.Item.Code == item })
		d, ok := r.Derived()
		if i < 0 || !ok || measure != string(stat.Value) || !r.OnForm(p.form.Def.ID) {
			continue
		}
		if p.form.Rows[i].Derived != nil {
			continue // the cell itself shows it
		}
		formula, text, ok := p.derive(d, p.form.Rows[i].Item)
		if ok {
			formulas, texts = append(formulas, formula), append(texts, text)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return p.derivedLine(`"`+derivedTitle+`"&`+strings.Join(formulas, `&"；"&`)+`&"。"`, derivedTitle+strings.Join(texts, "；")+"。")
}

// derive gives one ratio as a formula, and as the text that it shows now.
func (p *page) derive(d rule.Derivation, it plan.Item) (formula, text string, ok bool) {
	cell := func(operand string) (string, bool) {
		item, measure, _ := strings.Cut(operand, ".")
		return p.cellOf(item, stat.Measure(measure))
	}
	var refs []string
	for _, operand := range d.Operands {
		ref, ok := cell(operand)
		if !ok {
			return "", "", false
		}
		refs = append(refs, ref)
	}
	ratio, err := d.Formula(cell)
	if err != nil {
		return "", "", false
	}
	number := fmt.Sprintf(`TEXT(%s,"0.%s")`, ratio, strings.Repeat("0", max(1, it.Decimals)))
	formula = fmt.Sprintf(`"%s"&IF(COUNT(%s)=%d,IFERROR("为"&%s&"%s","—"),"—")`,
		strings.ReplaceAll(it.Name, `"`, `""`), strings.Join(refs, ","), len(refs), number, it.Unit)
	value, known := d.Value(func(operand string) (decimal.Decimal, bool) {
		ref, _ := cell(operand)
		v, filled := p.values[ref]
		return v.Number, filled && !v.IsText
	})
	if !known {
		return formula, it.Name + "—", true
	}
	return formula, it.Name + "为" + value.StringFixed(int32(max(1, it.Decimals))) + it.Unit, true
}

func (p *page) derivedLine(formula, text string) error {
	l := lineLook()
	l.size, l.colour, l.wrap = smallSize, greyInk, true
	if err := p.merged(p.row, 1, p.last(), "", l); err != nil {
		return err
	}
	if err := p.formula(p.name, cellName(1, p.row), formula, text); err != nil {
		return err
	}
	room := strings.Repeat("0", 12*strings.Count(text, "—")) // figures still to come
	height := textHeight(lines(text+room, sum(p.widths), smallSize), smallSize)
	p.row++
	return p.file.SetRowHeight(p.name, p.row-1, math.Max(lineHeight, height))
}
