package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/plan"
)

// officialName is the plan's own table as a table of the higher authority.
const officialName = "主要指标表.xlsx"

// Rows and columns of the plan's table. The target takes two columns.
const (
	officialHead  = 4 // first of two head rows
	officialFirst = 6
	officialLast  = "G"

	officialHeight = 22 // of a row, points
)

var officialColumns = []struct {
	name, title string
	width       float64
}{
	{"A", "序号", 6}, {"B", "指标名称", 46}, {"C", "", 12}, {"D", "", 12}, {"E", "绝对值", 12}, {"F", "年均增速[累计]", 16}, {"G", "属性", 10},
}

// officialTable is the sheet being written.
type officialTable struct {
	*excelize.File
	sheet  string
	styles map[string]int
	err    error
}

// writeOfficial writes the table below templates/official.
func writeOfficial(p *plan.Plan, out string) error {
	dir := filepath.Join(out, "templates", "official")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, officialName))
	if err != nil {
		return err
	}
	if err := makeOfficial(p, f); err != nil {
		return err
	}
	return f.Close()
}

func makeOfficial(p *plan.Plan, to io.Writer) error {
	t := &officialTable{File: excelize.NewFile(), sheet: "主要指标", styles: map[string]int{}}
	t.do(t.SetSheetName("Sheet1", t.sheet))
	t.makeStyles()
	t.head(p)
	last := t.body(p)
	t.page(last)
	if t.err != nil {
		return t.err
	}
	core, err := ooxml.Properties{Title: p.Head.TableTitle, Creator: p.Head.Issuer}.Bytes()
	if err != nil {
		return err
	}
	t.Pkg.Store(ooxml.CorePart, core)
	t.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &ooxml.Zip{To: w} })
	return t.Write(to)
}

// do keeps the first error.
func (t *officialTable) do(err error) {
	if t.err == nil {
		t.err = err
	}
}

// Number formats by decimals: a growth in per cent, and a five-year total. General
// with a text behind it loses that text in some programs.
var (
	growthFormats = []string{`0"%"`, `0.0"%"`, `0.00"%"`}
	totalFormats  = []string{`"["0"]"`, `"["0.0"]"`, `"["0.00"]"`}
)

// asIs is the format of a figure as it is.
const asIs = "General"

