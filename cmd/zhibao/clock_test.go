package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/fault"
)

// A computer whose clock went backwards is told so: nothing is recorded or printed by
// it, since what is asked for by date would be wrong ever after.
func TestClockWentBack(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	a := silent(t, dir)
	tomorrow := func() {
		p, period, err := a.openFor("2017")
		mustDo(t, err)
		p.Now = func() time.Time { return time.Now().Add(24 * time.Hour) }
		_, err = pipeline.Run(t.Context(), p, period)
		mustDo(t, err)
	}
	tomorrow()
	before := tree(t, filepath.Join(dir, "outputs"))
	const said = "电脑的时间"
	refused := func(args ...string) {
		t.Helper()
		got := must(t, dir, fault.Broken, args...)
		if !strings.Contains(got.err, said) || !strings.Contains(got.err, "处理：请校准电脑的日期和时间") {
			t.Errorf("%v: %s", args, got.err)
		}
		equalTrees(t, strings.Join(args, " "), before, tree(t, filepath.Join(dir, "outputs")))
		tidy(t, dir)
	}
	must(t, dir, 0, "run", "2017") // it has nothing to record
	refused("sign", "2017", "--step", "初审", "--name", "综合科科长")
	refused("close", "2017", "--name", "分管副局长")
	config := read(t, filepath.Join(dir, "zhibao.yaml"))
	swap(t, dir, "zhibao.yaml", "signature: ", "signature: 示例") // the same run, printed otherwise
	refused("run", "2017")
	write(t, filepath.Join(dir, "zhibao.yaml"), config)
	file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
	path := filepath.Join(dir, "inputs", "2017", file)
	was := read(t, path)
	setCell(t, path, sheet, cell, 2600)
	refused("run", "2017")
	write(t, path, was)
	tomorrow()
	equalTrees(t, "with the clock put right", before, tree(t, filepath.Join(dir, "outputs")))
	must(t, dir, 0, "verify")
}
