package main

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// The corpus: forms as people send them back, one file of cases for each clause of
// what the intake promises, below testdata/corpus. A case says what was done to
// the form of a unit and what was typed into it. Three programs write it: excelize
// (ours), SheetJS, and LibreOffice, which saves ours again. The golden file beside
// the cases tells by line in what the result differs from that of the same form
// with nothing wrong in it: observations, findings, what became of the file. It
// holds for every writer; where one cannot write the case as it is, the case says
// why, and the golden file in what its result differs.

const (
	ours        = "ours"
	sheetJS     = "sheetjs"
	libreOffice = "libreoffice"
	thrice      = "libreoffice, the third time"
)

// clause is a file of the corpus.
type clause struct {
	Clause string       `yaml:"clause"` // in the words of the requirement
	Cases  []corpusCase `yaml:"cases"`
	golden string       // its golden file
}

type corpusCase struct {
	Name    string            `yaml:"name"`
	Unit    string            `yaml:"unit"`
	Files   []corpusFile      `yaml:"files"`   // more than one
	Whole   bool              `yaml:"whole"`   // the golden file has every line, not the difference
	By      []string          `yaml:"by"`      // the writers, if not all
	Differs map[string]string `yaml:"differs"` // writer → why its result is another
	Open    string            `yaml:"open"`    // in what the golden file is not yet what the clause says
	File    corpusFile        `yaml:",inline"`
	id      string
}

// corpusFile is one file that a unit sends.
type corpusFile struct {
	Send string     `yaml:"send"` // file name, if not that of the form
	Do   []string   `yaml:"do"`   // what was done to the workbook: see steps
	Type [][]string `yaml:"type"` // what was typed: cell, kind, value, number format
	As   string     `yaml:"as"`   // csv, gb18030, xls, or what is sent in its place
}

func (c *corpusCase) files() []corpusFile {
	if len(c.Files) > 0 {
		return c.Files
	}
	return []corpusFile{c.File}
}

func (c *corpusCase) by(writer string) bool {
	return len(c.By) == 0 || slices.Contains(c.By, strings.Split(writer, ",")[0])
}

func loadCorpus(t *testing.T) []*clause {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "corpus", "*.yaml"))
	mustDo(t, err)
	var list []*clause
	n := 0
	for _, file := range files {
		c := &clause{golden: strings.TrimSuffix(file, ".yaml") + ".golden"}
		if err := yaml.UnmarshalWithOptions([]byte(read(t, file)), c, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range c.Cases {
			c.Cases[i].id = fmt.Sprintf("%03d", n)
			n++
		}
		list = append(list, c)
	}
	return list
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	clauses := loadCorpus(t)
	made := makeCorpus(t, clauses)
	var base, by1, byJS, byOffice, byOffice3 map[string][]string // case → lines
	t.Run("written", func(t *testing.T) {
		t.Run(ours, func(t *testing.T) {
			t.Parallel()
			base, by1 = made.base(t), made.results(t, clauses, ours, made.ours)
		})
		t.Run(sheetJS, func(t *testing.T) {
			t.Parallel()
			byJS = made.results(t, clauses, sheetJS, made.bySheetJS(t, installPackages(t)))
		})
		t.Run(libreOffice, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			once := made.byLibreOffice(t, o)
			byOffice = made.results(t, clauses, libreOffice, once)
			byOffice3 = made.results(t, clauses, libreOffice, made.again(t, o, made.again(t, o, once)))
		})
	})
	if by1 == nil || byJS == nil || byOffice3 == nil {
		t.Skip("not every writer is there") // each says so
	}
	results := map[string]map[string][]string{ours: by1, sheetJS: byJS, libreOffice: byOffice, thrice: byOffice3}
	for _, c := range clauses {
		c.compare(t, base, results)
	}
}

