package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zhibao/pipeline/workspace"
)

// process is a run in a process of its own. Its progress lines say how far it is.
type process struct {
	*exec.Cmd
	lines *bufio.Reader
	out   bytes.Buffer
	told  strings.Builder
}

func start(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	return startWith(t, nil, dir, args...)
}

// startWith adds to the environment.
func startWith(t *testing.T, env []string, dir string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command("zhibao", append([]string{"-C", dir}, args...)...)} // the test binary, see TestMain
	p.Env = append(os.Environ(), env...)
	p.Stdout = &p.out
	pipe, err := p.StderrPipe()
	mustDo(t, err)
	p.lines = bufio.NewReader(pipe)
	mustDo(t, p.Start())
	t.Cleanup(func() { _ = p.Process.Kill() }) // no use once it has ended
	return p
}

// until waits for a line of progress.
func (p *process) until(t *testing.T, stage string) {
	t.Helper()
	for {
		line, err := p.lines.ReadString('\n')
		p.told.WriteString(line)
		if err != nil {
			t.Fatalf("%s never came: %v\n%s", stage, err, p.told.String())
		}
		if strings.HasPrefix(line, stage) {
			return
		}
	}
}

// end waits for the process and returns its exit code, -1 if a signal ended it,
// and all that it wrote to standard error.
func (p *process) end(t *testing.T) (int, string) {
	t.Helper()
	rest, err := io.ReadAll(p.lines)
	mustDo(t, err)
	p.told.Write(rest)
	_ = p.Wait() // the code says it
	return p.ProcessState.ExitCode(), p.told.String()
}

// revised is a workspace with an old set of outputs and a changed input, and the
// set that an uninterrupted run makes of that input after the same history.
func revised(t *testing.T) (dir string, old, next map[string]string) {
	t.Helper()
	dir = ran(t)
	old = tree(t, filepath.Join(dir, "outputs"))
	file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
	path := filepath.Join(dir, "inputs", "2017", file)
	setCell(t, path, sheet, cell, 2600)

	other := sample(t)
	must(t, other, 0, "run", "2017")
	write(t, filepath.Join(other, "inputs", "2017", file), read(t, path))
	must(t, other, 1, "run", "2017")
	return dir, old, tree(t, filepath.Join(other, "outputs"))
}

// The two signals that ask take the same way; TestKilledAnywhere and TestBrokenAnywhere kill
// at many points.
func TestInterrupted(t *testing.T) {
	for sig, stages := range map[syscall.Signal][]string{
		syscall.SIGINT: {"读取审核", "汇总评价", "生成文件", "发布文件"}, syscall.SIGTERM: {"生成文件"}, syscall.SIGKILL: {"发布文件"},
	} {
		for _, stage := range stages {
			t.Run(sig.String()+" at "+stage, func(t *testing.T) {
				t.Parallel()
				interrupted(t, sig, stage)
			})
		}
	}
}

func interrupted(t *testing.T, sig syscall.Signal, stage string) {
	dir, old, next := revised(t)
	temp := t.TempDir()
	p := startWith(t, []string{"TMPDIR=" + temp}, dir, "run", "2017")
	p.until(t, stage)
	mustDo(t, p.Process.Signal(sig))
	code, told := p.end(t)
	after := tree(t, filepath.Join(dir, "outputs"))
	switch {
	case sig == syscall.SIGKILL:
		if code != -1 && code != 1 {
			t.Errorf("exit %d\n%s", code, told)
		}
	case code == 3:
		if !strings.Contains(told, "已中断：本次没有发布任何文件，已有的文件保持原样；再次运行即可。") {
			t.Errorf("the message is missing:\n%s", told)
		}
		if !strings.Contains(told, "\n  停在：") || !strings.Contains(told, "\n  已存：") {
			t.Errorf("it does not say where it stopped and what is kept:\n%s", told)
		}
		equalTrees(t, "outputs after "+sig.String(), old, after)
		tidy(t, dir)
	case code == 1 && (stage == "生成文件" || stage == "发布文件"): // it was done before the signal came
		equalTrees(t, "outputs of a run that came to its end", next, after)
	default:
		t.Errorf("exit %d\n%s", code, told)
	}
	if sig != syscall.SIGKILL && !maps.Equal(after, old) && !maps.Equal(after, next) {
		t.Error("outputs are neither the old set nor the new one")
	}
	must(t, dir, 1, "run", "2017")
	equalTrees(t, "outputs of the next run", next, tree(t, filepath.Join(dir, "outputs")))
	whole(t, dir, "2017")
	if left := tree(t, temp); len(left) > 0 {
		t.Errorf("temporary files: %v", left)
	}
}

