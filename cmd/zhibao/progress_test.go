package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// One line of the bar at several widths, worked out by hand: name 8, bar a third of
// what is left less 4, count, seconds, and as much of the name as there is room for.
func TestBarLine(t *testing.T) {
	read := stage{name: "读取审核", done: 7, total: 28, counted: true, item: "430281-醴陵市.xlsx"}
	for _, c := range []struct {
		s     stage
		width int
		since time.Duration
		want  string
	}{
		{read, 119, 0, "读取审核 [######..................]  7/28 430281-醴陵市.xlsx"},
		{read, 79, 3 * time.Second, "读取审核 [####...............]  7/28 3秒 430281-醴陵市.xlsx"},
		{read, 59, 3 * time.Second, "读取审核 [###..........]  7/28 3秒 430281-醴陵市.xlsx"},
		{read, 39, 0, "读取审核  7/28 430281-醴陵市.xlsx"},
		{read, 29, 0, "读取审核  7/28 430281-醴陵…"},
		{stage{name: "汇总评价", counted: true, total: 1, item: "坏\x1b[2J名"}, 79, 600 * time.Millisecond, "汇总评价 [...===.............] 坏?[2J名"},
		{stage{name: "汇总评价", counted: true, total: 1}, 79, 19 * 200 * time.Millisecond, "汇总评价 [.............===...] 3秒"}, // on its way back
	} {
		got := barLine(c.s, c.width, c.since)
		if got != c.want {
			t.Errorf("width %d: %q, want %q", c.width, got, c.want)
		}
		if n := most(got); n > c.width {
			t.Errorf("width %d: %d columns", c.width, n)
		}
	}
}

// A minute with three stages, two of them at once: from 10 to 20 seconds, from 15 to
// 40, and from 50 to 58. What is left of it stands in lines of its own.
func TestTimings(t *testing.T) {
	zero := time.Date(2018, 7, 1, 8, 0, 0, 0, time.UTC)
	at := func(wall, cpu time.Duration, peak int64) spent {
		return spent{zero.Add(wall * time.Second), cpu * time.Second, peak << 20}
	}
	track := tracker{began: at(0, 0, 10), stages: []*stage{
		{name: "甲", done: 5, total: 5, counted: true, began: at(10, 4, 20), last: at(20, 22, 50)},
		{name: "乙", done: 1, total: 1, counted: true, began: at(15, 13, 40), last: at(40, 60, 70)},
		{name: "丙", began: at(50, 65, 70), last: at(58, 70, 80)},
	}}
	second := time.Second
	want := []timing{
		{"准备", 10 * second, 4 * second, 0, 20 << 20, false},
		{"甲", 10 * second, 18 * second, 5, 50 << 20, true},
		{"乙", 25 * second, 47 * second, 1, 70 << 20, true},
		{"丙", 8 * second, 5 * second, 1, 80 << 20, false},
		{"其余", 12 * second, 6 * second, 0, 0, false}, // 40–50 and 58–60; 5 and 1 of processor time
		{"合计", 60 * second, 71 * second, 0, 80 << 20, false},
	}
	got := track.timings(at(60, 71, 80))
	if d := cmp.Diff(want, got, cmp.AllowUnexported(timing{})); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	var table bytes.Buffer
	tellTimings(&table, got)
	lines := strings.Split(table.String(), "\n")
	for i, line := range []string{
		0: "环节                 历时 处理器时间       件数   每件历时 每件处理器   内存峰值",
		2: "甲*               10.00秒    18.00秒          5     2.00秒     3.60秒       50兆",
		6: "合计              60.00秒    71.00秒                                        80兆",
	} {
		if line != "" && lines[i] != line {
			t.Errorf("line %d: %q, want %q", i, lines[i], line)
		}
	}
}

// The flags that measure change no output; their files are made before the work, never
// over anything but a profile, and belong to nobody's manifest.
func TestMeasures(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	before := tree(t, filepath.Join(dir, "outputs"))
	cpu, mem := filepath.Join(dir, "outputs", "2017", "cpu.prof"), filepath.Join(dir, "mem.prof")
	for range 2 { // a profile may be written over
		got := must(t, dir, 0, "report", "2017", "--timings", "--cpuprofile", cpu, "--memprofile", mem)
		for _, stage := range []string{"准备 ", "汇总评价 ", "分送单页 ", "生成文件 ", "发布文件 ", "其余 ", "合计 "} {
			if !strings.Contains(got.err, "\n"+stage) {
				t.Errorf("%s is not in the table:\n%s", stage, got.err)
			}
		}
	}
	for _, name := range []string{cpu, mem} {
		if !strings.HasPrefix(read(t, name), "\x1f\x8b") {
			t.Errorf("%s is no profile", name)
		}
	}
	after := tree(t, filepath.Join(dir, "outputs"))
	delete(after, "2017/cpu.prof")
	equalTrees(t, "outputs", before, after)
	must(t, dir, 0, "verify")

	input := filepath.Join(dir, "inputs", "2017", liling)
	was := read(t, input)
	for name, want := range map[string]string{input: "性能记录不能写在已有的别的文件上", filepath.Join(dir, "没有", "cpu.prof"): "性能记录的文件建不成"} {
		for _, flag := range []string{"--cpuprofile", "--memprofile"} {
			got := must(t, dir, 2, "run", "2017", flag, name)
			if !strings.Contains(got.err, want) || !strings.Contains(got.err, "位置："+name) || got.out != "" {
				t.Errorf("%s:\n%s%s", flag, got.out, got.err)
			}
		}
	}
	if read(t, input) != was {
		t.Error("an input was written over")
	}
}
