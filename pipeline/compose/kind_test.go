package compose_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/form"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

var annexLabel = regexp.MustCompile(`Label:\s*"(附表[0-9-]+)"`)

// Every annex that is composed has a label that kinds.yaml may name, and the built-in
// kinds name all of them: nothing is left out by a forgotten line.
func TestAnnexLabelsAreKnown(t *testing.T) {
	b := sample(t, "2017")
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range annexLabel.FindAllStringSubmatch(string(data), -1) {
			found++
			if !slices.Contains(compose.AnnexLabels(), m[1]) {
				t.Errorf("%s: %s is no known label", name, m[1])
			}
			for _, k := range b.kinds {
				if k.Kind == form.WeekKind || k.Kind == form.TenDayKind {
					continue // their annexes are fixed
				}
				only := map[string][]form.KindName{"附表1-4": {form.PlanKind}, "附表8": {form.YearKind, form.PlanKind}}[m[1]]
				if slices.Contains(k.Annexes, m[1]) != (only == nil || slices.Contains(only, k.Kind)) {
					t.Errorf("%s: %s is named: %v", k.Kind, m[1], slices.Contains(k.Annexes, m[1]))
				}
			}
		}
	}
	if found < 7 {
		t.Errorf("only %d annexes found", found)
	}
}

// A kind leaves out an annex, changes the order, and names its own issuer.
func TestKindDecides(t *testing.T) {
	in := sample(t, "2017").input(t)
	in.Kind.Annexes, in.Kind.Issuer, in.Kind.Paper = []string{"附表5", "附表1-1", "附表1"}, "株洲市人民政府", "通报"
	in.Kind.Title = []string{"{city}", "{year}"}
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, a := range doc.Annexes {
		labels = append(labels, a.Label)
	}
	if d := cmp.Diff([]string{"附表5", "附表1-1", "附表1", "株洲市人民政府", "通报", "株洲市", "2017"}, append(labels, doc.Head.Issuer, doc.Kind, doc.Title[0], doc.Title[1])); d != "" {
		t.Error(d)
	}
	// The text quotes what is no longer there: that is told, not passed over.
	in.Kind.Annexes = []string{"附表1"}
	if _, err := compose.Report(in); err == nil || !strings.Contains(err.Error(), "没有编号为 t") {
		t.Errorf("quotations of annexes that are left out: %v", err)
	}
}

// A quarter's report from the month's submissions: another kind of paper, the same figures.
func TestQuarterFromMonth(t *testing.T) {
	month := sample(t, "2018-06")
	quarter := sample(t, "2018-06")
	quarter.period = stat.Period{Kind: stat.Quarter, Year: 2018, N: 2}
	m, q := month.report(t), quarter.report(t)
	if q.Title[1] != "2018年二季度考核情况通报" {
		t.Errorf("title %q", q.Title)
	}
	a, b := cells(t, m), cells(t, q)
	for id, c := range a {
		if strings.HasPrefix(id, "t1.") && b[id].Text != c.Text || strings.HasPrefix(id, "t11.") && b[id].Text != c.Text {
			t.Errorf("%s: %q in the month, %q in the quarter", id, c.Text, b[id].Text)
		}
	}
	headings := func(doc *report.Document) (list []string) {
		for _, x := range doc.Body {
			if h, ok := x.(report.Heading); ok {
				list = append(list, h.Text)
			}
		}
		return list
	}
	if d := cmp.Diff([]string{"一、总体情况", "二、主要指标", "三、考核得分", "四、县市区和园区位次", "五、滞后指标及责任单位", "六、下一步要求"}, headings(q)); d != "" {
		t.Error(d)
	}
}
