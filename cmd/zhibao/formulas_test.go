package main

import (
	"encoding/json"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// SheetJS reads names, formulas and the values kept for them; nothing leads nowhere.
func TestFormulasReadBySheetJS(t *testing.T) {
	dir, packages := baseline(t), installPackages(t)
	for file, least := range map[string]struct{ names, formulas, words, across int }{
		"2017/评估报告.xlsx": {35, 800, 40, 150}, month + "/评估报告.xlsx": {15, 200, 10, 60},
		"2017/审核报告.xlsx": {10, 90, 0, 0}, "2017/汇总表.xlsx": {4, 350, 0, 0},
	} {
		out, err := exec.Command(tool(t, "node"), filepath.Join(packages, "formulas.js"), filepath.Join(dir, "outputs", file)).Output()
		if err != nil {
			t.Fatalf("formulas.js: %v\n%s", err, out)
		}
		var got struct {
			Names, Formulas, Words, Across int
			Problems                       []string
		}
		mustDo(t, json.Unmarshal(out, &got))
		t.Logf("%s: %d names, %d formulas with a number (%d to other sheets), %d with a word", file, got.Names, got.Formulas, got.Across, got.Words)
		for _, p := range got.Problems {
			t.Errorf("%s: %s", file, p)
		}
		if got.Names < least.names || got.Formulas < least.formulas || got.Words < least.words || got.Across < least.across {
			t.Errorf("%s: %+v, want at least %+v", file, got, least)
		}
	}
}

// A figure that is changed by hand in 附表1 goes through to progress, gap and verdict.
// 3000 of 3900 from 2488.5 is (3000 − 2488.5) ÷ 1411.5 = 36.2380446 %, 16.2380446 ahead of
// 20; ln(3000/2488.5) ÷ ln(3900/2488.5) = 41.6055 %.
func TestChangedFigureGoesThrough(t *testing.T) {
	o := newOffice(t)
	f, err := excelize.OpenFile(filepath.Join(baseline(t), "outputs", "2017", "评估报告.xlsx"))
	mustDo(t, err)
	defer f.Close()
	mustDo(t, f.SetCellValue("附表1", "D5", 3000))
	changed := filepath.Join(t.TempDir(), "changed.xlsx")
	mustDo(t, f.SaveAs(changed))
	out := o.convert(t, asXLSX, changed)
	row := readBook(t, filepath.Join(out, "changed.xlsx")).sheets["附表1-1"].cells
	if got := strings.TrimSpace(row["B5"].text); !strings.HasPrefix(got, "地区生产总值") {
		t.Fatalf("row 5 is of %s", got)
	}
	for at, want := range map[string]float64{"D5": 3000, "G5": 36.2380446333688, "H5": 41.6055315, "J5": 16.2380446333688} {
		got, err := strconv.ParseFloat(row[at].text, 64)
		if err != nil || math.Abs(got-want) > 1e-6 {
			t.Errorf("%s is %q, want %v", at, row[at].text, want)
		}
	}
	if got := row["K5"].text; got != "快于预期" {
		t.Errorf("the verdict is %s", got)
	}
}
