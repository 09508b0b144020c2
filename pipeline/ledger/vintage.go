package ledger

import (
	"context"

	"zhibao/pipeline/stat"
)

// vintages reads the observations of every submission of a period that was ever
// accepted, superseded ones included.
const vintages = `
SELECT o.unit, o.form, o.item, o.measure, o.period, o.kind, o.number, o.read_text, o.vintage, o.sample,
    coalesce(o.file, s.file), coalesce(o.sha256, s.sha256), o.sheet, o.cell, o.submission_id, o.position
FROM submission s JOIN observation o ON o.submission_id = s.id
WHERE s.state = 'accepted' AND s.period_key = $1`

// Vintages returns the values of every submission of a period that was accepted in
// any run, in the order of stat.Compare; of one key the latest recorded is the last.
func (l *Ledger) Vintages(ctx context.Context, period stat.Period) ([]stat.Packed, error) {
	return l.packed(ctx, vintages, period.Key())
}

// Vintages returns what Ledger.Vintages returned then.
func (v *View) Vintages(ctx context.Context, period stat.Period) ([]stat.Packed, error) {
	return v.ledger.packed(ctx, vintages+` AND s.id IN (SELECT submission_id FROM run_submission WHERE run_seq <= $2)`, period.Key(), v.seq)
}
