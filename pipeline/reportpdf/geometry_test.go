package reportpdf

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhibao/pipeline/report"
)

// The page of GB/T 9704-2012 in millimetres, as the standard has it.
const (
	paperLeft, paperTop       = 28.0, 37.0
	paperRight, paperBottom   = 28.0 + 156, 37.0 + 225
	lineOf22, charOf28        = 225.0 / 22, 156.0 / 28
	numberIn                  = 14 / 72.0 * 25.4 // one character of 四号
	thickStroke, thinnestRule = 0.35, 0.25
)

// A page of solid text: 22 lines of 28 characters that fill the type area, on each page
// at the same heights.
func TestSolidPages(t *testing.T) {
	path, _ := render(t, &report.Document{Body: []report.Block{prose(28*60 - 2)}})
	pages := wordsOf(t, path)
	if len(pages) != 3 {
		t.Fatalf("%d pages, want 3 for 60 lines", len(pages))
	}
	first := pages[1][0].y0
	near(t, "the first line's middle", (pages[1][0].y0+pages[1][0].y1)/2, paperTop+lineOf22/2)
	for n, page := range pages {
		lines := 0
		for _, w := range page {
			if !strings.HasPrefix(w.text, "株") {
				continue
			}
			near(t, w.text+"’s top", w.y0, first+lineOf22*float64(lines))
			near(t, "right edge", w.x1, paperRight)
			want := 28
			if n+lines == 0 {
				want = 26
				near(t, "indent", w.x0, paperLeft+2*charOf28)
			} else {
				near(t, "left edge", w.x0, paperLeft)
			}
			if got := len([]rune(w.text)); got != want {
				t.Errorf("page %d line %d: %d characters, want %d", n+1, lines+1, got, want)
			}
			lines++
		}
		if want := []int{22, 22, 16}[n]; lines != want {
			t.Errorf("page %d: %d lines, want %d", n+1, lines, want)
		}
	}
}

// Body lines stand on the grid of the page again after headings, tables and charts.
func TestLinesRegister(t *testing.T) {
	solid, _ := render(t, &report.Document{Body: []report.Block{prose(28 * 30)}})
	grid := wordsOf(t, solid)[1][0]
	doc := sampleDocument()
	doc.Annexes = nil
	doc.Body = slices.Concat(sampleBody(), []report.Block{portraitTable(5), prose(200), sampleChart(), prose(900),
		report.Heading{Level: 1, Text: "四、株洲"}, prose(400), portraitTable(30), prose(500)})
	path, _ := render(t, doc)
	seen := 0
	for n, page := range wordsOf(t, path) {
		for _, w := range page {
			if !strings.HasPrefix(w.text, "株株") {
				continue
			}
			seen++
			line := (w.y0 - grid.y0) / lineOf22
			if off := abs(line-math.Round(line)) * lineOf22; off > tolerance {
				t.Errorf("page %d: a line stands %.2f mm off the grid", n+1, off)
			}
		}
	}
	if seen < 70 {
		t.Errorf("only %d lines measured", seen)
	}
}

// Where the parts of 版头 stand, with and without 签发人, and on pre-printed paper.
func TestLetterhead(t *testing.T) {
	for _, c := range []struct {
		name                string
		upward, preprinted  bool
		signer, issuer      string
		issuerLines, titles int
	}{
		{"下行文", false, false, "", "株洲市人民政府文件", 1, 2},
		{"两行", false, false, "", "株洲推进产业转型升级\n示范区建设工作领导小组文件", 2, 2},
		{"上行文", true, false, "张三", "株洲市人民政府文件", 1, 2},
		{"送审稿", true, false, "", "株洲市人民政府文件", 1, 2},
		{"套打", true, true, "张三", "株洲市人民政府文件", 1, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := sampleDocument()
			doc.Head.Issuer, doc.Head.Upward, doc.Head.Signer, doc.Head.Preprinted = c.issuer, c.upward, c.signer, c.preprinted
			path, _ := render(t, doc)
			words, paper := wordsOf(t, path)[0], sheetOf(t, path, 1)
			number, title := find(t, words, "〔2018〕"), find(t, words, doc.Title[0])
			_, numberTop, _, numberBottom := paper.ink(number.x0+1, number.y0-1, number.x1, number.y1+2, anyInk)
			numberLeft, _, numberRight, _ := paper.ink(paperLeft, numberTop, paperRight, numberBottom, anyInk)
			rule := numberBottom + 4
			strokes := paper.strokes(redInk)
			if c.preprinted {
				if _, _, right, _ := paper.ink(0, 0, 210, 297, redInk); right > 0 {
					t.Error("something red is printed on pre-printed paper")
				}
			} else {
				if len(strokes) != 1 {
					t.Fatalf("%d red lines", len(strokes))
				}
				near(t, "red rule", strokes[0].y, rule)
				left, _, right, _ := paper.ink(0, strokes[0].y-0.2, 210, strokes[0].y+0.2, redInk)
				near(t, "red rule’s left end", left, paperLeft)
				near(t, "red rule’s right end", right, paperRight)
				_, top, _, bottom := paper.ink(0, paperTop, 210, numberTop-1, redInk)
				near(t, "发文机关标志", top, paperTop+35)
				near(t, "文号 two lines under it", numberTop, bottom+2*lineOf22)
			}
			_, titleTop, _, _ := paper.ink(paperLeft, rule+2, paperRight, title.y1, anyInk)
			near(t, "title two lines under the rule", titleTop, rule+2*lineOf22)
			near(t, "title’s middle", (title.x0+title.x1)/2, paperLeft+78)
			near(t, "主送机关", find(t, words, "各县市区人民政府").x0, paperLeft)
			if !c.upward {
				near(t, "文号’s middle", (numberLeft+numberRight)/2, paperLeft+78)
				return
			}
			near(t, "文号", number.x0, paperLeft+charOf28)
			signer := find(t, words, "签发人：")
			near(t, "签发人 on the line of 文号", (signer.y0+signer.y1)/2, (number.y0+number.y1)/2)
			room := 4.0
			if c.signer != "" {
				room = 2
				near(t, "name’s end", find(t, words, c.signer).x1, paperRight-charOf28)
			}
			label := signer.x0 + 4*charOf28
			near(t, "room for the name", paperRight-charOf28-label, room*charOf28)
		})
	}
}

