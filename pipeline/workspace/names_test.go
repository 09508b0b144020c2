package workspace

import (
	"strings"
	"testing"

	"zhibao/pipeline/fault"
)

// The rules are those of Microsoft's "Naming Files, Paths, and Namespaces".
func TestPortable(t *testing.T) {
	for name, want := range map[string]string{
		"430281-醴陵市": "430281-醴陵市", "攸县：上半年（二稿）": "攸县：上半年（二稿）", "a/b\\c:d*?\"<>|": "a_b_c_d______",
		" 尾随空格 ": "尾随空格", "末尾句点..": "末尾句点", "": "_", "...": "_",
		"con": "_con", "NUL.txt": "_NUL.txt", "com1": "_com1", "LPT9.备份": "_LPT9.备份", "COM¹": "_COM¹", "aux .xlsx": "_aux .xlsx",
		"console": "console", "comb": "comb", "com10": "com10", "一\t二": "一_二",
	} {
		if got := Portable(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// A set that Windows could not hold is refused on every system, before anything is written.
func TestPublishPortable(t *testing.T) {
	for want, files := range map[string][]File{
		"输出文件名不合规":    {{Name: "退回/con.xlsx"}},
		"只有大小写不同":     {{Name: "上报/A.xlsx"}, {Name: "上报/a.xlsx"}},
		"同一个输出文件写了两次": {{Name: "上报/a.xlsx"}, {Name: "上报/a.xlsx"}},
	} {
		w := newWorkspace(t)
		err := w.Publish("2018-06", []string{"*"}, files)
		if fault.ExitCode(err) != fault.Broken || !strings.Contains(err.Error(), want) || exists(w.Outputs("2018-06")) {
			t.Errorf("%v: %v", files, err)
		}
	}
}
