package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/xlsx"
)

// spreadsheets saves edited copies as SheetJS does: styles and conditional formats
// are lost, as in many programs that people write themselves.
func savedBySheetJS(t *testing.T, packages, from, to string, edits ...edit) {
	t.Helper()
	dir := filledByNode(t, packages, "sheetjs", map[string]string{"x.xlsx": from}, map[string][]edit{"x.xlsx": edits})
	write(t, to, read(t, filepath.Join(dir, "x.xlsx")))
}

// back lists what a run gives back to the units, by file name.
func back(t *testing.T, dir, period string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, data := range tree(t, filepath.Join(dir, "outputs", period)) {
		if rest, ok := strings.CutPrefix(name, "退回/"); ok {
			out[rest] = data
		}
	}
	return out
}

// strict reads a workbook with the strict reader: sheet → cell → type and text.
func strict(t *testing.T, data string) map[string]map[string]string {
	t.Helper()
	book, err := xlsx.Read([]byte(data), xlsx.DefaultLimits())
	mustDo(t, err)
	out := map[string]map[string]string{}
	for _, s := range book.Sheets {
		cells := map[string]string{}
		for _, c := range s.Cells {
			cells[c.Ref()] = fmt.Sprintf("%s %q formula=%v format=%q", c.Type, c.Text, c.Formula, c.NumFmt)
		}
		out[s.Name] = cells
	}
	return out
}

// listed are the lines of a copy's 审核清单: rule ids in order, with their cells.
func listed(t *testing.T, data string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "list.xlsx")
	write(t, file, data)
	var lines []string
	rows := readBook(t, file).sheets["审核清单"].rows(t)
	for _, row := range slices.Sorted(maps.Keys(rows)) {
		line := rows[row]
		if m := regexp.MustCompile(`〔([A-Z]\d+)〕$`).FindStringSubmatch(line["F"]); m != nil {
			lines = append(lines, strings.TrimSpace(m[1]+" "+line["D"]))
		}
	}
	return lines
}

// Three units with planted errors: what comes back is corrected in SheetJS, one of
// them only in part, one by an answer on the list; the second run returns only what
// is still wrong, and the third nothing.
func TestRoundOfReturns(t *testing.T) {
	t.Parallel()
	packages := installPackages(t)
	dir := sample(t)
	in := filepath.Join(dir, "inputs", "2017")
	liling, sheet, gdp := place(t, "2017", "430281", "gdp", "value")
	_, _, retail := place(t, "2017", "430281", "retail", "value")
	you, _, growth := place(t, "2017", "430223", "industry_va", "growth")
	park, parkSheet, revenue := place(t, "2017", "P02", "park_revenue", "value")
	right := figures(t, "2017")
	spoil := func(name string, edits ...edit) {
		savedBySheetJS(t, packages, filepath.Join(in, name), filepath.Join(in, name), edits...)
	}
	spoil(liling, edit{sheet, gdp, "text", "约600亿元"}, edit{sheet, retail, "text", "=1+1"})
	spoil(you, edit{sheet, growth, "number", "77.7"})
	spoil(park, edit{parkSheet, revenue, "text", ""})
	sent := tree(t, in)

	must(t, dir, 1, "run", "2017")
	first := back(t, dir, "2017")
	want := map[string][]string{
		liling: {"C21 " + gdp, "C02 " + retail}, you: {"R01 " + growth, "U13 " + growth}, park: {"C01 " + revenue},
	}
	if diff := cmp.Diff(want, lists(t, first)); diff != "" {
		t.Fatalf("the first lists: -want +got\n%s", diff)
	}
	for name, data := range first {
		sameCells(t, name, sent[name], data, "2")
	}

	// The unit answers in the column for it, in the line of its finding.
	line := answerLine(t, first[you])
	const why = "两户新建企业当年投产并纳入规模以上统计，基数较小"
	correct := func(name string, edits ...edit) {
		file := filepath.Join(t.TempDir(), name)
		write(t, file, first[name])
		savedBySheetJS(t, packages, file, filepath.Join(in, "更正-"+name), edits...)
	}
	correct(liling, edit{sheet, gdp, "number", right["430281 gdp value"]})
	correct(you, edit{"审核清单", line, "text", why})
	correct(park, edit{parkSheet, revenue, "number", right["P02 park_revenue value"]})
	must(t, dir, 1, "run", "2017")
	second := back(t, dir, "2017")
	if diff := cmp.Diff(map[string][]string{liling: {"C02 " + retail}}, lists(t, second)); diff != "" {
		t.Fatalf("the second lists: -want +got\n%s", diff)
	}
	sameCells(t, liling, read(t, filepath.Join(in, "更正-"+liling)), second[liling], "3")
	explained := 0
	for _, f := range dumped[[]finding](t, dir, "dump", "findings", "2017") {
		if f.Unit == "430223" && f.Severity == "核实性" && f.Outcome == "fail" && strings.Contains(f.Explained, why) {
			explained++
		}
	}
	if explained != 1 {
		t.Errorf("%d findings of 攸县 are explained by its answer", explained)
	}

	file := filepath.Join(t.TempDir(), liling)
	write(t, file, second[liling])
	savedBySheetJS(t, packages, file, filepath.Join(in, "再更正.xlsx"), edit{sheet, retail, "number", right["430281 retail value"]})
	got := must(t, dir, 0, "run", "2017")
	if left := back(t, dir, "2017"); len(left) > 0 || strings.Contains(got.out, "退回/") {
		t.Errorf("still returned: %v\n%s", slices.Collect(maps.Keys(left)), got.out)
	}
	if _, err := os.Stat(filepath.Join(dir, "outputs", "2017", "退回")); err == nil {
		t.Error("an empty folder 退回 is left")
	}
}

// figures are the numbers of the sample: unit, item and measure → number.
func figures(t *testing.T, period string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, o := range dumped[[]observed](t, baseline(t), "dump", "observations", period) {
		out[o.Unit+" "+o.Item+" "+o.Measure] = o.Number
	}
	return out
}

func lists(t *testing.T, files map[string]string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for name, data := range files {
		out[name] = listed(t, data)
	}
	return out
}

// sameCells wants a copy to hold the cells that were sent, but for the list in
// front and the sequence number.
func sameCells(t *testing.T, name, sent, copied, sequence string) {
	t.Helper()
	want, got := strict(t, sent), strict(t, copied)
	if len(want) < 3 || got["审核清单"] == nil {
		t.Errorf("%s: %d sheets were sent", name, len(want))
	}
	delete(want, "审核清单")
	delete(got, "审核清单")
	if cell := got["_zhibao"]["B8"]; !strings.HasPrefix(cell, `string "`+sequence+`"`) {
		t.Errorf("%s: the sequence is %s", name, cell)
	}
	delete(want["_zhibao"], "B8")
	delete(got["_zhibao"], "B8")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -sent +returned\n%s", name, diff)
	}
}

// answerLine is the cell for the answer to the first finding of the list.
func answerLine(t *testing.T, data string) string {
	t.Helper()
	for cell, text := range strict(t, data)["审核清单"] {
		if strings.Contains(text, `"核实说明／答复"`) {
			column, row := coordinates(t, cell)
			return fmt.Sprintf("%c%d", 'A'+column-1, row+1)
		}
	}
	t.Fatal("the list has no column for answers")
	return ""
}
