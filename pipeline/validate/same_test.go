package validate

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zhibao/pipeline/plan"
	"zhibao/pipeline/stat"
)

// The number of other units with the same figure, and of those with any, are what a
// count of all of them gives.
func TestSameCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &plan.Plan{}
		reported := map[string]int64{}
		var all []stat.Observation
		for i := range rapid.IntRange(1, 20).Draw(t, "units") {
			u := plan.Unit{Code: fmt.Sprint(i), Kind: plan.County}
			if rapid.Bool().Draw(t, "park") {
				u.Kind = plan.Park
			}
			p.Units = append(p.Units, u)
			if v := rapid.Int64Range(0, 4).Draw(t, "figure"); v > 0 { // 0: none
				reported[u.Code] = v
				all = append(all, stat.Observation{Unit: u.Code, Item: "gdp", Measure: stat.Value, Quantity: stat.Quantity{Kind: stat.Number, Number: decimal.New(v*10, -1)}})
			}
		}
		pool := &pool{plan: p, load: func(string) ([]stat.Observation, error) { return all, nil }}
		pool.forget()
		if err := pool.need("gdp"); err != nil {
			t.Fatal(err)
		}
		for i := range p.Units {
			u := &p.Units[i]
			n, of := 0, 0
			for _, other := range p.Units {
				if v := reported[other.Code]; other.Code != u.Code && other.Kind == u.Kind && v > 0 {
					of++
					if v == reported[u.Code] {
						n++
					}
				}
			}
			s := &sight{Context: &Context{Plan: p}, unit: u, pool: pool}
			sameN, ok := s.same("gdp", "n")
			sameOf, _ := s.same("gdp", "of")
			if ok != (reported[u.Code] > 0) || ok && (!sameN.Number.Equal(decimal.NewFromInt(int64(n))) || !sameOf.Number.Equal(decimal.NewFromInt(int64(of)))) {
				t.Fatalf("unit %s: %v of %v, want %d of %d", u.Code, sameN.Number, sameOf.Number, n, of)
			}
		}
	})
}
