package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// soakCase breaks a command off at each of its changes, in each way. What is on the disk
// when a process is killed, or the power fails, is taken while the process waits for the
// answer; for a disk that fails the command is run anew for each point. Workspaces that
// hold the same are mended once, and an end that is like another one is looked at once:
// what the program makes of a workspace follows from what lies there, since the clock
// stands still. One worker makes the changes come in the same order each time, so that
// parts make a whole; several are left to the sample and to TestKilledAnywhere.
type soakCase struct {
	*brokenCase
	begin state
	ops   []op

	mu     sync.Mutex
	broken map[[sha256.Size]byte]bool // states that were mended
	mended map[[sha256.Size]byte]bool // states that came of it and were looked at
	tried  map[answer]int
}

// breakEverywhere tries all points, or those of the part that soakPart names, in an
// order of chance.
func (b *brokenCase) breakEverywhere(t *testing.T, random *rand.Rand) {
	swap(t, b.ready, "zhibao.yaml", "\nworkers: 0\n", "\nworkers: 1\n")
	s := &soakCase{brokenCase: b, begin: capture(t, b.ready, nil), broken: map[[sha256.Size]byte]bool{}, mended: map[[sha256.Size]byte]bool{}, tried: map[answer]int{}}
	list := s.list(t)
	part := soakPartOf(t, len(s.ops))
	began, found := time.Now(), s.stops(t, part, list)
	points := pointsOf(s.ops)
	all := len(points)
	points = slices.DeleteFunc(points, func(p crashPoint) bool { return !part.has(p.n) })
	random.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	for _, p := range points {
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			s.tryAt(t, p, found[p.n])
		})
	}
	t.Cleanup(func() {
		t.Logf("%v of %d changes (list %x): tried %d of %d points %v, of %d in all; %d states mended, %d ends, in %v",
			part, len(s.ops), list, sum(s.tried), len(points), s.names(), all, len(s.broken), len(s.mended), time.Since(began).Round(time.Second))
	})
}

// list notes what a command changes. Its digest is the same for all parts of a whole.
func (s *soakCase) list(t *testing.T) []byte {
	dir := s.begin.lay(t)
	s.ops = watch(t, dir, s.in("zhibao-frozen", dir), func(stop) answer { return proceed }).ops
	return digestOf(t, dir, s.ops)
}

func digestOf(t *testing.T, dir string, ops []op) []byte {
	h := sha256.New()
	for _, o := range ops {
		fmt.Fprintln(h, o.call, maskedName(relative(t, dir, o.path)))
	}
	return h.Sum(nil)[:6]
}

func (s *soakCase) names() (tried []string) {
	for how, n := range s.tried {
		tried = append(tried, fmt.Sprintf("%s: %d", answerNames[how], n))
	}
	slices.Sort(tried)
	return tried
}

// stopped is the workspace at a change.
type stopped struct {
	op
	at   state
	half []byte // of a write: what half of it puts where
	from int64
	lost map[string][]byte // what a power failure leaves of which file
}

// stops runs the command again and takes the workspace at each change of the part.
func (s *soakCase) stops(t *testing.T, part soakShare, list []byte) map[int]stopped {
	dir := s.begin.lay(t)
	found, last := map[int]stopped{}, s.begin
	got := watch(t, dir, s.in("zhibao-frozen", dir), func(c stop) answer {
		if !part.has(c.n) {
			return proceed
		}
		last = capture(t, dir, last)
		here := stopped{op: c.op, at: last, lost: map[string][]byte{}}
		here.path = relative(t, dir, c.path)
		for path, was := range c.disk.files {
			here.lost[relative(t, dir, path)] = was
		}
		if c.writes() {
			var err error
			here.half, here.from, err = c.in.torn(c.op)
			mustDo(t, err)
		}
		found[c.n] = here
		return proceed
	})
	if again := digestOf(t, dir, got.ops); got.code != s.code || !bytes.Equal(again, list) {
		t.Fatalf("exit %d after %d changes (%x), not %d (%x)\n%s", got.code, len(got.ops), again, len(s.ops), list, got.told)
	}
	return found
}

// left is what a point leaves on the disk.
func (s stopped) left(how answer) state {
	switch how {
	case tear:
		return s.at.torn(s.path, s.half, s.from)
	case dark:
		return s.at.without(s.lost)
	}
	return s.at
}

func (s *soakCase) tryAt(t *testing.T, p crashPoint, here stopped) {
	var dir, at string
	var now state
	if p.how == full || p.how == faulty {
		dir = s.begin.lay(t)
		got := s.watchTo(t, dir, "zhibao-frozen", p)
		at = fmt.Sprintf("%s %v", answerNames[p.how], got.ops[p.n-1])
		s.checkRefused(t, dir, at, got)
		now = capture(t, dir, s.begin)
	} else {
		at, now = fmt.Sprintf("%s %v", answerNames[p.how], here.op), here.left(p.how)
	}
	if s.first(s.broken, now) {
		if dir == "" {
			dir = now.lay(t)
		}
		later := invokeAt(frozenAt.Add(time.Hour))
		s.runAgain(t, dir, at, later)
		if s.first(s.mended, capture(t, dir, now)) {
			s.checkEnd(t, dir, at, later)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried[p.how]++
}

// first reports whether a state is new among those that were seen.
func (s *soakCase) first(seen map[[sha256.Size]byte]bool, one state) bool {
	key := one.key()
	s.mu.Lock()
	defer s.mu.Unlock()
	if seen[key] {
		return false
	}
	seen[key] = true
	return true
}

func sum(counts map[answer]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
