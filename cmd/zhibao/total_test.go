package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
)

// SheetJS reads 汇总表.xlsx back: its sums, differences and places are those that
// follow from the units it lists.
func TestTotalsWorkedOutAgain(t *testing.T) {
	t.Parallel()
	dir, packages := baseline(t), installPackages(t)
	for period, want := range map[string]struct{ sums, ranks, differences int }{"2017": {17, 190, 7}, month: {9, 90, 4}} {
		out, err := exec.Command(tool(t, "node"), filepath.Join(packages, "totals.js"), filepath.Join(dir, "outputs", period, "汇总表.xlsx")).Output()
		if err != nil {
			t.Fatalf("totals.js: %v\n%s", err, out)
		}
		var got struct {
			Sums, Ranks, Differences int
			Problems                 []string
		}
		mustDo(t, json.Unmarshal(out, &got))
		t.Logf("%s: %d sums, %d places, %d differences", period, got.Sums, got.Ranks, got.Differences)
		for _, p := range got.Problems {
			t.Errorf("%s: %s", period, p)
		}
		if got.Sums < want.sums || got.Ranks < want.ranks || got.Differences < want.differences {
			t.Errorf("%s: %+v, want at least %+v", period, got, want)
		}
	}
}

// 荷塘区 108.88 and 芦淞区 169.64 are 278.52 together; the choice knows no city.
func TestTotalOfAChoice(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	file := filepath.Join(t.TempDir(), "两区.xlsx")
	for _, args := range [][]string{{"--units", "荷塘区、430203"}, {"--units", "芦淞区，荷塘区"}, {"--units", "芦淞区", "--units", "荷塘区,荷塘区"}} {
		got := must(t, dir, 0, append([]string{"total", month, "-o", file}, args...)...).out
		for _, want := range []string{"1—6月县市区主要指标汇总表（荷塘区、芦淞区）", "1. 地区生产总值（亿元）", "所选县市区合计（计入2个）", "278.52", "合计为所选单位之和，不与全市数比较"} {
			if !strings.Contains(got, want) {
				t.Errorf("total %v lacks %s:\n%s", args, want, got)
			}
		}
		for _, never := range []string{"全市（部门数）", "差额", "园区主要指标"} {
			if strings.Contains(got, never) {
				t.Errorf("total %v says %s", args, never)
			}
		}
		aligned(t, got)
	}
	book := readBook(t, file)
	if len(book.names) != 1 || book.names[0] != "县市区" {
		t.Errorf("sheets %v", book.names)
	}
}

// aligned wants the figures of every line under the head to end where its columns do.
func aligned(t *testing.T, out string) {
	t.Helper()
	text.OverrideRuneWidthEastAsianWidth(false)
	ends := -1
	for _, line := range strings.Split(out, "\n") {
		w := text.RuneWidthWithoutEscSequences(line)
		switch {
		case strings.HasPrefix(line, "单位"):
			ends = w
		case ends > 0 && (strings.HasPrefix(line, "荷塘区") || strings.HasPrefix(line, "所选")) && w != ends:
			t.Errorf("the line ends at %d, the head at %d: %s", w, ends, line)
		}
	}
	if ends < 0 {
		t.Errorf("no head:\n%s", out)
	}
}

// A county comes with its parks, a park with its parts; a park across districts is
// told to be the whole park.
func TestTotalOfABranch(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	got := must(t, dir, 0, "total", "2017", "--node", "石峰区").out
	for _, want := range []string{"石峰区及所属", "株洲高新区", "其中：田心高科园", "所选园区合计（计入1个）", "株洲高新区跨石峰区、天元区、芦淞区"} {
		if !strings.Contains(flat(got), want) {
			t.Errorf("lacks %s:\n%s", want, got)
		}
	}
	got = must(t, dir, 0, "total", "2017", "--node", "P03").out
	if !strings.Contains(got, "醴陵经开区") || strings.Contains(got, "县市区主要指标") || strings.Contains(got, "株洲高新区") {
		t.Errorf("a park alone:\n%s", got)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--node", "礼陵市"}, "是不是「醴陵市」？"}, {[]string{"--node", "市商务局"}, "市直部门，没有所属"}, {[]string{"--units", "荷塘区,D01"}, "不与其他单位相加"},
		{[]string{"--node", "攸县", "--units", "攸县"}, "不能同时使用"}, {[]string{"--units", "、"}, "没有写单位"}, {[]string{"-o", "x.pdf"}, "应以 .xlsx 结尾"},
	} {
		if got := must(t, dir, 2, append([]string{"total", "2017"}, c.args...)...); !strings.Contains(got.err, c.want) {
			t.Errorf("total %v: %s", c.args, got.err)
		}
	}
	if got := must(t, dir, 2, "total", "2019"); !strings.Contains(got.err, "zhibao run 2019") {
		t.Error(got.err)
	}
	if got := must(t, dir, 3, "total", "2017", "-o", filepath.Join(dir, "没有", "x.xlsx")); !strings.Contains(got.err, "写不出文件") {
		t.Error(got.err)
	}
}

