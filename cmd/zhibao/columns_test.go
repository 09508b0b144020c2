package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A cell and the name of a file stay on one line, unless no line has room for them.
func TestFolded(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"请改正后再报：县市区表!D24，园区表!C7。", 25, []string{"请改正后再报：", "县市区表!D24，园区表!C7。"}},
		{"数字应为正数，县市区表!D24", 24, []string{"数字应为正数，", "县市区表!D24"}},
		{"退回：430281-醴陵市.xlsx、改正.xlsx后再报", 24, []string{"退回：", "430281-醴陵市.xlsx、", "改正.xlsx后再报"}},
		{"600034-靖隆县经济开发区管理委员会报送.xlsx不完整", 24, []string{"600034-靖隆县经济开", "发区管理委员会报送.xlsx", "不完整"}},
		{"一二三四，五六", 8, []string{"一二三", "四，五六"}},
	} {
		if d := cmp.Diff(c.want, folded("", "", c.text, c.width)); d != "" {
			t.Error(d)
		}
	}
}
