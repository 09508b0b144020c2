package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"
)

// spent is what the process had used at a moment.
type spent struct {
	wall time.Time
	cpu  time.Duration // of all threads
	peak int64         // bytes
}

func spentNow() spent { return spent{time.Now(), cpuTime(), peakMemory()} }

// span is a time in which one stage, or several at once, went on.
type span struct{ from, to spent }

func (s span) wall() time.Duration { return s.to.wall.Sub(s.from.wall) }
func (s span) cpu() time.Duration  { return s.to.cpu - s.from.cpu }

// timing is a line of the table of stages.
type timing struct {
	name      string
	wall, cpu time.Duration
	count     int
	peak      int64
	beside    bool // another stage went on at the same time
}

// timings are the stages with what each used, what lies before the first and between
// them as lines of their own, and the whole last.
func (t *tracker) timings(end spent) []timing {
	t.mu.Lock()
	defer t.mu.Unlock()
	whole := span{t.began, end}
	list := []timing{{name: textPreparing, wall: whole.wall(), cpu: whole.cpu(), peak: end.peak}}
	rest := timing{name: "其余", wall: whole.wall(), cpu: whole.cpu()}
	if len(t.stages) > 0 {
		before := span{t.began, t.stages[0].began}
		list[0].wall, list[0].cpu, list[0].peak = before.wall(), before.cpu(), before.to.peak
	}
	for _, s := range t.stages {
		took := span{s.began, s.last}
		list = append(list, timing{name: s.name, wall: took.wall(), cpu: took.cpu(), count: max(s.total, 1), peak: max(s.began.peak, s.last.peak), beside: t.beside(s)})
	}
	rest.wall, rest.cpu = rest.wall-list[0].wall, rest.cpu-list[0].cpu
	for _, s := range t.union() {
		rest.wall, rest.cpu = rest.wall-s.wall(), rest.cpu-s.cpu()
	}
	if len(t.stages) > 0 {
		list = append(list, rest)
	}
	return append(list, timing{name: "合计", wall: whole.wall(), cpu: whole.cpu(), peak: end.peak})
}

// beside reports whether another stage went on at the same time.
func (t *tracker) beside(s *stage) bool {
	return slices.ContainsFunc(t.stages, func(o *stage) bool {
		return o != s && o.began.wall.Before(s.last.wall) && s.began.wall.Before(o.last.wall)
	})
}

// union is the time of all stages, each moment once.
func (t *tracker) union() []span {
	sorted := slices.Clone(t.stages)
	slices.SortStableFunc(sorted, func(a, b *stage) int { return a.began.wall.Compare(b.began.wall) })
	var all []span
	for _, s := range sorted {
		n := len(all)
		switch {
		case n == 0 || !s.began.wall.Before(all[n-1].to.wall):
			all = append(all, span{s.began, s.last})
		case s.last.wall.After(all[n-1].to.wall):
			all[n-1].to = s.last
		}
	}
	return all
}

// tellTimings prints the table of stages.
func tellTimings(w io.Writer, list []timing) {
	fmt.Fprintln(w, strings.TrimRight(timingRow("环节", "历时", "处理器时间", "件数", "每件历时", "每件处理器", "内存峰值"), " "))
	beside := false
	for _, t := range list {
		name, count, each, eachCPU := t.name, "", "", ""
		if t.beside {
			name, beside = name+"*", true
		}
		if t.count > 1 {
			count = fmt.Sprint(t.count)
			each, eachCPU = shownTime(t.wall/time.Duration(t.count)), shownTime(t.cpu/time.Duration(t.count))
		}
		fmt.Fprintln(w, strings.TrimRight(timingRow(name, shownTime(t.wall), shownTime(t.cpu), count, each, eachCPU, shownMemory(t.peak)), " "))
	}
	fmt.Fprintf(w, "历时按钟表；处理器时间为各线程相加，%d个处理器并行时可大于历时，不含外部程序。\n", runtime.GOMAXPROCS(0))
	fmt.Fprintln(w, "内存峰值为整个程序到该环节结束时为止的最大占用。")
	if beside {
		fmt.Fprintln(w, "*与别的环节同时进行，历时和处理器时间含同时进行的部分，各行相加大于合计。")
	}
}

func timingRow(name string, figures ...string) string {
	row := pad(name, 14)
	for _, f := range figures {
		row += padLeft(f, 11)
	}
	return row
}

func shownTime(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f毫秒", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d毫秒", d.Milliseconds())
	}
	return fmt.Sprintf("%.2f秒", d.Seconds())
}

func shownMemory(n int64) string {
	return cmp.Or(strings.TrimPrefix(fmt.Sprintf("%d兆", n>>20), "0兆"), "—")
}
