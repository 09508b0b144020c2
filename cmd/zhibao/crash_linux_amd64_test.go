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

// brokenCase is a case with its workspace and what an uninterrupted command leaves in it.
type brokenCase struct {
	crashCase
	ready         string // the workspace before the command
	ops           []op
	before, after ended
	verified      fault.Code
}

// caller runs a command in a workspace.
type caller func(dir string, args ...string) result

func crashCases() []crashCase {
	ran := func(t *testing.T, dir string) { must(t, dir, 1, "run", smallPeriod) }
	return []crashCase{
		{name: "first run", args: []string{"run", smallPeriod}, code: 1, again: 1},
		{name: "revised", prepare: func(t *testing.T, dir string) {
			ran(t, dir)
			revise(t, dir)
		}, args: []string{"run", smallPeriod}, code: 1, again: 1},
		{name: "ingest", args: []string{"ingest", smallPeriod}},
		{name: "sign", prepare: ran, args: []string{"sign", smallPeriod, "--step", "初审", "--name", "综合科科长"}, again: 2},
		{name: "close", prepare: ran, args: []string{"close", smallPeriod, "--name", "分管副局长"}, again: 2},
		{name: "forms", prepare: func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".zhibao", "key"), strings.Repeat("ab", 32)+"\n")
		}, args: []string{"template", smallPeriod}},
		{name: "first forms", args: []string{"template", smallPeriod}, random: true},
		{name: "report", prepare: func(t *testing.T, dir string) {
			ran(t, dir)
			mustDo(t, os.RemoveAll(filepath.Join(dir, "outputs")))
		}, args: []string{"report", smallPeriod}, code: 1, again: 1},
		{name: "backup", prepare: ran, args: []string{"ledger", "backup", "DIR/templates/备份.db"}, again: 2},
	}
}

// crashPoint is one way of one break: at the n-th change.
type crashPoint struct {
	n   int
	how answer
}

func (p crashPoint) String() string { return fmt.Sprintf("%s %d", answerNames[p.how], p.n) }

func (p crashPoint) decide(s stop) answer {
	if s.n == p.n || s.n > p.n && p.how == full && s.takesRoom() { // a full disk stays full
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
// what there would have been, and nothing else. Tried is a sample of the points; with
// soak set, all of them (soakCase).
func TestBrokenAnywhere(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 2017)) // the same points each time
	for _, c := range crashCases() {
		seed := random.Uint64()
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, random := c.unbroken(t), rand.New(rand.NewPCG(seed, 1))
			if os.Getenv(soak) != "" {
				b.breakEverywhere(t, random)
				return
			}
			points := pointsOf(b.ops)
			all := len(points)
			random.Shuffle(all, func(i, j int) { points[i], points[j] = points[j], points[i] })
			t.Logf("%d changes of the disk, %d of %d points", len(b.ops), sampled, all)
			for _, p := range points[:sampled] {
				t.Run(p.String(), func(t *testing.T) { b.breakAt(t, p) })
			}
		})
	}
}

// sampled is how many points of a case are tried without soak.
const sampled = 3

func (c crashCase) unbroken(t *testing.T) *brokenCase {
	b := &brokenCase{crashCase: c, ready: small(t)}
	if c.prepare != nil {
		c.prepare(t, b.ready)
	}
	b.before = leftBy(t, b.ready)
	dir := duplicate(t, b.ready)
	whole := watch(t, dir, c.in("zhibao", dir), func(stop) answer { return proceed })
	b.ops = whole.ops
	if whole.code != c.code || len(b.ops) == 0 {
		t.Fatalf("exit %d after %d changes\n%s", whole.code, len(b.ops), whole.told)
	}
	checkLasting(t, dir, whole.disk)
	b.after = leftBy(t, dir)
	b.verified = invoke(dir, "verify").code
	tidy(t, dir)
	return b
}

// pointsOf are all ways in which all changes can be broken.
func pointsOf(ops []op) (all []crashPoint) {
	for i, o := range ops {
		for _, how := range []answer{die, tear, full, faulty, dark} {
			if how != tear && how != full || how == tear && o.writes() || how == full && o.takesRoom() {
				all = append(all, crashPoint{i + 1, how})
			}
		}
	}
	return all
}

