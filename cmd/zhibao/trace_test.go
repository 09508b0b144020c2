package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Every number of 附表1 to 附表4 and 附表6 leads to cells and lines whose content, read by
// SheetJS and put into the printed formula, gives the printed figure.
func TestEveryNumberIsTraced(t *testing.T) {
	t.Parallel()
	dir, packages := duplicate(t, baseline(t)), installPackages(t)
	must(t, dir, 0, "run", "2018-Q3") // its places are held against June, for which a unit has none
	for period, least := range map[string]struct{ numbers, leaves int }{"2017": {1000, 500}, month: {700, 450}, "2018-Q3": {900, 600}} {
		numbers, leaves := tracedAgain(t, dir, packages, period)
		if numbers < least.numbers || leaves < least.leaves {
			t.Errorf("%s: %d numbers, %d leaves", period, numbers, leaves)
		}
	}
}

// tracedAgain works out every number of 附表1 to 附表4 from its leaves.
func tracedAgain(t *testing.T, dir, packages, period string) (numbers, leaves int) {
	t.Helper()
	sheets := []string{"附表1", "附表1-1", "附表2", "附表2-1", "附表3", "附表3-1", "附表4", "附表6"}
	if len(period) == 4 || strings.Contains(period, "Q") {
		sheets = append(sheets, "附表1-2", "附表1-3") // a month has no score
	}
	var figures []any
	for _, sheet := range sheets {
		figures = append(figures, dumped[struct{ Figures []any }](t, dir, "trace", period, sheet, "--json").Figures...)
	}
	data, err := json.Marshal(map[string]any{"figures": figures})
	mustDo(t, err)
	c := exec.Command(tool(t, "node"), filepath.Join(packages, "trace.js"), dir, period)
	c.Stdin = strings.NewReader(string(data))
	out, err := c.Output()
	if err != nil {
		t.Fatalf("trace.js: %v\n%s", err, out)
	}
	var got struct {
		Checked, Numbers, Leaves int
		Problems                 []string
	}
	mustDo(t, json.Unmarshal(out, &got))
	t.Logf("%s: %d figures worked out again from %d cells and lines; the sheets hold %d numbers", period, got.Checked, got.Leaves, got.Numbers)
	for _, p := range got.Problems {
		t.Errorf("%s: %s", period, p)
	}
	if got.Checked < got.Numbers {
		t.Errorf("%s: %d checked of %d numbers", period, got.Checked, got.Numbers)
	}
	return got.Numbers, got.Leaves
}

// What a person reads fits the screen, and each way to ask leads to the same tree.
func TestTraceForAPerson(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	all := must(t, dir, 0, "trace", "2017", "地区生产总值").out
	for i, line := range strings.Split(all, "\n") {
		if w := text.RuneWidthWithoutEscSequences(line); w > screenWidth {
			t.Errorf("line %d is %d columns wide: %s", i+1, w, line)
		}
	}
	for _, want := range []string{
		"地区生产总值，线性进度：6.5%", "代入：（2580.4−2488.5）÷（3900−2488.5）×100＝6.51080411", "出处：部门表!D8〔文件1〕，原文「2580.4」",
		"出处：inputs/plan/indicators.yaml 第12行，gdp.printed.2016", "核实说明：方案前言公布研发投入67亿元", "附表1-1!G5",
		"〔文件1〕inputs/2017/D01-市统计局.xlsx",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the tree lacks %s", want)
		}
	}
	cell := must(t, dir, 0, "trace", "2017", "附表1!D5").out
	for _, args := range [][]string{{"评估报告.xlsx", "附表1!D5"}, {"附表1！d5"}, {"附表1-1!D5"}} {
		got := must(t, dir, 0, append([]string{"trace", "2017"}, args...)...).out
		if strings.SplitN(got, "│ 印于", 2)[0] != strings.SplitN(cell, "│ 印于", 2)[0] {
			t.Errorf("trace %v differs:\n%s", args, got)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"地区总值"}, "是不是「地区生产总值」？"}, {[]string{"地区生产总值", "礼陵市"}, "是不是「醴陵市」？"},
		{[]string{"附表1!A1"}, "附表1!A1 处没有可追溯的数字"}, {[]string{"审核报告.xlsx", "附表1!D5"}, "不追溯「审核报告.xlsx」里的数"},
		{[]string{"技工贸总收入", "醴陵市"}, "醴陵市没有技工贸总收入的数"},
	} {
		if got := must(t, dir, 2, append([]string{"trace", "2017"}, c.args...)...); !strings.Contains(got.err, c.want) {
			t.Errorf("trace %v: %s", c.args, got.err)
		}
	}
}

// What is missing is explained: the unit that was returned, and the department
// whose figure is pending.
func TestTraceOfWhatIsMissing(t *testing.T) {
	t.Parallel()
	got := must(t, baseline(t), 0, "trace", month, "附表3").out
	if !strings.Contains(got, "已退回，其中各数均不采用") {
		t.Errorf("the returned unit is not explained:\n%s", got)
	}
}

// What was typed is shown as typed, with what the reader made of it.
func TestTraceShowsWhatWasTyped(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	setCell(t, filepath.Join(dir, "inputs", "2017", "430281-醴陵市.xlsx"), "县市区表", "D8", "6,103,000万元")
	if got := invoke(dir, "run", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	got := must(t, dir, 0, "trace", "2017", "地区生产总值", "醴陵市").out
	for _, want := range []string{"本年累计（期末值）：610.3亿元", "原文「6,103,000万元」", "审核：C18提示", "已由万元换算为亿元，按610.3读取"} {
		if !strings.Contains(flat(got), want) {
			t.Errorf("lacks %s:\n%s", want, got)
		}
	}
}
