package compose_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/plan"
	"zhibao/pipeline/report"
	"zhibao/pipeline/reportpdf"
	"zhibao/pipeline/reportxlsx"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// classified is a sample in which one indicator is not public and has figures that
// stand nowhere else, with a finding, an explanation and persons in the projects.
func classified(t *testing.T, when string) (in compose.Input, secret []string) {
	t.Helper()
	b := sample(t, when)
	no := false
	for i := range b.plan.Indicators {
		if b.plan.Indicators[i].Code == "trade" {
			b.plan.Indicators[i].Public = &no
		}
	}
	b.set(t, "trade", stat.Value, "77.13")
	b.set(t, "trade", stat.Growth, "61.7")
	secret = []string{"77.13", "61.7"}
	n, more := 0, []stat.Observation(nil)
	for i, o := range b.given {
		u, _ := b.plan.Unit(o.Unit)
		switch {
		case o.Item == "trade" && u.Kind == plan.County && o.Measure == stat.Value:
			n++
			b.given[i].Number = decimal.RequireFromString(fmt.Sprintf("%d.%d57", 600+n, n))
			secret = append(secret, fmt.Sprintf("%d.%d57", 600+n, n), fmt.Sprintf("%d.%d", 600+n, n))
		case o.Form == "project" && o.Measure == "total_plan":
			b.given[i].Number = decimal.RequireFromString("73915")
			for m, said := range map[stat.Measure]string{"next_node": "联系赵某某73137313137", "county_leader": "钱某某", "problem": "孙某某没有拆"} {
				text := o
				text.Measure, text.Kind, text.Read = m, stat.TextOnly, said
				more = append(more, text)
			}
		}
	}
	b.given = append(slices.DeleteFunc(b.given, func(o stat.Observation) bool {
		return slices.ContainsFunc(more, func(m stat.Observation) bool { return m.Unit == o.Unit && m.Item == o.Item && m.Measure == o.Measure })
	}), more...)
	if n != 9 && n != 8 { // one county's month is returned
		t.Fatalf("%d counties", n)
	}
	secret = append(secret, "73915", "赵某某", "73137313137", "钱某某", "孙某某", "某县漏报问题")
	in = withProjects(b, t)
	in.Results = append(in.Results, rule.Listed([]rule.Result{rule.Result{Rule: "X1", Severity: rule.Verify, Outcome: rule.Fail, Subject: rule.Subject{Unit: "430281"}, Message: "某县漏报问题"}})...)
	return in, secret
}

// withProjects is what the batch gives, with its projects judged.
func withProjects(b *batch, t *testing.T) compose.Input {
	in := b.input(t)
	in.Evaluated.Projects = evaluate.JudgeProjects(b.plan.Scheme.ProjectRules(), b.period, consolidate.ProjectsOf(b.plan, stat.PackAll(b.given)), nil)
	return in
}

// everything that the two files of an edition say: the text of the pages, every part of
// the workbook, also without the marks of XML.
func everything(t *testing.T, doc *report.Document) string {
	t.Helper()
	pdf, _, err := reportpdf.Render(doc, fontsFor(t), reportpdf.Options{File: "a.pdf", Created: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-raw", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	book, _, err := reportxlsx.Render(doc, reportxlsx.Options{File: "a.xlsx", Created: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(strings.Fields(string(text)), "")
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all += "\n" + string(data) + "\n" + html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(data), "|"))
	}
	return all
}