// The page number stands 7 mm under the type area, one character in: right on odd
// pages, left on even ones, at the foot of the upright page under turned tables too.
func TestPageNumberPlaces(t *testing.T) {
	doc := sampleDocument()
	path, places := render(t, doc)
	turnedPage := places["t1"].Page
	upright := places["t2"].Page
	for _, n := range []int{1, 2, turnedPage, turnedPage + 1, upright} {
		paper := sheetOf(t, path, n)
		from, to := paperLeft+100, 210.0
		if n%2 == 0 {
			from, to = 0, paperLeft+40
		}
		left, _, right, _ := paper.ink(from, paperBottom+5, to, paperBottom+12, anyInk)
		if n%2 == 1 {
			near(t, "odd number’s right end", right, paperRight-numberIn)
			_, top, _, _ := paper.ink(right-3, paperBottom+5, right, paperBottom+12, anyInk)
			near(t, "dash", top, paperBottom+7)
		} else {
			near(t, "even number’s left end", left, paperLeft+numberIn)
			_, top, _, _ := paper.ink(left, paperBottom+5, left+3, paperBottom+12, anyInk)
			near(t, "dash", top, paperBottom+7)
		}
	}
	head := find(t, wordsOf(t, path)[turnedPage-1], "附表1")
	near(t, "the turned page’s label at the left", head.x0, paperLeft+lineOf22*turnedLeads/2-bodySize/2/mm)
	near(t, "and at the foot of the sheet", head.y1, paperBottom)
}

// 版记 stands at the foot of an even page, its last rule on the type area's lower edge.
func TestImprint(t *testing.T) {
	imprint := report.Imprint{Copies: strings.Repeat("市委办公室，市人大常委会办公室，", 3) + "市政协办公室", Office: "株洲市人民政府办公室", Date: "2018年7月18日"}
	body := func(lines int) *report.Document {
		return &report.Document{Body: []report.Block{prose(28*lines - 2)}, Imprint: imprint}
	}
	turnedLast := body(10) // on page 2, an even one
	turnedLast.Annexes = []report.Annex{{ID: "a1", Label: "附表1", Title: "宽表", Blocks: []report.Block{wideTable()}}}
	wide, _ := turnedLast.Annexes[0].Blocks[0].(*report.Table)
	wide.Rows = wide.Rows[:8]
	for _, c := range []struct {
		name       string
		doc        *report.Document
		pages      int
		unnumbered bool
	}{
		{"even with room", body(30), 2, false}, {"odd", body(10), 2, false}, {"even and full", body(43), 4, true}, {"turned", turnedLast, 4, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, _ := render(t, c.doc)
			pages := wordsOf(t, path)
			if len(pages) != c.pages {
				t.Fatalf("%d pages, want %d", len(pages), c.pages)
			}
			last := pages[len(pages)-1]
			paper := sheetOf(t, path, len(pages))
			all := paper.strokes(anyInk)
			if len(all) != 3 {
				t.Fatalf("%d lines on the last page", len(all))
			}
			for i, thick := range []float64{thickStroke, thinnestRule, thickStroke} {
				if abs(all[i].thick-thick) > 0.11 {
					t.Errorf("rule %d is %.2f mm thick, want %.2f", i+1, all[i].thick, thick)
				}
			}
			near(t, "last rule", all[2].y, paperBottom)
			left, _, right, _ := paper.ink(0, all[2].y-0.1, 210, all[2].y+0.1, anyInk)
			near(t, "its left end", left, paperLeft)
			near(t, "its right end", right, paperRight)
			near(t, "抄送", find(t, last, "抄送：").x0, paperLeft+numberIn)
			near(t, "印发机关", find(t, last, imprint.Office).x0, paperLeft+numberIn)
			near(t, "印发日期", find(t, last, "日印发").x1, paperRight-numberIn)
			blank := len(pages[len(pages)-2]) == 0
			numbered := strings.Contains(squash(tool(t, "pdftotext", "-f", strconv.Itoa(c.pages), path, "-")), "—"+strconv.Itoa(c.pages)+"—")
			if blank != c.unnumbered || numbered == c.unnumbered {
				t.Errorf("page before blank: %t, number printed: %t", blank, numbered)
			}
		})
	}
	none := body(10)
	none.Imprint = report.Imprint{Date: "2018年7月18日"}
	if path, _ := render(t, none); len(wordsOf(t, path)) != 1 {
		t.Error("版记 without 抄送 and 印发机关 takes a page")
	}
}
