package validate

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/xlsx"
)

// month2018 gives the sample's submissions of 2018-06, with a past that every rule
// can be reckoned on: two years of months.
func month2018(tb testing.TB) (Context, [][]byte) {
	tb.Helper()
	ctx := context(tb, "2018-06", nil)
	paths, err := filepath.Glob("../../inputs/2018-06/*.xlsx")
	if err != nil || len(paths) == 0 {
		tb.Fatal("no samples", err)
	}
	var files [][]byte
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			tb.Fatal(err)
		}
		files = append(files, data)
	}
	var months []Record
	for year := 2016; year <= 2018; year++ {
		for n := 2; n <= 12; n++ {
			p := stat.Period{Kind: stat.Month, Year: year, N: n}
			if n == 1 || !p.Before(ctx.Period) {
				continue
			}
			value := stat.Observation{Period: p, Quantity: quantity(fmt.Sprint(10 * n))}
			growth := stat.Observation{Period: p, Quantity: quantity(decimal.New(int64(80+n), -1).String())}
			months = append(months, Record{p, &value, &growth})
		}
	}
	ctx.Past = func(string, string) []Record { return months }
	ctx.History = func(_, _ string, p stat.Period) (stat.Observation, bool) {
		for _, r := range months {
			if r.Period.Key() == p.Key() {
				return *r.Value, true
			}
		}
		return stat.Observation{}, false
	}
	return ctx, files
}

func read(tb testing.TB, ctx Context, data []byte) []stat.Observation {
	tb.Helper()
	book, err := xlsx.Read(data, xlsx.DefaultLimits())
	if err != nil {
		tb.Fatal(err)
	}
	sub := ingest.Read(ingest.Context{Plan: ctx.Plan, Forms: ctx.Forms, Rules: ctx.Rules, Period: ctx.Period}, "x.xlsx", book)
	if len(sub.Observations) == 0 {
		tb.Fatal("nothing was read")
	}
	return sub.Observations
}

// BenchmarkRulesAgainstReading evaluates the whole book on 3,000 submissions,
// between units too, and reads them, in turn; it fails if the rules take longer.
// The submissions are the sample's over and over, the units with them.
func BenchmarkRulesAgainstReading(b *testing.B) {
	const submissions = 3000
	ctx, sample := month2018(b)
	files := make([][]byte, submissions)
	for i := range files {
		files[i] = sample[i%len(sample)]
	}
	given := make([][]stat.Observation, len(files))
	byItem := map[string][]stat.Observation{}
	for i, data := range files {
		given[i] = read(b, ctx, data)
		for _, o := range given[i] {
			byItem[o.Item] = append(byItem[o.Item], o)
		}
	}
	reading, judging := time.Hour, time.Hour
	verdicts := 0
	ctx.Tell = nil
	for b.Loop() {
		start := time.Now()
		for _, data := range files {
			read(b, ctx, data)
		}
		reading = min(reading, time.Since(start))
		start, verdicts = time.Now(), 0
		for _, observations := range given {
			out, err := Submission(ctx, observations)
			if err != nil {
				b.Fatal(err)
			}
			verdicts += out.Passed + len(out.Results)
		}
		out, err := Across(ctx, func(code string) ([]stat.Observation, error) { return byItem[code], nil })
		if err != nil {
			b.Fatal(err)
		}
		verdicts += out.Passed + len(out.Results)
		judging = min(judging, time.Since(start))
	}
	ratio := float64(judging) / float64(reading)
	b.ReportMetric(ratio, "rules/reading")
	b.ReportMetric(float64(verdicts)/float64(len(files)), "verdicts/file")
	b.ReportMetric(float64(judging.Microseconds())/float64(len(files)), "µs-rules/file")
	if ratio > 1 {
		b.Errorf("the rules take %.2f of the reading", ratio)
	}
}
