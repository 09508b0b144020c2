package reportpdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhibao/pipeline/report"
)

// broken shows where a text may be broken.
func broken(text string) string {
	var b strings.Builder
	may := opportunities(text)
	for i, r := range []rune(text) {
		b.WriteRune(r)
		if may[i] {
			b.WriteByte('|')
		}
	}
	return b.String()
}

// TestKeptTogether: numbers with units, ranges, document numbers and short quotations.
func TestKeptTogether(t *testing.T) {
	for text, want := range map[string]string{
		"含「约束性」指标":      "含|「约束性」|指|标",
		"按《方案》要求":       "按|《方案》|要|求",
		"以“一带一路倡议”为":    "以|“一|带|一|路|倡|议”|为",
		"2017—2021年内":   "2017—2021年|内",
		"在1—6月间":        "在|1—6月|间",
		"居第3位。":         "居|第3位。",
		"株政发〔2018〕19号文": "株|政|发〔2018〕19号|文",
		"《方案》（2017年）印":  "《方案》（2017年）|印",
		"低13.5个百分点":     "低|13.5个百分点",
		"降－4.96％，":      "降|－4.96％，",
	} {
		if got := broken(text); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestNeverFirstNeverLast: the two sets of 禁则, each mark by itself.
func TestNeverFirstNeverLast(t *testing.T) {
	for _, r := range "\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF01\uFF1F\uFF09\u300B\u300D\u300F\u3011\u201D\u2019\uFF05" {
		if may := opportunities("国" + string(r) + "家"); may[0] {
			t.Errorf("%c (U+%04X) may begin a line", r, r)
		}
	}
	for _, r := range "\uFF08\u300A\u300C\u300E\u3010\u201C\u2018" {
		if may := opportunities("国" + string(r) + "家"); may[1] {
			t.Errorf("%c (U+%04X) may end a line", r, r)
		}
	}
}

// TestGrid: characters of a full line stand on the grid of 28, a closing mark at its
// end takes a whole cell; quarter of an em stands between Chinese and digits.
func TestGrid(t *testing.T) {
	s, st := testShaper(t), bodyStyle(FangSong)
	lines := s.wrap(strings.Repeat("株", 27)+"，"+strings.Repeat("洲", 5), st, measureOf{areaWidth, areaWidth})
	lines[0].justify(areaWidth)
	if n := len(lines[0].glyphs); n != 28 {
		t.Fatalf("%d characters in the line", n)
	}
	x := 0.0
	for i, g := range lines[0].glyphs {
		if want := float64(i) * 156 * mm / 28; abs(x-want) > 0.05 { // 5.571 mm a character
			t.Errorf("character %d stands at %.2f, want %.2f", i+1, x, want)
		}
		x += g.adv
	}
	plain := s.measure("年", st) + s.measure("6", st) + s.measure("月", st)
	if got := s.measure("年6月", st) - plain; abs(got-2*15.75/4) > 0.001 {
		t.Errorf("%.3f pt around a digit, want two quarters of 15.75 pt", got)
	}
}

// TestPairsSqueezed: two marks together take one cell and a half, as 」。 and ）（ do.
func TestPairsSqueezed(t *testing.T) {
	s, st := testShaper(t), style{role: SongTi, size: 100}
	for _, pair := range []string{"」。", "），", "》（", "「《"} {
		if got := s.measure(pair, st); got < 149 || got > 175 { // the ink of some faces leaves less than half
			t.Errorf("%s is %.0f wide, want about 150", pair, got)
		}
	}
}

// pageLines counts the body lines of each page, by paragraph.
func pageLines(pages []*page) []map[rune]int {
	var list []map[rune]int
	for _, p := range pages {
		n := map[rune]int{}
		seen := map[float64]bool{}
		for _, o := range p.ops {
			if op, ok := o.op.(textOp); ok && op.y < areaHeight && !seen[op.y] {
				seen[op.y] = true
				n[[]rune(op.text)[0]]++
			}
		}
		list = append(list, n)
	}
	return list
}

// TestNoOrphans: whatever stands before it, no page ends with the first line of a
// paragraph or begins with its last; a heading keeps the first lines of its text.
func TestNoOrphans(t *testing.T) {
	f := systemFonts(t)
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.IntRange(1, 30).Draw(t, "lines before")
		lines := rapid.IntRange(1, 60).Draw(t, "lines")
		doc := &report.Document{Body: []report.Block{
			report.Paragraph{Runs: []report.Run{{Text: strings.Repeat("甲", 28*before-2)}}},
			report.Heading{Level: 1, Text: "题目"},
			report.Paragraph{Runs: []report.Run{{Text: strings.Repeat("乙", 28*lines-2)}}}}}
		pages := pageLines(compose(doc, f).pages)
		total := 0
		for i, p := range pages {
			total += p['乙']
			if lines > 1 && p['乙'] == 1 {
				t.Fatalf("page %d has a single line of %d", i+1, lines)
			}
			if p['题'] == 1 && p['乙'] == 0 {
				t.Fatalf("page %d ends with a heading", i+1)
			}
		}
		if total != lines {
			t.Fatalf("%d lines of %d", total, lines)
		}
	})
}

// TestHeadingKeepsTable: a heading stands on the page on which its table begins.
func TestHeadingKeepsTable(t *testing.T) {
	f := systemFonts(t)
	for before := 1; before <= 22; before++ {
		doc := &report.Document{Body: []report.Block{
			report.Paragraph{Runs: []report.Run{{Text: strings.Repeat("甲", 28*before-2)}}},
			report.Heading{ID: "h", Level: 1, Text: "题目"}, portraitTable(8)}}
		places := compose(doc, f).places
		if places["h"].page != places["t2"].page {
			t.Errorf("%d lines before: heading on page %d, table on page %d", before, places["h"].page, places["t2"].page)
		}
	}
}

// TestHostileText: what pages hold is what was given, character by character.
func TestHostileText(t *testing.T) {
	f := systemFonts(t)
	for _, doc := range []*report.Document{sampleDocument(), hostileDocument()} {
		c := compose(doc, f)
		out, err := write(c, metaOf(doc, sampleOptions()))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "out.pdf")
		if err := os.WriteFile(path, out, 0o600); err != nil {
			t.Fatal(err)
		}
		want := map[rune]int{}
		for _, l := range linesOf(c.pages) {
			for _, r := range squash(l.text) {
				want[r]++
			}
		}
		for _, r := range squash(tool(t, "pdftotext", "-raw", path, "-")) {
			want[r]--
		}
		for r, n := range want {
			if n != 0 {
				t.Errorf("%c: set %+d times more than read", r, n)
			}
		}
	}
}
