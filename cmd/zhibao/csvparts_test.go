package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/fault"
)

// csvOfEach saves every form of a workbook as a csv of its own, by sheet name.
func csvOfEach(t *testing.T, path string) map[string]string {
	t.Helper()
	book := readBook(t, path)
	all := map[string]string{}
	for _, name := range book.names {
		if name == "填报说明" || name == "_zhibao" {
			continue
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		for row := 1; row <= 60; row++ {
			var line []string
			for col := 'A'; col <= 'Z'; col++ {
				line = append(line, book.sheets[name].cells[string(col)+strconv.Itoa(row)].text)
			}
			mustDo(t, w.Write(line))
		}
		w.Flush()
		all[name] = b.String()
	}
	return all
}

// A park with three sub-parks and a department send each form as a csv: the
// figures are those of the workbooks, each from its own file, whatever the files
// are called; and a form that is in none of them is missing once.
func TestCSVParts(t *testing.T) {
	t.Parallel()
	units := map[string][]string{ // forms in order
		"P01-株洲高新区": {"园区表", "园区表-田心高科园", "园区表-河西示范园", "园区表-董家塅高科园", "重大项目表"},
		"D02-市商务局":  {"部门表", "部门表-产业和任务", "重大项目表"},
	}
	for _, c := range []struct {
		name    string
		file    func(unit string, i int) string // of a unit's form
		without string
	}{
		{"ascending", func(unit string, i int) string { return fmt.Sprintf("%s %d.csv", unit, i) }, ""},
		{"descending", func(unit string, i int) string { return fmt.Sprintf("%d %s.csv", 9-i, unit) }, ""},
		{"one form missing", func(unit string, i int) string { return fmt.Sprintf("%s %d.csv", unit, i) }, "园区表-河西示范园"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			in := filepath.Join(dir, "inputs", "2017")
			fileOf := map[string]string{} // unit and sheet → file
			for unit, forms := range units {
				texts := csvOfEach(t, filepath.Join(in, unit+".xlsx"))
				mustDo(t, os.Remove(filepath.Join(in, unit+".xlsx")))
				for i, sheet := range forms {
					if sheet != c.without {
						fileOf[unit[:3]+" "+sheet] = c.file(unit, i)
						write(t, filepath.Join(in, c.file(unit, i)), texts[sheet])
					}
				}
				if len(texts) != len(forms) {
					t.Fatalf("%s has %d forms", unit, len(texts))
				}
			}
			if got := invoke(dir, "run", "2017"); got.code > fault.Person {
				t.Fatalf("exit %d\n%s%s", got.code, got.out, got.err)
			}
			whole(t, dir, "2017")
			findings := dumped[[]finding](t, dir, "dump", "findings", "2017")
			if c.without != "" {
				missingOnce(t, findings, c.file("P01-株洲高新区", 0), c.without)
				return
			}
			sameBut(t, dir, fileOf)
			for unit, forms := range units {
				var names []string
				for i := range forms {
					names = append(names, c.file(unit, i))
				}
				f := findingOf(t, findings, "F19", names[0])
				if want := strings.Join(names, "、") + "各含不同的表，合并为一份报送。"; f.Message != want || f.Severity != "提示" {
					t.Errorf("%s %s, want %s", f.Severity, f.Message, want)
				}
			}
			for _, f := range findings {
				if f.Rule == "F05" || f.Rule == "F13" || f.Rule == "S01" {
					t.Errorf("%s %s", f.Rule, f.Message)
				}
			}
		})
	}
}

// missingOnce wants one finding that a form is missing, about the joined whole, and
// no figure of the unit taken.
func missingOnce(t *testing.T, findings []finding, file, sheet string) {
	t.Helper()
	var got []string
	for _, f := range findings {
		if f.Rule == "S01" {
			got = append(got, f.Source.File+" "+f.Message)
		}
	}
	if diff := cmp.Diff([]string{file + " 缺少应报的「" + sheet + "」。"}, got); diff != "" {
		t.Error(diff)
	}
}

// sameBut wants the figures of the sample, those of the given units' forms from
// their own files.
func sameBut(t *testing.T, dir string, fileOf map[string]string) {
	t.Helper()
	lines := func(dir string, file func(o observed) string) (list []string) {
		for _, o := range dumped[[]observed](t, dir, "dump", "observations", "2017") {
			list = append(list, strings.Join([]string{o.Unit, o.Form, o.Item, o.Measure, o.Number, file(o)}, " "))
		}
		slices.Sort(list)
		return list
	}
	want := lines(baseline(t), func(o observed) string {
		if f := fileOf[o.Source.File[:3]+" "+o.Source.Sheet]; f != "" {
			return f
		}
		return o.Source.File
	})
	if diff := cmp.Diff(want, lines(dir, func(o observed) string { return o.Source.File })); diff != "" {
		t.Errorf("-xlsx +csv\n%s", diff)
	}
}
