package reportxlsx

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

// chartDocument has a table of units by year, one figure missing, and a chart of each
// kind that shows them.
func chartDocument() *report.Document {
	one := report.Format{Decimals: 1}
	t := &report.Table{ID: "t", Title: "附表", Head: [][]report.HeadCell{{{Text: "单位"}, {Text: "2016"}, {Text: "2017"}, {Text: "2018"}, {Text: "目标"}}}}
	for range 5 {
		t.Columns = append(t.Columns, report.Column{Align: report.Decimal, Width: 10})
	}
	cells := map[string]report.Cell{}
	for i, unit := range []string{"甲区", "乙区", "丙县"} {
		row := report.Row{Cells: []report.Cell{report.Text("", unit)}}
		for j, year := range []string{"2016", "2017", "2018", "goal"} {
			id := fmt.Sprintf("t.%d.%s", i, year)
			c := num(id, fmt.Sprintf("%d.%d5", 10*i-5+j, j+1), one)
			if id == "t.1.2018" {
				c = report.Cell{ID: id, Text: "缺报"}
			}
			cells[id] = c
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	bar := func(label, id, mark string) report.Bar {
		b := report.Bar{Label: label, Point: report.PointOf(cells[id])}
		if m, ok := cells[mark]; ok {
			p := report.PointOf(m)
			b.Marker = &p
		}
		return b
	}
	var blocks []report.Block
	for kind := report.Bullets; kind <= report.Columns; kind++ {
		c := &report.Chart{ID: fmt.Sprintf("c%d", kind), Title: fmt.Sprintf("图%d  各图", kind), Kind: kind, Unit: "%", Marker: "目标"}
		for i, unit := range []string{"甲区", "乙区", "丙县"} {
			p := report.Panel{Title: unit}
			for j, year := range []string{"2016", "2017", "2018"} {
				b := bar(year, fmt.Sprintf("t.%d.%s", i, year), fmt.Sprintf("t.%d.goal", i))
				b.Row, b.Column = j+1, 1
				p.Bars = append(p.Bars, b)
			}
			p.Bars = append(p.Bars, report.Bar{Label: "2019", Row: 4, Column: 1})
			c.Panels = append(c.Panels, p)
		}
		blocks = append(blocks, c)
	}
	blocks = append(blocks, report.Paragraph{ID: "end", Runs: []report.Run{{Text: "图下的文字。"}}})
	return &report.Document{ID: "d", Body: blocks, Annexes: []report.Annex{{ID: "a", Label: "附表1", Title: "表", Sheet: "附表1", Blocks: []report.Block{t}}}}
}

// chartPart is what a test reads of a chart's XML.
type chartPart struct {
	Series []struct {
		Values string `xml:"val>numRef>f"`
		Labels string `xml:"cat>strRef>f"`
	} `xml:"chart>plotArea>barChart>ser"`
	Lines []struct {
		Values string `xml:"val>numRef>f"`
		Labels string `xml:"cat>strRef>f"`
	} `xml:"chart>plotArea>lineChart>ser"`
}

var inFormula = regexp.MustCompile(`^(?:'([^']+)'|([^'!]+))!\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?$`)

// cellsOf lists the cells of a reference as sheet!A1.
func cellsOf(t *testing.T, ref string) []string {
	t.Helper()
	m := inFormula.FindStringSubmatch(ref)
	if m == nil {
		t.Fatalf("%q is no reference", ref)
	}
	if m[5] == "" {
		m[5], m[6] = m[3], m[4]
	}
	c1, r1, err := excelize.CellNameToCoordinates(m[3] + m[4])
	c2, r2, err2 := excelize.CellNameToCoordinates(m[5] + m[6])
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	var list []string
	for c := c1; c <= c2; c++ {
		for r := r1; r <= r2; r++ {
			name, err := excelize.CoordinatesToCellName(c, r)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, m[1]+m[2]+"!"+name)
		}
	}
	return list
}

// TestChartsLeadToCells: every series refers to the very cells of the table that hold
// its figures, or to formulas that are nothing but those cells.
func TestChartsLeadToCells(t *testing.T) {
	doc := chartDocument()
	file, places := render(t, doc)
	book, err := excelize.OpenFile(writeFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	follow := func(cell string) string {
		sheet, name, _ := strings.Cut(cell, "!")
		formula, err := book.GetCellFormula(sheet, name)
		if err != nil {
			t.Fatal(err)
		}
		if formula != "" {
			return cellsOf(t, formula)[0]
		}
		if v, err := book.GetCellValue(sheet, name); err != nil || v == "" {
			return ""
		}
		return cell
	}
	drawn := map[string]int{}
	parts := unpack(t, file)
	for name, data := range parts {
		if !strings.HasPrefix(name, "xl/charts/chart") {
			continue
		}
		var c chartPart
		if err := xml.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		for _, s := range append(c.Series, c.Lines...) {
			for _, cell := range cellsOf(t, s.Values) {
				if to := follow(cell); to != "" {
					drawn[to]++
				}
			}
			if n := len(cellsOf(t, s.Labels)); n != 4 {
				t.Errorf("%s has %d labels, want 4", name, n)
			}
		}
	}
	want := map[string]int{}
	for _, b := range doc.Body {
		c, ok := b.(*report.Chart)
		if !ok {
			continue
		}
		for _, p := range c.Panels {
			for _, b := range p.Bars {
				if b.Value != nil {
					want[places[b.Ref].Sheet+"!"+places[b.Ref].Cell]++
				}
				if b.Marker != nil && b.Marker.Value != nil {
					want[places[b.Marker.Ref].Sheet+"!"+places[b.Marker.Ref].Cell]++
				}
			}
		}
	}
	for cell, n := range want {
		if drawn[cell] != n {
			t.Errorf("%s is drawn %d times, want %d", cell, drawn[cell], n)
		}
	}
	for cell := range drawn {
		if want[cell] == 0 {
			t.Errorf("%s is drawn and no chart shows it", cell)
		}
	}
	if !strings.Contains(string(parts["xl/charts/chart1.xml"])+string(parts["xl/charts/chart12.xml"]), "附表1") {
		t.Error("no chart refers to the table itself")
	}
}

// TestChartsKeepClear: charts lie over no printed cell and over no other chart.
func TestChartsKeepClear(t *testing.T) {
	file, places := render(t, chartDocument())
	data := unpack(t, file)["xl/drawings/drawing1.xml"]
	var d struct {
		Anchors []struct {
			From struct{ Col, ColOff, Row, RowOff int } `xml:"from"`
			To   struct{ Col, ColOff, Row, RowOff int } `xml:"to"`
		} `xml:"twoCellAnchor"`
	}
	text := regexp.MustCompile(`<(/?)xdr:(col|row)(Off)?>`).ReplaceAllStringFunc(string(data), func(tag string) string {
		return strings.NewReplacer("xdr:colOff", "xdr:ColOff", "xdr:rowOff", "xdr:RowOff", "xdr:col", "xdr:Col", "xdr:row", "xdr:Row").Replace(tag)
	})
	if err := xml.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Anchors) != 13 { // three panels of four kinds, tiles in one
		t.Fatalf("%d charts, want 13", len(d.Anchors))
	}
	before := func(c1, o1, c2, o2 int) bool { return c1 < c2 || c1 == c2 && o1 <= o2 }
	for i, a := range d.Anchors {
		for _, b := range d.Anchors[i+1:] {
			if !(before(a.To.Col, a.To.ColOff, b.From.Col, b.From.ColOff) || before(b.To.Col, b.To.ColOff, a.From.Col, a.From.ColOff) ||
				before(a.To.Row, a.To.RowOff, b.From.Row, b.From.RowOff) || before(b.To.Row, b.To.RowOff, a.From.Row, a.From.RowOff)) {
				t.Errorf("chart %+v lies on chart %+v", a, b)
			}
		}
		for _, id := range []string{"end"} {
			_, row, err := excelize.CellNameToCoordinates(places[id].Cell)
			if err != nil {
				t.Fatal(err)
			}
			if a.To.Row >= row-1 {
				t.Errorf("chart to row %d lies on the text in row %d", a.To.Row+1, row)
			}
		}
	}
}

// TestChartsInLibreOffice: another program draws every chart, with title, labels and
// figures, and changes no figure when it reckons the formulas again.
func TestChartsInLibreOffice(t *testing.T) {
	if _, err := exec.LookPath("libreoffice"); err != nil {
		if os.Getenv("ZHIBAO_MAY_SKIP") == "" {
			t.Fatal("libreoffice is not installed")
		}
		t.Skip("libreoffice is not installed")
	}
	file, _ := render(t, chartDocument())
	path := writeFile(t, file)
	dir := filepath.Dir(path)
	out, err := exec.Command("libreoffice", "--headless", "-env:UserInstallation=file://"+dir+"/profile", "--convert-to", "pdf", "--outdir", dir, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := exec.Command("pdftotext", "-layout", strings.TrimSuffix(path, ".xlsx")+".pdf", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(text))
	for word, n := range map[string]int{"图1": 1, "图5": 1, "图下的文字。": 1, "目标": 1 + 4*3} {
		got := 0
		for _, w := range words {
			if w == word {
				got++
			}
		}
		if got < n {
			t.Errorf("%s stands %d times on paper, want %d", word, got, n)
		}
	}
	if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "#") || strings.HasPrefix(w, "Err:") }) {
		t.Error("an error value is printed")
	}
	for _, label := range []string{"2016 -5.2", "2018 -3.4", "2017 16.3"} { // from -5.15, -3.35, 16.25
		if !strings.Contains(strings.Join(words, " "), label) {
			t.Errorf("no bar is labelled %q", label)
		}
	}
}

func writeFile(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
