package pipeline

import (
	"testing"

	"zhibao/pipeline/stat"
)

// Which report counts as the one before.
func TestComparableProjects(t *testing.T) {
	for _, c := range []struct {
		before, now string
		want        bool
	}{
		{"2018-05-下", "2018-06-上", true}, {"2018-05", "2018-06-上", false}, {"2018-W22", "2018-06-上", false}, {"2018-W22", "2018-W23", true},
		{"2018-05", "2018-06", true}, {"2018-Q1", "2018-05", true}, {"2018-05-下", "2018-06", false}, {"2017", "2018-02", false},
		{"2018-05", "2018-Q2", false}, {"2018-03", "2018-Q2", true}, {"2018-Q1", "2018-Q2", true},
	} {
		var p [2]stat.Period
		for i, text := range []string{c.before, c.now} {
			var err error
			if p[i], err = stat.ParsePeriod(text); err != nil {
				t.Fatal(err)
			}
		}
		if got := comparableProjects(p[0], p[1]); got != c.want {
			t.Errorf("%s before %s: %v", c.before, c.now, got)
		}
	}
}
