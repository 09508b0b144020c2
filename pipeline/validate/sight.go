package validate

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/form"
	"zhibao/pipeline/method"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// sight is what a rule can see from one form of one unit. pool is nil where only
// the unit's own submission is known.
type sight struct {
	*Context
	unit   *plan.Unit
	form   string
	filled *filled
	all    map[formKey]*filled // the forms of the same workbook
	pool   *pool

	// Kept from one rule to the next.
	known   map[string][]Record // by item
	tracks  map[string]*track
	columns []form.Column
	due     []string
}

func (s *sight) subject(item string, m stat.Measure) rule.Subject {
	return rule.Subject{Unit: s.unit.Code, Form: s.form, Item: item, Measure: m, Period: s.Period}
}

// item is an item of the plan, or a row of the list of projects.
func (s *sight) item(code string) (plan.Item, bool) {
	if strings.HasPrefix(code, rule.ProjectPrefix) {
		return plan.Item{Code: code, Decimals: 2}, true
	}
	return s.Plan.Item(code)
}

// reported is a figure of the form, else of another form of the workbook.
func (s *sight) reported(code string, m stat.Measure) (stat.Observation, bool) {
	if o, ok := s.filled.values[code][m]; ok {
		return dated(o), true
	}
	for key, f := range s.all { // an item stands on one form of a unit
		if o, ok := f.values[code][m]; ok && key.unit == s.unit.Code {
			return dated(o), true
		}
	}
	if s.pool != nil {
		return s.pool.figure(s.unit.Code, code, m)
	}
	return stat.Observation{}, false
}

// dated turns a date into a number of days.
func dated(o stat.Observation) stat.Observation {
	if o.Kind == stat.TextOnly && len(o.Read) == len(time.DateOnly) {
		if n, ok := rule.Days(o.Read); ok {
			o.Kind, o.Number = stat.Number, n
		}
	}
	return o
}

// possible reports whether an operand can exist: a year has no month before it, a
// park without sub-parks no children. What can exist and is not there is missing.
func (s *sight) possible(ref rule.Ref, it plan.Item) bool {
	_, before := s.Period.Previous()
	switch ref.Relation {
	case rule.Last, rule.Before:
		return before
	case rule.December:
		return s.Period.Kind == stat.Year
	case rule.Parent:
		return s.unit.Parent != ""
	case rule.Children:
		return len(s.Plan.SubParksOf(s.unit.Code)) > 0
	case rule.Projects:
		_, ok := s.find("", rule.Ref{Relation: rule.Projects, Measure: ref.Measure})
		return ok
	case rule.Numerator, rule.Denominator:
		ind, ok := s.Plan.Indicator(it.Code)
		return ok && ind.Numerator != ""
	case rule.Digits:
		_, ok := s.digits(ref.Measure)
		return ok
	case rule.Copied:
		return s.Past != nil
	case rule.Earlier:
		_, ok := s.find(it.Code, ref)
		return ok
	case rule.Planned:
		_, ok := s.planned(it, ref.Measure)
		return ok && it.Owner == s.unit.Code
	case rule.City:
		return it.Owner != "" && it.Owner != s.unit.Code
	case rule.Districts:
		return len(s.unit.Districts) > 0
	}
	return true
}

// find looks an operand up for a row.
func (s *sight) find(code string, ref rule.Ref) (stat.Observation, bool) {
	if ref.Item != "" {
		code = ref.Item
	}
	switch ref.Relation {
	case rule.Own:
		return s.reported(code, ref.Measure)
	case rule.Last, rule.Before, rule.YearAgo, rule.December, rule.Past:
		return s.past(code, ref)
	case rule.Earlier:
		if s.Earlier == nil {
			return stat.Observation{}, false
		}
		now, _ := s.reported(code, ref.Measure)
		return s.Earlier(now, s.unit.Code, code, ref.Measure)
	case rule.Copied:
		return s.copied(ref.Measure)
	case rule.Digits:
		return s.digits(ref.Measure)
	case rule.Now:
		return s.now(ref.Measure), true
	case rule.Parent:
		return s.elsewhere(s.unit.Parent, code, ref.Measure)
	case rule.Children:
		return s.children(code, ref.Measure)
	case rule.Projects:
		return s.projects(ref.Measure)
	case rule.Numerator, rule.Denominator:
		ind, ok := s.Plan.Indicator(code)
		if !ok {
			return stat.Observation{}, false
		}
		return s.reported(map[rule.Relation]string{rule.Numerator: ind.Numerator, rule.Denominator: ind.Denominator}[ref.Relation], ref.Measure)
	case rule.Planned:
		it, _ := s.item(code)
		return s.planned(it, ref.Measure)
	}
	if s.pool == nil {
		return stat.Observation{}, false
	}
	return s.others(code, ref)
}

