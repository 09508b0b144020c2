package main

import (
	"path/filepath"
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// A form in which LibreOffice wrote a figure as a reference to another file: the
// stored figure is taken, the link is told and not followed.
func TestLinkedFigure(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	file, sheet, cell := place(t, "2018-06", "P02", "park_gdp", "value")
	in := filepath.Join(dir, "inputs", "2018-06", file)
	stored := readBook(t, in).sheets[sheet].cells[cell].text

	o := newOffice(t)
	other := filepath.Join(t.TempDir(), "other.csv")
	write(t, other, stored+"\n")
	other = filepath.Join(o.convert(t, "ods", other), "other.ods")
	flat := filepath.Join(o.convert(t, "fods", in), strings.TrimSuffix(file, ".xlsx")+".fods")
	number := `office:value-type="float" office:value="` + stored + `"`
	text := read(t, flat)
	if strings.Count(text, number) != 1 {
		t.Fatalf("%d cells hold %s", strings.Count(text, number), stored)
	}
	write(t, flat, strings.Replace(text, number, `table:formula="of:=['file://`+other+`'#$other.A1]" `+number, 1))
	linked := filepath.Join(o.convert(t, asXLSX, flat), file)
	if got := readBook(t, linked).sheets[sheet].cells[cell]; got.formula == "" || got.text != stored {
		t.Fatalf("LibreOffice wrote %+v", got)
	}
	write(t, in, read(t, linked))
	if got := invoke(dir, "run", "2018-06"); got.code > fault.Person {
		t.Fatalf("exit %d\n%s%s", got.code, got.out, got.err)
	}
	told := ""
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2018-06") {
		if f.Rule == "F09" && f.Source.File == file {
			told += f.Severity + " " + f.Message
		}
	}
	if want := "提示 表内有到其他文件的链接。"; told != want {
		t.Errorf("%q, want %q", told, want)
	}
	for _, o := range dumped[[]observed](t, dir, "dump", "observations", "2018-06") {
		if o.Unit == "P02" && o.Item == "park_gdp" && o.Measure == "value" && o.Number != stored {
			t.Errorf("read %s, stored %s", o.Number, stored)
		}
	}
}
