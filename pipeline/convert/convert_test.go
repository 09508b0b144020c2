//go:build unix

package convert

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fake writes a shell script that stands for LibreOffice.
func fake(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "soffice")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// emptyTemp makes a folder for temporary files and wants it empty at the end.
func emptyTemp(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

func TestConvertRuns(t *testing.T) {
	emptyTemp(t)
	c := New(fake(t, `for a in "$@"; do last=$a; done; test -d profile/user && cp "$last" out/in.xlsx`), time.Minute)
	got, err := c.Convert(context.Background(), []byte("abc"), 100)
	if err != nil || string(got) != "abc" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := c.Convert(context.Background(), []byte("abc"), 2); err == nil {
		t.Error("too large a result is taken")
	}
}

func TestConvertFails(t *testing.T) {
	emptyTemp(t)
	for name, script := range map[string]string{"exit code": "exit 3", "no file": "exit 0"} {
		if _, err := New(fake(t, script), time.Minute).Convert(context.Background(), nil, 100); err == nil {
			t.Error(name, "is no error")
		}
	}
}

// A process that hangs is ended with the process that it started.
func TestConvertEnds(t *testing.T) {
	emptyTemp(t)
	note := filepath.Join(t.TempDir(), "pid")
	program := fake(t, "sleep 600 & echo $! > "+note+"; wait\n")
	start := time.Now()
	_, err := New(program, time.Second).Convert(context.Background(), nil, 100)
	var slow *TooSlow
	if !errors.As(err, &slow) || slow.Limit != time.Second || time.Since(start) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	gone(t, note)

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := New(program, time.Minute).Convert(ctx, nil, 100); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an interrupted run: %v", err)
	}
	gone(t, note)
}

// What a killed process left behind an hour ago is gone after the next conversion;
// a folder that may be in use, a stranger's, a file and a link are not touched.
func TestConvertSweeps(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	old := time.Now().Add(-61 * time.Minute)
	made := map[string]time.Time{
		"zhibao-office-123": old, "zhibao-office-124": time.Now().Add(-50 * time.Minute),
		"zhibao-office-": old, "zhibao-office-12a": old, "zhibao-other-1": old, "a-zhibao-office-1": old,
	}
	for name, when := range made {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, name, "profile", "user"), 0o700), os.Chtimes(filepath.Join(dir, name), when, when)); err != nil {
			t.Fatal(err)
		}
	}
	kept := t.TempDir()
	err := errors.Join(os.WriteFile(filepath.Join(kept, "theirs"), nil, 0o600), os.Symlink(kept, filepath.Join(dir, "zhibao-office-7")), os.Symlink(kept, filepath.Join(dir, "zhibao-office-123", "out")),
		os.WriteFile(filepath.Join(dir, "zhibao-office-8"), nil, 0o600), os.Chtimes(filepath.Join(dir, "zhibao-office-8"), old, old), os.Chtimes(filepath.Join(dir, "zhibao-office-123"), old, old))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(fake(t, "touch out/in.xlsx"), time.Minute).Convert(context.Background(), nil, 100); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range left {
		names = append(names, e.Name())
	}
	want := "a-zhibao-office-1 zhibao-office- zhibao-office-124 zhibao-office-12a zhibao-office-7 zhibao-office-8 zhibao-other-1"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("left: %s\nwant: %s", got, want)
	}
	if _, err := os.Stat(filepath.Join(kept, "theirs")); err != nil {
		t.Error("what a link pointed at is gone")
	}
}

// gone wants the process in the note to have ended.
func gone(t *testing.T, note string) {
	t.Helper()
	text, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if state, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err != nil || bytes.Contains(state, []byte(") Z ")) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if state, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil && !bytes.Contains(state, []byte(") Z ")) && syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is still there: %s", pid, state)
	}
}

// The real LibreOffice, where it is installed.
func TestRealOffice(t *testing.T) {
	if _, err := exec.LookPath("soffice"); err != nil {
		if os.Getenv("ZHIBAO_TESTS_MAY_SKIP") == "1" {
			t.Skip("LibreOffice is not installed and ZHIBAO_TESTS_MAY_SKIP=1: not checked")
		}
		t.Fatal("LibreOffice is not installed: run make test, which installs it")
	}
	emptyTemp(t)
	got, err := Find().Convert(context.Background(), []byte("甲,乙\n1,2\n"), 1<<20)
	if err != nil || !bytes.HasPrefix(got, []byte("PK\x03\x04")) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
