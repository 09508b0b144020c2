package formxlsx

import (
	"os"
	"path/filepath"
	"testing"

	"zhibao/pipeline/stat"
)

// Lines that the unit puts into a list, between the prepared ones or below the last,
// count in the line at the head and have the prompts and drop-downs of the others.
func TestLinesAppendedCount(t *testing.T) {
	t.Parallel()
	s, dir := load(t), t.TempDir()
	key := func(row, m string) Key { return Key{"D08", "project", "project:" + row, stat.Measure(m)} }
	entries := map[Key]Value{key("1", "name"): Txt("磁浮产业园"), key("12", "name"): Txt("陶瓷产业园")}
	const sheet, last, gap = "重大项目表", columnsRow + 12, columnsRow + 13
	wants := map[string]string{
		"none": "未发现审核问题。", "below": "还有1项必填未填，未发现审核问题，另有1处需核实。", "between": "还有2项必填未填，未发现审核问题，另有1处需核实。",
	}
	var names []string
	for name := range wants {
		f := open(t, s.make(t, "D08", "2018-06", Options{Rules: s.rules(t), Entries: entries}))
		switch name {
		case "below": // a leader and a text for a figure, but no name
			do(t, f.InsertRows(sheet, gap, 1))
			do(t, f.SetCellStr(sheet, cellName(3, gap), "示例"))
			do(t, f.SetCellStr(sheet, cellName(7, gap), "约8亿"))
		case "between":
			do(t, f.InsertRows(sheet, last, 2))
			do(t, f.SetCellStr(sheet, cellName(3, last), "示例"))
			do(t, f.SetCellStr(sheet, cellName(7, last+1), "约8亿"))
		}
		if name != "none" {
			checked := validated(t, f, sheet)
			if row := map[string]int{"below": gap, "between": last}[name]; !checked(cellName(12, row)) {
				t.Errorf("%s: the new line has no drop-down", name)
			}
		}
		file := filepath.Join(dir, name+".xlsx")
		do(t, f.SaveAs(file))
		names = append(names, file)
	}
	office(t, "xlsx", dir, names)
	for name, want := range wants {
		file := filepath.Join(dir, "xlsx", name+".xlsx")
		data, err := os.ReadFile(file)
		do(t, err)
		if got := raw(t, open(t, data), sheet, cellName(liveFrom, liveRow)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func do(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
