package reportpdf

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

func render(t *testing.T, doc *report.Document) (string, map[string]report.Place) {
	t.Helper()
	out, places, err := Render(doc, systemFonts(t), sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, places
}

// lacking ends a test that this computer cannot run; it passes only if asked to.
func lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("ZHIBAO_MAY_SKIP") == "1" {
		t.Skip(what)
	}
	t.Fatalf("%s: run make test, which installs it (or set ZHIBAO_MAY_SKIP=1 to skip)", what)
}

// tool runs a program of poppler-utils or qpdf.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		lacking(t, name+" is not installed")
	}
	cmd := exec.Command(name, args...)
	var told bytes.Buffer
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, told.Bytes())
	}
	return string(out)
}

func squash(s string) string { return strings.Join(strings.Fields(s), "") }

func TestDeterministic(t *testing.T) {
	f := systemFonts(t)
	a, _, err := Render(sampleDocument(), f, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := Render(sampleDocument(), systemFonts(t), sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("equal documents give different bytes")
	}
}

func TestReadBack(t *testing.T) {
	doc := sampleDocument()
	path, places := render(t, doc)
	byPage := strings.Split(tool(t, "pdftotext", "-raw", path, "-"), "\f")
	for i := range byPage {
		byPage[i] = squash(byPage[i])
	}
	for _, b := range doc.Blocks() {
		place, ok := places[b.BlockID()]
		if !ok || place.File != "评估报告.pdf" || place.Page < 1 {
			t.Errorf("block %s has place %+v", b.BlockID(), place)
		}
		tab, ok := b.(*report.Table)
		if !ok {
			continue
		}
		for _, row := range tab.Rows {
			for _, cell := range row.Cells {
				if cell.ID != "" && !strings.Contains(byPage[places[cell.ID].Page-1], squash(cell.Text)) {
					t.Errorf("cell %s %q is not on page %d", cell.ID, cell.Text, places[cell.ID].Page)
				}
			}
		}
	}
	all := strings.Join(byPage, "")
	for _, h := range []string{doc.Head.Number, doc.Title[1], doc.Head.Date, "董家塅高科园", "附表2", "—1—", "时序进度"} {
		if !strings.Contains(all, squash(h)) {
			t.Errorf("%s is not in the text", h)
		}
	}
	for i, p := range byPage[:len(byPage)-1] {
		if !strings.Contains(p, "示例数据") || !strings.Contains(p, fmt.Sprintf("—%d—", i+1)) {
			t.Errorf("page %d lacks its mark or number", i+1)
		}
	}
}

func TestHeadRepeated(t *testing.T) {
	doc := &report.Document{Title: []string{"表"}, Annexes: []report.Annex{{ID: "a", Label: "附表1", Title: "长表", Blocks: []report.Block{portraitTable(200)}}}}
	path, places := render(t, doc)
	pages := strings.Split(tool(t, "pdftotext", "-raw", path, "-"), "\f")
	first, last := places["t2"].Page, places["t2.sum"].Page
	if last-first < 3 {
		t.Fatalf("200 rows on pages %d to %d", first, last)
	}
	for p := first; p <= last; p++ {
		text := squash(pages[p-1])
		if !strings.Contains(text, "工业增加值") || strings.Contains(text, "续表") != (p > first) {
			t.Errorf("page %d: head or 续表 wrong", p)
		}
	}
}

func TestEmbedding(t *testing.T) {
	f := systemFonts(t)
	path, _ := render(t, sampleDocument())
	for _, l := range strings.Split(strings.TrimSpace(tool(t, "pdffonts", path)), "\n")[2:] {
		if cols := strings.Fields(l); cols[len(cols)-5] != "yes" {
			t.Errorf("not embedded: %s", l)
		}
	}
	whole := map[string]int{}
	for _, fc := range f.all() {
		whole[fc.file] = int(fc.data.size)
	}
	used := 0
	for _, name := range []string{"gbsn00lp.ttf", "wqy-microhei.ttc", "LXGWWenKai-Regular.ttf"} {
		used += whole[name]
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if used > 0 && int(info.Size()) > used/10 {
		t.Errorf("PDF has %d bytes, its fonts %d", info.Size(), used)
	}
	if _, err := exec.LookPath("qpdf"); err == nil {
		tool(t, "qpdf", "--check", path)
	}
}

// hostileDocument has what forms bring in: long names, rare and broken
// characters, huge and missing figures, tables without rows or heads.
func hostileDocument() *report.Document {
	long := strings.Repeat("株洲市国家自主创新示范区轨道交通装备制造产业", 3)
	doc := sampleDocument()
	doc.Title = []string{long + long}
	doc.Head.Issuer, doc.Head.Signature = long, long[:60]
	t := portraitTable(30)
	t.Rows[0].Cells[0].Text = long
	t.Rows[1].Cells[1].Text = "-123456789012345678901234567890.12"
	t.Rows[2].Cells[5].Text = strings.Repeat("说明很长，", 900)
	t.Rows[3].Cells[0].Text = "😀𠮷\xff\xfe\x00\ue000e\u0301\u200d\ufeff"
	t.Rows[4].Cells[0].Text = strings.Repeat("W", 300)
	w := wideTable()
	for i := range w.Rows {
		for j := range w.Rows[i].Cells {
			w.Rows[i].Cells[j].Text += "很长的补充文字九个字"
		}
	}
	c := sampleChart()
	bars := c.Panels[0].Bars
	huge, deep := decimal.RequireFromString("7e999"), decimal.RequireFromString("-1e9")
	bars[1].Value = &huge
	t.Rows[5].Cells = append(t.Rows[5].Cells, t.Rows[5].Cells...)
	t.Rows[6].Cells = nil
	bars[0].Value, bars[0].Label = &deep, long
	for range 5 {
		bars = append(bars, bars...)
	}
	c.Panels[0].Bars = bars
	doc.Body = append(doc.Body, t, report.Heading{Level: 1, Text: long}, &report.Chart{Kind: report.Ranked, Title: "空"}, c)
	doc.Annexes = append(doc.Annexes, report.Annex{Label: "附表9", Title: long, Blocks: []report.Block{w, t, c,
		&report.Table{ID: "empty"}, &report.Table{Columns: []report.Column{{}}, Notes: []string{long}}}})
	return doc
}

func TestHostile(t *testing.T) {
	f := systemFonts(t)
	if _, _, err := Render(hostileDocument(), f, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(f.Replaced()), "𠮷") {
		t.Error("𠮷 is not listed as replaced")
	}
	if _, _, err := Render(&report.Document{}, f, sampleOptions()); err != nil {
		t.Errorf("empty document: %v", err)
	}
	if _, _, err := Render(nil, f, sampleOptions()); err == nil {
		t.Error("no document gives no error")
	}
}

// TestNothingOverlaps reads the pages before they are written: no text leaves
// the type area (but for the foot) and no two texts lie on each other.
func TestNothingOverlaps(t *testing.T) {
	f := systemFonts(t)
	for name, doc := range map[string]*report.Document{"sample": sampleDocument(), "hostile": hostileDocument()} {
		for _, p := range compose(doc, f).pages {
			checkPage(t, name, p)
		}
	}
}

func checkPage(t *testing.T, name string, p *page) {
	t.Helper()
	var boxes []textOp
	for i, o := range p.ops {
		op, ok := o.op.(textOp)
		if !ok || strings.TrimSpace(op.text) == "" || i >= len(p.ops)-6 && op.y > areaHeight {
			continue
		}
		fr := upright()
		if o.turned {
			fr = turned()
		}
		if op.x < -0.5 || op.x+op.width > fr.width+0.5 || op.y-boxAscent*op.size < -0.5 || op.y > fr.height+0.5 {
			t.Errorf("%s page %d: %q at %.1f,%.1f width %.1f leaves the type area", name, p.number, op.text, op.x, op.y, op.width)
		}
		boxes = append(boxes, op)
	}
	for i, a := range boxes {
		for _, b := range boxes[i+1:] {
			h := min(a.x+a.width, b.x+b.width) - max(a.x, b.x)
			v := min(a.y, b.y) - max(a.y-0.7*a.size, b.y-0.7*b.size)
			if h > 0.5 && v > 0.5 {
				t.Errorf("%s page %d: %q lies on %q", name, p.number, a.text, b.text)
			}
		}
	}
}

// TestWorkers: one Fonts serves several workers, who write the same bytes.
func TestWorkers(t *testing.T) {
	f := systemFonts(t)
	want, _, err := Render(sampleDocument(), f, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got, _, err := Render(sampleDocument(), f, sampleOptions())
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("a worker's bytes differ (%v)", err)
			}
		})
	}
	wg.Wait()
}

