package reportpdf

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zhibao/pipeline/report"
)

func barOf(label, text string, tone report.Tone) report.Bar {
	if v, err := decimal.NewFromString(text); err == nil {
		return report.Bar{Label: label, Point: report.Point{Value: &v, Text: text}, Tone: tone}
	}
	return report.Bar{Label: label, Point: report.Point{Text: text}, Tone: report.Muted}
}

// measuredChart has a bar of each tone, one below zero and one that is missing.
func measuredChart() *report.Chart {
	full := decimal.NewFromInt(100)
	c := &report.Chart{Kind: report.Bullets, Full: &full, Unit: "%", Marker: "时序进度", Panels: []report.Panel{{Bars: []report.Bar{
		barOf("甲", "75.0", report.Good), barOf("乙", "50.5", report.Watch), barOf("丙", "25.0", report.Bad), barOf("丁", "-12.5", report.Good), barOf("戊", "缺报", report.Muted),
	}}}}
	for i := range c.Panels[0].Bars {
		m := report.PointOf(number("", "40.0"))
		c.Panels[0].Bars[i].Marker = &m
	}
	return c
}

var (
	wordBox = regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</word>`)
	boxes   = regexp.MustCompile(`(?m)^([0-9.]+ [0-9.]+ [0-9.]+) rg\n([0-9.-]+) ([0-9.-]+) ([0-9.-]+) ([0-9.-]+) re f$`)
)

// words are the boxes of the words of page 1 by text: left, top, right, bottom from the
// top of the paper.
func wordBoxes(t *testing.T, pdf string) map[string][4]float64 {
	t.Helper()
	found := map[string][4]float64{}
	for _, m := range wordBox.FindAllStringSubmatch(tool(t, "pdftotext", "-bbox", "-l", "1", pdf, "-"), -1) {
		var b [4]float64
		for i := range b {
			b[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		found[m[5]] = b
	}
	return found
}

// TestBarLengths: bars are as long as their figures say on the scale that the printed
// axis gives, and each begins at zero. Boxes are read by qpdf, words by pdftotext.
func TestBarLengths(t *testing.T) {
	pdf, _ := render(t, &report.Document{Body: []report.Block{measuredChart()}})
	words := wordBoxes(t, pdf)
	middle := func(word string) float64 { return (words[word][0] + words[word][2]) / 2 }
	if words["20"] == words["80"] {
		t.Fatalf("no axis among %v", words)
	}
	scale := (middle("80") - middle("20")) / 60
	zero := middle("20") - 20*scale
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Skip("qpdf is not installed")
	}
	plain := filepath.Join(t.TempDir(), "plain.pdf")
	tool(t, "qpdf", "--qdf", "--object-streams=disable", pdf, plain)
	stream, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string]float64{"甲": 75, "乙": 50.5, "丙": 25, "丁": -12.5} {
		y := pageHeight - (words[label][1]+words[label][3])/2
		from, to := math.Inf(1), math.Inf(-1)
		for _, m := range boxes.FindAllStringSubmatch(string(stream), -1) {
			var b [4]float64
			for i := range b {
				b[i], _ = strconv.ParseFloat(m[i+2], 64)
			}
			if low, high := min(b[1], b[1]+b[3]), max(b[1], b[1]+b[3]); low < y && y < high {
				from, to = min(from, b[0], b[0]+b[2]), max(to, b[0], b[0]+b[2])
			}
		}
		if begin, end := zero+min(0, want)*scale, zero+max(0, want)*scale; abs(from-begin) > 0.4 || abs(to-end) > 0.4 {
			t.Errorf("%s is drawn from %.2f to %.2f, want %.2f to %.2f for %v", label, from, to, begin, end, want)
		}
	}
	for label, text := range map[string]string{"甲": "75.0", "乙": "50.5", "丙": "25.0", "丁": "-12.5", "戊": "缺报"} {
		if a, b := words[label], words[text]; abs((a[1]+a[3])/2-(b[1]+b[3])/2) > 2 {
			t.Errorf("%s stands at %v, its bar's label %s at %v", text, b, label, a)
		}
	}
}

// leastContrast is by how much tones differ in grey print, of 255.
const leastContrast = 60

// TestGrey: in grey print the tones of bars and tiles differ by leastContrast, and words
// on a tile stand off from it by more. The page is rendered in grey and looked at.
func TestGrey(t *testing.T) {
	c := measuredChart()
	pdf, _ := render(t, &report.Document{Body: []report.Block{c}})
	words := wordBoxes(t, pdf)
	const dpi = 144.0
	pixels, width := greyPage(t, pdf, dpi)
	shade := map[string]float64{}
	zero := words["0"]
	for _, label := range []string{"甲", "乙", "丙"} {
		sum, n := 0.0, 0.0
		y := (words[label][1] + words[label][3]) / 2
		for dy := -2.0; dy <= 2; dy += 0.5 {
			for x := zero[2] + 4; x < zero[2]+40; x += 0.5 { // inside the shortest bar
				sum += float64(pixels[int((y+dy)*dpi/72)*width+int(x*dpi/72)])
				n++
			}
		}
		shade[label] = sum / n
	}
	// Watch lies between; what lags is white with hatching.
	if shade["乙"]-shade["甲"] < leastContrast || shade["丙"]-shade["乙"] < leastContrast/3 {
		t.Errorf("grey of bars %v", shade)
	}
	if !lookOf(report.Bad).hatched || lookOf(report.Watch).hatched {
		t.Error("what lags is hatched and nothing else")
	}
	tones := []report.Tone{report.Good, report.Watch, report.Bad}
	for i, a := range tones[1:] {
		if d := luminance(tileLook(a).fill) - luminance(tileLook(tones[i]).fill); d < leastContrast {
			t.Errorf("tiles of tones %v and %v differ by %.0f in grey", tones[i], a, d)
		}
	}
	for _, a := range tones {
		if look := tileLook(a); math.Abs(luminance(look.ink())-luminance(look.fill)) < 2*leastContrast {
			t.Errorf("words on a tile of tone %v stand off by %.0f", a, luminance(look.ink())-luminance(look.fill))
		}
	}
}

// greyPage renders page 1 in grey: the pixels by rows, and the width.
func greyPage(t *testing.T, pdf string, dpi int) ([]byte, int) {
	t.Helper()
	base := filepath.Join(t.TempDir(), "page")
	tool(t, "pdftoppm", "-gray", "-singlefile", "-r", strconv.Itoa(dpi), pdf, base)
	data, err := os.ReadFile(base + ".pgm")
	if err != nil {
		t.Fatal(err)
	}
	var w, h, most int
	if _, err := fmt.Sscanf(string(data[:32]), "P5\n%d %d\n%d\n", &w, &h, &most); err != nil {
		t.Fatal(err)
	}
	return data[len(data)-w*h:], w
}

// panels are n panels of k items each, made by item.
func panels(n, k int, item func(i int) report.Bar) []report.Panel {
	var list []report.Panel
	for j := range n {
		p := report.Panel{Title: fmt.Sprintf("指标%d", j+1)}
		for i := range k {
			b := item(i)
			b.Row, b.Column = i/10+1, i%10+1
			p.Bars = append(p.Bars, b)
		}
		whole := barOf("全市", "8.0", report.Good)
		p.Whole = &whole
		list = append(list, p)
	}
	return list
}

// TestChartsOfBadInput: whatever a chart is given, its texts stay in the type area and
// clear of each other and of the text around.
func TestChartsOfBadInput(t *testing.T) {
	long := strings.Repeat("株洲市国家自主创新示范区轨道交通", 4)
	mark := report.PointOf(number("", "5.0"))
	items := map[string]func(i int) report.Bar{
		"plain": func(i int) report.Bar { return barOf(fmt.Sprintf("单位%d", i), fmt.Sprintf("%d.5", i), report.Good) },
		"negative": func(i int) report.Bar {
			return barOf(fmt.Sprintf("单位%d", i), fmt.Sprintf("-%d.5", i*i), report.Bad)
		},
		"mixed": func(i int) report.Bar {
			return barOf(fmt.Sprintf("单位%d", i), fmt.Sprintf("%d.5", 7-3*i), report.Watch)
		},
		"missing": func(i int) report.Bar { return barOf(fmt.Sprintf("单位%d", i), "待核定", report.Muted) },
		"long":    func(i int) report.Bar { return barOf(long, "123456789012.34", report.Good) },
		"latin":   func(i int) report.Bar { return barOf(strings.Repeat("W", 90), "1.5", report.Good) },
		"rare":    func(i int) report.Bar { return barOf("😀𠮷\xff", "7e999", report.Good) },
	}
	f := systemFonts(t)
	for _, kind := range []report.ChartKind{report.Bullets, report.Ranked, report.Tiles, report.Paths, report.Columns} {
		for name, item := range items {
			for _, n := range []int{1, 4} {
				for _, k := range []int{0, 1, 6, 70} {
					c := &report.Chart{Kind: kind, Title: "图1  " + name, Unit: "%", Marker: "上期", Panels: panels(n, k, func(i int) report.Bar {
						b := item(i)
						b.Marker = &mark
						return b
					})}
					after := report.Paragraph{Runs: []report.Run{{Text: "下文从图下方开始。"}}}
					what := fmt.Sprintf("kind %d %s, %d panels of %d", kind, name, n, k)
					for _, p := range compose(&report.Document{Body: []report.Block{after, c, after}}, f).pages {
						checkPage(t, what, p)
					}
				}
			}
		}
	}
}

// TestChartsFillPages: a chart is as high as what it shows, bars go on over pages, and
// text fills the page before a chart that has no room on it.
func TestChartsFillPages(t *testing.T) {
	f := systemFonts(t)
	plain := func(i int) report.Bar { return barOf(fmt.Sprintf("单位%d", i), "5.0", report.Good) }
	height := func(kind report.ChartKind, n, k int) float64 {
		c := compose(&report.Document{Body: []report.Block{&report.Chart{Kind: kind, Title: "图", Panels: panels(n, k, plain)}}}, f)
		return c.y + float64(len(c.pages)-1)*areaHeight
	}
	if one, nine := height(report.Ranked, 1, 1), height(report.Ranked, 1, 9); one > areaHeight/6 || nine < one+8*barSqueezed {
		t.Errorf("one bar takes %.0f pt, nine %.0f", one, nine)
	}
	if h := height(report.Ranked, 1, 200); h < 2*areaHeight || h > 5*areaHeight {
		t.Errorf("200 bars take %.1f pages", h/areaHeight)
	}
	text := func(n int) report.Block {
		return report.Paragraph{Runs: []report.Run{{Text: strings.Repeat("株", n*charsPerLine-2)}}}
	}
	chart := &report.Chart{ID: "c", Kind: report.Paths, Title: "图", Panels: panels(9, 6, plain)} // more than half a page
	c := compose(&report.Document{Body: []report.Block{text(12), chart, text(6), text(2)}}, f)
	if len(c.pages) != 2 || c.places["c"].page != 2 || c.places["c"].y > 0 {
		t.Fatalf("the chart stands on page %d of %d at %.0f", c.places["c"].page, len(c.pages), c.places["c"].y)
	}
	lines := map[float64]bool{}
	for _, o := range c.pages[0].ops {
		if op, ok := o.op.(textOp); ok && op.y < areaHeight {
			lines[op.y] = true
		}
	}
	if len(lines) != 20 {
		t.Errorf("%d lines before the chart's page, want 12 and the 8 that follow the chart", len(lines))
	}
}