func (t *officialTable) makeStyles() {
	side := func(kind string, style int) excelize.Border {
		return excelize.Border{Type: kind, Color: "000000", Style: style}
	}
	grid := []excelize.Border{side("left", 1), side("right", 1), side("top", 1), side("bottom", 1)}
	add := func(name string, s excelize.Style) {
		id, err := t.NewStyle(&s)
		t.do(err)
		t.styles[name] = id
	}
	song := &excelize.Font{Family: "宋体", Size: 10.5, Color: "000000"}
	bold := &excelize.Font{Family: "黑体", Size: 10.5, Color: "000000"}
	align := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	add("title", excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 16, Bold: true, Color: "000000"}, Alignment: align("center")})
	add("line", excelize.Style{Font: song, Alignment: &excelize.Alignment{Vertical: "center"}})
	add("right", excelize.Style{Font: song, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}})
	add("head", excelize.Style{Font: bold, Border: grid, Alignment: align("center")})
	add("section", excelize.Style{Font: bold, Border: grid, Alignment: align("left")})
	add("text", excelize.Style{Font: song, Border: grid, Alignment: align("left")})
	add("centre", excelize.Style{Font: song, Border: grid, Alignment: align("center")})
	for _, format := range slices.Concat([]string{asIs}, growthFormats, totalFormats) {
		add(format, excelize.Style{Font: song, Border: grid, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center", Indent: 1}, CustomNumFmt: &format})
	}
	add("note", excelize.Style{Font: song, Alignment: align("left")})
}

func (t *officialTable) put(cell, style string, v any) {
	t.do(t.SetCellValue(t.sheet, cell, v))
	t.do(t.SetCellStyle(t.sheet, cell, cell, t.styles[style]))
}

// merge joins the cells of a range, which all have the style.
func (t *officialTable) merge(from, to, style string, v any) {
	t.put(from, style, v)
	t.do(t.SetCellStyle(t.sheet, from, to, t.styles[style]))
	t.do(t.MergeCell(t.sheet, from, to))
}

func (t *officialTable) heights(points float64, rows ...int) {
	for _, row := range rows {
		t.do(t.SetRowHeight(t.sheet, row, points))
	}
}

func (t *officialTable) head(p *plan.Plan) {
	t.merge("A1", officialLast+"1", "title", p.Head.TableTitle)
	t.do(t.SetRowHeight(t.sheet, 1, 36))
	t.heights(20, 2, 3, officialHead, officialHead+1)
	t.merge("A2", "D2", "line", "填报单位：{{填报单位}}")
	t.merge("E2", officialLast+"2", "right", "报告期：{{报告期}}")
	t.merge("A3", officialLast+"3", "line", "{{文档.标注}}")
	top, low := officialHead, officialHead+1
	for _, c := range officialColumns {
		t.do(t.SetColWidth(t.sheet, c.name, c.name, c.width))
		title := c.title
		switch c.name {
		case "C":
			title = fmt.Sprintf("%d年", p.Head.BaseYear)
		case "D":
			title = fmt.Sprintf("%d年", p.Head.FirstYear)
		case "E", "F":
			t.put(fmt.Sprint(c.name, low), "head", title)
			continue
		}
		t.merge(fmt.Sprint(c.name, top), fmt.Sprint(c.name, low), "head", title)
	}
	t.merge(fmt.Sprint("E", top), fmt.Sprint("F", top), "head", fmt.Sprintf("%d年规划目标", p.Head.TargetYear))
}

// body writes the rows and gives the last one.
func (t *officialTable) body(p *plan.Plan) int {
	row, section := officialFirst, ""
	at := func(column string) string { return fmt.Sprint(column, row) }
	for i := range p.Indicators {
		ind := &p.Indicators[i]
		if ind.Section != section {
			section = ind.Section
			t.merge(at("A"), at(officialLast), "section", section)
			t.heights(officialHeight, row)
			row++
		}
		ask := func(field string) string { return "{{指标." + ind.Name + "." + field + "}}" }
		goal, format := "", asIs
		switch {
		case ind.CumulativeGoal.Set():
			goal, format = "目标.累计", totalFormats[ind.CumulativeGoal.Decimals()]
		case ind.GrowthTarget.Set():
			goal, format = "目标.年均增速", growthFormats[ind.GrowthTarget.Decimals()]
		}
		t.put(at("A"), "centre", ind.Row)
		t.put(at("B"), "text", ask("名称及单位"))
		t.put(at("C"), asIs, ask(fmt.Sprintf("%d.实际", p.Head.BaseYear)))
		t.put(at("D"), asIs, ask(fmt.Sprintf("%d.实际", p.Head.FirstYear)))
		t.put(at("E"), asIs, ask("目标.绝对值"))
		t.put(at("F"), format, nil)
		if goal != "" {
			t.put(at("F"), format, ask(goal))
		}
		t.put(at("G"), "centre", ask("属性"))
		t.heights(officialHeight, row)
		row++
	}
	t.merge(at("A"), at(officialLast), "note", p.Head.Note)
	t.do(t.SetRowHeight(t.sheet, row, 32))
	return row
}

// page is how the sheet prints: A4 upright, one page wide, the head on each page.
func (t *officialTable) page(last int) {
	a4, portrait, one, none := 9, "portrait", 1, 0
	t.do(t.SetPageLayout(t.sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &portrait, FitToWidth: &one, FitToHeight: &none}))
	fit := true
	t.do(t.SetSheetProps(t.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	centred := true
	t.do(t.SetPageMargins(t.sheet, &excelize.PageLayoutMarginsOptions{Horizontally: &centred}))
	t.do(t.SetHeaderFooter(t.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C— &P —"}))
	for _, n := range []excelize.DefinedName{
		{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A$1:$%s$%d", t.sheet, officialLast, last)},
		{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", t.sheet, officialHead, officialFirst-1)},
	} {
		n.Scope = t.sheet
		t.do(t.SetDefinedName(&n))
	}
	t.do(t.SetPanes(t.sheet, &excelize.Panes{Freeze: true, YSplit: officialFirst - 1, TopLeftCell: fmt.Sprint("A", officialFirst), ActivePane: "bottomLeft"}))
}
