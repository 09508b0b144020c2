package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// unbreakable are commands that only read small texts: what is wrong with them is told
// with exit 2, and nothing of the machine is left to break that a script could break.
var unbreakable = []string{"version", "rules", "rules explain", "rules test", "plan check", "official check", "check", "doctor", "completion"}

// elsewhere is shown by other tests than scripts.
var elsewhere = map[string]string{
	"official check 1": "TestFaultyTable, which writes the workbook",
	"watch 0":          "TestWatchEnds",
	"watch 3":          "TestWatch: what breaks is told and tried again",
	"plan check 0":     "TestLintConsistent of package plan: the sample's plan contradicts itself",
}

var scriptLine = regexp.MustCompile(`(?m)^(?:\[[^\]]+\] )?exit (\d) zhibao(.*)$`)

// The scripts show each command with every exit code that it can give, and with --json
// where it has that.
func TestScriptsCoverCommands(t *testing.T) {
	root := (&app{}).command()
	shown := map[string]bool{} // "path code" and "path json"
	files, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	mustDo(t, err)
	for _, f := range files {
		for _, m := range scriptLine.FindAllStringSubmatch(read(t, f), -1) {
			c, _, err := root.Find(plainWords(m[2]))
			if err != nil {
				continue // wrong use of no command
			}
			_, path, _ := strings.Cut(c.CommandPath(), " ")
			shown[path+" "+m[1]] = true
			if strings.Contains(m[2], " --json") && m[1] < "2" {
				shown[path+" json"] = true
			}
		}
	}
	var missing []string
	for _, c := range allCommands(root)[1:] {
		_, path, _ := strings.Cut(c.CommandPath(), " ")
		for _, want := range wanted(c, path) {
			if !shown[path+" "+want] && elsewhere[path+" "+want] == "" {
				missing = append(missing, fmt.Sprintf("%s %s", path, want))
			}
		}
	}
	if len(missing) > 0 {
		t.Errorf("no script shows: %s", strings.Join(missing, "; "))
	}
	for what := range elsewhere {
		if shown[what] {
			t.Errorf("a script shows %s, which is on the list of what other tests show", what)
		}
	}
	for _, path := range unbreakable {
		if shown[path+" 3"] {
			t.Errorf("a script breaks %s, which is on the list of what does not break", path)
		}
	}
}

// wanted are the exit codes of a command, and json.
func wanted(c *cobra.Command, path string) []string {
	if !c.Runnable() || c.HasSubCommands() && c.Flags().Lookup("json") == nil {
		return []string{"2"} // wants a subcommand
	}
	want := map[string]bool{"0": true, "2": true}
	if strings.Contains("；"+manual(c).Exit, "；1 ") {
		want["1"] = true
	}
	if !slices.Contains(unbreakable, path) {
		want["3"] = true
	}
	if c.Flags().Lookup("json") != nil {
		want["json"] = true
	}
	return slices.Sorted(maps.Keys(want))
}

// plainWords are the words of a command line without the options before the command.
func plainWords(line string) []string {
	words := strings.Fields(line)
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		if words[0] == "-C" && len(words) > 1 {
			words = words[1:]
		}
		words = words[1:]
	}
	return words
}