// compare holds the results of a clause against its golden file.
func (c *clause) compare(t *testing.T, base map[string][]string, results map[string]map[string][]string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", c.Clause)
	for _, k := range c.Cases {
		fmt.Fprintf(&b, "\n## %s (%s)\n", k.Name, k.Unit)
		if k.Open != "" {
			fmt.Fprintf(&b, "! %s\n", k.Open)
		}
		first := ours
		if !k.by(ours) {
			first = k.By[0]
		}
		want := results[first][k.id]
		if k.Whole {
			writeLines(&b, want)
		} else {
			writeLines(&b, k.against(base[k.Unit], want))
		}
		for _, writer := range []string{sheetJS, libreOffice} {
			if writer == first || !k.by(writer) {
				continue
			}
			other := differing(want, results[writer][k.id])
			why, expected := k.Differs[writer]
			switch {
			case len(other) > 0 && !expected:
				t.Errorf("%s: written by %s, the result is another:\n%s", k.Name, writer, strings.Join(other, "\n"))
			case len(other) == 0 && expected:
				t.Errorf("%s: written by %s, the result is the same: no need to say %q", k.Name, writer, why)
			case expected:
				fmt.Fprintf(&b, "# %s: %s\n", writer, why)
				writeLines(&b, other)
			}
		}
		if more := differing(results[libreOffice][k.id], results[thrice][k.id]); len(more) > 0 && k.by(libreOffice) {
			t.Errorf("%s: saved by LibreOffice two more times, the result is another:\n%s", k.Name, strings.Join(more, "\n"))
		}
	}
	if *update {
		mustDo(t, os.WriteFile(c.golden, []byte(b.String()), 0o644))
		return
	}
	if diff := cmp.Diff(read(t, c.golden), b.String()); diff != "" {
		t.Errorf("%s: -want +got (go test -run TestCorpus -update ./cmd/zhibao writes it)\n%s", c.golden, diff)
	}
}

func writeLines(b *strings.Builder, lines []string) {
	for _, l := range lines {
		b.WriteString(l + "\n")
	}
}

// against lists in what a case differs from the form as it should be; a form of
// which nothing is left is one line.
func (c *corpusCase) against(base, lines []string) []string {
	if len(c.Files) > 0 {
		var each []string
		for _, f := range filesIn(lines) {
			for _, l := range base {
				each = append(each, f+" "+l)
			}
		}
		base = each
	}
	had, lost := map[string]int{}, map[string]int{}
	for _, l := range base {
		had[formOf(l)]++
	}
	list := differing(base, lines)
	for _, l := range list {
		if l[0] == '-' {
			lost[formOf(l[2:])]++
		} else {
			lost[formOf(l[2:])] -= len(base)
		}
	}
	out := list[:0]
	for _, l := range list {
		of := formOf(l[2:])
		switch {
		case of == "" || had[of] == 0 || lost[of] != had[of]:
			out = append(out, l)
		case len(out) == 0 || !strings.HasPrefix(out[len(out)-1], "- "+of+" 全部"):
			out = append(out, fmt.Sprintf("- %s 全部%d项", of, had[of]))
		}
	}
	return out
}

// formOf is the head of a line about a figure, up to the form; "" for other lines.
func formOf(line string) string {
	before, rest, ok := strings.Cut(line, "数据 ")
	words := strings.SplitN(rest, " ", 3)
	if !ok || len(words) < 3 {
		return ""
	}
	return before + "数据 " + words[0] + " " + words[1]
}

// filesIn are the files that lines of a case with several begin with.
func filesIn(lines []string) (files []string) {
	for _, l := range lines {
		if name, rest, ok := strings.Cut(l, " "); ok && strings.HasPrefix(rest, "收件 ") {
			files = append(files, name)
		}
	}
	return files
}

// differing lists what only one of two sorted lists of lines has: - the first, +
// the second. A line that stands twice counts twice.
func differing(a, b []string) (list []string) {
	times := map[string]int{}
	for _, l := range a {
		times[l]--
	}
	for _, l := range b {
		times[l]++
	}
	for _, l := range slices.Sorted(maps.Keys(times)) {
		sign := "+ "
		if times[l] < 0 {
			sign = "- "
		}
		for range max(times[l], -times[l]) {
			list = append(list, sign+l)
		}
	}
	return list
}

