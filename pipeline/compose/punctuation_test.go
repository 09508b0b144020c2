package compose_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
)

// halfWidth is a mark of Western text between Chinese characters, where the
// full-width one belongs (GB/T 15834).
var halfWidth = regexp.MustCompile(`\p{Han}[,;:!?()]+\p{Han}`)

// texts are all texts of a document as they are printed.
func texts(doc *report.Document) []string {
	all := append([]string{}, doc.Title...)
	for _, a := range doc.Annexes {
		all = append(all, a.Label, a.Title, a.Sheet)
	}
	for _, b := range doc.Blocks() {
		switch b := b.(type) {
		case report.Heading:
			all = append(all, b.Text)
		case report.Paragraph:
			all = append(all, b.Text())
		case *report.Chart:
			all = append(all, b.Words()...)
		case *report.Table:
			all = append(append(all, b.Title, b.Unit), b.Notes...)
			for _, row := range b.Head {
				for _, c := range row {
					all = append(all, c.Text)
				}
			}
			for _, row := range b.Rows {
				for _, c := range row.Cells {
					all = append(all, c.Text)
				}
			}
		}
	}
	return all
}

func TestPunctuationOfDocuments(t *testing.T) {
	for _, when := range []string{"2017", "2018-06"} {
		in := sample(t, when).input(t)
		for name, make := range map[string]func(compose.Input) (*report.Document, error){"report": compose.Report, "audit": compose.Audit} {
			doc, err := make(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range texts(doc) {
				if m := halfWidth.FindString(text); m != "" {
					t.Errorf("%s %s: %q in %s", when, name, m, text)
				}
			}
		}
	}
}

var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// Data files: forms, rules, report texts, help, the plan.
func TestPunctuationOfData(t *testing.T) {
	n := 0
	for _, root := range []string{"../../templates", "../../inputs/plan"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".yaml", ".tmpl", ".txt", ".md"}, filepath.Ext(path)) {
				return err
			}
			n++
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for i, line := range strings.Split(action.ReplaceAllStringFunc(string(data), onlyBreaks), "\n") {
				line = strings.ReplaceAll(line, "文件,收到时间,报送单位", "") // the head of 收件.csv
				if m := halfWidth.FindString(line); m != "" {
					t.Errorf("%s:%d: %q", path, i+1, m)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 15 {
		t.Errorf("only %d files were read", n)
	}
}

// onlyBreaks keeps the line numbers of a template whose actions are cut out.
func onlyBreaks(s string) string { return " " + strings.Repeat("\n", strings.Count(s, "\n")) }

// Sentences in the program: every string literal outside tests.
func TestPunctuationOfProgram(t *testing.T) {
	n := 0
	for _, root := range []string{"../../cmd", "../../pipeline"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(node ast.Node) bool {
				lit, ok := node.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				n++
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				if m := halfWidth.FindString(text); m != "" {
					t.Errorf("%s: %q in %s", set.Position(lit.Pos()), m, text)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 1000 {
		t.Errorf("only %d literals were read", n)
	}
}
