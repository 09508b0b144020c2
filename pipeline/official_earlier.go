package pipeline

import (
	"context"

	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/stat"
)

// officialEarlier gives the rows that the responsible departments reported for the
// same period of the year before and for the report before this one. Only what the
// ledger holds counts: files of inputs/history have no cell to trace a figure to.
func (p *Project) officialEarlier(ctx context.Context, book reader, current stat.Period) (evaluate.EarlierRow, error) {
	periods := []stat.Period{current.YearAgo()}
	if before, ok := current.Previous(); ok {
		periods = append(periods, before)
	}
	if current.Kind == stat.Quarter && current.N > 1 {
		periods = append(periods, stat.Period{Kind: stat.Quarter, Year: current.Year, N: current.N - 1})
	}
	type key struct{ item, period string }
	rows := map[key]consolidate.Row{}
	for _, period := range periods {
		observations, err := book.Packed(ctx, period)
		if err != nil {
			return nil, err
		}
		for _, o := range observations {
			if it, ok := p.Plan.Item(o.Item()); !ok || it.Owner != o.Unit() {
				continue
			}
			k := key{o.Item(), period.Key()}
			rows[k] = append(rows[k], o)
		}
	}
	return func(code string, period stat.Period) consolidate.Row { return rows[key{code, period.Key()}] }, nil
}
