package validate

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// expressions runs the expression rules of one form: those that look at each row,
// and those about the form as a whole. Rules between units wait for Across.
func (v *validator) expressions(f *filled) error {
	unit, ok := v.Plan.Unit(f.unit)
	if !ok {
		return nil
	}
	s := &sight{Context: &v.Context, unit: unit, form: f.form, filled: f, all: v.forms}
	for _, r := range v.Rules.Rules {
		if r.Expr == "" || r.Scope == rule.CrossUnit || !r.OnForm(f.form) || !r.For(unit, v.Period) {
			continue
		}
		if !r.PerRow() {
			if at := r.AtRef(); at.Item == "" || r.AtMayMiss() || f.values[at.Item][at.Measure].Kind != 0 {
				v.judge(s, r, s.anchor(r)) // on the form where the figure stands
			}
			continue
		}
		for _, code := range s.rows(r) {
			v.judge(s, r, code)
		}
	}
	v.gaps.add(&v.out, v.Rules, s.subject("", ""), f.sheet)
	return nil
}

// judge runs one rule on one row, if there is something to judge.
func (v *validator) judge(s *sight, r *rule.Rule, code string) {
	if code == "" || !s.concerns(r, code) {
		return
	}
	o := v.evaluate(s, r, code)
	v.Tell.tell(r, s.subject(code, r.AtRef().Measure), o)
	if o == rule.Pass && !looksBack(r) {
		v.out.Passed++
	}
}

// looksBack reports whether a rule compares files of one period. That such a file
// was there before, and agrees, is no part of what this one is found to be: only a
// difference is told, so that the papers of two histories are the same otherwise.
func looksBack(r *rule.Rule) bool {
	return slices.ContainsFunc(r.Refs(), func(ref rule.Ref) bool { return ref.Relation == rule.Earlier })
}

// evaluate gives the outcome, and keeps what is not a pass.
func (v *validator) evaluate(s *sight, r *rule.Rule, code string) rule.Outcome {
	outcome, res := s.verdict(r, code)
	switch {
	case outcome == rule.NotEvaluated && wide(r.Scope):
		v.gaps.note(r.ID, s.itemName(code))
	case outcome != rule.Pass:
		v.out.Results = append(v.out.Results, res)
	}
	return outcome
}

// wide reports whether a rule needs more than the form: what is missing then is
// told once a form, not once a row.
func wide(s rule.Scope) bool { return s != rule.Row && s != rule.Form }

// rows are the items that a row rule looks at, in order: those with figures, and
// those that are due if the rule is about figures that are missing.
func (s *sight) rows(r *rule.Rule) []string {
	items := s.filled.items
	if r.AtMayMiss() {
		items = s.dueRows()
	}
	var list []string
	for _, code := range items {
		if it, ok := s.item(code); ok && r.Applies(it) {
			list = append(list, code)
		}
	}
	return list
}

// dueRows are the items with figures, and those that the form asks for.
func (s *sight) dueRows() []string {
	if s.due != nil {
		return s.due
	}
	s.due = slices.Clone(s.filled.items)
	for _, sheet := range s.Forms.Sheets(s.Plan, s.reporter(), s.Period) {
		if sheet.Unit.Code != s.unit.Code || sheet.Def.ID != s.form {
			continue
		}
		for _, row := range sheet.Rows {
			if !slices.Contains(s.due, row.Item.Code) {
				s.due = append(s.due, row.Item.Code)
			}
		}
	}
	return s.due
}

// reporter is the unit whose workbook this is.
func (s *sight) reporter() *plan.Unit {
	if parent, ok := s.Plan.Unit(s.unit.Parent); ok {
		return parent
	}
	return s.unit
}

// anchor is the row that a finding about the form as a whole stands at: the item
// that the rule names, else the first with a figure.
func (s *sight) anchor(r *rule.Rule) string {
	at := r.AtRef()
	if at.Item != "" {
		return at.Item
	}
	for _, code := range s.filled.items {
		if _, ok := s.Plan.Item(code); ok && s.filled.values[code][stat.Value].Kind == stat.Number {
			return code
		}
	}
	return ""
}

// concerns reports whether the rule has something to say of a row: the figure it
// points at is there, and its operands can exist for this unit and this period.
func (s *sight) concerns(r *rule.Rule, code string) bool {
	if at := r.AtRef(); at.Relation == rule.Own && !r.AtMayMiss() {
		if _, ok := s.reported(code, at.Measure); !ok {
			return false
		}
	}
	if r.Scope == rule.Row && (s.growthOnly(r, code) || !s.hasColumns(r)) {
		return false
	}
	for i, ref := range r.Refs() {
		if ref.Item != "" {
			code = ref.Item
		}
		if it, ok := s.item(code); !ok || !r.MayMiss(i) && !s.possible(ref, it) {
			return false
		}
	}
	return true
}

// growthOnly reports whether a rule needs a level of an item that is published as
// growth alone.
func (s *sight) growthOnly(r *rule.Rule, code string) bool {
	ind, ok := s.Plan.Indicator(code)
	return ok && ind.GrowthOnly(s.Period) && slices.Contains(r.Operands(), string(stat.Value))
}

// hasColumns reports whether the form has a column for every operand in this
// period: a year has no months before it.
func (s *sight) hasColumns(r *rule.Rule) bool {
	if s.columns == nil {
		if d, ok := s.Forms.Def(s.form); ok {
			s.columns = form.ColumnsFor(d.Columns, s.Period)
		}
	}
	for _, ref := range r.Refs() {
		if ref.Relation == rule.Own && ref.Item == "" && !slices.ContainsFunc(s.columns, func(c form.Column) bool { return c.Measure == ref.Measure }) {
			return false
		}
	}
	return true
}

