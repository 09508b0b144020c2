package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// tracker follows the stages of a command. On a terminal a bar shows them (bar.go);
// elsewhere each is a plain line when it begins. It writes to standard error.
type tracker struct {
	mu     sync.Mutex
	stages []*stage
	began  spent
	stop   <-chan struct{} // closed when the command is asked to stop
	plain  io.Writer       // nil: no lines
	bar    *bar            // nil: none
	timed  bool            // processor time and memory are wanted too
}

// stage is how far a stage is.
type stage struct {
	name        string
	done, total int
	item        string // what it works on
	counted     bool   // it told how much there is to do
	began, last spent
}

func newTracker(ctx context.Context) *tracker {
	return &tracker{began: spentNow(), stop: ctx.Done()}
}

// open says whether the stage is not through.
func (s *stage) open() bool { return !s.counted || s.done < s.total }

// show begins to tell of progress. The bar goes when something is written to standard
// output, or when the command is stopped, after which it tells that the command is stopping.
func (a *app) show() {
	if a.quiet || a.track.bar != nil || a.track.plain != nil {
		return
	}
	f, ok := a.err.(*os.File)
	if !ok || !movable(f) {
		a.track.plain = a.err
		return
	}
	a.track.bar = newBar(f, a.track)
	go a.track.bar.run()
}

// movable reports whether a file is a terminal on which a line can be drawn again.
// What has TERM=dumb cannot. A Windows console is taken to know the control
// sequences, as every one since Windows 10 does.
func movable(f *os.File) bool {
	return term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// progress is told how far a stage is, from any goroutine.
func (t *tracker) progress(name string, done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.stage(name)
	first := !s.counted
	s.counted, s.done, s.total = true, done, total
	s.last = t.spend(!s.open())
	if !first || t.plain == nil {
		return
	}
	if total > 1 {
		fmt.Fprintf(t.plain, "%s（%d）\n", name, total)
		return
	}
	fmt.Fprintln(t.plain, name)
}

// working is told what a stage has begun to work on, from any goroutine.
func (t *tracker) working(name, item string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.stage(name)
	s.item, s.last = item, t.spend(false)
}

// stage finds a stage that goes on by its name, or begins it.
func (t *tracker) stage(name string) *stage {
	for i, s := range t.stages {
		if s.name == name && (i == len(t.stages)-1 || s.counted && s.open()) {
			return s
		}
	}
	now := t.spend(true)
	if n := len(t.stages); n > 0 {
		t.stages[n-1].last.peak = max(t.stages[n-1].last.peak, now.peak)
	}
	s := &stage{name: name, began: now, last: now}
	t.stages = append(t.stages, s)
	return s
}

// spend is what the process has spent by now; reading its memory takes long enough to
// be left out mostly.
func (t *tracker) spend(memory bool) spent {
	switch {
	case !t.timed:
		return spent{wall: time.Now()}
	case !memory:
		return spent{wall: time.Now(), cpu: cpuTime()}
	}
	return spentNow()
}

// now is the stage to show: the first that is not through, else the last.
func (t *tracker) now() (stage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.stages) == 0 {
		return stage{}, false
	}
	for _, s := range t.stages {
		if s.counted && s.open() {
			return *s, true
		}
	}
	return *t.stages[len(t.stages)-1], true
}

// hide takes the bar from the screen.
func (t *tracker) hide() {
	if t.bar != nil {
		t.bar.end(false, "")
	}
}

// leave ends the bar and leaves it on the screen, as of a command that broke off.
func (t *tracker) leave() {
	if t.bar != nil {
		t.bar.end(true, "")
	}
}

// stopped says where a command was stopped, and what of its work is kept.
func (t *tracker) stopped() string {
	at, ok := t.now()
	if !ok {
		return ""
	}
	said := "  停在：" + at.name
	if at.total > 1 {
		said += fmt.Sprintf("（%d/%d）", at.done, at.total)
	}
	said += "\n"
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.stages {
		kept := textKept[s.name]
		switch {
		case kept == [2]string{}:
		case s.open():
			return said + fmt.Sprintf("  已存："+kept[0]+"\n", s.done)
		default:
			return said + fmt.Sprintf("  已存："+kept[1]+"\n", s.total)
		}
	}
	return said
}

// cleared is standard output: what is written to it must not come into the bar.
type cleared struct {
	io.Writer
	before func()
}

func (c cleared) Write(b []byte) (int, error) {
	c.before()
	return c.Writer.Write(b)
}
