package stat

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSourceString(t *testing.T) {
	for want, s := range map[string]Source{
		"430281-醴陵市.xlsx〔县市区表!E7〕": {File: "430281-醴陵市.xlsx", Sheet: "县市区表", Cell: "E7"},
		"430281-醴陵市.xlsx":          {File: "430281-醴陵市.xlsx", SHA256: "00"},
	} {
		if got := s.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The key has all four parts, so two measures of one row never fall together.
func TestObservationKeyAndOrder(t *testing.T) {
	list := []Observation{
		{Unit: "430202", Form: "county", Item: "gdp", Measure: Value},
		{Unit: "430202", Form: "county", Item: "gdp", Measure: Growth},
		{Unit: "D01", Form: "department", Item: "gdp", Measure: Value},
		{Unit: "430202", Form: "county", Item: "fai", Measure: Value},
	}
	slices.SortFunc(list, Compare)
	var keys []string
	for _, o := range list {
		keys = append(keys, o.Key())
	}
	want := []string{"430202/county/fai/value", "430202/county/gdp/growth", "430202/county/gdp/value", "D01/department/gdp/value"}
	if d := cmp.Diff(want, keys); d != "" {
		t.Error(d)
	}
}
