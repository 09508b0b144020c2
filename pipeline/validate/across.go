package validate

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Across evaluates the rules between units, when all submissions are in. It reads
// the observations item by item and forgets each before the next: item gives the
// valid ones of an item. The results are about one unit each, at its own cell.
func Across(ctx Context, item func(code string) ([]stat.Observation, error)) (Outcome, error) {
	a := &across{validator: &validator{Context: ctx}, pool: &pool{load: item, plan: ctx.Plan}}
	for _, code := range a.items() {
		if err := a.item(code); err != nil {
			return Outcome{}, err
		}
	}
	for _, key := range a.order {
		a.gaps = *a.missing[key]
		a.gaps.add(&a.out, ctx.Rules, rule.Subject{Unit: key.unit, Form: key.form, Period: ctx.Period}, stat.Source{})
	}
	rule.Sort(a.out.Results)
	return a.out, nil
}

type across struct {
	*validator
	pool    *pool
	missing map[formKey]*gaps
}

// items are the codes that may be reported, in the plan's order.
func (a *across) items() []string {
	var codes []string
	for _, i := range a.Plan.Indicators {
		codes = append(codes, i.Code)
	}
	for _, list := range [][]plan.Component{a.Plan.Components, a.Plan.ParkItems} {
		for _, i := range list {
			codes = append(codes, i.Code)
		}
	}
	return codes
}

// item runs the rules that point at an item, on every unit that reports it.
func (a *across) item(code string) error {
	it, _ := a.Plan.Item(code)
	a.pool.forget()
	var first []stat.Observation
	for _, r := range a.Rules.Rules {
		at := rule.Ref{}
		if r.Expr != "" {
			at = r.AtRef()
		}
		if r.Expr == "" || r.Scope != rule.CrossUnit || at.Item != "" && at.Item != code || at.Item == "" && !r.Applies(it) {
			continue
		}
		for _, ref := range r.Named() {
			if err := a.pool.need(ref.Item); err != nil {
				return err
			}
		}
		if err := a.pool.need(code); err != nil {
			return err
		}
		first = a.pool.all[code]
		a.run(r, code)
	}
	Explain(a.Rules, first, a.out.Results)
	return nil
}

func (a *across) run(r *rule.Rule, code string) {
	for i := range a.Plan.Units {
		u := &a.Plan.Units[i]
		row := a.pool.rows[code][u.Code]
		if len(row) == 0 || !r.For(u, a.Period) {
			continue
		}
		f := &filled{formKey: formKey{u.Code, ""}, values: map[string]map[stat.Measure]stat.Observation{}}
		for _, o := range row {
			f.form, f.sheet = o.Form, o.Source
		}
		f.sheet.Cell = ""
		if !r.OnForm(f.form) {
			continue
		}
		s := &sight{Context: &a.Context, unit: u, form: f.form, filled: f, pool: a.pool}
		if !s.concerns(r, code) {
			continue
		}
		outcome, res := s.verdict(r, code)
		a.Tell.tell(r, s.subject(code, r.AtRef().Measure), outcome)
		switch outcome {
		case rule.Pass:
			a.out.Passed++
		case rule.Fail:
			a.out.Results = append(a.out.Results, res)
		default:
			a.miss(f.formKey, r.ID, s.itemName(code))
		}
	}
}

func (a *across) miss(key formKey, id, item string) {
	if a.missing == nil {
		a.missing = map[formKey]*gaps{}
	}
	if a.missing[key] == nil {
		a.missing[key] = &gaps{}
		a.order = append(a.order, key)
	}
	a.missing[key].note(id, item)
}

// pool holds the observations of the items that are looked at together.
type pool struct {
	plan *plan.Plan
	load func(code string) ([]stat.Observation, error)
	all  map[string][]stat.Observation
	rows map[string]map[string]map[stat.Measure]stat.Observation // item → unit → measure

	sorted   map[column][]decimal.Decimal
	counties map[string][]string // name → codes
}

// column is what the units of a kind have for a measure of an item.
type column struct {
	kind    plan.UnitKind
	item    string
	measure stat.Measure
}

func (p *pool) forget() {
	p.all, p.rows = map[string][]stat.Observation{}, map[string]map[string]map[stat.Measure]stat.Observation{}
	p.sorted = map[column][]decimal.Decimal{}
}

// figures are the figures of a column in ascending order, gathered once an item.
func (p *pool) figures(c column) []decimal.Decimal {
	list, known := p.sorted[c]
	if known {
		return list
	}
	for _, u := range p.plan.UnitsOf(c.kind) {
		if o, ok := p.figure(u.Code, c.item, c.measure); ok {
			list = append(list, o.Number)
		}
	}
	slices.SortFunc(list, decimal.Decimal.Cmp)
	p.sorted[c] = list
	return list
}

