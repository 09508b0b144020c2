package compose_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/report"
	"zhibao/pipeline/stat"
)

var update = flag.Bool("update", false, "write the prose of the sample periods anew, to be read")

// told is the body's text, a paragraph or heading a line.
func told(doc *report.Document) string {
	var b strings.Builder
	for _, block := range doc.Body {
		switch block := block.(type) {
		case report.Heading:
			b.WriteString(strings.Repeat("#", block.Level) + " " + block.Text + "\n")
		case report.Paragraph:
			b.WriteString(block.Text() + "\n")
		}
	}
	return b.String()
}

// The prose of the samples, as it was read aloud.
func TestProse(t *testing.T) {
	for _, when := range []string{"2017", "2018-06", "2018-Q3", "2018"} {
		path := filepath.Join("testdata", "prose-"+when+".txt")
		got := told(sample(t, when).report(t))
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
}

// torn is what no sentence may show: marks that meet, empty brackets, a unit without
// its number, a doubled unit, the signs that tables print for missing figures.
var torn = regexp.MustCompile(`[，；、：。！？]{2}|（[，；、。）]|[，；、]）|（）|《》|“”|^[，；、。）]|[，；、]$|(^|[^0-9])%|(^|[^0-9])个百分点|%%|增长%|下降%|[^0-9]家（|—%|—亿|待核定%|缺报%|%!|<no value>|map\[`)

func checkWhole(t *testing.T, what string, doc *report.Document) {
	t.Helper()
	for _, l := range strings.Split(told(doc), "\n") {
		if m := torn.FindString(l); m != "" {
			t.Errorf("%s: %q in %s", what, m, l)
		}
	}
}

// without drops the departments' figures of an item; every measure if none is named.
func (b *batch) without(item string, m stat.Measure) *batch {
	less := *b
	less.given = slices.DeleteFunc(slices.Clone(b.given), func(o stat.Observation) bool {
		it, ok := b.plan.Item(o.Item)
		return ok && o.Unit == it.Owner && o.Item == item && (m == "" || o.Measure == m)
	})
	return &less
}

// Each figure of a department missing in turn, then all of an item, then all: every
// sentence stays whole.
func TestMissingFiguresLeaveNoHole(t *testing.T) {
	for when, least := range map[string]int{"2017": 100, "2018-06": 60} {
		b := sample(t, when)
		n := 0
		try := func(what string, less *batch) {
			n++
			checkWhole(t, when+" without "+what, less.report(t))
		}
		seen := map[string]bool{}
		for _, o := range b.given {
			it, ok := b.plan.Item(o.Item)
			if !ok || it.Owner != o.Unit || o.Kind != stat.Number && o.Measure != stat.Note {
				continue
			}
			if _, indicator := b.plan.Indicator(o.Item); indicator {
				try(o.Item+" "+string(o.Measure), b.without(o.Item, o.Measure))
			}
			if !seen[o.Item] {
				seen[o.Item] = true
				try(o.Item, b.without(o.Item, ""))
			}
		}
		nothing := *b
		nothing.given = nil
		try("anything", &nothing)
		if n < least {
			t.Errorf("%s: only %d figures were left out", when, n)
		}
	}
}

// What a clerk may write and what is said of it before any figure is read.
func TestTextsRefused(t *testing.T) {
	dir := os.DirFS("../../templates")
	if err := compose.CheckTexts(dir, "reports/month.tmpl", "reports/year.tmpl"); err != nil {
		t.Fatal(err)
	}
	common, err := os.ReadFile("../../templates/reports/common.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, where, what string }{
		{"第一行\n{{.Peroid}}", "第2行", "没有「Peroid」这个占位符，是不是「Period」？"},
		{"{{if .Returned}}{{else}}{{.Nothing}}{{end}}", "第1行", "没有「Nothing」这个占位符"},
		{"{{range .Lines}}\n{{.Nmae}}{{end}}", "第2行", "没有「Nmae」这个占位符，是不是「Name」？"},
		{"{{range $i, $l := .Lines}}{{$l.Ownr}}{{end}}", "第1行", "没有「Ownr」这个占位符，是不是「Owner」？"},
		{"{{with .Select \"滞后\"}}{{(index . 0).Unti}}{{end}}", "第1行", "没有「Unti」这个占位符，是不是「Unit」？"},
		{"{{range .Fields}}{{range .Done}}{{.Owners}}{{end}}{{end}}", "第1行", "没有「Owners」这个占位符，是不是「Owner」？"},
		{"{{各 \"；\" \"情况\" .Fields}}", "common.tmpl 第", "函数「水平」后面的参数种类或个数不对"}, // a clause about indicators, given fields
		{"{{各 \"；\" \"情況况\" .Lines}}", "第1行", "没有「情況况」这个分句，是不是「情况」？"},
		{"{{template \"报送情况\" .}}", "第1行", "没有用 define 定义过「报送情况」"},
		{"{{define \"甲\"}}{{.Nam}}{{end}}\n{{range .Lines}}{{template \"甲\" .}}{{end}}", "第1行", "没有「Nam」这个占位符，是不是「Name」？"},
		{"{{增速 .}}", "第1行", "没有「增速」这个函数，是不是「增速变化」？"},
		{"{{$.Owned.Name}}", "第1行", "没有「Name」这个占位符"},
		{"{{if}}", "第1行", "花括号或 if、range、end 没有配对，或写法有误"},
		{"{{range .Lines}}", "第1行", "花括号或 if、range、end 没有配对，或写法有误"},
	} {
		err := compose.CheckTexts(fstest.MapFS{"reports/month.tmpl": {Data: []byte(c.text)}, "reports/common.tmpl": {Data: common}}, "reports/month.tmpl")
		if err == nil {
			t.Errorf("%s: taken", c.text)
			continue
		}
		said := err.Error()
		if fault.ExitCode(err) != fault.Usage || !strings.Contains(said, "位置：templates/reports/") || !strings.Contains(said, c.where) || !strings.Contains(said, c.what) {
			t.Errorf("%s: %s", c.text, said)
		}
	}
}

// The letters, which few periods print, are read before a figure is; a template of a
// bureau may begin as Notepad saves it, and one in another coding is refused by name.
func TestLettersChecked(t *testing.T) {
	built := map[string]string{}
	for _, name := range []string{"reports/notice.tmpl", "reports/remind.tmpl", compose.FillingTemplate} {
		data, err := os.ReadFile("../../templates/" + name)
		if err != nil {
			t.Fatal(err)
		}
		built[name] = string(data)
	}
	for _, c := range []struct{ name, text, want string }{
		{"reports/notice.tmpl", "\ufeff" + built["reports/notice.tmpl"], ""},
		{"reports/notice.tmpl", "{{if .Several}}{{.Foo}}{{end}}", "没有「Foo」这个占位符"},
		{"reports/remind.tmpl", "{{if .PutOff}}{{.Unti}}{{end}}", "没有「Unti」这个占位符，是不是「Until」？"},
		{"reports/remind.tmpl", "{{if .PutOff}}", "花括号或 if、range、end 没有配对，或写法有误"},
		{compose.FillingTemplate, "{{if .Short}}{{.Contract}}{{end}}", "没有「Contract」这个占位符，是不是「Contact」？"},
		{"reports/notice.tmpl", "\xb6\xbd\xb0\xec", "督办通知模板的编码不是UTF-8"},
	} {
		texts := fstest.MapFS{}
		for name, text := range built {
			texts[name] = &fstest.MapFile{Data: []byte(text)}
		}
		texts[c.name] = &fstest.MapFile{Data: []byte(c.text)}
		err := compose.CheckLetters(texts)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.text, err)
		case c.want != "" && (err == nil || fault.ExitCode(err) != fault.Usage || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "位置：templates/"+c.name)):
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// A chapter with nothing in it goes, with its part headings, and the numbers close up.
func TestChapters(t *testing.T) {
	in := sample(t, "2018-06").input(t)
	common, err := os.ReadFile("../../templates/reports/common.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	text := "# 一、甲\n一句。\n# 空的\n## 也空\n{{if .Missing}}没有{{end}}\n# 丙\n## 其一\n一句。\n## 空\n## 其二\n@图1\n# 末尾空的\n"
	in.Texts = fstest.MapFS{"reports/month.tmpl": {Data: []byte(text)}, "reports/common.tmpl": {Data: common}}
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("# 一、甲\n一句。\n# 二、丙\n## （一）其一\n一句。\n## （二）其二\n", told(doc)); d != "" {
		t.Error(d)
	}
}

// A sentence with a hole, of a template that does not ask whether a figure is there.
func TestHoleRefused(t *testing.T) {
	in := sample(t, "2018-06", "D02").input(t)
	common, err := os.ReadFile("../../templates/reports/common.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for text, what := range map[string]string{
		`{{range .Lines}}{{if eq .Code "trade"}}进出口{{水平 .}}，{{同比 .}}。{{end}}{{end}}`: "「进出口，。」",
		`{{range .Lines}}{{if eq .Code "trade"}}进度{{fig .ID "gap"}}%。{{end}}{{end}}`: "「进度—%。」",
		`进度为{{fig "t11.gdp.lineer"}}%。`:                                              "没有编号为 t11.gdp.lineer 的数字，是不是 t11.gdp.linear？",
	} {
		in.Texts = fstest.MapFS{"reports/month.tmpl": {Data: []byte(text)}, "reports/common.tmpl": {Data: common}}
		if _, err := compose.Report(in); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The bureau's own text on good practice, and what stands for it.
func TestPractice(t *testing.T) {
	in := sample(t, "2017").input(t)
	for want, lines := range map[string][]string{
		"# 四、典型经验做法\n（本期未提供典型经验材料）\n":          nil,
		"# 四、典型经验做法\n## （一）搬迁改造\n做法一，效果50%。\n": {"（一）搬迁改造", "做法一，效果50%。"},
	} {
		in.Practice = lines
		doc, err := compose.Report(in)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(told(doc), want) {
			t.Errorf("%q is not told:\n%s", want, told(doc))
		}
	}
}

// Causes are the units' own words, quoted, and only where there are some.
func TestCausesAreQuoted(t *testing.T) {
	b := sample(t, "2017")
	said := "关于规模工业增加值，市统计局说明：“增速为可比价公布数，绝对数为现价，两者口径不同，均按方案表1和公布数填报”"
	if text := told(b.report(t)); !strings.Contains(text, said) {
		t.Errorf("the explanation is not quoted:\n%s", text)
	}
	if text := told(b.without("industry_va", stat.Note).report(t)); strings.Contains(text, "关于规模工业增加值") {
		t.Errorf("a cause without an explanation:\n%s", text)
	}
	long := "受国际市场影响，订单减少；" + strings.Repeat("企业停产检修，", 12) + "预计下半年恢复。"
	for i, o := range b.given {
		if o.Item == "industry_va" && o.Measure == stat.Note {
			b.given[i].Read = long
		}
	}
	text := told(b.report(t))
	m := regexp.MustCompile(`关于规模工业增加值，市统计局说明：“([^”]*)”`).FindStringSubmatch(text)
	if m == nil || !strings.HasSuffix(m[1], "企业停产检修……") || len([]rune(m[1])) > 72 {
		t.Errorf("a long explanation is not cut at a clause: %q", m)
	}
}

// Every function that the head of year.tmpl explains is there, and the other way round.
func TestFunctionsAreExplained(t *testing.T) {
	data, err := os.ReadFile("../../templates/reports/year.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(data), "*/")
	for _, name := range slices.Sorted(maps.Keys(compose.Functions())) {
		if !strings.Contains(head, name+" ") && !strings.Contains(head, name+"：") {
			t.Errorf("%s is not explained", name)
		}
	}
}
