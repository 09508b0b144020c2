package compose_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/report"
)

// charts are the charts of the text.
func charts(t *testing.T, in compose.Input) []*report.Chart {
	t.Helper()
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	var list []*report.Chart
	for _, b := range doc.Body {
		if c, ok := b.(*report.Chart); ok {
			list = append(list, c)
		}
	}
	return list
}

// Which charts a kind of report has, numbered as they come; all that is drawn stands in
// a table, and the text names each by its number.
func TestFiguresOfKinds(t *testing.T) {
	for when, want := range map[string][]string{
		"2018-06": {"图1  主要指标进度", "图2  县市区和园区位次", "图3  县市区增速分布"},
		"2018-Q3": {"图1  主要指标进度", "图2  主要指标和责任部门得分", "图3  县市区和园区位次", "图4  县市区增速分布"},
		"2017":    {"图1  主要指标五年进度", "图2  主要指标和责任部门得分", "图3  县市区和园区位次", "图4  县市区增速分布", "图5  年度路径与实际"},
	} {
		in := sample(t, when).input(t)
		var titles []string
		for _, c := range charts(t, in) {
			titles = append(titles, c.Title)
			for _, p := range c.Points() {
				if p.Value != nil && p.Ref == "" {
					t.Errorf("%s %s draws %s, which is no table's", when, c.Title, p.Text)
				}
			}
		}
		if d := cmp.Diff(want, titles); d != "" {
			t.Errorf("%s: %s", when, d)
		}
		doc, err := compose.Report(in)
		if err != nil {
			t.Fatal(err)
		}
		text := told(doc)
		for _, title := range want {
			if number, _, _ := strings.Cut(title, " "); !strings.Contains(text, "见"+number) {
				t.Errorf("%s: the text does not name %s", when, number)
			}
		}
	}
}

// A unit that sent nothing stands last among the ranks, and on its tile, with the word
// that the table has, and is not drawn as zero.
func TestFiguresOfMissingUnits(t *testing.T) {
	in := sample(t, "2018-06", "430281").input(t)
	for _, c := range charts(t, in)[1:] {
		for _, p := range c.Panels {
			i := slices.IndexFunc(p.Bars, func(b report.Bar) bool { return b.Label == "醴陵市" })
			if i < 0 && !strings.HasPrefix(p.Title, "园区") {
				t.Fatalf("%s %s lacks 醴陵市", c.Title, p.Title)
			}
			if i < 0 {
				continue
			}
			if b := p.Bars[i]; b.Value != nil || b.Text != "缺报" {
				t.Errorf("%s %s draws 醴陵市 as %q", c.Title, p.Title, b.Text)
			}
			if c.Kind == report.Ranked && i != len(p.Bars)-1 {
				t.Errorf("%s: 醴陵市 has place %d of %d", p.Title, i+1, len(p.Bars))
			}
		}
	}
}

// Ranks go from the highest growth down, and no bar is taller than its city says.
func TestRanksInOrder(t *testing.T) {
	for _, p := range charts(t, sample(t, "2018-06").input(t))[1].Panels {
		for i, b := range p.Bars[1:] {
			if before := p.Bars[i]; b.Value != nil && before.Value.LessThan(*b.Value) {
				t.Errorf("%s: %s %s stands before %s %s", p.Title, before.Label, before.Text, b.Label, b.Text)
			}
			if want := p.Whole != nil && b.Value != nil && b.Value.LessThan(*p.Whole.Value); want != (b.Tone == report.Watch) {
				t.Errorf("%s: %s %s beside the city's %s has tone %d", p.Title, b.Label, b.Text, p.Whole.Text, b.Tone)
			}
		}
	}
}

// What a template of one's own may say of charts.
func TestFiguresInTemplates(t *testing.T) {
	common, err := os.ReadFile("../../templates/reports/common.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	in := sample(t, "2018-06").input(t)
	for _, c := range []struct{ text, told, fault string }{
		{"见{{图号 \"进度图\"}}和{{图号 \"位次图\"}}。\n@位次图\n@图1\n", "见图2和图1。\n", ""},
		{"{{with 图号 \"路径图\"}}见{{.}}。{{end}}\n@路径图\n一句。\n", "一句。\n", ""},
		{"见{{图号 \"位次图\"}}。\n", "", "正文提到「位次图」，但没有用“@位次图”放这张图"},
		{"见{{图号 \"位次表\"}}。\n", "", "没有「位次表」这个图，是不是「位次图」？"},
		{"@进度图\n@图1\n", "", "「@进度图」放了两次"},
		{"@图2\n", "", "没有「@图2」这个位置，可用的有@表1、@典型经验、@进度图、@位次图、@分布图、@得分图、@路径图、@逐年图"},
	} {
		in.Texts = fstest.MapFS{"reports/month.tmpl": {Data: []byte(c.text)}, "reports/common.tmpl": {Data: common}}
		doc, err := compose.Report(in)
		switch {
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%q: %v", c.text, err)
		case c.fault == "" && err != nil:
			t.Errorf("%q: %v", c.text, err)
		case c.fault == "":
			if d := cmp.Diff(c.told, told(doc)); d != "" {
				t.Errorf("%q: %s", c.text, d)
			}
		}
	}
}

// A plan without a map of tiles has no such chart, and the numbers close up.
func TestNoTilesWithoutPlaces(t *testing.T) {
	in := sample(t, "2018-06").input(t)
	for i := range in.Plan.Units {
		in.Plan.Units[i].Tile = nil
	}
	for _, c := range charts(t, in) {
		if c.Kind == report.Tiles {
			t.Errorf("%s is drawn", c.Title)
		}
	}
}
