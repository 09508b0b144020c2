package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const repository = "../.."

// No font is in git, and none can get there by accident.
func TestFontsStayOut(t *testing.T) {
	t.Parallel()
	list, err := exec.Command("git", "-C", repository, "ls-files").Output()
	if err != nil {
		t.Skipf("NOT CHECKED, no repository: %v", err)
	}
	for name := range strings.Lines(string(list)) {
		switch strings.ToLower(filepath.Ext(strings.TrimSpace(name))) {
		case ".ttf", ".ttc", ".otf", ".woff", ".woff2":
			t.Errorf("%s is in git", strings.TrimSpace(name))
		}
	}
	for _, name := range []string{"templates/fonts/gbsn00lp.ttf", "templates/fonts/许可.txt", "bin/dist/SHA256SUMS"} {
		if err := exec.Command("git", "-C", repository, "check-ignore", "-q", name).Run(); err != nil {
			t.Errorf("%s is not ignored", name)
		}
	}
}

func TestModuleTerms(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := moduleTerms(dir); err == nil {
		t.Error("a module without a licence passed")
	}
	for name, text := range map[string]string{"LICENSE-MIT": "mit\r\n", "NOTICE": "notice", "licences.go": "code"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := moduleTerms(dir)
	if want := "mit\n\nnotice"; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

// Archives hold what they should, with rights, names and times, and are equal each time.
func TestArchives(t *testing.T) {
	t.Parallel()
	when := time.Date(2018, 7, 5, 9, 30, 0, 0, time.UTC)
	list := append([]entry{{"zhibao.exe", 0o755, []byte("program")}}, forSystem("windows", []entry{{"操作指南.md", 0o644, []byte("一\n二\n")}, {"许可.txt", 0o644, nil}})...)
	for name, write := range map[string]func(string, []entry, time.Time) ([]byte, error){"zip": zipped, "tar": tarball} {
		a, err := write("zhibao-1", list, when)
		if err != nil {
			t.Fatal(err)
		}
		b, err := write("zhibao-1", list, when)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: two archives of the same differ (%v)", name, err)
		}
	}
	data, err := zipped("zhibao-1", list, when)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	guide, err := fs.ReadFile(z, "zhibao-1/操作指南.txt")
	if err != nil || string(guide) != "\xef\xbb\xbf一\r\n二\r\n" {
		t.Errorf("guide %q, %v", guide, err)
	}
	if f := z.File[0]; f.Mode().Perm() != 0o755 || !f.Modified.Equal(when) || z.File[1].NonUTF8 {
		t.Errorf("%s: %v %v", f.Name, f.Mode(), f.Modified)
	}
}
