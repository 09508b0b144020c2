package reportpdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline/report"
)

// lineAt is a piece of text as set on a page.
type lineAt struct {
	page int
	text string
	x, y float64
	size float64
}

// linesOf returns the text of all pages, pieces of one baseline joined from left to right.
func linesOf(pages []*page) []lineAt {
	var list []lineAt
	end := 0.0
	for _, p := range pages {
		for _, o := range p.ops {
			t, ok := o.op.(textOp)
			if !ok {
				continue
			}
			if n := len(list) - 1; n >= 0 && list[n].page == p.number && list[n].y == t.y && abs(end-t.x) < 0.01 {
				list[n].text += t.text
			} else {
				list = append(list, lineAt{p.number, t.text, t.x, t.y, t.size})
			}
			end = t.x + t.width
		}
	}
	return list
}

func lineOf(t *testing.T, lines []lineAt, text string) lineAt {
	t.Helper()
	i := slices.IndexFunc(lines, func(l lineAt) bool { return l.text == text })
	if i < 0 {
		t.Fatalf("%q is not on the pages", text)
	}
	return lines[i]
}

func tableOnly(t *report.Table) *report.Document {
	return &report.Document{Annexes: []report.Annex{{ID: "a", Label: "附表1", Title: "表", Blocks: []report.Block{t}}}}
}

// TestDecimalPoints: points stand under each other, and so do the units of figures
// without one, whatever stands behind.
func TestDecimalPoints(t *testing.T) {
	f := systemFonts(t)
	texts := []string{"1.5", "-1234.25", "7", "5000以上", "0.22点", "4.5[18]"}
	tab := &report.Table{Columns: []report.Column{{Width: 10}, {Align: report.Decimal, Width: 10}}, Head: [][]report.HeadCell{{{Text: "指标"}, {Text: "数值"}}}}
	for i, text := range texts {
		tab.Rows = append(tab.Rows, report.Row{Cells: []report.Cell{report.Text("", fmt.Sprintf("第%d行", i+1)), report.Text("", text)}})
	}
	lines := linesOf(compose(tableOnly(tab), f).pages)
	s := newShaper(f)
	points := map[string]float64{}
	for _, text := range texts {
		l := lineOf(t, lines, text)
		whole := strings.TrimRight(strings.SplitN(text, ".", 2)[0], "以上点")
		points[text] = l.x + s.measure(whole, style{role: SongTi, size: l.size})
	}
	for text, x := range points {
		if abs(x-points["1.5"]) > 0.01 {
			t.Errorf("the point of %s stands at %.2f, of 1.5 at %.2f", text, x, points["1.5"])
		}
	}
}

func sectioned(sections, rows int) *report.Table {
	t := &report.Table{Columns: []report.Column{{Width: 10}, {Align: report.Decimal, Width: 10}}, Unit: "单位：家",
		Head: [][]report.HeadCell{{{Text: "单位"}, {Text: "数值"}}}, Notes: []string{"注：合计不含重复。"}}
	for i := range sections {
		t.Rows = append(t.Rows, report.Row{Kind: report.Section, Cells: []report.Cell{report.Text("", fmt.Sprintf("第%d组", i))}})
		for j := range rows {
			t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{report.Text("", fmt.Sprintf("企业%d之%d", i, j)), report.Text("", fmt.Sprint(j))}})
		}
	}
	return t
}

// TestSectionsGoOn: a page that begins within a section repeats the section row under the
// head; a section row is never the last of a page, and the notes stay with the last row.
func TestSectionsGoOn(t *testing.T) {
	lines := linesOf(compose(tableOnly(sectioned(9, 23)), systemFonts(t)).pages)
	pages := lines[len(lines)-1].page
	if pages < 3 {
		t.Fatalf("216 rows on %d pages", pages)
	}
	last, section, sectionPage := map[int]string{}, "", 0
	for _, l := range lines {
		if strings.HasPrefix(l.text, "第") && l.x < 10 {
			section, sectionPage = l.text, l.page
		}
		if !strings.HasPrefix(l.text, "企业") {
			continue
		}
		group := "第" + strings.Split(strings.TrimPrefix(l.text, "企业"), "之")[0] + "组"
		if strings.TrimSuffix(section, "（续）") != group {
			t.Errorf("page %d: %s stands under %s", l.page, l.text, section)
		}
		if last[l.page] == "" && sectionPage != l.page {
			t.Errorf("page %d begins with %s, no section above", l.page, l.text)
		}
		last[l.page] = l.text
	}
	for p := 2; p <= pages; p++ {
		head := lineOf(t, lines[slices.IndexFunc(lines, func(l lineAt) bool { return l.page == p }):], "续表")
		if head.page != p {
			t.Errorf("page %d has no 续表", p)
		}
	}
	if note := lineOf(t, lines, "注：合计不含重复。"); last[note.page] == "" {
		t.Error("the notes stand alone on their page")
	}
}

// TestManyRows: a table of 200 rows is set as one of 5 is: same type, same columns.
func TestManyRows(t *testing.T) {
	f := systemFonts(t)
	few := linesOf(compose(tableOnly(portraitTable(5)), f).pages)
	many := linesOf(compose(tableOnly(portraitTable(200)), f).pages)
	a, b := lineOf(t, few, "园区"), lineOf(t, many, "园区")
	if b.size < xiaoWuHao || a.size < xiaoWuHao {
		t.Errorf("type of %.1f and %.1f pt", a.size, b.size)
	}
	for i := range 200 {
		lineOf(t, many, fmt.Sprintf("%.1f", float64(i)-4.5))
	}
}

// TestSmallTablesShareAPage: three tables of four rows, each about a quarter of a page.
func TestSmallTablesShareAPage(t *testing.T) {
	doc := tableOnly(portraitTable(3))
	for i := range 2 {
		tab := portraitTable(3)
		tab.ID = fmt.Sprint("more", i)
		doc.Annexes[0].Blocks = append(doc.Annexes[0].Blocks, tab)
	}
	if n := len(compose(doc, systemFonts(t)).pages); n != 1 {
		t.Errorf("three small tables take %d pages", n)
	}
}

// TestTypeSizes: no type in a table is smaller than 7.5 pt, however wide the table is.
func TestTypeSizes(t *testing.T) {
	tab := &report.Table{Notes: []string{"注：说明。"}}
	row := report.Row{}
	var head []report.HeadCell
	for i := range 40 {
		tab.Columns = append(tab.Columns, report.Column{Align: report.Decimal})
		head = append(head, report.HeadCell{Text: "增长速度（%）"})
		row.Cells = append(row.Cells, report.Text("", fmt.Sprintf("%d.25", 1000+i)))
	}
	tab.Head, tab.Rows = [][]report.HeadCell{head}, []report.Row{row}
	for _, l := range linesOf(compose(tableOnly(tab), systemFonts(t)).pages) {
		if l.size < 7.5 {
			t.Errorf("%q is set in %.1f pt", l.text, l.size)
		}
	}
}
