package formxlsx

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// here stands before every address of a formula that may be moved to another
// sheet; seenFrom gives it the name of its sheet, or nothing.
const here = "\x01"

func seenFrom(sheet, formula string) string { return strings.ReplaceAll(formula, here, sheet) }

// quoted is a sheet's name in front of an address.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" }

// levels are the measures in the item's own unit: those with the item's bounds.
var levels = []stat.Measure{stat.Value, stat.Current, stat.Prior, stat.PriorComparable}

// judged is a number cell of the unit's with what may be wrong with it: red for
// what sends the form back, amber for what needs a word.
type judged struct {
	ref        string
	required   bool
	red, amber []fault
}

// fault is something that may be wrong: the formula is TRUE where it is, and now
// says whether it is as the sheet is written.
type fault struct {
	formula string
	now     bool
}

// own is the fault of a cell that holds no number, or one out of bounds, or part
// of a thing that is counted. An empty cell is no fault.
func (p *page) own(ref string, r form.Row, m stat.Measure) fault {
	f := fault{formula: ownFormula(here+ref, r, m)}
	v, filled := p.values[ref]
	switch {
	case !filled || v.IsText && v.Text == "":
	case v.IsText:
		f.now = true
	case slices.Contains(levels, m):
		f.now = r.Item.Min.Set() && v.Number.LessThan(r.Item.Min.Decimal) || r.Item.Max.Set() && v.Number.GreaterThan(r.Item.Max.Decimal) ||
			r.Item.Decimals == 0 && !v.Number.IsInteger()
	}
	return f
}

func ownFormula(ref string, r form.Row, m stat.Measure) string {
	var bad []string
	if slices.Contains(levels, m) {
		if r.Item.Min.Set() {
			bad = append(bad, ref+"<"+r.Item.Min.String())
		}
		if r.Item.Max.Set() {
			bad = append(bad, ref+">"+r.Item.Max.String())
		}
		if r.Item.Decimals == 0 {
			bad = append(bad, fmt.Sprintf("ABS(%s-ROUND(%s,0))>1E-9", ref, ref))
		}
	}
	if len(bad) == 0 {
		return fmt.Sprintf("COUNT(%s)+COUNTBLANK(%s)=0", ref, ref)
	}
	return fmt.Sprintf("IF(COUNT(%s),OR(%s),COUNTBLANK(%s)=0)", ref, strings.Join(bad, ","), ref)
}

// locate gives the cell of an item's measure, ok false if the form has none.
type locate func(item string, m stat.Measure) (ref string, ok bool)

// translated is a rule as a formula for the cell that it points at.
type translated struct {
	ref, formula string
	severe       bool
	rule         *rule.Rule
	cell         func(operand string) (ref string, ok bool)
}

// translate turns an expression rule into formulas for a sheet: one for each row
// that it looks at, or one for the form. There are none where the sheet lacks an
// operand; the error says what a spreadsheet cannot reckon.
func translate(r *rule.Rule, s form.Sheet, cell locate) ([]translated, error) {
	if r.Expr == "" || !r.OnForm(s.Def.ID) || !r.For(s.Unit, s.Period) || r.Severity() == rule.Hint {
		return nil, nil
	}
	if r.Scope == rule.Form {
		return placed(r, nil, func(operand string) (string, bool) {
			item, measure, _ := strings.Cut(operand, ".")
			return cell(item, stat.Measure(measure))
		})
	}
	var all []translated
	for _, row := range s.Rows {
		if r.Scope != rule.Row || !r.Applies(row.Item) || growthOnly(r, row) {
			continue
		}
		var err error
		all, err = placed(r, all, func(operand string) (string, bool) { return cell(row.Item.Code, stat.Measure(operand)) })
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// placed adds the rule's formula to the list if all its operands have cells.
func placed(r *rule.Rule, list []translated, cell func(string) (string, bool)) ([]translated, error) {
	for _, operand := range r.Operands() {
		if _, ok := cell(operand); !ok {
			return list, nil
		}
	}
	formula, err := r.Formula(func(operand string) (string, bool) {
		ref, ok := cell(operand)
		return here + ref, ok
	})
	if err != nil {
		return nil, err
	}
	ref, _ := cell(r.At)
	return append(list, translated{ref, formula, r.Severity().Returns(), r, cell}), nil
}

// growthOnly reports whether a rule needs the level of an item that is asked for
// its growth alone: such levels are not judged.
func growthOnly(r *rule.Rule, row form.Row) bool {
	return row.Requires(stat.Growth) && slices.Contains(r.Operands(), string(stat.Value))
}

// judge gives the open number cells their formulas.
func (p *page) judge() error {
	if p.opt.Rules == nil {
		return nil
	}
	for _, r := range p.opt.Rules.Rules {
		found, err := translate(r, p.form, p.cellOf)
		if err != nil {
			continue // Untranslated names it
		}
		for _, f := range found {
			i := slices.IndexFunc(p.judged, func(j judged) bool { return j.ref == f.ref })
			if i < 0 {
				continue // what the bureau has filled in
			}
			outcome, err := r.Evaluate(f.operand(p.values))
			if err != nil {
				return err
			}
			one := fault{f.formula, outcome == rule.Fail}
			if j := &p.judged[i]; f.severe {
				j.red = append(j.red, one)
			} else {
				j.amber = append(j.amber, one)
			}
		}
	}
	return nil
}

// operand reads the rule's operands from what was written.
func (t translated) operand(values map[string]Value) func(string) (stat.Quantity, bool) {
	return func(name string) (stat.Quantity, bool) {
		ref, _ := t.cell(name)
		v, ok := values[ref]
		return stat.Quantity{Kind: stat.Number, Number: v.Number}, ok && !v.IsText
	}
}

// cellOf is where an item's measure was drawn.
func (p *page) cellOf(item string, m stat.Measure) (string, bool) {
	ref, ok := p.cells[item+"."+string(m)]
	return ref, ok
}

// colour sets the conditional formats of the judged cells: the first that holds
// gives the colour.
func (p *page) colour() error {
	for _, j := range p.judged {
		var list []coloured
		if j.required {
			list = append(list, coloured{"COUNTBLANK(" + here + j.ref + ")>0", p.alarm})
		}
		for _, f := range j.red {
			list = append(list, coloured{f.formula, p.red})
		}
		for _, f := range j.amber {
			list = append(list, coloured{f.formula, p.amber})
		}
		if err := p.colourWhen(j.ref, list...); err != nil {
			return err
		}
	}
	return nil
}