// TestGeometry: 22 lines of 28 characters to the page, page numbers outside, by the standard.
func TestGeometry(t *testing.T) {
	doc := &report.Document{Body: []report.Block{report.Paragraph{Runs: []report.Run{{Text: strings.Repeat("株", 28*60)}}}}}
	pages := compose(doc, systemFonts(t)).pages
	if len(pages) != 3 {
		t.Fatalf("%d pages, want 3 for 60 lines and a half", len(pages))
	}
	rows := map[float64]int{}
	for _, o := range pages[1].ops {
		if op, ok := o.op.(textOp); ok && op.y < areaHeight {
			rows[op.y] += len([]rune(op.text))
			if abs(op.x+op.width-areaWidth) > 0.5*mm {
				t.Errorf("line ends at %.2f", op.x+op.width)
			}
		}
	}
	if len(rows) != linesPerPage {
		t.Errorf("%d lines on a page, want %d", len(rows), linesPerPage)
	}
	for y, n := range rows {
		if n != charsPerLine {
			t.Errorf("%d characters in the line at %.1f, want %d", n, y, charsPerLine)
		}
	}
	foot := func(p *page) textOp {
		op, _ := p.ops[len(p.ops)-1].op.(textOp)
		return op
	}
	if op := foot(pages[0]); abs(op.x+op.width-(areaWidth-siHao)) > 0.5 {
		t.Errorf("odd page: number ends at %.1f", op.x+op.width)
	}
	if op := foot(pages[1]); abs(op.x-siHao) > 0.5 || op.size != siHao {
		t.Errorf("even page: number begins at %.1f", op.x)
	}
}
