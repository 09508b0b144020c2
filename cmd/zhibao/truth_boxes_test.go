package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The type area in points, and how far a box of the font may stand out of what is
// printed: boxes are as high as the font, not as the character.
const (
	areaLeft, areaRight = 28 / 25.4 * 72, (28 + 156) / 25.4 * 72
	areaTop, areaBottom = 37 / 25.4 * 72, (37 + 225) / 25.4 * 72
	boxSlack            = 5.0
)

// letterTop is where 发文机关标志 of a letter begins (GB/T 9704-2012, 10.1).
const letterTop = 30 / 25.4 * 72

// badBoxes lists words of a PDF that stand out of the type area or over each other.
// Pages of letters begin with 发文机关标志.
func badBoxes(printed printedWords, letters bool) (list []string) {
	for n, page := range printed.pages {
		for i, w := range page {
			left, right, top, bottom := areaLeft, areaRight, areaTop, areaBottom
			if printed.turned[n] {
				left, right, top, bottom = a4High-areaBottom, a4High-areaTop, areaLeft, areaRight
			}
			if letters && i == 0 {
				top = letterTop
			}
			if w.u0 < left-boxSlack || w.u1 > right+boxSlack+squeezed || w.v0 < top-boxSlack || w.v1 > bottom+boxSlack {
				list = append(list, fmt.Sprintf("page %d: 「%s」 stands out of the type area: %.0f–%.0f, %.0f–%.0f", n+1, w.text, w.u0, w.u1, w.v0, w.v1))
			}
			for _, o := range page[i+1:] {
				high := min(w.v1-w.v0, o.v1-o.v0)
				if min(w.v1, o.v1)-max(w.v0, o.v0) > 0.35*high && min(w.u1, o.u1)-max(w.u0, o.u0) > 0.6*high {
					list = append(list, fmt.Sprintf("page %d: 「%s」 and 「%s」 stand over each other", n+1, w.text, o.text))
				}
			}
		}
	}
	return list
}

// a4High is the height of the page in points.
const a4High = 297 / 25.4 * 72

// A name of 60 characters, a unit that sent nothing, an indicator that nobody
// reported, figures of ±10¹² (which go back to their units), emoji and rare characters in
// what units wrote: the documents stay legible.
func TestBadInputIsLegible(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	in := filepath.Join(dir, "inputs", "2017")
	long := strings.Repeat("湘江新区与渌江经济开发区合并托管的先进轨道交通装备制造产业", 2) + "园区"
	for _, key := range []string{"name: ", "short: "} {
		swap(t, dir, "inputs/plan/units.yaml", key+"炎陵工业集中区", key+long)
	}
	swap(t, dir, "inputs/2017/收件.csv", ",炎陵工业集中区", ","+long)
	mustDo(t, os.Remove(filepath.Join(in, "430224-茶陵县.xlsx")))
	for unit, value := range map[string]any{"430281": 1e12, "430223": -1e12} {
		file, sheet, cell := place(t, "2017", unit, "gdp", "value")
		setCell(t, filepath.Join(in, file), sheet, cell, value)
	}
	for _, unit := range []string{"430202", "430203", "430204", "430211", "430212", "430223", "430225", "430281"} {
		file, sheet, cell := place(t, "2017", unit, "trade", "value")
		setCell(t, filepath.Join(in, file), sheet, cell, nil)
	}
	file, sheet, cell := place(t, "2017", "D01", "industry_va", "value")
	_, row := coordinates(t, cell)
	setCell(t, filepath.Join(in, file), sheet, fmt.Sprintf("I%d", row), "董家塅🏭厂区搬迁，𬀩某企业停产😀，影响增加值约3亿元，与上年口径不同。")
	got := invoke(dir, "run", "2017")
	if got.code > 1 {
		t.Fatalf("exit %d\n%s%s", got.code, got.out, got.err)
	}
	for name := range tree(t, filepath.Join(dir, "outputs", "2017")) {
		if filepath.Ext(name) != ".pdf" {
			continue
		}
		for _, problem := range badBoxes(wordsOf(t, filepath.Join(dir, "outputs", "2017", filepath.FromSlash(name))), name == "督办通知.pdf") {
			t.Errorf("%s: %s", name, problem)
		}
	}
	report := wordsOf(t, filepath.Join(dir, "outputs", "2017", "评估报告.pdf"))
	all := ""
	for _, page := range report.pages {
		all += joinWords(page)
	}
	for _, want := range []string{long, "董家塅〓厂区搬迁，〓某企业停产〓，"} { // no font has them: 〓, and a finding says so
		if !strings.Contains(all, want) {
			t.Errorf("评估报告.pdf does not say %s", want)
		}
	}
	for _, move := range []func(w *word){
		func(w *word) { w.u1 += 200 },                     // over its neighbour
		func(w *word) { w.v0, w.v1 = w.v0-800, w.v1-800 }, // out of the page
		func(w *word) { w.u0, w.u1 = w.u0-60, w.u1-60 },   // into the margin
	} {
		w := report.pages[1][0]
		was := *w
		if move(w); len(badBoxes(report, false)) == 0 {
			t.Errorf("a word at %v is not found", *w)
		}
		*w = was
	}
}
