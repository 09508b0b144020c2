package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline"
	"zhibao/pipeline/convert"
	"zhibao/pipeline/workspace"
)

// health is what one check said, or nil.
func health(found []pipeline.Health, check string) *pipeline.Health {
	for _, h := range found {
		if h.Check == check {
			return &h
		}
	}
	return nil
}

// wants holds a check against a state and a text.
func wants(t *testing.T, found []pipeline.Health, check string, state pipeline.State, says string) {
	t.Helper()
	h := health(found, check)
	if h == nil || h.State != state || !strings.Contains(h.Text, says) {
		t.Errorf("%s: want %s, %q; got %+v", check, state, says, h)
	}
}

// One mistake of zhibao.yaml does not hide the next; each has its own line.
func TestDoctorTellsAllMistakes(t *testing.T) {
	t.Parallel()
	dir := wellKept(t)
	swap(t, dir, "zhibao.yaml", "superior:", "superor:")
	swap(t, dir, "zhibao.yaml", "month: 次月8日17时", "month: 下月8日")
	swap(t, dir, "zhibao.yaml", "workers: 0", "workers: many")
	found, code := doctored(t, dir)
	lines := strings.Split(read(t, filepath.Join(dir, "zhibao.yaml")), "\n")
	var told []string
	for _, h := range found {
		if h.Check == "配置" {
			told = append(told, h.Text)
		}
	}
	if len(told) != 3 || code != 2 {
		t.Fatalf("exit %d, %q", code, told)
	}
	for i, mark := range []string{"superor:", "month: 下月8日", "workers: many"} {
		if !strings.Contains(told[i], "zhibao.yaml 第"+lineOf(lines, mark)+"行") {
			t.Errorf("line %s of %s: %s", lineOf(lines, mark), mark, told[i])
		}
	}
	if health(found, "字体") == nil || health(found, "台账") == nil || health(found, "磁盘") == nil {
		t.Errorf("with a broken configuration the rest is not looked at: %+v", found)
	}
}

func lineOf(lines []string, mark string) string {
	for i, l := range lines {
		if strings.Contains(l, mark) {
			return strconv.Itoa(i + 1)
		}
	}
	return "?"
}

func TestDoctorOffice(t *testing.T) {
	script := func(text string) *convert.Converter {
		path := filepath.Join(t.TempDir(), "soffice")
		mustDo(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755))
		return convert.New(path, time.Second)
	}
	for _, c := range []struct {
		name, script string
		state        pipeline.State
		says         string
	}{
		{"works", "case $1 in --version) echo LibreOffice 7.4.7.2 40'(Build:2)';; *) cp in.xls out/in.xlsx;; esac", pipeline.Well, "LibreOffice 7.4.7.2，"},
		{"fails", "exit 77", pipeline.Mend, "77"},
		{"hangs", "sleep 600", pipeline.Mend, "1秒内没有转换完"},
		{"has no Calc", "exit 0", pipeline.Mend, "没有生成文件"},
	} {
		checkup := &pipeline.Checkup{}
		began := time.Now()
		examineOffice(t.Context(), checkup, script(c.script))
		wants(t, checkup.Found, "LibreOffice", c.state, c.says)
		if time.Since(began) > 20*time.Second {
			t.Errorf("%s: no time limit", c.name)
		}
	}
}

func TestDoctorTemporaryFolder(t *testing.T) {
	for _, bad := range []string{filepath.Join(t.TempDir(), "none"), filepath.Join(repository, "go.mod")} {
		t.Setenv("TMPDIR", bad)
		checkup := &pipeline.Checkup{}
		examineTemp(checkup)
		wants(t, checkup.Found, "临时文件夹", pipeline.Mend, "不能用")
	}
}

