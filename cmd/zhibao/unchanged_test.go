package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/reportpdf"
)

// forget makes a workspace's next runs do their work whether or not anything changed.
func forget(t testing.TB, dir string) {
	t.Helper()
	notes, err := filepath.Glob(filepath.Join(dir, ".zhibao", "last-*.json"))
	for _, note := range notes {
		if err == nil {
			err = os.Remove(note)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func duplicate(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	mustDo(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// swap replaces one text in a file of the workspace.
func swap(t *testing.T, dir, name, old, now string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	was := read(t, path)
	if strings.Count(was, old) == 0 {
		t.Fatalf("%s does not hold %q", name, old)
	}
	write(t, path, strings.Replace(was, old, now, 1))
}

func appendTo(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	write(t, path, read(t, path)+text)
}

// unchangedCase is a change after both periods were run, and what a run of 2018-06
// makes of it.
type unchangedCase struct {
	name   string
	change func(t *testing.T, dir string)
	idle   bool     // the run has nothing to do
	same   bool     // the outputs become what they were
	flags  []string // of the run
	tells  string   // what the screen tells besides
}

func unchangedCases() []unchangedCase {
	const county, june = "430281-醴陵市.xlsx", "inputs/2018-06/"
	in := func(dir string, name ...string) string { return filepath.Join(append([]string{dir}, name...)...) }
	published := func(dir, name string) string { return in(dir, "outputs", "2018-06", name) }
	return []unchangedCase{
		{name: "nothing", change: func(*testing.T, string) {}, idle: true, same: true},
		{name: "a lock file", change: func(t *testing.T, dir string) { write(t, in(dir, june, "~$"+county), "x") }, idle: true, same: true, tells: "正在 Excel"},
		{name: "the times of all files", change: func(t *testing.T, dir string) {
			write(t, in(dir, june, county), read(t, in(dir, june, county)))
		}, idle: true, same: true},

		{name: "an earlier period revised", change: func(t *testing.T, dir string) {
			file, sheet, cell := place(t, "2017", "D01", "gdp", "value")
			setCell(t, in(dir, "inputs", "2017", file), sheet, cell, 2600)
			if got := invoke(dir, "run", "2017"); got.code > fault.Person {
				t.Fatal(got.err)
			}
		}},
		{name: "history", change: func(t *testing.T, dir string) { swap(t, dir, "inputs/history/2017-06.csv", historyFrom, historyTo) }},
		{name: "plan", change: func(t *testing.T, dir string) { appendTo(t, dir, "inputs/plan/plan.yaml", "\n# 注\n") }},
		{name: "a rule", change: func(t *testing.T, dir string) {
			write(t, in(dir, "templates", "rules", "90-own.yaml"), ownRule)
		}},
		{name: "a form", change: func(t *testing.T, dir string) {
			name := "templates/forms/10-county.yaml"
			write(t, in(dir, name), read(t, filepath.Join(repository, name))+"\n# 注\n")
		}},
		{name: "a text of the report", change: func(t *testing.T, dir string) {
			names, err := filepath.Glob(filepath.Join(repository, "templates", "reports", "*"))
			mustDo(t, err)
			for _, name := range names {
				write(t, in(dir, "templates", "reports", filepath.Base(name)), strings.ReplaceAll(read(t, name), "评价依据", "评价的依据"))
			}
		}},
		{name: "the key", change: func(t *testing.T, dir string) {
			write(t, in(dir, ".zhibao", "key"), strings.Repeat("ab", 32)+"\n")
		}},
		{name: "a grant", change: func(t *testing.T, dir string) {
			write(t, in(dir, june, "准予.yaml"), strings.ReplaceAll(granted, "2018-03-12", "2018-07-12"))
		}},
		{name: "the register", change: func(t *testing.T, dir string) {
			swap(t, dir, june+"收件.csv", "2018-07-09 08:40", "2018-07-10 08:40")
		}},
		{name: "a second version", change: func(t *testing.T, dir string) {
			file, sheet, cell := place(t, "2018-06", "430281", "gdp", "value")
			write(t, in(dir, june, "二报.xlsx"), read(t, in(dir, june, file)))
			setCell(t, in(dir, june, "二报.xlsx"), sheet, cell, 305)
		}},
		{name: "a figure", change: func(t *testing.T, dir string) {
			file, sheet, cell := place(t, "2018-06", "430281", "gdp", "value")
			setCell(t, in(dir, june, file), sheet, cell, 305)
		}},
		{name: "a file less", change: func(t *testing.T, dir string) { mustDo(t, os.Remove(in(dir, june, county))) }},
		{name: "a file under another name", change: func(t *testing.T, dir string) {
			mustDo(t, os.Rename(in(dir, june, county), in(dir, june, "醴陵.xlsx")))
		}},
		{name: "a folder in the inputs", change: func(t *testing.T, dir string) { mustDo(t, os.Mkdir(in(dir, june, "旧"), 0o755)) }},
		{name: "signature", change: func(t *testing.T, dir string) { swap(t, dir, "zhibao.yaml", "signature: ", "signature: 示例") }},
		{name: "as_of", change: func(t *testing.T, dir string) {
			swap(t, dir, "zhibao.yaml", `"2018-06": {`, `"2018-06": {as_of: 2018-07-09T09:00, `)
		}},
		{name: "embargo", change: func(t *testing.T, dir string) {
			swap(t, dir, "zhibao.yaml", `"2018-06": {`, `"2018-06": {embargo: 2018-07-20, `)
		}},
		{name: "a deadline", change: func(t *testing.T, dir string) {
			swap(t, dir, "zhibao.yaml", "month: 次月8日17时", "month: 次月3日17时")
		}},
		{name: "a holiday", change: func(t *testing.T, dir string) { swap(t, dir, "zhibao.yaml", "2018-06-18,", "2018-06-18, 2018-07-09,") }},
		{name: "--on", change: func(*testing.T, string) {}, flags: []string{"--on", "2018-07-09T09:00"}},
		{name: "a font", change: func(t *testing.T, dir string) {
			write(t, in(dir, "templates", "fonts", "simfang.ttf"), read(t, fontFile(t)))
		}},
		{name: "signed", change: func(t *testing.T, dir string) {
			for _, step := range []string{"初审", "复审", "签发"} {
				if got := invoke(dir, "sign", "2018-06", "--step", step, "--name", "综合科科长"); got.code > fault.Person {
					t.Fatal(got.err)
				}
			}
		}},
		{name: "closed", change: func(t *testing.T, dir string) { must(t, dir, 0, "close", "2018-06", "--name", "分管副局长") }, same: true},

		{name: "an output altered", change: func(t *testing.T, dir string) { appendTo(t, dir, "outputs/2018-06/data.csv", " ") }, same: true},
		{name: "an output gone", change: func(t *testing.T, dir string) { mustDo(t, os.Remove(published(dir, "催报单.xlsx"))) }, same: true},
		{name: "the manifest altered", change: func(t *testing.T, dir string) { appendTo(t, dir, "outputs/2018-06/manifest.json", " ") }, same: true},
		{name: "all outputs gone", change: func(t *testing.T, dir string) { mustDo(t, os.RemoveAll(in(dir, "outputs"))) }, same: true},
		{name: "the archive gone", change: func(t *testing.T, dir string) { mustDo(t, os.RemoveAll(in(dir, ".zhibao", "archive"))) }, same: true},
		{name: "the ledger gone", change: func(t *testing.T, dir string) { mustDo(t, os.Remove(in(dir, ".zhibao", "ledger.db"))) }}, // and 2017 with it
		{name: "the note cut off", change: func(t *testing.T, dir string) {
			path := in(dir, ".zhibao", "last-2018-06.json")
			write(t, path, read(t, path)[:999])
		}, same: true},
		{name: "the note altered", change: func(t *testing.T, dir string) {
			swap(t, dir, ".zhibao/last-2018-06.json", "茶陵", "茶岭")
		}, same: true},
	}
}

const ownRule = `rules:
  - id: Z01
    name: 试点
    level: 提示
    scope: form
    forms: [county]
    at: gdp.value
    expr: "gdp.value < 1"
    message: "「地区生产总值」试点口径。"
    remedy: "请按试点口径填报。"
    origin: "试点"
    examples:
      - {want: pass, given: {gdp.value: 0.5}}
      - {want: fail, given: {gdp.value: 1}}
`

// fontFile is some Chinese font of the machine.
func fontFile(t *testing.T) string {
	t.Helper()
	fonts, err := reportpdf.FindFonts(reportpdf.FontConfig{})
	mustDo(t, err)
	for _, dir := range reportpdf.SystemDirs() {
		for _, file := range fonts.Files() {
			var found string
			_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
				if err == nil && d.Name() == file && strings.HasSuffix(file, ".ttf") {
					found = path
				}
				return nil
			})
			if found != "" {
				return found
			}
		}
	}
	t.Fatal("no font is a .ttf")
	return ""
}

// A run that finds nothing changed leaves everything as it is and says so; whatever
// a run depends on, a change of it is seen, and the outputs are those of a run that
// knows of no run before.
func TestUnchangedRun(t *testing.T) {
	t.Parallel()
	ready := ran(t)
	first := must(t, ready, 1, "run", "2018-06")
	firstJSON := must(t, ready, 1, "run", "2018-06", "--json").out
	before := tree(t, filepath.Join(ready, "outputs", "2018-06"))
	const told = "与上次运行相比没有变化"
	if strings.Contains(first.out, told) {
		t.Error("the first run says that nothing has changed")
	}
	t.Run("as first", func(t *testing.T) {
		worked := strings.Replace(firstJSON, `"unchanged": true`, `"unchanged": false`, 1)
		if worked == firstJSON {
			t.Errorf("as JSON, the second run does not say that nothing has changed:\n%s", firstJSON)
		}
		for name, text := range map[string]string{"json": worked, "words": first.out} {
			dir := duplicate(t, ready)
			forget(t, dir)
			args := []string{"run", "2018-06"}
			if name == "json" {
				args = append(args, "--json")
			}
			if got := must(t, dir, 1, args...).out; got != text {
				t.Errorf("%s of a run that does its work:\n%s\nwant\n%s", name, got, text)
			}
		}
	})
	for _, c := range unchangedCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := duplicate(t, ready)
			c.change(t, dir)
			args := append([]string{"run", "2018-06"}, c.flags...)
			want, files := first, before
			if !c.same {
				fresh := duplicate(t, dir)
				forget(t, fresh)
				want = invoke(fresh, args...)
				files = tree(t, filepath.Join(fresh, "outputs", "2018-06"))
			}
			got := invoke(dir, args...)
			said := strings.Contains(got.out, told)
			if got.code != want.code || got.code > fault.Person {
				t.Fatalf("exit %d, without the note %d\n%s", got.code, want.code, got.err)
			}
			if said != c.idle {
				t.Errorf("says that nothing has changed: %v, want %v", said, c.idle)
			}
			if words := strings.ReplaceAll(got.out, textUnchanged+"\n", ""); c.tells == "" && words != want.out || !strings.Contains(words, c.tells) {
				t.Errorf("says\n%s\nwithout the note\n%s", words, want.out)
			}
			now := tree(t, filepath.Join(dir, "outputs", "2018-06"))
			equalTrees(t, "outputs, against those of a run that knows of none before", files, now)
			if !c.same && maps.Equal(before, now) {
				t.Error("the outputs are what they were: nothing is shown")
			}
			whole(t, dir, "2018-06")
			if again := invoke(dir, args...); again.code != got.code || !strings.Contains(again.out, told) {
				t.Errorf("run once more, exit %d:\n%s", again.code, again.out)
			}
		})
	}
}
