package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/fault"
)

// A granted finding stands on the list that goes back with another one, as granted: it
// is no error to correct.
func TestGrantInCopy(t *testing.T) {
	t.Parallel()
	dir := tenfold(t)
	file, sheet, revenue := place(t, "2017", "P02", "park_revenue", "value")
	setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, revenue, "未报")
	write(t, grantsOf(dir), granted)
	must(t, dir, fault.Person, "run", "2017")
	copies := back(t, dir, "2017")
	if len(copies) != 1 {
		t.Fatalf("%d copies", len(copies))
	}
	for _, data := range copies {
		path := filepath.Join(t.TempDir(), "list.xlsx")
		write(t, path, data)
		found := false
		for _, row := range readBook(t, path).sheets["审核清单"].rows(t) {
			text := fmt.Sprint(row)
			if !strings.Contains(text, "〔R07〕") {
				continue
			}
			found = true
			if !strings.Contains(text, "已准予") || !strings.Contains(text, "统计局已准予：园区扩区") || strings.Contains(text, "必须改正") {
				t.Errorf("the granted finding: %s", text)
			}
		}
		if !found {
			t.Error("the list does not tell of the granted finding")
		}
	}
}

// trace says of a granted finding why, by whom and when.
func TestTraceTellsOfGrant(t *testing.T) {
	t.Parallel()
	dir := tenfold(t)
	write(t, grantsOf(dir), granted)
	must(t, dir, fault.OK, "run", "2017")
	got := must(t, dir, fault.OK, "trace", "2017", "规模企业数", "株洲经开区").out
	if !strings.Contains(flat(got), flat("已准予：园区扩区，新划入二十余户规模企业，已与工信部门核对（分管副局长，2018-03-12）")) {
		t.Error(got)
	}
}

// A sheet of whatever name beside the form is no obstacle for the batch.
func TestSheetNamedWithAnEmoji(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	path := filepath.Join(dir, "inputs", "2017", liling)
	f, err := excelize.OpenFile(path)
	mustDo(t, err)
	_, err = f.NewSheet("备注🌾")
	mustDo(t, err)
	mustDo(t, f.SetCellValue("备注🌾", "A1", "见附件"))
	mustDo(t, f.Save())
	mustDo(t, f.Close())
	if got := invoke(dir, "run", "2017"); got.code > fault.Person {
		t.Fatal(got.err)
	}
	whole(t, dir, "2017")
}

// A register of 100,000 files that are not there is summed up, not printed out.
func TestRegisterOfStrangers(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, "无此文件%06d.xlsx,2018-07-09 09:00,\n", i)
	}
	appendTo(t, dir, "inputs/2018-06/收件.csv", b.String())
	if got := invoke(dir, "run", month); got.code > fault.Person {
		t.Fatal(got.err)
	}
	each, summed := 0, 0
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", month) {
		switch {
		case f.Rule == "F28" && strings.HasPrefix(f.Seen, "无此文件"):
			each++
		case f.Rule == "F17" && f.Seen == "100000":
			summed++
		}
	}
	if each == 0 || each > 100 || summed != 1 {
		t.Errorf("%d files are named, %d findings sum up", each, summed)
	}
}

// A figure that has to be explained against the one accepted before does not pass by
// being sent again unchanged with another vintage.
func TestVintageIsNoExplanation(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	file, sheet, cell := place(t, "2017", "D01", "retail", "value")
	path := filepath.Join(dir, "inputs", "2017", file)
	row := strings.TrimLeft(cell, "ABCDEFGH")
	must(t, dir, fault.OK, "run", "2017")
	open := func() (rules []string) {
		if got := invoke(dir, "run", "2017"); got.code > fault.Person {
			t.Fatal(got.err)
		}
		for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
			if f.Unit == "D01" && f.Item == "retail" && f.Open && strings.Contains(f.Message, "先前已采用的为1038.5") {
				rules = append(rules, f.Rule)
			}
		}
		return rules
	}
	setCell(t, path, sheet, cell, 1300)
	setCell(t, path, sheet, "H"+row, "初步")
	first := open()
	setCell(t, path, sheet, "H"+row, "核实")
	if again := open(); len(first) != 1 || fmt.Sprint(again) != fmt.Sprint(first) {
		t.Errorf("open at first %v, sent again with another vintage %v", first, again)
	}
}
