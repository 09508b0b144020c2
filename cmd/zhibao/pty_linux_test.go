package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// console is a pseudo-terminal with the screen of what was written to it.
type console struct {
	keys *os.File // what the person at the terminal types and sees
	tty  *os.File

	mu     sync.Mutex
	screen *screenOf
	raw    strings.Builder
}

// newConsole opens a pseudo-terminal (pts(4)) of a width and 24 lines.
func newConsole(t *testing.T, width int) *console {
	t.Helper()
	keys, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	mustDo(t, err)
	t.Cleanup(func() { keys.Close() })
	fd := int(keys.Fd())
	mustDo(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	mustDo(t, err)
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	mustDo(t, err)
	c := &console{keys: keys, tty: tty, screen: newScreen(width)}
	c.resize(t, width)
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := keys.Read(buf)
			c.mu.Lock()
			c.screen.write(string(buf[:n]))
			c.raw.Write(buf[:n])
			c.mu.Unlock()
			if err != nil { // the last one has closed the terminal
				return
			}
		}
	}()
	return c
}

func (c *console) resize(t *testing.T, width int) {
	t.Helper()
	mustDo(t, unix.IoctlSetWinsize(int(c.keys.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(width)}))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.screen.width = width
}

func (c *console) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.screen.text()
}

// wrote is all that was ever written, with the control sequences.
func (c *console) wrote() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.raw.String()
}

// start runs the command at the terminal.
func (c *console) start(t *testing.T, env []string, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("zhibao", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(append(os.Environ(), "TERM=xterm"), env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.tty, c.tty, c.tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	mustDo(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // no use once it has ended
	return cmd
}

// until waits until the screen shows a text.
func (c *console) until(t *testing.T, text string) {
	t.Helper()
	for range 3000 {
		if strings.Contains(c.text(), text) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%q never came:\n%s", text, c.text())
}

// press types a control character.
func (c *console) press(t *testing.T, key string) {
	t.Helper()
	_, err := c.keys.WriteString(key)
	mustDo(t, err)
}

// end waits for the command and returns its exit code and the screen.
func (c *console) end(t *testing.T, cmd *exec.Cmd) (int, string) {
	t.Helper()
	_ = cmd.Wait() // the code says it
	const last = "\a<end>"
	_, err := c.tty.WriteString(last)
	mustDo(t, err)
	for !strings.HasSuffix(c.wrote(), last) { // all before it has been read
		time.Sleep(time.Millisecond)
	}
	return cmd.ProcessState.ExitCode(), strings.TrimSuffix(c.text(), "<end>")
}

// many is the sample with copies of its files, so that reading takes a while.
func many(t *testing.T, copies int) string {
	t.Helper()
	dir := sample(t)
	in := filepath.Join(dir, "inputs", "2017")
	for name, data := range tree(t, in) {
		if stem, ok := strings.CutSuffix(name, ".xlsx"); ok {
			for i := range copies {
				write(t, filepath.Join(in, fmt.Sprintf("%s-副本%d.xlsx", stem, i)), data)
			}
		}
	}
	return dir
}

// What a person at a terminal is left with is the summary alone, the same that a file
// would get, whatever the bar showed and however the window was made narrower.
func TestTerminalShowsSummaryAlone(t *testing.T) {
	t.Parallel()
	dir := many(t, 8)
	c := newConsole(t, 120)
	cmd := c.start(t, []string{"NO_COLOR=1"}, dir, "run", "2017")
	c.until(t, "读取审核 [")
	c.until(t, ".xlsx")
	c.resize(t, 60)
	c.until(t, "生成文件")
	c.resize(t, 80)
	code, screen := c.end(t, cmd)
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, screen)
	}
	if strings.Contains(c.wrote(), "\x1b[3") {
		t.Error("colours in spite of NO_COLOR")
	}
	again := newConsole(t, 80)
	code, coloured := again.end(t, again.start(t, nil, dir, "run", "2017"))
	if code != 0 || !strings.Contains(again.wrote(), "\x1b[31m滞后\x1b[0m") {
		t.Errorf("exit %d; what lags is not red", code)
	}
	for what, c := range map[string]struct {
		got  string
		args []string
	}{"a run": {screen, []string{"report", "2017"}}, "a run with nothing to do": {coloured, []string{"run", "2017"}}} {
		plain := must(t, dir, 0, c.args...)
		if c.got != plain.out || strings.Contains(plain.out, "\x1b") {
			t.Errorf("after %s the screen shows\n%s\na file gets\n%s", what, c.got, plain.out)
		}
		if n := strings.Count(plain.out, "\n"); n > screenLines {
			t.Errorf("%d lines", n)
		}
	}
}

// Ctrl-C ends a run with exit 3 and says where it stood and what is kept; twice ends it
// at once. The bar is left on a line of its own, and the next run goes on.
func TestTerminalInterrupted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at    string
		twice bool
		said  []string
	}{
		{"读取审核 [", false, []string{"停在：读取审核（", "已存：已读的", "份存入台账，再次运行时不重读，接着读其余的。"}},
		{"生成文件 [", false, []string{"停在：生成文件（", "已存：收到的145份已读完并存入台账，再次运行时不重读。"}},
		{"生成文件 [", true, []string{"已立即结束：已有的文件保持原样"}},
	} {
		t.Run(fmt.Sprint(strings.TrimSuffix(c.at, " ["), c.twice), func(t *testing.T) {
			t.Parallel()
			dir := many(t, 4)
			at := newConsole(t, 80)
			cmd := at.start(t, nil, dir, "run", "2017")
			at.until(t, c.at)
			at.press(t, "\x03")
			if c.twice {
				at.until(t, textStopping)
				at.press(t, "\x03")
			}
			code, screen := at.end(t, cmd)
			if code != 3 {
				t.Fatalf("exit %d\n%s", code, screen)
			}
			want := append([]string{"\n" + textStopping + "\n"}, c.said...)
			if !c.twice {
				want = append(want, "\n"+textInterrupted+"\n")
			}
			for _, text := range want {
				if !strings.Contains(screen, text) {
					t.Errorf("%q is not on the screen:\n%s", text, screen)
				}
			}
			if told := regexp.MustCompile(`已读的(\d+)份`).FindStringSubmatch(screen); told != nil {
				kept := strings.Count(rows(t, dir)["reading"], "\n") + 1
				if n, err := strconv.Atoi(told[1]); err != nil || n == 0 || n > kept {
					t.Errorf("%s, but %d are kept", told[0], kept)
				}
			}
			if !c.twice {
				tidy(t, dir)
			}
			if _, err := os.Stat(filepath.Join(dir, "outputs", "2017")); err == nil {
				t.Error("something was published")
			}
			must(t, dir, 0, "run", "2017")
			whole(t, dir, "2017")
		})
	}
}
