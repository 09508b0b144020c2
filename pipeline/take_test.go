package pipeline

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhibao/pipeline/plan"
)

// What the ledger gives back of a file is what was read, whatever the file holds:
// each sample file, a list of projects among them, and one that is refused for what
// it is missing.
func TestReadingComesBack(t *testing.T) {
	p, c := repository(t)
	k := &intake{Project: p, with: c}
	files, err := filepath.Glob("../inputs/*/*.xlsx")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	units := 0
	for _, path := range files {
		sub, err := k.take(t.Context(), path, filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		body, err := encodeReading(sub)
		if err != nil {
			t.Fatal(err)
		}
		again, err := k.decode(sub.File, body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sub, again, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *plan.Unit) bool { return a == b })); diff != "" {
			t.Errorf("%s: -read +recalled\n%s", path, diff)
		}
		if sub.Unit != nil {
			units++
		}
	}
	if units == 0 {
		t.Error("no file says whose it is: the unit was not tested")
	}
}
