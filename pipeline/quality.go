package pipeline

import (
	"slices"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/form"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// quality counts how well every unit reported (see compose.UnitQuality for what
// the counts make), from everything that was ever received for the period
// by the moment.
func (p *Project) quality(s *sending, moment time.Time) []compose.UnitQuality {
	var list []compose.UnitQuality
	for _, u := range s.states {
		q := compose.UnitQuality{Unit: u.Unit}
		versions := s.by(u.Unit.Code, moment)
		for _, o := range p.owes(u.Unit, s.period) {
			q.Due++
			countTime(&q, o, first(versions, u.Unit.Code, o.looked, o.deadline), moment)
		}
		own := slices.DeleteFunc(versions, func(v ledger.Version) bool { return v.Unit != u.Unit.Code })
		if len(own) > 0 {
			countVersions(&q, p.Sheets(u.Unit, s.period), own)
		}
		list = append(list, q)
	}
	return list
}

// countTime counts a form as timely or late. A report is late once, by its latest form.
func countTime(q *compose.UnitQuality, o owed, came coming, moment time.Time) {
	if o.deadline == nil {
		return
	}
	until := moment
	switch {
	case came.came && came.at == nil:
		q.Untimed++
		return
	case came.came:
		q.Timed++
		until = *came.at
		if !until.After(o.deadline.At) {
			q.OnTime++
			return
		}
	case moment.After(o.deadline.At):
		q.Timed++
	default:
		return
	}
	q.Late, q.LateDays = 1, max(q.LateDays, daysLate(o.deadline.At, until))
}

// daysLate is how many days lie between, a day begun as a whole one.
func daysLate(deadline, until time.Time) int {
	const day = 24 * time.Hour
	return int((until.Sub(deadline) + day - 1) / day)
}

// countVersions counts cells and findings of a unit's own versions, in order.
func countVersions(q *compose.UnitQuality, sheets []form.Sheet, versions []ledger.Version) {
	q.Reported = 1
	if !slices.ContainsFunc(versions[0].Results, rule.Result.Returns) {
		q.Passed = 1
	}
	if i := slices.IndexFunc(versions, func(v ledger.Version) bool { return len(v.Cells) > 0 }); i >= 0 {
		countCells(q, sheets, versions[i])
		for _, r := range versions[i].Results {
			if r.Outcome == rule.Fail && r.Severity <= rule.Verify {
				q.Found[r.Severity]++
			}
		}
	}
	for _, v := range versions {
		if slices.ContainsFunc(v.Results, rule.Result.Returns) {
			q.SentBack++
		}
	}
	for _, r := range counting(versions).Results {
		if r.Outcome == rule.Fail && r.Severity == rule.Verify {
			q.Verify++
			if r.Explained != "" {
				q.Explained++
			}
		}
	}
}

// counting is the version that counts: of those that the last run found, the one
// that no other took the place of; the last if there are several.
func counting(versions []ledger.Version) ledger.Version {
	best := versions[0]
	for _, v := range versions[1:] {
		if v.Last > best.Last || v.Last == best.Last && (v.State != ledger.Superseded || best.State == ledger.Superseded) {
			best = v
		}
	}
	return best
}

// cellKey names a cell of a form by what it asks for.
type cellKey struct {
	unit, form, item string
	measure          stat.Measure
}

// countCells counts the cells of one version. A refused figure is no observation,
// but its cell is filled; a required cell that is empty or holds a sign for no data
// lowers 完整率 and does not raise 差错率. What the bureau filled in itself does not count.
func countCells(q *compose.UnitQuality, sheets []form.Sheet, v ledger.Version) {
	given, places := map[cellKey]bool{}, map[[2]string]bool{}
	for _, c := range v.Cells {
		if c.Measure == stat.Prior || c.Measure == stat.Previous {
			continue
		}
		given[cellKey{c.Unit, c.Form, c.Item, c.Measure}] = true
		places[[2]string{c.Sheet, c.Cell}] = true
	}
	faulty := map[[2]string]bool{}
	for _, r := range v.Results {
		at := [2]string{r.Source.Sheet, r.Source.Cell}
		if !r.Returns() || r.Source.Cell == "" || r.Rule == rule.RequiredEmpty || r.Rule == rule.MissingRequired {
			continue
		}
		faulty[at], places[at] = true, true
		given[cellKey{r.Subject.Unit, r.Subject.Form, r.Subject.Item, r.Subject.Measure}] = true
	}
	q.Filled, q.Faulty = len(places), len(faulty)
	for _, sheet := range sheets {
		for _, row := range sheet.Rows {
			for _, m := range row.Required {
				q.Required++
				if given[cellKey{sheet.Unit.Code, sheet.Def.ID, row.Item.Code, m}] {
					q.Given++
				}
			}
		}
	}
}
