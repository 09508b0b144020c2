package pipeline

import (
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// What the ledger holds of a period is judged again: each rule that has something
// to judge says so, and the units are held against each other.
func TestVerdicts(t *testing.T) {
	p := settler(t)
	w, err := workspace.Open("..")
	if err != nil {
		t.Fatal(err)
	}
	p.Workspace = w
	book, err := ledger.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	period := stat.Period{Kind: stat.Month, Year: 2018, N: 6}
	var subs []ledger.Submission
	for i, unit := range []string{"430202", "D01"} {
		form := []string{"county", "department"}[i]
		o := stat.Observation{Unit: unit, Form: form, Item: "gdp", Measure: stat.Value, Period: period,
			Quantity: stat.Quantity{Kind: stat.Number, Read: "100"}, Source: stat.Source{File: unit + ".xlsx", SHA256: unit, Sheet: "表", Cell: "E8"}}
		o.Number = decimal.NewFromInt(100)
		subs = append(subs, ledger.Submission{Period: period, Unit: unit, File: unit + ".xlsx", SHA256: unit, State: ledger.Accepted, Observations: []stat.Observation{o}})
	}
	if _, err := book.Record(t.Context(), ledger.Run{ID: "1", Period: period}, subs); err != nil {
		t.Fatal(err)
	}
	verdicts, err := Verdicts(t.Context(), p, book, period)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]rule.Outcome{}
	for _, v := range verdicts {
		said[v.Rule+" "+v.Subject.Unit] = v.Outcome
	}
	for key, want := range map[string]rule.Outcome{ // the city had 1186.1 a year before
		"U14 430202": rule.Pass, "H05 D01": rule.Pass, "H09 D01": rule.Fail, "H11 D01": rule.NotEvaluated} {
		if said[key] != want {
			t.Errorf("%s: %d, want %d", key, said[key], want)
		}
	}
	if len(p.Rules.Lint(verdicts)) == 0 {
		t.Error("nothing to remark on two figures")
	}
}
