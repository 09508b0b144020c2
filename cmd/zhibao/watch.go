package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/fault"
)

// How often watch looks, and how many looks it waits for what does not become whole,
// and before it tries again what broke.
const (
	defaultEvery  = 2 * time.Second
	leastEvery    = 10 * time.Millisecond
	patientLooks  = 60
	looksToRepeat = 10
)

const clockTime = "15:04:05"

const (
	textWatching     = "监看 %s，每%g秒看一次；按 Ctrl-C 结束。"
	textWatchEmpty   = "收件夹还没有报表，等待收件。"
	textWatchWaits   = "等待：%s。"
	textWatchEnds    = "已停止监看，共运行%d轮。"
	textWatchRetries = "  监看继续，会自动再试。"
	textFlagEvery    = "每隔多久看一次收件夹，例如 2s、1m"
)

func (a *app) watchCommand() *cobra.Command {
	var every time.Duration
	c := a.withOn(a.withEdition(&cobra.Command{
		Use: "watch 报告期", Short: "监看收件夹，有报表到达就自动运行",
		Long: "监看 inputs/报告期：报表、收件.csv、准予.yaml、经验做法.txt 有增减或变化时，等文件写完，自动运行一次，\n" +
			"与 zhibao run 相同。出了错说明原因并继续监看。按 Ctrl-C 结束，退出码 0；运行途中按的，退出码 3。",
		Example: "  zhibao watch 2018-06\n  zhibao watch 2018-06 --every 30s", Args: exactly(1, "报告期"),
		RunE: func(c *cobra.Command, args []string) error {
			if every < leastEvery {
				return usage(fmt.Sprintf("间隔「%v」太短", every), fmt.Sprintf(textExample, "--every 2s"))
			}
			a.track = quietTracker(c.Context())
			p, period, err := a.openFor(args[0])
			if err != nil {
				return err
			}
			w := &watching{app: a, arg: args[0], box: inbox{dir: p.Workspace.Inputs(period.String()), patience: patientLooks * every}, every: every}
			return w.follow(c.Context())
		},
	}), textFlagOn)
	c.Flags().DurationVar(&every, "every", defaultEvery, textFlagEvery)
	return c
}

// watching is one watch at work.
type watching struct {
	*app
	arg    string // the period
	box    inbox
	every  time.Duration
	rounds int

	waits  string    // what was said to be waited for
	broke  string    // what the last round broke at
	repeat time.Time // when it is tried again; zero: it came to its end
}

// follow looks and runs until the context ends.
func (w *watching) follow(ctx context.Context) error {
	w.tell(textWatching, w.box.dir, w.every.Seconds())
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	for now := time.Now(); ; {
		if err := w.look(ctx, now); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			w.tell(textWatchEnds, w.rounds)
			return nil
		case now = <-tick.C:
		}
	}
}

// look runs if there is cause to and nothing is waited for.
func (w *watching) look(ctx context.Context, now time.Time) error {
	first := w.box.files == nil
	s, err := w.box.see(now)
	if err != nil {
		w.tellBroken(err, now)
		return nil
	}
	again := !w.repeat.IsZero() && !now.Before(w.repeat)
	if len(w.box.files) == 0 && w.box.taken == nil {
		w.tellOnce(textWatchEmpty)
		return nil
	}
	if len(s.Waiting) > 0 && first { // nothing was seen twice yet
		return nil
	}
	if len(s.Waiting) > 0 {
		w.tellOnce(fmt.Sprintf(textWatchWaits, someNames(s.Waiting)))
		return nil
	}
	if len(s.Changed) == 0 && !again {
		return nil
	}
	w.waits = ""
	w.box.take()
	return w.round(ctx, now, s.Changed)
}

// tellOnce says what is waited for, unless it was said last.
func (w *watching) tellOnce(text string) {
	if text != w.waits {
		w.waits = text
		w.tell("%s", text)
	}
}

// round is one run. Only its interruption is an error.
func (w *watching) round(ctx context.Context, began time.Time, changed []string) error {
	w.track = quietTracker(ctx)
	p, period, err := w.openFor(w.arg)
	var s *pipeline.Summary
	if err == nil {
		s, err = runOnce(ctx, p, period)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		w.tellBroken(err, time.Now())
		return nil
	}
	w.rounds++
	w.broke, w.repeat = "", time.Time{}
	w.tell("%s", w.roundLine(s, began, changed))
	return nil
}

// quietTracker follows a run without telling: a round has a line of its own.
func quietTracker(ctx context.Context) *tracker {
	t := newTracker(ctx)
	t.plain = io.Discard
	return t
}

// roundLine tells a round: what came, what it made.
func (w *watching) roundLine(s *pipeline.Summary, began time.Time, changed []string) string {
	what := cmp.Or(strings.Join(changed, "，"), "再试")
	told := fmt.Sprintf("应报%d家，审核通过%d家，退回%d家，缺报%d家", len(s.Units), s.Count(consolidate.Reported), s.Count(consolidate.Returned), s.Count(consolidate.Missing))
	if s.Unchanged {
		told += "，与上次相同"
	}
	return fmt.Sprintf("%s  第%d轮  %s：%s（用时%.1f秒）", began.Format(clockTime), w.rounds, what, told, time.Since(began).Seconds())
}

// tellBroken says why a round did not come to its end, once while it stays the same. It
// is tried again: what is in the way may not be among the inputs.
func (w *watching) tellBroken(err error, now time.Time) {
	w.repeat = now.Add(looksToRepeat * w.every)
	var f *fault.Fault
	if !errors.As(err, &f) {
		err = broken(err)
	}
	if text := err.Error(); text != w.broke {
		w.broke = text
		fmt.Fprintf(w.err, "%s  %s%s\n%s\n", now.Format(clockTime), textError, text, textWatchRetries)
	}
}

// tell is for who wants to know how it goes.
func (w *watching) tell(format string, args ...any) {
	if !w.quiet {
		w.say(format, args...)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