// results runs the cases that a writer wrote and gives the lines of each. As many
// cases as have different units share a workspace.
func (m *corpus) results(t *testing.T, clauses []*clause, writer, folder string) map[string][]string {
	t.Helper()
	var rounds [][]*corpusCase
	for _, c := range clauses {
		for i := range c.Cases {
			k := &c.Cases[i]
			if !k.by(writer) {
				continue
			}
			at := slices.IndexFunc(rounds, func(round []*corpusCase) bool {
				return !slices.ContainsFunc(round, func(other *corpusCase) bool { return other.Unit == k.Unit })
			})
			if at < 0 {
				at = len(rounds)
				rounds = append(rounds, nil)
			}
			rounds[at] = append(rounds[at], k)
		}
	}
	lines := map[string][]string{}
	for _, round := range rounds {
		dir := t.TempDir()
		mustDo(t, os.CopyFS(dir, os.DirFS(m.workspace)))
		of := map[string]*corpusCase{} // file → case
		for _, k := range round {
			for i, f := range k.files() {
				name := m.sent(k, f)
				if of[name] != nil {
					t.Fatalf("%s: %s is sent twice", k.Name, name)
				}
				of[name] = k
				write(t, filepath.Join(dir, "inputs", month, name), read(t, filepath.Join(folder, m.staged(k, i))))
			}
		}
		must(t, dir, 1, "run", month)
		for name, list := range ledgerLines(t, dir) {
			k := of[name]
			if k == nil {
				continue // of the batch
			}
			for _, l := range list {
				if len(k.Files) > 0 {
					l = name + " " + l
				}
				lines[k.id] = append(lines[k.id], l)
			}
		}
	}
	for _, list := range lines {
		slices.Sort(list)
	}
	return lines
}

// base gives the lines of each unit's form as it should be.
func (m *corpus) base(t *testing.T) map[string][]string {
	t.Helper()
	dir := t.TempDir()
	mustDo(t, os.CopyFS(dir, os.DirFS(m.workspace)))
	mustDo(t, os.CopyFS(filepath.Join(dir, "inputs", month), os.DirFS(m.blanks)))
	must(t, dir, 0, "run", month)
	lines := map[string][]string{}
	for name, list := range ledgerLines(t, dir) {
		unit, _, _ := strings.Cut(name, "-")
		lines[unit] = list
		slices.Sort(list)
	}
	return lines
}

// ledgerLines tells what the ledger of a workspace knows of each file: its state,
// its observations, accepted or not, and its findings.
func ledgerLines(t *testing.T, dir string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, ".zhibao", "ledger.db"))
	mustDo(t, err)
	defer db.Close()
	lines := map[string][]string{}
	for _, query := range []string{
		`SELECT file, '收件 ' || unit || ' ' || state FROM submission`,
		`SELECT s.file, '数据 ' || o.unit || ' ' || o.form || ' ' || o.item || ' ' || o.measure || ' ' || coalesce(o.number, '「' || o.read_text || '」')
			|| CASE WHEN o.vintage IN ('', '初步') THEN '' ELSE '（' || o.vintage || '）' END
			FROM observation o JOIN submission s ON s.id = o.submission_id`,
		`SELECT file, '问题 ' || severity || ' ' || rule || ' ' || sheet || CASE WHEN cell = '' THEN '' ELSE '!' || cell END || CASE WHEN sheet = '' THEN '' ELSE ' ' END || message
			FROM result WHERE outcome = 'fail' AND file <> ''`,
	} {
		rows, err := db.Query(query)
		mustDo(t, err)
		for rows.Next() {
			var file, line string
			mustDo(t, rows.Scan(&file, &line))
			lines[file] = append(lines[file], strings.ReplaceAll(line, "\n", "\\n"))
		}
		mustDo(t, rows.Err())
	}
	return lines
}
