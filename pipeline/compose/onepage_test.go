package compose_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// long is a name of 60 characters that no other has.
func long(what string, n int) string {
	s := fmt.Sprintf("%s%d", what, n)
	return s + strings.Repeat("超长名称试验", 12)[:3*(60-len([]rune(s)))]
}

// hostile gives every unit, indicator, task and project a name of 60 characters, lets
// half of the units miss, and heaps findings on the rest.
func hostile(t *testing.T, when string) compose.Input {
	b := sample(t, when)
	in := b.input(t)
	for i := range in.Plan.Indicators {
		in.Plan.Indicators[i].Name = long("指标", i)
	}
	for i := range in.Plan.Units {
		in.Plan.Units[i].Name, in.Plan.Units[i].Short, in.Plan.Units[i].Former = long("单位", i), "", nil
	}
	for i := range in.Figures.Units {
		if i%2 == 1 {
			in.Figures.Units[i].State = consolidate.Missing
		}
	}
	for i := range in.Evaluated.Units.Counties {
		in.Evaluated.Units.Counties[i].Item.Name = long("指标", i)
	}
	for _, u := range in.Plan.Units {
		for i := range 40 {
			in.Results = append(in.Results, rule.Listed([]rule.Result{rule.Result{Rule: "X1", Severity: rule.Mandatory, Outcome: rule.Fail, Subject: rule.Subject{Unit: u.Code},
				Source: stat.Source{File: long("文件", i), Sheet: long("表", i), Cell: "E11"}, Message: long("问题", i) + "\U00020BB7\U0001F600"}})...)
		}
	}
	in.Paper.Signature, in.Paper.Date = long("署名", 1), "2018年7月20日"
	for i := range 9 {
		in.Next = append(in.Next, compose.Upcoming{Who: long("县市区", i), What: long("报表", i), When: "2018年8月8日17时"})
	}
	return in
}

