package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
)

// crashCase is a command that is broken off at each of its changes of the disk.
type crashCase struct {
	name    string
	prepare func(t *testing.T, dir string) // before the command; nil for a new workspace
	args    []string                       // DIR stands for the workspace
	code    int                            // of an uninterrupted run
	again   fault.Code                     // of the command run again after it was through
	random  bool                           // the outputs hold a key of their own
}

func crashCases() []crashCase {
	ran := func(t *testing.T, dir string) { must(t, dir, 1, "run", "2017") }
	return []crashCase{
		{name: "first run", args: []string{"run", "2017"}, code: 1, again: 1},
		{name: "revised", prepare: func(t *testing.T, dir string) {
			ran(t, dir)
			file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
			setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, cell, 2600)
		}, args: []string{"run", "2017"}, code: 1, again: 1},
		{name: "ingest", args: []string{"ingest", "2017"}},
		{name: "sign", prepare: ran, args: []string{"sign", "2017", "--step", "初审", "--name", "综合科科长"}, again: 2},
		{name: "close", prepare: ran, args: []string{"close", "2017", "--name", "分管副局长"}, again: 2},
		{name: "forms", prepare: func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".zhibao", "key"), strings.Repeat("ab", 32)+"\n")
		}, args: []string{"template", "2017"}},
		{name: "first forms", args: []string{"template", "2017"}, random: true},
		{name: "report", prepare: func(t *testing.T, dir string) {
			ran(t, dir)
			mustDo(t, os.RemoveAll(filepath.Join(dir, "outputs")))
		}, args: []string{"report", "2017"}, code: 1, again: 1},
		{name: "backup", prepare: ran, args: []string{"ledger", "backup", "DIR/templates/备份.db"}, again: 2},
	}
}

// crashPoint is one way of one break: at the n-th change.
type crashPoint struct {
	n   int
	how answer
}

func (p crashPoint) decide(n int, o op) answer {
	if n == p.n || n > p.n && p.how == full && o.takesRoom() { // a full disk stays full
		return p.how
	}
	return proceed
}

// writes reports whether a call can be done by half; takesRoom, whether it needs room
// on the disk.
func (o op) writes() bool    { return o.call == "write" || o.call == "pwrite" }
func (o op) takesRoom() bool { return o.writes() || o.call == "create" || o.call == "mkdir" }

var answerNames = map[answer]string{die: "killed before", tear: "killed in", full: "disk full from", faulty: "input-output error at", dark: "power off before"}

// Each command is broken off at each of its changes of the disk: killed before it and in
// the midst of it, with a power failure that takes what is not yet on the disk, and with
// a disk that is full from there on or fails once. What was
// printed is the old set or the new one, and the next run finishes the work: there is
// what there would have been, and nothing else. Unless soak is set only a sample of
// the points is tried.
func TestBrokenAnywhere(t *testing.T) {
	t.Parallel()
	all := os.Getenv(soak) != ""
	random := rand.New(rand.NewPCG(5, 2017)) // the same points each time
	for _, c := range crashCases() {
		seed := random.Uint64()
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.breakAll(t, all, rand.New(rand.NewPCG(seed, 1)))
		})
	}
}

func (c crashCase) breakAll(t *testing.T, everywhere bool, random *rand.Rand) {
	ready := small(t)
	if c.prepare != nil {
		c.prepare(t, ready)
	}
	before := leftBy(t, ready)
	dir := duplicate(t, ready)
	whole := watch(t, dir, c.in(dir), func(int, op) answer { return proceed })
	ops := whole.ops
	if whole.code != c.code || len(ops) == 0 {
		t.Fatalf("exit %d after %d changes\n%s", whole.code, len(ops), whole.told)
	}
	checkLasting(t, dir, whole.disk)
	after := leftBy(t, dir)
	verified := invoke(dir, "verify").code
	tidy(t, dir)

	var points []crashPoint
	for n := range ops {
		for _, how := range []answer{die, tear, full, faulty, dark} {
			if how != tear && how != full || how == tear && ops[n].writes() || how == full && ops[n].takesRoom() {
				points = append(points, crashPoint{n + 1, how})
			}
		}
	}
	all := len(points)
	random.Shuffle(all, func(i, j int) { points[i], points[j] = points[j], points[i] })
	if !everywhere {
		points = points[:2]
	}
	t.Logf("%d changes of the disk, %d of %d points", len(ops), len(points), all)
	for _, p := range points {
		t.Run(fmt.Sprintf("%s %d", answerNames[p.how], p.n), func(t *testing.T) {
			c.breakAt(t, duplicate(t, ready), p, before, after, verified)
		})
	}
}