// now is the last day of the period, or its last month.
func (s *sight) now(m stat.Measure) stat.Observation {
	month := s.Period.EndMonth()
	if m == "month" {
		return count(month)
	}
	end := s.Period.Last().Format(time.DateOnly)
	n, _ := rule.Days(end)
	return stat.Observation{Quantity: stat.Quantity{Kind: stat.Number, Number: n, Read: end}}
}

// elsewhere is a figure of another unit on the same kind of form of the workbook.
func (s *sight) elsewhere(unit, code string, m stat.Measure) (stat.Observation, bool) {
	f, ok := s.all[formKey{unit, s.form}]
	if !ok {
		return stat.Observation{}, false
	}
	o, ok := f.values[code][m]
	return o, ok
}

// children adds the figures of all sub-parks; missing if one of them has none.
func (s *sight) children(code string, m stat.Measure) (stat.Observation, bool) {
	sum, n := decimal.Zero, 0
	for _, u := range s.Plan.SubParksOf(s.unit.Code) {
		o, ok := s.elsewhere(u.Code, code, stat.Value)
		if !ok || o.Kind != stat.Number {
			return stat.Observation{}, false
		}
		sum, n = sum.Add(o.Number), n+1
	}
	if m == "n" {
		return count(n), n > 0
	}
	return number(sum), n > 0
}

// projects adds a column of the unit's list of projects.
func (s *sight) projects(m stat.Measure) (stat.Observation, bool) {
	sum, n := decimal.Zero, 0
	for key, f := range s.all { // a sum does not depend on the order
		if key.unit != s.unit.Code {
			continue
		}
		for code, row := range f.values {
			if !strings.HasPrefix(code, rule.ProjectPrefix) {
				continue
			}
			if o, ok := row[m]; ok && o.Kind == stat.Number {
				sum, n = sum.Add(o.Number), n+1
			}
		}
	}
	if m == "n" {
		return count(n), true
	}
	return number(sum), n > 0
}

// planned is what the plan says of an item: base and target, the figure printed
// for this year, the line that a binding indicator must keep (even steps from base
// to target), the growth that is planned and the growth still needed each year.
func (s *sight) planned(it plan.Item, m stat.Measure) (stat.Observation, bool) {
	var none stat.Observation
	ind, ok := s.Plan.Indicator(it.Code)
	if !ok {
		return s.plannedTask(it, m)
	}
	h := s.Plan.Head
	base, _ := s.Plan.PrintedFigure(it.Code, yearText(h.BaseYear))
	switch m {
	case "base":
		return number(base.Decimal), base.Set()
	case "target":
		return number(ind.Target.Decimal), ind.Target.Set()
	case "printed":
		f, ok := s.Plan.PrintedFigure(it.Code, yearText(s.Period.Year))
		return number(f.Decimal), ok && s.Period.Kind == stat.Year
	case "yearly":
		return number(ind.GrowthTarget.Decimal), ind.GrowthTarget.Set()
	case "sign":
		return count(map[plan.Direction]int{plan.Up: 1, plan.Down: -1}[ind.Direction]), true
	case "binding":
		if ind.Binding() {
			return count(1), true
		}
		return count(0), true
	case "left":
		return count(h.TargetYear - s.Period.Year), true
	case "line":
		return s.line(ind, base.Decimal)
	case "needed":
		now, ok := s.reported(it.Code, stat.Value)
		if !ok || ind.Kind == plan.YearlyRate || ind.Change == "points" {
			return none, false
		}
		g, err := method.NeededGrowth(now.Number, ind.Target.Decimal, h.TargetYear-s.Period.Year)
		return number(g), err == nil
	}
	return none, false
}

// line is where an indicator should stand this year: on even proportional steps,
// or on even steps in 百分点. A yearly rate and a figure to be kept have one line.
func (s *sight) line(ind *plan.Indicator, base decimal.Decimal) (stat.Observation, bool) {
	h := s.Plan.Head
	n, all := s.Period.Year-h.BaseYear, h.Years()
	if ind.Kind == plan.YearlyRate || ind.Direction == plan.Hold {
		return number(ind.Target.Decimal), true
	}
	if ind.Change == "points" {
		step := ind.Target.Sub(base).Mul(decimal.NewFromInt(int64(n))).DivRound(decimal.NewFromInt(int64(all)), 12)
		return number(base.Add(step)), true
	}
	v, err := method.GeometricPath(base, ind.Target.Decimal, n, all)
	return number(v), err == nil
}

func (s *sight) plannedTask(it plan.Item, m stat.Measure) (stat.Observation, bool) {
	for _, t := range s.Plan.Tasks {
		if t.Code != it.Code {
			continue
		}
		target := t.Target
		if t.TargetMax.Set() {
			target = t.TargetMax
		}
		switch m {
		case "target":
			return number(target.Decimal), target.Set()
		case "sign":
			if t.AtMost {
				return count(-1), true
			}
			return count(1), true
		}
	}
	return stat.Observation{}, false
}

func yearText(year int) string { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006") }
