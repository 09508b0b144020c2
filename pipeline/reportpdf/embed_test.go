package reportpdf

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"zhibao/pipeline/report"
)

// hanzi are n characters from 一 on.
func hanzi(n int) (list []rune) {
	for r := '一'; len(list) < n; r++ {
		list = append(list, r)
	}
	return list
}

// TestCodePage: 224 characters have a code each, ASCII its own; one more has none.
func TestCodePage(t *testing.T) {
	runes := append([]rune(" (1A\\~"), hanzi(218)...)
	page, ok := codePage(runes)
	if !ok {
		t.Fatal("224 characters have no code each")
	}
	for i, r := range runes {
		at := slices.Index(page[:], r)
		if at < ' ' || i < 6 && at != int(r) {
			t.Errorf("%c has the code %d", r, at)
		}
	}
	if _, ok := codePage(append(runes, '龘')); ok {
		t.Error("225 characters fit 224 codes")
	}
}

// TestFewAndManyCharacters: text and bookmarks read back the same whether a face has few
// characters, with a code of one byte each, or many.
func TestFewAndManyCharacters(t *testing.T) {
	model.ConfigPath = "disable"
	const heading = "一、（总体）情况\\1"
	for _, many := range []int{200, 400} {
		text := "（" + string(hanzi(many)) + "）"
		doc := &report.Document{Title: []string{"题"}, Body: []report.Block{
			report.Heading{ID: "h", Level: 1, Text: heading}, report.Paragraph{ID: "p", Runs: []report.Run{{Text: text}}}}}
		path, _ := render(t, doc)
		if got := squash(tool(t, "pdftotext", "-raw", path, "-")); !strings.Contains(got, heading) || !strings.Contains(got, text) {
			t.Errorf("%d characters: read back as %s", many, got)
		}
		if types := tool(t, "pdffonts", path); strings.Contains(types, "CID TrueType") != (many > 224) {
			t.Errorf("%d characters: %s", many, types)
		}
		marks := bookmarksOf(t, path)
		if len(marks) != 1 || marks[0].Title != heading {
			t.Errorf("%d characters: bookmarks %+v", many, marks)
		}
		tool(t, "qpdf", "--check", path)
	}
}

func bookmarksOf(t *testing.T, path string) []pdfcpu.Bookmark {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	marks, err := api.Bookmarks(f, model.NewDefaultConfiguration())
	if err != nil {
		t.Fatal(err)
	}
	return marks
}
