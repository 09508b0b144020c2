package pipeline

import (
	"reflect"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/stat"
)

// A field that observations gain must be taken into their mark: what is kept would
// else be believed where it no longer holds.
func TestMarkTakesAllFields(t *testing.T) {
	for kind, want := range map[reflect.Type]int{
		reflect.TypeFor[stat.Observation](): 9, reflect.TypeFor[stat.Quantity](): 3, reflect.TypeFor[stat.Source](): 4, reflect.TypeFor[stat.Period](): 3,
	} {
		if n := kind.NumField(); n != want {
			t.Errorf("%s has %d fields; mark.add takes in %d", kind, n, want)
		}
	}
	base := stat.Observation{Unit: "A", Quantity: stat.Quantity{Kind: stat.Number}}
	of := func(list ...stat.Observation) string {
		m := newMark()
		for _, o := range list {
			m.add(o)
		}
		return m.sum()
	}
	seen := map[string]bool{of(): true, of(base): true, of(base, base): true}
	for name, change := range map[string]func(*stat.Observation){
		"unit":    func(o *stat.Observation) { o.Unit = "B" },
		"form":    func(o *stat.Observation) { o.Form = "A" },
		"item":    func(o *stat.Observation) { o.Item = "A" },
		"measure": func(o *stat.Observation) { o.Measure = stat.Growth },
		"period":  func(o *stat.Observation) { o.Period.Year = 1 },
		"kind":    func(o *stat.Observation) { o.Kind = stat.TextOnly },
		"read":    func(o *stat.Observation) { o.Read = "A" },
		"vintage": func(o *stat.Observation) { o.Vintage = "A" },
		"sample":  func(o *stat.Observation) { o.Sample = true },
		"file":    func(o *stat.Observation) { o.Source.File = "A" },
		"sha256":  func(o *stat.Observation) { o.Source.SHA256 = "A" },
		"sheet":   func(o *stat.Observation) { o.Source.Sheet = "A" },
		"cell":    func(o *stat.Observation) { o.Source.Cell = "A" },
		"number":  func(o *stat.Observation) { o.Number = decimal.New(1, 0) },
		"places":  func(o *stat.Observation) { o.Number = decimal.New(0, -1) },
	} {
		o := base
		change(&o)
		if sum := of(o); seen[sum] {
			t.Errorf("%s makes no difference", name)
		} else {
			seen[sum] = true
		}
	}
}