// All units are what the run published; the terminal and the workbook say the same.
func TestTotalOfAll(t *testing.T) {
	t.Parallel()
	dir := baseline(t)
	file := filepath.Join(t.TempDir(), "汇总表.xlsx")
	must(t, dir, 0, "total", "2017", "-o", file)
	if read(t, file) != read(t, filepath.Join(dir, "outputs", "2017", "汇总表.xlsx")) {
		t.Error("total of all units is not what run published")
	}
}

// With May in inputs/history and targets of the bureau's own: 荷塘区's June is 46.68 − 38.18
// = 8.5. In May 石峰区 (9.9), 芦淞区 (9.5) and 荷塘区 (9.1) came in this order, in June 芦淞区
// (10.2) goes before 石峰区 (10.1), and 荷塘区 (10.0) is still behind both. 荷塘区's 46.68 of a year's 90 are 51.9 %. All of it leads back to lines and cells.
func TestTotalsLookBack(t *testing.T) {
	t.Parallel()
	dir, packages := sample(t), installPackages(t)
	write(t, filepath.Join(dir, "inputs", "history", "2018-05.csv"), "报告期,单位代码,指标代码,数值,同比增速,来源,备注\n"+
		"2018-05,430202,retail,38.18,9.1,示例数据,示例数据\n2018-05,430203,retail,60.74,9.5,示例数据,示例数据\n"+
		"2018-05,430204,retail,50,9.9,示例数据,示例数据\n2017-06,430202,industry_va,,6.4,示例数据,示例数据\n")
	units := filepath.Join(dir, "inputs", "plan", "units.yaml")
	write(t, units, read(t, units)+"decomposition:\n  - {indicator: retail, year: 2018, targets: {\"430202\": 90, \"430203\": 150}}\n"+
		"  - {indicator: hightech_firms, year: 2021, targets: {\"430202\": 58}}\n")
	if got := invoke(dir, "run", "2017"); got.code > 1 {
		t.Fatal(got.err)
	}
	if got := invoke(dir, "run", month); got.code > 1 {
		t.Fatal(got.err)
	}
	got := must(t, dir, 0, "total", month).out
	for _, want := range []string{"4. 社会消费品零售总额（亿元）　本期：6月　位次变化：比2018年1—5月"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s:\n%s", want, got)
		}
	}
	for _, line := range strings.Split(got, "\n") {
		for value, want := range map[string]string{"46.68": "荷塘区 8.50 46.68 10.0 6 0 6 0", "72.74": "芦淞区 12.00 72.74 10.2 3 1 3 0", "60.79": "石峰区 10.79 60.79 10.1 5 -1 5 0"} {
			if strings.Contains(line, value) && strings.Join(strings.Fields(line), " ") != want {
				t.Errorf("%s, want %s", line, want)
			}
		}
	}
	seen := flat(must(t, dir, 0, "trace", month, "附表3-1").out)
	for _, want := range []string{"46.68÷90×100＝51.8", "inputs/history/2018-05.csv第2行，同比增速", "inputs/history/2018-05.csv第5行，同比增速", "decomposition.retail.2018.430202", "比较期位次"} {
		if !strings.Contains(seen, want) {
			t.Errorf("the trace lacks %s", want)
		}
	}
	tracedAgain(t, dir, packages, month)
}
