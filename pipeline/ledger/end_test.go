package ledger

import (
	"testing"
	"time"
)

// The end of a history moves with every run, decision and publication, of whatever
// period, and with nothing else.
func TestEnd(t *testing.T) {
	onEach(t, func(t *testing.T, o opener, l *Ledger) {
		at := time.Date(2018, 7, 10, 1, 2, 3, 0, time.UTC)
		seen := map[End]string{}
		last := End{}
		step := func(name string, moves bool, do func() error) {
			t.Helper()
			if err := do(); err != nil {
				t.Fatal(name, err)
			}
			now, err := opened(t, o.read).End(t.Context())
			if err != nil {
				t.Fatal(name, err)
			}
			if before, known := seen[now]; known == moves || !moves && now != last {
				t.Errorf("%s: %+v, as after %q", name, now, before)
			}
			seen[now], last = name, now
		}
		record := func(id string, s Submission) func() error {
			return func() error {
				_, err := l.Record(t.Context(), Run{ID: id, Period: june, At: at}, []Submission{s})
				return err
			}
		}
		print := func(sum string) func() error {
			return func() error {
				return l.RecordPublication(t.Context(), last.Run, at, map[string]string{"data.csv": sum}, nil)
			}
		}
		first := sub("430281", "a.xlsx", "300", Accepted)
		step("empty", true, func() error { return nil })
		step("a run", true, record("r1", first))
		one := last
		step("the run again", false, record("r1", first))
		step("printed", true, print("s1"))
		step("printed again", false, print("s1"))
		if !last.GrewBy("r2", one) || !last.GrewBy("r1", End{}) || last.GrewBy("r2", End{}) {
			t.Error("what was printed counts as received")
		}
		step("another run", true, record("r2", sub("430281", "a.xlsx", "301", Accepted)))
		if !last.GrewBy("r2", one) || last.GrewBy("r1", one) || last.GrewBy("r2", End{}) {
			t.Error("the ledger grew by r2 alone")
		}
		before := last
		step("a decision", true, func() error {
			return l.RecordEvent(t.Context(), Event{Period: june, Kind: Closed, Run: last.Run, Content: "c", Name: "综合科科长", At: at})
		})
		if last.GrewBy("r2", before) {
			t.Error("a decision counts as nothing")
		}
		step("a reading", false, func() error {
			return l.Keep(t.Context(), []Reading{{ReadingKey: ReadingKey{Period: june, File: "b.xlsx", SHA256: "s", Versions: "v"}, Body: []byte("x")}})
		})
	})
}
