package stat

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anyObservation draws one of few units and rows, so that keys and figures meet, with
// figures as they are read, as they are kept, and as neither says.
func anyObservation(t *rapid.T) Observation {
	text := rapid.SampledFrom([]string{"", "0", "-0", "12.30", "1e3", "1e999999999", "0.1", "123456789012345678901234567890.5", " 7", "无", "１２"})
	o := Observation{
		Unit: rapid.SampledFrom([]string{"P01", "P0101", "P01.", "430281"}).Draw(t, "unit"), Form: rapid.SampledFrom([]string{"", "park", "park.2"}).Draw(t, "form"),
		Item: rapid.SampledFrom([]string{"gdp", "gdp_growth", "fai"}).Draw(t, "item"), Measure: rapid.SampledFrom([]Measure{Value, Growth, Note}).Draw(t, "measure"),
		Period: Period{Kind: Year, Year: 2017}, Vintage: rapid.SampledFrom([]string{"", "初步"}).Draw(t, "vintage"), Sample: rapid.Bool().Draw(t, "sample"),
		Source:   Source{File: "a.xlsx", SHA256: "00", Sheet: "表", Cell: "D7"},
		Quantity: Quantity{Kind: Kind(rapid.IntRange(1, 2).Draw(t, "kind")), Read: text.Draw(t, "read")},
	}
	if d, err := decimal.NewFromString(text.Draw(t, "figure")); err == nil {
		o.Number = d
	}
	return o
}

// same reports whether two observations agree in every field; two figures that are
// equal may still be written with more or fewer zeros, and these must not be.
func same(a, b Observation) bool {
	x, y := a.Number, b.Number
	a.Number, b.Number = decimal.Decimal{}, decimal.Decimal{}
	return a == b && x.Exponent() == y.Exponent() && x.Coefficient().Cmp(y.Coefficient()) == 0
}

func TestPackedIsWhatWasPacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anyObservation(t)
		p := Pack(o)
		if got := p.Observation(); !same(got, o) {
			t.Fatalf("%#v, want %#v", got, o)
		}
		if p.Unit() != o.Unit || p.Form() != o.Form || p.Item() != o.Item || p.Measure() != o.Measure || p.Period() != o.Period || p.Kind() != o.Kind || p.Sample() != o.Sample || p.IsZero() {
			t.Fatalf("%#v", o)
		}
		if f := p.Figure(); (f != nil) != (o.Kind == Number) || f != nil && (f.Exponent() != o.Number.Exponent() || !f.Equal(o.Number)) {
			t.Fatalf("%v of %#v", f, o)
		}
	})
}

func TestComparePacked(t *testing.T) {
	sign := func(n int) int { return min(1, max(-1, n)) }
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyObservation(t), anyObservation(t)
		if got, want := ComparePacked(Pack(a), Pack(b)), Compare(a, b); sign(got) != sign(want) {
			t.Fatalf("%d of %s and %s, want %d", got, a.Key(), b.Key(), want)
		}
	})
}

func TestPackedList(t *testing.T) {
	given := []Observation{{Unit: "a", Quantity: Quantity{Kind: TextOnly, Read: "x"}}, {Unit: "b", Quantity: Quantity{Kind: TextOnly, Read: "y"}}}
	got := slices.Collect(Unpacked(PackAll(given)))
	if len(got) != 2 || !same(got[0], given[0]) || !same(got[1], given[1]) {
		t.Errorf("%#v", got)
	}
	packed, err := json.Marshal(PackAll(given))
	whole, failed := json.Marshal(given)
	if err != nil || failed != nil || string(packed) != string(whole) {
		t.Errorf("%s, want %s", packed, whole)
	}
	if !(Packed{}).IsZero() {
		t.Error("nothing is something")
	}
}
