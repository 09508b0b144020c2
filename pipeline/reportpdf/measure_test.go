package reportpdf

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/report"
)

// tolerance of all measures of the page in millimetres.
const tolerance = 0.5

// word is a word as pdftotext finds it, in millimetres from the top left of the paper.
type word struct {
	text           string
	x0, y0, x1, y1 float64
}

// wordsOf reads the words of all pages with pdftotext.
func wordsOf(t *testing.T, path string) [][]word {
	t.Helper()
	var doc struct {
		Pages []struct {
			Words []struct {
				X0   float64 `xml:"xMin,attr"`
				Y0   float64 `xml:"yMin,attr"`
				X1   float64 `xml:"xMax,attr"`
				Y1   float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal([]byte(tool(t, "pdftotext", "-bbox", path, "-")), &doc); err != nil {
		t.Fatal(err)
	}
	pages := make([][]word, len(doc.Pages))
	for i, p := range doc.Pages {
		for _, w := range p.Words {
			pages[i] = append(pages[i], word{w.Text, w.X0 / mm, w.Y0 / mm, w.X1 / mm, w.Y1 / mm})
		}
	}
	return pages
}

// sheet is a page as it is printed, ten dots to the millimetre, three bytes a dot.
type sheet struct {
	dots          []byte
	width, height int
}

const dots = 10

func sheetOf(t *testing.T, path string, page int) sheet {
	t.Helper()
	to := filepath.Join(t.TempDir(), "page")
	tool(t, "pdftoppm", "-r", "254", "-f", strconv.Itoa(page), "-l", strconv.Itoa(page), "-singlefile", path, to)
	data, err := os.ReadFile(to + ".ppm")
	if err != nil {
		t.Fatal(err)
	}
	var s sheet
	var most int
	if _, err := fmt.Sscanf(string(data[:40]), "P6\n%d %d\n%d\n", &s.width, &s.height, &most); err != nil {
		t.Fatal(err)
	}
	s.dots = data[len(data)-3*s.width*s.height:]
	return s
}

func (s sheet) is(x, y int, kind kindOfInk) bool {
	at := 3 * (y*s.width + x)
	return kind(int(s.dots[at]), int(s.dots[at+1]), int(s.dots[at+2]))
}

// kindOfInk tells red from black dots.
type kindOfInk func(r, g, b int) bool

func anyInk(r, g, b int) bool { return r+g+b < 3*144 }
func redInk(r, g, b int) bool { return r > g+96 && r > b+96 }

// ink returns the edges of the ink inside a box, all in millimetres.
func (s sheet) ink(x0, y0, x1, y1 float64, is kindOfInk) (left, top, right, bottom float64) {
	l, tp, r, b := 1<<30, 1<<30, -1, -1
	for y := int(y0 * dots); y < min(s.height, int(y1*dots)); y++ {
		for x := int(x0 * dots); x < min(s.width, int(x1*dots)); x++ {
			if s.is(x, y, is) {
				l, tp, r, b = min(l, x), min(tp, y), max(r, x), max(b, y)
			}
		}
	}
	return float64(l) / dots, float64(tp) / dots, float64(r+1) / dots, float64(b+1) / dots
}

// stroke is a line across the type area.
type stroke struct{ y, thick float64 }

// strokes finds the lines that run from one side of the type area to the other.
func (s sheet) strokes(is kindOfInk) []stroke {
	var list []stroke
	rows := 0
	for y := range s.height {
		full := true
		for x := 285; full && x < 1835; x += 5 {
			full = s.is(x, y, is)
		}
		if full {
			rows++
			continue
		}
		if rows > 0 {
			list = append(list, stroke{(float64(y) - float64(rows)/2) / dots, float64(rows) / dots})
		}
		rows = 0
	}
	return list
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if abs(got-want) > tolerance {
		t.Errorf("%s at %.2f mm, want %.2f", what, got, want)
	}
}

func find(t *testing.T, words []word, text string) word {
	t.Helper()
	for _, w := range words {
		if strings.Contains(w.text, text) {
			return w
		}
	}
	t.Fatalf("no %s among the words of the page: %v", text, words)
	return word{}
}

func prose(n int) report.Paragraph {
	return report.Paragraph{ID: fmt.Sprintf("prose%d", n), Runs: []report.Run{{Text: strings.Repeat("株", n)}}}
}

// box is a link's place in points from the top left of its page.
type linkBox struct {
	page           int
	x0, y0, x1, y1 float64
}

var (
	pageStart = regexp.MustCompile(`(?m)^%% Page \d+$`)
	linkRect  = regexp.MustCompile(`/Rect \[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\]`)
)

// linksOf reads the link boxes with qpdf.
func linksOf(t *testing.T, path string) []linkBox {
	t.Helper()
	var boxes []linkBox
	for page, part := range pageStart.Split(tool(t, "qpdf", "--qdf", "--object-streams=disable", path, "-"), -1) {
		for _, m := range linkRect.FindAllStringSubmatch(part, -1) {
			var v [4]float64
			for i := range v {
				v[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			boxes = append(boxes, linkBox{page, min(v[0], v[2]), pageHeight - max(v[1], v[3]), max(v[0], v[2]), pageHeight - min(v[1], v[3])})
		}
	}
	return boxes
}

// under is the text in a link's box.
func (b linkBox) under(t *testing.T, path string) string {
	t.Helper()
	const fine = 10 // dots a point
	n := func(v float64) string { return strconv.Itoa(int(v * fine)) }
	p := strconv.Itoa(b.page)
	return squash(tool(t, "pdftotext", "-f", p, "-l", p, "-r", "720", "-x", n(b.x0+0.5), "-y", n(b.y0+0.5), "-W", n(b.x1-b.x0-1), "-H", n(b.y1-b.y0-1), path, "-"))
}

// TestCleanText: what passes for clean is text that the long way leaves as it is, next
// to a mark that would join it too.
func TestCleanText(t *testing.T) {
	for r := rune(1); r <= 0xFFFF; r++ {
		if text := "A" + string(r) + "株"; isClean(text) && norm.NFC.String(text) != text {
			t.Errorf("U+%04X is not clean", r)
		}
	}
	for _, text := range []string{"e\u0301", "\u00AD株", "株\u200B洲", "甲\t乙", "\xFF", "\uF900", "\r\n"} {
		if isClean(text) {
			t.Errorf("%q passes for clean", text)
		}
	}
}
