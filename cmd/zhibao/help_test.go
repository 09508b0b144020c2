package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"zhibao/templates"
)

var link = regexp.MustCompile(`\]\(([^)]+)\)`)

// The files that README leads to are there; its picture is small.
func TestLinksOfReadme(t *testing.T) {
	links := link.FindAllStringSubmatch(read(t, filepath.Join(repository, "README.md")), -1)
	if len(links) < 2 {
		t.Fatal("README leads nowhere")
	}
	for _, m := range links {
		info, err := os.Stat(filepath.Join(repository, m[1]))
		if err != nil || info.Size() > 150_000 {
			t.Errorf("%s: %v, want a file of at most 150 kB", m[1], err)
		}
	}
}

// Every topic fits a terminal of 80 columns, begins with its title and is listed; the
// topic of the configuration ends with zhibao.yaml.
func TestTopics(t *testing.T) {
	list := invoke(t.TempDir(), "help").out
	for _, f := range topicFiles() {
		name := topicName(f)
		got := invoke(t.TempDir(), "help", name)
		if got.code != 0 || !strings.Contains(list, name) {
			t.Errorf("%s: exit %d, listed: %v", name, got.code, strings.Contains(list, name))
		}
		if title, _, _ := strings.Cut(got.out, "\n"); strings.TrimSpace(title) == "" || strings.HasPrefix(title, " ") {
			t.Errorf("%s has no title", name)
		}
		text, err := templates.Help.ReadFile(f)
		mustDo(t, err)
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasSuffix(f, ".txt") && uniseg.StringWidth(line) > 80 {
				t.Errorf("%s:%d is %d columns wide", f, i+1, uniseg.StringWidth(line))
			}
		}
	}
	if got := invoke(t.TempDir(), "help", settingsTopic).out; !strings.HasSuffix(got, read(t, filepath.Join(repository, "zhibao.yaml"))) {
		t.Error("the topic of the configuration does not end with zhibao.yaml")
	}
	if got := invoke(t.TempDir(), "help", "报告斯"); got.code != 2 || !strings.Contains(got.err, "没有「报告斯」这个命令或帮助主题") {
		t.Error(got)
	}
}

// Every command has a page, and every page a command; the list holds all commands.
func TestPagesOfCommands(t *testing.T) {
	root := (&app{}).command()
	known := map[string]bool{}
	list := invoke(t.TempDir(), "help").out
	for _, c := range allCommands(root)[1:] {
		_, path, _ := strings.Cut(c.CommandPath(), " ")
		known[path] = true
		if pageIndex(c) == len(pages) || c.Example == "" || c.Short == "" {
			t.Errorf("%s: page %v, example %q, short %q", path, pageIndex(c) < len(pages), c.Example, c.Short)
		}
		if c.Parent() == root && !strings.Contains(list, "\n  "+c.Name()+" ") {
			t.Errorf("%s is not in the list", path)
		}
	}
	for _, p := range pages {
		if !known[p.path] {
			t.Errorf("a page of %q, which is no command", p.path)
		}
	}
}

var verb = regexp.MustCompile(`%[sdq]`)

var saidError = regexp.MustCompile(`(?m)^ *出错：(.+)$|提示“([^”]+)”`)

// Every error that the guide and the topics quote begins as one that the program says.
func TestQuotedErrors(t *testing.T) {
	var said []*regexp.Regexp
	for _, l := range literals(t) {
		if chinese := regexp.MustCompile(`\p{Han}{3}`); chinese.MatchString(l) && utf8.ValidString(l) {
			said = append(said, regexp.MustCompile("^"+verb.ReplaceAllString(regexp.QuoteMeta(l), ".+")))
		}
	}
	n := 0
	for _, f := range topicFiles() {
		text, err := templates.Help.ReadFile(f)
		mustDo(t, err)
		for _, m := range saidError.FindAllStringSubmatch(string(text), -1) {
			n++
			quote := []byte(m[1] + m[2])
			if !slices.ContainsFunc(said, func(r *regexp.Regexp) bool { return r.Match(quote) }) {
				t.Errorf("%s quotes %q, which the program does not say", f, quote)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d quoted errors were found", n)
	}
}

// literals are the string literals of the program.
func literals(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, root := range []string{".", filepath.Join(repository, "pipeline")} {
		mustDo(t, filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					mustDo(t, err)
					list = append(list, text)
				}
				return true
			})
			return nil
		}))
	}
	return list
}