// Nothing of what is not public is anywhere in the public edition, and all of it is in
// the internal one.
func TestPublicEditionTellsNothing(t *testing.T) {
	for _, when := range []string{"2018-06", "2018"} {
		in, secret := classified(t, when)
		full, err := compose.Report(in)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := compose.Public(in)
		if err != nil {
			t.Fatal(err)
		}
		inside, outside := everything(t, full), everything(t, doc)
		for _, s := range secret {
			if strings.Contains(outside, s) {
				t.Errorf("%s: the public edition tells %s", when, s)
			}
		}
		for _, s := range []string{"77.13", "61.7", "73915", "赵某某", "钱某某", "孙某某", "某县漏报问题"} {
			if !strings.Contains(inside, s) {
				t.Errorf("%s: the internal edition lacks %s", when, s)
			}
		}
		if said := textOf(doc); strings.Contains(said, "进出口总额") {
			t.Errorf("%s: the text names an indicator that is left out: %s", when, said)
		}
		for _, word := range []string{"附表5", "附表6-1", "退回", "缺报", "说明：“"} {
			if strings.Contains(outside, word) {
				t.Errorf("%s: the public edition says %s", when, word)
			}
		}
		for _, word := range []string{"（公开版）", "公开的15项主要指标", "另有1项指标不公开", "地区生产总值"} {
			if !strings.Contains(outside, word) {
				t.Errorf("%s: the public edition lacks %s", when, word)
			}
		}
	}
}

// Without anything kept back the public edition still lacks the state of reports, and
// counts all indicators.
func TestPublicEditionOfAll(t *testing.T) {
	in := withProjects(sample(t, "2018-06"), t)
	in.Kind.Withheld = nil
	doc, err := compose.Public(in)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, a := range doc.Annexes {
		labels = append(labels, a.Label)
	}
	if slices.Contains(labels, "附表5") || slices.Contains(labels, "附表6-1") || !slices.Contains(labels, "附表6") {
		t.Error(labels)
	}
	text := textOf(doc)
	if !strings.Contains(text, "《方案》16项主要指标中") || strings.Contains(text, "应报单位") || strings.Contains(text, "附表6-1") {
		t.Error(text)
	}
}

// A place that the annex does not have is an error that names the nearest one.
func TestWithheldPlaces(t *testing.T) {
	in := withProjects(sample(t, "2018-06"), t)
	in.Kind.Withheld = []string{"附表6 总投姿"}
	_, err := compose.Public(in)
	if err == nil || !strings.Contains(err.Error(), "附表6 总投姿") || !strings.Contains(err.Error(), "是不是「总投资」？") {
		t.Error(err)
	}
}

// What is left of a paragraph when figures are left out, told by hand.
func TestClausesLeftOut(t *testing.T) {
	for _, c := range []struct{ said, gone, want string }{
		{"甲增长[a]%；乙增长[b]%；丙增长[c]%。", "b", "甲增长[a]%；丙增长[c]%。"},
		{"甲增长[a]%；乙增长[b]%；丙增长[c]%。", "c", "甲增长[a]%；乙增长[b]%。"},
		{"滞后的有：甲增长[a]%；乙增长[b]%。", "a", "滞后的有：乙增长[b]%。"},
		{"滞后的有：甲增长[a]%；乙增长[b]%。", "ab", ""},
		{"计划投资[a]万元，已完成[b]万元，完成[c]%。", "ab", ""},
		{"计划投资[a]万元，已完成[b]万元，完成[c]%。", "bc", "计划投资[a]万元。"},
		{"计划投资[a]万元，已完成[b]万元，完成[c]%。", "b", ""},
		{"居前的是甲（[a]%）、乙（[b]%）。", "b", "居前的是甲（[a]%）、乙。"},
		{"项目由甲负责，具体见附表6-1。", "", "项目由甲负责。"},
		{"项目见附表6。", "", "项目见附表6。"},
		{"见附表6-1。乙增长[b]%。", "", "乙增长[b]%。"},
		{"甲增长[a]%，说明：“慢了；附表6-1”。", "", ""},
		{"没有数。", "abc", "没有数。"},
	} {
		if d := cmp.Diff(c.want, compose.LeftOf(c.said, c.gone, "附表6-1")); d != "" {
			t.Errorf("%s without %s: %s", c.said, c.gone, d)
		}
	}
}
