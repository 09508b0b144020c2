package validate

import (
	"slices"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Explain binds the units' explanations (核实说明) to the findings of their rows.
// A text that is too short or empty talk explains nothing. Findings carry the
// unit's own figures afterwards, so that what was accepted for them can lapse.
func Explain(rules *rule.Catalogue, observations []stat.Observation, results []rule.Result) {
	notes := map[[3]string]string{}
	for _, o := range observations {
		if o.Measure == stat.Note {
			notes[[3]string{o.Unit, o.Form, o.Item}] = o.Read
		}
	}
	bind(observations, results)
	for i := range results {
		r := &results[i]
		note := notes[[3]string{r.Subject.Unit, r.Subject.Form, r.Subject.Item}]
		switch {
		case rules.Explains(note):
			r.Explained = note
		case note != "" && r.Severity == rule.Verify && r.Outcome == rule.Fail:
			r.Refused = rule.Refusal{Note: note, Why: "说明不具体"}
			r.Message += "原核实说明「" + note + "」不具体，不予采信。"
		}
	}
}

// bind puts into each finding the figures of the cells that it names: the one it
// points at, then the related ones. Of a finding about no cell, what was seen.
func bind(observations []stat.Observation, results []rule.Result) {
	if !slices.ContainsFunc(results, func(r rule.Result) bool { return r.Outcome == rule.Fail }) {
		return
	}
	cells := map[stat.Source]int{}
	for i, o := range observations {
		if _, taken := cells[o.Source]; !taken && o.Measure != stat.Note {
			cells[o.Source] = i
		}
	}
	for i := range results {
		r := &results[i]
		if r.Outcome != rule.Fail {
			continue
		}
		for _, s := range append([]stat.Source{r.Source}, r.Related...) {
			if at, ok := cells[s]; ok {
				o := observations[at]
				r.Operands = append(r.Operands, rule.Operand{Item: o.Item, Measure: o.Measure, Text: Sent(o.Quantity)})
			}
		}
		if len(r.Operands) == 0 && r.Seen != "" {
			r.Operands = []rule.Operand{{Item: r.Subject.Item, Measure: r.Subject.Measure, Text: r.Seen}}
		}
	}
}

// Sent is a figure as the unit sent it: a number without trailing zeros, else the words.
func Sent(q stat.Quantity) string {
	if q.Kind == stat.Number {
		return q.Number.String()
	}
	return q.Read
}
