package pipeline

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// words are the names that the table in the package comment uses for modules.
var words = map[string][]string{
	"decimal": {"github.com/shopspring/decimal"}, "x/sys": {"golang.org/x/sys"}, "x/text": {"golang.org/x/text"}, "goccy/go-yaml": {"github.com/goccy/go-yaml"},
	"expr": {"github.com/expr-lang/expr"}, "flock": {"github.com/gofrs/flock"}, "goose": {"github.com/pressly/goose/v3"},
	"drivers": {"modernc.org/sqlite", "github.com/jackc/pgx/v5"}, "excelize": {"github.com/xuri/excelize/v2"},
	"gofpdf": {"github.com/jung-kurt/gofpdf"}, "uniseg": {"github.com/rivo/uniseg"}, "klauspost/compress": {"github.com/klauspost/compress"}, "std": nil,
}

var tableLine = regexp.MustCompile(`^//\t([a-z]+) +([a-z0-9/, -]+)$`)

// table reads the arrows from the package comment of pipeline.go.
func table(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open("pipeline.go")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	arrows, on := map[string][]string{}, false
	for s := bufio.NewScanner(f); s.Scan(); {
		on = on || strings.Contains(s.Text(), "What may import what")
		if m := tableLine.FindStringSubmatch(s.Text()); on && m != nil {
			arrows[m[1]] = strings.Split(m[2], ", ")
		}
	}
	return arrows
}

// closure adds what the imports of a package may import in turn.
func closure(arrows map[string][]string, name string) []string {
	var all []string
	var walk func(string)
	walk = func(n string) {
		for _, to := range arrows[n] {
			if !slices.Contains(all, to) {
				all = append(all, to)
				walk(to)
			}
		}
	}
	walk(name)
	return all
}

// goImports returns the imports of every non-test file below dir by folder.
func goImports(t *testing.T, dir string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(name))
		for _, imp := range f.Imports {
			found[folder] = append(found[folder], strings.Trim(imp.Path.Value, `"`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestImportArrows(t *testing.T) {
	arrows := table(t)
	if len(arrows) < 19 {
		t.Fatalf("the table in pipeline.go has only %d packages", len(arrows))
	}
	for folder, imports := range goImports(t, ".") {
		if folder == "." {
			continue
		}
		name := path.Base(folder)
		allowed, known := closure(arrows, name), arrows[name] != nil
		if !known {
			t.Errorf("package %s is not in the table of pipeline.go", name)
			continue
		}
		for _, imp := range imports {
			if !permitted(imp, allowed) {
				t.Errorf("%s may not import %s", name, imp)
			}
		}
	}
}

func permitted(imp string, allowed []string) bool {
	if internal, ok := strings.CutPrefix(imp, "zhibao/pipeline/"); ok {
		return slices.Contains(allowed, internal)
	}
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") && first != "zhibao" {
		return true // standard library
	}
	for _, word := range allowed {
		for _, module := range words[word] {
			if imp == module || strings.HasPrefix(imp, module+"/") {
				return true
			}
		}
	}
	return false
}

// Some modules have one home each, whatever the arrows say.
func TestModulesHaveOneHome(t *testing.T) {
	homes := map[string][]string{
		"github.com/spf13/viper": {"cmd/zhibao"}, "github.com/spf13/cobra": {"cmd/zhibao"},
		"github.com/xuri/excelize/v2": {"pipeline/formxlsx", "pipeline/reportxlsx", "pipeline/official", "cmd/zhibao-sample"}, "github.com/jung-kurt/gofpdf": {"pipeline/reportpdf"},
		"modernc.org/sqlite": {"pipeline/ledger"}, "github.com/jackc/pgx/v5": {"pipeline/ledger"}, "github.com/gofrs/flock": {"pipeline/workspace"},
	}
	for folder, imports := range goImports(t, "..") {
		folder = strings.TrimPrefix(folder, "../")
		for _, imp := range imports {
			if home, ok := homes[imp]; ok && !slices.Contains(home, folder) {
				t.Errorf("%s imports %s, whose home is %v", folder, imp, home)
			}
		}
	}
}

// Nothing runs before main, and only main ends the process.
func TestNoInitNoExit(t *testing.T) {
	forbidden := regexp.MustCompile(`(?m)^func init\(\)|os\.Exit\(`)
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || d.Name() == "main.go" {
			return err
		}
		src, err := os.ReadFile(name)
		if m := forbidden.Find(src); m != nil {
			t.Errorf("%s has %q", name, m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
