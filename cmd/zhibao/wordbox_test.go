package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
)

// wordBox is a word as pdftotext -bbox finds it, in points from the top left of the page.
type wordBox struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

// wordBoxes returns the words of each page.
func wordBoxes(t *testing.T, pdf string) [][]wordBox {
	t.Helper()
	var html struct {
		Pages []struct {
			Words []wordBox `xml:"word"`
		} `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(strings.NewReader(output(t, "pdftotext", "-bbox", pdf, "-")))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if err := d.Decode(&html); err != nil {
		t.Fatal(err)
	}
	var pages [][]wordBox
	for _, p := range html.Pages {
		pages = append(pages, p.Words)
	}
	return pages
}

// ink is the box without the white above and below its characters and without the white
// half of full-width punctuation at its ends, which may hang over the line's end and is
// squeezed between marks. A word of several characters shows its direction; a turned one runs upwards.
func (w wordBox) ink() wordBox {
	rs := []rune(w.Text)
	wide, high := w.XMax-w.XMin, w.YMax-w.YMin
	em := min(wide, high)
	white, begin, end := 0.25*em, 0.4, 0.4
	if strings.ContainsRune("（《〈「『【〔“‘", rs[0]) {
		begin = 0.55 * em
	}
	if strings.ContainsRune("、。，；：！？）》〉」』】〕”’", rs[len(rs)-1]) {
		end = 0.55 * em
	}
	switch {
	case len(rs) == 1:
		return wordBox{w.XMin + white, w.YMin + white, w.XMax - max(white, end), w.YMax - white, w.Text}
	case wide >= high:
		return wordBox{w.XMin + begin, w.YMin + white, w.XMax - end, w.YMax - white, w.Text}
	}
	return wordBox{w.XMin + white, w.YMin + end, w.XMax - white, w.YMax - begin, w.Text}
}

func (w wordBox) overlaps(v wordBox) bool {
	return min(w.XMax, v.XMax) > max(w.XMin, v.XMin) && min(w.YMax, v.YMax) > max(w.YMin, v.YMin)
}

// checkBoxes wants all words in the type area of GB/T 9704-2012, 5.2 (37 mm from the top,
// 28 mm from the left, 156 mm × 225 mm; page numbers and mark stand under it), and none on another.
func checkBoxes(t *testing.T, name, pdf string) {
	t.Helper()
	const mm, slack = 72 / 25.4, 0.5
	words := 0
	for n, page := range wordBoxes(t, pdf) {
		words += len(page)
		for i, raw := range page {
			w := raw.ink()
			top := 37 * mm
			if strings.HasSuffix(pdf, "督办通知.pdf") && page[0].Text == raw.Text {
				top = 30 * mm // 发文机关标志 of a letter (GB/T 9704-2012, 10.1)
			}
			if w.YMin < 262*mm && (w.XMin < 28*mm-slack || w.XMax > 184*mm+slack || w.YMin < top-slack || w.YMax > 262*mm+slack) {
				t.Errorf("%s, page %d: %q at %.0f,%.0f–%.0f,%.0f is outside the type area", name, n+1, w.Text, w.XMin, w.YMin, w.XMax, w.YMax)
			}
			for _, other := range page[i+1:] {
				if w.overlaps(other.ink()) {
					t.Errorf("%s, page %d: %q lies on %q", name, n+1, w.Text, other.Text)
				}
			}
		}
	}
	if words < 20 {
		t.Errorf("%s has %d words", name, words)
	}
}

// TestWordBoxes measures all documents of the four sample periods.
func TestWordBoxes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(baseline(t))); err != nil {
		t.Fatal(err)
	}
	for _, period := range []string{"2018-Q3", "2018"} {
		must(t, dir, fault.OK, "run", period)
	}
	files, err := filepath.Glob(filepath.Join(dir, "outputs", "*", "*.pdf"))
	if err != nil || len(files) < 12 {
		t.Fatalf("%d PDF files, %v", len(files), err)
	}
	upward, err := filepath.Glob(filepath.Join(dir, "outputs", "*", "上报", "*.pdf"))
	if err != nil || len(upward) == 0 {
		t.Fatalf("%d PDF files in 上报, %v", len(upward), err)
	}
	files = append(files, upward...)
	for _, f := range files {
		name, _ := filepath.Rel(dir, f)
		checkBoxes(t, name, f)
	}
}

// hostileReport has what forms and settings may bring in: names of 60 characters, missing,
// negative and huge figures, 200 rows, emoji, rare and joined characters, text from right to left.
func hostileReport() *report.Document {
	name := strings.Repeat("株洲市国家自主创新示范区轨道交通装备制造产业集群", 3)
	name = string([]rune(name)[:60])
	odd := []string{name, "😀𠮷企业🏭", "e\u0301cole Å", "שלום عليكم", "甲\x00\x07乙\u200b丙\ufeff", "ก็ 한국 ☎", "\ue000\uffff\xff末", strings.Repeat("W", 120)}
	figures := []string{"-99999999999999999999.99", "0.00001", "…", "", "—", "123,456,789,012.3", "-0.5", "100以上"}
	doc := &report.Document{ID: "h", Kind: "通报", Title: []string{name}, Mark: "示例数据😀",
		Head: report.Head{Issuer: name, Number: "株转示〔2018〕3号", Addressee: name + "，" + name, Signature: name, Date: "2018年7月16日"}}
	for i, text := range odd {
		doc.Body = append(doc.Body, report.Heading{ID: "h" + strconv.Itoa(i), Level: 1 + i%3, Text: text},
			report.Paragraph{Runs: []report.Run{{Text: strings.Repeat(text+"，完成"+figures[i]+"亿元；", 5)}}})
	}
	for n, rows := range []int{5, 30, 200} {
		for _, columns := range []int{3, 9, 18} {
			id := fmt.Sprintf("t%d-%d", n, columns)
			doc.Annexes = append(doc.Annexes, report.Annex{ID: "a" + id, Label: "附表" + id, Title: odd[n], Blocks: []report.Block{hostileTable(id, rows, columns, odd, figures)}})
		}
	}
	return doc
}

func hostileTable(id string, rows, columns int, odd, figures []string) *report.Table {
	t := &report.Table{ID: id, Title: odd[0], Unit: "单位：亿元", Notes: []string{"注：" + strings.Join(odd, "；")}}
	var head []report.HeadCell
	for c := range columns {
		t.Columns = append(t.Columns, report.Column{Align: report.Align(c % 4), Width: 8})
		head = append(head, report.HeadCell{Text: string([]rune(odd[0])[:5+c])})
	}
	t.Head = [][]report.HeadCell{head}
	for r := range rows {
		if r%40 == 0 {
			t.Rows = append(t.Rows, report.Row{Kind: report.Section, Cells: []report.Cell{report.Text("", odd[r/40])}})
		}
		row := report.Row{}
		for c := range columns {
			text := figures[(r+c)%len(figures)]
			switch {
			case r%50 == 7:
				text = "" // all missing
			case c == 0:
				text = odd[r%len(odd)]
			case columns > 9 && len(text) > 8:
				text = "-12345.67"
			}
			row.Cells = append(row.Cells, report.Cell{Text: text, Indent: r % 2})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// TestHostileWordBoxes prints the hostile report: legible, nothing on anything else, no figure cut.
func TestHostileWordBoxes(t *testing.T) {
	t.Parallel()
	fonts, err := reportpdf.FindFonts(reportpdf.FontConfig{})
	if err != nil {
		t.Fatal(err)
	}
	data, _, err := reportpdf.Render(hostileReport(), fonts, reportpdf.Options{File: "h.pdf", Created: time.Date(2018, 7, 16, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "h.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	checkBoxes(t, "hostile", file)
	if info := output(t, "pdfinfo", file); !strings.Contains(info, "示范区") {
		t.Errorf("no title in\n%s", info)
	}
	text := strings.Join(strings.Fields(output(t, "pdftotext", "-raw", file, "-")), "")
	for _, want := range []string{"〓〓企业〓", "école", "甲乙丙", "-99999999999999999999.99", "123,456,789,012.3", "100以上"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text", want)
		}
	}
	for _, r := range "😀𠮷ש\u0301" {
		if strings.ContainsRune(text, r) || (r != '\u0301') != slices.Contains(fonts.Replaced(), r) {
			t.Errorf("%q is printed, or not listed as replaced", r)
		}
	}
}
