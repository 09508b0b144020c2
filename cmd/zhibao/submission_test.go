package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lines are the rows of a sheet from top to bottom, each from left to right.
func (s readSheet) lines(t *testing.T) [][]string {
	t.Helper()
	var all [][]string
	rows := s.rows(t)
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		var texts []string
		for _, column := range slices.SortedFunc(maps.Keys(rows[n]), func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) }) {
			texts = append(texts, rows[n][column])
		}
		all = append(all, texts)
	}
	return all
}

// sumsHold runs sha256sum over a folder's list.
func sumsHold(t *testing.T, folder string) (said string, err error) {
	t.Helper()
	check := exec.Command(tool(t, "sha256sum"), "--check", "--strict", "校验清单.txt")
	check.Dir = folder
	out, err := check.CombinedOutput()
	return string(out), err
}

// The folder 上报/ of a year, as the higher authority gets it: the hashes are good, the
// material listed is what lies in inputs/, and 自评表 tells the figures of 附表1-1.
func TestSubmissionFolder(t *testing.T) {
	dir := baseline(t)
	folder := filepath.Join(dir, "outputs", "2017", "上报")
	said, err := sumsHold(t, folder)
	if files := len(tree(t, folder)) - 1; err != nil || files < 6 || strings.Count(said, ": OK") != files {
		t.Errorf("sha256sum: %v, want %d files\n%s", err, files, said)
	}
	if _, err := os.Stat(filepath.Join(dir, "outputs", "2018-06", "上报", "自评表.xlsx")); err == nil {
		t.Error("a month has papers for the higher authority")
	}

	material := readBook(t, filepath.Join(folder, "佐证材料清单.xlsx"))
	listed := 0
	var lines [][]string
	for _, part := range []string{"", "（2）", "（3）"} { // each of its tables has a sheet
		lines = append(lines, material.sheets["佐证材料清单"+part].lines(t)...)
	}
	for _, line := range lines {
		for _, name := range line {
			if !strings.HasPrefix(name, "2017/") {
				continue
			}
			listed++
			sum := fmt.Sprintf("%x", sha256.Sum256([]byte(read(t, filepath.Join(dir, "inputs", filepath.FromSlash(name))))))
			if !slices.Contains(line, sum) {
				t.Errorf("%s is listed with another hash than %s: %v", name, sum, line)
			}
		}
	}
	if listed != 12 { // the departments, all of which report something of the plan
		t.Errorf("%d workbooks are listed", listed)
	}

	table := readBook(t, filepath.Join(folder, "自评表.xlsx")).sheets["自评表"]
	progress := readBook(t, filepath.Join(dir, "outputs", "2017", "评估报告.xlsx")).sheets["附表1-1"].lines(t)
	printed := flat(output(t, "pdftotext", "-layout", filepath.Join(folder, "自评表.pdf"), "-"))
	compared := 0
	for _, line := range table.lines(t) {
		if len(line) < 4 || !strings.Contains(line[len(line)-1], "数据来源") {
			continue
		}
		name, reached := line[len(line)-4], line[len(line)-2]
		at := slices.IndexFunc(progress, func(p []string) bool { return len(p) > 10 && p[1] == name })
		if at < 0 {
			t.Errorf("%s stands in no row of 附表1-1", name)
			continue
		}
		compared++
		for _, figure := range []string{progress[at][3], progress[at][9], progress[at][10]} { // reached, beside the time, verdict
			if figure = strings.TrimPrefix(figure, "-"); figure != "—" && !strings.Contains(reached, figure) {
				t.Errorf("%s: %s is not in %q", name, figure, reached)
			}
			if figure != "—" && !strings.Contains(printed, figure) {
				t.Errorf("%s: the PDF lacks %s", name, figure)
			}
		}
	}
	if compared != 16 {
		t.Errorf("%d indicators were compared", compared)
	}
	if tall := slices.DeleteFunc(slices.Clone(table.merges), func(ref string) bool { return !taller(ref) }); len(tall) != 10 {
		t.Errorf("want 3 heads and 7 parts of two rows and more as merged cells, got %v", tall)
	}
}

// taller reports whether a merged area covers more than one row.
func taller(ref string) bool {
	from, to, _ := strings.Cut(ref, ":")
	return strings.TrimLeft(from, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strings.TrimLeft(to, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

// A changed paper is found by the recipient and by verify; a year without 主送机关 or
// without the layout of 自评表 is refused before anything is read.
func TestSubmissionRefused(t *testing.T) {
	dir := sample(t)
	swap(t, dir, "zhibao.yaml", ", addressee: 湖南省发展和改革委员会", "")
	must(t, dir, 0, "run", "2017")
	folder := filepath.Join(dir, "outputs", "2017", "上报")
	if text := output(t, "pdftotext", "-raw", filepath.Join(folder, "报告.pdf"), "-"); !strings.Contains(text, "湖南省发展和改革委员会") {
		t.Errorf("the covering paper goes nowhere:\n%s", text)
	}
	flipByte(t, filepath.Join(folder, "自评表.pdf"))
	if said, err := sumsHold(t, folder); err == nil || !strings.Contains(said, "自评表.pdf: FAILED") {
		t.Errorf("%v\n%s", err, said)
	}
	if got := must(t, dir, 1, "verify").out; !strings.Contains(flat(got), "上报/自评表.pdf") {
		t.Error(got)
	}

	swap(t, dir, "zhibao.yaml", "superior: 湖南省发展和改革委员会", `superior: ""`)
	if got := must(t, dir, 2, "run", "2017"); !strings.Contains(got.err, "没有写上报的主送机关") || !strings.Contains(got.err, "zhibao.yaml") || !strings.Contains(got.err, "在 papers 的 2017 中写 addressee") {
		t.Error(got.err)
	}
	mustDo(t, os.Remove(filepath.Join(dir, "inputs", "plan", "self_assessment.yaml")))
	if got := must(t, dir, 2, "run", "2017"); !strings.Contains(got.err, "缺少自评表的指标层级，不能生成2017年的上报文件") || !strings.Contains(got.err, "inputs/plan/self_assessment.yaml") {
		t.Error(got.err)
	}
}
