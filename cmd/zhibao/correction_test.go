package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/workspace"
)

// BenchmarkAfterCorrection compares a run after one workbook of 200 was corrected with
// the hashing of its inputs and with printing alone.
func BenchmarkAfterCorrection(b *testing.B) {
	dir := sample(b)
	multiply(b, filepath.Join(dir, "inputs", "2017"), 200)
	took := func(args ...string) time.Duration {
		began := time.Now()
		if got := invoke(dir, args...); got.code > fault.Person {
			b.Fatal(got.err)
		}
		return time.Since(began)
	}
	first := took("run", "2017", "-q")
	workbook := filepath.Join(dir, "inputs", "2017", "D01-市统计局.xlsx")
	var hashing, rendering, corrected time.Duration
	n := 0
	for b.Loop() {
		n++
		b.StopTimer()
		setCell(b, workbook, "部门表", "D11", 1038.5+float64(n))
		b.StartTimer()
		began := time.Now()
		names, _ := filepath.Glob(filepath.Join(dir, "inputs", "2017", "*"))
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			workspace.Hash(data)
		}
		hashing += time.Since(began)
		corrected += took("run", "2017", "-q")
		rendering += took("report", "2017", "-q")
	}
	b.ReportMetric(float64(hashing.Milliseconds())/float64(n), "hashing-ms")
	b.ReportMetric(float64(rendering.Milliseconds())/float64(n), "rendering-ms")
	b.ReportMetric(float64(corrected.Milliseconds())/float64(n), "corrected-ms")
	b.ReportMetric(float64(first)/float64(corrected)*float64(n), "first/corrected")
	b.ReportMetric(float64(corrected)/float64(hashing+rendering), "corrected/(hashing+rendering)")
	b.ReportMetric(float64(corrected-rendering)/float64(hashing), "(corrected-rendering)/hashing")
}
