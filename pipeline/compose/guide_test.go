package compose_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"zhibao/pipeline/compose"
)

// The guide's example of a chapter of one's own does what the guide says of it.
func TestGuideExample(t *testing.T) {
	guide, err := os.ReadFile("../../templates/help/操作指南.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(guide), "### 修改报告文字")
	_, rest, _ = strings.Cut(rest, "```\n")
	example, rest, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("the guide has no example")
	}
	promised, _, _ := strings.Cut(strings.SplitN(rest, "“", 2)[1], "……")
	texts := fstest.MapFS{}
	for _, name := range []string{"reports/month.tmpl", "reports/common.tmpl"} {
		data, err := os.ReadFile("../../templates/" + name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(data), "# 下一步要求\n", example+"# 下一步要求\n", 1))}
	}
	if err := compose.CheckTexts(texts, "reports/month.tmpl"); err != nil {
		t.Fatal(err)
	}
	in := sample(t, "2018-06").input(t)
	in.Texts = texts
	doc, err := compose.Report(in)
	if err != nil {
		t.Fatal(err)
	}
	text := told(doc)
	if !strings.Contains(text, "、重点关注\n") || !strings.Contains(text, promised) {
		t.Errorf("%q is not told:\n%s", promised, text)
	}
}
