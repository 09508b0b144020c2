package formxlsx

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/form"
	"zhibao/pipeline/stat"
)

// Every cell that can be typed into has a prompt: a figure's says concept and unit.
// There is no unlocked cell besides, so that Tab goes from input to input.
func TestEveryInputHasAPrompt(t *testing.T) {
	s := load(t)
	for _, c := range []struct{ unit, when string }{{"430281", "2017"}, {"430281", "2018-06"}, {"P01", "2017"}, {"D01", "2017"}, {"D08", "2018-06"}} {
		f := open(t, s.make(t, c.unit, c.when, Options{}))
		for _, sheet := range s.forms.Sheets(s.plan, s.unit(t, c.unit), period(t, c.when)) {
			prompts := promptsOf(t, f, sheet.Name)
			figures := figureCells(sheet)
			inputs := 0
			for row := 1; row <= 60; row++ {
				for col := 1; col <= 20; col++ {
					ref := cellName(col, row)
					if locked(t, f, sheet.Name, ref) || coveredByMerge(t, f, sheet.Name, ref) {
						continue
					}
					inputs++
					switch text := prompts[ref]; {
					case text == "":
						t.Errorf("%s %s!%s has no prompt", c.unit, sheet.Name, ref)
					case figures[ref] && (!strings.Contains(text, "口径：") || !strings.Contains(text, "单位：")):
						t.Errorf("%s %s!%s: %q", c.unit, sheet.Name, ref, text)
					}
				}
			}
			if inputs < 5 {
				t.Errorf("%s %s: only %d inputs", c.unit, sheet.Name, inputs)
			}
		}
	}
}

// A derived cell says that nobody fills it in.
func TestDerivedPrompt(t *testing.T) {
	s := load(t)
	f := open(t, s.make(t, "P02", "2017", Options{}))
	want := "口径：固定资产投资额与项目用地面积之比。\n单位：万元/亩，最多2位小数。\n填法：由分子、分母自动计算，不用填写。"
	if got := promptsOf(t, f, "园区表")[at(t, f, "园区表", "Y11", "全年")]; got != want {
		t.Errorf("%q", got)
	}
}

func promptsOf(t *testing.T, f *excelize.File, sheet string) map[string]string {
	t.Helper()
	dvs, err := f.GetDataValidations(sheet)
	do(t, err)
	all := map[string]string{}
	for _, dv := range dvs {
		for _, part := range strings.Fields(dv.Sqref) {
			for _, ref := range expand(t, part) {
				if dv.Prompt != nil && dv.ShowInputMessage {
					all[ref] = *dv.Prompt
				}
			}
		}
	}
	return all
}

// figureCells are the number cells of a form with rows.
func figureCells(sheet form.Sheet) map[string]bool {
	cells, row, section := map[string]bool{}, columnsRow, ""
	for _, r := range sheet.Rows {
		if row++; r.Section != section {
			section = r.Section
			row++
		}
		for i, c := range sheet.Columns {
			cells[cellName(i+1+fixedColumns, row)] = c.Kind == form.NumberColumn && c.Measure != stat.Previous
		}
	}
	return cells
}

// coveredByMerge reports whether a cell lies under a merged one: it is no place to
// type, and Tab passes it.
func coveredByMerge(t *testing.T, f *excelize.File, sheet, ref string) bool {
	t.Helper()
	merges, err := f.GetMergeCells(sheet)
	do(t, err)
	for _, m := range merges {
		for i, cell := range expand(t, m.GetStartAxis()+":"+m.GetEndAxis()) {
			if i > 0 && cell == ref {
				return true
			}
		}
	}
	return false
}
