package main

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// periods are run in this order, with these exit codes.
var periods = []struct {
	name string
	code int
}{{"2017", 0}, {"2018-06", 1}}

// TestElsewhere makes what make dist gives away, twice, and runs it where it is to be
// carried: alone in a root without any other file, on another processor, on Windows.
// All write the bytes that it writes here.
func TestElsewhere(t *testing.T) {
	if os.Getenv("ZHIBAO_SOAK") != "1" {
		t.Skip("NOT CHECKED: other machines are part of make soak (ZHIBAO_SOAK=1)")
	}
	root, err := filepath.Abs(repository)
	fatal(t, err)
	dist := filepath.Join(root, "bin", "dist")
	made(t, root, "dist")
	sums := content(t, filepath.Join(dist, "SHA256SUMS"))
	fatal(t, os.RemoveAll(dist))
	made(t, root, "dist")
	if again := content(t, filepath.Join(dist, "SHA256SUMS")); !bytes.Equal(sums, again) {
		t.Errorf("built twice, the archives differ:\n%s\n%s", sums, again)
	}

	here := filepath.Join(dist, "linux", "amd64", "zhibao")
	want := printed(t, workspaceIn(t, root, t.TempDir()), here)
	t.Run("static", func(t *testing.T) {
		for _, p := range []string{"amd64", "arm64"} {
			static(t, filepath.Join(dist, "linux", p, "zhibao"))
		}
	})
	t.Run("no fonts", func(t *testing.T) { alone(t, root, here, want) })
	t.Run("arm64", func(t *testing.T) {
		qemu := installed(t, "qemu-aarch64-static")
		same(t, want, printed(t, workspaceIn(t, root, t.TempDir()), qemu, filepath.Join(dist, "linux", "arm64", "zhibao")))
	})
	t.Run("windows", func(t *testing.T) {
		w := newWine(t)
		program := filepath.Join(dist, "windows", "amd64", "zhibao.exe")
		same(t, want, printed(t, workspaceIn(t, root, t.TempDir()), w, program))
		windowsCommands(t, root, w, program)
	})
}

// static reports a program that needs a shared library or an interpreter.
func static(t *testing.T, path string) {
	t.Helper()
	f, err := elf.Open(path)
	fatal(t, err)
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err == nil && len(libraries) > 0 || slices.ContainsFunc(f.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		t.Errorf("%s is not static: %v", path, libraries)
	}
}

// alone runs the program in a root that holds it and the workspace, nothing else.
func alone(t *testing.T, root, program string, want map[string]string) {
	top := t.TempDir()
	fatal(t, os.WriteFile(filepath.Join(top, "zhibao"), content(t, program), 0o755))
	fatal(t, os.Mkdir(filepath.Join(top, "tmp"), 0o777))
	ws := workspaceIn(t, root, filepath.Join(top, "ws"))
	enter := []string{installed(t, "chroot"), top, "/zhibao", "-C", "/ws"}
	if os.Getuid() != 0 {
		enter = append([]string{installed(t, "unshare"), "-r"}, enter...)
	}
	if out, err := exec.Command(enter[0], append(enter[1:], "version")...).CombinedOutput(); err != nil {
		t.Skipf("NOT CHECKED: chroot is not allowed here: %v\n%s", err, out)
	}
	same(t, want, printed(t, ws, enter...))
	list, err := exec.Command(installed(t, "pdffonts"), filepath.Join(ws, "outputs", "2017", "评估报告.pdf")).Output()
	fatal(t, err)
	lines := strings.Split(strings.TrimSpace(string(list)), "\n")
	if len(lines) < 5 { // a head of two lines, and 宋, 黑, 楷 at least
		t.Errorf("fonts of the report:\n%s", list)
	}
	for _, line := range lines[2:] {
		if !strings.Contains(line, " yes yes yes ") {
			t.Errorf("not embedded: %s", line)
		}
	}
}

