package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/xlsx"
)

// What cannot be marked comes back as a list with a blank form of the unit, as far
// as the unit is known: never as nothing.
func TestBlankFormsGoBack(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	in := filepath.Join(dir, "inputs", "2017")
	issued := read(t, filepath.Join(in, liling))

	// Not readable: one named after its unit, one after nothing.
	write(t, filepath.Join(in, liling), issued[:len(issued)/2])
	write(t, filepath.Join(in, "a:b?.txt"), "各位领导：数据附后。")
	// A form of 荷塘区 in the name of 芦淞区.
	rename(t, filepath.Join(in, "430203-芦淞区.xlsx"), "芦淞区", "430203", "荷塘区", "430202")
	// Two of 石峰区 that differ and say no order.
	write(t, filepath.Join(in, "石峰二.xlsx"), read(t, filepath.Join(in, "430204-石峰区.xlsx")))
	_, sheet, gdp := place(t, "2017", "430204", "gdp", "value")
	setCell(t, filepath.Join(in, "石峰二.xlsx"), sheet, gdp, 301.5)
	// A csv of 攸县 with a figure that is none.
	you := filepath.Join(in, "430223-攸县.xlsx")
	_, sheet, retail := place(t, "2017", "430223", "retail", "value")
	setCell(t, you, sheet, retail, "约88亿元")
	write(t, filepath.Join(in, "攸县.csv"), asCSV(t, you))
	mustDo(t, os.Remove(you))

	must(t, dir, 1, "run", "2017")
	got := back(t, dir, "2017")
	want := []string{
		"430203-芦淞区.xlsx", "430204-石峰区（430204-石峰区）.xlsx", "430204-石峰区（石峰二）.xlsx", "430223-攸县.xlsx",
		"未识别单位/430281-醴陵市.xlsx", "未识别单位/a_b_.xlsx",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Fatalf("-want +got\n%s", diff)
	}
	for name, rules := range map[string][]string{
		want[0]: {"F07"}, want[1]: {"F05"}, want[2]: {"F05", "P24 D25"}, want[3]: {"C21 " + retail, "F08"}, want[4]: {"F01"}, want[5]: {"F01"},
	} {
		if diff := cmp.Diff(rules, listed(t, got[name])); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
	for name, sheets := range map[string]int{want[0]: 5, want[3]: 5, want[4]: 5, want[5]: 1} {
		if n := len(strict(t, got[name])); n != sheets {
			t.Errorf("%s has %d sheets", name, n)
		}
	}
	filled := strict(t, got[want[3]])
	for cell, text := range map[string]string{retail: `"约88亿元"`, gdp: `"382.73"`} {
		if !strings.Contains(filled["县市区表"][cell], text) {
			t.Errorf("攸县 %s is %s", cell, filled["县市区表"][cell])
		}
	}
	linksResolve(t, got[want[3]])
	if c := comments(t, got[want[3]])["县市区表!"+retail]; !strings.Contains(c, "C21") {
		t.Errorf("no comment in the filled form: %q", c)
	}
	// What a unit sends next goes before what it sent: 2 after 1.
	for _, name := range []string{want[0], want[3]} {
		if cell := strict(t, got[name])["_zhibao"]["B8"]; !strings.HasPrefix(cell, `string "2"`) {
			t.Errorf("%s: %s", name, cell)
		}
	}
}

// Under a key the raised number is sealed anew: the copy is the unit's own again,
// and a copy with another's number is not.
func TestReturnedSealed(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	must(t, dir, 0, "template", month)
	in := filepath.Join(dir, "inputs", month)
	mustDo(t, os.RemoveAll(in))
	write(t, filepath.Join(in, "茶陵.xlsx"), read(t, filepath.Join(dir, "outputs", month, "下发", "430224-茶陵县.xlsx")))
	must(t, dir, 1, "run", month)
	copied := back(t, dir, month)["430224-茶陵县.xlsx"]
	if n := len(listed(t, copied)); n < 5 {
		t.Errorf("an empty form has %d findings", n)
	}
	file := filepath.Join(t.TempDir(), "copy.xlsx")
	write(t, file, copied)
	if got := must(t, dir, 1, "check", file); strings.Contains(got.out, "F14") || strings.Contains(got.out, "F08") {
		t.Errorf("the seal does not fit:\n%s", got.out)
	}
	identity(t, file, "sequence", "3")
	if got := must(t, dir, 1, "check", file); !strings.Contains(got.out, "F14") {
		t.Errorf("a number of one's own making passes:\n%s", got.out)
	}
}

// report keeps the copies as they are; what was lost or changed on the disk since
// is made again, byte for byte, as long as the inputs are the same.
func TestReportKeepsReturns(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	must(t, dir, 1, "run", month)
	outputs := filepath.Join(dir, "outputs", month)
	want := tree(t, outputs)
	name := filepath.Join(outputs, "退回", "430224-茶陵县.xlsx")
	input := filepath.Join(dir, "inputs", month, "430224-茶陵县.xlsx")
	sent := read(t, input)
	for what, spoil := range map[string]func(){
		"nothing":   func() {},
		"lost":      func() { mustDo(t, os.Remove(name)) },
		"changed":   func() { write(t, name, "opened and saved") },
		"inputs":    func() { write(t, input, "a new file has come") },
		"no inputs": func() { mustDo(t, os.Remove(input)) },
	} {
		spoil()
		must(t, dir, 1, "report", month)
		equalTrees(t, what, want, tree(t, outputs))
		whole(t, dir, month)
		write(t, input, sent)
	}
	// Copy and input are gone: the ledger still knows what was found.
	mustDo(t, os.Remove(name))
	mustDo(t, os.Remove(input))
	must(t, dir, 1, "report", month)
	whole(t, dir, month)
	copied := read(t, name)
	text := strings.Join(slices.Collect(maps.Values(strict(t, copied)["审核清单"])), "\n")
	if diff := cmp.Diff([]string{"C21 E11"}, listed(t, copied)); diff != "" || !strings.Contains(text, "报来的文件已不在收件夹中") {
		t.Errorf("%s\n%s", diff, text)
	}
}

// A workbook that is legal but written in an unusual way is not edited: the unit
// gets a blank form, and its own file untouched beside it.
func TestUnusualWorkbookGoesBackWhole(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	file := filepath.Join(dir, "inputs", month, "430224-茶陵县.xlsx")
	rewrite(t, file, func(name, data string) string {
		if name != "xl/worksheets/sheet1.xml" {
			return data
		}
		data = strings.NewReplacer("</", "</x:", "<", "<x:").Replace(data)
		data = strings.NewReplacer("<x:/x:", "</x:", "<x:?", "<?", `xmlns="`, `xmlns:x="`).Replace(strings.ReplaceAll(data, "</x:", "</x:"))
		return data
	})
	if _, err := xlsx.Read([]byte(read(t, file)), xlsx.DefaultLimits()); err != nil {
		t.Fatal("the test's workbook is not legal: ", err)
	}
	must(t, dir, 1, "run", month)
	got := back(t, dir, month)
	if diff := cmp.Diff([]string{"430224-茶陵县.xlsx", "430224-茶陵县（报来的文件）.xlsx"}, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Fatal(diff)
	}
	if got["430224-茶陵县（报来的文件）.xlsx"] != read(t, file) {
		t.Error("the unit's own file was changed")
	}
	text := strings.Join(slices.Collect(maps.Values(strict(t, got["430224-茶陵县.xlsx"])["审核清单"])), "\n")
	if !strings.Contains(text, "报来的表格内部的写法特殊，不能在原表上标注") {
		t.Error(text)
	}
	if form := strict(t, got["430224-茶陵县.xlsx"])["县市区表"]; !strings.Contains(form["E11"], "约40亿元") || !strings.Contains(form["E8"], "93.68") {
		t.Errorf("the blank form is not filled: %s %s", form["E11"], form["E8"])
	}
}
