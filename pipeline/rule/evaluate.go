package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/yamlfile"
)

// Tolerance is what an expression may use as tol: a figure, a share of the figure
// that the finding points at, or n × half a unit of the last digit that the
// operands are reported with.
type Tolerance struct {
	Absolute yamlfile.Figure `yaml:"absolute"`
	Relative yamlfile.Figure `yaml:"relative"` // per cent
	Rounding yamlfile.Figure `yaml:"rounding"`
}

// toleranceName is what an expression calls its tolerance.
const toleranceName = "tol"

// growthDecimals is how exactly growth is published.
const growthDecimals = 1

// Operands are the names an expression rule needs, in order of first use.
func (r *Rule) Operands() []string {
	names := make([]string, r.program.own)
	for i, ref := range r.Refs() {
		names[i] = ref.Name
	}
	return names
}

// Refs are the operands of the expression itself. The caller must not change them.
func (r *Rule) Refs() []Ref { return r.program.refs[:r.program.own] }

// Named are all operands, those that only the texts need included.
func (r *Rule) Named() []Ref { return r.program.refs }

// MayMiss reports whether the rule can be judged without its i-th operand.
func (r *Rule) MayMiss(i int) bool { return r.program.optional[i] }

// AtRef is the operand that a finding points at.
func (r *Rule) AtRef() Ref { return r.program.refs[r.program.at] }

// AtMayMiss reports whether the rule is about the figure's absence too.
func (r *Rule) AtMayMiss() bool {
	return r.program.at < r.program.own && r.program.optional[r.program.at]
}

// PerRow reports whether the rule looks at one row after another.
func (r *Rule) PerRow() bool { return r.AtRef().perRow() }

// Evaluate runs an expression rule on operands by name. Missing operands make
// NotEvaluated before the expression is touched, but for those that it asks has()
// about; so does a division by zero.
func (r *Rule) Evaluate(operand func(name string) (stat.Quantity, bool)) (Outcome, error) {
	return r.EvaluateFor(plan.Item{Decimals: 2}, func(ref Ref) (stat.Quantity, bool) { return operand(ref.Name) }), nil
}

// EvaluateFor is Evaluate for a row of an item, on which thresholds and the
// tolerance may depend.
func (r *Rule) EvaluateFor(item plan.Item, operand func(Ref) (stat.Quantity, bool)) Outcome {
	f, ok := r.frame(item, r.program.refs[:r.program.own], operand)
	if !ok {
		return NotEvaluated
	}
	switch holds := r.program.run(f); {
	case f.na:
		return NotEvaluated
	case holds:
		return Pass
	}
	return Fail
}

// Shown gives the figures that the rule's texts name, rounded for a person; one
// that cannot be reckoned is a dash.
func (r *Rule) Shown(item plan.Item, operand func(Ref) (stat.Quantity, bool)) map[string]string {
	f, ok := r.frame(item, r.program.refs, operand)
	texts := map[string]string{}
	for name, reckon := range r.program.show {
		texts[name] = "—"
		if !ok {
			continue
		}
		f.na = false
		if v := reckon(f); !f.na {
			texts[name] = v.Round(shownDecimals).String()
		}
	}
	return texts
}

// shownDecimals are the decimals of a figure that a text reckons.
const shownDecimals = 2

// frame looks up operands; ok is false where one that may not be missing is.
func (r *Rule) frame(item plan.Item, refs []Ref, operand func(Ref) (stat.Quantity, bool)) (f *frame, ok bool) {
	p := r.program
	f = &frame{values: make([]stat.Quantity, len(p.refs)), have: make([]bool, len(p.refs))}
	for i, ref := range refs {
		q, ok := operand(ref)
		if ok && q.Kind != stat.Number && !p.wordy(i, q) {
			ok = false
		}
		if !ok && !p.optional[i] {
			return f, false
		}
		f.values[i], f.have[i] = q, ok
	}
	f.constants = make([]decimal.Decimal, len(p.constants))
	for i, name := range p.constants {
		f.constants[i] = r.Constant(name, item, f.values[p.at].Number)
	}
	return f, true
}

// wordy reports whether a text is what the operand takes.
func (p *program) wordy(i int, q stat.Quantity) bool {
	return q.Read != "" && p.texts[i]
}

// isConstant reports whether an expression may use a name as a constant.
func (r *Rule) isConstant(name string) bool {
	_, ok := r.Params[name]
	return ok || name == toleranceName && r.Tolerance != nil
}

// Constant is a parameter of the rule for an item, or its tolerance beside the
// figure that it is about.
func (r *Rule) Constant(name string, item plan.Item, at decimal.Decimal) decimal.Decimal {
	if f, ok := r.By[name][item.Code]; ok {
		return f.Decimal
	}
	if f, ok := r.Params[name]; ok || r.Tolerance == nil {
		return f.Decimal
	}
	t := r.Tolerance
	switch {
	case t.Relative.Set():
		return at.Abs().Mul(t.Relative.Decimal).Shift(-2)
	case t.Rounding.Set():
		return t.Rounding.Decimal.Mul(decimal.New(5, int32(-r.decimals(item)-1)))
	}
	return t.Absolute.Decimal
}

// decimals is how many decimals the coarsest operand declares.
func (r *Rule) decimals(item plan.Item) int {
	var all []int
	if r.program.decimals >= 0 {
		all = append(all, r.program.decimals)
	}
	if r.program.ownItem {
		all = append(all, item.Decimals)
	}
	if r.program.percent {
		all = append(all, growthDecimals)
	}
	if len(all) == 0 {
		return 0
	}
	return slices.Min(all)
}

// Constants are the names that the expression and its texts may use.
func (r *Rule) Constants() []string {
	var names []string
	for name := range r.Params {
		names = append(names, name)
	}
	slices.Sort(names)
	if r.Tolerance != nil {
		names = append(names, toleranceName)
	}
	return names
}
