package pipeline

import (
	"context"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/stat"
)

// yearQuality counts how well every unit reported in all periods of the year that
// the ledger knows, those of projects apart: this period and the months before it.
// A period with nothing in the ledger does not count, since nobody knows whether
// it was asked for. None for a period that is no year.
func (p *Project) yearQuality(ctx context.Context, book reader, s *sending, moment time.Time) (compose.YearQuality, error) {
	if s.period.Kind != stat.Year {
		return compose.YearQuality{}, nil
	}
	year := compose.YearQuality{Units: p.quality(s, moment)}
	periods, err := book.Periods(ctx)
	if err != nil {
		return year, err
	}
	for _, when := range periods {
		if when.Year != s.period.Year || when.Kind == stat.Year || when.Short() {
			continue
		}
		when = when.Collected() // a quarter is made from its last month's reports, which the ledger keeps once
		then, err := p.sent(ctx, book, &received{period: when})
		if err != nil {
			return year, err
		}
		year.Periods = append(year.Periods, when)
		year.Units = added(year.Units, p.quality(then, moment))
	}
	year.Periods = append(year.Periods, s.period.Collected())
	return year, nil
}

// added adds the counts of a period; a unit that owed nothing before comes last.
func added(sum, more []compose.UnitQuality) []compose.UnitQuality {
	at := map[string]int{}
	for i, q := range sum {
		at[q.Unit.Code] = i
	}
	for _, q := range more {
		i, known := at[q.Unit.Code]
		if !known {
			at[q.Unit.Code] = len(sum)
			sum = append(sum, q)
			continue
		}
		sum[i] = sum[i].Plus(q)
	}
	return sum
}
