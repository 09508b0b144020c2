package ledger

import (
	"context"
	"database/sql"
	"time"

	"zhibao/pipeline/form"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Version is one content that a unit sent for a period, in whatever run. A file
// that was judged several times is one version, with what was said of it last.
type Version struct {
	Unit    string
	File    string // the last name it had
	SHA256  string
	First   int64 // the run that found it first; runs are numbered in time
	Last    int64 // the last run that found it
	State   State
	Arrived *time.Time    // as noted when it was last found; nil if it was not
	Cells   []Filled      // without the foot of the forms
	Results []rule.Result // what failed

	ReportedOn string // the latest 报出日期 of its forms
}

// Filled is one cell that the unit filled in.
type Filled struct {
	Unit string // a sub-park's on its own form
	*Asked
}

// Asked is a cell of a form, held once for all who filled it in.
type Asked struct {
	Form, Item  string
	Measure     stat.Measure
	Sheet, Cell string
}

// versioned selects the submissions of a period with the runs that found them.
const versioned = `
WITH version AS (
    SELECT rs.submission_id AS id, min(rs.run_seq) AS first, max(rs.run_seq) AS last
    FROM run r JOIN run_submission rs ON rs.run_seq = r.seq
    WHERE r.period_key = $1 AND r.seq <= $2 GROUP BY rs.submission_id
)`

// Versions returns everything that was received for a period, the earlier found
// first; equally early ones by unit and digest.
func (l *Ledger) Versions(ctx context.Context, period stat.Period) ([]Version, error) {
	return l.AsOf(endOfTime).Versions(ctx, period)
}

// Versions returns what Ledger.Versions returned then.
func (v *View) Versions(ctx context.Context, period stat.Period) ([]Version, error) {
	l := v.ledger
	all, err := l.versions(ctx, period.Key(), v.seq)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	return all, nil
}

func (l *Ledger) versions(ctx context.Context, key string, until int64) ([]Version, error) {
	type judged struct {
		id int64
		Version
	}
	list, err := collect(ctx, l.db, func(rows *sql.Rows) (j judged, err error) {
		var arrived sql.NullString
		if err := scan(rows, &j.id, &j.Unit, &j.File, &j.SHA256, &j.State, &j.First, &j.Last, &arrived); err != nil || !arrived.Valid {
			return j, err
		}
		at, err := time.Parse(time.RFC3339, arrived.String)
		j.Arrived = &at
		return j, err
	}, versioned+` SELECT s.id, s.unit, s.file, s.sha256, s.state, v.first, v.last, a.arrived
		FROM version v JOIN submission s ON s.id = v.id LEFT JOIN run_arrival a ON a.run_seq = v.last AND a.file = s.file
		ORDER BY v.last, s.unit`+l.engine.binary+`, s.sha256`+l.engine.binary+`, s.id`, key, until)
	if err != nil {
		return nil, err
	}
	results, err := l.results(ctx, `WHERE r.outcome = 'fail' AND r.submission_id IN (SELECT rs.submission_id FROM run JOIN run_submission rs ON rs.run_seq = run.seq WHERE run.period_key = $1)`, key)
	if err != nil {
		return nil, err
	}
	cells, reported, err := l.cells(ctx, key, until)
	if err != nil {
		return nil, err
	}
	at := map[[2]string]int{}
	var out []Version
	for _, j := range list {
		v := j.Version
		v.Results, v.Cells, v.ReportedOn = results[j.id], cells[j.id], reported[j.id]
		i, known := at[[2]string{v.Unit, v.SHA256}]
		if !known {
			at[[2]string{v.Unit, v.SHA256}] = len(out)
			out = append(out, v)
			continue
		}
		v.First = min(v.First, out[i].First)
		if out[i].Last == v.Last || v.Arrived == nil {
			v.Arrived = earlier(v.Arrived, out[i].Arrived)
		}
		if out[i].Last == v.Last && out[i].State != Superseded {
			v.File, v.State, v.Results = out[i].File, out[i].State, out[i].Results // a copy says nothing new
		}
		out[i] = v
	}
	return out, nil
}

// earlier is the earlier of two times, either of which may be unknown.
func earlier(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// cells reads which cells the submissions of a period fill, and their latest 报出日期.
func (l *Ledger) cells(ctx context.Context, key string, until int64) (cells map[int64][]Filled, reported map[int64]string, err error) {
	cells, reported = map[int64][]Filled{}, map[int64]string{}
	known := map[Asked]*Asked{}
	_, err = collect(ctx, l.db, func(rows *sql.Rows) (nothing struct{}, err error) {
		var id int64
		var unit, text string
		var at Asked
		err = scan(rows, &id, &unit, &at.Form, &at.Item, &at.Measure, &at.Sheet, &at.Cell, &text)
		switch {
		case at.Item != form.FootItem:
			if known[at] == nil {
				known[at] = &at
			}
			once(&unit)
			cells[id] = append(cells[id], Filled{unit, known[at]})
		case at.Measure == "reported_on":
			reported[id] = max(reported[id], text)
		}
		return nothing, err
	}, versioned+` SELECT o.submission_id, o.unit, o.form, o.item, o.measure, o.sheet, o.cell, CASE WHEN o.item = $3 THEN o.read_text ELSE '' END
		FROM version v JOIN observation o ON o.submission_id = v.id`, key, until, form.FootItem)
	return cells, reported, err
}

// Contact is who filled in a form, as its foot says.
type Contact struct{ Name, Phone string }

// Contacts returns what each unit's last submission up to a period says of who
// filled it in.
func (l *Ledger) Contacts(ctx context.Context, until stat.Period) (map[string]Contact, error) {
	return l.AsOf(endOfTime).Contacts(ctx, until)
}

// Contacts returns what Ledger.Contacts returned then.
func (v *View) Contacts(ctx context.Context, until stat.Period) (map[string]Contact, error) {
	l := v.ledger
	type foot struct {
		unit, text string
		measure    stat.Measure
		period     stat.Period
		id         int64
	}
	all, err := collect(ctx, l.db, func(rows *sql.Rows) (f foot, err error) {
		var period string
		if err := scan(rows, &f.id, &f.unit, &period, &f.measure, &f.text); err != nil {
			return f, err
		}
		f.period, err = decodePeriod(period)
		return f, err
	}, `SELECT s.id, s.unit, s.period, o.measure, o.read_text
		FROM (SELECT submission_id AS id, max(run_seq) AS last FROM run_submission WHERE run_seq <= $2 GROUP BY submission_id) v
		JOIN submission s ON s.id = v.id
		JOIN observation o ON o.submission_id = s.id AND o.item = $1 AND o.unit = s.unit AND o.measure IN ('filled_by', 'phone')
		WHERE s.state <> 'superseded' ORDER BY v.last, s.id, o.position`, form.FootItem, v.seq)
	if err != nil {
		return nil, l.fault("无法读取台账：", err)
	}
	type last struct {
		Contact
		period stat.Period
		id     int64
	}
	latest := map[string]last{}
	for _, f := range all {
		held, known := latest[f.unit]
		if until.Before(f.period) || known && f.period.Before(held.period) {
			continue
		}
		if !known || held.id != f.id {
			held = last{period: f.period, id: f.id}
		}
		if f.measure == "phone" && held.Phone == "" {
			held.Phone = f.text
		}
		if f.measure == "filled_by" && held.Name == "" {
			held.Name = f.text
		}
		latest[f.unit] = held
	}
	out := map[string]Contact{}
	for unit, c := range latest {
		out[unit] = c.Contact
	}
	return out, nil
}
