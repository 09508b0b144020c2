package report_test

import (
	"slices"
	"testing"

	"zhibao/pipeline/report"
)

func cellsOf(t *testing.T, ids ...string) (*report.Document, report.Cells) {
	t.Helper()
	table := &report.Table{ID: "t", Columns: make([]report.Column, len(ids))}
	row := report.Row{ID: "r"}
	for _, id := range ids {
		row.Cells = append(row.Cells, report.Text(id, "值"+id))
	}
	table.Rows = []report.Row{row}
	doc := &report.Document{ID: "d", Annexes: []report.Annex{{ID: "a", Blocks: []report.Block{table}}}}
	cells, err := doc.Cells()
	if err != nil {
		t.Fatal(err)
	}
	return doc, cells
}

// The first document that has an id is the one whose cell is found.
func TestCellsOfTwoDocuments(t *testing.T) {
	other, _ := cellsOf(t, "b", "c")
	other.Annexes[0].Blocks[0].(*report.Table).Rows[0].Cells[0].Text = "另值"
	second, err := other.Cells()
	if err != nil {
		t.Fatal(err)
	}
	_, first := cellsOf(t, "b", "a", "")
	both := first.With(second)
	if got := both.IDs(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("ids %v", got)
	}
	if got := both.Of("b").Text; got != "值b" {
		t.Errorf("b is %q", got)
	}
	if _, ok := both.Find("d"); ok || both.Of("d").Text != "" || both.Of("").Text != "" {
		t.Error("what no document has is found")
	}
	if len(first.IDs()) != 2 {
		t.Error("the first are more for it")
	}
}

// A sealed document is the same for its copy, which is open to changes and proven anew.
func TestSeal(t *testing.T) {
	doc, _ := cellsOf(t, "a", "b")
	if err := doc.Seal(); err != nil || !doc.Sealed() {
		t.Fatal(err)
	}
	open := doc.Copy()
	open.Body = []report.Block{report.Paragraph{ID: "p", Runs: []report.Run{{Text: "错", Ref: "a"}}}}
	if open.Sealed() || open.Seal() == nil || open.Sealed() {
		t.Error("a wrong quotation is sealed")
	}
	if len(doc.Body) != 0 || doc.Check() != nil {
		t.Error("the copy changes the document")
	}
	twice, _ := cellsOf(t, "a", "b")
	twice.Annexes[0].Blocks[0].(*report.Table).Rows[0].Cells[1].ID = "a"
	if twice.Seal() == nil {
		t.Error("an id that stands twice is sealed")
	}
}
