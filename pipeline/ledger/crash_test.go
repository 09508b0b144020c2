package ledger

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"zhibao/pipeline/stat"
)

// A writer that is killed in the middle leaves a journal; the next one to open
// the ledger, be it only to read, finds it as it was before.
func TestKilledWriter(t *testing.T) {
	l := newLedger(t)
	put(t, l, Run{ID: "r", Period: june}, sub("A", "a.xlsx", "1", Accepted))
	before := dump(t, l)
	must(t, l, "PRAGMA cache_size = 10") // pages go to the file before the commit

	tx, err := l.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	big := sub("B", "b.xlsx", "2", Accepted)
	for i := range 5000 {
		big.Observations = append(big.Observations, stat.Observation{Item: fmt.Sprint(i), Quantity: number("1")})
	}
	if _, err := l.record(t.Context(), tx, Run{ID: "r2", Period: june}, slices.Values([]Submission{big})); err != nil {
		t.Fatal(err)
	}
	killed := filepath.Join(t.TempDir(), "ledger.db")
	write(t, killed, string(read(t, l.where)))
	write(t, killed+"-journal", string(read(t, l.where+"-journal")))
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}

	for _, open := range []func(string) (*Ledger, error){OpenReadOnly, Open} {
		again, err := open(killed)
		if err != nil {
			t.Fatal(err)
		}
		if dump(t, again) != before {
			t.Error("half a run remains")
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
