package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"zhibao/templates"
)

// notRun are the command lines of the texts that no test can run, and why not.
var notRun = map[string]string{
	"zhibao ledger copy .zhibao/ledger.db postgres://用户@主机/数据库": "names no server; TestCopyLedger and the tests of the ledger copy to a real one",
	"zhibao watch 2018-06":             "runs until it is stopped; TestWatch",
	"zhibao watch 2018-06 --every 30s": "runs until it is stopped; TestWatch",
}

// shownCommand is a command line of a text with the exit code that the text gives and
// the lines of the screen that it shows.
type shownCommand struct {
	place  string // file:line
	part   string // the heading over it
	line   string
	code   int
	silent bool     // the text says nothing of exit codes: clean or not will do
	screen []string // …… stands for any lines
}

var (
	exitShown  = regexp.MustCompile(`退出码(\d)|exits? (?:with )?(\d)`)
	commentAt  = regexp.MustCompile(`\s+#\s.*$`)
	anyElision = "……"
)

// shownCommands are the fenced and indented command lines of a text, in order. What
// follows one in a fence, up to the next, is its screen.
func shownCommands(name, text string) []shownCommand {
	var list []shownCommand
	fenced, part := false, ""
	for i, raw := range strings.Split(text, "\n") {
		line := strings.TrimSpace(raw)
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
			if fenced {
				list = append(list, shownCommand{}) // nothing before the fence has a screen in it
			}
			continue
		case !fenced && strings.HasPrefix(line, "#"):
			part = strings.TrimLeft(line, "# ")
			continue
		case !fenced && !strings.HasPrefix(raw, "  "):
			continue
		}
		program, _, _ := strings.Cut(line, " ")
		if !slices.Contains([]string{"zhibao", "make", "cd"}, program) {
			if fenced && len(list) > 0 && list[len(list)-1].line != "" && line != "" {
				last := &list[len(list)-1]
				last.screen = append(last.screen, strings.TrimRight(raw, " "))
			}
			continue
		}
		c := shownCommand{place: fmt.Sprintf("%s:%d", name, i+1), part: part, line: commentAt.ReplaceAllString(line, "")}
		if m := exitShown.FindStringSubmatch(commentAt.FindString(line)); m != nil {
			c.code, _ = strconv.Atoi(m[1] + m[2])
		}
		list = append(list, c)
	}
	return slices.DeleteFunc(list, func(c shownCommand) bool { return c.line == "" })
}

// documentation is a set of texts whose commands are run in one workspace.
type documentation struct {
	shown  []shownCommand
	before map[string]func(t *testing.T, dir string) // by heading: what a person does there
}

// The texts' commands do what the texts say: each is run as it stands, in order, with
// the exit code and the screen that are shown.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	guide := read(t, filepath.Join(repository, "templates", "help", "操作指南.md"))
	readme := read(t, filepath.Join(repository, "README.md"))
	topics := documentation{}
	for _, f := range topicFiles() {
		if strings.HasSuffix(f, ".txt") {
			text, err := templates.Help.ReadFile(f)
			mustDo(t, err)
			topics.shown = append(topics.shown, shownCommands(f, string(text))...)
		}
	}
	for _, c := range allCommands((&app{}).command()) {
		for _, example := range shownCommands("help of "+c.CommandPath(), c.Example) {
			example.silent = true
			topics.shown = append(topics.shown, example)
		}
	}
	collected := map[string]func(*testing.T, string){"中文：第一步": func(t *testing.T, dir string) {
		mustDo(t, os.CopyFS(filepath.Join(dir, "inputs", "2018-06"), os.DirFS(filepath.Join(repository, "inputs", "2018-06"))))
	}}
	corrected := map[string]func(*testing.T, string){"5．退回和重报": func(t *testing.T, dir string) {
		setCell(t, filepath.Join(dir, "inputs", "2018-06", "430224-茶陵县.xlsx"), "县市区表", "E11", 40.12)
	}}
	used := map[string]bool{}
	for name, d := range map[string]documentation{
		"guide":  {shown: shownCommands("templates/help/操作指南.md", guide), before: corrected},
		"readme": {shown: shownCommands("README.md", readme), before: collected}, "help": topics,
	} {
		if len(d.shown) == 0 {
			t.Fatalf("%s shows no command", name)
		}
		for _, c := range d.shown {
			used[c.line] = true
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d.run(t)
		})
	}
	for line, why := range notRun {
		if !used[line] || why == "" {
			t.Errorf("%q is on the list of what is not run, and in no text", line)
		}
	}
}

