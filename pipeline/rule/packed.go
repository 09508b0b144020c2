package rule

import (
	"iter"
	"slices"
	"unique"

	"zhibao/pipeline/stat"
)

// List is a list of results in little memory: of those that were not evaluated, what
// many have in common is held once.
type List []packed

// packed is a result: a finding as it is, else its parts.
type packed struct {
	finding *Result
	of      unique.Handle[sender]
	what    unique.Handle[saying]
}

// sender is what the results of a unit's file have in common.
type sender struct{ unit, file, sha256 string }

// saying is what results of a rule have in common, whomever they are about.
type saying struct {
	rule                            string
	severity                        Severity
	form, item                      string
	measure                         stat.Measure
	period                          stat.Period
	sheet, cell                     string
	seen, expected, message, remedy string
}

// Listed packs results in their order.
func Listed(parts ...[]Result) List {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	list := make(List, 0, n)
	for _, p := range parts {
		for i := range p {
			list = append(list, pack(&p[i]))
		}
	}
	return list
}

func pack(r *Result) packed {
	plain := r.Outcome == NotEvaluated && len(r.Related)+len(r.Operands) == 0 && r.Explained == "" && r.Refused == Refusal{} && r.Granted == Grant{}
	if !plain {
		whole := *r
		return packed{finding: &whole}
	}
	return packed{
		of: unique.Make(sender{r.Subject.Unit, r.Source.File, r.Source.SHA256}),
		what: unique.Make(saying{rule: r.Rule, severity: r.Severity, form: r.Subject.Form, item: r.Subject.Item, measure: r.Subject.Measure, period: r.Subject.Period,
			sheet: r.Source.Sheet, cell: r.Source.Cell, seen: r.Seen, expected: r.Expected, message: r.Message, remedy: r.Remedy}),
	}
}

func (p packed) result() Result {
	if p.finding != nil {
		return *p.finding
	}
	of, what := p.of.Value(), p.what.Value()
	return Result{
		Rule: what.rule, Severity: what.severity, Outcome: NotEvaluated,
		Subject: Subject{Unit: of.unit, Form: what.form, Item: what.item, Measure: what.measure, Period: what.period},
		Source:  stat.Source{File: of.file, SHA256: of.sha256, Sheet: what.sheet, Cell: what.cell},
		Seen:    what.seen, Expected: what.expected, Message: what.message, Remedy: what.remedy,
	}
}

// At is the i-th result.
func (l List) At(i int) Result { return l[i].result() }

// All gives the results one by one.
func (l List) All() iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for _, p := range l {
			if !yield(p.result()) {
				return
			}
		}
	}
}

// Findings gives the results that failed.
func (l List) Findings() iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for _, p := range l {
			if p.finding != nil && p.finding.Outcome == Fail && !yield(*p.finding) {
				return
			}
		}
	}
}

// Sort orders as Sort does.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b packed) int {
		x, y := a.result(), b.result()
		return compare(&x, &y)
	})
}