// newWine makes a Windows of its own and gives the program that runs those of Windows.
func newWine(t *testing.T) string {
	t.Helper()
	const program = "/usr/lib/wine/wine64"
	if _, err := os.Stat(program); err != nil {
		t.Skip("NOT CHECKED: wine64 is not installed")
	}
	prefix := t.TempDir()
	t.Setenv("WINEPREFIX", prefix)
	t.Setenv("WINEDEBUG", "-all")
	t.Cleanup(func() { _ = exec.Command("/usr/lib/wine/wineserver64", "-k").Run() }) // this prefix's own
	out, err := exec.Command(program, "cmd", "/c", "ver").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// Wine 8 lacks a library that Go wants for random numbers.
	library := filepath.Join(prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(library); errors.Is(err, fs.ErrNotExist) {
		fatal(t, os.WriteFile(library, forwarder("bcryptprimitives.dll", "ProcessPrng", "ADVAPI32.SystemFunction036"), 0o644))
	}
	return program
}

// windowsCommands runs what the comparison of outputs does not, in a workspace far down.
func windowsCommands(t *testing.T, root, wine, program string) {
	short := t.TempDir()
	long := short
	for range 6 { // 260 characters are what Windows takes without asking
		long += "/" + strings.Repeat("很长的文件夹名称", 6)
	}
	fatal(t, os.CopyFS(long+"/inputs/2017", os.DirFS(filepath.Join(root, "inputs", "2017"))))
	deep := `Z:` + strings.ReplaceAll(long, "/", `\`)
	for _, c := range []struct {
		code int
		said string
		args []string
	}{
		{0, "windows/amd64", []string{"version"}},
		{0, "用法", []string{"--help"}},
		{2, "没有「nonsense」这个命令", []string{"nonsense"}},
		{0, "工作区已建好", []string{"init", deep}},
		{0, "已生成", []string{"-C", deep, "template", "2018-06"}},
		{2, "收件夹 inputs/2018-06", []string{"-C", deep, "run", "2018-06"}},
		{0, "评估报告.pdf", []string{"-C", deep, "run", "2017"}},
		{1, "未报", []string{"-C", deep, "status", "2018-06"}},
	} {
		out, code := execute(t, short, append([]string{wine, program}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.said) {
			t.Errorf("%v: exit %d, want %d with %s\n%s", c.args, code, c.code, c.said, out)
		}
	}
}

// workspaceIn is the sample workspace, without outputs and ledger.
func workspaceIn(t *testing.T, root, dir string) string {
	t.Helper()
	fatal(t, os.CopyFS(filepath.Join(dir, "inputs"), os.DirFS(filepath.Join(root, "inputs"))))
	fatal(t, os.WriteFile(filepath.Join(dir, "zhibao.yaml"), content(t, filepath.Join(root, "zhibao.yaml")), 0o644))
	return dir
}

// printed runs the periods and gives all outputs by name.
func printed(t *testing.T, dir string, program ...string) map[string]string {
	t.Helper()
	for _, p := range periods {
		if out, code := execute(t, dir, append(program, "run", p.name)...); code != p.code {
			t.Fatalf("%v run %s: exit %d\n%s", program, p.name, code, out)
		}
	}
	files := map[string]string{}
	outputs := os.DirFS(filepath.Join(dir, "outputs"))
	fatal(t, fs.WalkDir(outputs, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(outputs, name)
		files[name] = string(data)
		return err
	}))
	return files
}

func same(t *testing.T, want, got map[string]string) {
	t.Helper()
	var m struct{ Fonts map[string]string }
	fatal(t, json.Unmarshal([]byte(want["2017/manifest.json"]), &m))
	if len(want) < 60 || len(m.Fonts) < 3 {
		t.Fatalf("only %d outputs, with fonts %v", len(want), m.Fonts)
	}
	for name, data := range want {
		if got[name] != data {
			t.Errorf("%s differs or is missing", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is written here only", name)
		}
	}
}

func execute(t *testing.T, dir string, args ...string) (out string, code int) {
	t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Dir = dir
	data, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", args, err)
	}
	return string(data), c.ProcessState.ExitCode()
}

func made(t *testing.T, root, target string) {
	t.Helper()
	if out, code := execute(t, root, "make", target); code != 0 {
		t.Fatalf("make %s: exit %d\n%s", target, code, out)
	}
}

func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("NOT CHECKED: %s is not installed", name)
	}
	return path
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	fatal(t, err)
	return data
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
