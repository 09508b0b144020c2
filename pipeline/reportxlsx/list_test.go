package reportxlsx

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// A list has filters over its entries, totals left out, and keeps its head and first
// column in view; another table, or two on a sheet, have neither filter nor column.
func TestList(t *testing.T) {
	table := func(id string, list bool, total bool) *report.Table {
		tab := &report.Table{ID: id, List: list, Columns: []report.Column{{Width: 12}, {Width: 20}}, Head: [][]report.HeadCell{{{Text: "单位"}, {Text: "问题"}}}}
		for i := range 3 {
			tab.Rows = append(tab.Rows, report.Row{ID: fmt.Sprint(id, i), Cells: []report.Cell{{Text: "攸县"}, {Text: "甲"}}})
		}
		if total {
			tab.Rows = append(tab.Rows, report.Row{ID: id + "all", Kind: report.Total, Cells: []report.Cell{{Text: "合计"}, {Text: "3"}}})
		}
		return tab
	}
	doc := &report.Document{ID: "d", Kind: "审核报告", Annexes: []report.Annex{
		{ID: "a", Label: "表1", Title: "一", Sheet: "清单", Blocks: []report.Block{table("ta", true, true)}},
		{ID: "b", Label: "表2", Title: "二", Sheet: "表", Blocks: []report.Block{table("tb", false, true)}},
		{ID: "c", Label: "表3", Title: "三", Sheet: "两表", Blocks: []report.Block{table("tc", true, false), table("td", true, false)}},
	}}
	data, places, err := Render(doc, Options{File: "x.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	filters := map[string]string{}
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm._FilterDatabase" {
			filters[n.Scope] = n.RefersTo
		}
	}
	from, to := 0, 0
	fmt.Sscanf(places["ta0"].Cell, "A%d", &from)
	fmt.Sscanf(places["ta2"].Cell, "A%d", &to)
	if want := fmt.Sprintf("'清单'!$A$%d:$B$%d", from-1, to); len(filters) != 1 || filters["清单"] != want && filters["清单"] != fmt.Sprintf("清单!$A$%d:$B$%d", from-1, to) {
		t.Errorf("filters %v, want %s", filters, want)
	}
	for sheet, columns := range map[string]int{"清单": 1, "表": 0, "两表": 0} {
		panes, err := f.GetPanes(sheet)
		if err != nil || panes.XSplit != columns || !panes.Freeze || panes.YSplit == 0 {
			t.Errorf("%s: %+v, %v", sheet, panes, err)
		}
	}
}
