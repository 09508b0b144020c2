package main

import (
	"encoding/csv"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhibao/pipeline"
	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
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

	"上报/报告":     submitted(func(s *compose.Submission) *report.Document { return s.Cover }),
	"上报/自评报告":   submitted(func(s *compose.Submission) *report.Document { return s.Self }),
	"上报/自评表":    submitted(func(s *compose.Submission) *report.Document { return s.Table }),
	"上报/佐证材料清单": submitted(func(s *compose.Submission) *report.Document { return s.Material }),
}

// filledIn are workbooks of the higher authority's own making, by name.
var filledIn = []string{"上报/主要指标表.xlsx"}

func submitted(which func(*compose.Submission) *report.Document) func(compose.Input) (*report.Document, error) {
	return func(in compose.Input) (*report.Document, error) {
		var more []string
		for _, name := range filledIn {
			more = append(more, strings.TrimSuffix(path.Base(name), ".xlsx"))
		}
		whole, err := compose.Report(in)
		if err != nil {
			return nil, err
		}
		s, err := compose.Submit(in, whole, more)
		if err != nil || s == nil {
			return nil, err
		}
		return which(s), nil
	}
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
			p, at, err := silent(t, dir).openFor(period)
			mustDo(t, err)
			all, err := pipeline.Recall(t.Context(), p, at)
			mustDo(t, err)
			dataAgrees(t, read(t, filepath.Join(dir, "outputs", period, "data.csv")), all)
			whole, err := compose.Report(all.Input)
			mustDo(t, err)
			written := ""
			for o := range stat.Unpacked(all.Observations) {
				written += flat(o.Read) + "\n"
			}
			for name := range tree(t, filepath.Join(dir, "outputs", period)) {
				ext := filepath.Ext(name)
				if ext != ".pdf" && ext != ".xlsx" || slices.ContainsFunc(notOutgoing, func(folder string) bool { return strings.HasPrefix(name, folder) }) {
					continue
				}
				file := filepath.Join(dir, "outputs", period, filepath.FromSlash(name))
				if slices.Contains(filledIn, name) {
					filledAgrees(t, name, books[file], all.Input)
					continue
				}
				if pages := onePagers(t, strings.TrimSuffix(name, ext), all.Input, whole); pages != nil {
					problems := narrowest(pages, wordsOf(t, file))
					for _, problem := range problems {
						t.Errorf("%s: %s", name, problem)
					}
					continue
				}
				composed, ok := outgoing[strings.TrimSuffix(name, ext)]
				if !ok {
					t.Errorf("no test knows from which document %s is drawn", name)
					continue
				}
				doc, err := composed(all.Input)
				mustDo(t, err)
				if doc == nil {
					t.Fatalf("%s is there, and has no document", name)
				}
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
				for _, problem := range append(problems, loose(doc, whole, written)...) {
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
	p, at, err := silent(t, dir).openFor(month)
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

// onePagers are the forms, from wide to narrow, in which a paper of one page may have
// been printed; nil if the name is no such paper's.
func onePagers(t *testing.T, name string, in compose.Input, whole *report.Document) (list []*report.Document) {
	t.Helper()
	code, unit := strings.CutPrefix(name, "分送/")
	if !unit && name != "简报" {
		return nil
	}
	sheets, err := compose.NewUnitSheets(in, whole)
	mustDo(t, err)
	code, _, _ = strings.Cut(code, "-")
	for _, room := range compose.Rooms() {
		doc, err := (*report.Document)(nil), error(nil)
		if !unit {
			doc, err = compose.Brief(in, whole, room)
		}
		for _, u := range sheets.Units() {
			if unit && u.CodeAt(in.Figures.Period) == code {
				doc, err = sheets.Sheet(u, room)
			}
		}
		mustDo(t, err)
		list = append(list, doc)
	}
	return list
}

// narrowest is what is wrong with a page in the form that it agrees with best.
func narrowest(pages []*report.Document, printed printedWords) (problems []string) {
	for i, doc := range pages {
		got := readPaper(doc, printed.again()).problems
		if i == 0 || len(got) < len(problems) {
			problems = got
		}
		if len(problems) == 0 {
			break
		}
	}
	return problems
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

// filledAgrees wants every number of a filled-in workbook to be a figure of the report,
// but for the numbers of its rows.
func filledAgrees(t *testing.T, name string, sheets []*sheetSeen, in compose.Input) {
	t.Helper()
	doc, err := compose.Report(in)
	mustDo(t, err)
	cells, err := doc.Cells()
	mustDo(t, err)
	figures := slices.Collect(maps.Values(maps.Collect(cells.All())))
	filled := 0
	for _, s := range sheets {
		for _, row := range s.Rows {
			for i, c := range row {
				switch {
				case c.Type != "n" || i == 0 && regexp.MustCompile(`^\d\d?$`).MatchString(c.Value):
				case slices.ContainsFunc(figures, func(f report.Cell) bool { return f.Value != nil && holds(c.Value, *f.Value) }):
					filled++
				default:
					t.Errorf("%s %s!%s: %s is no figure of the report", name, s.Name, c.Ref, c.Value)
				}
			}
		}
	}
	if filled < 10 {
		t.Errorf("%s holds only %d figures", name, filled)
	}
}

// dataAgrees wants data.csv to hold the observations one by one, and a figure that a
// county reported to be the one that 附表3 shows.
func dataAgrees(t *testing.T, data string, all *pipeline.Assembled) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\xef\xbb\xbf"))).ReadAll()
	mustDo(t, err)
	if len(rows) != len(all.Observations)+1 {
		t.Fatalf("data.csv has %d rows, there are %d observations", len(rows)-1, len(all.Observations))
	}
	said := map[string]string{}
	for i, p := range all.Observations {
		r, o := rows[i+1], p.Observation()
		if want := o.Number.String(); o.Kind == stat.Number && r[7] != want || r[1] != o.Unit || r[4] != o.Item || r[6] != string(o.Measure) || r[15] != o.Source.Cell {
			t.Errorf("data.csv row %d is %v, the observation %+v", i+2, r, o)
		}
		said[strings.Join([]string{r[1], r[4], r[6]}, " ")] = r[7]
	}
	doc, err := compose.Report(all.Input)
	mustDo(t, err)
	cells, err := doc.Cells()
	mustDo(t, err)
	compared := 0
	for id, c := range cells.All() {
		p := strings.Split(id, ".") // t3.430202.gdp, t3.430202.gdp.growth
		if c.Value == nil || len(p) < 3 || p[0] != "t3" && p[0] != "t32" || !strings.HasPrefix(p[1], "43") {
			continue
		}
		measure := "value"
		if len(p) == 4 {
			measure = p[3]
		}
		want, ok := said[p[1]+" "+p[2]+" "+measure]
		if !ok {
			continue // reckoned by us
		}
		if compared++; want != c.Value.String() {
			t.Errorf("附表3 shows %s for %s, data.csv has %s", c.Value, id, want)
		}
	}
	if compared < 50 {
		t.Errorf("only %d figures of 附表3 stand in data.csv", compared)
	}
}
