package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
// stands still.
type soakCase struct {
	*brokenCase
	begin state

	mu     sync.Mutex
	broken map[[sha256.Size]byte]bool // states that were mended
	mended map[[sha256.Size]byte]bool // states that came of it and were looked at
	tried  map[answer]int
}

// breakEverywhere tries all points, or those of the part that soakPart names.
func (b *brokenCase) breakEverywhere(t *testing.T) {
	part := soakPartOf(t, len(b.ops))
	s := &soakCase{brokenCase: b, begin: capture(t, b.ready, nil), broken: map[[sha256.Size]byte]bool{}, mended: map[[sha256.Size]byte]bool{}, tried: map[answer]int{}}
	began, found := time.Now(), s.stops(t, part)
	var all, mine int
	for n := range b.ops {
		points := pointsOf(n+1, b.ops[n])
		all += len(points)
		if !part.has(n + 1) {
			continue
		}
		mine += len(points)
		for _, p := range points {
			t.Run(p.String(), func(t *testing.T) {
				t.Parallel()
				s.tryAt(t, p, found[p.n])
			})
		}
	}
	t.Cleanup(func() {
		t.Logf("%v of %d changes (%x): tried %d of %d points %v, of %d in all; %d states mended, %d ends, in %v",
			part, len(b.ops), s.list(t), sum(s.tried), mine, s.names(), all, len(s.broken), len(s.mended), time.Since(began).Round(time.Second))
	})
}

// list is a digest of what is changed, in whatever order: parts that are to make a whole
// have the same.
func (s *soakCase) list(t *testing.T) []byte {
	var all []string
	for _, o := range s.ops {
		all = append(all, o.call+" "+masked(relative(t, s.dir, o.path)))
	}
	slices.Sort(all)
	h := sha256.New()
	for _, line := range all {
		fmt.Fprintln(h, line)
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

// stops runs the command once and takes the workspace at each change of the part.
func (s *soakCase) stops(t *testing.T, part soakShare) map[int]stopped {
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
	if got.code != s.code || len(got.ops) != len(s.ops) {
		t.Fatalf("exit %d after %d changes, not %d\n%s", got.code, len(got.ops), len(s.ops), got.told)
	}
	return found
}

func relative(t *testing.T, dir, path string) string {
	name, err := filepath.Rel(dir, path)
	mustDo(t, err)
	return filepath.ToSlash(name)
}

// left is what a point leaves on the disk. The order of changes may differ from run to
// run, so a write may stand where another call was.
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

// soakShare is the k-th of n parts of a list from 1: the places from and to.
type soakShare struct{ k, n, from, to int }

func (s soakShare) has(i int) bool { return s.from <= i && i <= s.to }

func (s soakShare) String() string { return fmt.Sprintf("part %d/%d: %d–%d", s.k, s.n, s.from, s.to) }

// soakPartOf is the part of a list that soakPart names, all of it if it is not set.
func soakPartOf(t *testing.T, length int) soakShare {
	t.Helper()
	s := soakShare{k: 1, n: 1}
	if said := os.Getenv(soakPart); said != "" {
		if _, err := fmt.Sscanf(said, "%d/%d", &s.k, &s.n); err != nil || s.k < 1 || s.k > s.n {
			t.Fatal(errors.Join(fmt.Errorf("%s=%s: want k/n", soakPart, said), err))
		}
	}
	s.from, s.to = (s.k-1)*length/s.n+1, s.k*length/s.n
	return s
}