// While one run works, another one is refused at once, and so is every command
// that writes. Those that only read are not.
func TestTwoRunsAtOnce(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	first := start(t, dir, "run", "2017")
	first.until(t, "读取审核")
	mustDo(t, first.Process.Signal(syscall.SIGSTOP))
	for _, args := range [][]string{{"run", "2017"}, {"run", "2018-06"}, {"template", "2017"}, {"report", "2017"}} {
		second := start(t, dir, args...)
		code, told := second.end(t)
		if code != 3 || !strings.Contains(told, "出错：另一次运行正在这个工作区里进行：zhibao run 2017（") || !strings.Contains(told, fmt.Sprintf("进程 %d，", first.Process.Pid)) || !strings.Contains(told, "lock") ||
			!strings.Contains(told, "处理：请等它结束后重新运行。") {
			t.Errorf("%v beside a run: exit %d\n%s", args, code, told)
		}
	}
	must(t, dir, 0, "check", filepath.Join(dir, "inputs", "2017", liling))
	must(t, dir, 1, "status", "2017")
	mustDo(t, first.Process.Signal(syscall.SIGCONT))
	if code, told := first.end(t); code != 0 {
		t.Errorf("the first run: exit %d\n%s", code, told)
	}
	whole(t, dir, "2017")
}

// The lock is the operating system's: a file that was left does not stop anyone.
func TestLeftLockFile(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	write(t, filepath.Join(dir, ".zhibao", "lock"), "12345\n")
	must(t, dir, 0, "run", "2017")

	w, err := workspace.Open(dir)
	mustDo(t, err)
	unlock, err := w.Lock()
	mustDo(t, err)
	if got := invoke(dir, "run", "2017"); got.code != 3 || got.out != "" {
		t.Errorf("exit %d\n%s%s", got.code, got.out, got.err)
	}
	mustDo(t, unlock())
	must(t, dir, 0, "run", "2017")
}

// What is in the way of an output is named, and the old set stays.
func TestOutputsInTheWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, where, message string
		arrange              func(t *testing.T, dir string)
		first                bool // before any run
	}{
		{"folder for the PDF", "outputs/2017/评估报告.pdf", "文件夹或特殊文件", func(t *testing.T, dir string) {
			mustDo(t, os.RemoveAll(filepath.Join(dir, "outputs", "2017", "评估报告.pdf")))
			mustDo(t, os.MkdirAll(filepath.Join(dir, "outputs", "2017", "评估报告.pdf"), 0o755))
		}, false},
		{"folder for the PDF of a first run", "outputs/2017/评估报告.pdf", "文件夹或特殊文件", func(t *testing.T, dir string) {
			mustDo(t, os.MkdirAll(filepath.Join(dir, "outputs", "2017", "评估报告.pdf"), 0o755))
		}, true},
		{"file for outputs", "outputs", "一个文件", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "outputs"), "x") }, true},
		{"file for the period", "outputs/2017", "一个文件", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "outputs", "2017"), "x") }, true},
		{"link for the period", "outputs/2017", "链接", func(t *testing.T, dir string) {
			mustDo(t, os.MkdirAll(filepath.Join(dir, "outputs"), 0o755))
			mustDo(t, os.Symlink(t.TempDir(), filepath.Join(dir, "outputs", "2017")))
		}, true},
		{"file for the state", ".zhibao", "无法锁定工作区", func(t *testing.T, dir string) { write(t, filepath.Join(dir, ".zhibao"), "x") }, true},
		{"ledger of nonsense", ".zhibao/ledger.db", "台账无法打开", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".zhibao", "ledger.db"), strings.Repeat("no ledger ", 999))
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			if !c.first {
				must(t, dir, 0, "run", "2017")
			}
			c.arrange(t, dir)
			before := tree(t, dir)
			got := must(t, dir, 3, "run", "2017")
			for _, want := range []string{"出错：", c.message, "位置：" + filepath.Join(dir, c.where), "处理：请"} {
				if !strings.Contains(got.err, want) {
					t.Errorf("%q is not said:\n%s", want, got.err)
				}
			}
			if got.out != "" {
				t.Errorf("it says on standard output:\n%s", got.out)
			}
			after := tree(t, dir)
			for name := range maps.Clone(after) {
				if strings.HasPrefix(name, ".zhibao/") { // the ledger may have taken in what was sent
					delete(after, name)
					delete(before, name)
				}
			}
			equalTrees(t, "workspace", before, after)
			if c.where != ".zhibao" && c.where != ".zhibao/ledger.db" {
				tidy(t, dir)
			}
			mustDo(t, os.RemoveAll(filepath.Join(dir, c.where)))
			must(t, dir, 0, "run", "2017")
			whole(t, dir, "2017")
		})
	}
}
