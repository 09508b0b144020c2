package ledger

import (
	"context"
	"database/sql"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// decision says which table a row of a result goes to.
type decision = string

const (
	operandRow decision = "operand"
	refusalRow decision = "refusal"
	grantRow   decision = "grant"
)

// decisionRow is a row that hangs on a result beside its related sources.
type decisionRow struct {
	table decision
	row   row
}

func decisionRows(r rule.Result) (rows []decisionRow) {
	for i, o := range r.Operands {
		rows = append(rows, decisionRow{operandRow, row{int64(i), o.Item, string(o.Measure), o.Text}})
	}
	if r.Refused != (rule.Refusal{}) {
		rows = append(rows, decisionRow{refusalRow, row{r.Refused.Note, r.Refused.Why}})
	}
	if r.Granted != (rule.Grant{}) {
		rows = append(rows, decisionRow{grantRow, row{r.Granted.Reason, r.Granted.By, r.Granted.Date}})
	}
	return rows
}

func (w *writer) addDecisions(ctx context.Context, result int64, rows []decisionRow) error {
	tables := map[decision]*inserter{operandRow: w.operands, refusalRow: w.refusals, grantRow: w.grants}
	for _, x := range rows {
		if err := tables[x.table].all(ctx, result, []row{x.row}); err != nil {
			return err
		}
	}
	return nil
}

// decided is what hangs on a result: its operands, a refusal, a grant.
type decided struct {
	operands []rule.Operand
	refused  rule.Refusal
	granted  rule.Grant
}

// decisions reads what hangs on the results that a condition on r selects, by result.
func (l *Ledger) decisions(ctx context.Context, where string, args ...any) (map[int64]*decided, error) {
	out := map[int64]*decided{}
	of := func(id int64) *decided {
		if out[id] == nil {
			out[id] = &decided{}
		}
		return out[id]
	}
	for _, part := range []struct {
		query string
		scan  func(*sql.Rows) (struct{}, error)
	}{
		{`SELECT x.result_id, x.item, x.measure, x.figure FROM result r JOIN result_operand x ON x.result_id = r.id ` + where + ` ORDER BY x.result_id, x.position`,
			func(rows *sql.Rows) (nothing struct{}, err error) {
				var id int64
				var o rule.Operand
				err = scan(rows, &id, &o.Item, &o.Measure, &o.Text)
				of(id).operands = append(of(id).operands, o)
				return nothing, err
			}},
		{`SELECT x.result_id, x.note, x.why FROM result r JOIN result_refusal x ON x.result_id = r.id ` + where,
			func(rows *sql.Rows) (nothing struct{}, err error) {
				var id int64
				var f rule.Refusal
				err = scan(rows, &id, &f.Note, &f.Why)
				of(id).refused = f
				return nothing, err
			}},
		{`SELECT x.result_id, x.reason, x.granted_by, x.granted_on FROM result r JOIN result_grant x ON x.result_id = r.id ` + where,
			func(rows *sql.Rows) (nothing struct{}, err error) {
				var id int64
				var g rule.Grant
				err = scan(rows, &id, &g.Reason, &g.By, &g.Date)
				of(id).granted = g
				return nothing, err
			}},
	} {
		if _, err := collect(ctx, l.db, part.scan, part.query, args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Explanations returns every finding of a period whose explanation (核实说明) was
// accepted, in the order in which they were recorded, of all versions of all
// submissions that ever were in the inputs. Only rule, subject, text and operands are set.
func (l *Ledger) Explanations(ctx context.Context, period stat.Period) ([]rule.Result, error) {
	all, err := l.explanations(ctx, period)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return all, nil
}

// acceptedExplanations selects the results of Explanations.
const acceptedExplanations = `WHERE r.severity = '核实性' AND r.outcome = 'fail' AND r.explained <> ''
	AND r.submission_id IN (SELECT id FROM submission WHERE period_key = $1)`

func (l *Ledger) explanations(ctx context.Context, period stat.Period) ([]rule.Result, error) {
	bound, err := l.decisions(ctx, acceptedExplanations, period.Key())
	if err != nil {
		return nil, err
	}
	return collect(ctx, l.db, func(rows *sql.Rows) (rule.Result, error) {
		var id int64
		var seen string
		r := rule.Result{Severity: rule.Verify, Outcome: rule.Fail}
		err := scan(rows, &id, &r.Rule, &r.Subject.Unit, &r.Subject.Form, &r.Subject.Item, &r.Subject.Measure, &r.Explained, &seen)
		if d := bound[id]; d != nil {
			r.Operands = d.operands
		} else if seen != "" { // recorded before operands were kept
			r.Operands = []rule.Operand{{Item: r.Subject.Item, Measure: r.Subject.Measure, Text: seen}}
		}
		r.Subject.Period = period
		return r, err
	}, `SELECT r.id, r.rule, r.subject_unit, r.subject_form, r.subject_item, r.subject_measure, r.explained, r.seen
		FROM result r `+acceptedExplanations+` ORDER BY r.id`, period.Key())
}
