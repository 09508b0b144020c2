package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
)

// outgoing is every document that leaves the house, by the name of its files. A new
// document joins by one entry; a file without one fails the test.
var outgoing = map[string]func(compose.Input) (*report.Document, error){
	"评估报告": compose.Report,
	"督办通知": compose.Notices,
	"公示":   compose.Publicity,
	"审核报告": compose.Audit,
	"催报单":  compose.Remind,
	"汇总表":  func(in compose.Input) (*report.Document, error) { return compose.Totals(in, compose.Choice{}) },
}

// notOutgoing are the folders of a period that hold forms, which are no documents.
var notOutgoing = []string{"退回/", "下发/"}

// What is printed is what was reckoned: all files of a run, read back by other
// programs, say what the neutral documents say, figure by figure.
func TestOneTruth(t *testing.T) {
	t.Parallel()
	dir := duplicate(t, baseline(t))
	for _, period := range []string{"2018-Q3", "2018"} {
		must(t, dir, 0, "run", period)
	}
	books := readByNode(t, installPackages(t), booksIn(t, filepath.Join(dir, "outputs"))...)
	for _, period := range []string{"2017", month, "2018-Q3", "2018"} {
		t.Run(period, func(t *testing.T) {
			p, at, err := (&app{root: dir, quiet: true}).openFor(period)
			mustDo(t, err)
			all, err := pipeline.Recall(t.Context(), p, at)
			mustDo(t, err)
			written := ""
			for _, o := range all.Observations {
				written += flat(o.Read) + "\n"
			}
			for name := range tree(t, filepath.Join(dir, "outputs", period)) {
				ext := filepath.Ext(name)
				if ext != ".pdf" && ext != ".xlsx" || slices.ContainsFunc(notOutgoing, func(folder string) bool { return strings.HasPrefix(name, folder) }) {
					continue
				}
				make, ok := outgoing[strings.TrimSuffix(name, ext)]
				if !ok {
					t.Errorf("no test knows from which document %s is drawn", name)
					continue
				}
				doc, err := make(all.Input)
				mustDo(t, err)
				file := filepath.Join(dir, "outputs", period, filepath.FromSlash(name))
				var problems []string
				figures := 0
				if ext == ".pdf" {
					got := readPaper(doc, wordsOf(t, file))
					problems, figures = got.problems, got.found
				} else {
					got := compareBook(doc, books[file])
					problems, figures = got.problems, got.numbers
				}
				t.Logf("%s: %d cells", name, figures)
				if doc.ID == "report" && figures < 1000 {
					t.Errorf("%s: only %d cells were compared", name, figures)
				}
				for _, problem := range append(problems, loose(doc, written)...) {
					t.Errorf("%s: %s", name, problem)
				}
			}
		})
	}
}

// The comparison can fail: one digit changed in what was printed, in the document that
// one renderer is given, or one word taken away, and it says so.
func TestOneTruthFails(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	p, at, err := (&app{root: dir, quiet: true}).openFor(month)
	mustDo(t, err)
	all, err := pipeline.Recall(t.Context(), p, at)
	mustDo(t, err)
	pdf, xlsx := filepath.Join(dir, "outputs", month, "公示.pdf"), filepath.Join(dir, "outputs", month, "汇总表.xlsx")
	public, err := compose.Publicity(all.Input)
	mustDo(t, err)
	totals, err := compose.Totals(all.Input, compose.Choice{})
	mustDo(t, err)
	printed := wordsOf(t, pdf)
	sheets := readByNode(t, installPackages(t), xlsx)[xlsx]
	if got := readPaper(public, printed).problems; len(got) > 0 {
		t.Fatal(got)
	}
	if got := compareBook(totals, sheets).problems; len(got) > 0 {
		t.Fatal(got)
	}
	other := strings.NewReplacer("0", "1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "6", "6", "7", "7", "8", "8", "9", "9", "0")
	tried := 0
	for _, page := range printed.pages {
		for _, w := range page {
			if !digit.MatchString(w.text) {
				continue
			}
			was := w.text
			for _, now := range []string{other.Replace(was), ""} {
				w.text = now
				if tried++; len(readPaper(public, printed.again()).problems) == 0 {
					t.Errorf("%s instead of %s is not found in the PDF", now, was)
				}
			}
			w.text = was
		}
	}
	for _, sheet := range sheets {
		for _, row := range sheet.Rows[:min(12, len(sheet.Rows))] {
			for _, c := range row {
				if c.Type != "n" {
					continue
				}
				value, shown := c.Value, c.Shown
				for _, now := range [][2]string{{other.Replace(value), shown}, {value, other.Replace(shown)}} {
					c.Value, c.Shown = now[0], now[1]
					if tried++; len(compareBook(totals, unread(sheets)).problems) == 0 {
						t.Errorf("%s (%s) instead of %s (%s) is not found in the workbook", c.Value, c.Shown, value, shown)
					}
				}
				c.Value, c.Shown = value, shown
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d changes were tried", tried)
	}
}

// unread forgets what was accounted for.
func unread(sheets []*sheetSeen) []*sheetSeen {
	for _, s := range sheets {
		for _, row := range s.Rows {
			for _, c := range row {
				c.used = false
			}
		}
	}
	return sheets
}

// booksIn are the workbooks below a folder that are documents.
func booksIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	for name := range tree(t, dir) {
		_, inPeriod, _ := strings.Cut(name, "/")
		if filepath.Ext(name) == ".xlsx" && !slices.ContainsFunc(notOutgoing, func(folder string) bool { return strings.HasPrefix(inPeriod, folder) }) {
			files = append(files, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	return files
}
