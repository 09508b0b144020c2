package pipeline

import (
	"context"
	"errors"
	"io/fs"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/validate"
)

// Examined is the rule book held against every period on record.
type Examined struct {
	Periods  []string      `json:"periods"`
	Verdicts int           `json:"verdicts"`
	Remarks  []rule.Remark `json:"remarks"`
}

// LintRules evaluates the expression rules on the accepted figures of every period
// of the ledger and says which never fire, repeat or contradict each other.
func LintRules(ctx context.Context, p *Project) (*Examined, error) {
	book, err := ledger.OpenReadOnly(p.Workspace.LedgerPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Config("台账中还没有数据，无从检验规则", "", "请先对一个或几个报告期运行 zhibao run。")
	}
	if err != nil {
		return nil, err
	}
	defer book.Close()
	periods, err := book.Periods(ctx)
	if err != nil {
		return nil, err
	}
	known, err := p.unitHistory(ctx, book)
	if err != nil {
		return nil, err
	}
	var verdicts []rule.Verdict
	var labels []string
	for _, period := range periods {
		labels = append(labels, period.Label())
		ctxt := validate.Context{Plan: p.Plan, Forms: p.Forms, Rules: p.Rules, Period: period, History: known.history, Past: known.past,
			Tell: func(id string, s rule.Subject, o rule.Outcome) {
				verdicts = append(verdicts, rule.Verdict{Rule: id, Subject: s, Outcome: o})
			}}
		observations, err := book.Observations(ctx, period)
		if err != nil {
			return nil, err
		}
		for _, group := range byUnit(observations) {
			if _, err := validate.Submission(ctxt, group); err != nil {
				return nil, err
			}
		}
		if _, err := validate.Across(ctxt, func(code string) ([]stat.Observation, error) { return book.Item(ctx, period, code) }); err != nil {
			return nil, err
		}
	}
	return &Examined{Periods: labels, Verdicts: len(verdicts), Remarks: p.Rules.Lint(verdicts)}, nil
}

// byUnit splits observations in the order of stat.Compare into those of each file,
// which is a unit's with its sub-units.
func byUnit(observations []stat.Observation) [][]stat.Observation {
	var groups [][]stat.Observation
	at := map[string]int{}
	for _, o := range observations {
		i, ok := at[o.Source.File]
		if !ok {
			i = len(groups)
			at[o.Source.File] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], o)
	}
	return groups
}
