package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"zhibao/pipeline/reportpdf"
	"zhibao/templates"
)

// source is a package of Debian's and the faces that reports print with.
type source struct {
	name  string
	under string // folder below /usr/share/fonts
	files []string
}

var sources = []source{
	{"fonts-arphic-gbsn00lp", "truetype/arphic-gbsn00lp", []string{"gbsn00lp.ttf"}},
	{"fonts-wqy-microhei", "truetype/wqy", []string{"wqy-microhei.ttc"}},
	{"fonts-lxgw-wenkai", "truetype/lxgw-wenkai", []string{"LXGWWenKai-Light.ttf", "LXGWWenKai-Regular.ttf"}},
}

// fill copies the packages' fonts into templates/fonts, beside those that were dropped
// there, and writes the licences of all that the binaries contain. Nothing in the
// folder may be in git.
func fill(root string) error {
	folder := filepath.Join(root, filepath.FromSlash(templates.FontsFolder))
	tracked, err := exec.Command("git", "-C", root, "ls-files", templates.FontsFolder).Output()
	if err == nil && len(tracked) > 0 {
		return fmt.Errorf("fonts are never committed, but git has:\n%s", tracked)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	var text bytes.Buffer
	text.WriteString("zhibao：Apache-2.0。以下是所含字体和程序库的许可。\n")
	for _, s := range sources {
		if err := s.copy(folder); err != nil {
			return err
		}
		terms, err := s.terms()
		if err != nil {
			return err
		}
		section(&text, s.name+"："+strings.Join(s.files, "、"), terms)
	}
	own, err := dropped(folder)
	if err != nil {
		return err
	}
	if len(own) > 0 {
		section(&text, "另外放入的字体："+strings.Join(own, "、"), "许可请向放入者核对。")
		fmt.Println("built in besides; whether they may be given away is for you to know:", strings.Join(own, ", "))
	}
	if err := goLicences(&text, root); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, templates.LicencesName), text.Bytes(), 0o644)
}

func section(text *bytes.Buffer, title, body string) {
	line := strings.Repeat("=", 72)
	fmt.Fprintf(text, "\n%s\n%s\n%s\n\n%s\n", line, title, line, strings.TrimSpace(body))
}

func (s source) copy(folder string) error {
	for _, name := range s.files {
		data, err := os.ReadFile(filepath.Join("/usr/share/fonts", s.under, name))
		if err != nil {
			return fmt.Errorf("%w; run: apt-get install %s", err, s.name)
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

var common = regexp.MustCompile(`/usr/share/common-licenses/([\w.+-]*\w)`)

// terms is the package's copyright file with the texts that it refers to.
func (s source) terms() (string, error) {
	data, err := os.ReadFile(filepath.Join("/usr/share/doc", s.name, "copyright"))
	if err != nil {
		return "", err
	}
	whole := string(data)
	var seen []string
	for _, m := range common.FindAllStringSubmatch(string(data), -1) {
		if slices.Contains(seen, m[1]) {
			continue
		}
		seen = append(seen, m[1])
		text, err := os.ReadFile(m[0])
		if err != nil {
			return "", err
		}
		whole += "\n---- " + m[1] + " ----\n" + string(text)
	}
	return whole, nil
}

// dropped lists the fonts in the folder that come from no package.
func dropped(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	var own []string
	for _, e := range entries {
		ours := slices.ContainsFunc(sources, func(s source) bool { return slices.Contains(s.files, e.Name()) })
		if e.Type() == fs.FileMode(0) && reportpdf.IsFontFile(e.Name()) && !ours {
			own = append(own, e.Name())
		}
	}
	return own, err
}
