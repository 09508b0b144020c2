package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// identity sets a value of the hidden sheet of a form.
func identity(t *testing.T, path, key, value string) {
	t.Helper()
	for row, line := range readBook(t, path).sheets["_zhibao"].rows(t) {
		if line["A"] == key {
			setCell(t, path, "_zhibao", "B"+strconv.Itoa(row), value)
			return
		}
	}
	t.Fatalf("%s: no %s", path, key)
}

// A form as it was issued passes the gate; one of 醴陵市 that was made 攸县's, in
// the head and in the hidden sheet too, does not.
func TestBorrowedFormRefused(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	must(t, dir, 0, "template", "2018-06")
	own := filepath.Join(dir, "outputs", "2018-06", "下发", liling)
	for _, name := range []string{"own.xlsx", "borrowed.xlsx"} {
		write(t, filepath.Join(dir, name), read(t, own))
	}
	borrowed := filepath.Join(dir, "borrowed.xlsx")
	rename(t, borrowed, "醴陵市", "430281", "攸县", "430223")
	identity(t, borrowed, "unit", "430223")
	identity(t, borrowed, "unit_name", "攸县")
	if got := must(t, dir, fault.Person, "check", filepath.Join(dir, "own.xlsx")); strings.Contains(got.out, "F14") || strings.Contains(got.out, "F08") {
		t.Errorf("as issued:\n%s", got.out)
	}
	got := must(t, dir, fault.Person, "check", borrowed)
	if !strings.Contains(got.out, "〔强制性 F14〕") || strings.Count(got.out, "〔") != 1 || !strings.Contains(got.out, "攸县") {
		t.Errorf("borrowed:\n%s", got.out)
	}
	mustDo(t, os.Remove(filepath.Join(dir, ".zhibao", "key")))
	if got := invoke(dir, "check", borrowed); strings.Contains(got.out, "F14") || !strings.Contains(got.out, "本工作区没有密钥，表内封印无从核对，按表头认定为攸县") {
		t.Errorf("without a key:\n%s", got.out)
	}
}

// Of two versions the later by its hidden number counts, whatever the files are
// called; the older is named and keeps out of the figures.
func TestCorrectionCounts(t *testing.T) {
	t.Parallel()
	file, sheet, gdp := place(t, "2017", "430281", "gdp", "value")
	for _, name := range []string{"0更正.xlsx", "醴陵更正.xlsx"} {
		dir := sample(t)
		in := filepath.Join(dir, "inputs", "2017")
		write(t, filepath.Join(in, name), read(t, filepath.Join(in, file)))
		setCell(t, filepath.Join(in, name), sheet, gdp, 610.44)
		identity(t, filepath.Join(in, name), "sequence", "2")
		must(t, dir, fault.OK, "run", "2017")
		spoiled{}.states2017(t, dir)
		found := spoiled{rule: "F13", file: file}.finding(t, dir)
		if want := "先报的" + file + "已被后报的" + name + "取代（表内序号先为1，后为2），不再采用。"; found.Message != want {
			t.Errorf("%s", found.Message)
		}
		if data := read(t, filepath.Join(dir, "outputs", "2017", "data.csv")); !strings.Contains(data, "610.44") || !strings.Contains(data, name) || strings.Contains(data, file) {
			t.Errorf("%s: data.csv is not the correction's", name)
		}
		must(t, dir, fault.OK, "report", "2017")
		spoiled{}.states2017(t, dir)
	}
}
