package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhibao/pipeline/formxlsx"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/xlsx"
)

// realWorkbooks is where workbooks by other programs lie, most of them saved by
// WPS, outside the repository.
const realWorkbooks = "../../shared/corpus/real"

// Findings put into real workbooks change no cell of them, and a second round
// gives the same bytes as the first.
func TestReturnRealWorkbooks(t *testing.T) {
	entries, err := os.ReadDir(realWorkbooks)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the corpus is absent: %s", realWorkbooks)
	}
	if err != nil {
		t.Fatal(err)
	}
	marked := 0
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(realWorkbooks, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		before, err := xlsx.Read(data, xlsx.DefaultLimits())
		if err != nil {
			continue // refused long before
		}
		review := everyFiftieth(before)
		once, err := formxlsx.Return(data, review)
		if err != nil {
			t.Logf("%s goes back beside a blank form: %v", e.Name(), err)
			continue
		}
		after, err := xlsx.Read(once, xlsx.DefaultLimits())
		if err != nil || !unchanged(before, after, review) {
			t.Errorf("%s has changed: %v", e.Name(), err)
			continue
		}
		marked++
		review.Earlier = after.Sheets[0].Name
		if twice, err := formxlsx.Return(once, review); err != nil || string(twice) != string(once) {
			t.Errorf("%s: a second round differs: %v", e.Name(), err)
		}
	}
	if marked < 50 {
		t.Errorf("only %d workbooks were marked", marked)
	}
}

// everyFiftieth is a review of some cells of every sheet, of all levels.
func everyFiftieth(book *xlsx.Book) formxlsx.Review {
	r := formxlsx.Review{Issuer: "市统计局", Unit: "某县", Period: "2018年"}
	for _, s := range book.Sheets {
		for i := 0; i < min(len(s.Cells), 500); i += 50 {
			r.Findings = append(r.Findings, formxlsx.ReviewFinding{
				Rule: "C01", Level: rule.Severity(1 + i/50%4), Sheet: s.Name, Cell: s.Cells[i].Ref(), What: "有误。", Remedy: "请改正。",
			})
		}
	}
	return r
}

// A difference in any cell, in the order of the sheets or in a merge is seen.
func TestUnchangedSeesChanges(t *testing.T) {
	book := func() *xlsx.Book {
		return &xlsx.Book{Sheets: []xlsx.Sheet{
			{Name: "表", Visibility: xlsx.Visible, Cells: []xlsx.Cell{{Row: 1, Col: 1, Type: xlsx.Number, HasValue: true, Text: "1.0"}, {Row: 2, Col: 1, Type: xlsx.String, HasValue: true, Text: "甲"}}},
			{Name: "又", Visibility: xlsx.Visible, Merges: []xlsx.Range{{}}},
		}}
	}
	copied := func(change func(*xlsx.Book)) *xlsx.Book {
		b := book()
		change(b)
		b.Sheets = append([]xlsx.Sheet{{Name: "审核清单"}}, b.Sheets...)
		return b
	}
	stamped := formxlsx.Review{Stamps: []formxlsx.Stamp{{Sheet: "表", Cell: "A2", Text: "乙"}}}
	for name, c := range map[string]struct {
		change func(*xlsx.Book)
		review formxlsx.Review
		want   bool
	}{
		"nothing":     {func(*xlsx.Book) {}, formxlsx.Review{}, true},
		"a digit":     {func(b *xlsx.Book) { b.Sheets[0].Cells[0].Text = "1" }, formxlsx.Review{}, false},
		"a type":      {func(b *xlsx.Book) { b.Sheets[0].Cells[0].Type = xlsx.String }, formxlsx.Review{}, false},
		"a cell less": {func(b *xlsx.Book) { b.Sheets[0].Cells = b.Sheets[0].Cells[:1] }, formxlsx.Review{}, false},
		"a merge":     {func(b *xlsx.Book) { b.Sheets[1].Merges = nil }, formxlsx.Review{}, false},
		"a sheet":     {func(b *xlsx.Book) { b.Sheets = b.Sheets[:1] }, formxlsx.Review{}, false},
		"an order":    {func(b *xlsx.Book) { b.Sheets[0], b.Sheets[1] = b.Sheets[1], b.Sheets[0] }, formxlsx.Review{}, false},
		"a stamp":     {func(b *xlsx.Book) { b.Sheets[0].Cells[1].Text = "乙" }, stamped, true},
		"no stamp":    {func(b *xlsx.Book) { b.Sheets[0].Cells[1].Text = "乙" }, formxlsx.Review{}, false},
	} {
		if got := unchanged(book(), copied(c.change), c.review); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestFileStem(t *testing.T) {
	for in, want := range map[string]string{
		"醴陵市 更正.xlsx": "醴陵市 更正", `a\x0A/b:c?.csv`: "a_x0A_b_c_", "con.xlsx": "_con", "COM1.x.xlsx": "_COM1.x", "....xlsx": "_", "": "_", "  .txt": "_",
	} {
		if got := fileStem(in); got != want {
			t.Errorf("fileStem(%q) = %q, want %q", in, got, want)
		}
	}
}
