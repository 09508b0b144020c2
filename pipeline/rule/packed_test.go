package rule

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhibao/pipeline/stat"
)

// anyResult draws one of few units, rules and places, so that results meet and tie.
func anyResult(t *rapid.T) Result {
	few := func(name string) string { return rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, name) }
	r := Result{
		Rule: few("rule"), Severity: Severity(rapid.IntRange(1, 4).Draw(t, "severity")), Outcome: Outcome(rapid.IntRange(1, 3).Draw(t, "outcome")),
		Subject: Subject{Unit: few("unit"), Form: few("form"), Item: few("item"), Measure: stat.Measure(few("measure")), Period: stat.Period{Kind: stat.Year, Year: 2017}},
		Source:  stat.Source{File: few("file"), SHA256: few("sha256"), Sheet: few("sheet"), Cell: rapid.SampledFrom([]string{"", "B2", "AA2", "C10"}).Draw(t, "cell")},
		Seen:    few("seen"), Expected: few("expected"), Message: few("message"), Remedy: few("remedy"), Explained: few("explained"),
		Refused: Refusal{Note: few("note")}, Granted: Grant{By: few("by")},
	}
	if rapid.Bool().Draw(t, "operands") {
		r.Operands = []Operand{{Item: "gdp", Text: few("operand")}}
	}
	if rapid.Bool().Draw(t, "related") {
		r.Related = []stat.Source{{File: few("other")}}
	}
	if rapid.Bool().Draw(t, "plain") {
		r.Explained, r.Refused, r.Granted, r.Operands, r.Related = "", Refusal{}, Grant{}, nil, nil
	}
	return r
}

func TestListHoldsResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var given []Result
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			given = append(given, anyResult(t))
		}
		half := len(given) / 2
		list := Listed(given[:half], given[half:])
		if d := cmp.Diff(given, slices.Collect(list.All())); d != "" {
			t.Fatal(d)
		}
		for i := range given {
			if d := cmp.Diff(given[i], list.At(i)); d != "" {
				t.Fatal(d)
			}
		}
		failed := slices.DeleteFunc(slices.Clone(given), func(r Result) bool { return r.Outcome != Fail })
		if d := cmp.Diff(failed, slices.Collect(list.Findings())); len(failed) > 0 && d != "" {
			t.Fatal(d)
		}
		Sort(given)
		list.Sort()
		if d := cmp.Diff(given, slices.Collect(list.All())); d != "" {
			t.Fatal(d)
		}
	})
}
