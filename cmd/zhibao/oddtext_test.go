package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A department may write anything into its note; the report prints it, or says
// what it could not print, and stays whole.
func TestOddNotes(t *testing.T) {
	t.Parallel()
	const begin = "增速为可比价公布数，"
	for _, c := range []struct{ name, note, printed, finding string }{
		{"beyond the basic plane", begin + "见附件😀𠮷，口径不同。", begin + "见附件〓〓，口径不同。", "F12"},
		{"beyond the page", begin + strings.Repeat("口径不同，", 700) + "完毕。", "完毕。", ""},
		{"formula", "=HYPERLINK(\"http://example.com\",\"口径不同\")", "=HYPERLINK(", ""},
		{"markup", begin + "<b>&amp;</b>{{.Period}}%d%s", begin + "<b>&amp;</b>{{.Period}}%d%s", ""},
		{"one long word", begin + strings.Repeat("A1b2", 200), "A1b2A1b2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			file, sheet, cell := place(t, "2017", "D01", "industry_va", "note")
			setCell(t, filepath.Join(dir, "inputs", "2017", file), sheet, cell, c.note)
			must(t, dir, 0, "run", "2017")
			whole(t, dir, "2017")
			pdf := filepath.Join(dir, "outputs", "2017", "评估报告.pdf")
			output(t, "qpdf", "--check", pdf)
			if text := flat(output(t, "pdftotext", "-raw", pdf, "-")); !strings.Contains(text, flat(c.printed)) {
				t.Errorf("the PDF does not print %q", c.printed)
			}
			held := false
			for name, sheet := range readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx")).sheets {
				held = held || strings.HasPrefix(name, "附表5") && sheet.holds(c.note)
				for at, got := range sheet.cells {
					if got.formula != "" && (got.text == c.note || strings.Contains(got.formula, strings.TrimLeft(c.note, "=+-@"))) {
						t.Errorf("%s!%s became a formula: %s", name, at, got.formula)
					}
				}
			}
			if c.finding == "" && !held {
				t.Errorf("附表5 does not hold the note")
			}
			found := c.finding == ""
			for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
				found = found || f.Rule == c.finding && f.Source.File == file
			}
			if !found {
				t.Errorf("no finding %s", c.finding)
			}
			for line := range strings.Lines(read(t, filepath.Join(dir, "outputs", "2017", "data.csv"))) {
				for field := range strings.SplitSeq(line, ",") {
					if strings.HasPrefix(strings.Trim(field, `"`), "=") {
						t.Errorf("a formula in data.csv: %s", line)
					}
				}
			}
		})
	}
}

// Whatever the file is called, its figures are taken in and its name can be
// printed.
func TestOddFileNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"=1+1.xlsx", strings.Repeat("长", 80) + ".xlsx", "<醴陵>&\"2017\" {{x}} %d.XLSX", "\xb4\xf3\xc1\xea.xlsx", "e\u0301té.xlsx", "醴陵市", "2017/../x.xlsx",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			in := filepath.Join(dir, "inputs", "2017")
			if strings.Contains(name, "/") {
				name = strings.ReplaceAll(name, "/", "／")
			}
			mustDo(t, os.Rename(filepath.Join(in, liling), filepath.Join(in, name)))
			mustDo(t, os.Remove(filepath.Join(in, "收件.csv"))) // it knows the file by its old name
			must(t, dir, 0, "run", "2017")
			whole(t, dir, "2017")
			output(t, "qpdf", "--check", filepath.Join(dir, "outputs", "2017", "评估报告.pdf"))
			before := tree(t, filepath.Join(dir, "outputs"))
			must(t, dir, 0, "report", "2017")
			equalTrees(t, "rendered from the ledger", before, tree(t, filepath.Join(dir, "outputs")))
		})
	}
}

// However little comes in, the report is made and says what is missing.
func TestLittleInput(t *testing.T) {
	t.Parallel()
	for _, keep := range []string{"D01-市统计局.xlsx", liling, "P01-株洲高新区.xlsx", "说明.txt"} {
		t.Run(keep, func(t *testing.T) {
			t.Parallel()
			dir := sample(t)
			in := filepath.Join(dir, "inputs", "2017")
			if keep == "说明.txt" {
				write(t, filepath.Join(in, keep), "数据附后。")
			}
			for name := range tree(t, in) {
				if name != keep {
					mustDo(t, os.Remove(filepath.Join(in, name)))
				}
			}
			got := must(t, dir, 1, "run", "2017")
			if want := map[bool]string{true: "缺报29家", false: "缺报28家"}[keep == "说明.txt"]; !strings.Contains(got.out, want) {
				t.Errorf("the summary does not say %s:\n%s", want, got.out)
			}
			whole(t, dir, "2017")
			output(t, "qpdf", "--check", filepath.Join(dir, "outputs", "2017", "评估报告.pdf"))
			want := "0"
			if keep == liling {
				want = "1"
			}
			if row := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx")).sheets["附表5"].row(t, "A", "县市区"); row["C"] != want {
				t.Errorf("附表5: %v counties taken in, want %s", row, want)
			}
		})
	}
}

// A blank form sent back unfilled is not a report.
func TestBlankFormsAreNotTakenIn(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	in := filepath.Join(dir, "inputs", "2017")
	must(t, dir, 0, "template", "2017")
	for name, data := range tree(t, filepath.Join(dir, "outputs", "2017", "下发")) {
		write(t, filepath.Join(in, name), data)
	}
	got := must(t, dir, 1, "run", "2017")
	if !strings.Contains(got.out, "应报29家，收到29家，审核通过0家") {
		t.Errorf("unfilled forms are taken in:\n%s", got.out)
	}
}
