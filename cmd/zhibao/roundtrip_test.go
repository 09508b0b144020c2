package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline"
	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// edit is one cell as someone types it: kind is number, text or date.
type edit struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// filler is who fills in the forms of a test: a county with a project, a park
// with sub-parks, two departments, one of which has a project.
var fillers = []string{"430281", "P01", "D01", "D08"}

const month = "2018-06"

// A form filled in by LibreOffice, by SheetJS or by exceljs gives the same
// observations as one that this program fills in itself, and does so still after
// LibreOffice has saved it once more.
func TestFormsComeBackEqual(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	dir := sample(t)
	must(t, dir, 0, "template", month)
	own, edits := filledByUs(t, dir)
	want := observations(t, own)
	if len(want) < 100 {
		t.Fatalf("only %d observations", len(want))
	}
	blanks := map[string]string{} // file name → path
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		blanks[name] = filepath.Join(dir, "outputs", month, "下发", name)
	}
	packages := installPackages(t)
	for _, c := range []struct {
		by   string
		fill func(t *testing.T) (folder string)
	}{
		{"us", func(*testing.T) string { return own }},
		{"LibreOffice", func(t *testing.T) string { return filledByLibreOffice(t, o, blanks, edits) }},
		{"SheetJS", func(t *testing.T) string { return filledByNode(t, packages, "sheetjs", blanks, edits) }},
		{"exceljs", func(t *testing.T) string { return filledByNode(t, packages, "exceljs", blanks, edits) }},
	} {
		t.Run(c.by, func(t *testing.T) {
			folder := c.fill(t)
			if diff := cmp.Diff(want, observations(t, folder)); diff != "" {
				t.Errorf("filled in by %s: -want +got\n%s", c.by, diff)
			}
			var files []string
			for name := range blanks {
				files = append(files, filepath.Join(folder, name))
			}
			if diff := cmp.Diff(want, observations(t, o.convert(t, asXLSX, files...))); diff != "" {
				t.Errorf("filled in by %s, saved again by LibreOffice: -want +got\n%s", c.by, diff)
			}
		})
	}
}

// filledByUs writes the forms with formxlsx's own entries, and says what was
// typed into which cell. The figures are those of the sample.
func filledByUs(t *testing.T, dir string) (folder string, edits map[string][]edit) {
	t.Helper()
	w, err := workspace.Open(dir)
	mustDo(t, err)
	p, err := pipeline.Open(w, pipeline.Settings{}, nil)
	mustDo(t, err)
	period, err := stat.ParsePeriod(month)
	mustDo(t, err)
	history, err := p.HistoryFrom(filepath.Join(dir, "inputs", "history"))
	mustDo(t, err)
	all := dumped[[]observed](t, baseline(t), "dump", "observations", month)
	folder, edits = t.TempDir(), map[string][]edit{}
	for _, code := range fillers {
		unit, ok := p.Plan.Unit(code)
		if !ok {
			t.Fatalf("no unit %s", code)
		}
		name := pipeline.IssuedName(unit, period)
		entries := map[formxlsx.Key]formxlsx.Value{}
		for _, o := range all {
			if o.Source.File != name || o.Measure == string(stat.Prior) {
				continue
			}
			kind, value := typed(t, o)
			entries[formxlsx.Key{Unit: o.Unit, Form: o.Form, Item: o.Item, Measure: stat.Measure(o.Measure)}] = value
			e := edit{Sheet: o.Source.Sheet, Cell: o.Source.Cell, Kind: kind, Value: o.Read}
			if kind == "number" {
				e.Value = value.Number.String()
			} else {
				e.Value = value.Text
			}
			edits[name] = append(edits[name], e)
		}
		data, err := p.Blank(unit, period, history, formxlsx.Options{Sequence: 1, Entries: entries})
		mustDo(t, err)
		write(t, filepath.Join(folder, name), string(data))
	}
	return folder, edits
}

// typed is what an observation of the sample becomes in this test: notes get
// characters that XML must escape.
func typed(t *testing.T, o observed) (kind string, v formxlsx.Value) {
	t.Helper()
	if o.Kind == int(stat.Number) {
		d, err := decimal.NewFromString(o.Number)
		mustDo(t, err)
		return "number", formxlsx.Num(d)
	}
	if len(o.Read) == len("2018-07-09") && strings.Count(o.Read, "-") == 2 {
		return "date", formxlsx.Txt(o.Read)
	}
	if o.Measure == string(stat.Note) || o.Measure == "problem" {
		return "text", formxlsx.Txt(o.Read + "“口径”<旧>&《新》　其余不变")
	}
	return "text", formxlsx.Txt(o.Read)
}

// observations runs the sample with some files replaced and gives what was read
// from those: unit, form, item and measure → number or text.
func observations(t *testing.T, folder string) map[string]string {
	t.Helper()
	dir := sample(t)
	entries, err := os.ReadDir(folder)
	mustDo(t, err)
	files := map[string]bool{}
	for _, e := range entries {
		files[e.Name()] = true
		write(t, filepath.Join(dir, "inputs", month, e.Name()), read(t, filepath.Join(folder, e.Name())))
	}
	must(t, dir, 1, "run", month)
	got := map[string]string{}
	for _, o := range dumped[[]observed](t, dir, "dump", "observations", month) {
		if !files[o.Source.File] {
			continue
		}
		text := o.Number
		if o.Kind != int(stat.Number) {
			text = "「" + o.Read + "」"
		}
		got[strings.Join([]string{o.Unit, o.Form, o.Item, o.Measure}, " ")] = text
	}
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", month) {
		if files[f.Source.File] && f.Outcome == "fail" && f.Severity != "提示" {
			got["finding "+f.Unit+" "+f.Rule+" "+f.Item] = f.Message
		}
	}
	return got
}

func filledByLibreOffice(t *testing.T, o office, blanks map[string]string, edits map[string][]edit) string {
	t.Helper()
	flat := o.convert(t, "fods", slices.Collect(maps.Values(blanks))...)
	var files []string
	for name := range blanks {
		file := filepath.Join(flat, strings.TrimSuffix(name, ".xlsx")+".fods")
		editFODS(t, file, edits[name])
		files = append(files, file)
	}
	return o.convert(t, asXLSX, files...)
}

// installPackages installs the pinned packages of testdata/npm.
func installPackages(t *testing.T) string {
	t.Helper()
	tool(t, "node")
	npm := tool(t, "npm")
	dir := t.TempDir()
	mustDo(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "npm"))))
	c := exec.Command(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		if os.Getenv(maySkip) == "1" {
			t.Skipf("npm cannot install SheetJS and %s=1: not checked", maySkip)
		}
		t.Fatalf("npm cannot install SheetJS (is there a network?): %v\n%s", err, out)
	}
	return dir
}

func filledByNode(t *testing.T, packages, library string, blanks map[string]string, edits map[string][]edit) string {
	t.Helper()
	type job struct {
		From  string `json:"from"`
		To    string `json:"to"`
		Edits []edit `json:"edits"`
	}
	folder := t.TempDir()
	var jobs []job
	for name, path := range blanks {
		jobs = append(jobs, job{path, filepath.Join(folder, name), edits[name]})
	}
	data, err := json.Marshal(jobs)
	mustDo(t, err)
	list := filepath.Join(t.TempDir(), "jobs.json")
	write(t, list, string(data))
	output(t, "node", filepath.Join(packages, "fill.js"), library, list)
	return folder
}
