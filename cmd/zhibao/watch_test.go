package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/workspace"
)

// When an inbox is ready, look by look: the clock is the test's.
func TestInbox(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "inputs")
	book := read(t, filepath.Join(repository, "inputs", "2017", liling))
	now := time.Date(2018, 7, 9, 9, 0, 0, 0, time.UTC)
	b := inbox{dir: dir, patience: time.Minute}
	see := func(what string, after time.Duration, changed, waiting []string) {
		t.Helper()
		now = now.Add(after)
		s, err := b.see(now)
		mustDo(t, err)
		if diff := cmp.Diff(stand{changed, waiting}, s); diff != "" {
			t.Errorf("%s: -want +got\n%s", what, diff)
		}
	}
	put := func(name, data string) { write(t, filepath.Join(dir, name), data) }
	drop := func(name string) { mustDo(t, os.Remove(filepath.Join(dir, name))) }
	const second = time.Second

	see("no folder", 0, nil, nil)
	put("a.xlsx", book)
	see("just come", second, []string{"新到1份（a.xlsx）"}, []string{"a.xlsx正在写入"})
	see("unchanged", second, []string{"新到1份（a.xlsx）"}, nil)
	b.take()
	see("seen", second, nil, nil)

	put("b.xlsx", book[:len(book)/2])
	see("half", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx正在写入"})
	see("still half", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx还没有复制完"})
	put("b.xlsx", book[:len(book)-5])
	see("more", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx正在写入"})
	see("all but the end", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx还没有复制完"})
	put("b.xlsx", string(make([]byte, len(book)))) // as Windows makes room for it
	see("full size", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx正在写入"})
	see("full size, and nothing in it", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx还没有复制完"})
	see("for good", time.Minute, []string{"新到1份（b.xlsx）"}, nil) // the run says that it is broken
	put("b.xlsx", book)
	see("whole", second, []string{"新到1份（b.xlsx）"}, []string{"b.xlsx正在写入"})
	see("whole and quiet", second, []string{"新到1份（b.xlsx）"}, nil)
	b.take()

	put("~$a.xlsx", "owner")
	see("opened, not changed", second, nil, nil)
	put("a.xlsx", book+" ")
	put("收件.csv", "文件,收到时间\n")
	changed := []string{"新到1份（收件.csv）", "有变化1份（a.xlsx）"}
	see("saved while open", second, changed, []string{"a.xlsx正在 Excel 或 WPS 中打开", "收件.csv正在写入"})
	see("still open", second, changed, []string{"a.xlsx正在 Excel 或 WPS 中打开"})
	drop("~$a.xlsx")
	see("closed", second, changed, nil)
	b.take()
	drop("b.xlsx")
	see("taken out", second, []string{"取走1份（b.xlsx）"}, nil)
}

// The long-named, the hidden and the control files.
func TestInboxNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := inbox{dir: dir, patience: time.Minute}
	now := time.Now()
	for _, name := range []string{"Thumbs.db", ".hidden", "x.yaml", "准予.yaml", "经验做法.txt", "430281-醴陵市.xls"} {
		write(t, filepath.Join(dir, name), "text")
	}
	mustDo(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	for range 2 {
		now = now.Add(time.Second)
		_, err := b.see(now)
		mustDo(t, err)
	}
	b.take()
	if got := strings.Join(sortedKeys(b.files), " "); got != "430281-醴陵市.xls 准予.yaml 经验做法.txt" {
		t.Error(got)
	}
	for _, lock := range []string{"~$0281-醴陵市.xls", "~$430281-醴陵市.xls", ".~lock.430281-醴陵市.xls#"} {
		write(t, filepath.Join(dir, lock), "owner")
		write(t, filepath.Join(dir, "430281-醴陵市.xls"), "text of "+lock)
		var s stand
		var err error
		for range 2 {
			now = now.Add(time.Second)
			s, err = b.see(now)
			mustDo(t, err)
		}
		if got := strings.Join(s.Waiting, "，"); got != "430281-醴陵市.xls正在 Excel 或 WPS 中打开" {
			t.Errorf("%s: %q", lock, got)
		}
		mustDo(t, os.Remove(filepath.Join(dir, lock)))
		now = now.Add(time.Second)
		if s, err = b.see(now); err != nil || len(s.Waiting) > 0 {
			t.Errorf("closed: %v %v", s, err)
		}
		b.take()
	}
}

// watched is a watch in a process of its own, line by line.
type watchedProcess struct {
	*exec.Cmd
	lines chan string
	told  []string
}

func startWatch(t *testing.T, dir string, args ...string) *watchedProcess {
	t.Helper()
	p := &watchedProcess{Cmd: exec.Command("zhibao", append([]string{"-C", dir, "watch", "--every", "25ms"}, args...)...), lines: make(chan string, 1000)}
	pipe, err := p.StdoutPipe()
	mustDo(t, err)
	p.Stderr = p.Stdout
	mustDo(t, p.Start())
	t.Cleanup(func() { _ = p.Process.Kill() }) // no use once it has ended
	go func() {
		for s := bufio.NewScanner(pipe); s.Scan(); {
			p.lines <- s.Text()
		}
		close(p.lines)
	}()
	return p
}

// until waits for a line that holds a text and returns it.
func (p *watchedProcess) until(t *testing.T, text string) string {
	t.Helper()
	limit := time.After(2 * time.Minute)
	for {
		select {
		case line, ok := <-p.lines:
			p.told = append(p.told, line)
			if !ok {
				t.Fatalf("%q was never said:\n%s", text, strings.Join(p.told, "\n"))
			}
			if strings.Contains(line, text) {
				return line
			}
		case <-limit:
			t.Fatalf("%q was not said in time:\n%s", text, strings.Join(p.told, "\n"))
		}
	}
}

// end interrupts and returns the exit code.
func (p *watchedProcess) end(t *testing.T) int {
	t.Helper()
	mustDo(t, p.Process.Signal(syscall.SIGINT))
	for line := range p.lines {
		p.told = append(p.told, line)
	}
	_ = p.Wait() // the code says it
	return p.ProcessState.ExitCode()
}

// Files come one after the other, one of them slowly; each round is the run.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	inputs := filepath.Join(dir, "inputs", "2017")
	books := tree(t, inputs)
	mustDo(t, os.RemoveAll(inputs))
	p := startWatch(t, dir, "2017")
	p.until(t, "监看 "+inputs)
	p.until(t, "等待收件")

	write(t, filepath.Join(inputs, liling), books[liling])
	first := p.until(t, "第1轮")
	if !strings.Contains(first, "新到1份（"+liling+"）：应报") || !strings.Contains(first, "审核通过1家，退回0家，缺报") {
		t.Error(first)
	}

	slow, err := os.Create(filepath.Join(inputs, "市统计局.xlsx"))
	mustDo(t, err)
	data := books[departmentFile(t, books)]
	for i := range 10 { // a slow line
		_, err := slow.WriteString(data[len(data)*i/10 : len(data)*(i+1)/10])
		mustDo(t, err)
		if i == 4 {
			p.until(t, "市统计局.xlsx还没有复制完")
		}
	}
	mustDo(t, slow.Close())
	if second := p.until(t, "第2轮"); !strings.Contains(second, "新到1份（市统计局.xlsx）") || !strings.Contains(second, "审核通过2家") {
		t.Error(second)
	}

	// A run beside it holds the lock: it is said who, and the round comes later.
	w, err := workspace.Open(dir)
	mustDo(t, err)
	w.Holder = "zhibao run 2017（进程 12）"
	unlock, err := w.Lock()
	mustDo(t, err)
	write(t, filepath.Join(inputs, "收件.csv"), "文件,收到时间\n市统计局.xlsx,很早\n")
	p.until(t, "另一次运行正在这个工作区里进行：zhibao run 2017（进程 12）")
	mustDo(t, unlock())

	// A mistake of the bureau's own is said, and mended.
	p.until(t, "收件登记有误")
	write(t, filepath.Join(inputs, "收件.csv"), "文件,收到时间\n市统计局.xlsx,2018-03-01 09:00\n"+liling+",2018-03-01 10:00\n")
	p.until(t, "第3轮")
	mustDo(t, os.Remove(filepath.Join(inputs, liling)))
	if fourth := p.until(t, "第4轮"); !strings.Contains(fourth, "取走1份（"+liling+"）") || !strings.Contains(fourth, "审核通过1家") {
		t.Error(fourth)
	}
	if code := p.end(t); code != 0 || !strings.Contains(strings.Join(p.told, "\n"), "已停止监看，共运行4轮。") {
		t.Errorf("exit %d\n%s", code, strings.Join(p.told, "\n"))
	}

	// The same outputs as run, with the same history.
	after := tree(t, filepath.Join(dir, "outputs"))
	again := must(t, dir, 1, "run", "2017")
	if !strings.Contains(again.out, strings.TrimSpace(textUnchanged)) {
		t.Errorf("run finds something to do:\n%s", again.out)
	}
	equalTrees(t, "outputs of run", after, tree(t, filepath.Join(dir, "outputs")))
	tidy(t, dir)
}

func departmentFile(t *testing.T, books map[string]string) string {
	t.Helper()
	for name := range books {
		if strings.HasPrefix(name, "D01") {
			return name
		}
	}
	t.Fatal("no department's form")
	return ""
}

// Wrong use ends it at once; an interrupt in the midst of a run is the run's.
func TestWatchEnds(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"watch"}, "需要：报告期"}, {[]string{"watch", "2030"}, "不在方案期内"}, {[]string{"watch", "2017", "--every", "1ms"}, "间隔「1ms」太短"}, {[]string{"watch", "2017", "--every", "soon"}, "「every」的值不对"},
	} {
		if got := must(t, dir, 2, c.args...); !strings.Contains(got.err, c.want) {
			t.Errorf("%v: %s", c.args, got.err)
		}
	}
	p := startWatch(t, dir, "2017")
	for range 1000 { // until the round has the lock
		if held, by, err := (&workspace.Workspace{Root: dir}).Held(); err == nil && held {
			if !strings.HasPrefix(by, "zhibao watch 2017（") || !strings.Contains(by, fmt.Sprintf("进程 %d，", p.Process.Pid)) {
				t.Errorf("held by %q", by)
			}
			break
		}
		time.Sleep(time.Millisecond)
	}
	code := p.end(t)
	told := strings.Join(p.told, "\n")
	if code != 3 && code != 0 || code == 3 != strings.Contains(told, textInterrupted) || code == 0 != strings.Contains(told, "已停止监看") {
		t.Errorf("exit %d\n%s", code, told)
	}
	tidy(t, dir)
}