// checkLasting wants all that a command did to be on the disk once it has ended.
func checkLasting(t *testing.T, dir string, d *disk) {
	t.Helper()
	for path := range d.files {
		if path != filepath.Join(dir, ".zhibao", "lock") { // its content means nothing
			t.Errorf("%s is not on the disk at the end", path)
		}
	}
	for path := range d.folders {
		if path != filepath.Join(dir, "outputs") { // a stage that comes back is cleared away
			t.Errorf("names in %s are not on the disk at the end", path)
		}
	}
}

// in are the arguments in a workspace.
func (c crashCase) in(dir string) []string {
	args := []string{"-C", dir}
	for _, a := range c.args {
		args = append(args, strings.Replace(a, "DIR", dir, 1))
	}
	return args
}

func (c crashCase) breakAt(t *testing.T, dir string, p crashPoint, before, after ended, verified fault.Code) {
	got := watch(t, dir, c.in(dir), p.decide)
	if t.Failed() || len(got.ops) < p.n {
		t.Fatalf("only %d changes", len(got.ops))
	}
	at := fmt.Sprintf("%s %v", answerNames[p.how], got.ops[p.n-1])
	switch {
	case p.how == full || p.how == faulty:
		c.checkRefused(t, dir, at, got.code, got.out+got.told, before, after)
	case got.code != -1:
		t.Errorf("%s: exit %d", at, got.code)
	case p.how == dark:
		mustDo(t, got.disk.lose())
	}

	if again := invoke(dir, c.in(dir)[2:]...); again.code != fault.Code(c.code) && again.code != c.again {
		t.Fatalf("%s; run again: exit %d\n%s", at, again.code, again.err)
	}
	c.checkEnd(t, dir, at, after)
	if again := invoke(dir, "verify"); again.code != verified {
		t.Errorf("%s: verify says %d\n%s%s", at, again.code, again.out, again.err)
	}
	if c.args[0] == "ingest" { // it has no lock, so it leaves what may be another's to the next run
		must(t, dir, 1, "run", "2017")
	}
	tidy(t, dir)
}

// checkRefused looks at what a command did whose disk failed: it says so, and what is
// printed is the old set, or the new one.
func (c crashCase) checkRefused(t *testing.T, dir, at string, code int, told string, before, after ended) {
	if code == c.code {
		c.checkEnd(t, dir, at+" (which did no harm)", after)
		return
	}
	if code != 3 || !strings.Contains(told, "出错：") || !strings.Contains(told, "处理：请") {
		t.Errorf("%s: exit %d\n%s", at, code, told)
	}
	outputs := inPlace(t, dir)
	if !c.random && !maps.Equal(outputs, before.outputs) && !maps.Equal(outputs, after.outputs) && len(outputs) > 0 {
		t.Errorf("%s: the outputs are neither the old set nor the new one: %v", at, digests(outputs))
	}
}

// checkEnd wants what an uninterrupted command left.
func (c crashCase) checkEnd(t *testing.T, dir, at string, want ended) {
	t.Helper()
	got := leftBy(t, dir)
	if c.random {
		for name := range got.outputs {
			got.outputs[name] = want.outputs[name]
		}
	}
	equalTrees(t, at+": outputs", want.outputs, got.outputs)
	if !maps.Equal(want.sums, got.sums) || !maps.Equal(want.rows, got.rows) {
		t.Errorf("%s: the ledger holds %v %v, want %v %v", at, got.sums, got.rows, want.sums, want.rows)
	}
	if c.args[0] == "ledger" {
		copied, err := ledger.OpenReadOnly(filepath.Join(dir, "templates", "备份.db"))
		proofs := sums(t, copied, err)
		delete(proofs, "content")
		for table, p := range proofs {
			if table != "period_event" && p != got.sums[table] {
				t.Errorf("%s: the backup holds %v of %s, the ledger %v", at, p, table, got.sums[table])
			}
		}
		if left := slices.Sorted(maps.Keys(tree(t, filepath.Join(dir, "templates")))); len(left) != 1 {
			t.Errorf("%s: beside the backup lies %v", at, left)
		}
	}
}
