package reportxlsx

import (
	"fmt"
	"testing"

	"zhibao/pipeline/report"
)

// long is a document with tables of so many rows: names, figures and their ranks.
func long(rows int) *report.Document {
	doc := &report.Document{ID: "long", Title: []string{"长表"}}
	for n := range 3 {
		t := &report.Table{ID: fmt.Sprintf("t%d", n), Title: "各单位", Columns: []report.Column{{Width: 20}}, Head: [][]report.HeadCell{{{Text: "单位"}}}}
		for col := range 12 {
			t.Columns = append(t.Columns, report.Column{Align: report.Decimal, Width: 9})
			t.Head[0] = append(t.Head[0], report.HeadCell{Text: fmt.Sprintf("第%d项", col+1)})
		}
		for i := range rows {
			row := report.Row{ID: fmt.Sprintf("%s.%d", t.ID, i), Cells: []report.Cell{report.Text("", fmt.Sprintf("单位%d", i+1))}}
			for col := range 12 {
				row.Cells = append(row.Cells, num(fmt.Sprintf("%s.%d", row.ID, col), fmt.Sprintf("%d.%d", i*37%9973, col%10), f(1)))
			}
			t.Rows = append(t.Rows, row)
		}
		doc.Annexes = append(doc.Annexes, report.Annex{ID: "a" + t.ID, Title: "附表", Sheet: t.ID, Blocks: []report.Block{t}})
	}
	return doc
}

// BenchmarkWrite draws 3 tables of 1,000 units and 12 figures.
func BenchmarkWrite(b *testing.B) {
	doc := long(1000)
	if err := doc.Seal(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(doc, Options{File: "长表.xlsx"}); err != nil {
			b.Fatal(err)
		}
	}
}
