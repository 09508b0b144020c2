//go:build unix

package ingest_test

import (
	"bytes"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/ingest"
	"zhibao/pipeline/xlsx"
)

// allowed is what taking a submission in may cost, as a share of what excelize
// takes to give the raw rows of the same files.
const allowed = 0.4

// takeIn reads files through the strict reader and ingest.
func takeIn(b *testing.B, ctx ingest.Context, files [][]byte) {
	for _, data := range files {
		book, err := xlsx.Read(data, xlsx.DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		if sub := ingest.Read(ctx, "x.xlsx", book); len(sub.Observations) == 0 {
			b.Fatal("nothing was read")
		}
	}
}

// rawRows reads files as users of excelize do.
func rawRows(b *testing.B, files [][]byte) {
	raw := excelize.Options{RawCellValue: true}
	for _, data := range files {
		f, err := excelize.OpenReader(bytes.NewReader(data), raw)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range f.GetSheetList() {
			if _, err := f.GetRows(name, raw); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIngest takes in all sample submissions of 2017.
func BenchmarkIngest(b *testing.B) {
	ctx, files := sampleContext(b), samples(b)
	b.ReportAllocs()
	for b.Loop() {
		takeIn(b, ctx, files)
	}
}

// BenchmarkExcelizeRaw reads the raw rows of the same files.
func BenchmarkExcelizeRaw(b *testing.B) {
	files := samples(b)
	b.ReportAllocs()
	for b.Loop() {
		rawRows(b, files)
	}
}

// processor is the time that this process has had of the processor.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// timed is what work took of the processor, with the heap clean before it.
func timed(b *testing.B, work func()) time.Duration {
	runtime.GC()
	start := processor(b)
	work()
	return processor(b) - start
}

// BenchmarkIngestRatio does both in turn and compares the least time of the
// processor that each took, which depends least on what else the machine does; it
// fails if taking in costs more than its share.
func BenchmarkIngestRatio(b *testing.B) {
	ctx, files := sampleContext(b), samples(b)
	ours, theirs := time.Hour, time.Hour
	for b.Loop() {
		ours = min(ours, timed(b, func() { takeIn(b, ctx, files) }))
		theirs = min(theirs, timed(b, func() { rawRows(b, files) }))
	}
	ratio := float64(ours) / float64(theirs)
	b.ReportMetric(ratio, "ours/excelize")
	if b.N > 2 && ratio > allowed {
		b.Errorf("taking in costs %.2f of excelize's raw rows, allowed %.2f", ratio, allowed)
	}
}
