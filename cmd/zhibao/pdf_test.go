package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"zhibao/pipeline/reportpdf"
)

// footLine is the foot of a page: page number, and the mark opposite.
var footLine = regexp.MustCompile(`(?m)^.*— *\d+ *—.*$`)

// pageless drops page breaks and foot lines, so that a sentence that runs over a
// page is one again.
func pageless(text string) string {
	return footLine.ReplaceAllString(strings.ReplaceAll(text, "\f", "\n"), "")
}

// printed is the report as dump prints it, as far as tests look at it.
type printed struct {
	Mark    string
	Body    []block
	Annexes []struct {
		Label, Title, Sheet string
		Blocks              []block
	}
}

// block is a heading, paragraph, table or chart.
type block struct {
	ID, Text, Title string
	Level           int
	Note            bool
	Runs            []struct{ Text, Ref string }
	Rows            []struct {
		ID    string
		Kind  int
		Cells []struct{ ID, Text string }
	}
	Notes []string
	Bars  json.RawMessage
}

func (b block) sentence() string {
	s := ""
	for _, r := range b.Runs {
		s += r.Text
	}
	return s
}

// number is a figure as printed.
var number = regexp.MustCompile(`-?\d+(?:\.\d+)?`)

// named are digits that name something and are not figures.
var named = regexp.MustCompile(`20\d\d年(?:度)?|20\d\d—20\d\d年|1—\d+月|附表\d(?:-\d)?|〔20\d\d〕\d+号|今后\d年`)

func TestProseQuotesTheTables(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	for _, period := range []string{"2017", "2018-06"} {
		t.Run(period, func(t *testing.T) {
			doc := dumped[printed](t, dir, "dump", "report", period)
			pdf := flat(pageless(output(t, "pdftotext", "-layout", filepath.Join(dir, "outputs", period, "评估报告.pdf"), "-")))
			tables := pdf
			var cells []string
			for _, a := range doc.Annexes {
				for _, b := range a.Blocks {
					cells = append(cells, b.texts()...)
				}
			}
			for _, b := range doc.Body {
				cells = append(cells, b.texts()...)
				if len(b.Runs) == 0 {
					continue
				}
				text := flat(b.sentence())
				if !strings.Contains(tables, text) {
					t.Errorf("pdftotext does not find the paragraph %s:\n%s", b.ID, text)
				}
				tables = strings.Replace(tables, text, "\n", 1)
			}
			shown := map[string]bool{}
			for _, text := range cells {
				for _, n := range number.FindAllString(text, -1) {
					shown[strings.TrimPrefix(n, "-")] = true
				}
			}
			quoted := 0
			for _, b := range doc.Body {
				for _, n := range number.FindAllString(named.ReplaceAllString(b.sentence(), ""), -1) {
					quoted++
					n = strings.TrimPrefix(n, "-")
					if !shown[n] {
						t.Errorf("%s quotes %s, which no table shows", b.ID, n)
					}
					if !strings.Contains(tables, n) {
						t.Errorf("%s quotes %s, which pdftotext finds in no table", b.ID, n)
					}
				}
			}
			if quoted < 10 {
				t.Errorf("only %d figures in the prose", quoted)
			}
		})
	}
}

func (b block) texts() []string {
	var list []string
	for _, row := range b.Rows {
		for _, c := range row.Cells {
			list = append(list, c.Text)
		}
	}
	return list
}

func TestPDFIsSound(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	fonts, err := reportpdf.FindFonts(reportpdf.FontConfig{})
	if err != nil {
		t.Fatal(err)
	}
	for _, period := range []string{"2017", "2018-06"} {
		t.Run(period, func(t *testing.T) {
			file := filepath.Join(dir, "outputs", period, "评估报告.pdf")
			output(t, "qpdf", "--check", file) // exits 3 on a warning, 2 on an error
			embedded(t, file, fonts)
			pages := strings.Split(strings.TrimSuffix(output(t, "pdftotext", "-layout", file, "-"), "\f"), "\f")
			if len(pages) < 8 {
				t.Errorf("%d pages", len(pages))
			}
			for i, page := range pages {
				if !strings.Contains(page, "示例数据") {
					t.Errorf("page %d lacks the mark 示例数据", i+1)
				}
				if !footLine.MatchString(page) {
					t.Errorf("page %d has no number", i+1)
				}
			}
			text := flat(output(t, "pdftotext", "-raw", file, "-"))
			if !strings.Contains(text, "董家塅高科园") {
				t.Error("董家塅 is not printed")
			}
			if bad := regexp.MustCompile(`�|〓|%!|<no value>|NaN|\{\{`).FindString(text); bad != "" {
				t.Errorf("the text holds %q", bad)
			}
			info := output(t, "pdfinfo", file)
			if !regexp.MustCompile(`Page size:\s+59[45][.0-9]* x 84[12]`).MatchString(info) {
				t.Errorf("the first page is not A4:\n%s", info)
			}
		})
	}
}

// The workbooks carry the mark too, on every sheet.
func TestWorkbooksAreMarked(t *testing.T) {
	for _, period := range []string{"2017", "2018-06"} {
		for _, file := range []string{"评估报告.xlsx", "审核报告.xlsx"} {
			book := readBook(t, filepath.Join(baseline(t), "outputs", period, file))
			for _, name := range book.names {
				if !book.sheets[name].holds("示例数据") {
					t.Errorf("%s of %s: sheet %s lacks the mark 示例数据", file, period, name)
				}
			}
		}
	}
}

// embedded wants every font subset and embedded, and the document small.
func embedded(t *testing.T, file string, fonts *reportpdf.Fonts) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(output(t, "pdffonts", file)), "\n")
	if len(lines) < 3 {
		t.Fatalf("no fonts:\n%s", strings.Join(lines, "\n"))
	}
	used := map[string]bool{}
	for _, line := range lines[2:] {
		f := strings.Fields(line)
		n := len(f) // name, type of one or two words, encoding, emb, sub, uni, object of two numbers
		if f[n-5] != "yes" {
			t.Errorf("not embedded: %s", line)
		}
		if f[n-4] != "yes" {
			t.Errorf("not named as a subset (ABCDEF+name): %s", line)
		}
		used[f[0]] = true
	}
	var size int64
	for _, name := range fonts.Files() {
		plain := plainName(strings.TrimSuffix(name, filepath.Ext(name)))
		for u := range used {
			if strings.Contains(plainName(u), plain) {
				size += fontSize(t, name)
				delete(used, u)
				break
			}
		}
	}
	if len(used) > 0 {
		t.Errorf("no font file found for %v among %v", used, fonts.Files())
	}
	pdf, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if pdf.Size()*10 >= size {
		t.Errorf("the PDF has %d bytes, its fonts %d", pdf.Size(), size)
	}
}

// fontSize is the size of a font file of the system.
func fontSize(t *testing.T, name string) (size int64) {
	t.Helper()
	for _, dir := range reportpdf.SystemDirs() {
		_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error { // a folder that is not there holds no font
			if err == nil && d.Name() == name {
				if info, err := d.Info(); err == nil {
					size = info.Size()
				}
			}
			return nil
		})
	}
	if size == 0 {
		t.Fatalf("%s is in no font folder", name)
	}
	return size
}

// plainName keeps the letters and digits of a font's name.
func plainName(s string) string {
	return regexp.MustCompile(`[^a-z0-9]`).ReplaceAllString(strings.ToLower(s), "")
}
