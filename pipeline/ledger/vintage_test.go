package ledger

import (
	"slices"
	"testing"

	"zhibao/pipeline/stat"
)

// Every accepted submission of a period keeps its figures, the latest recorded
// last; returned ones and other periods' are no vintages.
func TestVintages(t *testing.T) { onEach(t, testVintages) }

func testVintages(t *testing.T, _ opener, l *Ledger) {
	june := stat.Period{Kind: stat.Month, Year: 2018, N: 6}
	for i, s := range []Submission{sub("430281", "a.xlsx", "100", Accepted), sub("430281", "b.xlsx", "105", Accepted), sub("430281", "c.xlsx", "900", Returned)} {
		s.Period = june
		put(t, l, Run{ID: string(rune('a' + i)), Period: june}, s)
	}
	packed, err := l.Vintages(t.Context(), june)
	all := slices.Collect(stat.Unpacked(packed))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range all {
		if o.Item == "gdp" && o.Measure == stat.Value {
			got = append(got, o.Number.String())
		}
	}
	if len(got) != 2 || got[0] != "100" || got[1] != "105" {
		t.Errorf("%v", got)
	}
	if other, err := l.Vintages(t.Context(), june.YearAgo()); err != nil || len(other) > 0 {
		t.Errorf("%v (%v)", other, err)
	}
}