// checkLasting wants all that a command did to be on the disk once it has ended.
func checkLasting(t *testing.T, dir string, d *disk) {
	t.Helper()
	for path := range d.files {
		if name := filepath.Base(path); name != "lock" && name != "ingest.lock" { // their content means nothing
			t.Errorf("%s is not on the disk at the end", path)
		}
	}
	for path := range d.folders {
		if path != filepath.Join(dir, "outputs") { // a stage that comes back is cleared away
			t.Errorf("names in %s are not on the disk at the end", path)
		}
	}
}

// in is the command line in a workspace.
func (c crashCase) in(program, dir string) []string {
	args := []string{program, "-C", dir}
	for _, a := range c.args {
		args = append(args, strings.Replace(a, "DIR", dir, 1))
	}
	return args
}

func (b *brokenCase) breakAt(t *testing.T, p crashPoint) {
	dir := duplicate(t, b.ready)
	got := b.watchTo(t, dir, "zhibao", p)
	at := fmt.Sprintf("%s %v", answerNames[p.how], got.ops[p.n-1])
	switch {
	case p.how == full || p.how == faulty:
		b.checkRefused(t, dir, at, got)
	case got.code != -1:
		t.Errorf("%s: exit %d", at, got.code)
	case p.how == dark:
		mustDo(t, got.disk.lose())
	}
	b.runAgain(t, dir, at, invoke)
	b.checkEnd(t, dir, at, invoke)
}

// watchTo breaks the command at a point.
func (b *brokenCase) watchTo(t *testing.T, dir, program string, p crashPoint) watchedRun {
	got := watch(t, dir, b.in(program, dir), p.decide)
	if t.Failed() || len(got.ops) < p.n {
		t.Fatalf("only %d changes", len(got.ops))
	}
	return got
}

// runAgain runs the command in a workspace where it was broken off.
func (b *brokenCase) runAgain(t *testing.T, dir, at string, call caller) {
	t.Helper()
	if got := call(dir, b.in("", dir)[3:]...); got.code != fault.Code(b.code) && got.code != b.again {
		t.Fatalf("%s; run again: exit %d\n%s", at, got.code, got.err)
	}
}

// checkEnd wants what an uninterrupted command left, and nothing else.
func (b *brokenCase) checkEnd(t *testing.T, dir, at string, call caller) {
	t.Helper()
	b.checkLeft(t, dir, at)
	if got := call(dir, "verify"); got.code != b.verified {
		t.Errorf("%s: verify says %d\n%s%s", at, got.code, got.out, got.err)
	}
	if b.args[0] == "ingest" { // it has no lock, so it leaves what may be another's to the next run
		if got := call(dir, "run", smallPeriod); got.code != 1 {
			t.Errorf("%s: run: exit %d\n%s", at, got.code, got.err)
		}
	}
	tidy(t, dir)
}

// checkRefused looks at what a command did whose disk failed: it says so, and what is
// printed is the old set, or the new one.
func (b *brokenCase) checkRefused(t *testing.T, dir, at string, got watchedRun) {
	t.Helper()
	if got.code == b.code {
		b.checkLeft(t, dir, at+" (which did no harm)")
		return
	}
	told := got.out + got.told
	if got.code != 3 || !strings.Contains(told, "出错：") || !strings.Contains(told, "处理：请") {
		t.Errorf("%s: exit %d\n%s", at, got.code, told)
	}
	outputs := inPlace(t, dir)
	if !b.random && !maps.Equal(outputs, b.before.outputs) && !maps.Equal(outputs, b.after.outputs) && len(outputs) > 0 {
		t.Errorf("%s: the outputs are neither the old set nor the new one: %v", at, digests(outputs))
	}
}

func (b *brokenCase) checkLeft(t *testing.T, dir, at string) {
	t.Helper()
	got, want := leftBy(t, dir), b.after
	if b.random {
		for name := range got.outputs {
			got.outputs[name] = want.outputs[name]
		}
	}
	equalTrees(t, at+": outputs", want.outputs, got.outputs)
	if !maps.Equal(want.sums, got.sums) || !maps.Equal(want.rows, got.rows) {
		t.Errorf("%s: the ledger holds %v %v, want %v %v", at, got.sums, got.rows, want.sums, want.rows)
	}
	if b.args[0] == "ledger" {
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
