package yamlfile

import (
	"strings"
	"testing"
)

// What would cost the library its memory, or what it would leave out, is refused
// with the line; ordinary files with brackets in their texts are not.
func TestGuard(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"brackets on one line", strings.Repeat("[", 200000), "层次过深"},
		{"brackets on many lines", strings.Repeat("[\n", 5000), "层次过深"},
		{"dashes", strings.Repeat("- ", 5000) + "1\n", "层次过深"},
		{"indentation", "a:\n" + strings.Repeat(" ", 200) + "b: 1\n", "层次过深"},
		{"too large", strings.Repeat("a", mostBytes+1), "文件过大"},
		{"second document", "n: 1\n---\nn: 2\n", "一个文件里写了两份内容"},
		{"after the end", "n: 1\n...\nn: 2\n", "之后还有内容"},
	} {
		var out struct {
			N int `yaml:"n"`
		}
		err := Decode([]byte(c.data), "x.yaml", &out)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 2000 {
			t.Errorf("%s: %.300v", c.name, err)
		}
	}
	for _, data := range []string{
		"---\nn: 1\n", "# 说明 ---\n\nn: 1\n...\n", "n: 1 # ]]]}}} [[[\n", "n: 1 # " + strings.Repeat("[x], ", 100) + "\n",
	} {
		var out struct {
			N int `yaml:"n"`
		}
		if err := Decode([]byte(data), "x.yaml", &out); err != nil || out.N != 1 {
			t.Errorf("%q: %v %+v", data, err, out)
		}
	}
}
