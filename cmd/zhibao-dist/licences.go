package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// platforms are those of make cross.
var platforms = []string{"linux/amd64", "linux/arm64", "windows/amd64"}

// goLicences writes the licences of Go and of every module that a binary contains, in
// the order of their paths.
func goLicences(text *bytes.Buffer, root string) error {
	goroot, err := command(root, nil, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	terms, err := moduleTerms(strings.TrimSpace(goroot))
	if err != nil {
		return err
	}
	section(text, "Go", terms)
	var lines []string
	for _, p := range platforms {
		system, machine, _ := strings.Cut(p, "/")
		list, err := command(root, []string{"GOOS=" + system, "GOARCH=" + machine, "CGO_ENABLED=0"},
			"go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/zhibao")
		if err != nil {
			return err
		}
		lines = append(lines, strings.Split(list, "\n")...)
	}
	slices.Sort(lines)
	for _, line := range slices.Compact(lines) {
		name, dir, ok := strings.Cut(line, "\t")
		if !ok {
			continue
		}
		terms, err := moduleTerms(dir)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		section(text, name, terms)
	}
	return nil
}

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense|notice|patents)([-.].*)?$`)

// moduleTerms joins the licence files of a module's root; it is an error if there are none.
func moduleTerms(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, e := range entries {
		if e.IsDir() || !licenceName.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return "", fmt.Errorf("no licence file in %s", dir)
	}
	return strings.Join(texts, "\n\n"), nil
}

func command(dir string, env []string, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir, c.Env = dir, append(os.Environ(), env...)
	var out, errOut bytes.Buffer
	c.Stdout, c.Stderr = &out, &errOut
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, &errOut)
	}
	return out.String(), nil
}
