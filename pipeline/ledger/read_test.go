package ledger

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// A view gives what the ledger gave when its run was the latest.
func TestAsOf(t *testing.T) {
	l := newLedger(t)
	second := sub("A", "a2.xlsx", "3", Accepted)
	second.Results = []rule.Result{{Rule: "R", Severity: rule.Hint, Outcome: rule.Fail, Message: "m", Source: stat.Source{File: "a2.xlsx", Cell: "E8"}, Related: []stat.Source{{File: "x"}}}}
	batch := []rule.Result{{Rule: "B", Severity: rule.Hint, Outcome: rule.Fail}}
	rounds := []struct {
		run  Run
		subs []Submission
	}{
		{Run{ID: "r1", Period: june, Inputs: map[string]string{"a.xlsx": "1"}, Versions: map[string]string{"plan": "p1"}}, []Submission{sub("A", "a.xlsx", "1", Accepted), sub("B", "b.xlsx", "2", Returned)}},
		{Run{ID: "r2", Period: stat.Period{Kind: stat.Year, Year: 2017}, Inputs: map[string]string{}, Versions: map[string]string{}}, nil},
		{Run{ID: "r3", Period: june, Inputs: map[string]string{"a2.xlsx": "3"}, Versions: map[string]string{"plan": "p2"}, Batch: batch}, []Submission{sub("A", "a.xlsx", "1", Superseded), second}},
	}
	type state struct {
		All, Item []stat.Observation
		Received  []Submission
		Run       Run
	}
	of := func(o source) state {
		all, err := o.Observations(t.Context(), june)
		if err != nil {
			t.Fatal(err)
		}
		item, err := o.Item(t.Context(), june, "gdp")
		if err != nil {
			t.Fatal(err)
		}
		received, err := o.Received(t.Context(), june)
		if err != nil {
			t.Fatal(err)
		}
		run, _, err := o.LastRun(t.Context(), june)
		if err != nil {
			t.Fatal(err)
		}
		return state{all, item, received, run}
	}
	var then []state
	for _, r := range rounds {
		put(t, l, r.run, r.subs...)
		then = append(then, of(l))
	}
	same := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	for i, want := range then {
		if diff := cmp.Diff(want, of(l.AsOf(int64(i+1))), same); diff != "" {
			t.Errorf("after run %d: -want +got\n%s", i+1, diff)
		}
	}
	if _, ok, err := l.AsOf(0).LastRun(t.Context(), june); ok || err != nil {
		t.Errorf("before any run: %v %v", ok, err)
	}
	marks, err := l.Marks(t.Context())
	if err != nil || len(marks) != 3 || marks[1].ID != "r2" || marks[2].Seq != 3 || marks[2].Period != june {
		t.Errorf("%v %v", marks, err)
	}
	versions, err := l.Reports(t.Context(), "A", "gdp")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range versions {
		got = append(got, strings.Join([]string{v.Number.String(), string(v.State), decimal.NewFromInt(v.FirstRun).String(), decimal.NewFromInt(v.LastRun).String()}, " "))
	}
	if diff := cmp.Diff([]string{"1 accepted 1 1", "1 superseded 3 3", "3 accepted 3 3"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if altered, err := l.Check(t.Context()); err != nil || len(altered) > 0 {
		t.Errorf("an untouched ledger: %v %v", altered, err)
	}
}

// source is what the ledger and a view of it have in common.
type source interface {
	Observations(ctx context.Context, period stat.Period) ([]stat.Observation, error)
	Item(ctx context.Context, period stat.Period, item string) ([]stat.Observation, error)
	Received(ctx context.Context, period stat.Period) ([]Submission, error)
	LastRun(ctx context.Context, period stat.Period) (Run, bool, error)
}

// Events come back as they went in, chained, and can be neither changed nor removed.
func TestEvents(t *testing.T) {
	l := newLedger(t)
	put(t, l, Run{ID: "r", Period: june})
	at := time.Date(2018, 7, 20, 9, 30, 0, 5e6, time.UTC)
	want := []Event{
		{Period: june, Kind: Signed, Step: "初审", Run: 1, Content: "c", Name: "综合科", At: at},
		{Period: june, Kind: Closed, Run: 1, Content: "c", Name: "综合科", Reason: "验收", At: at.Add(time.Hour)},
	}
	for i := range want {
		if err := l.RecordEvent(t.Context(), want[i]); err != nil {
			t.Fatal(err)
		}
		want[i].Seq = int64(i + 1)
	}
	got, err := l.Events(t.Context(), june)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v -want +got\n%s", err, diff)
	}
	for _, stmt := range []string{"DELETE FROM period_event", "UPDATE period_event SET name = name", "INSERT OR REPLACE INTO period_event SELECT * FROM period_event"} {
		if _, err := l.db.Exec(stmt); err == nil || !strings.Contains(err.Error(), "只增不改") {
			t.Errorf("%s: %v", stmt, err)
		}
	}
	if err := l.RecordEvent(t.Context(), Event{Period: june, Kind: "approved", Run: 1}); err == nil {
		t.Error("an unknown kind is taken")
	}
	if altered, err := l.Check(t.Context()); err != nil || len(altered) > 0 {
		t.Errorf("an untouched ledger: %v %v", altered, err)
	}
	must(t, l, "DROP TRIGGER period_event_no_delete")
	must(t, l, "DELETE FROM period_event WHERE seq = 1")
	if altered, err := l.Check(t.Context()); err != nil || len(altered) != 1 || altered[0].ID != 2 || altered[0].Table != "period_event" {
		t.Errorf("an event taken away: %v %v", altered, err)
	}
}
