package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/term"
)

// The bar is one line of a terminal, written over itself ten times a second at most,
// whatever the work does. The cursor waits at its beginning, so that a window that
// is made narrower, and breaks the line, is cleaned from there to its end by the
// next drawing. It uses \r and ESC[J (ECMA-48, 8.3.39) and ASCII signs, which are as
// wide in every terminal.
const (
	barPause  = 300 * time.Millisecond // what is done by then shows no bar
	barEvery  = 100 * time.Millisecond
	clearRest = "\x1b[J"
)

type bar struct {
	file  *os.File
	track *tracker
	over  chan struct{}

	mu    sync.Mutex
	ended bool
	shown string
}

func newBar(f *os.File, t *tracker) *bar {
	return &bar{file: f, track: t, over: make(chan struct{})}
}

// run draws until the bar has ended or the command is to stop.
func (b *bar) run() {
	wait := time.NewTimer(barPause)
	defer wait.Stop()
	for {
		select {
		case <-b.over:
			return
		case <-b.track.stop:
			b.end(true, textStopping+"\n")
			return
		case <-wait.C:
			b.draw()
			wait.Reset(barEvery)
		}
	}
}

// draw writes the line anew if it has changed.
func (b *bar) draw() {
	at, ok := b.track.now()
	if !ok {
		at = stage{name: textPreparing, began: b.track.began}
	}
	width, _, err := term.GetSize(int(b.file.Fd()))
	if err != nil {
		return
	}
	line := barLine(at, width-1, time.Since(at.began.wall))
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || line == b.shown {
		return
	}
	b.shown = line
	_, _ = b.file.WriteString(line + clearRest + "\r") // a bar that cannot be drawn is no reason to stop
}

// end takes the line away or leaves it, and adds a note, unless it has ended before.
func (b *bar) end(leave bool, note string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.ended = true
	close(b.over)
	after := clearRest
	if leave {
		after = b.shown + clearRest + "\n"
	}
	if b.shown == "" {
		after = ""
	}
	_, _ = b.file.WriteString(after + note)
}

// barLine is the line of at most width columns: stage, bar, count, time, and what is
// worked on, as far as there is room for it.
func barLine(s stage, width int, since time.Duration) string {
	const widest = 24
	line := s.name
	cells := min(widest, (width-columns(line))/3-4) // a third, and the most of it for the name
	if cells >= 8 {
		line += " [" + barCells(s, cells, since) + "]"
	}
	if s.counted && s.total > 1 {
		total := fmt.Sprint(s.total)
		line += fmt.Sprintf(" %*d/%s", len(total), s.done, total)
	}
	if n := int(since / time.Second); n > 0 {
		line += fmt.Sprintf(" %d秒", n)
	}
	if s.item != "" {
		line += " " + printable(s.item)
	}
	return fit(line, max(width, 1), most)
}

// barCells are the cells of the bar: the share that is done or, where that is not
// known, a mark that goes to and fro.
func barCells(s stage, cells int, since time.Duration) string {
	if s.counted && s.total > 1 {
		full := cells * min(s.done, s.total) / s.total
		return strings.Repeat("#", full) + strings.Repeat(".", cells-full)
	}
	const mark = "==="
	way := cells - len(mark)
	at := int(since/(2*barEvery)) % (2 * way)
	if at > way {
		at = 2*way - at
	}
	return strings.Repeat(".", at) + mark + strings.Repeat(".", way-at)
}

// printable takes from a name what would move the cursor.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
