package main

import (
	"path/filepath"
	"testing"

	"zhibao/pipeline/fault"
)

// The limits of zhibao.yaml hold, and a limit that is none is refused.
func TestLimits(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	config := read(t, filepath.Join(dir, "zhibao.yaml"))
	write(t, filepath.Join(dir, "zhibao.yaml"), config+"\nlimits: {cells: 10}\n")
	in := filepath.Join(dir, "inputs", "2017", liling)
	list := dumped[[]struct{ Findings []finding }](t, dir, "check", "--json", "--period", "2017", in)
	findingOf(t, list[0].Findings, "F01", liling)
	write(t, filepath.Join(dir, "zhibao.yaml"), config+"\nlimits: {cells: 300000, seconds: 60}\n")
	if got := dumped[[]struct{ Accepted bool }](t, dir, "check", "--json", "--period", "2017", in); !got[0].Accepted {
		t.Error("not accepted under wide limits")
	}
	for _, bad := range []string{"{cells: 0}", "{seconds: -1}", "{cell: 1}", "{cells: many}"} {
		write(t, filepath.Join(dir, "zhibao.yaml"), config+"\nlimits: "+bad+"\n")
		must(t, dir, fault.Usage, "check", in)
	}
}
