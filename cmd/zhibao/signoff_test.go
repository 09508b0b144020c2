package main

import (
	"archive/zip"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pagesWith counts the pages of the report, and those that say a word.
func pagesWith(t *testing.T, dir, period, word string) (pages, with int) {
	t.Helper()
	text := output(t, "pdftotext", "-layout", filepath.Join(dir, "outputs", period, "评估报告.pdf"), "-")
	for _, page := range strings.Split(strings.TrimSuffix(text, "\f"), "\f") {
		pages++
		if strings.Contains(page, word) {
			with++
		}
	}
	return pages, with
}

// draft wants every page and sheet of the outputs to say 送审稿, or none.
func draft(t *testing.T, dir, period string, want bool) {
	t.Helper()
	pages, with := pagesWith(t, dir, period, "送审稿")
	if want && with != pages || !want && with != 0 {
		t.Errorf("送审稿 stands on %d of %d pages, want all: %v", with, pages, want)
	}
	for _, name := range []string{"评估报告.xlsx", "审核报告.xlsx"} {
		path := filepath.Join(dir, "outputs", period, name)
		for i := range readBook(t, path).names {
			part := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
			foot := zipPart(t, path, part)
			if got := strings.Count(foot, "送审稿") >= 2; got != want { // odd and even pages
				t.Errorf("%s %s: 送审稿 in the foot: %v, want %v", name, part, got, want)
			}
		}
	}
}

// zipPart reads one part of a workbook.
func zipPart(t *testing.T, path, part string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	mustDo(t, err)
	defer z.Close()
	f, err := z.Open(part)
	mustDo(t, err)
	defer f.Close()
	data, err := io.ReadAll(f)
	mustDo(t, err)
	return string(data)
}

// signer wants the name, or none, on the line of 发文字号 of a paper upward.
func signer(t *testing.T, dir, period, name string) {
	t.Helper()
	text := output(t, "pdftotext", "-l", "1", "-layout", filepath.Join(dir, "outputs", period, "评估报告.pdf"), "-")
	for l := range strings.Lines(text) {
		if before, after, ok := strings.Cut(l, "签发人："); ok && strings.Contains(before, "×号") && strings.TrimSpace(after) == name {
			return
		}
	}
	t.Errorf("签发人 is not 「%s」 on the line of the number:\n%s", name, text)
}

func TestSignOff(t *testing.T) {
	t.Parallel()
	dir := ran(t)
	draft(t, dir, "2017", true)
	sign := func(code int, step, want string) {
		t.Helper()
		got := invoke(dir, "sign", "2017", "--step", step, "--name", "综合科科长")
		if int(got.code) != code || !strings.Contains(got.out+got.err, want) {
			t.Errorf("%s: exit %d, want %d with %s\n%s%s", step, got.code, code, want, got.out, got.err)
		}
	}
	sign(2, "签发", "本稿还没有初审，不能签发")
	sign(2, "会签", "没有「会签」这个步骤")
	signer(t, dir, "2017", "")
	sign(0, "初审", "已初审（综合科科长），已记入台账")
	sign(2, "初审", "本稿已经初审")
	sign(2, "签发", "本稿还没有复审")
	draft(t, dir, "2017", true)
	sign(0, "复审", "已复审")
	sign(0, "签发", "已签发")
	draft(t, dir, "2017", false)
	signer(t, dir, "2017", "综合科科长")
	printed := tree(t, filepath.Join(dir, "outputs"))
	must(t, dir, 0, "run", "2017")
	equalTrees(t, "run again after 签发", printed, tree(t, filepath.Join(dir, "outputs")))
	if got := must(t, dir, 0, "sign", "2017").out; strings.Count(got, "综合科科长") != 3 || !strings.Contains(got, "现稿已签发。") {
		t.Error(got)
	}

	// The letterhead's number comes with the signature and is not part of what is signed.
	config := filepath.Join(dir, "zhibao.yaml")
	write(t, config, strings.Replace(read(t, config), "株转示〔2018〕×号, date: 2018年×月×日, addressee", "株转示〔2018〕3号, date: 2018年3月5日, embargo: 2018-03-20, addressee", 1))
	must(t, dir, 0, "report", "2017")
	draft(t, dir, "2017", false)
	if pages, with := pagesWith(t, dir, "2017", "2018年3月20日前不得公布"); pages != with {
		t.Errorf("the embargo stands on %d of %d pages", with, pages)
	}
	if m := read(t, filepath.Join(dir, "outputs", "2017", "manifest.json")); !strings.Contains(m, `"embargo": "2018-03-20"`) {
		t.Error(m)
	}

	setCell(t, filepath.Join(dir, "inputs", "2017", "430281-醴陵市.xlsx"), "县市区表", "D8", 610.4)
	must(t, dir, 0, "run", "2017")
	draft(t, dir, "2017", true)
	sign(2, "复审", "本稿还没有初审，不能复审")
	flipByte(t, filepath.Join(dir, "outputs", "2017", "评估报告.pdf"))
	sign(2, "初审", "输出文件与清单不符")
	write(t, config, strings.Replace(read(t, config), "embargo: 2018-03-20", "embargo: 3月20日", 1))
	if got := must(t, dir, 2, "report", "2017"); !strings.Contains(got.err, "公布日期「3月20日」不是日期") {
		t.Error(got.err)
	}
}

func TestClosedPeriod(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	if got := must(t, dir, 2, "close", "2017", "--name", "综合科"); !strings.Contains(got.err, "台账中没有 2017 的数据") {
		t.Error(got.err)
	}
	must(t, dir, 0, "run", "2017")
	must(t, dir, 2, "close", "2017")
	must(t, dir, 0, "close", "2017", "--name", "综合科")
	// What a refused run read is kept in the archive as all that was ever sent; the
	// history itself must stay as it is.
	history := func() map[string]string {
		all := rows(t, dir)
		maps.DeleteFunc(all, func(table, _ string) bool { return table == "content" || table == "reading" || table == "judgement" })
		return all
	}
	closed, printed := history(), tree(t, filepath.Join(dir, "outputs"))
	for _, command := range []string{"run", "report"} {
		must(t, dir, 0, command, "2017")
		equalTrees(t, command+" of a closed period", printed, tree(t, filepath.Join(dir, "outputs")))
	}
	workbook, plan := filepath.Join(dir, "inputs", "2017", "430281-醴陵市.xlsx"), filepath.Join(dir, "inputs", "plan", "scheme.yaml")
	sent, scheme := read(t, workbook), read(t, plan)
	refused := func(command, want string) {
		t.Helper()
		got := must(t, dir, 2, command, "2017")
		for _, w := range []string{want, "封存（综合科）", "zhibao reopen 2017"} {
			if !strings.Contains(got.err, w) {
				t.Errorf("%s: lacks %s\n%s", command, w, got.err)
			}
		}
		equalTrees(t, "refused "+command, printed, tree(t, filepath.Join(dir, "outputs")))
		equalTrees(t, "history after the refused "+command, closed, history())
	}
	setCell(t, workbook, "县市区表", "D8", 610.4)
	write(t, filepath.Join(dir, "inputs", "2017", "新.xlsx"), sent)
	refused("run", "430281-醴陵市.xlsx与封存时不同、新.xlsx是封存后收到的")
	mustDo(t, os.Remove(filepath.Join(dir, "inputs", "2017", "新.xlsx")))
	write(t, workbook, sent)
	write(t, plan, strings.Replace(scheme, "ahead: 5", "ahead: 6", 1))
	refused("run", "方案数据与封存时不同")
	refused("report", "与封存的不一样")
	write(t, plan, scheme)

	must(t, dir, 2, "reopen", "2017", "--name", "综合科")
	must(t, dir, 0, "reopen", "2017", "--name", "综合科", "--reason", "按年报核实结果修订")
	must(t, dir, 2, "reopen", "2017", "--name", "综合科", "--reason", "再来")
	setCell(t, workbook, "县市区表", "D8", 610.4)
	must(t, dir, 0, "run", "2017")
	must(t, dir, 0, "close", "2017", "--name", "综合科")
	if got := must(t, dir, 0, "sign", "2017").out; !strings.Contains(got, "重开　综合科，第1次运行，原因：按年报核实结果修订") ||
		!strings.Contains(got, "封存　综合科，第2次运行") || !strings.Contains(got, "报告期已封存。") {
		t.Error(got)
	}
	must(t, dir, 0, "verify")
}