// run runs the commands in a workspace in which 2017 has been run.
func (d documentation) run(t *testing.T) {
	dir := ran(t)
	mustDo(t, os.MkdirAll(filepath.Join(dir, "templates", "official"), 0o755))
	own := filepath.Join("templates", "official", "主要指标表.xlsx")
	write(t, filepath.Join(dir, own), read(t, filepath.Join(repository, own)))
	write(t, filepath.Join(dir, "醴陵市.xlsx"), read(t, filepath.Join(dir, "inputs", "2018-06", "430281-醴陵市.xlsx")))
	write(t, filepath.Join(dir, "上级表样.xlsx"), read(t, filepath.Join(repository, own)))
	done, ran := map[string]bool{}, map[string]bool{}
	for _, c := range d.shown {
		if c.silent && ran[c.line] {
			continue // an example that a topic has too
		}
		ran[c.line] = true
		if folder, ok := strings.CutPrefix(c.line, "cd "); ok {
			dir = filepath.Join(dir, folder)
			continue
		}
		if change := d.before[c.part]; change != nil && !done[c.part] && strings.HasPrefix(c.line, "zhibao run") {
			done[c.part] = true
			change(t, dir)
		}
		c.run(t, dir)
		if strings.HasPrefix(c.line, "zhibao template") { // the samples carry no seal
			mustDo(t, os.RemoveAll(filepath.Join(dir, ".zhibao", "key")))
		}
	}
	for _, part := range slices.Sorted(maps.Keys(d.before)) {
		if !done[part] {
			t.Errorf("no command stands under %q", part)
		}
	}
}

func (c shownCommand) run(t *testing.T, dir string) {
	t.Helper()
	words := strings.Fields(c.line)
	if words[0] == "make" {
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(words[1]) + `:`).MatchString(read(t, filepath.Join(repository, "Makefile"))) {
			t.Errorf("%s: the Makefile has no target %s", c.place, words[1])
		}
		return
	}
	if notRun[c.line] != "" {
		return
	}
	var out, errOut bytes.Buffer
	p := exec.Command(words[0], words[1:]...)
	p.Dir, p.Stdout, p.Stderr = dir, &out, &errOut
	var exit *exec.ExitError
	if err := p.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if code := p.ProcessState.ExitCode(); code != c.code && (!c.silent || code > 1) {
		t.Errorf("%s: %s: exit %d, the text says %d\n%s%s", c.place, c.line, code, c.code, &out, &errOut)
		return
	}
	got := strings.Split(out.String(), "\n")
	skip := false
	for _, want := range c.screen {
		if want == anyElision {
			skip = true
			continue
		}
		at := slices.IndexFunc(got, func(l string) bool { return strings.TrimSpace(l) == strings.TrimSpace(want) })
		if at < 0 || at > 0 && !skip {
			t.Errorf("%s: %s: the screen has no line %q here:\n%s", c.place, c.line, want, &out)
			return
		}
		got, skip = got[at+1:], false
	}
}

// allCommands are a command and all below it that a person may use.
func allCommands(c *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			list = append(list, allCommands(sub)...)
		}
	}
	return list
}

// inline is a command line within a sentence.
var inline = regexp.MustCompile("`(zhibao [^`]+)`")

// Command lines within sentences name commands and options that there are.
func TestCommandsInSentences(t *testing.T) {
	n := 0
	for _, name := range []string{"README.md", "CHANGELOG.md", "templates/help/操作指南.md"} {
		for _, m := range inline.FindAllStringSubmatch(read(t, filepath.Join(repository, name)), -1) {
			n++
			if err := parses(strings.Fields(m[1])[1:]); err != nil {
				t.Errorf("%s: %s: %v", name, m[1], err)
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d commands were found", n)
	}
}

// parses reports whether a command line names a command and its options.
func parses(words []string) error {
	if words[0] == "help" && (len(words) == 1 || slices.Contains(topicNames(), words[1])) {
		return nil
	}
	root := (&app{}).command()
	c, rest, err := root.Find(words)
	switch {
	case err != nil:
		return err
	case c == root && len(words) > 0 && !strings.HasPrefix(words[0], "-"):
		return errors.New("no such command")
	case c.HasAvailableSubCommands() && len(rest) > 0 && !c.Runnable():
		return errors.New("no such subcommand")
	}
	for _, w := range rest {
		name, ok := strings.CutPrefix(w, "--")
		if name, _, _ = strings.Cut(name, "="); ok && c.Flags().Lookup(name) == nil && root.PersistentFlags().Lookup(name) == nil {
			return &pflag.NotExistError{}
		}
	}
	return nil
}