// named gives the codes of the counties of a name.
func (p *pool) named(name string) []string {
	if p.counties == nil {
		p.counties = map[string][]string{}
		for _, u := range p.plan.UnitsOf(plan.County) {
			p.counties[u.Name] = append(p.counties[u.Name], u.Code)
		}
	}
	return p.counties[name]
}

func (p *pool) need(code string) error {
	if _, known := p.rows[code]; known || code == "" {
		return nil
	}
	all, err := p.load(code)
	if err != nil {
		return err
	}
	p.all[code], p.rows[code] = all, map[string]map[stat.Measure]stat.Observation{}
	for _, o := range all {
		if p.rows[code][o.Unit] == nil {
			p.rows[code][o.Unit] = map[stat.Measure]stat.Observation{}
		}
		p.rows[code][o.Unit][o.Measure] = o
	}
	return nil
}

func (p *pool) figure(unit, code string, m stat.Measure) (stat.Observation, bool) {
	o, ok := p.rows[code][unit][m]
	return o, ok && (o.Kind == stat.Number || m == stat.Note || m == stat.Status)
}

// others finds what other units have for an item.
func (s *sight) others(code string, ref rule.Ref) (stat.Observation, bool) {
	it, _ := s.Plan.Item(code)
	switch ref.Relation {
	case rule.City:
		if ref.Measure == "yearago" {
			return s.History(it.Owner, code, s.Period.YearAgo())
		}
		return s.pool.figure(it.Owner, code, ref.Measure)
	case rule.Counties:
		return s.pool.together(s.Plan.UnitsOf(plan.County), code, ref.Measure)
	case rule.Parks:
		return s.pool.together(s.Plan.UnitsOf(plan.Park), code, ref.Measure)
	case rule.Districts:
		return s.districts(code, ref.Measure)
	case rule.Same:
		return s.same(code, ref.Measure)
	}
	return stat.Observation{}, false
}

// together is the sum of the units that report a value and their number (n), and
// the number and the range of their growths.
func (p *pool) together(units []*plan.Unit, code string, m stat.Measure) (stat.Observation, bool) {
	sum, n := decimal.Zero, 0
	var growths []decimal.Decimal
	for _, u := range units {
		if o, ok := p.figure(u.Code, code, stat.Value); ok {
			sum, n = sum.Add(o.Number), n+1
		}
		if o, ok := p.figure(u.Code, code, stat.Growth); ok {
			growths = append(growths, o.Number)
		}
	}
	switch m {
	case "n":
		return count(n), true
	case "growth_n":
		return count(len(growths)), true
	case "sum":
		return number(sum), n > 0
	}
	if len(growths) == 0 {
		return stat.Observation{}, false
	}
	if m == "growth_min" {
		return number(decimal.Min(growths[0], growths...)), true
	}
	return number(decimal.Max(growths[0], growths...)), true
}

// districts adds the counties that a park lies in; missing if one of them is no
// reporting county or has no figure.
func (s *sight) districts(code string, m stat.Measure) (stat.Observation, bool) {
	sum, n := decimal.Zero, 0
	for _, name := range s.unit.Districts {
		for _, u := range s.pool.named(name) {
			if o, ok := s.pool.figure(u, code, stat.Value); ok {
				sum, n = sum.Add(o.Number), n+1
			}
		}
	}
	if m == "n" {
		return count(n), true
	}
	return number(sum), n == len(s.unit.Districts) && n > 0
}

// same counts the other units of the kind whose figure equals this one (n), and all
// that report one (of).
func (s *sight) same(code string, m stat.Measure) (stat.Observation, bool) {
	measure := stat.Value
	if m == "growth_n" || m == "growth_of" {
		measure = stat.Growth
	}
	now, ok := s.pool.figure(s.unit.Code, code, measure)
	all := s.pool.figures(column{s.unit.Kind, code, measure})
	first, _ := slices.BinarySearchFunc(all, now.Number, decimal.Decimal.Cmp)
	n, _ := slices.BinarySearchFunc(all[first:], now.Number, func(a, b decimal.Decimal) int { return cmp.Or(a.Cmp(b), -1) })
	of := len(all)
	if ok { // its own is among them
		n, of = n-1, of-1
	}
	if m == "of" || m == "growth_of" {
		return count(of), ok
	}
	return count(n), ok
}
