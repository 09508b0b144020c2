package reportxlsx

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

func tall(n int, h float64) []float64 { return even(n, float64(n)*h) }

func TestPageBreaks(t *testing.T) {
	for _, c := range []struct {
		name        string
		heights     []float64
		room, later float64
		keeps       []keep
		want        []int
	}{
		{"one page", tall(10, 10), 100, 100, nil, nil},
		{"empty sheet", nil, 100, 100, nil, nil},
		{"full pages", tall(25, 10), 100, 100, nil, []int{11, 21}},
		{"repeated head takes room", tall(25, 10), 100, 80, nil, []int{11, 19}},
		{"chart would be cut", tall(15, 10), 100, 100, []keep{{from: 8, to: 12}}, []int{8}},
		{"title stays with the table's first rows", tall(30, 10), 100, 100, []keep{{9, 30, true}, {from: 9, to: 13}, {from: 28, to: 30}}, []int{9, 19, 28}},
		{"heading stays with the chart under it", tall(15, 10), 100, 100, []keep{{from: 7, to: 9}, {from: 9, to: 14}}, []int{7}},
		{"short table is not torn", tall(15, 10), 100, 100, []keep{{9, 13, true}}, []int{9}},
		{"table is torn rather than half a page empty", tall(15, 10), 100, 100, []keep{{4, 12, true}}, []int{11}},
		{"no page can hold it", tall(30, 10), 100, 100, []keep{{from: 5, to: 20}}, []int{11, 21}},
		{"begins the page already", tall(15, 10), 100, 100, []keep{{from: 1, to: 15}}, []int{11}},
		{"notes take rows with them", tall(12, 10), 100, 100, []keep{{from: 8, to: 12}}, []int{8}},
		{"a row higher than a page", []float64{10, 300, 10}, 100, 100, nil, []int{2, 3}},
	} {
		if got := pageBreaks(c.heights, c.room, c.later, c.keeps); !slices.Equal(got, c.want) {
			t.Errorf("%s: breaks %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever is to be kept: breaks ascend, no page is overfull but by a single
// row, and rows that a page can hold are torn only if they begin a page or are soft.
func FuzzPageBreaks(f *testing.F) {
	f.Add([]byte{10, 20, 30, 40, 50, 60}, byte(100), []byte{1, 3, 2, 5})
	f.Fuzz(func(t *testing.T, rows []byte, room byte, spans []byte) {
		heights := make([]float64, len(rows))
		for i, r := range rows {
			heights[i] = float64(r)
		}
		var keeps []keep
		for i := 0; i+1 < len(spans); i += 2 {
			from, to := int(spans[i]), int(spans[i+1])
			if from >= 1 && from <= to && to <= len(rows) {
				keeps = append(keeps, keep{from, to, i%4 == 2})
			}
		}
		most := float64(room)
		starts := append([]int{1}, pageBreaks(heights, most, most, keeps)...)
		ends := append(slices.Clone(starts[1:]), len(rows)+1)
		for i, start := range starts {
			end := ends[i]
			if len(rows) > 0 && (start >= end || end-start > 1 && sum(heights[start-1:end-1]) > most) {
				t.Fatalf("page %d holds rows %d to %d of %v", i+1, start, end-1, heights)
			}
			for _, k := range keeps {
				torn := start < k.from && k.from < end && end <= k.to
				if torn && !k.soft && sum(heights[k.from-1:k.to]) <= most {
					t.Fatalf("%v is torn at %d: %v", k, end, starts)
				}
			}
		}
	})
}

// breaksOf reads a sheet's manual breaks: the rows that begin a page.
func breaksOf(t *testing.T, file []byte, sheet int) []int {
	t.Helper()
	var x struct {
		Rows []struct {
			ID int `xml:"id,attr"`
		} `xml:"rowBreaks>brk"`
		Cols []struct{} `xml:"colBreaks>brk"`
	}
	decode(t, unpack(t, file)[fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet)], &x)
	if len(x.Cols) > 0 {
		t.Errorf("sheet %d breaks columns", sheet)
	}
	var rows []int
	for _, b := range x.Rows {
		rows = append(rows, b.ID+1)
	}
	return rows
}

func TestBreaksOfSheets(t *testing.T) {
	doc := sample()
	chart := doc.Body[4].(*report.Chart)
	for range 4 { // a chart of half a page, put where it would be cut
		chart.Panels[0].Bars = append(chart.Panels[0].Bars, chart.Panels[0].Bars[:4]...)
	}
	doc.Body = slices.Insert(doc.Body, 3, report.Block(report.Paragraph{ID: "filler", Runs: []report.Run{{Text: strings.Repeat("工作稳步推进。", 60)}}}))
	doc.Body[2], doc.Body[4] = doc.Body[4], doc.Body[2] // the heading over the chart
	file, places := render(t, doc)
	_, row, err := excelize.CellNameToCoordinates(places["h2"].Cell)
	if err != nil {
		t.Fatal(err)
	}
	if got := breaksOf(t, file, 1); !slices.Equal(got, []int{row}) {
		t.Errorf("breaks of the body %v, want %d, the heading over the chart (%s)", got, row, places["c1"].Cell)
	}
	book := read(t, file)
	if title, has := book.defs["_xlnm.Print_Titles|0"]; has {
		t.Errorf("the body repeats %s", title)
	}
	if got := breaksOf(t, file, 2); got != nil {
		t.Errorf("附表1 fits one page and breaks at %v", got)
	}
	if got := breaksOf(t, file, 4); len(got) < 2 || book.defs["_xlnm.Print_Titles|3"] == "" {
		t.Errorf("附表5 breaks at %v and repeats %q", got, book.defs["_xlnm.Print_Titles|3"])
	}
}

// No head is repeated over what is not its table.
func TestHeadsOnlyOverTables(t *testing.T) {
	doc := sample()
	long := doc.Annexes[2].Blocks[1].(*report.Table)
	text := report.Paragraph{ID: "after", Runs: []report.Run{{Text: strings.Repeat("后续工作。", 400)}}}
	doc.Annexes[2].Blocks = append(doc.Annexes[2].Blocks, text, report.Paragraph{ID: "more", Runs: text.Runs})
	long.Rows = long.Rows[:20]
	file, _ := render(t, doc)
	if len(breaksOf(t, file, 4)) == 0 {
		t.Error("two pages of text and no break")
	}
	if title, has := read(t, file).defs["_xlnm.Print_Titles|3"]; has {
		t.Errorf("%s is repeated over text", title)
	}
}

// Long texts wrap rather than make the page too wide to be read; a sheet a
// little too high for a page is printed on one.
func TestLegible(t *testing.T) {
	tab := &report.Table{ID: "wide", Head: [][]report.HeadCell{{}}}
	row := report.Row{}
	for i := range 8 {
		tab.Columns = append(tab.Columns, report.Column{Width: 60})
		tab.Head[0] = append(tab.Head[0], report.HeadCell{Text: "问题"})
		row.Cells = append(row.Cells, report.Text("", strings.Repeat("说明文字", 5+i)))
	}
	tab.Rows = []report.Row{row}
	g := newGrid(sizes{}, []*report.Table{tab}, false)
	if s := landscapeWidth / (g.units() * wideUnit); !g.landscape || s < 0.6 {
		t.Errorf("printed at %.2f", s)
	}
	one := sample().Annexes[2]
	rows := one.Blocks[1].(*report.Table)
	for n, want := range map[int]string{15: `fitToHeight="0"`, 22: `fitToHeight="1"`, 60: `fitToHeight="0"`} {
		short := *rows
		short.Rows = rows.Rows[:n]
		doc := &report.Document{ID: "d", Annexes: []report.Annex{{ID: "a", Sheet: "s", Blocks: []report.Block{&short}}}}
		file, _ := render(t, doc)
		if part := unpack(t, file)["xl/worksheets/sheet1.xml"]; !bytes.Contains(part, []byte(want)) {
			t.Errorf("%d rows lack %s: breaks %v", n, want, breaksOf(t, file, 1))
		}
	}
}
