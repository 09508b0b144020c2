package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows a bar for each stage on a terminal, and a plain line when a
// stage begins elsewhere. It writes to standard error.
func (a *app) progress() func(stage string, done, total int) {
	if a.quiet {
		return func(string, int, int) {}
	}
	f, ok := a.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return plainProgress(a.err)
	}
	var mu sync.Mutex
	var bar *progressbar.ProgressBar
	current := ""
	return func(stage string, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		if stage != current {
			current = stage
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(stage),
				progressbar.OptionSetWidth(24), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(false),
				progressbar.OptionSetElapsedTime(false), progressbar.OptionOnCompletion(func() { fmt.Fprintln(f) }))
		}
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

func plainProgress(w io.Writer) func(stage string, done, total int) {
	var mu sync.Mutex
	current := ""
	return func(stage string, _, total int) {
		mu.Lock()
		defer mu.Unlock()
		if stage == current {
			return
		}
		current = stage
		if total > 1 {
			fmt.Fprintf(w, "%s（%d）\n", stage, total)
			return
		}
		fmt.Fprintln(w, stage)
	}
}
