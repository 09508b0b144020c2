package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/label"
)

// What was prepared for one period is not used for another, and knows no label
// otherwise than label.Normalise does.
func TestPrepared(t *testing.T) {
	june, may := context(t, "2018-06"), context(t, "2018-05")
	data := workbook(t, june, unitUnderTest, entries(), nil)
	want := read(t, june, data)
	if d := cmp.Diff(told(want), told(read(t, june.Prepared(), data))); d != "" {
		t.Error(d)
	}
	may.Plan, may.Forms = june.Plan, june.Forms
	stale := may.Prepared()
	stale.Period = june.Period
	sub := read(t, stale, data)
	if d := cmp.Diff(taken(want), taken(sub)); d != "" || len(sub.Results) != len(want.Results) {
		t.Errorf("%v %s", told(sub), d)
	}
	words := june.Prepared().words
	if len(words.plain) < 100 {
		t.Errorf("%d labels", len(words.plain))
	}
	for text, normal := range words.plain {
		if want := label.Normalise(text); normal != want {
			t.Errorf("%q is %q, want %q", text, normal, want)
		}
	}
}