func TestDoctorConsole(t *testing.T) {
	for _, c := range []struct {
		screen consoleOf
		state  pipeline.State
		says   string
	}{
		{consoleOf{}, pipeline.Well, "UTF-8"},
		{consoleOf{true, 120, "UTF-8"}, pipeline.Well, "宽120列"},
		{consoleOf{true, 80, "utf8"}, pipeline.Well, "宽80列"},
		{consoleOf{true, 80, "GBK"}, pipeline.Well, "能显示汉字"},
		{consoleOf{true, 72, "UTF-8"}, pipeline.Mend, "宽72列"},
		{consoleOf{true, 80, "ISO-8859-1"}, pipeline.Mend, "ISO-8859-1"},
		{consoleOf{true, 80, "代码页 437"}, pipeline.Mend, "代码页 437"},
	} {
		checkup := &pipeline.Checkup{}
		examineConsole(checkup, c.screen)
		wants(t, checkup.Found, "控制台", c.state, c.says)
	}
	for _, c := range [][4]string{{"zh_CN.UTF-8", "", "C", "UTF-8"}, {"", "", "zh_CN.GB18030@x", "GB18030"}, {"", "", "C", "ASCII"}, {"", "", "", "ASCII"}} {
		t.Setenv("LC_ALL", c[0])
		t.Setenv("LC_CTYPE", c[1])
		t.Setenv("LANG", c[2])
		if got := charset(); got != c[3] {
			t.Errorf("%q: %s", c[:3], got)
		}
	}
}

// A computer whose clock is before the last run, or far from Beijing.
func TestDoctorClock(t *testing.T) {
	t.Parallel()
	dir := wellKept(t)
	a := &app{root: dir}
	now := time.Now()
	early := a.examine(t.Context(), now.AddDate(0, 0, -2).UTC(), nil)
	if h := health(early, "时钟"); h == nil || h.State != pipeline.Unfit || !strings.Contains(h.Text, "早于台账里上一次运行的时间") || !strings.Contains(h.Remedy, "校准") {
		t.Errorf("%+v", early)
	}
	c := &pipeline.Checkup{Now: time.Date(2018, 7, 9, 20, 0, 0, 0, time.UTC)}
	c.Examine(t.Context())
	wants(t, c.Found, "时钟", pipeline.Well, "即北京时间 2018-07-10 04:00:00")
}

func TestDoctorLock(t *testing.T) {
	t.Parallel()
	dir := wellKept(t)
	w, err := workspace.Open(dir)
	mustDo(t, err)
	w.Holder = "zhibao run 2017（电脑 甲，进程 12）"
	unlock, err := w.Lock()
	mustDo(t, err)
	found := (&app{root: dir}).examine(t.Context(), time.Now(), nil)
	wants(t, found, "运行锁", pipeline.Mend, w.Holder)
	mustDo(t, unlock())
}

// Where names are found in any case, it is said. A link stands for such a disk.
func TestDoctorCase(t *testing.T) {
	t.Parallel()
	dir := wellKept(t)
	mustDo(t, os.Symlink("zhibao.yaml", filepath.Join(dir, "ZHIBAO.YAML")))
	wants(t, (&app{root: dir}).examine(t.Context(), time.Now(), nil), "磁盘", pipeline.Well, "不分大小写")
}

// Without a workspace the computer is looked at, and nothing is made.
func TestDoctorWithoutWorkspace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	found, code := doctored(t, dir)
	if code != 1 {
		t.Errorf("exit %d", code)
	}
	var names []string
	for _, h := range found {
		names = append(names, h.Check)
	}
	if got := strings.Join(names, " "); got != "工作区 字体 时钟 LibreOffice 临时文件夹 控制台" {
		t.Error(got)
	}
}

// Rights, seen by a user who has few. Root may do everything, so that it starts the
// program as somebody else.
func TestDoctorRights(t *testing.T) {
	t.Parallel()
	dir := wellKept(t)
	file := filepath.Join(dir, "inputs", "2017", "P01-株洲高新区.xlsx")
	mustDo(t, os.Chmod(file, 0))
	mustDo(t, os.Chmod(filepath.Join(dir, "outputs", "2017"), 0o555))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "outputs", "2017"), 0o755) })
	c := exec.Command(program(t, dir), "-C", dir, "doctor", "--json")
	asNobody(t, c, dir)
	c.Env = append(os.Environ(), "PATH="+t.TempDir())
	out, _ := c.Output() // the code is 1
	for _, want := range []string{"读不到：inputs/2017/P01-株洲高新区.xlsx", "不能写入：", "outputs/2017"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
}

// program is the command zhibao as a file that everybody can reach.
func program(t *testing.T, dir string) string {
	t.Helper()
	from, err := exec.LookPath("zhibao") // the test binary, see TestMain
	mustDo(t, err)
	to := filepath.Join(filepath.Dir(dir), "zhibao")
	data, err := os.ReadFile(from)
	mustDo(t, err)
	mustDo(t, os.WriteFile(to, data, 0o755))
	return to
}
