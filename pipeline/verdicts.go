package pipeline

import (
	"context"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// Verdicts judges again what the ledger holds of a period and gives everything that
// the expression rules said, passes included: what rule.Catalogue.Lint compares.
func Verdicts(ctx context.Context, p *Project, book *ledger.Ledger, period stat.Period) ([]rule.Verdict, error) {
	known, err := p.unitHistory(ctx, book, period)
	if err != nil {
		return nil, err
	}
	all, err := book.Observations(ctx, period)
	if err != nil {
		return nil, err
	}
	var verdicts []rule.Verdict
	judging := validate.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period, History: known.history, Past: known.past,
		Tell: func(id string, s rule.Subject, o rule.Outcome) {
			verdicts = append(verdicts, rule.Verdict{Rule: id, Subject: s, Outcome: o})
		}}
	for _, submission := range byFile(all) {
		if _, err := validate.Submission(judging, submission); err != nil {
			return nil, err
		}
	}
	_, err = validate.Across(judging, func(code string) ([]stat.Observation, error) { return book.Item(ctx, period, code) })
	return verdicts, err
}

// byFile divides observations by the file that they came in, in order of first
// appearance.
func byFile(all []stat.Observation) [][]stat.Observation {
	at := map[string]int{}
	var files [][]stat.Observation
	for _, o := range all {
		i, known := at[o.Source.SHA256]
		if !known {
			i, files = len(files), append(files, nil)
			at[o.Source.SHA256] = i
		}
		files[i] = append(files[i], o)
	}
	return files
}
