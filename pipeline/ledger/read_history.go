package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
)

// Report is one number that a unit reported for an item, in one judged file. A
// file that was judged otherwise later is another version.
type Report struct {
	stat.Observation
	State             State
	FirstRun, LastRun int64 // runs in which the file stood so
}

// Reports returns every number that a unit ever reported for an item, whether it
// counted or not, in the order of period, column, first run and place.
func (l *Ledger) Reports(ctx context.Context, unit, item string) ([]Report, error) {
	all, err := collect(ctx, l.db, scanReport, `
		SELECT o.unit, o.form, o.item, o.measure, o.period, o.number, o.read_text, o.vintage, o.sample,
			coalesce(o.file, s.file), coalesce(o.sha256, s.sha256), o.sheet, o.cell, s.state, r.first_run, r.last_run
		FROM observation o JOIN submission s ON s.id = o.submission_id
		JOIN (SELECT submission_id, min(run_seq) AS first_run, max(run_seq) AS last_run FROM run_submission GROUP BY submission_id) r
			ON r.submission_id = s.id
		WHERE o.unit = $1 AND o.item = $2 AND o.kind = 'number'`, unit, item)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	slices.SortFunc(all, func(a, b Report) int { // not by the database, whose order of texts may differ
		return cmp.Or(cmp.Compare(a.Period.Key(), b.Period.Key()), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.FirstRun, b.FirstRun),
			cmp.Compare(a.Source.File, b.Source.File), cmp.Compare(a.Source.Sheet, b.Source.Sheet), cmp.Compare(a.Source.Cell, b.Source.Cell))
	})
	return all, nil
}

func scanReport(rows *sql.Rows) (v Report, err error) {
	var period, number string
	err = scan(rows, &v.Unit, &v.Form, &v.Item, &v.Measure, &period, &number, &v.Read, &v.Vintage, &v.Sample,
		&v.Source.File, &v.Source.SHA256, &v.Source.Sheet, &v.Source.Cell, &v.State, &v.FirstRun, &v.LastRun)
	if err != nil {
		return v, err
	}
	v.Kind = stat.Number
	if v.Period, err = decodePeriod(period); err == nil {
		v.Number, err = decimal.NewFromString(number)
	}
	return v, err
}
