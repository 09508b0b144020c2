package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Outputs that were deleted are missing, whatever else of the workspace went with them:
// verify names them and the run that printed them.
func TestVerifyNamesWhatIsGone(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	outputs := filepath.Join(dir, "outputs", "2017")
	for name, remove := range map[string][]string{
		"the folder":              {"outputs/2017"},
		"the folder and the list": {"outputs/2017", ".zhibao/published-2017.json"},
		"two files and the list":  {"outputs/2017/manifest.json", "outputs/2017/data.csv", ".zhibao/published-2017.json"},
	} {
		bare := duplicate(t, dir)
		for _, path := range remove {
			mustDo(t, os.RemoveAll(filepath.Join(bare, filepath.FromSlash(path))))
		}
		want := fmt.Sprintf("第1次运行所印的%d个文件不见了：%s", len(runFiles), strings.Join(runFiles, "、"))
		if len(remove) == 3 {
			want = "第1次运行所印的2个文件不见了：data.csv、manifest.json"
		}
		if got := must(t, bare, 1, "verify").out; !strings.Contains(flat(got), flat(want)) || !strings.Contains(flat(got), flat("zhibao report 2017 --as-of 1")) {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	if len(tree(t, outputs)) != len(runFiles) {
		t.Error("there is more among the outputs than this test knows of")
	}
}
