package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

// offered is what the shell is offered for the last of the words, without the remarks.
func offered(t *testing.T, dir string, words ...string) []string {
	t.Helper()
	var out, errOut strings.Builder
	if code := run(t.Context(), append([]string{cobra.ShellCompRequestCmd, "-C", dir}, words...), &out, &errOut); code != 0 {
		t.Errorf("%v: exit %d", words, code)
	}
	if text := errOut.String(); !strings.HasPrefix(text, "Completion ended with directive") || strings.Count(text, "\n") != 1 {
		t.Errorf("%v: noise\n%s", words, text)
	}
	var list []string
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, ":") {
			name, _, _ := strings.Cut(line, "\t")
			list = append(list, name)
		}
	}
	return list
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	mustDo(t, os.MkdirAll(filepath.Join(dir, "outputs", "2018-12", "下发"), 0o755))
	mustDo(t, os.MkdirAll(filepath.Join(dir, "outputs", "备份"), 0o755))
	write(t, filepath.Join(dir, "inputs", "2019"), "no folder")
	for _, c := range []struct {
		words string // the last is the begun one
		want  string
	}{
		{"run ", "2017 2018 2018-06 2018-12 2018-Q3"}, {"run 2018-", "2018-06 2018-12 2018-Q3"}, {"run 2017 ", ""}, {"status 2020", ""},
		{"trace 2017 地区", "地区生产总值"}, {"trace 2017 gd", "gdp"}, {"trace 2017 地区生产总值 攸", "攸县 攸县工业集中区"}, {"trace 2017 地区生产总值 43028", "430281"},
		{"history 株洲市 进出口", "进出口总额"}, {"history 株洲市 进出口总额 ", ""}, {"rules explain P0", "P01 P02 P03 P04 P05 P06 P07 P08 P09"}, {"sign 2017 --step ", "初审 复审 签发"},
		{"run 2017 --edition p", "public"}, {"total 2017 --node P01", "P01"}, {"sign 2017 --name ", ""}, {"completion z", "zsh"}, {"help do", "doctor"}, {"dump f", "findings figures"},
		{"plan s", "sensitivity"}, {"plan sensitivity 2017", "2017"}, {"verify ", ""}, {"doctor ", ""},
	} {
		if got := strings.Join(offered(t, dir, strings.Split(c.words, " ")...), " "); got != c.want {
			t.Errorf("zhibao %s|\n got %s\nwant %s", c.words, got, c.want)
		}
	}
}

// Every command that wants a period first offers the workspace's.
func TestPeriodsAreOffered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustDo(t, os.MkdirAll(filepath.Join(dir, "inputs", "2018-06"), 0o755))
	asked := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		_, args, _ := strings.Cut(c.Use, " ")
		if strings.HasPrefix(strings.Trim(args, "[]"), "报告期") && !c.HasSubCommands() {
			asked++
			words := append(strings.Fields(c.CommandPath())[1:], "")
			if got := offered(t, dir, words...); !cmp.Equal(got, []string{"2018-06"}) {
				t.Errorf("%s: %v", c.CommandPath(), got)
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).command())
	if asked < 10 {
		t.Errorf("only %d commands want a period", asked)
	}
}

// In a folder that is none, or is broken, nothing is offered and nothing said.
func TestCompletionIsQuiet(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	write(t, filepath.Join(dir, "zhibao.yaml"), "workers: [")
	write(t, filepath.Join(dir, "inputs", "plan", "units.yaml"), "counties: 7")
	for _, where := range []string{dir, filepath.Join(dir, "nowhere"), filepath.Join(dir, "zhibao.yaml")} {
		for _, words := range [][]string{{"trace", "2017", ""}, {"history", ""}, {"rules", "explain", ""}, {"total", "2017", "--units", ""}} {
			if got := offered(t, where, words...); len(got) > 0 {
				t.Errorf("%v: %v", words, got)
			}
		}
	}
	if got := offered(t, dir, "run", "2018-Q"); !cmp.Equal(got, []string{"2018-Q3"}) { // folders are there all the same
		t.Errorf("%v", got)
	}
}

// Bash loads the script, with the package bash-completion or without, and completes.
func TestBashCompletion(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	script := `set -e
COLUMNS=80
complete_line() {
	COMP_WORDS=("$@") COMP_CWORD=$(($#-1)) COMP_LINE="$*" COMP_TYPE=9 COMPREPLY=()
	COMP_POINT=${#COMP_LINE}
	__start_zhibao
	printf '%s;' "${COMPREPLY[@]}"; echo
}
source <(zhibao completion bash)
complete -p zhibao
compopt() { :; } # works only where a person types
complete_line zhibao run 2018-Q
complete_line zhibao run 2018-
complete_line zhibao trace 2017 研究
complete_line zhibao trace 2017 地区生产总值 攸县工
`
	c := exec.Command(tool(t, "bash"), "--norc", "--noprofile", "-c", script)
	c.Dir = dir
	out, err := c.CombinedOutput()
	want := "complete -o default -F __start_zhibao zhibao\n2018-Q3;\n" +
		"2018-06  (2018年1—6月);2018-Q3  (2018年1—9月);\n研究与试验发展（R\\&D）经费投入强度;\n攸县工业集中区;\n"
	if diff := cmp.Diff(want, string(out)); err != nil || diff != "" {
		t.Errorf("%v\n-want +got\n%s", err, diff)
	}
}

func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	for shell, mark := range map[string]string{"bash": "complete -o default", "zsh": "#compdef zhibao", "fish": "complete -c zhibao", "powershell": "Register-ArgumentCompleter"} {
		if got := must(t, t.TempDir(), 0, "completion", shell); !strings.Contains(got.out, mark) || got.err != "" {
			t.Errorf("%s: %.200s", shell, got.out)
		}
	}
	if got := must(t, t.TempDir(), 2, "completion", "csh"); !strings.Contains(got.err, "不认识「csh」") {
		t.Error(got.err)
	}
}