// verdict is what a rule says of a row; the result is whole unless it passes.
func (s *sight) verdict(r *rule.Rule, code string) (rule.Outcome, rule.Result) {
	it, _ := s.item(code)
	operand := func(ref rule.Ref) (stat.Quantity, bool) {
		o, ok := s.find(code, ref)
		return o.Quantity, ok
	}
	outcome := r.EvaluateFor(it, operand)
	if outcome == rule.Pass || outcome == rule.NotEvaluated && wide(r.Scope) {
		return outcome, rule.Result{}
	}
	at := r.AtRef()
	place, found := s.find(code, at)
	if !found || at.Relation != rule.Own {
		place.Source = s.source(code)
	}
	measure := at.Measure
	if at.Relation != rule.Own {
		measure = stat.Value
	}
	res := s.Rules.Fail(r.ID, s.subject(code, measure), place.Source, s.arguments(r, it, operand))
	res.Outcome, res.Seen = outcome, shown(at, place.Quantity)
	for _, ref := range r.Refs() {
		if o, ok := s.find(code, ref); ok && o.Source.File != "" && o.Source != place.Source && !slices.Contains(res.Related, o.Source) {
			res.Related = append(res.Related, o.Source)
		}
	}
	return outcome, res
}

// source is a cell of a row, for what has no cell of its own: the value's, else
// the first that is filled in, else the sheet.
func (s *sight) source(code string) stat.Source {
	for _, m := range []stat.Measure{stat.Value, stat.Growth, stat.Prior} {
		if o, ok := s.reported(code, m); ok && o.Source.Cell != "" {
			return o.Source
		}
	}
	return s.filled.sheet
}

// arguments are the figures a message may name: operands, constants, what the rule
// reckons for its texts, and the growth that the levels imply.
func (s *sight) arguments(r *rule.Rule, it plan.Item, operand func(rule.Ref) (stat.Quantity, bool)) rule.Args {
	args := rule.Args{"itemname": s.itemName(it.Code), "unitname": it.Unit, "unit": s.unit.NameAt(s.Period)}
	if ind, ok := s.Plan.Indicator(it.Code); ok && ind.Aggregation == plan.Recomputed {
		num, _ := s.reported(ind.Numerator, stat.Value)
		den, _ := s.reported(ind.Denominator, stat.Value)
		if again, err := method.Ratio(num.Number, den.Number, ind.Scale.Decimal); err == nil {
			args["recomputed"] = again.Round(2).StringFixed(2)
		}
	}
	for name, text := range r.Shown(it, operand) {
		args[name] = text
	}
	at, _ := operand(r.AtRef())
	for _, name := range r.Constants() {
		args[name] = r.Constant(name, it, at.Number).String()
	}
	for _, ref := range r.Named() {
		args[ref.Name] = "—"
		if q, ok := operand(ref); ok {
			args[ref.Name] = shown(ref, q)
		}
	}
	now, _ := s.reported(it.Code, stat.Value)
	prior, _ := s.reported(it.Code, stat.Prior)
	if g, err := method.Growth(prior.Number, now.Number); err == nil {
		args["implied"] = g.Round(1).StringFixed(1)
	}
	if last, ok := s.last(it.Code); ok {
		args["last.period"] = last.Period.Label()
	}
	return args
}

// shownDecimals are the decimals of a figure that was reckoned.
const shownDecimals = 2

func shown(ref rule.Ref, q stat.Quantity) string {
	if q.Kind != stat.Number || ref.Unit == rule.Date {
		return q.Read
	}
	if q.Read == "" {
		return q.Number.Round(shownDecimals).String()
	}
	return q.Number.String()
}

// gaps gathers the rows that rules could not be evaluated on, by rule.
type gaps struct {
	order []string
	items map[string][]string
}

func (g *gaps) note(id, item string) {
	if g.items == nil {
		g.items = map[string][]string{}
	}
	if g.items[id] == nil {
		g.order = append(g.order, id)
	}
	g.items[id] = append(g.items[id], item)
}

// mostNamed is how many rows a sentence names.
const mostNamed = 5

// add makes one result of each rule, and forgets them.
func (g *gaps) add(out *Outcome, rules *rule.Catalogue, about rule.Subject, sheet stat.Source) {
	for _, id := range g.order {
		r, _ := rules.Rule(id)
		names := g.items[id]
		text := listed(names[:min(len(names), mostNamed)])
		if len(names) > mostNamed {
			text += "等"
		}
		out.Results = append(out.Results, rule.Result{
			Rule: id, Severity: r.Severity(), Outcome: rule.NotEvaluated, Subject: about, Source: sheet,
			Message: fmt.Sprintf("%s：%d项缺少所需的数据（%s）。", r.Name, len(names), text), Remedy: "补齐数据后自动评判。",
		})
	}
	*g = gaps{}
}

func listed(names []string) string {
	text := ""
	for i, n := range names {
		if i > 0 {
			text += "、"
		}
		text += n
	}
	return text
}

// number is a figure that stands in no cell.
func number(d decimal.Decimal) stat.Observation {
	return stat.Observation{Quantity: stat.Quantity{Kind: stat.Number, Number: d}}
}

func count(n int) stat.Observation { return number(decimal.NewFromInt(int64(n))) }
