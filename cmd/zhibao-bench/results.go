package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// results are what go test -bench prints: benchmark → unit → value, without the
// number of processors behind the name.
type results map[string]map[string]float64

var benchLine = regexp.MustCompile(`^(Benchmark\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// readResults reads the output of go test -bench, of several packages. Whatever says
// that a benchmark failed is an error: a table is made of whole results only.
func readResults(r io.Reader) (results, error) {
	all := results{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "FAIL") || strings.HasPrefix(line, "--- FAIL") || strings.HasPrefix(line, "panic:") {
			return nil, fmt.Errorf("the benchmarks failed: %s", line)
		}
		m := benchLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		fields := strings.Fields(m[2])
		if len(fields)%2 != 0 {
			return nil, fmt.Errorf("not pairs of value and unit: %s", line)
		}
		units := map[string]float64{}
		for pair := range slices.Chunk(fields, 2) {
			v, err := strconv.ParseFloat(pair[0], 64)
			if err != nil {
				return nil, fmt.Errorf("%w in %s", err, line)
			}
			units[pair[1]] = v
		}
		all[m[1]] = units
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no results of benchmarks on standard input")
	}
	return all, nil
}

// figure is a value of a benchmark; ok is false where it was not measured.
type figure struct {
	value float64
	ok    bool
}

func (r results) get(benchmark, unit string) figure {
	v, ok := r[benchmark][unit]
	return figure{v, ok}
}

func (f figure) over(g figure) figure {
	return figure{f.value / g.value, f.ok && g.ok && g.value != 0}
}
func (f figure) minus(g figure) figure       { return figure{f.value - g.value, f.ok && g.ok} }
func (f figure) plus(g figure) figure        { return figure{f.value + g.value, f.ok && g.ok} }
func (f figure) times(factor float64) figure { return figure{f.value * factor, f.ok} }
func (f figure) show(format string) string {
	if !f.ok {
		return "—"
	}
	return fmt.Sprintf(format, f.value)
}
