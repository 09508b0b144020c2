package pipeline

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// The year adds up what the months' reports were: June came on the 11th at 18:00, due
// on the 9th at 17:00, so three days begun; it was sent back twice. September came in
// time, and its quarter is no report of its own. 2017 and a ten-day period do not count.
func TestYearQuality(t *testing.T) {
	p := loaded(t)
	book, err := ledger.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	u, _ := p.Plan.Unit("430281")
	refused := rule.Result{Rule: rule.NotANumber, Severity: rule.Mandatory, Outcome: rule.Fail, Subject: rule.Subject{Unit: u.Code, Form: "county", Item: "retail", Measure: stat.Value}}
	send := func(when stat.Period, sha, arrived string, results ...rule.Result) *received {
		t.Helper()
		in := oneFile(p, sha, ledger.Accepted, ledger.Arrival{File: "a.xlsx", At: at(t, arrived), Line: 2})
		in.period, in.from = when, when
		sub := ledger.Submission{Period: when, Unit: u.Code, File: "a.xlsx", SHA256: sha, State: ledger.Accepted, Results: results}
		if len(results) > 0 {
			sub.State = ledger.Returned
		}
		sub.Observations = []stat.Observation{{Unit: u.Code, Form: "county", Item: "retail", Measure: stat.Value, Period: when,
			Quantity: stat.Quantity{Kind: stat.TextOnly, Read: "1"}, Source: stat.Source{File: "a.xlsx", SHA256: sha, Sheet: "县市区表", Cell: "E8"}}}
		if _, err := book.Record(t.Context(), in.run(p), []ledger.Submission{sub}); err != nil {
			t.Fatal(err)
		}
		return in
	}
	month := func(year, n int) stat.Period { return stat.Period{Kind: stat.Month, Year: year, N: n} }
	send(month(2017, 6), "old", "2017-08-01 9:00", refused)
	send(stat.Period{Kind: stat.TenDay, Year: 2018, N: 16}, "ten", "2018-06-12 9:00", refused)
	send(june, "v1", "2018-07-11 18:00", refused)
	send(june, "v2", "2018-07-12 9:00", refused)
	send(june, "v3", "2018-07-13 9:00")
	send(stat.Period{Kind: stat.Quarter, Year: 2018, N: 3}, "q3", "2018-10-08 9:00")
	year := stat.Period{Kind: stat.Year, Year: 2018}
	in := send(year, "year", "2019-02-01 9:00")
	s, err := p.sent(t.Context(), book, in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.yearQuality(t.Context(), book, s, at(t, "2019-02-01 9:00"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]stat.Period{june, month(2018, 9), year}, got.Periods); d != "" {
		t.Error(d)
	}
	for _, q := range got.Units {
		if q.Unit.Code != u.Code {
			continue
		}
		own := compose.UnitQuality{Unit: q.Unit, Due: q.Due, Timed: 2, OnTime: 1, Required: q.Required, Given: q.Given, Filled: 3, Reported: 3, Passed: 2,
			Late: 1, LateDays: 3, SentBack: 2, Found: [4]int{0, 1, 0, 0}}
		if d := cmp.Diff(own, q, cmp.Comparer(func(a, b *plan.Unit) bool { return a == b })); d != "" {
			t.Error(d)
		}
		if q.Due < 3 {
			t.Errorf("%d forms due in three periods", q.Due)
		}
	}
	// A unit that sent nothing is late twice: the months' deadlines are over.
	for _, q := range got.Units {
		if q.Unit.Code == "430202" && (q.Late != 2 || q.OnTime != 0 || q.Reported != 0) {
			t.Errorf("a unit that sent nothing: %+v", q)
		}
	}
	none, err := p.yearQuality(t.Context(), book, &sending{period: june}, at(t, "2019-02-01 9:00"))
	if err != nil || len(none.Units) > 0 {
		t.Errorf("a month has %v (%v)", none, err)
	}
}
