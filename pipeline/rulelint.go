package pipeline

import (
	"context"
	"errors"
	"io/fs"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/rule"
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
	book, err := p.ReadLedger(ctx)
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
	var verdicts []rule.Verdict
	var labels []string
	for _, period := range periods {
		labels = append(labels, period.Label())
		said, err := Verdicts(ctx, p, book, period)
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, said...)
	}
	return &Examined{Periods: labels, Verdicts: len(verdicts), Remarks: p.Rules.Lint(verdicts)}, nil
}