// printed prints a paper the way a run does: in the first room that keeps it on a page.
func printed(t *testing.T, fonts *reportpdf.Fonts, make func(compose.Room) (*report.Document, error)) (pdf []byte, doc *report.Document) {
	t.Helper()
	for _, room := range compose.Rooms() {
		doc, err := make(room)
		if err != nil {
			t.Fatal(err)
		}
		pdf, ok, err := reportpdf.RenderOnePage(doc, fonts, reportpdf.Options{File: "a.pdf", Created: time.Unix(0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			return pdf, doc
		}
	}
	t.Error("no room keeps it on one page")
	return nil, nil
}

func fontsFor(t *testing.T) *reportpdf.Fonts {
	t.Helper()
	fonts, err := reportpdf.FindFonts(reportpdf.FontConfig{})
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

var wordBox = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>`)

type box struct {
	x1, y1, x2, y2 float64
	text           string
}

// boxes reads the word boxes of a PDF of one page with another program.
func boxes(t *testing.T, pdf []byte) []box {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-bbox", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	if n := bytes.Count(out, []byte("<page ")); n != 1 {
		t.Fatalf("%d pages", n)
	}
	var list []box
	for _, m := range wordBox.FindAllStringSubmatch(string(out), -1) {
		b := box{text: m[5]}
		for i, p := range []*float64{&b.x1, &b.y1, &b.x2, &b.y2} {
			*p, _ = strconv.ParseFloat(m[i+1], 64)
		}
		list = append(list, b)
	}
	return list
}

// orderly wants every word within the type area (156 mm × 225 mm, 28 mm from the left,
// 37 mm from the top; the foot under it; a squeezed mark at a line end keeps its full box), none over another.
func orderly(t *testing.T, what string, list []box) {
	t.Helper()
	const mm = 72 / 25.4
	for i, b := range list {
		if b.x1 < 28*mm-3 || b.x2 > (28+156)*mm+7 || b.y1 < 37*mm-6 || b.y2 > (37+225+16)*mm {
			t.Errorf("%s: %q stands outside: %.0f %.0f %.0f %.0f", what, b.text, b.x1, b.y1, b.x2, b.y2)
		}
		for _, c := range list[:i] {
			if w, h := min(b.x2, c.x2)-max(b.x1, c.x1), min(b.y2, c.y2)-max(b.y1, c.y1); w > 8 && h > 4 { // squeezed marks keep their full boxes
				t.Errorf("%s: %q over %q", what, b.text, c.text)
			}
		}
	}
}

// Whatever is said, the brief and the pages for units keep to one page, with every word
// in its place, and say what they leave out.
func TestOnePageAlways(t *testing.T) {
	fonts := fontsFor(t)
	for _, when := range []string{"2018-06", "2018"} {
		in := hostile(t, when)
		full, err := compose.Report(in)
		if err != nil {
			t.Fatal(err)
		}
		pdf, doc := printed(t, fonts, func(r compose.Room) (*report.Document, error) { return compose.Brief(in, full, r) })
		orderly(t, when+" brief", boxes(t, pdf))
		if said := textOf(doc); !strings.Contains(said, "见评估报告") || strings.Count(said, "指标0超长") == 0 {
			t.Errorf("%s brief: %s", when, said)
		}
		sheets, err := compose.NewUnitSheets(in, full)
		if err != nil {
			t.Fatal(err)
		}
		for i, u := range sheets.Units() {
			if i%4 != 0 { // each page takes a while to fit
				continue
			}
			pdf, doc := printed(t, fonts, func(r compose.Room) (*report.Document, error) { return sheets.Sheet(u, r) })
			orderly(t, when+" "+u.Code, boxes(t, pdf))
			if said := textOf(doc); !regexp.MustCompile(`另有\d+个问题，见退回表格`).MatchString(said) {
				t.Errorf("%s %s does not say how many findings are left out: %s", when, u.Code, said)
			}
		}
	}
}

func textOf(doc *report.Document) string {
	var b strings.Builder
	b.WriteString(strings.Join(doc.Title, "\n"))
	for _, block := range doc.Body {
		switch block := block.(type) {
		case report.Paragraph:
			b.WriteString(block.Text() + "\n")
		case report.Heading:
			b.WriteString(block.Text + "\n")
		case *report.Table:
			for _, r := range block.Rows {
				for _, c := range r.Cells {
					b.WriteString(c.Text + "\n")
				}
			}
			b.WriteString(strings.Join(block.Notes, "\n"))
		}
	}
	return b.String()
}

// Five figures in large type, the first five of the scheme that are due, each as the
// report has it.
func TestBriefHeadline(t *testing.T) {
	b := sample(t, "2018-06")
	b.plan.Scheme.Headline = []string{"rd_intensity", "trade", "gdp", "zone_gdp", "retail", "fai", "industry_va"} // the first is due with the year only
	in := b.input(t)
	full, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := compose.Brief(in, full, compose.Room{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range doc.Body[0].(*report.Table).Rows {
		got = append(got, r.Cells[0].Text+" "+r.Cells[1].Text)
	}
	want := []string{"进出口总额\n（亿美元） 12.6", "地区生产总值\n（亿元） 1262.4", "示范园区生产总值\n（亿元） 271.5", "社会消费品零售总额\n（亿元） 541.2", "固定资产投资（年度）\n同比（%） 11.6"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A page for a unit tells nothing of another one: no name, no finding, no project.
func TestUnitSheetsKeepToTheirUnit(t *testing.T) {
	b := sample(t, "2018-06")
	in := b.input(t)
	for _, u := range in.Plan.Units {
		in.Results = append(in.Results, rule.Listed([]rule.Result{rule.Result{Rule: "X1", Severity: rule.Mandatory, Outcome: rule.Fail, Subject: rule.Subject{Unit: u.Code}, Message: "问题属于" + u.Code}})...)
	}
	full, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := compose.NewUnitSheets(in, full)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(sheets.Units()); n != 17 {
		t.Fatalf("%d units, want 9 counties and 8 parks", n)
	}
	for _, u := range sheets.Units() {
		doc, err := sheets.Sheet(u, compose.Room{})
		if err != nil {
			t.Fatal(err)
		}
		said := textOf(doc)
		if !strings.Contains(said, "问题属于"+u.Code+"\n") {
			t.Errorf("%s lacks its own finding", u.Code)
		}
		for _, o := range in.Plan.Units {
			foreign := o.Code != u.Code && o.Parent != u.Code
			if foreign && strings.Contains(said, "问题属于"+o.Code+"\n") {
				t.Errorf("%s tells a finding of %s", u.Code, o.Code)
			}
			if foreign && o.Kind == u.Kind && o.Kind != plan.SubPark && strings.Contains(said, o.NameAt(b.period)) && !strings.Contains(u.NameAt(b.period), o.NameAt(b.period)) {
				t.Errorf("%s names %s", u.Code, o.NameAt(b.period))
			}
		}
	}
}
