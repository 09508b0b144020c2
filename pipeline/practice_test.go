package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// 经验做法.txt in the encodings that it comes in, and what is refused.
func TestPracticeFile(t *testing.T) {
	const text = "（一）搬迁改造\r\n\r\n  做法一，\t效果50%。\r\n"
	want := []string{"（一）搬迁改造", "做法一， 效果50%。"}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		files   map[string]string
		want    []string
		refused string
	}{
		{"none", nil, nil, ""},
		{"UTF-8", map[string]string{"经验做法.txt": text}, want, ""},
		{"byte order mark", map[string]string{"经验做法.TXT": "\xef\xbb\xbf" + text}, want, ""},
		{"GB18030", map[string]string{"经验做法.txt": gb}, want, ""},
		{"empty", map[string]string{"经验做法.txt": "\n \n"}, nil, ""},
		{"UTF-16", map[string]string{"经验做法.txt": "\xff\xfe\x00N\x00\x00"}, nil, "编码无法识别"},
		{"two", map[string]string{"经验做法.txt": text, "经验做法.TXT": text}, nil, "有两份经验做法材料"},
		{"large", map[string]string{"经验做法.txt": strings.Repeat("长", largestPractice)}, nil, "超过1兆字节"},
	} {
		root := t.TempDir()
		dir := filepath.Join(root, "inputs", "2017")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, data := range c.files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		p := &Project{Workspace: &workspace.Workspace{Root: root}}
		got, err := p.practice(stat.Period{Kind: stat.Year, Year: 2017})
		switch {
		case c.refused == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused) || !strings.Contains(err.Error(), "inputs/2017/经验做法.txt")):
			t.Errorf("%s: %v", c.name, err)
		}
		if d := cmp.Diff(c.want, got); c.refused == "" && d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		list, err := workspace.ListInputs(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if !f.Routine {
				t.Errorf("%s: %s is taken for a submission", c.name, f.Name)
			}
		}
	}
}
