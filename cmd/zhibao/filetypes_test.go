package main

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibao/pipeline/fault"
)

// figuresOf are a unit's figures of 2017 without their places.
func figuresOf(t *testing.T, dir, unit string) []string {
	t.Helper()
	var list []string
	for _, o := range dumped[[]observed](t, dir, "dump", "observations", "2017") {
		if o.Unit == unit {
			list = append(list, strings.Join([]string{o.Form, o.Item, o.Measure, o.Number}, " "))
		}
	}
	slices.Sort(list)
	if len(list) == 0 {
		t.Fatalf("%s reports nothing", unit)
	}
	return list
}

// findingOf is the finding of a rule about a file.
func findingOf(t *testing.T, list []finding, rule, file string) finding {
	t.Helper()
	for _, f := range list {
		if f.Rule == rule && f.Source.File == file {
			return f
		}
	}
	t.Fatalf("no finding %s about %s", rule, file)
	return finding{}
}

// An .xls is read by way of LibreOffice in run, and gives the figures of the
// .xlsx that it was made from; check refuses it and says what to do.
func TestOldWorkbook(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	old := filepath.Join(dir, "inputs", "2017", liling)
	made := newOffice(t).convert(t, "xls:MS Excel 97", old)
	mustDo(t, os.Remove(old))
	name := "430281-醴陵市.et" // the name says nothing, the content does
	in := filepath.Join(dir, "inputs", "2017", name)
	write(t, in, read(t, filepath.Join(made, "430281-醴陵市.xls")))

	list := dumped[[]struct {
		Accepted bool
		Findings []finding
	}](t, dir, "check", "--json", "--period", "2017", in)
	if f := findingOf(t, list[0].Findings, "F01", name); list[0].Accepted || !strings.Contains(f.Message, "旧格式工作簿") || !strings.Contains(f.Message, "另存为 .xlsx") {
		t.Errorf("check: %+v", list[0])
	}

	t.Run("converted", func(t *testing.T) {
		if got := invoke(dir, "run", "2017"); got.code > fault.Person {
			t.Fatalf("exit %d\n%s%s", got.code, got.out, got.err)
		}
		whole(t, dir, "2017")
		f := findingOf(t, dumped[[]finding](t, dir, "dump", "findings", "2017"), "F15", name)
		if f.Severity != "提示" || f.Unit != "430281" || f.Open {
			t.Errorf("%+v", f)
		}
		if diff := cmp.Diff(figuresOf(t, baseline(t), "430281"), figuresOf(t, dir, "430281")); diff != "" {
			t.Errorf("-xlsx +xls\n%s", diff)
		}
	})
	t.Run("no LibreOffice", func(t *testing.T) { withoutOffice(t, dir, name) })
}

// withoutOffice runs the batch where LibreOffice is not to be found.
func withoutOffice(t *testing.T, dir, name string) {
	c := exec.Command("zhibao", "-C", dir, "-q", "run", "2017")
	c.Env = append(os.Environ(), "PATH="+t.TempDir())
	if out, _ := c.CombinedOutput(); c.ProcessState.ExitCode() != int(fault.Person) {
		t.Fatalf("exit %d\n%s", c.ProcessState.ExitCode(), out)
	}
	f := findingOf(t, dumped[[]finding](t, dir, "dump", "findings", "2017"), "F01", name)
	if !strings.Contains(f.Message, "另存为 .xlsx") {
		t.Errorf("%+v", f)
	}
}

// Forms saved as .csv give the figures of their workbook, in either encoding.
func TestCSV(t *testing.T) {
	t.Parallel()
	const unit, name = "D01", "D01-市统计局"
	for encoding, encode := range map[string]func(string) (string, error){
		"utf-8":           func(s string) (string, error) { return s, nil },
		"byte order mark": func(s string) (string, error) { return "\ufeff" + s, nil },
		"gb 18030":        simplifiedchinese.GB18030.NewEncoder().String,
	} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			in := filepath.Join(dir, "inputs", "2017")
			data, err := encode(asCSV(t, filepath.Join(in, name+".xlsx")))
			mustDo(t, err)
			mustDo(t, os.Remove(filepath.Join(in, name+".xlsx")))
			write(t, filepath.Join(in, name+".csv"), data)
			if got := invoke(dir, "run", "2017"); got.code > fault.Person {
				t.Fatalf("exit %d\n%s%s", got.code, got.out, got.err)
			}
			if diff := cmp.Diff(figuresOf(t, baseline(t), unit), figuresOf(t, dir, unit)); diff != "" {
				t.Errorf("-xlsx +csv\n%s", diff)
			}
			findingOf(t, dumped[[]finding](t, dir, "dump", "findings", "2017"), "F08", name+".csv")
		})
	}
}

// asCSV saves the forms of a workbook as spreadsheets do, one below the other.
func asCSV(t *testing.T, path string) string {
	t.Helper()
	book := readBook(t, path)
	var rows [][]string
	for _, name := range book.names {
		for row := 1; row <= 60 && strings.HasSuffix(name, "表"); row++ {
			var line []string
			for col := 'A'; col <= 'Z'; col++ {
				line = append(line, book.sheets[name].cells[string(col)+strconv.Itoa(row)].text)
			}
			rows = append(rows, line)
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	mustDo(t, w.WriteAll(rows))
	return b.String()
}
