package ledger

import (
	"fmt"
	"testing"

	"zhibao/pipeline/stat"
)

// batch is n submissions of m observations.
func batch(n, m int) []Submission {
	subs := make([]Submission, n)
	for i := range subs {
		unit := fmt.Sprintf("%06d", 430000+i)
		s := sub(unit, unit+".xlsx", "1", Accepted)
		base := s.Observations[0]
		s.Observations = make([]stat.Observation, m)
		for j := range m {
			o := base
			o.Item, o.Quantity = fmt.Sprintf("indicator_%02d", j), number(fmt.Sprintf("%d.%d", i+1000, j))
			s.Observations[j] = o
		}
		subs[i] = s
	}
	return subs
}

func benchEach(b *testing.B, bench func(b *testing.B, make func() *Ledger)) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) { bench(b, func() *Ledger { return opened(b, e.make(b).write) }) })
	}
}

func BenchmarkRecord(b *testing.B) {
	subs := batch(3000, 60)
	benchEach(b, func(b *testing.B, make func() *Ledger) {
		for b.Loop() {
			put(b, make(), Run{ID: "r", Period: june}, subs...)
		}
	})
}

func BenchmarkRecordAgain(b *testing.B) {
	subs := batch(3000, 60)
	benchEach(b, func(b *testing.B, make func() *Ledger) {
		l := make()
		put(b, l, Run{ID: "r", Period: june}, subs...)
		for b.Loop() {
			put(b, l, Run{ID: "r", Period: june}, subs...)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	subs := batch(3000, 60)
	benchEach(b, func(b *testing.B, make func() *Ledger) {
		l := make()
		put(b, l, Run{ID: "r", Period: june}, subs...)
		b.Run("item", func(b *testing.B) {
			for b.Loop() {
				if all, err := l.Item(b.Context(), june, "indicator_07"); err != nil || len(all) != 3000 {
					b.Fatal(len(all), err)
				}
			}
		})
		b.Run("all", func(b *testing.B) {
			for b.Loop() {
				if all, err := l.Observations(b.Context(), june); err != nil || len(all) != 180000 {
					b.Fatal(len(all), err)
				}
			}
		})
	})
}
