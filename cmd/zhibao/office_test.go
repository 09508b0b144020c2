package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// recalculate makes LibreOffice compute every formula when it opens a workbook.
const recalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// office is LibreOffice with a profile of its own.
type office struct{ profile string }

func newOffice(t *testing.T) office {
	t.Helper()
	tool(t, "soffice")
	o := office{t.TempDir()}
	write(t, filepath.Join(o.profile, "user", "registrymodifications.xcu"), recalculate)
	return o
}

// convert opens the files and saves them in another format below a new folder.
func (o office) convert(t *testing.T, format string, files ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	args := []string{"-env:UserInstallation=file://" + o.profile, "--headless", "--norestore", "--convert-to", format, "--outdir", dir}
	out, err := exec.Command(tool(t, "soffice"), append(args, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	ext, _, _ := strings.Cut(format, ":")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + "." + ext
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("LibreOffice does not convert %s: %v\n%s", file, err, out)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return dir
}

const asXLSX = "xlsx:Calc MS Excel 2007 XML"

var errorText = regexp.MustCompile(`^(?:#(?:REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|N/A)|Err:\d+)`)

// LibreOffice opens every workbook that we write, and after recalculation no
// cell shows an error and every cell shows what it showed.
func TestLibreOfficeOpensEveryWorkbook(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	o := newOffice(t)
	staged := t.TempDir() // one folder, since names repeat between periods
	var files []string
	for name := range tree(t, filepath.Join(dir, "outputs")) {
		if filepath.Ext(name) == ".xlsx" {
			file := filepath.Join(staged, strings.ReplaceAll(name, "/", "_"))
			write(t, file, read(t, filepath.Join(dir, "outputs", name)))
			files = append(files, file)
		}
	}
	if len(files) != 29+27+2*6+2+1 { // two papers of the year; one goes back to its unit
		t.Errorf("%d workbooks", len(files))
	}
	control := filepath.Join(staged, "control.xlsx")
	wrong(t, control)
	out := o.convert(t, asXLSX, append(files, control)...)
	if got := readBook(t, filepath.Join(out, "control.xlsx")).sheets["Sheet1"].cells; got["A1"].text != "2" || !errorText.MatchString(got["A2"].text) {
		t.Fatalf("LibreOffice did not recalculate: %v", got)
	}
	for _, file := range files {
		before, after := readBook(t, file), readBook(t, filepath.Join(out, filepath.Base(file)))
		for _, name := range before.names {
			for _, problem := range differences(before.sheets[name], after.sheets[name]) {
				t.Errorf("%s %s!%s", filepath.Base(file), name, problem)
			}
		}
	}
}

// wrong makes a workbook whose stored results are wrong: 1+1 is 5, 1/0 is 7.
func wrong(t *testing.T, file string) {
	t.Helper()
	f := excelize.NewFile()
	mustDo(t, f.SetCellValue("Sheet1", "A1", 5))
	mustDo(t, f.SetCellValue("Sheet1", "A2", 7))
	mustDo(t, f.SaveAs(file))
	rewrite(t, file, func(name, data string) string {
		data = strings.Replace(data, `<v>5</v>`, `<f>1+1</f><v>5</v>`, 1)
		return strings.Replace(data, `<v>7</v>`, `<f>1/0</f><v>7</v>`, 1)
	})
}

// differences lists the cells that show an error or another value afterwards.
func differences(before, after readSheet) (list []string) {
	for at, c := range after.cells {
		if c.kind == "e" || errorText.MatchString(c.text) {
			list = append(list, at+" shows "+c.text)
		}
	}
	for at, c := range before.cells {
		got := after.cells[at]
		want, err := strconv.ParseFloat(c.text, 64)
		have, err2 := strconv.ParseFloat(got.text, 64)
		numbers := err == nil && err2 == nil
		switch {
		case got.text == c.text, c.formula == "" && c.kind == "n" && numbers && want == have:
			continue
		case c.formula != "" && numbers && math.Abs(want-have) <= 1e-9*max(1, math.Abs(want)):
			continue
		}
		list = append(list, fmt.Sprintf("%s was %q and is %q", at, c.text, got.text))
	}
	return list
}
