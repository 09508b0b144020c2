package xlsx

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpusDir is where real workbooks by other programs lie, outside the repository.
const corpusDir = "../../../shared/corpus"

// verdict is one line of the corpus manifest.
type verdict struct {
	file string // path from this folder
	rule string // "" for ACCEPT
}

// corpus reads the manifest; without the folder the test is skipped.
func corpus(t testing.TB) []verdict {
	t.Helper()
	f, err := os.Open(filepath.Join(corpusDir, "manifest.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the corpus is absent: %s", corpusDir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []verdict
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		col := strings.Split(lines.Text(), "\t")
		if len(col) < 2 || col[0] == "file" {
			continue
		}
		rule, refused := strings.CutPrefix(col[1], "REJECT:")
		if !refused {
			rule = ""
		}
		list = append(list, verdict{file: filepath.Join(corpusDir, "real", col[0]), rule: rule})
	}
	if len(list) == 0 {
		t.Fatal("the manifest lists no file")
	}
	return list
}

// TestCorpusVerdicts reads every real workbook and compares with the manifest.
func TestCorpusVerdicts(t *testing.T) {
	for _, v := range corpus(t) {
		t.Run(filepath.Base(v.file), func(t *testing.T) {
			_, err := OpenFile(v.file, DefaultLimits())
			if got := ruleOf(t, err); got != v.rule {
				t.Errorf("rule %q, want %q (%v)", got, v.rule, err)
			}
		})
	}
}

// ruleOf returns the rule of a refusal, "" for none; any other error is fatal.
func ruleOf(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("not a refusal: %v", err)
	}
	return refusal.Rule
}
